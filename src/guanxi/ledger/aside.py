"""Writing files aside and putting them in place together, so that a directory never holds half a result."""

import contextlib
import errno
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from guanxi.errors import Refused

_NAME = ".guanxi-aside"


class Aside:
    """A hidden directory inside ``directory`` that takes files until ``publish`` puts them in place.

    Leaving the ``with`` block without publishing, by an error or Ctrl-C, removes it and leaves the directory as it was
    before. A process that was killed leaves it behind; the next one removes it. One process at a time may write into a
    directory; the system gives up the lock of a process that ends, however it ends.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.path = directory / _NAME
        self._made: list[Path] = []  # directories that did not exist before
        self._lock = -1
        self._ours = False
        with self.guard():
            if directory.exists() and not directory.is_dir():
                raise Refused(f"“{directory}” is a file: choose a directory for the results.")
            for path in [*reversed(directory.parents), directory]:
                if not path.exists():
                    path.mkdir()
                    self._made.append(path)
            self.path.mkdir(exist_ok=True)
            self._take_lock()
            self._ours = True
            for left_over in self.path.iterdir():
                _remove(left_over)

    def _take_lock(self) -> None:
        if sys.platform == "win32":  # no lock there: two runs into one directory are the caller's business
            return
        import fcntl

        self._lock = os.open(self.path, os.O_RDONLY)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"Another run is writing into “{self.directory}”: wait for its end, or choose another directory.",
                retry=True,
            ) from None
        except OSError:  # a file system without locks
            pass

    @contextlib.contextmanager
    def guard(self) -> Iterator[None]:
        """Turn what the disk says into a refusal that names the directory; the aside directory is removed."""
        try:
            yield
        except (OSError, duckdb.IOException) as error:
            self.close()
            raise Refused(
                f"Cannot write the results into “{self.directory}” ({_reason(error)}); nothing in it was changed. "
                "Make room or choose another directory, and run again.",
                code="cannot_write",
                retry=True,
            ) from error
        except BaseException:
            self.close()
            raise

    def publish(self, names: Sequence[str]) -> None:
        """Put the files of these names in place of the older ones.

        A name that was not written aside is removed, for it belongs to an older result. The last name goes away first
        and comes last: where it stands, the files belong together. If a file cannot be moved the older ones come back.
        """
        with self.guard():
            older = self.path / "older"
            older.mkdir()
            for name in names:
                if (self.directory / name).is_dir():
                    raise IsADirectoryError(errno.EISDIR, f"“{name}” in it is a directory")
            moved: list[tuple[Path, Path]] = []
            try:
                for name in reversed(names):
                    if (self.directory / name).exists():
                        _move(self.directory / name, older / name, moved)
                for name in names:
                    if (self.path / name).exists():
                        _move(self.path / name, self.directory / name, moved)
            except BaseException:
                for source, target in reversed(moved):
                    os.replace(target, source)
                raise
        self._made.clear()
        self.close()

    def close(self) -> None:
        """Remove what was written aside, and the directories that were made for it if they are empty."""
        if self._ours:
            shutil.rmtree(self.path, ignore_errors=True)
            self._ours = False
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1
        for path in reversed(self._made):
            with contextlib.suppress(OSError):
                path.rmdir()
        self._made.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _reason(error: OSError | duckdb.IOException) -> str:
    """What the system says, also where DuckDB wraps it into its own words."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    number = re.search(r'"?errno"?: ?"?(\d+)', str(error))
    return os.strerror(int(number[1])) if number else str(error).splitlines()[0]


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    os.replace(source, target)
    moved.append((source, target))


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
