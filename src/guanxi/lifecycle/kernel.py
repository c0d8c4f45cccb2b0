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
from guanxi.lifecycle.block import Block
from guanxi.lifecycle.facts import Facts, Verdicts, WindowOverflowError
from guanxi.lifecycle.parameters import Parameters
from guanxi.lifecycle.signals import Signals
from guanxi.lifecycle.state import COLUMNS, RING, SHARES, SUMS, State
from guanxi.lifecycle.vocabulary import (
    INTERRUPTED_CONTACT,
    INTERRUPTED_SILENT,
    MIX_EFFECT,
    OVERDUE,
    REGRESSED,
    REGRESSING,
    STEADY,
)

_CELLS: Final = 200_000  # relations x months in a block: its arrays stay near the cache

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
    for rows, signals in _judged(facts, p, verdicts, state):
        signals.remember(
            {name: column[..., rows] for name, column in after.columns.items()},
            {name: array[:, rows] for name, array in fresh.items()},
        )
        after.largest = max(after.largest, signals.block.largest)
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


def _judged(facts: Facts, p: Parameters, verdicts: Verdicts, state: State | None) -> Iterator[tuple[slice, Signals]]:
    """Judge block by block into ``verdicts``."""
    going_on = state if state is not None and state.month is not None else None
    largest = going_on.largest if going_on else 0
    for rows in _blocks(*facts.ours.shape):
        before = going_on.block(rows) if going_on else None
        past = {name: [a[rows] for a in arrays] for name, arrays in going_on.past.items()} if going_on else {}
        try:
            block = Block(facts.part(rows), p, before, past, largest)
        except WindowOverflowError as error:
            raise WindowOverflowError(error.relation + rows.start, error.column) from None
        signals = Signals(block)
        signals.write(verdicts.part(rows))
        yield rows, signals


def mix_effect(account: Verdicts, categories: Verdicts, owner: npt.NDArray[np.int64]) -> None:
    """Set the flag ``mix_effect`` in ``account``: it warns while none of its categories does.

    ``owner[i]`` is the row of the account of category ``i``. Both are of the same months.
    """
    calm, bad = 1, 2
    troubled = np.zeros(STEADY + 1, dtype=np.uint8)
    troubled[[INTERRUPTED_CONTACT, INTERRUPTED_SILENT, REGRESSED, OVERDUE, REGRESSING]] = bad
    seen = (troubled[categories.signal] | calm) * (categories.stage > 0)
    found = np.zeros(account.signal.shape, dtype=np.uint8)
    if owner.size:
        order = np.argsort(owner, kind="stable")
        rows, starts = np.unique(owner[order], return_index=True)
        found[rows] = np.bitwise_or.reduceat(seen[order], starts, axis=0)
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
