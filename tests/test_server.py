"""`guanxi serve` starts, answers, starts again what dies, and ends in time."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from guanxi.wsgi import client_address
from tests.database.scratch import scratch_database
from tests.serving import PATIENCE, Server, free_port

on_nothing = pytest.mark.parametrize("environment", ["empty"], indirect=True)


@pytest.fixture
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """With all tables, except for tests that are about making them."""
    with scratch_database(tmp_path, migrated=not hasattr(request, "param")) as environment:
        environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        yield environment | {"GUANXI_WORKERS": "1"}


@pytest.fixture
def serve(environment: dict[str, str]) -> Iterator[Callable[[], Server]]:
    started: list[Server] = []

    def start() -> Server:
        started.append(Server(environment))
        return started[-1]

    yield start
    for server in started:
        if server.process.poll() is None:
            # Its children end with it.
            server.process.kill()
        server.process.communicate()


def wait_until(claim: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.2)


def is_listened_on(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.slow
@pytest.mark.alone
@on_nothing
def test_a_server_starts_on_nothing_answers_and_ends_within_ten_seconds(
    serve: Callable[[], Server], environment: dict[str, str]
) -> None:
    server = serve().wait_until_ready()
    assert server.get("/healthz")[0] == 200
    wait_until(lambda: server.ready().get("worker") != {"silent_for_seconds": None})

    status, page, headers = server.get("/accounts/login/")
    assert status == 200
    assert "X-Request-ID" in headers
    # Static files are named by their content, compressed, and kept for ever.
    style = next(part for part in page.decode().split('"') if part.startswith("/static/") and part.endswith(".css"))
    status, _, headers = server.get(style)
    assert status == 200
    assert "immutable" in headers["Cache-Control"]

    check = subprocess.run([sys.executable, "-m", "guanxi", "check"], env=environment, capture_output=True, text=True)
    assert check.returncode == 0, check.stdout
    assert [line.split()[:2] for line in check.stdout.splitlines()] == [
        [subject, "ok"] for subject in ("settings", "database", "migrations", "mail", "disk")
    ]

    assert server.end() < 10
    assert not is_listened_on(server.port)
    assert all((Path(environment["GUANXI_HOME"]) / name).stat().st_mode & 0o077 == 0 for name in ("", "secret-key"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_what_dies_is_started_again_and_nothing_outlives_the_server(serve: Callable[[], Server]) -> None:
    server = serve().wait_until_ready()
    wait_until(lambda: set(server.children()) == {"pages", "worker"})
    before = server.children()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: set(server.children()) == {"pages", "worker"})
    after = server.children()
    assert not set(before.values()) & set(after.values())
    # Requests wait in the socket meanwhile, and are answered.
    assert server.get("/healthz")[0] == 200

    server.process.kill()
    server.process.wait()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in after.values()))
    assert not is_listened_on(server.port)


@pytest.mark.slow
@on_nothing
def test_two_servers_that_start_at_once_migrate_once(serve: Callable[[], Server]) -> None:
    both = [serve(), serve()]
    for server in both:
        server.wait_until_ready()
    logs = [server.log.read_text() for server in both]
    assert sum('"migrating"' in log for log in logs) == 1, logs


@pytest.mark.slow
@pytest.mark.alone
def test_ctrl_c_ends_it_as_well(serve: Callable[[], Server]) -> None:
    assert serve().wait_until_ready().end(signal.SIGINT) < 10


def refusal(environment: dict[str, str], *arguments: str, code: int = 1) -> str:
    command = [sys.executable, "-m", "guanxi", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == code
    [sentence] = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    return sentence


def test_an_address_in_use_is_refused_in_a_sentence(environment: dict[str, str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        assert refusal(environment, "serve", "--bind", bind) == (
            f"{bind} cannot be listened on (Address already in use); "
            "end what uses it, or choose another by --bind or GUANXI_BIND."
        )


def test_a_wrong_bind_is_refused_in_a_sentence(environment: dict[str, str]) -> None:
    assert refusal(environment, "serve", "--bind", "here").startswith("--bind is 'here'; write an address and a port")
    assert "it is no address of this machine" in refusal(environment, "serve", "--bind", "no such host:8000")


def test_a_demo_is_served_to_this_machine_alone_and_on_no_other_database(environment: dict[str, str]) -> None:
    (Path(environment["GUANXI_HOME"]) / "this-is-a-demo").write_text("2026-11-20\n")
    elsewhere = environment | {"GUANXI_DATABASE_URL": "postgresql://localhost/guanxi"}
    assert "take GUANXI_DATABASE_URL away" in refusal(elsewhere, "serve")
    environment.pop("GUANXI_DATABASE_URL", None)
    for bind in ("0.0.0.0:8000", "[::]:8000", "192.0.2.1:8000"):
        assert "is a demo, open to whoever reaches it" in refusal(environment, "serve", "--bind", bind)


@on_nothing
def test_a_worker_alone_waits_for_nobody_to_migrate(environment: dict[str, str]) -> None:
    assert refusal(environment, "worker").startswith("The worker does not start: migrations ")


@pytest.mark.parametrize("command", [["serve"], ["backup", "--out", "x"], ["user", "invite", "lin.yue"]])
def test_a_database_that_is_not_there_is_refused_in_a_sentence(command: list[str], environment: dict[str, str]) -> None:
    nowhere = environment | {"GUANXI_DATABASE_URL": "postgresql://crm:geheim@127.0.0.1:1/guanxi"}
    nowhere["GUANXI_BIND"] = f"127.0.0.1:{free_port()}"
    sentence = refusal(nowhere, *command)
    assert sentence.startswith("The database does not answer: ")
    assert "geheim" not in sentence


@pytest.mark.parametrize("way", [["--verify", "--into", "x"], []])
def test_a_restore_wants_one_of_its_two_ways(way: list[str], environment: dict[str, str]) -> None:
    assert refusal(environment, "restore", "some.backup", *way, code=2) == "Give either --verify or --into DIR."


# ---- who calls ----


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # what the caller wrote himself stands before
        ("", "2001:db8::1", "2001:db8::1"),  # a socket in the file system
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("8.8.8.8", "203.0.113.9", "8.8.8.8"),  # no proxy of ours
    ],
)
def test_the_caller_is_who_our_proxy_says(peer: str, forwarded: str, client: str) -> None:
    assert client_address(peer, forwarded) == client
