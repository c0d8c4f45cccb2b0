"""The relations of a run and their numbers: who is whose customer, in which category, in output order."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from guanxi.errors import Refused
from guanxi.ledger.store import MOST_PARTITIONS

By = Literal["customer", "category", "both"]
Ids = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

# Relations x months that one partition should hold: some megabytes of sums.
_PARTITION_CELLS: Final = 1 << 19
_LARGEST_KEY: Final = 1 << 62


@dataclass(frozen=True)
class Relations:
    """Numbers for supplier, customer and category that rise in output order: by code point, none first.

    The names are sorted; a place in a list is the rank of its name. A *group* is an account with its categories: the
    account has the number ``group * width``, its categories follow. Without ``suppliers`` there is one of us only.
    ``lines`` (one count for each name) tell how much to expect of each, so that partitions come out alike; what they
    say decides nothing else.
    """

    customers: Sequence[str]
    categories: Sequence[str]
    suppliers: Sequence[str] | None
    customer_lines: Ints
    supplier_lines: Ints | None
    months: int

    def __post_init__(self) -> None:
        if max(len(self.suppliers or ()), 1) * max(len(self.customers), 1) * self.width >= _LARGEST_KEY:
            raise Refused("There are too many suppliers, customers and categories to number their relations.")

    @property
    def width(self) -> int:
        return len(self.categories) + 1

    def keys(self, customer: Ids, category: Ids, supplier: Ids | None = None) -> Ints:
        """The numbers of relations; category -1 is the account."""
        group = customer.astype(np.int64)
        if self.suppliers is not None and supplier is not None:
            group += supplier.astype(np.int64) * len(self.customers)
        group *= self.width
        group += category
        group += 1
        return group

    def split(self, keys: Ints) -> tuple[Ints, Ints, Ints]:
        """Supplier, customer and category of each number; supplier 0 where there is one of us only."""
        group, category = np.divmod(keys, self.width)
        supplier, customer = np.divmod(group, len(self.customers))
        return supplier, customer, category - 1

    def names(self, keys: Ints) -> tuple[list[str | None], list[str], list[str | None]]:
        """The names of supplier, customer and category, one for each number."""
        supplier, customer, category = (part.tolist() for part in self.split(keys))
        suppliers: list[str | None] = [None] * len(keys)
        if self.suppliers is not None:
            suppliers = [self.suppliers[rank] for rank in supplier]
        categories = [*self.categories, None]  # rank -1 is none
        return suppliers, [self.customers[rank] for rank in customer], [categories[rank] for rank in category]

    def spoken(self, key: int) -> str:
        """The relation in words, for a message."""
        names = (name[0] for name in self.names(np.array([key], dtype=np.int64)))
        return " | ".join(f"“{name}”" for name in names if name is not None)

    def without_suppliers(self) -> "Relations":
        """The relations of customers and categories to the market as a whole."""
        return Relations(self.customers, self.categories, None, self.customer_lines, None, self.months)

    @cached_property
    def partitions(self) -> int:
        """How many partitions keep each at about half a million relations x months, as far as the lines tell."""
        if self.supplier_lines is None:
            rows = int(np.minimum(self.customer_lines, self.width).sum()) + len(self.customers)
        else:  # a line makes a relation and its account at most
            rows = int(np.minimum(2 * self.supplier_lines, len(self.customers) * self.width).sum())
        return min(max(-(-rows * self.months // _PARTITION_CELLS), 1), MOST_PARTITIONS)

    def partition(self, customer: Ids, supplier: Ids | None = None) -> npt.NDArray[np.uint16]:
        """The partition of each group; it never falls while the numbers rise."""
        if supplier is None or self._supplier_places is None:
            return self._customer_partition[customer]
        start, limit = self._supplier_places
        place = start[supplier] + (start[supplier + 1] - start[supplier]) * self._customer_place[customer]
        found: npt.NDArray[np.uint16] = np.minimum(place.astype(np.uint16), limit[supplier])
        return found

    def partition_of(self, keys: Ints) -> npt.NDArray[np.uint16]:
        supplier, customer, _ = self.split(keys)
        return self.partition(customer.astype(np.int32), supplier.astype(np.int32))

    @cached_property
    def _customer_place(self) -> npt.NDArray[np.float64]:
        """Which part of all lines comes before a customer, as far as it matters: 0 to under 1."""
        weight = np.minimum(self.customer_lines, self.width) + 1 if self.suppliers is None else self.customer_lines + 1
        before = np.cumsum(weight) - weight
        place: npt.NDArray[np.float64] = before / max(int(weight.sum()), 1)
        return place

    @cached_property
    def _customer_partition(self) -> npt.NDArray[np.uint16]:
        return (self._customer_place * self.partitions).astype(np.uint16)

    @cached_property
    def _supplier_places(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint16]] | None:
        """Where each supplier's stretch of partitions begins (one more for the end), and its last partition."""
        if self.supplier_lines is None:
            return None
        weight = self.supplier_lines + 1
        start = np.concatenate([[0], np.cumsum(weight)]) / int(weight.sum()) * self.partitions
        limit = np.minimum(start[1:], self.partitions - 1).astype(np.uint16)
        return start, limit


def ranks(names: Sequence[str], among: Sequence[str]) -> Ids:
    """The place of each name in ``among``, which holds them all; -1 for an empty one."""
    if not names:
        return np.zeros(0, dtype=np.int32)
    places = dict(zip(among, range(len(among)), strict=True))
    places[""] = -1
    return np.fromiter(map(places.__getitem__, names), dtype=np.int32, count=len(names))
