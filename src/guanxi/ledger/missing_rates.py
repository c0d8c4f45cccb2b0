"""Months of a currency that have no rate of their own, and what was recorded in them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Count, Min

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.ledger.models import Measure, ProcurementTotal, Purchase
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.rates import Rates, rates
from guanxi.ledger.resources import PURCHASES, TOTALS
from guanxi.months import first_day, month_number


@dataclass(frozen=True)
class MissingRate:
    """Months in a row without a rate: that of the month ``used`` counts, or (None) there is none at all.

    ``purchases`` and ``totals`` count what the reader knows of that was recorded for these months.
    """

    currency: str
    first: int
    last: int
    used: int | None
    purchases: int = 0
    totals: int = 0


def missing_rates(actor: Actor, *, on: datetime) -> list[MissingRate]:
    """From the first rate of each currency to the last whole month; before it, from the first purchase or total on.

    What lies between rates follows from the rates alone, so that who sees no customer learns of none. By currency, the
    newest months first; four statements for each currency.
    """
    known, until = rates(), last_whole_month(today_here(on))
    found: list[MissingRate] = []
    for currency in sorted({*known.months, *_Recorded(actor).unknown_currencies(known)}):
        recorded = _Recorded(actor, currency)
        for first, last, used in reversed(list(_spans(known, currency, recorded, until))):
            found.append(MissingRate(currency, first, last, used, *recorded.between(first, last)))
    return found


def _spans(known: Rates, currency: str, recorded: "_Recorded", until: int) -> Iterator[tuple[int, int, int | None]]:
    """(first, last, month whose rate counts) of what lies before, between and after the rates, the oldest first."""
    months = known.months.get(currency, [])
    begins = recorded.first_month(months[0] if months else until + 1)
    if not months:
        if begins is not None:
            yield begins, until, None
        return
    if begins is not None:
        yield begins, months[0] - 1, months[0]
    for held, following in zip(months, [*months[1:], until + 1], strict=True):
        if held + 1 < following:
            yield held + 1, following - 1, held


class _Recorded:
    """Purchases and totals in one currency, as far as they are open to the reader."""

    def __init__(self, actor: Actor, currency: str = "") -> None:
        self._currency = currency
        self._purchases = Purchase.objects.filter(pk__in=view(actor, PURCHASES).subquery())
        self._totals = ProcurementTotal.objects.filter(
            pk__in=view(actor, TOTALS).subquery(), measure=Measure.AMOUNT
        )  # fmt: skip

    def unknown_currencies(self, known: Rates) -> set[str]:
        """Those of totals that have no rate at all; a purchase always has one."""
        named = self._totals.exclude(currency__in=[known.base, *known.months]).order_by()
        return set(named.values_list("currency", flat=True).distinct())

    def first_month(self, before: int) -> int | None:
        """The first month in which something was recorded, if it is before this one."""
        bought = self._purchases.filter(currency=self._currency, month__lt=before).aggregate(first=Min("month"))
        said = self._totals.filter(currency=self._currency, period_start__lt=first_day(before))
        stated: date | None = said.aggregate(first=Min("period_start"))["first"]
        months = [bought["first"], None if stated is None else month_number(stated)]
        return min((month for month in months if month is not None), default=None)

    def between(self, first: int, last: int) -> tuple[int, int]:
        """How many purchases and totals are of these months."""
        bought = sum(count for month, count in self._bought.items() if first <= month <= last)
        said = sum(count for (start, end), count in self._said.items() if start <= last and end >= first)
        return bought, said

    @cached_property
    def _bought(self) -> dict[int, int]:
        lines = self._purchases.filter(currency=self._currency).order_by()
        return dict(lines.values_list("month").annotate(Count("pk")))

    @cached_property
    def _said(self) -> Counter[tuple[int, int]]:
        periods = self._totals.filter(currency=self._currency).order_by().values_list("period_start", "period_end")
        return Counter((month_number(start), month_number(end)) for start, end in periods)
