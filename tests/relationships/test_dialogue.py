"""Needs, conflicts, promises, the relationship team: recorded, on the timeline, ended, hidden from who may not see."""

from datetime import date
from typing import Any

import pytest

from guanxi.access.reading import view
from guanxi.access.undo import undo
from guanxi.access.writing import run_recorded
from guanxi.activities.queries import timeline
from guanxi.errors import Denied, Invalid, NotFound, Refused
from guanxi.relationships.dialogue_actions import (
    edit_conflict,
    edit_need,
    end_commitment,
    record_commitment,
    record_conflict,
    record_need,
    remove_role,
    reopen_conflict,
    set_role,
    settle_conflict,
)
from guanxi.relationships.dialogue_resources import COMMITMENTS, CONFLICTS, NEEDS, TEAM_ROLES
from tests.access.cast import NOW, Cast, make_cast
from tests.activities.world import World, make_world

TODAY = NOW.date()


@pytest.fixture
def world(db: None) -> World:
    cast: Cast = make_cast()
    return make_world(cast)


def rows(world: World, resource: Any, who: str = "lin.yue") -> list[Any]:
    return view(world[who], resource).of_customer(world.hengtong).all(20)


def kinds(world: World, who: str = "lin.yue") -> list[str]:
    return [line.kind for line in timeline(world[who], world.hengtong, on=NOW).lines]


def test_a_need_is_open_then_offered_then_met_each_with_its_day(world: World) -> None:
    words = {"words": "A buffer stock of drives at the plant"}
    with pytest.raises((Denied, NotFound)):
        world.do("marta.nowak", record_need, customer=world.hengtong, values=words)
    key = world.do("lin.yue", record_need, customer=world.hengtong, values=words)
    (need,) = rows(world, NEEDS)
    assert (need["state"], need["since"], need["owner"].label) == ("open", TODAY, "Lin Yue 林悦")
    world.do("lin.yue", edit_need, need=key, values={"state": "offered", "offer": "Two weeks of stock"})
    world.do("lin.yue", edit_need, need=key, values={"state": "met"})
    (need,) = rows(world, NEEDS)
    assert (need["state"], need["offered_on"], need["met_on"]) == ("met", TODAY, TODAY)
    assert {"needs", "needs_met"} <= set(kinds(world))
    world.do("lin.yue", edit_need, need=key, values={"state": "open"})
    assert rows(world, NEEDS)[0]["met_on"] is None
    assert "needs_met" not in kinds(world)
    assert rows(world, NEEDS, "marta.nowak") == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": "x", "since": "2030-01-01"}, "since"),
        ({"words": "x", "person": "1"}, "person"),
    ],
)
def test_what_no_need_can_be_is_refused_at_its_field(world: World, values: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.do("lin.yue", record_need, customer=world.hengtong, values=values)
    assert field in refused.value.fields
    assert rows(world, NEEDS) == []


def test_a_need_without_a_state_is_open_and_a_met_one_always_has_a_day(world: World) -> None:
    def state() -> tuple[str, date | None]:
        (need,) = rows(world, NEEDS)
        return need["state"], need["met_on"]

    values = {"words": "x", "state": "", "met_on": ""}
    key = world.do("lin.yue", record_need, customer=world.hengtong, values=values)
    assert state() == ("open", None)
    world.do("lin.yue", edit_need, need=key, values={**values, "state": "met"})
    assert state() == ("met", TODAY)
    world.do("lin.yue", edit_need, need=key, values={"state": "met", "met_on": "2026-10-01"})
    world.do("lin.yue", edit_need, need=key, values={**values, "state": "met"})
    assert state() == ("met", date(2026, 10, 1))
    world.do("lin.yue", edit_need, need=key, values=values)
    assert state() == ("open", None)
    world.do("sofia.berg", record_need, customer=world.nordlicht, values={**values, "state": "met"})
    (need,) = view(world["sofia.berg"], NEEDS).of_customer(world.nordlicht).all(20)
    assert need["met_on"] == TODAY


def test_an_emptied_day_stays_the_day_it_was(world: World) -> None:
    key = world.do("lin.yue", record_need, customer=world.hengtong, values={"words": "x", "since": "2026-10-01"})
    world.do("lin.yue", edit_need, need=key, values={"words": "y", "since": "", "offered_on": ""})
    (need,) = rows(world, NEEDS)
    assert (need["words"], need["since"]) == ("y", date(2026, 10, 1))


def test_a_conflict_is_settled_with_an_outcome_and_can_be_opened_again(world: World) -> None:
    values = {"title": "Line stop of 14 August: who pays?", "kind": "delivery", "claim": "They claim 120k"}
    key = world.do("lin.yue", record_conflict, customer=world.hengtong, values=values)
    world.do("lin.yue", edit_conflict, conflict=key, values={"offer": "70k and a buffer stock"})
    with pytest.raises(Invalid):
        world.do("lin.yue", settle_conflict, conflict=key, outcome="war")
    world.do("lin.yue", settle_conflict, conflict=key, outcome="agreed", values={"result": "85k"})
    (conflict,) = rows(world, CONFLICTS)
    assert (conflict["state"], conflict["settled_on"], conflict["result"]) == ("settled", TODAY, "85k")
    with pytest.raises(Refused):
        world.do("lin.yue", settle_conflict, conflict=key, outcome="agreed")
    assert "conflicts_settled" in kinds(world)
    world.do("lin.yue", reopen_conflict, conflict=key)
    assert (rows(world, CONFLICTS)[0]["state"], rows(world, CONFLICTS)[0]["settled_on"]) == ("open", None)
    assert "conflicts_settled" not in kinds(world)


def test_a_promise_is_kept_or_broken_and_an_undo_forgets_it(world: World) -> None:
    values = {"promise": "8D report by Friday", "side": "us", "due": "2026-11-20"}
    key, change = run_recorded(
        world["lin.yue"], record_commitment, on=NOW, channel="test", customer=world.hengtong, values=values
    )
    world.do("lin.yue", end_commitment, commitment=key, kept=False)
    (promise,) = rows(world, COMMITMENTS)
    assert (promise["state"], promise["due"], promise["ended_on"]) == ("broken", date(2026, 11, 20), TODAY)
    other, change = run_recorded(
        world["lin.yue"], record_commitment, on=NOW, channel="test", customer=world.hengtong,
        values={"promise": "A forecast every month", "side": "them"},
    )  # fmt: skip
    world.do("lin.yue", undo, change=change, resources={"relationships.commitment": COMMITMENTS})
    assert [row.key for row in rows(world, COMMITMENTS)] == [key]
    assert other


def test_the_seven_roles_make_up_the_team_of_who_may_know_the_customer(world: World) -> None:
    key = world.do("lin.yue", set_role, customer=world.hengtong, role="R6", user=world.cast.users["amara.diallo"])
    assert (
        world.do("lin.yue", set_role, customer=world.hengtong, role="R6", user=world.cast.users["amara.diallo"]) == key
    )
    with pytest.raises(Invalid):
        world.do("lin.yue", set_role, customer=world.hengtong, role="R8", user=world.cast.users["amara.diallo"])
    with pytest.raises(Invalid):
        world.do("lin.yue", set_role, customer=world.hengtong, role="R7", user=world.cast.users["tom.hale"])
    assert [(row["role"], row["user"].label) for row in rows(world, TEAM_ROLES)] == [("R6", "Amara Diallo")]
    world.do("lin.yue", remove_role, team_role=key)
    assert rows(world, TEAM_ROLES) == []
