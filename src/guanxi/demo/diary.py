"""The diaries of the eight: nobody is with two customers on one day, and rarely on two continents within two."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from guanxi.demo.days import is_working_day


class Diary:
    def __init__(self) -> None:
        self._away: dict[str, dict[date, tuple[str, bool]]] = defaultdict(dict)

    def _free(self, logins: Iterable[str], day: date, customer: str, *, asia: bool, hurried: bool) -> bool:
        for login in logins:
            away = self._away[login]
            if day in away and away[day][0] != customer:
                return False
            if not hurried and any(away.get(day + timedelta(by), ("", asia))[1] != asia for by in (-1, 1)):
                return False
        return True

    def travel(self, logins: Iterable[str], day: date, customer: str, *, asia: bool) -> None:
        for login in logins:
            self._away[login][day] = (customer, asia)

    def day_for(
        self, logins: tuple[str, ...], wanted: date, customer: str, country: str, *, first: date, last: date
    ) -> date:
        """The working day nearest to the one wanted, between first and last, on which all of them are free.

        Where there is none, they hurry from one continent to the other.
        """
        asia = country == "CN"
        for hurried in (False, True):
            for distance in range(max((wanted - first).days, (last - wanted).days, 0) + 1):
                for day in (wanted - timedelta(distance), wanted + timedelta(distance)):
                    works = first <= day <= last and is_working_day(day, country)
                    if works and self._free(logins, day, customer, asia=asia, hurried=hurried):
                        self.travel(logins, day, customer, asia=asia)
                        return day
        raise ValueError(f"no day for {', '.join(logins)} at {customer} between {first} and {last}")
