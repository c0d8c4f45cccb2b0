"""A value as a page shows it, by the kind of its field."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from guanxi.access.reading import Row
from guanxi.access.resources import Field, Kind, Resource
from guanxi.web import formats
from guanxi.web.addresses import address_of

NOTHING = SafeString("")
LINKS = (Kind.EMAIL, Kind.PHONE, Kind.URL)
_CHIP = '<span class="chip">{}</span>'


def classes(f: Field) -> str:
    if f.kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY):
        return "num"
    return "cut" if f.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.URL, Kind.EMAIL) else ""


def default_address(resource: Resource, row: Row) -> str:
    return address_of(resource.name, row.key)


def cell(f: Field, row: Row, href: str = "") -> SafeString:
    """The value in a table; ``href`` makes it the link to the record."""
    shown = value_html(f, row[f.name])
    if href:
        return format_html('<a href="{}">{}</a>', href, shown or pgettext("a record without a name", "unnamed"))
    return shown


def value_html(f: Field, value: Any) -> SafeString:
    if value is None or value == "" or value == ():
        return NOTHING
    if f.kind is Kind.EMAIL:
        return format_html('<a class="link" href="mailto:{}">{}</a>', value, value)
    if f.kind is Kind.PHONE:
        return format_html(
            '<a class="link" href="tel:{}">{}</a>', "".join(c for c in value if c.isdigit() or c == "+"), value
        )
    if f.kind is Kind.URL:
        return format_html(
            '<a class="link" href="{}" rel="noopener noreferrer">{}</a>', value, value.partition("://")[2].rstrip("/")
        )
    if f.kind is Kind.MANY:
        return format_html('<span class="chips">{}</span>', format_html_join("", _CHIP, ((str(one),) for one in value)))
    if f.kind is Kind.LONG_TEXT:
        return format_html('<span class="prose">{}</span>', value)
    return conditional_escape(value_text(f, value))


def value_text(f: Field, value: Any) -> str:
    """The value in words, in the language and on the clock in force."""
    if value is None or value == "":
        return ""
    told = formats_in_force()
    if f.kind is Kind.CHOICE:
        return next((str(label) for key, label in f.choices if key == str(value)), str(value))
    if f.kind is Kind.BOOLEAN:
        return _("yes") if value else _("no")
    if f.kind is Kind.DATE:
        return told.day(value)
    if f.kind is Kind.DATETIME:
        return told.moment(value)
    if f.kind is Kind.WEEK:
        return told.week(value)
    if f.kind is Kind.COUNTRY:
        return told.country(value)
    if f.kind is Kind.LANGUAGE:
        return told.language(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return told.joined(value)
    if f.kind is Kind.INTEGER and isinstance(value, int):
        return told.count(value)
    if f.kind is Kind.NUMBER:
        return f"{value.normalize():f}".replace("-", "\u2212")
    return str(value)


def formats_in_force() -> formats.Formats:
    """How the reader of this request writes days and figures."""
    return formats.formats_for(get_language() or "en", timezone.get_current_timezone_name())


def filter_text(f: Field, written: str) -> str:
    """The value of a filter in words: the label of a choice, "me", a day."""
    if written == "me":
        return pgettext("filter", "me")
    if f.kind in (Kind.CHOICE, Kind.COUNTRY, Kind.LANGUAGE):
        return value_text(f, written)
    return written
