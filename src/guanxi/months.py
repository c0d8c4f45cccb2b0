"""Whole calendar months as integers: year * 12 + month - 1, so that arithmetic is plain subtraction."""

from datetime import date

from guanxi.errors import WrongCall


def month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    return date.fromordinal(first_day(month + 1).toordinal() - 1)


def month_text(month: int) -> str:
    """``2026-09`` for September 2026."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def parse_month(text: str) -> int:
    """The month that ``YYYY-MM`` names; anything else is a wrong call."""
    year, dash, month = text.strip().partition("-")
    if not (dash and len(year) == 4 and len(month) == 2 and text.isascii() and year.isdigit() and month.isdigit()):
        raise WrongCall(f"“{text}” is not a month: write it as YYYY-MM, for example 2026-09.")
    if not (1 <= int(month) <= 12 and int(year) >= 1):
        raise WrongCall(f"“{text}” is not a month: the month runs from 01 to 12.")
    return int(year) * 12 + int(month) - 1
