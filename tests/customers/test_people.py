"""People: who they are, where they work, how they are reached, and who may know."""

from datetime import date
from typing import Any

import pytest

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.models import Department
from guanxi.access.reading import view
from guanxi.customers.actions import edit_customer
from guanxi.customers.buying_centre import remove_tie, set_manager, set_tie
from guanxi.customers.erasing import erase_person
from guanxi.customers.people_actions import (
    add_channel,
    affiliate_person,
    bin_person,
    change_affiliation,
    change_channel,
    create_person,
    edit_person,
    end_affiliation,
    remove_affiliation,
    remove_channel,
    restore_person,
)
from guanxi.customers.people_models import Affiliation, Channel, Person, ReportingLine
from guanxi.customers.resources import AFFILIATIONS, CHANNELS, PEOPLE, TIES
from guanxi.customers.sharing import restrict_customer, share_customer
from guanxi.errors import Conflict, Denied, Invalid, NotFound, Refused
from tests.access.cast import Cast
from tests.customers.doing import NOW, customer, do, recorded, take_back


def person(actor: Actor, at: int, name: str = "Katharina Vogel", **values: Any) -> int:
    key = do(actor, create_person, customer=at, values={"name": name, **values})
    assert isinstance(key, int)
    return key


def test_a_person_has_a_place_channels_and_notes(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer(lin)
    key = do(
        lin, create_person, customer=at,
        values={"name": "周明远", "salutation": "Mr", "notes": "Prefers calls before nine"},
        place={"job_title": "Head of purchasing", "is_decider": True, "attitude": "champion"},
        channels=[
            {"kind": "mail", "value": "ZHOU@ostermark.example", "preferred": True},
            {"kind": "mobile", "value": "+86 138 0000 0000"},
            {"kind": "wechat", "value": "zhou_mingyuan"},
        ],
    )  # fmt: skip
    row = view(lin, PEOPLE).get(key)
    assert (row["name"], row["pinyin"], row["initials"]) == ("周明远", "zhou ming yuan", "明远")
    assert [value.label for value in row["mails"]] == ["ZHOU@ostermark.example"]
    assert [value.label for value in row["job_titles"]] == ["Head of purchasing"]
    assert row["notes"] == "Prefers calls before nine"
    place = view(lin, AFFILIATIONS).of_customer(at).all()[0]
    assert (place["is_decider"], place["attitude"], place["is_main"]) == (True, "champion", True)


def test_people_are_sorted_by_name_page_by_page(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer(lin)
    for name in ("Wilhelmina", "单雪", "曾雪", "Anna", "Bo", "Åse", "Anna"):
        person(lin, at, name)
    whole = [row["name"] for row in view(lin, PEOPLE).all()]
    assert whole == ["Anna", "Anna", "Åse", "Bo", "单雪", "Wilhelmina", "曾雪"]
    paged, cursor = [], ""
    while cursor is not None:
        page = view(lin, PEOPLE).order("-name").after(cursor).page(2)
        paged += [row["name"] for row in page.rows]
        cursor = page.next
    assert paged == whole[::-1]


def test_people_are_personal_marketing_reads_them_from_level_3(cast: Cast) -> None:
    lin, marta, amara = cast["lin.yue"], cast["marta.nowak"], cast["amara.diallo"]
    at = customer(lin)
    key = person(lin, at)
    for blind in (marta, amara, cast["tom.hale"]):
        assert view(blind, PEOPLE).count() == 0
        with pytest.raises(NotFound):
            do(blind, edit_person, person=key, values={"name": "X"})
    for actor, level, sees in ((amara, 2, True), (marta, 2, False), (marta, 3, True)):
        do(lin, share_customer, customer=at, principal=actor.user_id, principal_kind="user", level=level, reason="fair")
        assert view(actor, PEOPLE).exists() == sees
    do(marta, edit_person, person=key, values={"name": "Katharina Vogel-Lang"})
    with pytest.raises(Denied):
        do(amara, edit_person, person=key, values={"name": "X"})
    Department.objects.filter(slug="marketing").update(reads_personal=None)
    with pytest.raises(Denied):
        person(cast["marta.nowak"], at, "Nobody")
    assert Person.objects.count() == 1


def test_of_other_customers_of_a_person_only_what_one_may_know_shows(cast: Cast) -> None:
    lin, sofia, amara = cast["lin.yue"], cast["sofia.berg"], cast["amara.diallo"]
    here, there, secret = customer(lin, "Here GmbH"), customer(sofia, "There AS"), customer(sofia, "Secret plc")
    key = person(lin, here)
    do(sofia, affiliate_person, person=key, customer=there, values={"job_title": "Board member there"})
    do(sofia, affiliate_person, person=key, customer=secret, values={"job_title": "Secret adviser"})
    do(sofia, restrict_customer, customer=secret, named=[])
    do(lin, share_customer, customer=here, principal=amara.user_id, principal_kind="user", level=2, reason="case")

    row = view(amara, PEOPLE).get(key)
    assert [value.label for value in row["customers"]] == ["Here GmbH", "There AS"]
    assert row["job_titles"] == ()
    assert not view(amara, PEOPLE).filter("customers", "is", str(secret)).exists()
    assert view(amara, PEOPLE).filter("customers", "not", str(secret)).exists()
    assert [place["customer"].label for place in view(amara, AFFILIATIONS).all()] == ["Here GmbH"]
    everything = view(sofia, PEOPLE).get(key)
    assert [value.label for value in everything["customers"]] == ["Here GmbH", "Secret plc", "There AS"]


def test_who_works_for_others_too_is_not_taken_from_them(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    here, there = customer(lin, "Here GmbH"), customer(sofia, "There AS")
    key = person(lin, here)
    do(sofia, affiliate_person, person=key, customer=there)
    for what in (bin_person, erase_person):
        with pytest.raises(Denied):
            do(sofia, what, person=key)
    place = Affiliation.objects.get(customer=here).pk
    do(lin, end_affiliation, affiliation=place, until=NOW.date())
    do(sofia, bin_person, person=key)


def test_the_only_place_that_one_knows_of_stays(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    here, there = customer(lin, "Here GmbH"), customer(sofia, "Secret plc")
    key = person(lin, here)
    do(sofia, affiliate_person, person=key, customer=there)
    do(sofia, restrict_customer, customer=there, named=[])
    place = Affiliation.objects.get(customer=here).pk
    with pytest.raises(Refused):
        do(lin, remove_affiliation, affiliation=place)
    do(lin, affiliate_person, person=key, customer=customer(lin, "There AS"))
    do(lin, remove_affiliation, affiliation=place)


def test_two_who_edit_a_person_are_told_and_an_undo_counts_as_an_edit(cast: Cast) -> None:
    lin, chen = cast["lin.yue"], cast["chen.wei"]
    at = customer(lin)
    key = person(lin, at, notes="old")
    version = view(lin, PEOPLE).get(key).version
    change = recorded(lin, edit_person, person=key, version=version, values={"notes": "by Lin", "language": "de"})
    with pytest.raises(Conflict) as conflict:
        do(chen, edit_person, person=key, version=version, values={"notes": "by Chen", "salutation": "Dr"})
    assert conflict.value.fields == {"notes": ("by Lin", "by Chen")}
    seen = view(lin, PEOPLE).get(key).version
    take_back(lin, change)
    with pytest.raises(Conflict):
        do(chen, edit_person, person=key, version=seen, values={"notes": "by Chen"})
    assert view(lin, PEOPLE).get(key)["notes"] == "old"


def test_a_place_ends_and_a_new_one_may_begin(cast: Cast) -> None:
    lin = cast["lin.yue"]
    here, there = customer(lin, "Here GmbH"), customer(lin, "There AS")
    key = person(lin, here)
    place = Affiliation.objects.get(person=key)
    with pytest.raises(Invalid):
        do(lin, affiliate_person, person=key, customer=here)
    do(lin, change_affiliation, affiliation=place.pk, values={"since": "2020-01-01", "job_title": "Buyer"})
    with pytest.raises(Invalid):
        do(lin, end_affiliation, affiliation=place.pk, until=date(2019, 1, 1))
    do(lin, end_affiliation, affiliation=place.pk, until=date(2026, 1, 1))
    second = do(lin, affiliate_person, person=key, customer=there, values={"is_main": "yes"})
    again = do(lin, affiliate_person, person=key, customer=here)
    with pytest.raises(Invalid):
        do(lin, change_affiliation, affiliation=place.pk, values={"until": ""})
    do(lin, change_affiliation, affiliation=again, values={"is_main": True})
    assert list(Affiliation.objects.filter(person=key, is_main=True).values_list("pk", flat=True)) == [again]
    for extra in (again, second):
        do(lin, remove_affiliation, affiliation=extra)
    with pytest.raises(Refused):
        do(lin, remove_affiliation, affiliation=place.pk)


def test_one_who_may_edit_there_only_changes_nothing_elsewhere(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    here, there = customer(lin, "Here GmbH"), customer(sofia, "There AS")
    key = person(lin, here)
    place = Affiliation.objects.get(person=key)
    with pytest.raises(Denied):
        do(sofia, affiliate_person, person=key, customer=here)
    do(sofia, affiliate_person, person=key, customer=there, values={"is_main": True})
    place.refresh_from_db()
    assert place.is_main, "the place at a customer of somebody else stays as it was"
    with pytest.raises(Denied):
        do(sofia, change_affiliation, affiliation=place.pk, values={"job_title": "X"})


def test_channels_are_checked_by_their_kind(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = person(lin, customer(lin))
    for kind, value in (("mail", "no mail"), ("phone", "call me"), ("telex", "123")):
        with pytest.raises(Invalid):
            do(lin, add_channel, person=key, values={"kind": kind, "value": value})
    mail = do(lin, add_channel, person=key, values={"kind": "mail", "value": "vogel@ostermark.example"})
    assert do(lin, add_channel, person=key, values={"kind": "mail", "value": "vogel@ostermark.example"}) == mail
    phone = do(lin, add_channel, person=key, values={"kind": "phone", "value": "+49 (0)9721 555-0", "preferred": "yes"})
    assert Channel.objects.get(pk=phone).match == "4997215550"
    do(lin, change_channel, person_channel=mail, values={"preferred": True, "label": "work"})
    assert [row.key for row in view(lin, CHANNELS).filter("preferred", "is", "yes").all()] == [mail]
    with pytest.raises(Denied):
        do(cast["sofia.berg"], remove_channel, person_channel=mail)
    do(lin, remove_channel, person_channel=phone)
    assert view(lin, CHANNELS).count() == 1


def test_nobody_reports_to_himself_by_any_way_round(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at, other = customer(lin), customer(lin, "Other AS")
    anna, bo, carla = (person(lin, at, name) for name in ("Anna", "Bo", "Carla"))
    stranger = person(lin, other, "Stranger")
    do(lin, set_manager, customer=at, person=anna, manager=bo)
    do(lin, set_manager, customer=at, person=bo, manager=carla)
    for who, manager in ((anna, anna), (carla, anna), (carla, bo), (anna, stranger), (stranger, anna)):
        with pytest.raises(Invalid):
            do(lin, set_manager, customer=at, person=who, manager=manager)
    with pytest.raises(Denied):
        do(cast["sofia.berg"], set_manager, customer=at, person=anna, manager=carla)
    do(lin, set_manager, customer=at, person=anna, manager=carla)
    do(lin, set_manager, customer=at, person=bo, manager=None)
    assert list(ReportingLine.objects.values_list("person_id", "manager_id")) == [(anna, carla)]


def test_a_tie_is_one_for_each_of_us(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    key = person(lin, customer(lin))
    tie = do(lin, set_tie, person=key, user=sofia.user_id, strength=2, how="Trade fair")
    assert do(lin, set_tie, person=key, user=sofia.user_id, strength=4) == tie
    row = view(lin, TIES).get(tie)
    assert (row["user"].label, row["strength"], row["how"]) == ("Sofia Berg", 4, "Trade fair")
    for wrong in ({"user": sofia.user_id, "strength": 5}, {"user": 7, "strength": 1}):
        with pytest.raises(Invalid):
            do(lin, set_tie, person=key, **wrong)
    with pytest.raises(Denied):
        do(sofia, remove_tie, tie=tie)
    do(lin, remove_tie, tie=tie)
    assert not view(lin, TIES).exists()


def test_the_bin_of_people_gives_back_what_it_took(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    at = customer(lin)
    key = person(lin, at)
    with pytest.raises(Denied):
        do(sofia, bin_person, person=key)
    do(lin, bin_person, person=key)
    for resource in (PEOPLE, AFFILIATIONS):
        assert not view(lin, resource).exists()
    with pytest.raises(NotFound):
        do(lin, edit_person, person=key, values={"name": "X"})
    with pytest.raises(NotFound):
        do(sofia, restore_person, person=key)
    do(lin, restore_person, person=key)
    assert view(lin, PEOPLE).get(key)["name"] == "Katharina Vogel"
    with pytest.raises(NotFound):
        do(lin, restore_person, person=key)


def test_a_person_follows_the_level_on_the_customer_and_not_its_other_fields(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer(lin)
    key = person(lin, at)
    do(lin, restrict_customer, customer=at, named={cast["amara.diallo"].user_id: Level.READ})
    assert not view(cast["sofia.berg"], PEOPLE).exists()
    assert view(cast["amara.diallo"], PEOPLE).get(key)["name"] == "Katharina Vogel"
    with pytest.raises(Denied):
        do(cast["amara.diallo"], edit_customer, customer=at, values={"city": "X"})
