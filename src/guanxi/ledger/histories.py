"""What is known of some customers, as the rules want it: the series that ``guanxi assess`` makes of files, from tables.

Reads without an actor, for judging; who shows anything of it asks for rights first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.models import Sum

from guanxi.activities.contact_days import two_way_contacts
from guanxi.database.fetching import fetch, marks
from guanxi.errors import Invalid
from guanxi.ledger.attached import Attached, attach_numbered
from guanxi.ledger.events import Event
from guanxi.ledger.models import Measure, MonthlyPurchases
from guanxi.ledger.rates import Rates, rates
from guanxi.ledger.relations import Relations
from guanxi.ledger.rollup import effective_categories
from guanxi.ledger.series import SeriesBuilder, Sums
from guanxi.ledger.totals import CLASSES
from guanxi.lifecycle import LARGEST, Parameters
from guanxi.lifecycle.ranges import Range, total_of_share
from guanxi.months import month_number
from guanxi.records.company import Company, company

Ints = npt.NDArray[np.int64]

_NOT_STATED: Final = -1


class Stated(NamedTuple):
    """A statement as the rules take it; ``record`` is the key of what somebody stated."""

    customer: int
    place: int  # the category, 0 without one
    first: int
    last: int
    amount: int  # minor units of the base currency
    grade: int
    stated: int
    record: int


class Happening(NamedTuple):
    """A contact, an exit notice or an opening, in its month."""

    customer: int
    place: int
    month: int
    kind: Any
    stage: int = 0


@dataclass(frozen=True)
class Facts:
    """The facts of some customers. ``lines`` has a row for each sum: customer, place, month, ours, bought, one-off."""

    lines: Ints
    statements: list[Stated]
    happenings: list[Happening]

    @cached_property
    def said(self) -> Ints:
        """The statements as an array: a row for each, its columns those of `Stated`."""
        return _array(self.statements, len(Stated._fields))

    def customers(self) -> list[int]:
        """Those that have any fact, sorted."""
        said = {happening.customer for happening in self.happenings}
        return sorted(said.union(_distinct(self.lines[:, 0]), _distinct(self.said[:, 0])))

    def places(self) -> list[int]:
        said = {happening.place for happening in self.happenings}
        return sorted(said.union(_distinct(self.lines[:, 1]), _distinct(self.said[:, 1])) - {0})

    def sold(self, customer: int, place: int, first: int, last: int) -> int:
        """Our net sales in some months, of one category or (0) of all."""
        return _Sales(self.lines).between(customer, place, first, last)

    def until(self, month: int) -> "Facts":
        """Without what is of later months."""
        lines, said = self.lines[:, 2] <= month, self.said[:, 2] <= month
        return Facts(
            self.lines if lines.all() else self.lines[lines],
            self.statements if said.all() else [self.statements[row] for row in np.flatnonzero(said).tolist()],
            [happening for happening in self.happenings if happening.month <= month],
        )

    def first_month(self) -> int:
        months = [self.lines[:, 2], self.said[:, 2], np.array([h.month for h in self.happenings], dtype=np.int64)]
        return min(int(some.min()) for some in months if some.size)


@dataclass(frozen=True)
class Ground:
    """What holds for all customers, read once for many: the company, where merged categories count, the rates."""

    known_at: datetime | None = None

    @cached_property
    def company(self) -> Company:
        return company()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.company.time_zone)

    @cached_property
    def into(self) -> dict[int, int]:
        return effective_categories()

    @cached_property
    def rates(self) -> Rates:
        return rates(self.known_at)

    def counting(self, customers: Sequence[int]) -> tuple[str, list[Any]]:
        """The condition on the facts of these customers that count now, or counted at the moment."""
        condition = f"customer_id IN ({marks(customers)}) AND "
        if self.known_at is None:
            return condition + "superseded_at IS NULL", list(customers)
        moment = connection.ops.adapt_datetimefield_value(self.known_at)
        condition += "recorded_at <= %s AND (superseded_at IS NULL OR superseded_at > %s)"
        return condition, [*customers, moment, moment]


def facts_of(customers: Sequence[int], *, known_at: datetime | None = None) -> Facts:
    """All that counts now, or that was known at a moment; amounts in the currency of the company."""
    ground = Ground(known_at)
    lines = _lines(customers, ground)
    if ground.into:
        for place in _distinct(lines[:, 1]):
            lines[lines[:, 1] == place, 1] = ground.into.get(place, place)
    statements = _statements(customers, ground, lines)
    return Facts(lines, statements, [*_contacts(customers, ground), *_events(customers, ground)])


def _lines(customers: Sequence[int], ground: Ground) -> Ints:
    if ground.known_at is None:
        # As a text for each relation: a month costs its digits, and no object of Python.
        told = fetch(
            "SELECT customer_id, place, count(*), "
            "string_agg(concat_ws(',', month, ours, bought, one_off), ',') "
            f"FROM ledger_monthlypurchases WHERE customer_id IN ({marks(customers)}) GROUP BY customer_id, place",
            customers,
        )
        sums = np.fromstring(",".join([texts for *_names, texts in told]), dtype=np.int64, sep=",").reshape(-1, 4)
        names = _array([(customer, place, months) for customer, place, months, _texts in told], 3)
        lines = np.empty((len(sums), 6), dtype=np.int64, order="F")
        lines[:, :2], lines[:, 2:] = np.repeat(names[:, :2], names[:, 2], axis=0), sums
        return lines
    # What is converted line by line now was so then; sums of those days are not kept.
    found: dict[tuple[int, int, int], list[int]] = {}
    condition, values = ground.counting(customers)
    for customer, category, month, amount, currency, one_off in fetch(
        f"SELECT customer_id, category_id, month, amount, currency, one_off FROM ledger_purchase WHERE {condition}",
        values,
    ):
        base = ground.rates.convert(amount, currency, month) if ground.rates.knows(currency) else 0
        total = found.setdefault((customer, category or 0, month), [0, 0, 0])
        total[0] += base
        total[1] += base > 0
        total[2] += base if one_off else 0
    return _array([(*key, *sums) for key, sums in found.items()], 6)


def _array(rows: Sequence[tuple[int, ...]], width: int) -> Ints:
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=width * len(rows)).reshape(-1, width)


@lru_cache(maxsize=10_000)
def _month(day: str) -> int:
    return month_number(date.fromisoformat(day))


@lru_cache(maxsize=10_000)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _statements(customers: Sequence[int], ground: Ground, lines: Ints) -> list[Stated]:
    condition, values = ground.counting(customers)
    sales, base, into = _Sales(lines), ground.company.base_currency, ground.into
    found = []
    for key, customer, category, measure, low, high, currency, start, end, letter, day in fetch(
        "SELECT id, customer_id, category_id, measure, low, high, currency, CAST(period_start AS text), "
        "CAST(period_end AS text), source_class, CAST(stated_on AS text) FROM ledger_procurementtotal "
        f"WHERE {condition} ORDER BY recorded_at, id",
        values,
    ):
        place = into.get(category, category) or 0
        first, last = _month(start), _month(end)
        stated = _NOT_STATED if day is None else _ordinal(day)
        grade = CLASSES.index(letter)
        if measure == Measure.SHARE:
            ours = sales.between(customer, place, first, last)
            of_share = total_of_share(low, high, ours)
            if of_share is not None and of_share.high <= LARGEST:
                amount, grade = of_share.middle, of_share.grade(grade, ours)
                found.append(Stated(customer, place, first, last, amount, grade, stated, key))
            continue
        if currency == base and low == high:
            found.append(Stated(customer, place, first, last, low, grade, stated, key))
            continue
        if currency != base and not ground.rates.knows(currency):
            continue
        try:
            if low != high:
                ends = (sum(part[2] for part in _converted(end, currency, first, last, ground)) for end in (low, high))
                grade = Range(*ends).grade(grade, sales.between(customer, place, first, last))
            parts = _converted(low if low == high else Range(low, high).middle, currency, first, last, ground)
        except Invalid:  # a rate that came later makes it more than can be counted
            continue
        for begin, finish, amount in parts:
            found.append(Stated(customer, place, begin, finish, amount, grade, stated, key))
    return found


class _Sales:
    """Our net purchases of a customer in some months, found without looking at those of the others."""

    def __init__(self, lines: Ints) -> None:
        self._lines = lines
        self._sorted: Ints | None = None

    def between(self, customer: int, place: int, first: int, last: int) -> int:
        """Of one category, or (0) of all."""
        if self._sorted is None:
            self._sorted = self._lines[np.argsort(self._lines[:, 0], kind="stable")]
        own = self._sorted[slice(*np.searchsorted(self._sorted[:, 0], [customer, customer + 1]).tolist())]
        wanted = (own[:, 2] >= first) & (own[:, 2] <= last)
        if place:
            wanted &= own[:, 1] == place
        return int(own[wanted, 3].sum())


def _converted(amount: int, currency: str, first: int, last: int, ground: Ground) -> list[tuple[int, int, int]]:
    """(first, last, minor units) in the base currency: each month's part by the rate of that month."""
    if currency == ground.company.base_currency:
        return [(first, last, amount)]
    part, odd = divmod(amount, last - first + 1)
    months = range(first, last + 1)
    return [(m, m, ground.rates.convert(part + (m - first < odd), currency, m)) for m in months]


