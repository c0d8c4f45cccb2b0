"""Logging what happened: who may, what is filled in, who is told, and taking it back."""

from datetime import UTC, datetime, timedelta

import pytest

from guanxi.access.levels import Level
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.activities.actions import (
    delete_activity,
    edit_activity,
    log_activity,
    quick_log,
    read_all_notifications,
    read_notification,
    restore_activity,
)
from guanxi.activities.models import Activity, ActivityText, Notification, TimelineEntry
from guanxi.activities.queries import notifications
from guanxi.activities.resources import ACTIVITIES, REMOVED_ACTIVITIES
from guanxi.customers.models import NEVER, Customer
from guanxi.customers.sharing import restrict_customer
from guanxi.errors import Conflict, Denied, Invalid, NotFound, UnknownField
from tests.access.cast import NOW
from tests.activities.world import World

CALL = {"subject": "Called about buffer stock", "kind": "call"}


def test_one_line_is_enough(world: World) -> None:
    key = world.do("lin.yue", log_activity, customer=world.hengtong, values={"subject": "Nice talk"})
    row = view(world["lin.yue"], ACTIVITIES).get(key)
    assert (row["subject"], row["kind"], row["at"]) == ("Nice talk", "note", NOW)
    assert row["department"].label == "Sales"
    assert [user.label for user in row["users"]] == ["Lin Yue 林悦"]
    assert row["customer"].label == "恒通电缆"
    assert row["customer_took_part"] is False


@pytest.mark.parametrize(
    ("values", "took_part"),
    [
        ({"kind": "call"}, True),
        ({"kind": "meeting"}, True),
        ({"kind": "visit"}, True),
        ({"kind": "exchange"}, True),
        ({"kind": "mail", "direction": "in"}, True),
        ({"kind": "mail", "direction": "out"}, False),
        ({"kind": "note"}, False),
        ({"kind": "call", "customer_took_part": "no"}, False),
        ({"kind": "note", "customer_took_part": "yes"}, True),
    ],
)
def test_whether_the_customer_took_part_follows_from_the_kind_unless_it_is_said(
    world: World, values: dict[str, str], took_part: bool
) -> None:
    key = world.do("lin.yue", log_activity, customer=world.hengtong, values={"subject": "x", **values})
    assert Activity.objects.get(pk=key).customer_took_part is took_part


def test_an_indirect_reader_logs_and_reads_his_entry_and_nobody_elses(world: World) -> None:
    amara = world["amara.diallo"]
    assert level_on(amara, world.hengtong) == Level.INDIRECT
    others = world.do("lin.yue", log_activity, customer=world.hengtong, values=CALL)
    own = world.do("amara.diallo", log_activity, customer=world.hengtong, values={"subject": "They called me"})
    assert [row.key for row in view(amara, ACTIVITIES).all()] == [own]
    with pytest.raises(NotFound):
        view(amara, ACTIVITIES).get(others)
    assert {row.key for row in view(world["lin.yue"], ACTIVITIES).all()} == {own, others}


def test_nobody_logs_where_he_may_not_know_of_the_customer(world: World) -> None:
    before = Activity.objects.count()
    for stranger in ("tom.hale", "ines.costa"):
        with pytest.raises(NotFound):
            world.do(stranger, log_activity, customer=world.hengtong, values=CALL)
    assert Activity.objects.count() == before
    assert world.do("marta.nowak", log_activity, customer=world.hengtong, values=CALL)


def test_an_entry_is_edited_by_who_wrote_it_and_from_level_3(world: World) -> None:
    key = world.do("amara.diallo", log_activity, customer=world.hengtong, values={"subject": "They called me"})
    world.do("amara.diallo", edit_activity, activity=key, values={"subject": "They rang me"})
    world.do("lin.yue", edit_activity, activity=key, values={"minutes": "10"})
    with pytest.raises(NotFound):
        world.do("marta.nowak", edit_activity, activity=key, values={"subject": "mine now"})
    with pytest.raises(Denied):  # management reads and does not write
        world.do("wang.fang", edit_activity, activity=key, values={"subject": "mine now"})
    row = view(world["lin.yue"], ACTIVITIES).get(key)
    assert (row["subject"], row["minutes"]) == ("They rang me", 10)


