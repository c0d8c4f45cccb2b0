"""A server in a process of its own, as `guanxi serve` starts it."""

import http.client
import json
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

# The machine that runs the tests may be busy with other things.
PATIENCE = 120.0

_given: set[int] = set()


def free_port() -> int:
    """A port that nobody listens on, and that no other server of these tests was given."""
    while True:
        with closing(socket.create_server(("127.0.0.1", 0))) as found:
            port = int(found.getsockname()[1])
        if port not in _given:
            _given.add(port)
            return port


class Server:
    def __init__(self, environment: dict[str, str], *, python: Path = Path(sys.executable)) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        folder = Path(environment["GUANXI_HOME"]).parent
        self.log = folder / f"{self.port}.log"
        command = [python, "-m", "guanxi", "serve", "--bind", f"127.0.0.1:{self.port}"]
        # Into a file: a pipe that nobody reads would stop it in the end.
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True
            )

    def wait_until_ready(self) -> "Server":
        assert self.process.stdout is not None
        told, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert told, self.log.read_text()[-2000:]
        assert self.process.stdout.readline() == f"Guanxi is ready at {self.address}\n"
        return self

    def get(self, address: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", address)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers

    def ready(self) -> dict[str, object]:
        return dict(json.loads(self.get("/readyz")[1]))

    def children(self) -> dict[str, int]:
        """Process ids by what they do; Linux only, as the tests that ask."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                command = (folder / "cmdline").read_bytes().split(b"\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == self.process.pid and b"guanxi" in command:
                found[command[command.index(b"guanxi") + 1].decode()] = int(folder.name)
        return found

    def end(self, number: int = signal.SIGTERM) -> float:
        began = time.monotonic()
        self.process.send_signal(number)
        assert self.process.wait(timeout=20) == 0
        return time.monotonic() - began
