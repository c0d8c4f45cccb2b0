"""The file of a backup: a compressed tar with a header first, the database, the files, and a manifest last.

The header says before anything is unpacked whether this version can read the rest. The manifest names every part with
its size and SHA-256 and every table with its number of rows; being last, it is missing from a file that was cut off.
"""

import contextlib
import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from guanxi.errors import Refused

FORMAT = 1
HEADER, MANIFEST = "guanxi-backup.json", "manifest.json"
SQLITE, POSTGRESQL = "database.sqlite3", "database.dump"
ERASURES = "erasures.jsonl"
FILES = "files"
_CHUNK = 1 << 20
# Header and manifest are read into memory; a manifest line of a file has some 150 bytes.
_MOST_JSON = 512 << 20


@dataclass(frozen=True)
class Header:
    """``database`` is "sqlite" or "postgresql", ``version`` that of the Guanxi that made the backup."""

    format: int
    version: str
    database: str
    made_at: str


@dataclass(frozen=True)
class Part:
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``rows`` counts by table, ``migrations`` are those applied when the backup was made."""

    rows: dict[str, int]
    migrations: list[str]
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def files(self) -> int:
        return sum(name.startswith(f"{FILES}/") for name in self.parts)


# ---- writing ----


class Writer:
    """Puts parts into the archive and notes what it put."""

    def __init__(self, out: IO[bytes], header: Header, made_at: datetime) -> None:
        self._seconds = int(made_at.timestamp())
        self._gzip = gzip.GzipFile(fileobj=out, mode="wb", compresslevel=3, mtime=self._seconds)
        self._tar = tarfile.open(fileobj=self._gzip, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.parts: dict[str, Part] = {}
        self._add_json(HEADER, asdict(header))

    def add(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            size = source.seek(0, io.SEEK_END)
            source.seek(0)
            hashed = _Hashed(source, size)
            self._tar.addfile(self._info(name, size), hashed)
        self.parts[name] = Part(size, hashed.sha256)

    def finish(self, manifest: Manifest) -> None:
        self._add_json(MANIFEST, asdict(manifest))
        self._tar.close()
        self._gzip.close()

    def abandon(self) -> None:
        """Ends without a manifest, so that what was written is no backup."""
        with contextlib.suppress(OSError, ValueError):
            self._tar.close()
            self._gzip.close()

    def _add_json(self, name: str, value: object) -> None:
        data = json.dumps(value, indent=1, sort_keys=True).encode()
        self._tar.addfile(self._info(name, len(data)), io.BytesIO(data))

    def _info(self, name: str, size: int) -> tarfile.TarInfo:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = size, self._seconds, 0o600
        return info


class _Hashed:
    def __init__(self, source: IO[bytes], size: int) -> None:
        self._source = source
        self._left = size
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(min(size, self._left) if size >= 0 else self._left)
        self._left -= len(data)
        self._hash.update(data)
        return data

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


# ---- reading ----


@contextmanager
def _damage_is_refused(file: Path) -> Iterator[None]:
    try:
        yield
    except (EOFError, tarfile.TarError, zlib.error, gzip.BadGzipFile) as error:
        raise Refused(f"{file} is damaged or cut off ({error}); use another backup.") from None


def unpack(file: Path, folder: Path) -> tuple[Header, Manifest]:
    """Writes what is in the backup into the empty folder; Refused unless every byte is as it was when it was made."""
    if not file.is_file():
        raise Refused(f"{file} is no file.")
    found: dict[str, Part] = {}
    header: Header | None = None
    manifest: Manifest | None = None
    with _damage_is_refused(file), file.open("rb") as raw, gzip.GzipFile(fileobj=raw) as unzipped:
        try:
            with tarfile.open(fileobj=unzipped, mode="r|") as tar:
                for member in tar:
                    if header is None:
                        header = _header(file, tar, member)
                    elif manifest is not None:
                        raise Refused(f"{file} goes on after its manifest; use another backup.")
                    elif member.name == MANIFEST:
                        manifest = _manifest(file, _json(file, tar, member))
                    else:
                        name = _checked(file, member, found)
                        found[name] = _extract(tar, member, folder / name)
        except (gzip.BadGzipFile, tarfile.ReadError):
            if header is None:
                raise Refused(f"{file} is no backup of Guanxi.") from None
            raise
        # The checksum of the whole stands behind the last part.
        while unzipped.read(_CHUNK):
            pass
    if header is None or manifest is None:
        raise Refused(f"{file} is cut off; use another backup.")
    if found != manifest.parts:
        wrong = sorted(
            name for name in found.keys() | manifest.parts.keys() if found.get(name) != manifest.parts.get(name)
        )
        raise Refused(f"{file} is damaged: {wrong[0]} is not what the manifest says; use another backup.")
    if (SQLITE if header.database == "sqlite" else POSTGRESQL) not in found:
        raise Refused(f"{file} holds no database; use another backup.")
    return header, manifest


def _header(file: Path, tar: tarfile.TarFile, member: tarfile.TarInfo) -> Header:
    if member.name != HEADER:
        raise Refused(f"{file} is no backup of Guanxi.")
    values = _json(file, tar, member)
    form = values.get("format")
    if not isinstance(form, int) or form > FORMAT:
        raise Refused(
            f"{file} was made by a newer version of Guanxi ({values.get('version', 'unknown')}); "
            "restore it with that version."
        )
    try:
        header = Header(**values)
    except TypeError:
        raise Refused(f"{file} has a damaged header; use another backup.") from None
    if header.database not in ("sqlite", "postgresql"):
        raise Refused(f"{file} holds a database of the kind {header.database!r}, which this version does not know.")
    return header


def _manifest(file: Path, values: dict[str, Any]) -> Manifest:
    try:
        parts = {name: Part(**part) for name, part in values["parts"].items()}
        return Manifest(rows=values["rows"], migrations=values["migrations"], parts=parts)
    except (KeyError, TypeError, AttributeError):
        raise Refused(f"{file} has a damaged manifest; use another backup.") from None


def _json(file: Path, tar: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    source = tar.extractfile(member) if member.isreg() and member.size <= _MOST_JSON else None
    try:
        values = json.loads(source.read()) if source else None
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise Refused(f"{file} is damaged: {member.name} cannot be read; use another backup.")
    return values


def _checked(file: Path, member: tarfile.TarInfo, found: dict[str, Part]) -> str:
    """Only what we would have written: no links, no way out of the folder, nothing twice."""
    path = PurePosixPath(member.name)
    is_ours = member.name in (SQLITE, POSTGRESQL, ERASURES) or (path.parts[:1] == (FILES,) and len(path.parts) > 1)
    if not member.isreg() or not is_ours or ".." in path.parts or str(path) != member.name or member.name in found:
        raise Refused(f"{file} holds what no backup of Guanxi holds; do not use it.")
    return member.name


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> Part:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = tar.extractfile(member)
    assert source is not None  # it is a regular file
    hashed = _Hashed(source, member.size)
    with target.open("xb") as out:
        target.chmod(0o600)
        while data := hashed.read(_CHUNK):
            out.write(data)
    if (size := target.stat().st_size) != member.size:
        raise EOFError(f"{member.name} ends after {size} of {member.size} bytes")
    return Part(member.size, hashed.sha256)
