"""Logs say what happened, and nothing of anybody."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from guanxi.records.logs import JsonLines, request_id

SECRET = "Lin Yue 林悦 <lin.yue@example.com>"


class Written(logging.Handler):
    """What would stand on standard error."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(JsonLines().format(record))

    @property
    def lines(self) -> list[dict[str, Any]]:
        assert not any("\n" in text for text in self.texts)
        return [json.loads(text) for text in self.texts]


@pytest.fixture
def written() -> Iterator[Written]:
    handler = Written()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def test_a_line_says_when_what_and_for_which_request(written: Written) -> None:
    token = request_id.set("abc-123")
    logging.getLogger("guanxi.worker").warning("%d jobs wait", 3, extra={"job": "export", "ms": 12, "name_of": SECRET})
    request_id.reset(token)
    [line] = written.lines
    assert line["message"] == "3 jobs wait"
    assert (line["level"], line["logger"], line["request"], line["job"], line["ms"]) == (
        "WARNING", "guanxi.worker", "abc-123", "export", 12,
    )  # fmt: skip
    assert str(line["time"]).endswith("+00:00")
    assert "name_of" not in line  # what is not on the list is not written


def test_of_what_libraries_say_only_the_pattern_is_kept(written: Written) -> None:
    logging.getLogger("allauth.account").error("Login failed for %s", SECRET)
    logging.getLogger("django.request").warning("Not Found: %s", f"/people/?q={SECRET}")
    assert [line["message"] for line in written.lines] == ["Login failed for %s", "Not Found: %s"]


def test_of_an_error_kind_and_place_are_kept_and_not_what_it_quotes(written: Written) -> None:
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("guanxi.worker").exception("job failed")
    [line] = written.lines
    assert line["error"] == "ValueError"
    assert "test_logs.py" in str(line["at"])
    assert "example.com" not in written.texts[0]


@pytest.mark.django_db
def test_a_request_is_logged_by_its_pattern_and_answered_with_its_id(client: Client, written: Written) -> None:
    answer = client.get("/accounts/login/", {"next": "/people/?q=Zzyzx", "q": "Zzyzx"})
    [line] = [line for line in written.lines if line["logger"] == "guanxi.requests"]
    assert line["message"] == "answered"
    assert (line["method"], line["status"], line["request"]) == ("GET", 200, answer["X-Request-ID"])
    assert "login" in str(line["route"])
    assert "Zzyzx" not in "".join(written.texts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "taken"), [("0123abcd-4567", True), ("x\ty", False), ("short", False), ("a" * 65, False)]
)
def test_the_id_of_a_proxy_is_taken_over_if_it_is_one(given: str, taken: bool, client: Client) -> None:
    answer = client.get("/healthz", headers={"x-request-id": given})
    assert (answer["X-Request-ID"] == given) is taken


@pytest.mark.django_db
def test_probes_are_no_news(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    client.get("/healthz")
    assert [record.name for record in caplog.records] == []
