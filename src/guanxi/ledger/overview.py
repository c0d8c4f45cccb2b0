"""What a run found, in the few figures that a person wants to read at its end."""

import heapq
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from guanxi.lifecycle.facts import Facts, Verdicts
from guanxi.lifecycle.vocabulary import (
    INTERRUPTED_CONTACT,
    INTERRUPTED_SILENT,
    OVERDUE,
    REGRESSED,
    REGRESSING,
    SIGNALS,
    STAGES,
)

_TROUBLE: Final = (INTERRUPTED_CONTACT, INTERRUPTED_SILENT, REGRESSED, OVERDUE, REGRESSING)
# Publishers mask private names; such purchases are real and are counted, but no ranking may show them.
MASKED: Final = r"(^|\| )(masked-[0-9a-z]{8}( \||$)|redacted)"
_TOP: Final = 10
_YEAR: Final = 12


class Concern(NamedTuple):
    """A relation that needs attention. ``at_stake``: our sales, in minor units, in the twelve months up to and with
    that of the last order, so before any silence."""

    at_stake: int
    customer: str
    category: str | None
    supplier: str | None
    stage: int
    signal: int
    share: float  # nan = unknown
    since: int  # month number


class Overview:
    """Counts over the relations that were written, and the ten that most money says to look at.

    ``stages`` and ``signals`` count the relations by their last month, ``[1]`` being the first of the vocabulary; they
    and ``concerns`` speak of accounts, or of categories where no accounts were judged.
    """

    def __init__(self) -> None:
        self.relations = 0
        self.months = 0
        self.moves = 0
        self._stages = np.zeros((2, len(STAGES) + 1), dtype=np.int64)
        self._signals = np.zeros((2, len(SIGNALS) + 1), dtype=np.int64)
        self._concerns: tuple[list[Concern], list[Concern]] = ([], [])

    @property
    def level(self) -> str:
        """``customer`` or ``category``: what the figures speak of."""
        return "customer" if self._stages[0].any() or not self._stages[1].any() else "category"

    @property
    def _row(self) -> int:
        return 0 if self.level == "customer" else 1

    @property
    def stages(self) -> list[int]:
        return [int(count) for count in self._stages[self._row]]

    @property
    def signals(self) -> list[int]:
        return [int(count) for count in self._signals[self._row]]

    @property
    def concerns(self) -> list[Concern]:
        """Largest first."""
        return sorted(self._concerns[self._row], key=_weight)

    def counts(self) -> dict[str, int]:
        return {"relations": self.relations, "months": self.months, "moves": self.moves}

    def add(
        self,
        customers: Sequence[str],
        categories: Sequence[str | None],
        suppliers: Sequence[str | None],
        facts: Facts,
        verdicts: Verdicts,
    ) -> None:
        """Count a block of relations, all with the same months; names have one entry for each."""
        last_stage, last_signal = verdicts.stage[:, -1], verdicts.signal[:, -1]
        self.relations += int(np.count_nonzero(last_stage))
        self.months += int(np.count_nonzero(verdicts.stage))
        single = np.array([category is not None for category in categories], dtype=bool)
        for level, rows in enumerate((~single & (last_stage > 0), single & (last_stage > 0))):
            self._stages[level] += np.bincount(last_stage[rows], minlength=len(STAGES) + 1)
            self._signals[level] += np.bincount(last_signal[rows], minlength=len(SIGNALS) + 1)
            troubled = np.flatnonzero(rows & np.isin(last_signal, _TROUBLE))
            listed = [not _masked(suppliers[row], customers[row]) for row in troubled.tolist()]
            troubled = troubled[np.array(listed, dtype=bool)]
            stakes = _at_stake(facts, troubled)
            found = [
                Concern(
                    int(stake), customers[row], categories[row], suppliers[row],
                    int(last_stage[row]), int(last_signal[row]),
                    float(verdicts.share[row, -1]), int(verdicts.since[row, -1]),
                )
                for row, stake in ((troubled[i], stakes[i]) for i in np.argsort(-stakes, kind="stable")[:_TOP])
            ]  # fmt: skip
            self._concerns[level][:] = heapq.nsmallest(_TOP, [*self._concerns[level], *found], key=_weight)


def _masked(supplier: str | None, customer: str) -> bool:
    return any(re.search(MASKED, name, re.IGNORECASE) for name in (supplier or "", customer))


def _weight(concern: Concern) -> tuple[int, str, str, str]:
    return -concern.at_stake, concern.supplier or "", concern.customer, concern.category or ""


def _at_stake(facts: Facts, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    """Sums of ours in the twelve months up to and with that of the last order; 0 where there was none."""
    ours = facts.ours[rows]
    column = np.arange(facts.months)
    end = np.where(ours > 0, column + 1, 0).max(axis=1, initial=0)[:, None]
    inside = (column < end) & (column >= end - _YEAR)
    sums: npt.NDArray[np.int64] = np.where(inside, ours, 0).sum(axis=1, dtype=np.int64)
    return sums
