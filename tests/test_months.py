"""Months as whole numbers."""

from datetime import date, timedelta

import pytest

from guanxi.errors import WrongCall
from guanxi.months import first_day, last_day, month_number, month_text, parse_month


def test_consecutive_months_have_consecutive_numbers() -> None:
    assert month_number(date(2026, 1, 1)) - month_number(date(2025, 12, 31)) == 1
    assert month_number(date(2026, 9, 15)) - month_number(date(2020, 9, 1)) == 6 * 12


def test_a_month_has_its_own_first_and_last_day() -> None:
    month = month_number(date(2024, 2, 10))
    assert first_day(month) == date(2024, 2, 1)
    assert last_day(month) == date(2024, 2, 29)


@pytest.mark.parametrize("year", [1900, 1999, 2000, 2026])
def test_every_day_lies_between_the_first_and_last_day_of_its_month(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        month = month_number(day)
        assert first_day(month) <= day <= last_day(month)
        assert (first_day(month).month, last_day(month).month) == (day.month, day.month)
        day += timedelta(days=1)


def test_a_month_is_written_and_read_as_year_and_month() -> None:
    assert month_text(parse_month("2026-09")) == "2026-09"
    assert month_text(parse_month(" 0987-12 ")) == "0987-12"
    assert parse_month("2026-01") == month_number(date(2026, 1, 31))


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-9", "2026-13", "2026-00", "0000-05", "26-09", "2026-09-01", "2026/09", "２０２６-09", "-026-09"],
)
def test_anything_else_is_no_month(text: str) -> None:
    with pytest.raises(WrongCall, match=f"“{text}” is not a month"):
        parse_month(text)
