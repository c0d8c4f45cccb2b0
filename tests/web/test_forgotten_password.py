"""A forgotten password: a link by mail, and the mails about changes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from guanxi.access.models import User
from guanxi.web.signin import jobs
from tests.web.entering import PASSWORD, make_user, page_text, sign_in, trail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_attempts_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ask_for_link(client: Client, address: str) -> Any:
    return client.post("/accounts/password/reset/", {"email": address})


def do_jobs() -> None:
    """What the worker would do now."""
    from django_tasks_db.models import DBTaskResult

    for waiting in DBTaskResult.objects.all():
        getattr(jobs, waiting.task_path.rsplit(".", 1)[1]).func(None, **waiting.args_kwargs["kwargs"])


@pytest.fixture
def mail_server(settings: Any) -> None:
    settings.MAIL_IS_SET = True


@pytest.mark.usefixtures("mail_server")
def test_a_link_sets_a_new_password_once(client: Client) -> None:
    user = make_user(email="Lin.Yue@example.com")
    assert ask_for_link(client, "lin.yue@EXAMPLE.com").status_code == 303
    do_jobs()
    [message] = mail.outbox
    assert message.to == ["Lin.Yue@example.com"]
    link = re.search(r"http\S+", message.body)[0]  # type: ignore[index]
    path = link.partition("127.0.0.1:8000")[2]
    form = client.get(path)["Location"]
    assert "set-password" in form
    new = "a longer sentence"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 303
    assert User.objects.get().check_password(new)
    assert "works no longer" in client.get(path).content.decode()
    assert ("password reset", user.pk) in trail()


@pytest.mark.usefixtures("mail_server")
def test_whether_somebody_has_an_address_shows_neither_in_the_answer_nor_in_the_queue(client: Client) -> None:
    from django_tasks_db.models import DBTaskResult

    make_user()
    known, unknown = ask_for_link(client, "lin.yue@example.com"), ask_for_link(client, "nobody@example.com")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert page_text(client.get(known["Location"])) == page_text(client.get(unknown["Location"]))
    assert DBTaskResult.objects.count() == 2
    assert not any("nobody@" in str(task.args_kwargs) for task in DBTaskResult.objects.all())
    do_jobs()
    assert [message.to for message in mail.outbox] == [["lin.yue@example.com"]]


def test_without_a_mail_server_the_page_says_whom_to_ask(client: Client) -> None:
    assert "Ask your administrator" in client.get("/accounts/password/reset/").content.decode()


@pytest.mark.usefixtures("mail_server")
def test_a_change_of_how_somebody_signs_in_is_told_to_him_in_his_language(client: Client) -> None:
    make_user()
    sign_in(client)
    new = "a longer sentence"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    do_jobs()
    [message] = mail.outbox
    assert message.to == ["lin.yue@example.com"]
    assert "Your password was changed." in message.body
