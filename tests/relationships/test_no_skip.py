"""Whatever is tried, no relation skips a stage: what is refused says why, and a raw row goes at the next judging."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from guanxi.access.undo import undo
from guanxi.access.writing import run
from guanxi.catalogue import BY_MODEL
from guanxi.customers.actions import edit_customer
from guanxi.customers.merging import merge_customers
from guanxi.customers.models import Customer
from guanxi.errors import Denied, Invalid, UnknownField
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.ledger.position_actions import record_opening
from guanxi.lifecycle.vocabulary import INTERRUPTED, STABLE, STRATEGIC
from guanxi.months import first_day
from guanxi.pipeline import settle
from guanxi.relationships.actions import override_stage
from guanxi.relationships.assessments import month_end
from guanxi.relationships.judging import judge_customers
from guanxi.relationships.models import Assessment, Signal, StageChange
from guanxi.relationships.rules import rules, set_rules
from tests.access.cast import Cast
from tests.relationships.worlds import LAST, NOW, do, line, make_world, may_fail, recorded, take_back, total

pytestmark = pytest.mark.django_db


def assert_no_skip(customers: list[int], *, until: int = LAST) -> None:
    """Changes of stage are one up or down, into interruption, or out of it to the second or first stage."""
    found = judge_customers(customers, until=until, rules=rules())
    assert found is not None
    stage, share = found.verdicts.stage, found.verdicts.share
    for row in range(len(stage)):
        begun = np.flatnonzero(stage[row])
        for column in begun[1:].tolist():
            before, after = int(stage[row, column - 1]), int(stage[row, column])
            assert after in _next(before), (found.relations[row], column, before, after)
            if after in (STABLE, STRATEGIC) and after != before:
                assert not np.isnan(share[row, column])
        known = share[row, begun]
        assert np.all(np.isnan(known) | ((known >= 0) & (known <= 100)))
    moves = [(change.stage_before, change.stage) for change in StageChange.objects.filter(customer__in=customers)]
    order = ["development", "initial", "stable", "strategic", "interrupted"]
    assert all(order.index(after) + 1 in _next(order.index(before) + 1) for before, after in moves)


def _next(stage: int) -> set[int]:
    if stage == INTERRUPTED:
        return {INTERRUPTED, 2, 1}
    return {stage, stage - 1 if stage > 2 else stage, min(stage + 1, STRATEGIC)} | (
        {INTERRUPTED} if stage > 1 else set()
    )


def attempts(chance: random.Random, world: Any, cast: Cast) -> Iterator[None]:
    """Every way in, one after the other."""
    one, other = world.customers[:2]
    do(record_purchases, customer=one, lines=[line(chance, world, LAST - 1)])
    yield
    may_fail(record_total, **total(chance, world, one))
    yield
    for stage in ("strategic", "4", "stable"):
        with pytest.raises((Invalid, UnknownField)):
            do(edit_customer, customer=one, values={"stage": stage})
    yield
    values = {"month": first_day(LAST - 20).isoformat(), "stage": "4", "reason": "we say so"}
    may_fail(record_opening, customer=other, values=values)
    with pytest.raises(Invalid):
        do(record_opening, customer=other, values=values)
    yield
    _result, change = recorded(merge_customers, winner=one, loser=other)
    yield
    take_back(change)
    yield
    Assessment.objects.filter(customer=one).update(stage="strategic", stage_order=4, share=100.0)
    StageChange.objects.create(
        customer_id=one, place=0, month=first_day(LAST - 2), stage_before="development", stage="strategic",
        signal="advanced", found_at=NOW,
    )  # fmt: skip
    Customer.objects.filter(pk=one).update(stage="strategic", stage_order=4)
    month_end(on=NOW)
    yield
    do(set_rules, parameters={"W": 1, "R": 1, "C": 1, "K": 1, "GMIN": 1}, on=NOW + timedelta(seconds=chance.random()))
    month_end(on=NOW)
    yield
    month_end(on=NOW - timedelta(days=200))
    yield
    month_end(on=NOW)
    yield


@pytest.mark.parametrize("seed", range(3))
def test_no_attempt_makes_a_relation_skip_a_stage(seed: int, cast: Cast) -> None:
    chance = random.Random(seed)
    world = make_world(chance, author=cast["lin.yue"], customers=3)
    for _ in attempts(chance, world, cast):
        settle(on=NOW)
        assert_no_skip(world.customers)


def test_a_raw_row_in_the_tables_of_judgement_is_replaced_at_the_next_judging(cast: Cast) -> None:
    world = make_world(random.Random(11), author=cast["lin.yue"], customers=3)
    settle(on=NOW)
    held = _kept()
    assert held[0]
    Assessment.objects.all().update(stage="strategic", stage_order=4, share=99.0)
    StageChange.objects.all().delete()
    Signal.objects.create(
        customer_id=world.customers[0], place=0, signal="lapsed", since=date(2020, 1, 1), found_at=NOW
    )
    Assessment.objects.create(
        customer_id=world.customers[0], place=12345, month=date(2026, 10, 1), stage="strategic", stage_order=4,
        signal="steady", signal_order=13, band="from_80", direction="steady", since=date(2020, 1, 1), silence=0,
        silence_limit=3, ours_12=1, delta_12=1,
    )  # fmt: skip
    month_end(on=NOW)
    assert _kept() == held


def _kept() -> tuple[list[Any], ...]:
    hidden = ("id", "found_at")
    return tuple(
        sorted(
            (repr({n: v for n, v in row.items() if n not in hidden}) for row in model._default_manager.values()),
        )
        for model in (Assessment, StageChange, Signal)
    )


def test_another_stage_is_shown_only_next_to_the_computed_one_with_a_reason_and_for_six_months(cast: Cast) -> None:
    world = make_world(random.Random(5), author=cast["lin.yue"], customers=1)
    customer = world.customers[0]
    settle(on=NOW)
    Assessment.objects.filter(customer=customer, place=0).update(stage="initial")
    given = {"stage": "stable", "until": "2027-05-16", "reason": "The contract is signed"}
    for wrong, field in (
        ({"stage": "strategic"}, "stage"), ({"stage": "initial"}, "stage"), ({"reason": ""}, "reason"),
        ({"until": "2027-05-17"}, "until"), ({"until": "2026-11-16"}, "until"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            do(override_stage, customer=customer, values={**given, **wrong})
        assert field in refused.value.fields
    key = do(override_stage, customer=customer, values=given)
    assert key
    assert Assessment.objects.get(customer=customer, place=0).stage == "initial"
    Assessment.objects.filter(customer=customer, place=0).update(stage="interrupted")
    with pytest.raises(Invalid):
        do(override_stage, customer=customer, values=given)


def test_the_rules_are_set_by_administrators_alone_and_an_undo_brings_the_old_ones_back(cast: Cast) -> None:
    with pytest.raises(Denied):
        do(set_rules, actor=cast["wang.fang"], parameters={"W": 6})
    with pytest.raises(Invalid):
        do(set_rules, actor=cast["tom.hale"], parameters={"W": 0})
    with pytest.raises(Invalid):
        do(set_rules, actor=cast["tom.hale"], parameters={"nothing": 1})
    _result, change = recorded(set_rules, actor=cast["tom.hale"], parameters={"W": 6})
    assert rules().parameters.W == 6
    run(cast["tom.hale"], undo, on=NOW, channel="test", change=change, resources=BY_MODEL)
    assert rules().parameters.W == 12


def test_clocks_that_go_back_judge_an_earlier_month_end_and_nothing_else(cast: Cast) -> None:
    world = make_world(random.Random(2), author=cast["lin.yue"], customers=2)
    for days in (0, 40, 400, 0):
        moment: datetime = NOW - timedelta(days=days)
        month_end(on=moment)
        last = LAST - (NOW.year - moment.year) * 12 - (NOW.month - moment.month)
        assert {row.month for row in Assessment.objects.all()} <= {first_day(last)}
    assert_no_skip(world.customers)
