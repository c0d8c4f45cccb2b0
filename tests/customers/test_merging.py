"""Merging customers and people, and making them two again."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from guanxi.access.actors import Actor
from guanxi.access.levels import InvolvementKind, Level
from guanxi.access.models import Involvement
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.customers.actions import assign_owner, edit_customer, set_parent
from guanxi.customers.buying_centre import set_manager, set_tie
from guanxi.customers.details import add_address, add_identifier, add_name
from guanxi.customers.duplicates import keep_apart
from guanxi.customers.merging import merge_customers, preview_merge
from guanxi.customers.merging_people import merge_people, preview_people_merge
from guanxi.customers.models import Customer, CustomerName
from guanxi.customers.people_actions import add_channel, affiliate_person, create_person
from guanxi.customers.people_models import Affiliation, Channel, ReportingLine, Tie
from guanxi.customers.queries import current_customer, current_person
from guanxi.customers.resources import AFFILIATIONS, CUSTOMERS, NAMES, PEOPLE
from guanxi.customers.sharing import ask_for_access, restrict_customer, share_customer
from guanxi.errors import Denied, Invalid, NotFound, Refused, UnknownField
from guanxi.records.tags import create_tag, tag_records
from tests.access.cast import Cast, make_cast
from tests.customers.doing import NOW, customer, do, recorded, take_back
from tests.customers.states import state


def person(actor: Actor, at: int, name: str, **place: Any) -> int:
    key = do(actor, create_person, customer=at, values={"name": name}, place=place)
    assert isinstance(key, int)
    return key


def test_a_merge_is_for_who_may_do_everything_with_both(cast: Cast) -> None:
    lin, sofia, chen = cast["lin.yue"], cast["sofia.berg"], cast["chen.wei"]
    mine, theirs = customer(lin, "Talgrund Anlagenbau GmbH"), customer(sofia, "Talgrund Anlagenbau")
    before = state()
    for actor, refusal in ((lin, Denied), (sofia, Denied), (cast["amara.diallo"], NotFound)):
        with pytest.raises(refusal):
            do(actor, merge_customers, winner=mine, loser=theirs)
        with pytest.raises(refusal):
            preview_merge(actor, winner=mine, loser=theirs)
    with pytest.raises(Invalid):
        do(chen, merge_customers, winner=mine, loser=mine)
    assert state() == before
    do(chen, merge_customers, winner=mine, loser=theirs)
    assert [row["name"] for row in view(chen, CUSTOMERS).all()] == ["Talgrund Anlagenbau GmbH"]
    with pytest.raises(NotFound):
        do(chen, merge_customers, winner=mine, loser=theirs)


def test_the_preview_says_what_stays_and_the_choice_of_a_person_counts_more(cast: Cast) -> None:
    lin = cast["lin.yue"]
    one = customer(lin, "Talgrund Anlagenbau GmbH", city="Siegen", notes="Old notes", industry="machinery")
    other = customer(lin, "Talgrund", city="Kreuztal", notes="New notes", website="talgrund.example")
    fields = {field.name: field for field in preview_merge(lin, winner=one, loser=other).fields}
    assert {name: field.take for name, field in fields.items() if field.differs} == {
        "name": "winner", "city": "winner", "notes": "both", "website": "loser", "industry": "winner",
    }  # fmt: skip
    for wrong in ({"share": "winner"}, {"restricted": "loser"}):
        with pytest.raises(UnknownField):
            do(lin, merge_customers, winner=one, loser=other, choose=wrong)
    with pytest.raises(Invalid):
        do(lin, merge_customers, winner=one, loser=other, choose={"city": "both"})
    do(lin, merge_customers, winner=one, loser=other, choose={"city": "loser", "industry": "winner", "name": "loser"})
    row = view(lin, CUSTOMERS).get(one)
    assert (row["name"], row["city"], row["industry"], row["notes"], row["website"]) == (
        "Talgrund", "Kreuztal", "machinery", "Old notes\n\nNew notes", "https://talgrund.example",
    )  # fmt: skip
    assert [name["name"] for name in view(lin, NAMES).all()] == ["Talgrund Anlagenbau GmbH"]


def test_all_that_hangs_on_the_loser_moves_and_comes_back(cast: Cast) -> None:
    lin, chen = cast["lin.yue"], cast["chen.wei"]
    one, other = customer(lin, "Talgrund Anlagenbau GmbH", country="DE"), customer(lin, "Talgrund", country="DE")
    both, boss, mate = person(lin, one, "Katharina Vogel"), person(lin, other, "Bo Berg"), person(lin, other, "Ann Lee")
    do(lin, affiliate_person, person=both, customer=other, values={"job_title": "Buyer", "is_buyer": True})
    do(lin, set_manager, customer=other, person=mate, manager=boss)
    for at in (one, other):
        do(lin, add_name, customer=at, values={"name": "TAG", "kind": "short"})
        do(lin, add_address, customer=at, values={"lines": f"Talweg {at}", "city": "Siegen"})
    do(lin, add_identifier, customer=other, values={"scheme": "other", "value": "HRB 4711"})
    tag = do(lin, create_tag, name="Met at a fair")
    do(lin, tag_records, resource=CUSTOMERS, records=[other], add=[tag])
    below = customer(lin, "Talgrund Service")
    do(lin, set_parent, customer=below, parent=other)
    for at in (one, other):
        do(cast["amara.diallo"], ask_for_access, customer=at, reason="A case")
    do(
        lin, share_customer, customer=other, principal=cast["marta.nowak"].user_id, principal_kind="user", level=3,
        reason="Campaign", until=NOW + timedelta(days=9),
    )  # fmt: skip
    do(lin, keep_apart, customer=below, other=other)

    before = state()
    change = recorded(chen, merge_customers, winner=one, loser=other)
    assert view(lin, AFFILIATIONS).of_customer(one).count() == 3
    place = Affiliation.objects.get(customer=one, person=both)
    assert (place.job_title, place.is_buyer) == ("Buyer", True)
    assert ReportingLine.objects.get().customer_id == one
    assert Customer.objects.get(pk=below).parent_id == one
    assert level_on(cast["marta.nowak"], one) == Level.EDIT
    assert level_on(cast["marta.nowak"], one, on=NOW + timedelta(days=10)) == Level.INDIRECT
    row = view(lin, CUSTOMERS).get(one)
    assert [value.label for value in row["names"]] == ["TAG", "Talgrund"]
    assert [value.label for value in row["identifiers"]] == ["HRB 4711"]
    assert [value.label for value in row["tags"]] == ["Met at a fair"]
    assert view(lin, CUSTOMERS).search("HRB 4711").keys(9) == [one]
    assert current_customer(lin, other) == one

    take_back(chen, change)
    assert state() == before


def test_an_edit_after_the_merge_is_not_overwritten_by_its_undo(cast: Cast) -> None:
    lin = cast["lin.yue"]
    one, other = customer(lin, "Talgrund GmbH"), customer(lin, "Talgrund", city="Siegen")
    change = recorded(lin, merge_customers, winner=one, loser=other)
    do(lin, edit_customer, customer=one, values={"city": "Kreuztal"})
    with pytest.raises(Refused):
        take_back(lin, change)
    assert Customer.objects.get(pk=one).city == "Kreuztal"


def test_an_alias_leads_to_the_last_winner_and_only_who_knows_it(cast: Cast) -> None:
    lin = cast["lin.yue"]
    first, second, third = (customer(lin, f"Talgrund {number}") for number in range(3))
    do(lin, merge_customers, winner=second, loser=first)
    do(lin, merge_customers, winner=third, loser=second)
    assert [current_customer(lin, key) for key in (first, second, third)] == [third] * 3
    do(lin, restrict_customer, customer=third, named=[])
    for key in (first, third, 5):
        with pytest.raises(NotFound):
            current_customer(cast["sofia.berg"], key)


def test_a_merge_opens_no_restricted_customer(cast: Cast) -> None:
    lin, sofia, wang, chen = (cast[name] for name in ("lin.yue", "sofia.berg", "wang.fang", "chen.wei"))
    open_one, closed = customer(lin, "Talgrund GmbH"), customer(lin, "Talgrund")
    do(lin, restrict_customer, customer=closed, named=[wang.user_id])
    change = recorded(lin, merge_customers, winner=open_one, loser=closed)
    assert level_on(sofia, open_one) == Level.NONE
    assert level_on(wang, open_one) == Level.EDIT
    assert level_on(lin, open_one) == Level.FULL
    take_back(lin, change)
    assert (level_on(sofia, open_one), level_on(sofia, closed)) == (Level.READ, Level.NONE)

    do(lin, restrict_customer, customer=open_one, named=[chen.user_id])
    do(lin, merge_customers, winner=open_one, loser=closed)
    named = Involvement.objects.filter(customer=open_one, kind=InvolvementKind.NAMED)
    assert list(named.values_list("principal", flat=True)) == [lin.user_id], "nobody who was not named on both"


def test_a_merge_gives_nobody_more_than_he_had_on_one_of_the_two(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    one, other = customer(lin, "Ostermark"), customer(lin, "Ostermark AG")
    share = {"principal": amara.user_id, "principal_kind": "user", "reason": "A case"}
    week = NOW + timedelta(days=7)
    do(lin, share_customer, customer=one, level=2, **share)
    do(lin, share_customer, customer=other, level=4, until=NOW + timedelta(hours=1), **share)
    do(lin, merge_customers, winner=one, loser=other, on=NOW + timedelta(hours=2))
    assert level_on(amara, one, on=week) == Level.READ
    third = customer(lin, "Ostermark SE")
    do(lin, share_customer, customer=third, level=3, until=week, **share)
    do(lin, merge_customers, winner=one, loser=third)
    assert level_on(amara, one, on=week - timedelta(seconds=1)) == Level.EDIT
    assert level_on(amara, one, on=week) == Level.INDIRECT


def test_the_preview_counts_what_its_reader_may_see(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    one, other, below = customer(lin, "Ostermark"), customer(lin, "Ostermark AG"), customer(lin, "Secret Works")
    do(lin, set_parent, customer=below, parent=other)
    do(lin, share_customer, customer=one, level=4, principal=sofia.user_id, principal_kind="user", reason="A case")
    do(lin, share_customer, customer=other, level=4, principal=sofia.user_id, principal_kind="user", reason="A case")
    assert [number for _label, number in preview_merge(cast["sofia.berg"], winner=one, loser=other).moves] == [1]
    do(lin, restrict_customer, customer=below, named=[])
    assert preview_merge(cast["sofia.berg"], winner=one, loser=other).moves == []


def test_a_group_has_no_loop_after_a_merge(cast: Cast) -> None:
    lin = cast["lin.yue"]
    top, middle, bottom, side = (customer(lin, name) for name in ("Top", "Middle", "Bottom", "Side"))
    for child, parent in ((middle, top), (bottom, middle), (side, top)):
        do(lin, set_parent, customer=child, parent=parent)
    before = state()
    change = recorded(lin, merge_customers, winner=bottom, loser=top)
    parents = dict(Customer.objects.values_list("pk", "parent_id"))
    assert parents == {top: None, middle: None, bottom: middle, side: bottom}
    take_back(lin, change)
    assert state() == before


def test_two_records_of_a_person_become_one_and_two_again(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    here, there = customer(lin, "Here GmbH"), customer(lin, "There AS")
    one, other = person(lin, here, "Katharina Vogel"), person(lin, here, "K. Vogel", job_title="Buyer", is_decider=True)
    boss = person(lin, here, "Bo Berg")
    do(lin, affiliate_person, person=other, customer=there)
    for key in (one, other):
        do(lin, add_channel, person=key, values={"kind": "mail", "value": "vogel@here.example"})
        do(lin, set_tie, person=key, user=sofia.user_id, strength=1 if key == one else 3)
    do(lin, add_channel, person=other, values={"kind": "phone", "value": "+49 271 5550"})
    do(lin, set_manager, customer=here, person=boss, manager=other)
    do(lin, set_manager, customer=here, person=one, manager=boss)

    with pytest.raises(Denied):
        do(sofia, merge_people, winner=one, loser=other)
    preview = preview_people_merge(lin, winner=one, loser=other)
    assert [field.name for field in preview.fields if field.differs] == ["name"]
    before = state()
    change = recorded(lin, merge_people, winner=one, loser=other)
    row = view(lin, PEOPLE).get(one)
    assert [value.label for value in row["customers"]] == ["Here GmbH", "There AS"]
    assert [value.label for value in row["phones"]] == ["+49 271 5550"]
    assert Tie.objects.filter(person=one).get().strength == 3
    assert Channel.objects.filter(person=one).count() == 2
    assert ReportingLine.objects.count() == 1, "the second line would close a loop"
    assert current_person(lin, other) == one
    take_back(lin, change)
    assert state() == before


class AnyMerge(TestCase):
    """Whatever hangs on two customers: after merge and undo every table is as it was."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_a_merge_and_its_undo_leave_nothing_behind(self, data: st.DataObject) -> None:
        cast = make_cast()
        lin, chen = cast["lin.yue"], cast["chen.wei"]
        texts = st.sampled_from(["", "Siegen", "大连", "Łódź"])
        keys = [
            customer(
                lin, name, city=data.draw(texts), notes=data.draw(texts), size=data.draw(st.sampled_from(["", "1-49"]))
            )
            for name in ("Talgrund", "Talgrund GmbH", "Third AG")
        ]
        pick = st.sampled_from(keys)
        people = [person(lin, data.draw(pick), f"Person {number}") for number in range(data.draw(st.integers(0, 4)))]
        for _ in range(data.draw(st.integers(0, 8))):
            at = data.draw(pick)
            what = data.draw(
                st.sampled_from(["name", "address", "place", "line", "parent", "share", "owner", "closed"])
            )
            try:
                if what == "name":
                    do(lin, add_name, customer=at, values={"name": data.draw(st.sampled_from(["TAG", "塔尔"]))})
                elif what == "address":
                    do(lin, add_address, customer=at, values={"city": "Siegen"})
                elif what == "place" and people:
                    do(lin, affiliate_person, person=data.draw(st.sampled_from(people)), customer=at)
                elif what == "line" and len(people) > 1:
                    one, other = data.draw(st.permutations(people))[:2]
                    do(lin, set_manager, customer=at, person=one, manager=other)
                elif what == "parent":
                    do(lin, set_parent, customer=at, parent=data.draw(pick))
                elif what == "share":
                    user = cast.users[data.draw(st.sampled_from(["amara.diallo", "marta.nowak"]))]
                    do(lin, share_customer, customer=at, principal=user, principal_kind="user",
                       level=data.draw(st.integers(1, 4)), reason="x")  # fmt: skip
                elif what == "owner":
                    do(chen, assign_owner, customer=at, owner=data.draw(st.sampled_from([None, lin.user_id])))
                elif what == "closed":
                    do(chen, restrict_customer, customer=at, named=[lin.user_id])
            except (Denied, Invalid):
                continue
        choose = {name: data.draw(st.sampled_from(["winner", "loser"])) for name in ("name", "city", "owner", "team")}
        before = state()
        change = recorded(chen, merge_customers, winner=keys[0], loser=keys[1], choose=choose)
        assert CustomerName.objects.filter(customer=keys[1]).count() == 0
        take_back(chen, change)
        assert state() == before
