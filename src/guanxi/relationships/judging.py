"""Judges customers: the kernel over all months of their relations, by facts and settings of now or of a past day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Final

import numpy as np

from guanxi.customers.standing_words import UNKNOWN_SHARE, Band, Direction
from guanxi.ledger.histories import Ground, History, facts_of, history
from guanxi.ledger.judging import judge_groups
from guanxi.ledger.series import Series
from guanxi.lifecycle import Facts, Verdicts
from guanxi.lifecycle import vocabulary as words
from guanxi.lifecycle.moves import moves_of, stretches_of
from guanxi.lifecycle.vocabulary import DEVELOPMENT, SIGNALS, STAGES, STEADY, flag_text
from guanxi.months import first_day
from guanxi.relationships.courses import pack
from guanxi.relationships.rules import Rules

YEAR: Final = 12
Relation = tuple[int, int]  # customer and place: the key of a category, 0 for the account

_DIRECTIONS: Final[Mapping[int, Direction]] = {
    words.ADVANCING: Direction.GROWING,
    words.ADVANCED: Direction.GROWING,
    words.RECOVERED: Direction.GROWING,
    words.STEADY: Direction.STEADY,
    words.REPAIRED: Direction.STEADY,
    words.STAGNANT: Direction.STALLED,
    words.CONTACT_OVERDUE: Direction.STALLED,
    words.REGRESSING: Direction.FALLING,
    words.REGRESSED: Direction.FALLING,
    words.OVERDUE: Direction.FALLING,
    words.INTERRUPTED_CONTACT: Direction.BROKEN,
    words.INTERRUPTED_SILENT: Direction.BROKEN,
    words.LAPSED: Direction.BROKEN,
}


_STAGE_KEYS: Final = np.array(["", *(word.key for word in STAGES)], dtype=object)
_SIGNAL_KEYS: Final = np.array(["", *(word.key for word in SIGNALS)], dtype=object)


@cache
def day_text(month: int) -> str:
    """The first day of a month as every database reads and tells it."""
    return first_day(month).isoformat()


@dataclass(frozen=True)
class Judgement:
    """All months of some customers' relations; rows are the relations in the order of ``relations``."""

    history: History
    series: Series
    facts: Facts
    verdicts: Verdicts

    @cached_property
    def relations(self) -> list[Relation]:
        return self.history.names(self.series.keys)

    def row_of(self, relation: Relation) -> int | None:
        """None for a relation without a record."""
        relations = self.relations
        return relations.index(relation) if relation in relations else None

    # ---- what is kept ----

    def current(self) -> Iterator[tuple[Relation, tuple[Any, ...]]]:
        """The columns of `Assessment`, days as text, for each relation whose record has begun."""
        v, last = self.verdicts, day_text(self.history.last)
        begun = np.flatnonzero(v.stage[:, -1])
        ours, before = self._sums(self.facts.ours, 0), self._sums(self.facts.ours, YEAR)
        total, known = self._sums(self.facts.total, 0), np.any(self.facts.known[:, -YEAR:], axis=1)
        arrays = (v.stage, v.signal, v.flags, v.share, v.recent_share, v.since, v.silence, v.limit)
        columns = [array[begun, -1].tolist() for array in arrays]
        money = [np.asarray(array)[begun].tolist() for array in (ours, ours - before, total, known)]
        relations, told = self.relations, pack(v.share, v.stage)
        for row, stage, signal, flags, share, recent, since, silence, limit, bought, delta, all_, is_known in zip(
            begun.tolist(), *columns, *money, strict=True
        ):
            band = band_of(stage, share)
            yield relations[row], (
                last, STAGES[stage - 1].key, stage, SIGNALS[signal - 1].key, signal, flag_text(flags), band.value,
                _DIRECTIONS[signal].value, share if share == share else UNKNOWN_SHARE,
                recent if recent == recent else UNKNOWN_SHARE, day_text(since), silence, limit, bought, delta,
                all_ if is_known else None, told(row) if relations[row][1] == 0 else "",
            )  # fmt: skip

    def _sums(self, values: Any, back: int) -> Any:
        """Of the twelve months that ended so many months ago."""
        stop = max(values.shape[1] - back, 0)
        return values[:, max(stop - YEAR, 0) : stop].sum(axis=1)

    def changes(self) -> list[tuple[Any, ...]]:
        """Customer, place twice, month, stage before, stage, signal of every change of stage."""
        relation, column, before, after = moves_of(self.facts, self.verdicts)
        signals = self.verdicts.signal[relation, column]
        return self._told(relation, self._days[column], _STAGE_KEYS[before], _STAGE_KEYS[after], _SIGNAL_KEYS[signals])

    def signals(self) -> list[tuple[Any, ...]]:
        """Customer, place twice, first month, signal, last month (None: it goes on); steady months are no signal."""
        found = stretches_of(self.verdicts)
        told = np.flatnonzero(found.signal != STEADY)
        until = np.array([*self._days[:-1], None], dtype=object)[found.last[told]]
        return self._told(found.relation[told], self._days[found.first[told]], _SIGNAL_KEYS[found.signal[told]], until)

    @cached_property
    def _days(self) -> Any:
        """The first day of each month, as text."""
        return np.array([day_text(self.facts.first + column) for column in range(self.facts.months)], dtype=object)

    def _told(self, rows: Any, *columns: Any) -> list[tuple[Any, ...]]:
        customers, places = (np.array(part, dtype=np.int64)[rows] for part in zip(*self.relations, strict=True))
        at = places.tolist()
        return list(zip(customers.tolist(), at, at, *(column.tolist() for column in columns), strict=True))


def band_of(stage: int, share: float) -> Band:
    """What everybody may know of a share; not knowing the total of who buys nothing from us leaves nothing open."""
    if share != share:
        return Band.NONE if stage == DEVELOPMENT else Band.UNKNOWN
    if share == 0:
        return Band.NONE
    return Band.FROM_80 if share >= 80 else Band.FROM_50 if share >= 50 else Band.UNDER_50


def judge_customers(
    customers: Sequence[int], *, until: int, rules: Rules, known_at: datetime | None = None,
    order: Mapping[int, Any] | None = None, place_order: Mapping[int, Any] | None = None, first: int | None = None,
    ground: Ground | None = None,
) -> Judgement | None:  # fmt: skip
    """Up to the month-end ``until``; None where nothing is known of any of them.

    ``known_at``: from the facts that were known at that moment. Raises Refused for sums that are too large.
    """
    facts = facts_of(customers, known_at=known_at, ground=ground)
    found = history(facts, until=until, parameters=rules.parameters, order=order, place_order=place_order, first=first)
    if found is None:
        return None
    return Judgement(found, *judge_groups(found.builder, found.sums))


def pieces(customers: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    for start in range(0, len(customers), size):
        yield customers[start : start + size]
