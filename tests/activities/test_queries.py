"""The timeline, the day, the notifications: what each of us gets of them, and in how many statements."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.access.reading import view
from guanxi.activities.actions import delete_activity, log_activity
from guanxi.activities.models import Notification
from guanxi.activities.queries import (
    MOST_COUNTED,
    notifications,
    requests_for,
    sidebar_counts,
    tasks_of_customer,
    timeline,
    today,
)
from guanxi.activities.resources import ACTIVITIES, TIMELINE
from guanxi.activities.task_actions import complete_task, create_task
from guanxi.customers.actions import assign_owner, set_parent
from guanxi.customers.sharing import ask_for_access, decide_request, restrict_customer
from tests.access.cast import NOW
from tests.activities.world import World


def statements(read: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        read()
    return len(queries)


def log(world: World, who: str, customer: int, subject: str, **values: Any) -> int:
    return int(world.do(who, log_activity, customer=customer, values={"subject": subject, **values}))


def titles(world: World, who: str, customer: int, **inputs: Any) -> list[str]:
    return [line.title for line in timeline(world[who], customer, on=NOW, **inputs).lines]


# ---- the timeline ----


def test_a_timeline_tells_of_all_departments_the_newest_first(world: World) -> None:
    for day, (who, subject) in enumerate((("lin.yue", "offer"), ("amara.diallo", "repair"), ("marta.nowak", "fair"))):
        log(world, who, world.hengtong, subject, at=NOW - timedelta(days=9 - day))
    task = world.do("lin.yue", create_task, customer=world.hengtong, values={"title": "Send the offer"})
    world.do("lin.yue", complete_task, task=task)
    log(world, "lin.yue", world.hengtong, "review", kind="meeting", at=NOW + timedelta(days=2))
    lines = timeline(world["lin.yue"], world.hengtong, on=NOW).lines
    assert [line.title for line in lines] == ["review", "Send the offer", "fair", "repair", "offer"]
    assert [line.kind for line in lines] == ["meeting", "task", "note", "note", "note"]
    assert [line.is_ahead for line in lines] == [True, False, False, False, False]
    assert [line.department.label for line in lines if line.department] == [
        "Sales", "Sales", "Marketing", "Service", "Sales",
    ]  # fmt: skip


def test_a_timeline_is_narrowed_to_departments_and_kinds(world: World) -> None:
    log(world, "lin.yue", world.hengtong, "offer", kind="call")
    log(world, "amara.diallo", world.hengtong, "repair", kind="visit")
    log(world, "marta.nowak", world.hengtong, "fair", kind="visit")
    assert set(titles(world, "lin.yue", world.hengtong, departments=[world.service, world.marketing])) == {
        "repair", "fair",
    }  # fmt: skip
    assert titles(world, "lin.yue", world.hengtong, kinds=["visit"], departments=[world.service]) == ["repair"]
    assert set(titles(world, "lin.yue", world.hengtong, kinds=["visit", "call"])) == {"offer", "repair", "fair"}


def test_subsidiaries_come_on_request_and_only_those_that_one_may_read(world: World) -> None:
    world.do("chen.wei", set_parent, customer=world.nordlicht, parent=world.hengtong)
    log(world, "lin.yue", world.hengtong, "above")
    log(world, "sofia.berg", world.nordlicht, "below")
    assert titles(world, "lin.yue", world.hengtong) == ["above"]
    assert set(titles(world, "lin.yue", world.hengtong, subsidiaries=True)) == {"above", "below"}
    world.do("sofia.berg", restrict_customer, customer=world.nordlicht, named=[])
    assert titles(world, "lin.yue", world.hengtong, subsidiaries=True) == ["above"]


def test_an_indirect_reader_gets_his_own_lines_and_no_sign_of_others(world: World) -> None:
    log(world, "lin.yue", world.hengtong, "offer")
    own = log(world, "amara.diallo", world.hengtong, "repair")
    page = timeline(world["amara.diallo"], world.hengtong, on=NOW)
    assert [(line.title, line.record) for line in page.lines] == [("repair", own)]
    assert (page.next, page.previous) == (None, None)
    assert view(world["amara.diallo"], TIMELINE).count() == 1
    assert titles(world, "tom.hale", world.hengtong) == []


def test_a_timeline_holds_exactly_the_lines_whose_records_its_reader_gets(world: World) -> None:
    for who in ("lin.yue", "sofia.berg", "amara.diallo", "marta.nowak"):
        for customer in (world.hengtong, world.nordlicht):
            log(world, who, customer, f"by {who}")
    world.do("sofia.berg", create_task, customer=world.nordlicht, values={"title": "x"}, department=world.service)
    world.do("sofia.berg", restrict_customer, customer=world.nordlicht, named=[])
    for who in world.cast.users:
        lines = view(world[who], TIMELINE).filter("resource", "is", "activities").only("record").all(99)
        records = {row["record"] for row in lines}
        assert records == {row.key for row in view(world[who], ACTIVITIES).all(99)}, who


def test_pages_of_a_timeline_join_without_gap_or_overlap(world: World) -> None:
    keys = [log(world, "lin.yue", world.hengtong, f"n{n}", at=NOW - timedelta(hours=n // 3)) for n in range(11)]
    found, after = [], ""
    while True:
        page = timeline(world["lin.yue"], world.hengtong, on=NOW, after=after, size=4)
        found += [line.record for line in page.lines]
        if page.next is None:
            break
        after = page.next
    assert sorted(found) == sorted(keys)
    assert len(found) == 11


def test_a_timeline_takes_the_same_few_statements_whatever_its_length(world: World) -> None:
    def read() -> None:
        assert timeline(lin, world.hengtong, on=NOW).lines

    def one_more() -> None:
        log(world, "lin.yue", world.hengtong, "x", kind="call", people=[world.zhao])
        task = world.do("lin.yue", create_task, customer=world.hengtong, values={"title": "y"})
        world.do("lin.yue", complete_task, task=task)

    lin = world["lin.yue"]
    one_more()
    few = statements(read)
    for _number in range(6):
        one_more()
    assert statements(read) == few <= 5
    assert statements(lambda: timeline(lin, world.hengtong, on=NOW, subsidiaries=True)) == few + 1


# ---- the day ----


def test_the_day_holds_tasks_meetings_mentions_and_what_waits(world: World) -> None:
    lin = world["lin.yue"].user_id

    def task(title: str, due: str, **inputs: Any) -> int:
        return int(
            world.do("chen.wei", create_task, customer=world.hengtong, values={"title": title, "due": due}, **inputs)
        )

    task("late", "2026-11-10", owner=lin)
    task("now", "2026-11-16", owner=lin)
    task("soon", "2026-11-17", owner=lin)
    task("someday", "", owner=lin)
    done = task("done", "2026-11-10", owner=lin)
    world.do("lin.yue", complete_task, task=done)
    task("in the queue", "2026-11-30", department=world.sales)
    task("of others", "2026-11-11", department=world.service)
    ahead = {"kind": "meeting"}
    log(world, "lin.yue", world.hengtong, "at noon", at="2026-11-16 12:00", **ahead)
    log(world, "lin.yue", world.hengtong, "tomorrow", at="2026-11-17 23:00", **ahead)
    log(world, "lin.yue", world.hengtong, "in two days", at="2026-11-18 00:00", **ahead)
    log(world, "lin.yue", world.hengtong, "was this morning", at="2026-11-16 08:00", **ahead)
    log(world, "sofia.berg", world.hengtong, "without him", at="2026-11-16 12:00", **ahead)
    gone = log(world, "lin.yue", world.hengtong, "called off", at="2026-11-16 13:00", **ahead)
    world.do("lin.yue", delete_activity, activity=gone)
    log(world, "sofia.berg", world.nordlicht, "for @lin.yue")
    world.do("marta.nowak", ask_for_access, customer=world.hengtong, reason="a fair in spring")

    day = today(world["lin.yue"], on=NOW)
    assert [line.row["title"] for line in day.overdue] == ["late"]
    assert [line.row["title"] for line in day.due] == ["now"]
    assert [line.row["title"] for line in day.waiting] == ["in the queue"]
    assert [row["subject"] for row in day.meetings_today] == ["at noon"]
    assert [row["subject"] for row in day.meetings_tomorrow] == ["tomorrow"]
    assert [line.title for line in day.mentions] == ["for @lin.yue"]
    assert [(line.row["asked_by"].label, line.customer) for line in day.requests] == [("Marta Nowak", "恒通电缆")]
    assert not day.is_empty
    assert today(world["ines.costa"], on=NOW).is_empty
    assert [line.row["title"] for line in tasks_of_customer(world["lin.yue"], world.hengtong, on=NOW)] == [
        "late", "of others", "now", "soon", "in the queue", "someday",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "overdue", "due"),
    [("UTC", [], ["x"]), ("Pacific/Kiritimati", ["x"], []), ("Etc/GMT+12", [], [])],
)
def test_the_day_is_that_of_the_readers_clock(world: World, zone: str, overdue: list[str], due: list[str]) -> None:
    from guanxi.access.directory_actions import set_preferences

    world.do("lin.yue", create_task, customer=world.hengtong, values={"title": "x", "due": "2026-11-16"})
    world.do("lin.yue", set_preferences, preferences={"time_zone": zone})
    day = today(world["lin.yue"], on=NOW.replace(hour=11))
    assert [line.row["title"] for line in day.overdue] == overdue
    assert [line.row["title"] for line in day.due] == due


def test_the_day_takes_the_same_few_statements_whatever_it_holds(world: World) -> None:
    def fill() -> None:
        world.do("chen.wei", create_task, values={"title": "x", "due": "2026-11-16"}, owner=world["lin.yue"].user_id)
        log(world, "lin.yue", world.hengtong, "x", kind="meeting", at="2026-11-16 12:00", people=[world.zhao])
        log(world, "sofia.berg", world.nordlicht, "for @lin.yue")

    world.do("amara.diallo", ask_for_access, customer=world.hengtong, reason="a machine stands still")
    lin = world["lin.yue"]
    fill()
    today(lin, on=NOW)  # what is the same for all of a request is remembered
    few = statements(lambda: today(lin, on=NOW))
    for _number in range(4):
        fill()
    assert statements(lambda: today(lin, on=NOW)) == few <= 12


# ---- notifications ----


def test_who_asks_for_access_is_heard_by_the_owner_and_hears_of_the_answer(world: World) -> None:
    request = world.do("amara.diallo", ask_for_access, customer=world.hengtong, reason="a machine stands still")
    told = notifications(world["lin.yue"], on=NOW)[0]
    assert [(line.row["kind"], line.title) for line in told] == [("access_request", "a machine stands still")]
    assert notifications(world["sofia.berg"], on=NOW)[0] == []
    world.do("lin.yue", decide_request, request=request, granted=True)
    assert requests_for(world["lin.yue"], on=NOW) == []
    told = notifications(world["amara.diallo"], on=NOW)[0]
    assert [(line.row["kind"], line.title) for line in told] == [("share_granted", "恒通电缆")]


def test_of_a_customer_without_owner_those_are_asked_who_lead(world: World) -> None:
    world.do("lin.yue", assign_owner, customer=world.hengtong, owner=None)
    world.do("amara.diallo", ask_for_access, customer=world.hengtong, reason="a machine stands still")
    told = set(Notification.objects.values_list("recipient__username", "kind"))
    assert told == {("chen.wei", "access_request")}


def test_who_gets_a_customer_is_told(world: World) -> None:
    world.do("lin.yue", assign_owner, customer=world.hengtong, owner=world["sofia.berg"].user_id)
    told = notifications(world["sofia.berg"], on=NOW)[0]
    assert [(line.row["kind"], line.title, line.row["actor"].label) for line in told] == [
        ("handed_over", "恒通电缆", "Lin Yue 林悦")
    ]


def test_a_notification_outlives_what_it_was_about_without_telling_of_it(world: World) -> None:
    key = log(world, "lin.yue", world.hengtong, "for @sofia.berg")
    world.do("lin.yue", delete_activity, activity=key)
    (line,) = notifications(world["sofia.berg"], on=NOW)[0]
    assert (line.title, line.is_open) == ("", False)


def test_the_sidebar_counts_to_a_limit_in_one_statement(world: World) -> None:
    sofia = world["sofia.berg"]
    world.do("sofia.berg", create_task, customer=world.nordlicht, values={"title": "x", "due": "2026-11-16"})
    world.do("sofia.berg", create_task, customer=world.nordlicht, values={"title": "x", "due": "2026-11-18"})
    Notification.objects.bulk_create(
        Notification(recipient_id=sofia.user_id, kind="mention", at=NOW) for _number in range(MOST_COUNTED + 20)
    )
    counts = sidebar_counts(sofia, on=NOW)
    assert (counts.tasks, counts.labels) == (1, {"tasks": "1", "notifications": "99+"})
    assert statements(lambda: sidebar_counts(sofia, on=NOW)) == 1
    assert sidebar_counts(world["ines.costa"], on=NOW).labels == {"tasks": "", "notifications": ""}
