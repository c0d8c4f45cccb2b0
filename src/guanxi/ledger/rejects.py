"""The lines that were not used: counted, summed and written, however many there are."""

import csv
import heapq
import os
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO, Final, NamedTuple

from guanxi.errors import Refused
from guanxi.ledger.cleaning import Problem
from guanxi.ledger.columns import shorten

COLUMNS: Final = ("file", "row", "column", "value", "reason")

_IN_MEMORY: Final = 50_000  # rejects kept in memory before they go to a temporary file
_STRETCH: Final = 100  # rejects read back at once from each sorted run


@dataclass
class Count:
    """Lines of one reason, and the net sum of their amounts in minor units as far as they are known."""

    lines: int = 0
    amount: int = 0
    unknown: int = 0  # lines whose amount could not be read


class _Reject(NamedTuple):
    file: int
    row: int
    number: int  # in the order they came
    line: str  # as it stands in rejects.csv


@dataclass
class _Run:
    """A sorted run in the temporary file: where its stretches begin, and its last key."""

    places: list[int] = field(default_factory=list)
    last: tuple[int, int, int] = (-1, -1, -1)


def csv_line(cells: Iterable[str]) -> str:
    """One CSV line, ended by LF: a cell is quoted only when it holds a comma, a quote, CR or LF."""
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(cell: str) -> str:
    if any(sign in cell for sign in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


class Rejects:
    """Collects rejects in any order; ``write`` puts them out by file (in the order of the call) and row.

    Beyond some thousands they wait sorted in a temporary file, so memory does not grow with them.
    """

    def __init__(self) -> None:
        self.by_reason: dict[str, Count] = {}
        self._files: dict[str, int] = {}
        self._waiting: list[_Reject] = []
        self._number = 0
        self._aside: IO[bytes] | None = None
        self._runs: list[_Run] = []

    def __len__(self) -> int:
        """Rejected lines."""
        return sum(count.lines for count in self.by_reason.values())

    @property
    def amount(self) -> int:
        """The net sum of the rejected amounts that could be read, in minor units."""
        return sum(count.amount for count in self.by_reason.values())

    def expect(self, file: str) -> None:
        """Give a file its place in the order before its first reject comes."""
        self._files.setdefault(file, len(self._files))

    def add(
        self,
        *,
        file: str,
        row: int,
        column: str,
        value: str,
        reason: str,
        amount: int | None = None,
        document: str = "",
    ) -> None:
        """Note one line that is not used.

        ``row`` is the number of the record, ``amount`` its money in minor units when that is known; ``document`` is
        added to the reason in the file and does not take part in the counts.
        """
        self.expect(file)
        count = self.by_reason.setdefault(reason, Count())
        count.lines += 1
        if amount is None:
            count.unknown += 1
        else:
            count.amount += amount
        told = f"{reason} ({document})" if document else reason
        line = csv_line((file, str(row), column, shorten(value), told))
        self._waiting.append(_Reject(self._files[file], row, self._number, line))
        self._number += 1
        if len(self._waiting) >= _IN_MEMORY:
            self._put_aside()

    def add_problems(self, file: str, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.add(
                file=file,
                row=problem.row,
                column=problem.column,
                value=problem.value,
                reason=problem.reason,
                amount=problem.amount,
                document=problem.document,
            )

    def write(self, path: Path) -> None:
        """Write ``rejects.csv``: UTF-8, LF, a header and one row for each reject."""
        try:
            with open(path, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
                file.write(csv_line(COLUMNS))
                file.writelines(reject.line for reject in self._in_order())
        except OSError as error:
            raise Refused(f"{path} cannot be written: {error.strerror or error}.", code="not_writable") from error

    def first(self, most: int) -> list[tuple[int, str, str]]:
        """Row, column and reason of the first ones."""
        lines = csv.reader(reject.line for reject in islice(self._in_order(), most))
        return [(int(row), column, reason) for _file, row, column, _value, reason in lines]

    def close(self) -> None:
        """Forget the temporary file; also done when the object goes."""
        if self._aside:
            self._aside.close()
            self._aside = None

    def _in_order(self) -> Iterator[_Reject]:
        self._waiting.sort()
        if not self._aside:
            return iter(self._waiting)
        return heapq.merge(*map(self._read_back, self._runs), self._waiting)

    def _put_aside(self) -> None:
        self._waiting.sort()
        try:
            if self._aside is None:
                self._aside = tempfile.TemporaryFile(prefix="guanxi-rejects-")  # noqa: SIM115  # lives as long as we
            self._aside.seek(0, os.SEEK_END)
            # Rejects mostly come in order; then they prolong the last run instead of beginning another.
            if not self._runs or self._runs[-1].last > self._waiting[0][:3]:
                self._runs.append(_Run())
            run = self._runs[-1]
            for start in range(0, len(self._waiting), _STRETCH):
                run.places.append(self._aside.tell())
                pickle.dump([tuple(reject) for reject in self._waiting[start : start + _STRETCH]], self._aside)
            self._aside.flush()
            run.last = self._waiting[-1][:3]
        except OSError as error:
            raise Refused(
                f"There is no room for the list of rejected lines in {tempfile.gettempdir()}: "
                f"{error.strerror or error}; make room or set TMPDIR to another directory.",
                code="disk_full",
            ) from error
        self._waiting.clear()

    def _read_back(self, run: _Run) -> Iterator[_Reject]:
        for place in run.places:
            assert self._aside is not None
            self._aside.seek(place)
            yield from (_Reject(*reject) for reject in pickle.load(self._aside))