def test_two_who_edit_the_same_field_lose_nothing(world: World) -> None:
    key = world.do("lin.yue", log_activity, customer=world.hengtong, values=CALL)
    version = view(world["lin.yue"], ACTIVITIES).get(key).version
    world.do("chen.wei", edit_activity, activity=key, version=version, values={"subject": "Called about prices"})
    with pytest.raises(Conflict) as conflict:
        world.do("lin.yue", edit_activity, activity=key, version=version, values={"subject": "Called about stock"})
    assert conflict.value.fields == {"subject": ("Called about prices", "Called about stock")}
    world.do("lin.yue", edit_activity, activity=key, version=version, values={"minutes": 5})
    assert view(world["lin.yue"], ACTIVITIES).get(key)["subject"] == "Called about prices"


def test_people_of_both_sides_take_part(world: World) -> None:
    users = [world["lin.yue"].user_id, world["chen.wei"].user_id]
    key = world.do(
        "lin.yue", log_activity, customer=world.hengtong,
        values={**CALL, "people": [world.zhao], "users": users},
    )  # fmt: skip
    row = view(world["lin.yue"], ACTIVITIES).get(key)
    assert [person.label for person in row["people"]] == ["赵敏"]
    assert {user.key for user in row["users"]} == set(users)
    world.do("lin.yue", edit_activity, activity=key, values={"people": [], "users": users[:1]})
    row = view(world["lin.yue"], ACTIVITIES).get(key)
    assert (row["people"], [user.key for user in row["users"]]) == ((), users[:1])


def test_people_of_another_customer_answer_like_people_who_do_not_exist(world: World) -> None:
    told = []
    for person in (world.klaus, 12345):
        with pytest.raises(Invalid) as refused:
            world.do("lin.yue", log_activity, customer=world.hengtong, values={**CALL, "people": [person]})
        told.append(refused.value.fields)
    assert told[0] == told[1] != {}
    with pytest.raises(Invalid):  # he knows the customer and none of its people
        world.do("amara.diallo", log_activity, customer=world.hengtong, values={**CALL, "people": [world.zhao]})


