"""The whole sample world in the application: every stage, signal, flag, repair and cell of the matrix, by its story."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.utils import timezone

from guanxi.access.actors import load_actor, system_actor
from guanxi.access.models import User
from guanxi.access.reading import view
from guanxi.activities.actions import log_activity
from guanxi.activities.models import Activity, Notification, Task
from guanxi.activities.task_actions import create_task
from guanxi.customers.actions import create_customer
from guanxi.customers.models import Customer, Person
from guanxi.customers.people_actions import create_person
from guanxi.customers.resources import CUSTOMERS
from guanxi.ledger.actions import record_purchases
from guanxi.lifecycle.climate import CELLS
from guanxi.lifecycle.vocabulary import FLAGS, SIGNALS, STAGES
from guanxi.months import first_day
from guanxi.pipeline import settle_all
from guanxi.plans.models import PlayTask
from guanxi.plans.repair_actions import start_repair
from guanxi.plans.resources import REPAIRS, RUNNING_PLAYS
from guanxi.plans.states import PlayState, RepairState
from guanxi.relationships.attitudes import attitudes
from guanxi.relationships.dialogue_actions import record_conflict, record_need
from guanxi.relationships.migration import last_month_end
from guanxi.relationships.resources import ASSESSMENTS, OVERRIDES, SIGNAL_MONTHS
from tests.demo.parts import told
from tests.demo.worlds import DAYS, world_of
from tests.relationships.worlds import do
from tests.web.test_statements import client, statements

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("_the_world")]
WORLD = world_of(DAYS[0])
NOON = datetime.combine(WORLD.today, time(12), UTC)
NAME = {customer.key: customer.name for customer in WORLD.customers}
ORDER = {word.key: number for number, word in enumerate(STAGES, 1)}

# Of the account, or (behind a stroke) of a category: stage and signal at the last month-end.
STANDS = {
    "ostermark": ("strategic", "steady"),
    "qinyuan": ("strategic", "steady"),
    "sanktvelten": ("strategic", "steady"),
    "minxi": ("strategic", "steady"),
    "tianjin-xian": ("strategic", "steady"),
    "lifan": ("stable", "advanced"),
    "weidenthal": ("stable", "stagnant"),
    "chengdi": ("stable", "regressing"),
    "meerendonk": ("stable", "regressing"),
    "jiaoxing": ("stable", "repaired"),
    "szarnyas": ("stable", "overdue"),
    "wanxi": ("stable", "advancing"),
    "tessaro": ("initial", "advancing"),
    "dunmoor": ("initial", "regressed"),
    "luxi": ("initial", "regressing"),
    "elandra": ("initial", "recovered"),
    "jindu": ("initial", "stagnant"),
    "kestrelmoor": ("initial", "steady"),
    "quintavalle": ("interrupted", "interrupted_contact"),
    "norrback": ("interrupted", "interrupted_silent"),
    "zwaluwdijk": ("interrupted", "interrupted_silent"),
    "qitang": ("development", "steady"),
    "fjellstad": ("development", "stagnant"),
    "hollowmere": ("development", "contact_overdue"),
}
FLAGGED = {
    "tamaral": "share_unknown",
    "odrawa": "no_demand",
    "rongqiao": "total_conflict",
    "meerendonk": "mix_effect",
    "campia": "estimated_total",
    "lacbleu": "stale_total",
    "tianjin-xian": "routine_risk",
}
ATTITUDES = {
    "ostermark": "true_loyalty",
    "sanktvelten": "true_loyalty",
    "jiaoxing": "true_loyalty",
    "tianjin-xian": "spurious_loyalty",
    "villeneuve": "spurious_loyalty",
    "jindu": "latent_loyalty",
    "fjellstad": "latent_loyalty",
    "dunmoor": "no_loyalty",
    "petrus": "no_loyalty",
}
MENDED = {
    "jiaoxing": RepairState.REPAIRED,
    "elandra": RepairState.REPAIRED,
    "chengdi": RepairState.RUNNING,
    "quintavalle": RepairState.RUNNING,
    "zwaluwdijk": RepairState.LOST,
    "hafnarvik": RepairState.DISMISSED,
    "szarnyas": RepairState.PROPOSED,
    "norrback": RepairState.PROPOSED,
}


@pytest.fixture(scope="module")
def _the_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), told(WORLD):
        yield


def rows(resource: Any) -> list[Any]:
    return view(system_actor("test"), resource, on=NOON).all(10_000)


def accounts() -> dict[str, Any]:
    return {row["customer"].label: row for row in rows(ASSESSMENTS) if row["category"] is None}


def test_all_that_was_told_is_there() -> None:
    assert Activity.objects.count() == len(WORLD.activities)
    assert Task.objects.exclude(pk__in=PlayTask.objects.values("task")).count() == len(WORLD.tasks)
    assert Person.objects.count() == len(WORLD.people)
    unread = Notification.objects.filter(read_at=None).values_list("recipient__username", "kind")
    assert Counter(unread)["lin.yue", "mention"] == 2


def test_every_story_stands_where_it_says() -> None:
    found = accounts()
    assert {key: (found[NAME[key]]["stage"], found[NAME[key]]["signal"]) for key in STANDS} == STANDS
    assert {stage for stage, _signal in STANDS.values()} == {word.key for word in STAGES}
    # Lapsed is who was interrupted a year ago, in the first month in which the company looked.
    seen = {signal for _stage, signal in STANDS.values()} | {"lapsed"}
    assert seen == {word.key for word in SIGNALS}
    lapsed = {row["customer"].label for row in rows(SIGNAL_MONTHS) if row["signal"] == "lapsed"}
    assert NAME["almendral"] in lapsed
    pumps = [row for row in rows(ASSESSMENTS) if row["customer"].label == NAME["villeneuve"] and row["category"]]
    assert {row["stage"] for row in pumps} == {"stable", "interrupted"}


def test_every_flag_has_its_story() -> None:
    found = accounts()
    for key, flag in FLAGGED.items():
        assert flag in found[NAME[key]]["flags"].split("|"), key
    assert set(FLAGGED.values()) == {word.key for word in FLAGS}


def test_every_cell_of_the_matrix_has_its_customers() -> None:
    stages = {row["customer"].key: ORDER[row["stage"]] for row in accounts().values()}
    keys = dict(Customer.objects.values_list("name", "pk"))
    asked = attitudes(system_actor("test"), on=NOON)
    cells = {key: asked[keys[NAME[key]]].cell(stages[keys[NAME[key]]]) for key in ATTITUDES}
    assert {key: cell.key if cell else None for key, cell in cells.items()} == ATTITUDES
    assert set(ATTITUDES.values()) == {word.key for word in CELLS}
    assert asked.keys() < set(keys.values()), "somebody was never asked"


def test_repairs_are_in_every_state_and_for_a_cause() -> None:
    states: dict[str, set[str]] = defaultdict(set)
    for row in rows(REPAIRS):
        states[row["customer"].label].add(row["state"])
        if row["state"] in (RepairState.RUNNING, RepairState.LOST):
            assert row["cause"], row["customer"].label
    for key, state in MENDED.items():
        assert state in states[NAME[key]], (key, states[NAME[key]])
    assert set(MENDED.values()) == set(RepairState)


def test_plays_are_in_every_state_and_nobody_is_flooded() -> None:
    plays = rows(RUNNING_PLAYS)
    assert {row["state"] for row in plays} == set(PlayState)
    proposed = Counter(
        row["proposed_to"].key if row["proposed_to"] else 0 for row in plays if row["state"] == "proposed"
    )
    assert max(proposed.values()) <= 25
    assert len(rows(OVERRIDES)) == 2


def test_nothing_waits_to_be_judged_and_the_double_has_no_figures() -> None:
    found = accounts()
    assert NAME["talgrund-fair"] not in found
    assert NAME["luebbenstein"] not in {row["name"] for row in rows(CUSTOMERS)}


MOST = {"/": 20, "/customers/": 12, "/customers/?view=board": 12}
MOST_OF_A_CUSTOMER = 32


def test_pages_cost_their_few_statements_in_this_world_and_the_same_with_many_more_rows() -> None:
    owner, lead = client("lin.yue"), client("chen.wei")
    keys = dict(Customer.objects.values_list("name", "pk"))
    stories = [f"/customers/{keys[NAME[key]]}/" for key in (*STANDS, *FLAGGED)]
    own = str(Customer.objects.filter(owner__username="lin.yue", stage="stable").order_by("pk")[0].pk)
    pages = (*MOST, f"/customers/{own}/")
    for address in stories:
        lead.get(address)  # that somebody was there is noted once
    costs = {address: len(statements(lead, address)) for address in (*MOST, *stories)}
    assert {address: cost for address, cost in costs.items() if cost > MOST.get(address, MOST_OF_A_CUSTOMER)} == {}
    first = [len(statements(owner, page)) for page in pages for _time in range(2)][1::2]
    lin, today = load_actor(User.objects.get(username="lin.yue").pk), timezone.now()
    for step in range(40):
        fallen = int(do(create_customer, actor=lin, values={"name": f"Falls {step}"}))
        months = [first_day(last_month_end(today) - back) for back in range(24)]
        lines = [{"date": month.isoformat(), "amount": "20" if n < 4 else "60"} for n, month in enumerate(months)]
        do(record_purchases, actor=lin, customer=fallen, lines=lines, on=today)
        do(record_conflict, actor=lin, customer=int(own), values={"title": f"Stop {step}", "kind": "payment"})
        do(record_need, actor=lin, customer=int(own), values={"words": f"Buffer stock {step}"})
        do(create_person, actor=lin, customer=int(own), values={"name": f"Vogel {step}"}, place={"is_decider": True})
        do(log_activity, actor=lin, customer=int(own), values={"subject": "Call"})
        do(create_task, actor=lin, customer=int(own), values={"title": "Offer", "due": str(today.date())})
        do(start_repair, actor=lin, customer=fallen, values={"cause": "neglect"})
    settle_all(on=today, between=lambda _done: None)
    many = [len(statements(owner, page)) for page in pages for _time in range(2)][1::2]
    assert many[:-1] == first[:-1]
    # A timeline of one kind asks for fewer kinds of records.
    assert max(first[-1], many[-1]) <= MOST_OF_A_CUSTOMER
    assert "Falls" in owner.get("/customers/?q=Falls").content.decode()
