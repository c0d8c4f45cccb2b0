"""The purchase rhythm: the exact median of the last 12 intervals between purchase months.

The last 12 intervals are kept as a histogram in one 64-bit integer: field v (5 bits, v = 1 to 12) counts the intervals
of at most v months. Adding or removing an interval is an addition, so all histograms of all purchases come from one
cumulative sum, and an order statistic is a count of fields. Medians above 12 months are sorted out one by one.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from guanxi.lifecycle.facts import Bools, Ints
from guanxi.lifecycle.state import NEVER, Columns

KEPT: Final = 12  # intervals
_FIELDS: Final = 12  # longest interval, in months, that the histogram tells apart

# Of an interval: 1 in each field of at least its length; index 13 stands for longer ones and for none.
_MASKS = np.array(
    [sum(1 << 5 * (v - 1) for v in range(max(length, 1), _FIELDS + 1)) for length in range(_FIELDS + 2)],
    dtype=np.uint64,
)
# Added to a histogram, it raises the highest bit of the fields that count at least k.
_RAISE = np.array(
    [sum((16 - k) << 5 * (v - 1) for v in range(1, _FIELDS + 1)) for k in range(KEPT + 2)], dtype=np.uint64
)
_HIGHEST = np.uint64(sum(16 << 5 * (v - 1) for v in range(1, _FIELDS + 1)))


@dataclass(frozen=True, slots=True)
class Purchases:
    """The purchase months of a block, one entry each, ordered by relation and month."""

    cell: Ints  # relation * months + month
    relation: Ints
    month: Ints  # column
    interval: Ints  # months since the purchase before, 0 for the first ever
    count: Ints  # intervals known so far, this one included
    histogram: npt.NDArray[np.uint64]
    doubled_median: npt.NDArray[np.int16]  # twice the median, 0 while fewer than two intervals are known


def purchases(bought: Bools, first: int, before: Columns | None) -> Purchases:
    """The purchases of a block; ``bought`` is (months, relations), ``first`` the month number of its first row."""
    months = len(bought)
    cell = np.flatnonzero(np.ascontiguousarray(bought.T)).astype(np.int64, copy=False)
    relation = cell // months
    month = cell - relation * months
    events = np.arange(cell.size)
    starts = np.empty(cell.size, dtype=np.bool_)
    starts[:1] = True
    np.not_equal(relation[1:], relation[:-1], out=starts[1:])
    first_events = np.flatnonzero(starts)
    start = np.repeat(first_events, np.diff(first_events, append=cell.size))

    interval = np.zeros(cell.size, dtype=np.int64)
    interval[1:] = month[1:] - month[:-1]
    interval[starts] = 0
    count = events - start
    if before is not None:
        last = before["purchase"][relation[starts]].astype(np.int64)
        interval[starts] = np.where(last == NEVER, 0, first + month[starts] - last)
        count += before["count"][relation] + (before["purchase"][relation] != NEVER)

    mask = _MASKS[np.where(interval == 0, _FIELDS + 1, np.minimum(interval, _FIELDS + 1))]
    # added[i] is the sum of the masks before event i, over all relations; only differences are used.
    added = np.zeros(cell.size + 1, dtype=np.uint64)
    np.cumsum(mask, out=added[1:])
    if before is None:
        histogram = added[1:] - added[np.maximum(start + 1, events - (KEPT - 1))]
    else:
        histogram = _continued(added, events, start, relation, count, before)

    known = np.minimum(count, KEPT)
    lower = np.bitwise_count((histogram + _RAISE[(known + 1) >> 1]) & _HIGHEST)
    upper = np.bitwise_count((histogram + _RAISE[(known >> 1) + 1]) & _HIGHEST)
    doubled = np.where(known >= 2, 2 * (_FIELDS + 1) - lower.astype(np.int16) - upper, 0).astype(np.int16)
    rare = np.flatnonzero((known >= 2) & (upper == 0))
    if rare.size:
        doubled[rare] = _sorted(rare, interval, count, relation, before)
    return Purchases(cell, relation, month, interval, count, histogram, doubled)


def _continued(
    added: npt.NDArray[np.uint64], events: Ints, start: Ints, relation: Ints, count: Ints, before: Columns
) -> npt.NDArray[np.uint64]:
    """Histograms when intervals from before this block may still be among the last 12."""
    total = before["count"][relation]
    held = np.minimum(total, KEPT)
    here = count - total  # intervals that ended in this block
    gone = np.maximum(held + here - KEPT, 0)
    gone_held = np.minimum(gone, held)
    first_has_none = events - start + 1 - here
    histogram = before["histogram"][relation] + added[1:] - added[start + first_has_none + gone - gone_held]
    for step in range(int(gone_held.max(initial=0))):
        lose = np.flatnonzero(gone_held > step)
        lengths = before["ring"][(total[lose] - held[lose] + step) % KEPT, relation[lose]]
        histogram[lose] -= _MASKS[np.minimum(lengths, _FIELDS + 1)]
    return np.asarray(histogram)


def _sorted(rare: Ints, interval: Ints, count: Ints, relation: Ints, before: Columns | None) -> Ints:
    """Twice the median of the last intervals of some purchases, by sorting them: medians beyond the histogram."""
    known = np.minimum(count[rare], KEPT)
    total = np.zeros(rare.size, dtype=np.int64) if before is None else before["count"][relation[rare]].astype(np.int64)
    here = count[rare] - total
    last = np.full((rare.size, KEPT), np.iinfo(np.int64).max)
    for back in range(KEPT):
        inside = np.flatnonzero(back < np.minimum(here, known))
        last[inside, back] = interval[rare[inside] - back]
        if before is not None:
            held = np.flatnonzero((back >= here) & (back < known))
            last[held, back] = before["ring"][(total[held] + here[held] - 1 - back) % KEPT, relation[rare[held]]]
    last.sort(axis=1)
    row = np.arange(rare.size)
    return np.asarray(last[row, (known - 1) >> 1] + last[row, known >> 1])


def over_time(bought_events: Purchases, shape: tuple[int, int], before: Columns | None) -> npt.NDArray[np.int16]:
    """Twice the median interval as it stands in each month, (months, relations); 0 while the rhythm is unknown."""
    months, relations = shape
    size = bought_events.cell.size
    values = np.zeros(size + relations, dtype=np.int16)
    cells = np.empty(size + relations + 1, dtype=np.int64)
    at = np.arange(size) + bought_events.relation + 1  # each relation's own value stands before its purchases
    earlier = np.searchsorted(bought_events.relation, np.arange(relations)) + np.arange(relations)
    values[at] = bought_events.doubled_median
    cells[at] = bought_events.cell
    if before is not None:
        values[earlier] = before["doubled_median"]
    cells[earlier] = np.arange(relations) * months
    cells[-1] = relations * months
    return np.ascontiguousarray(np.repeat(values, np.diff(cells)).reshape(relations, months).T)


def remember(events: Purchases, first: int, columns: Columns) -> None:
    """Bring the columns of the state up to date with the purchases of a block."""
    if not events.cell.size:
        return
    ends = np.append(np.flatnonzero(events.relation[1:] != events.relation[:-1]), events.cell.size - 1)
    rows = events.relation[ends]
    columns["purchase"][rows] = first + events.month[ends]
    columns["count"][rows] = events.count[ends]
    columns["histogram"][rows] = events.histogram[ends]
    final = np.repeat(events.count[ends], np.diff(ends, prepend=-1))
    kept = np.flatnonzero((events.interval > 0) & (final - events.count < KEPT))
    columns["ring"][(events.count[kept] - 1) % KEPT, events.relation[kept]] = events.interval[kept]
