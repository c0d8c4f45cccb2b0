"""The golden cases, judged by the reference and by the kernel."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from guanxi.lifecycle import Facts, State, Statements, Verdicts, judge, mix_effect, totals
from guanxi.lifecycle.vocabulary import SIGNALS, flag_text
from tests.lifecycle import reference
from tests.lifecycle.cases import FIRST, STAGE_CODES, Case, facts_of, load_cases
from tests.lifecycle.reference import Month

CASES = load_cases()
SINGLE = CASES + [inner for case in CASES for inner in case.categories.values()]
SIGNAL_CODES = {word.key: word.code for word in SIGNALS}


def agrees(share: Fraction | float | None, expected: Decimal | None) -> bool:
    """Expected shares are rounded to 0.1."""
    if share is None or expected is None:
        return share is None and expected is None
    return abs(Fraction(share) - Fraction(expected)) <= Fraction(5, 100) + Fraction(1, 10**9)


def assert_expected(
    case: Case, *, stage: str, signal: str, flags: dict[int, str], share: Sequence[Fraction | float | None]
) -> None:
    assert (stage, signal) == (case.stage, case.signal)
    assert flags == case.flags
    wrong = [t for t in range(case.length) if not agrees(share[t], case.share[t])]
    assert not wrong, f"share in months {wrong}: {[share[t] for t in wrong]}, not {[case.share[t] for t in wrong]}"


def assert_kernel_gives(case: Case, verdicts: Verdicts, relation: int = 0) -> None:
    begun = verdicts.stage[relation] > 0
    assert_expected(
        case,
        stage="".join(STAGE_CODES[stage] for stage in verdicts.stage[relation]),
        signal="".join(SIGNALS[signal - 1].code if signal else "." for signal in verdicts.signal[relation]),
        flags={t: flag_text(bits) for t, bits in enumerate(verdicts.flags[relation].tolist()) if begun[t] and bits},
        share=[
            None if np.isnan(share) or not begun[t] else share
            for t, share in enumerate(verdicts.share[relation].tolist())
        ],
    )


def test_there_are_41_cases() -> None:
    assert [case.id for case in CASES] == [f"G{number:02d}" for number in range(1, 42)]


@pytest.mark.parametrize("case", SINGLE, ids=lambda case: case.id)
def test_the_facts_of_a_case_are_those_that_it_states(case: Case) -> None:
    # Statements, rivals and categories must lead to the monthly figures that were written beside them.
    assert [month.ours for month in case.months()] == case.ours
    assert [month.total for month in case.months()] == case.total
    if case.rivals is not None:
        started = next(t for t in range(case.length) if case.ours[t] or case.rivals[t] is not None)
        assert case.total == [
            None if t < started else ours + (rival or 0)
            for t, (ours, rival) in enumerate(zip(case.ours, case.rivals, strict=True))
        ]


@pytest.mark.parametrize("case", SINGLE, ids=lambda case: case.id)
def test_the_reference_gives_the_expected_verdicts(case: Case) -> None:
    rows = case.rows()
    assert_expected(
        case,
        stage="".join(STAGE_CODES[row.stage if row else 0] for row in rows),
        signal="".join(SIGNAL_CODES[row.signal] if row else "." for row in rows),
        flags={t: reference.flag_text(row.flags) for t, row in enumerate(rows) if row and row.flags},
        share=[row.share if row else None for row in rows],
    )


@pytest.mark.parametrize("case", [case for case in SINGLE if not case.categories], ids=lambda case: case.id)
def test_the_kernel_gives_the_expected_verdicts(case: Case) -> None:
    verdicts, state = judge(case.facts(), case.parameters)
    assert isinstance(state, State)
    assert_kernel_gives(case, verdicts)


@pytest.mark.parametrize("case", [case for case in CASES if case.categories], ids=lambda case: case.id)
def test_the_kernel_judges_an_account_beside_its_categories(case: Case) -> None:
    account, _ = judge(case.facts(), case.parameters)
    inner = list(case.categories.values())
    facts = _stack([category.facts() for category in inner])
    categories, _ = judge(facts, case.parameters)
    mix_effect(account, categories, np.zeros(len(inner), dtype=np.int64))
    assert_kernel_gives(case, account)
    for row, category in enumerate(inner):
        assert_kernel_gives(category, categories, row)


@pytest.mark.parametrize("case", [case for case in CASES if case.statements], ids=lambda case: case.id)
def test_the_kernel_spreads_and_carries_statements(case: Case) -> None:
    assert case.statements is not None
    statements = Statements(
        relation=np.zeros(len(case.statements), dtype=np.int64),
        first=np.array([FIRST + s.first for s in case.statements], dtype=np.int64),
        last=np.array([FIRST + s.last for s in case.statements], dtype=np.int64),
        amount=np.array([s.amount for s in case.statements], dtype=np.int64),
        grade=np.array(["ABCDE".index(s.grade) for s in case.statements], dtype=np.int64),
        stated=np.array([-1 if s.stated is None else s.stated for s in case.statements], dtype=np.int64),
    )
    stated = totals(statements, 1, first=FIRST, months=case.length, parameters=case.parameters)
    facts = Facts(
        first=FIRST,
        ours=np.array([case.ours], dtype=np.int64),
        total=stated.total,
        known=stated.known,
        begin=np.array([case.begin], dtype=np.int32),
        estimated=stated.estimated,
        stale=stated.stale,
    )
    verdicts, _ = judge(facts, case.parameters)
    assert_kernel_gives(case, verdicts)


def test_a_new_category_that_lowers_the_share_of_the_account_is_a_mix_effect() -> None:
    # G26 taken apart: 70 of 100 in category A throughout, nothing of 60 in category B from month 5 on.
    case = next(case for case in CASES if case.id == "G26")
    steady = [Month(7000, 10000) for _ in range(case.length)]
    opened = [Month(0, 6000 if t >= 5 else None) for t in range(case.length)]
    together = reference.account([steady, opened])
    assert [(month.ours, month.total) for month in together] == list(zip(case.ours, case.total, strict=True))

    account, _ = judge(facts_of([together], begins=[0], openings=[None], first=FIRST), case.parameters)
    facts = facts_of([steady, opened], begins=[0, 5], openings=[None, None], first=FIRST)
    categories, _ = judge(facts, case.parameters)
    mix_effect(account, categories, np.zeros(2, dtype=np.int64))
    signals = [SIGNALS[signal - 1].code for signal in account.signal[0]]
    assert "".join(signals) == case.signal
    assert [flag_text(bits) for bits in account.flags[0].tolist()] == [
        "mix_effect" if code in "vR" else "" for code in signals
    ]


def _stack(parts: Sequence[Facts]) -> Facts:
    """Relations over the same months, judged together."""

    def rows(name: str) -> np.ndarray:
        return np.concatenate([getattr(part, name) for part in parts])

    names = ("ours", "total", "known", "begin", "counted", "estimated", "stale", "contact", "notice", "opening")
    return Facts(first=parts[0].first, **{name: rows(name) for name in names})
