"""Invitations by link: made once, used once, over after seven days."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from guanxi.access.actors import load_actor, system_actor
from guanxi.access.models import AuditEvent, Change, Invitation, User
from guanxi.access.signin import INVITATION_LASTS, accept_invitation, invitation_behind, invite_user
from guanxi.access.writing import run
from guanxi.errors import Denied, Invalid, NotFound
from tests.web.entering import PASSWORD, SOME_PAGE, add_app, is_in, make_user, sign_in, trail

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
GOOD = "a longer sentence"
BOTH = {"password1": GOOD, "password2": GOOD}
PAGE = "/invitation/"


@pytest.fixture(autouse=True)
def _no_attempts_before() -> None:
    cache.clear()


@pytest.fixture
def boss() -> User:
    return make_user("tom.hale", is_administrator=True)


@pytest.fixture
def newcomer() -> User:
    user = User(username="anna.weber", email="anna@example.com", name="Anna Weber")
    user.set_unusable_password()
    user.save()
    return user


def invite(boss: User, user: User, *, on: datetime | None = None) -> str:
    token: str = run(load_actor(boss), invite_user, on=on or timezone.now(), channel="test", user=user.pk)
    return token


def follow(client: Client, token: str) -> Any:
    assert client.get(f"/invitation/{token}/")["Location"] == PAGE
    return client.get(PAGE)


def test_the_invited_chooses_a_password_and_is_in(client: Client, boss: User, newcomer: User) -> None:
    page = follow(client, invite(boss, newcomer)).content.decode()
    assert "Welcome, Anna Weber" in page
    assert "anna.weber" in page
    response = client.post(PAGE, BOTH)
    assert (response.status_code, response["Location"]) == (303, "/")
    assert is_in(client)
    client.post("/accounts/logout/")
    assert sign_in(client, "anna.weber", GOOD).status_code == 303


def test_the_token_has_256_bits_and_only_its_digest_is_kept(boss: User, newcomer: User) -> None:
    token = invite(boss, newcomer)
    assert re.fullmatch(r"[\w-]{43}", token)
    kept = str([*Invitation.objects.values(), *AuditEvent.objects.values(), *Change.objects.values()])
    assert token not in kept


def test_the_token_does_not_stay_in_the_address(client: Client, boss: User, newcomer: User) -> None:
    token = invite(boss, newcomer)
    page = follow(client, token)
    assert token not in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"


def test_it_works_once(client: Client, boss: User, newcomer: User) -> None:
    token = invite(boss, newcomer)
    follow(client, token)
    client.post(PAGE, BOTH)
    other = Client()
    assert follow(other, token).status_code == 410
    assert other.post(PAGE, {"password1": "another sentence", "password2": "another sentence"}).status_code == 410
    assert User.objects.get(pk=newcomer.pk).check_password(GOOD)


def test_two_who_hold_the_page_open_cannot_both_use_it(client: Client, boss: User, newcomer: User) -> None:
    token = invite(boss, newcomer)
    other = Client()
    follow(client, token)
    follow(other, token)
    assert client.post(PAGE, BOTH).status_code == 303
    assert other.post(PAGE, {"password1": "another sentence", "password2": "another sentence"}).status_code == 410
    with pytest.raises(NotFound):
        run(
            load_actor(newcomer),
            accept_invitation,
            on=NOW,
            channel="test",
            token=token,
            digest=make_password("another sentence"),
        )


def test_it_is_over_after_seven_days(client: Client, boss: User, newcomer: User) -> None:
    assert timedelta(days=7) == INVITATION_LASTS
    token = invite(boss, newcomer, on=NOW)
    assert invitation_behind(token, on=NOW + timedelta(days=6, hours=23)) is not None
    assert invitation_behind(token, on=NOW + timedelta(days=7)) is None
    with pytest.raises(NotFound):
        run(
            load_actor(newcomer),
            accept_invitation,
            on=NOW + timedelta(days=7),
            channel="test",
            token=token,
            digest=make_password(GOOD),
        )
    old = invite(boss, newcomer, on=timezone.now() - timedelta(days=8))
    assert follow(client, old).status_code == 410


def test_a_new_invitation_ends_the_old_one(client: Client, boss: User, newcomer: User) -> None:
    old, new = invite(boss, newcomer), invite(boss, newcomer)
    assert follow(client, old).status_code == 410
    assert follow(client, new).status_code == 200


def test_nobody_enters_by_a_token_that_was_made_up(client: Client, boss: User, newcomer: User) -> None:
    invite(boss, newcomer)
    for token in ("x", "A" * 43, str(newcomer.pk)):
        assert follow(client, token).status_code == 410


def test_somebody_else_cannot_use_it(boss: User, newcomer: User) -> None:
    token = invite(boss, newcomer)
    with pytest.raises(NotFound):
        run(
            load_actor(boss),
            accept_invitation,
            on=timezone.now(),
            channel="test",
            token=token,
            digest=make_password(GOOD),
        )
    assert not User.objects.get(pk=newcomer.pk).has_usable_password()


def test_only_administrators_invite(boss: User, newcomer: User) -> None:
    colleague = make_user()
    with pytest.raises(Denied):
        invite(colleague, newcomer)
    assert not Invitation.objects.exists()
    run(system_actor("command line"), invite_user, on=NOW, channel="command line", user=newcomer.pk)
    assert Invitation.objects.count() == 1


def test_a_disabled_user_is_not_invited_and_his_invitation_is_over(client: Client, boss: User, newcomer: User) -> None:
    token = invite(boss, newcomer)
    User.objects.filter(pk=newcomer.pk).update(is_active=False)
    assert follow(client, token).status_code == 410
    with pytest.raises(Invalid, match="disabled"):
        invite(boss, newcomer)


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("short", "short", "at least 10 characters"),
        ("password1234", "password1234", "too common"),
        ("anna.weber", "anna.weber", "too similar"),
        (GOOD, "something else", "The two passwords differ."),
    ],
)
def test_a_password_that_will_not_do_uses_nothing_up(
    client: Client, boss: User, newcomer: User, first: str, second: str, sentence: str
) -> None:
    follow(client, invite(boss, newcomer))
    refused = client.post(PAGE, {"password1": first, "password2": second})
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert client.post(PAGE, BOTH).status_code == 303


def test_who_was_signed_in_as_somebody_else_is_signed_out_first(client: Client, boss: User, newcomer: User) -> None:
    sign_in(client, "tom.hale")
    follow(client, invite(boss, newcomer))
    assert not is_in(client)
    client.post(PAGE, BOTH)
    assert client.get(SOME_PAGE).wsgi_request.user == newcomer


def test_an_address_that_invites_nobody_signs_nobody_out(client: Client, boss: User, newcomer: User) -> None:
    make_user()
    sign_in(client)
    assert follow(client, "made-up").status_code == 410
    assert is_in(client)


def test_an_invitation_does_not_go_round_a_second_factor(client: Client, boss: User) -> None:
    user = make_user()
    add_app(user)
    follow(client, invite(boss, user))
    assert client.post(PAGE, BOTH)["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)


def test_the_trail_tells_of_both_ends(client: Client, boss: User, newcomer: User) -> None:
    follow(client, invite(boss, newcomer))
    client.post(PAGE, BOTH)
    assert trail() == [
        ("user invited", newcomer.pk),
        ("invitation accepted", newcomer.pk),
        ("signed in", newcomer.pk),
    ]
    assert AuditEvent.objects.get(kind="user invited").actor_id == boss.pk
    assert AuditEvent.objects.get(kind="signed in").details == {"by": ["invitation"]}


# ---- the pages of the administrator ----


def test_an_administrator_gets_a_link_and_sees_it_once(
    client: Client, boss: User, newcomer: User, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    sign_in(client, "tom.hale")
    page = f"/settings/users/{newcomer.pk}/invitation/"
    assert "Invite Anna Weber" in client.get(page).content.decode()
    assert not Invitation.objects.exists()
    made = client.post(page).content.decode()
    token = re.search(r"http://127\.0\.0\.1:8000/invitation/([\w-]{43})/", made)
    assert token is not None
    assert token[1] not in client.get(page).content.decode()
    assert follow(Client(), token[1]).status_code == 200


def test_an_administrator_takes_a_lost_second_factor_away(client: Client, boss: User, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    user = make_user()
    add_app(user)
    sign_in(client, "tom.hale")
    page = f"/settings/users/{user.pk}/second-factor/"
    assert "call back, or meet" in client.get(page).content.decode()
    assert client.post(page).status_code == 303
    assert "This user has none." in client.get(page).content.decode()
    assert sign_in(Client())["Location"] == "/"


@pytest.mark.parametrize("page", ["invitation", "second-factor"])
def test_others_can_do_neither(client: Client, newcomer: User, page: str) -> None:
    make_user()
    sign_in(client)
    for answer in (client.get, client.post):
        assert answer(f"/settings/users/{newcomer.pk}/{page}/").status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("page", ["invitation", "second-factor"])
def test_an_administrator_proves_first_that_it_is_still_he(
    client: Client, boss: User, newcomer: User, settings: Any, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    sign_in(client, "tom.hale")
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    asked = client.post(f"/settings/users/{newcomer.pk}/{page}/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert not Invitation.objects.exists()
    # What was sent is sent on once he has proved it.
    client.post(asked["Location"], {"password": PASSWORD})
    assert Invitation.objects.exists() == (page == "invitation")
