"""Judges customers and keeps what the rules say of them: current rows, changes of stage, signals, standings.

Everything is read and judged before the transaction that writes, so that other writers wait for little more than the
writing. Each keeping is counted on the customer: a transaction in which that number is another one than before the
reading came after another judging, and judges anew, undisturbed.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Final

from django.db import connection, transaction

from guanxi.access.models import Involvement
from guanxi.customers.standings import AT_FIRST, Held, Standing, changed_standing, count_judging, held_standings
from guanxi.errors import Refused
from guanxi.relationships.judging import COLUMNS, Judgement, judge_customers
from guanxi.relationships.kept import CHANGED, CHANGES, SIGNALS, Row, Write, of_assessments
from guanxi.relationships.rules import Rules

logger = logging.getLogger("guanxi.relationships")

_standing: Final = itemgetter(*(COLUMNS.index(name) for name in Standing._fields))
_ROWS: Final = 4000  # rows and customers that one transaction writes, about: some hundredths of a second
_CUSTOMERS: Final = 500
_PAUSE: Final = 0.005  # seconds between two of them: who waits at the gate goes in


@dataclass(frozen=True)
class _Judged:
    """What was read of customers, and what follows from it."""

    held: dict[int, Held]
    writes: dict[int, list[Write]]


@dataclass(frozen=True)
class _Judging:
    until: int
    rules: Rules
    now: datetime

    def of(self, customers: Sequence[int]) -> _Judged:
        held = held_standings(customers)  # first: what another one writes from here on shows in its numbers
        try:
            judgement = judge_customers(customers, until=self.until, rules=self.rules)
        except (Refused, OverflowError):
            if len(customers) > 1:
                parts = [self.of([customer]) for customer in customers]
                return _Judged(
                    {key: one for part in parts for key, one in part.held.items()},
                    {key: some for part in parts for key, some in part.writes.items()},
                )
            # What cannot be judged has no assessment; nobody is told an old one.
            logger.warning("a customer cannot be judged", extra={"customer": customers[0]}, exc_info=True)
            judgement = None
        writes: dict[int, list[Write]] = defaultdict(list)
        for write in self._writes(customers, held, judgement):
            writes[write[0]].append(write)
        return _Judged(held, writes)

    def _writes(self, customers: Sequence[int], held: dict[int, Held], judgement: Judgement | None) -> Iterator[Write]:
        current = judgement.current() if judgement else {}
        yield from of_assessments(customers, current)
        yield from CHANGES.writes(customers, judgement.changes() if judgement else {}, now=self.now)
        yield from SIGNALS.writes(customers, judgement.signals() if judgement else {}, now=self.now)
        for customer, (_judged, standing) in held.items():
            row = current.get((customer, 0))
            new = AT_FIRST if row is None else Standing(*_standing(row))
            if (changed := changed_standing(customer, standing, new)) is not None:
                yield customer, CHANGED, *changed


def judge_and_keep(
    customers: Sequence[int], *, until: int, rules: Rules, now: datetime,
    then: Callable[[Sequence[int]], None] | None = None,
) -> None:  # fmt: skip
    """Judges these customers up to a month-end and keeps what comes of it, in one transaction or a few.

    ``then`` is told of the customers of each transaction before it ends.
    """
    judging, customers = _Judging(until, rules, now), sorted(customers)
    found = judging.of(customers)
    for number, some in enumerate(_portions(customers, found)):
        if number:
            time.sleep(_PAUSE)
        with transaction.atomic():
            _hold(some)
            undisturbed = count_judging(some, found.held)
            _write(some, found if undisturbed else judging.of(some))
            if then is not None:
                then(some)


def _portions(customers: Sequence[int], found: _Judged) -> Iterator[list[int]]:
    some: list[int] = []
    rows = 0
    for customer in customers:
        more = len(found.writes.get(customer, ()))
        if some and (rows + more > _ROWS or len(some) == _CUSTOMERS):
            yield some
            some, rows = [], 0
        some.append(customer)
        rows += more
    if some:
        yield some


def _hold(customers: Sequence[int]) -> None:
    """Who judges the same customers waits, and then sees it in the numbers; SQLite has one writer at a time."""
    if connection.features.has_select_for_update:
        lines = Involvement.objects.select_for_update().filter(customer__in=customers).order_by("pk")
        list(lines.values_list("pk"))


def _write(customers: Sequence[int], found: _Judged) -> None:
    rows: dict[tuple[int, str], list[Row]] = {}
    for customer in customers:
        for _customer, order, statement, values in found.writes.get(customer, ()):
            rows.setdefault((order, statement), []).append(values)
    with connection.cursor() as cursor:
        for order, statement in sorted(rows):
            cursor.executemany(statement, rows[order, statement])
