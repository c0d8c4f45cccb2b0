"""Two of us at the same moment: no loop, no lost edit, no second owner, whatever comes first."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from guanxi.access.models import Involvement
from guanxi.access.reading import view
from guanxi.customers.actions import assign_owner, edit_customer, set_parent
from guanxi.customers.buying_centre import set_manager
from guanxi.customers.groups import ancestors
from guanxi.customers.merging import merge_customers
from guanxi.customers.models import Customer
from guanxi.customers.people_actions import create_person
from guanxi.customers.people_models import ReportingLine
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import Conflict, GuanxiError, Invalid
from tests.access.cast import make_cast
from tests.customers.doing import customer, do

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def at_once(what: Sequence[Callable[[], Any]]) -> list[Any]:
    """Does all of it in threads that start together; results, or the refusal of each."""
    found: list[Any] = [None] * len(what)
    start = threading.Barrier(len(what))

    def one(place: int) -> None:
        try:
            start.wait()
            found[place] = what[place]()
        except GuanxiError as refused:
            found[place] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(place,)) for place in range(len(what))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_halves_of_a_loop_never_meet() -> None:
    lin = make_cast()["lin.yue"]
    for number in range(ROUNDS):
        one, other, third = (customer(lin, f"Firm {number} {place}") for place in range(3))
        results = at_once(
            [
                lambda one=one, other=other: do(lin, set_parent, customer=one, parent=other),
                lambda one=one, third=third: do(lin, set_parent, customer=third, parent=one),
                lambda other=other, third=third: do(lin, set_parent, customer=other, parent=third),
            ]
        )
        assert 1 <= sum(result is True for result in results) <= 2, results
        assert all(result is True or isinstance(result, Invalid | Conflict) for result in results), results
        for key in (one, other, third):
            assert key not in ancestors(key)


def test_nobody_reports_to_himself_however_many_draw_lines_at_once() -> None:
    lin = make_cast()["lin.yue"]
    at = customer(lin)
    for number in range(ROUNDS):
        one, other = (
            do(lin, create_person, customer=at, values={"name": f"Person {number} {place}"}) for place in range(2)
        )  # fmt: skip
        at_once(
            [
                lambda one=one, other=other: do(lin, set_manager, customer=at, person=one, manager=other),
                lambda one=one, other=other: do(lin, set_manager, customer=at, person=other, manager=one),
            ]
        )
        assert ReportingLine.objects.filter(person__in=(one, other)).count() == 1


def test_of_two_who_save_the_same_field_one_is_told_and_of_others_nothing_is_lost() -> None:
    lin = make_cast()["lin.yue"]
    for number in range(ROUNDS):
        key = customer(lin, f"Firm {number}", city="Siegen")
        version = view(lin, CUSTOMERS).get(key).version
        written = [
            {"city": f"City {place}", name: f"value{place}.example"}
            for place, name in enumerate(("region", "own_code", "website"))
        ]
        results = at_once(
            [
                lambda key=key, v=version, values=values: do(lin, edit_customer, customer=key, version=v, values=values)
                for values in written
            ]
        )
        won = [place for place, result in enumerate(results) if result is True]
        assert len(won) == 1, results
        assert all(isinstance(r, Conflict) for place, r in enumerate(results) if place not in won)
        assert view(lin, CUSTOMERS).get(key)["city"] == f"City {won[0]}"
        for place, name in enumerate(("region", "own_code", "website")):
            if place not in won:
                do(lin, edit_customer, customer=key, version=version, values={name: f"value{place}.example"})
        row = view(lin, CUSTOMERS).get(key)
        assert all("value" in row[name] for name in ("region", "own_code", "website"))


def test_a_customer_has_one_owner_whoever_gives_it_away() -> None:
    cast = make_cast()
    lin, chen = cast["lin.yue"], cast["chen.wei"]
    for number in range(ROUNDS):
        key = customer(lin, f"Firm {number}")
        at_once(
            [
                lambda key=key, user=user: do(chen, assign_owner, customer=key, owner=user)
                for user in (cast.users["sofia.berg"], None, cast.users["chen.wei"])
            ]
        )
        owner = Customer.objects.get(pk=key).owner_id
        lines = Involvement.objects.filter(customer=key, kind__in=("owner", "nobody"))
        assert [line.principal for line in lines] == [owner or 0]


def test_of_two_merges_into_each_other_one_is_done() -> None:
    lin = make_cast()["lin.yue"]
    for number in range(ROUNDS):
        one, other = customer(lin, f"One {number}"), customer(lin, f"Other {number}")
        results = at_once(
            [
                lambda one=one, other=other: do(lin, merge_customers, winner=one, loser=other),
                lambda one=one, other=other: do(lin, merge_customers, winner=other, loser=one),
            ]
        )
        assert sum(isinstance(result, GuanxiError) for result in results) == 1, results
        assert Customer.objects.filter(pk__in=(one, other), merged_into__isnull=True).count() == 1
