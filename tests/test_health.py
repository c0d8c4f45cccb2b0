"""Is all well? What the probes and `guanxi check` say, and that they say nothing of anybody."""

import os
import socket
import threading
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from guanxi import health
from guanxi.database.schema import Schema, read_schema
from guanxi.records.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)
PROBES = ("/healthz", "/readyz")


@pytest.fixture(autouse=True)
def _forget_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_is_migrated", False)


@pytest.fixture
def broken_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*anything: object) -> None:
        raise OperationalError("connection to db.example.com as crm failed: geheim")

    monkeypatch.setattr(type(connection._connections["default"]), "cursor", refuse)  # type: ignore[attr-defined]


def test_all_is_well(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "worker": {"silent_for_seconds": None}})
    assert ready["Cache-Control"] == "no-store"


def test_how_long_the_worker_is_silent_is_told_and_fails_nothing(client: Client) -> None:
    Worker(name="w", clock=lambda: timezone.now() - timedelta(seconds=300)).beat()
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert 299 <= ready.json()["worker"]["silent_for_seconds"] <= 310


@pytest.mark.usefixtures("broken_database")
def test_a_database_that_does_not_answer_is_named_and_quotes_nothing(client: Client) -> None:
    for probe in PROBES:
        answer = client.get(probe)
        assert answer.status_code == 503
        assert "does not answer (OperationalError)" in answer.json()["failing"]["database"]
        assert "geheim" not in answer.text + str(answer.headers)
    assert "migrations" in client.get("/readyz").json()["failing"]


def test_migrations_that_wait_make_it_unready_and_not_unhealthy(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "read_schema", lambda: Schema((), ("access.0002_more",), ()))
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["failing"] == {"migrations": "1 to be applied; guanxi serve does it"}


def test_a_database_of_a_newer_version_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "read_schema", lambda: Schema((), (), ("access.0999_later",)))
    assert "newer version of Guanxi" in client.get("/readyz").json()["failing"]["migrations"]


def test_the_schema_of_the_tests_is_that_of_this_version() -> None:
    schema = read_schema()
    assert (schema.pending, schema.unknown) == ((), ())
    assert "access.0001_initial" in schema.applied


def test_a_migration_of_a_newer_version_is_unknown() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('access', '0999_later', %s)",
            [datetime(2026, 11, 2, tzinfo=UTC)],
        )
    try:
        assert read_schema().unknown == ("access.0999_later",)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '0999_later'")


def test_a_full_disk_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage(2**40, 2**40, 50 * 2**20))
    for probe in PROBES:
        answer = client.get(probe)
        assert answer.status_code == 503
        assert answer.json()["failing"] == {"disk": "only 0.0 GB free in GUANXI_HOME"}


def test_a_home_that_cannot_be_written_to_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert client.get("/healthz").json()["failing"]["disk"] == "GUANXI_HOME cannot be written to"


def test_a_home_that_is_gone_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "GUANXI_HOME", settings.GUANXI_HOME / "gone")
    assert "GUANXI_HOME cannot be read" in client.get("/healthz").json()["failing"]["disk"]


def test_probes_are_answered_for_any_host_and_without_a_session(client: Client) -> None:
    for probe in PROBES:
        answer = client.get(probe, headers={"host": "10.0.0.7"})
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_probe_costs_a_statement_or_two(client: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client.get("/readyz")
    with django_assert_max_num_queries(2):
        client.get("/readyz")


# ---- what `guanxi check` says besides ----


def test_without_a_mail_server_nothing_is_sent_and_nothing_is_wrong() -> None:
    finding = health.mail()
    assert finding.is_well
    assert finding.sentence == "not set (GUANXI_MAIL_URL), so nothing is sent"


@pytest.fixture
def mail_server(settings: Any) -> socket.socket:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)
    port = listener.getsockname()[1]
    for name, value in {
        "MAIL_IS_SET": True, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port, "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "", "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_TIMEOUT": 5,
    }.items():  # fmt: skip
        setattr(settings, name, value)
    return listener


def test_a_mail_server_that_answers_is_named(mail_server: socket.socket) -> None:
    def speak() -> None:
        caller, _ = mail_server.accept()
        with caller, caller.makefile("rwb") as talk:
            talk.write(b"220 mail.example.com\r\n")
            talk.flush()
            for line in talk:
                talk.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 mail.example.com\r\n")
                talk.flush()

    speaker = threading.Thread(target=speak)
    speaker.start()
    finding = health.mail()
    speaker.join()
    mail_server.close()
    assert finding.is_well
    assert finding.sentence.endswith("takes our mail")


def test_a_mail_server_that_does_not_answer_is_named(mail_server: socket.socket) -> None:
    mail_server.close()
    finding = health.mail()
    assert not finding.is_well
    assert "does not answer as GUANXI_MAIL_URL says (ConnectionRefusedError)" in finding.sentence


def test_the_check_looks_at_all_five() -> None:
    assert [finding.subject for finding in health.findings()] == [
        "settings", "database", "migrations", "mail", "disk",
    ]  # fmt: skip
