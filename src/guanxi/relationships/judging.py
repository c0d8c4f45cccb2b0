"""Judges customers: the kernel over all months of their relations, by facts and settings of now or of a past day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from itertools import repeat
from typing import Any, Final

import numpy as np

from guanxi.customers.standing_words import UNKNOWN_SHARE, Band, Direction
from guanxi.ledger.histories import History, facts_of, history
from guanxi.ledger.judging import judge_groups
from guanxi.ledger.series import Series
from guanxi.lifecycle import Facts, Verdicts
from guanxi.lifecycle import vocabulary as words
from guanxi.lifecycle.moves import moves_of, stretches_of
from guanxi.lifecycle.vocabulary import DEVELOPMENT, FLAGS, SIGNALS, STAGES, STEADY, flag_text
from guanxi.months import first_day
from guanxi.relationships.courses import pack
from guanxi.relationships.rules import Rules

YEAR: Final = 12
# The columns of `Assessment` that are kept, at the end those that have an index.
COLUMNS: Final = (
    "month", "stage", "signal", "flags", "band", "direction", "share", "recent_share", "since", "silence",
    "silence_limit", "delta_12", "total_12", "course", "stage_order", "signal_order", "ours_12",
)  # fmt: skip
INDEXED: Final = COLUMNS.index("stage_order")
BETWEEN: Final = ";"  # the texts of months, where they are told as one
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


# By the numbers of the rules.
_STAGE_KEYS: Final = np.array(["", *(word.key for word in STAGES)], dtype=object)
_SIGNAL_KEYS: Final = np.array(["", *(word.key for word in SIGNALS)], dtype=object)
# As they stand behind the month of a row.
_SIGNAL_WORDS: Final = " " + _SIGNAL_KEYS + " "
_CHANGES: Final = np.add.outer(np.add.outer(" " + _STAGE_KEYS + " ", _STAGE_KEYS + " "), _SIGNAL_KEYS)
_FLAG_TEXTS: Final = np.array([flag_text(bits) for bits in range(1 << len(FLAGS))], dtype=object)
_DIRECTION_OF: Final = np.array(
    ["", *(_DIRECTIONS[number].value for number in range(1, len(SIGNALS) + 1))], dtype=object
)
_BANDS: Final = np.array(
    [band.value for band in (Band.NONE, Band.UNKNOWN, Band.UNDER_50, Band.FROM_50, Band.FROM_80)], dtype=object
)


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

    def current(self) -> dict[Relation, tuple[Any, ...]]:
        """``COLUMNS``, days as text, of each relation whose record has begun."""
        v = self.verdicts
        begun = np.flatnonzero(v.stage[:, -1])
        stage, signal, share, recent = (
            array[begun, -1] for array in (v.stage, v.signal, v.share, v.recent_share)
        )  # fmt: skip
        ours, before = self._sums(self.facts.ours, 0)[begun], self._sums(self.facts.ours, YEAR)[begun]
        total = self._sums(self.facts.total, 0)[begun].astype(object)
        total[self._sums(self.facts.known, 0)[begun] < YEAR] = None
        rows = begun.tolist()
        relations, told = [self.relations[row] for row in rows], pack(v.share, v.stage)
        columns: dict[str, Iterable[Any]] = {
            "month": repeat(day_text(self.history.last), len(rows)),
            "stage": _STAGE_KEYS[stage].tolist(),
            "stage_order": stage.tolist(),
            "signal": _SIGNAL_KEYS[signal].tolist(),
            "signal_order": signal.tolist(),
            "flags": _FLAG_TEXTS[v.flags[begun, -1]].tolist(),
            "band": _bands(stage, share).tolist(),
            "direction": _DIRECTION_OF[signal].tolist(),
            "share": np.where(np.isnan(share), UNKNOWN_SHARE, share).tolist(),
            "recent_share": np.where(np.isnan(recent), UNKNOWN_SHARE, recent).tolist(),
            "since": map(day_text, v.since[begun, -1].tolist()),
            "silence": v.silence[begun, -1].tolist(),
            "silence_limit": v.limit[begun, -1].tolist(),
            "ours_12": ours.tolist(),
            "delta_12": (ours - before).tolist(),
            "total_12": total.tolist(),
            "course": [told(row) if place == 0 else "" for row, (_of, place) in zip(rows, relations, strict=True)],
        }
        return dict(zip(relations, zip(*(columns[name] for name in COLUMNS), strict=True), strict=True))

    def _sums(self, values: Any, back: int) -> Any:
        """Of the twelve months that ended so many months ago."""
        stop = max(values.shape[1] - back, 0)
        return values[:, max(stop - YEAR, 0) : stop].sum(axis=1)

    def changes(self) -> dict[Relation, str]:
        """The changes of stage: "month, stage before, stage, signal", blanks between them."""
        row, at, before, after = moves_of(self.facts, self.verdicts)
        return self._joined(row, self._days[at] + _CHANGES[before, after, self.verdicts.signal[row, at]])

    def signals(self) -> dict[Relation, str]:
        """ "First month, signal, last month (none: it goes on)", blanks between them; steady is no signal."""
        found = stretches_of(self.verdicts)
        told = np.flatnonzero(found.signal != STEADY)
        until = np.array([*self._days[:-1], ""], dtype=object)
        words = np.add.outer(_SIGNAL_WORDS, until)[found.signal[told], found.last[told]]
        return self._joined(found.relation[told], self._days[found.first[told]] + words)

    def _joined(self, row: Any, texts: Any) -> dict[Relation, str]:
        """The texts of each relation as one; ``row`` rises."""
        begins = np.flatnonzero(np.diff(row, prepend=-1)).tolist()
        names, told = row[begins].tolist(), texts.tolist()
        return {
            self.relations[name]: BETWEEN.join(told[begin:end])
            for name, begin, end in zip(names, begins, [*begins, len(told)][1:], strict=True)
        }

    @cached_property
    def _days(self) -> Any:
        """The first day of each month, as text."""
        return np.array([day_text(self.facts.first + column) for column in range(self.facts.months)], dtype=object)


def band_of(stage: int, share: float) -> Band:
    """What everybody may know of a share; not knowing the total of who buys nothing from us leaves nothing open."""
    return Band(str(_bands(np.array([stage]), np.array([share]))[0]))


def _bands(stage: Any, share: Any) -> Any:
    unknown = np.isnan(share)
    known = np.searchsorted((50, 80), share, side="right") + 2
    nothing = (share == 0) | (unknown & (stage == DEVELOPMENT))
    return _BANDS[np.where(nothing, 0, np.where(unknown, 1, known))]


def judge_customers(
    customers: Sequence[int], *, until: int, rules: Rules, known_at: datetime | None = None,
    order: Mapping[int, Any] | None = None, place_order: Mapping[int, Any] | None = None, first: int | None = None,
) -> Judgement | None:  # fmt: skip
    """Up to the month-end ``until``; None where nothing is known of any of them.

    ``known_at``: from the facts that were known at that moment. Raises Refused for sums that are too large.
    """
    facts = facts_of(customers, known_at=known_at)
    found = history(facts, until=until, parameters=rules.parameters, order=order, place_order=place_order, first=first)
    if found is None:
        return None
    return Judgement(found, *judge_groups(found.builder, found.sums))


def pieces(customers: Sequence[int], size: int) -> Iterable[Sequence[int]]:
    for start in range(0, len(customers), size):
        yield customers[start : start + size]
