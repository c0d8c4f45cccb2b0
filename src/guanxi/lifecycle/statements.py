"""Which stated total counts in a month: spread over its months, the best one chosen, then carried forward.

Source: docs/lifecycle.md, "Which total counts". Classes are A to E = 0 to 4, best first.
"""

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from guanxi.lifecycle.facts import Array, Bools, Ints
from guanxi.lifecycle.parameters import Parameters

ESTIMATED_FROM = 3  # classes D and E are estimates
NOT_DATED = -1


@dataclass(frozen=True, slots=True)
class Statements:
    """What somebody said that a customer bought in all, one entry each, in the order in which they were recorded."""

    relation: Ints  # row of the relation
    first: Ints  # month numbers of the period, inclusive
    last: Ints
    amount: Ints  # minor units for the whole period
    grade: Ints  # source class, 0 = A to 4 = E
    stated: Ints  # day ordinal of stated_on, NOT_DATED if none

    def of(self, chosen: Array) -> "Statements":
        return Statements(*(getattr(self, f.name)[chosen] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Totals:
    """The total that counts, as arrays of shape (relations, months)."""

    total: Ints  # minor units, 0 where unknown
    known: Bools
    estimated: Bools
    stale: Bools
    chosen: Ints  # the place of the statement that counts, -1 where the total is unknown


def totals(statements: Statements, relations: int, *, first: int, months: int, parameters: Parameters) -> Totals:
    """The totals of ``relations`` rows in ``months`` months from month number ``first`` on.

    A month takes, of the statements that cover it, the best class, then the newest ``stated``, then the later entry;
    else it carries on the last monthly figure of the statement that ended last, for at most CARRY months.
    """
    # Among statements of one relation the later in this order wins.
    order = np.lexsort((np.arange(statements.relation.size), statements.stated, -statements.grade, statements.relation))
    s = statements.of(order)
    length = s.last - s.first + 1
    share, odd = np.divmod(s.amount, length)
    covering = _covering(s, relations, first=first, months=months)
    ended = _ended(s, relations, first=first, months=months)

    column = np.arange(months)[:, None]
    covered = covering >= 0
    since_end = (
        np.where(ended >= 0, column + first - s.last[ended], 0) if s.last.size else np.zeros(ended.shape, np.int64)
    )
    carried = ~covered & (ended >= 0) & (since_end <= parameters.CARRY)
    known = covered | carried
    chosen = np.where(covered, covering, np.where(carried, ended, 0))
    if not s.last.size:
        nothing = np.zeros((months, relations), dtype=np.bool_).T
        zeros = np.zeros((months, relations), dtype=np.int64).T
        return Totals(zeros, nothing, nothing, nothing, zeros - 1)
    # The first (amount mod length) months of a statement hold one minor unit more.
    extra = covered & (column + first - s.first[chosen] < odd[chosen])
    total = (share[chosen] + extra) * known
    return Totals(
        total.T,
        known.T,
        (known & (s.grade[chosen] >= ESTIMATED_FROM)).T,
        (carried & (since_end > parameters.STALE)).T,
        np.where(known, order[chosen], -1).T,
    )


def _covering(s: Statements, relations: int, *, first: int, months: int) -> npt.NDArray[np.int64]:
    """The winning statement of each month that one covers, else -1; (months, relations)."""
    start, stop = np.maximum(s.first - first, 0), np.minimum(s.last - first + 1, months)
    length = np.maximum(stop - start, 0)
    which = np.repeat(np.arange(length.size), length)
    column = np.arange(which.size) - np.repeat(np.cumsum(length) - length, length) + start[which]
    found = np.full((months, relations), -1, dtype=np.int64)
    np.maximum.at(found, (column, s.relation[which]), which)
    return found


def _ended(s: Statements, relations: int, *, first: int, months: int) -> npt.NDArray[np.int64]:
    """Of the statements that ended before each month, the one that ended last (then the winning one), else -1."""
    by_end = np.lexsort((np.arange(s.last.size), s.last))
    rank = np.empty(by_end.size, dtype=np.int64)
    rank[by_end] = np.arange(by_end.size)
    column = np.maximum(s.last - first + 1, 0)  # from this month on it can be carried
    inside = column < months
    found = np.full((months, relations), -1, dtype=np.int64)
    np.maximum.at(found, (column[inside], s.relation[inside]), rank[inside])
    np.maximum.accumulate(found, axis=0, out=found)
    return np.where(found >= 0, by_end[found], -1) if by_end.size else found
