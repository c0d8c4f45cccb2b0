"""What stands in the tables of judgement beside what should, and the statements that make one the other.

Only what differs is written. A row that stands there and follows from nothing goes, whoever wrote it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import compress
from operator import ne
from typing import Any, Final

from django.db import connection

from guanxi.access.keys import key_beside
from guanxi.database.fetching import fetch, marks
from guanxi.relationships.judging import COLUMNS, INDEXED, Relation
from guanxi.relationships.models import Assessment, Signal, StageChange

Row = tuple[Any, ...]
GONE, CHANGED, NEW = range(3)  # in this order they are written: what is new may stand where something went
Key = tuple[int, int, str]  # customer, place, month
Write = tuple[int, int, str, Row]  # customer, one of these, statement, values

_ASSESSMENTS: Final = Assessment._meta.db_table
_DAYS: Final = ("month", "since")
_ASTRAY: Final = "!"  # at the end of a line whose category is not its place: no wanted line has it


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
    """A table of judgement with a row for some months of a relation. A row is told as a line of text: customer, place,
    month, then the columns that follow, with blanks between; so a hundred thousand of them are compared at once.

    A row that differs in one of the first ``reset`` columns is another one, a later difference is written over.
    """

    name: str
    month: str
    columns: tuple[str, ...]
    days: frozenset[str]
    reset: int

    def writes(self, customers: Sequence[int], wanted: Sequence[str], *, now: datetime) -> Iterator[Write]:
        lines, rows = self._held(customers)
        held, right = set(lines), set(wanted)
        there: dict[Key, list[str]] = {}
        astray = set(customers) if len(lines) != rows else set()  # a text with a line break: no line can be believed
        if astray and len(customers) > 1:
            for customer in customers:
                own = [line for line in wanted if line.startswith(f"{customer} ")]
                yield from self.writes([customer], own, now=now)
            return
        for key, columns in map(_parted, () if astray else held - right):
            there[key] = columns
            if len(key[2]) != len("2000-01-01") or _ASTRAY in columns:
                astray.add(key[0])
        for customer in astray:
            yield customer, GONE, f"DELETE FROM {self.name} WHERE customer_id = %s", (customer,)
        at = f"WHERE customer_id = %s AND place = %s AND {self.month} = %s"
        names = ("id", "customer_id", "place", "category_id", self.month, *self.columns, "found_at")
        insert = f"INSERT INTO {self.name} ({', '.join(names)}) VALUES ({marks(names)})"
        update = f"UPDATE {self.name} SET {', '.join(f'{name} = %s' for name in self.columns[self.reset :])} {at}"
        stamp = connection.ops.adapt_datetimefield_value(now)
        new = right - held if not astray else {line for line in right if line not in held or _customer(line) in astray}
        # In the order of the relations, so that keys follow from facts and not from how a set happens to lie.
        for key, columns in sorted(map(_parted, new)):
            customer, place, month = key
            filled = [*columns, *[None] * (len(self.columns) - len(columns))]  # a day at the end that is none
            if self._is_same(there.get(key), columns) and customer not in astray:
                del there[key]
                yield customer, CHANGED, update, (*filled[self.reset :], *key)
            else:
                row = (key_beside(customer), customer, place, place or None, month, *filled, stamp)
                yield customer, NEW, insert, row
        for key in there:
            yield key[0], GONE, f"DELETE FROM {self.name} {at}", key

    def _is_same(self, held: list[str] | None, wanted: list[str]) -> bool:
        return held is not None and self.reset < len(self.columns) and held[: self.reset] == wanted[: self.reset]

    def _held(self, customers: Sequence[int]) -> tuple[list[str], int]:
        """The lines, and of how many rows they are."""
        told = ", ".join(
            f"CAST({name} AS text)" if name in self.days else name for name in (self.month, *self.columns)
        )  # fmt: skip
        astray = f"CASE WHEN COALESCE(category_id, 0) <> place THEN '{_ASTRAY}' END"
        ((lines, rows),) = fetch(
            f"SELECT string_agg(concat_ws(' ', customer_id, place, {told}, {astray}), %s), count(*) "
            f"FROM {self.name} WHERE customer_id IN ({marks(customers)})",
            ["\n", *customers],
        )
        return lines.split("\n") if lines else [], rows


def _customer(line: str) -> int:
    return int(line.partition(" ")[0])


def _parted(line: str) -> tuple[Key, list[str]]:
    customer, place, month, *columns = line.split(" ")
    return (int(customer), int(place), month), columns


# Another signal or another move in the same month is another one: it has not been dealt with.
CHANGES: Final = Months(
    StageChange._meta.db_table, "month", ("stage_before", "stage", "signal"), frozenset({"month"}), 3
)
SIGNALS: Final = Months(Signal._meta.db_table, "since", ("signal", "until"), frozenset({"since", "until"}), 1)
