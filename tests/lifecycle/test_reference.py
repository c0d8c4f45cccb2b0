"""Kernel and reference agree on random histories; so does a kernel that stops, saves and goes on.

GUANXI_HISTORIES says how many histories are judged, GUANXI_SEED which ones.
"""

import os
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from guanxi.lifecycle import (
    Facts,
    Parameters,
    State,
    Statements,
    Verdicts,
    WindowOverflowError,
    judge,
    mix_effect,
    totals,
)
from guanxi.lifecycle.vocabulary import FLAGS, SIGNALS, STAGES
from guanxi.months import month_text
from tests.lifecycle import reference
from tests.lifecycle.histories import LARGEST, Histories, cut, random_histories, random_length

HISTORIES = int(os.environ.get("GUANXI_HISTORIES", "400"))
SEED = int(os.environ.get("GUANXI_SEED", "1"))
PORTIONS = 8  # so that several processes share the work
COLUMNS = ("stage", "signal", "flags", "share", "recent_share", "since", "silence", "limit")
SIGNAL_NUMBERS = {word.key: number for number, word in enumerate(SIGNALS, start=1)}
FLAG_BITS = {word.key: 1 << bit for bit, word in enumerate(FLAGS)}


def double(share: Fraction | None) -> float:
    """The double nearest to the exact figure (which ``float`` of a Fraction is); nan = unknown."""
    return float("nan") if share is None else float(share)


def expected(rows: list[reference.Row], first: int) -> dict[str, list[Any]]:
    """The rows of the reference in the kernel's numbers, by column."""
    return {
        "stage": [row.stage for row in rows],
        "signal": [SIGNAL_NUMBERS[row.signal] for row in rows],
        "flags": [sum(FLAG_BITS[flag] for flag in row.flags) for row in rows],
        "share": [double(row.share) for row in rows],
        "recent_share": [double(row.recent_share) for row in rows],
        "since": [first + row.since for row in rows],
        "silence": [row.silence for row in rows],
        "limit": [row.limit for row in rows],
    }


def difference(histories: Histories, verdicts: Verdicts, relation: int) -> tuple[int, str] | None:
    """The first month in which the two differ and a text for people; None when they agree."""
    facts = histories.facts
    begin = min(int(facts.begin[relation]), facts.months)
    if verdicts.stage[relation, :begin].any():
        return 0, f"relation {relation} has a stage before its record begins in column {begin}"
    rows = reference.judge(histories.record(relation), histories.parameters, opening=histories.opening(relation))
    wanted = expected(rows, facts.first + begin)
    found = {name: getattr(verdicts, name)[relation, begin:].tolist() for name in COLUMNS}
    if repr(found) == repr(wanted):  # repr makes nan equal to nan and tells every double from the next
        return None
    months = [[repr(columns[name][t]) for name in COLUMNS] for columns in (found, wanted) for t in range(len(rows))]
    t = next(t for t in range(len(rows)) if months[t] != months[len(rows) + t])
    lines = [
        f"month {t} of the record ({month_text(facts.first + begin + t)}), {histories.parameters}",
        f"opening {histories.opening(relation)}",
        f"{'':14}{'kernel':>24}{'reference':>24}",
    ]
    for name in COLUMNS:
        pair = [_readable(name, columns[name][t]) for columns in (found, wanted)]
        lines.append(f"{name:14}{pair[0]:>24}{pair[1]:>24}{'' if pair[0] == pair[1] else '  <--'}")
    lines.append("the record up to that month:")
    lines += [f"  {number}: {month}" for number, month in enumerate(histories.record(relation)[: t + 1])]
    return t, "\n".join(lines)


def _readable(name: str, value: Any) -> str:
    if name == "stage":
        return STAGES[value - 1].key if 1 <= value <= len(STAGES) else repr(value)
    if name == "signal":
        return SIGNALS[value - 1].key if 1 <= value <= len(SIGNALS) else repr(value)
    if name == "flags":
        return "|".join(word.key for bit, word in enumerate(FLAGS) if value >> bit & 1) or "-"
    return repr(value)


