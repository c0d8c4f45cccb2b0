"""Working days by country."""

from datetime import date, timedelta

import pytest

from guanxi.demo.customer import LANGUAGES, TIME_ZONES
from guanxi.demo.days import easter, holidays, is_working_day, working_day_from, working_day_until


def test_easter_is_a_sunday_between_22_march_and_25_april() -> None:
    for year in range(1900, 2200):
        sunday = easter(year)
        assert sunday.weekday() == 6
        assert date(year, 3, 22) <= sunday <= date(year, 4, 25)
    assert [easter(year) for year in (2024, 2025, 2026, 2038)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ]


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("CN", "2026-02-17"),  # Spring Festival
        ("CN", "2026-10-05"),  # National Day week
        ("DE", "2026-04-03"),  # Good Friday
        ("NO", "2026-05-14"),  # Ascension Day
        ("FR", "2026-07-14"),
        ("SE", "2026-07-18"),  # a Saturday
    ],
)
def test_nobody_works_on_a_holiday_or_at_the_weekend(country: str, day: str) -> None:
    assert not is_working_day(date.fromisoformat(day), country)


def test_the_next_working_day_and_the_last_one_leave_the_holidays_out() -> None:
    assert working_day_until(date(2026, 10, 7), "CN") == date(2026, 9, 30)
    assert working_day_from(date(2026, 10, 1), "CN") == date(2026, 10, 8)
    assert working_day_until(date(2026, 11, 23), "DE") == date(2026, 11, 23)


def test_every_country_of_a_customer_has_its_holidays() -> None:
    assert set(LANGUAGES) == set(TIME_ZONES)
    for country in LANGUAGES:
        assert len(holidays(country, 2026)) >= 5


def test_most_of_the_year_is_worked() -> None:
    year = [date(2026, 1, 1) + timedelta(day) for day in range(365)]
    for country in LANGUAGES:
        assert 240 <= sum(is_working_day(day, country) for day in year) <= 257
