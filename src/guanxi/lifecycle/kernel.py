"""The kernel: facts of many relations over many months in, stage, signal and flags out.

A block of relations is worked on along the months: windows, silence and rhythm are plain array arithmetic. Only the
stage machine steps from month to month, one table look-up each; the signals follow along the months again. With a
``State`` the same code continues where an earlier call stopped. The rules stand in docs/lifecycle.md, section by
section as here.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from guanxi.errors import WrongCall
from guanxi.lifecycle import rhythm
from guanxi.lifecycle.facts import LARGEST, Array, Bools, Bytes, Facts, Ints, Verdicts, WindowOverflowError
from guanxi.lifecycle.machine import (
    BAND_SHIFT,
    EVENT_SHIFT,
    FIRST_EVENT,
    RECENT_BAND_SHIFT,
    STAGE_BITS,
    UP_RUN_BIT,
    Machine,
    machine,
)
from guanxi.lifecycle.parameters import Parameters
from guanxi.lifecycle.state import COLUMNS, NEVER, NO_CLOCK, NOT_BEGUN, RING, SHARES, SUMS, Columns, State
from guanxi.lifecycle.vocabulary import (
    ADVANCING,
    CONTACT_OVERDUE,
    DEVELOPMENT,
    ESTIMATED_TOTAL,
    INITIAL,
    INTERRUPTED,
    INTERRUPTED_CONTACT,
    INTERRUPTED_SILENT,
    MIX_EFFECT,
    NO_DEMAND,
    OVERDUE,
    REGRESSED,
    REGRESSING,
    REPAIRED,
    ROUTINE_RISK,
    SHARE_UNKNOWN,
    STABLE,
    STAGNANT,
    STALE_TOTAL,
    STEADY,
    STRATEGIC,
    TOTAL_CONFLICT,
)
from guanxi.lifecycle.windows import Sums, Window, accumulate

_CELLS: Final = 200_000  # relations x months in a block: its arrays stay near the cache
_NEAR: Final = 1e-9  # per cent points: closer comparisons of shares are settled in integers
_LONG_AGO: Final = -(2**20)  # a column that no window reaches
_CONTACT_MONTHS: Final = 6  # routine risk compares this many months with as many before
_BRIEF: Final = 4_000  # cells up to which plain Python steps the machine faster than numpy

# The C library gives freed arrays of a block back to the system, and the next block pays for every page again: more
# than half of the whole time with glibc. Having freed one large array, untouched and so for nothing, glibc keeps
# blocks of up to twice its size (the threshold of mmap is dynamic).
np.empty(31 << 20, dtype=np.uint8)


def judge(facts: Facts, parameters: Parameters | None = None, state: State | None = None) -> tuple[Verdicts, State]:
    """Judge each relation in each month; the state returned continues with the month after the last.

    With a ``state`` the facts must begin in the month after it and have its relations in its order; ``facts.begin``
    and ``facts.opening`` then count only for relations whose record had not begun. Raises
    ``WindowOverflowError`` when a month or window passes 9·10¹⁶ minor units.
    """
    p = parameters or (state.parameters if state else Parameters())
    _check(facts, p, state)
    relations, months = facts.ours.shape
    verdicts = Verdicts.empty(facts.first, relations, months)
    after = State(p, relations, facts.first + months - 1)
    after.columns = {name: np.empty(relations, dtype=dtype) for name, (dtype, _) in COLUMNS.items()}
    after.columns["ring"] = np.zeros((RING, relations), dtype=np.int32)
    fresh = {name: np.empty((min(p.W, months), relations), dtype=dtype) for name, dtype in SUMS.items()}
    fresh |= {name: np.empty((min(p.N, months), relations), dtype=dtype) for name, dtype in SHARES.items()}
    after.largest = state.largest if state else 0
    for rows, block in _judged(facts, p, verdicts, state):
        block.remember(
            {name: column[..., rows] for name, column in after.columns.items()},
            {name: array[:, rows] for name, array in fresh.items()},
        )
        after.largest = max(after.largest, block.largest)
    for name, new in fresh.items():
        wanted = p.W if name in SUMS else p.N
        old = state.past.get(name, []) if state else []
        older = [np.zeros(relations, dtype=new.dtype)] * max(wanted - len(old) - len(new), 0) + old
        after.past[name] = [*older[len(older) + len(new) - wanted :], *new]
    return verdicts, after


def judge_once(facts: Facts, parameters: Parameters | None = None) -> Verdicts:
    """The verdicts of ``judge`` from the beginning, without a state to go on from: a tenth cheaper."""
    p = parameters or Parameters()
    _check(facts, p, None)
    verdicts = Verdicts.empty(facts.first, *facts.ours.shape)
    for _ in _judged(facts, p, verdicts, None):
        pass
    return verdicts


def _judged(facts: Facts, p: Parameters, verdicts: Verdicts, state: State | None) -> Iterator[tuple[slice, "_Block"]]:
    """Judge block by block into ``verdicts``."""
    going_on = state if state is not None and state.month is not None else None
    largest = going_on.largest if going_on else 0
    for rows in _blocks(*facts.ours.shape):
        before = going_on.block(rows) if going_on else None
        past = {name: [a[rows] for a in arrays] for name, arrays in going_on.past.items()} if going_on else {}
        block = _Block(facts.part(rows), p, before, past, largest)
        try:
            block.judge(verdicts.part(rows))
        except WindowOverflowError as error:
            raise WindowOverflowError(error.relation + rows.start, error.column) from None
        yield rows, block


def mix_effect(account: Verdicts, categories: Verdicts, owner: npt.NDArray[np.int64]) -> None:
    """Set the flag ``mix_effect`` in ``account``: it warns while none of its categories does.

    ``owner[i]`` is the row of the account of category ``i``. Both are of the same months.
    """
    calm, bad = 1, 2
    troubled = np.zeros(STEADY + 1, dtype=np.uint8)
    troubled[[INTERRUPTED_CONTACT, INTERRUPTED_SILENT, REGRESSED, OVERDUE, REGRESSING]] = bad
    seen = (troubled[categories.signal] | calm) * (categories.stage > 0)
    found = np.zeros(account.signal.shape, dtype=np.uint8)
    np.bitwise_or.at(found, owner, seen)
    warns = (account.signal == REGRESSING) | (account.signal == REGRESSED)
    np.bitwise_or(account.flags, MIX_EFFECT, out=account.flags, where=warns & (found == calm))


def _check(facts: Facts, p: Parameters, state: State | None) -> None:
    if facts.months < 1:
        raise WrongCall("There is no month to judge.")
    if state is None or state.month is None:
        return
    if state.parameters != p:
        raise WrongCall("The saved state was made with other parameters: judge the whole history again.")
    if state.month + 1 != facts.first or state.relations != facts.relations:
        raise WrongCall("The facts must follow the saved state: its next month, its relations in its order.")


def _blocks(relations: int, months: int) -> Iterator[slice]:
    size = max(_CELLS // months, 1)
    for start in range(0, relations, size):
        yield slice(start, min(start + size, relations))


class _Block:
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

    def judge(self, out: Verdicts) -> None:
        with np.errstate(divide="ignore", invalid="ignore"):
            self._purchases()
            self._windows()
            self._run_machine()
            self._write(out)

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
        newest: npt.NDArray[np.int32] = self.known * (2 * (self.column - np.int32(_LONG_AGO)))
        if self.estimated is not None:
            newest += self.estimated & self.known
        accumulate(np.maximum, newest, newest)
        if before is not None:
            shifted = np.where(before == NEVER, 0, before - 2 * (self.first + _LONG_AGO)).astype(np.int32)
            np.maximum(newest, shifted, out=newest)
        self.newest = newest
        return np.asarray(((newest >> 1) + _LONG_AGO > self.column - self.p.W) & ((newest & 1) == 1))

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
        did = self._step_briefly(symbol, start) if symbol.size <= _BRIEF else self._step(symbol, start)
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
        table = self.machine.table
        did = bytearray(symbol.size)
        openings = {(relation, column): stage for column, many in self.opening.items() for relation, stage in many}
        conditions = start.tolist()
        entries = table.tolist() if symbol.size > len(table) else table
        at = 0
        for relation, symbols in enumerate(np.ascontiguousarray(symbol.T)):
            condition = conditions[relation]
            for column, month in enumerate(symbols.tobytes()):
                if openings and (relation, column) in openings:
                    condition = self.machine.opening(openings[relation, column])
                entry = int(entries[condition << 8 | month])
                condition = entry >> 16
                did[at] = entry & 255
                at += 1
            conditions[relation] = condition
        self.condition = np.array(conditions, dtype=np.int64)
        return np.ascontiguousarray(np.frombuffer(did, dtype=np.uint8).reshape(self.relations, self.months).T)

    # Signals and flags

    def _write(self, out: Verdicts) -> None:
        stage, event = self.stage, self.event
        before = self.before
        self._since()
        self._contacts()
        in_business = (stage - np.uint8(INITIAL)) <= STRATEGIC - INITIAL  # unsigned: stage 1 wraps around
        fired = event > 0
        overdue = in_business & (2 * self.silence >= self.limit)
        recent_band = self.recent.band
        below = _below(self.window.band, stage) | (
            _below(recent_band, stage) & _below(_last_month(recent_band, before, "recent_band"), stage)
        )
        halved = self._halved()
        halving = halved & _last_month(halved, before, "halved") & (stage == INITIAL)
        regressing = in_business & (below | halving)
        warned = (overdue | regressing) & ~fired
        repaired = _last_month(warned, before, "warned") & ~warned & (self.window.known | self.bought)

        signal = np.full(stage.shape, STEADY, dtype=np.uint8)
        self._stagnation(signal)
        _at_most(signal, ADVANCING, self.up_run)
        _at_most(signal, REPAIRED, repaired)
        _at_most(signal, REGRESSING, regressing)
        _at_most(signal, OVERDUE, overdue)
        _at_most(signal, event + np.uint8(FIRST_EVENT - 1), fired)
        interrupted = stage == INTERRUPTED
        _at_most(signal, INTERRUPTED_SILENT, interrupted)
        if self.last_contact is not None:
            ever = self.last_contact > _LONG_AGO
            lately = self.column - self.last_contact < self.p.Q
            _at_most(signal, INTERRUPTED_CONTACT, interrupted & lately)
            prospect = (stage == DEVELOPMENT) & ever & ~lately & ~fired
            np.copyto(signal, CONTACT_OVERDUE, where=prospect)

        flags = self._flags()
        if self.active is not None:
            for values in (stage, signal, flags):
                np.multiply(values, self.active, out=values)
        out.stage.T[:] = stage
        out.signal.T[:] = signal
        out.flags.T[:] = flags
        out.share.T[:] = self.window.share
        out.recent_share.T[:] = self.recent.share
        out.since.T[:] = self.since
        out.silence.T[:] = self.silence
        out.limit.T[:] = self.limit
        self.warned, self.halved = warned, halved

    def _since(self) -> None:
        """The month in which the stage began, as a month number."""
        stage, before = self.stage, self.before
        was = np.ones(self.relations, dtype=np.uint8)
        if before is not None:
            was = np.array([c.stage for c in self.machine.conditions], dtype=np.uint8)[before["condition"]]
        changed = np.empty(stage.shape, dtype=np.bool_)
        np.not_equal(stage[0], was, out=changed[0])
        np.not_equal(stage[1:], stage[:-1], out=changed[1:])
        here = np.flatnonzero((self.begin >= 0) & (self.begin < self.months))
        if before is not None:
            here = here[before["begin"][here] == NOT_BEGUN]
        changed[self.begin[here], here] = True
        since = changed * (self.column + 1)
        accumulate(np.maximum, since, since)
        changed_here = since > 0
        since += np.int32(self.first - 1)
        if before is not None:
            since = np.where(changed_here, since, before["since"])
        self.since: npt.NDArray[np.int32] = since

    def _contacts(self) -> None:
        """The column of the last contact, far below 0 when there was none yet; None: nobody had any."""
        before = self.before["contact"] if self.before is not None else None
        self.last_contact: npt.NDArray[np.int32] | None = None
        if self.contact is None and (before is None or not (before != NEVER).any()):
            return
        contact = self.contact if self.contact is not None else np.zeros(self.bought.shape, dtype=np.bool_)
        last = (contact * (self.column - _LONG_AGO) + _LONG_AGO).astype(np.int32)
        if before is not None:
            np.maximum(last[0], np.where(before == NEVER, _LONG_AGO, before - self.first), out=last[0])
        accumulate(np.maximum, last, last)
        self.last_contact = last

    def _halved(self) -> Bools:
        """Whether the recent share is at most half of the share, with a known rhythm and ours above 0."""
        share, recent = self.window.share, self.recent.share
        gap = 2.0 * recent - share
        possible = (gap < _NEAR) & (share > 0) & self.rhythm
        halved = possible & (gap <= 0)
        for month, relation in _cells(possible & (gap > -_NEAR)):
            ours, total = self.window.cut_at((month, relation))
            recent_ours, recent_total = self.recent.cut_at((month, relation))
            halved[month, relation] = 2 * recent_ours * total <= ours * recent_total
        return np.asarray(halved)

    def _growth(self, start: int) -> tuple[Bools, Bools]:
        """From column ``start`` on: is the share up by RISE points against N months before, and is it within RISE?

        Both are false where one of the two shares is unknown.
        """
        p, share = self.p, self.window.share
        then = np.full((self.months - start, self.relations), np.nan)
        if self.months > p.N:
            begin = max(start, p.N)
            then[begin - start :] = share[begin - p.N : self.months - p.N]
        past = list(zip(self.past.get("share_ours", ()), self.past.get("share_total", ()), strict=True))
        for column in range(start, min(p.N, self.months)) if past else ():
            ours, total = past[column]
            then[column - start] = np.where(total > 0, ours * 100.0 / total, np.nan)
        growth = share[start:] - then
        up, within = growth >= p.RISE, np.abs(growth) < p.RISE
        for row, relation in _cells(np.abs(np.abs(growth) - p.RISE) < _NEAR):
            now, column = self.window.cut_at((row + start, relation)), row + start - p.N
            ago = (
                self.window.cut_at((column, relation))
                if column >= 0
                else tuple(int(a[relation]) for a in past[column + p.N])
            )
            rise, line = 100 * (now[0] * ago[1] - ago[0] * now[1]), p.RISE * now[1] * ago[1]
            up[row, relation], within[row, relation] = rise >= line, abs(rise) < line
        return up, within

    def _stagnation(self, signal: Bytes) -> None:
        """Put ``stagnant`` into the signals, and find where routine is a risk."""
        stage = self.stage
        settled = self.column + self.first - self.since >= self.p.N
        still = settled & (stage <= STABLE)
        routine = settled & (stage == STRATEGIC) if self.last_contact is not None else None
        self.routine: Bools | None = None
        concerned = still.any(axis=1) if routine is None else (still | routine).any(axis=1)
        if not concerned.any():
            return
        start = int(concerned.argmax())
        up, within = self._growth(start)
        _at_most(signal[start:], STAGNANT, still[start:] & ~up)
        if routine is not None and routine.any():
            routine[start:] &= within
            self.routine = routine & self._contacts_thin_out()

    def _contacts_thin_out(self) -> Bools:
        """Fewer than half as many months with contact in the last 6 as in the 6 before, which had at least 2."""
        contact = self.contact if self.contact is not None else np.zeros(self.bought.shape, dtype=np.bool_)
        past = None
        if self.before is not None:
            bits = self.before["contacts"]
            months = [(bits >> back & 1).astype(np.int16) for back in reversed(range(2 * _CONTACT_MONTHS))]
            past = list(np.cumsum(months, axis=0, dtype=np.int16))
        counts = Sums(contact.astype(np.int16), past, 2 * _CONTACT_MONTHS)
        earlier = counts.ago(_CONTACT_MONTHS) - counts.ago(2 * _CONTACT_MONTHS)
        return np.asarray((2 * (counts.now - counts.ago(_CONTACT_MONTHS)) < earlier) & (earlier >= 2))

    def _flags(self) -> Bytes:
        window = self.window
        told = ~(window.unknown | window.known)
        no_demand = told & window.no_total & (window.ours <= 0)
        flags: Bytes = window.unknown.view(np.uint8) * np.uint8(SHARE_UNKNOWN)
        flags |= no_demand.view(np.uint8) * np.uint8(NO_DEMAND)
        flags |= (told & ~no_demand).view(np.uint8) * np.uint8(TOTAL_CONFLICT)
        for bit, marks in ((ESTIMATED_TOTAL, self.estimates), (STALE_TOTAL, self.stale), (ROUTINE_RISK, self.routine)):
            if marks is not None:
                flags |= marks.view(np.uint8) * np.uint8(bit)
        return flags

    # The state after the last month

    def remember(self, columns: Columns, fresh: dict[str, Array]) -> None:
        before, last = self.before, self.months - 1
        columns["condition"][:] = self.condition
        columns["begin"][:] = np.where(self.begin < self.months, self.begin + self.first, NOT_BEGUN)
        columns["since"][:] = self.since[last]
        columns["silence"][:] = np.where(self.clock_runs, self.silence[last], NO_CLOCK)
        columns["doubled_median"][:] = self.doubled_median[last]
        columns["warned"][:] = self.warned[last]
        columns["halved"][:] = self.halved[last]
        columns["recent_band"][:] = self.recent.band[last]
        for name in ("purchase", "count", "histogram", "ring", "newest", "contact"):
            columns[name][:] = before[name] if before is not None else COLUMNS.get(name, (None, 0))[1]
        rhythm.remember(self.events, self.first, columns)
        if self.newest is not None:
            newest = self.newest[last] + 2 * (self.first + _LONG_AGO)
            columns["newest"][:] = np.where(self.newest[last] == 0, NEVER, newest)
        if self.last_contact is not None:
            contact = self.last_contact[last]
            columns["contact"][:] = np.where(contact > _LONG_AGO, contact + self.first, NEVER)
        bits = columns["contacts"]
        bits[:] = 0 if before is None else before["contacts"] << min(self.months, 31) & (1 << 2 * _CONTACT_MONTHS) - 1
        contact = self.contact
        if contact is not None:
            for back in range(min(2 * _CONTACT_MONTHS, self.months)):
                bits |= contact[last - back].astype(np.int32) << back
        for name, sums in self.sums.items():
            fresh[name][:] = sums.now[self.months - len(fresh[name]) :]
        kept = slice(self.months - len(fresh["share_ours"]), None)
        fresh["share_ours"][:], fresh["share_total"][:] = self.window.cut(kept)


def _cells(marked: Bools) -> list[tuple[int, int]]:
    """Month and relation of the few marked cells."""
    return [divmod(int(cell), marked.shape[1]) for cell in np.flatnonzero(marked)]


def _largest(values: Ints) -> int:
    return max(int(values.max(initial=0)), -int(values.min(initial=0)))


def _at_most(signal: Bytes, code: int | Bytes, where: Bools) -> None:
    """Lower the signals to ``code`` where that holds; the smallest code wins, so the order of calls is free."""
    np.minimum(signal, (where.view(np.uint8) - np.uint8(1)) | np.asarray(code, dtype=np.uint8), out=signal)


def _below(band: Bytes, stage: Bytes) -> Bools:
    """Is the band known and below the stage? ``band`` is 0 or the band less 1; true for stages 2 and above only."""
    return np.asarray((band - np.uint8(1)) < (stage - np.uint8(2)))


def _last_month(values: Array, before: Columns | None, name: str) -> Array:
    """The values of the month before."""
    shifted = np.empty_like(values)
    shifted[1:] = values[:-1]
    shifted[0] = 0 if before is None else before[name]
    return shifted
