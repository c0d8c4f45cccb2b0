"""The usable lines of a ledger one by one, with their days and documents: for who keeps them, not only their sums."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from guanxi.ledger.cleaning import LineCleaner, Names, clean_currency, clean_name
from guanxi.ledger.columns import cell_text
from guanxi.ledger.dates import DateReader
from guanxi.ledger.reading import LedgerFile, problems_of
from guanxi.ledger.rejects import Rejects
from guanxi.money import Amount, parse_amount, parse_product


class TypedLine(NamedTuple):
    """Empty texts for what a line does not say; ``amount`` in minor units."""

    row: int
    customer: str
    category: str
    supplier: str
    day: date
    amount: int
    currency: str
    document: str
    line: str


def typed_lines(file: LedgerFile, rejects: Rejects) -> Iterator[TypedLine]:
    """What `guanxi assess` would use of the file, and the same rejects."""
    tables = {"customers": Names(), "categories": Names(), "suppliers": Names()}
    cleaner = LineCleaner(file.sources, options=file.options, **tables)
    dates = DateReader(file.options.date_formats, today=file.options.today)
    rejects.expect(str(file.path))
    needed = sorted({index for source in file.sources.values() for index in source.indexes})
    for chunk in file.table.chunks(needed, spare=file.spare()):
        cells = {field: [chunk.columns[index] for index in source.indexes] for field, source in file.sources.items()}
        cleaned = cleaner.clean(cells, chunk.rows)
        rejects.add_problems(str(file.path), [*cleaned.problems, *problems_of(chunk.bad, file.columns)])
        bad = {problem.row for problem in cleaned.problems}
        good = [index for index, row in enumerate(chunk.rows) if row not in bad]
        batch = cleaned.batch
        arrays = (batch.customer, batch.category, batch.supplier, batch.amount)
        for index, customer, category, supplier, amount in zip(
            good, *(array.tolist() for array in arrays), strict=True
        ):
            day = dates.read(cells["date"][0][index])
            assert isinstance(day, date)
            yield TypedLine(
                chunk.rows[index], tables["customers"].names[customer], _name(tables["categories"], category),
                _name(tables["suppliers"], supplier), day, amount, _currency(cells, index, file),
                _text(cells, "document", index), _text(cells, "line", index),
            )  # fmt: skip


def _name(names: Names, number: int) -> str:
    return "" if number < 0 else names.names[number]


def _text(cells: dict[str, list[Sequence[object]]], field: str, index: int) -> str:
    return clean_name(cell_text(cells[field][0][index])) if field in cells else ""


def _currency(cells: dict[str, list[Sequence[object]]], index: int, file: LedgerFile) -> str:
    """The column's, else what stands beside the amount."""
    if "currency" in cells and (code := clean_currency(cells["currency"][0][index])):
        return code
    factors = [column[index] for column in cells["amount"]]
    if not any(isinstance(factor, str) for factor in factors):
        return ""
    decimal = file.options.decimal
    read = parse_product(*factors, decimal=decimal) if len(factors) == 2 else parse_amount(factors[0], decimal=decimal)
    return (read.currency or "") if isinstance(read, Amount) else ""
