"""Lines of text to records of cells, such that a broken one neither stops the rest nor swallows it.

A quoted cell may hold line breaks, so a quote that is never closed could take all following lines into one cell. When
a record that spans several lines turns out wrong (its quotes do not fit, the text ends, or its cells are not as many
as the header's), only its first line is rejected, and reading goes on with the next line. No line is ever lost.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from guanxi.errors import Refused
from guanxi.ledger.columns import shorten

BROKEN_QUOTES: Final = "the quotes of the line are broken"
TOO_MANY: Final = "the line has more cells than the header"
TOO_FEW: Final = "the line has fewer cells than the header"

# A quoted cell that is longer than this was never closed.
_LONGEST_RECORD: Final = 16 << 20  # characters
_MOST_LINES: Final = 10_000
# Reading on after an unclosed quote goes over its lines again. Ordinary damage costs each line twice; text that was
# made to cost more is refused.
_FREE_REPEATS: Final = 64 << 20
_REPEATS: Final = 4

csv.field_size_limit(max(csv.field_size_limit(), 1 << 28))


class Bad(NamedTuple):
    """A record that is not used, by its number, with the line as it stood."""

    row: int
    value: str
    reason: str
    column: int | None = None


@dataclass
class Records:
    """Records of as many cells as the header has, the numbers of those that are kept, and the bad ones."""

    rows: Sequence[int]
    cells: list[list[str]]
    bad: list[Bad] = field(default_factory=list)
    read: int = 0  # blank lines are not counted


class _LineCounter(Protocol):
    """What is used of a csv reader."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


class RecordReader:
    """Turns blocks of lines into records.

    ``needed`` are the positions of the cells that are used. A record with too many cells is bad, for a comma inside
    a cell has moved the ones behind it. One with too few is bad when a needed cell is missing; otherwise the missing
    ones are empty. A blank line is no record, but it has a number, as it has in a spreadsheet.
    """

    def __init__(self, *, name: str, delimiter: str, width: int, needed: Iterable[int], first_row: int) -> None:
        self._name = name
        self._delimiter = delimiter
        self._width = width
        self._needed = sorted(needed)
        self.row = first_row  # the number of the next record
        self._characters = self._repeated = 0

    def read(self, blocks: Iterable[list[str]]) -> Iterator[Records]:
        pending: list[str] = []
        waiting = needed = 0  # characters
        for block in blocks:
            size = sum(map(len, block))
            self._characters += size
            pending += block
            waiting += size
            # An open quote is looked at again only when twice as much is there: each line is read some times, not
            # once for every block behind it.
            if waiting >= needed:
                records, pending = self._block(pending, last=False)
                waiting = sum(map(len, pending))
                needed = 2 * waiting
                yield records
        while pending:
            records, pending = self._block(pending, last=True)
            yield records

    def _block(self, lines: list[str], *, last: bool) -> tuple[Records, list[str]]:
        """The records of these lines, and the lines of a record that may go on in the next block."""
        try:
            cells = list(csv.reader(lines, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return self._line_by_line(lines, last=last)
        if len(cells) != len(lines):
            return self._line_by_line(lines, last=last)
        first = self.row
        self.row += len(lines)
        if set(map(len, cells)) == {self._width}:
            return Records(range(first, self.row), cells, [], len(cells)), []
        return self._sorted_out(range(first, self.row), cells, lines, []), []

    def _line_by_line(self, lines: list[str], *, last: bool) -> tuple[Records, list[str]]:
        rows: list[int] = []
        kept: list[list[str]] = []
        texts: list[str] = []
        bad: list[Bad] = []
        start = 0
        reader, base = self._reader(lines, start), start
        while start < len(lines):
            cells: list[str] | None
            unended = False
            try:
                cells = next(reader)
            except csv.Error as error:
                cells = None
                unended = "unexpected end of data" in str(error)
            end = base + reader.line_num
            if unended and not last and not self._is_endless(lines, start):
                return self._sorted_out(rows, kept, texts, bad), lines[start:]
            if cells is None or (end - start > 1 and len(cells) != self._width):
                self._count_repeated(lines, start + 1, end)
                bad.append(Bad(self.row, _shown(lines[start]), BROKEN_QUOTES))
                end = start + 1
                reader, base = self._reader(lines, end), end
            else:
                rows.append(self.row)
                kept.append(cells)
                texts.append(lines[start])
            self.row += 1
            start = end
        return self._sorted_out(rows, kept, texts, bad), []

    def _reader(self, lines: list[str], start: int) -> "_LineCounter":
        return csv.reader((lines[index] for index in range(start, len(lines))), delimiter=self._delimiter, strict=True)

    def _is_endless(self, lines: list[str], start: int) -> bool:
        return len(lines) - start > _MOST_LINES or sum(map(len, lines[start:])) > _LONGEST_RECORD

    def _count_repeated(self, lines: list[str], start: int, end: int) -> None:
        self._repeated += sum(map(len, lines[start:end]))
        if self._repeated > _FREE_REPEATS + _REPEATS * self._characters:
            raise Refused(
                f"{self._name} has so many broken quotes around record {self.row} that its lines cannot be told "
                "apart: export it again with quotes doubled inside cells.",
                code="broken_quotes",
            )

    def _sorted_out(self, rows: Sequence[int], cells: list[list[str]], lines: list[str], bad: list[Bad]) -> Records:
        """Without blank lines and ragged records; ``lines`` are the texts of the records."""
        rows_kept: list[int] = []
        kept: list[list[str]] = []
        blank = 0
        for row, record, line in zip(rows, cells, lines, strict=True):
            width = len(record)
            if width == self._width:
                pass
            elif not any(map(str.strip, record)) and width < 2:
                blank += 1
                continue
            elif width > self._width:
                bad.append(Bad(row, _shown(line), TOO_MANY))
                continue
            else:
                missing = next((index for index in self._needed if index >= width), None)
                if missing is not None:
                    bad.append(Bad(row, _shown(line), TOO_FEW, missing))
                    continue
                record = record + [""] * (self._width - width)
            rows_kept.append(row)
            kept.append(record)
        bad.sort()
        return Records(rows_kept, kept, bad, len(kept) + len(bad))


def _shown(line: str) -> str:
    return shorten(line.rstrip("\r\n"))
