"""Plays, repairs and plans of two customers, or of two categories, that become one and two again."""

from typing import Any

from guanxi.access.writing import run
from guanxi.customers.merging import merge_customers
from guanxi.ledger.category_actions import merge_category
from guanxi.ledger.models import Opening
from guanxi.ledger.position_actions import record_opening
from guanxi.plans.account_plan_actions import add_plan_task, write_plan
from guanxi.plans.models import AccountPlan, AccountPlanTask, Episode, Play
from guanxi.plans.play_actions import start_play
from guanxi.plans.proposing import propose
from guanxi.plans.repair_actions import start_repair
from guanxi.relationships.dialogue_actions import record_need
from guanxi.relationships.models import Need
from tests.activities.world import World
from tests.customers.doing import customer, recorded, take_back
from tests.customers.states import state
from tests.plans.test_plays import goes_live
from tests.plans.test_repairs import FIRST, buys, category, repairs


def plan_all(world: World, key: int) -> None:
    """One of everything that is there once for a customer."""
    opening = {"month": "2026-11-01", "stage": "3", "reason": "Known from the old system"}
    world.do("lin.yue", record_opening, customer=key, values=opening)
    values = {"cause": "neglect", "what": "Late", "departments": [str(world.sales)]}
    repair = world.do("lin.yue", start_repair, customer=key, values=values)
    world.do("lin.yue", start_play, customer=key, key="P31", reason="Orders fell", repair=repair)
    values = {"begins": "2027-01-01", "ends": "2027-12-31", "summary": "Grow", "budget": "5000"}
    plan = world.do("lin.yue", write_plan, customer=key, values=values)
    world.do("lin.yue", add_plan_task, plan=plan, values={"title": "Visit", "due": "2027-02-01"})


def test_what_both_customers_have_is_put_aside_by_a_merge_and_comes_back(world: World) -> None:
    lin = world["lin.yue"]
    other = customer(lin, "Hengtong Cable")
    for key in (world.hengtong, other):
        plan_all(world, key)
    before = state()
    change = recorded(lin, merge_customers, winner=world.hengtong, loser=other)
    found: Any = {"customer": world.hengtong}
    assert sorted(Episode.objects.filter(**found).values_list("state", flat=True)) == ["dismissed", "running"]
    assert sorted(Play.objects.filter(**found).values_list("state", "text__reason")) == [
        ("dropped", "Orders fell"), ("running", "Orders fell"),
    ]  # fmt: skip
    assert Opening.objects.filter(**found, text__reason__gt="").count() == 2
    assert Opening.objects.filter(**found, superseded_at=None).count() == 1
    assert AccountPlan.objects.filter(**found).count() == AccountPlanTask.objects.count() == 1
    take_back(lin, change)
    assert state() == before


def test_a_merged_category_takes_along_what_is_under_way_in_it(world: World) -> None:
    goes_live(world, "2026-01")
    tom = world["tom.hale"]
    seals, rings = category(world, "Seals"), category(world, "Rings")
    when = buys(world, seals, FIRST, [60] * 12 + [20] * 4, 100)
    buys(world, category(world, "Bolts"), FIRST, [650] * 16, 1000)
    propose([world.hengtong], on=when)
    assert repairs(world) == [("proposed", "Seals", "regressing")]
    run(world["lin.yue"], start_repair, on=when, channel="test", customer=world.hengtong, values={}, category=rings)
    run(world["lin.yue"], record_need, on=when, channel="test", customer=world.hengtong,
        values={"words": "Tighter ones", "category": str(seals)})  # fmt: skip
    before = state()
    change = recorded(tom, merge_category, category=seals, into=rings, on=when)
    both = [("dismissed", "Rings", "regressing"), ("running", "Rings", "")]
    assert sorted(repairs(world)) == both
    assert set(Play.objects.exclude(category=None).values_list("category", flat=True)) <= {rings}
    assert Need.objects.get().category_id == rings
    propose([world.hengtong], on=when)  # before what was merged is judged anew
    assert sorted(repairs(world)) == both
    take_back(tom, change, on=when)
    assert state() == before
