"""English and Chinese: whole sentences, and one form each for money, months, shares and counts."""

from datetime import date
from typing import Final, Literal

from guanxi.lifecycle.vocabulary import FLAGS, SIGNALS, STAGES
from guanxi.months import first_day, last_day

Key = Literal["en", "zh"]

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIGNS: Final = {"EUR": "€", "GBP": "£", "USD": "$", "CNY": "¥", "RMB": "¥", "JPY": "¥"}
# Largest first: from which amount on, the unit that is counted, what stands behind the number.
_UNITS: Final = {
    "en": ((10**9, 10**9, "B"), (10**6, 10**6, "M"), (10**4, 10**3, "k")),
    "zh": ((10**8, 10**8, "亿"), (10**4, 10**4, "万")),
}
_WORDS: Final = {word.key: word for word in (*STAGES, *FLAGS)} | {word.key: word for word in SIGNALS}
_LINES: Final = (50, 80, 100)


def short_amount(amount: float, key: Key) -> str:
    """``8.4M`` or ``840万``: three digits and a unit, for an amount that is not negative."""
    for least, unit, name in _UNITS[key]:
        # What would be rounded up to a whole larger unit is written in that unit.
        if amount >= least * 0.9995:
            scaled = amount / unit
            whole = f"{scaled:,.0f}" if key == "en" else f"{scaled:.0f}"
            return f"{scaled:.1f}{name}" if scaled < 99.95 else f"{whole}{name}"
    return f"{amount:,.0f}" if amount >= 10 or amount == int(amount) else f"{amount:.2f}"


class Language:
    """One of the two languages. Called with a sentence in both, it gives its own, with the named places filled in.

    ``by_customer`` decides whether the report counts customers or relations (suppliers or categories of customers).
    """

    def __init__(self, key: Key, *, currency: str | None = None, by_customer: bool = True) -> None:
        self.key: Key = key
        self.tag = "en" if key == "en" else "zh-Hans"
        self._by_customer = by_customer
        self._currency = currency

    def __call__(self, en: str, zh: str, **values: object) -> str:
        sentence = en if self.key == "en" else zh
        return sentence.format(**values) if values else sentence

    def word(self, key: str) -> str:
        """The name of a stage, signal or flag."""
        word = _WORDS[key]
        return word.en if self.key == "en" else word.zh

    # Counts

    def count(self, number: float) -> str:
        return f"{number:,.0f}".replace("-", "−")

    def plural(self, number: int, one: str, many: str, zh: str) -> str:
        """The sentence for this number; ``{n}`` in it is the number."""
        return self(one if number == 1 else many, zh, n=self.count(number))

    def units(self, number: int) -> str:
        """``3 customers`` or ``3 relations``."""
        if self._by_customer:
            return self.plural(number, "{n} customer", "{n} customers", "{n} 家客户")
        return self.plural(number, "{n} relation", "{n} relations", "{n} 段关系")

    def months(self, number: float) -> str:
        whole = f"{number:g}"
        return self("{n} month" if number == 1 else "{n} months", "{n} 个月", n=whole)

    def share_of(self, part: float, whole: float) -> str:
        """Part of a whole in per cent, for counts: never 0% for something, never 100% for less than all."""
        if not whole:
            return "–"
        per_cent = part / whole * 100
        if 0 < per_cent < 0.5:
            return "<1%"
        if 99.5 <= per_cent < 100:
            return ">99%"
        return f"{per_cent:.0f}%"

    # Shares

    def share(self, share: float | None) -> str:
        """Whole per cent, but never across a line that it has not reached: 49.7 is not shown as 50%."""
        if share is None:
            return self("unknown", "未知")
        if 0 < share < 0.5:
            return "<1%"
        whole = round(share)
        if any(share < line <= whole for line in _LINES):
            return f"{int(share * 10) / 10:.1f}%"
        return f"{whole}%"

    def points(self, change: float | None) -> str:
        """``+12`` or ``−21``; a change of less than half a point is ``0``."""
        if change is None:
            return "–"
        whole = round(change)
        return f"+{whole}" if whole > 0 else f"−{-whole}" if whole < 0 else "0"

    def points_exact(self, change: float) -> str:
        """``+1.2 pts``, for means."""
        size = f"{abs(change):.1f}"
        return self("{sign}{n} pts", "{sign}{n} 点", sign="" if size == "0.0" else "+" if change > 0 else "−", n=size)

    def mean_share(self, share: float | None) -> str:
        """A mean with one decimal: ``41.6%``."""
        return self("unknown", "未知") if share is None else f"{share:.1f}%"

    def signed(self, change: int) -> str:
        return f"+{self.count(change)}" if change > 0 else self.count(change) if change else "±0"

    # Money

    def money(self, minor: int | None) -> str:
        """Short form of an amount in minor units: €8.4M in English, €840万 in Chinese; ``–`` when unknown."""
        if minor is None:
            return "–"
        sign = _SIGNS.get(self._currency or "", "")
        code = f"{self._currency} " if self._currency and not sign else ""
        return f"{'−' if minor < 0 else ''}{code}{sign}{short_amount(abs(minor) / 100, self.key)}"

    def money_change(self, minor: int) -> str:
        return ("+" if minor > 0 else "") + self.money(minor)

    # Dates

    def month(self, month: int) -> str:
        """``Sep 2026`` / ``2026年9月``."""
        day = first_day(month)
        return self(f"{_MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月")

    def axis_month(self, month: int) -> str:
        """``Jun 26`` / ``26年6月``."""
        day = first_day(month)
        return self(f"{_MONTHS[day.month - 1]} {day.year % 100:02d}", f"{day.year % 100:02d}年{day.month}月")

    def month_end(self, month: int) -> str:
        return self.day(last_day(month))

    def month_begin(self, month: int) -> str:
        return self.day(first_day(month))

    def day(self, day: date) -> str:
        """``30 Sep 2026`` / ``2026年9月30日``."""
        return self(f"{day.day} {_MONTHS[day.month - 1]} {day.year}", f"{day.year}年{day.month}月{day.day}日")
