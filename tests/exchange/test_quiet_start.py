"""A company begins: three years of purchases are brought in, everything is shown, and nothing is asked of anybody."""

import csv
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from guanxi.access.models import User
from guanxi.activities.models import Notification, Task
from guanxi.exchange.ledger_imports import bring_file
from guanxi.ledger.columns import ReadOptions
from guanxi.months import first_day, month_number
from guanxi.plans.models import Episode, Play
from guanxi.plans.proposing import MOST_A_WEEK
from guanxi.records.jobs import start_rounds
from guanxi.records.worker import Worker, load_jobs
from guanxi.relationships.models import Assessment
from guanxi.relationships.rules import set_rules
from tests.access.cast import Cast
from tests.relationships.worlds import do

pytestmark = pytest.mark.django_db

# In `make prove` five hundred.
CUSTOMERS = int(os.environ.get("GUANXI_QUIET_CUSTOMERS", "24"))
YEARS = 3
OWNERS = ("lin.yue", "sofia.berg")


def bought(kind: int, back: int) -> bool:
    """Whether a customer of this kind bought so many months before the last whole one (-1 is the present month)."""
    return (
        back >= 0,  # every month
        back % 3 == 0,  # once a quarter
        back >= 2,  # late
        back >= 9,  # broken off
        back >= 20,  # gone long ago
        back == 0 or back >= 10,  # came back last month
        back == 0,  # new last month
        back >= 15 or back == -1,  # came back this month
    )[kind]


def ledger(path: Path, now: datetime, numbers: range) -> Path:
    last = month_number(now.date()) - 1
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("customer", "date", "amount", "category"))
        for number in numbers:
            for back in range(12 * YEARS - 1, -2, -1):
                if bought(number % 8, back):
                    # Whose number is even falls by half in the last year.
                    amount = (100 + number) * (1 if number % 2 or back >= 12 else 0.5)
                    category = ("Seals", "Bolts", "")[number // 8 % 3]
                    writer.writerow((f"Firm {number:04}", first_day(last - back), f"{amount:.2f}", category))
    return path


@pytest.fixture
def begun(cast: Cast, tmp_path: Path) -> Iterator[datetime]:
    """The moment at which all is brought in and the company has begun, this month."""
    now = timezone.now()
    mail.outbox.clear()
    do(set_rules, on=now, first_month=now.date().replace(day=1))
    for place, who in enumerate(OWNERS):
        numbers = range(place, CUSTOMERS, len(OWNERS))
        done = bring_file(
            cast[who], "purchases", ledger(tmp_path / f"{who}.csv", now, numbers), ReadOptions(today=now.date()),
            on=now, channel="test", create_customers=True,
        )  # fmt: skip
        assert (done.customers, done.rejected) == (len(numbers), 0)
    return now


def work_off(at: datetime) -> None:
    """All that comes round by itself."""
    load_jobs()
    start_rounds(at)
    assert Worker(name="quiet", clock=lambda: at).work_off() > 0


def asked() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Task, Episode, Play, Notification)} | {
        "mail": len(mail.outbox)
    }


def entered(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(
        User.objects.get(pk=cast.users[who]), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def main(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode().partition("<main")[2]


def test_three_years_of_purchases_ask_nothing_of_anybody(begun: datetime) -> None:
    for at in (begun, begun + timedelta(minutes=30), begun + timedelta(days=1)):
        if at.month == begun.month:
            work_off(at)
    assert Assessment.objects.filter(place=0).count() == CUSTOMERS
    assert asked() == {"Task": 0, "Episode": 0, "Play": 0, "Notification": 0, "mail": 0}


def test_once_the_first_month_is_over_few_plays_a_week_open_for_each_by_what_is_at_stake(
    cast: Cast, begun: datetime
) -> None:
    begins = (begun.replace(day=1) + timedelta(days=32)).replace(day=2, hour=8)
    monday = begins + timedelta(days=-begins.weekday() % 7)
    for day in range(3):
        work_off(monday + timedelta(days=day))
    plays = list(Play.objects.all())
    by_whom = Counter(play.proposed_to_id for play in plays)
    assert by_whom == dict.fromkeys((cast.users[who] for who in OWNERS), MOST_A_WEEK)
    assert {episode.month for episode in Episode.objects.all()} <= {month_number(begun.date())}
    assert {play.month for play in plays} == {month_number(begun.date())}
    work_off(monday + timedelta(days=7))
    assert max(Counter(Play.objects.values_list("proposed_to", flat=True)).values()) == 2 * MOST_A_WEEK
    stakes = dict(Assessment.objects.filter(place=0).values_list("customer", "ours_12"))
    assert min(stakes[play.customer_id] for play in plays) > sorted(stakes.values())[len(stakes) // 3]
    assert mail.outbox == []


PAGES = (
    ("/", "Totals to ask"),
    ("/customers/", "Firm 0001"),
    ("/customers/?view=board", "Firm 0"),
    ("/customers/{customer}/", "Firm 0001"),
    ("/customers/{customer}/why/", "total"),
    ("/customers/{customer}/evidence/", "total"),
    ("/customers/{customer}/climate/", "Nothing is known yet"),
    ("/customers/{customer}/plan/", "No account plan yet"),
    ("/management/", "Migration matrix"),
    ("/whitespace/", "share is unknown"),
    ("/repairs/", "epair"),
    ("/conflicts/", "onflict"),
    ("/strategy/", "Find out the total"),
)


def test_every_page_says_something_useful_while_no_total_is_known(cast: Cast, begun: datetime) -> None:
    work_off(begun)
    sofia, lead = entered(cast, "sofia.berg"), entered(cast, "wang.fang")
    key = Assessment.objects.get(place=0, customer__name="Firm 0001").customer_id
    for address, words in PAGES:
        for client in (sofia, lead):
            page = main(client, address.format(customer=key))
            if client is sofia or address != "/":
                assert words in page, address
    today = main(sofia, "/")
    for group in today.split('<section class="card')[1:]:
        assert len(re.findall(r'<article class="sig-row"', group)) <= 7
    to_ask = today.partition("Totals to ask")[2]
    amounts = [int(n.replace(",", "")) for n in re.findall(r"€([\d,]+)", to_ask)]
    assert amounts == sorted(amounts, reverse=True)
