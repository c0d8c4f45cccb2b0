"""Rows of one statement as plain tuples: for judging, which asks the same few questions for every customer.

An expression such as CAST(day AS text) comes as text on every database; a column comes as its driver gives it.
"""

from collections.abc import Sequence, Sized
from typing import Any

from django.db import connection


def fetch(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def marks(values: Sized) -> str:
    """The placeholders of a list of values; none is a list that nothing is in."""
    return ", ".join(["%s"] * len(values)) or "NULL"
