"""Involvement says who of us has to do with a customer; it must say what the records say, whatever was done."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from guanxi.access.models import Involvement
from guanxi.activities.derived import departments_with_open_work
from guanxi.activities.task_actions import create_task
from guanxi.customers.actions import assign_owner, set_team, take_customer
from guanxi.customers.binning import bin_customer, restore_customer
from guanxi.customers.following import match_keys
from guanxi.customers.merging import merge_customers
from guanxi.customers.models import Customer, MatchKey
from guanxi.customers.recognition import Key
from guanxi.customers.sharing import restrict_customer, unrestrict_customer
from guanxi.errors import GuanxiError
from tests.access.cast import make_cast
from tests.customers.doing import customer, do, recorded, take_back

_FOLLOWING = ("owner", "nobody", "team", "gone", "restricted", "engaged")


def recomputed() -> set[tuple[int, str, int]]:
    """(customer, kind, principal) as they follow from the records; shares and named people are records themselves."""
    found: set[tuple[int, str, int]] = set()
    for c in Customer.objects.all():
        found.add((c.pk, "owner", c.owner_id) if c.owner_id else (c.pk, "nobody", 0))
        if c.team_id:
            found.add((c.pk, "team", c.team_id))
        if c.deleted_at or c.merged_into_id:
            found.add((c.pk, "gone", 0))
        if c.restricted:
            found.add((c.pk, "restricted", 0))
    for key, departments in departments_with_open_work([c.pk for c in Customer.objects.all()]).items():
        found |= {(key, "engaged", department) for department in departments}
    return found


def held() -> set[tuple[int, str, int]]:
    return set(Involvement.objects.filter(kind__in=_FOLLOWING).values_list("customer", "kind", "principal"))


def held_keys() -> dict[int, set[Key]]:
    found: dict[int, set[Key]] = {}
    for line in MatchKey.objects.all():
        found.setdefault(line.customer_id, set()).add(Key(line.kind, line.value, line.class_of_key))
    return found


class AnyHistory(TestCase):
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_involvement_and_keys_of_recognition_follow_from_the_records(self, data: st.DataObject) -> None:
        cast = make_cast()
        actors = [cast[name] for name in ("lin.yue", "sofia.berg", "chen.wei")]
        whose = st.integers(0, len(actors) - 1)  # a number says more than an actor when an example is shown
        keys = [customer(actors[data.draw(whose)], name) for name in ("One AG", "Two AG", "三号机械有限公司")]
        keys.append(customer(cast["marta.nowak"], "Four Ltd"))
        users, teams = [a.user_id for a in actors], list(cast.teams.values())
        for _step in range(data.draw(st.integers(3, 10))):
            actor, at = actors[data.draw(whose)], keys[data.draw(st.integers(0, len(keys) - 1))]
            moves = _moves(at, keys, users, teams, list(cast.departments.values()))
            what, inputs = moves[data.draw(st.integers(0, len(moves) - 1))]
            try:
                change = recorded(actor, what, **inputs)
                if data.draw(st.booleans()):
                    take_back(actor, change)
            except (GuanxiError, AssertionError):
                pass  # refused, or nothing to do: the tables must agree all the same
            assert held() == recomputed()
            assert held_keys() == {key: found for key, found in match_keys(keys).items() if found}
        for key in keys:
            kinds = set(Involvement.objects.filter(customer=key).values_list("kind", flat=True))
            assert len(kinds & {"owner", "nobody"}) == 1, "a key without either is no customer"


def _moves(
    at: int, keys: list[int], users: list[int], teams: list[int], departments: list[int]
) -> list[tuple[Any, dict[str, Any]]]:  # fmt: skip
    moves: list[tuple[Any, dict[str, Any]]] = [
        (bin_customer, {"customer": at}),
        (restore_customer, {"customer": at}),
        (restrict_customer, {"customer": at, "named": users[:1]}),
        (unrestrict_customer, {"customer": at}),
    ]
    moves += [(assign_owner, {"customer": at, "owner": user}) for user in [*users, None]]
    moves += [(set_team, {"customer": at, "team": team}) for team in [*teams, None]]
    moves += [(merge_customers, {"winner": at, "loser": key}) for key in keys if key != at]
    moves += [
        (create_task, {"customer": at, "values": {"title": "Look at it"}, "department": department})
        for department in departments
    ]
    return moves


def test_a_new_customer_has_an_owner_or_none_and_says_which(db: None) -> None:
    cast = make_cast()
    for creator, kind in (("lin.yue", "owner"), ("wang.fang", "nobody")):
        key = customer(cast[creator], creator)
        lines = Involvement.objects.filter(customer=key, kind__in=("owner", "nobody"))
        assert [line.kind for line in lines] == [kind]
    do(cast["sofia.berg"], take_customer, customer=key)
    assert held() == recomputed()
