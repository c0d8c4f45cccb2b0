"""What is known of relations beside the ledger's lines, attached to their numbers: statements, contacts, notices and
opening positions."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
import numpy.typing as npt

from guanxi.lifecycle import Statements

Ints = npt.NDArray[np.int64]


def _none() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Marks:
    """Something that happened to relations in months: sorted by the numbers of the relations."""

    keys: Ints = field(default_factory=_none)
    months: Ints = field(default_factory=_none)

    @classmethod
    def sorted(cls, keys: Sequence[int], months: Sequence[int]) -> "Marks":
        order = np.argsort(np.array(keys, dtype=np.int64), kind="stable")
        return cls(np.array(keys, dtype=np.int64)[order], np.array(months, dtype=np.int64)[order])

    def between(self, low: int, high: int) -> "Marks":
        """Those of the relations from number ``low`` to before ``high``."""
        part = slice(*np.searchsorted(self.keys, [low, high]).tolist())
        return Marks(self.keys[part], self.months[part])


@dataclass(frozen=True)
class Attached:
    """All of it for one run. ``statements.relation`` holds the numbers of the relations and is sorted; statements of a
    relation stand in the order of their rows. ``stages`` belong to ``openings``, at most one a relation.
    """

    statements: Statements = field(default_factory=lambda: Statements(*(_none() for _ in fields(Statements))))
    contacts: Marks = field(default_factory=Marks)
    notices: Marks = field(default_factory=Marks)
    openings: Marks = field(default_factory=Marks)
    stages: Ints = field(default_factory=_none)

    def keys(self) -> Ints:
        """The relations that are named anywhere here, sorted, each once."""
        return np.unique(
            np.concatenate([self.statements.relation, self.contacts.keys, self.notices.keys, self.openings.keys])
        )

    def statements_between(self, low: int, high: int) -> Statements:
        part = np.arange(*np.searchsorted(self.statements.relation, [low, high]).tolist())
        return self.statements.of(part)

    def stages_between(self, low: int, high: int) -> Ints:
        return self.stages[slice(*np.searchsorted(self.openings.keys, [low, high]).tolist())]

    def first_month(self) -> int | None:
        """The earliest month that any of it speaks of."""
        months = np.concatenate(
            [self.statements.first, self.contacts.months, self.notices.months, self.openings.months]
        )
        return int(months.min()) if months.size else None
