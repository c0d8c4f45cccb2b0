"""Second factors: asked for, set up, lost; and the fresh proof after fifteen minutes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from guanxi.access.actors import load_actor
from guanxi.access.signin import forget_second_factor
from guanxi.access.writing import run
from guanxi.errors import Denied
from guanxi.web.signin.freshness import fresh
from tests.web.entering import (
    LOGIN,
    PASSWORD,
    SOME_PAGE,
    add_app,
    code_now,
    is_in,
    make_user,
    recovery_codes,
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


def test_who_has_an_app_is_asked_for_its_code(client: Client) -> None:
    secret = add_app(make_user())
    assert sign_in(client)["Location"] == CODE
    assert not is_in(client)
    assert client.post(CODE, {"code": "000000"}).status_code == 422
    assert not is_in(client)
    assert client.post(CODE, {"code": code_now(secret)}).status_code == 303
    assert is_in(client)


def test_a_code_works_once(client: Client) -> None:
    secret = add_app(make_user())
    code = code_now(secret)
    sign_in(client)
    client.post(CODE, {"code": code})
    again = Client()
    sign_in(again)
    assert again.post(CODE, {"code": code}).status_code == 422
    assert not is_in(again)


def test_a_recovery_code_lets_in_once(client: Client) -> None:
    user = make_user()
    add_app(user)
    code = recovery_codes(user)[0]
    sign_in(client)
    assert client.post(CODE, {"code": code}).status_code == 303
    assert is_in(client)
    again = Client()
    sign_in(again)
    assert again.post(CODE, {"code": code}).status_code == 422


def test_codes_cannot_be_guessed_on_and_on(client: Client) -> None:
    secret = add_app(make_user())
    sign_in(client)
    for guess in range(5):
        assert client.post(CODE, {"code": f"00000{guess}"}).status_code == 422
    refused = client.post(CODE, {"code": code_now(secret)})
    assert "Too many wrong codes. Wait five minutes" in refused.content.decode()
    assert not is_in(client)


def test_setting_up_an_app_gives_recovery_codes_that_are_shown_once(client: Client) -> None:
    user = make_user()
    sign_in(client)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    response = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert (response.status_code, response["Location"]) == (303, "/accounts/2fa/recovery-codes/")
    codes = recovery_codes(user)
    first = client.get("/accounts/2fa/recovery-codes/").content.decode()
    second = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert len(codes) == 10
    assert all(code in first for code in codes)
    assert "no-store" in client.get("/accounts/2fa/recovery-codes/")["Cache-Control"]
    assert not any(code in second for code in codes)


@pytest.mark.parametrize(
    ("required_of", "is_administrator", "is_asked"),
    [
        ("nobody", True, False),
        ("administrators", False, False),
        ("administrators", True, True),
        ("all", False, True),
    ],
)
def test_a_second_factor_is_asked_of_whom_the_setting_names(
    client: Client, settings: Any, required_of: str, is_administrator: bool, is_asked: bool
) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = required_of
    make_user(is_administrator=is_administrator)
    sign_in(client)
    response = client.get(SOME_PAGE)
    assert (response.status_code == 302) == is_asked
    if is_asked:
        assert response["Location"] == "/accounts/2fa/"


def test_who_must_have_one_can_do_nothing_else_before(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "all"
    make_user()
    sign_in(client)
    for path in (SOME_PAGE, "/accounts/password/change/", "/accounts/sessions/"):
        assert client.get(path)["Location"] == "/accounts/2fa/", path
    part = client.get(SOME_PAGE, headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == "/accounts/2fa/"
    page = client.get("/accounts/2fa/").content.decode()
    assert "Set up a second factor" in page
    assert 'href="/customers/"' not in page
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert is_in(client)


def test_an_administrator_takes_away_a_lost_second_factor_and_all_sessions(client: Client) -> None:
    user, boss, colleague = make_user(), make_user("tom.hale", is_administrator=True), make_user("sofia.berg")
    secret = add_app(user)
    sign_in(client)
    client.post(CODE, {"code": code_now(secret)})
    with pytest.raises(Denied):
        run(load_actor(colleague), forget_second_factor, on=NOW, channel="test", user=user.pk)
    assert is_in(client)
    run(load_actor(boss), forget_second_factor, on=NOW, channel="test", user=user.pk)
    assert not is_in(client)
    assert sign_in(client)["Location"] == "/"
    assert ("second factor forgotten", user.pk) in trail()


# ---- proving it again ----


def test_fifteen_minutes_after_signing_in_a_fresh_proof_is_asked_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user()
    sign_in(client)
    assert fresh(client.get(SOME_PAGE).wsgi_request)
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
    from guanxi.web.signin import freshness

    later = freshness.time.time() + 16 * 60
    monkeypatch.setattr(freshness.time, "time", lambda: later)
    assert not fresh(client.get(SOME_PAGE).wsgi_request)
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    assert client.post(asked["Location"], {"password": "not this"}).status_code == 422
    back = client.post(asked["Location"], {"password": PASSWORD})
    assert back["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get(back["Location"]).status_code == 200


def test_who_is_not_signed_in_is_never_fresh(client: Client) -> None:
    assert not fresh(client.get(LOGIN).wsgi_request)
