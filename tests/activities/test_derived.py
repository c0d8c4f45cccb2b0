"""What follows from activities and tasks equals what one computes from them, whatever was done in whatever order.

GUANXI_TEST_WALKS says how many random walks are walked: two for five of it.
"""

import os
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guanxi.access.levels import InvolvementKind
from guanxi.access.models import Involvement
from guanxi.access.writing import Action
from guanxi.activities.actions import delete_activity, edit_activity, log_activity, restore_activity
from guanxi.activities.models import Activity, Task, TimelineEntry
from guanxi.activities.task_actions import (
    assign_task,
    complete_task,
    create_task,
    delete_task,
    edit_task,
    reopen_task,
    restore_task,
)
from guanxi.customers.merging import merge_customers
from guanxi.customers.models import NEVER, Customer
from guanxi.errors import GuanxiError
from tests.access.cast import NOW
from tests.activities.world import World

PLACES = ("sales", "service", "marketing", "management")
KINDS = ("call", "note", "meeting", "mail")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["task", "task", "log", "log", "complete", "reopen", "assign", "delete", "restore", "edit", "remove_entry",
             "restore_entry", "edit_entry", "undo", "undo", "merge"]
        ),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    min_size=4,
    max_size=18,
)  # fmt: skip


def engaged_by_involvement() -> set[tuple[int, int]]:
    rows = Involvement.objects.filter(kind=InvolvementKind.ENGAGED)
    return set(rows.values_list("customer", "principal"))


def engaged_by_tasks() -> set[tuple[int, int]]:
    """Said anew, and slowly: a department has open work where somebody else's task for it is neither done nor gone."""
    return {
        (task.customer_id or 0, task.department_id or 0)
        for task in Task.objects.all()
        if task.customer_id and task.engages and task.done_at is None and task.removed_at is None
    }


def last_contact(customer: int, until: datetime) -> datetime:
    contacts = [
        activity.at
        for activity in Activity.objects.filter(customer=customer)
        if activity.removed_at is None and activity.kind != "note" and activity.at <= until
    ]
    return max(contacts, default=NEVER)


def lines_by_records() -> set[tuple[Any, ...]]:
    entries = {
        ("activities", a.pk, a.customer_id, a.at, a.kind, a.author_id, None)
        for a in Activity.objects.filter(removed_at=None)
    }
    tasks = {
        ("tasks", t.pk, t.customer_id, t.done_at, "task", t.created_by_id, t.owner_id)
        for t in Task.objects.filter(removed_at=None, customer__isnull=False).exclude(done_at=None)
    }
    return entries | tasks


def lines_by_timeline() -> set[tuple[Any, ...]]:
    columns = ("resource", "record", "customer", "at", "kind", "author", "assignee")
    lines = list(TimelineEntry.objects.values_list(*columns))
    assert len(lines) == len(set(lines))
    return set(lines)


class Walk:
    """Does a step as well as it can be done; what is refused changes nothing, which the comparison shows."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, NOW
        self.changes: list[tuple[str, int]] = []

    def do(self, who: str, what: Action, **inputs: Any) -> None:
        try:
            _result, change = self.world.do_recorded(who, what, on=self.now, **inputs)
        except GuanxiError:
            return
        if change is not None:
            self.changes.append((who, change))

    def step(self, name: str, one: int, two: int) -> None:
        self.now += timedelta(minutes=7)
        world = self.world
        who = ("lin.yue", "sofia.berg", "chen.wei", "amara.diallo")[one % 4]
        customer = (world.hengtong, world.nordlicht)[two % 2]
        tasks = list(Task.objects.order_by("created_at", "pk").values_list("pk", flat=True))
        entries = list(Activity.objects.order_by("created_at", "pk").values_list("pk", flat=True))
        task = tasks[two % len(tasks)] if tasks else 1
        entry = entries[two % len(entries)] if entries else 1
        department = world.cast.departments[PLACES[one % 4]]
        if name == "task":
            values = {"title": "x", "due": "2026-11-30", "recurrence": "weekly" if two % 3 == 0 else ""}
            self.do("chen.wei", create_task, customer=customer, values=values, department=department)
        elif name == "log":
            at = self.now + timedelta(hours=two - 5)
            self.do(who, log_activity, customer=customer, values={"subject": "x", "kind": KINDS[one % 4], "at": at})
        elif name == "undo" and self.changes:
            whose, change = self.changes[two % len(self.changes)]
            try:
                world.undo(whose, change, on=self.now)
            except GuanxiError:
                return
        elif name == "merge":
            self.do("chen.wei", merge_customers, winner=world.hengtong, loser=world.nordlicht)
        elif name == "assign":
            self.do(who, assign_task, task=task, department=department)
        elif name == "edit":
            self.do(who, edit_task, task=task, values={"due": "2026-12-24"})
        elif name == "edit_entry":
            at = self.now - timedelta(days=one)
            self.do(who, edit_activity, activity=entry, values={"kind": KINDS[two % 4], "at": at})
        elif name in SIMPLE:
            what, key = SIMPLE[name]
            self.do(who, what, **{key: task if key == "task" else entry})


SIMPLE: dict[str, tuple[Action, str]] = {
    "complete": (complete_task, "task"),
    "reopen": (reopen_task, "task"),
    "delete": (delete_task, "task"),
    "restore": (restore_task, "task"),
    "remove_entry": (delete_activity, "activity"),
    "restore_entry": (restore_activity, "activity"),
}


@pytest.mark.django_db
@settings(
    max_examples=int(os.environ.get("GUANXI_TEST_WALKS", "16")) * 2 // 5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(steps=STEPS)
def test_engagement_contact_and_timeline_equal_what_the_records_say(world: World, steps: list[Any]) -> None:
    from django.db import transaction

    point = transaction.savepoint()
    try:
        walk = Walk(world)
        for name, one, two in steps:
            walk.step(name, one, two)
            assert engaged_by_involvement() == engaged_by_tasks(), name
            assert lines_by_timeline() == lines_by_records(), name
        for customer in (world.hengtong, world.nordlicht):
            held = Customer.objects.values_list("last_touched", flat=True).get(pk=customer)
            # What lay ahead and came meanwhile is counted by the next action or by the round of the worker.
            assert last_contact(customer, NOW - timedelta(days=9)) <= held <= last_contact(customer, walk.now)
    finally:
        transaction.savepoint_rollback(point)


def test_a_merge_brings_the_timeline_and_the_engaged_departments_along_and_an_undo_brings_them_back(
    world: World,
) -> None:
    world.do("sofia.berg", log_activity, customer=world.nordlicht, values={"subject": "x", "kind": "call"})
    world.do("sofia.berg", create_task, customer=world.nordlicht, values={"title": "y"}, department=world.service)
    before = lines_by_timeline(), engaged_by_involvement()
    merge = {"winner": world.hengtong, "loser": world.nordlicht}
    _winner, change = world.do_recorded("chen.wei", merge_customers, **merge)
    assert {line[2] for line in lines_by_timeline()} == {world.hengtong}
    assert engaged_by_involvement() == {(world.hengtong, world.service)}
    assert Customer.objects.get(pk=world.hengtong).last_touched == NOW
    world.undo("chen.wei", change)
    assert (lines_by_timeline(), engaged_by_involvement()) == before
    assert Customer.objects.get(pk=world.hengtong).last_touched == NEVER
    assert Customer.objects.get(pk=world.nordlicht).last_touched == NOW
