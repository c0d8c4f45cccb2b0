"""What goes into the kernel and what comes out: arrays of relations x months."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]
Array = npt.NDArray[Any]

LARGEST = 9 * 10**16  # minor units that a month or a window may sum to


class WindowOverflowError(OverflowError):
    """A month or window of a relation sums to more than ``LARGEST`` minor units.

    ``relation`` is its row in the arrays, ``column`` the month's column.
    """

    def __init__(self, relation: int, column: int) -> None:
        super().__init__(f"the sums of relation {relation} in month {column} pass {LARGEST} minor units")
        self.relation = relation
        self.column = column


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of some relations over consecutive months, as arrays of shape (relations, months).

    Money is int64 in minor units. Arrays in which the relations of a month lie together (Fortran order) are fastest.
    Before ``begin`` there is no money, for a record begins with its first fact; only an opening leaves facts behind,
    and those are not used. Contacts and notices before ``begin`` are not used either.
    """

    first: int  # month number of column 0
    ours: Ints  # net sales, may be negative
    total: Ints  # the customer's total purchases, 0 where unknown
    known: Bools  # whether the total is known
    begin: npt.NDArray[np.int32]  # (relations,): column where the record begins; beyond the last one: not yet
    counted: Ints | None = None  # the part of ours that stands against the known total; None: all of it
    estimated: Bools | None = None  # the total of this month is of source class D or E
    stale: Bools | None = None  # the total of this month was carried for more than STALE months
    contact: Bools | None = None  # two-way contact
    notice: Bools | None = None  # exit notice
    opening: Bytes | None = None  # (relations,): stage 1–4 at the begin of the record, 0 none

    @property
    def relations(self) -> int:
        return int(self.ours.shape[0])

    @property
    def months(self) -> int:
        return int(self.ours.shape[1])

    def part(self, rows: slice) -> "Facts":
        """The same facts of some relations only; no copy."""
        return replace(self, **_part_of(self, rows))


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the rules say of each relation in each month, as arrays of shape (relations, months).

    Where ``stage`` is 0 the record has not begun and the other values mean nothing.
    """

    first: int  # month number of column 0
    stage: Bytes  # position in vocabulary.STAGES plus 1
    signal: Bytes  # position in vocabulary.SIGNALS plus 1
    flags: Bytes  # bits of vocabulary.FLAGS
    share: Floats  # per cent of the stage window: the double nearest to the exact figure; nan = unknown
    recent_share: Floats  # the same of the recent window
    since: npt.NDArray[np.int32]  # month number: first month in this stage
    silence: npt.NDArray[np.int32]  # months without purchase
    limit: npt.NDArray[np.int32]  # months of silence that interrupt

    @classmethod
    def empty(cls, first: int, relations: int, months: int) -> "Verdicts":
        def array(dtype: npt.DTypeLike) -> Array:
            return np.empty((months, relations), dtype=dtype).T

        return cls(
            first,
            *(array(np.uint8) for _ in range(3)),
            *(array(np.float64) for _ in range(2)),
            *(array(np.int32) for _ in range(3)),
        )

    def part(self, rows: slice) -> "Verdicts":
        """The same verdicts of some relations only; no copy."""
        return replace(self, **_part_of(self, rows))

    @property
    def months(self) -> int:
        return int(self.stage.shape[1])


def _part_of(arrays: Facts | Verdicts, rows: slice) -> dict[str, Any]:
    values = {f.name: getattr(arrays, f.name) for f in fields(arrays)}
    return {name: value[rows] for name, value in values.items() if isinstance(value, np.ndarray)}
