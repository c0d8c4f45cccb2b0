"""What runs in Spark's workers: cleaning lines, numbering their names, judging whole customers.

It is the code that runs without Spark too; here is only its way in and out of Arrow. Each function takes an iterator
of record batches and returns one, as ``mapInArrow`` wants it.
"""

import pickle
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from guanxi.ledger.attached import Attached
from guanxi.ledger.cleaning import Batch, LineCleaner, Names, Problem
from guanxi.ledger.columns import LEDGER_FIELDS, ReadOptions, Source
from guanxi.ledger.judging import Judging, build_market
from guanxi.ledger.output import Block
from guanxi.ledger.reading import LedgerFile, file_kind, open_table
from guanxi.ledger.relations import Relations, ranks
from guanxi.ledger.series import SeriesBuilder
from guanxi.ledger.store import SumStore

Ints = npt.NDArray[np.int64]
RecordBatch = Any  # PyArrow tells no types

# Sums of some lines by name and month. A row without customer is a message about one file.
CLEANED: Final = (
    "customer string, category string, supplier string, month int, amount bigint, bought boolean, lines bigint, "
    "file int, message binary"
)
# The same with the numbers of the names, and the stretch of customers that is judged together.
NUMBERED: Final = "stretch int, customer int, category int, supplier int, month int, amount bigint, us boolean"
# Pickled blocks of the output, and their order.
JUDGED: Final = "supplier int, stretch int, piece int, block binary"

_SAFE: Final = 1 << 62


@dataclass(frozen=True)
class LedgerPart:
    """One file of the ledger, as a worker needs it to read it."""

    number: int
    path: Path
    sources: Mapping[str, Source]
    options: ReadOptions


@dataclass(frozen=True)
class Message:
    """What is to be said of a file beside its sums."""

    problems: Sequence[Problem]
    currencies: set[str]
    read: int


