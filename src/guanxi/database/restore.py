"""``guanxi restore``: a backup exists only once it was restored, so every restore is checked, and a check is a restore.

Unpacked, compared byte by byte with the manifest, opened, counted, brought up to this version, erasures replayed, pages
asked: only then the result gets its name, or, for ``--verify``, is thrown away.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from guanxi.database import archive, erasures
from guanxi.database.copies import conninfo, count_postgresql, inspect_sqlite, is_sqlite, run_program
from guanxi.errors import Refused


@dataclass(frozen=True)
class Restored:
    """What there is now; ``database`` is the name of the new database on PostgreSQL."""

    made_at: str
    version: str
    rows: int
    files: int
    erased: int
    database: str = ""


def verify(file: Path) -> Restored:
    """Restores into a scratch place, tries it out, and removes it again."""
    home = settings.GUANXI_HOME
    place = home if home.is_dir() and os.access(home, os.W_OK) else None
    try:
        with tempfile.TemporaryDirectory(prefix=".guanxi-verify-", dir=place) as folder:
            header, manifest = archive.unpack(file, Path(folder))
            with _database_of(header, Path(folder), keep_as=None) as database:
                return _try_out(Path(folder), header, manifest, database)
    except OSError as error:
        raise Refused(f"{file} cannot be verified ({error.strerror}).") from None


def restore_into(file: Path, target: Path, *, on: datetime) -> Restored:
    """Makes the folder, a home that ``guanxi serve`` can use at once; it must not exist, or be empty."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Refused(f"{target} exists and is not empty; name a new folder.")
    target = target.absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Beside the target, so that a rename makes it appear whole or not at all.
        with tempfile.TemporaryDirectory(prefix=".guanxi-restore-", dir=target.parent) as parent:
            folder = Path(parent) / "home"
            folder.mkdir(mode=0o700)
            header, manifest = archive.unpack(file, folder)
            name = f"{connection.settings_dict['NAME']}_restored_{on:%Y%m%d%H%M%S}" if not is_sqlite() else ""
            with _database_of(header, folder, keep_as=name) as database:
                restored = _try_out(folder, header, manifest, database)
                if target.exists():
                    target.rmdir()
                folder.rename(target)
    except OSError as error:
        raise Refused(f"{target} cannot be made ({error.strerror}).") from None
    return restored


@contextmanager
def _database_of(header: archive.Header, folder: Path, *, keep_as: str | None) -> Iterator[str]:
    """The name of a new database with what the dump holds, gone afterwards unless it is kept; "" for SQLite."""
    if header.database == "sqlite":
        if not is_sqlite():
            raise Refused("This backup holds SQLite; restore it without GUANXI_DATABASE_URL.")
        (folder / archive.SQLITE).rename(folder / "guanxi.sqlite3")
        yield ""
        return
    if is_sqlite():
        raise Refused("This backup holds PostgreSQL; set GUANXI_DATABASE_URL to the server it shall be restored on.")
    name = keep_as or f"guanxi_verify_{secrets.token_hex(6)}"
    _command_server(f'CREATE DATABASE "{name}"', "to make a database")
    is_done = False
    try:
        dump = folder / archive.POSTGRESQL
        run_program(
            "pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={conninfo(name)}", str(dump)
        )
        dump.unlink()
        yield name
        is_done = True
    finally:
        if keep_as is None or not is_done:
            _command_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', "to remove a database")


def _command_server(statement: str, purpose: str) -> None:
    import psycopg

    password = connection.settings_dict["PASSWORD"] or None
    try:
        with psycopg.connect(conninfo(connection.settings_dict["NAME"]), password=password, autocommit=True) as server:
            server.execute(statement)
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Refused(f"The user of GUANXI_DATABASE_URL needs the right {purpose} (CREATEDB): {reason}.") from None


def _try_out(folder: Path, header: archive.Header, manifest: archive.Manifest, database: str) -> Restored:
    rows = _count(database) if database else inspect_sqlite(folder / "guanxi.sqlite3")
    if rows != manifest.rows:
        wrong = sorted(name for name in rows.keys() | manifest.rows.keys() if rows.get(name) != manifest.rows.get(name))
        raise Refused(
            f"The backup is damaged: {wrong[0]} has {rows.get(wrong[0], 0)} rows, "
            f"and the manifest says {manifest.rows.get(wrong[0], 0)}; use another backup."
        )
    # What was erased after the backup was made is erased again: both lists count, the old home's and the backup's.
    listed = folder / archive.ERASURES
    together = {*erasures.read(listed), *erasures.read(settings.GUANXI_HOME / erasures.NAME)}
    if together:
        erasures.write(together, listed)
    erased = _rehearse(folder, database)
    return Restored(
        made_at=header.made_at,
        version=header.version,
        rows=sum(rows.values()),
        files=manifest.files,
        erased=erased,
        database=database,
    )


def _count(database: str) -> dict[str, int]:
    import psycopg

    with psycopg.connect(conninfo(database), password=connection.settings_dict["PASSWORD"] or None) as opened:
        return count_postgresql(opened.cursor())


def _rehearse(folder: Path, database: str) -> int:
    """Runs ``guanxi rehearse`` in the restored home: another database takes another process. Returns the erasures."""
    environment = {name: value for name, value in os.environ.items() if name != "GUANXI_DATABASE_URL"}
    environment["GUANXI_HOME"] = str(folder)
    if database:
        environment["GUANXI_DATABASE_URL"] = url_of(database, connection.settings_dict)
    command = [sys.executable, "-m", "guanxi", "rehearse"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        told = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("{")]
        raise Refused(f"The restored database cannot be used: {told[-1] if told else 'it does not open'}")
    # What the rehearsal needed belongs to it alone.
    for name in ("secret-key", "guanxi.sqlite3.gate", ".preparing"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "static", ignore_errors=True)
    return int(json.loads(done.stdout.strip().splitlines()[-1])["erased"])


def url_of(database: str, given: Mapping[str, Any]) -> str:
    """GUANXI_DATABASE_URL with another database in it, from what Django was given; holds the password."""
    user = quote(given["USER"], safe="") + (f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else "")
    host = given["HOST"]
    options = {name: value for name, value in given["OPTIONS"].items() if name.startswith("ssl")}
    if host.startswith("/"):
        options["host"], host = host, ""
    place = f"{host}:{given['PORT']}" if given["PORT"] else host
    query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in options.items())
    return f"postgresql://{user + '@' if user else ''}{place}/{quote(database, safe='')}" + (
        f"?{query}" if query else ""
    )
