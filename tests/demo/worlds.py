"""Worlds of days that are easy to get wrong: weekends, holidays, ends of months, a leap day."""

from datetime import date
from functools import cache
from typing import Final

from guanxi.demo.world import World, sample_world

# A Monday, a Saturday, National Day, a leap day, New Year's Eve, the day after Spring Festival.
DAYS: Final = tuple(
    map(date.fromisoformat, ("2026-11-23", "2027-03-13", "2026-10-02", "2028-02-29", "2026-12-31", "2027-02-07"))
)


@cache
def world_of(today: date) -> World:
    return sample_world(today)
