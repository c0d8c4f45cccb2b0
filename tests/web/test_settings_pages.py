"""The pages of the administrators: who leaves, who sees what, and files of what stands there."""

import re
from typing import Any

import pytest
from django.test import Client

from guanxi.access.models import AuditEvent, ChangeGroup, Department, User
from guanxi.access.reading import view
from guanxi.access.writing import run
from guanxi.activities.resources import TASKS
from guanxi.activities.task_actions import create_task
from guanxi.customers.actions import create_customer
from guanxi.customers.resources import CUSTOMERS
from tests.access.cast import NOW, Cast, make_cast
from tests.web.acting import client_of

PASSWORD = "guanxi-demo"


@pytest.fixture
def cast(db: None, settings: Any) -> Cast:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    return make_cast(password=PASSWORD)


def _signed_in(username: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return client


def _customer(cast: Cast, owner: str, name: str) -> int:
    return int(run(cast[owner], create_customer, on=NOW, channel="test", values={"name": name}))


def test_who_leaves_is_out_and_a_successor_has_customers_and_tasks_in_one_step(cast: Cast) -> None:
    customer = _customer(cast, "lin.yue", "Nordhafen Robotics")
    run(cast["lin.yue"], create_task, on=NOW, channel="test", customer=customer, values={"title": "Send the offer"})
    leaver = _signed_in("lin.yue")
    assert leaver.get("/customers/").status_code == 200
    page = f"/settings/users/{cast.users['lin.yue']}/leave/"
    sent = {"successor": str(cast.users["sofia.berg"]), "disable": "on"}
    assert _signed_in("tom.hale").post(page, sent).status_code == 303
    assert leaver.get("/customers/").status_code == 302, "with the very next click"
    assert not User.objects.get(username="lin.yue").is_active
    sofia = cast["sofia.berg"]
    assert view(sofia, CUSTOMERS).get(customer)["owner"].key == sofia.user_id
    assert [row["owner"].key for row in view(sofia, TASKS).all()] == [sofia.user_id]


@pytest.mark.parametrize("successor", ["", "nobody", "-1", str(2**63), "9" * 30, "\0"])
def test_without_a_successor_nobody_leaves(cast: Cast, successor: str) -> None:
    page = f"/settings/users/{cast.users['lin.yue']}/leave/"
    assert _signed_in("tom.hale").post(page, {"successor": successor, "disable": "on"}).status_code in (404, 422)
    assert User.objects.get(username="lin.yue").is_active


def test_the_preset_and_a_level_count_from_the_next_click_on(cast: Cast) -> None:
    customer = _customer(cast, "lin.yue", "Nordhafen Robotics")
    sofia, tom = _signed_in("sofia.berg"), _signed_in("tom.hale")
    assert sofia.get(f"/customers/{customer}/").status_code == 200
    assert tom.post("/settings/access/", {"preset": "own"}).status_code == 303
    assert sofia.get(f"/customers/{customer}/").status_code in (303, 404)
    assert sofia.get(f"/summaries/{customer}/").status_code == 200
    tom.post("/settings/access/", {"department": cast.departments["sales"], "level_otherwise": "3"})
    assert sofia.get(f"/customers/{customer}/").status_code == 200


def test_a_row_of_the_tables_is_changed_as_a_whole_or_not_at_all(cast: Cast) -> None:
    before = Department.objects.filter(slug="sales").values().get()
    sent = {"department": cast.departments["sales"], "level_otherwise": "4", "reads_money": "nonsense"}
    assert _signed_in("tom.hale").post("/settings/access/", sent).status_code == 422
    assert Department.objects.filter(slug="sales").values().get() == before


def test_rights_are_changed_and_personal_data_leaves_only_after_a_fresh_proof(cast: Cast) -> None:
    """With a session that is open for long: whoever sits down at it has no password."""
    stale = client_of("tom.hale")
    assert "/accounts/reauthenticate/" in stale.post("/settings/access/", {"preset": "own"}).headers["Location"]
    page = f"/settings/users/{cast.users['tom.hale']}/"
    form = {"name": "Tom Hale", "email": "tom.hale@guanxi.example", "is_administrator": "on", "language": "en"}
    sent = {**form, "time_zone": "UTC", "places": [f"d{cast.departments['sales']}"]}
    assert "/accounts/reauthenticate/" in stale.post(page, sent).headers["Location"]
    assert not User.objects.get(username="tom.hale").memberships.exists()
    for address in ("/people/?as=csv", "/tasks/?as=csv"):
        assert "/accounts/reauthenticate/" in client_of("lin.yue").get(address).headers["Location"]
    assert not AuditEvent.objects.filter(kind="exported").exists()
    assert _signed_in("lin.yue").get("/people/?as=csv").status_code == 200
    assert AuditEvent.objects.filter(kind="exported", resource="people", actor=cast.users["lin.yue"]).count() == 1


def test_a_user_is_saved_in_one_action_so_that_one_undo_takes_all_of_it_back(cast: Cast) -> None:
    page = f"/settings/users/{cast.users['lin.yue']}/"
    sent = {
        "name": "Lin Yue", "email": "lin.yue@guanxi.example", "title": "Buyer's friend", "language": "en",
        "time_zone": "UTC", "places": [f"d{cast.departments['service']}"],
    }  # fmt: skip
    before = ChangeGroup.objects.count()
    assert _signed_in("tom.hale").post(page, sent).status_code == 303
    assert ChangeGroup.objects.count() == before + 1
    held = User.objects.get(username="lin.yue")
    assert held.title == "Buyer's friend"
    assert [one.department_id for one in held.memberships.all()] == [cast.departments["service"]]


def test_the_bare_address_of_the_settings_leads_to_those_that_are_ones_own(cast: Cast) -> None:
    assert client_of("tom.hale").get("/settings/").headers["Location"] == "/settings/company/"
    assert client_of("lin.yue").get("/settings/").headers["Location"] == "/settings/me/"


def test_an_empty_list_offers_to_make_the_first_and_a_narrowed_one_to_show_all(cast: Cast) -> None:
    client = client_of("tom.hale")
    empty = client.get("/settings/fields/").content.decode()
    assert "Nothing here yet" in empty
    assert 'href="/settings/fields/new/"' in empty
    assert "Nothing fits" in client.get("/settings/users/?q=nobody").content.decode()


@pytest.mark.parametrize("page", ["users", "departments", "teams", "fields", "tags", "audit"])
def test_each_list_that_offers_a_file_gives_one(cast: Cast, page: str) -> None:
    client = _signed_in("tom.hale")
    offered = re.search(r'href="([^"]*as=csv[^"]*)"', client.get(f"/settings/{page}/").content.decode())
    assert offered is not None
    answer = client.get(offered[1].replace("&amp;", "&"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert b"".join(answer.streaming_content).count(b"\n") >= 1  # type: ignore[attr-defined]
