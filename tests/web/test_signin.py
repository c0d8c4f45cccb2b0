"""Signing in: passwords, sessions, the trail, and what every page of it keeps to."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from guanxi.access.models import AuditEvent, User
from tests.web.entering import (
    LOGIN,
    PASSWORD,
    SOME_PAGE,
    add_app,
    code_now,
    is_in,
    make_user,
    page_text,
    sign_in,
    trail,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
CODE = "/accounts/2fa/authenticate/"


@pytest.fixture(autouse=True)
def _no_attempts_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


# ---- name and password ----


@pytest.mark.parametrize("login", ["lin.yue", "Lin.Yue", "lin.yue@example.com", "LIN.YUE@EXAMPLE.COM", "  lin.yue "])
def test_a_user_signs_in_by_name_or_address_whatever_the_case(client: Client, login: str) -> None:
    make_user(email="Lin.Yue@Example.com")
    response = sign_in(client, login)
    assert (response.status_code, response["Location"]) == (303, "/")
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client: Client) -> None:
    make_user()
    wrong, unknown = sign_in(client, password="not this"), sign_in(client, "nobody.here")
    assert wrong.status_code == unknown.status_code == 422
    assert page_text(wrong) == page_text(unknown)
    assert "The user name or the password is wrong." in page_text(wrong)
    assert not is_in(client)


def test_a_page_asks_to_sign_in_and_then_leads_back_to_it(client: Client) -> None:
    make_user()
    asked = client.get(SOME_PAGE)
    assert asked["Location"] == f"{LOGIN}?next={SOME_PAGE}"
    response = client.post(LOGIN, {"login": "lin.yue", "password": PASSWORD, "next": SOME_PAGE})
    assert response["Location"] == SOME_PAGE


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/customers/?view=table#top", "%2Fcustomers%2F%3Fview%3Dtable"),
        ("http://elsewhere.example/customers/", "%2F"),
        ("", "%2F"),
    ],
)
def test_a_part_of_a_page_sends_the_whole_page_to_sign_in_and_back(client: Client, page: str, back: str) -> None:
    part = client.get("/tasks/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert part["HX-Redirect"] == f"{LOGIN}?next={back}"


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/tasks/?all=yes", "%2Ftasks%2F%3Fall%3Dyes"),
        ("http://elsewhere.example/tasks/", "%2F"),
        ("http://[", "%2F"),
        ("", "%2F"),
    ],
)
def test_what_a_form_sent_too_late_leads_back_to_its_page(client: Client, page: str, back: str) -> None:
    assert client.post("/tasks/1/complete/", headers={"Referer": page})["Location"] == f"{LOGIN}?next={back}"
    # In a part the form stays as it is, with what was typed.
    part = client.post("/tasks/1/complete/", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert (part.status_code, part.get("HX-Redirect")) == (401, None)
    assert part.content.decode().startswith('<div class="toast"')
    assert f'href="{LOGIN}?next={back}"' in part.content.decode()


def test_an_address_of_forms_alone_says_so_on_a_page(client: Client) -> None:
    make_user()
    sign_in(client)
    page = client.get("/tasks/1/complete/")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "Go back and use the button on the page." in page.content.decode()


def test_nobody_is_led_to_another_host(client: Client) -> None:
    make_user()
    for address in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        response = client.post(LOGIN, {"login": "lin.yue", "password": PASSWORD, "next": address})
        assert response["Location"] == "/"
        client.post("/accounts/logout/")


def test_signing_out_takes_a_form_and_not_a_link(client: Client) -> None:
    make_user()
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert not is_in(client)


def test_nobody_can_sign_up(client: Client) -> None:
    for path in ("signup", "social/signup", "3rdparty/signup", "email", "confirm-email"):
        assert client.get(f"/accounts/{path}/").status_code in (302, 404)
        assert client.post(f"/accounts/{path}/", {"email": "a@example.com", "username": "a"}).status_code in (302, 404)
    assert not User.objects.exists()


def test_a_disabled_user_is_out_with_the_next_request_and_stays_out(client: Client) -> None:
    user = make_user()
    sign_in(client)
    assert is_in(client)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not is_in(client)
    assert sign_in(client)["Location"] == "/accounts/inactive/"
    assert not is_in(client)


def test_passwords_are_kept_as_argon2() -> None:
    from guanxi import settings as written

    assert written.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


@pytest.mark.parametrize(
    ("password", "will_do"),
    [
        ("four words in a row", True),
        ("山高水长山高水长山高", True),
        ("8263940175", True),  # digits alone: no rule asks for a mix
        ("too short", False),
        ("password1234", False),
        ("lin.yue.2026", False),
    ],
)
def test_a_new_password_is_long_unknown_and_not_ones_name(client: Client, password: str, will_do: bool) -> None:
    make_user()
    sign_in(client)
    response = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    assert response.status_code == (303 if will_do else 422)
    assert User.objects.get().check_password(password if will_do else PASSWORD)


def test_changing_the_password_signs_out_all_other_devices(client: Client) -> None:
    make_user()
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    new = "a longer sentence"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_in(client)
    assert not is_in(elsewhere)
    assert ("password changed", User.objects.get().pk) in trail()


def test_the_session_list_shows_devices_and_ends_the_others(client: Client) -> None:
    make_user()
    elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"})
    sign_in(client)
    sign_in(elsewhere)
    page = client.get("/accounts/sessions/").content.decode()
    assert page.count("data-session") == 2
    assert "Firefox on Linux" in page
    assert client.post("/accounts/sessions/").status_code == 303
    assert is_in(client)
    assert not is_in(elsewhere)


def test_every_kind_of_failure_costs_one_digest(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the time of the answer would tell whether a user exists."""
    make_user()
    make_user("sofia.berg", is_active=False)
    invited = make_user("anna.weber")
    invited.set_unusable_password()
    invited.save()
    digested: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: digested.append(password) or encode(self, password, salt),
    )
    counts = {}
    for login in ("lin.yue", "lin.yue@example.com", "sofia.berg", "anna.weber", "nobody.here", "nobody@example.com"):
        digested.clear()
        assert sign_in(client, login, "not this").status_code == 422
        counts[login] = len(digested)
    assert set(counts.values()) == {1}, counts


