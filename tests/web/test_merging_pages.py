"""Merging two customers and the queue of those that may be one: through the pages."""

from typing import Any

import pytest
from django.test import Client

from guanxi.access.reading import view
from guanxi.customers.details import add_address
from guanxi.customers.models import Customer, KeptApart
from guanxi.customers.resources import CUSTOMERS
from tests.access.cast import Cast, make_cast
from tests.customers.doing import customer, do
from tests.customers.states import state
from tests.web.acting import client_of, offered_undo, words


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def _kept() -> dict[str, Any]:
    """What the database holds, apart from who signed in and what he opened."""
    return {label: rows for label, rows in state().items() if label not in ("access.user", "records.visit")}


def _two(cast: Cast) -> tuple[int, int]:
    lin = cast["lin.yue"]
    stays = customer(lin, "Ostermark Getriebe GmbH", city="Schweinfurt", notes="Gearboxes.")
    goes = customer(lin, "Ostermark Getriebe", city="Würzburg", country="DE", notes="Met at the fair.")
    do(lin, add_address, customer=goes, values={"lines": "Zahnradweg 12", "city": "Würzburg"})
    return stays, goes


def test_the_preview_shows_both_values_and_what_moves_to_who_may_merge(cast: Cast) -> None:
    stays, goes = _two(cast)
    address = f"/customers/{stays}/merge/?with={goes}"
    page = client_of("lin.yue").get(address)
    shown = words(page)
    assert "Ostermark Getriebe becomes a part of Ostermark Getriebe GmbH" in shown
    for text in ("Schweinfurt", "Würzburg", "Both, one after the other", "Addresses 1"):
        assert text in shown
    before = _kept()
    # Who edits and does not own gets neither the preview nor the merge.
    for answer in (client_of("sofia.berg").get(address), client_of("sofia.berg").post(address)):
        assert answer.status_code == 403
    assert client_of("marta.nowak").post(address).status_code == 404
    assert _kept() == before


def test_what_was_chosen_stays_and_an_undo_makes_two_again(cast: Cast) -> None:
    stays, goes = _two(cast)
    before, client = _kept(), client_of("lin.yue")
    sent = {"take_city": "loser", "take_notes": "both", "take_name": "winner", "next": "/customers/duplicates/"}
    answer = client.post(f"/customers/{stays}/merge/?with={goes}", sent)
    assert answer.headers["Location"] == "/customers/duplicates/"
    row = view(cast["lin.yue"], CUSTOMERS).get(stays)
    assert (row["name"], row["city"], row["country"]) == ("Ostermark Getriebe GmbH", "Würzburg", "DE")
    assert row["notes"] == "Gearboxes.\n\nMet at the fair."
    assert Customer.objects.get(pk=goes).merged_into_id == stays
    client.post(offered_undo(client, f"/customers/{stays}/"))
    assert _kept() == before


def test_a_choice_that_cannot_be_is_refused_at_its_field(cast: Cast) -> None:
    stays, goes = _two(cast)
    before = _kept()
    answer = client_of("lin.yue").post(f"/customers/{stays}/merge/?with={goes}", {"take_city": "neither"})
    assert answer.status_code == 422
    assert "Choose one of the two values." in words(answer)
    assert _kept() == before


def test_the_other_record_is_chosen_among_those_that_look_like_it_or_by_name(cast: Cast) -> None:
    stays, goes = _two(cast)
    client, address = client_of("lin.yue"), f"/customers/{stays}/merge/"
    page = client.get(address).content.decode()
    assert f"{address}?with={goes}" in page
    named = client.get(address, {"with": "", "with_text": "Ostermark Getriebe"})
    assert "becomes a part of" in words(named)
    for wrong in ({"with_text": "Nobody"}, {"with": stays, "with_text": "Ostermark Getriebe GmbH"}):
        assert client.get(address, wrong).status_code == 422
    assert client.get(address, {"with": "987654"}).status_code == 404
    assert client_of("sofia.berg").get(address).status_code == 403


