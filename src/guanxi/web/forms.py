"""Forms made from the fields of a resource: what may be edited by this reader, and nothing else.

They only carry what was written; the action reads the values. Its refusals come back to the fields in `refused`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale
from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanxi.access.reading import Reference, Row
from guanxi.access.resources import Field, Kind
from guanxi.errors import Conflict, GuanxiError, Invalid, WrongCall
from guanxi.months import first_day, parse_month
from guanxi.web.cells import value_text
from guanxi.web.widgets import DateInput, DateTimeInput, MonthInput, Suggested

# Where the suggestions for a reference come from.
SUGGESTIONS = {
    "users": "/suggest/users/",
    "teams": "/suggest/teams/",
    "departments": "/suggest/departments/",
    "principals": "/suggest/principals/",
    "customers": "/suggest/customers/",
    "people": "/suggest/people/",
    "tags": "/suggest/tags/",
    "time-zones": "/suggest/time-zones/",
}


class SuggestedField(forms.Field):
    """A reference chosen from suggestions: cleans to the key as text."""

    def __init__(self, target: str, **kwargs: Any) -> None:
        super().__init__(widget=Suggested(SUGGESTIONS[target]), **kwargs)

    def clean(self, value: Any) -> str:
        key, text = value if isinstance(value, tuple) else (str(value or ""), "")
        if not key and self.required and not text:
            raise forms.ValidationError(_("Fill this in."))
        # A key is all that the list of suggestions ever gives.
        if (key or text) and not re.fullmatch(r"[0-9]{1,16}", str(key)):
            raise forms.ValidationError(_("Choose one from the list."))
        return str(key)


class TimeZoneField(SuggestedField):
    """A time zone by its name; whoever knows the name types it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("time-zones", **kwargs)

    def clean(self, value: Any) -> str:
        key, text = value if isinstance(value, tuple) else (str(value or ""), "")
        typed = str(text).strip().replace(" ", "_")
        return str(key) if key and typed in ("", key) else typed


class MonthField(forms.CharField):
    """A month, as browsers enter it or by hand: cleans to its first day."""

    widget = MonthInput

    def clean(self, value: Any) -> date | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            return first_day(parse_month(written))
        except WrongCall:
            raise forms.ValidationError(_("Write the month as 2026-09.")) from None


def form_for(
    fields: Iterable[Field], data: Mapping[str, Any] | None = None, *, initial: Row | Mapping[str, Any] | None = None,
    version: int | None = None, prefix: str | None = None,
    choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    extra: Mapping[str, forms.Field] | None = None,
) -> forms.Form:  # fmt: skip
    """A form of these fields. ``choices`` gives short lists for references; ``version`` rides along hidden."""
    made: dict[str, forms.Field] = {f.name: _form_field(f, (choices or {}).get(f.name)) for f in fields}
    made.update(extra or {})
    if version is not None:
        made["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
    values = {f.name: _initial(f, initial[f.name]) for f in fields if initial is not None and f.name in initial}
    if version is not None:
        values["version"] = version
    if isinstance(initial, Mapping):
        values.update({name: initial[name] for name in (extra or {}) if name in initial})
    form_class = type("RecordForm", (forms.Form,), made)
    form: forms.Form = form_class(data, initial=values, prefix=prefix)
    return form


def written(form: forms.Form, fields: Iterable[Field]) -> dict[str, object]:
    """What was written into these fields, for the action; the form must be valid."""
    return {f.name: form.cleaned_data.get(f.name) for f in fields if f.name in form.fields}


def refused(form: forms.Form, error: GuanxiError, fields: Iterable[Field] = ()) -> forms.Form:
    """The form with the sentences of a refused action at its fields; what was typed stays."""
    known = {f.name: f for f in fields}
    if isinstance(error, Conflict):
        form.add_error(None, error.message)
        for name, (theirs, _mine) in error.fields.items():
            shown = value_text(known[name], theirs) if name in known else str(theirs or "")
            shown = str(dict(getattr(form.fields.get(name), "choices", ())).get(str(theirs or ""), shown))
            if name in form.fields:
                form.add_error(name, _("Now there stands: “%(value)s”.") % {"value": shown or "–"})
        # The next save is made from what is shown now: both values are on the page.
        if "version" in form.fields and error.version is not None:
            sent: Any = form.data
            form.data = sent.copy()
            form.data[form.add_prefix("version")] = str(error.version)  # type: ignore[index]
        return form
    if isinstance(error, Invalid):
        for name, sentence in error.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
        return form
    form.add_error(None, error.message)
    return form


def _initial(f: Field, value: Any) -> Any:
    if f.kind is Kind.MANY:
        return [str(one.key) if isinstance(one, Reference) else str(one) for one in value or ()]
    if f.kind is Kind.REFERENCE and isinstance(value, Reference):
        return value
    if f.kind is Kind.TIME_ZONE and value:
        return (value, str(value).replace("_", " "))
    if f.kind is Kind.DATETIME and value is not None:
        return timezone.localtime(value)
    if f.kind is Kind.NUMBER and isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value


def _form_field(f: Field, choices: Sequence[tuple[str, str]] | None) -> forms.Field:
    common: dict[str, Any] = {"label": f.label, "required": f.required, "help_text": f.help}
    if choices is not None:
        if f.kind is Kind.MANY:
            return forms.MultipleChoiceField(choices=list(choices), widget=forms.CheckboxSelectMultiple, **common)
        return forms.ChoiceField(choices=[("", "–"), *choices], **common)
    if f.kind in (Kind.CHOICE, Kind.COUNTRY, Kind.LANGUAGE):
        return forms.ChoiceField(choices=[("", "–"), *_options(f)], **common)
    if f.kind is Kind.BOOLEAN:
        return forms.BooleanField(label=str(f.label), required=False, help_text=str(f.help))
    if f.kind is Kind.TIME_ZONE:
        return TimeZoneField(**common)
    if f.kind is Kind.REFERENCE:
        return SuggestedField(f.target, **common)
    if f.kind is Kind.LONG_TEXT:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), strip=True, **common)
    widget: forms.Widget = forms.TextInput()
    if f.kind is Kind.DATE:
        widget = DateInput()
    elif f.kind is Kind.DATETIME:
        widget = DateTimeInput()
    elif f.kind is Kind.EMAIL:
        widget = forms.EmailInput(attrs={"autocomplete": "off"})
    elif f.kind is Kind.PHONE:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    elif f.kind in (Kind.INTEGER, Kind.NUMBER):
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
    else:
        widget = forms.TextInput(attrs={"maxlength": f.max_length})
    return forms.CharField(widget=widget, **common)


def _options(f: Field) -> list[tuple[str, str]]:
    locale = Locale.parse("zh_Hans" if (get_language() or "").startswith("zh") else "en")
    if f.kind is Kind.COUNTRY:
        named = [(code, name) for code, name in locale.territories.items() if len(code) == 2 and code.isalpha()]
        return sorted(((c, n) for c, n in named if c not in ("ZZ", "EU", "EZ", "UN", "XA", "XB", "QO")), key=_by_name)
    if f.kind is Kind.LANGUAGE:
        common = ("zh", "en", "de", "fr", "es", "it", "nl", "pl", "pt", "cs", "sv", "da", "fi", "ja", "ko", "ru", "tr")
        return [(code, str(locale.languages[code])) for code in common]
    return [(key, str(label)) for key, label in f.choices]


def _by_name(option: tuple[str, str]) -> str:
    return option[1]
