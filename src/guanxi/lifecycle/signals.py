"""From stages to signals and flags, and to the state that the next month needs."""

from typing import Final

import numpy as np
import numpy.typing as npt

from guanxi.lifecycle import rhythm
from guanxi.lifecycle.block import LONG_AGO, Block
from guanxi.lifecycle.facts import Array, Bools, Bytes, Verdicts
from guanxi.lifecycle.machine import FIRST_EVENT
from guanxi.lifecycle.state import COLUMNS, NEVER, NO_CLOCK, NOT_BEGUN, Columns
from guanxi.lifecycle.vocabulary import (
    ADVANCING,
    CONTACT_OVERDUE,
    DEVELOPMENT,
    ESTIMATED_TOTAL,
    INITIAL,
    INTERRUPTED,
    INTERRUPTED_CONTACT,
    INTERRUPTED_SILENT,
    NO_DEMAND,
    OVERDUE,
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
from guanxi.lifecycle.windows import Sums, accumulate

_NEAR: Final = 1e-9  # per cent points: closer comparisons of shares are settled in integers
_CONTACT_MONTHS: Final = 6  # routine risk compares this many months with as many before


class Signals:
    """The signals and flags of a block. Arrays are (months, relations); columns count from 0."""

    def __init__(self, block: Block) -> None:
        self.block = block
        with np.errstate(divide="ignore", invalid="ignore"):
            self._since()
            self._contacts()
            self._signals()
            self._flags()

    def _signals(self) -> None:
        stage, event = self.block.stage, self.block.event
        before = self.block.before
        in_business = (stage - np.uint8(INITIAL)) <= STRATEGIC - INITIAL  # unsigned: stage 1 wraps around
        fired = event > 0
        overdue = in_business & (2 * self.block.silence >= self.block.limit)
        recent_band = self.block.recent.band
        below = _below(self.block.window.band, stage) | (
            _below(recent_band, stage) & _below(_last_month(recent_band, before, "recent_band"), stage)
        )
        halved = self._halved()
        halving = halved & _last_month(halved, before, "halved") & (stage == INITIAL)
        regressing = in_business & (below | halving)
        warned = (overdue | regressing) & ~fired
        repaired = _last_month(warned, before, "warned") & ~warned & (self.block.window.known | self.block.bought)

        signal = np.full(stage.shape, STEADY, dtype=np.uint8)
        self._stagnation(signal)
        _at_most(signal, ADVANCING, self.block.up_run)
        _at_most(signal, REPAIRED, repaired)
        _at_most(signal, REGRESSING, regressing)
        _at_most(signal, OVERDUE, overdue)
        _at_most(signal, event + np.uint8(FIRST_EVENT - 1), fired)
        interrupted = stage == INTERRUPTED
        _at_most(signal, INTERRUPTED_SILENT, interrupted)
        if self.last_contact is not None:
            ever = self.last_contact > LONG_AGO
            lately = self.block.column - self.last_contact < self.block.p.Q
            _at_most(signal, INTERRUPTED_CONTACT, interrupted & lately)
            prospect = (stage == DEVELOPMENT) & ever & ~lately & ~fired
            np.copyto(signal, CONTACT_OVERDUE, where=prospect)

        self.signal = signal
        self.warned, self.halved = warned, halved

    def write(self, out: Verdicts) -> None:
        block = self.block
        if block.active is not None:
            for values in (block.stage, self.signal, self.flags):
                np.multiply(values, block.active, out=values)
        out.stage.T[:] = block.stage
        out.signal.T[:] = self.signal
        out.flags.T[:] = self.flags
        out.share.T[:] = block.window.share
        out.recent_share.T[:] = block.recent.share
        out.since.T[:] = self.since
        out.silence.T[:] = block.silence
        out.limit.T[:] = block.limit

    def _since(self) -> None:
        """The month in which the stage began, as a month number."""
        stage, before = self.block.stage, self.block.before
        was = np.ones(self.block.relations, dtype=np.uint8)
        if before is not None:
            was = np.array([c.stage for c in self.block.machine.conditions], dtype=np.uint8)[before["condition"]]
        changed = np.empty(stage.shape, dtype=np.bool_)
        np.not_equal(stage[0], was, out=changed[0])
        np.not_equal(stage[1:], stage[:-1], out=changed[1:])
        here = np.flatnonzero((self.block.begin >= 0) & (self.block.begin < self.block.months))
        if before is not None:
            here = here[before["begin"][here] == NOT_BEGUN]
        changed[self.block.begin[here], here] = True
        since = changed * (self.block.column + 1)
        accumulate(np.maximum, since, since)
        changed_here = since > 0
        since += np.int32(self.block.first - 1)
        if before is not None:
            since = np.where(changed_here, since, before["since"])
        self.since: npt.NDArray[np.int32] = since

    def _contacts(self) -> None:
        """The column of the last contact, far below 0 when there was none yet; None: nobody had any."""
        before = self.block.before["contact"] if self.block.before is not None else None
        self.last_contact: npt.NDArray[np.int32] | None = None
        if self.block.contact is None and (before is None or not (before != NEVER).any()):
            return
        contact = (
            self.block.contact if self.block.contact is not None else np.zeros(self.block.bought.shape, dtype=np.bool_)
        )
        last = (contact * (self.block.column - LONG_AGO) + LONG_AGO).astype(np.int32)
        if before is not None:
            np.maximum(last[0], np.where(before == NEVER, LONG_AGO, before - self.block.first), out=last[0])
        accumulate(np.maximum, last, last)
        self.last_contact = last

    def _contact(self) -> Bools:
        block = self.block
        return block.contact if block.contact is not None else np.zeros(block.bought.shape, dtype=np.bool_)

    def _halved(self) -> Bools:
        """Whether the recent share is at most half of the share, with a known rhythm and ours above 0."""
        share, recent = self.block.window.share, self.block.recent.share
        gap = 2.0 * recent - share
        possible = (gap < _NEAR) & (share > 0) & self.block.rhythm
        halved = possible & (gap <= 0)
        for month, relation in _cells(possible & (gap > -_NEAR)):
            ours, total = self.block.window.cut_at((month, relation))
            recent_ours, recent_total = self.block.recent.cut_at((month, relation))
            halved[month, relation] = 2 * recent_ours * total <= ours * recent_total
        return np.asarray(halved)

    def _growth(self, start: int) -> tuple[Bools, Bools]:
        """From column ``start`` on: is the share up by RISE points against N months before, and is it within RISE?

        Both are false where one of the two shares is unknown.
        """
        p, share = self.block.p, self.block.window.share
        then = np.full((self.block.months - start, self.block.relations), np.nan)
        if self.block.months > p.N:
            begin = max(start, p.N)
            then[begin - start :] = share[begin - p.N : self.block.months - p.N]
        past = list(zip(self.block.past.get("share_ours", ()), self.block.past.get("share_total", ()), strict=True))
        for column in range(start, min(p.N, self.block.months)) if past else ():
            ours, total = past[column]
            then[column - start] = np.where(total > 0, ours * 100.0 / total, np.nan)
        growth = share[start:] - then
        up, within = growth >= p.RISE, np.abs(growth) < p.RISE
        for row, relation in _cells(np.abs(np.abs(growth) - p.RISE) < _NEAR):
            now, column = self.block.window.cut_at((row + start, relation)), row + start - p.N
            ago = (
                self.block.window.cut_at((column, relation))
                if column >= 0
                else tuple(int(a[relation]) for a in past[column + p.N])
            )
            rise, line = 100 * (now[0] * ago[1] - ago[0] * now[1]), p.RISE * now[1] * ago[1]
            up[row, relation], within[row, relation] = rise >= line, abs(rise) < line
        return up, within

    def _stagnation(self, signal: Bytes) -> None:
        """Put ``stagnant`` into the signals, and find where routine is a risk."""
        stage = self.block.stage
        settled = self.block.column + self.block.first - self.since >= self.block.p.N
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
        contact = (
            self.block.contact if self.block.contact is not None else np.zeros(self.block.bought.shape, dtype=np.bool_)
        )
        past = None
        if self.block.before is not None:
            bits = self.block.before["contacts"]
            months = [(bits >> back & 1).astype(np.int16) for back in reversed(range(2 * _CONTACT_MONTHS))]
            past = list(np.cumsum(months, axis=0, dtype=np.int16))
        counts = Sums(contact.astype(np.int16), past, 2 * _CONTACT_MONTHS)
        earlier = counts.ago(_CONTACT_MONTHS) - counts.ago(2 * _CONTACT_MONTHS)
        return np.asarray((2 * (counts.now - counts.ago(_CONTACT_MONTHS)) < earlier) & (earlier >= 2))

    def _flags(self) -> None:
        window = self.block.window
        told = ~(window.unknown | window.known)
        no_demand = told & window.no_total & (window.ours <= 0)
        flags: Bytes = window.unknown.view(np.uint8) * np.uint8(SHARE_UNKNOWN)
        flags |= no_demand.view(np.uint8) * np.uint8(NO_DEMAND)
        flags |= (told & ~no_demand).view(np.uint8) * np.uint8(TOTAL_CONFLICT)
        for bit, marks in (
            (ESTIMATED_TOTAL, self.block.estimates),
            (STALE_TOTAL, self.block.stale),
            (ROUTINE_RISK, self.routine),
        ):
            if marks is not None:
                flags |= marks.view(np.uint8) * np.uint8(bit)
        self.flags = flags

    def remember(self, columns: Columns, fresh: dict[str, Array]) -> None:
        """Write the state after the last month: its columns, and the rows of the last months."""
        block, before, last = self.block, self.block.before, self.block.months - 1
        columns["condition"][:] = block.condition
        columns["begin"][:] = np.where(block.begin < block.months, block.begin + block.first, NOT_BEGUN)
        columns["since"][:] = self.since[last]
        columns["silence"][:] = np.where(block.clock_runs, block.silence[last], NO_CLOCK)
        columns["doubled_median"][:] = block.doubled_median[last]
        columns["warned"][:] = self.warned[last]
        columns["halved"][:] = self.halved[last]
        columns["recent_band"][:] = block.recent.band[last]
        for name in ("purchase", "count", "histogram", "ring", "newest", "contact"):
            columns[name][:] = before[name] if before is not None else COLUMNS.get(name, (None, 0))[1]
        rhythm.remember(block.events, block.first, columns)
        if block.newest is not None:
            newest = block.newest[last] + 2 * (block.first + LONG_AGO)
            columns["newest"][:] = np.where(block.newest[last] == 0, NEVER, newest)
        if self.last_contact is not None:
            contact = self.last_contact[last]
            columns["contact"][:] = np.where(contact > LONG_AGO, contact + block.first, NEVER)
        bits = columns["contacts"]
        bits[:] = 0 if before is None else before["contacts"] << min(block.months, 31) & (1 << 2 * _CONTACT_MONTHS) - 1
        contact = block.contact
        if contact is not None:
            for back in range(min(2 * _CONTACT_MONTHS, block.months)):
                bits |= contact[last - back].astype(np.int32) << back
        for name, sums in block.sums.items():
            fresh[name][:] = sums.now[block.months - len(fresh[name]) :]
        kept = slice(block.months - len(fresh["share_ours"]), None)
        fresh["share_ours"][:], fresh["share_total"][:] = block.window.cut(kept)


def _cells(marked: Bools) -> list[tuple[int, int]]:
    """Month and relation of the few marked cells."""
    return [divmod(int(cell), marked.shape[1]) for cell in np.flatnonzero(marked)]


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
