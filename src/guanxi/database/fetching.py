"""Rows of one statement as plain tuples: for judging, which asks the same few questions for every customer.

An expression such as CAST(day AS text) comes as text on every database; a column comes as its driver gives it.
"""

from collections.abc import Sequence, Sized
from contextvars import ContextVar
from typing import Any, Final

from django.db import connection

# The connection of the driver and a cursor on it: making one takes longer than most of the statements.
_kept: Final[ContextVar[tuple[Any, Any] | None]] = ContextVar("cursor to fetch with", default=None)


def fetch(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    kept = _kept.get()
    if kept is not None and kept[0] is connection.connection and not connection.queries_logged:
        cursor = kept[1]
    else:
        cursor = connection.cursor()
        _kept.set(None if connection.queries_logged else (connection.connection, cursor))
    cursor.execute(sql, values)
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def marks(values: Sized) -> str:
    """The placeholders of a list of values; none is a list that nothing is in."""
    return ", ".join(["%s"] * len(values)) or "NULL"
