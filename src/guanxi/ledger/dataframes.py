"""``guanxi.assess``: the same judgement for tables in memory, of Arrow, pandas or Polars, in and out."""

import re
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from guanxi.errors import GuanxiError, Refused, WrongCall
from guanxi.ledger.assess import Call, run
from guanxi.ledger.columns import ReadOptions, parse_mapping
from guanxi.ledger.output import MONTHS
from guanxi.ledger.parquet_tables import path_literal
from guanxi.ledger.relations import By
from guanxi.lifecycle import Parameters
from guanxi.money import DecimalMark
from guanxi.months import parse_month

_ARROW: Final = "__arrow_c_stream__"
_MISSING: Final = re.compile(r"(?:No module named '|import of )(\w+)")


def assess(
    ledger: Any,
    *,
    totals: Any = None,
    events: Any = None,
    us: str | Iterable[str] = (),
    every_supplier: bool = False,
    by: By = "both",
    until: str | None = None,
    parameters: Parameters | Mapping[str, int] | None = None,
    columns: Mapping[str, str] | None = None,
    date_formats: Iterable[str] = (),
    decimal: DecimalMark = ".",
    today: date | None = None,
) -> Any:
    """Judge the stage of every relationship in a purchase ledger, month by month.

    ``ledger``, ``totals`` and ``events`` are tables of PyArrow, pandas or Polars, or anything else that can be read
    through the Arrow C stream interface, with the columns that ``guanxi assess`` takes; ``columns`` says where the
    ledger has a field, such as ``{"customer": "buyer+unit"}``. The answer is the table of ``months.parquet``, of the
    kind that the ledger is of (PyArrow where that is none of the three).

    ``until`` is a month as ``2026-09``; ``parameters`` are those of the rules. Rows that cannot be used are warned of.
    Raises ``WrongCall`` and ``Refused``, both ``guanxi.errors.GuanxiError``.
    """
    today = today or date.today()
    given = parameters if isinstance(parameters, Parameters) else Parameters.from_settings(parameters or {})
    with tempfile.TemporaryDirectory(prefix="guanxi-") as name, duckdb.connect() as connection:
        directory = Path(name)
        tables = {"ledger": ledger, "totals": totals, "events": events}
        paths = {
            what: _stored(connection, table, directory / f"{what}.parquet", what)
            for what, table in tables.items()
            if table is not None
        }
        if "ledger" not in paths:
            raise WrongCall("There is no ledger to assess: pass a table.")
        call = Call(
            ledgers=[paths["ledger"]],
            totals=paths.get("totals"),
            events=paths.get("events"),
            us=(us,) if isinstance(us, str) else tuple(us),
            every_supplier=every_supplier,
            by=by,
            until=None if until is None else parse_month(until),
            parameters=given,
            read=ReadOptions(
                mapping=parse_mapping(f"{field}={column}" for field, column in (columns or {}).items()),
                date_formats=tuple(date_formats),
                decimal=decimal,
                today=today,
            ),
            engine=None,
            out=directory / "results",
            report=None,
            today=today,
        )
        try:
            summary = run(call, progress=_Silence())
        except GuanxiError as error:
            error.args = (_about_tables(error.message, directory),)
            error.message = error.args[0]
            raise
        _warn(summary.run["rejects"])
        return _fetched(connection.sql(f"SELECT * FROM {path_literal(directory / 'results' / MONTHS)}"), ledger)


class _Silence:
    def step(self, name: str, total: int | None) -> None: ...

    def advance(self, n: int) -> None: ...


def _library(table: Any) -> str:
    return type(table).__module__.partition(".")[0]


def _stored(connection: duckdb.DuckDBPyConnection, table: Any, path: Path, what: str) -> Path:
    """The table as a file with the same types; from there on it is a ledger like any other."""
    if _library(table) == "polars" and hasattr(table, "collect"):
        table = table.collect()
    if _library(table) != "pandas" and not hasattr(table, _ARROW):
        raise WrongCall(
            f"The {what} is a {type(table).__name__}: pass a table of PyArrow, pandas or Polars; files are for the "
            "command line."
        )
    try:
        connection.register("given", table)
        connection.execute(f"COPY given TO {path_literal(path)} (FORMAT parquet)")
        connection.unregister("given")
    except (duckdb.Error, ImportError) as error:
        if missing := _MISSING.search(str(error)):
            raise Refused(
                f"To read the {what}, {missing[1]} is needed: pip install {missing[1]}.", code="missing_extra"
            ) from error
        raise Refused(f"The {what} cannot be read: {str(error).splitlines()[0]}.", code="unreadable_table") from error
    return path


def _fetched(months: duckdb.DuckDBPyRelation, like: Any) -> Any:
    """The result as a table of the same library."""
    if _library(like) == "pandas":
        return months.df()
    if _library(like) == "polars":
        return months.pl()
    return months.to_arrow_table()


def _about_tables(message: str, directory: Path) -> str:
    """A message that speaks of tables and not of files nobody knows."""
    for what in ("ledger", "totals", "events"):
        path = str(directory / f"{what}.parquet")
        message = message.replace(path, f"The {what}" if message.startswith(path) else f"the {what}")
    return message


def _warn(rejects: Mapping[str, Mapping[str, int]]) -> None:
    if rejects:
        lines = sum(count["lines"] for count in rejects.values())
        reasons = ", ".join(f"{reason} ({count['lines']})" for reason, count in rejects.items())
        warnings.warn(f"{lines} rows were not used: {reasons}.", stacklevel=3)
