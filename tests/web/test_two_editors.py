"""The same record edited by two: the second is told, sees both values, and loses nothing of what he typed."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from guanxi.access.actors import load_actor
from guanxi.access.models import User
from guanxi.access.reading import view
from guanxi.access.writing import run
from guanxi.customers.actions import create_customer
from guanxi.customers.people_actions import create_person
from guanxi.customers.people_resources import PEOPLE
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import Conflict
from guanxi.web.forms import form_for, refused
from tests.access.cast import Cast, make_cast
from tests.access.walking import Reading
from tests.web.browser import Visit

NOTES = "Asked for two quotations; wants the first delivery before the fair."


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def do(user: int, what: Any, **inputs: Any) -> int:
    return int(run(load_actor(user), what, on=timezone.now(), channel="test", **inputs))


def signed_in(user: int) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def opened(client: Client, address: str) -> dict[str, str]:
    """The form of a page as a browser would send it."""
    page = client.get(address).content.decode()
    [form] = [form for form in Reading(page).forms if any(name == "version" for name, _v, _c in form.fields)]
    return {name: value for name, value, choices in form.fields if value or not choices}


def two_records(cast: Cast) -> list[tuple[str, str, Any, int]]:
    lin = cast.users["lin.yue"]
    customer = do(lin, create_customer, values={"name": "Ostermark Getriebe", "city": "Siegen", "region": "NRW"})
    person = do(lin, create_person, customer=customer, values={"name": "Ute Kaminski", "other_name": "Kaminski U."})
    return [
        (f"/customers/{customer}/edit/", "city", CUSTOMERS, customer),
        (f"/people/{person}/edit/", "other_name", PEOPLE, person),
    ]


@pytest.mark.parametrize("at", [0, 1])
def test_the_second_is_told_and_sees_both_values_and_keeps_what_he_typed(cast: Cast, at: int) -> None:
    address, name, resource, key = two_records(cast)[at]
    first, second = signed_in(cast.users["lin.yue"]), signed_in(cast.users["chen.wei"])
    hers, his = opened(first, address), opened(second, address)
    assert first.post(address, hers | {name: "Kreuztal"}).status_code == 303
    answer = second.post(address, his | {name: "Hilchenbach", "notes": NOTES})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Hilchenbach"' in page, "what he typed stays in its field"
    assert "Now there stands: “Kreuztal”." in page, "and what she saved stands beside it"
    assert NOTES in page
    lin = load_actor(cast.users["lin.yue"])
    row = view(lin, resource).get(key)
    assert (row[name], row["notes"]) == ("Kreuztal", None if row["notes"] is None else ""), "nothing was overwritten"
    # He has seen both and saves again: now it is his word.
    [form] = [form for form in Reading(page).forms if any(field == "version" for field, _v, _c in form.fields)]
    again = {field: value for field, value, choices in form.fields if value or not choices}
    assert again[name] == "Hilchenbach"
    assert second.post(address, again).status_code == 303
    row = view(lin, resource).get(key)
    assert (row[name], row["notes"]) == ("Hilchenbach", NOTES)


def test_a_conflict_that_knows_no_version_leaves_that_of_the_form() -> None:
    form = form_for((), {"version": "3"}, version=3)
    assert refused(form, Conflict("Somebody else was faster.", {}, None))["version"].value() == "3"


def test_changes_of_different_fields_join(cast: Cast) -> None:
    address, _name, _resource, key = two_records(cast)[0]
    first, second = signed_in(cast.users["lin.yue"]), signed_in(cast.users["chen.wei"])
    hers, his = opened(first, address), opened(second, address)
    assert first.post(address, hers | {"city": "Kreuztal"}).status_code == 303
    assert second.post(address, his | {"notes": NOTES}).status_code == 303
    row = view(load_actor(cast.users["lin.yue"]), CUSTOMERS).get(key)
    assert (row["city"], row["notes"]) == ("Kreuztal", NOTES)


def test_a_field_edited_in_place_says_it_as_well(cast: Cast) -> None:
    _address, _name, _resource, key = two_records(cast)[0]
    address = f"/customers/{key}/field/city/"
    first, second = signed_in(cast.users["lin.yue"]), signed_in(cast.users["chen.wei"])
    hers, his = opened(first, address), opened(second, address)
    assert first.post(address, hers | {"city": "Kreuztal"}).status_code == 303
    answer = second.post(address, his | {"city": "Hilchenbach"}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Hilchenbach"' in page
    assert "Now there stands: “Kreuztal”." in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_in_a_browser_the_second_sees_both_values(visit: Visit) -> None:
    cast = make_cast()
    address, _name, _resource, key = two_records(cast)[0]
    lin, chen = (User.objects.get(username=name) for name in ("lin.yue", "chen.wei"))
    hers, his = visit(address, user=lin), visit(address, user=chen)
    for seen, city in ((hers, "Kreuztal"), (his, "Hilchenbach")):
        seen.page.fill("[name=city]", city)
    his.page.fill("[name=notes]", NOTES)
    with hers.page.expect_navigation():
        hers.page.press("[name=city]", "Enter")
    his.page.press("[name=city]", "Enter")
    his.page.get_by_text("Now there stands: “Kreuztal”.", exact=True).wait_for()
    assert his.page.input_value("[name=city]") == "Hilchenbach"
    assert his.page.input_value("[name=notes]") == NOTES
    assert view(load_actor(lin.pk), CUSTOMERS).get(key)["city"] == "Kreuztal"
