"""What a salesperson writes in a few seconds: a total, our share of it, or a range of either."""

import re
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from guanxi.errors import Invalid
from guanxi.ledger.models import Measure
from guanxi.money import SIGNS, Amount, parse_amount

# What a short form multiplies by.
_UNITS: Final = {
    "k": 10**3, "t": 10**3, "千": 10**3, "万": 10**4, "m": 10**6, "mio": 10**6, "million": 10**6, "百万": 10**6,
    "千万": 10**7, "亿": 10**8, "bn": 10**9, "billion": 10**9,
}  # fmt: skip
_UNIT: Final = "|".join(sorted(_UNITS, key=len, reverse=True))
_NUMBER: Final = rf"[-−]?\d[\d,' ]*(?:\.\d+)?\s*(?:{_UNIT})?"
_FIGURE: Final = re.compile(
    rf"(?:between|from|介于|在)?\s*(?P<low>{_NUMBER})\s*(?P<percent>%)?"
    rf"(?:\s*(?:-|–|—|~|～|to|and|bis|至|到|和)\s*(?P<high>{_NUMBER})\s*(?P<percents>%)?)?\s*(?:之间)?",
    re.IGNORECASE,
)
_SHORT: Final = re.compile(rf"(?P<digits>[-−]?[\d,' .]+?)\s*(?P<unit>{_UNIT})?", re.IGNORECASE)
_CURRENCY: Final = re.compile(rf"[{''.join(SIGNS)}]|\b[A-Z]{{3}}\b")


class Figure(NamedTuple):
    """``low`` and ``high`` are minor units, or hundredths of a per cent of a share."""

    measure: Measure
    low: int
    high: int
    currency: str  # "" where none was written


def parse_figure(written: str) -> Figure:
    """``1,200,000``, ``EUR 1.2m``, ``120万``, ``40 %``, ``between 40 and 60 %``. Raises Invalid for what is none."""
    text = " ".join(written.replace("％", "%").split())
    named = _CURRENCY.search(text)
    rest = text if named is None else f"{text[: named.start()]} {text[named.end() :]}"
    found = _FIGURE.fullmatch(rest.strip())
    if found is None:
        raise _unreadable()
    low = _minor(found["low"])
    high = _minor(found["high"]) if found["high"] else low
    if low > high:
        low, high = high, low
    if found["percent"] or found["percents"]:
        if not 0 < low <= high <= 10_000:
            raise Invalid({"figure": _("A share is above 0 and at most 100 %.")})
        return Figure(Measure.SHARE, low, high, "")
    return Figure(Measure.AMOUNT, low, high, "" if named is None else SIGNS.get(named[0], named[0]))


def _minor(written: str) -> int:
    match = _SHORT.fullmatch(written.strip())
    zeros = len(str(_UNITS[match["unit"].lower()])) - 1 if match and match["unit"] else 0
    amount = parse_amount(f"{match['digits'] if match else written}E{zeros}".replace(" ", ""))
    if not isinstance(amount, Amount):
        raise _unreadable()
    return amount.minor


def _unreadable() -> Invalid:
    return Invalid(
        {"figure": _("Write a total (1.2m), our share (40 %) or a range (between 40 and 60 %).")}
    )  # fmt: skip
