"""The level on a customer, against the tables that the page prints."""

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.access.actors import load_actor, system_actor
from guanxi.access.directory_actions import create_user, set_levels, set_own_customers_only
from guanxi.access.levels import FieldClass, InvolvementKind, Level, PrincipalKind, Relation
from guanxi.access.models import Involvement
from guanxi.access.policy import ceiling, customers_at, level_on, standing_on
from guanxi.access.writing import run
from tests.access import tables
from tests.access.cast import NOW, Cast

K, P = InvolvementKind, PrincipalKind
_customers = count(1)


def _involve(
    customer: int, principal: int, principal_kind: P, kind: K, level: Level | None = None, **more: object
) -> None:
    Involvement.objects.create(
        customer=customer, principal=principal, principal_kind=principal_kind, kind=kind, level=level, **more
    )


def _somebodys() -> int:
    """A customer of somebody who is in no test: one with which nobody had anything to do would be none."""
    customer = next(_customers)
    _involve(customer, 1, P.USER, K.OWNER)
    return customer


@pytest.mark.parametrize("slug", ["sales", "service", "marketing", "management", ""])
@pytest.mark.parametrize("relation", [relation.value for relation in Relation])
def test_a_level_is_what_the_printed_table_says(cast: Cast, slug: str, relation: str) -> None:
    places = [{"department": cast.departments[slug]}] if slug else []
    team = cast.teams["Europe"]
    if relation in ("team", "lead") and slug == "sales":
        places = [{"department": cast.departments[slug], "team": team, "leads": relation == "lead"}]
    user = run(
        system_actor("tests"), create_user, on=NOW, channel="test", username="probe", email="probe@guanxi.example",
        memberships=places,
    )  # fmt: skip
    customer = _somebodys()
    if relation == "owner":
        _involve(customer, user, P.USER, K.OWNER)
    elif relation in ("team", "lead"):
        _involve(customer, team, P.TEAM, K.TEAM)
    elif relation == "engaged" and slug:
        _involve(customer, cast.departments[slug], P.DEPARTMENT, K.ENGAGED)
    expected = max(tables.levels()[slug][relation], tables.levels()[slug]["otherwise"])
    actor = load_actor(user)
    assert level_on(actor, customer) == expected
    for level in Level:  # the condition on rows is the same decision
        within = Involvement.objects.filter(customer=customer).filter(customers_at(actor, level, "customer", on=NOW))
        if Involvement.objects.filter(customer=customer).exists():
            assert within.exists() == (expected >= level)


@pytest.mark.parametrize("slug", ["sales", "service", "marketing", "management", ""])
def test_a_class_is_read_from_the_level_that_the_printed_table_says(cast: Cast, slug: str) -> None:
    places = [{"department": cast.departments[slug]}] if slug else []
    user = run(
        system_actor("tests"), create_user, on=NOW, channel="test", username="probe", email="probe@guanxi.example",
        memberships=places,
    )  # fmt: skip
    actor = load_actor(user)
    assert {field_class: actor.reads_from(field_class) for field_class in FieldClass} == tables.reads()[slug]


def test_the_best_of_several_departments_counts(cast: Cast) -> None:
    both = [{"department": cast.departments["marketing"]}, {"department": cast.departments["management"]}]
    user = run(
        system_actor("tests"), create_user, on=NOW, channel="test", username="both", email="both@guanxi.example",
        memberships=both,
    )  # fmt: skip
    actor = load_actor(user)
    assert level_on(actor, _somebodys()) == Level.READ
    assert actor.reads_from(FieldClass.PERSONAL) == Level.READ
    assert actor.reads_from(FieldClass.MONEY) == Level.READ


def test_the_preset_leaves_sales_the_summary_of_others_customers(cast: Cast) -> None:
    mine, theirs, nobodys = _somebodys(), _somebodys(), _somebodys()
    _involve(mine, cast.users["lin.yue"], P.USER, K.OWNER)
    _involve(theirs, cast.users["sofia.berg"], P.USER, K.OWNER)
    _involve(nobodys, 0, P.NOBODY, K.NOBODY)
    assert level_on(cast["lin.yue"], theirs) == Level.READ
    run(system_actor("tests"), set_own_customers_only, on=NOW, channel="test", own_only=True)
    assert [level_on(cast["lin.yue"], customer) for customer in (mine, theirs, nobodys)] == [4, 1, 3]
    assert level_on(cast["chen.wei"], theirs) == Level.INDIRECT, "it is in no team that he leads"