# ---- after signing in ----


def test_language_and_time_zone_of_the_user_hold_after_signing_in(client: Client) -> None:
    make_user(language="zh-hans", time_zone="Asia/Shanghai")
    client.cookies["guanxi_language"] = "en"
    sign_in(client)
    page = client.get(SOME_PAGE)
    assert page["Content-Language"] == "zh-hans"
    assert 'lang="zh-Hans"' in page.content.decode()
    # The next visit begins in his language, before anybody has signed in.
    client.post("/accounts/logout/")
    assert client.get(LOGIN)["Content-Language"] == "zh-hans"


# ---- the trail ----


def test_the_trail_names_keys_and_never_what_somebody_typed(client: Client) -> None:
    user = make_user()
    sign_in(client, password="secret guess")
    sign_in(client, "somebody.unknown")
    sign_in(client)
    client.post("/accounts/logout/")
    assert trail() == [
        ("sign-in failed", user.pk),
        ("sign-in failed", None),
        ("signed in", user.pk),
        ("signed out", user.pk),
    ]
    assert AuditEvent.objects.get(kind="signed in").actor_id == user.pk
    assert AuditEvent.objects.filter(kind="sign-in failed", actor__isnull=False).count() == 0
    kept = str(list(AuditEvent.objects.values()))
    assert not any(typed in kept for typed in ("somebody", "secret guess", "lin.yue", "127.0.0.1"))


def test_the_trail_tells_by_what_somebody_signed_in(client: Client) -> None:
    user = make_user()
    secret = add_app(user)
    sign_in(client)
    client.post(CODE, {"code": "000000"})
    client.post(CODE, {"code": code_now(secret)})
    assert ("second factor failed", user.pk) in trail()
    assert AuditEvent.objects.get(kind="signed in").details == {"by": ["password", "totp"]}


def test_addresses_of_users_stand_in_one_place_only(client: Client) -> None:
    """A second table of addresses would go on letting in whoever has the old one."""
    make_user()
    sign_in(client)
    client.post("/accounts/password/reset/", {"email": "lin.yue@example.com"})
    client.get("/accounts/2fa/")
    assert not EmailAddress.objects.exists()


# ---- what every page keeps to ----

OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_login_cancelled",
    "invitation",
}
SIGNED_IN = {
    "me",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "usersessions_list",
    "socialaccount_connections",
    "signin_identity_again",
}


@pytest.mark.parametrize("name", sorted(OPEN))
def test_a_stranger_reaches_only_the_pages_of_entering(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code in (200, 302, 410)
    assert "next=" not in response.get("Location", "")


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_the_pages_about_oneself_ask_to_sign_in(client: Client, name: str) -> None:
    assert client.get(reverse(name))["Location"].startswith(f"{LOGIN}?next=")


def test_no_page_of_signing_in_holds_a_script_or_a_style(client: Client, settings: Any) -> None:
    user = make_user()
    pages = [client.get(reverse(name)) for name in sorted(OPEN)]
    secret = add_app(user)
    sign_in(client)
    pages.append(client.get(CODE))
    client.post(CODE, {"code": code_now(secret)})
    pages += [client.get(reverse(name)) for name in sorted(SIGNED_IN)]
    shown = [page.content.decode() for page in pages if page.status_code == 200]
    assert len(shown) > 12
    for page in shown:
        assert not re.search(r'<script(?![^>]*(\bsrc=|type="application/json"))', page)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
