"""Numbers kept aside on disk while a run is going on, so that memory depends on neither months nor lines.

``SumStore`` takes monthly sums month by month and gives them back by ranges of relations; ``Rows`` is a plain table.
Disk errors are left to the caller as ``OSError``.
"""

from collections.abc import Iterator, Sequence
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

MOST_PARTITIONS: Final = 1 << 12


class _Chapter(NamedTuple):
    """What one call of ``add`` wrote: a row of key and values for each entry, sorted by partition."""

    month: int
    place: int  # in the file, bytes
    bounds: Ints  # where each partition begins, in rows; one more for the end
    largest: int  # of the values, without sign


class Entries(NamedTuple):
    """Some sums of one month. A key may occur more than once: its sums add up."""

    month: int
    keys: Ints
    values: tuple[Ints, ...]
    largest: int  # no value is larger, without sign

    def between(self, low: int, high: int) -> "Entries":
        """Those with keys from ``low`` to before ``high``."""
        inside = (self.keys >= low) & (self.keys < high)
        return self._replace(keys=self.keys[inside], values=tuple(value[inside] for value in self.values))


class _Aside:
    """A file of int64 numbers that goes away with its object."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = FileIO(path, "w+")

    def _write(self, place: int, numbers: Ints) -> None:
        if not numbers.size:  # nothing cannot be seen as bytes
            return
        self._file.seek(place)
        rest = np.ascontiguousarray(numbers, dtype=np.int64).data.cast("B")
        while rest:  # a raw write may stop early, for example at two gigabytes
            rest = rest[self._file.write(rest) :]

    def _read(self, place: int, numbers: Ints) -> Ints:
        """Fill the array from this place on."""
        if not numbers.size:
            return numbers
        self._file.seek(place)
        rest = numbers.data.cast("B")
        while rest:
            got = self._file.readinto(rest)
            if not got:
                raise OSError(f"{self._path} was cut short while it was in use")
            rest = rest[got:]
        return numbers

    def close(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class SumStore(_Aside):
    """Sums of ``columns`` int64 values by key and month, kept in at most 4096 ``partitions``.

    Sums come in any order; a partition is read back as a whole, or as a range of its keys.
    """

    def __init__(self, path: Path, *, partitions: int, columns: int) -> None:
        super().__init__(path)
        self.partitions = partitions
        self.columns = columns
        self._end = 0
        self._chapters: list[_Chapter] = []

    def add(self, month: int, partition: npt.NDArray[np.uint16], keys: Ints, values: Sequence[Ints]) -> None:
        """Keep sums of a month; the arrays have equal length, ``partition`` says where each key belongs."""
        if not len(keys):
            return
        rows = np.empty((len(keys), 1 + self.columns), dtype=np.int64)
        for number, column in enumerate((keys, *values)):
            rows[:, number] = column
        largest = max(max(int(value.max()), -int(value.min())) for value in values)
        if self.partitions > 1:  # for 16 bits the stable sort is a radix sort, and "take" copies whole rows
            rows = rows.take(np.argsort(partition, kind="stable"), axis=0)
        counts = np.bincount(partition, minlength=self.partitions)
        self._chapters.append(_Chapter(month, self._end, np.concatenate([[0], np.cumsum(counts)]), largest))
        self._write(self._end, rows)
        self._end += rows.nbytes

    def months(self) -> list[int]:
        """The months that have sums."""
        return sorted({chapter.month for chapter in self._chapters})

    def size(self, partition: int) -> int:
        """How many entries a partition holds."""
        return sum(int(chapter.bounds[partition + 1] - chapter.bounds[partition]) for chapter in self._chapters)

    def keys(self, partition: int) -> Iterator[Ints]:
        """The keys of a partition, unsorted and repeated, an array for each month and source."""
        for chapter in self._chapters:
            if len(rows := self._rows(chapter, partition)):
                yield rows[:, 0].copy()

    def read(self, partition: int) -> Iterator[Entries]:
        """The entries of a partition; the latest month comes first."""
        for chapter in sorted(self._chapters, key=lambda chapter: -chapter.month):
            if len(rows := self._rows(chapter, partition)):
                keys, *values = rows.T
                yield Entries(chapter.month, keys, tuple(values), chapter.largest)

    def _rows(self, chapter: _Chapter, partition: int) -> Ints:
        start, stop = int(chapter.bounds[partition]), int(chapter.bounds[partition + 1])
        rows = np.empty((stop - start, 1 + self.columns), dtype=np.int64)
        return self._read(chapter.place + start * rows.itemsize * (1 + self.columns), rows)


class Rows(_Aside):
    """A table of rows of ``width`` int64 values, written in order and read by row numbers."""

    _GAP: Final = 8  # rows between two wanted ones that are read along: cheaper than another read

    def __init__(self, path: Path, *, width: int) -> None:
        super().__init__(path)
        self.width = width
        self.length = 0

    def append(self, rows: Ints) -> None:
        """Add rows: an array of shape (rows, width)."""
        self._write(8 * self.width * self.length, rows)
        self.length += len(rows)

    def take(self, numbers: npt.NDArray[np.integer]) -> Ints:
        """The rows of these numbers, in their order: an array of shape (numbers, width)."""
        found = np.empty((len(numbers), self.width), dtype=np.int64)
        order = np.argsort(numbers, kind="stable")
        wanted = numbers[order]
        breaks = (np.flatnonzero(np.diff(wanted) > self._GAP) + 1).tolist()
        for start, stop in zip([0, *breaks], [*breaks, len(wanted)], strict=True):
            if start == stop:
                continue
            first, last = int(wanted[start]), int(wanted[stop - 1])
            piece = self._read(8 * self.width * first, np.empty((last - first + 1) * self.width, dtype=np.int64))
            found[order[start:stop]] = piece.reshape(-1, self.width)[wanted[start:stop] - first]
        return found