def test_the_queue_shows_pairs_until_somebody_settles_them(cast: Cast) -> None:
    stays, goes = _two(cast)
    queue = "/customers/duplicates/"
    assert "the same name" in words(client_of("lin.yue").get(queue))
    # A reader sees the pair and cannot settle it; who reads neither sees nothing.
    reader = client_of("wang.fang").get(queue)
    assert "Ostermark Getriebe" in words(reader)
    assert "These are two" not in words(reader)
    assert client_of("wang.fang").post(queue, {"one": stays, "other": goes}).status_code == 403
    assert "Ostermark" not in words(client_of("marta.nowak").get(queue))
    assert not KeptApart.objects.exists()
    client = client_of("lin.yue")
    client.post(queue, {"one": stays, "other": goes})
    assert "No two look like one" in words(client.get("/customers/duplicates/"))
    assert KeptApart.objects.count() == 1


def _hints(client: Client, **typed: str) -> str:
    return words(client.get("/customers/duplicates/like/", typed))


def test_hints_come_while_somebody_types_and_tell_nothing_hidden(cast: Cast) -> None:
    customer(
        cast["lin.yue"], "Ostermark Getriebe GmbH", city="Schweinfurt", own_code="K-77", website="ostermark.example"
    )
    lin, marta = client_of("lin.yue"), client_of("marta.nowak")
    assert "Looks like a customer that we have" in _hints(lin, name="Ostermark Getriebe")
    assert "the same own code" in _hints(lin, name="Something else", own_code="k-77")
    assert "the same domain" in _hints(lin, website="https://www.ostermark.example/en")
    assert _hints(lin, name="Gransee Wind", own_code="X", website="gransee.example") == ""
    # Of a Summary only the name is known to her.
    assert "Ostermark" in _hints(marta, name="Ostermark Getriebe")
    assert "Schweinfurt" not in _hints(marta, name="Ostermark Getriebe")
    assert _hints(marta, own_code="K-77") == ""
    assert _hints(lin, name="\0" * 9, website="[") == ""


def test_a_new_customer_brings_its_tax_number_along_and_is_known_by_it(cast: Cast) -> None:
    marta, lin = client_of("marta.nowak"), client_of("lin.yue")
    sent = {"name": "Gransee Wind", "language": "en", "time_zone": "UTC", "number": "DE 136 695 976"}
    wrong = marta.post("/customers/new/", sent | {"number": "DE 136 695 977"})
    assert wrong.status_code == 422
    assert Customer.objects.count() == 0
    # Who creates without owning it gives the number all the same, and takes back both in one.
    assert marta.post("/customers/new/", sent).status_code == 303
    assert "the same tax number" in _hints(lin, name="Another name", number="DE136695976")
    assert lin.post("/customers/new/", sent | {"name": "Another name"}).status_code == 422
    assert lin.post("/customers/new/", sent | {"name": "Another name", "another": "yes"}).status_code == 303
    lin.post(offered_undo(lin, "/customers/"))
    assert [one.name for one in Customer.objects.all()] == ["Gransee Wind"]


def test_without_scripts_the_form_asks_once_whether_it_is_another_one(cast: Cast) -> None:
    customer(cast["lin.yue"], "Ostermark Getriebe GmbH")
    client = client_of("lin.yue")
    sent = {"name": "Ostermark Getriebe", "language": "en", "time_zone": "UTC", "time_zone_text": "UTC"}
    asked = client.post("/customers/new/", sent)
    assert asked.status_code == 422
    assert "It is another one" in words(asked)
    assert Customer.objects.count() == 1
    assert client.post("/customers/new/", sent | {"another": "yes"}).status_code == 303
    assert client.post("/customers/new/", sent | {"name": "Gransee Wind"}).status_code == 303
    assert Customer.objects.count() == 3
