"""A total in twenty seconds: a few keys besides the figure and the name; and asked for where it is in doubt."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from guanxi.access.models import User
from guanxi.access.reading import view
from guanxi.activities.models import Activity
from guanxi.customers.actions import create_customer
from guanxi.ledger.actions import record_purchases
from guanxi.ledger.category_actions import create_category
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.resources import TOTALS
from guanxi.months import first_day
from guanxi.pipeline import settle
from tests.access.cast import Cast, make_cast
from tests.relationships.worlds import do
from tests.web.browser import Visit
from tests.web.test_today_relations import entered

pytestmark = pytest.mark.django_db(transaction=True)
MOST_KEYS = 12


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def bought(cast: Cast) -> int:
    """Bought for a year; nobody knows of how much."""
    now = timezone.now()
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Hailu"}))
    last = last_whole_month(today_here(now))
    lines = [{"date": first_day(last - back).isoformat(), "amount": "100"} for back in range(12)]
    do(record_purchases, customer=customer, lines=lines, on=now)
    settle(on=now)
    return customer


def totals(cast: Cast, customer: int) -> list[Any]:
    return view(cast["lin.yue"], TOTALS).of_customer(customer).all()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("figure", "low", "high"), [("2400", 240_000, 240_000), ("40 %", 4000, 4000), ("between 40 and 60 %", 4000, 6000)]
)
def test_a_total_takes_at_most_twelve_keys_besides_the_figure_and_the_name(
    visit: Visit, cast: Cast, bought: int, figure: str, low: int, high: int
) -> None:
    do(create_category, values={"name": "Seals"})
    seen = visit(f"/customers/{bought}/", user=User.objects.get(username="lin.yue"))
    page, pressed = seen.page, 0

    def press(key: str) -> None:
        nonlocal pressed
        page.keyboard.press(key)
        pressed += 1

    press("o")
    expect(page.get_by_role("dialog").get_by_label("Total, our share, or a range")).to_be_focused()
    assert seen.faults() == {}
    page.keyboard.type(figure)
    press("Tab")
    page.keyboard.type("Mr Brandt")
    press("Enter")
    expect(page.get_by_text("Recorded.")).to_be_visible()
    assert pressed <= MOST_KEYS
    (total,) = totals(cast, bought)
    assert (total["low"], total["high"], total["said_by"], total["source_class"]) == (low, high, "Mr Brandt", "B")
    # Stage and share are right on the page that comes next.
    expect(page.locator("[data-stage][data-share]").first).to_be_visible()


@pytest.mark.browser
def test_the_category_is_chosen_within_the_same_keys(visit: Visit, cast: Cast, bought: int) -> None:
    seals = do(create_category, values={"name": "Seals"})
    seen = visit(f"/customers/{bought}/", user=User.objects.get(username="lin.yue"))
    page = seen.page
    page.keyboard.press("o")
    expect(page.get_by_role("dialog").get_by_label("Total, our share, or a range")).to_be_focused()
    for key in ("Shift+Tab", "S", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("2400")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Recorded.")).to_be_visible()
    (total,) = totals(cast, bought)
    assert total["category"].key == seals


def test_a_figure_that_cannot_be_read_is_said_beside_the_field(cast: Cast, bought: int) -> None:
    lin = entered(cast, "lin.yue")
    for figure in ("", "a lot", "140 %", "0 %", "9" * 40):
        answer = lin.post(f"/customers/{bought}/totals/new/", {"figure": figure, "said_by": "x"})
        assert answer.status_code == 422, figure
    assert totals(cast, bought) == []


def test_the_log_form_asks_for_a_total_in_doubt_once_a_month_and_an_empty_field_passes_it_over(
    cast: Cast, bought: int
) -> None:
    lin = entered(cast, "lin.yue")
    address = f"/activities/new/?customer={bought}"
    assert 'name="figure"' in lin.get(address).content.decode()
    assert lin.post(address, {"line": "Called Mara", "figure": "", "said_by": ""}).status_code == 303
    assert 'name="figure"' not in lin.get(address).content.decode()
    # Nobody else is asked either.
    assert 'name="figure"' not in entered(cast, "chen.wei").get(address).content.decode()
    assert totals(cast, bought) == []


def test_the_log_form_takes_the_total_along_or_neither(cast: Cast, bought: int) -> None:
    lin = entered(cast, "lin.yue")
    address = f"/activities/new/?customer={bought}"
    assert lin.post(address, {"line": "Called Mara", "figure": "a lot", "said_by": ""}).status_code == 422
    assert Activity.objects.count() == 0
    assert lin.post(address, {"line": "Called Mara", "figure": "2,400", "said_by": "Mara"}).status_code == 303
    assert Activity.objects.count() == 1
    assert [total["said_by"] for total in totals(cast, bought)] == ["Mara"]


def test_the_log_form_asks_nothing_where_the_total_is_known_or_may_not_be_entered(cast: Cast, bought: int) -> None:
    address = f"/activities/new/?customer={bought}"
    assert 'name="figure"' not in entered(cast, "marta.nowak").get(address).content.decode()
    lin = entered(cast, "lin.yue")
    assert lin.post(f"/customers/{bought}/totals/new/", {"figure": "2,400", "said_by": ""}).status_code == 303
    assert 'name="figure"' not in lin.get(address).content.decode()
