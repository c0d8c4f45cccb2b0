"""Telling everything about a person, and erasing him: from every table, also after a restore."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from guanxi.access.actors import Actor
from guanxi.access.models import AuditEvent, Change, CustomField, SearchEntry
from guanxi.access.reading import view
from guanxi.activities.actions import log_activity
from guanxi.activities.task_actions import create_task
from guanxi.customers.actions import edit_customer
from guanxi.customers.buying_centre import set_manager, set_tie
from guanxi.customers.erasing import RULES, TOMBSTONE, erase_person, known_erasures, replay_erasure
from guanxi.customers.merging_people import merge_people
from guanxi.customers.models import MatchKey
from guanxi.customers.people_actions import add_channel, create_person, edit_person, remove_channel
from guanxi.customers.people_models import Channel, Erasure, Person, PersonIdentity
from guanxi.customers.person_export import export_person
from guanxi.customers.resources import CUSTOMERS, PEOPLE
from guanxi.database import erasures
from guanxi.errors import Denied, NotFound, Refused
from guanxi.records.tags import create_tag, tag_records
from tests.access.cast import Cast
from tests.customers.doing import NOW, customer, do, recorded, take_back

# Whatever of these is found anywhere afterwards was not erased.
CANARIES = (
    "Quendolina", "Vögelein", "quendolina.voegelein@ostermark.example", "9721555123", "555-123", "wx_quendolina",
    "Dirigentin", "Segelfliegen", "quendolina", "vogelein", "q.alt@ostermark.example",
)  # fmt: skip


def everything() -> str:
    """All values of all tables, as one text."""
    lines = []
    for model in apps.get_models():
        names = [f.attname for f in model._meta.concrete_fields]
        if model._meta.label_lower == "access.searchentry":
            continue
        lines += [
            json.dumps(row, default=str, ensure_ascii=False) for row in model._default_manager.values_list(*names)
        ]
    return "\n".join(lines)


def someone(lin: Actor, at: int) -> int:
    key = do(
        lin, create_person, customer=at,
        values={"name": "Quendolina Vögelein", "notes": "Likes Segelfliegen", "x_hobby": "Segelfliegen"},
        place={"job_title": "Dirigentin"},
        channels=[
            {"kind": "mail", "value": "quendolina.voegelein@ostermark.example"},
            {"kind": "phone", "value": "+49 9721 555-123"},
            {"kind": "wechat", "value": "wx_quendolina"},
        ],
    )  # fmt: skip
    assert isinstance(key, int)
    return key


@pytest.fixture
def hobby(db: None) -> CustomField:
    return CustomField.objects.create(
        resource="people", slug="hobby", label_en="Hobby", kind="text", class_of_field="personal"
    )


def test_nothing_of_an_erased_person_is_left_anywhere(cast: Cast, hobby: CustomField) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    at = customer(lin, notes="Ask for Quendolina Vögelein, +49 (0)9721 / 555 123", trigger_event="Untouched words")
    boss = do(lin, create_person, customer=at, values={"name": "Bo Berg", "notes": "Reports of quendolina vögelein"})
    key = someone(lin, at)
    double = do(lin, create_person, customer=at, values={"name": "Quendolina"})
    do(lin, set_manager, customer=at, person=key, manager=boss)
    do(lin, set_tie, person=key, user=sofia.user_id, strength=3, how="Segelfliegen")
    gone = do(lin, add_channel, person=key, values={"kind": "mail", "value": "q.alt@ostermark.example"})
    do(lin, remove_channel, person_channel=gone)
    do(lin, edit_person, person=key, values={"salutation": "Frau Dirigentin"})
    tag = do(lin, create_tag, name="Speaker")
    do(lin, tag_records, resource=PEOPLE, records=[key], add=[tag])
    do(lin, merge_people, winner=key, loser=double)
    body = "Mail to quendolina.voegelein@ostermark.example"
    call = {"kind": "call", "subject": "With Quendolina Vögelein", "body": body, "people": str(key)}
    do(lin, log_activity, customer=at, values=call)
    do(lin, create_task, customer=at, values={"title": "Ring wx_quendolina", "person": str(key)})
    document = export_person(lin, key, on=NOW, channel="test")
    told = json.dumps(document, ensure_ascii=False)
    for canary in ("Quendolina Vögelein", "Segelfliegen", "Dirigentin", "wx_quendolina", "With Quendolina", "Bo Berg"):
        assert canary in told

    with pytest.raises(Denied):
        do(sofia, erase_person, person=key)
    with pytest.raises(Denied):
        export_person(sofia, key, on=NOW, channel="test")
    with pytest.raises(NotFound):
        do(cast["marta.nowak"], erase_person, person=key)
    proof = Erasure.objects.get(pk=do(lin, erase_person, person=key, reason="asked by letter"))

    left = everything().casefold()
    assert [line for line in left.splitlines() if any(canary.casefold() in line for canary in CANARIES)] == []
    assert "untouched words" in left
    assert proof.person == key
    assert proof.by_id == lin.user_id
    assert {"customers.channel", "customers.personidentity", "access.change"} <= set(proof.rows)
    assert Erasure.objects.filter(person=double).exists(), "who was merged into him is he"
    assert AuditEvent.objects.filter(kind="person erased", record=key).exists()
    assert not view(lin, PEOPLE).among([key, double]).exists()
    assert PersonIdentity.objects.get(pk=key).name == TOMBSTONE
    for words in ("Quendolina", "wx_quendolina", "9721555123"):
        for resource in (PEOPLE, CUSTOMERS):
            assert not view(lin, resource).search(words).exists()
    assert not SearchEntry.objects.filter(record__in=[key, double]).exists()
    assert MatchKey.objects.filter(kind="domain", customer=at).count() == 0
    assert view(lin, CUSTOMERS).get(at)["notes"] == f"Ask for {TOMBSTONE}, {TOMBSTONE}"


def test_what_touched_an_erased_person_cannot_be_undone(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer(lin)
    key = do(lin, create_person, customer=at, values={"name": "Quendolina Vögelein"})
    change = recorded(lin, edit_person, person=key, values={"notes": "Segelfliegen"})
    do(lin, erase_person, person=key)
    with pytest.raises(Refused) as refused:
        take_back(lin, change)
    assert refused.value.code == "erased"


def test_a_short_name_is_replaced_at_his_customers_only(cast: Cast) -> None:
    lin = cast["lin.yue"]
    here = customer(lin, "Here GmbH", notes="王芳说可以")
    there = customer(lin, "There AS", notes="王芳 is one of us")
    key = do(lin, create_person, customer=here, values={"name": "王芳"})
    do(lin, erase_person, person=key)
    assert view(lin, CUSTOMERS).get(here)["notes"] == "—说可以"
    assert view(lin, CUSTOMERS).get(there)["notes"] == "王芳 is one of us"


def test_an_erasure_is_repeated_after_an_older_backup_came_back(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(settings, "GUANXI_HOME", tmp_path)
    lin = cast["lin.yue"]
    at = customer(lin)
    key = do(lin, create_person, customer=at, values={"name": "Quendolina Vögelein"})
    with django_capture_on_commit_callbacks(execute=True):
        do(lin, erase_person, person=key)
    (listed,) = erasures.read(tmp_path / erasures.NAME)
    assert (listed.kind, listed.key) == ("person", key)
    assert list(known_erasures()) == [listed]
    assert not replay_erasure(listed), "nothing is left to erase"

    # The backup of yesterday knows nothing of the erasure.
    Erasure.objects.all().delete()
    Person.objects.filter(pk=key).update(erased_at=None)
    PersonIdentity.objects.filter(pk=key).update(name="Quendolina Vögelein")
    Channel.objects.create(person_id=key, kind="mail", value="quendolina@ostermark.example")
    assert erasures.replay(tmp_path / erasures.NAME) == 1
    assert "quendolina" not in everything().casefold()
    assert Erasure.objects.get().at == listed.at


def test_every_table_has_a_rule_and_every_column_of_text_a_fate() -> None:
    missing = []
    for model in apps.get_models():
        if not model.__module__.startswith("guanxi."):
            continue
        rule = RULES.get(model._meta.label_lower)
        if rule is None:
            missing.append(model._meta.label)
            continue
        for column in model._meta.concrete_fields:
            text = isinstance(column, models.CharField | models.TextField | models.JSONField) and not column.choices
            if text and column.name not in (*rule.texts, *rule.keeps, *rule.sort_keys) and not rule.own:
                missing.append(f"{model._meta.label}.{column.name}")
    assert missing == []


def test_every_table_with_personal_data_or_free_text_says_so(db: None) -> None:
    """Tables with a foreign key to somebody, and texts about him, are erased or looked through."""
    for model in apps.get_models():
        rule = RULES.get(model._meta.label_lower)
        if rule is None:
            continue
        if getattr(model, "field_class", "") == "personal" and model._meta.label != "activities.ActivityPerson":
            assert rule.own or rule.texts, model
        if getattr(model, "field_class", "") == "free_text":
            assert rule.own or rule.texts, model


def test_words_that_only_contain_a_name_stay(cast: Cast) -> None:
    lin = cast["lin.yue"]
    at = customer(lin, notes="Bo Bergmann and Bo Berg met")
    key = do(lin, create_person, customer=at, values={"name": "Bo Berg"})
    do(lin, erase_person, person=key, on=NOW + timedelta(hours=1))
    assert view(lin, CUSTOMERS).get(at)["notes"] == "Bo Bergmann and — met"
    history: list[Any] = list(Change.objects.filter(model="customers.customertext").values_list("new", flat=True))
    assert history == [{"notes": "Bo Bergmann and — met"}]
    do(lin, edit_customer, customer=at, values={"notes": "On it goes"})
