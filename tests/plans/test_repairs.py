"""One repair for one fall: account and categories, and who sees it coming before the signal does."""

from datetime import date, datetime, timedelta
from typing import Any

from guanxi.access.reading import view
from guanxi.access.writing import run
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.ledger.category_actions import create_category
from guanxi.months import first_day, last_day, month_number, month_text, parse_month
from guanxi.plans.proposing import propose
from guanxi.plans.repair_actions import close_repair, start_repair
from guanxi.plans.resources import REPAIRS
from guanxi.relationships.assessments import judge_waiting
from tests.activities.world import World
from tests.plans.test_plays import at, goes_live

FIRST = "2025-01"


def category(world: World, name: str) -> int:
    return int(run(world["tom.hale"], create_category, on=at(FIRST), channel="test", values={"name": name}))


def buys(world: World, of: int, first: str, amounts: list[int], total: int) -> datetime:
    """Purchases of a category month by month, judged when the last of them is over; that moment."""
    begin = parse_month(first)
    when = at(month_text(begin + len(amounts) - 1))
    lines = [
        {"date": f"{month_text(begin + n)}-15", "amount": str(amount), "category": str(of)}
        for n, amount in enumerate(amounts)
    ]
    run(world["lin.yue"], record_purchases, on=when, channel="test", customer=world.hengtong, lines=lines)
    values = {
        "period_start": str(first_day(begin)), "period_end": str(last_day(begin + len(amounts) - 1)),
        "source_class": "A", "category": str(of),
    }  # fmt: skip
    run(
        world["lin.yue"], record_total, on=when, channel="test", customer=world.hengtong, values=values,
        figure=str(total * len(amounts)),
    )  # fmt: skip
    judge_waiting(on=when)
    return when


def repairs(world: World) -> list[tuple[str, str, str]]:
    """State, category and signal of each, the oldest first; of one moment, those of a category."""
    rows = view(world["lin.yue"], REPAIRS).of_customer(world.hengtong).all(20)
    return [
        (row["state"], row["category"].label if row["category"] else "", row["signal"] or "")
        for row in sorted(rows, key=lambda row: (row["proposed_at"], row["category"] is None))
    ]


def test_an_account_that_falls_speaks_for_its_categories(world: World) -> None:
    goes_live(world, "2026-01")
    for name in ("Seals", "Bolts"):
        when = buys(world, category(world, name), FIRST, [60] * 12 + [20] * 4, 100)
    propose([world.hengtong], on=when)
    propose([world.hengtong], on=when + timedelta(days=1))
    assert repairs(world) == [("proposed", "", "regressing")]


def test_a_category_that_falls_alone_has_its_own_until_the_account_falls_too(world: World) -> None:
    goes_live(world, "2026-01")
    seals, bolts = category(world, "Seals"), category(world, "Bolts")
    buys(world, bolts, FIRST, [650] * 16, 1000)
    when = buys(world, seals, FIRST, [60] * 12 + [20] * 4, 100)
    propose([world.hengtong], on=when)
    assert repairs(world) == [("proposed", "Seals", "regressing")]
    buys(world, bolts, "2026-05", [100] * 4, 1000)
    when = buys(world, seals, "2026-05", [20] * 4, 100)
    propose([world.hengtong], on=when)
    found = repairs(world)
    assert found[0] == ("dismissed", "Seals", "regressing")
    assert [one[:2] for one in found[1:]] == [("proposed", "")]
    propose([world.hengtong], on=when + timedelta(days=1))
    assert repairs(world) == found
    # The account's was no fall: its categories are not asked about in its place.
    key = view(world["lin.yue"], REPAIRS).of_customer(world.hengtong).filter("state", "is", "proposed").all(1)[0].key
    run(world["lin.yue"], close_repair, on=when, channel="test", repair=key, outcome="dismissed")
    propose([world.hengtong], on=when + timedelta(days=2))
    assert "proposed" not in {state for state, _category, _signal in repairs(world)}


def test_whose_falling_categories_are_all_being_repaired_is_not_asked_once_more(world: World) -> None:
    goes_live(world, "2026-01")
    seals = category(world, "Seals")
    when = buys(world, seals, FIRST, [60] * 12 + [20] * 4, 100)
    run(
        world["lin.yue"], start_repair, on=when, channel="test", customer=world.hengtong, values={}, category=seals
    )  # fmt: skip
    propose([world.hengtong], on=when)
    assert repairs(world) == [("running", "Seals", "regressing")]
    bolts = category(world, "Bolts")
    when = buys(world, bolts, FIRST, [60] * 12 + [20] * 4, 100)
    propose([world.hengtong], on=when)
    assert repairs(world) == [("running", "Seals", "regressing"), ("proposed", "", "regressing")]


def test_who_begins_before_the_signal_has_it_noted_when_it_comes_and_the_ledger_ends_it(world: World) -> None:
    goes_live(world, "2026-01")
    seals = category(world, "Seals")
    when = buys(world, seals, FIRST, [60] * 12, 100)
    key = run(world["lin.yue"], start_repair, on=when, channel="test", customer=world.hengtong, values={})
    propose([world.hengtong], on=when)
    assert repairs(world) == [("running", "", "")]
    when = buys(world, seals, "2026-01", [20] * 4, 100)
    propose([world.hengtong], on=when)
    assert repairs(world) == [("running", "", "regressing")]
    row: Any = view(world["lin.yue"], REPAIRS).get(key)
    assert month_number(date(2026, 1, 1)) <= row["month"] <= month_number(date(2026, 4, 1))
    when = buys(world, seals, "2026-05", [90] * 6, 100)
    propose([world.hengtong], on=when)
    assert repairs(world) == [("repaired", "", "regressing")]


def test_who_begins_in_the_month_of_the_signal_gets_its_month_and_not_the_present_one(world: World) -> None:
    goes_live(world, "2026-01")
    seals = category(world, "Seals")
    when = buys(world, seals, FIRST, [60] * 12 + [25] * 2, 100)
    key = run(world["lin.yue"], start_repair, on=when, channel="test", customer=world.hengtong, values={})
    row = view(world["lin.yue"], REPAIRS).get(key)
    assert row["signal"] == "regressing"
    assert row["month"] < month_number(when.date())
    # One good month, the one in which the repair was begun, and the ledger says that it is repaired.
    when = buys(world, seals, "2026-03", [100], 100)
    propose([world.hengtong], on=when)
    assert repairs(world) == [("repaired", "", "regressing")]