def _contacts(customers: Sequence[int], ground: Ground) -> list[Happening]:
    months = {
        (customer, month_number(at.astimezone(ground.zone).date()))
        for customer, at in two_way_contacts(customers, known_at=ground.known_at)
    }
    return [Happening(customer, 0, month, "contact") for customer, month in sorted(months)]


def _events(customers: Sequence[int], ground: Ground) -> list[Happening]:
    condition, values = ground.counting(customers)
    rows = fetch(
        "SELECT customer_id, category_id, CAST(date AS text), 0, CAST(recorded_at AS text), id FROM ledger_exitnotice "
        f"WHERE {condition} UNION ALL "
        "SELECT customer_id, category_id, CAST(month AS text), stage, CAST(recorded_at AS text), id "
        f"FROM ledger_opening WHERE {condition}",
        [*values, *values],
    )
    into = ground.into
    return [
        Happening(
            customer, into.get(category, category) or 0, _month(day),
            "opening" if stage else "exit_notice", stage,
        )
        for customer, category, day, stage, _at, _key in sorted(rows, key=lambda row: row[4:])
    ]  # fmt: skip


# ---- as the rules want it ----


@dataclass(frozen=True)
class History:
    """The facts of some customers with their relations numbered: what `SeriesBuilder` takes.

    The numbers rise as ``customers`` and ``places`` stand; ``statements`` stand as they were handed on.
    """

    customers: list[int]
    places: list[int]
    builder: SeriesBuilder
    sums: Sums
    statements: list[Stated]
    one_off: Ints  # (months, relations), of the lines of each relation itself

    @property
    def last(self) -> int:
        return self.builder.first + self.builder.months - 1

    def names(self, keys: Ints) -> list[tuple[int, int]]:
        """Customer and place (0: the account) of each number."""
        _supplier, customer, place = self.builder.relations.split(keys)
        places = [*self.places, 0]
        return [
            (self.customers[c], places[p]) for c, p in zip(customer.tolist(), place.tolist(), strict=True)
        ]  # fmt: skip


