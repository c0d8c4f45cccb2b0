"""From facts to stages: purchases, silence, windows and bands along the months, then the machine month by month."""

from typing import Final

import numpy as np
import numpy.typing as npt

from guanxi.lifecycle import rhythm
from guanxi.lifecycle.facts import LARGEST, Array, Bools, Bytes, Facts, Ints, WindowOverflowError
from guanxi.lifecycle.machine import (
    BAND_SHIFT,
    EVENT_SHIFT,
    RECENT_BAND_SHIFT,
    STAGE_BITS,
    UP_RUN_BIT,
    Machine,
    entries,
    machine,
)
from guanxi.lifecycle.parameters import Parameters
from guanxi.lifecycle.state import NEVER, NO_CLOCK, NOT_BEGUN, Columns
from guanxi.lifecycle.vocabulary import DEVELOPMENT
from guanxi.lifecycle.windows import Sums, Window, accumulate

LONG_AGO: Final = -(2**20)  # a column that no window reaches
_BRIEF: Final = 4_000  # cells up to which plain Python steps the machine faster than numpy
_LISTED: Final = 1 << 18  # entries up to which a table is worth having as a list as well


class Block:
    """Some relations over all months given. Arrays are (months, relations); columns count from 0."""

    def __init__(
        self, facts: Facts, p: Parameters, before: Columns | None, past: dict[str, list[Array]], largest: int
    ) -> None:
        self.p, self.before, self.past, self.first = p, before, past, facts.first
        self.relations, self.months = facts.ours.shape
        self.machine: Machine = machine(p)
        self.column = np.arange(self.months, dtype=np.int32)[:, None]
        begin = np.maximum(facts.begin, 0)
        if before is not None:
            begun = before["begin"] != NOT_BEGUN
            begin = np.where(begun, before["begin"] - self.first, begin)
        self.begin = begin.astype(np.int32)
        self.active: Bools | None = self.column >= self.begin if self.begin.max(initial=0) > 0 else None
        self.opening = self._openings(facts.opening)
        self.ours = facts.ours.T
        self.known = facts.known.T
        self.total = facts.total.T
        self.counted = facts.counted.T if facts.counted is not None else self.ours
        if self.active is not None and facts.opening is not None and (facts.opening > 0).any():
            # Facts before an opening are not used.
            self.ours, self.counted = self.ours * self.active, self.counted * self.active
            self.total, self.known = self.total * self.active, self.known & self.active
        self.estimated = self._marks(facts.estimated)
        self.stale = self._marks(facts.stale)
        self.contact = self._marks(facts.contact)
        self.notice = self._marks(facts.notice)
        self.largest = max(largest, *(_largest(values) for values in (self.ours, self.total)))
        if self.counted is not self.ours:
            self.largest = max(self.largest, _largest(self.counted))
        with np.errstate(divide="ignore", invalid="ignore"):
            self._purchases()
            self._windows()
            self._run_machine()

    def _openings(self, opening: Bytes | None) -> dict[int, list[tuple[int, int]]]:
        """Column -> (relation, stage) of the records that begin there with an opening."""
        found: dict[int, list[tuple[int, int]]] = {}
        for relation in np.flatnonzero(opening) if opening is not None else ():
            column = int(self.begin[relation])
            if 0 <= column < self.months and opening is not None:
                found.setdefault(column, []).append((int(relation), int(opening[relation])))
        return found

    def _marks(self, marks: Bools | None) -> Bools | None:
        """Marks within the records, (months, relations); None when there is none."""
        if marks is None or not marks.any():
            return None
        return marks.T if self.active is None else marks.T & self.active

    # Purchases, silence and its limit (terms: purchase month, interval, silence, silence limit)

    def _purchases(self) -> None:
        p = self.p
        self.bought: Bools = self.ours > 0
        self.events = rhythm.purchases(self.bought, self.first, self.before)
        doubled = rhythm.over_time(self.events, self.bought.shape, self.before)
        self.doubled_median = doubled
        self.rhythm: Bools = doubled > 0
        limit = (doubled * np.int32(p.K) + np.int32(1)) >> 1
        np.maximum(limit, p.GMIN, out=limit)
        np.copyto(limit, p.GNEW, where=~self.rhythm)
        self.limit = limit

        # The clock counts month-ends, except those of a month without any demand.
        clock: npt.NDArray[np.int32] = np.broadcast_to(self.column + 1, self.bought.shape)
        no_demand = self.known & (self.total == 0)
        if no_demand.any():
            clock = np.empty(self.bought.shape, dtype=np.int32)
            accumulate(np.add, (~no_demand).astype(np.int32), clock)
        # It was set back in the last purchase month: that reading plus 1, or 0 when it never ran.
        set_back = self.bought * (clock + 1)
        for column, openings in self.opening.items():
            for relation, stage in openings:
                if stage > DEVELOPMENT:
                    set_back[column, relation] = clock[column, relation] + 1
        accumulate(np.maximum, set_back, set_back)
        self.silence: npt.NDArray[np.int32] = (clock + 1 - set_back) * (set_back > 0)
        self.clock_runs = set_back[-1] > 0
        if self.before is not None:
            ran = self.before["silence"] != NO_CLOCK
            still = ran & (set_back == 0)
            self.silence += still * (clock + self.before["silence"])
            self.clock_runs |= ran

    # Windows, shares and bands

    def _windows(self) -> None:
        p = self.p
        known_only = self.counted if self.known.all() else self.counted * self.known
        sums = {
            name: Sums(monthly, self.past.get(name), p.W)
            for name, monthly in (
                ("ours", known_only),
                ("total", self.total),
                ("known", self.known.astype(np.int16)),
            )
        }
        self.sums = sums
        age = self.column + 1 - self.begin
        recent = min(p.R, p.W)
        whole, part = [s.now - s.ago(p.W) for s in sums.values()], [s.now - s.ago(recent) for s in sums.values()]
        of_recent = np.minimum(age, recent)
        stretched = np.flatnonzero(self.doubled_median > 2 * recent) if recent < p.W else np.zeros(0, dtype=np.int64)
        if stretched.size:  # a slower rhythm than the recent window: that window is as long as the rhythm
            length = np.minimum((self.doubled_median.ravel()[stretched] + 1) >> 1, p.W)
            for values, s in zip(part, sums.values(), strict=True):
                values.ravel()[stretched] = s.now.ravel()[stretched] - s.ago_each(length, stretched)
            of_recent.ravel()[stretched] = np.minimum(age.ravel()[stretched], length)
        self._check_sums(whole, part)
        bound = self.largest * p.W
        unknown = whole[2] * 2 < np.minimum(age, p.W)
        self.window = Window(whole[0], whole[1], unknown, tolerance=p.TOL, largest=bound)
        self.recent = Window(part[0], part[1], part[2] * 2 < of_recent, tolerance=p.TOL, largest=bound)
        self.estimates: Bools | None = self._estimates()

    def _check_sums(self, whole: list[Array], part: list[Array]) -> None:
        """Refuse sums beyond the largest; only then can a difference of running sums have wrapped around."""
        if self.largest * self.p.W <= LARGEST:
            return
        # Within 100 months sums of allowed months stay below 2**63; longer windows are checked in such pieces too.
        pieces = [s.now - s.ago(min(self.p.W, 100)) for s in list(self.sums.values())[:2]]
        for values in (self.ours, self.counted, self.total, *pieces, *whole[:2], *part[:2]):
            beyond = np.argwhere((values > LARGEST) | (values < -LARGEST))
            if beyond.size:
                column, relation = beyond[0]
                raise WindowOverflowError(int(relation), int(column))

    def _estimates(self) -> Bools | None:
        """Whether the newest known total of the stage window is of class D or E; None: nowhere."""
        before = self.before["newest"] if self.before is not None else None
        if self.estimated is None and (before is None or not (before & 1 & (before != NEVER)).any()):
            self.newest = None
            return None
        newest: npt.NDArray[np.int32] = self.known * (2 * (self.column - np.int32(LONG_AGO)))
        if self.estimated is not None:
            newest += self.estimated & self.known
        accumulate(np.maximum, newest, newest)
        if before is not None:
            shifted = np.where(before == NEVER, 0, before - 2 * (self.first + LONG_AGO)).astype(np.int32)
            np.maximum(newest, shifted, out=newest)
        self.newest = newest
        return np.asarray(((newest >> 1) + LONG_AGO > self.column - self.p.W) & ((newest & 1) == 1))

    # The stage machine

    def _run_machine(self) -> None:
        symbol: Bytes = self.bought.view(np.uint8) | (self.silence >= self.limit).view(np.uint8) << np.uint8(2)
        symbol |= self.window.band << np.uint8(BAND_SHIFT)
        symbol |= self.recent.band << np.uint8(RECENT_BAND_SHIFT)
        if self.notice is not None:
            symbol |= self.notice.view(np.uint8) << np.uint8(1)
        if self.estimates is not None:
            symbol |= self.estimates.view(np.uint8) << np.uint8(7)
        start = np.zeros(self.relations, dtype=np.int64)
        if self.before is not None:
            start += self.before["condition"]
        brief = symbol.size <= _BRIEF and len(self.machine.table) <= _LISTED
        did = self._step_briefly(symbol, start) if brief else self._step(symbol, start)
        self.stage: Bytes = did & np.uint8(STAGE_BITS)
        self.up_run: Bools = (did & UP_RUN_BIT) > 0
        self.event: Bytes = did >> np.uint8(EVENT_SHIFT)

    def _step(self, symbol: Bytes, start: Ints) -> Bytes:
        table = self.machine.table
        did = np.empty(symbol.shape, dtype=np.uint8)
        entry, place = start << 16, np.empty_like(start)
        for column in range(self.months):
            for relation, stage in self.opening.get(column, ()):
                entry[relation] = self.machine.opening(stage) << 16
            np.right_shift(entry, 8, out=place)
            np.add(place, symbol[column], out=place)
            np.take(table, place, out=entry, mode="clip")
            np.copyto(did[column], entry, casting="unsafe")
        self.condition = entry >> 16
        return did

    def _step_briefly(self, symbol: Bytes, start: Ints) -> Bytes:
        """The same relation by relation, for few cells."""
        table = entries(self.p)
        did = bytearray(symbol.size)
        openings = {(relation, column): stage for column, many in self.opening.items() for relation, stage in many}
        conditions = start.tolist()
        at = 0
        for relation, symbols in enumerate(np.ascontiguousarray(symbol.T)):
            condition = conditions[relation]
            for column, month in enumerate(symbols.tobytes()):
                if openings and (relation, column) in openings:
                    condition = self.machine.opening(openings[relation, column])
                entry = table[condition << 8 | month]
                condition = entry >> 16
                did[at] = entry & 255
                at += 1
            conditions[relation] = condition
        self.condition = np.array(conditions, dtype=np.int64)
        return np.ascontiguousarray(np.frombuffer(did, dtype=np.uint8).reshape(self.relations, self.months).T)


def _largest(values: Ints) -> int:
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))
