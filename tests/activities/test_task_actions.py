"""Tasks: who gives, sees, does and removes them; engaging departments; series; undo."""

from datetime import date, timedelta

import pytest

from guanxi.access.directory_actions import set_own_customers_only
from guanxi.access.levels import Level
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.activities.models import NEVER, Notification, Task, TimelineEntry
from guanxi.activities.resources import REMOVED_TASKS, TASKS
from guanxi.activities.task_actions import (
    assign_task,
    assign_tasks,
    complete_task,
    complete_tasks,
    create_task,
    delete_task,
    edit_task,
    reopen_task,
    restore_task,
    snooze_task,
    snooze_tasks,
)
from guanxi.customers.sharing import restrict_customer
from guanxi.errors import Conflict, Denied, Invalid, NotFound, Refused
from tests.access.cast import NOW
from tests.activities.world import World, as_system

OFFER = {"title": "Send the offer", "due": "2026-11-20"}
TODAY = NOW.date()


def level(world: World, who: str) -> Level:
    return level_on(world[who], world.hengtong)


# ---- giving ----


def test_a_task_of_a_customer_is_given_from_level_3(world: World) -> None:
    for who, refusal in (("amara.diallo", NotFound), ("wang.fang", Denied), ("tom.hale", NotFound)):
        with pytest.raises(refusal):
            world.do(who, create_task, customer=world.hengtong, values=OFFER)
    assert not Task.objects.exists()
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER)
    row = view(world["lin.yue"], TASKS).get(key)
    assert (row["title"], row["due"], row["owner"].label, row["department"].label) == (
        "Send the offer", date(2026, 11, 20), "Lin Yue 林悦", "Sales",
    )  # fmt: skip


def test_a_task_of_no_customer_is_seen_by_who_has_it_and_who_gave_it(world: World) -> None:
    own = world.do("tom.hale", create_task, values={"title": "Renew the certificate"})
    given = world.do("lin.yue", create_task, values={"title": "Order cards"}, owner=world["marta.nowak"].user_id)
    waiting = world.do("lin.yue", create_task, values={"title": "Water the plants"}, department=world.service)

    def seen(who: str) -> set[int]:
        return {row.key for row in view(world[who], TASKS).all()}

    assert seen("tom.hale") == {own}
    assert seen("lin.yue") == {given, waiting}
    assert seen("marta.nowak") == {given}
    assert seen("amara.diallo") == {waiting}
    assert seen("wang.fang") == seen("chen.wei") == set()  # who reads all customers reads none of these


def test_what_cannot_be_is_refused_at_its_field(world: World) -> None:
    for values, field in (
        ({"title": ""}, "title"),
        ({"title": "x", "due": "tomorrow"}, "due"),
        ({"title": "x", "due": "9999-12-31", "recurrence": "daily"}, "due"),
        ({"title": "x", "due": "2300-01-01"}, "due"),
        ({"title": "x", "due_time": "9:00"}, "due"),
        ({"title": "x", "due": "2026-11-20", "due_time": "noon"}, "due_time"),
        ({"title": "x", "priority": "7"}, "priority"),
        ({"title": "x", "recurrence": "hourly"}, "recurrence"),
        ({"title": "x", "due": "2026-11-20", "recurrence": "daily", "every": "0"}, "every"),
        ({"title": "x", "person": str(world.klaus)}, "person"),
        ({"title": "x", "done": "yes"}, "done"),
    ):
        with pytest.raises(Invalid) as refused:
            world.do("lin.yue", create_task, customer=world.hengtong, values=values)
        assert set(refused.value.fields) == {field}, values
    lin = world["lin.yue"].user_id
    for owner, department, field in ((99, None, "owner"), (None, 99, "department"), (lin, world.service, "owner")):
        with pytest.raises(Invalid) as refused:
            world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, owner=owner, department=department)
        assert set(refused.value.fields) == {field}
    assert not Task.objects.exists()


def test_a_time_of_day_keeps_the_place_where_it_was_set(world: World) -> None:
    values = {**OFFER, "due_time": "9:5"}
    with pytest.raises(Invalid):
        world.do("lin.yue", create_task, customer=world.hengtong, values=values)
    values = {**OFFER, "due_time": "9:05", "time_zone": "Asia/Shanghai"}
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=values)
    row = view(world["lin.yue"], TASKS).get(key)
    assert (row["due_time"], row["time_zone"]) == ("09:05", "Asia/Shanghai")


def test_who_is_given_a_task_is_told_and_the_giver_is_not(world: World) -> None:
    chen = world["chen.wei"].user_id
    world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER)
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, owner=chen)
    assert list(Notification.objects.values_list("recipient", "kind", "record")) == [(chen, "assignment", key)]


