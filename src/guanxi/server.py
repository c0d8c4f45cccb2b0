"""``guanxi serve``: prepares the home, then runs pages and worker as two children, and ends with them."""

import ctypes
import fcntl
import hashlib
import http.client
import ipaddress
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from guanxi.database.schema import read_schema
from guanxi.errors import Refused
from guanxi.records.worker import worker_name
from guanxi.variables import unknown_variables

logger = logging.getLogger("guanxi.server")

# All within the ten seconds that whoever ends us waits.
GRACE = 9.0
THREADS = 4
# A child that dies at once, again and again, is started more and more slowly.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
_PREPARING = 7_311_406_020_071_011  # the advisory lock of PostgreSQL under which one of us prepares


# ---- before the first request ----


def keep_demo_at_home(bind: str) -> None:
    """Whoever reaches a demo enters without a password: it listens to this machine alone, and knows no other database.

    Refused otherwise.
    """
    if not settings.IS_DEMO:
        return
    home: Path = settings.GUANXI_HOME
    if settings.VARIABLES.database is not None:
        raise Refused(
            f"{home} is a demo with data of its own; take GUANXI_DATABASE_URL away, or set another GUANXI_HOME."
        )
    host = bind.rpartition(":")[0].strip("[]")
    try:
        is_here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    if not is_here:
        raise Refused(
            f"{home} is a demo, open to whoever reaches it; bind it to 127.0.0.1, or set another GUANXI_HOME."
        )