def assert_agreement(histories: Histories, verdicts: Verdicts, *, note: str = "") -> None:
    """Of all relations that differ, show the one that differs earliest in its record: the shortest example."""
    differences = [
        found for relation in range(histories.facts.relations) if (found := difference(histories, verdicts, relation))
    ]
    if differences:
        _, text = min(differences)
        pytest.fail(f"{len(differences)} of {histories.facts.relations} relations differ; {text}{note}", pytrace=False)


def assert_same(found: Verdicts, wanted: Verdicts) -> None:
    begun = wanted.stage > 0
    assert found.first == wanted.first
    assert np.array_equal(found.stage, wanted.stage)
    for name in COLUMNS:
        one, other = getattr(found, name)[begun], getattr(wanted, name)[begun]
        assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f"), name


def cut_verdicts(verdicts: Verdicts, start: int, stop: int, *, rows: Any = slice(None)) -> Verdicts:
    return Verdicts(verdicts.first + start, *(getattr(verdicts, name)[rows, start:stop] for name in COLUMNS))


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_kernel_and_reference_agree_on_random_histories(portion: int) -> None:
    rng = np.random.default_rng([SEED, portion])
    judged = 0
    while judged < HISTORIES / PORTIONS:
        histories = random_histories(rng, relations=int(rng.integers(1, 40)), months=random_length(rng))
        verdicts, _ = judge(histories.facts, histories.parameters)
        assert_agreement(histories, verdicts)
        judged += histories.facts.relations


