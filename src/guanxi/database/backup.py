"""``guanxi backup``: the database and the files of the home, as of one moment, in one file."""

import contextlib
import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

from guanxi.database import archive, erasures
from guanxi.database.copies import copy_postgresql, copy_sqlite, is_sqlite
from guanxi.database.schema import read_schema
from guanxi.errors import Refused

_PREFIX = ".guanxi-backup-"


def back_up(out: Path, *, on: datetime, version: str) -> archive.Manifest:
    """Writes the backup, readable by its owner alone, and leaves nothing behind if it fails.

    The secret key is not in it: with the key whoever finds a backup could forge sessions of the running server. After a
    restore there is a new one, and everybody signs in again.
    """
    if out.exists():
        raise Refused(f"{out} exists already; name a new file.")
    if not out.parent.is_dir():
        raise Refused(f"The folder {out.parent} does not exist; make it first.")
    schema = read_schema()
    if not schema.applied:
        raise Refused(f"There is nothing to back up: the database of {settings.GUANXI_HOME} is empty.")
    try:
        # With PostgreSQL elsewhere nothing need have made the home yet.
        settings.GUANXI_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        erasures.keep()
        # The copy in the home, which is on a disk of this machine; the archive where it shall stay, which may be any.
        with (
            tempfile.TemporaryDirectory(prefix=_PREFIX, dir=_swept(settings.GUANXI_HOME, on)) as copies,
            tempfile.TemporaryDirectory(prefix=_PREFIX, dir=_swept(out.parent, on)) as drafts,
        ):
            draft = Path(drafts) / "archive"
            manifest = _write(draft, Path(copies), on, version, list(schema.applied))
            draft.rename(out)
        _sync_folder(out.parent)
    except OSError as error:
        raise Refused(f"The backup {out} cannot be written ({error.strerror}).") from None
    return manifest


def _swept(folder: Path, now: datetime) -> Path:
    """The folder, without what a backup that was killed left in it."""
    for left in folder.glob(f"{_PREFIX}*"):
        if left.stat().st_mtime < now.timestamp() - 24 * 3600:
            shutil.rmtree(left, ignore_errors=True)
    return folder


def _write(draft: Path, folder: Path, on: datetime, version: str, migrations: list[str]) -> archive.Manifest:
    # The database first: a file that comes later is one too many, a file that went earlier would be missing.
    name = archive.SQLITE if is_sqlite() else archive.POSTGRESQL
    copy = folder / name
    rows = copy_sqlite(copy) if is_sqlite() else copy_postgresql(copy)
    kind = "sqlite" if is_sqlite() else "postgresql"
    header = archive.Header(format=archive.FORMAT, version=version, database=kind, made_at=on.isoformat())
    with draft.open("xb") as out:
        draft.chmod(0o600)
        writer = archive.Writer(out, header, on)
        try:
            _add_parts(writer, name, copy)
            manifest = archive.Manifest(rows=rows, migrations=migrations, parts=writer.parts)
            writer.finish(manifest)
        except BaseException:
            writer.abandon()
            raise
        out.flush()
        os.fsync(out.fileno())
    return manifest


def _add_parts(writer: archive.Writer, name: str, copy: Path) -> None:
    writer.add(name, copy)
    listed = settings.GUANXI_HOME / erasures.NAME
    if listed.exists():
        writer.add(archive.ERASURES, listed)
    root = Path(settings.MEDIA_ROOT)
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        with contextlib.suppress(FileNotFoundError):  # just taken out of the bin for good
            writer.add(f"{archive.FILES}/{file.relative_to(root).as_posix()}", file)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
