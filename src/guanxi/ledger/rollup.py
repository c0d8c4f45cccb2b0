"""What follows from the facts: amounts in the currency of the company, monthly sums, and the word that facts changed.

It is made anew from the facts whenever an action ends that touched them, an undo and a merge included.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date
from typing import Any, Final

from django.db.models import Case, Count, F, Q, Sum, When
from django.utils.translation import gettext as _

from guanxi.access.models import Outbox
from guanxi.access.writing import Work
from guanxi.database.fetching import fetch
from guanxi.errors import Refused
from guanxi.ledger.models import (
    Category,
    ExitNotice,
    MonthlyPurchases,
    Opening,
    ProcurementTotal,
    Purchase,
    Rate,
)
from guanxi.ledger.rates import Rates, rates
from guanxi.lifecycle import LARGEST
from guanxi.months import month_number

FACTS_CHANGED: Final = "facts_changed"
_CHUNK: Final = 500

Months = dict[int, set[int]]  # by customer


def settle_purchases(work: Work, keys: list[int]) -> None:
    """Amounts in the base currency and sums of every month that these purchases are or were in."""
    known = rates()
    months: Months = {}
    held: dict[int, set[int]] = {}  # of each line the customers that it has or had
    for change in work.changes:
        for side in (change.old or {}, change.new or {}) if change.model == "ledger.purchase" else ():
            if "customer_id" in side:
                customer = int(side["customer_id"])
                held.setdefault(change.record, set()).add(customer)
                if "month" in side:  # the whole line: made or removed
                    months.setdefault(customer, set()).add(int(side["month"]))
    for chunk in _chunks(keys):
        _convert(chunk, known)
        for key, customer, month in Purchase.objects.filter(pk__in=chunk).values_list("pk", "customer_id", "month"):
            for one in {customer, *held.get(key, ())}:
                months.setdefault(one, set()).add(month)
    sum_up(months)
    tell(work, {customer: min(some) for customer, some in months.items()})


def _convert(keys: Sequence[int], known: Rates) -> None:
    changed = []
    for line in Purchase.objects.filter(pk__in=keys).only("amount", "currency", "month", "base"):
        base = known.convert(line.amount, line.currency, line.month)
        if base != line.base:
            line.base = base
            changed.append(line)
    Purchase.objects.bulk_update(changed, ["base"], batch_size=_CHUNK)


def sum_up(months: Mapping[int, Iterable[int]]) -> None:
    """Makes the rollup of these months of customers what the lines that count come to."""
    for customers in _chunks(sorted(months)):
        wanted = {customer: set(months[customer]) for customer in customers}
        together = sorted(set().union(*wanted.values()))
        found = (
            Purchase.objects.filter(customer__in=customers, month__in=together, superseded_at=None)
            .values_list("customer_id", "category_id", "month")
            .annotate(
                ours=Sum("base"), one_off=Sum(Case(When(one_off=True, then=F("base")), default=0)),
                lines=Count("pk"), bought=Count("pk", filter=Q(base__gt=0)),
            )
            .order_by()
        )  # fmt: skip
        MonthlyPurchases.objects.filter(customer__in=customers, month__in=together).delete()
        MonthlyPurchases.objects.bulk_create(
            (
                MonthlyPurchases(
                    customer_id=customer, place=category or 0, month=month, ours=_bounded(ours),
                    one_off=one_off, lines=lines, bought=bought,
                )
                for customer, category, month, ours, one_off, lines, bought in found
            ),
            batch_size=_CHUNK,
        )  # fmt: skip


def _bounded(ours: int) -> int:
    if abs(ours) > LARGEST:
        raise Refused(
            _("The purchases of one month pass 900,000,000,000,000.00: look for a wrong amount."), code="sum_too_large"
        )
    return ours


# ---- facts that have no sums ----


def settle_totals(work: Work, _keys: list[int]) -> None:
    _tell_of(work, ProcurementTotal, "period_start")


def settle_notices(work: Work, _keys: list[int]) -> None:
    _tell_of(work, ExitNotice, "date")


def settle_openings(work: Work, _keys: list[int]) -> None:
    _tell_of(work, Opening, "month")


def _tell_of(work: Work, model: type[ProcurementTotal | ExitNotice | Opening], column: str) -> None:
    """Says of each customer that such facts have or had that they changed, and from which month on."""
    first: dict[int, int] = {}
    for change in work.changes:
        if change.model != model._meta.label_lower:
            continue
        sides = (change.old or {}, change.new or {})
        days = [side[column] for side in sides if column in side]
        if not days:
            days = list(model._default_manager.filter(pk=change.record).values_list(column, flat=True))
        months = [month_number(day if isinstance(day, date) else date.fromisoformat(day[:10])) for day in days]
        for customer in {change.customer, *(side.get("customer_id") for side in sides)}:
            if customer is not None:
                first[int(customer)] = min([*months, first.get(int(customer), 10**6)])
    tell(work, first)


def tell(work: Work, first: Mapping[int, int]) -> None:
    """Leaves word that facts of these customers changed, from a month on."""
    for customer in sorted(first):
        work.emit(FACTS_CHANGED, customer=customer, month=first[customer])


# ---- what holds for all customers ----


def settle_rates(work: Work, keys: list[int]) -> None:
    """Another rate changes what every line and total in that currency is worth."""
    known = rates()
    # A rate holds from its month on; the first one for all months before it, too.
    since: dict[str, int] = {}
    there = set()
    for key, currency, day in Rate.objects.filter(pk__in=keys).values_list("pk", "currency", "month"):
        there.add(key)
        month = month_number(day)
        earliest = month <= min(known.months.get(currency, ()), default=month)
        since[currency] = min(since.get(currency, month), 0 if earliest else month)
    currencies = set(since)
    for change in work.changes:
        if change.model == "ledger.rate":
            sides = (change.old or {}, change.new or {})
            named = {str(side["currency"]) for side in sides if side.get("currency")}
            currencies |= named
            if change.record not in there:  # taken back: of which month it was is told by nobody
                since.update(dict.fromkeys(named, 0))
    for currency in sorted(currencies):
        if not known.knows(currency):
            if Purchase.objects.filter(currency=currency).exists():
                raise Refused(
                    _("There are purchases in %(currency)s, so one rate for it has to stay.") % {"currency": currency},
                    code="in_use",
                )
            continue
        months: Months = {}
        lines = Purchase.objects.filter(currency=currency, month__gte=since.get(currency, 0)).order_by("pk")
        for chunk in _chunks(list(lines.values_list("pk", flat=True))):
            before = dict(Purchase.objects.filter(pk__in=chunk).values_list("pk", "base"))
            _convert(chunk, known)
            after = Purchase.objects.filter(pk__in=chunk).values_list("pk", "base", "customer_id", "month")
            for key, base, customer, month in after:
                if before[key] != base:
                    months.setdefault(customer, set()).add(month)
        sum_up(months)
        first = {customer: min(some) for customer, some in months.items()}
        totals = ProcurementTotal.objects.filter(currency=currency, superseded_at=None, measure="amount")
        for customer, start in totals.values_list("customer_id", "period_start"):
            first[customer] = min(month_number(start), first.get(customer, 10**6))
        tell(work, first)


def settle_categories(work: Work, keys: list[int]) -> None:
    """Where a category was merged into another one, the facts of both count together."""
    merged = {
        change.record
        for change in work.changes
        if change.model == "ledger.category"
        and "merged_into_id" in {**(change.old or {}), **(change.new or {})}
        and change.operation == "change"
    }
    tell(work, dict.fromkeys(customers_with_facts(sorted(_with_merged_into(merged & set(keys)))), 0))


def _with_merged_into(categories: Set[int]) -> set[int]:
    """Also those whose facts came into them by earlier merges."""
    found: set[int] = set()
    at = set(categories)
    while at:
        found |= at
        at = set(Category.objects.filter(merged_into__in=at).values_list("pk", flat=True)) - found
    return found


def customers_with_facts(categories: Sequence[int]) -> set[int]:
    """The customers that have any fact in one of these categories."""
    found: set[int] = set(
        MonthlyPurchases.objects.filter(place__in=categories).values_list("customer_id", flat=True).distinct()
    )
    for model in (ProcurementTotal, ExitNotice, Opening):
        rows: Any = model._default_manager.filter(category__in=categories)
        found.update(rows.values_list("customer_id", flat=True).distinct())
    return found


def keep_base_currency(_work: Work, told: Outbox) -> None:
    """All sums and rates are in the currency of the company: with facts it stays."""
    facts = (Purchase, ProcurementTotal, Rate)
    if "base_currency" in told.payload["fields"] and any(model._default_manager.exists() for model in facts):
        raise Refused(
            _("The base currency cannot change any more: purchases, totals or rates are in it."), code="in_use"
        )


def effective_categories() -> dict[int, int]:
    """Where the facts of each category count: in itself, or in the one that it was merged into."""
    into = dict(fetch("SELECT id, merged_into_id FROM ledger_category WHERE merged_into_id IS NOT NULL", ()))
    found = {}
    for key in into:
        at, seen = key, set()
        while at in into and at not in seen:
            seen.add(at)
            at = into[at] or at
        found[key] = at
    return found


def _chunks(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
