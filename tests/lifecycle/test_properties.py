"""What must hold for every history, however odd."""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guanxi.lifecycle import Parameters, Verdicts, judge
from guanxi.lifecycle.vocabulary import (
    DEVELOPMENT,
    INITIAL,
    INTERRUPTED,
    REGRESSED,
    SIGNALS,
    STABLE,
    STEADY,
    STRATEGIC,
)
from tests.lifecycle.cases import FIRST, facts_of
from tests.lifecycle.reference import Month

SHORT = Parameters(W=3, R=1)
MOVES = {
    (DEVELOPMENT, INITIAL),
    (INITIAL, STABLE),
    (STABLE, STRATEGIC),
    (STRATEGIC, STABLE),
    (STABLE, INITIAL),
    (INITIAL, INTERRUPTED),
    (STABLE, INTERRUPTED),
    (STRATEGIC, INTERRUPTED),
    (INTERRUPTED, INITIAL),
    (INTERRUPTED, DEVELOPMENT),
}

ROUND = st.sampled_from([0, 0, 1, 5, 10, 25, 40, 45, 49, 50, 51, 60, 75, 79, 80, 81, 90, 100, 101, 102, 130])
AMOUNTS = st.one_of(ROUND, ROUND, st.integers(-150, 150), st.integers(-(10**15), 10**15))
TOTALS = st.one_of(st.just(100), st.just(100), st.none(), st.integers(-10, 200), st.integers(0, 10**15))


