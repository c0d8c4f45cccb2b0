"""Reading sums back: which relations a partition of the store holds, and their sums as dense pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from guanxi.ledger.store import Entries, SumStore
from guanxi.lifecycle import WindowOverflowError

Ints = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
Array = npt.NDArray[Any]

# Month sums beyond this are refused at once: it is far beyond what may be judged, and as far from wrapping.
_ENOUGH: Final = 1 << 61


@dataclass(frozen=True)
class Sizes:
    """What is in memory at once: entries of a partition, and relations x months of the steps after it."""

    entries: int = 1 << 20
    piece: int = 1 << 20  # sums and facts
    block: int = 1 << 17  # verdicts and what becomes of them


class Partition:
    """One partition of a store: ``keys`` are the numbers of its relations, sorted.

    They are all that have entries or are ``named`` otherwise, and the accounts of each (see ``Relations``).
    """

    def __init__(
        self, store: SumStore, number: int, *, named: Ints, width: int, first: int, months: int, entries: int
    ) -> None:
        self._store, self._number = store, number
        self._first, self._months = first, months
        self._entries: list[Entries] | None = None
        if store.size(number) <= entries:
            self._entries = list(store.read(number))
            self.keys = _distinct([entries.keys for entries in self._entries], named, width)
        else:
            self.keys = _distinct([], named, width)
            for keys in store.keys(number):
                self.keys = _distinct([keys], self.keys, width)

    def sums(self, rows: slice) -> tuple[Places, list[Ints]]:
        """For these rows the column of the first entry, the number of months if there is none, and each value by
        (months, rows). Raises ``WindowOverflowError`` for a sum that is far too large.
        """
        keys = self.keys[rows]
        begin = np.full(len(keys), self._months, dtype=np.int32)
        values = [np.zeros((self._months, len(keys)), dtype=np.int64) for _ in range(self._store.columns)]
        bounds: dict[int, int] = {}
        for column, row, entries in self._entries_of(keys):
            begin[row] = column  # the latest month comes first
            for value, addend in zip(values, entries.values, strict=True):
                np.add.at(value[column], row, addend)
            bounds[column] = bounds.get(column, 0) + entries.largest * len(row)
        self._check(keys, {column for column, bound in bounds.items() if bound >= _ENOUGH})
        return begin, values

    def _entries_of(self, keys: Ints) -> Iterator[tuple[int, Array, Entries]]:
        """The entries of these keys, which follow each other, with their column and their rows."""
        low, high = int(keys[0]), int(keys[-1]) + 1
        place = _Places(keys)
        for entries in self._store.read(self._number) if self._entries is None else self._entries:
            some = entries if len(keys) == len(self.keys) else entries.between(low, high)
            if len(some.keys):
                yield some.month - self._first, place.of(some.keys), some

    def _check(self, keys: Ints, columns: set[int]) -> None:
        """Look at months whose sums might have wrapped unseen: doubles are near enough to tell."""
        rough = {column: np.zeros((self._store.columns, len(keys))) for column in columns}
        for column, row, entries in self._entries_of(keys) if columns else ():
            if column in columns:
                for value, addend in zip(rough[column], entries.values, strict=True):
                    np.add.at(value, row, addend.astype(np.float64))
        for column, sums in rough.items():
            beyond = np.flatnonzero((np.abs(sums) >= _ENOUGH).any(axis=0))
            if beyond.size:
                raise WindowOverflowError(int(beyond[0]), column)


def _distinct(keys: list[Ints], named: Ints, width: int) -> Ints:
    """All these numbers and those of their accounts, sorted, each once."""
    together = np.concatenate([*keys, named])
    if not together.size:
        return together
    low = int(together.min()) // width * width
    span = int(together.max()) - low + 1
    if span > 8 * together.size + (1 << 16):
        return np.unique(np.concatenate([together, together // width * width]))
    there = np.zeros((-(-span // width), width), dtype=np.bool_)
    there.ravel()[together - low] = True
    there[:, 0] = there.any(axis=1)
    return np.flatnonzero(there) + low


class _Places:
    """The rows of numbers: by a table where the numbers lie close enough, else by search."""

    def __init__(self, keys: Ints) -> None:
        self._keys = keys
        self._low = int(keys[0])
        span = int(keys[-1]) - self._low + 1
        self._table: Places | None = None
        if span <= 16 * len(keys) + (1 << 16):
            self._table = np.zeros(span, dtype=np.int32)
            self._table[keys - self._low] = np.arange(len(keys), dtype=np.int32)

    def of(self, keys: Ints) -> Array:
        return np.searchsorted(self._keys, keys) if self._table is None else self._table[keys - self._low]


def pieces(keys: Ints, *, width: int, most: int) -> Iterator[list[slice]]:
    """Cut rows into pieces of at most ``most``.

    Each item is one piece of whole groups, an account and its categories, or the pieces of a single larger group.
    """
    if not len(keys):
        return
    bounds = [0, *(np.flatnonzero(np.diff(keys // width)) + 1).tolist(), len(keys)]
    start = 0
    for begin, end in pairwise(bounds):
        if end - start <= most:
            continue
        if begin > start:
            yield [slice(start, begin)]
        start = begin
        if end - begin > most:
            yield [slice(place, min(place + most, end)) for place in range(begin, end, most)]
            start = end
    if start < len(keys):
        yield [slice(start, len(keys))]
