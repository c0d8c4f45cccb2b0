"""Every address says who may come in: none is open by oversight."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import guanxi
from guanxi.access.models import User
from tests.access.cast import Cast, make_cast

# Ours that are open to strangers, each with its reason at the view.
OPEN = {
    "invitation/",
    "invitation/<token>/",
    "demo/sign-in/",
    "survey/<str:token>/",
    "preferences/language/",
    "preferences/theme/",
}


def _routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def routes() -> list[tuple[str, object]]:
    return list(_routes(get_resolver().url_patterns))


def _policy(view: object) -> str:
    return str(getattr(view, "policy", ""))


def test_every_address_has_a_policy() -> None:
    assert [route for route, view in routes() if not _policy(view)] == []


def test_the_contract_of_the_faces_names_every_module_that_defines_tables() -> None:
    with (Path(__file__).parents[2] / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    [forbidden] = [set(one["forbidden_modules"]) for one in contracts if one["name"].startswith("A face reads through")]
    assert {model.__module__ for model in apps.get_models() if model.__module__.startswith("guanxi.")} == forbidden


def test_no_face_finds_a_table_by_its_name() -> None:
    """The contract sees imports; this is the other way to a table."""
    faces = [Path(guanxi.__file__).parent / name for name in ("web", "cli", "demo")]
    found = [path for face in faces for path in face.rglob("*.py") if re.search(r"get_model|_meta\b", path.read_text())]
    assert found == []


def test_what_is_open_to_strangers_is_on_a_short_list() -> None:
    opened = {route for route, view in routes() if _policy(view).startswith("open")}
    assert opened <= OPEN


def test_a_stranger_is_led_to_the_door_everywhere(db: None) -> None:
    client = Client()
    for route, view in routes():
        if _policy(view).startswith(("open", "decides itself")):
            continue
        address = "/" + filled(route)
        for method in (client.get, client.post):
            answer = method(address)
            assert answer.status_code in (302, 405), (address, answer.status_code)
            if answer.status_code == 302:
                assert answer.headers["Location"].startswith("/accounts/login/"), address


def filled(route: str) -> str:
    parts = []
    for part in route.split("/"):
        if part.startswith("<int"):
            part = "1"
        elif part.startswith("<uuid"):
            part = "00000000-0000-4000-8000-000000000000"
        elif part.startswith("<"):
            part = "x"
        parts.append(part)
    return "/".join(parts)


@pytest.mark.parametrize("username", ["lin.yue", "marta.nowak", "tom.hale", "ines.costa"])
def test_no_address_fails_on_what_does_not_exist(db: None, username: str, settings: object) -> None:
    """A key that is nobody's, a name that no field has: an answer, never an error of the server."""
    cast: Cast = make_cast()
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"  # type: ignore[attr-defined]
    client = Client(raise_request_exception=False)
    user = User.objects.get(pk=cast.users[username])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    wrong = (
        "?q=%00%F0%9F%92%A9&f=nothing:is:1&f=name:has:%27%22&sort=-nothing&after=%2F%2F&as=csv"
        "&customer=99999999999999999999"
    )
    for route, view in routes():
        if not _policy(view) or "logout" in route or "sign-in" in route:
            continue
        for tail in ("", wrong):
            answer = client.get("/" + filled(route) + tail)
            if answer.streaming:
                b"".join(answer.streaming_content)
            assert answer.status_code < 500, (username, route, tail)
        answer = client.post("/" + filled(route), {"version": "x", "customer": "-1", "row": "x", "do": "x"})
        assert answer.status_code < 500, (username, "POST", route)
