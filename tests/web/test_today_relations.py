"""Whom to call, and why: the rows of Today, what is done with one, and that they cost the same few statements."""

import re
from typing import Any

import pytest
from django.test import Client

from guanxi.access.models import User
from guanxi.access.reading import view
from guanxi.activities.actions import log_activity
from guanxi.activities.resources import TASKS
from guanxi.customers.actions import create_customer
from guanxi.customers.sharing import share_customer
from guanxi.ledger.category_actions import create_category
from guanxi.months import first_day
from guanxi.pipeline import settle
from guanxi.relationships.dialogue_actions import record_conflict
from guanxi.relationships.rules import set_rules
from tests.access.cast import Cast, make_cast
from tests.relationships.test_queries import buy, say
from tests.relationships.worlds import LAST, NOW, do
from tests.web.test_statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def entered(cast: Cast, who: str) -> Client:
    client = Client()
    user = User.objects.get(pk=cast.users[who])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/blank/")
    return client


def falling(cast: Cast, name: str, scale: int = 1, who: str = "lin.yue") -> int:
    """60 of 100 a month, and 30 since half a year."""
    customer = int(do(create_customer, actor=cast[who], values={"name": name}))
    buy(customer, {back: str(scale * (60 if back > 3 else 20)) for back in range(30)})
    say(customer, f"{scale * 3000}", first=29)
    return customer


def flat(cast: Cast, name: str, scale: int = 1) -> int:
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": name}))
    buy(customer, {back: str(scale * 30) for back in range(30)})
    say(customer, f"{scale * 3000}", first=29)
    return customer


def main(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def rows(page: str) -> list[dict[str, str]]:
    return [
        {"name": name, "signal": signal}
        for signal, name in re.findall(
            r'<article class="sig-row".*?data-signal="(\w+)".*?class="name" href="[^"]+"><b>(.*?)</b>', page, re.DOTALL
        )
    ]


def test_what_falls_comes_before_what_stands_still_and_the_bigger_one_first(cast: Cast) -> None:
    falling(cast, "Small fall")
    falling(cast, "Big fall", 9)
    flat(cast, "Flat")
    falling(cast, "Hers", who="sofia.berg")
    settle(on=NOW)
    page = main(entered(cast, "lin.yue"))
    assert [row["name"] for row in rows(page)] == ["Big fall", "Small fall", "Flat"]
    assert "3 relationships need you today" in page
    assert page.index("Needs repair") < page.index("Losing momentum")
    assert len(re.findall(r"btn btn-small btn-primary", page)) == 1
    assert "Start the repair" in page
    assert "Choose a play" in page
    everybody = main(entered(cast, "lin.yue"), "/?of=all")
    assert "Hers" in {row["name"] for row in rows(everybody)}
    assert {row["name"] for row in rows(main(entered(cast, "wang.fang")))} >= {"Hers", "Flat"}


def test_a_customer_is_one_row_whatever_the_number_of_its_categories(cast: Cast) -> None:
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Twice"}))
    for name in ("Seals", "Bolts"):
        category = int(do(create_category, values={"name": name}))
        buy(customer, {back: "30" if back > 3 else "8" for back in range(30)}, category=category)
        say(customer, "1,500", first=29, category=category)
    settle(on=NOW)
    page = main(entered(cast, "lin.yue"))
    assert [row["name"] for row in rows(page)] == ["Twice"]
    assert len(re.findall(r"data-why", page)) == 1


def test_a_contact_is_overdue_after_the_months_that_are_set(cast: Cast) -> None:
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Cold"}))
    say(customer, "1,200")
    at = f"{first_day(LAST - 8).isoformat()} 10:00"
    values = {"subject": "They called", "kind": "call", "direction": "in", "at": at}
    do(log_activity, actor=cast["lin.yue"], customer=customer, values=values)
    do(set_rules, parameters={"Q": 5})
    settle(on=NOW)
    lin = entered(cast, "lin.yue")
    for page in (main(lin), main(lin, f"/customers/{customer}/")):
        assert "Nobody of ours and theirs has spoken for 5 months" in page


def test_seven_rows_a_group_and_then_how_many_more(cast: Cast) -> None:
    for number in range(9):
        flat(cast, f"Flat {number}", number + 1)
    settle(on=NOW)
    lin = entered(cast, "lin.yue")
    page = main(lin)
    assert len(rows(page)) == 7
    assert "2 more" in page
    assert len(rows(main(lin, "/?show=momentum"))) == 9


def test_nothing_known_makes_no_row_and_an_unknown_share_alone_neither(cast: Cast) -> None:
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Unknown"}))
    buy(customer, {0: "500", 1: "500"})
    settle(on=NOW)
    page = main(entered(cast, "lin.yue"))
    assert rows(page) == []
    assert "Totals to ask" in page
    assert f"/customers/{customer}/totals/new/" in page
    assert "My book" in page
    assert "Totals to ask" not in main(entered(cast, "sofia.berg"))


def test_a_falling_row_is_put_off_with_a_reason_and_comes_back_as_a_task(cast: Cast) -> None:
    customer = falling(cast, "Falls")
    settle(on=NOW)
    lin = entered(cast, "lin.yue")
    link = re.search(rf"/customers/{customer}/put-off/[^\"]*", main(lin))
    assert link is not None
    assert lin.post(link[0], {"until": "2027-01-10", "reason": ""}).status_code == 422
    assert lin.post(link[0], {"until": "2027-01-10", "reason": "They are on holiday"}).status_code == 303
    assert rows(main(lin)) == []
    assert "Falls" in {task["customer"].label for task in view(cast["lin.yue"], TASKS).all() if task["customer"]}
    assert lin.get(link[0]).status_code == 404
    marta = entered(cast, "marta.nowak")
    assert marta.get(link[0]).status_code == 404


def test_who_may_read_no_amount_finds_none(cast: Cast) -> None:
    customer = falling(cast, "Falls")
    settle(on=NOW)
    do(share_customer, actor=cast["lin.yue"], customer=customer, principal=cast.departments["service"],
       principal_kind="department", level=2, reason="asks")  # fmt: skip
    page = main(entered(cast, "amara.diallo"))
    assert [row["name"] for row in rows(page)] == ["Falls"]
    assert "€" not in page


def test_today_costs_the_same_few_statements_for_one_row_and_for_many(cast: Cast) -> None:
    lin = cast["lin.yue"]

    def fill(number: int) -> None:
        for step in range(number):
            customer = falling(cast, f"Falls {step}", step + 1)
            do(record_conflict, actor=lin, customer=customer, values={"title": "Who pays?", "kind": "payment"})
            unknown = int(do(create_customer, actor=lin, values={"name": f"Unknown {step}"}))
            buy(unknown, {0: "500"})
        settle(on=NOW)

    fill(1)
    browser = entered(cast, "lin.yue")
    first = len(statements(browser, "/"))
    fill(12)
    counted: list[Any] = statements(browser, "/")
    assert len(counted) == first
    assert first <= 20, counted


def test_who_only_reads_is_led_to_the_customer_and_offered_nothing_that_is_refused(cast: Cast) -> None:
    falling(cast, "Falls")
    settle(on=NOW)
    for client, address in ((entered(cast, "wang.fang"), "/"), (entered(cast, "sofia.berg"), "/?of=all")):
        page = main(client, address)
        assert [row["name"] for row in rows(page)] == ["Falls"]
        assert "Start the repair" not in page
        assert "put-off" not in page
        assert "Open the customer" in page
