"""Files of customers: taken in, given out, put into the bin. Whoever may read the texts of a customer may read them.

The bytes stand in the home, outside of everything that a web server gives out, under a random name; they are written
before the transaction that records them, and what no record names is swept away.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.audit import note_opened
from guanxi.access.conditions import customers_of, on_customer, on_record
from guanxi.access.levels import Level
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.access.writing import Work, action, authorise, run
from guanxi.errors import Invalid, NotFound, Refused
from guanxi.records.company import company
from guanxi.records.content import LOOKED_AT, content_type
from guanxi.records.models import StoredFile
from guanxi.records.resources import FILES, REMOVED_FILES

KEPT_IN_BIN = timedelta(days=30)
# A file that no record names may be one that is just being taken in, or one whose upload was undone and may come back.
_SWEPT_AFTER = timedelta(days=31)
_CHUNK = 1 << 20


@dataclass(frozen=True)
class StoredContent:
    """Bytes that stand in the home and wait for their record."""

    stored_as: str
    sha256: str
    size: int
    content_type: str


@dataclass(frozen=True)
class Download:
    """A file as it goes out: always as an attachment, with `nosniff`, under this type and name."""

    name: str
    content_type: str
    size: int
    sha256: str
    path: Path


# ---- taking in ----


def receive_file(
    actor: Actor, content: IO[bytes], *, customer: int, name: str, on: datetime, channel: str,
    resource: Resource | None = None, record: int | None = None,
) -> int:  # fmt: skip
    """Stores a file of a customer, or of a record of his, and returns its key. Rights come first, then the bytes."""
    inputs = {"customer": customer, "name": name, "resource": resource, "record": record}
    authorise(actor, upload_file, inputs)
    stored = store(content, most=company().largest_file_bytes)
    try:
        return int(run(actor, upload_file, on=on, channel=channel, content=stored, **inputs))
    except BaseException:
        stored_path(stored.stored_as).unlink(missing_ok=True)
        raise


def check_sizes(sizes: Iterable[int]) -> None:
    """Of several files, before the first is stored: Invalid if one is larger than files may be."""
    most = company().largest_file_bytes
    if any(size > most for size in sizes):
        raise _too_large(most)


def _too_large(most: int) -> Invalid:
    return Invalid({"file": _("The file is larger than %(most)d MB. Make it smaller.") % {"most": most // 1_000_000}})


def store(content: IO[bytes], *, most: int) -> StoredContent:
    """Writes the bytes to the disk under a random name; Invalid for more than ``most`` of them, or none."""
    stored_as = secrets.token_hex(16)
    path = stored_path(stored_as)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := content.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise _too_large(most)
                digest.update(chunk)
                head = head or chunk[:LOOKED_AT]
                tail = (tail + chunk)[-LOOKED_AT:]
                file.write(chunk)
            if not size:
                raise Invalid({"file": _("The file is empty. Choose another one.")})
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return StoredContent(stored_as, digest.hexdigest(), size, content_type(head, tail))


@action(label=gettext_lazy("Add a file"), allow=on_customer(Level.EDIT))
def upload_file(
    work: Work, *, customer: int, name: str, content: StoredContent, resource: Resource | None = None,
    record: int | None = None,
) -> int:  # fmt: skip
    """The record of a file whose bytes are stored; `receive_file` does both."""
    if resource is not None and record is not None:
        view(work.actor, resource, on=work.now).only().get(record)
        if customer not in customers_of(resource, record):
            raise NotFound(_("There is no such record, or it is not open to you."))
    shown = text.file_name(name)
    stored = StoredFile(
        customer_id=customer, name=shown, sort_key=text.sort_key(shown)[:700], stored_as=content.stored_as,
        sha256=content.sha256, size=content.size, content_type=content.content_type,
        resource=resource.name if resource is not None and record is not None else "",
        record=record if resource is not None else None,
        uploaded_by_id=work.actor.user_id, created_at=work.now,
    )  # fmt: skip
    work.create(stored)
    work.touch(FILES, stored.pk)
    return stored.pk


@action(label=gettext_lazy("Rename a file"), allow=on_record(FILES, Level.EDIT, key="file", own=True))
def rename_file(work: Work, *, file: int, name: str, version: int | None = None) -> None:
    shown = text.file_name(name)
    work.edit(
        FILES, work.get(StoredFile, file, removed_at=None), {"name": shown}, version=version,
        derived={"sort_key": text.sort_key(shown)[:700]},
    )  # fmt: skip


@action(label=gettext_lazy("Put a file into the bin"), allow=on_record(FILES, Level.EDIT, key="file", own=True))
def delete_file(work: Work, *, file: int) -> None:
    """For thirty days it can be taken out again; then its bytes go."""
    found = work.get(StoredFile, file, removed_at=None)
    work.change(found, removed_at=work.now, removed_by_id=work.actor.user_id or None)
    work.touch(FILES, file)


@action(
    label=gettext_lazy("Take a file out of the bin"),
    allow=on_record(REMOVED_FILES, Level.EDIT, key="file", own=True),
)
def restore_file(work: Work, *, file: int) -> None:
    work.change(work.get(StoredFile, file, removed_at__isnull=False), removed_at=None, removed_by_id=None)
    work.touch(FILES, file)


# ---- giving out ----


def open_file(actor: Actor, key: int, *, on: datetime, channel: str) -> Download:
    """A file that he may read; that he opened it is noted."""
    row = view(actor, FILES, on=on).get(key)
    stored_as = StoredFile.objects.values_list("stored_as", flat=True).get(pk=key)
    path = stored_path(stored_as)
    if not path.is_file():
        raise Refused(
            _("The content of this file is missing on the server. Tell an administrator; a backup may hold it."),
            code="content_missing",
        )
    note_opened(actor, FILES, key, on=on, channel=channel)
    return Download(row["name"], row["content_type"], row["size"], row["sha256"], path)


# ---- the bin, and what is left over ----


def purge_files(*, before: datetime, most: int = 500) -> int:
    """Removes for good what has lain in the bin since before then, records first; returns how many."""
    with transaction.atomic():
        old = list(StoredFile.objects.select_for_update().filter(removed_at__lt=before).order_by("removed_at")[:most])
        StoredFile.objects.filter(pk__in=[file.pk for file in old]).delete()
    for file in old:
        stored_path(file.stored_as).unlink(missing_ok=True)
    return len(old)


def remove_bytes(stored_as: str) -> None:
    """Of a file whose record is gone for good."""
    stored_path(stored_as).unlink(missing_ok=True)


def sweep_files(*, now: datetime) -> int:
    """Removes bytes that no record names: what a crash left between the disk and the database."""
    swept = 0
    for folder in _folders():
        found = {path.name: path for path in folder.iterdir() if path.is_file()}
        named = set(StoredFile.objects.filter(stored_as__in=list(found)).values_list("stored_as", flat=True))
        for name, path in found.items():
            if name not in named and now.timestamp() - path.stat().st_mtime > _SWEPT_AFTER.total_seconds():
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def _folders() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    if root.is_dir():
        yield from (folder for folder in sorted(root.iterdir()) if folder.is_dir() and len(folder.name) == 2)


def stored_path(stored_as: str) -> Path:
    """Some hundred folders, since a folder with a hundred thousand files is slow on many disks."""
    return Path(settings.MEDIA_ROOT) / stored_as[:2] / stored_as
