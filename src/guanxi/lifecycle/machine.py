"""The stage machine as a table: what a month's facts make of a relationship.

A relationship is in one of a few dozen conditions (44 with the default parameters), and a month is one byte of facts.
The rules of docs/lifecycle.md are written once, in ``_step``; everything else looks them up.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from guanxi.lifecycle.parameters import Parameters
from guanxi.lifecycle.vocabulary import (
    ADVANCED,
    DEVELOPMENT,
    INITIAL,
    INTERRUPTED,
    LAPSED,
    RECOVERED,
    REGRESSED,
    STABLE,
    STRATEGIC,
)

# The byte of facts. A band takes two bits: 0 unknown, else the band (2, 3 or 4) less 1.
BOUGHT, NOTICE, LATE, ESTIMATED = 1, 2, 4, 128
BAND_SHIFT, RECENT_BAND_SHIFT = 3, 5

# What a month did, in the low byte of a table entry: the stage at its end, whether the up-run counts, the event.
STAGE_BITS, UP_RUN_BIT, EVENT_SHIFT = 7, 8, 4
# An event is the signal of the state rule that fired, counted from FIRST_EVENT = 1; the stage tells an interruption.
FIRST_EVENT = RECOVERED


class Condition(NamedTuple):
    """Where a relationship is between two month-ends."""

    stage: int
    run: int = 0  # month-ends in a row above (positive) or below (negative) the stage, at most C
    leaving: bool = False  # an exit notice is in force
    former: bool = False  # stage 1 after a lapse
    age: int = 0  # months since the interruption


class Machine(NamedTuple):
    """``table[condition * 256 + symbol]`` = next condition << 16 | what the month did (the low byte)."""

    conditions: tuple[Condition, ...]
    number: dict[Condition, int]
    table: npt.NDArray[np.int64]

    def opening(self, stage: int) -> int:
        return self.number[Condition(stage)]


def _bands(symbol: int) -> tuple[int, int]:
    """The bands of the stage window and of the recent window: 0 unknown, else 2, 3 or 4."""
    share, recent = symbol >> BAND_SHIFT & 3, symbol >> RECENT_BAND_SHIFT & 3
    return share and share + 1, recent and recent + 1


def _step(now: Condition, symbol: int, p: Parameters) -> tuple[Condition, int]:
    """The condition after a month with these facts, and the signal of the state rule that fired (0: none)."""
    bought = bool(symbol & BOUGHT)
    if now.stage == INTERRUPTED:
        if bought:
            return Condition(INITIAL), RECOVERED
        if now.age + 1 >= p.L:
            return Condition(DEVELOPMENT, former=True), LAPSED
        return now._replace(age=now.age + 1), 0
    if now.stage == DEVELOPMENT:
        if bought:
            return Condition(INITIAL), RECOVERED if now.former else ADVANCED
        return now, 0
    leaving = now.leaving or bool(symbol & NOTICE)
    if (leaving and not bought) or symbol & LATE:
        return Condition(INTERRUPTED), 0
    band, recent = _bands(symbol)
    # An estimated total may not carry anyone into stage 4: at stage 3 its band 4 counts as 3.
    climbing = STABLE if band == STRATEGIC and now.stage == STABLE and symbol & ESTIMATED else band
    run = 0
    if climbing > now.stage:
        run = min(max(now.run, 0) + 1, p.C)
        if run == p.C and (not recent or recent > now.stage):
            return Condition(now.stage + 1, leaving=leaving), ADVANCED
    elif band and band < now.stage:
        run = max(min(now.run, 0) - 1, -p.C)
        if run == -p.C and (not recent or recent < now.stage):
            return Condition(now.stage - 1, leaving=leaving), REGRESSED
    return Condition(now.stage, run, leaving), 0


def _conditions(p: Parameters) -> tuple[Condition, ...]:
    found = [Condition(DEVELOPMENT), Condition(DEVELOPMENT, former=True)]
    found += [
        Condition(stage, run, leaving)
        for stage in (INITIAL, STABLE, STRATEGIC)
        for run in range(0 if stage == INITIAL else -p.C, 1 if stage == STRATEGIC else p.C + 1)
        for leaving in (False, True)
    ]
    found += [Condition(INTERRUPTED, age=age) for age in range(p.L)]
    return tuple(found)


@lru_cache(maxsize=64)
def machine(parameters: Parameters) -> Machine:
    conditions = _conditions(parameters)
    number_of = {condition: number for number, condition in enumerate(conditions)}
    table = np.zeros(len(conditions) * 256, dtype=np.int64)
    for number, condition in enumerate(conditions):
        for symbol in range(256):
            after, signal = _step(condition, symbol, parameters)
            did = (
                after.stage
                | (UP_RUN_BIT if after.run > 0 else 0)
                | (signal and signal - FIRST_EVENT + 1) << EVENT_SHIFT
            )
            table[number * 256 + symbol] = number_of[after] << 16 | did
    table.flags.writeable = False
    return Machine(conditions, number_of, table)


@lru_cache(maxsize=64)
def entries(parameters: Parameters) -> list[int]:
    """The table of ``machine`` as a list: a step in plain Python reads it several times faster than an array."""
    listed: list[int] = machine(parameters).table.tolist()
    return listed