@st.composite
def one_month(draw: st.DrawFn, *, amounts: st.SearchStrategy[int] = AMOUNTS, notices: bool = True) -> Month:
    ours, total = draw(amounts), draw(TOTALS)
    return Month(
        ours=ours,
        total=total,
        counted=draw(st.sampled_from([None, None, None, ours // 2])),
        estimated=total is not None and draw(st.sampled_from([False, False, True])),
        stale=total is not None and draw(st.booleans()),
        contact=draw(st.booleans()),
        notice=notices and draw(st.sampled_from([False] * 9 + [True])),
    )


@st.composite
def phases(draw: st.DrawFn, *, amounts: st.SearchStrategy[int] = AMOUNTS, notices: bool = True) -> list[Month]:
    """Months that often repeat, so that runs, silences and stretches come about."""
    parts = draw(st.lists(st.tuples(one_month(amounts=amounts, notices=notices), st.integers(1, 9)), min_size=1))
    return [month for month, times in parts for _ in range(times)][:120]


PARAMETERS = st.one_of(
    st.just(Parameters()),
    st.just(SHORT),
    st.builds(
        Parameters,
        W=st.integers(1, 14),
        R=st.integers(1, 16),
        C=st.integers(1, 4),
        K=st.integers(1, 4),
        GMIN=st.integers(1, 5),
        GNEW=st.integers(1, 8),
        N=st.integers(1, 14),
        RISE=st.integers(0, 20),
        Q=st.integers(1, 14),
        L=st.integers(1, 14),
        TOL=st.integers(0, 5),
    ),
)
OPENINGS = st.sampled_from([None, None, None, 1, 2, 3, 4])
quickly = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def judged(months: list[Month], parameters: Parameters, opening: int | None = None) -> Verdicts:
    verdicts, _ = judge(facts_of([months], begins=[0], openings=[opening], first=FIRST), parameters)
    return verdicts


def beginning(opening: int | None, stages: list[int]) -> list[tuple[int, int]]:
    """(stage in which a month begins, stage in which it ends), month by month."""
    return list(zip([opening or DEVELOPMENT, *stages], stages, strict=False))


@quickly
@given(phases(), PARAMETERS, OPENINGS)
def test_a_stage_is_never_skipped(months: list[Month], parameters: Parameters, opening: int | None) -> None:
    stages = judged(months, parameters, opening).stage[0].tolist()
    assert all(before == after or (before, after) in MOVES for before, after in beginning(opening, stages))


@quickly
@given(phases(), PARAMETERS, OPENINGS)
def test_since_is_the_month_of_the_last_change(
    months: list[Month], parameters: Parameters, opening: int | None
) -> None:
    verdicts = judged(months, parameters, opening)
    since = FIRST
    for t, (before, after) in enumerate(beginning(opening, verdicts.stage[0].tolist())):
        since = FIRST + t if before != after else since
        assert verdicts.since[0, t] == since


@quickly
@given(phases(), PARAMETERS, OPENINGS, st.integers(2, 6))
def test_money_times_a_factor_changes_nothing(
    months: list[Month], parameters: Parameters, opening: int | None, factor: int
) -> None:
    # Other units, another currency: every figure of a history grows alike.
    larger = [
        Month(
            m.ours * factor,
            None if m.total is None else m.total * factor,
            None if m.counted is None else m.counted * factor,
            m.estimated,
            m.stale,
            m.contact,
            m.notice,
        )
        for m in months
    ]
    one, other = judged(months, parameters, opening), judged(larger, parameters, opening)
    for name in ("stage", "signal", "flags", "share", "recent_share", "since", "silence", "limit"):
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan="share" in name), name


@quickly
@given(phases(), phases(), PARAMETERS, OPENINGS)
def test_later_months_never_change_past_rows(
    months: list[Month], later: list[Month], parameters: Parameters, opening: int | None
) -> None:
    short, long = judged(months, parameters, opening), judged(months + later, parameters, opening)
    for name in ("stage", "signal", "flags", "share", "recent_share", "since", "silence", "limit"):
        past = getattr(long, name)[:, : len(months)]
        assert np.array_equal(getattr(short, name), past, equal_nan="share" in name), name


@quickly
@given(phases(), PARAMETERS, OPENINGS)
def test_shares_lie_between_0_and_100_or_are_unknown(
    months: list[Month], parameters: Parameters, opening: int | None
) -> None:
    verdicts = judged(months, parameters, opening)
    for share in (verdicts.share[0], verdicts.recent_share[0]):
        assert (np.isnan(share) | ((share >= 0) & (share <= 100))).all()


@quickly
@given(phases(amounts=st.one_of(ROUND, st.just(90)), notices=False), PARAMETERS, OPENINGS)
@example([Month(90, 100)] * 2 + [Month(90, None)] * 9 + [Month(90, 100)] * 9, SHORT, None)
@example([Month(90, 100)] * 2 + [Month(90, None)] * 9, SHORT, 3)
def test_a_stage_above_2_is_never_entered_in_a_month_with_unknown_share(
    months: list[Month], parameters: Parameters, opening: int | None
) -> None:
    verdicts = judged(months, parameters, opening)
    for t, (before, after) in enumerate(beginning(opening, verdicts.stage[0].tolist())):
        if after in (STABLE, STRATEGIC) and after != before:
            assert not np.isnan(verdicts.share[0, t])


@quickly
@given(phases(), PARAMETERS)
def test_who_has_bought_is_in_stage_1_only_after_a_lapse(months: list[Month], parameters: Parameters) -> None:
    verdicts = judged(months, parameters)
    bought = lapsed = False
    for t, month in enumerate(months):
        bought = bought or month.ours > 0
        lapsed = lapsed or SIGNALS[verdicts.signal[0, t] - 1].key == "lapsed"
        if verdicts.stage[0, t] == DEVELOPMENT and bought:
            assert lapsed


@quickly
@given(
    st.lists(one_month(amounts=st.integers(-50, 0), notices=False), max_size=20),
    phases(amounts=st.integers(1, 10**15)),
    PARAMETERS,
)
def test_who_buys_every_month_is_never_interrupted(
    before: list[Month], buying: list[Month], parameters: Parameters
) -> None:
    # An exit notice waits for the first month without purchase, so it changes nothing here.
    stages = judged(before + buying, parameters).stage[0]
    assert not (stages == INTERRUPTED).any()
    assert (stages[len(before) :] >= INITIAL).all()


@quickly
@given(phases(), PARAMETERS, OPENINGS)
def test_a_relationship_without_a_word_from_the_customer_has_no_signal_of_contact(
    months: list[Month], parameters: Parameters, opening: int | None
) -> None:
    mute = [Month(m.ours, m.total, m.counted, m.estimated, m.stale, contact=False, notice=m.notice) for m in months]
    verdicts = judged(mute, parameters, opening)
    keys = {SIGNALS[signal - 1].key for signal in verdicts.signal[0]}
    assert not keys & {"interrupted_contact", "contact_overdue"}
    # and contacts never touch the stage
    assert np.array_equal(verdicts.stage, judged(months, parameters, opening).stage)


@pytest.mark.parametrize(
    ("tenths", "stage"),
    [(10, 2), (300, 2), (499, 2), (500, 3), (650, 3), (799, 3), (800, 4), (1000, 4)],
    ids=lambda value: str(value),
)
def test_a_constant_share_leads_to_its_band_and_stays(tenths: int, stage: int) -> None:
    verdicts = judged([Month(tenths, 1000)] * 40, Parameters())
    stages = verdicts.stage[0].tolist()
    assert stages[-1] == stage
    assert REGRESSED not in verdicts.signal[0]
    # Each stage takes C month-ends to confirm: the last one is reached after that and kept.
    reached = {2: 0, 3: 3, 4: 6}[stage]
    assert stages[reached:] == [stage] * (40 - reached)
    assert (verdicts.share[0] == tenths / 10).all()
    if stage == STRATEGIC:
        assert (verdicts.signal[0, 7:] == STEADY).all()
