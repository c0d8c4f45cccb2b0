"""Clocks and calendars: the moment of a meeting, the day of a task, the next day of a series."""

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from guanxi.activities.models import NEVER, Recurrence

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:：.]?([0-5][0-9])")
_MONTHS = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3, Recurrence.YEARLY: 12}
_DAYS = {Recurrence.DAILY: 1, Recurrence.WEEKLY: 7}


def moment(wall: datetime, zone: str) -> datetime:
    """The instant at which clocks in ``zone`` show ``wall``.

    A time that the clocks skip moves on by the gap; of one that they show twice the first counts.
    """
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall_clock(at: datetime, zone: str) -> str:
    """What the clock in ``zone`` shows at that instant, as it is kept: 2026-11-05T14:30."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def moment_of(wall_time: str, zone: str) -> datetime:
    return moment(datetime.fromisoformat(wall_time), zone)


def clock(written: str) -> str | None:
    """14:30 for what people write as a time of day; None for anything else."""
    match = _CLOCK.fullmatch(written.strip())
    return f"{int(match[1]):02}:{match[2]}" if match else None


def day_of(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """The first instant of a day and that of the next one, there."""
    midnight = datetime.min.time()
    return moment(datetime.combine(day, midnight), zone), moment(
        datetime.combine(day + timedelta(days=1), midnight), zone
    )


def is_overdue(due: date | None, due_time: str, time_zone: str, *, now: datetime, reader_zone: str) -> bool:
    """A day is over when it is over for the reader; a time of day when it has come where it was set."""
    if due is None or due == NEVER:
        return False
    if due_time:
        wall = datetime.combine(due, datetime.strptime(due_time, "%H:%M").time())
        return moment(wall, time_zone or reader_zone) < now
    return due < day_of(now, reader_zone)


def next_day(start: date, recurrence: str, every: int, *, after: date) -> date | None:
    """The first day after ``after`` in the series that began on ``start``; None where the calendar ends.

    Days count from the start and not from one another, so that the 31st is the last day of shorter months and
    29 February comes back in leap years.
    """
    try:
        if recurrence in _DAYS:
            step = _DAYS[Recurrence(recurrence)] * every
            count = max(0, (after - start).days // step + 1)
            found = start + timedelta(days=count * step)
        else:
            step = _MONTHS[Recurrence(recurrence)] * every
            months = (after.year - start.year) * 12 + after.month - start.month
            count = max(0, months // step)
            while (found := months_later(start, count * step)) <= after:
                count += 1
    except (OverflowError, ValueError):
        return None
    return found if found < NEVER else None


def months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
