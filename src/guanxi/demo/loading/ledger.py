"""The share ledger: categories, rates, purchases, totals, rivals; and from the first month on a month-end each."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Final

from guanxi.access.actors import Actor, system_actor
from guanxi.access.reading import view
from guanxi.access.writing import Action
from guanxi.demo.dealings import Dealings, Invoiced, Notice, Opened, Rate, Rival, Statement, months_of
from guanxi.demo.loading.accounts import entered
from guanxi.demo.loading.company import ADMINISTRATOR
from guanxi.demo.loading.steps import Steps, customer_of, editor, moment
from guanxi.demo.products import CATEGORIES, TREE
from guanxi.ledger.actions import correct_total, record_purchases, record_total
from guanxi.ledger.category_actions import create_category, set_rate
from guanxi.ledger.position_actions import record_exit_notice, record_opening, record_rival
from guanxi.months import first_day, last_day
from guanxi.plans.play_actions import close_play
from guanxi.plans.proposing import propose
from guanxi.plans.repair_actions import NEEDS_REPAIR
from guanxi.plans.resources import REPAIRS, RUNNING_PLAYS
from guanxi.relationships.assessments import judge_waiting, month_end
from guanxi.relationships.resources import ASSESSMENTS
from guanxi.relationships.rules import set_rules

# The company looks at its relationships since so many whole months; what was before opened nothing.
MONTHS_LIVE: Final = 7
# So long a proposal may lie about.
_UNTOUCHED: Final = timedelta(days=35)
_NOT_NOW: Final = "Not now: other things come first."
# Before that the ledger came in by the quarter.
_QUARTER: Final = 3


def ledger(steps: Steps) -> None:
    world = steps.world
    months = months_of(world.today)
    live = months[-MONTHS_LIVE]
    steps.at(moment(first_day(months[0]) - timedelta(40), time(9), "UTC"), partial(_categories, steps))
    by_month: dict[int, list[Rate]] = defaultdict(list)
    for rate in world.rates:
        by_month[rate.month].append(rate)
    for month, some in by_month.items():
        steps.at(_month_is_over(month, 1), partial(_set_rates, steps, some))
    for held in world.dealings:
        _deal(steps, held, live)
    steps.at(moment(first_day(live), time(1), "UTC"), partial(_go_live, steps, live))
    for month in months[-MONTHS_LIVE:]:
        steps.at(_month_is_over(month, 4), partial(_end_month, steps))
    steps.at(moment(steps.day(1), time(23, 40), "UTC"), partial(_judge, steps))


def _month_is_over(month: int, hour: int) -> datetime:
    """Early on the first day of the next month."""
    return moment(first_day(month + 1), time(hour), "UTC")


def _categories(steps: Steps, on: datetime) -> None:
    for name, below in TREE:
        top = steps.run(ADMINISTRATOR, create_category, on=on, values={"name": name})
        for key in below:
            category = CATEGORIES[key]
            values = {"name": f"{category.name} {category.name_zh}", "parent": top}
            steps.categories[key] = steps.run(ADMINISTRATOR, create_category, on=on, values=values)


def _set_rates(steps: Steps, rates: Iterable[Rate], on: datetime) -> None:
    for rate in rates:
        steps.run(
            ADMINISTRATOR, set_rate, on=on, currency=rate.currency, month=first_day(rate.month), rate=rate.rate
        )  # fmt: skip


# ---- what is recorded of a customer ----


def _deal(steps: Steps, held: Dealings, live: int) -> None:
    since = entered(steps, customer_of(held.customer)) + timedelta(hours=3)
    batches: dict[int, list[Invoiced]] = defaultdict(list)
    for line in held.lines:
        over = line.month if line.month >= live else live - 1 - (live - 1 - line.month) // _QUARTER * _QUARTER
        batches[over].append(line)
    for opened in held.opened:
        steps.at(since, partial(_open, steps, held, opened))
    for month, lines in batches.items():
        steps.at(max(since, _month_is_over(month, 2)), partial(_buy, steps, held, lines))
    for statement in held.statements:
        said = moment(statement.stated_on, time(14), "UTC")
        steps.at(max(since + timedelta(hours=1), said), partial(_state, steps, held, statement))
    for rival in held.rivals:
        steps.at(max(since, moment(rival.on, time(15), "UTC")), partial(_meet_rival, steps, held, rival))
    for notice in held.notices:
        steps.at(max(since, moment(notice.on, time(10), "UTC")), partial(_give_notice, steps, held, notice))


def _buy(steps: Steps, held: Dealings, lines: Iterable[Invoiced], on: datetime) -> None:
    values = [
        {
            "category": steps.categories[line.category], "date": line.on.isoformat(), "amount": _amount(line.amount),
            "currency": held.currency, "document": line.document, "line": str(line.line), "one_off": line.one_off,
        }
        for line in lines
    ]  # fmt: skip
    _record(steps, held, record_purchases, on, lines=values)


def _amount(minor: int) -> str:
    return f"{minor}E-2"


def _state(steps: Steps, held: Dealings, statement: Statement, on: datetime) -> None:
    values = {
        "category": steps.categories[statement.category] if statement.category else "",
        "period_start": first_day(statement.start).isoformat(), "period_end": last_day(statement.stop).isoformat(),
        "source_class": statement.source_class, "stated_on": statement.stated_on.isoformat(),
        "said_by": statement.said_by, "note": statement.note,
    }  # fmt: skip
    key = _record(steps, held, record_total, on, values=values, figure=statement.misheard or statement.figure)
    if statement.misheard:
        corrected = partial(_correct, steps, editor(customer_of(held.customer)), key, statement.figure)
        steps.at(on + timedelta(hours=18), corrected)


def _correct(steps: Steps, login: str, total: int, figure: str, on: datetime) -> None:
    steps.run(login, correct_total, on=on, total=total, values={}, figure=figure)


def _meet_rival(steps: Steps, held: Dealings, rival: Rival, on: datetime) -> None:
    values = {
        "name": rival.name, "category": steps.categories[rival.category], "confidence": rival.confidence,
        "share": "" if rival.share is None else str(rival.share), "is_second_source": rival.second_source,
        "contract_end": rival.contract_end.isoformat() if rival.contract_end else "", "note": rival.note,
    }  # fmt: skip
    _record(steps, held, record_rival, on, values=values)


def _give_notice(steps: Steps, held: Dealings, notice: Notice, on: datetime) -> None:
    _record(steps, held, record_exit_notice, on, values={"date": notice.on.isoformat(), "note": notice.note})


def _open(steps: Steps, held: Dealings, opened: Opened, on: datetime) -> None:
    """The account and each of its categories."""
    for category in ("", *sorted({line.category for line in held.lines})):
        values = {
            "category": steps.categories[category] if category else "", "month": first_day(opened.month).isoformat(),
            "stage": str(opened.stage), "reason": opened.reason,
        }  # fmt: skip
        _record(steps, held, record_opening, on, values=values)


def _record(steps: Steps, held: Dealings, what: Action, on: datetime, **inputs: Any) -> Any:
    customer = customer_of(held.customer)
    return steps.run(editor(customer), what, on=on, customer=steps.customers[customer.key], **inputs)


# ---- what is made of it ----


def _go_live(steps: Steps, live: int, on: datetime) -> None:
    steps.run(ADMINISTRATOR, set_rules, on=on, first_month=first_day(live))


def _end_month(steps: Steps, on: datetime) -> None:
    """In the first months the company looked only after what was slipping; by now it looks after everything."""
    month_end(on=on)
    actor = system_actor("sample world")
    _sort_out(steps, actor, on)
    slipping = view(actor, ASSESSMENTS, on=on).only("customer").one_of("signal", NEEDS_REPAIR)
    repaired = view(actor, REPAIRS, on=on).only("customer").filter("closed_at", "empty")
    propose(sorted({row["customer"].key for rows in (slipping, repaired) for row in rows.each()}), on=on)


def _sort_out(steps: Steps, actor: Actor, on: datetime) -> None:
    """What nobody took up for weeks is put aside by whoever looks after the customer."""
    customers = {key: customer_of(name) for name, key in steps.customers.items()}
    old = view(actor, RUNNING_PLAYS, on=on).only("customer").filter("state", "is", "proposed")
    for row in old.filter("proposed_at", "before", (on - _UNTOUCHED).date().isoformat()).each():
        login = editor(customers[row["customer"].key])
        steps.run(login, close_play, on=on, play=row.key, values={"result": _NOT_NOW}, dropped=True)


def _judge(steps: Steps, on: datetime) -> None:
    """What came in since the last month-end."""
    while judge_waiting(on=on, most=500):
        pass
    propose(sorted(steps.customers.values()), on=on)
