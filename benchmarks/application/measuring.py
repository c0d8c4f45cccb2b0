"""Opens pages of a running server one after the other and reads the clocks: of the page, the application, the database.

Everything is told as a multiple of ``/blank/`` of the same run: the machine may be slow, or busy with something else.
"""

import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.application.pages import Page
from benchmarks.application.reading import Reader
from guanxi.access.models import User

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ")


@dataclass
class Opened:
    """What opening a page took: seconds on the clock, and of processors in the application and in PostgreSQL."""

    seconds: list[float] = field(default_factory=list)
    application: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    slowest: str = ""

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[max(0, -(-95 * len(self.seconds) // 100) - 1)]

    def note(self, address: str, seconds: float, application: float, database: float, status: int) -> None:
        if status >= 400:
            self.refused.add(status)
        if seconds > max(self.seconds, default=0):
            self.slowest = address
        self.seconds.append(seconds)
        self.application.append(application)
        self.database.append(database)


@contextmanager
def server(port: int) -> Iterator["Server"]:
    """The application as it is served, with one process for the pages."""
    environment = os.environ | {"GUANXI_WORKERS": "1", "GUANXI_BASE_URL": f"http://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "guanxi", "serve", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        found = Server(port, process.pid)
        found.wait()
        yield found
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


class Server:
    def __init__(self, port: int, process: int) -> None:
        self.port = port
        self.process = process

    def wait(self) -> None:
        for _ in range(600):
            try:
                probe = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                probe.request("GET", "/readyz")
                if probe.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise SystemExit("The server does not answer /readyz.")

    def application(self) -> float:
        """Seconds of processors that all processes of the application have taken, by the finest clock there is."""
        return sum(map(_processor_time, _descendants(self.process)))

    def database(self) -> dict[int, float]:
        """The same of PostgreSQL by process, without the one that serves ourselves; SQLite runs in the application."""
        if connection.vendor != "postgresql":
            return {}
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT pid FROM pg_stat_activity
                WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"""
            )
            return {pid: _processor_time(pid) for (pid,) in cursor.fetchall()}


def _processor_time(process: int) -> float:
    try:
        return time.clock_gettime((~process << 3) | 2)  # CLOCK_PROCESS_CPUTIME_ID of that process
    except OSError:
        return 0.0


def _descendants(process: int) -> list[int]:
    found = [process]
    for parent in found:
        try:
            for task in os.listdir(f"/proc/{parent}/task"):
                with open(f"/proc/{parent}/task/{task}/children") as children:
                    found.extend(map(int, children.read().split()))
        except OSError:
            continue
    return found


class Browser:
    """Signed in as one of us, with one connection that stays open."""

    def __init__(self, reader: Reader, server: Server) -> None:
        self.reader = reader
        self.server = server
        client = Client()
        client.force_login(User.objects.get(pk=reader.actor.user_id))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}"
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def open(self, page: Page, opened: Opened) -> None:
        address = self.reader.fill(page.address)
        headers = {"Cookie": self.cookies, "Accept-Encoding": "gzip"}
        body = None
        if page.form is not None:
            headers, body = self._filled_form(page, address)
        application, before = self.server.application(), self.server.database()
        start = time.perf_counter()
        answer, _text = self._answer("POST" if body else "GET", address, body, headers)
        seconds = time.perf_counter() - start
        application = self.server.application() - application
        database = sum(spent - before.get(pid, 0.0) for pid, spent in self.server.database().items())
        opened.note(address, seconds, application, database, answer.status)

    def _answer(
        self, method: str, address: str, body: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        try:
            self.connection.request(method, address, body, headers)
            answer = self.connection.getresponse()
        except ConnectionError:  # it had nothing to do for some seconds, and was closed
            self.connection.close()
            self.connection.request(method, address, body, headers)
            answer = self.connection.getresponse()
        return answer, answer.read()

    def _filled_form(self, page: Page, address: str) -> tuple[dict[str, str], str]:
        answer, text = self._answer("GET", address, None, {"Cookie": self.cookies})
        found = _TOKEN.search(text.decode())
        set_cookies = [line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie", [])]
        form = {name: self.reader.fill(value, is_address=False) for name, value in (page.form or {}).items()}
        form["csrfmiddlewaretoken"] = found[1] if found else ""
        headers = {
            "Cookie": "; ".join([self.cookies, *set_cookies]), "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{self.server.port}{address}", "Accept-Encoding": "gzip",
        }  # fmt: skip
        return headers, urlencode(form)


def measure(
    reader: Reader, pages: Sequence[Page], server: Server, rounds: int, say: Callable[[str], object]
) -> dict[str, Opened]:
    """Every page in every round, so that a slow minute of the machine meets all of them."""
    browser = Browser(reader, server)
    found: dict[str, Opened] = defaultdict(Opened)
    for page in pages:  # warms the caches, and finds what is not there
        trial = Opened()
        browser.open(page, trial)
        if trial.refused:
            say(f"{page.name}: {page.address} answers {trial.refused.pop()}, left out")
            continue
        found[page.name] = Opened()
    for _ in range(rounds):
        for page in pages:
            if page.name in found:
                browser.open(page, found[page.name])
    count_statements(reader, [page for page in pages if page.name in found and page.form is None], found)
    return dict(found)


def count_statements(reader: Reader, pages: Sequence[Page], found: dict[str, Opened]) -> None:
    """SQL statements of a page, without transaction control, in this process."""
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(pk=reader.actor.user_id))
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            client.get(reader.fill(page.address))
        statements = [q["sql"] for q in queries.captured_queries]
        found[page.name].statements.append(sum(not sql.upper().startswith(_CONTROL) for sql in statements))


def table(found: dict[str, Opened]) -> str:
    """A table in Markdown: the 95th percentile of the clock as a multiple of /blank/, and processor time."""
    blank = found["Blank"]
    lines = [
        "| page | p95, × blank | application, CPU ms | database, CPU ms | SQL statements |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, opened in found.items():
        cells = (
            name, f"{opened.p95 / blank.p95:.1f}", _ms(opened.application), _ms(opened.database),
            str(opened.statements[0]) if opened.statements else "",
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _ms(seconds: Sequence[float]) -> str:
    return f"{1000 * statistics.mean(seconds):.1f}"


def as_figures(found: dict[str, Opened]) -> dict[str, Any]:
    """For keeping: per page what the table is made of, in milliseconds."""
    return {
        name: {
            "p95": 1000 * opened.p95,
            "median": 1000 * statistics.median(opened.seconds),
            "application": 1000 * statistics.mean(opened.application),
            "database": 1000 * statistics.mean(opened.database),
            "statements": opened.statements[0] if opened.statements else None,
            "slowest": opened.slowest,
        }
        for name, opened in found.items()
    }
