"""Shares, restricted customers, asking for access, and who sees what and why."""

from datetime import timedelta

import pytest

from guanxi.access.levels import InvolvementKind, Level
from guanxi.access.models import AccessRequest, Department, Involvement
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.activities.models import Notification
from guanxi.catalogue import BY_MODEL
from guanxi.customers.actions import assign_owner, set_team
from guanxi.customers.queries import changes_of, requests_for, shares_of, who_sees
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.customers.sharing import (
    ask_for_access,
    decide_request,
    end_share,
    restrict_customer,
    share_customer,
    take_back_request,
    unrestrict_customer,
)
from guanxi.errors import Denied, Invalid, NotFound, Refused
from tests.access.cast import Cast
from tests.customers.doing import NOW, customer, do, recorded, take_back
from tests.customers.states import state


def test_a_share_gives_its_level_until_its_day(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    key = customer(lin)
    day = NOW + timedelta(days=30)
    given = {"customer": key, "principal": amara.user_id, "principal_kind": "user", "reason": "A case", "until": day}
    with pytest.raises(Denied):
        do(cast["sofia.berg"], share_customer, level=2, **given)
    assert level_on(amara, key) == Level.INDIRECT
    do(lin, share_customer, level=3, **given)
    assert level_on(amara, key, on=day - timedelta(seconds=1)) == Level.EDIT
    assert level_on(amara, key, on=day) == Level.INDIRECT
    assert view(amara, CUSTOMERS, on=NOW).count() == 1
    assert view(amara, CUSTOMERS, on=day).count() == 0
    assert view(amara, SUMMARIES, on=day).count() == 1
    do(lin, share_customer, level=2, **given)
    assert level_on(amara, key) == Level.READ, "the second share replaces the first"
    with pytest.raises(NotFound):
        do(cast["marta.nowak"], end_share, customer=key, principal=amara.user_id)
    assert do(lin, end_share, customer=key, principal=amara.user_id)
    assert not do(lin, end_share, customer=key, principal=amara.user_id)
    assert level_on(amara, key) == Level.INDIRECT


def test_nobody_shares_more_than_he_has_or_without_saying_why(cast: Cast) -> None:
    lin, chen, amara = cast["lin.yue"], cast["chen.wei"], cast["amara.diallo"]
    key = customer(lin)
    given = {"customer": key, "principal": amara.user_id, "principal_kind": "user", "level": 2, "reason": "A case"}
    for wrong in (
        {"level": 0}, {"level": 5}, {"reason": "  "}, {"until": NOW}, {"principal": 5}, {"principal_kind": "nobody"},
        {"principal_kind": "team"},
    ):  # fmt: skip
        with pytest.raises(Invalid):
            do(chen, share_customer, **{**given, **wrong})
    assert not Involvement.objects.filter(kind=InvolvementKind.SHARE).exists()


@pytest.mark.parametrize("kind", ["team", "department"])
def test_a_share_reaches_all_people_of_a_team_or_department(cast: Cast, kind: str) -> None:
    sofia, service = cast["sofia.berg"], cast["amara.diallo"]
    key = customer(sofia)
    principal = cast.teams["Key accounts"] if kind == "team" else cast.departments["service"]
    do(sofia, share_customer, customer=key, principal=principal, principal_kind=kind, level=3, reason="All hands")
    assert level_on(cast["lin.yue"] if kind == "team" else service, key) == Level.EDIT
    assert level_on(service if kind == "team" else cast["marta.nowak"], key) == Level.INDIRECT


def test_a_restricted_customer_exists_for_the_named_alone(cast: Cast) -> None:
    lin, sofia, wang = cast["lin.yue"], cast["sofia.berg"], cast["wang.fang"]
    key = customer(lin)
    with pytest.raises(Denied):
        do(sofia, restrict_customer, customer=key, named=[])
    before = state()
    change = recorded(lin, restrict_customer, customer=key, named={wang.user_id: 2}, reason="Not public yet")
    assert level_on(wang, key) == Level.READ
    assert level_on(lin, key) == Level.FULL
    for other in ("sofia.berg", "chen.wei", "marta.nowak", "amara.diallo", "tom.hale"):
        assert level_on(cast[other], key) == Level.NONE
        assert not view(cast[other], SUMMARIES).exists()
        with pytest.raises(NotFound):
            do(cast[other], ask_for_access, customer=key, reason="What is it?")
    do(lin, restrict_customer, customer=key, named=[sofia.user_id])
    assert (level_on(sofia, key), level_on(wang, key)) == (Level.EDIT, Level.NONE)
    do(lin, assign_owner, customer=key, owner=sofia.user_id)
    assert level_on(sofia, key) == Level.FULL
    assert do(sofia, unrestrict_customer, customer=key)
    assert not do(sofia, unrestrict_customer, customer=key)
    assert level_on(wang, key) == Level.READ
    for wrong in ([5], {wang.user_id: 0}):
        with pytest.raises(Invalid):
            do(sofia, restrict_customer, customer=key, named=wrong)
    with pytest.raises(Denied):
        take_back(lin, change)
    assert state() != before


def test_from_whom_a_restricted_customer_is_taken_goes_on_reading_it(cast: Cast) -> None:
    lin, sofia, chen = cast["lin.yue"], cast["sofia.berg"], cast["chen.wei"]
    key = customer(lin)
    do(lin, set_team, customer=key, team=None)
    do(lin, restrict_customer, customer=key, named={chen.user_id: 4})
    do(chen, assign_owner, customer=key, owner=sofia.user_id)
    assert level_on(cast["lin.yue"], key) == Level.READ
    assert level_on(cast["sofia.berg"], key) == Level.FULL


def test_restricting_is_undone_by_one_click(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = customer(lin)
    before = state()
    take_back(lin, recorded(lin, restrict_customer, customer=key, named=[cast["wang.fang"].user_id]))
    assert state() == before


def test_access_is_asked_for_granted_for_90_days_and_ends(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    key = customer(lin)
    with pytest.raises(NotFound):
        do(cast["tom.hale"], ask_for_access, customer=key, reason="Curious")
    with pytest.raises(Refused):
        do(cast["sofia.berg"], ask_for_access, customer=key, reason="I can read it")
    with pytest.raises(Invalid):
        do(amara, ask_for_access, customer=key, reason=" ")
    request = do(amara, ask_for_access, customer=key, reason="A case of theirs")
    assert do(amara, ask_for_access, customer=key, reason="Once more") == request
    assert [line.reason for line in requests_for(lin, key, on=NOW)] == ["A case of theirs"]
    assert [line.reason for line in requests_for(amara, key, on=NOW)] == ["A case of theirs"]
    assert requests_for(cast["sofia.berg"], key, on=NOW) == []
    assert Notification.objects.filter(recipient=lin.user_id, kind="access_request", record=request).exists()
    assert "customers.ask_for_access" not in {
        line.action for line in changes_of(cast["sofia.berg"], key, resources=BY_MODEL)
    }
    for other, refusal in ((amara, NotFound), (cast["sofia.berg"], Denied), (cast["tom.hale"], NotFound)):
        with pytest.raises(refusal):
            do(other, decide_request, request=request, granted=True)
    do(lin, decide_request, request=request, granted=True)
    assert level_on(amara, key, on=NOW + timedelta(days=89)) == Level.READ
    assert level_on(amara, key, on=NOW + timedelta(days=90)) == Level.INDIRECT
    with pytest.raises(Refused):
        do(lin, decide_request, request=request, granted=False)
    assert Notification.objects.filter(recipient=amara.user_id, kind="share_granted").exists()


def test_a_declined_or_withdrawn_request_gives_nothing(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    key = customer(lin)
    request = do(amara, ask_for_access, customer=key, reason="A case")
    do(lin, decide_request, request=request, granted=False)
    assert level_on(amara, key) == Level.INDIRECT
    do(amara, ask_for_access, customer=key, reason="Still")
    assert do(amara, take_back_request, customer=key)
    assert not do(amara, take_back_request, customer=key)
    assert set(AccessRequest.objects.values_list("granted", flat=True)) == {False}


def test_the_page_says_of_everybody_what_the_rules_say_and_why(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    key = customer(lin)
    do(
        lin, share_customer, customer=key, principal=amara.user_id, principal_kind="user", level=2, reason="A case",
        until=NOW + timedelta(days=5),
    )  # fmt: skip
    seers = {seer.name: seer for seer in who_sees(lin, key, on=NOW)}
    assert {name: seer.level for name, seer in seers.items()} == {
        str(cast[username].name): level_on(cast[username], key, on=NOW) for username in cast.users
    }
    why = seers["Amara Diallo"].standing.reasons[0]
    assert (why.kind, why.reason, why.until) == ("share", "A case", NOW + timedelta(days=5))
    assert seers["Lin Yue 林悦"].standing.reasons[0].kind == "owner"
    assert seers["Sofia Berg"].departments == ("Sales",)
    (share,) = shares_of(lin, key, on=NOW)
    assert (share.level, share.granted_by) == (Level.READ, "Lin Yue 林悦")
    for blind in ("marta.nowak", "tom.hale"):
        with pytest.raises(NotFound):
            who_sees(cast[blind], key, on=NOW)


def test_who_sees_takes_the_same_statements_for_one_of_us_and_for_many(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    lin = cast["lin.yue"]
    key = customer(lin)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        who_sees(lin, key, on=NOW)


def test_own_customers_only_shows_the_others_as_summaries(cast: Cast) -> None:
    mine, other = customer(cast["lin.yue"], "Mine"), customer(cast["sofia.berg"], "Other")
    Department.objects.filter(slug="sales").update(level_otherwise=1)
    lin = cast["lin.yue"]
    assert view(lin, CUSTOMERS).keys(9) == [mine]
    assert set(view(lin, SUMMARIES).keys(9)) == {mine, other}
    free = customer(cast["marta.nowak"], "Free")
    assert set(view(lin, CUSTOMERS).keys(9)) == {mine, free}
