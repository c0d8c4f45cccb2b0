"""Which cells of the matrix the rules forbid."""

import numpy as np
import pytest

from guanxi.lifecycle import Facts, Parameters, judge
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.report.migration import impossible_moves


def forbidden(months: int, **rules: int) -> set[str]:
    return {f"{a[:3]}-{b[:3]}" for a, b in impossible_moves(months, parameters=Parameters(**rules))}


def test_within_a_month_only_single_steps_can_happen() -> None:
    assert forbidden(1) == {
        *("dev-sta", "dev-str", "dev-int"),
        *("ini-dev", "ini-str"),
        *("sta-dev",),
        *("str-dev", "str-ini"),
        *("int-sta", "int-str"),
    }


def test_within_a_quarter_two_steps_up_take_longer() -> None:
    # From Initial the first step may come at once; the second needs three more month-ends.
    assert "ini-str" in forbidden(3)
    assert "ini-str" not in forbidden(4)
    assert {"dev-str", "int-str"} <= forbidden(6)
    assert not {"dev-str", "int-str"} & forbidden(7)


def test_over_a_year_only_the_way_back_to_development_is_closed() -> None:
    # Lapsing takes twelve months after the interruption; from Interrupted it can come in the first month.
    assert forbidden(12) == {"ini-dev", "sta-dev", "str-dev"}
    assert forbidden(13) == set()


def test_the_parameters_of_the_run_decide() -> None:
    assert "ini-str" not in forbidden(2, C=1)
    assert forbidden(4, L=3) == {"dev-str", "int-str"}


@pytest.mark.parametrize("months", [1, 2, 3, 4, 6, 12])
def test_no_history_ever_makes_a_forbidden_move(months: int) -> None:
    random = np.random.default_rng(5)
    shape = (4000, 40)
    total = np.full(shape, 100_00, dtype=np.int64)
    level = np.repeat(random.integers(0, 101, size=(shape[0], 8)), 5, axis=1)
    ours = (level * (random.random(shape) < 0.8)).astype(np.int64) * 100
    facts = Facts(
        first=24000,
        ours=ours,
        total=total,
        known=np.ones(shape, dtype=bool),
        begin=np.zeros(shape[0], dtype=np.int32),
        notice=random.random(shape) < 0.02,
    )
    stage = judge(facts)[0].stage
    keys = [word.key for word in STAGES]
    seen = {
        (keys[a - 1], keys[b - 1])
        for a, b in np.unique(
            np.stack([stage[:, :-months].ravel(), stage[:, months:].ravel()], axis=1), axis=0
        ).tolist()
    }
    assert not seen & impossible_moves(months, parameters=Parameters())
    assert len(seen) > 10
