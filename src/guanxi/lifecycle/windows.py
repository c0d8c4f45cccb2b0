"""Sums over trailing windows of months, and the shares they make."""

from typing import Final

import numpy as np
import numpy.typing as npt

from guanxi.lifecycle.facts import Array, Bools, Bytes, Floats, Ints

_WIDE: Final = 200  # relations from which a loop over the months beats numpy's own accumulate along them


def accumulate(operation: np.ufunc, values: Array, out: Array) -> None:
    """``operation.accumulate`` along the months of (months, relations)."""
    if values.shape[1] < _WIDE:
        operation.accumulate(values, axis=0, out=out)
        return
    out[0] = values[0]
    for month in range(1, len(values)):
        operation(out[month - 1], values[month], out=out[month])


def exact_below(tolerance: int) -> int:
    """Of window sums below this, 100 * ours / total as a double lies on the same side of every line as the fraction.

    The lines are 50, 80 and 100 + tolerance: a fraction beside a line is at least 1 / total away from it, and doubles
    there are finer than that.
    """
    return int(2**53 // (2 * (100 + tolerance)))


def band_of(ours: int, total: int) -> int:
    """The stage that a share belongs to by itself, exactly: 2, 3 or 4. ``total`` is above 0."""
    return 2 + (2 * ours >= total) + (5 * ours >= 4 * total)


class Sums:
    """Sums from the beginning to each month-end, modulo 2**64, so that a window is one subtraction.

    ``past`` holds the sums at the ends of the months before, oldest first; None when nothing was before.
    """

    def __init__(self, monthly: Array, past: list[Array] | None, longest: int) -> None:
        months, relations = monthly.shape
        self._past = past if past is not None and months == 1 else None
        if self._past is not None:
            self.now: Array = monthly + self._past[-1]
            return
        self._before = longest
        self._rows = np.empty((longest + months, relations), dtype=monthly.dtype)
        self.now = self._rows[longest:]
        if past is None:
            self._rows[:longest] = 0
            accumulate(np.add, monthly, self.now)
        else:
            for row, sums in zip(self._rows, past, strict=False):
                row[:] = sums
            accumulate(np.add, monthly, self.now)
            self.now += past[-1]

    def ago(self, months: int) -> Array:
        """The sums ``months`` month-ends before each month-end."""
        if self._past is not None:
            return self._past[-months][None]
        start = self._before - months
        return self._rows[start : start + len(self.now)]

    def ago_each(self, months: npt.NDArray[np.int32], cells: Ints) -> Array:
        """For some cells (numbered month by month) the sums as many month-ends ago as each of them says."""
        relations = self.now.shape[1]
        if self._past is None:
            back = cells + (self._before - months.astype(np.int64)) * relations
            return np.asarray(self._rows.reshape(-1)[back])
        sums = np.empty(cells.size, dtype=self.now.dtype)
        for length in np.unique(months):
            chosen = months == length
            sums[chosen] = self._past[-int(length)][cells[chosen]]
        return sums


class Window:
    """The sums of a window at each month-end, and the share that they make.

    ``largest`` bounds the sums; those for which doubles are not exact are settled one by one in integers.
    """

    def __init__(self, ours: Ints, total: Ints, unknown: Bools, *, tolerance: int, largest: int) -> None:
        self.ours, self.total, self.unknown = ours, total, unknown
        self.no_total: Bools = total <= 0
        self.share: Floats = np.multiply(ours, 100.0, dtype=np.float64)  # per cent, nan = unknown
        np.divide(self.share, total, out=self.share)
        self.conflict: Bools = self.share > 100.0 + tolerance  # means something where there is a total
        np.maximum(self.share, 0.0, out=self.share)
        np.minimum(self.share, 100.0, out=self.share)
        self.known: Bools = ~(unknown | self.no_total | self.conflict)
        # 0 unknown, else the band (2, 3, 4) less 1
        self.band: Bytes = self.known.view(np.uint8) * ((self.share >= 50.0).view(np.uint8) + (self.share >= 80.0) + 1)
        if largest >= exact_below(tolerance):
            self._settle(tolerance)
        np.copyto(self.share, np.nan, where=~self.known)

    def _settle(self, tolerance: int) -> None:
        bound = exact_below(tolerance)
        large = (np.abs(self.ours) >= bound) | (np.abs(self.total) >= bound)
        for month, relation in np.argwhere(large & ~self.unknown & ~self.no_total):
            ours, total = int(self.ours[month, relation]), int(self.total[month, relation])
            conflict = 100 * ours > (100 + tolerance) * total
            cut = min(max(ours, 0), total)
            self.conflict[month, relation] = conflict
            self.known[month, relation] = not conflict
            self.share[month, relation] = 100 * cut / total
            self.band[month, relation] = 0 if conflict else band_of(cut, total) - 1

    def cut(self, months: slice) -> tuple[Ints, Ints]:
        """Ours within 0 to total, and the total, of some months; both 0 where the share is unknown."""
        total = self.total[months] * self.known[months]
        return np.minimum(np.maximum(self.ours[months], 0), np.maximum(total, 0)), total

    def cut_at(self, cell: tuple[int, int]) -> tuple[int, int]:
        """The same of one cell, as Python integers."""
        if not self.known[cell]:
            return 0, 0
        total = int(self.total[cell])
        return min(max(int(self.ours[cell]), 0), total), total
