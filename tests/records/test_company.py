"""The settings of the company, and what each of us visited last."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.customers.people_resources import PEOPLE
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.customers.sharing import restrict_customer
from guanxi.errors import Conflict, Denied, Invalid, UnknownField
from guanxi.records.company import Company, company, set_company
from guanxi.records.models import Visit
from guanxi.records.visits import KEPT, forget_old_visits, last_visited, note_visit
from tests.access.cast import NOW
from tests.activities.world import World


def test_the_settings_are_changed_by_administrators_alone(world: World) -> None:
    assert company() == Company()
    with pytest.raises(Denied):
        world.do("chen.wei", set_company, values={"name": "Ours"})
    world.do("tom.hale", set_company, values={"name": "Hailan Dichtungen", "base_currency": "cny", "country": "中国"})
    assert (company().name, company().base_currency, company().country) == ("Hailan Dichtungen", "CNY", "CN")
    held = company().version
    world.do("tom.hale", set_company, values={"name": "Hailan"}, version=held)
    with pytest.raises(Conflict):
        world.do("tom.hale", set_company, values={"name": "Other"}, version=held)


@pytest.mark.parametrize(
    "values",
    [
        {"base_currency": "EURO"}, {"base_currency": "XQQ"}, {"base_currency": ""}, {"week_starts_on": "7"},
        {"language": "tlh"}, {"time_zone": "Mars/Olympus"}, {"country": "Atlantis"}, {"largest_file": "0"},
        {"largest_file": "501"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(world: World, values: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        world.do("tom.hale", set_company, values=values)
    assert set(refused.value.fields) == set(values)
    assert company() == Company()
    with pytest.raises(UnknownField):
        world.do("tom.hale", set_company, values={"password": "x"})


def test_what_was_visited_last_comes_first(world: World) -> None:
    chen = world["chen.wei"]
    for minute, (resource, key) in enumerate(
        ((CUSTOMERS, world.hengtong), (PEOPLE, world.klaus), (CUSTOMERS, world.nordlicht), (CUSTOMERS, world.hengtong))
    ):
        note_visit(chen, resource, key, on=NOW + timedelta(minutes=2 * minute))
    found = last_visited(chen, [CUSTOMERS, PEOPLE])
    assert [visited.title for visited in found] == ["恒通电缆", "Nordlicht Pumpen", "Klaus Brandt"]
    assert [visited.title for visited in last_visited(chen, [PEOPLE])] == ["Klaus Brandt"]
    assert last_visited(world["lin.yue"], [CUSTOMERS, PEOPLE]) == []


def test_what_one_may_no_longer_see_is_not_among_the_visited(world: World) -> None:
    sofia = world["sofia.berg"]
    note_visit(sofia, CUSTOMERS, world.hengtong, on=NOW)
    note_visit(sofia, SUMMARIES, world.hengtong, on=NOW)
    assert len(last_visited(sofia, [CUSTOMERS, SUMMARIES])) == 2
    world.do("lin.yue", restrict_customer, customer=world.hengtong, named=[])
    assert last_visited(sofia, [CUSTOMERS, SUMMARIES]) == []


def test_a_visit_costs_one_look_up_when_it_is_repeated_at_once(world: World) -> None:
    lin = world["lin.yue"]
    note_visit(lin, CUSTOMERS, world.hengtong, on=NOW)
    with CaptureQueriesContext(connection) as queries:
        note_visit(lin, CUSTOMERS, world.hengtong, on=NOW + timedelta(seconds=30))
    assert len(queries) == 1
    assert Visit.objects.get().at == NOW


def test_only_the_newest_visits_are_kept(world: World) -> None:
    lin = world["lin.yue"]
    Visit.objects.bulk_create(
        Visit(user_id=lin.user_id, resource="customers", record=n + 1, at=NOW - timedelta(hours=n)) for n in range(KEPT)
    )
    note_visit(lin, CUSTOMERS, world.hengtong, on=NOW + timedelta(hours=1))
    forget_old_visits()
    assert Visit.objects.count() == KEPT
    assert Visit.objects.filter(record=world.hengtong).exists()
    assert not Visit.objects.filter(record=KEPT).exists()


def test_who_looks_through_anothers_eyes_leaves_no_trace_there(world: World) -> None:
    note_visit(world["lin.yue"].as_viewed_by(world["tom.hale"].user_id), CUSTOMERS, world.hengtong, on=NOW)
    assert not Visit.objects.exists()
