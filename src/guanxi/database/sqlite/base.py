"""Django's SQLite backend as a shared database needs it: WAL, FULL, IMMEDIATE, and writers that queue at a gate.

The figures behind each choice stand in docs/decisions. No ``mmap_size``: a disk error would end the process.
"""
# ruff: noqa: E402 - the SQLite to use is chosen before Django's backend binds the module of Python.

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from guanxi.database import library

library.use_bundled_sqlite()

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from guanxi.database.gate import GateTimeoutError, WriterGate
from guanxi.database.location import check_location
from guanxi.database.transactions import WatchedTransactions
from guanxi.errors import Refused

# How long a writer waits for the others, at the gate and for the lock of SQLite behind it.
TIMEOUT = 20.0
# What writes nothing, or belongs to a transaction that passed the gate already. (A WITH that writes still waits for the
# lock of SQLite, only without a place in the queue.)
_PASSES = (
    "WITH",
    "SELECT",
    "PRAGMA",
    "EXPLAIN",
    "VALUES",
    "SAVEPOINT",
    "RELEASE",
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "END",
)


class DatabaseWrapper(WatchedTransactions, base.DatabaseWrapper):
    _gate: WriterGate | None = None

    def get_connection_params(self) -> dict[str, Any]:
        self.settings_dict["OPTIONS"] = {
            "timeout": TIMEOUT,
            "transaction_mode": "IMMEDIATE",
            # NORMAL would lose the last answers that were given when the power fails.
            "init_command": "PRAGMA synchronous = FULL",
            **self.settings_dict["OPTIONS"],
        }
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        in_memory = self.is_in_memory_db()
        if not in_memory:
            library.check_version(self.Database.sqlite_version_info)
            self._gate = WriterGate(_prepare(Path(conn_params["database"])))
        connection = super().get_new_connection(conn_params)
        if not in_memory and connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            self._turn_to_wal(connection)
        return connection

    def _turn_to_wal(self, connection: Any) -> None:
        """Once in the life of a database. Two that do it at the same moment would find it locked."""
        self.pass_gate()
        try:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        finally:
            self.leave_gate()
        if mode != "wal":
            connection.close()
            raise Refused(f"The database {self.settings_dict['NAME']} stays in journal mode {mode}; use another disk.")

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=self._gated_cursor)

    def _gated_cursor(self, connection: Any) -> "GatedCursor":
        return GatedCursor(connection, self)

    def pass_gate(self) -> None:
        if self._gate is not None:
            try:
                self._gate.enter(TIMEOUT)
            except GateTimeoutError as error:
                raise OperationalError(f"database is locked: {error}") from None

    def leave_gate(self) -> None:
        if self._gate is not None:
            self._gate.leave()

    @property
    def is_past_gate(self) -> bool:
        return self._gate is None or self._gate.is_inside

    def _start_transaction_under_autocommit(self) -> None:
        self.pass_gate()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self.leave_gate()
            raise

    def _commit(self) -> None:
        # A commit that fails leaves the transaction open: the gate opens with the rollback that follows.
        super()._commit()
        self.leave_gate()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self.leave_gate()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self._gate is not None:
                self._gate.close()


class GatedCursor(base.SQLiteCursorWrapper):
    """Leads single statements that write, outside of any transaction, through the gate as well."""

    def __init__(self, connection: Any, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        return self._gated(query, lambda: super(GatedCursor, self).execute(query, params))

    def executemany(self, query: str, param_list: Any) -> Any:
        return self._gated(query, lambda: super(GatedCursor, self).executemany(query, param_list))

    def _gated(self, query: str, execute: Callable[[], Any]) -> Any:
        wrapper = self._wrapper
        if (
            wrapper.is_past_gate
            or self.connection.in_transaction
            or query.lstrip(" \t\n(")[:9].upper().startswith(_PASSES)
        ):
            return execute()
        wrapper.pass_gate()
        try:
            return execute()
        finally:
            # Rows of a RETURNING may still be read while the next writer comes: he waits for the lock of SQLite.
            wrapper.leave_gate()


def _prepare(database: Path) -> Path:
    """Makes the folder and checks it; returns the file of the gate."""
    folder = database.parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"The folder {folder} for the database cannot be made ({error.strerror}); "
            "name a directory of your own in GUANXI_HOME."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refused(f"The folder {folder} of the database cannot be written to; change its owner or GUANXI_HOME.")
    check_location(folder)
    return database.with_name(database.name + ".gate")
