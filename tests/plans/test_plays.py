"""Plays and repairs with a customer: proposed from signals, started into tasks, closed with a result."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import Mock

import pytest

from guanxi.access.directory_actions import disable_user
from guanxi.access.levels import InvolvementKind
from guanxi.access.models import Involvement
from guanxi.access.reading import view
from guanxi.access.writing import run
from guanxi.activities.models import Task
from guanxi.activities.resources import TASKS
from guanxi.errors import Denied, Invalid, NotFound, Refused
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.plans import resources
from guanxi.plans.jobs import propose_for_all
from guanxi.plans.models import Play
from guanxi.plans.play_actions import after_working_days, close_play, start_play
from guanxi.plans.proposing import MOST_A_WEEK, propose, tend_plans
from guanxi.plans.repair_actions import close_repair, edit_repair, start_repair
from guanxi.records.company import set_company
from guanxi.records.jobs import JobContext
from guanxi.relationships.assessments import judge_waiting
from guanxi.relationships.rules import set_rules
from tests.access.cast import NOW
from tests.activities.world import World, as_system


def at(month: str) -> datetime:
    """A morning in the month after this one, when it is judged."""
    year, number = map(int, month.split("-"))
    return datetime(year + number // 12, number % 12 + 1, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def buys(world: World) -> Callable[..., None]:
    """Purchases of Hengtong month by month, judged when the last of them is over."""

    def buy(first: str, amounts: list[int], total: int | None = 100) -> None:
        year, month = map(int, first.split("-"))
        months = [f"{year + (month - 1 + n) // 12}-{(month - 1 + n) % 12 + 1:02}" for n in range(len(amounts))]
        when = at(months[-1])
        lines = [{"date": f"{m}-15", "amount": str(a)} for m, a in zip(months, amounts, strict=True) if a]
        if lines:
            run(world["lin.yue"], record_purchases, on=when, channel="test", customer=world.hengtong, lines=lines)
        if total is not None:
            values = {"period_start": f"{months[0]}-01", "period_end": str(_last_day(months[-1])), "source_class": "A"}
            run(
                world["lin.yue"], record_total, on=when, channel="test", customer=world.hengtong, values=values,
                figure=str(total * len(months)),
            )  # fmt: skip
        judge_waiting(on=when)

    return buy


def _last_day(month: str) -> date:
    year, number = map(int, month.split("-"))
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def goes_live(world: World, month: str) -> None:
    run(
        world["tom.hale"], set_rules, on=NOW, channel="test", first_month=date.fromisoformat(f"{month}-01")
    )  # fmt: skip


def rows(world: World, resource: Any, who: str = "lin.yue") -> list[Any]:
    return view(world[who], resource).of_customer(world.hengtong).all(100)


def test_nothing_is_proposed_of_what_was_before_the_first_month(world: World, buys: Callable[..., None]) -> None:
    buys("2025-01", [60] * 12 + [20] * 8)
    assert propose([world.hengtong], on=at("2026-08")) == 0
    goes_live(world, "2026-12")
    assert propose([world.hengtong], on=at("2026-08")) == 0
    assert rows(world, resources.RUNNING_PLAYS) == []
    assert rows(world, resources.REPAIRS) == []


def test_a_fall_proposes_a_repair_once_and_plays_at_most_five_a_week(world: World, buys: Callable[..., None]) -> None:
    goes_live(world, "2026-01")
    buys("2025-01", [60] * 12 + [20] * 4)
    assert propose([world.hengtong], on=at("2026-04")) > 0
    (repair,) = rows(world, resources.REPAIRS)
    assert (repair["state"], repair["signal"]) == ("proposed", "regressing")
    assert repair["ours_then"] == rows(world, resources.REPAIRS, "wang.fang")[0]["ours_then"] is not None
    keys = [play["key"] for play in rows(world, resources.RUNNING_PLAYS)]
    assert "P31" in keys
    assert len(keys) <= MOST_A_WEEK
    before = sorted(keys)
    propose([world.hengtong], on=at("2026-04"))
    assert len(rows(world, resources.REPAIRS)) == 1
    assert len(rows(world, resources.RUNNING_PLAYS)) <= MOST_A_WEEK
    assert set(before) <= {play["key"] for play in rows(world, resources.RUNNING_PLAYS)}


def test_a_repair_is_worked_by_departments_and_ends_when_the_ledger_says_so(
    world: World, buys: Callable[..., None]
) -> None:
    goes_live(world, "2026-01")
    buys("2025-01", [60] * 12 + [20] * 4)
    propose([world.hengtong], on=at("2026-04"))
    values = {
        "cause": "neglect", "detail": "delivery", "is_ours": "yes", "rival": "Rotek", "deadline": "2026-07-31",
        "departments": [str(world.cast.departments["sales"]), str(world.cast.departments["service"])],
        "what": "Two late deliveries",
    }  # fmt: skip
    with pytest.raises((Denied, NotFound)):
        world.do("marta.nowak", start_repair, customer=world.hengtong, values=values)
    key = world.do("lin.yue", start_repair, customer=world.hengtong, values=values)
    with pytest.raises(Refused):
        world.do("lin.yue", start_repair, customer=world.hengtong, values={})
    (repair,) = rows(world, resources.REPAIRS)
    assert repair.key == key
    assert {place.label for place in repair["departments"]} == {"Sales", "Service"}
    world.do("lin.yue", edit_repair, repair=key, values={"measures": "A buffer stock"})
    buys("2026-05", [90] * 6)
    propose([world.hengtong], on=at("2026-10"))
    (repair,) = rows(world, resources.REPAIRS)
    assert repair["state"] == "repaired"
    assert repair["share_later"] > repair["share_then"]


def test_a_repair_is_closed_by_hand_with_its_cause(world: World) -> None:
    key = world.do("lin.yue", start_repair, customer=world.hengtong, values={})
    with pytest.raises(Invalid) as refused:
        world.do("lin.yue", close_repair, repair=key, outcome="lost")
    assert "cause" in refused.value.fields
    with pytest.raises(Invalid):
        world.do("lin.yue", close_repair, repair=key, outcome="won")
    world.do(
        "lin.yue", close_repair, repair=key, outcome="lost", values={"cause": "betrayal", "lesson": "Call earlier"}
    )
    with pytest.raises(Refused):
        world.do("lin.yue", close_repair, repair=key, outcome="repaired", values={"cause": "neglect"})
    again = world.do("lin.yue", start_repair, customer=world.hengtong, values={})
    assert again != key


def test_a_play_becomes_tasks_with_owner_department_and_reason(world: World) -> None:
    with pytest.raises((Denied, NotFound)):
        world.do("marta.nowak", start_play, customer=world.hengtong, key="P31")
    key = world.do("lin.yue", start_play, customer=world.hengtong, key="P31", reason="Orders fell by a third")
    with pytest.raises(Refused):
        world.do("lin.yue", start_play, customer=world.hengtong, key="P31")
    tasks = [task for task in rows(world, TASKS) if task["reason"] == "Orders fell by a third"]
    assert [task["department"].label for task in tasks] == ["Sales"]
    assert tasks[0]["owner"].label == "Lin Yue 林悦"
    assert tasks[0]["due"] == after_working_days(NOW.date(), 5)
    with pytest.raises(Invalid):
        world.do("lin.yue", close_play, play=key, values={})
    world.do("lin.yue", close_play, play=key, values={"result": "The forwarder was the cause."})
    (play,) = rows(world, resources.RUNNING_PLAYS)
    assert play["state"] == "done"
    with pytest.raises(Refused):
        world.do("lin.yue", close_play, play=key, values={"result": "again"})


def test_a_play_is_looked_at_again_after_three_months(world: World, buys: Callable[..., None]) -> None:
    goes_live(world, "2026-01")
    buys("2025-11", [60] * 12)
    world.do("lin.yue", start_play, customer=world.hengtong, key="P24")
    propose([world.hengtong], on=NOW + timedelta(days=60))
    assert rows(world, resources.RUNNING_PLAYS)[0]["signal_later"] == ""
    propose([world.hengtong], on=NOW + timedelta(days=100))
    assert [p["signal_later"] for p in rows(world, resources.RUNNING_PLAYS) if p["key"] == "P24"] != [""]


def test_a_play_of_another_department_waits_there_for_whoever_takes_it(world: World) -> None:
    world.do("lin.yue", start_play, customer=world.hengtong, key="P35")
    (task,) = [t for t in rows(world, TASKS) if t["department"] and t["department"].label == "Service"]
    assert task["owner"] is None


def test_only_the_step_itself_proposes(world: World, buys: Callable[..., None]) -> None:
    goes_live(world, "2026-01")
    buys("2025-11", [60] * 12)
    with pytest.raises(Denied):
        world.do("tom.hale", tend_plans, customers=[world.hengtong], falls=[], plays=[])
    assert not rows(world, resources.RUNNING_PLAYS)
    propose([world.hengtong], on=NOW)
    assert rows(world, resources.RUNNING_PLAYS)


def test_a_prospect_of_whom_nothing_is_known_gets_plays_and_is_looked_at_again(world: World) -> None:
    goes_live(world, "2026-01")
    by_hand = world.do("lin.yue", start_play, customer=world.hengtong, key="P01")
    for days in (0, 100):
        context = JobContext(now=NOW + timedelta(days=days), attempt=1, user_id=None, hold=Mock())
        propose_for_all.func(context, round=days)
    asked = set(Play.objects.exclude(pk=by_hand).values_list("customer", "key"))
    assert {(world.hengtong, "P03"), (world.nordlicht, "P03")} <= asked
    assert Play.objects.get(pk=by_hand).looked_at == NOW + timedelta(days=100)


@pytest.mark.parametrize("created", [NOW + timedelta(minutes=1), datetime(2026, 11, 15, 12, 30, tzinfo=UTC)])
def test_a_week_has_five_plays_by_the_days_of_the_company_whoever_proposed_them(
    world: World, created: datetime
) -> None:
    goes_live(world, "2026-01")
    world.do("tom.hale", set_company, values={"time_zone": "Pacific/Auckland"})
    Play.objects.bulk_create(
        Play(customer_id=world.nordlicht, key=f"X{n}", edition=1, on="by_hand", month=1, created_at=created,
             proposed_to_id=world["lin.yue"].user_id)
        for n in range(MOST_A_WEEK)
    )  # fmt: skip
    assert propose([world.hengtong], on=NOW) == 0
    assert propose([world.hengtong], on=NOW + timedelta(days=7)) > 0


def test_whose_owner_is_disabled_is_treated_like_who_has_none(world: World) -> None:
    goes_live(world, "2026-01")
    world.do("tom.hale", disable_user, user=world["lin.yue"].user_id)
    assert propose([world.hengtong], on=NOW) > 0
    assert set(Play.objects.values_list("proposed_to", flat=True)) == {None}
    world.do("chen.wei", start_play, customer=world.hengtong, key="P31")
    assert Task.objects.get().owner_id is None


def test_a_play_that_starts_by_itself_engages_only_another_department(world: World) -> None:
    engaged = Involvement.objects.filter(customer=world.hengtong, kind=InvolvementKind.ENGAGED)
    as_system(start_play, customer=world.hengtong, key="P31")
    assert not engaged.exists()
    as_system(start_play, customer=world.hengtong, key="P35")
    assert [line.principal for line in engaged] == [world.service]


@pytest.mark.parametrize(("day", "days", "then"), [("2026-11-27", 1, "2026-11-30"), ("2026-11-28", 0, "2026-11-30")])
def test_working_days_leave_out_the_weekend(day: str, days: int, then: str) -> None:
    assert after_working_days(date.fromisoformat(day), days) == date.fromisoformat(then)