def test_nobody_is_given_a_task_of_a_customer_that_he_may_not_know_of(world: World) -> None:
    tom, sofia = world["tom.hale"].user_id, world["sofia.berg"].user_id
    with pytest.raises(Invalid):
        world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, owner=tom)
    assert world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, owner=sofia)
    world.do("lin.yue", restrict_customer, customer=world.hengtong, named=[])
    with pytest.raises(Invalid):
        world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, owner=sofia)
    assert Task.objects.count() == 1


def test_a_person_of_a_task_is_one_of_its_customer(world: World) -> None:
    key = world.do("lin.yue", create_task, customer=world.hengtong, values={**OFFER, "person": world.zhao})
    assert view(world["lin.yue"], TASKS).get(key)["person"].label == "赵敏"
    assert "person" not in {f.name for f in view(world["marta.nowak"], TASKS).resource.fields}


# ---- engaging ----


def test_a_task_for_another_department_engages_it_until_it_is_done(world: World) -> None:
    assert level(world, "amara.diallo") == Level.INDIRECT
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, department=world.service)
    assert level(world, "amara.diallo") == Level.READ
    assert level(world, "marta.nowak") == Level.INDIRECT
    assert view(world["amara.diallo"], TASKS).get(key)["title"] == "Send the offer"
    world.do("amara.diallo", complete_task, task=key)
    assert level(world, "amara.diallo") == Level.INDIRECT
    world.do("lin.yue", reopen_task, task=key)
    assert level(world, "amara.diallo") == Level.READ
    world.do("lin.yue", delete_task, task=key)
    assert level(world, "amara.diallo") == Level.INDIRECT


def test_nobody_engages_his_own_department(world: World) -> None:
    world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, department=world.sales)
    assert level_on(world["sofia.berg"], world.hengtong) == Level.READ


def test_a_department_stays_engaged_while_any_task_is_open(world: World) -> None:
    amara = world["amara.diallo"].user_id
    first = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, owner=amara)
    second, change = world.do_recorded(
        "chen.wei", create_task, customer=world.hengtong, values=OFFER, department=world.service
    )
    world.do("amara.diallo", complete_task, task=first)
    assert level(world, "amara.diallo") == Level.READ
    world.undo("chen.wei", change)
    assert level(world, "amara.diallo") == Level.INDIRECT
    assert not Task.objects.filter(pk=second).exists()


def test_undoing_the_task_that_engaged_first_leaves_the_second_ones_engagement(world: World) -> None:
    _first, change = world.do_recorded(
        "lin.yue", create_task, customer=world.hengtong, values=OFFER, department=world.service
    )
    second = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, department=world.service)
    world.undo("lin.yue", change)
    assert level(world, "amara.diallo") == Level.READ
    _none, done = world.do_recorded("amara.diallo", complete_task, task=second)
    assert level(world, "amara.diallo") == Level.INDIRECT
    world.undo("lin.yue", world.do_recorded("lin.yue", reopen_task, task=second)[1])
    assert level(world, "amara.diallo") == Level.INDIRECT
    assert done


def test_handing_a_task_to_another_department_needs_level_3(world: World) -> None:
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, department=world.service)
    with pytest.raises(Denied):
        world.do("amara.diallo", assign_task, task=key, department=world.marketing)
    assert level(world, "marta.nowak") == Level.INDIRECT
    world.do("chen.wei", assign_task, task=key, department=world.marketing)
    assert level(world, "marta.nowak") == Level.READ
    assert level(world, "amara.diallo") == Level.INDIRECT


def test_an_engaged_department_does_not_open_a_restricted_customer(world: World) -> None:
    world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, department=world.service)
    world.do("lin.yue", restrict_customer, customer=world.hengtong, named=[])
    assert level(world, "amara.diallo") == Level.NONE
    assert not view(world["amara.diallo"], TASKS).exists()


def test_the_system_gives_tasks_in_nobodys_name(world: World) -> None:
    key = as_system(create_task, customer=world.hengtong, values=OFFER, department=world.service)
    row = view(world["amara.diallo"], TASKS).get(key)
    assert (row["created_by"], row["title"]) == (None, "Send the offer")
    assert level(world, "amara.diallo") == Level.READ


# ---- doing ----


def test_an_assignee_works_his_task_and_others_of_his_level_do_not(world: World) -> None:
    amara = world["amara.diallo"].user_id
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, owner=amara)
    for who in ("wang.fang", "sofia.berg"):  # they read it
        with pytest.raises(Denied):
            world.do(who, complete_task, task=key)
    with pytest.raises(NotFound):
        world.do("marta.nowak", complete_task, task=key)
    world.do("amara.diallo", edit_task, task=key, values={"notes": "asked the plant"})
    world.do("amara.diallo", snooze_task, task=key, until=TODAY + timedelta(days=1))
    world.do("amara.diallo", assign_task, task=key, department=world.service)  # back into the queue
    world.do("amara.diallo", assign_task, task=key, owner=amara)
    with pytest.raises(Denied):
        world.do("amara.diallo", delete_task, task=key)
    world.do("amara.diallo", complete_task, task=key)
    assert Task.objects.get(pk=key).done_by_id == amara