def test_many_relations_are_judged_like_few() -> None:
    # More relations than any block of the kernel holds, in both memory orders.
    histories = random_histories(np.random.default_rng([SEED, 100]), relations=53, months=31)
    few, _ = judge(histories.facts, histories.parameters)
    assert_agreement(histories, few)
    times = 97

    def tiled(values: Any, order: Any) -> Any:
        if not isinstance(values, np.ndarray):
            return values
        return np.asarray(np.tile(values, (times, 1) if values.ndim == 2 else times), order=order)

    for order in "FC":
        parts = {field.name: tiled(getattr(histories.facts, field.name), order) for field in fields(Facts)}
        many, _ = judge(Facts(**parts), histories.parameters)
        for number in (0, 1, times // 2, times - 1):
            assert_same(many.part(slice(53 * number, 53 * (number + 1))), few)
        wanted = Verdicts(few.first, *(np.tile(getattr(few, name), (times, 1)) for name in COLUMNS))
        assert_same(many, wanted)


def test_facts_left_out_mean_none_of_them() -> None:
    histories = random_histories(np.random.default_rng([SEED, 101]), relations=40, months=50)
    within = np.arange(50) >= histories.facts.begin[:, None]
    ours = histories.facts.ours * within
    nothing = np.zeros((40, 50), dtype=np.bool_)
    plain = replace(
        histories.facts,
        ours=ours,
        total=histories.facts.total * within,
        known=histories.facts.known & within,
        counted=ours,
        opening=np.zeros(40, dtype=np.uint8),
        estimated=nothing,
        stale=nothing,
        contact=nothing,
        notice=nothing,
    )
    left_out = Facts(plain.first, plain.ours, plain.total, plain.known, plain.begin)
    with_zeros, _ = judge(plain, histories.parameters)
    without, _ = judge(left_out, histories.parameters)
    assert_same(without, with_zeros)
    assert_agreement(Histories(plain, histories.parameters), without)


# ---- Stopping, saving, going on -------------------------------------------------------------------------------------


def assert_unbroken(histories: Histories, found: Verdicts, whole: Verdicts, cuts: list[int]) -> None:
    """What was found in steps is what the whole gives; else show an example beside the reference."""
    try:
        assert_same(found, whole)
    except AssertionError:
        assert_agreement(histories, whole)
        begins = histories.facts.begin.tolist()
        assert_agreement(
            histories, found, note=f"\njudged in steps, cut before columns {cuts}; records begin in {begins}"
        )
        raise


def judge_in_steps(histories: Histories, cuts: list[int], directory: Path | None) -> Verdicts:
    """Judge from cut to cut; between two of them the state goes through ``directory``, if there is one."""
    state: State | None = None
    parts = []
    stops = [*cuts, histories.facts.months]
    for start, stop in zip([0, *cuts], stops, strict=True):
        verdicts, state = judge(cut(histories.facts, start, stop), histories.parameters, state)
        parts.append(verdicts)
        if directory is not None:
            state.save(directory)
            state = State.load(directory)
    columns = (np.concatenate([getattr(part, name) for part in parts], axis=1) for name in COLUMNS)
    return Verdicts(histories.facts.first, *columns)


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_stopping_after_any_month_saving_and_going_on_changes_nothing(portion: int, tmp_path: Path) -> None:
    rng = np.random.default_rng([SEED, 200 + portion])
    judged = 0
    while judged < HISTORIES / PORTIONS / 2:
        histories = random_histories(rng, relations=int(rng.integers(1, 40)), months=random_length(rng))
        whole, _ = judge(histories.facts, histories.parameters)
        months = histories.facts.months
        count = int(rng.integers(1, 5))
        cuts = sorted({int(month) for month in rng.integers(1, months, count)}) if months > 1 else []
        assert_unbroken(histories, judge_in_steps(histories, cuts, tmp_path), whole, cuts)
        judged += histories.facts.relations


def test_one_month_at_a_time_changes_nothing(tmp_path: Path) -> None:
    rng = np.random.default_rng([SEED, 300])
    for months in (2, 13, 30, 40, 61):
        histories = random_histories(rng, relations=40, months=months)
        whole, _ = judge(histories.facts, histories.parameters)
        every = list(range(1, months))
        assert_unbroken(histories, judge_in_steps(histories, every, None), whole, every)
        assert_agreement(histories, whole)
    assert_unbroken(histories, judge_in_steps(histories, every, tmp_path), whole, every)


def test_new_relations_join_a_saved_state_in_any_order(tmp_path: Path) -> None:
    rng = np.random.default_rng([SEED, 305])
    joined = 0
    for _ in range(4):
        histories = random_histories(rng, relations=60, months=40)
        whole, _ = judge(histories.facts, histories.parameters)
        stop = int(rng.integers(5, 20))
        old = rng.permutation(np.flatnonzero(histories.facts.begin < stop))  # the others are not known yet
        early, state = judge(cut(histories.facts, 0, stop, rows=old), histories.parameters)
        assert_same(early, cut_verdicts(whole, 0, stop, rows=old))
        rows = np.full(60, -1)
        rows[old] = np.arange(old.size)
        state.save(tmp_path)
        later, _ = judge(cut(histories.facts, stop, 40), histories.parameters, State.load(tmp_path).take(rows))
        assert_same(later, cut_verdicts(whole, stop, 40))
        joined += 60 - old.size
    assert joined > 10


def test_a_state_can_be_used_twice() -> None:
    # Trying a month must not spoil the state for the real one.
    histories = random_histories(np.random.default_rng([SEED, 301]), relations=60, months=40)
    whole, _ = judge(histories.facts, histories.parameters)
    _, state = judge(cut(histories.facts, 0, 25), histories.parameters)
    later = cut(histories.facts, 25, 40)
    once, _ = judge(later, histories.parameters, state)
    twice, _ = judge(later, histories.parameters, state)
    assert_same(twice, once)
    assert np.array_equal(once.signal, whole.signal[:, 25:])


def test_the_facts_are_not_changed() -> None:
    histories = random_histories(np.random.default_rng([SEED, 302]), relations=60, months=40)
    arrays = {field.name: getattr(histories.facts, field.name) for field in fields(Facts)}
    copies = {name: np.copy(values) for name, values in arrays.items() if name != "first"}
    judge(histories.facts, histories.parameters)
    for name, values in copies.items():
        assert np.array_equal(values, arrays[name]), name


# ---- Sums that are too large ----------------------------------------------------------------------------------------


def _plain(ours: list[int], total: list[int]) -> Facts:
    return Facts(
        first=24_000,
        ours=np.array([[0] * len(ours), ours], dtype=np.int64),
        total=np.array([[0] * len(total), total], dtype=np.int64),
        known=np.ones((2, len(ours)), dtype=np.bool_),
        begin=np.zeros(2, dtype=np.int32),
    )


@pytest.mark.parametrize("sign", [1, -1])
def test_a_window_sum_may_reach_the_largest_amount_but_not_pass_it(sign: int) -> None:
    third = LARGEST // 3
    fits = [0, sign * third, sign * third, sign * third, 0, 0, 0]
    beyond = [*fits[:3], sign * (third + 1), *fits[4:]]
    parameters = Parameters(W=3, R=1)
    verdicts, _ = judge(_plain([1] * 7, fits), parameters)
    assert verdicts.share.shape == (2, 7)
    judge(_plain(fits, [1] * 7), parameters)
    for facts in (_plain([1] * 7, beyond), _plain(beyond, [1] * 7)):
        with pytest.raises(WindowOverflowError) as caught:
            judge(facts, parameters)
        assert (caught.value.relation, caught.value.column) == (1, 3)
        judge(facts, replace(parameters, W=2))


def test_a_window_sum_that_grows_too_large_after_a_stop_is_found() -> None:
    facts = _plain([1, 1, 1, 1], [LARGEST - 2, 1, 1, 1])
    parameters = Parameters(W=4, R=1)
    _, state = judge(cut(facts, 0, 2), parameters)
    _, state = judge(cut(facts, 2, 3), parameters, state)
    with pytest.raises(WindowOverflowError) as caught:
        judge(cut(facts, 3, 4), parameters, state)
    assert (caught.value.relation, caught.value.column) == (1, 0)


def test_large_figures_before_a_stop_still_count_exactly_after_it() -> None:
    # Only the first month is large; the months after the stop see it through the window alone.
    rng = np.random.default_rng([SEED, 303])
    total = np.ones((300, 8), dtype=np.int64)
    total[:, 0] = rng.integers(LARGEST // 9, LARGEST // 2, 300)
    ours = np.ones_like(total)
    ours[:, 0] = total[:, 0] * rng.choice([20, 50, 80, 100, 101], 300) // 100 + rng.integers(-3, 3, 300)
    facts = Facts(24_000, ours, total, np.ones(total.shape, dtype=np.bool_), np.zeros(300, dtype=np.int32))
    facts = replace(facts, counted=ours, opening=rng.integers(0, 5, 300).astype(np.uint8))
    blank = np.zeros(total.shape, dtype=np.bool_)
    histories = Histories(
        replace(facts, estimated=blank, stale=blank, contact=blank, notice=blank), Parameters(R=8, C=2, N=2, RISE=0)
    )
    for cuts in ([1], [3, 4], list(range(1, 8))):
        assert_agreement(histories, judge_in_steps(histories, cuts, None))


def test_shares_are_exact_at_every_magnitude() -> None:
    # Where doubles stop to hold every minor unit, the share is the nearest double and the band exact all the same.
    rng = np.random.default_rng([SEED, 304])
    for tolerance in (0, 1, 50, 1200):
        magnitude = np.repeat(np.arange(10, 56), 60)
        total = np.minimum((2.0 ** (magnitude + rng.random(magnitude.size))).astype(np.int64), LARGEST // 14)
        per_cent = rng.choice([50, 80, 100, 100 + tolerance, 1, 33, 79, 99], magnitude.size)
        ours = (total // 100 * per_cent) + (total % 100 * per_cent + 50) // 100 + rng.integers(-1, 2, magnitude.size)
        shape = (magnitude.size, 3)  # the same month three times: the stage climbs to the band
        blank = np.zeros(shape, dtype=np.bool_)
        facts = Facts(
            first=24_000,
            ours=np.repeat(ours[:, None], 3, axis=1),
            total=np.repeat(total[:, None], 3, axis=1),
            known=~blank,
            begin=np.zeros(magnitude.size, dtype=np.int32),
            counted=np.repeat(ours[:, None], 3, axis=1),
            estimated=blank,
            stale=blank,
            contact=blank,
            notice=blank,
            opening=np.zeros(magnitude.size, dtype=np.uint8),
        )
        histories = Histories(facts, Parameters(W=1, R=1, C=1, TOL=tolerance))
        verdicts, _ = judge(facts, histories.parameters)
        assert_agreement(histories, verdicts)


def test_figures_before_the_record_are_in_no_window_sum() -> None:
    facts = replace(
        _plain([LARGEST] * 3 + [1], [LARGEST] * 3 + [1]),
        begin=np.array([0, 3], dtype=np.int32),
        opening=np.array([0, 2], dtype=np.uint8),
    )
    verdicts, _ = judge(facts, Parameters(W=3, R=1))
    assert verdicts.share[1, 3] == 100


# ---- Statements and accounts ----------------------------------------------------------------------------------------


def _random_statements(rng: np.random.Generator, relations: int) -> list[tuple[int, reference.Statement]]:
    statements = []
    for _ in range(int(rng.integers(0, 8 * relations))):
        first = int(rng.integers(-10, 40))
        amount = int(rng.choice([0, 1, -1, 100, -100, 12_345, -7, LARGEST, -LARGEST]))
        statement = reference.Statement(
            first=first,
            last=first + int(rng.choice([0, 0, 1, 2, 5, 11, 30])),
            amount=amount + int(rng.integers(0, 5)) * (abs(amount) < LARGEST),
            grade=str(rng.choice(list("ABCDE"))),
            stated=None if rng.random() < 0.3 else int(rng.choice([1, 2, 730_000, 730_001])),
        )
        statements.append((int(rng.integers(0, relations)), statement))
    return statements


def test_statements_are_spread_chosen_and_carried_like_the_reference_does() -> None:
    rng = np.random.default_rng([SEED, 400])
    months, first = 36, 24_000
    for _ in range(max(60, HISTORIES // 40)):
        relations = int(rng.integers(1, 6))
        parameters = Parameters(CARRY=int(rng.choice([0, 1, 3, 18])), STALE=int(rng.choice([0, 1, 2, 12, 30])))
        rows = _random_statements(rng, relations)
        columns = {
            "relation": [relation for relation, _ in rows],
            "first": [first + s.first for _, s in rows],
            "last": [first + s.last for _, s in rows],
            "amount": [s.amount for _, s in rows],
            "grade": ["ABCDE".index(s.grade) for _, s in rows],
            "stated": [-1 if s.stated is None else s.stated for _, s in rows],
        }
        statements = Statements(**{name: np.array(values, dtype=np.int64) for name, values in columns.items()})
        found = totals(statements, relations, first=first, months=months, parameters=parameters)
        for relation in range(relations):
            own = [s for owner, s in rows if owner == relation]
            wanted = [reference.total_in(month, own, parameters) for month in range(months)]
            message = f"relation {relation} of {rows}, {parameters}"
            assert found.known[relation].tolist() == [w is not None for w in wanted], message
            assert found.total[relation].tolist() == [w.amount if w else 0 for w in wanted], message
            assert found.estimated[relation].tolist() == [bool(w and w.estimated) for w in wanted], message
            assert found.stale[relation].tolist() == [bool(w and w.stale) for w in wanted], message


def test_the_mix_effect_is_flagged_like_the_reference_does() -> None:
    rng = np.random.default_rng([SEED, 401])
    flagged = 0
    for _ in range(12):
        categories = random_histories(rng, relations=40, months=48, parameters=Parameters(W=3, R=1))
        accounts = random_histories(rng, relations=25, months=48, parameters=Parameters(W=3, R=1))
        accounts = replace(accounts, facts=replace(accounts.facts, first=categories.facts.first))
        owner = rng.integers(0, 25, 40)
        above, _ = judge(accounts.facts, accounts.parameters)
        below, _ = judge(categories.facts, categories.parameters)
        plain = above.flags.copy()
        mix_effect(above, below, owner)
        mixed = (above.flags & FLAG_BITS["mix_effect"]) > 0
        assert np.array_equal(above.flags & ~np.uint8(FLAG_BITS["mix_effect"]), plain)
        for row, t in np.argwhere(above.stage > 0).tolist():
            signals = [SIGNALS[below.signal[c, t] - 1].key for c in np.flatnonzero(owner == row) if below.stage[c, t]]
            assert mixed[row, t] == reference.mix_effect(SIGNALS[above.signal[row, t] - 1].key, signals), (row, t)
        flagged += int(mixed[above.stage > 0].sum())
    assert flagged > 20
