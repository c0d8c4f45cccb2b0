"""Dates, times, money and counts as a reader sees them: by his language, in his time zone.

A `Formats` belongs to a language and a zone; ``formats_for`` keeps them. Nothing here looks at a clock: who wants to
read "3 days ago" says what now is. What the report on the ledger writes as well comes from there: both write alike.
"""

import zoneinfo
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_timedelta
from babel.lists import format_list
from babel.numbers import get_currency_precision, get_currency_symbol

from guanxi.months import month_number
from guanxi.report.language import Language, short_amount

MOST_COUNTED = 10_000
MOST_IN_SIDEBAR = 99
UNKNOWN = "–"
MINUS = "\u2212"

_SPACE = "\u00a0"  # groups of digits, and a number and its unit, stay on one line
_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
}
_FILE_UNITS = ("B", "kB", "MB", "GB", "TB")
# British English: 30 Sep 2026, no comma before "and", and US$ where it is not everybody's dollar.
_LOCALES = {"en": "en_GB", "zh": "zh_Hans"}


@lru_cache(maxsize=512)
def formats_for(language: str, time_zone: str = "UTC") -> "Formats":
    """The formats of a reader; ``language`` is that of Django ("en", "zh-hans"), ``time_zone`` an IANA name."""
    return Formats(language, time_zone)


