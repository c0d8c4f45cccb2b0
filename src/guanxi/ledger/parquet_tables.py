"""Parquet files, read through DuckDB."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import duckdb

from guanxi.errors import Refused
from guanxi.ledger.tables import Chunk
from guanxi.ledger.texts import open_binary

_ROWS: Final = 20_000
_BASIC: Final = {
    *("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER"),
    *("UBIGINT", "UHUGEINT", "DOUBLE", "VARCHAR"),
}


def path_literal(path: Path) -> str:
    """A path as SQL text that means exactly this file, whatever signs its name holds."""
    name = str(path.absolute())
    for sign in "[*?":
        name = name.replace(sign, "\0" if sign == "[" else f"[{sign}]")
    return "'" + name.replace("\0", "[[]").replace("'", "''") + "'"


def scan(path: Path) -> str:
    """The SQL table function that reads this file."""
    return f"read_parquet({path_literal(path)}, binary_as_string = true)"


def quoted(column: str) -> str:
    """A column name as SQL writes it."""
    return '"' + column.replace('"', '""') + '"'


def describe(path: Path) -> dict[str, str]:
    """The columns of a Parquet file and their DuckDB types, in file order; raises Refused when it is none."""
    open_binary(path).close()
    with duckdb.connect() as connection:
        return _describe(connection, path)


def _describe(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    try:
        rows = connection.execute(f"describe select * from {scan(path)}").fetchall()
    except duckdb.Error as error:
        raise _damaged(path) from error
    return {str(row[0]): str(row[1]) for row in rows}


def _damaged(path: Path) -> Refused:
    return Refused(f"{path} is damaged or not a Parquet file: export it again.", code="damaged")


class ParquetTable:
    """A Parquet file as rows of Python values; it has no header, so its records are numbered from 1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.types = describe(path)
        self.names = list(self.types)
        with duckdb.connect() as connection:
            try:
                row = connection.execute(f"select count(*) from {scan(path)}").fetchone()
            except duckdb.Error as error:
                raise _damaged(path) from error
        self.lines = int(row[0]) if row else 0

    def close(self) -> None:
        """Nothing stays open between the readings."""

    def chunks(self, needed: Sequence[int], *, spare: Sequence[int] = ()) -> Iterator[Chunk]:
        wanted = [self.names[index] for index in needed]
        for name in wanted:
            if any(sign in self.types[name] for sign in "[(") and not self.types[name].startswith(("DECIMAL", "ENUM")):
                raise Refused(
                    f"The column “{name}” of {self.path} holds lists or records ({self.types[name][:60]}): "
                    "export it as text or numbers.",
                    code="wrong_type",
                )
        number = 1
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            columns = ", ".join(map(self._expression, wanted))
            try:
                connection.execute(f"select {columns} from {scan(self.path)}")
                while rows := connection.fetchmany(_ROWS):
                    cells = zip(*rows, strict=True)
                    numbers = range(number, number + len(rows))
                    number += len(rows)
                    yield Chunk(numbers, dict(zip(needed, cells, strict=True)), (), len(rows))
            except duckdb.Error as error:
                raise _damaged(self.path) from error

    def _expression(self, name: str) -> str:
        """A column as values that Python holds exactly.

        Days beyond the years that Python knows, and single-precision floats, whose shortest form is another one than
        that of the double with the same value, come as text.
        """
        column, kind = quoted(name), self.types[name]
        if kind == "DATE" or kind.startswith("TIMESTAMP"):
            return f"{column}::date::varchar"
        return column if kind in _BASIC or kind.startswith("DECIMAL") else f"{column}::varchar"
