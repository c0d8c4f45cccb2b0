"""The bin, the change log and the group of a customer: through the pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guanxi.access.actors import system_actor
from guanxi.access.directory_actions import add_custom_field, set_preferences, set_reads
from guanxi.access.levels import FieldClass, Level
from guanxi.access.models import ChangeGroup
from guanxi.access.policy import level_on
from guanxi.access.writing import run
from guanxi.activities.actions import delete_activity, log_activity
from guanxi.activities.models import Activity
from guanxi.customers.actions import edit_customer, set_parent
from guanxi.customers.binning import bin_customer
from guanxi.customers.models import Customer
from guanxi.customers.people_actions import bin_person, create_person
from guanxi.customers.people_models import Person
from guanxi.customers.sharing import restrict_customer, share_customer
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.relationships.surveys import rate
from tests.access.cast import Cast, make_cast
from tests.customers.doing import NOW, customer, do
from tests.web.acting import client_of, offered_undo, words


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


# ---- the bin ----


def test_a_customer_goes_into_the_bin_and_comes_back_in_one_click(cast: Cast) -> None:
    key, lin = customer(cast["lin.yue"], "Nordhafen Robotics"), client_of("lin.yue")
    assert client_of("sofia.berg").post(f"/customers/{key}/bin/").status_code == 403
    assert client_of("marta.nowak").post(f"/customers/{key}/bin/").status_code == 404
    assert lin.post(f"/customers/{key}/bin/").status_code == 303
    lin.post(offered_undo(lin, "/customers/"))
    assert level_on(cast["lin.yue"], key) == Level.FULL
    lin.post(f"/customers/{key}/bin/")
    assert lin.get(f"/customers/{key}/").status_code == 404
    shown = words(lin.get("/bin/"))
    assert "Nordhafen Robotics" in shown
    last = timezone.localdate() + timedelta(days=30)
    assert f"Kept until {last.day} {last:%b %Y}." in shown
    # Who could not put it there finds nothing, and takes nothing out.
    for name in ("sofia.berg", "wang.fang", "marta.nowak", "amara.diallo"):
        other = client_of(name)
        assert "Nordhafen" not in words(other.get("/bin/"))
        assert other.post("/bin/", {"of": "customers", "key": key}).status_code == 404
    assert Customer.objects.get(pk=key).deleted_at is not None
    assert lin.post("/bin/", {"of": "customers", "key": key}).status_code == 303
    assert lin.get(f"/customers/{key}/").status_code == 200


def test_a_restricted_customer_in_the_bin_is_shown_to_the_named_alone(cast: Cast) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics")
    do(cast["lin.yue"], restrict_customer, customer=key, named=[])
    do(cast["lin.yue"], bin_customer, customer=key)
    assert "Nordhafen" in words(client_of("lin.yue").get("/bin/"))
    assert "Nordhafen" not in words(client_of("chen.wei").get("/bin/"))
    assert client_of("chen.wei").post("/bin/", {"of": "customers", "key": key}).status_code == 404


def test_people_lie_there_for_who_has_the_full_level_at_one_of_their_customers(cast: Cast) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics")
    person = do(cast["lin.yue"], create_person, customer=key, values={"name": "Mara Lindt"})
    do(cast["lin.yue"], bin_person, person=person)
    lin, sofia = client_of("lin.yue"), client_of("sofia.berg")
    assert "Mara Lindt" in words(lin.get("/bin/?of=people"))
    assert "Mara Lindt" not in words(sofia.get("/bin/?of=people"))
    assert sofia.post("/bin/", {"of": "people", "key": person}).status_code == 404
    assert Person.objects.get(pk=person).deleted_at is not None
    lin.post("/bin/", {"of": "people", "key": person})
    assert Person.objects.get(pk=person).deleted_at is None


def test_who_never_reads_what_is_personal_finds_nobody_there(cast: Cast) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics")
    do(cast["lin.yue"], bin_person, person=do(cast["lin.yue"], create_person, customer=key, values={"name": "Mara"}))
    do(system_actor("tests"), set_reads, department=cast.departments["sales"], reads={FieldClass.PERSONAL: None})
    page = client_of("lin.yue").get("/bin/?of=people")
    assert page.status_code == 200
    assert "Nothing lies here" in words(page)


def test_activities_are_taken_out_by_who_may_edit_or_wrote_them(cast: Cast) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics")
    entry = do(cast["lin.yue"], log_activity, customer=key, values={"kind": "call", "at": NOW, "subject": "Price list"})
    do(cast["lin.yue"], delete_activity, activity=entry)
    reader, lin = client_of("wang.fang"), client_of("lin.yue")
    assert "Restore" not in words(reader.get("/bin/?of=activities"))
    assert reader.post("/bin/", {"of": "activities", "key": entry}).status_code == 403
    assert "Price list Nordhafen Robotics" in words(lin.get("/bin/?of=activities"))
    lin.post("/bin/", {"of": "activities", "key": entry})
    assert Activity.objects.get(pk=entry).removed_at is None
    for of in ("tasks", "files"):
        assert "Nothing lies here" in words(lin.get(f"/bin/?of={of}"))
    assert lin.get("/bin/?of=anything").status_code == 404


# ---- the change log ----


def test_the_history_tells_who_changed_what_from_what_to_what(cast: Cast) -> None:
    key, lin = customer(cast["lin.yue"], "Nordhafen Robotics", city="Hamburg"), client_of("lin.yue")
    lin.post(f"/customers/{key}/field/city/", {"city": "Kiel"})
    do(
        cast["lin.yue"], share_customer, customer=key, principal=cast.users["marta.nowak"], principal_kind="user",
        level=2, reason="Case study.",
    )  # fmt: skip
    shown = words(lin.get(f"/customers/{key}/history/"))
    assert "City: Hamburg Kiel" in shown
    assert "Lin Yue 林悦 · on a page" in shown
    assert "Share added With: Marta Nowak Level: read Reason: Case study." in shown
    assert "Owner: Lin Yue 林悦" in shown
    assert client_of("amara.diallo").get(f"/customers/{key}/history/").status_code == 404


def test_the_history_shows_each_reader_the_classes_that_he_reads(cast: Cast) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics", notes="They doubt our price.")
    do(cast["lin.yue"], create_person, customer=key, values={"name": "Mara Lindt"})
    do(
        cast["lin.yue"], share_customer, customer=key, principal=cast.users["marta.nowak"], principal_kind="user",
        level=2, reason="Case study.",
    )  # fmt: skip
    address = f"/customers/{key}/history/"
    assert "Mara Lindt" in words(client_of("lin.yue").get(address))
    # Marketing reads texts from level 2, and what is personal from level 3.
    marta = words(client_of("marta.nowak").get(address))
    assert "They doubt our price." in marta
    assert "Mara Lindt" not in marta


def test_a_change_of_ones_own_is_taken_back_from_the_history(cast: Cast) -> None:
    key, lin = customer(cast["lin.yue"], "Nordhafen Robotics", city="Hamburg"), client_of("lin.yue")
    do(cast["lin.yue"], edit_customer, customer=key, values={"city": "Kiel"})
    change = ChangeGroup.objects.filter(action="customers.edit_customer").get().pk
    address = f"/customers/{key}/history/"
    assert f"/undo/{change}/" in lin.get(address).content.decode()
    assert f"/undo/{change}/" not in client_of("chen.wei").get(address).content.decode()
    assert client_of("chen.wei").post(f"/undo/{change}/").status_code == 404
    lin.post(f"/undo/{change}/", {"next": address})
    assert Customer.objects.get(pk=key).city == "Hamburg"
    page = lin.get(address)
    assert "taken back" in words(page)
    assert f"/undo/{change}/" not in page.content.decode()


def test_the_history_goes_on_over_pages_without_a_gap(cast: Cast) -> None:
    key = customer(cast["lin.yue"], "Nordhafen Robotics")
    for number in range(70):
        do(cast["lin.yue"], edit_customer, customer=key, values={"city": f"City {number:02}"})
    client, address, seen = client_of("lin.yue"), f"/customers/{key}/history/", ""
    while address:
        page = client.get(address).content.decode()
        seen += page
        address = (
            page.partition('" rel="next"')[0].rpartition('href="')[2].replace("&amp;", "&") if "rel=" in page else ""
        )
        address = address if address.startswith("/customers/") else ""
    assert all(f"<ins>City {number:02}</ins>" in seen for number in range(70))
    assert client.get(f"/customers/{key}/history/?before=x").status_code == 200


# ---- the group ----


def test_the_group_is_a_tree_and_a_loop_is_refused_with_a_sentence(cast: Cast) -> None:
    lin, client = cast["lin.yue"], client_of("lin.yue")
    mother, daughter = customer(lin, "Hailu Holding"), customer(lin, "Hailu Robotics")
    sent = {"parent": str(mother), "parent_text": "Hailu Holding"}
    assert client_of("sofia.berg").post(f"/customers/{daughter}/group/", sent).status_code == 403
    assert Customer.objects.get(pk=daughter).parent_id is None
    assert client.post(f"/customers/{daughter}/group/", sent).status_code == 303
    page = client.get(f"/customers/{mother}/group/").content.decode()
    assert (
        page.index("floor-0")
        < page.index("Hailu Holding</b>")
        < page.index("floor-1")
        < page.index("Hailu Robotics</b>")
    )
    loop = client.post(f"/customers/{mother}/group/", {"parent": "", "parent_text": "Hailu Robotics"})
    assert loop.status_code == 422
    assert "That would be a loop" in words(loop)
    reader = words(client_of("wang.fang").get(f"/customers/{mother}/group/"))
    assert "Hailu Robotics" in reader
    assert "Its place" not in reader
    client.post(f"/customers/{daughter}/group/", {"parent": "", "parent_text": ""})
    assert Customer.objects.get(pk=daughter).parent_id is None


def test_a_hidden_mother_is_not_in_the_tree(cast: Cast) -> None:
    lin = cast["lin.yue"]
    mother, daughter = customer(lin, "Hailu Holding"), customer(lin, "Hailu Robotics")
    do(lin, set_parent, customer=daughter, parent=mother)
    do(lin, restrict_customer, customer=mother, named=[])
    assert "Hailu Holding" in words(client_of("lin.yue").get(f"/customers/{daughter}/group/"))
    assert "Hailu Holding" not in words(client_of("wang.fang").get(f"/customers/{daughter}/group/"))


def test_a_hidden_mother_stays_the_mother_and_nothing_tells_of_her(cast: Cast) -> None:
    lin, chen = cast["lin.yue"], client_of("chen.wei")
    daughter = customer(lin, "Hailu Robotics")
    for name in ("Hailu Holding", "Hailu Group"):
        mother = customer(lin, name)
        do(lin, set_parent, customer=daughter, parent=mother)
        do(lin, restrict_customer, customer=mother, named=[])
    for form in ("group", "edit"):
        page = chen.get(f"/customers/{daughter}/{form}/")
        assert "Hailu Group" not in words(page)
        sent = {"name": "Hailu Robotics", "parent": "", "parent_text": ""}
        assert chen.post(f"/customers/{daughter}/{form}/", sent).status_code == 303
        assert Customer.objects.get(pk=daughter).parent_id == mother
    assert "Part of" not in words(chen.get(f"/customers/{daughter}/history/"))


def test_a_change_of_a_custom_field_is_told_under_the_label_of_the_field(cast: Cast) -> None:
    run(
        system_actor("tests"), add_custom_field, on=NOW, channel="test", resource="customers", slug="floor",
        label_en="Hall floor", label_zh="厂房地面", kind="text", field_class="business",
    )  # fmt: skip
    key = customer(cast["lin.yue"], "Nordhafen Robotics")
    for floor in ("concrete", "resin", ""):
        do(cast["lin.yue"], edit_customer, customer=key, values={"x_floor": floor})
    shown = words(client_of("lin.yue").get(f"/customers/{key}/history/"))
    assert "Hall floor" in shown
    assert "resin" in shown
    assert "Value" not in shown
    run(cast["lin.yue"], set_preferences, on=NOW, channel="test", preferences={"language": "zh-hans"})
    assert "厂房地面" in words(client_of("lin.yue").get(f"/customers/{key}/history/"))


def test_figures_and_words_of_the_rules_stand_in_the_log_as_on_the_pages(cast: Cast) -> None:
    key, lin = customer(cast["lin.yue"], "Nordhafen Robotics"), client_of("lin.yue")
    stated = {"period_start": "2026-01-01", "period_end": "2026-06-30", "source_class": "B"}
    do(cast["lin.yue"], record_purchases, customer=key, lines=[{"date": "2026-03-01", "amount": "400"}])
    do(cast["lin.yue"], record_total, customer=key, figure="1234.50", values=stated)
    do(cast["lin.yue"], record_total, customer=key, figure="40 %", values=stated | {"source_class": "C"})
    do(cast["lin.yue"], rate, customer=key, values={"social": "2"})
    shown = words(lin.get(f"/customers/{key}/history/"))
    assert "1,234.50" in shown
    assert "40%" in shown
    assert "social distance" in shown
    do(cast["lin.yue"], set_preferences, preferences={"language": "zh-hans"})
    assert "社会距离" in words(lin.get(f"/customers/{key}/history/"))
