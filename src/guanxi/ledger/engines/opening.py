"""Opening what a call names as its ledger: files for the embedded engine, or the address of another one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from guanxi.errors import WrongCall
from guanxi.ledger.aggregation import Engine
from guanxi.ledger.columns import ReadOptions
from guanxi.ledger.engines.embedded import connect
from guanxi.ledger.engines.staged import StagedLines
from guanxi.ledger.engines.typed_parquet import TypedParquet, is_typed
from guanxi.ledger.reading import open_ledgers

if TYPE_CHECKING:
    from guanxi.ledger.engines.spark import SparkEngine

_ENGINES: Final = "postgresql://user@host/database?table=NAME, spark://host:port or spark:local[*]"


@dataclass(frozen=True)
class Opened:
    """The engines that together hold the ledger, which are not read yet; ``spark`` is one that judges as well."""

    engines: Sequence[Engine]
    kind: str
    files: Sequence[str]  # as messages and rejects call them
    has_category: bool
    has_supplier: bool
    lines: int | None  # about how many records will be told of while they are read; None: nobody knows
    spark: "SparkEngine | None" = None
    closing: Sequence[Callable[[], None]] = ()

    def close(self) -> None:
        """May be called twice."""
        for engine in self.engines:
            engine.close()
        for close in self.closing:
            close()


def open_engines(
    ledgers: Sequence[Path], url: str | None, options: ReadOptions, *, aside: Path, advance: Callable[[int], None]
) -> Opened:
    """Look at the columns; ``aside`` is a directory for what is too large for memory."""
    if url is not None:
        return _open_address(url, ledgers, options)
    _check_ledgers(ledgers)
    connection = connect(aside)
    files = open_ledgers(ledgers, options)
    typed = [file for file in files if is_typed(file)]
    others = [file for file in files if not is_typed(file)]
    staged = StagedLines(connection, others, directory=aside, advance=advance)
    return Opened(
        [*(TypedParquet(connection, file, odd=staged, directory=aside) for file in typed), staged],
        "duckdb",
        [str(file.path) for file in files],
        any(file.has_category for file in files),
        any(file.has_supplier for file in files),
        sum(file.lines for file in others) or None,
        closing=[connection.close, *(file.close for file in files)],
    )


def _open_address(url: str, ledgers: Sequence[Path], options: ReadOptions) -> Opened:
    scheme = url.partition(":")[0]
    if scheme in ("postgresql", "postgres"):
        from guanxi.ledger.engines.postgres import PostgresEngine

        if ledgers:
            raise WrongCall("With a PostgreSQL engine the table is the ledger: name no LEDGER file.")
        ledger = PostgresEngine(url, options)
        return Opened([ledger], "postgresql", [ledger.address.table], ledger.has_category, ledger.has_supplier, None)
    if scheme == "spark":
        return _open_spark(url, ledgers, options)
    raise WrongCall(f"There is no engine “{url}”: leave --engine out for embedded DuckDB, or write {_ENGINES}.")


def _open_spark(url: str, ledgers: Sequence[Path], options: ReadOptions) -> Opened:
    from guanxi.ledger.engines.spark import SparkEngine

    _check_ledgers(ledgers)
    files = open_ledgers(ledgers, options)
    engine = SparkEngine(url, files)
    return Opened(
        [engine],
        "spark",
        [str(file.path) for file in files],
        any(file.has_category for file in files),
        any(file.has_supplier for file in files),
        None,
        engine,
    )


def _check_ledgers(ledgers: Sequence[Path]) -> None:
    if not ledgers:
        raise WrongCall("There is no ledger to assess: name a CSV, Parquet or XLSX file.")
