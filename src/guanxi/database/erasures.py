"""Who was erased must stay erased when an older backup is restored: a list of keys, kept beside the database.

A subject that erases registers once how it repeats an erasure, in the ``ready`` of its app, and says ``remember`` in
the transaction that erases. The list holds a kind, a key and a moment, nothing of the person; it lies in the home and
in every backup, and each restore replays what is in either.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from guanxi.errors import Refused

NAME = "erasures.jsonl"


@dataclass(frozen=True, order=True)
class Erasure:
    """``kind`` names what was erased ("person"), ``key`` which one."""

    at: datetime
    kind: str
    key: int


@dataclass(frozen=True)
class _Kind:
    replay: Callable[[Erasure], bool]
    known: Callable[[], Iterable[Erasure]]


_kinds: dict[str, _Kind] = {}


def register(kind: str, *, replay: Callable[[Erasure], bool], known: Callable[[], Iterable[Erasure]]) -> None:
    """``replay`` erases again and says if there was anything left; ``known`` lists what the database has proofs of."""
    _kinds[kind] = _Kind(replay, known)


def remember(erasure: Erasure) -> None:
    """To be called in the transaction that erases; the list gets the line when it commits."""
    transaction.on_commit(lambda: _append([erasure], settings.GUANXI_HOME / NAME))


def keep() -> int:
    """Adds to the list what the database knows and the list lacks, as after a crash just behind a commit."""
    file = settings.GUANXI_HOME / NAME
    listed = set(read(file))
    lacking = sorted(erasure for kind in _kinds.values() for erasure in kind.known() if erasure not in listed)
    if lacking:
        _append(lacking, file)
    return len(lacking)


def replay(file: Path) -> int:
    """Erases again in the database of this process what the list names, and says how often there was anything to do."""
    count = 0
    for erasure in sorted(read(file)):
        if erasure.kind not in _kinds:
            raise Refused(f"The list of erasures names {erasure.kind!r}, which this version of Guanxi cannot erase.")
        count += _kinds[erasure.kind].replay(erasure)
    return count


def read(file: Path) -> list[Erasure]:
    """What the list names; of a line that a power failure cut off nothing, and a damaged list is refused."""
    if not file.exists():
        return []
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            found.append(
                Erasure(at=datetime.fromisoformat(entry["at"]), kind=str(entry["kind"]), key=int(entry["key"]))
            )
        except (ValueError, KeyError, TypeError):
            if number == len(lines) and not line.endswith("\n"):
                break
            raise Refused(f"Line {number} of the list of erasures {file} is damaged; take it from a backup.") from None
    return found


def write(erasures: Iterable[Erasure], file: Path) -> None:
    """A new list, in place of whatever is there."""
    file.unlink(missing_ok=True)
    _append(sorted(set(erasures)), file)


def _append(erasures: Iterable[Erasure], file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a+", encoding="utf-8") as out:
        # A line cut off by a power failure must not swallow the one that follows.
        if (size := out.seek(0, os.SEEK_END)) and os.pread(out.fileno(), 1, size - 1) != b"\n":
            out.write("\n")
        for erasure in erasures:
            out.write(json.dumps(asdict(erasure) | {"at": erasure.at.isoformat()}) + "\n")
        out.flush()
        os.fsync(out.fileno())
