"""Widgets that Django has not: suggestions from the server, money with its currency, dates as browsers enter them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MonthInput(forms.TextInput):
    """Where a browser has no calendar of months, the text is written: 2026-09."""

    input_type = "month"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"pattern": "[0-9]{4}-[0-9]{2}", "placeholder": "2026-09", **(attrs or {})})


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Suggested(forms.Widget):
    """A text field whose values the server suggests: ``address`` answers to ``?q=`` with the part ``_options.html``.

    Two fields are sent: ``name`` has the key of what was chosen, ``name``_text what stands in the field. Without
    scripts the key is the one that was there before; a text that is not its label is then looked up by the form, which
    gets (key, text) as the value.
    """

    needs_multipart_form = False

    def __init__(self, address: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.address = address

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:
        return id_ or ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, str]:
        return str(data.get(name, "")).strip(), str(data.get(f"{name}_text", "")).strip()

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        key, text = value if isinstance(value, tuple) else (getattr(value, "key", ""), getattr(value, "label", ""))
        given = self.build_attrs(self.attrs, attrs)
        identity = given.get("id", f"id_{name}")
        shown = {
            "type": "text",
            "name": f"{name}_text",
            "value": text,
            "role": "combobox",
            "autocomplete": "off",
            "aria-autocomplete": "list",
            "aria-expanded": "false",
            "aria-controls": f"{identity}_list",
            "hx-get": self.address,
            "hx-vals": '{"part": "options"}',
            "hx-trigger": "look delay:150ms",
            "hx-target": f"#{identity}_list",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
            **given,
        }
        return format_html(
            '<div class="combo"><input type="hidden" name="{}" value="{}"><input{}>'
            '<div class="options" id="{}_list" role="listbox" aria-label="{}"></div></div>',
            name,
            key,
            flatatt(shown),
            identity,
            given.get("aria-label", _("Suggestions")),
        )


class MoneyInput(forms.MultiWidget):
    """An amount as people write it, and a currency beside it: sent as ``name``_amount and ``name``_currency."""

    def __init__(self, currencies: list[tuple[str, str]], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "amount": forms.TextInput({"inputmode": "decimal", "aria-label": _("Amount")}),
                "currency": forms.Select({"aria-label": _("Currency")}, choices=currencies),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        return list(value) if value else ["", None]
