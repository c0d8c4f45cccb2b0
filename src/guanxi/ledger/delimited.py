"""CSV files: comma, semicolon or tab between the cells, as the header line shows."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from guanxi.errors import Refused
from guanxi.ledger.columns import clear, folded, header_names
from guanxi.ledger.records import Bad, RecordReader
from guanxi.ledger.tables import Chunk
from guanxi.ledger.texts import TextFile

_DELIMITERS: Final = (",", ";", "\t")
# Small portions, so that a cell is still in the processor's cache when it is cleaned.
_BLOCK: Final = 1 << 16  # characters
_RECORDS: Final = 2000  # in a chunk, and at most those of one more block
_LONGEST_HEADER: Final = 1000  # lines


class TextTable:
    """A CSV file. The first line that is not blank is its header; blank lines before it keep their numbers."""

    def __init__(self, path: Path, wanted: Iterable[str]) -> None:
        self.path = path
        self._file = TextFile(path)
        try:
            self._read_header(set(map(folded, wanted)))
        except BaseException:
            self.close()
            raise
        self.lines = max(self._file.lines - self._header_lines, 0)

    @property
    def encoding(self) -> str:
        return self._file.encoding

    def close(self) -> None:
        self._file.close()

    def chunks(self, needed: Sequence[int], *, spare: Sequence[int] = ()) -> Iterator[Chunk]:
        reader = RecordReader(
            name=str(self.path),
            delimiter=self._delimiter,
            width=len(self.names),
            needed=set(needed) - set(spare),
            first_row=self._header_row + 1,
        )
        rows: list[int] = []
        columns: dict[int, list[object]] = {index: [] for index in needed}
        bad: list[Bad] = []
        read = 0
        for records in reader.read(self._body()):
            cells = list(zip(*records.cells, strict=True))
            if cells:
                rows.extend(records.rows)
                for index, column in columns.items():
                    column.extend(cells[index])
            bad += records.bad
            read += records.read
            if len(rows) + len(bad) >= _RECORDS:
                yield Chunk(rows, dict(columns), bad, read)
                rows, bad, read = [], [], 0
                columns = {index: [] for index in needed}
        yield Chunk(rows, dict(columns), bad, read)

    def _body(self) -> Iterator[list[str]]:
        """The lines behind the header."""
        skip = self._header_lines
        for block in self._file.blocks(_BLOCK):
            if len(block) > skip:
                yield block[skip:]
            skip = max(skip - len(block), 0)

    def _read_header(self, wanted: set[str]) -> None:
        """Find the header and its delimiter: the one that finds most of the wanted columns, then of all columns."""
        lines = self._first_lines()
        blank = 0
        while blank < len(lines) and not lines[blank].strip("\ufeff \t\r\n"):
            blank += 1
        if blank < len(lines):
            lines[blank] = lines[blank].lstrip("\ufeff")  # some programs write the mark twice
        best, broken = (-1, -1), False
        for delimiter in _DELIMITERS:
            reader = csv.reader(lines[blank:], delimiter=delimiter, strict=True)
            try:
                names = header_names(next(reader, []))
            except csv.Error:
                broken = True
                continue
            score = (len(wanted & set(map(folded, names))), len(names))
            if score > best:
                best = score
                self._delimiter, self.names = delimiter, names
                self._header_lines = blank + reader.line_num
        if broken and best[0] < 1:
            raise Refused(
                f"The header line of {self.path} has broken quotes, see “{clear(lines[blank].strip(), 80)}”.",
                code="no_header",
            )
        self._header_row = blank + 1

    def _first_lines(self) -> list[str]:
        lines: list[str] = []
        for block in self._file.blocks(1 << 16):
            lines += islice(block, _LONGEST_HEADER)
            break
        return lines
