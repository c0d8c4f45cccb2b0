"""Needs, conflicts and promises as pages: recorded, edited and ended from them, and refused to who may not."""

import pytest
from django.test import Client

from guanxi.access.reading import view
from guanxi.relationships.dialogue_resources import COMMITMENTS, CONFLICTS, NEEDS
from guanxi.relationships.models import Need
from tests.access.cast import make_cast
from tests.activities.world import World, make_world
from tests.web.test_plan_pages import entered


@pytest.fixture
def world(db: None) -> World:
    return make_world(make_cast())


def key_of(world: World, resource: object) -> int:
    (row,) = view(world["lin.yue"], resource).of_customer(world.hengtong).all(5)  # type: ignore[arg-type]
    return row.key


def refused(client: Client, address: str, **data: str) -> bool:
    answers = (client.get(address).status_code, client.post(address, data).status_code)
    return all(status in (403, 404, 405) for status in answers)


def test_a_need_is_recorded_and_met_from_the_page(world: World) -> None:
    lin, marta = entered(world, "lin.yue"), entered(world, "marta.nowak")
    page, new = f"/customers/{world.hengtong}/dialogue/", f"/customers/{world.hengtong}/dialogue/needs/new/"
    assert refused(marta, page)
    assert refused(marta, new, words="x")
    assert "No need is known" in lin.get(page).content.decode()
    assert lin.post(new, {"words": "", "state": "open"}).status_code == 422
    assert lin.post(new, {"words": "A buffer stock of drives", "state": "open"}).status_code == 303
    assert "A buffer stock of drives" in lin.get(page).content.decode()
    edit = f"/dialogue/needs/{key_of(world, NEEDS)}/edit/"
    assert refused(marta, edit, words="x")
    assert lin.post(edit, {"words": "A buffer stock of drives", "state": "met"}).status_code == 303
    assert view(world["lin.yue"], NEEDS).of_customer(world.hengtong).all(5)[0]["state"] == "met"


def test_a_need_without_a_state_is_open(world: World) -> None:
    lin = entered(world, "lin.yue")
    page = f"/customers/{world.hengtong}/dialogue/"
    assert lin.get(f"{page}needs/new/").context["form"]["state"].value() == "open"
    assert lin.post(f"{page}needs/new/", {"words": "A buffer stock of drives", "state": ""}).status_code == 303
    assert view(world["lin.yue"], NEEDS).get(key_of(world, NEEDS))["state"] == "open"
    Need.objects.update(state="")
    assert lin.get(page).context["needs"][0]["state"] == "open"


def test_a_person_of_the_customer_is_chosen_from_a_short_list_and_stays_chosen(world: World) -> None:
    lin = entered(world, "lin.yue")
    data = {"words": "Shorter lead times", "state": "open", "person": str(world.zhao)}
    assert lin.post(f"/customers/{world.hengtong}/dialogue/needs/new/", data).status_code == 303
    form = lin.get(f"/dialogue/needs/{key_of(world, NEEDS)}/edit/").context["form"]
    assert form["person"].value() == str(world.zhao)
    assert str(world.klaus) not in {value for value, _label in form.fields["person"].choices}


def test_a_conflict_is_recorded_settled_and_opened_again_and_listed_by_age(world: World) -> None:
    lin, marta = entered(world, "lin.yue"), entered(world, "marta.nowak")
    new = f"/customers/{world.hengtong}/dialogue/conflicts/new/"
    old = {"title": "Line stop", "kind": "delivery", "since": "2026-09-01", "claim": "120k", "their_view": "Too late"}
    assert lin.post(new, {"title": "Price of 2027", "kind": "price", "since": "2026-11-10"}).status_code == 303
    assert lin.post(new, old).status_code == 303
    assert lin.post(new, {"title": "x", "kind": "war"}).status_code == 422
    listed = lin.get("/conflicts/").content.decode().partition("<main")[2]
    assert listed.index("Line stop") < listed.index("Price of 2027")
    assert "120k" in listed
    assert "Nothing is in dispute" in marta.get("/conflicts/").content.decode()
    key = next(r.key for r in view(world["lin.yue"], CONFLICTS).of_customer(world.hengtong).all(5) if r["claim"])
    page = f"/dialogue/conflicts/{key}/"
    assert "Too late" in lin.get(page).content.decode()
    assert refused(marta, page)
    assert refused(marta, f"{page}settle/", outcome="agreed")
    assert refused(marta, f"{page}reopen/")
    assert lin.post(f"{page}settle/", {"outcome": "peace"}).status_code == 422
    assert lin.post(f"{page}settle/", {"outcome": "agreed", "result": "85k"}).status_code == 303
    assert "Line stop" not in lin.get("/conflicts/").content.decode()
    assert "Line stop" in lin.get("/conflicts/?show=settled").content.decode()
    assert lin.post(f"{page}settle/", {"outcome": "agreed"}).status_code == 422
    assert lin.post(f"{page}reopen/").status_code == 303
    assert "Line stop" in lin.get("/conflicts/").content.decode()


def test_a_promise_is_written_down_and_kept(world: World) -> None:
    lin, marta = entered(world, "lin.yue"), entered(world, "marta.nowak")
    new = f"/customers/{world.hengtong}/dialogue/promises/new/?side=us"
    assert lin.get(new).context["form"]["side"].value() == "us"
    assert lin.post(new, {"promise": "8D report", "side": "us", "due": "2026-11-20"}).status_code == 303
    end = f"/dialogue/promises/{key_of(world, COMMITMENTS)}/end/"
    assert marta.post(end, {"kept": "yes"}).status_code == 404
    assert lin.post(end, {"kept": "yes"}).status_code == 303
    assert view(world["lin.yue"], COMMITMENTS).of_customer(world.hengtong).all(5)[0]["state"] == "kept"
