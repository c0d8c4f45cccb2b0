"""How SQLite is set while much is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

_SET: Final = {"wal_autocheckpoint": 0, "cache_size": -65_536}  # pages and KiB


@contextmanager
def many_transactions() -> Iterator[None]:
    """For a step of many short transactions: pages stay in memory from one to the next, and the log is moved into the
    database once after it, while others may write, not again and again at the end of a transaction for which others
    wait.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        usual = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _SET}
    _apply(_SET)
    try:
        yield
    finally:
        _apply(usual)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def _apply(settings: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute(f"PRAGMA {name} = {value}")