def test_who_lost_the_customer_still_works_his_own_task(world: World) -> None:
    """The task engaged no department: it is his own by being assigned to him."""
    sofia = world["sofia.berg"].user_id
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, owner=sofia)
    world.do("tom.hale", set_own_customers_only, own_only=True)
    assert level_on(world["sofia.berg"], world.hengtong) == Level.INDIRECT
    assert view(world["sofia.berg"], TASKS).get(key)["title"] == "Send the offer"
    world.do("sofia.berg", complete_task, task=key)


def test_a_task_of_a_queue_is_taken_by_whoever_of_the_department_comes_first(world: World) -> None:
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, department=world.service)
    assert view(world["amara.diallo"], TASKS).get(key)["owner"] is None
    world.do("amara.diallo", assign_task, task=key, owner=world["amara.diallo"].user_id)
    row = view(world["amara.diallo"], TASKS).get(key)
    assert (row["owner"].label, row["department"].key) == ("Amara Diallo", world.service)


def test_what_is_done_is_done_once(world: World) -> None:
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER)
    world.do("lin.yue", complete_task, task=key)
    assert world.do_recorded("chen.wei", complete_task, task=key) == (None, None)
    assert Task.objects.get(pk=key).done_by_id == world["lin.yue"].user_id
    for what, inputs in ((snooze_task, {"until": TODAY}), (assign_task, {"department": 1})):
        with pytest.raises((Refused, Invalid)):
            world.do("lin.yue", what, task=key, **inputs)
    world.do("lin.yue", reopen_task, task=key)
    world.do("lin.yue", reopen_task, task=key)
    assert view(world["lin.yue"], TASKS).filter("done", "empty").keys(5) == [key]


def test_putting_off_goes_forward(world: World) -> None:
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER)
    for until in (TODAY - timedelta(days=1), date(2500, 1, 1)):
        with pytest.raises(Invalid):
            world.do("lin.yue", snooze_task, task=key, until=until)
    world.do("lin.yue", snooze_tasks, tasks=[key], until=TODAY)
    assert Task.objects.get(pk=key).due == TODAY


def test_many_tasks_are_done_together_or_none(world: World) -> None:
    keys = [world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER) for _number in range(3)]
    foreign = world.do("sofia.berg", create_task, customer=world.nordlicht, values=OFFER)
    with pytest.raises(Denied):
        world.do("lin.yue", complete_tasks, tasks=[*keys, foreign])
    assert not Task.objects.exclude(done_at=None).exists()
    _none, change = world.do_recorded("lin.yue", complete_tasks, tasks=keys)
    assert Task.objects.exclude(done_at=None).count() == 3
    world.undo("lin.yue", change)
    assert not Task.objects.exclude(done_at=None).exists()
    world.do("lin.yue", assign_tasks, tasks=keys, owner=world["chen.wei"].user_id)
    assert Task.objects.filter(owner=world["chen.wei"].user_id).count() == 3


def test_of_many_tasks_those_that_a_colleague_has_done_stay_as_they_are(world: World) -> None:
    done, still_open = (world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER) for _number in range(2))
    world.do("chen.wei", complete_task, task=done)
    both, day = [done, still_open], TODAY + timedelta(days=3)
    world.do("lin.yue", snooze_tasks, tasks=both, until=day)
    world.do("lin.yue", assign_tasks, tasks=both, owner=world["chen.wei"].user_id)
    assert list(Task.objects.filter(due=day, owner=world["chen.wei"].user_id).values_list("pk", flat=True)) == [
        still_open
    ]
    world.do("lin.yue", complete_tasks, tasks=both)
    who = {key: world[name].user_id for key, name in ((done, "chen.wei"), (still_open, "lin.yue"))}
    assert dict(Task.objects.values_list("pk", "done_by")) == who


def test_two_who_edit_the_same_field_lose_nothing(world: World) -> None:
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER)
    version = view(world["lin.yue"], TASKS).get(key).version
    world.do("chen.wei", edit_task, task=key, version=version, values={"title": "Send two offers"})
    with pytest.raises(Conflict):
        world.do("lin.yue", edit_task, task=key, version=version, values={"title": "Send no offer"})
    world.do("lin.yue", edit_task, task=key, version=version, values={"priority": "1"})
    row = view(world["lin.yue"], TASKS).get(key)
    assert (row["title"], row["priority"]) == ("Send two offers", 1)


# ---- series ----


