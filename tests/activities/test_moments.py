"""Clocks that jump, days that end elsewhere, months of unlike length."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.activities.models import NEVER, Recurrence
from guanxi.activities.moments import (
    clock,
    day_bounds,
    is_overdue,
    moment,
    moment_of,
    next_day,
    wall_clock,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_time_that_the_clocks_skip_moves_on_by_the_gap() -> None:
    assert moment_of("2027-03-28T02:30", "Europe/Berlin") == at("2027-03-28T01:30")
    assert wall_clock(at("2027-03-28T01:30"), "Europe/Berlin") == "2027-03-28T03:30"


def test_of_a_time_that_comes_twice_the_first_counts() -> None:
    assert moment_of("2026-10-25T02:30", "Europe/Berlin") == at("2026-10-25T00:30")


def test_clocks_lie_up_to_fourteen_hours_from_one_another() -> None:
    assert moment_of("2026-11-16T00:00", "Pacific/Kiritimati") == at("2026-11-15T10:00")
    assert moment_of("2026-11-16T00:00", "Etc/GMT+12") == at("2026-11-16T12:00")


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(["Europe/Berlin", "Asia/Shanghai", "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
)
def test_a_wall_clock_that_exists_comes_back_as_it_was(wall: datetime, zone: str) -> None:
    wall = wall.replace(second=0, microsecond=0)
    instant = moment(wall, zone)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall:
        assert moment_of(wall_clock(instant, zone), zone) in (instant, instant - timedelta(hours=1))
    else:  # skipped: it moved on, by what the clocks moved
        moved = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - wall
        assert timedelta(0) < moved <= timedelta(hours=24)


def test_a_day_has_23_or_25_hours_where_the_clocks_change() -> None:
    for day, hours in ((date(2027, 3, 28), 23), (date(2026, 10, 25), 25), (date(2026, 11, 16), 24)):
        start, end = day_bounds(day, "Europe/Berlin")
        assert end - start == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("14:30", "14:30"), ("9:05", "09:05"), ("0930", "09:30"), ("14：30", "14:30"), ("14.30", "14:30"),
        ("24:00", None), ("12:60", None), ("noon", None), ("", None), ("1", None),
    ],
)  # fmt: skip
def test_times_of_day_are_read_as_people_write_them(written: str, read: str | None) -> None:
    assert clock(written) == read


# ---- due ----


@pytest.mark.parametrize(
    ("due", "time", "zone", "now", "reader", "overdue"),
    [
        # A day ends where its reader is.
        ("2026-11-15", "", "", "2026-11-15T23:30", "UTC", False),
        ("2026-11-15", "", "", "2026-11-15T23:30", "Asia/Shanghai", True),
        ("2026-11-15", "", "", "2026-11-16T05:00", "America/Los_Angeles", False),
        ("2026-11-15", "", "", "2026-11-16T00:00", "UTC", True),
        # A time of day is that of where it was set, whoever reads.
        ("2026-11-16", "09:00", "Asia/Shanghai", "2026-11-16T00:59", "Europe/Berlin", False),
        ("2026-11-16", "09:00", "Asia/Shanghai", "2026-11-16T01:01", "Europe/Berlin", True),
        ("2027-03-28", "02:30", "Europe/Berlin", "2027-03-28T01:29", "UTC", False),
        ("2027-03-28", "02:30", "Europe/Berlin", "2027-03-28T01:31", "UTC", True),
    ],
)
def test_when_a_task_is_overdue(due: str, time: str, zone: str, now: str, reader: str, overdue: bool) -> None:
    assert is_overdue(date.fromisoformat(due), time, zone, now=at(now), reader_zone=reader) is overdue


def test_what_has_no_day_is_never_overdue() -> None:
    assert not is_overdue(None, "", "", now=at("2200-01-01T00:00"), reader_zone="UTC")
    assert not is_overdue(NEVER, "", "", now=at("2200-01-01T00:00"), reader_zone="UTC")


# ---- series ----


def series(start: str, recurrence: Recurrence, every: int, count: int) -> list[str]:
    first, found = date.fromisoformat(start), []
    day = first
    for _step in range(count):
        following = next_day(first, recurrence, every, after=day)
        assert following is not None
        day = following
        found.append(day.isoformat())
    return found


def test_the_last_day_of_a_month_stays_the_last() -> None:
    assert series("2027-01-31", Recurrence.MONTHLY, 1, 5) == [
        "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30",
    ]  # fmt: skip
    assert series("2026-11-30", Recurrence.QUARTERLY, 1, 3) == ["2027-02-28", "2027-05-30", "2027-08-30"]


def test_the_29th_of_february_comes_back_in_leap_years() -> None:
    assert series("2024-02-29", Recurrence.YEARLY, 1, 4) == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]
    assert series("2024-01-29", Recurrence.MONTHLY, 1, 2) == ["2024-02-29", "2024-03-29"]


def test_days_and_weeks_count_from_the_beginning() -> None:
    assert series("2026-12-30", Recurrence.DAILY, 3, 3) == ["2027-01-02", "2027-01-05", "2027-01-08"]
    assert series("2026-11-16", Recurrence.WEEKLY, 2, 2) == ["2026-11-30", "2026-12-14"]


def test_missed_days_of_a_series_are_left_out() -> None:
    assert next_day(date(2026, 1, 31), Recurrence.MONTHLY, 1, after=date(2026, 11, 16)) == date(2026, 11, 30)
    assert next_day(date(2026, 11, 2), Recurrence.WEEKLY, 1, after=date(2026, 11, 16)) == date(2026, 11, 23)


def test_a_series_ends_where_the_calendar_does() -> None:
    assert next_day(date(9999, 6, 30), Recurrence.YEARLY, 1, after=date(9999, 7, 1)) is None


@given(
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.sampled_from(list(Recurrence)),
    st.integers(1, 99),
    st.integers(-400, 4000),
)
def test_the_next_day_is_the_first_of_the_series_after_the_given_one(
    start: date, recurrence: Recurrence, every: int, later: int
) -> None:
    after = start + timedelta(days=later)
    found = next_day(start, recurrence, every, after=after)
    assert found is not None
    assert found > after
    assert found >= start
    if recurrence in (Recurrence.DAILY, Recurrence.WEEKLY):
        step = every * (7 if recurrence is Recurrence.WEEKLY else 1)
        assert (found - start).days % step == 0
        assert found == start or found - timedelta(days=step) <= after
    else:
        step = every * {"monthly": 1, "quarterly": 3, "yearly": 12}[recurrence]
        months = (found.year - start.year) * 12 + found.month - start.month
        assert months % step == 0
        assert found.day == start.day or (found + timedelta(days=1)).day == 1
