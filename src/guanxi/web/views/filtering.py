"""A filter of a list, for one field, with the input that fits it; its answer is the address of the list."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.access.resources import Field, Kind
from guanxi.catalogue import BY_NAME
from guanxi.web.doors import signed_in
from guanxi.web.forms import SUGGESTIONS, SuggestedField, form_for
from guanxi.web.lists import operator_words
from guanxi.web.widgets import DateInput

_DAYS = (Kind.DATE, Kind.DATETIME, Kind.WEEK)


@signed_in
def new(request: HttpRequest, actor: Actor, resource: str, name: str) -> HttpResponseBase:
    """``?list=`` is the address of the list as it stands; the form sends it again with one filter more."""
    address = request.GET.get("list", "")
    if resource not in BY_NAME or not _is_ours(request, address):
        raise Http404
    field = view(actor, BY_NAME[resource]).resource.field(name)
    parts = urlsplit(address)
    held = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in ("after", "field")]
    words = operator_words()
    operators = [(key, words[key]) for key in field.operators if key != "empty"]
    extra: dict[str, forms.Field] = {}
    if len(operators) > 1:
        extra["operator"] = forms.ChoiceField(label=_("Comparison"), choices=operators)
    extra["value"] = _value_field(field)

    def with_filter(line: str) -> str:
        return f"{parts.path}?{urlencode([*held, ('f', line)])}"

    context = {
        "frame": "dialog.html" if getattr(request, "htmx", False) else "shell.html",
        "in_dialog": bool(getattr(request, "htmx", False)),
        "title": str(field.label),
        "form": form_for((), extra=extra),
        "action": parts.path,
        "held": [*held, ("field", name)],
        "operator": operators[0][0] if len(operators) == 1 else "",
        "back": address,
        "me": with_filter(f"{name}:is:me") if field.target == "users" else "",
        "empty": with_filter(f"{name}:empty:yes") if "empty" in field.operators else "",
        "filled": with_filter(f"{name}:empty:no") if "empty" in field.operators else "",
    }
    return render(request, "filter.html", context)


def _is_ours(request: HttpRequest, address: str) -> bool:
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})


def _value_field(field: Field) -> forms.Field:
    common: dict[str, Any] = {"label": _("Value"), "required": True}
    if field.kind is Kind.BOOLEAN:
        return forms.ChoiceField(choices=[("yes", _("yes")), ("no", _("no"))], **common)
    if field.kind in _DAYS:
        return forms.CharField(widget=DateInput(), **common)
    if field.target in SUGGESTIONS:
        return SuggestedField(field.target, **common)
    if field.kind in (Kind.CHOICE, Kind.COUNTRY, Kind.LANGUAGE):
        made: forms.Field = form_for((field,)).fields[field.name]
        made.label, made.help_text, made.required = common["label"], "", True
        return made
    return forms.CharField(**common)