def test_completing_what_repeats_makes_the_next_one(world: World) -> None:
    values = {"title": "Monthly call", "due": "2026-10-31", "recurrence": "monthly", "notes": "ask about stock"}
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=values, department=world.service)
    following = world.do("amara.diallo", complete_task, task=key)
    row = view(world["lin.yue"], TASKS).get(following)
    assert (row["title"], row["notes"], row["due"]) == ("Monthly call", "ask about stock", date(2026, 11, 30))
    assert row["created_by"].label == "Lin Yue 林悦"
    assert level(world, "amara.diallo") == Level.READ  # the next one engages as well
    third = world.do("lin.yue", complete_task, task=following)
    assert Task.objects.get(pk=third).due == date(2026, 12, 31)


def test_putting_off_one_leaves_the_series_and_a_new_day_moves_it(world: World) -> None:
    values = {"title": "Weekly", "due": "2026-11-16", "recurrence": "weekly"}
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=values)
    world.do("lin.yue", snooze_task, task=key, until=date(2026, 11, 18))
    second = world.do("lin.yue", complete_task, task=key)
    assert Task.objects.get(pk=second).due == date(2026, 11, 23)
    world.do("lin.yue", edit_task, task=second, values={"due": "2026-11-24"})
    third = world.do("lin.yue", complete_task, task=second)
    assert Task.objects.get(pk=third).due == date(2026, 12, 1)
    world.do("lin.yue", edit_task, task=third, values={"recurrence": ""})
    assert world.do("lin.yue", complete_task, task=third) is None


def test_reopening_takes_back_a_next_one_that_nobody_touched(world: World) -> None:
    values = {"title": "Weekly", "due": "2026-11-16", "recurrence": "weekly"}
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=values)
    world.do("lin.yue", complete_task, task=key)
    world.do("lin.yue", reopen_task, task=key)
    assert view(world["lin.yue"], TASKS).keys(5) == [key]
    again = world.do("lin.yue", complete_task, task=key)
    world.do("lin.yue", edit_task, task=again, values={"notes": "touched"})
    world.do("lin.yue", reopen_task, task=key)
    assert set(view(world["lin.yue"], TASKS).keys(5)) == {key, again}
    assert world.do("lin.yue", complete_task, task=key) is None


# ---- the bin, undo, timeline ----


def test_a_task_is_removed_by_who_gave_it_and_from_level_3(world: World) -> None:
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=OFFER, department=world.service)
    with pytest.raises(Denied):
        world.do("wang.fang", delete_task, task=key)
    _none, change = world.do_recorded("chen.wei", delete_task, task=key)
    assert not view(world["lin.yue"], TASKS).exists()
    assert view(world["lin.yue"], REMOVED_TASKS).get(key)["removed"] == NOW
    world.do("lin.yue", restore_task, task=key)
    assert level(world, "amara.diallo") == Level.READ
    with pytest.raises(Refused):
        world.undo("chen.wei", change)
    _none, change = world.do_recorded("lin.yue", delete_task, task=key)
    world.undo("lin.yue", change)
    assert view(world["lin.yue"], TASKS).search("offer").keys(5) == [key]


def test_undoing_a_completion_takes_the_next_one_away(world: World) -> None:
    values = {"title": "Weekly", "due": "2026-11-16", "recurrence": "weekly"}
    key = world.do("lin.yue", create_task, customer=world.hengtong, values=values)
    following, change = world.do_recorded("lin.yue", complete_task, task=key)
    assert TimelineEntry.objects.filter(resource="tasks", record=key).exists()
    world.undo("lin.yue", change)
    assert not Task.objects.filter(pk=following).exists()
    assert Task.objects.get(pk=key).done_at is None
    assert not TimelineEntry.objects.exists()


def test_an_undo_names_what_was_edited_since(world: World) -> None:
    key, change = world.do_recorded("lin.yue", create_task, customer=world.hengtong, values=OFFER)
    world.do("chen.wei", edit_task, task=key, values={"title": "Send two offers"})
    with pytest.raises(Refused, match="Title changed since"):
        world.undo("lin.yue", change)
    assert view(world["lin.yue"], TASKS).get(key)["title"] == "Send two offers"


def test_what_has_no_day_comes_last(world: World) -> None:
    keys = [
        world.do("lin.yue", create_task, customer=world.hengtong, values={"title": "x", "due": due})
        for due in ("", "2026-11-20", "2026-11-19")
    ]
    rows = view(world["lin.yue"], TASKS).order("due").all()
    assert [row.key for row in rows] == keys[::-1]
    assert rows[-1]["due"] is None
    assert Task.objects.get(pk=keys[0]).due == NEVER
    assert view(world["lin.yue"], TASKS).filter("due", "empty").keys(5) == keys[:1]
