"""What stands in the tables of judgement beside what should, and the statements that make one the other.

Only what differs is written. A row that stands there and follows from nothing goes, whoever wrote it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from itertools import compress
from operator import ne
from typing import Any, Final

from django.db import connection

from guanxi.access.keys import key_beside
from guanxi.database.fetching import fetch, marks
from guanxi.relationships.judging import BETWEEN, COLUMNS, INDEXED, Relation
from guanxi.relationships.models import Assessment, Signal, StageChange

Row = tuple[Any, ...]
GONE, CHANGED, NEW = range(3)  # in this order they are written: what is new may stand where something went
Write = tuple[int, int, str, Row]  # customer, one of these, statement, values

_ASSESSMENTS: Final = Assessment._meta.db_table
_DAYS: Final = ("month", "since")
_ASTRAY: Final = "CASE WHEN COALESCE(category_id, 0) <> place THEN '!' END"  # one word more than we ever wrote


def of_assessments(customers: Sequence[int], wanted: Mapping[Relation, Row]) -> Iterator[Write]:
    missing = dict(wanted)
    told = ", ".join(f"CAST({name} AS text)" if name in _DAYS else name for name in COLUMNS)
    held = fetch(
        f"SELECT id, customer_id, place, COALESCE(category_id, 0), {told} FROM {_ASSESSMENTS} "
        f"WHERE customer_id IN ({marks(customers)})",
        customers,
    )
    for key, customer, place, category, *columns in held:
        row = missing.pop((customer, place), None)
        if row is None:
            yield customer, GONE, f"DELETE FROM {_ASSESSMENTS} WHERE id = %s", (key,)
            continue
        if category != place:
            yield customer, CHANGED, f"UPDATE {_ASSESSMENTS} SET category_id = %s WHERE id = %s", (place or None, key)
        if tuple(columns) != row:
            differ = tuple(map(ne, columns[INDEXED:], row[INDEXED:]))
            yield customer, CHANGED, _update(differ), (*row[:INDEXED], *compress(row[INDEXED:], differ), key)
    names = ("id", "customer_id", "place", "category_id", *COLUMNS)
    insert = f"INSERT INTO {_ASSESSMENTS} ({', '.join(names)}) VALUES ({marks(names)})"
    for (customer, place), row in sorted(missing.items()):
        yield customer, NEW, insert, (key_beside(customer), customer, place, place or None, *row)


@cache
def _update(differ: tuple[bool, ...]) -> str:
    """A database writes the index of every column that it is told, changed or not: those that differ are told."""
    names = (*COLUMNS[:INDEXED], *compress(COLUMNS[INDEXED:], differ))
    return f"UPDATE {_ASSESSMENTS} SET {', '.join(f'{name} = %s' for name in names)} WHERE id = %s"


@dataclass(frozen=True)
class Months:
    """A table of judgement with a row for some months of a relation.

    A row is told as a text: month, then the columns that follow, with blanks between; so are all rows of a relation,
    the texts joined, and a hundred thousand of them are compared at once. A row that differs in one of the first
    ``reset`` columns is another one, a later difference is written over.
    """

    name: str
    month: str
    columns: tuple[str, ...]
    days: frozenset[str]
    reset: int

    def writes(self, customers: Sequence[int], wanted: Mapping[Relation, str], *, now: datetime) -> Iterator[Write]:
        missing = dict(wanted)
        astray: list[tuple[int, int, str, int]] = []
        for row in self._held(customers):
            customer, place, told, rows = row
            # As many rows as texts: none has a text inside that looks like another row.
            if told == missing.get((customer, place)) and rows == told.count(BETWEEN) + 1:
                del missing[customer, place]
            else:
                astray.append(row)
        stamp = connection.ops.adapt_datetimefield_value(now)
        # In the order of the relations, so that keys follow from facts and not from how a database tells them.
        for customer, place, told, rows in sorted(astray):
            right = missing.pop((customer, place), "")
            yield from self._mends(customer, place, told.split(BETWEEN), rows, right, stamp)
        for (customer, place), right in sorted(missing.items()):
            yield from self._new(customer, place, right.split(BETWEEN), stamp)

    def _mends(
        self, customer: int, place: int, told: list[str], rows: int, wanted: str, stamp: Any
    ) -> Iterator[Write]:  # fmt: skip
        right = wanted.split(BETWEEN) if wanted else []
        held, there = set(told), set(right)
        gone = {month: columns for month, *columns in (text.split(" ") for text in told if text not in there)}
        new = [text for text in right if text not in held]
        if rows != len(told) or not all(map(self._is_plain, gone.items())):
            yield customer, GONE, f"DELETE FROM {self.name} WHERE customer_id = %s AND place = %s", (customer, place)
            gone, new = {}, right
        for text in new:
            month, *columns = text.split(" ")
            if (old := gone.get(month)) is not None and old[: self.reset] == columns[: self.reset]:
                del gone[month]
                later = (word or None for word in columns[self.reset :])
                yield customer, CHANGED, self._update, (*later, customer, place, month)
            else:
                yield from self._new(customer, place, [text], stamp)
        for month in gone:
            yield customer, GONE, f"DELETE FROM {self.name} {self._at}", (customer, place, month)

    def _new(self, customer: int, place: int, texts: Sequence[str], stamp: Any) -> Iterator[Write]:
        for text in texts:
            words = [word or None for word in text.split(" ")]
            key = key_beside(customer)
            yield customer, NEW, self._insert, (key, customer, place, place or None, *words, stamp)

    def _is_plain(self, row: tuple[str, list[str]]) -> bool:
        """Whether it can be one that we wrote: no text with a blank in it, no category beside its place."""
        month, columns = row
        return len(month) == len("2000-01-01") and len(columns) == len(self.columns)

    @cached_property
    def _at(self) -> str:
        return f"WHERE customer_id = %s AND place = %s AND {self.month} = %s"

    @cached_property
    def _update(self) -> str:
        return f"UPDATE {self.name} SET {', '.join(f'{name} = %s' for name in self.columns[self.reset :])} {self._at}"

    @cached_property
    def _insert(self) -> str:
        names = ("id", "customer_id", "place", "category_id", self.month, *self.columns, "found_at")
        return f"INSERT INTO {self.name} ({', '.join(names)}) VALUES ({marks(names)})"

    def _held(self, customers: Sequence[int]) -> list[Any]:
        """Customer, place, texts of all rows, how many they are. Where months come in another order than they rise, a
        relation is looked at that is right, no more."""
        told = ", ".join(
            f"COALESCE(CAST({name} AS text), '')" if name in self.days else name for name in (self.month, *self.columns)
        )  # fmt: skip
        return fetch(
            f"SELECT customer_id, place, string_agg(concat_ws(' ', {told}, {_ASTRAY}), '{BETWEEN}'), count(*) "
            f"FROM {self.name} WHERE customer_id IN ({marks(customers)}) GROUP BY customer_id, place",
            customers,
        )


# Another signal or another move in the same month is another one: it has not been dealt with.
CHANGES: Final = Months(
    StageChange._meta.db_table, "month", ("stage_before", "stage", "signal"), frozenset({"month"}), 3
)
SIGNALS: Final = Months(Signal._meta.db_table, "since", ("signal", "until"), frozenset({"since", "until"}), 1)
