"""What cannot happen within a period: no stage is skipped, and each move takes its time."""

from guanxi.lifecycle import Parameters
from guanxi.lifecycle.reach import months_between
from guanxi.lifecycle.vocabulary import DEVELOPMENT, INITIAL, INTERRUPTED, STABLE, STRATEGIC


def possible(months: int) -> set[tuple[int, int]]:
    soonest = months_between(Parameters())
    return {move for move, needed in soonest.items() if 0 < needed <= months}


def test_in_a_quarter_only_neighbours_and_what_leads_through_an_interruption_can_happen() -> None:
    assert possible(3) == {
        (DEVELOPMENT, INITIAL), (INITIAL, STABLE), (STABLE, STRATEGIC), (STRATEGIC, STABLE), (STABLE, INITIAL),
        (INITIAL, INTERRUPTED), (STABLE, INTERRUPTED), (STRATEGIC, INTERRUPTED),
        (INTERRUPTED, INITIAL), (INTERRUPTED, DEVELOPMENT),
        (STRATEGIC, INITIAL),  # broken off, and back with a first order in the month after
        (DEVELOPMENT, INTERRUPTED),  # a first order, then notice
    }  # fmt: skip


def test_over_a_year_two_steps_are_normal_and_a_lapse_from_a_stage_is_not() -> None:
    assert {(DEVELOPMENT, STABLE), (INITIAL, STRATEGIC), (STRATEGIC, INITIAL)} <= possible(12)
    assert (STABLE, DEVELOPMENT) not in possible(12)
    assert (STABLE, DEVELOPMENT) in possible(13)


def test_longer_confirmation_takes_longer() -> None:
    soonest = months_between(Parameters(C=6))
    assert soonest[INITIAL, STRATEGIC] == 7
    assert soonest[INITIAL, STABLE] == 1
