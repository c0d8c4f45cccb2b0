"""Consistent copies of the database while others write: the online backup of SQLite, pg_dump of PostgreSQL."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection

from guanxi.database import library
from guanxi.errors import Refused


def is_sqlite() -> bool:
    return bool(connection.vendor == "sqlite")


# ---- SQLite ----


def copy_sqlite(target: Path) -> dict[str, int]:
    """Copies the database of this process and returns the rows of each table in the copy, which is sound."""
    connection.ensure_connection()
    with _open_sqlite(target) as copy:
        # In one step: a reader in WAL keeps nobody waiting, and sees one moment.
        connection.connection.backup(copy)
        # One file, without the log that belongs to the original.
        copy.execute("PRAGMA journal_mode = DELETE")
    return inspect_sqlite(target)


def inspect_sqlite(file: Path) -> dict[str, int]:
    """Rows by table of a database that no process uses; Refused if it is damaged."""
    sqlite = _sqlite()
    try:
        with _open_sqlite(file) as opened:
            if (told := opened.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise Refused(f"The database is damaged ({str(told).splitlines()[0]}); restore an older backup.")
            if broken := opened.execute("PRAGMA foreign_key_check").fetchone():
                raise Refused(f"The database is damaged (a row of {broken[0]} has lost what it belongs to).")
            tables = opened.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            ).fetchall()
            return {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in sorted(tables)}
    except sqlite.DatabaseError as error:
        raise Refused(f"The database is damaged ({error}); restore an older backup.") from None


def _sqlite() -> Any:
    library.use_bundled_sqlite()
    import sqlite3

    return sqlite3


class _open_sqlite:  # noqa: N801 - reads as the verb it is
    """Opens and closes; what ``with`` of the module itself does is to commit."""

    def __init__(self, file: Path) -> None:
        self._connection = _sqlite().connect(str(file), isolation_level=None)

    def __enter__(self) -> Any:
        return self._connection

    def __exit__(self, *error: object) -> None:
        self._connection.close()


# ---- PostgreSQL ----


def copy_postgresql(target: Path) -> dict[str, int]:
    """Dumps the database of this process and returns the rows of each table, both as of one moment."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            run_program(
                "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
                f"--file={target}", f"--dbname={conninfo(connection.settings_dict['NAME'])}",
            )  # fmt: skip
            return count_postgresql(cursor)
        finally:
            cursor.execute("ROLLBACK")


def count_postgresql(cursor: Any) -> dict[str, int]:
    cursor.execute("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    rows: dict[str, int] = {}
    for (name,) in cursor.fetchall():
        cursor.execute(f'SELECT count(*) FROM "{name}"')
        rows[name] = cursor.fetchone()[0]
    return rows


def conninfo(database: str) -> str:
    """How libpq reaches a database on the server of this process; the password goes by the environment."""
    given = connection.settings_dict
    values = {"dbname": database, "host": given["HOST"], "port": given["PORT"], "user": given["USER"]}
    values |= {name: value for name, value in given["OPTIONS"].items() if name.startswith("ssl")}

    def quoted(value: object) -> str:
        return "'" + str(value).replace("\\", "\\\\").replace("'", "\\'") + "'"

    return " ".join(f"{name}={quoted(value)}" for name, value in values.items() if value)


def run_program(name: str, *arguments: str) -> None:
    """Runs a program that comes with PostgreSQL; Refused in its own words if it fails."""
    program = shutil.which(name)
    if program is None:
        raise Refused(
            f"{name} is not installed; install the client programs of PostgreSQL (on Debian: apt-get install "
            "postgresql-client), of the version of the server or newer."
        )
    environment = {**os.environ}
    if password := connection.settings_dict["PASSWORD"]:
        environment["PGPASSWORD"] = password
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if line.strip()] or [f"exit code {done.returncode}"]
        raise Refused(f"{name} failed: {told[0].removeprefix(f'{name}: ')}")
