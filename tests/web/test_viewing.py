"""Looking through a colleague's eyes: what he sees, nothing to change, on record, and he is told."""

from typing import Any

import pytest
from django.test import Client

from guanxi.access.actors import load_actor
from guanxi.access.models import AuditEvent, ChangeGroup, User
from guanxi.activities.models import Notification
from guanxi.customers.models import Customer
from guanxi.customers.people_actions import create_person
from tests.access.cast import Cast, make_cast
from tests.customers.doing import customer, do
from tests.web.acting import client_of, words
from tests.web.entering import PASSWORD, sign_in


@pytest.fixture
def cast(db: None, settings: Any) -> Cast:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    return make_cast(PASSWORD)


def _administrator() -> Client:
    client = Client()
    sign_in(client, "tom.hale")
    return client


def test_an_administrator_sees_what_the_colleague_sees_and_changes_nothing(cast: Cast) -> None:
    key, tom = customer(cast["sofia.berg"], "Nordhafen Robotics"), _administrator()
    assert tom.get(f"/customers/{key}/").status_code == 404
    assert tom.post("/viewing/", {"user": cast.users["sofia.berg"], "next": f"/customers/{key}/"}).status_code == 303
    page = words(tom.get(f"/customers/{key}/"))
    assert "Seen as Sofia Berg . Nothing can be changed." in page
    assert "Nordhafen Robotics" in page
    # Neither an action nor anything else; and the sentence says why.
    for address, sent in (
        (f"/customers/{key}/edit/", {"name": "Changed"}),
        (f"/customers/{key}/access/share/", {"principal_text": "Marta Nowak", "level": "2", "reason": "x"}),
        ("/activities/new/", {"customer": str(key), "body": "Called."}),
        ("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "x", "password2": "x"}),
    ):
        answer = tom.post(address, sent)
        assert answer.status_code == 403, address
        assert "nothing can be changed here" in words(answer)
    assert Customer.objects.get(pk=key).name == "Nordhafen Robotics"
    # The eyes are Sofia's: no page of the administration opens.
    assert tom.get("/settings/users/").status_code == 403
    assert tom.post("/viewing/stop/").status_code == 303
    assert tom.get(f"/customers/{key}/").status_code == 404
    assert tom.get("/settings/users/").status_code == 200


def test_it_is_on_record_and_the_colleague_is_told_for_good(cast: Cast) -> None:
    key, tom = customer(cast["sofia.berg"]), _administrator()
    tom.post("/viewing/", {"user": cast.users["sofia.berg"]})
    tom.get(f"/customers/{key}/")
    seen = AuditEvent.objects.get(kind="viewed as")
    assert (seen.actor_id, seen.as_user_id) == (cast.users["tom.hale"], cast.users["sofia.berg"])
    told = Notification.objects.get(recipient=cast.users["sofia.berg"])
    assert (told.kind, told.actor_id) == ("viewed_as", cast.users["tom.hale"])
    assert "Tom Hale" in words(client_of("sofia.berg").get("/notifications/"))
    tom.post("/viewing/stop/")
    tom.post(f"/undo/{ChangeGroup.objects.get(action='access.look_through').pk}/")
    assert Notification.objects.filter(pk=told.pk).exists()


def test_what_is_opened_through_other_eyes_is_on_record_for_each(cast: Cast) -> None:
    sofia, tom = cast["sofia.berg"], _administrator()
    key = do(sofia, create_person, customer=customer(sofia), values={"name": "Jonas Keller"})
    for name in ("sofia.berg", "wang.fang", "sofia.berg"):
        tom.post("/viewing/", {"user": cast.users[name]})
        tom.get(f"/people/{key}/")
        tom.post("/viewing/stop/")
    opened = AuditEvent.objects.filter(kind="opened", record=key).values_list("as_user", flat=True)
    assert sorted(opened) == sorted([cast.users["sofia.berg"], cast.users["wang.fang"]])


def test_only_administrators_look_and_only_through_the_eyes_of_who_is_here(cast: Cast) -> None:
    for name in ("lin.yue", "chen.wei", "ines.costa", "wang.fang"):
        client = Client()
        sign_in(client, name)
        assert client.post("/viewing/", {"user": cast.users["sofia.berg"]}).status_code == 403
    tom = _administrator()
    assert tom.post("/viewing/", {"user": cast.users["tom.hale"]}).status_code == 403
    assert tom.post("/viewing/", {"user": "999999"}).status_code == 403
    User.objects.filter(username="sofia.berg").update(is_active=False)
    assert tom.post("/viewing/", {"user": cast.users["sofia.berg"]}).status_code == 403
    assert not AuditEvent.objects.filter(kind="viewed as").exists()


def test_looking_asks_for_a_fresh_proof_and_ends_with_the_right_to_it(cast: Cast) -> None:
    key = customer(cast["sofia.berg"])
    stale = client_of("tom.hale")
    assert stale.post("/viewing/", {"user": cast.users["sofia.berg"]}).status_code == 302
    assert not AuditEvent.objects.filter(kind="viewed as").exists()
    tom = _administrator()
    tom.post("/viewing/", {"user": cast.users["sofia.berg"]})
    assert tom.get(f"/customers/{key}/").status_code == 200
    User.objects.filter(username="tom.hale").update(is_administrator=False)
    assert tom.get(f"/customers/{key}/").status_code == 404
    assert load_actor(cast.users["tom.hale"]).viewed_by is None
