"""``guanxi user``, from its call to a user who can sign in."""

import io
import re
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from guanxi.access.models import AuditEvent, Change, Department, Membership, User
from guanxi.access.signin import invitation_behind
from guanxi.cli import main

pytestmark = pytest.mark.django_db

GOOD = "a longer sentence"


@pytest.fixture(autouse=True)
def _a_server_that_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database of the test is up to date, and the home is not to be touched."""
    monkeypatch.setattr("guanxi.server.prepare", lambda: None)
    for slug in ("sales", "marketing", "service", "management"):
        Department.objects.get_or_create(slug=slug, defaults={"name_en": slug.capitalize()})


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Any:
    def pipe(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return pipe


def create(*arguments: str) -> int:
    return main(["user", "create", *arguments])


def test_a_user_is_made_with_departments_and_password(piped: Any) -> None:
    piped(f"{GOOD}\n")
    made = create(
        "anna.weber", "--email", "Anna@example.com", "--department", "sales", "--department", "service", "--lead",
        "--password-stdin",
    )  # fmt: skip
    assert made == 0
    user = User.objects.get(username="anna.weber")
    assert (user.name, user.is_administrator) == ("Anna Weber", False)
    places = Membership.objects.filter(user=user).values_list("department__slug", "leads", "team")
    assert sorted(places) == [("sales", True, None), ("service", True, None)]
    assert authenticate(RequestFactory().post("/"), username="anna.weber", password=GOOD) == user


def test_an_administrator_needs_no_department(piped: Any) -> None:
    piped(f"{GOOD}\n")
    assert (
        create("tom.hale", "--email", "tom@example.com", "--admin", "--full-name", "Tom Hale", "--password-stdin") == 0
    )
    user = User.objects.get()
    assert (user.name, user.is_administrator) == ("Tom Hale", True)
    assert not Membership.objects.exists()


def test_the_password_is_asked_for_twice_at_a_terminal(monkeypatch: pytest.MonkeyPatch, piped: Any) -> None:
    asked: list[str] = []

    def prompt(text: str, *, hide_input: bool, confirmation_prompt: str) -> str:
        asked.extend([text, confirmation_prompt])
        assert hide_input
        return GOOD

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", prompt)
    assert create("anna", "--email", "anna@example.com") == 0
    assert asked == ["Password", "The same again"]
    assert User.objects.get().check_password(GOOD)


@pytest.mark.parametrize(
    ("arguments", "password", "code", "sentence"),
    [
        (("anna", "--email", "anna@example.com"), "short", 1, "at least 10 characters"),
        (("anna", "--email", "anna@example.com"), "password1234", 1, "too common"),
        (("anna", "--email", "anna@example.com"), "", 1, "no password on standard input"),
        (("anna", "--email", "no address"), GOOD, 1, "mail address"),
        (("Anna Weber", "--email", "anna@example.com"), GOOD, 1, "small letters"),
        (("taken", "--email", "anna@example.com"), GOOD, 1, "taken"),
        (("anna", "--email", "TAKEN@example.com"), GOOD, 1, "has this address"),
        (("anna", "--email", "anna@example.com", "--department", "saels"), GOOD, 1, "marketing"),
        (("anna", "--email", "anna@example.com", "--lead"), GOOD, 2, "--department"),
        (("anna",), GOOD, 2, "--email"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], piped: Any, arguments: tuple[str, ...], password: str, code: int, sentence: str
) -> None:
    User.objects.create(username="taken", email="taken@example.com", name="Taken")
    piped(f"{password}\n")
    assert create(*arguments, "--password-stdin") == code
    assert sentence in capsys.readouterr().err
    assert list(User.objects.values_list("username", flat=True)) == ["taken"]


def test_without_a_terminal_and_without_a_pipe_nothing_is_made(capsys: pytest.CaptureFixture[str], piped: Any) -> None:
    piped("")
    assert create("anna", "--email", "anna@example.com") == 2
    assert "--password-stdin" in capsys.readouterr().err
    assert not User.objects.exists()


def test_no_password_stands_in_the_change_log_or_the_trail(piped: Any) -> None:
    piped(f"{GOOD}\n")
    create("anna", "--email", "anna@example.com", "--password-stdin")
    digest = User.objects.get().password
    kept = str([*Change.objects.values(), *AuditEvent.objects.values()])
    assert digest not in kept
    assert GOOD not in kept


def test_an_invitation_is_printed_as_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    from django.utils import timezone

    User.objects.create(username="anna", email="anna@example.com", name="Anna")
    assert main(["user", "invite", "anna@example.com"]) == 0
    link = capsys.readouterr().out.strip()
    token = re.fullmatch(r"http://127\.0\.0\.1:8000/invitation/([\w-]{43})/", link)
    assert token is not None
    invited = invitation_behind(token[1], on=timezone.now())
    assert invited is not None
    assert invited.username == "anna"


def test_nobody_unknown_is_invited(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "invite", "anna"]) == 1
    assert "guanxi user create" in capsys.readouterr().err