class _Collected:
    """Takes the place of the rejects while a file is read."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def expect(self, file: str) -> None:
        pass

    def add_problems(self, file: str, problems: Sequence[Problem]) -> None:
        self.problems.extend(problems)


def read_files(batches: Iterator[RecordBatch], parts: Sequence[LedgerPart]) -> Iterator[RecordBatch]:
    """Read whole files, whose numbers are in the batches: text and spreadsheets cannot be cut into pieces."""
    for batch in batches:
        for number in batch.column(0).to_pylist():
            part = parts[number]
            wanted = set(LEDGER_FIELDS).union(*(source.columns for source in part.options.mapping.values()))
            table = open_table(part.path, wanted)
            file = LedgerFile(part.path, file_kind(part.path), table, dict(part.sources), part.options)
            names = (Names(), Names(), Names())
            try:
                while_reading, currencies = _Collected(), set[str]()
                for lines in file.batches(*names, while_reading, currencies):  # type: ignore[arg-type]
                    message = Message(while_reading.problems, currencies, lines.read)
                    yield from _cleaned(number, lines, names, message)
                    while_reading.problems, currencies = [], set()
            finally:
                file.close()


def clean_rows(batches: Iterator[RecordBatch], part: LedgerPart) -> Iterator[RecordBatch]:
    """Clean rows of a Parquet file: the columns c0, c1 … of ``part.sources`` by position, and the number of the row."""
    names = (Names(), Names(), Names())
    cleaner = LineCleaner(
        part.sources, options=part.options, customers=names[0], categories=names[1], suppliers=names[2]
    )
    for batch in batches:
        if not batch.num_rows:
            continue
        fields = {
            field: [_cells(batch, f"c{index}", part.options.decimal) for index in source.indexes]
            for field, source in part.sources.items()
        }
        found = cleaner.clean(fields, batch.column("row").to_numpy().tolist())
        message = Message(found.problems, found.currencies, found.batch.read)
        yield from _cleaned(part.number, found.batch, names, message)


def _cells(batch: RecordBatch, name: str, decimal: str) -> Sequence[object]:
    import pyarrow as pa

    column = batch.column(name)
    if pa.types.is_float32(column.type):  # its shortest decimal form is another one than that of the same double
        return [None if cell is None else str(np.float32(cell)) for cell in column.to_pylist()]
    if pa.types.is_decimal(column.type) and decimal == ".":
        column = column.cast(pa.string())  # a text is read much faster than a Decimal is made
    return list(column.to_pylist())


def _cleaned(file: int, lines: Batch, names: tuple[Names, Names, Names], message: Message) -> Iterator[RecordBatch]:
    import pyarrow as pa

    schema = _schema(
        *("customer", pa.string(), "category", pa.string(), "supplier", pa.string(), "month", pa.int32()),
        *("amount", pa.int64(), "bought", pa.bool_(), "lines", pa.int64(), "file", pa.int32(), "message", pa.binary()),
    )
    none = [None]
    told = [*(none for _ in range(7)), [file], [pickle.dumps(message)]]
    yield pa.RecordBatch.from_arrays(
        [pa.array(cell, of.type) for cell, of in zip(told, schema, strict=True)], schema=schema
    )
    if not len(lines):
        return
    keys, amount, bought, count = _grouped(lines)
    columns = [
        *(_texts(table.names, ids) for table, ids in zip(names, keys[1:], strict=True)),
        *(pa.array(values) for values in (keys[0], amount, bought, count)),
        *(pa.nulls(len(amount), of) for of in (pa.int32(), pa.binary())),
    ]
    yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _schema(*columns: Any) -> Any:
    import pyarrow as pa

    return pa.schema(list(zip(columns[::2], columns[1::2], strict=True)))


def _grouped(lines: Batch) -> tuple[list[npt.NDArray[np.int32]], Ints, npt.NDArray[np.bool_], Ints]:
    """The sums of a batch by month, customer, category and supplier: less to carry. Huge amounts stay single lines."""
    keys = [lines.month, lines.customer, lines.category, lines.supplier]
    if int(np.abs(lines.amount).max()) * len(lines) >= _SAFE:
        return keys, lines.amount, lines.amount > 0, np.ones(len(lines), dtype=np.int64)
    order = np.lexsort(keys[::-1])
    changes = np.zeros(len(order), dtype=np.bool_)
    changes[0] = True
    for key in keys:
        changes[1:] |= np.diff(key[order]) != 0
    starts = np.flatnonzero(changes)
    amount = lines.amount[order]
    return (
        [key[order][starts] for key in keys],
        np.add.reduceat(amount, starts),
        np.logical_or.reduceat(amount > 0, starts),
        np.diff(starts, append=len(order)),
    )


def _texts(names: Sequence[str], ids: npt.NDArray[np.int32]) -> Any:
    """The names of numbers as an Arrow array, null for -1."""
    import pyarrow as pa

    return pa.array([*names, None], pa.string()).take(pa.array(np.where(ids < 0, len(names), ids)))


@dataclass(frozen=True)
class Work:
    """What judging needs beside the sums: the same for all workers.

    With ``market`` every supplier is judged, and it makes what customers buy of everybody; else ``us`` are the
    suppliers that are us (None: the ledger names none).
    """

    judging: Judging
    us: frozenset[str] | None
    market: SeriesBuilder | None = None

    @property
    def stretches(self) -> Relations:
        """The relations whose partitions are the stretches: whole customers, in output order."""
        return (self.market or self.judging.builder).relations


def number(batches: Iterator[RecordBatch], work: Work) -> Iterator[RecordBatch]:
    """Give the names of sums their numbers, and each row the stretch it belongs to."""
    import pyarrow as pa

    relations = work.judging.builder.relations
    schema = _schema(
        *("stretch", pa.int32(), "customer", pa.int32(), "category", pa.int32(), "supplier", pa.int32()),
        *("month", pa.int32(), "amount", pa.int64(), "us", pa.bool_()),
    )
    places = {
        "customer": _Ranks(relations.customers),
        "category": _Ranks(relations.categories),
        "supplier": _Ranks(relations.suppliers or ()),
    }
    for batch in batches:
        if not batch.num_rows:
            continue
        customer, category = (places[name].of(batch.column(name)) for name in ("customer", "category"))
        by_supplier = work.market is not None
        none = np.full(batch.num_rows, -1, dtype=np.int32)
        supplier = places["supplier"].of(batch.column("supplier")) if by_supplier else none
        if work.us is None:
            us = pa.array(np.ones(batch.num_rows, dtype=np.bool_))
        else:
            us = pa.compute.is_in(batch.column("supplier"), value_set=pa.array(sorted(work.us), pa.string()))
        stretch = work.stretches.partition(customer).astype(np.int32)
        columns = [*(pa.array(ids) for ids in (stretch, customer, category, supplier))]
        yield pa.RecordBatch.from_arrays([*columns, batch.column("month"), batch.column("amount"), us], schema=schema)


class _Ranks:
    """The ranks of names that come again and again; without names none is wanted, and all are -1."""

    def __init__(self, among: Sequence[str]) -> None:
        self._places = dict(zip(among, range(len(among)), strict=True))

    def of(self, column: Any) -> npt.NDArray[np.int32]:
        if not self._places:
            return np.full(len(column), -1, dtype=np.int32)
        distinct = column.dictionary_encode()
        names = distinct.dictionary.to_pylist()
        found = np.array([*(self._places[name] for name in names), -1], dtype=np.int32)  # the last is that of null
        rank: npt.NDArray[np.int32] = found[distinct.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)]
        return rank


def judge(batches: Iterator[RecordBatch], work: Work) -> Iterator[RecordBatch]:
    """Judge stretch after stretch; the rows of one stretch come together."""
    import pyarrow as pa

    schema = _schema(*("supplier", pa.int32(), "stretch", pa.int32(), "piece", pa.int32(), "block", pa.binary()))
    for stretch, rows in _by_stretch(batches):
        with tempfile.TemporaryDirectory(prefix="guanxi-") as directory:
            for piece, (supplier, block) in enumerate(_blocks(stretch, rows, work, Path(directory))):
                row = [supplier, stretch, piece, pickle.dumps(block, protocol=5)]
                columns = [pa.array([cell], of.type) for cell, of in zip(row, schema, strict=True)]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)


def _by_stretch(batches: Iterator[RecordBatch]) -> Iterator[tuple[int, list[RecordBatch]]]:
    now, waiting = -1, list[RecordBatch]()
    for batch in batches:
        stretches = batch.column("stretch").to_numpy()
        bounds = [0, *(np.flatnonzero(np.diff(stretches)) + 1).tolist(), len(stretches)]
        for start, stop in pairwise(bounds):
            if start == stop:
                continue
            if stretches[start] != now and waiting:
                yield now, waiting
                waiting = []
            now = int(stretches[start])
            waiting.append(batch.slice(start, stop - start))
    if waiting:
        yield now, waiting


def _blocks(stretch: int, batches: list[RecordBatch], work: Work, directory: Path) -> Iterator[tuple[int, Block]]:
    """The blocks of a stretch, with the supplier's rank where several stretches must be put together by supplier."""
    judging = work.judging
    builder, relations = judging.builder, judging.builder.relations
    columns = 1 if work.us is None or work.market is not None else 2
    with SumStore(directory / "sums", partitions=relations.partitions, columns=columns) as store:
        _fill(store, batches, work)
        if work.market is None:
            low, high = _bounds(work, stretch)
            judging = replace(judging, builder=replace(builder, attached=_between(builder.attached, low, high)))
            for block in judging.blocks(store, advance=_ignore):
                yield 0, block
            return
        market = work.market
        with SumStore(directory / "market", partitions=1, columns=1) as everybody:
            for month, rows in _by_month(batches):
                keys = market.relations.keys(rows["customer"], rows["category"])
                everybody.add(month, np.zeros(len(keys), dtype=np.uint16), keys, [rows["amount"]])
            bought = build_market(market, everybody, directory / "rows", advance=_ignore)
        judging = replace(judging, builder=replace(builder, market=bought))
        for block in judging.blocks(store, advance=_ignore):
            yield from _by_supplier(block, relations.suppliers or ())


