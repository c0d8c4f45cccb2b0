"""What is asked of an engine: the sums of purchase lines by month, as one GROUP BY, and the words for it.

An engine adds up exact integers of minor units and knows no rule: no threshold stands in SQL. Its names and numbers
are its own; the caller puts those of several engines together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from guanxi.ledger.rejects import Rejects

Ids = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

# Months are put together in one query until they have about so many lines.
LINES_OF_A_QUERY: Final = 250_000


@dataclass(frozen=True)
class Roll:
    """Clean names in the engine's own order, and how many lines each has (about, where that is cheaper)."""

    names: list[str] = field(default_factory=list)
    lines: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


class Names(NamedTuple):
    customers: Roll
    categories: Roll
    suppliers: Roll


class Period(NamedTuple):
    """The months of the usable lines, as numbers, and how many lines they are."""

    first: int
    last: int
    lines: int


@dataclass(frozen=True)
class Wanted:
    """Which sums are asked for.

    ``us``: the numbers of the suppliers that are us, for the sums of ours; None: no such sums. ``bought``: whether a
    line of ours (of all, without ``us``) was above zero.
    """

    by_category: bool
    by_supplier: bool = False
    us: frozenset[int] | None = None
    bought: bool = False


@dataclass(frozen=True)
class MonthlySums:
    """Sums of one month, arrays of equal length; groups may occur more than once.

    Numbers are those of ``Names``, -1 is none. Amounts are in minor units.
    """

    month: int
    customer: Ids
    category: Ids
    supplier: Ids
    amount: Ints
    ours: Ints | None
    bought: npt.NDArray[np.bool_] | None


class SumTooLargeError(OverflowError):
    """The sum of a customer's lines in one month does not fit 64 bits."""

    def __init__(self, customer: str, month: int) -> None:
        super().__init__(f"the sums of {customer} in month {month} are too large")
        self.customer = customer
        self.month = month


class Engine(Protocol):
    """Lines somewhere, and what is asked of them. ``read`` comes first and tells what is not usable."""

    lines: int  # records, the unusable ones too
    currencies: set[str]  # of the usable lines

    def read(self, rejects: Rejects) -> None: ...

    @property
    def names(self) -> Names: ...

    @property
    def period(self) -> Period | None:
        """None when there is no usable line."""

    def lines_after(self, month: int) -> int:
        """Usable lines in later months."""

    def sums(self, wanted: Wanted, *, first: int, last: int) -> Iterator[MonthlySums]:
        """The sums of the months from ``first`` to ``last``. Raises ``SumTooLargeError``."""

    def close(self) -> None: ...


def group_by(
    source: str, *, keys: Mapping[str, str], sums: Mapping[str, str], where: str, narrow: str = "CAST({} AS BIGINT)"
) -> str:
    """The one query: the sums of expressions, exact integers, for each combination of keys.

    ``keys`` and ``sums`` map the names of the columns to expressions; ``narrow`` turns a sum into 64 bits.
    """
    columns = [f"{expression} AS {name}" for name, expression in keys.items()]
    columns += [f"{narrow.format(f'sum({expression})')} AS {name}" for name, expression in sums.items()]
    grouped = ", ".join(str(place) for place in range(1, len(keys) + 1))
    return f"SELECT {', '.join(columns)} FROM {source} WHERE {where} GROUP BY {grouped}"


def stretches(period: Period, *, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Consecutive months to ask for together: one by one where they are large, else as many as make a good query."""
    first, last = max(first, period.first), min(last, period.last)
    step = max(round(LINES_OF_A_QUERY * (period.last - period.first + 1) / max(period.lines, 1)), 1)
    for month in range(first, last + 1, step):
        yield month, min(month + step - 1, last)
