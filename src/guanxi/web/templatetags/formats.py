"""Filters that write days, money and counts as the reader of the page reads them: ``{% load formats %}``.

Language and time zone are those that the request has activated.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django import template
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from guanxi.web.formats import Formats, formats_for

register = template.Library()


def of_reader() -> Formats:
    return formats_for(get_language() or "en", get_current_timezone_name())


def _plain(name: str) -> None:
    """A filter without an argument, named like the method that it calls."""
    method: Callable[[Formats, object], str] = getattr(Formats, name)
    register.filter(name, lambda value: method(of_reader(), value))


_ALONE = (
    "day",
    "weekday",
    "moment",
    "week",
    "month",
    "axis_month",
    "percent",
    "points",
    "count",
    "capped",
    "in_sidebar",
)
for _name in (*_ALONE, "file_size", "country"):
    _plain(_name)


@register.filter
def clock(at: datetime | None) -> str:
    """``14:30``; "time" is a filter of Django's."""
    return of_reader().time(at)


@register.filter
def then(sentence: object, following: object) -> str:
    """Two sentences, one after the other."""
    return of_reader().sentences(sentence, following)


@register.filter
def ago(at: date | datetime | None, now: datetime) -> str:
    return of_reader().ago(at, now)


@register.filter
def near_day(at: date | datetime | None, today: date) -> str:
    return of_reader().near_day(at, today)


@register.filter
def near_moment(at: datetime | None, today: date) -> str:
    return of_reader().near_moment(at, today)


@register.filter
def money(minor: int | None, currency: str) -> str:
    return of_reader().money(minor, currency)


@register.filter
def money_short(minor: int | None, currency: str) -> str:
    return of_reader().money_short(minor, currency)


@register.filter
def listed(items: Sequence[object], most: int = 0) -> str:
    return of_reader().listed(items, most)


@register.filter
def language_name(code: str) -> str:
    return of_reader().language(code)