def _fill(store: SumStore, batches: list[RecordBatch], work: Work) -> None:
    relations = work.judging.builder.relations
    for month, rows in _by_month(batches):
        used = rows["supplier"] >= 0 if work.market is not None else slice(None)
        customer, category, supplier = (rows[name][used] for name in ("customer", "category", "supplier"))
        amount = rows["amount"][used]
        keys = relations.keys(customer, category, supplier)
        values = [amount] if store.columns == 1 else [amount, amount * rows["us"][used]]
        store.add(month, relations.partition(customer, supplier), keys, values)


def _by_month(batches: list[RecordBatch]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows by month; those without customer only say that there is a stretch."""
    import pyarrow as pa

    table = pa.Table.from_batches(batches)
    columns = {
        name: table.column(name).to_numpy() for name in ("month", "customer", "category", "supplier", "amount", "us")
    }
    order = np.argsort(columns["month"], kind="stable")
    order = order[columns["customer"][order] >= 0]
    months = columns["month"][order]
    bounds = np.flatnonzero(np.diff(months, prepend=-1, append=-1)).tolist()
    for start, stop in pairwise(bounds):
        rows = order[start:stop]
        yield int(months[start]), {name: column[rows] for name, column in columns.items()}


def _bounds(work: Work, stretch: int) -> tuple[int, int]:
    """The numbers of the relations of a stretch: from the first to before the second."""
    relations = work.judging.builder.relations
    of_customer = relations.partition(np.arange(len(relations.customers), dtype=np.int32))
    first, last = np.searchsorted(of_customer, [stretch, stretch + 1]).tolist()
    return first * relations.width, last * relations.width


def _between(attached: Attached, low: int, high: int) -> Attached:
    return Attached(
        attached.statements_between(low, high),
        attached.contacts.between(low, high),
        attached.notices.between(low, high),
        attached.openings.between(low, high),
        attached.stages_between(low, high),
    )


def _by_supplier(block: Block, suppliers: Sequence[str]) -> Iterator[tuple[int, Block]]:
    rank = ranks([name or "" for name in block.suppliers], suppliers)
    bounds = [0, *(np.flatnonzero(np.diff(rank)) + 1).tolist(), len(rank)]
    for start, stop in pairwise(bounds):
        rows = slice(start, stop)
        yield (
            int(rank[start]),
            Block(
                block.suppliers[rows],
                block.customers[rows],
                block.categories[rows],
                block.facts.part(rows),
                block.verdicts.part(rows),
            ),
        )


def _ignore(_: int) -> None:
    pass
