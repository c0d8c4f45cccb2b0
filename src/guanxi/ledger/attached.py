"""What is known of relations beside the ledger's lines, attached to their numbers: statements, contacts, notices and
opening positions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from guanxi.ledger.events import Event
from guanxi.ledger.relations import Relations, ranks
from guanxi.ledger.totals import StatedTotal
from guanxi.lifecycle import Statements

BOUGHT_BEFORE: Final = "the customer bought from us before this opening: the history is in the ledger"
OPENED_ALREADY: Final = "the relation has an opening already"

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
        return np.unique(np.concatenate(self.named()))

    def named(self) -> list[Ints]:
        return [self.statements.relation, self.contacts.keys, self.notices.keys, self.openings.keys]

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


class Forbidden(NamedTuple):
    """An opening that cannot be used, and why."""

    event: Event
    reason: str


def attach(
    relations: Relations,
    *,
    statements: Sequence[StatedTotal],
    events: Sequence[Event],
    bought: Mapping[int, int],
) -> tuple[Attached, list[Forbidden]]:
    """Put statements and events, which are in row order, to the numbers of their relations.

    ``bought`` has the month of our first sale for each relation that has an opening and was sold something.
    """
    columns = np.array([(s.first, s.last, s.amount, s.grade, s.stated) for s in statements], dtype=np.int64)
    return attach_numbered(
        relations, _keys(relations, statements), columns.reshape(-1, 5), events=events, bought=bought
    )


def attach_numbered(
    relations: Relations, said: Ints, columns: Ints, *, events: Sequence[Event], bought: Mapping[int, int]
) -> tuple[Attached, list[Forbidden]]:
    """The same where the relations of the statements have their numbers: ``said``, and the columns of `Statements`."""
    order = np.argsort(said, kind="stable")
    columns = columns[order]
    marks: dict[str, tuple[list[int], list[int]]] = {kind: ([], []) for kind in ("contact", "exit_notice", "opening")}
    stages: list[int] = []
    opened: set[int] = set()
    forbidden: list[Forbidden] = []
    for event, key in zip(events, _keys(relations, events).tolist(), strict=True):
        if event.kind == "opening":
            if key in opened:
                forbidden.append(Forbidden(event, OPENED_ALREADY))
                continue
            if bought.get(key, event.month) < event.month:
                forbidden.append(Forbidden(event, BOUGHT_BEFORE))
                continue
            opened.add(key)
            stages.append(event.stage)
        keys, months = marks[event.kind]
        keys.append(key)
        months.append(event.month)
    openings = np.argsort(np.array(marks["opening"][0], dtype=np.int64), kind="stable")
    attached = Attached(
        Statements(said[order], *columns.T),
        contacts=Marks.sorted(*marks["contact"]),
        notices=Marks.sorted(*marks["exit_notice"]),
        openings=Marks.sorted(*marks["opening"]),
        stages=np.array(stages, dtype=np.int64)[openings],
    )
    return attached, forbidden


def _keys(relations: Relations, rows: Sequence[StatedTotal] | Sequence[Event]) -> Ints:
    customers = ranks([row.customer for row in rows], relations.customers)
    categories = ranks([row.category or "" for row in rows], relations.categories)
    return relations.keys(customers, categories)
