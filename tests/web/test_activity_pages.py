"""Logging what happened, entries, tasks and what one is told of them, as pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guanxi.access.writing import run
from guanxi.activities.actions import log_activity
from guanxi.activities.models import Activity, ActivityPerson, ActivityText, ActivityUser, Notification, Task
from guanxi.activities.task_actions import create_task
from guanxi.customers.sharing import share_customer
from tests.access.cast import NOW, Cast, make_cast
from tests.web.people import client_of, customer_of, person_of


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


# ---- logging ----


def test_one_line_is_enough(cast: Cast) -> None:
    at = customer_of(cast["lin.yue"])
    asked = client_of("lin.yue").get(f"/activities/new/?customer={at}").content.decode()
    assert "What happened with Nordhafen Robotics?" in asked
    done = client_of("lin.yue").post(f"/activities/new/?customer={at}", {"line": "Called Mara about buffer stock"})
    assert (done.status_code, done.headers["Location"]) == (303, f"/customers/{at}/")
    entry = Activity.objects.get()
    assert (entry.kind, entry.customer_took_part, entry.customer_id) == ("call", True, at)
    assert timezone.now() - entry.at < timedelta(minutes=2)
    # An indirect reader may log as well, and lands where he may be.
    told = client_of("amara.diallo").post(f"/activities/new/?customer={at}", {"line": "Note: seal leaks"})
    assert told.headers["Location"] == f"/summaries/{at}/"
    assert client_of("ines.costa").post(f"/activities/new/?customer={at}", {"line": "Spy"}).status_code == 404
    assert Activity.objects.count() == 2


def test_nothing_said_is_said_beside_the_line_and_the_customer_is_asked_for(cast: Cast) -> None:
    customer_of(cast["lin.yue"])
    client = client_of("lin.yue")
    empty = client.post("/activities/new/", {"line": "  ", "customer": ""})
    assert empty.status_code == 422
    assert client.post("/activities/new/", {"line": "Call", "customer": "x"}).status_code == 422
    typed = {"line": "Met at the fair", "customer": "", "customer_text": "Nordhafen"}
    assert client.post("/activities/new/", typed).status_code == 303
    assert Activity.objects.get().kind == "meeting"
    assert client.post("/activities/new/", typed | {"customer_text": "Nobody Ltd"}).status_code == 422


def test_both_sides_the_kind_and_what_was_learned_are_kept(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    key = person_of(lin, at, "Mara Lindt")
    client = client_of("lin.yue")
    asked = client.get(f"/activities/new/?customer={at}&person={key}&kind=exchange").content.decode()
    assert f'value="{key}" id="id_people_0" checked' in asked
    sent = {
        "line": "Seals, hands on", "kind": "exchange", "exchange_kind": "workshop", "minutes": "90",
        "we_learned": "Their water is dirty", "they_learned": "How a seal is mounted", "people": [key],
        "users": [cast.users["lin.yue"]], "another": cast.users["amara.diallo"], "another_text": "Amara Diallo",
        "department": cast.departments["service"], "at": "2026-11-10T14:00",
    }  # fmt: skip
    assert client.post(f"/activities/new/?customer={at}", sent).status_code == 303
    entry = Activity.objects.get()
    assert (entry.kind, entry.exchange_kind, entry.minutes) == ("exchange", "workshop", 90)
    assert entry.department_id == cast.departments["service"]
    assert list(ActivityPerson.objects.values_list("person", flat=True)) == [key]
    assert set(ActivityUser.objects.values_list("user", flat=True)) == {
        cast.users["lin.yue"],
        cast.users["amara.diallo"],
    }
    shown = client.get(f"/activities/{entry.pk}/").content.decode()
    for words in ("Workshop", "Their water is dirty", "How a seal is mounted", "Mara Lindt", "two-way contact"):
        assert words in shown, words


def test_who_is_named_with_an_at_is_offered_and_told(cast: Cast) -> None:
    at = customer_of(cast["lin.yue"])
    client = client_of("lin.yue")
    offered = client.get("/activities/mentions/?line=Please look @sof").content.decode()
    assert 'data-label="Please look @sofia.berg "' in offered
    assert "sofia.berg" not in client.get("/activities/mentions/?line=mail sofia@sof").content.decode()
    client.post(f"/activities/new/?customer={at}", {"line": "请@sofia.berg 看一下报价"})
    told = Notification.objects.get()
    assert (told.kind, told.recipient_id) == ("mention", cast.users["sofia.berg"])
    sofia = client_of("sofia.berg")
    assert "Lin Yue 林悦 mentioned you" in sofia.get("/notifications/?show=mentions").content.decode()
    assert client.get(f"/notifications/{told.pk}/").status_code == 404, "it is not his"
    led = sofia.get(f"/notifications/{told.pk}/")
    assert led.headers["Location"] == f"/activities/{told.record}/"
    assert "Lin Yue 林悦 mentioned you" not in sofia.get("/notifications/?show=unread").content.decode()


def test_an_entry_is_edited_and_removed_by_its_author_and_from_level_3(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    key = run(lin, log_activity, on=NOW, channel="test", customer=at, values={"subject": "Call", "kind": "call"})
    sofia, client = client_of("sofia.berg"), client_of("lin.yue")
    assert f"/activities/{key}/edit/" not in sofia.get(f"/activities/{key}/").content.decode()
    version = Activity.objects.get().version
    sent = {"subject": "Visit", "kind": "visit", "at": "2026-11-12T09:00", "version": version}
    assert sofia.post(f"/activities/{key}/edit/", sent).status_code == 403
    assert client.post(f"/activities/{key}/edit/", sent | {"at": "yesterday"}).status_code == 422
    assert client.post(f"/activities/{key}/edit/", sent | {"customer_took_part": "no"}).status_code == 303
    entry = Activity.objects.get()
    assert (entry.kind, entry.customer_took_part) == ("visit", False)
    assert ActivityText.objects.get().subject == "Visit"
    late = client.post(f"/activities/{key}/edit/", sent | {"subject": "Other"})
    assert late.status_code == 422
    assert "Visit" in late.content.decode()
    assert sofia.post(f"/activities/{key}/remove/").status_code == 403
    gone = client.get(client.post(f"/activities/{key}/remove/").headers["Location"]).content.decode()
    assert client.get(f"/activities/{key}/").status_code == 404
    undo = gone.split('action="/undo/')[1].split("/")[0]
    client.post(f"/undo/{undo}/")
    assert client.get(f"/activities/{key}/").status_code == 200


# ---- tasks ----


def _task(cast: Cast, at: int | None = None, **inputs: object) -> int:
    values = {"title": "Send the 8D report", "due": "2026-11-20"}
    return int(run(cast["lin.yue"], create_task, on=NOW, channel="test", values=values, customer=at, **inputs))


def test_a_task_is_given_with_all_that_belongs_to_it(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    key = person_of(lin, at, "Mara Lindt")
    sent = {
        "title": "Send the 8D report", "customer": at, "customer_text": "Nordhafen Robotics", "due": "2026-12-31",
        "due_time": "14:30", "priority": "3", "recurrence": "monthly", "every": "2", "notes": "With pictures",
        "reason": "They wait for it", "person": key, "owner": "", "owner_text": "",
        "department": cast.departments["service"],
    }  # fmt: skip
    client = client_of("lin.yue")
    assert client.post(f"/tasks/new/?customer={at}", sent).status_code == 303
    task = Task.objects.get()
    assert (task.owner_id, task.department_id, task.person_id) == (None, cast.departments["service"], key)
    assert (task.due_time, task.priority, task.recurrence, task.every) == ("14:30", 3, "monthly", 2)
    shown = client_of("amara.diallo").get(f"/tasks/{task.pk}/").content.decode()
    assert "They wait for it" in shown
    assert "I do it" in shown
    assert client_of("amara.diallo").post(f"/tasks/{task.pk}/take/").status_code == 303
    task.refresh_from_db()
    assert task.owner_id == cast.users["amara.diallo"]
    assert client_of("sofia.berg").post(f"/tasks/new/?customer={at}", sent).status_code == 403
    assert Task.objects.count() == 1


def test_a_task_is_put_off_passed_on_done_and_opened_again(cast: Cast) -> None:
    key = _task(cast)
    client, sofia = client_of("lin.yue"), client_of("sofia.berg")
    for what in ("complete", "snooze", "take", "remove", "edit", "pass"):
        assert sofia.post(f"/tasks/{key}/{what}/", {"days": "1"}).status_code == 404, what
    assert client.post(f"/tasks/{key}/snooze/", {"until": "2199-12-31"}).status_code == 303
    assert str(Task.objects.get().due) == "2199-12-31"
    for wrong in ({"until": "soon"}, {"until": "2001-01-01"}, {"days": "0"}, {"days": "x"}):
        assert client.post(f"/tasks/{key}/snooze/", wrong).status_code == 422, wrong
    passed = client.post(f"/tasks/{key}/pass/", {"owner": "", "owner_text": "sofia berg", "department": ""})
    assert passed.status_code == 303
    assert Task.objects.get().owner_id == cast.users["sofia.berg"]
    assert "Lin Yue 林悦 gave you a task: Send the 8D report" in sofia.get("/notifications/").content.decode()
    done = sofia.get(sofia.post(f"/tasks/{key}/complete/").headers["Location"]).content.decode()
    assert Task.objects.get().done_at is not None
    undo = done.split('action="/undo/')[1].split("/")[0]
    sofia.post(f"/undo/{undo}/")
    assert Task.objects.get().done_at is None


def test_the_list_begins_with_ones_own_open_tasks_and_works_on_many(cast: Cast) -> None:
    mine, other = _task(cast), _task(cast, owner=cast.users["sofia.berg"])
    client = client_of("lin.yue")
    shown = client.get("/tasks/").content.decode()
    assert f'data-id="{mine}"' in shown
    assert f'data-id="{other}"' not in shown
    assert f'data-id="{other}"' in client.get("/tasks/?all=yes").content.decode()
    assert client.post("/tasks/bulk/", {"do": "complete"}).status_code == 422
    rows = [str(mine), str(other)]
    assert client.post("/tasks/bulk/", {"do": "week", "row": rows}).status_code == 303
    assert set(Task.objects.values_list("due", flat=True)) == {timezone.localdate() + timedelta(days=7)}
    asked = client.post("/tasks/bulk/", {"do": "assign", "row": rows}).content.decode()
    assert "Pass on 2 tasks" in asked
    amara = {"owner": cast.users["amara.diallo"], "owner_text": "Amara Diallo", "department": ""}
    assert client.post("/tasks/bulk/", {"do": "assign", "row": rows, "sent": "1", **amara}).status_code == 303
    assert set(Task.objects.values_list("owner", flat=True)) == {cast.users["amara.diallo"]}
    # One that is not his to do, and nothing is done.
    hers = int(run(cast["sofia.berg"], create_task, on=NOW, channel="test", values={"title": "Private"}))
    assert client.post("/tasks/bulk/", {"do": "complete", "row": [str(mine), str(hers)]}).status_code == 404
    assert not Task.objects.filter(done_at__isnull=False).exists()


# ---- what one is told ----


def test_notifications_are_read_one_by_one_or_all(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer_of(lin)
    for _time in range(2):
        _task(cast, owner=cast.users["sofia.berg"])
    run(
        lin, share_customer, on=NOW, channel="test", customer=at, principal=cast.users["amara.diallo"],
        principal_kind="user", level=2, reason="Repair",
    )  # fmt: skip
    sofia = client_of("sofia.berg")
    one = Notification.objects.filter(recipient=cast.users["sofia.berg"]).first()
    assert one is not None
    client_of("lin.yue").post("/notifications/read/", {"notification": one.pk})
    assert Notification.objects.filter(read_at=None, recipient=cast.users["sofia.berg"]).count() == 2
    sofia.post("/notifications/read/", {"notification": one.pk})
    assert Notification.objects.filter(read_at=None, recipient=cast.users["sofia.berg"]).count() == 1
    sofia.post("/notifications/read/")
    assert not Notification.objects.filter(read_at=None, recipient=cast.users["sofia.berg"]).exists()


def test_what_is_not_possible_any_more_is_said_on_a_page_and_done_twice_is_done(cast: Cast) -> None:
    client = client_of("lin.yue")
    task = run(cast["lin.yue"], create_task, on=NOW, channel="test", values={"title": "Send the offer"})
    for _press in range(2):
        assert client.post(f"/tasks/{task}/complete/").status_code == 303
    refused = client.post(f"/tasks/{task}/snooze/", {"days": "1"})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "This could not be done" in page
    assert "This task is done already. Reopen it first." in page
    assert client.post("/tasks/bulk/", {"do": "week", "row": str(task)}).status_code == 303
    assert "Nothing was changed." in client.get("/tasks/").content.decode()