class Formats:
    def __init__(self, language: str, time_zone: str) -> None:
        self._language = Language("zh" if language.lower().startswith("zh") else "en")
        self._key = self._language.key
        self._locale = _LOCALES[self._key]
        self._zone = zoneinfo.ZoneInfo(time_zone)

    # ---- days and times ----

    def day_of(self, at: date | datetime) -> date:
        """The day on the reader's calendar."""
        return at.astimezone(self._zone).date() if isinstance(at, datetime) else at

    def day(self, at: date | datetime | None) -> str:
        """``30 Sep 2026`` / ``2026年9月30日``"""
        return UNKNOWN if at is None else self._language.day(self.day_of(at))

    def near_day(self, at: date | datetime | None, today: date) -> str:
        """For what is due: ``today``, ``tomorrow``, ``Wed``, ``1 Dec``; another year is named."""
        if at is None:
            return UNKNOWN
        day = self.day_of(at)
        ahead = (day - today).days
        if -1 <= ahead <= 1:
            return self._say(*_NEAR[ahead])
        if 1 < ahead < 7:
            return self.weekday(day)
        return self._day_of_year(day) if day.year == today.year else self.day(day)

    def weekday(self, at: date | datetime) -> str:
        """``Wed`` / ``周三``"""
        return _WEEKDAYS[self._key][self.day_of(at).weekday()]

    def time(self, at: datetime | None) -> str:
        """``14:30``"""
        return UNKNOWN if at is None else f"{at.astimezone(self._zone):%H:%M}"

    def moment(self, at: datetime | None) -> str:
        """``30 Sep 2026, 14:30`` / ``2026年9月30日 14:30``"""
        return (
            UNKNOWN if at is None else self._say("{day}, {time}", "{day} {time}", day=self.day(at), time=self.time(at))
        )

    def near_moment(self, at: datetime | None, today: date) -> str:
        """For meetings: ``today, 14:30`` / ``今天 14:30``"""
        if at is None:
            return UNKNOWN
        return self._say("{day}, {time}", "{day} {time}", day=self.near_day(at, today), time=self.time(at))

    def week(self, at: date | datetime | None) -> str:
        """``week of 28 Sep 2026`` / ``2026年9月28日当周``: what somebody reads who may not know the day."""
        if at is None:
            return UNKNOWN
        day = self.day_of(at)
        return self._say("week of {day}", "{day}当周", day=self.day(day - timedelta(days=day.weekday())))

    def month(self, at: date | datetime | None) -> str:
        """``Sep 2026`` / ``2026年9月``"""
        return UNKNOWN if at is None else self._language.month(_month_of(self.day_of(at)))

    def axis_month(self, at: date | datetime) -> str:
        """``Sep 26`` / ``26年9月``"""
        return self._language.axis_month(_month_of(self.day_of(at)))

    def ago(self, at: datetime | date | None, now: datetime) -> str:
        """``5 minutes ago``, ``yesterday``, ``3 days ago``, ``in 2 days``; the day itself beyond four weeks.

        From a day on, days of the reader's calendar count: at one o'clock in the morning, 23:00 was yesterday.
        """
        if at is None:
            return UNKNOWN
        day, today = self.day_of(at), self.day_of(now)
        days = (day - today).days
        if days == 0:
            return self._ago_today(at, now)
        if abs(days) == 1:
            return self._say(*_NEAR[days])
        return _span(self._locale, "day", days) if abs(days) <= 28 else self.day(day)

    def _ago_today(self, at: datetime | date, now: datetime) -> str:
        if not isinstance(at, datetime):
            return self._say(*_NEAR[0])
        minutes = int((at - now).total_seconds() / 60)
        if minutes == 0:
            return self._say("just now", "刚刚")
        if abs(minutes) < 60:
            return _span(self._locale, "minute", minutes)
        return _span(self._locale, "hour", int(minutes / 60))

    def _day_of_year(self, day: date) -> str:
        written = self._language.day(day)
        return written.removesuffix(f" {day.year}") if self._key == "en" else written.removeprefix(f"{day.year}年")

    # ---- numbers ----

    def count(self, number: int | None) -> str:
        """``12 345``, with the minus sign of typography."""
        return UNKNOWN if number is None else f"{number:,}".replace(",", _SPACE).replace("-", MINUS)

    def capped(self, number: int, most: int = MOST_COUNTED) -> str:
        """A count that nobody carried on beyond ``most``: ``10 000+``."""
        return f"{most:,}+".replace(",", " ") if number > most else self.count(number)

    def in_sidebar(self, number: int) -> str:
        """Nothing for none, ``99+`` for what does not fit."""
        return "" if number < 1 else f"{MOST_IN_SIDEBAR}+" if number > MOST_IN_SIDEBAR else str(number)

    def number(self, number: float | None, decimals: int = 0) -> str:
        """``1,234.5``: a figure that is not a count, with as many decimals."""
        if number is None:
            return UNKNOWN
        written = f"{number:,.{decimals}f}"
        return written.replace("-", MINUS if written.strip("-0.,") else "")

    def percent(self, share: float | None) -> str:
        """``44%``, never across a line that the share has not reached; see the report."""
        return self._language.share(share)

    def points(self, change: float | None) -> str:
        """``+12``, ``−21``, ``0``"""
        return self._language.points(change)

    def file_size(self, size: int) -> str:
        """``1.2 MB``, of 1000 kB each."""
        amount, unit = float(size), 0
        while amount >= 999.5 and unit < len(_FILE_UNITS) - 1:
            amount, unit = amount / 1000, unit + 1
        return (
            f"{amount:.1f}{_SPACE}{_FILE_UNITS[unit]}"
            if unit and amount < 9.95
            else f"{amount:.0f}{_SPACE}{_FILE_UNITS[unit]}"
        )

    # ---- money: a minor unit is 1/100 in every currency, see guanxi.money ----

    def money(self, minor: int | None, currency: str) -> str:
        """The whole amount: ``€1,234.50``; with the decimals that the currency has, ``JP¥1,234``, ``BHD 1.230``."""
        if minor is None:
            return UNKNOWN
        sign, symbol, decimals = MINUS if minor < 0 else "", *_currency(currency, self._locale)
        # Half-even to whole units without a float: amounts go beyond 2 to the power of 53.
        whole, rest = divmod(abs(minor), 100)
        if decimals == 0:
            whole += rest > 50 or (rest == 50 and whole % 2 == 1)
            return f"{sign if whole else ''}{symbol}{whole:,}"
        return f"{sign}{symbol}{whole:,}.{f'{rest:02d}'.ljust(decimals, '0')}"

    def money_short(self, minor: int | None, currency: str) -> str:
        """Three digits and a unit, for tables and tiles: ``€8.4M`` / ``€840万``."""
        if minor is None:
            return UNKNOWN
        amount = short_amount(abs(minor) / 100, self._key)
        return f"{MINUS if minor < 0 else ''}{_currency(currency, self._locale)[0]}{amount}"

    # ---- words ----

    def listed(self, items: Sequence[object], most: int = 0) -> str:
        """``A, B and C`` / ``A、B和C``; with ``most``, no more of them than that: ``A, B and 3 more``."""
        texts = [str(item) for item in items]
        if most and len(texts) > most:
            more = self._say("{n} more", "其他{n}项", n=self.count(len(texts) - most))
            texts = [*texts[:most], more]
        return format_list(texts, locale=self._locale)

    def joined(self, items: Iterable[object]) -> str:
        """``A, B, C`` / ``A、B、C``, for lines that name things without saying more."""
        return self._say(", ", "、").join(str(item) for item in items)

    def sentences(self, *items: object) -> str:
        """Sentences one after the other: with a space between them in English, with none in Chinese."""
        return self._say(" ", "").join(text for text in map(str, items) if text)

    def country(self, code: str) -> str:
        """``Germany`` / ``德国`` for ``DE``; a code that is none stays."""
        return str(_named(self._locale).territories.get(code.upper(), code))

    def language(self, code: str) -> str:
        """``Chinese`` / ``中文`` for ``zh``; a code that is none stays."""
        return str(_named(self._locale).languages.get(code.replace("-", "_"), code))

    def _say(self, en: str, zh: str, **values: object) -> str:
        return self._language(en, zh, **values)


_NEAR = {-1: ("yesterday", "昨天"), 0: ("today", "今天"), 1: ("tomorrow", "明天")}


def _month_of(day: date) -> int:
    return month_number(day)


@lru_cache(maxsize=1024)
def _span(locale: str, unit: Literal["day", "hour", "minute"], number: int) -> str:
    """``3 days ago`` / ``3天前``; Babel is slow, and there are few of them."""
    ago = timedelta(**{f"{unit}s": number})
    # No larger unit, and no smaller one: with this threshold Babel goes down to the granularity and stops there.
    return str(format_timedelta(ago, granularity=unit, add_direction=True, locale=locale, threshold=10**6))


@cache
def _currency(code: str, locale: str) -> tuple[str, int]:
    """What stands in front of an amount, and its decimals. A code without a sign of its own gets a space."""
    symbol = get_currency_symbol(code, locale)
    return (f"{symbol}{_SPACE}" if symbol[-1:].isalpha() else symbol), get_currency_precision(code)


@cache
def _named(locale: str) -> Locale:
    return Locale.parse(locale)
