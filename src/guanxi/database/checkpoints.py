"""When SQLite moves what was committed from its log into the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def checkpoint_at_the_end() -> Iterator[None]:
    """For a step of many short transactions: the log is moved once after it, while others may write, and not again and
    again at the end of a transaction for which others wait.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA wal_autocheckpoint").fetchone()[0]
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA wal_autocheckpoint = {usual}")
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
