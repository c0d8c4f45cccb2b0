"""Working days: when somebody at a customer can be reached, by weekday and public holidays of the country."""

from datetime import date, timedelta
from functools import cache
from typing import Final

# Chinese feasts that follow the moon: first day of the year, Dragon Boat, Mid-Autumn.
_LUNAR: Final = {
    2020: ("01-25", "06-25", "10-01"),
    2021: ("02-12", "06-14", "09-21"),
    2022: ("02-01", "06-03", "09-10"),
    2023: ("01-22", "06-22", "09-29"),
    2024: ("02-10", "06-10", "09-17"),
    2025: ("01-29", "05-31", "10-06"),
    2026: ("02-17", "06-19", "09-25"),
    2027: ("02-06", "06-09", "09-15"),
    2028: ("01-26", "05-28", "10-03"),
    2029: ("02-13", "06-16", "09-22"),
    2030: ("02-03", "06-05", "09-12"),
    2031: ("01-23", "06-24", "10-01"),
    2032: ("02-11", "06-12", "09-19"),
    2033: ("01-31", "06-01", "09-08"),
    2034: ("02-19", "06-20", "09-27"),
    2035: ("02-08", "06-10", "09-16"),
    2036: ("01-28", "05-30", "10-04"),
}

# Days of the year, and days after Easter Sunday; regional holidays are left out.
_FIXED: Final = {
    "AT": "01-01 01-06 05-01 08-15 10-26 11-01 12-08 12-25 12-26",
    "BE": "01-01 05-01 07-21 08-15 11-01 11-11 12-25",
    "CN": "01-01 05-01 05-02 05-03 10-01 10-02 10-03 10-04 10-05 10-06 10-07",
    "CZ": "01-01 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26",
    "DE": "01-01 05-01 10-03 12-25 12-26",
    "ES": "01-01 01-06 05-01 08-15 10-12 11-01 12-06 12-08 12-25",
    "FR": "01-01 05-01 05-08 07-14 08-15 11-01 11-11 12-25",
    "GB": "01-01 12-25 12-26",
    "HU": "01-01 03-15 05-01 08-20 10-23 11-01 12-25 12-26",
    "IS": "01-01 05-01 06-17 12-25 12-26",
    "IT": "01-01 01-06 04-25 05-01 06-02 08-15 11-01 12-08 12-25 12-26",
    "NL": "01-01 04-27 12-25 12-26",
    "NO": "01-01 05-01 05-17 12-25 12-26",
    "PL": "01-01 01-06 05-01 05-03 08-15 11-01 11-11 12-25 12-26",
    "PT": "01-01 04-25 05-01 06-10 08-15 10-05 11-01 12-01 12-08 12-25",
    "RO": "01-01 01-02 01-24 05-01 06-01 08-15 11-30 12-01 12-25 12-26",
    "SE": "01-01 01-06 05-01 06-06 12-25 12-26",
}
_AFTER_EASTER: Final = {
    "AT": (1, 39, 50, 60),
    "BE": (1, 39, 50),
    "CN": (),
    "CZ": (-2, 1),
    "DE": (-2, 1, 39, 50),
    "ES": (-2,),
    "FR": (1, 39, 50),
    "GB": (-2, 1),
    "HU": (-2, 1, 50),
    "IS": (-3, -2, 1, 39, 50),
    "IT": (1,),
    "NL": (1, 39, 50),
    "NO": (-3, -2, 1, 39, 50),
    "PL": (1, 60),
    "PT": (-2, 60),
    "RO": (),
    "SE": (-2, 1, 39),
}


def easter(year: int) -> date:
    """Easter Sunday of the western churches: the Sunday after the first full moon of spring, by their own moon."""
    golden = year % 19
    century, rest = divmod(year, 100)
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 19 * sunday) // 433
    month = (moon + sunday - 7 * late + 90) // 25
    return date(year, month, (moon + sunday - 7 * late + 33 * month + 19) % 32)


@cache
def holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country, those that every region has."""
    days = {date.fromisoformat(f"{year}-{day}") for day in _FIXED[country].split()}
    days |= {easter(year) + timedelta(after) for after in _AFTER_EASTER[country]}
    if country == "CN":
        days.add(date(year, 4, 4 if year % 4 < 2 else 5))  # Qingming
        if year in _LUNAR:
            spring, dragon, autumn = (date.fromisoformat(f"{year}-{day}") for day in _LUNAR[year])
            days |= {spring + timedelta(after) for after in range(-1, 7)} | {dragon, autumn}
    return frozenset(days)


def is_working_day(day: date, country: str) -> bool:
    return day.weekday() < 5 and day not in holidays(country, day.year)


def working_day_until(day: date, country: str) -> date:
    """The day itself, or the last working day before it."""
    while not is_working_day(day, country):
        day -= timedelta(1)
    return day


def working_day_from(day: date, country: str) -> date:
    """The day itself, or the next working day after it."""
    while not is_working_day(day, country):
        day += timedelta(1)
    return day
