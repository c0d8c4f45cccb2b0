"""What everybody sets for himself, and the fresh proof before rights change."""

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from guanxi.access.models import User
from tests.web.entering import make_user, sign_in

pytestmark = pytest.mark.django_db

PAGE = "/settings/me/"


@pytest.fixture(autouse=True)
def _no_attempts_before() -> None:
    cache.clear()


def test_everybody_sets_his_language_his_time_zone_and_whether_keys_are_short_cuts(client: Client) -> None:
    user = make_user()
    sign_in(client)
    assert "lin.yue@example.com" in client.get(PAGE).content.decode()
    saved = client.post(PAGE, {"language": "zh-hans", "time_zone": "Asia/Shanghai"})
    assert saved.status_code == 303
    user.refresh_from_db()
    assert (user.language, user.time_zone, user.uses_keys) == ("zh-hans", "Asia/Shanghai", False)
    page = client.get(PAGE)
    assert page["Content-Language"] == "zh-hans"
    assert 'data-keys="off"' in page.content.decode()
    assert client.cookies["guanxi_language"].value == "zh-hans"


@pytest.mark.parametrize(
    "values",
    [
        {"language": "xx", "time_zone": "UTC"},
        {"language": "en", "time_zone": "Mars/Olympus"},
        {"language": "", "time_zone": ""},
    ],
)
def test_what_does_not_exist_is_refused_beside_its_field(client: Client, values: dict[str, str]) -> None:
    user = make_user()
    sign_in(client)
    assert client.post(PAGE, values).status_code == 422
    user.refresh_from_db()
    assert (user.language, user.time_zone) == ("en", "UTC")


def test_nobody_makes_himself_anything_here(client: Client) -> None:
    make_user()
    sign_in(client)
    client.post(PAGE, {"language": "en", "time_zone": "UTC", "is_administrator": "on", "name": "Boss"})
    assert not User.objects.get().is_administrator
    assert User.objects.get().name == "lin.yue"


def test_who_changes_a_role_proves_first_that_it_is_still_he(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    user = make_user()
    make_user("tom.hale", is_administrator=True)
    sign_in(client, "tom.hale")
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    form = {"name": "Lin Yue", "language": "en", "time_zone": "UTC", "version": user.version}
    address = f"/settings/users/{user.pk}/"
    assert client.post(address, form)["Location"] == address
    user.refresh_from_db()
    asked = client.post(address, form | {"is_administrator": "on", "version": user.version})
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    asked = client.post(
        "/settings/users/new/", form | {"username": "new.boss", "email": "b@example.com", "is_administrator": "on"}
    )
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert User.objects.filter(is_administrator=True).count() == 1
