"""Dates as they stand in ledgers: ISO first, then the written forms that the caller names.

The forms are those of ``strptime``, read here with English names in every locale: Python's own function would read
"Friday, April 29, 2022" on one computer and refuse it on the next.
"""

import re
from collections.abc import Callable, Sequence
from datetime import MAXYEAR, date, datetime
from typing import Final

from guanxi.errors import WrongCall

FIRST_YEAR: Final = 1900

EMPTY: Final = "the date is empty"
UNREADABLE: Final = "not a date"

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T](.*))?", re.DOTALL)
_TIME: Final = re.compile(
    r"\s*(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:[.,][0-9]+)?)?"  # hours and minutes at least
    r"(?:\s?[AaPp][Mm])?(?:\s?(?:Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2}){0,2}))?"
)

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_DIRECTIVES: Final = {
    "Y": r"(?P<Y>[0-9]{4})",
    "y": r"(?P<y>[0-9]{2})",
    "m": r"(?P<m>1[0-2]|0[1-9]|[1-9])",
    "d": r"(?P<d>3[01]|[12][0-9]|0[1-9]| [1-9]|[1-9])",
    "j": r"(?P<j>36[0-6]|3[0-5][0-9]|[12][0-9]{2}|0[1-9][0-9]|00[1-9]|[1-9][0-9]|0[1-9]|[1-9])",
    "B": f"(?P<B>{'|'.join(_MONTHS)})",
    "b": f"(?P<b>{'|'.join(name[:3] for name in _MONTHS)})",
    "A": f"(?P<A>{'|'.join(_DAYS)})",
    "a": f"(?P<a>{'|'.join(name[:3] for name in _DAYS)})",
    "H": r"(?P<H>2[0-3]|[01][0-9]|[0-9])",
    "I": r"(?P<I>1[0-2]|0[1-9]|[1-9])",
    "M": r"(?P<M>[0-5][0-9]|[0-9])",
    "S": r"(?P<S>6[01]|[0-5][0-9]|[0-9])",
    "f": r"(?P<f>[0-9]{1,6})",
    "p": r"(?P<p>am|pm)",
    "z": r"(?P<z>[+-][0-9]{2}:?[0-5][0-9](?::?[0-5][0-9](?:\.[0-9]{1,6})?)?|Z)",
    "Z": r"(?P<Z>utc|gmt)",
    "%": "%",
}


def compile_format(form: str) -> Callable[[str], date | None]:
    """A reader for one ``strptime`` form; a form that cannot name a month is a wrong call.

    As with ``strptime`` letters are compared without case, white space in the form stands for any amount of it, a
    missing day is the first, two-digit years run from 1969 to 2068, and a weekday is not compared with the date.
    """
    pattern, met, position = "", set(), 0
    while position < len(form):
        sign = form[position]
        if sign == "%":
            position += 1
            directive = form[position : position + 1]
            if directive not in _DIRECTIVES:
                known = " ".join(f"%{key}" for key in _DIRECTIVES)
                raise WrongCall(f"“%{directive}” in the date format “{form}” is not known: use {known}.")
            if directive in met and directive != "%":
                raise WrongCall(f"“%{directive}” stands twice in the date format “{form}”: once is enough.")
            met.add(directive)
            pattern += _DIRECTIVES[directive]
        elif sign.isspace():
            if not pattern.endswith(r"\s+"):
                pattern += r"\s+"
        else:
            pattern += re.escape(sign)
        position += 1
    if not (met & {"Y", "y"} and met & {"m", "b", "B", "j"}):
        raise WrongCall(f"The date format “{form}” needs a year and a month, for example %d/%m/%Y.")
    compiled = re.compile(pattern, re.IGNORECASE)

    def read(text: str) -> date | None:
        match = compiled.fullmatch(text)
        return _day(match.groupdict()) if match else None

    return read


def _day(found: dict[str, str | None]) -> date | None:
    if four := found.get("Y"):
        year = int(four)
    else:
        year = int(found["y"] or 0)
        year += 1900 if year >= 69 else 2000
    try:
        if count := found.get("j"):
            day = date.fromordinal(date(year, 1, 1).toordinal() + int(count) - 1)
            return day if day.year == year else None
        if name := found.get("B"):
            month = _MONTHS.index(name.lower()) + 1
        elif name := found.get("b"):
            month = next((number for number, full in enumerate(_MONTHS, 1) if full.startswith(name.lower())), 0)
        else:
            month = int(found["m"] or 0)
        return date(year, month, int(found.get("d") or 1))
    except (ValueError, OverflowError):
        return None


class DateReader:
    """Reads cells as days: ISO, perhaps with a time behind it, then ``formats`` in their order."""

    def __init__(self, formats: Sequence[str] = (), *, today: date) -> None:
        self._formats = [compile_format(form) for form in formats]
        self.last_year = min(today.year + 1, MAXYEAR)
        self.out_of_range = f"the year is outside {FIRST_YEAR} to {self.last_year}"

    def read(self, cell: object) -> date | str:
        """The day, or the reason why the cell is none."""
        if isinstance(cell, datetime):
            day: date | None = cell.date()
        elif isinstance(cell, date):
            day = cell
        elif cell is None:
            return EMPTY
        elif isinstance(cell, str):
            text = cell.strip()
            if not text:
                return EMPTY
            day = self._read_text(text)
        else:
            return UNREADABLE
        if day is None:
            return UNREADABLE
        return day if FIRST_YEAR <= day.year <= self.last_year else self.out_of_range

    def _read_text(self, text: str) -> date | None:
        match = _ISO.fullmatch(text)
        if match and (match.group(4) is None or _TIME.fullmatch(match.group(4))):
            try:
                return date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
            except ValueError:
                pass
        for read in self._formats:
            if day := read(text):
                return day
        return None