def history(
    facts: Facts, *, until: int, parameters: Parameters,
    order: Mapping[int, Any] | None = None, place_order: Mapping[int, Any] | None = None, first: int | None = None,
) -> History | None:  # fmt: skip
    """The months up to ``until``; None where nothing is known of them.

    ``order`` and ``place_order`` give what customers and categories are sorted by, where it is not their keys;
    ``first`` a month before which nothing is known.
    """
    facts = facts.until(until)
    customers = sorted(facts.customers(), key=order.__getitem__ if order else None)
    if not customers:
        return None
    places = sorted(facts.places(), key=place_order.__getitem__ if place_order else None)
    first = facts.first_month() if first is None else first
    months = until - first + 1
    none = np.zeros(len(customers), dtype=np.int64)
    names, kinds = [str(customer) for customer in customers], [str(place) for place in places]
    relations = Relations(names, kinds, None, none, None, months)
    numbers = _numbered(facts.lines, relations, customers, places)
    attached = _attached(facts, relations, numbers, customers, places)
    own = _distinct(np.concatenate([numbers, *attached.named()]))
    keys = np.array(sorted(own.union(key - key % relations.width for key in own)), dtype=np.int64)
    row, column = np.searchsorted(keys, numbers), facts.lines[:, 2] - first
    amount, one_off = (np.zeros((months, len(keys)), dtype=np.int64) for _ in range(2))
    np.add.at(amount, (column, row), facts.lines[:, 3])
    np.add.at(one_off, (column, row), facts.lines[:, 5])
    begin = np.full(len(keys), months, dtype=np.int32)
    np.minimum.at(begin, row, column.astype(np.int32))
    builder = SeriesBuilder(
        relations, first=first, months=months, named=False, parameters=parameters, attached=attached
    )
    return History(customers, places, builder, Sums(keys, amount, amount, begin), facts.statements, one_off)


def _distinct(values: Ints) -> set[int]:
    """Quick where the same ones stand together."""
    begins = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return set(values[begins].tolist())


def _numbered(lines: Ints, relations: Relations, customers: list[int], places: list[int]) -> Ints:
    """The numbers of the relations of rows that begin with customer and place."""
    ranks = _ranks(lines[:, 0], customers, 0)
    return relations.keys(ranks, _ranks(lines[:, 1], [0, *places], -1))


def _ranks(keys: Ints, among: list[int], first: int) -> npt.NDArray[np.int32]:
    """The place of each key in ``among``, which is counted from ``first``."""
    known = np.array(among, dtype=np.int64)
    order = np.argsort(known)
    found: npt.NDArray[np.int32] = (order[np.searchsorted(known[order], keys)] + first).astype(np.int32)
    return found


def _attached(facts: Facts, relations: Relations, numbers: Ints, customers: list[int], places: list[int]) -> Attached:
    bought: dict[int, int] = {}
    if any(happening.kind == "opening" for happening in facts.happenings):
        positive = facts.lines[:, 4] > 0
        for key, month in zip(numbers[positive].tolist(), facts.lines[positive, 2].tolist(), strict=True):
            for one in (key, key - key % relations.width):
                bought[one] = min(month, bought.get(one, month))
    events = [
        Event(str(h.customer), str(h.place) if h.place else None, h.month, h.kind, h.stage, number)
        for number, h in enumerate(facts.happenings)
    ]
    attached, _unusable = attach_numbered(
        relations, _numbered(facts.said, relations, customers, places), facts.said[:, 2:7], events=events, bought=bought
    )
    return attached


def recent_one_offs(customers: Sequence[int], *, since: int) -> dict[int, int]:
    """What of our net purchases from a month on was marked as one-off, by customer."""
    rows = MonthlyPurchases.objects.filter(customer__in=customers, month__gte=since).values_list("customer_id")
    return dict(rows.annotate(amount=Sum("one_off")).order_by())
