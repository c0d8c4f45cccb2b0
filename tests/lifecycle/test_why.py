"""The explanation of a month says what the kernel said, and gives a reason for it."""

import numpy as np
import pytest

from guanxi.errors import WrongCall
from guanxi.lifecycle import explain, judge
from guanxi.lifecycle.vocabulary import ADVANCING, MIX_EFFECT, REGRESSING
from guanxi.lifecycle.why import Rule, Warning
from tests.lifecycle.histories import random_histories


def test_every_month_is_explained_as_it_was_judged() -> None:
    rng = np.random.default_rng(5)
    rules, warnings = set(), set()
    for _ in range(12):
        histories = random_histories(rng, relations=4, months=40)
        facts, p = histories.facts, histories.parameters
        verdicts, _ = judge(facts, p)
        for row in range(4):
            for column in range(max(int(facts.begin[row]), 0), 40):
                why = explain(facts, p, facts.first + column, row)
                said = (why.stage, why.signal, why.flags, why.since, why.silence, why.limit)
                names = ("stage", "signal", "flags", "since", "silence", "limit")
                judged = tuple(int(getattr(verdicts, name)[row, column]) for name in names)
                assert said == (*judged[:2], judged[2] & ~MIX_EFFECT, *judged[3:])
                assert np.array_equal(why.window.share or np.nan, verdicts.share[row, column] or np.nan, equal_nan=True)
                assert (why.signal == REGRESSING) == bool(why.warnings)
                if why.rule is Rule.ADVANCED:
                    assert why.up_run >= why.needed
                if why.rule is Rule.REGRESSED:
                    assert why.down_run >= why.needed
                if why.signal == ADVANCING:
                    assert why.up_run > 0
                rules.add(why.rule)
                warnings.update(why.warnings)
    assert rules == set(Rule)
    assert warnings == set(Warning)


def test_a_month_outside_the_record_is_refused() -> None:
    histories = random_histories(np.random.default_rng(6), relations=1, months=12)
    with pytest.raises(WrongCall):
        explain(histories.facts, histories.parameters, histories.facts.first + 12)
