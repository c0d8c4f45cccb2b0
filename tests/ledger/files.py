"""Small files, and what the readers make of them."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from guanxi.ledger.reading import Batch, Names, ReadOptions, open_ledgers, parse_mapping
from guanxi.ledger.rejects import Rejects
from guanxi.months import month_text

TODAY = date(2026, 5, 1)


@dataclass
class Read:
    """What came out of a ledger: lines as (customer, category, supplier, month, minor units), and the rejects."""

    lines: list[tuple[str, str | None, str | None, str, int]] = field(default_factory=list)
    rejects: Rejects = field(default_factory=Rejects)
    bad: list[tuple[str, int, str, str, str]] = field(default_factory=list)
    currencies: set[str] = field(default_factory=set)
    read: int = 0
    sizes: list[int] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[int, str]]:
        """Number and reason of each reject."""
        return [(row, reason) for _, row, _, _, reason in self.bad]


class Noted(Rejects):
    """Rejects that also keep what they were told."""

    def __init__(self, bad: list[tuple[str, int, str, str, str]]) -> None:
        super().__init__()
        self._bad = bad

    def add(self, *, file: str, row: int, column: str, value: str, reason: str, **more: Any) -> None:
        self._bad.append((Path(file).name, row, column, value, reason))
        super().add(file=file, row=row, column=column, value=value, reason=reason, **more)


def write(directory: Path, content: str | bytes, name: str = "ledger.csv") -> Path:
    path = directory / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_ledger(*paths: Path, mapping: tuple[str, ...] = (), **options: Any) -> Read:
    """All lines of a ledger, through the same door as ``guanxi assess``."""
    found = Read()
    found.rejects = Noted(found.bad)
    names = Names(), Names(), Names()
    files = open_ledgers(paths, ReadOptions(mapping=parse_mapping(mapping), today=TODAY, **options))
    try:
        for file in files:
            for batch in file.batches(*names, found.rejects, found.currencies):
                found.lines += _lines(batch, names)
                found.read += batch.read
                found.sizes.append(len(batch))
    finally:
        for file in files:
            file.close()
    assert found.read == len(found.lines) + len(found.bad)
    return found


def _lines(batch: Batch, names: tuple[Names, Names, Names]) -> list[tuple[str, str | None, str | None, str, int]]:
    def named(table: Names, numbers: Any) -> list[Any]:
        return [table.names[number] if number >= 0 else None for number in numbers.tolist()]

    columns = map(named, names, (batch.customer, batch.category, batch.supplier))
    months = map(month_text, batch.month.tolist())
    return list(zip(*columns, months, batch.amount.tolist(), strict=True))
