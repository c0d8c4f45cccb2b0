"""Keeps what the rules say: the current row of each relation, its changes of stage, its signals.

Only what differs is written. A row that stands there and follows from nothing goes, whoever wrote it.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from guanxi.access.keys import new_key
from guanxi.access.models import Involvement
from guanxi.customers.standings import AT_FIRST, Standing, set_standings
from guanxi.database.fetching import fetch, marks
from guanxi.errors import Refused
from guanxi.ledger.histories import Ground
from guanxi.relationships.judging import Judgement, judge_customers
from guanxi.relationships.models import Assessment, Signal, StageChange
from guanxi.relationships.rules import Rules

logger = logging.getLogger("guanxi.relationships")

_CURRENT: Final = (
    "month", "stage", "stage_order", "signal", "signal_order", "flags", "band", "direction", "share", "recent_share",
    "since", "silence", "silence_limit", "ours_12", "delta_12", "total_12", "course",
)  # fmt: skip

Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Table:
    """A table of judgement: its rows are customer, place, category (0 for none, as the place), the rest of the key, and
    the columns that follow from it.

    A row that differs in one of the first ``reset`` columns is another one, a later difference is written over.
    ``dated``: a new row is stamped with the moment at which it was found.
    """

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    days: frozenset[str] = frozenset()
    reset: int = 0
    dated: bool = False

    def held(self, customers: Sequence[int]) -> set[Row]:
        told = ", ".join(
            f"CAST({name} AS text)" if name in self.days else name for name in (*self.key, *self.columns)
        )  # fmt: skip
        return set(
            fetch(
                f"SELECT customer_id, place, COALESCE(category_id, 0), {told} FROM {self.name} "
                f"WHERE customer_id IN ({marks(customers)})",
                customers,
            )
        )

    def replace(self, customers: Sequence[int], rows: Sequence[Row], now: datetime) -> None:
        """Makes the rows of these customers the wanted ones."""
        wanted = set(rows)
        held = self.held(customers)
        if wanted == held:
            return
        length = 3 + len(self.key)
        # In the order of the relations, so that keys follow from facts and not from how a set happens to lie.
        new = {row[:length]: row for row in sorted(wanted - held, key=lambda row: row[:length])}
        # By which columns differ: a database writes the index of every column that it is told, changed or not.
        changed: dict[tuple[int, ...], list[Row]] = {}
        gone = []
        for row in held - wanted:
            other = new.get(row[:length])
            if other is not None and other[length : length + self.reset] == row[length : length + self.reset]:
                differ = tuple(place for place in range(length, len(row)) if row[place] != other[place])
                changed.setdefault(differ, []).append(new.pop(row[:length]))
            else:
                gone.append(row)
        at = " AND ".join(f"{name} = %s" for name in ("customer_id", "place", *self.key))
        with connection.cursor() as cursor:
            if gone:
                cursor.executemany(f"DELETE FROM {self.name} WHERE {at}", [_key(row, length) for row in gone])
            for differ, some in changed.items():
                sets = ", ".join(f"{self.columns[place - length]} = %s" for place in differ)
                cursor.executemany(
                    f"UPDATE {self.name} SET {sets} WHERE {at}",
                    [(*(row[place] for place in differ), *_key(row, length)) for row in some],
                )
            if new:
                names = ("id", "customer_id", "place", "category_id", *self.key, *self.columns)
                stamp = (connection.ops.adapt_datetimefield_value(now),) if self.dated else ()
                names += ("found_at",) if self.dated else ()
                cursor.executemany(
                    f"INSERT INTO {self.name} ({', '.join(names)}) VALUES ({marks(names)})",
                    [(new_key(), row[0], row[1], row[2] or None, *row[3:], *stamp) for row in new.values()],
                )


def _key(row: Row, length: int) -> Row:
    return (*row[:2], *row[3:length])


_ASSESSMENTS: Final = _Table(Assessment._meta.db_table, _CURRENT, days=frozenset({"month", "since"}))
# Another signal or another move in the same month is another one: it has not been dealt with.
_CHANGES: Final = _Table(
    StageChange._meta.db_table, ("stage_before", "stage", "signal"), ("month",), frozenset({"month"}), 3, True
)
_SIGNALS: Final = _Table(
    Signal._meta.db_table, ("signal", "until"), ("since",), frozenset({"since", "until"}), 1, True
)  # fmt: skip
_STANDING: Final = tuple(_CURRENT.index(name) for name in Standing._fields)


def judge_and_keep(
    customers: Sequence[int], *, until: int, rules: Rules, now: datetime, ground: Ground | None = None
) -> None:
    """Judges these customers up to a month-end and keeps what comes of it, in one transaction."""
    with transaction.atomic():
        # Who judges the same customers waits, and then reads what this one left; SQLite has one writer at a time.
        if connection.features.has_select_for_update:
            lines = Involvement.objects.select_for_update().filter(customer__in=customers).order_by("pk")
            list(lines.values_list("pk"))
        try:
            keep(customers, judge_customers(customers, until=until, rules=rules, ground=ground), now)
        except (Refused, OverflowError):
            if len(customers) > 1:
                for customer in customers:
                    judge_and_keep([customer], until=until, rules=rules, now=now, ground=ground)
            else:
                # What cannot be judged has no assessment; nobody is told an old one.
                logger.warning("a customer cannot be judged", extra={"customer": customers[0]}, exc_info=True)
                keep(customers, None, now)


def keep(customers: Sequence[int], judgement: Judgement | None, now: datetime) -> None:
    current = list(judgement.current()) if judgement else []
    _ASSESSMENTS.replace(customers, [(*relation, relation[1], *row) for relation, row in current], now)
    _CHANGES.replace(customers, judgement.changes() if judgement else [], now)
    _SIGNALS.replace(customers, judgement.signals() if judgement else [], now)
    standings = dict.fromkeys(customers, AT_FIRST)
    for (customer, place), row in current:
        if place == 0:
            standings[customer] = Standing(*(row[column] for column in _STANDING))
    set_standings(standings)
