"""Management as a page: who moved from where to where, what is at risk, and only as far as the reader reads."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guanxi.access.actors import system_actor
from guanxi.access.models import AuditEvent
from guanxi.access.writing import run
from guanxi.customers.actions import create_customer
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.lifecycle.survey import LONG
from guanxi.months import first_day, last_day, month_text
from guanxi.relationships.assessments import judge_waiting
from guanxi.relationships.migration import LEAST_CASES, last_month_end, migration
from guanxi.relationships.surveys import answer_by_link, send_survey
from tests.access.cast import make_cast
from tests.activities.world import World, make_world
from tests.web.test_plan_pages import entered


@pytest.fixture
def world(db: None) -> World:
    return make_world(make_cast())


def buys(world: World, customer: int, amounts: list[int], *, total: int = 100, who: str = "lin.yue") -> None:
    """Month by month, the last amount in the month that ended last."""
    now = timezone.now()
    last = last_month_end(now)
    months = range(last - len(amounts) + 1, last + 1)
    lines = [
        {"date": f"{month_text(month)}-15", "amount": str(amount)}
        for month, amount in zip(months, amounts, strict=True)
        if amount
    ]
    run(world[who], record_purchases, on=now, channel="test", customer=customer, lines=lines)
    values = {
        "period_start": first_day(months[0]).isoformat(), "period_end": last_day(last).isoformat(), "source_class": "A",
    }  # fmt: skip
    run(
        world[who], record_total, on=now, channel="test", customer=customer, values=values,
        figure=str(total * len(amounts)),
    )  # fmt: skip
    judge_waiting(on=now)


def shown(client: Client, address: str = "/management/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def cell(page: str, before: str, after: str) -> int:
    """The count in the matrix, by its link."""
    found = re.search(rf'before={before}&amp;after={after}"[^>]*><b>(\d+)</b>', page)
    return int(found[1]) if found else 0


def year(last: int) -> str:
    return f"?from={month_text(last - 12)}&to={month_text(last)}"


def test_an_empty_page_says_what_will_stand_here(world: World) -> None:
    assert "Nothing was judged yet" in shown(entered(world, "wang.fang"))


def test_who_moved_stands_in_the_matrix_and_the_cell_opens_those_customers(world: World) -> None:
    buys(world, world.hengtong, [20] * 12 + [60] * 12)  # initial, then stable
    buys(world, world.nordlicht, [60] * 24, who="sofia.berg")
    last = last_month_end(timezone.now())
    wang = entered(world, "wang.fang")
    page = shown(wang, f"/management/{year(last)}")
    assert cell(page, "initial", "stable") == 1
    assert cell(page, "stable", "stable") == 1
    assert "flow-up" in page
    assert "Revenue at risk" in page
    href = f"/management/customers/{year(last)}&before=initial&after=stable"
    listed = shown(wang, href)
    assert f"/customers/{world.hengtong}/" in listed
    assert f"/customers/{world.nordlicht}/" not in listed
    assert "Before" in shown(wang, f"/management/{year(last)}&as=table")
    lines = wang.get(f"/management/{year(last)}&as=csv").content.decode().splitlines()
    assert AuditEvent.objects.get(kind="exported").details["file"].startswith("moves-")
    assert any(line.endswith(",initial,stable") for line in lines)


def test_a_stage_that_cannot_be_reached_in_the_period_is_hatched(world: World) -> None:
    buys(world, world.hengtong, [60] * 24)
    last = last_month_end(timezone.now())
    wang = entered(world, "wang.fang")
    quarter = shown(wang, f"/management/?from={month_text(last - 3)}&to={month_text(last)}")
    longer = shown(wang, f"/management/?from={month_text(last - 24)}&to={month_text(last)}")
    assert quarter.count("cannot happen in this period") > longer.count("cannot happen in this period")


@pytest.mark.parametrize(
    "query", ["?from=x&to=9999-99", "?from=2030-01&to=2029-01", "?from=0001-01&to=0001-02", "?to=0001-01", "?to=²"]
)
def test_a_period_that_is_none_becomes_the_last_quarter(world: World, query: str) -> None:
    buys(world, world.hengtong, [60] * 24)
    page = shown(entered(world, "wang.fang"), f"/management/{query}")
    assert "Where customers moved" in page


def test_what_is_at_risk_is_named_with_its_money_and_whether_something_is_done(world: World) -> None:
    buys(world, world.hengtong, [60] * 20 + [20] * 4)
    lin = entered(world, "lin.yue")
    page = shown(lin)
    assert "恒通电缆" in page.partition("What is lost")[2]
    assert "no play yet" in page
    lin.post(f"/customers/{world.hengtong}/plays/start/", {"play": "P31"})
    assert "play running" in shown(lin)
    assert f"/customers/{world.hengtong}/" in shown(lin, "/management/customers/?set=risk")


def test_the_reader_counts_what_he_reads_and_service_sees_no_money(world: World) -> None:
    buys(world, world.hengtong, [60] * 24)
    assert "Nothing was judged yet" in shown(entered(world, "marta.nowak"))
    assert "Nothing was judged yet" in shown(entered(world, "amara.diallo"))
    assert "Revenue at risk" in shown(entered(world, "sofia.berg"))
    assert entered(world, "sofia.berg").get("/management/customers/?before=x&after=y").status_code == 404


def test_an_interruption_without_a_warning_is_counted(world: World) -> None:
    buys(world, world.hengtong, [60] * 18 + [0] * 6)
    last = last_month_end(timezone.now())
    now = timezone.now()
    found = migration(world["wang.fang"], first=last - 12, last=last, on=now)
    assert found.now.interrupted == 1
    assert found.interruptions_from == {"stable": 1}
    assert "without a warning" in shown(entered(world, "wang.fang"), f"/management/{year(last)}")


def test_many_customers_cost_as_many_statements_as_few(world: World) -> None:
    wang = entered(world, "wang.fang")

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            shown(wang)
        return len(caught)

    buys(world, world.hengtong, [60] * 20 + [20] * 4)
    shown(wang)
    few = statements()
    for number in range(4):
        customer = run(
            world["lin.yue"], create_customer, on=timezone.now(), channel="test",
            values={"name": f"Lindqvist {number}", "country": "SE"},
        )  # fmt: skip
        buys(world, customer, [60] * 20 + [20] * 4)
    assert statements() == few


def test_few_cases_tell_nothing(world: World) -> None:
    buys(world, world.hengtong, [60] * 20 + [20] * 4)
    last = last_month_end(timezone.now())
    (loss,) = migration(world["lin.yue"], first=last - 3, last=last, on=timezone.now()).losses
    assert loss.cases is None
    assert LEAST_CASES == 20
    assert loss.ours_12 == (60 * 8 + 20 * 4) * 100


def test_share_and_attitude_stand_in_their_cell_which_opens_the_customers(world: World) -> None:
    buys(world, world.hengtong, [60] * 24)
    wang = entered(world, "wang.fang")
    assert "Attitude unknown: 1" in shown(wang)
    token = run(world["lin.yue"], send_survey, on=timezone.now(), channel="test", customer=world.hengtong)
    run(
        system_actor("survey"), answer_by_link, on=timezone.now(), channel="link", token=token,
        answers=dict.fromkeys(LONG, "2"),
    )  # fmt: skip
    assert "Spurious loyalty: 1" in shown(wang)
    assert f"/customers/{world.hengtong}/" in shown(wang, "/management/customers/?cell=spurious_loyalty")


def test_a_past_period_is_held_against_the_one_before(world: World) -> None:
    buys(world, world.hengtong, [20] * 20 + [60] * 16)
    now = timezone.now()
    last = last_month_end(now)
    month = next(
        m for m in range(last - 20, last + 1)
        if migration(world["wang.fang"], first=m - 1, last=m, on=now).now.advanced
    )  # fmt: skip
    later = migration(world["wang.fang"], first=month, last=month + 1, on=now)
    assert (later.now.advanced, later.earlier.advanced) == (0, 1)
