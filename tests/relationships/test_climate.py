"""The climate of a relationship: both views, conduct, the curve, and the plays that it starts."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.access.actors import system_actor
from guanxi.access.writing import run
from guanxi.activities.actions import log_activity
from guanxi.errors import NotFound
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.lifecycle.survey import LONG
from guanxi.lifecycle.triggers import On
from guanxi.plans.triggers import triggers
from guanxi.records.company import set_company
from guanxi.relationships.assessments import judge_waiting
from guanxi.relationships.attitudes import attitudes
from guanxi.relationships.climate import climate
from guanxi.relationships.dialogue_actions import edit_need, record_commitment, record_conflict, record_need
from guanxi.relationships.models import Need
from guanxi.relationships.surveys import answer_by_link, answer_survey, rate, send_survey
from tests.access.cast import NOW, make_cast
from tests.activities.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world(make_cast())


def customer_answers(
    world: World, value: int, *, on: datetime = NOW, items: Iterable[str] = LONG, **other: int
) -> None:
    token = world.do("lin.yue", send_survey, customer=world.hengtong, on=on)
    answers = dict.fromkeys(items, str(value)) | {key: str(number) for key, number in other.items()}
    run(system_actor("survey"), answer_by_link, on=on, channel="link", token=token, answers=answers)


def buys(world: World, ours: int, total: int, *, months: int = 24) -> None:
    """The same every month up to October 2026."""
    first = date(2024, 11, 1) if months == 24 else date(2026, 11 - months, 1)
    lines = [
        {
            "date": f"{first.year + (first.month - 1 + n) // 12}-{(first.month - 1 + n) % 12 + 1:02}-10",
            "amount": str(ours),
        }
        for n in range(months)
    ]
    world.do("lin.yue", record_purchases, customer=world.hengtong, lines=lines)
    values = {"period_start": first.isoformat(), "period_end": "2026-10-31", "source_class": "A"}
    world.do("lin.yue", record_total, customer=world.hengtong, values=values, figure=str(total * months))
    judge_waiting(on=NOW)


def test_both_views_are_shown_with_their_gap(world: World) -> None:
    world.do("lin.yue", answer_survey, customer=world.hengtong, answers=dict.fromkeys(("t1", "t2", "t3"), "7"))
    customer_answers(world, 4)
    found = climate(world["lin.yue"], world.hengtong, on=NOW).attitude
    assert found.ours.scores["trust"] == 100
    assert found.theirs.scores["trust"] == pytest.approx(50)
    assert found.gaps == {"trust": pytest.approx(50)}
    assert found.quality == pytest.approx(50)
    assert found.comparison == 4
    with pytest.raises(NotFound):
        climate(world["marta.nowak"], world.hengtong, on=NOW)


def test_a_pulse_renews_what_it_asks_and_leaves_the_rest_of_the_long_answer(world: World) -> None:
    world.do("lin.yue", answer_survey, customer=world.hengtong, answers=dict.fromkeys(("t1", "t2", "k1", "k2"), "1"))
    later = NOW + timedelta(days=5)
    world.do("lin.yue", answer_survey, customer=world.hengtong, answers={"t1": "7"}, form="pulse", on=later)
    found = attitudes(world["lin.yue"], on=later)[world.hengtong].ours
    assert (found.scores["trust"], found.scores["cooperation"], found.respondents) == (100, 0, 1)


def test_answers_of_more_than_eighteen_months_ago_are_unknown(world: World) -> None:
    customer_answers(world, 6, on=datetime(2025, 3, 1, 9, tzinfo=UTC))
    found = climate(world["lin.yue"], world.hengtong, on=NOW)
    assert found.attitude.quality is None
    assert found.cell is None
    assert found.months[-1].cooperation is None
    assert any(month.cooperation is not None for month in found.months)


def test_conduct_counts_what_timeline_needs_and_conflicts_hold(world: World) -> None:
    for month in (8, 9, 10, 10):
        world.do(
            "lin.yue", log_activity, customer=world.hengtong,
            values={"subject": "They called", "kind": "call", "direction": "in", "at": f"2026-{month:02}-05T09:00"},
        )  # fmt: skip
    need = world.do("lin.yue", record_need, customer=world.hengtong, values={"words": "Other packaging"})
    world.do("lin.yue", edit_need, need=need, values={"state": "met", "met_on": "2026-10-20"})
    world.do(
        "lin.yue", record_conflict, customer=world.hengtong,
        values={"title": "Three per cent less", "kind": "price", "since": "2026-09-10"},
    )  # fmt: skip
    found = climate(world["lin.yue"], world.hengtong, on=NOW)
    counted = {one.word.key: (one.count, one.cooperates) for one in found.conduct}
    assert counted["customer_contacts"] == (4, True)
    assert counted["adaptations"] == (1, True)
    assert counted["open_disputes"] == (1, False)
    assert counted["price_demands"] == (1, False)
    assert found.adaptations == 1
    last = found.months[-1]
    assert last.cooperation is not None
    assert last.cooperation > 50
    assert [at for at, _conflict in found.conflicts] == [34]
    assert found.months[0].cooperation is None


def test_a_need_that_was_met_on_no_known_day_is_not_counted(world: World) -> None:
    world.do("lin.yue", record_need, customer=world.hengtong, values={"words": "x", "state": "met", "met_on": ""})
    assert climate(world["lin.yue"], world.hengtong, on=NOW).adaptations == 1
    Need.objects.update(met_on=None)
    assert climate(world["lin.yue"], world.hengtong, on=NOW).adaptations == 0


def test_what_happened_is_of_the_day_on_the_calendar_of_the_company(world: World) -> None:
    run(system_actor("tests"), set_company, on=NOW, channel="test", values={"time_zone": "Asia/Shanghai"})
    customer_answers(world, 4, on=datetime(2026, 10, 31, 20, tzinfo=UTC))
    values = {"subject": "They called", "kind": "call", "direction": "in", "at": "2026-10-31T20:00+00:00"}
    world.do("lin.yue", log_activity, customer=world.hengtong, values=values)
    found = climate(world["lin.yue"], world.hengtong, on=NOW)
    assert found.attitude.answered_by_them == date(2026, 11, 1)
    assert [one.count for one in found.conduct if one.word.key == "customer_contacts"] == [0]


def test_the_curve_may_fall_before_the_share_does(world: World) -> None:
    buys(world, 60, 100)
    customer_answers(world, 4, on=datetime(2026, 3, 2, 9, tzinfo=UTC), k1=7, k2=7, k3=7, k4=7, w1=1, w2=1, w3=1, w4=1)
    assert not climate(world["lin.yue"], world.hengtong, on=NOW).is_curve_before_share
    for month in (7, 8, 9):
        customer_answers(
            world, 4, on=datetime(2026, month, 2, 9, tzinfo=UTC), k1=1, k2=1, k3=1, k4=1, w1=7, w2=7, w3=7, w4=7
        )
    found = climate(world["lin.yue"], world.hengtong, on=NOW)
    assert found.is_curve_before_share
    assert found.now is not None
    assert found.now.share == 60
    assert (found.stage, found.ford and found.ford.key, found.purchase_months) == (3, "development", 24)
    assert found.months[-1].phase == "maturity"


def test_the_team_rates_distance_and_the_newest_counts(world: World) -> None:
    world.do("lin.yue", rate, customer=world.hengtong, values={"uncertainty": "4"}, on=NOW - timedelta(days=40))
    world.do("lin.yue", rate, customer=world.hengtong, values={"uncertainty": "2", "social": "3"})
    found = climate(world["lin.yue"], world.hengtong, on=NOW).ratings
    assert {key: (one.value, one.on) for key, one in found.items()} == {
        "uncertainty": (2, NOW.date()),
        "social": (3, NOW.date()),
    }


def test_the_statements_are_as_many_for_much_as_for_little(world: World) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            climate(world["lin.yue"], world.hengtong, on=NOW)
        return len(caught)

    buys(world, 60, 100)
    customer_answers(world, 4)
    for kind in ("price", "quality"):
        world.do("lin.yue", record_conflict, customer=world.hengtong, values={"title": kind, "kind": kind})
    few = statements()
    for number in range(3):
        customer_answers(world, 5, on=NOW - timedelta(days=number))
        world.do("lin.yue", record_need, customer=world.hengtong, values={"words": str(number)})
        world.do("lin.yue", record_conflict, customer=world.hengtong, values={"title": "x", "kind": "other"})
    assert statements() == few < 40


# ---- what it starts ----


def started(world: World) -> set[On]:
    found: Any = triggers(system_actor("plans"), [world.hengtong], on=NOW, first=date(2026, 1, 1))
    return {one.on for one in found}


def test_low_quality_two_views_and_spurious_loyalty_start_plays_where_the_share_is_high(world: World) -> None:
    buys(world, 60, 100)
    assert not started(world) & {On.QUALITY_LOW, On.SPURIOUS_LOYALTY, On.VIEWS_APART}
    customer_answers(world, 3)
    world.do("lin.yue", answer_survey, customer=world.hengtong, answers=dict.fromkeys(("t1", "t2", "t3"), "7"))
    assert {On.QUALITY_LOW, On.SPURIOUS_LOYALTY, On.VIEWS_APART} <= started(world)
    assert On.LATENT_LOYALTY not in started(world)


def test_who_likes_us_and_does_not_buy_starts_another_play(world: World) -> None:
    customer_answers(world, 7)
    assert On.LATENT_LOYALTY in started(world)
    assert On.DEPENDENCE_HIGH not in started(world)


def test_needs_promises_and_conflicts_start_plays_once_they_are_ripe(world: World) -> None:
    buys(world, 60, 100)
    for title, kind, since in (("Line stop", "delivery", "2026-10-20"), ("Less", "price", "2026-11-14")):
        world.do(
            "lin.yue", record_conflict, customer=world.hengtong, values={"title": title, "kind": kind, "since": since}
        )
    world.do("lin.yue", record_commitment, customer=world.hengtong, values={"promise": "8D", "side": "us"})
    assert {On.CONFLICT_OLD, On.PRICE_CONFLICT, On.PROMISE} <= started(world)
    assert not started(world) & {On.NEED_UNMET, On.NEED_WITHOUT_ORDER}


def test_a_need_of_a_prospect_waits_sixty_days_and_one_of_a_new_customer_thirty(world: World) -> None:
    world.do("lin.yue", record_need, customer=world.hengtong, values={"words": "Drives", "since": "2026-09-16"})
    assert On.NEED_WITHOUT_ORDER in started(world)
    buys(world, 20, 100)
    assert On.NEED_UNMET in started(world)
    assert On.NEED_WITHOUT_ORDER not in started(world)
