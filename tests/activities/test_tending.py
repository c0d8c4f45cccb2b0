"""What time does by itself, and who leaves."""

from datetime import UTC, datetime, timedelta

import pytest

from guanxi.access.models import Change, SearchEntry
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.activities.actions import delete_activity, log_activity
from guanxi.activities.handover import hand_over_tasks
from guanxi.activities.models import Activity, ActivityText, Notification, Task, TaskText, TimelineEntry
from guanxi.activities.resources import TASKS
from guanxi.activities.task_actions import complete_task, create_task, delete_task
from guanxi.activities.tending import KEPT_IN_BIN, empty_bin, meet_what_came, reckon_clocks
from guanxi.customers.binning import bin_customer, purge_customers
from guanxi.customers.handover import hand_over
from guanxi.customers.models import NEVER, Customer
from guanxi.customers.sharing import restrict_customer
from guanxi.errors import Denied, Invalid
from tests.access.cast import NOW
from tests.activities.world import World

MEETING = {"subject": "Review", "kind": "meeting", "at": "2026-11-20 10:00"}


def test_a_meeting_becomes_a_contact_when_it_has_come(world: World) -> None:
    world.do("lin.yue", log_activity, customer=world.hengtong, values=MEETING)
    assert meet_what_came(now=NOW + timedelta(days=1)) == 0
    assert Customer.objects.get(pk=world.hengtong).last_touched == NEVER
    came = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    assert meet_what_came(now=came) == 1
    meet_what_came(now=came + timedelta(days=1))
    assert Customer.objects.get(pk=world.hengtong).last_touched == came


def test_a_meeting_moves_with_the_clocks_of_its_place(world: World) -> None:
    """The rules of a country change: the instant that was reckoned before is no longer what the wall shows."""
    values = {**MEETING, "time_zone": "Europe/Berlin"}
    key = world.do("lin.yue", log_activity, customer=world.hengtong, values=values)
    right = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert Activity.objects.get(pk=key).at == right
    assert reckon_clocks(now=NOW) == 0
    wrong = right + timedelta(hours=1)  # as an older table of time zones had it
    Activity.objects.filter(pk=key).update(at=wrong)
    assert reckon_clocks(now=NOW) == 1
    assert Activity.objects.get(pk=key).at == TimelineEntry.objects.get(record=key).at == right


def test_the_second_of_two_equal_hours_is_left_alone(world: World) -> None:
    values = {**MEETING, "at": "2027-10-31T01:30:00+00:00", "time_zone": "Europe/Berlin"}
    key = world.do("lin.yue", log_activity, customer=world.hengtong, values=values)
    assert Activity.objects.get(pk=key).wall_time == "2027-10-31T02:30"
    assert reckon_clocks(now=NOW) == 0
    assert Activity.objects.get(pk=key).at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_after_thirty_days_in_the_bin_nothing_is_left(world: World) -> None:
    secret = "Quincaillerie"
    entry = world.do("lin.yue", log_activity, customer=world.hengtong, values={"subject": secret})
    kept = world.do("lin.yue", log_activity, customer=world.hengtong, values={"subject": "kept"})
    task = world.do("lin.yue", create_task, customer=world.hengtong, values={"title": secret})
    world.do("lin.yue", delete_activity, activity=entry)
    world.do("lin.yue", delete_task, task=task)
    assert empty_bin(before=NOW + timedelta(days=29) - KEPT_IN_BIN) == 0
    assert empty_bin(before=NOW + timedelta(days=31) - KEPT_IN_BIN) == 2
    assert list(Activity.objects.values_list("pk", flat=True)) == [kept]
    assert not Task.objects.exists()
    assert not ActivityText.objects.filter(subject=secret).exists()
    assert not TaskText.objects.exists()
    assert not any(secret in str(line.old) + str(line.new) for line in Change.objects.all())


def test_who_leaves_hands_his_open_tasks_over(world: World) -> None:
    lin, chen = world["lin.yue"].user_id, world["chen.wei"].user_id
    open_one = world.do("lin.yue", create_task, customer=world.hengtong, values={"title": "open"})
    done = world.do("lin.yue", create_task, customer=world.hengtong, values={"title": "done"})
    world.do("lin.yue", complete_task, task=done)
    private = world.do("lin.yue", create_task, values={"title": "water the plants"})
    for who in ("chen.wei", "lin.yue"):
        with pytest.raises(Denied):
            world.do(who, hand_over_tasks, leaver=lin, successor=chen)
    with pytest.raises(Invalid):
        world.do("tom.hale", hand_over_tasks, leaver=lin, successor=lin)
    moved, change = world.do_recorded("tom.hale", hand_over_tasks, leaver=lin, successor=chen)
    assert moved == 2
    assert {row.key for row in view(world["chen.wei"], TASKS).filter("owner", "is", "me").all()} == {open_one, private}
    assert Task.objects.get(pk=done).owner_id == lin
    assert change


def test_a_successor_gets_no_task_of_a_customer_that_he_may_not_know_of(world: World) -> None:
    lin, sofia = world["lin.yue"].user_id, world["sofia.berg"].user_id
    key = world.do("lin.yue", create_task, customer=world.hengtong, values={"title": "open"})
    world.do("lin.yue", restrict_customer, customer=world.hengtong, named=[])
    assert world.do("tom.hale", hand_over_tasks, leaver=lin, successor=sofia) == 1
    task = Task.objects.get(pk=key)
    assert (task.owner_id, task.department_id) == (None, world.sales)
    assert not view(world["sofia.berg"], TASKS).exists()
    assert level_on(world["sofia.berg"], world.hengtong) == 0


def test_one_action_hands_over_all_of_who_leaves(world: World) -> None:
    lin, sofia = world["lin.yue"].user_id, world["sofia.berg"].user_id
    key = world.do("lin.yue", create_task, customer=world.hengtong, values={"title": "open"})
    world.do("lin.yue", restrict_customer, customer=world.hengtong, named=[])
    done = world.do("tom.hale", hand_over, leaver=lin, successor=sofia)
    assert (done.customers, list(done.more.values())) == (1, [1])
    assert Task.objects.get(pk=key).owner_id == sofia  # who owns the customer now may know of it
    with pytest.raises(Denied):
        world.do("lin.yue", create_task, values={"title": "too late"})


def test_of_a_customer_that_went_for_good_nothing_is_left(world: World) -> None:
    values = {"subject": "Quincaillerie", "body": "@chen.wei"}
    entry = world.do("lin.yue", log_activity, customer=world.hengtong, values=values)
    task = world.do("lin.yue", create_task, customer=world.hengtong, values={"title": "Quincaillerie"})
    other = world.do("sofia.berg", log_activity, customer=world.nordlicht, values={"subject": "kept"})
    world.do("lin.yue", bin_customer, customer=world.hengtong)
    assert purge_customers(before=NOW + timedelta(seconds=1), now=NOW) == 1
    for model in (Activity, ActivityText, TimelineEntry):
        assert list(model.objects.values_list("pk" if model is not TimelineEntry else "record", flat=True)) == [other]
    assert not Task.objects.exists()
    assert not Notification.objects.exists()
    assert not SearchEntry.objects.filter(record__in=[entry, task]).exists()
