"""Opening ledgers: any kind of file in, batches of typed lines out, and every line that is not used among the rejects.

A line is used, or it is a reject with its row, column, value and reason. A file that cannot be read to its end is
refused as a whole, so that no half of it is ever judged.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from guanxi.errors import Refused
from guanxi.ledger.cleaning import Batch, LineCleaner, Names, Problem
from guanxi.ledger.columns import (
    LEDGER_FIELDS,
    LEDGER_REQUIRED,
    ReadOptions,
    Source,
    match_header,
    missing_column,
    parse_mapping,
    resolve,
)
from guanxi.ledger.delimited import TextTable
from guanxi.ledger.parquet_tables import ParquetTable
from guanxi.ledger.records import Bad
from guanxi.ledger.rejects import Rejects
from guanxi.ledger.spreadsheets import SpreadsheetTable
from guanxi.ledger.tables import Table

__all__ = [
    "Batch", "LedgerFile", "Names", "ReadOptions", "Source",
    "open_ledger", "open_ledgers", "open_table", "parse_mapping", "read_rows",
]  # fmt: skip

_LINES: Final = 20_000  # at least, in a batch
_NAMING: Final = ("document", "line")

Kind = Literal["text", "spreadsheet", "parquet"]

_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), "text"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), "spreadsheet"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
}


def file_kind(path: Path) -> Kind:
    """The kind of a file by its extension."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = suffixes[-1:] == [".gz"]
    kind = _KINDS.get("".join(suffixes[-2:-1] if packed else suffixes[-1:]))
    if kind is None or (packed and kind != "text"):
        raise Refused(
            f"{path} is of no kind that can be read: name a .csv, .csv.gz, .parquet or .xlsx file.", code="wrong_kind"
        )
    return kind


def open_table(path: Path, wanted: Iterable[str]) -> Table:
    """Open a file of any kind; ``wanted`` are the columns that tell the delimiter of a CSV file."""
    kind = file_kind(path)
    if kind == "parquet":
        return ParquetTable(path)
    return SpreadsheetTable(path) if kind == "spreadsheet" else TextTable(path, wanted)


def read_rows(
    path: Path, *, required: Sequence[str], optional: Sequence[str], rejects: Rejects
) -> Iterator[tuple[int, Mapping[str, object]]]:
    """The records of a small file (totals, events) one by one: number and cells by field, None where it has no column.

    The columns are called as the fields are. Raises Refused when a required one is missing.
    """
    fields = (*required, *optional)
    table = open_table(path, fields)
    try:
        places: dict[str, int] = {}
        for field in fields:
            source = resolve(Source((field,)), table.names)
            if source:
                places[field] = source.indexes[0]
            elif field in required:
                sentence = missing_column(Source((field,)), table.names, path=path, field=field, mappable=False)
                raise Refused(sentence, code="missing_column")
        rejects.expect(str(path))
        for chunk in table.chunks(sorted(set(places.values()))):
            rejects.add_problems(str(path), problems_of(chunk.bad, table.names))
            for index, row in enumerate(chunk.rows):
                yield row, {field: chunk.columns[place][index] for field, place in places.items()}
    finally:
        table.close()


@dataclass
class LedgerFile:
    """A ledger file that was opened and has the columns it needs.

    ``sources`` gives the fields that it has and where they stand; ``lines`` about how many records there are;
    ``types`` the column types of a Parquet file.
    """

    path: Path
    kind: Kind
    table: Table
    sources: dict[str, Source]
    options: ReadOptions

    @property
    def columns(self) -> list[str]:
        return self.table.names

    @property
    def lines(self) -> int:
        return self.table.lines

    @property
    def types(self) -> dict[str, str]:
        return self.table.types if isinstance(self.table, ParquetTable) else {}

    @property
    def has_category(self) -> bool:
        return "category" in self.sources

    @property
    def has_supplier(self) -> bool:
        return "supplier" in self.sources

    @property
    def has_currency(self) -> bool:
        return "currency" in self.sources

    def close(self) -> None:
        self.table.close()

    def batches(
        self, customers: Names, categories: Names, suppliers: Names, rejects: Rejects, currencies: set[str]
    ) -> Iterator[Batch]:
        """The usable lines, in batches of at most 100 000; names, rejects and currencies go into what is passed.

        Can be called again; the file is then read again.
        """
        file = str(self.path)
        rejects.expect(file)
        cleaner = LineCleaner(
            self.sources, options=self.options, customers=customers, categories=categories, suppliers=suppliers
        )
        needed = sorted({index for source in self.sources.values() for index in source.indexes})
        waiting: list[Batch] = []
        for chunk in self.table.chunks(needed, spare=self.spare()):
            cells = {
                field: [chunk.columns[index] for index in source.indexes] for field, source in self.sources.items()
            }
            cleaned = cleaner.clean(cells, chunk.rows)
            rejects.add_problems(file, sorted([*cleaned.problems, *problems_of(chunk.bad, self.columns)], key=_row))
            currencies |= cleaned.currencies
            cleaned.batch.read = chunk.read
            waiting.append(cleaned.batch)
            if sum(map(len, waiting)) >= _LINES:
                yield Batch.joined(waiting)
                waiting = []
        if waiting:
            yield Batch.joined(waiting)

    def spare(self) -> list[int]:
        """Columns that only name a line: a line is not bad for the lack of them."""
        fields = self.sources.items()
        used = {index for field, source in fields if field not in _NAMING for index in source.indexes}
        return sorted({index for field, source in fields if field in _NAMING for index in source.indexes} - used)


def problems_of(bad: Sequence[Bad], names: Sequence[str]) -> list[Problem]:
    return [Problem(row, "" if column is None else names[column], value, reason) for row, value, reason, column in bad]


def _row(problem: Problem) -> int:
    return problem.row


def open_ledger(path: Path, options: ReadOptions) -> LedgerFile:
    """Open one ledger file; raises Refused, naming the closest column, when one that is needed is missing."""
    return open_ledgers([path], options)[0]


def open_ledgers(paths: Sequence[Path], options: ReadOptions) -> list[LedgerFile]:
    """Open the files of one ledger.

    A category, currency, document or line column that one of them lacks is empty there; a mapped column must be in
    one of them at least, and a supplier column in all or none.
    """
    wanted = set(LEDGER_FIELDS).union(*(source.columns for source in options.mapping.values()))
    files: list[LedgerFile] = []
    try:
        for path in paths:
            table = open_table(path, wanted)
            files.append(LedgerFile(path, file_kind(path), table, {}, options))
            files[-1].sources = match_header(table.names, path=path, mapping=options.mapping)
        _check_together(files, options)
    except BaseException:
        for file in files:
            file.close()
        raise
    return files


def _check_together(files: Sequence[LedgerFile], options: ReadOptions) -> None:
    for field, source in options.mapping.items():
        if field not in LEDGER_REQUIRED and not any(field in file.sources for file in files):
            raise Refused(
                missing_column(source, files[0].columns, path=files[0].path, field=field), code="missing_column"
            )
    without = [file for file in files if not file.has_supplier]
    if without and len(without) < len(files):
        having = next(file for file in files if file.has_supplier)
        raise Refused(
            f"{having.path} has a supplier column and {without[0].path} has none: the files of one ledger must all "
            "name the suppliers, or none of them.",
            code="missing_column",
        )
