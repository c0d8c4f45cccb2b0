"""Lines that Python read (CSV, spreadsheets, what is odd in a Parquet file), staged as numbers for DuckDB to add up."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt

from guanxi.ledger import aggregation
from guanxi.ledger.aggregation import Ints, MonthlySums, Period, Roll, Wanted, group_by, stretches
from guanxi.ledger.cleaning import Batch, Names
from guanxi.ledger.engines.embedded import NARROW, by_month, exact, filled
from guanxi.ledger.parquet_tables import path_literal
from guanxi.ledger.reading import LedgerFile
from guanxi.ledger.rejects import Rejects

_ROWS: Final = 1 << 19  # lines that wait in memory, some 12 MB


class StagedLines:
    """An engine over files that Python reads. Beyond half a million, lines lie in files in ``directory``.

    ``advance`` is told how many records were read.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: Sequence[LedgerFile],
        *,
        directory: Path,
        advance: Callable[[int], None],
    ) -> None:
        self.lines = 0
        self.currencies: set[str] = set()
        self.customers, self.categories, self.suppliers = Names(), Names(), Names()
        self._connection = connection
        self._ledger = files
        self._directory = directory
        self._advance = advance
        self._files: list[Path] = []
        self._waiting: list[Batch] = []
        self._rows = 0
        self._months: dict[int, int] = {}
        self._lines_of = [_Counts(), _Counts(), _Counts()]

    def read(self, rejects: Rejects) -> None:
        for file in self._ledger:
            for batch in file.batches(self.customers, self.categories, self.suppliers, rejects, self.currencies):
                self.lines += batch.read
                self.add(batch)
                self._advance(batch.read)

    def add(self, batch: Batch) -> None:
        """Take lines that were read elsewhere; their names have the numbers of those here."""
        if not len(batch):
            return
        self._waiting.append(batch)
        self._rows += len(batch)
        months, counts = np.unique(batch.month, return_counts=True)
        for month, count in zip(months.tolist(), counts.tolist(), strict=True):
            self._months[month] = self._months.get(month, 0) + count
        for lines, ids in zip(self._lines_of, (batch.customer, batch.category, batch.supplier), strict=True):
            lines.add(ids)
        if self._rows >= _ROWS:
            self._put_aside()

    @property
    def names(self) -> aggregation.Names:
        tables = (self.customers, self.categories, self.suppliers)
        rolls = (Roll(table.names, lines.of(len(table))) for table, lines in zip(tables, self._lines_of, strict=True))
        return aggregation.Names(*rolls)

    @property
    def period(self) -> Period | None:
        if not self._months:
            return None
        return Period(min(self._months), max(self._months), sum(self._months.values()))

    def lines_after(self, month: int) -> int:
        return sum(count for of, count in self._months.items() if of > month)

    def sums(self, wanted: Wanted, *, first: int, last: int) -> Iterator[MonthlySums]:
        if self.period is None:
            return
        ours = _is_us(wanted)
        keys = {"month": "month", "customer": "customer"}
        keys |= {"category": "category"} if wanted.by_category else {}
        keys |= {"supplier": "supplier"} if wanted.by_supplier else {}
        sums = {"amount": "amount"}
        sums |= {"ours": f"CASE WHEN {ours} THEN amount ELSE 0 END"} if wanted.us is not None else {}
        sums |= {"bought": f"({ours} AND amount > 0)::INTEGER"} if wanted.bought else {}
        with self._source() as source:
            for low, high in stretches(self.period, first=first, last=last):
                query = group_by(source, keys=keys, sums=sums, where=f"month BETWEEN {low} AND {high}", narrow=NARROW)
                found = self._connection.execute(query).fetchnumpy()
                yield from self._answer(found)

    @contextmanager
    def _source(self) -> Iterator[str]:
        """All lines as a table of DuckDB."""
        if self._files:
            self._put_aside()
            yield f"read_parquet([{', '.join(path_literal(file) for file in self._files)}])"
            return
        self._connection.register("lines", _columns(self._waiting))
        try:
            yield "lines"
        finally:
            self._connection.unregister("lines")

    def _put_aside(self) -> None:
        """Write what waits into a file, sorted by month, so that a query passes over the parts of other months."""
        if not self._waiting:
            return
        file = self._directory / f"lines-{len(self._files)}.parquet"
        columns = _columns(self._waiting)
        order = np.argsort(columns["month"], kind="stable")
        self._connection.register("waiting", {name: column[order] for name, column in columns.items()})
        self._connection.execute(f"COPY waiting TO {path_literal(file)} (FORMAT parquet, COMPRESSION snappy)")
        self._connection.unregister("waiting")
        self._files.append(file)
        self._waiting, self._rows = [], 0

    def _answer(self, found: dict[str, npt.NDArray[Any]]) -> Iterator[MonthlySums]:
        month, customer = filled(found["month"], 0), filled(found["customer"], -1)
        none = np.full(len(customer), -1, dtype=np.int32)

        def sums(name: str) -> Ints | None:
            if name not in found:
                return None
            return exact(found[name], customer=customer, customers=self.customers.names, month=month)

        amount, bought = sums("amount"), sums("bought")
        assert amount is not None
        yield from by_month(
            month,
            MonthlySums(
                0,
                customer,
                filled(found["category"], -1) if "category" in found else none,
                filled(found["supplier"], -1) if "supplier" in found else none,
                amount,
                sums("ours"),
                None if bought is None else bought > 0,
            ),
        )

    def close(self) -> None:
        self._waiting = []
        for file in self._files:
            file.unlink(missing_ok=True)


def _columns(batches: list[Batch]) -> dict[str, npt.NDArray[Any]]:
    batch = Batch.joined(batches)
    return {
        "month": batch.month,
        "customer": batch.customer,
        "category": batch.category,
        "supplier": batch.supplier,
        "amount": batch.amount,
    }


def _is_us(wanted: Wanted) -> str:
    if wanted.us is None:
        return "true"
    return f"supplier IN ({', '.join(map(str, sorted(wanted.us)))})" if wanted.us else "false"


class _Counts:
    """How often each number came."""

    def __init__(self) -> None:
        self._counts = np.zeros(0, dtype=np.int64)

    def add(self, numbers: npt.NDArray[np.int32]) -> None:
        counts = np.bincount(numbers[numbers >= 0], minlength=len(self._counts))
        counts[: len(self._counts)] += self._counts
        self._counts = counts

    def of(self, length: int) -> Ints:
        return np.pad(self._counts, (0, length - len(self._counts)))
