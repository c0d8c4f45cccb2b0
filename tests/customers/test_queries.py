"""What pages ask: the page of a customer, its buying centre, its history; in a fixed number of statements."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.access.actors import Actor, load_actor
from guanxi.access.models import Department
from guanxi.access.reading import view
from guanxi.catalogue import BY_MODEL
from guanxi.charts import people_map
from guanxi.customers.actions import create_customer, edit_customer, set_parent
from guanxi.customers.buying_centre import set_manager, set_tie
from guanxi.customers.centre import buying_centre, map_of
from guanxi.customers.contacts import set_last_touched
from guanxi.customers.details import add_address, add_name
from guanxi.customers.merging import merge_customers
from guanxi.customers.people_actions import create_person, edit_person, end_affiliation
from guanxi.customers.people_models import Affiliation
from guanxi.customers.queries import change_cursor, changes_of, customer_page, people_of, places_of
from guanxi.customers.resources import CUSTOMERS, PEOPLE, SUMMARIES
from guanxi.customers.sharing import ask_for_access, restrict_customer
from guanxi.errors import NotFound, UnknownField
from tests.access.cast import Cast
from tests.charts.reading import svg
from tests.customers.doing import NOW, customer, do, recorded, take_back


def fill(lin: Actor, at: int, number: int) -> None:
    """Some of everything."""
    for step in range(number):
        person = do(
            lin, create_person, customer=at, values={"name": f"Person {step}"}, place={"is_decider": not step},
            channels=[{"kind": "mail", "value": f"p{step}@x.example"}],
        )  # fmt: skip
        do(lin, set_tie, person=person, user=lin.user_id, strength=1)
        do(lin, add_name, customer=at, values={"name": f"Name {step}"})
        do(lin, add_address, customer=at, values={"city": f"City {step}"})
        do(lin, set_parent, customer=customer(lin, f"Below {step}"), parent=at)


def statements(ask: Any) -> int:
    with CaptureQueriesContext(connection, ) as caught:  # fmt: skip
        ask()
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for query in caught)


def test_the_page_of_a_customer_takes_the_same_few_statements_whatever_hangs_on_it(cast: Cast) -> None:
    lin = cast["lin.yue"]
    small, large = customer(lin, "Small"), customer(lin, "Large")
    fill(lin, small, 1)
    fill(lin, large, 5)
    counts = {statements(lambda key=key: customer_page(cast["lin.yue"], key, on=NOW)) for key in (small, large)}
    assert len(counts) == 1
    # With the session and the actor, the timeline, the tasks and the counts of the sidebar a page has twenty.
    assert max(counts) - statements(lambda: cast["lin.yue"]) <= 13
    counts = {statements(lambda key=key: buying_centre(lin, key, on=NOW)) for key in (small, large)}
    assert counts == {4}


def test_the_page_shows_what_its_reader_may_see(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    key = customer(lin, notes="Ours", country="DE")
    fill(lin, key, 2)
    do(amara, ask_for_access, customer=key, reason="A case")
    page = customer_page(lin, key, on=NOW)
    assert (page.row["name"], page.requests, page.may_do_everything) == ("Ostermark Getriebe GmbH", 1, True)
    assert [place["person"].label for place in page.places] == ["Person 0", "Person 1"]
    assert [row["name"] for row in page.subsidiaries] == ["Below 0", "Below 1"]
    assert len(page.addresses) == 2
    hers = customer_page(cast["sofia.berg"], key, on=NOW)
    assert (hers.requests, hers.may_edit, hers.row["notes"]) == (0, False, "Ours")
    for blind in (amara, cast["tom.hale"]):
        with pytest.raises(NotFound):
            customer_page(blind, key, on=NOW)
    Department.objects.filter(slug="management").update(reads_personal=None, reads_free_text=3)
    page = customer_page(cast["wang.fang"], key, on=NOW)
    assert page.places == []
    assert "notes" not in page.row


def test_the_gaps_of_a_buying_centre_are_named(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = customer(lin)
    assert [gap.sentence for gap in buying_centre(lin, key).gaps][:2] == ["No decider known.", "No buyer known."]
    boss = do(
        lin, create_person, customer=key, values={"name": "Katharina Vogel"},
        place={"job_title": "Managing director", "is_decider": True},
    )  # fmt: skip
    buyer = do(
        lin, create_person, customer=key, values={"name": "周明远"},
        place={"is_buyer": True, "is_user": True, "attitude": "champion"},
    )  # fmt: skip
    do(lin, set_manager, customer=key, person=buyer, manager=boss)
    do(lin, set_tie, person=buyer, user=lin.user_id, strength=3)
    do(lin, set_tie, person=buyer, user=cast["sofia.berg"].user_id, strength=4)
    centre = buying_centre(lin, key)
    assert [gap.sentence for gap in centre.gaps] == [
        "No influencer known.",
        "No gatekeeper known.",
        "Nobody known who started it.",
        "Nobody of us knows Katharina Vogel, who decides.",
        "How Katharina Vogel stands to us is not known.",
    ]
    by_name = {member.name: member for member in centre.members}
    assert by_name["周明远"].manager == boss
    assert [tie.user.label for tie in by_name["周明远"].known_by] == ["Sofia Berg", "Lin Yue 林悦"]
    assert (by_name["周明远"].roles, by_name["周明远"].strength) == (("user", "buyer"), 4)
    nodes, lines = map_of(centre)
    drawing = svg(people_map(nodes, lines, label="x", us="We", role_names={}))
    assert drawing.get("class") == "chart people-map"
    assert buying_centre(cast["amara.diallo"], key).members == []
    assert buying_centre(cast["amara.diallo"], key).gaps == [], "who reads no people hears of no gaps"


def test_who_left_is_shown_only_when_asked_for(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = customer(lin)
    person = do(lin, create_person, customer=key, values={"name": "Bo Berg"})
    do(lin, end_affiliation, affiliation=Affiliation.objects.get().pk, until=NOW.date())
    assert people_of(lin, key) == []
    assert [row["person"].key for row in people_of(lin, key, former=True)] == [person]
    assert [row["customer"].key for row in places_of(lin, person)] == [key]
    assert places_of(cast["amara.diallo"], person) == []


def test_the_history_of_a_customer_has_what_was_merged_into_it_and_no_class_too_many(cast: Cast) -> None:
    lin = cast["lin.yue"]
    one, other = customer(lin, "Talgrund GmbH"), customer(lin, "Talgrund", city="Siegen")
    do(lin, create_person, customer=other, values={"name": "Bo Berg"})
    change = recorded(lin, edit_customer, customer=other, values={"city": "Kreuztal", "notes": "Old words"})
    take_back(lin, change)
    do(lin, merge_customers, winner=one, loser=other)
    lines = changes_of(lin, one, resources=BY_MODEL, most=500)
    assert {line.action for line in lines} >= {"customers.create_customer", "customers.merge_customers", "access.undo"}
    assert [line.undone for line in lines if line.group == change] == [True, True]
    assert any("Old words" in str(line.new) for line in lines)
    Department.objects.filter(slug="management").update(reads_personal=3, reads_free_text=3)
    told = str(changes_of(cast["wang.fang"], one, resources=BY_MODEL, most=500))
    assert "Kreuztal" in told
    assert "Old words" not in told
    assert "Bo Berg" not in told
    paged: list[int] = []
    cursor = ""
    while chunk := changes_of(lin, one, resources=BY_MODEL, before=cursor, most=7):
        paged += [line.key for line in chunk]
        cursor = change_cursor(chunk, cursor)
    assert paged == [line.key for line in lines]
    # Who reads texts and no people learns of nobody that he is there.
    Department.objects.filter(slug="management").update(reads_personal=None, reads_free_text=2)
    told = str(changes_of(load_actor(cast["wang.fang"].user_id), one, resources=BY_MODEL, most=500))
    assert "Old words" in told
    assert "customers.person" not in told
    for blind in ("amara.diallo", "tom.hale"):
        with pytest.raises(NotFound):
            changes_of(cast[blind], one, resources=BY_MODEL)


def test_an_indirect_reader_learns_the_week_of_the_last_contact_and_not_the_day(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    keys = [customer(lin, name) for name in ("A", "B", "C")]
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    # Within one week the order of the days is hidden: here the names are in the opposite order.
    for key, days in zip(keys, (4, 2), strict=False):
        set_last_touched({key: monday + timedelta(days=days)})
    query = view(amara, SUMMARIES)
    assert [row["last_touched"] for row in query.order("name").all()] == [monday.date(), monday.date(), None]
    before = [row.key for row in query.order("last_touched").all()]
    set_last_touched({keys[0]: monday + timedelta(days=1), keys[1]: monday + timedelta(days=5)})
    assert [row.key for row in query.order("last_touched").all()] == before
    versions = [row.version for row in query.order("name").all()]
    for operator, day, found in (
        ("is", "2026-11-16", 2), ("is", "2026-11-19", 2), ("before", "2026-11-19", 0), ("after", "2026-11-19", 0),
        ("before", "2026-11-23", 2), ("after", "2026-11-15", 2), ("empty", "", 1),
    ):  # fmt: skip
        assert query.filter("last_touched", operator, day).count() == found, (operator, day)
    set_last_touched({keys[0]: monday + timedelta(days=2)})
    assert [row.version for row in query.order("name").all()] == versions
    set_last_touched({keys[0]: None})
    assert [row.version for row in query.order("name").all()] == [versions[0] + 1, *versions[1:]]
    for name in ("notes", "city", "own_code", "created_at", "website"):
        with pytest.raises(UnknownField):
            query.filter(name, "empty")
        with pytest.raises(UnknownField):
            query.order(name)
    assert query.search("Ostermark").count() == 0


@pytest.mark.parametrize("name", [f.name for f in CUSTOMERS.fields if f.sort])
def test_every_order_pages_through_all_customers_once(cast: Cast, name: str) -> None:
    lin = cast["lin.yue"]
    for number in range(7):
        values = {"name": f"Firm {number % 3}", "country": ("", "DE", "CN")[number % 3], "own_code": str(number % 2)}
        do(lin, create_customer, values=values, on=NOW + timedelta(minutes=number // 2))
    for order in (name, f"-{name}"):
        query = view(lin, CUSTOMERS).order(order)
        whole = [row.key for row in query.all()]
        found: list[int] = []
        cursor: str | None = ""
        while cursor is not None:
            page = query.after(cursor).page(3)
            found += [row.key for row in page.rows]
            cursor = page.next
        assert found == whole
        assert len(set(found)) == 7
        back = query.after(query.after(query.page(3).next or "").page(3).previous or "").page(3)
        assert [row.key for row in back.rows] == whole[:3]


def test_a_list_takes_the_same_statements_for_one_row_and_for_many(cast: Cast) -> None:
    lin = cast["lin.yue"]
    fill(lin, customer(lin, "First"), 1)
    few = [statements(lambda r=r: view(lin, r).page(50)) for r in (CUSTOMERS, SUMMARIES, PEOPLE)]
    fill(lin, customer(lin, "Second"), 5)
    assert [statements(lambda r=r: view(lin, r).page(50)) for r in (CUSTOMERS, SUMMARIES, PEOPLE)] == few
    assert few[0] <= 8


def test_people_of_a_restricted_customer_are_found_by_nobody_else(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    key = customer(lin)
    person = do(lin, create_person, customer=key, values={"name": "Quendolina Vögelein", "notes": "Segelfliegen"})
    assert view(sofia, PEOPLE).search("quendo").keys(9) == [person]
    do(lin, restrict_customer, customer=key, named=[])
    for words in ("quendo", "Segelfliegen"):
        assert view(sofia, PEOPLE).search(words).keys(9) == []
        assert view(lin, PEOPLE).search(words).keys(9) == [person]
    do(lin, edit_person, person=person, values={"name": "Ann Lee"})
    assert view(lin, PEOPLE).search("quendo").keys(9) == []
