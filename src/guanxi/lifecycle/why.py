"""Why a relationship stands where it stands: the figures, counts and the rule behind one month, as data.

A page prints it in any language; nothing here is prose. The verdict is the kernel's own, judged again up to that month.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from math import ceil, isnan

import numpy as np

from guanxi.errors import WrongCall
from guanxi.lifecycle.facts import Facts
from guanxi.lifecycle.kernel import judge
from guanxi.lifecycle.machine import Condition, machine
from guanxi.lifecycle.parameters import Parameters
from guanxi.lifecycle.rhythm import KEPT
from guanxi.lifecycle.state import NEVER, Columns, State
from guanxi.lifecycle.vocabulary import (
    DEVELOPMENT,
    ESTIMATED_TOTAL,
    INITIAL,
    INTERRUPTED,
    REGRESSING,
    STABLE,
    STRATEGIC,
)


class Rule(StrEnum):
    """The state rule that fired in the month; the numbers are those of docs/lifecycle.md."""

    RECOVERED = "purchase_after_interruption"  # 1
    LAPSED = "interrupted_too_long"  # 2
    FIRST_PURCHASE = "first_purchase"  # 3
    RETURNED = "purchase_of_former_customer"  # 3
    EXIT_NOTICE = "exit_notice_without_purchase"  # 4
    SILENCE = "silence_reached_limit"  # 5
    ADVANCED = "share_confirmed_above_stage"  # 6
    REGRESSED = "share_confirmed_below_stage"  # 7
    OPENING = "opening_position"  # the record begins here, at a given stage
    NONE = "no_change"


class Warning(StrEnum):
    """What makes the signal ``regressing``."""

    SHARE = "share_below_stage"
    RECENT = "recent_share_below_stage_twice"
    HALVED = "recent_share_at_most_half_twice"


@dataclass(frozen=True, slots=True)
class WindowFigures:
    """A trailing window: whole months from ``first`` to ``last``; money in minor units, over the known months."""

    first: int
    last: int
    known: int  # months of it with a known total
    ours: int  # before it is cut to 0..total
    total: int
    share: float | None  # per cent; None = unknown
    band: int | None  # the stage that this share belongs to: 2, 3 or 4


@dataclass(frozen=True, slots=True)
class Why:
    """One relation in one month. Months are month numbers, money is minor units, shares are per cent."""

    month: int
    begin: int  # first month of the record
    stage_before: int
    stage: int
    since: int
    signal: int
    flags: int
    rule: Rule
    warnings: tuple[Warning, ...]  # why the signal is regressing; empty otherwise
    ours: int  # this month's
    total: int | None
    window: WindowFigures
    recent: WindowFigures
    up_run: int  # month-ends in a row above the stage, counted before a change sets them back
    down_run: int
    needed: int  # month-ends that confirm a move
    estimated: bool  # the newest known total of the window is of class D or E
    leaving: bool  # an exit notice is in force
    former: bool  # was a customer before and lapsed
    silence: int
    limit: int
    overdue_from: int  # months of silence
    intervals: tuple[int, ...]  # the last ones that the rhythm is taken from, oldest first, months
    median: float | None  # of them; None while fewer than two are known
    last_purchase: int | None
    last_contact: int | None
    residual_contact: bool
    months_in_stage: int
    share_then: float | None  # the share N months ago
    parameters: Parameters


def explain(facts: Facts, parameters: Parameters, month: int, row: int = 0) -> Why:
    """Why relation ``row`` stood as it did at the end of ``month``; a month outside its record is a ``WrongCall``."""
    p = parameters
    one = facts.part(slice(row, row + 1))
    column, begin = month - one.first, max(int(one.begin[0]), 0)
    if not begin <= column < one.months:
        raise WrongCall("The month lies outside the record of this relationship.")
    past, state = judge(_months(one, 0, column), p) if column else (None, None)
    now, after = judge(_months(one, column, column + 1), p, state)
    memory = {name: values[..., 0] for name, values in after.columns.items()}
    opening = int(one.opening[0]) if one.opening is not None and column == begin else 0
    before = Condition(opening or DEVELOPMENT)
    if state is not None and not opening:
        before = machine(p).conditions[int(state.columns["condition"][0])]
    condition = machine(p).conditions[int(memory["condition"])]

    count = int(memory["count"])
    intervals = tuple(int(memory["ring"][i % KEPT]) for i in range(max(count - KEPT, 0), count))
    median = int(memory["doubled_median"]) / 2 or None
    rhythm = max(p.R, ceil(median)) if median else p.R
    window = _window(one, column, p.W, float(now.share[0, 0]))
    recent = _window(one, column, min(p.W, rhythm), float(now.recent_share[0, 0]))
    estimated = bool(now.flags[0, 0] & ESTIMATED_TOTAL)
    bought, notice = int(one.ours[0, column]) > 0, one.notice is not None and bool(one.notice[0, column])
    silent = int(now.silence[0, 0]) >= int(now.limit[0, 0])
    leaving = before.leaving or (notice and INITIAL <= before.stage <= STRATEGIC)
    counting = INITIAL <= before.stage <= STRATEGIC and not (leaving and not bought) and not silent
    band = window.band or before.stage
    climbing = STABLE if estimated and before.stage == STABLE and band == STRATEGIC else band
    contact = int(memory["contact"])
    since = int(now.since[0, 0])
    return Why(
        month=month,
        begin=one.first + begin,
        stage_before=before.stage,
        stage=condition.stage,
        since=since,
        signal=int(now.signal[0, 0]),
        flags=int(now.flags[0, 0]),
        rule=_rule(before, condition, leaving=leaving and not bought, opened=bool(opening)),
        warnings=_warnings(condition.stage, window.band, state, memory) if now.signal[0, 0] == REGRESSING else (),
        ours=int(one.ours[0, column]),
        total=int(one.total[0, column]) if one.known[0, column] else None,
        window=window,
        recent=recent,
        up_run=max(before.run, 0) + 1 if counting and climbing > before.stage else 0,
        down_run=max(-before.run, 0) + 1 if counting and band < before.stage else 0,
        needed=p.C,
        estimated=estimated,
        leaving=leaving,
        former=condition.former,
        silence=int(now.silence[0, 0]),
        limit=int(now.limit[0, 0]),
        overdue_from=-(-int(now.limit[0, 0]) // 2),
        intervals=intervals,
        median=median,
        last_purchase=int(memory["purchase"]) if memory["purchase"] != NEVER else None,
        last_contact=contact if contact != NEVER else None,
        residual_contact=contact != NEVER and month - contact < p.Q,
        months_in_stage=month - since,
        share_then=_share(float(past.share[0, column - p.N])) if past and column - p.N >= begin else None,
        parameters=p,
    )


def _months(facts: Facts, start: int, stop: int) -> Facts:
    arrays = {f.name: getattr(facts, f.name) for f in fields(facts)}
    cut = {name: a[:, start:stop] for name, a in arrays.items() if isinstance(a, np.ndarray) and a.ndim == 2}
    return replace(facts, first=facts.first + start, begin=facts.begin - np.int32(start), **cut)


def _share(share: float) -> float | None:
    return None if isnan(share) else share


def _window(facts: Facts, column: int, length: int, share: float) -> WindowFigures:
    start = max(int(facts.begin[0]), 0, column - length + 1)
    counted = facts.ours if facts.counted is None else facts.counted
    months = [month for month in range(start, column + 1) if facts.known[0, month]]
    ours, total = (sum(int(values[0, month]) for month in months) for values in (counted, facts.total))
    band = None
    if not isnan(share):
        cut = min(max(ours, 0), total)
        band = INITIAL + (2 * cut >= total) + (5 * cut >= 4 * total)
    return WindowFigures(facts.first + start, facts.first + column, len(months), ours, total, _share(share), band)


def _rule(before: Condition, after: Condition, *, leaving: bool, opened: bool) -> Rule:
    if after.stage == before.stage:
        return Rule.OPENING if opened else Rule.NONE
    if before.stage == INTERRUPTED:
        return Rule.RECOVERED if after.stage == INITIAL else Rule.LAPSED
    if before.stage == DEVELOPMENT:
        return Rule.RETURNED if before.former else Rule.FIRST_PURCHASE
    if after.stage == INTERRUPTED:
        return Rule.EXIT_NOTICE if leaving else Rule.SILENCE
    return Rule.ADVANCED if after.stage > before.stage else Rule.REGRESSED


def _warnings(stage: int, band: int | None, before: State | None, memory: Columns) -> tuple[Warning, ...]:
    """What makes the signal ``regressing``; more than one reason can hold."""
    found = [Warning.SHARE] if band is not None and band < stage else []
    if before is None:
        return tuple(found)
    last = {name: values[..., 0] for name, values in before.columns.items()}
    # A recent band is kept as 0 (unknown) or the band less 1.
    if all(0 < int(month["recent_band"]) < stage - 1 for month in (last, memory)):
        found.append(Warning.RECENT)
    if stage == INITIAL and last["halved"] and memory["halved"]:
        found.append(Warning.HALVED)
    return tuple(found)
