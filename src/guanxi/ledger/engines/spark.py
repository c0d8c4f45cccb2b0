"""Spark as the engine, for ledgers that no single machine holds: it reads, sums and judges in its workers.

Parquet files are read by Spark and cleaned, piece by piece, with the same code as everywhere; any other file is read
as a whole by one worker. The files must stand under the same path, and Guanxi must be installed, on every
worker. Only names come to the driver, and in the end the judged blocks.
"""

import contextlib
import pickle
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from guanxi.ledger.aggregation import MonthlySums, Names, Period, Roll, SumTooLargeError, Wanted, stretches
from guanxi.ledger.engines import spark_workers
from guanxi.ledger.engines.spark_session import Session
from guanxi.ledger.engines.spark_workers import CLEANED, JUDGED, NUMBERED, LedgerPart, Message, Work
from guanxi.ledger.output import Block
from guanxi.ledger.reading import LedgerFile
from guanxi.ledger.rejects import Rejects
from guanxi.ledger.relations import ranks

_HUGE: Final = 2**62  # larger sums are cut to this, and then refused by name
_TAKEN: Final = 1 << 24  # bytes of judged blocks that come to the driver at once
_NAMED: Final = ("customer", "category", "supplier")

# Types whose cells come as they are; days come as text without their time, everything else as text.
_PLAIN: Final = ("string", "boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "decimal")
_DAYS: Final = ("date", "timestamp")
_NESTED: Final = ("array", "map", "struct", "variant")


class SparkEngine:
    """The lines of some files, cleaned, and summed by month and names, in a Spark session.

    ``read`` does the work; ``lines`` and ``currencies`` are known after it. ``close`` ends the session, unless it ran
    before.
    """

    def __init__(self, url: str, files: Sequence[LedgerFile]) -> None:
        self.files = list(files)
        self.lines = 0
        self.currencies: set[str] = set()
        self._names: Names | None = None
        self._period: Period | None = None
        self._months: dict[int, int] = {}
        self._kept: list[Any] = []
        self._session = Session(url)
        self._spark = self._session.spark
        from pyspark import StorageLevel
        from pyspark.errors import PySparkException
        from pyspark.sql import functions

        self._of: Any = functions
        self._errors = PySparkException
        self._on_disk = StorageLevel.DISK_ONLY

    def close(self) -> None:
        with contextlib.suppress(Exception):
            for frame in self._kept:
                frame.unpersist()
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- reading -----------------------------------------------------------------------------------------------

    def read(self, rejects: Rejects) -> None:
        """Clean and sum all files, and tell what of them cannot be used."""
        with self._session.told():
            cleaned = self._keep(self._cleaned())
            for file in self.files:
                rejects.expect(str(file.path))
            self._hear(cleaned, rejects)
            self._sums = self._keep(self._summed(cleaned))
            self._names = self._rolls(self._sums)
            months = self._sums.groupBy("month").agg(self._of.sum("lines").alias("lines")).toArrow()
            self._months = dict(zip(*(months.column(name).to_pylist() for name in ("month", "lines")), strict=True))
            if self._months:
                self._period = Period(min(self._months), max(self._months), sum(self._months.values()))

    def _keep(self, frame: Any) -> Any:
        """Keep what a step made, for the next ones, on the disks of the workers."""
        kept = frame.persist(self._on_disk)
        self._kept.append(kept)
        return kept

    def _cleaned(self) -> Any:
        """The cleaned sums of all files and the messages about them."""
        parts = [LedgerPart(n, file.path.absolute(), file.sources, file.options) for n, file in enumerate(self.files)]
        frames, whole = [], []
        for part, file in zip(parts, self.files, strict=True):
            rows = self._rows(file) if file.kind == "parquet" else None
            if rows is None:
                whole.append(part.number)
            else:
                frames.append(rows.mapInArrow(partial(spark_workers.clean_rows, part=part), CLEANED))
        if whole:
            numbers = self._spark.createDataFrame([(number,) for number in whole], "file int")
            read = partial(spark_workers.read_files, parts=parts)
            frames.append(numbers.repartition(len(whole), "file").mapInArrow(read, CLEANED))
        together = frames[0]
        for frame in frames[1:]:
            together = together.unionByName(frame)
        return together

    def _rows(self, file: LedgerFile) -> Any:
        """The needed columns of a Parquet file, c0, c1 …, and the number of each row, beginning with 1.

        None when Spark cannot read them: it does not know every type that Parquet has.
        """
        wanted = {index: file.columns[index] for source in file.sources.values() for index in source.indexes}
        try:
            frame = self._spark.read.parquet(_hadoop_path(file.path))
        except self._errors:
            return None
        kinds = {field.name: field.dataType.simpleString() for field in frame.schema.fields}
        if not kinds.keys() >= set(wanted.values()) or any(kinds[name].startswith(_NESTED) for name in wanted.values()):
            return None
        columns = []
        for index, name in sorted(wanted.items()):
            cell = self._of.col("`" + name.replace("`", "``") + "`")
            if kinds[name].startswith(_DAYS):
                cell = cell.cast("date").cast("string")
            elif kinds[name].partition("(")[0] not in _PLAIN:
                cell = cell.cast("string")
            columns.append(cell.alias(f"c{index}"))
        return frame.select(*columns, (self._of.col("_metadata.row_index") + 1).alias("row"))

    def _hear(self, cleaned: Any, rejects: Rejects) -> None:
        """Take the messages of the workers, in any order."""
        told = cleaned.where("message IS NOT NULL").select("file", "message")
        for file, pickled in told.toLocalIterator(prefetchPartitions=True):
            message: Message = pickle.loads(pickled)
            self.lines += message.read
            self.currencies |= message.currencies
            rejects.add_problems(str(self.files[file].path), message.problems)

    def _summed(self, cleaned: Any) -> Any:
        """One sum for each month and combination of names; as decimals the sums cannot wrap."""
        of = self._of
        amount = of.sum(of.col("amount").cast("decimal(38,0)"))
        return (
            cleaned.where("message IS NULL")
            .groupBy("month", *_NAMED)
            .agg(
                of.greatest(of.least(amount, of.lit(_HUGE)), of.lit(-_HUGE)).cast("bigint").alias("amount"),
                of.max("bought").alias("bought"),
                of.sum("lines").alias("lines"),
            )
        )

    def _rolls(self, sums: Any) -> Names:
        """The names in some sums, and how many lines each has."""
        rolls = []
        for field in _NAMED:
            counted = sums.where(f"{field} IS NOT NULL").groupBy(field).agg(self._of.sum("lines").alias("lines"))
            table = counted.toArrow()
            rolls.append(Roll(table.column(field).to_pylist(), table.column("lines").to_numpy().astype(np.int64)))
        return Names(*rolls)

    # ---- what an engine answers --------------------------------------------------------------------------------

    @property
    def names(self) -> Names:
        assert self._names is not None, "read comes first"
        return self._names

    @property
    def period(self) -> Period | None:
        return self._period

    def lines_after(self, month: int) -> int:
        return sum(lines for of, lines in self._months.items() if of > month)

    def sums(self, wanted: Wanted, *, first: int, last: int) -> Iterator[MonthlySums]:
        """The sums of the months from ``first`` to ``last``. Raises ``SumTooLargeError``."""
        if self._period is None:
            return
        of = self._of
        none = of.lit(None).cast("string")
        ours = of.lit(True)
        if wanted.us is not None:
            suppliers = [self.names.suppliers.names[number] for number in sorted(wanted.us)]
            ours = of.coalesce(of.col("supplier").isin(suppliers), of.lit(False)) if suppliers else of.lit(False)
        keys = {
            "category": of.col("category") if wanted.by_category else none,
            "supplier": of.col("supplier") if wanted.by_supplier else none,
        }
        amount = of.col("amount").cast("decimal(38,0)")
        values = {"amount": amount, "ours": of.when(ours, amount).otherwise(of.lit(0).cast("decimal(38,0)"))}
        narrowed = [
            of.greatest(of.least(of.sum(value), of.lit(_HUGE)), of.lit(-_HUGE)).cast("bigint").alias(name)
            for name, value in values.items()
        ]
        bought = of.max(of.col("bought") & ours).alias("bought")
        for low, high in stretches(self._period, first=first, last=last):
            with self._session.told():
                some = self._sums.where(of.col("month").between(low, high)).withColumns(
                    {f"the_{name}": key for name, key in keys.items()}
                )
                grouped = some.groupBy("month", "customer", "the_category", "the_supplier").agg(*narrowed, bought)
                table = grouped.orderBy("month").toArrow()
            yield from self._answer(wanted, table)

    def _answer(self, wanted: Wanted, table: Any) -> Iterator[MonthlySums]:
        month, amount, ours = (table.column(name).to_numpy() for name in ("month", "amount", "ours"))
        ids = [
            ranks([name or "" for name in table.column(column).to_pylist()], roll.names)
            for column, roll in zip(("customer", "the_category", "the_supplier"), self.names, strict=True)
        ]
        bought = table.column("bought").to_numpy()
        beyond = np.flatnonzero((np.abs(amount) >= _HUGE) | (np.abs(ours) >= _HUGE))
        if beyond.size:
            raise SumTooLargeError(self.names.customers.names[ids[0][beyond[0]]], int(month[beyond[0]]))
        bounds = np.flatnonzero(np.diff(month, prepend=-1, append=-1)).tolist() if len(month) else []
        for start, stop in pairwise(bounds):
            rows = slice(start, stop)
            customer, category, supplier = (numbers[rows] for numbers in ids)
            yield MonthlySums(
                month=int(month[start]),
                customer=customer,
                category=category,
                supplier=supplier,
                amount=amount[rows],
                ours=None if wanted.us is None else ours[rows],
                bought=bought[rows].astype(np.bool_) if wanted.bought else None,
            )

    # ---- judging in the workers --------------------------------------------------------------------------------

    def names_between(self, first: int, last: int) -> Names:
        """The names of the lines of some months."""
        with self._session.told():
            return self._rolls(self._between(first, last))

    def blocks(self, work: Work, *, advance: Callable[[int], None]) -> Iterator[Block]:
        """Judge all relations in the workers: the blocks of the output in its order.

        A stretch of customers, with all that they buy of anybody, is judged by one worker; ``advance`` is called with
        the number of stretches when all of them are judged.
        """
        builder = work.judging.builder
        # What is worked out of them here goes with the relations to the workers: all see the same stretches.
        stretches, _ = work.stretches.partitions, builder.relations.partitions
        with self._session.told():
            shared = self._spark.sparkContext.broadcast(pickle.dumps(work, protocol=5))
            numbered = self._between(builder.first, builder.first + builder.months - 1).mapInArrow(
                partial(_number, work=shared), NUMBERED
            )
            # Every stretch is judged, also one of which only statements and events tell.
            marks = self._spark.range(stretches).selectExpr(
                "CAST(id AS int) AS stretch", "-1 AS customer", "-1 AS category", "-1 AS supplier", "0 AS month",
                "CAST(0 AS bigint) AS amount", "false AS us",
            )  # fmt: skip
            parts = min(stretches, int(self._spark.conf.get("spark.sql.shuffle.partitions")))
            together = numbered.unionByName(marks).repartitionByRange(parts, "stretch").sortWithinPartitions("stretch")
            judged = self._keep(together.mapInArrow(partial(_judge, work=shared), JUDGED))
            size = judged.agg(self._of.sum(self._of.length("block"))).first()[0] or 0
            advance(stretches)
            # The driver takes part after part, each of which must fit its memory.
            order = ("supplier", "stretch", "piece")
            ordered = judged.repartitionByRange(size // _TAKEN + 1, *order).sortWithinPartitions(*order)
            for (block,) in ordered.select("block").toLocalIterator(prefetchPartitions=True):
                yield pickle.loads(block)

    def _between(self, first: int, last: int) -> Any:
        return self._sums.where(self._of.col("month").between(first, last))


def _number(batches: Iterator[Any], work: Any) -> Iterator[Any]:
    return spark_workers.number(batches, pickle.loads(work.value))


def _judge(batches: Iterator[Any], work: Any) -> Iterator[Any]:
    return spark_workers.judge(batches, pickle.loads(work.value))


def _hadoop_path(path: Path) -> str:
    """A path that Spark takes as it is, whatever signs it holds."""
    name = str(path.absolute())
    for sign in "\\*?[]{},":
        name = name.replace(sign, "\\" + sign)
    return name
