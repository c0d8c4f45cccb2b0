"""The sample world arrives in the application as it was told, and the rules of access hold in it."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth import authenticate
from django.db import transaction
from django.test import RequestFactory

from guanxi.access.actors import load_actor
from guanxi.access.levels import Level
from guanxi.access.models import Involvement, User
from guanxi.access.policy import level_on
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource
from guanxi.activities.models import Activity, ActivityPerson, Notification, Task
from guanxi.activities.resources import ACTIVITIES, NOTIFICATIONS, TASKS
from guanxi.cli import demo as command
from guanxi.cli import main
from guanxi.customers.models import Affiliation, Customer, CustomerIdentifier, Person, Tie
from guanxi.customers.resources import CUSTOMERS, PEOPLE, SUMMARIES
from guanxi.demo.cast import CAST, PASSWORD
from guanxi.demo.loading import is_loaded
from guanxi.ledger.models import Category, ProcurementTotal, Purchase, Rival
from guanxi.plans.models import Episode, Play, PlayTask
from guanxi.records.models import SavedView, StoredFile, Tagging
from guanxi.relationships.models import Assessment, Survey
from tests.demo.parts import part_of, told
from tests.demo.worlds import DAYS, world_of

PART = part_of(world_of(DAYS[0]))
NOON = datetime.combine(PART.today, time(12), UTC)


@pytest.fixture(scope="module")
def _the_part(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), told(PART):
        yield


@pytest.fixture(autouse=True)
def _open(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    if "_the_part" not in request.fixturenames:
        yield
        return
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows(login: str, resource: Resource) -> list[Row]:
    actor = load_actor(User.objects.get(username=login))
    return view(actor, resource, on=NOON).all(5000)


def key_of(name: str) -> int:
    return Customer.objects.get(name=name).pk


def level(login: str, name: str) -> Level:
    return level_on(load_actor(User.objects.get(username=login)), key_of(name), on=NOON)


@pytest.mark.usefixtures("_the_part")
def test_all_that_was_told_is_there() -> None:
    assert is_loaded()
    assert User.objects.count() == len(CAST)
    assert set(Customer.objects.values_list("name", flat=True)) == {c.name for c in PART.customers}
    assert Person.objects.count() == len(PART.people)
    assert Affiliation.objects.count() == sum(len(person.posts) for person in PART.people)
    assert Tie.objects.count() == sum(len(person.ties) for person in PART.people)
    assert Activity.objects.count() == len(PART.activities)
    assert ActivityPerson.objects.count() == sum(len(activity.theirs) for activity in PART.activities)
    tasks = Task.objects.exclude(pk__in=PlayTask.objects.values("task"))
    assert tasks.count() == len(PART.tasks)
    assert tasks.filter(done_at__isnull=True).count() == sum(task.done is None for task in PART.tasks)
    assert SavedView.objects.count() == len(PART.views)
    assert sorted(StoredFile.objects.values_list("name", flat=True)) == sorted(file.name for file in PART.files)
    worn = {c.name: len(c.tags) for c in PART.customers}
    for name, key in Customer.objects.filter(merged_into=None).values_list("name", "pk"):
        assert Tagging.objects.filter(resource="customers", record=key).count() == worn[name], name
    assert CustomerIdentifier.objects.filter(valid=True).count() == sum(bool(c.tax_id) for c in PART.customers)


@pytest.mark.usefixtures("_the_part")
def test_everything_is_as_old_as_the_story_says() -> None:
    customers = {customer.name: customer for customer in PART.customers}
    for name, created in Customer.objects.values_list("name", "created_at"):
        assert abs((PART.today - created.date()).days - customers[name].since) <= 1
    assert not Activity.objects.filter(created_at__gte=NOON).exists()
    ahead = Activity.objects.exclude(wall_time="")
    assert ahead.count() == sum(activity.planned for activity in PART.activities)
    assert {len(clock) for clock in ahead.values_list("wall_time", flat=True)} == {16}


@pytest.mark.usefixtures("_the_part")
def test_lin_yue_finds_two_mentions_a_request_and_overdue_tasks() -> None:
    unread = Notification.objects.filter(recipient__username="lin.yue", read_at=None)
    assert Counter(unread.values_list("kind", flat=True)) == {"mention": 2, "access_request": 1}
    assert len(rows("lin.yue", NOTIFICATIONS)) >= 3
    mine = [
        t for t in rows("lin.yue", TASKS) if t["owner"] and t["owner"].label.startswith("Lin Yue") and not t["done"]
    ]
    assert sum(task["due"] < PART.today for task in mine) >= 2
    assert sum(task["due"] == PART.today for task in mine) == 1


@pytest.mark.usefixtures("_the_part")
def test_a_restricted_customer_is_known_to_those_who_are_named() -> None:
    name = "西安秦垣航空部件有限公司"
    assert [level(colleague.login, name) for colleague in CAST] == [4, 0, 4, 0, 3, 0, 0, 0]
    assert name not in {row["name"] for row in rows("sofia.berg", CUSTOMERS)}
    assert name not in {row["name"] for row in rows("marta.nowak", SUMMARIES)}


@pytest.mark.usefixtures("_the_part")
def test_marketing_reads_summaries_and_waits_for_an_answer() -> None:
    name = "成都岷溪制药装备有限公司"
    assert level("marta.nowak", name) == Level.INDIRECT
    assert name not in {row["name"] for row in rows("marta.nowak", CUSTOMERS)}
    assert name in {row["name"] for row in rows("marta.nowak", SUMMARIES)}
    assert level("marta.nowak", "Shenzhen Hailu Robotics Co., Ltd.") == Level.READ, (
        "shared until the day after tomorrow"
    )
    later = NOON + timedelta(3)
    actor = load_actor(User.objects.get(username="marta.nowak"))
    assert level_on(actor, key_of("Shenzhen Hailu Robotics Co., Ltd."), on=later) == Level.INDIRECT


@pytest.mark.usefixtures("_the_part")
def test_service_sees_a_customer_as_long_as_it_has_open_work_there() -> None:
    assert level("amara.diallo", "天津汐岸化工装备有限公司") == Level.READ
    assert level("amara.diallo", "Rio Tamaral Conservas Lda.") == Level.INDIRECT
    departments = set(Involvement.objects.filter(kind="engaged").values_list("customer", "principal"))
    wanted = {
        (task.customer_id, task.department_id)
        for task in Task.objects.filter(engages=True, done_at=None, removed_at=None)
    }
    assert departments == wanted


@pytest.mark.usefixtures("_the_part")
def test_administrator_and_auditor_see_no_customer() -> None:
    for login in ("tom.hale", "ines.costa"):
        for resource in (CUSTOMERS, SUMMARIES, PEOPLE, ACTIVITIES):
            assert rows(login, resource) == [], (login, resource.name)


@pytest.mark.usefixtures("_the_part")
def test_the_double_became_one_and_the_bin_holds_one() -> None:
    gone = Customer.objects.get(name="Talgrund Anlagenbau")
    assert gone.merged_into == Customer.objects.get(name="Talgrund Anlagenbau GmbH")
    assert Customer.objects.get(name="Lübbenstein Armaturenhandel e.K.").deleted_at is not None
    names = {row["name"] for row in rows("chen.wei", CUSTOMERS)}
    assert {"Ostermark Getriebe", "Ostermark Getriebe GmbH", "Talgrund Anlagenbau GmbH"} <= names
    assert not {"Talgrund Anlagenbau", "Lübbenstein Armaturenhandel e.K."} & names


@pytest.mark.usefixtures("_the_part")
def test_everybody_signs_in_with_the_password_of_the_demo() -> None:
    for colleague in CAST:
        assert authenticate(RequestFactory().post("/"), username=colleague.login, password=PASSWORD) is not None


def state() -> dict[str, Any]:
    models = (
        Customer, Person, Affiliation, Tie, Activity, Task, CustomerIdentifier, Category, ProcurementTotal, Rival,
        Survey, Assessment, Play, Episode,
    )  # fmt: skip
    found = {model.__name__: sorted(model._default_manager.values_list(), key=repr) for model in models}
    # What has no address counts its keys up, and those of a world that was taken back are not used again.
    found["Purchase"] = list(Purchase.objects.order_by("pk").values_list("customer", "category", "date", "base"))
    return found


@pytest.mark.django_db
def test_the_same_world_is_told_with_the_same_keys() -> None:
    small = part_of(PART, {"talgrund", "talgrund-fair", "luebbenstein", "qinyuan", "chengdi"})
    with told(small):
        first = state()
    with told(small):
        assert state() == first
    assert sum(map(len, first.values())) > 50


# ---- guanxi demo ----


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What the command would build and serve; the variables that it sets are as before when the test is over."""
    calls: list[Any] = []
    monkeypatch.setattr("guanxi.server.prepare", lambda: calls.append("prepared"))
    monkeypatch.setattr("guanxi.server.serve", lambda **how: calls.append("served"))
    monkeypatch.setattr("guanxi.demo.loading.is_loaded", lambda: "told" in calls)
    monkeypatch.setattr("guanxi.demo.loading.load", lambda world, progress: calls.extend(["told", world.today]))
    monkeypatch.setattr(command, "open_application", lambda **where: calls.append(where))
    with patch.dict(os.environ):
        for name in command.NAMES:
            os.environ.pop(name, None)
        yield calls


