"""How many SQL statements a page costs: few, and as many for a long list as for a short one."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.access.actors import Actor
from guanxi.access.models import Department, User
from guanxi.access.writing import run
from guanxi.activities.actions import log_activity
from guanxi.activities.task_actions import create_task
from guanxi.customers.actions import create_customer
from guanxi.customers.buying_centre import set_manager, set_tie
from guanxi.customers.details import add_address, add_identifier, add_name
from guanxi.customers.people_actions import create_person
from guanxi.customers.resources import CUSTOMERS
from guanxi.records.tags import create_tag, tag_records
from tests.access.cast import NOW, Cast, make_cast

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ")
FEW, MANY = 2, 60  # many: more than a page holds
LIST, CUSTOMER = 12, 32

LISTS = (
    "/customers/", "/customers/?sort=-last_touched", "/customers/?f=owner:is:me&f=country:is:DE", "/customers/?q=kiel",
    "/people/", "/people/?sort=-created_at", "/people/?q=vogel", "/tasks/", "/notifications/",
)  # fmt: skip
SUMMARY_LISTS = ("/summaries/", "/summaries/?sort=-last_touched", "/summaries/?q=kiel")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def do(actor: Actor, action: Any, **inputs: Any) -> Any:
    return run(actor, action, on=NOW, channel="test", **inputs)


def client(username: str) -> Client:
    found = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    found.force_login(User.objects.get(username=username), backend=backend)
    found.get("/blank/")  # what is read once a process, such as the company, is read
    return found


def statements(browser: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return [sql for query in queries if not (sql := query["sql"]).upper().startswith(CONTROL)]


def costs(browser: Client, addresses: tuple[str, ...]) -> Mapping[str, int]:
    return {address: len(statements(browser, address)) for address in addresses}


def customer(cast: Cast, name: str) -> int:
    lin = cast["lin.yue"]
    key = do(lin, create_customer, values={"name": name, "country": "DE", "city": "Kiel", "notes": "Met at the fair"})
    tag = do(lin, create_tag, name="Reference")
    do(lin, tag_records, resource=CUSTOMERS, records=[key], add=[tag])
    return int(key)


def fill(cast: Cast, at: int, number: int) -> None:
    """Of everything that hangs on a customer so many."""
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    boss = None
    for step in range(number):
        person = do(
            lin, create_person, customer=at, values={"name": f"Vogel {step}"}, place={"is_decider": step == 0},
            channels=[{"kind": "mail", "value": f"vogel{step}@kiel.example"}],
        )  # fmt: skip
        do(lin, set_tie, person=person, user=lin.user_id, strength=2)
        if boss:
            do(lin, set_manager, customer=at, person=person, manager=boss)
        boss = boss or person
        do(lin, log_activity, customer=at, values={"subject": "Call", "people": [person]}, mentions=[amara.user_id])
        do(amara, log_activity, customer=at, values={"subject": "Repair"}, mentions=[lin.user_id])
        do(lin, create_task, customer=at, values={"title": "Offer", "due": "2026-11-20"})
    for step in range(min(number, 12)):
        do(lin, add_name, customer=at, values={"name": f"Kieler Werke {step}"})
        do(lin, add_address, customer=at, values={"city": "Kiel"})
        do(lin, add_identifier, customer=at, values={"scheme": "other", "value": f"HRB {step}"})


def test_a_list_costs_the_same_few_statements_whatever_the_rows(cast: Cast) -> None:
    lin, amara = client("lin.yue"), client("amara.diallo")
    for number in range(FEW):
        fill(cast, customer(cast, f"Kiel {number}"), FEW)
    few = {**costs(lin, LISTS), **costs(amara, SUMMARY_LISTS)}
    for number in range(MANY):
        fill(cast, customer(cast, f"Kieler Hafen {number}"), 1)
    many = {**costs(lin, LISTS), **costs(amara, SUMMARY_LISTS)}
    # Only a list with a next page is counted.
    assert many == few
    assert max(many.values()) <= LIST, many


def test_a_list_costs_as_much_for_who_has_only_his_own_customers(cast: Cast) -> None:
    Department.objects.filter(slug="sales").update(level_otherwise=1)
    lin = client("lin.yue")
    for number in range(FEW):
        fill(cast, customer(cast, f"Kiel {number}"), FEW)
    assert max(costs(lin, LISTS).values()) <= LIST


def test_the_page_of_a_customer_costs_the_same_few_statements_whatever_hangs_on_it(cast: Cast) -> None:
    small, large = customer(cast, "Kiel"), customer(cast, "Kieler Hafen")
    fill(cast, small, FEW)
    fill(cast, large, MANY)
    lin = client("lin.yue")
    first, again = (
        [len(statements(lin, f"/customers/{key}/")) for key in (small, large)] for _time in ("first", "again")
    )
    assert first[0] == first[1]
    assert again[0] == again[1]
    assert max(first + again) <= CUSTOMER
