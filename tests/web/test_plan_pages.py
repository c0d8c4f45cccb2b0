"""Plays and repairs as pages: started, worked and closed from them, and refused to who may not."""

import pytest
from django.test import Client

from guanxi.access.models import User
from guanxi.access.reading import view
from guanxi.plans.resources import REPAIRS, RUNNING_PLAYS
from tests.access.cast import make_cast
from tests.activities.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world(make_cast())


def entered(world: World, who: str) -> Client:
    client = Client()
    user = User.objects.get(pk=world.cast.users[who])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_play_is_started_from_the_customer_ticked_off_and_closed_with_a_result(world: World) -> None:
    lin, marta = entered(world, "lin.yue"), entered(world, "marta.nowak")
    address = f"/customers/{world.hengtong}/plays/"
    assert marta.get(address).status_code == 404
    assert marta.post(f"{address}start/", {"play": "P31"}).status_code in (403, 404)
    assert "No plays yet" in lin.get(address).content.decode()
    assert lin.post(f"{address}start/", {"play": "P31"}).status_code == 303
    assert lin.post(f"{address}start/", {"play": "P99"}).status_code == 404
    page = lin.get(address).content.decode()
    assert "Look for the root cause" in page
    assert "0 of 1 done" in page
    (row,) = view(world["lin.yue"], RUNNING_PLAYS).of_customer(world.hengtong).all(5)
    assert lin.post(f"/plays/{row.key}/close/", {"result": ""}).status_code == 422
    assert lin.post(f"/plays/{row.key}/close/", {"result": "Found it"}).status_code == 303
    assert "Found it" in lin.get(address).content.decode()


def test_a_repair_is_started_edited_and_closed_and_its_cause_is_counted(world: World) -> None:
    lin, marta = entered(world, "lin.yue"), entered(world, "marta.nowak")
    address = f"/customers/{world.hengtong}/repair/"
    assert marta.get(address).status_code == 404
    assert "Nothing is to be repaired" in lin.get("/repairs/").content.decode()
    data = {
        "cause": "betrayal", "detail": "quality", "is_ours": "on", "rival": "Rotek", "what": "Two bad lots",
        "departments": [str(world.cast.departments["service"])], "deadline": "2027-03-31",
    }  # fmt: skip
    assert lin.post(address, {**data, "deadline": "soon"}).status_code == 422
    answer = lin.post(address, data)
    page = answer.headers["Location"]
    shown = lin.get(page).content.decode()
    for text in ("Two bad lots", "Rotek", "Betrayal", "Service"):
        assert text in shown
    assert marta.get(page).status_code == 404
    (row,) = view(world["lin.yue"], REPAIRS).of_customer(world.hengtong).all(5)
    form = lin.get(f"{page}edit/").context["form"]
    assert form["rival"].value() == "Rotek"
    assert lin.post(f"{page}close/", {"cause": "betrayal", "outcome": "nothing"}).status_code == 422
    assert lin.post(f"{page}close/", {"cause": "betrayal", "outcome": "lost", "lesson": "x"}).status_code == 303
    listed = lin.get("/repairs/").content.decode()
    assert f'data-id="{row.key}"' in listed
    assert "/repairs/?f=cause:is:betrayal" in listed
    assert "data-id" not in entered(world, "tom.hale").get("/repairs/").content.decode().partition("<main")[2]