def test_who_leads_a_department_leads_all_its_teams_and_no_other(cast: Cast) -> None:
    lead = run(
        system_actor("tests"), create_user, on=NOW, channel="test", username="head", email="head@guanxi.example",
        memberships=[{"department": cast.departments["sales"], "leads": True}],
    )  # fmt: skip
    customer = _somebodys()
    _involve(customer, cast.teams["Europe"], P.TEAM, K.TEAM)
    assert level_on(load_actor(lead), customer) == Level.FULL
    assert level_on(cast["sofia.berg"], customer) == Level.EDIT
    assert level_on(cast["lin.yue"], customer) == Level.READ


def test_a_share_adds_a_level_until_its_day(cast: Cast) -> None:
    customer = _somebodys()
    _involve(customer, cast.users["marta.nowak"], P.USER, K.SHARE, Level.EDIT, until=NOW, reason="fair in Hanover")
    marta = cast["marta.nowak"]
    before = standing_on(marta, customer, on=NOW - timedelta(seconds=1))
    assert before.level == Level.EDIT
    assert before.reasons[0].reason == "fair in Hanover"
    assert standing_on(marta, customer, on=NOW).level == Level.INDIRECT


def test_a_share_never_lowers_a_level(cast: Cast) -> None:
    customer = _somebodys()
    _involve(customer, cast.users["lin.yue"], P.USER, K.OWNER)
    _involve(customer, cast.users["lin.yue"], P.USER, K.SHARE, Level.READ)
    assert level_on(cast["lin.yue"], customer) == Level.FULL


def test_a_restricted_customer_is_open_to_the_named_alone(cast: Cast) -> None:
    customer = _somebodys()
    _involve(customer, cast.users["lin.yue"], P.USER, K.OWNER)
    _involve(customer, 0, P.NOBODY, K.RESTRICTED)
    _involve(customer, cast.users["wang.fang"], P.USER, K.NAMED, Level.EDIT)
    assert level_on(cast["wang.fang"], customer) == Level.EDIT
    assert level_on(cast["lin.yue"], customer) == Level.NONE, "the owner was not named"
    visible = Involvement.objects.filter(customer=customer)
    assert visible.filter(ceiling(cast["wang.fang"], "customer", on=NOW)).exists()
    assert not visible.filter(ceiling(cast["lin.yue"], "customer", on=NOW)).exists()


def test_what_is_gone_is_open_to_nobody(cast: Cast) -> None:
    customer = _somebodys()
    _involve(customer, cast.users["lin.yue"], P.USER, K.OWNER)
    _involve(customer, 0, P.NOBODY, K.GONE)
    for username in cast.users:
        assert level_on(cast[username], customer) == Level.NONE
    assert level_on(cast["lin.yue"], customer, even_gone=True) == Level.FULL


def test_the_tables_can_be_edited_and_count_at_once(cast: Cast) -> None:
    customer = _somebodys()
    service = cast.departments["service"]
    run(system_actor("tests"), set_levels, on=NOW, channel="test", department=service, levels={"otherwise": 2})
    assert level_on(cast["amara.diallo"], customer) == Level.READ


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_decision_and_the_scope_of_a_list_agree(cast: Cast, data: st.DataObject) -> None:
    """Random involvements of a handful of customers: for everybody and each level both give the same customers."""
    Involvement.objects.all().delete()
    actors = {name: cast[name] for name in ("lin.yue", "chen.wei", "marta.nowak", "wang.fang", "tom.hale")}
    principals = [(key, P.USER) for key in cast.users.values()]
    principals += [(key, P.TEAM) for key in cast.teams.values()]
    principals += [(key, P.DEPARTMENT) for key in cast.departments.values()]
    customers = range(1, 6)
    for customer in customers:
        _involve(customer, 1, P.NOBODY, K.TEAM)  # a row for each, so that the list below can show it
        for _row in range(data.draw(st.integers(0, 4))):
            principal, principal_kind = data.draw(st.sampled_from(principals))
            kind = data.draw(st.sampled_from(list(K)))
            if kind in (K.NOBODY, K.RESTRICTED, K.GONE):
                principal, principal_kind = 0, P.NOBODY
            ends = [None, NOW, NOW + timedelta(days=1)] if kind in (K.SHARE, K.NAMED) else [None]
            until = data.draw(st.sampled_from(ends))
            level = data.draw(st.sampled_from([Level.INDIRECT, Level.READ, Level.EDIT, Level.FULL]))
            Involvement.objects.update_or_create(
                customer=customer, principal=principal, kind=kind,
                defaults={"principal_kind": principal_kind, "level": level, "until": until},
            )  # fmt: skip
    for username, actor in actors.items():
        for level in (Level.INDIRECT, Level.READ, Level.EDIT, Level.FULL):
            rows = Involvement.objects.filter(ceiling(actor, "customer", on=NOW)).filter(
                customers_at(actor, level, "customer", on=NOW)
            )
            listed = set(rows.values_list("customer", flat=True))
            decided = {customer for customer in customers if level_on(actor, customer, on=NOW) >= level}
            assert listed == decided, (username, level)
