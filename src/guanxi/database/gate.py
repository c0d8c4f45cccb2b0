"""The gate at which the writers of a SQLite database queue.

SQLite lets one transaction write and has the others try again and again; whoever tries at the right moment is next, and
some wait very long. At the gate the kernel lines writers up, roughly first come, first served: a lock on a file beside
the database, taken just before BEGIN IMMEDIATE and given back after COMMIT or ROLLBACK.
"""

import fcntl
import os
import threading
import time
from pathlib import Path


class GateTimeoutError(Exception):
    """Somebody has been writing for longer than a writer waits."""


class WriterGate:
    """One for each connection, for a thread uses a connection alone. Threads and processes alike wait for each other.

    A process that is killed gives its place back: the kernel drops the lock with the file.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor: int | None = None
        self._owner = 0
        self._inside = False

    @property
    def is_inside(self) -> bool:
        return self._inside and self._owner == os.getpid()

    def enter(self, timeout: float) -> float:
        """Waits for its turn and returns the seconds it took; inside already, it returns at once."""
        if self.is_inside:
            return 0.0
        descriptor = self._open()
        began = time.monotonic()
        if not _lock_now(descriptor) and not self._wait(descriptor, timeout):
            # The thread that still waits keeps the file; the next try opens it anew.
            self._descriptor = None
            raise GateTimeoutError(f"another writer has held {self._file.name} for {timeout:g} s")
        self._inside = True
        return time.monotonic() - began

    def leave(self) -> None:
        if self.is_inside and self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._inside = False

    def close(self) -> None:
        self.leave()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _open(self) -> int:
        """The file, opened by this process: a lock on one inherited by a fork would be the parent's as well."""
        if self._descriptor is not None and self._owner != os.getpid():
            os.close(self._descriptor)
            self._descriptor, self._inside = None, False
        if self._descriptor is None:
            self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
            self._owner = os.getpid()
        return self._descriptor

    def _wait(self, descriptor: int, timeout: float) -> bool:
        """Queues in the kernel, which trying again would not, and gives up in time, which the kernel would not."""
        answer = threading.Lock()
        came, given_up = threading.Event(), threading.Event()

        def queue() -> None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with answer:
                if given_up.is_set():
                    os.close(descriptor)
                else:
                    came.set()

        threading.Thread(target=queue, name="writer gate", daemon=True).start()
        if came.wait(timeout):
            return True
        with answer:
            if not came.is_set():
                given_up.set()
        return came.is_set()


def _lock_now(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
