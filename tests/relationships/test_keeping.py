"""What the rules say is kept in short transactions, and no judgement is written over a later one."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from guanxi.access.models import Outbox
from guanxi.customers.models import Customer
from guanxi.ledger.actions import record_purchases
from guanxi.ledger.category_actions import merge_category
from guanxi.months import first_day
from guanxi.pipeline import settle
from guanxi.relationships import assessments, keeping
from guanxi.relationships.assessments import month_end
from guanxi.relationships.models import Assessment, MonthEnd, Signal, StageChange
from tests.access.cast import Cast, make_cast
from tests.relationships.worlds import LAST, NOW, World, do, make_world

LATE = {"date": first_day(LAST - 6).isoformat(), "amount": "77,777.00"}


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(random.Random(8), author=cast["lin.yue"], customers=5)


def kept() -> list[Any]:
    return [
        sorted(model._default_manager.values_list("customer", "place", *columns))
        for model, columns in (
            (Assessment, ("month", "stage", "signal", "flags", "since", "silence", "ours_12", "delta_12", "course")),
            (StageChange, ("month", "stage_before", "stage", "signal", "category")),
            (Signal, ("since", "signal", "until", "category")),
        )
    ] + [sorted(Customer.objects.values_list("pk", "stage_order", "signal_order", "share", "ours_12", "delta_12"))]


def from_nothing() -> list[Any]:
    """What is kept when all is judged where nothing stands."""
    for model in (Assessment, StageChange, Signal, MonthEnd):
        model._default_manager.all().delete()
    month_end(on=NOW)
    return kept()


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Lets something happen once, between the reading of the facts and the writing of what follows from them."""
    real, left = keeping.judge_customers, [happens]

    def judge(*arguments: Any, **options: Any) -> Any:
        found = real(*arguments, **options)
        if left:
            left.pop()()
        return found

    monkeypatch.setattr(keeping, "judge_customers", judge)


@pytest.mark.django_db
def test_a_judgement_is_not_written_over_one_of_later_facts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(on=NOW)
    customer = world.customers[0]

    def another_judges() -> None:
        do(record_purchases, customer=customer, lines=[LATE])
        settle(on=NOW)

    meanwhile(monkeypatch, another_judges)
    month_end(on=NOW)
    assert not Outbox.objects.filter(kind="facts_changed", handled_at=None).exists()
    assert kept() == from_nothing()


@pytest.mark.django_db
def test_a_fact_that_comes_while_its_customer_is_judged_waits_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile(monkeypatch, lambda: do(record_purchases, customer=world.customers[0], lines=[LATE]))
    settle(on=NOW)
    assert list(Outbox.objects.filter(kind="facts_changed", handled_at=None).values_list("customer", flat=True)) == [
        world.customers[0]
    ]
    settle(on=NOW)
    assert kept() == from_nothing()


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_month_after_month_comes_to_the_same_as_all_at_once(seed: int, cast: Cast) -> None:
    chance = random.Random(seed)
    world = make_world(chance, author=cast["lin.yue"], customers=3)
    for back in range(14, -1, -1):
        if chance.random() < 0.3:
            do(record_purchases, customer=world.customers[0], lines=[LATE])
        month_end(on=NOW, until=LAST - back)
    settle(on=NOW)
    assert kept() == from_nothing()


@pytest.mark.django_db
def test_the_next_month_end_finds_that_an_earlier_row_is_gone_or_too_many(world: World) -> None:
    month_end(on=NOW, until=LAST - 1)
    settle(on=NOW)
    month_end(on=NOW, until=LAST - 1)
    StageChange.objects.order_by("month")[0].delete()
    Signal.objects.create(customer_id=world.customers[0], place=0, since="2019-01-01", until="2019-02-01",
                          signal="lapsed", found_at=NOW)  # fmt: skip
    month_end(on=NOW)
    assert kept() == from_nothing()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "a b", "x\ny", "x\n1 0 2024-01 x", "!", "steady !"])
def test_no_text_in_a_row_that_we_did_not_write_stops_the_judging(world: World, text: str) -> None:
    month_end(on=NOW)
    wanted = kept()
    customer, other = world.customers[:2]
    Signal.objects.create(customer_id=customer, place=0, since="2019-01-01", signal=text, found_at=NOW)
    StageChange.objects.filter(customer_id=other).update(signal=text)
    kept_since = list(Signal.objects.exclude(customer_id=customer).order_by("pk").values_list("pk", "found_at"))
    month_end(on=NOW)
    assert kept() == wanted
    assert list(Signal.objects.exclude(customer_id=customer).order_by("pk").values_list("pk", "found_at")) == kept_since


@pytest.mark.django_db
def test_a_month_end_sees_that_categories_became_one_while_it_runs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(on=NOW)
    monkeypatch.setattr(assessments, "_PIECE", 1)
    left = [lambda: do(merge_category, category=world.categories[0], into=world.categories[1])]

    def between(_done: int) -> None:
        if left:
            left.pop()()
            settle(on=NOW)

    month_end(on=NOW, between=between)
    assert kept() == from_nothing()


@pytest.mark.django_db
def test_a_fact_that_waits_is_in_the_next_month_end(world: World) -> None:
    settle(on=NOW)
    month_end(on=NOW, until=LAST - 1)
    do(record_purchases, customer=world.customers[1], lines=[LATE])
    month_end(on=NOW)
    assert kept() == from_nothing()


@pytest.mark.django_db(transaction=True)
def test_others_may_write_while_customers_are_judged_and_between_what_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = make_world(random.Random(8), author=make_cast()["lin.yue"], customers=5)
    settle(on=NOW)
    month_end(on=NOW, until=LAST - 1)
    monkeypatch.setattr(keeping, "_ROWS", 1)
    open_ones, written = [], []
    meanwhile(monkeypatch, lambda: open_ones.append(connection.in_atomic_block))
    real = keeping._write
    monkeypatch.setattr(keeping, "_write", lambda some, found: (written.append(list(some)), real(some, found)))
    month_end(on=NOW)
    assert open_ones == [False]
    assert written == [[customer] for customer in sorted(world.customers)]
