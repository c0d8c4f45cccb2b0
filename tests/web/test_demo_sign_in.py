"""One click in the demo, and nowhere else."""

from typing import Any

import pytest
from django.test import Client

from guanxi.access.models import AuditEvent
from tests.web.entering import LOGIN, SOME_PAGE, add_app, is_in, make_user

pytestmark = pytest.mark.django_db

ENTER = "/demo/sign-in/"


@pytest.fixture
def demo(settings: Any) -> None:
    settings.IS_DEMO = True


@pytest.mark.usefixtures("demo")
def test_the_demo_says_what_it_is_and_offers_the_cast(client: Client) -> None:
    page = client.get(f"{LOGIN}?next={SOME_PAGE}").content.decode()
    assert "This is a demo" in page
    for login in ("lin.yue", "sofia.berg", "chen.wei", "marta.nowak", "amara.diallo", "wang.fang", "tom.hale"):
        assert f'value="{login}"' in page
    assert f'name="next" value="{SOME_PAGE}"' in page


@pytest.mark.usefixtures("demo")
def test_one_click_enters_as_a_member_and_another_as_the_next(client: Client) -> None:
    make_user("lin.yue")
    make_user("sofia.berg")
    response = client.post(ENTER, {"user": "lin.yue", "next": SOME_PAGE})
    assert (response.status_code, response["Location"]) == (303, SOME_PAGE)
    assert is_in(client)
    client.post(ENTER, {"user": "sofia.berg"})
    assert client.get(SOME_PAGE).wsgi_request.user.username == "sofia.berg"
    assert AuditEvent.objects.filter(kind="signed in").values_list("details", flat=True)[0] == {"by": ["demo"]}


@pytest.mark.usefixtures("demo")
def test_nobody_who_tries_the_second_factor_locks_the_others_out(client: Client) -> None:
    add_app(make_user("lin.yue"))
    client.post(ENTER, {"user": "lin.yue"})
    assert is_in(client)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("values", [{"user": "anna.weber"}, {"user": "chen.wei"}, {"user": ""}, {}])
def test_only_members_of_the_cast_are_entered_as(client: Client, values: dict[str, str]) -> None:
    make_user("anna.weber")
    assert client.post(ENTER, values).status_code == 404
    assert not is_in(client)


@pytest.mark.usefixtures("demo")
def test_it_leads_to_no_other_host_and_takes_a_form_with_its_safety_code(client: Client) -> None:
    make_user("lin.yue")
    assert client.get(ENTER).status_code == 405
    assert Client(enforce_csrf_checks=True).post(ENTER, {"user": "lin.yue"}).status_code == 403
    assert client.post(ENTER, {"user": "lin.yue", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_a_server_that_is_no_demo_has_no_such_way_in(client: Client) -> None:
    make_user("lin.yue")
    assert client.post(ENTER, {"user": "lin.yue"}).status_code == 404
    assert "This is a demo" not in client.get(LOGIN).content.decode()
    assert not is_in(client)
