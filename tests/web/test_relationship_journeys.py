"""A relationship that slips, from the signal to the repair, through the pages of those who work on it, in a browser."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from guanxi.access.models import User
from guanxi.access.reading import view
from guanxi.activities.resources import TASKS
from guanxi.customers.actions import create_customer
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.months import first_day, last_day
from guanxi.pipeline import settle
from guanxi.relationships.assessments import month_end
from guanxi.relationships.queries import months
from tests.access.cast import Cast, make_cast
from tests.relationships.worlds import do
from tests.web.browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


def bought(customer: int, amounts: dict[int, str], last: int, on: datetime) -> None:
    lines = [{"date": first_day(last - back).isoformat(), "amount": amount} for back, amount in amounts.items()]
    do(record_purchases, customer=customer, lines=lines, on=on)


def test_from_the_signal_to_the_repair(visit: Visit, cast: Cast) -> None:
    now = timezone.now()
    last = last_whole_month(today_here(now))
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Hailu"}))
    # 60 of 100 a month, of the last two months about a quarter.
    bought(customer, {back: "60" if back > 1 else ("25", "28")[back] for back in range(24)}, last, now)
    period = {"period_start": first_day(last - 23).isoformat(), "period_end": last_day(last).isoformat()}
    do(record_total, customer=customer, values=period, figure="2,400", on=now)
    settle(on=now)
    (account,) = months(cast["lin.yue"], customer, on=now)
    assert (account.last.stage, account.last.signal) == ("stable", "regressing")

    # The signal, with its reason.
    seen = visit("/", user=User.objects.get(username="lin.yue"))
    page = seen.page
    row = page.locator(f'.sig-row[data-id="{customer}"]')
    expect(row).to_have_attribute("data-signal", "regressing")
    row.get_by_role("link", name="Why this?").click()
    expect(page.locator("[data-why]").first).to_contain_text("EUR")
    page.go_back()

    # The repair, with two departments.
    row.get_by_role("link", name="Start the repair").click()
    page.get_by_label("Cause", exact=False).first.select_option("neglect")
    page.get_by_label("Service").check()
    page.get_by_label("Sales").check()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("The repair has begun.")).to_be_visible()
    page.get_by_role("link", name="Plays of this customer").click()
    for play in ("P31", "P28"):
        page.locator("#p-play").select_option(play)
        page.locator("#p-other ~ form button, section:has(#p-other) form button").click()
        expect(page.get_by_text("The play has begun; its steps are tasks now.").first).to_be_visible()
    places = {task["department"].key for task in view(cast["chen.wei"], TASKS).of_customer(customer).all()}
    assert len(places) >= 2

    # The visit, and a total with its source.
    page.goto(f"{page.url.partition('/customers/')[0]}/customers/{customer}/")
    page.keyboard.press("l")
    expect(page.get_by_role("dialog").get_by_label("What happened with Hailu?")).to_be_focused()
    page.keyboard.type("Visited the plant")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Logged.")).to_be_visible()
    page.keyboard.press("o")
    expect(page.get_by_role("dialog").get_by_label("Total, our share, or a range")).to_be_focused()
    page.keyboard.type("1200")
    page.keyboard.press("Tab")
    page.keyboard.type("Mr Brandt")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Recorded.")).to_be_visible()

    # They buy again, and the next month-end says so.
    later = now + timedelta(days=31)
    following = last_whole_month(today_here(later))
    bought(customer, {0: "100"}, following, later)
    settle(on=later)
    month_end(on=later, until=following)
    told = [month.signal for month in months(cast["lin.yue"], customer, on=later)[0].months[-2:]]
    assert told == ["regressing", "repaired"]
    assert seen.violations() == []
