"""What an amount is worth in the currency of the company: by the rate of its month, rounded half to even."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from guanxi.errors import Invalid
from guanxi.ledger.models import RATE_UNIT, Rate
from guanxi.lifecycle import LARGEST
from guanxi.months import month_number
from guanxi.records.company import company


@dataclass(frozen=True)
class Rates:
    """``months`` and ``rates`` of each currency, by month."""

    base: str
    months: dict[str, list[int]] = field(default_factory=dict)
    rates: dict[str, list[int]] = field(default_factory=dict)

    def knows(self, currency: str) -> bool:
        return currency == self.base or currency in self.rates

    def convert(self, minor: int, currency: str, month: int) -> int:
        """Minor units of the base currency. Raises Invalid for a currency without rate, and for what is too large."""
        if currency == self.base:
            return minor
        if currency not in self.rates:
            raise Invalid(
                {"currency": _("There is no rate for %(currency)s yet: set one first.") % {"currency": currency}}
            )
        rate = self.rates[currency][max(bisect_right(self.months[currency], month) - 1, 0)]
        whole, rest = divmod(minor * rate, RATE_UNIT)
        whole += 2 * rest > RATE_UNIT or (2 * rest == RATE_UNIT and whole % 2 == 1)
        if abs(whole) > LARGEST:
            raise Invalid({"amount": _("In the currency of the company this is more than can be counted.")})
        return whole


def rate_text(rate: int) -> str:
    """As one writes it: ``0.1287``."""
    whole, rest = divmod(rate, RATE_UNIT)
    return f"{whole}.{rest:012d}".rstrip("0").rstrip(".")


def counting(at: datetime | None) -> Q:
    """Facts that count now, or that counted at a moment as far as was known then."""
    if at is None:
        return Q(superseded_at__isnull=True)
    return Q(recorded_at__lte=at) & (Q(superseded_at__isnull=True) | Q(superseded_at__gt=at))


def rates(at: datetime | None = None) -> Rates:
    rows: Iterable[tuple[str, object, int]] = (
        Rate.objects.filter(counting(at)).order_by("currency", "month").values_list("currency", "month", "rate")
    )
    found = Rates(company().base_currency)
    for currency, month, rate in rows:
        found.months.setdefault(currency, []).append(month_number(month))  # type: ignore[arg-type]
        found.rates.setdefault(currency, []).append(rate)
    return found
