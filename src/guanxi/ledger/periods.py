"""Which month is over, on the calendar of the company."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from guanxi.months import month_number
from guanxi.records.company import company


def today_here(now: datetime) -> date:
    return now.astimezone(ZoneInfo(company().time_zone)).date()


def last_whole_month(today: date) -> int:
    """The last month-end that can be judged."""
    return month_number(today) - 1
