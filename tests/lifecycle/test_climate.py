"""The curve of cooperation and competition, what it warns of, and the cell of share and attitude."""

from hypothesis import given
from hypothesis import strategies as st

from guanxi.lifecycle.climate import (
    PHASES,
    TYPICAL_HALF_WAY,
    blended,
    cell,
    ford_stage,
    is_curve_before_share,
    percentile,
    phase,
    smoothed,
    stretches,
    typical_path,
)
from guanxi.lifecycle.vocabulary import (
    DEVELOPMENT,
    INITIAL,
    INTERRUPTED,
    REGRESSING,
    STABLE,
    STEADY,
    STRATEGIC,
)

VALUES = st.lists(st.none() | st.floats(0, 100), min_size=1, max_size=60)


def test_conduct_is_held_against_the_customers_own_two_years() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0]) == 87.5
    assert percentile([5.0] * 10) == 50
    assert percentile([9.0] * 10 + [0.0] * 24) == 50  # what is older than two years does not count
    assert percentile([1.0, None]) is None


def test_survey_and_conduct_weigh_6_to_4_and_one_alone_counts_fully() -> None:
    assert blended(100, 0) == 60
    assert blended(None, 30) == 30
    assert blended(30, None) == 30
    assert blended(None, None) is None


def test_the_typical_path_rises_through_development_rests_in_maturity_and_falls_in_decline() -> None:
    pre, development, maturity, decline = PHASES
    path = typical_path([None, *[pre] * 6, *[development] * 24, *[maturity] * 12, *[decline] * 12])
    assert path[0] is None
    known = [value for value in path if value is not None]
    assert set(known[:6]) == {20.0}
    assert known[5:30] == sorted(set(known[5:30]))
    assert max(known[30:42]) - min(known[30:42]) < 10
    assert known[41:] == sorted(set(known[41:]), reverse=True)
    assert 25 < known[-1] < 50
    half = typical_path([pre, *[development] * TYPICAL_HALF_WAY])[-1]
    assert half is not None
    assert abs(half - (20 + 75) / 2) < 1e-9


@given(VALUES)
def test_smoothing_stays_among_the_values_and_invents_no_month(values: list[float | None]) -> None:
    out = smoothed(values)
    known = [value for value in values if value is not None]
    assert [value is None for value in out] == [value is None for value in values]
    assert all(min(known) - 1e-6 <= value <= max(known) + 1e-6 for value in out if value is not None)


def test_half_of_a_step_has_come_through_after_three_months() -> None:
    out = smoothed([0.0] * 60 + [100.0] * 3)
    assert out[62] is not None
    assert abs(out[62] - 50) < 0.1


def test_a_gap_of_six_months_is_dotted_and_a_longer_one_stays_open() -> None:
    gap: list[float | None] = [1.0, 2.0, *[None] * 6, 3.0]
    assert [(line.months, line.dotted) for line in stretches(gap)] == [((0, 1), False), ((1, 8), True), ((8,), False)]
    assert [line.dotted for line in stretches([1.0, *[None] * 7, 3.0])] == [False, False]


@given(VALUES)
def test_every_known_month_is_drawn_and_no_other(values: list[float | None]) -> None:
    drawn = {month for line in stretches(values) for month in line.months}
    assert drawn == {month for month, value in enumerate(values) if value is not None}


def test_a_curve_that_falls_while_the_share_stands_is_an_early_warning() -> None:
    shares: list[float | None] = [60.0] * 7
    assert is_curve_before_share([40.0, 38, 35, 30, 28, 26, 25], shares, rise=5)
    assert not is_curve_before_share([40.0, 38, 35, 30, 28, 27, 26], shares, rise=5)  # 14 points
    assert not is_curve_before_share([40.0, 38, 35, 30, 28, 26, 25], [60.0] * 6 + [55.0], rise=5)
    assert not is_curve_before_share([40.0] * 6, shares, rise=5)


def test_attitude_and_share_make_four_cells_and_an_unknown_attitude_makes_none() -> None:
    def key(*asked: object) -> str | None:
        found = cell(*asked)  # type: ignore[arg-type]
        return found.key if found else None

    assert key(65, None, STABLE) == "true_loyalty"
    assert key(64.9, None, STRATEGIC) == "spurious_loyalty"
    assert key(90, 3.9, STABLE) == "spurious_loyalty"  # somebody else is better
    assert key(90, 4, INITIAL) == "latent_loyalty"
    assert key(10, None, DEVELOPMENT) == "no_loyalty"
    assert key(None, 7, STABLE) is None


def test_the_phases_follow_stage_and_signal() -> None:
    assert phase(DEVELOPMENT, STEADY, since_months=30).key == "pre_relationship"
    assert phase(STABLE, STEADY, since_months=11).key == "development"
    assert phase(STABLE, STEADY, since_months=12).key == "maturity"
    assert phase(STRATEGIC, REGRESSING, since_months=40).key == "decline"
    assert phase(INTERRUPTED, STEADY, since_months=0).key == "decline"


def test_the_final_stage_of_ford_is_routine_and_no_decline() -> None:
    assert ford_stage(STRATEGIC, routine=True).key == "final"  # type: ignore[union-attr]
    assert ford_stage(STRATEGIC, routine=False).key == "long_term"  # type: ignore[union-attr]
    assert ford_stage(INITIAL, routine=False).key == "early"  # type: ignore[union-attr]
    assert ford_stage(INTERRUPTED, routine=False) is None
