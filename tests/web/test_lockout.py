"""Guessing is slowed down, and is no way to lock a colleague out."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from guanxi.access.models import AuditEvent, User
from guanxi.access.signin import Known
from guanxi.records.jobs import JobContext
from guanxi.web.signin import jobs, lockout
from guanxi.web.signin.lockout import ADDRESS, EVERYWHERE, FROM_HERE, KNOWN_BROWSER, Refusal, begin_attempt
from tests.web.entering import PASSWORD, is_in, make_user, sign_in, trail

HERE, ELSEWHERE = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}
WAIT = "Too many wrong attempts. You can try again in 15 minutes."


@pytest.fixture(autouse=True)
def _no_attempts_before(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def guess(client: Client, times: int, login: str = "lin.yue", **extra: Any) -> Any:
    for number in range(times):
        response = sign_in(client, login, f"guess number {number}", **extra)
    return response


def test_after_five_wrong_passwords_the_right_one_is_refused_too_with_the_time_to_wait(client: Client) -> None:
    make_user()
    assert "is wrong" in guess(client, FROM_HERE.places, **HERE).content.decode()
    refused = sign_in(client, **HERE)
    assert refused.status_code == 422
    assert WAIT in refused.content.decode()
    assert not is_in(client)


def test_being_locked_out_does_not_tell_that_a_name_and_an_address_are_one_users(client: Client) -> None:
    make_user()
    guess(client, FROM_HERE.places, "Lin.Yue", **HERE)
    assert WAIT in sign_in(client, "lin.yue", **HERE).content.decode()
    assert "is wrong" in guess(client, 1, "lin.yue@example.com", **HERE).content.decode()


def test_name_and_address_of_a_user_count_together_on_many_machines() -> None:
    make_user()
    for machine in range(EVERYWHERE.places // FROM_HERE.places // 2):
        for login in ("lin.yue", "lin.yue@example.com"):
            guess(Client(), FROM_HERE.places, login, REMOTE_ADDR=f"198.51.100.{machine}")
    assert "try again" in sign_in(Client(), REMOTE_ADDR="203.0.113.9").content.decode()


def test_a_name_that_nobody_has_is_locked_like_one_that_somebody_has(client: Client) -> None:
    guess(client, FROM_HERE.places, "nobody.here", **HERE)
    assert WAIT in sign_in(client, "nobody.here", **HERE).content.decode()
    assert not any("nobody" in str(row) for row in _cache_rows())


def _cache_rows() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM guanxi_cache")
        return list(cursor.fetchall())


def test_who_sits_elsewhere_is_not_locked_out_by_it(client: Client) -> None:
    make_user()
    guess(client, FROM_HERE.places + 1, **HERE)
    assert sign_in(client, **ELSEWHERE).status_code == 303


def test_a_browser_that_the_user_has_signed_in_from_is_locked_out_by_nobody_else(client: Client) -> None:
    """Not even by a colleague at the same address, nor by many machines in the world."""
    make_user()
    sign_in(client, **HERE)
    client.post("/accounts/logout/")
    attacker = Client()
    guess(attacker, FROM_HERE.places + 1, **HERE)
    for machine in range(11):
        guess(attacker, FROM_HERE.places, REMOTE_ADDR=f"198.51.100.{machine}")
    assert "try again" in sign_in(attacker, REMOTE_ADDR="203.0.113.9").content.decode()
    assert "try again" in sign_in(Client(), **HERE).content.decode()
    assert sign_in(client, **HERE).status_code == 303


def test_a_known_browser_does_not_guess_for_ever_either(client: Client) -> None:
    make_user()
    sign_in(client, **HERE)
    client.post("/accounts/logout/")
    guess(client, KNOWN_BROWSER.places, **HERE)
    assert WAIT in sign_in(client, **HERE).content.decode()


def test_a_known_browser_of_one_user_is_a_stranger_to_the_others(client: Client) -> None:
    make_user()
    make_user("sofia.berg")
    sign_in(client, **HERE)
    client.post("/accounts/logout/")
    guess(client, FROM_HERE.places, "sofia.berg", **HERE)
    assert WAIT in sign_in(client, "sofia.berg", **HERE).content.decode()


def test_a_new_password_makes_strangers_of_all_browsers(client: Client) -> None:
    user = make_user()
    sign_in(client, **HERE)
    client.post("/accounts/logout/")
    user.set_password("a longer sentence")
    user.save()
    guess(client, FROM_HERE.places, **HERE)
    assert WAIT in sign_in(client, **HERE).content.decode()


def test_the_mark_of_a_known_browser_cannot_be_made_up(client: Client) -> None:
    user = make_user()
    client.cookies[lockout.BROWSER_COOKIE] = f'{{"{user.pk}": "0011223344556677.{"0" * 32}"}}'
    guess(client, FROM_HERE.places, **HERE)
    assert WAIT in sign_in(client, **HERE).content.decode()


def test_many_machines_guess_no_faster_than_the_limit_of_the_user() -> None:
    make_user()
    answers = [
        guess(Client(), FROM_HERE.places, REMOTE_ADDR=f"198.51.100.{machine}").content.decode()
        for machine in range(EVERYWHERE.places // FROM_HERE.places + 1)
    ]
    assert ["is wrong" in answer for answer in answers] == [True] * 10 + [False]


def test_one_password_is_not_tried_on_all_names_from_one_address() -> None:
    answers = [sign_in(Client(), f"name{number}", "Summer 2026!", **HERE).status_code for number in range(40)]
    # The pages themselves say so first: thirty in a minute.
    assert answers == [422] * 30 + [429] * 10
    attempts = [_try(f"name{number}") for number in range(ADDRESS.places + 1)]
    assert isinstance(attempts[-1], Refusal)


def _try(login: str, known: Known | None = None, address: str = "192.0.2.1") -> lockout.Attempt | Refusal:
    return begin_attempt(RequestFactory().post("/"), login, known, address=address)


def test_all_addresses_of_one_ipv6_customer_count_together(client: Client) -> None:
    make_user()
    for number in range(FROM_HERE.places):
        sign_in(client, password="wrong", REMOTE_ADDR=f"2001:db8:1:2::{number}")
    assert WAIT in sign_in(client, REMOTE_ADDR="2001:db8:1:2:ffff::1").content.decode()
    assert sign_in(client, REMOTE_ADDR="2001:db8:1:3::1").status_code == 303


def test_right_passwords_use_nothing_up(client: Client) -> None:
    make_user()
    for _ in range(3 * FROM_HERE.places):
        assert sign_in(Client(), **HERE).status_code == 303
    guess(client, FROM_HERE.places - 1, **HERE)
    assert sign_in(client, **HERE).status_code == 303


def test_a_place_is_free_again_when_its_time_has_come(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    began = time.time()
    at: Callable[[float], None] = lambda minutes: monkeypatch.setattr(time, "time", lambda: began + minutes * 60)  # noqa: E731
    at(0)
    _try("lin.yue")
    at(10)
    for _ in range(FROM_HERE.places - 1):
        _try("lin.yue")
    refused = _try("lin.yue")
    assert isinstance(refused, Refusal)
    assert refused.minutes == 5
    at(15.1)
    assert not isinstance(_try("lin.yue"), Refusal)
    again = _try("lin.yue")
    assert isinstance(again, Refusal)
    assert again.minutes == 10


def test_a_link_that_came_by_mail_takes_back_what_was_counted(client: Client) -> None:
    user = make_user()
    guess(client, FROM_HERE.places, **HERE)
    guess(client, FROM_HERE.places, "lin.yue@example.com", **HERE)
    from allauth.account.utils import user_pk_to_url_str
    from django.contrib.auth.tokens import default_token_generator

    key = default_token_generator.make_token(user)
    form = client.get(f"/accounts/password/reset/key/{user_pk_to_url_str(user)}-{key}/", **HERE)["Location"]
    new = "a longer sentence"
    client.post(form, {"password1": new, "password2": new}, **HERE)
    assert sign_in(Client(), password=new, **HERE).status_code == 303
    assert sign_in(Client(), "lin.yue@example.com", new, **HERE).status_code == 303


def test_being_locked_out_stands_in_the_trail_once(client: Client) -> None:
    user = make_user()
    guess(client, FROM_HERE.places + 4, **HERE)
    assert trail() == [("sign-in failed", user.pk)] * FROM_HERE.places + [("locked out", user.pk)]
    assert "192.0.2.1" not in str(list(AuditEvent.objects.values()))


def test_proving_it_again_counts_as_well(client: Client) -> None:
    make_user()
    sign_in(client, **HERE)
    for number in range(KNOWN_BROWSER.places):
        client.post("/accounts/reauthenticate/", {"password": f"guess number {number}"}, **HERE)
    page = client.post("/accounts/reauthenticate/", {"password": PASSWORD}, **HERE).content.decode()
    assert "Too many" in page or "try again" in page


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(client: Client, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_user()
    forged = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.%d, 192.0.2.1"}
    for number in range(FROM_HERE.places):
        sign_in(client, password="wrong", **forged | {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}, 192.0.2.1"})
    assert WAIT in sign_in(client, **forged | {"HTTP_X_FORWARDED_FOR": "203.0.113.99, 192.0.2.1"}).content.decode()
    elsewhere = forged | {"HTTP_X_FORWARDED_FOR": "203.0.113.99, 192.0.2.2"}
    assert sign_in(client, **elsewhere).status_code == 303


def test_attempts_that_count_no_longer_and_sessions_that_are_over_are_forgotten(client: Client) -> None:
    make_user()
    guess(client, 3, "nobody.here", **HERE)
    sign_in(client, **ELSEWHERE)
    signed_out = Client()
    sign_in(signed_out, **ELSEWHERE)
    signed_out.post("/accounts/logout/")

    def forget_at(moment: datetime) -> None:
        hold: Any = None
        context = JobContext(now=moment, attempt=1, user_id=None, hold=hold)
        jobs.forget.func(context, round=1)

    forget_at(timezone.now())
    assert len([row for row in _cache_rows() if ":here:" in str(row)]) == 3
    forget_at(timezone.now() + FROM_HERE.window + timedelta(seconds=2))
    assert not [row for row in _cache_rows() if ":here:" in str(row)]
    assert UserSession.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_moment_are_all_counted() -> None:
    make_user()

    def one(number: int) -> bool:
        try:
            return not isinstance(_try("lin.yue"), Refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        let_through = list(threads.map(one, range(24)))
    assert sum(let_through) == FROM_HERE.places
    User.objects.all().delete()
