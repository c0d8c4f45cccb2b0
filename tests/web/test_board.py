"""The portfolio by where customers stand: a table that sorts by it, and a board in which nothing is moved by hand."""

import re

import pytest
from django.test import Client

from guanxi.access.models import Department
from guanxi.customers.actions import create_customer
from guanxi.pipeline import settle
from tests.access.cast import Cast, make_cast
from tests.relationships.test_queries import buy
from tests.relationships.worlds import NOW, do
from tests.web.test_statements import statements
from tests.web.test_today_relations import entered, falling, flat, main

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def lane(page: str, stage: str) -> str:
    found = re.search(rf'<section class="lane[^"]*" id="lane-{stage}".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def names(part: str) -> list[str]:
    return re.findall(r'class="name" href="/customers/\d+/"><b>(.*?)</b>', part)


def board(client: Client, more: str = "") -> str:
    return main(client, f"/customers/?view=board{more}")


def test_five_lanes_with_risk_first_and_then_what_is_bought(cast: Cast) -> None:
    flat(cast, "Calm and big", 50)
    falling(cast, "Falls", 3)
    new = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Never bought"}))
    settle(on=NOW)
    page = board(entered(cast, "lin.yue"))
    assert [re.sub("^lane-", "", key) for key in re.findall(r'id="(lane-\w+)"', page)] == [
        "development", "initial", "stable", "strategic", "interrupted",
    ]  # fmt: skip
    assert names(lane(page, "development")) == ["Never bought"]
    held = {stage: names(lane(page, stage)) for stage in ("initial", "stable")}
    assert "Calm and big" in held["initial"]
    assert "Falls" in held["initial"] + held["stable"]
    if "Falls" in held["initial"]:
        assert held["initial"][0] == "Falls"
    assert "€" in lane(page, "initial")
    assert f'data-id="{new}" data-stage="development" data-signal="" data-flags=""' in page
    assert "draggable" not in page
    assert re.search(r'<article[^>]*data-share="30\.0"', page)


def test_a_lane_shows_thirty_cards_and_how_many_more_there_are(cast: Cast) -> None:
    for number in range(33):
        do(create_customer, actor=cast["lin.yue"], values={"name": f"Customer {number}"})
    page = lane(board(entered(cast, "lin.yue")), "development")
    assert len(names(page)) == 30
    assert "3 more" in page
    more = re.search(r'<a class="link" href="([^"]+)"', page)
    assert more is not None
    assert "stage:is:development" in more[1]


def test_the_board_is_narrowed_like_the_table(cast: Cast) -> None:
    flat(cast, "Flat")
    falling(cast, "Hers", who="sofia.berg")
    settle(on=NOW)
    lin = entered(cast, "lin.yue")
    assert names(board(lin, "&f=owner:is:me")) == ["Flat"]
    assert names(board(lin, "&q=hers")) == ["Hers"]
    assert lin.get("/customers/?view=board&f=nothing:is:1").status_code == 400


def test_another_stage_is_offered_on_the_cards_of_ones_own_customers_alone(cast: Cast) -> None:
    flat(cast, "Flat")
    falling(cast, "Hers", who="sofia.berg")
    settle(on=NOW)
    page = board(entered(cast, "lin.yue"))
    assert "Show another stage: Flat" in page
    assert "Show another stage: Hers" not in page


def test_the_table_sorts_and_filters_by_where_customers_stand(cast: Cast) -> None:
    flat(cast, "Flat", 4)
    falling(cast, "Falls")
    settle(on=NOW)
    lin = entered(cast, "lin.yue")
    page = main(lin, "/customers/?sort=-ours_12")
    assert page.index("Flat") < page.index("Falls")
    for field in ("stage", "share", "change", "months", "ours_12", "signal", "next_step"):
        assert f'data-field="{field}"' in page
    assert re.search(r'data-share="30\.0"', page)
    page = main(lin, "/customers/?f=direction:is:falling")
    assert "Falls" in page
    assert ">Flat<" not in page
    for sort in ("stage", "-share", "signal"):
        assert lin.get(f"/customers/?sort={sort}").status_code == 200


def test_who_reads_no_amounts_has_lanes_without_them(cast: Cast) -> None:
    Department.objects.filter(slug="service").update(level_otherwise=2)
    flat(cast, "Flat")
    settle(on=NOW)
    amara = entered(cast, "amara.diallo")
    for address in ("/customers/", "/customers/?view=board"):
        page = main(amara, address)
        assert "Flat" in page
        assert "€" not in page
    assert amara.get("/customers/?sort=ours_12").status_code == 400


def test_table_and_board_cost_the_same_few_statements_for_few_and_for_many(cast: Cast) -> None:
    lin = cast["lin.yue"]

    def fill(number: int) -> None:
        for step in range(number):
            falling(cast, f"Falls {step}")
            do(create_customer, actor=lin, values={"name": f"New {step}"})
            buy(int(do(create_customer, actor=lin, values={"name": f"Unknown {step}"})), {0: "500"})
        settle(on=NOW)

    fill(1)
    browser = entered(cast, "lin.yue")
    addresses = ("/customers/", "/customers/?view=board")
    few = [len(statements(browser, address)) for address in addresses]
    fill(11)
    many = [len(statements(browser, address)) for address in addresses]
    assert few == many
    assert max(many) <= 12
