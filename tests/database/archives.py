"""Backups as no Guanxi makes them: taken apart, changed, put together again."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Members = list[tuple[tarfile.TarInfo, bytes]]


def members_of(file: Path) -> Members:
    with tarfile.open(file, "r:gz") as tar:
        found: Members = []
        for info in tar:
            data = tar.extractfile(info)
            found.append((info, data.read() if data else b""))
        return found


def put_together(members: Members, file: Path) -> Path:
    with gzip.open(file, "wb") as out, tarfile.open(fileobj=out, mode="w|") as tar:
        for info, data in members:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return file


def changed(file: Path, name: str, change: Callable[[Any], Any], out: Path) -> Path:
    """A copy in which one JSON part was changed."""
    members = [
        (info, json.dumps(change(json.loads(data))).encode() if info.name == name else data)
        for info, data in members_of(file)
    ]
    return put_together(members, out)


def with_part(file: Path, name: str, data: bytes, out: Path) -> Path:
    """A copy in which one part has other content, and the manifest agrees."""
    members = [(info, data if info.name == name else old) for info, old in members_of(file)]
    manifest = json.loads(members[-1][1])
    manifest["parts"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    members[-1] = (members[-1][0], json.dumps(manifest).encode())
    return put_together(members, out)