def test_the_demo_is_built_once_in_a_home_of_its_own_and_then_served(
    served: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUANXI_DATABASE_URL", "postgresql://real/data")
    home = tmp_path / "demo"
    call = ["demo", "--data", str(home), "--port", "8103"]
    assert main([*call, "--today", "2026-11-23"]) == 0
    where = {"home": home, "bind": "127.0.0.1:8103"}
    assert served == [where, "prepared", "told", DAYS[0], "served"]
    assert "GUANXI_DATABASE_URL" not in os.environ
    assert (home / command.MARK).read_text(encoding="utf-8") == "2026-11-23\n"
    assert main(call) == 0
    assert served[5:] == [where, "prepared", "served"]


def test_a_demo_of_another_day_is_built_anew_only_if_asked(
    served: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["demo", "--data", str(tmp_path / "demo"), "--today"]
    assert main([*call, "2026-11-23"]) == 0
    assert main([*call, "2026-11-24"]) == 1
    assert "is of 2026-11-23; --fresh builds it anew" in capsys.readouterr().err
    (tmp_path / "demo" / "guanxi.sqlite3").write_text("old")
    assert main([*call, "2026-11-24", "--fresh"]) == 0
    assert sorted(path.name for path in (tmp_path / "demo").iterdir()) == [command.MARK]
    assert (tmp_path / "demo" / command.MARK).read_text(encoding="utf-8") == "2026-11-24\n"


def test_a_directory_that_is_no_demo_is_left_alone(
    served: list[Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    for more in ([], ["--fresh"]):
        assert main(["demo", "--data", str(tmp_path), *more]) == 1
        assert "is not empty and no demo" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    assert served == []
