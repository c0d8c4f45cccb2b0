"""Which SQLite this process uses."""

import sys
from importlib.util import find_spec
from pathlib import Path

from guanxi.errors import Refused

PACKAGE = Path(__file__).parents[1]
# Older ones can corrupt a database in WAL when a write races a checkpoint.
OLDEST_FOR_WAL = (3, 51, 3)


def use_bundled_sqlite() -> None:
    """Puts pysqlite3, which brings its own SQLite, in the place of ``sqlite3``; where there is no wheel, nothing.

    For the whole process: two copies of SQLite on one file drop each other's locks.
    """
    if find_spec("pysqlite3") is None:
        return
    import pysqlite3
    import pysqlite3.dbapi2

    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def check_version(version: tuple[int, ...]) -> None:
    if version < OLDEST_FOR_WAL:
        raise Refused(
            f"This Python brings SQLite {'.'.join(map(str, version))}, which can damage a database that several "
            f"processes write to; use one with SQLite {'.'.join(map(str, OLDEST_FOR_WAL))} or newer, "
            "or PostgreSQL by GUANXI_DATABASE_URL."
        )
