"""The permission matrix: every cell equals the tables that `docs/access.md` prints, at the decision and on the pages.

A cell is an actor, a customer in some relation to him, a resource, and a use: to find a record, to read one of its
fields, to filter or sort by a field, to do something.
"""

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from guanxi.access.actors import load_actor, system_actor
from guanxi.access.levels import Level
from guanxi.access.models import User
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.access.writing import Action, authorise
from guanxi.activities.actions import delete_activity, edit_activity, log_activity
from guanxi.activities.task_actions import create_task
from guanxi.customers.actions import assign_owner, edit_customer, set_parent, set_team
from guanxi.customers.binning import bin_customer
from guanxi.customers.details import add_address, add_name
from guanxi.customers.people_actions import create_person, edit_person
from guanxi.customers.resources import CUSTOMERS
from guanxi.customers.sharing import ask_for_access, end_share, restrict_customer, share_customer
from guanxi.errors import Denied, NotFound, UnknownField
from guanxi.exchange.exports import cell_text
from tests.access.matrix import PROTECTED, RELATIONS, MatrixWorld, make_world

pytestmark = pytest.mark.django_db

ALL = os.environ.get("GUANXI_TEST_MATRIX") == "all"
PASSWORD = "one of us in every test"
OURS = ("access", "customers", "activities", "records", "exchange", "ledger", "relationships", "plans")
# From which level on each action is open, as the page says; None: also that personal fields are readable.
CUSTOMER_ACTIONS: tuple[tuple[Action, Level, dict[str, Any]], ...] = (
    (log_activity, Level.INDIRECT, {"values": {}}),
    (ask_for_access, Level.INDIRECT, {"reason": "x"}),
    (edit_customer, Level.EDIT, {"values": {}}),
    (add_name, Level.EDIT, {"values": {}}),
    (add_address, Level.EDIT, {"values": {}}),
    (set_parent, Level.EDIT, {"parent": None}),
    (create_task, Level.EDIT, {"values": {}}),
    (create_person, Level.EDIT, {"values": {}}),
    (assign_owner, Level.FULL, {"owner": None}),
    (set_team, Level.FULL, {"team": None}),
    (share_customer, Level.FULL, {"principal": 1, "principal_kind": "user", "level": 2, "reason": "x"}),
    (end_share, Level.FULL, {"principal": 1}),
    (restrict_customer, Level.FULL, {"named": []}),
    (bin_customer, Level.FULL, {}),
)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[MatrixWorld]:
    """Built once for the module, in a transaction that is rolled back at its end."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def _actors(world: MatrixWorld) -> dict[str, int]:
    return {name: key for name, key in world.actors.items() if key in world.active}


def _no_personal(world: MatrixWorld, user: int, level: Level) -> bool:
    from guanxi.access.levels import FieldClass

    needed = world.reads(user, FieldClass.PERSONAL)
    return needed is None or level < needed


def test_every_level_equals_the_printed_tables(world: MatrixWorld) -> None:
    for name, user in _actors(world).items():
        actor = load_actor(user)
        for customer in world.given:
            assert level_on(actor, customer) == world.level(user, customer), (name, world.given[customer])


def test_every_row_and_field_is_there_for_whom_the_page_says_and_for_nobody_else(world: MatrixWorld) -> None:
    cells = 0
    for name, user in _actors(world).items():
        actor = load_actor(user)
        for resource in PROTECTED.values():
            query = view(actor, resource)
            rows = {row.key: row for row in query.each()}
            expected = {key for key in world.customer_of[resource.name] if world.sees(user, resource, key)}
            assert set(rows) == expected, (name, resource.name)
            readable = {f.name for f in resource.fields if world.reads_field(user, resource, f)}
            assert {f.name for f in query.resource.fields} == readable, (name, resource.name)
            for key in expected:
                assert set(rows[key].values) == readable
            every = list(world.customer_of[resource.name])
            cells += len(every) * (1 + len(resource.fields))
            for key in every if ALL else every[:: 1 + len(every) // 12]:  # and asked for one by one
                assert query.among([key]).exists() == (key in expected), (name, resource.name)
    assert cells >= 60_000


def test_a_field_that_somebody_may_not_read_answers_like_one_that_does_not_exist(world: MatrixWorld) -> None:
    for name, user in _actors(world).items():
        actor = load_actor(user)
        for resource in PROTECTED.values():
            query = view(actor, resource)
            for f in resource.fields:
                may = world.reads_field(user, resource, f)
                for use in (lambda q, n: q.filter(n, "empty"), lambda q, n: q.order(n), lambda q, n: q.only(n)):
                    told = _told(use, query, f.name)
                    if not may:
                        assert told == _told(use, query, "nothing").replace("nothing", f.name), (name, f.name)


def _told(use: Callable[[Any, str], Any], query: Any, name: str) -> str:
    try:
        use(query, name)
    except UnknownField as refused:
        return refused.message
    return ""


@pytest.mark.parametrize("action_at", range(len(CUSTOMER_ACTIONS)))
def test_every_action_is_open_from_its_level_on(world: MatrixWorld, action_at: int) -> None:
    action, needed, inputs = CUSTOMER_ACTIONS[action_at]
    for name, user in _actors(world).items():
        actor = load_actor(user)
        for customer in world.given:
            level = world.level(user, customer)
            may = level >= needed and not (action is create_person and _no_personal(world, user, level))
            assert _allowed(actor, action, customer=customer, **inputs) == may, (name, action.name, level)


def test_records_are_edited_from_level_3_on_or_by_their_author(world: MatrixWorld) -> None:
    for name, user in _actors(world).items():
        actor = load_actor(user)
        for action, resource, key in (
            (edit_activity, "activities", "activity"), (delete_activity, "activities", "activity"),
            (edit_person, "people", "person"),
        ):  # fmt: skip
            for record, customer in world.customer_of[resource].items():
                may = world.sees(user, PROTECTED[resource], record) and world.level(user, customer) >= Level.EDIT
                assert _allowed(actor, action, **{key: record}, values={}) == may, (name, action.name)


def _allowed(actor: Any, action: Action, **inputs: Any) -> bool:
    try:
        authorise(actor, action, inputs)
    except (Denied, NotFound):
        return False
    return True


# ---- the same through pages, search and files ----


def _client(user: int) -> Client:
    """Signed in a moment ago by password, as files with personal data ask for."""
    client = Client()
    found = User.objects.get(pk=user)
    found.set_password(PASSWORD)
    found.save(update_fields=["password"])
    client.post("/accounts/login/", {"login": found.username, "password": PASSWORD})
    return client


def _some(world: MatrixWorld, user: int, name: str) -> list[int]:
    """All customers for the proof; else those that were made for this actor, and a few of others."""
    every = list(world.given)
    if ALL:
        return every
    at = list(world.actors).index(name) * len(RELATIONS)
    return every[at : at + len(RELATIONS)] + every[:: len(every) // 4]


LISTS: dict[str, str] = {
    "customers": "/customers/", "summaries": "/summaries/", "people": "/people/", "tasks": "/tasks/",
}  # fmt: skip
PAGES: dict[str, str] = {
    "customers": "/customers/{}/", "summaries": "/summaries/{}/", "people": "/people/{}/",
    "activities": "/activities/{}/", "tasks": "/tasks/{}/",
}  # fmt: skip


def test_pages_search_and_files_show_what_the_page_of_rights_says(world: MatrixWorld, settings: Any) -> None:
    """Files hold all rows with all fields; pages and searches are asked for each record."""
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    cells = 0
    for name, user in _actors(world).items():
        client = _client(user)
        for resource_name, address in LISTS.items():
            cells += _check_file(world, client, user, PROTECTED[resource_name], address, name)
        for resource_name, pattern in PAGES.items():
            resource = PROTECTED[resource_name]
            chosen = _some(world, user, name)
            for record in (r for r, customer in world.customer_of[resource_name].items() if customer in chosen):
                answer = client.get(pattern.format(record))
                assert (answer.status_code == 200) == world.sees(user, resource, record), (name, resource_name)
                cells += 1
        cells += _check_search(world, client, user, name)
    assert cells >= 12_000, cells


def _check_file(world: MatrixWorld, client: Client, user: int, resource: Resource, address: str, name: str) -> int:
    answer = client.get(f"{address}?as=csv")
    if answer.status_code == 303 or "reauthenticate" in answer.headers.get("Location", ""):
        assert not any(world.sees(user, resource, key) for key in world.customer_of[resource.name]), name
        return len(world.customer_of[resource.name])
    assert answer.status_code == 200, (name, address, answer.status_code)
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))  # type: ignore[attr-defined]
    readable = [f for f in resource.fields if world.reads_field(user, resource, f)]
    assert lines[0] == [str(f.label) for f in readable], (name, address)
    # Every cell: what stands in the database, read by nobody's rights.
    stored = view(system_actor("tests"), resource).among(list(world.customer_of[resource.name])).all(10_000)
    seen = [row for row in stored if world.sees(user, resource, row.key)]
    assert sorted(lines[1:]) == sorted([cell_text(f, row[f.name]) for f in readable] for row in seen), (name, address)
    for f in resource.fields:
        asked = client.get(f"{address}?f={f.name}:empty:yes")
        may = world.reads_field(user, resource, f) and "empty" in f.operators
        assert asked.status_code in ((200, 303) if may else (400, 303)), (name, address, f.name)
    return len(world.customer_of[resource.name]) * len(resource.fields)


def _check_search(world: MatrixWorld, client: Client, user: int, name: str) -> int:
    cells = 0
    chosen = _some(world, user, name)
    for number, customer in enumerate(world.given, start=1):
        if customer not in chosen:
            continue
        for what in ("name", "person"):
            resource = PROTECTED["summaries" if what == "name" else "people"]
            record = customer if what == "name" else _person_of(world, customer)
            text = client.get(f"/search/?q=zq{what}{number}qz").content.decode()
            found = f'data-id="{record}"' in text
            assert found == world.sees(user, resource, record), (name, what)
            cells += 1
    return cells


def _person_of(world: MatrixWorld, customer: int) -> int:
    return next(person for person, of in world.customer_of["people"].items() if of == customer)


# ---- denied writes ----


def _digest() -> str:
    """All tables but sessions; the trail grows only by what was done."""
    rows = []
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            rows.append([model._meta.label, sorted(map(repr, model._default_manager.values_list()))])
    return json.dumps(rows)


def test_a_denied_write_leaves_every_table_as_it_was_and_tells_nothing(world: MatrixWorld, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    for name, user in _actors(world).items():
        client = _client(user)
        for customer in _some(world, user, name)[:8]:
            if world.level(user, customer) >= Level.EDIT:
                continue
            before = _digest()
            for address, data in (
                (f"/customers/{customer}/edit/", {"name": "taken", "version": "1"}),
                (f"/customers/{customer}/field/city/", {"city": "taken", "version": "1"}),
                ("/customers/bulk/", {"do": "owner", "row": str(customer), "sent": "1", "owner": str(user)}),
                (
                    f"/tasks/new/?customer={customer}",
                    {"title": "taken", "customer": str(customer), "due": "2026-12-01"},
                ),
                (f"/people/new/?customer={customer}", {"name": "taken", "customer": str(customer)}),
            ):
                answer = client.post(address, data)
                assert answer.status_code in (303, 403, 404, 422), (name, address, answer.status_code)
                if world.level(user, customer) == Level.NONE and "bulk" not in address:
                    nobodys = client.post(address.replace(str(customer), "1"), {**data, "customer": "1"})
                    assert nobodys.status_code == answer.status_code, (name, address)
            assert _digest() == before, name


def test_who_administrates_or_audits_has_the_customers_that_were_shared_with_him_alone(world: MatrixWorld) -> None:
    for name in ("administrator", "auditor"):
        user = world.actors[name]
        seen = {row.key for row in view(load_actor(user), CUSTOMERS).only().each()}
        assert seen == {key for key, given in world.given.items() if given.share == user}
    with pytest.raises(Denied):
        load_actor(world.actors["disabled"])
