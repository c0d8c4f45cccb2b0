"""The files that ``guanxi assess`` leaves in a directory, written block by block and put in place together."""

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TextIO

import duckdb
import numpy as np
import numpy.typing as npt

from guanxi.ledger.aside import Aside
from guanxi.ledger.overview import Overview
from guanxi.ledger.parquet import ParquetJoin
from guanxi.ledger.rejects import Rejects
from guanxi.lifecycle.facts import Facts, Verdicts
from guanxi.lifecycle.moves import moves_of
from guanxi.lifecycle.vocabulary import FLAGS, SIGNALS, STAGES, flag_text
from guanxi.months import first_day

MONTHS, LATEST, MOVES, REJECTS = "months.parquet", "latest.csv", "moves.csv", "rejects.csv"
EVIDENCE, REPORT, RUN = "evidence.parquet", "report.html", "run.json"
FILES: Final = (MONTHS, EVIDENCE, LATEST, MOVES, REJECTS, REPORT, RUN)  # the last one says that all are there

COLUMNS: Final = (
    *("supplier", "customer", "category", "month", "ours", "total", "share", "recent_share"),
    *("stage", "signal", "flags", "since", "silence", "silence_limit"),
)
MOVE_COLUMNS: Final = ("supplier", "customer", "category", "month", "from", "to", "signal")

_STAGE = ["", *(word.key for word in STAGES)]
_SIGNAL = ["", *(word.key for word in SIGNALS)]
_FLAGS = [flag_text(bits) for bits in range(1 << len(FLAGS))]

# One row group of DuckDB. Rows wait in memory until there are so many, some 70 bytes each.
_ROWS: Final = 122_880

_NAMES_SQL = """
    nullif(supplier, '')::varchar as supplier, customer::varchar as customer,
    nullif(category, '')::varchar as category"""
_MONTHS_SQL = f"""
    {_NAMES_SQL},
    date '1970-01-01' + month as month,
    (ours::decimal(18,0) * 0.01::decimal(2,2))::decimal(18,2) as ours,
    case when known then (total::decimal(18,0) * 0.01::decimal(2,2))::decimal(18,2) end as total,
    case when not isnan(share) then share end as share,
    case when not isnan(recent_share) then recent_share end as recent_share,
    {_STAGE[1:]}[stage] as stage, {_SIGNAL[1:]}[signal] as signal, {_FLAGS}[flags::int + 1] as flags,
    date '1970-01-01' + since as since,
    silence::integer as silence, silence_limit::integer as silence_limit"""
_EVIDENCE_SQL = f"""
    {_NAMES_SQL},
    date '1970-01-01' + month as month,
    (counted::decimal(18,0) * 0.01::decimal(2,2))::decimal(18,2) as counted,
    contact, exit_notice, {_STAGE[1:5]}[opening] as opening, estimated, stale"""

_EPOCH = date(1970, 1, 1).toordinal()

Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Block:
    """Some relations with their whole history, in output order: by supplier, customer and category, none first.

    The three names have one entry for each relation; ``facts`` and ``verdicts`` one row. Every block of a run has the
    same months.
    """

    suppliers: Sequence[str | None]
    customers: Sequence[str]
    categories: Sequence[str | None]
    facts: Facts
    verdicts: Verdicts