def test_marketing_reads_an_activity_without_the_names_of_their_people(world: World) -> None:
    """What is personal, marketing reads from level 3; it may not even be asked for."""
    marta = world["marta.nowak"]
    view(marta, ACTIVITIES).only("subject")
    with pytest.raises(UnknownField):
        view(marta, ACTIVITIES).filter("people", "is", str(world.zhao))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": " \n "}, "subject"),
        ({"subject": "x", "kind": "duel"}, "kind"),
        ({"subject": "x", "minutes": "-1"}, "minutes"),
        ({"subject": "x", "minutes": "9999999"}, "minutes"),
        ({"subject": "x", "at": "yesterday"}, "at"),
        ({"subject": "x", "at": "9999-12-31 23:59"}, "at"),
        ({"subject": "x", "time_zone": "Mars/Olympus"}, "time_zone"),
        ({"subject": "x", "department": "99"}, "department"),
        ({"subject": "x", "users": ["99"]}, "users"),
        ({"subject": "x", "kind": "call", "exchange_kind": "workshop"}, "exchange_kind"),
        ({"subject": "x", "author": "99"}, "author"),
        ({"subject": "a\x00b"}, "subject"),
        ({"subject": "x" * 201}, "subject"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world: World, values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.do("lin.yue", log_activity, customer=world.hengtong, values=values)
    assert set(refused.value.fields) == {field}
    assert not Activity.objects.exists()


def test_a_subject_may_come_from_the_notes(world: World) -> None:
    key = world.do("lin.yue", log_activity, customer=world.hengtong, values={"body": "\nFirst line\nsecond"})
    row = view(world["lin.yue"], ACTIVITIES).get(key)
    assert (row["subject"], row["body"]) == ("First line", "First line\nsecond")


def test_the_last_contact_of_the_customer_is_that_of_its_newest_contact_so_far(world: World) -> None:
    def last() -> datetime:
        return Customer.objects.values_list("last_touched", flat=True).get(pk=world.hengtong)

    assert last() == NEVER
    yesterday, week_ago = NOW - timedelta(days=1), NOW - timedelta(days=7)
    newest = world.do("lin.yue", log_activity, customer=world.hengtong, values={**CALL, "at": yesterday})
    world.do("lin.yue", log_activity, customer=world.hengtong, values={**CALL, "at": week_ago})
    world.do("lin.yue", log_activity, customer=world.hengtong, values={"subject": "a thought"})
    ahead = {"subject": "Review", "kind": "meeting", "at": NOW + timedelta(days=3)}
    world.do("lin.yue", log_activity, customer=world.hengtong, values=ahead)
    assert last() == yesterday
    world.do("lin.yue", delete_activity, activity=newest)
    assert last() == week_ago
    world.do("lin.yue", restore_activity, activity=newest)
    assert last() == yesterday
    assert Customer.objects.get(pk=world.nordlicht).last_touched == NEVER


def test_logging_leaves_the_version_of_the_customer_alone(world: World) -> None:
    before = Customer.objects.values_list("version", flat=True).get(pk=world.hengtong)
    world.do("lin.yue", log_activity, customer=world.hengtong, values=CALL)
    assert Customer.objects.values_list("version", flat=True).get(pk=world.hengtong) == before


# ---- the bin and undo ----


def test_what_is_in_the_bin_is_shown_there_alone_and_comes_back(world: World) -> None:
    key = world.do("lin.yue", log_activity, customer=world.hengtong, values=CALL)
    with pytest.raises(Denied):
        world.do("wang.fang", delete_activity, activity=key)
    world.do("lin.yue", delete_activity, activity=key)
    assert not view(world["lin.yue"], ACTIVITIES).among([key]).exists()
    assert not TimelineEntry.objects.filter(record=key).exists()
    assert view(world["lin.yue"], REMOVED_ACTIVITIES).get(key)["removed"] == NOW
    with pytest.raises(NotFound):
        world.do("lin.yue", edit_activity, activity=key, values={"subject": "x"})
    with pytest.raises(Denied):
        world.do("wang.fang", restore_activity, activity=key)
    world.do("chen.wei", restore_activity, activity=key)
    assert view(world["lin.yue"], ACTIVITIES).get(key)["subject"] == CALL["subject"]
    assert TimelineEntry.objects.filter(record=key).exists()


def test_undoing_a_log_takes_all_of_it_away(world: World) -> None:
    values = {**CALL, "people": [world.zhao], "body": "for @chen.wei"}
    key, change = world.do_recorded("lin.yue", log_activity, customer=world.hengtong, values=values)
    assert Notification.objects.count() == 1
    read_all = world.do("chen.wei", read_all_notifications)
    assert read_all == 1
    world.undo("lin.yue", change)
    for model in (Activity, ActivityText, TimelineEntry, Notification):
        assert not model.objects.exists()
    assert Customer.objects.get(pk=world.hengtong).last_touched == NEVER
    assert not view(world["lin.yue"], ACTIVITIES).search("buffer").exists()
    assert key


def test_an_indirect_reader_undoes_what_he_logged(world: World) -> None:
    _key, change = world.do_recorded("amara.diallo", log_activity, customer=world.hengtong, values=CALL)
    with pytest.raises(NotFound):
        world.undo("marta.nowak", change)
    world.undo("amara.diallo", change)
    assert not Activity.objects.exists()


def test_undoing_one_log_meets_nothing_of_a_later_one(world: World) -> None:
    _first, change = world.do_recorded("lin.yue", log_activity, customer=world.hengtong, values=CALL)
    later = NOW + timedelta(hours=1)
    second = world.do("chen.wei", log_activity, on=later, customer=world.hengtong, values=CALL)
    world.undo("lin.yue", change, on=later)
    assert [row.key for row in view(world["lin.yue"], ACTIVITIES).all()] == [second]
    assert Customer.objects.get(pk=world.hengtong).last_touched == later


def test_undoing_a_removal_brings_the_entry_back(world: World) -> None:
    key = world.do("lin.yue", log_activity, customer=world.hengtong, values=CALL)
    _none, change = world.do_recorded("lin.yue", delete_activity, activity=key)
    world.undo("lin.yue", change)
    assert view(world["lin.yue"], ACTIVITIES).search("buffer").keys(5) == [key]
    assert TimelineEntry.objects.filter(record=key).exists()


# ---- found ----


def test_an_entry_is_found_by_its_words_by_who_may_read_it(world: World) -> None:
    key = world.do("lin.yue", log_activity, customer=world.hengtong, values={**CALL, "body": "备货三个月"})
    assert view(world["lin.yue"], ACTIVITIES).search("备货").keys(5) == [key]
    assert view(world["amara.diallo"], ACTIVITIES).search("备货").keys(5) == []


# ---- mentions ----


def test_who_is_named_is_told_once(world: World) -> None:
    values = {"subject": "Ask @chen.wei.", "body": "and @Chen.Wei again, not a@wang.fang nor @nobody.here"}
    key = world.do("lin.yue", log_activity, customer=world.hengtong, values=values)
    assert list(Notification.objects.values_list("recipient", "kind", "record")) == [
        (world["chen.wei"].user_id, "mention", key)
    ]
    world.do("lin.yue", edit_activity, activity=key, values={"body": "still @chen.wei, and @wang.fang"})
    told = notifications(world["chen.wei"], on=NOW)[0]
    assert [(line.title, line.row["actor"].label) for line in told] == [("Ask @chen.wei.", "Lin Yue 林悦")]
    assert Notification.objects.count() == 2


def test_picked_names_are_told_like_written_ones(world: World) -> None:
    picked = [world["wang.fang"].user_id, world["lin.yue"].user_id, 99]
    world.do("lin.yue", log_activity, customer=world.hengtong, values=CALL, mentions=picked)
    assert list(Notification.objects.values_list("recipient", flat=True)) == [world["wang.fang"].user_id]


def test_nobody_is_told_of_what_he_may_not_see(world: World) -> None:
    named = "@amara.diallo @marta.nowak @tom.hale @wang.fang"
    world.do("lin.yue", log_activity, customer=world.hengtong, values={**CALL, "body": named})
    told = set(Notification.objects.values_list("recipient__username", flat=True))
    assert told == {"wang.fang"}
    world.do("lin.yue", restrict_customer, customer=world.hengtong, named=[])
    world.do("lin.yue", log_activity, customer=world.hengtong, values={**CALL, "body": named})
    assert Notification.objects.count() == 1
    assert notifications(world["wang.fang"], on=NOW)[0] == []  # the one that he had is of a restricted customer now


def test_notifications_are_read_by_their_recipient_alone(world: World) -> None:
    world.do("lin.yue", log_activity, customer=world.hengtong, values={**CALL, "body": "@chen.wei"})
    key = Notification.objects.get().pk
    with pytest.raises(NotFound):
        world.do("lin.yue", read_notification, notification=key)
    world.do("chen.wei", read_notification, notification=key)
    assert Notification.objects.get().read_at == NOW
    assert notifications(world["chen.wei"], on=NOW, unread=True)[0] == []
    assert world.do("chen.wei", read_all_notifications) == 0


# ---- one line ----


def test_a_line_logs_what_its_first_word_says(world: World) -> None:
    key = world.do("lin.yue", quick_log, customer=world.hengtong, line="打电话给赵敏，谈备货")
    row = view(world["lin.yue"], ACTIVITIES).get(key)
    assert (row["kind"], row["subject"], row["direction"]) == ("call", "打电话给赵敏，谈备货", "out")
    key = world.do("lin.yue", quick_log, customer=world.hengtong, line="Called Mara", kind="visit")
    assert view(world["lin.yue"], ACTIVITIES).get(key)["kind"] == "visit"
    with pytest.raises(Invalid):
        world.do("lin.yue", quick_log, customer=world.hengtong, line="  ")
    with pytest.raises(NotFound):
        world.do("tom.hale", quick_log, customer=world.hengtong, line="Called Mara")


def test_a_meeting_ahead_keeps_the_clock_of_its_place(world: World) -> None:
    values = {"subject": "Audit", "kind": "visit", "at": "2026-12-01 09:30", "time_zone": "Asia/Shanghai"}
    key = world.do("sofia.berg", log_activity, customer=world.nordlicht, values=values)
    held = Activity.objects.get(pk=key)
    assert held.at == datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
    assert (held.wall_time, held.time_zone) == ("2026-12-01T09:30", "Asia/Shanghai")
    world.do("sofia.berg", edit_activity, activity=key, values={"at": "2026-12-01 10:00", "time_zone": "Asia/Shanghai"})
    held.refresh_from_db()
    assert (held.at, held.wall_time) == (datetime(2026, 12, 1, 2, 0, tzinfo=UTC), "2026-12-01T10:00")