def prepare() -> None:
    """Makes the home, brings the database up to this version, collects the static files; one process at a time."""
    home: Path = settings.GUANXI_HOME
    os.umask(0o077)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(settings.MEDIA_ROOT).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"GUANXI_HOME {home} cannot be made ({error.strerror}); name a directory of your own in GUANXI_HOME."
        ) from None
    str(settings.SECRET_KEY)  # made now, so that no two processes do
    with _one_at_a_time(home):
        bring_up_to_date()
        _collect_static_files()


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    with (home / ".preparing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if connection.vendor == "postgresql":
                # Of the session: the connection that is closed below gives it back.
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_lock(%s)", [_PREPARING])
            yield
        finally:
            connection.close()


def bring_up_to_date() -> None:
    """Applies the migrations that are pending; Refused if the database is newer than this version."""
    schema = read_schema()
    if schema.unknown:
        raise Refused(
            "The database was made by a newer version of Guanxi; install that version, or restore an older backup."
        )
    if schema.pending:
        logger.info("migrating", extra={"count": len(schema.pending)})
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def _collect_static_files() -> None:
    """From wherever the packages are installed into the home, named by their content and compressed."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            stat = os.stat(storage.path(path))
            seen.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    fingerprint = seen.hexdigest()
    if mark.exists() and mark.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, clear=mark.exists(), verbosity=0)
    mark.write_text(fingerprint)


# ---- two children under one roof ----


@dataclass
class _Child:
    name: str
    command: Callable[[], list[str]]
    pass_fds: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    pause: float = 0.0
    start_at: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command(),
            pass_fds=self.pass_fds,
            # Ctrl-C in a terminal comes to us, and we tell them.
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def look_after(self) -> None:
        """Starts it again if it died."""
        if self.process is None:
            if time.monotonic() >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        lived = time.monotonic() - self.started_at
        self.pause = FIRST_PAUSE if lived > 60 else min(max(FIRST_PAUSE, 2 * self.pause), LONGEST_PAUSE)
        self.start_at = time.monotonic() + self.pause
        self.process = None
        logger.error("%s died with code %d; starting it again", self.name, code)

    def tell(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            # All of its processes at the last; at first its own, which knows how to end the others.
            (os.killpg if number == signal.SIGKILL else os.kill)(self.process.pid, number)


def serve(*, bind: str, workers: int, on_ready: Callable[[str], None] | None = None) -> None:
    """Runs until SIGTERM, SIGINT or SIGHUP. ``on_ready`` gets the address once /readyz answers there."""
    keep_demo_at_home(bind)
    listener = _listen(bind)
    for sentence in unknown_variables():
        logger.warning(sentence)
    prepare()
    worker_names: list[str] = []
    pages = _Child("pages", lambda: _pages_command(listener.fileno(), workers), pass_fds=(listener.fileno(),))
    children = [pages, _Child("worker", lambda: _worker_command(worker_names))]
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    is_ready = False
    try:
        while not stopping:
            for child in children:
                child.look_after()
            if not is_ready and _answers(listener):
                is_ready = True
                logger.info("ready")
                if on_ready:
                    on_ready(settings.GUANXI_BASE_URL)
            time.sleep(0.2)
    finally:
        _end(children)
        listener.close()
        for number, handler in before.items():
            signal.signal(number, handler)
    logger.info("ended")


def _end(children: list[_Child]) -> None:
    for child in children:
        child.tell(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    running = [child.process for child in children if child.process]
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("a child does not end in time; killing it")
    for child in children:
        child.tell(signal.SIGKILL)
    for process in running:
        process.wait()


def _listen(bind: str) -> socket.socket:
    """The socket is ours, so that requests wait while the pages are started again."""
    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    try:
        return socket.create_server(
            (host, int(port)), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=1024
        )
    except OSError as error:
        # Names that nobody knows have negative numbers of their own.
        code = error.errno or 0
        reason = "it is no address of this machine" if code < 0 else os.strerror(code)
        raise Refused(
            f"{bind} cannot be listened on ({reason}); end what uses it, or choose another by --bind or GUANXI_BIND."
        ) from None


def _pages_command(descriptor: int, workers: int) -> list[str]:
    return [sys.executable, "-m", "guanxi", "pages", "--listener", str(descriptor), "--workers", str(workers)]


def _worker_command(names: list[str]) -> list[str]:
    """Each worker knows whom it replaces, and takes his jobs over without waiting for their leases."""
    names.append(worker_name())
    replaced = ["--replaces", names[-2]] if len(names) > 1 else []
    return [sys.executable, "-m", "guanxi", "worker", "--name", names[-1], *replaced]


def _answers(listener: socket.socket) -> bool:
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    probe = http.client.HTTPConnection(host, port, timeout=1)
    try:
        probe.request("GET", "/readyz")
        return bool(probe.getresponse().status == 200)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        probe.close()


def _die_with_parent() -> None:
    """If we are killed the kernel tells our children; else they would keep the address."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


# ---- the child that serves the pages ----


def run_pages(listener: int, workers: int) -> None:
    """Serves on a socket that is listening already, until SIGTERM."""
    from gunicorn.app.base import BaseApplication
    from gunicorn.glogging import Logger

    class Logs(Logger):  # type: ignore[misc]
        def setup(self, cfg: Any) -> None:
            """Its errors go where ours go, in our form; its warnings name the addresses of clients."""
            super().setup(cfg)
            self.error_log.handlers.clear()
            self.error_log.propagate = True
            self.error_log.setLevel(logging.ERROR)

    class Pages(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options = {
                "bind": f"fd://{listener}",
                "worker_class": "gthread",
                "workers": workers,
                "threads": THREADS,
                # Loaded once: the workers start at once and share the memory. No connection is opened before the fork.
                "preload_app": True,
                "timeout": 60,
                "graceful_timeout": int(GRACE) - 2,
                "keepalive": 5,
                "limit_request_line": 8190,
                "logger_class": Logs,
                "control_socket_disable": True,
                "proc_name": "guanxi",
            }
            # A heartbeat in a file must not wait for a disk.
            if Path("/dev/shm").is_dir():
                options["worker_tmp_dir"] = "/dev/shm"
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from django.urls import get_resolver

            from guanxi.wsgi import application

            # All views now: one that cannot be loaded stops the start, and no first visitor waits for them.
            _ = get_resolver().url_patterns
            return application

    Pages().run()