class Output:
    """Takes the blocks of a run in output order and leaves its files in ``directory``.

    Use it in a ``with`` block: until ``finish`` has put everything in place the directory keeps its older files, and an
    error or Ctrl-C leaves it as it was. Disk full, a directory that cannot be written and the like are ``Refused``.
    ``seconds`` is the wall time spent here, ``overview`` counts what was written.
    """

    def __init__(self, directory: Path) -> None:
        self.overview = Overview()
        self.seconds = 0.0
        self._aside = Aside(directory)
        self._open: list[Callable[[], None]] = []
        with self.guard():
            # One thread: a row group is encoded by one anyway, and each further thread holds memory. No threads that
            # write for it either: with these and one thread, DuckDB 2.0 waits for ever when Ctrl-C comes.
            spill = str(self._aside.path / "spill")
            self._connection = duckdb.connect(
                config={"memory_limit": "256MB", "temp_directory": spill, "threads": 1, "async_threads": 0}
            )
            self._open.append(self._connection.close)
            self._months = self._table(MONTHS, _MONTHS_SQL)
            self._evidence = self._table(EVIDENCE, _EVIDENCE_SQL)
            self._latest = self._text(LATEST, COLUMNS)
            self._moves = self._text(MOVES, MOVE_COLUMNS)

    def _table(self, name: str, select: str) -> "_Table":
        table = _Table(self._connection, self._aside.path / name, select)
        self._open.append(table.close)
        return table

    def _text(self, name: str, columns: Iterable[str]) -> TextIO:
        file = (self._aside.path / name).open("w", encoding="utf-8", newline="", buffering=1 << 20)
        file.write(",".join(columns) + "\n")
        self._open.append(file.close)
        return file

    def write(self, block: Block) -> None:
        """Add the rows of a block to all files; months before a record begins (stage 0) are no rows."""
        start = time.perf_counter()
        with self.guard():
            names = _names(block)
            self._months.add(_month_rows(block, names))
            self._evidence.add(_evidence_rows(block, names))
            relations = _csv_names(block)
            self._latest.writelines(_latest_rows(block, relations))
            moves = moves_of(block.facts, block.verdicts)
            self._moves.writelines(_move_rows(block, relations, moves))
            self.overview.add(block.customers, block.categories, block.suppliers, block.facts, block.verdicts)
            self.overview.moves += len(moves[0])
        self.seconds += time.perf_counter() - start

    def finish(self, run: dict[str, Any], rejects: Rejects, report: Callable[[Path], object] | None = None) -> None:
        """Write the rejects, ``run.json`` and, by calling ``report`` with the directory aside, the report; then put
        all of it in place.

        The counts and the seconds of writing are added to ``run``. A report of an older run does not stay.
        """
        start = time.perf_counter()
        with self.guard():
            self._months.finish()
            self._evidence.finish()
            self._latest.close()
            self._moves.close()
            self._connection.close()
            rejects.write(self._aside.path / REJECTS)
            run.setdefault("counts", {}).update(self.overview.counts())
            seconds = run.setdefault("seconds", {})
            self.seconds += time.perf_counter() - start
            seconds["write"] = round(self.seconds, 3)
            self._write_run(run)
            if report is not None:
                start = time.perf_counter()
                report(self._aside.path)
                seconds["report"] = round(time.perf_counter() - start, 3)
                self._write_run(run)
            self._aside.publish(FILES)

    def _write_run(self, run: dict[str, Any]) -> None:
        text = json.dumps(run, ensure_ascii=False, indent=2) + "\n"
        (self._aside.path / RUN).write_text(text, encoding="utf-8", newline="")

    @property
    def aside(self) -> Path:
        """The directory that what is not finished lies in; it goes away with everything in it."""
        return self._aside.path

    @contextlib.contextmanager
    def guard(self) -> Iterator[None]:
        """Turn what the disk says into a refusal; after any error nothing of the run is left."""
        with self._aside.guard():
            try:
                yield
            except BaseException:
                self._close_files()
                raise

    def _close_files(self) -> None:
        for close in self._open:
            with contextlib.suppress(OSError):  # what could not be written is thrown away anyway
                close()

    def close(self) -> None:
        """Throw away what was not finished."""
        self._close_files()
        self._aside.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class _Table:
    """A Parquet file that takes arrays of rows and encodes a row group as soon as there are enough of them."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path, select: str) -> None:
        self._connection = connection
        self._part = path.with_suffix(".part")
        self._select = select
        self._file = ParquetJoin(path)
        self._waiting: list[Columns] = []
        self._rows = 0

    def add(self, columns: Columns) -> None:
        rows = len(columns["month"])
        if rows or not self._waiting:  # the first block is kept even when empty: it says which columns there are
            self._waiting.append(columns)
            self._rows += rows
        if self._rows >= _ROWS:
            self._encode()

    def _encode(self) -> None:
        cells = {name: np.concatenate([columns[name] for columns in self._waiting]) for name in self._waiting[0]}
        self._connection.register("cells", cells)
        part = str(self._part).replace("'", "''")
        self._connection.execute(f"copy (select {self._select} from cells) to '{part}' (format parquet)")
        self._connection.unregister("cells")
        self._file.append(self._part)
        self._waiting = [{name: array[:0] for name, array in cells.items()}]
        self._rows = 0

    def finish(self) -> None:
        """Encode the rest and make the file complete."""
        if self._rows or not self._file.rows:
            self._encode()
        self._part.unlink()
        self._file.finish()

    def close(self) -> None:
        self._file.close()


def _names(block: Block) -> Columns:
    """The names of the relations; "" stands for none, so that a column is text even where all of it is missing."""
    return {
        "supplier": np.array([name or "" for name in block.suppliers], dtype=object),
        "customer": np.array(block.customers, dtype=object),
        "category": np.array([name or "" for name in block.categories], dtype=object),
    }


def _days(months: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int32]:
    """The first day of each month, in days since 1970."""
    if not months.size:
        return np.zeros(0, dtype=np.int32)
    low, high = int(months.min()), int(months.max())
    table = np.array([first_day(month).toordinal() - _EPOCH for month in range(low, high + 1)], dtype=np.int32)
    days: npt.NDArray[np.int32] = table[months - low]
    return days


def _month_rows(block: Block, names: Columns) -> Columns:
    facts, verdicts = block.facts, block.verdicts
    rows = verdicts.stage.ravel() > 0
    relation, column = np.nonzero(verdicts.stage)
    cells: Columns = {name: values[relation] for name, values in names.items()}
    cells["month"] = _days(facts.first + column)
    arrays: Columns = {
        "ours": facts.ours,
        "total": facts.total,
        "known": facts.known,
        "share": verdicts.share,
        "recent_share": verdicts.recent_share,
        "stage": verdicts.stage,
        "signal": verdicts.signal,
        "flags": verdicts.flags,
        "since": verdicts.since,
        "silence": verdicts.silence,
        "silence_limit": verdicts.limit,
    }
    for name, array in arrays.items():
        cells[name] = array.ravel()[rows]
    cells["since"] = _days(cells["since"])
    return cells


def _evidence_rows(block: Block, names: Columns) -> Columns:
    """Only the months that tell more than ``months.parquet``: what a later replay of a relation needs beside it."""
    facts, begun = block.facts, block.verdicts.stage > 0
    nothing = np.zeros(begun.shape, dtype=bool)

    def marks(array: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.bool_]:
        return nothing if array is None else array & begun

    opening = np.zeros(begun.shape, dtype=np.uint8)
    if facts.opening is not None:
        opened = np.flatnonzero((facts.opening > 0) & (facts.begin < facts.months))
        opening[opened, facts.begin[opened]] = facts.opening[opened]
    counted = facts.ours if facts.counted is None else facts.counted
    columns: Columns = {
        "contact": marks(facts.contact),
        "exit_notice": marks(facts.notice),
        "estimated": marks(facts.estimated),
        "stale": marks(facts.stale),
    }
    wanted = (counted != facts.ours) & facts.known & begun | (opening > 0)
    for array in columns.values():
        wanted |= array
    relation, column = np.nonzero(wanted)
    cells: Columns = {name: values[relation] for name, values in names.items()}
    cells["month"] = _days(facts.first + column)
    cells |= {name: array[relation, column] for name, array in columns.items()}
    cells["opening"] = opening[relation, column]
    cells["counted"] = counted[relation, column]
    return cells


# The CSV files have their own writer: which cells are quoted and how a number is written is part of what they promise.

_SPECIAL = re.compile('[,"\r\n]').search


@lru_cache(maxsize=1 << 14)
def _cell(text: str | None) -> str:
    if text is None:
        return ""
    return '"' + text.replace('"', '""') + '"' if _SPECIAL(text) else text


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}" if minor >= 0 else f"-{-minor // 100}.{-minor % 100:02d}"


def _share(share: float) -> str:
    return f"{share:.4f}" if share == share else ""


@lru_cache(maxsize=1 << 14)
def _day(month: int) -> str:
    return first_day(month).isoformat()


def _csv_names(block: Block) -> list[str]:
    names = zip(block.suppliers, block.customers, block.categories, strict=True)
    return [f"{_cell(supplier)},{_cell(customer)},{_cell(category)}," for supplier, customer, category in names]


def _latest_rows(block: Block, names: list[str]) -> Iterator[str]:
    facts, verdicts = block.facts, block.verdicts
    rows = np.flatnonzero(verdicts.stage[:, -1])
    month = _day(facts.first + facts.months - 1)
    arrays = (
        *(facts.ours, facts.total, facts.known, verdicts.share, verdicts.recent_share),
        *(verdicts.stage, verdicts.signal, verdicts.flags, verdicts.since, verdicts.silence, verdicts.limit),
    )
    columns = [array[rows, -1].tolist() for array in arrays]
    for row, ours, total, known, share, recent, stage, signal, flags, since, silence, limit in zip(
        rows.tolist(), *columns, strict=True
    ):
        yield (
            f"{names[row]}{month},{_money(ours)},{_money(total) if known else ''},{_share(share)},{_share(recent)},"
            f"{_STAGE[stage]},{_SIGNAL[signal]},{_FLAGS[flags]},{_day(since)},{silence},{limit}\n"
        )


def _move_rows(block: Block, names: list[str], moves: tuple[npt.NDArray[np.integer[Any]], ...]) -> Iterator[str]:
    relation, column, before, after = (array.tolist() for array in moves)
    signals = block.verdicts.signal[moves[0], moves[1]].tolist()
    first = block.facts.first
    for row, month, old, new, signal in zip(relation, column, before, after, signals, strict=True):
        yield f"{names[row]}{_day(first + month)},{_STAGE[old]},{_STAGE[new]},{_SIGNAL[signal]}\n"
