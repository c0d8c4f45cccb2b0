"""A backup is worth what its restore gives back: all of it, or a sentence that says why not."""

import gzip
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection

from guanxi.database import archive, erasures
from guanxi.database.archive import HEADER, MANIFEST, SQLITE
from guanxi.database.backup import back_up
from guanxi.database.restore import restore_into, url_of, verify
from guanxi.errors import Refused
from tests.database.archives import changed, members_of, put_together, with_part
from tests.database.scratch import scratch_database

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
# How many restores of a database that is being written to; `make prove` asks for more.
DRILLS = int(os.environ.get("GUANXI_DRILL_ROUNDS", "1"))

KILLS = int(os.environ.get("GUANXI_KILL_ROUNDS", "4"))

pytestmark = pytest.mark.django_db(transaction=True)
only_sqlite = pytest.mark.skipif(bool(os.environ.get("GUANXI_DATABASE_URL")), reason="speaks of SQLite files")
PART = SQLITE if not os.environ.get("GUANXI_DATABASE_URL") else archive.POSTGRESQL


@pytest.fixture(autouse=True)
def _files() -> Iterator[None]:
    """Two files in the home, as of customers."""
    root = Path(settings.MEDIA_ROOT)
    shutil.rmtree(root, ignore_errors=True)
    (root / "ab").mkdir(parents=True)
    (root / "ab" / "abcdef").write_bytes(b"an offer")
    (root / "cd.pdf").write_bytes(bytes(range(256)) * 1000)
    yield
    shutil.rmtree(root)
    (settings.GUANXI_HOME / erasures.NAME).unlink(missing_ok=True)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    session = SessionStore()
    session["note"] = "kept"
    session.save()
    out = tmp_path / "guanxi.backup"
    back_up(out, on=NOW, version="0.1.0")
    return out


def refusal(file: Path, target: Path) -> str:
    """What is said instead of restoring; nothing is left of the attempt."""
    before = sorted(target.parent.iterdir())
    with pytest.raises(Refused) as refused:
        restore_into(file, target, on=NOW)
    assert sorted(target.parent.iterdir()) == before
    with pytest.raises(Refused) as verified:
        verify(file)
    assert verified.value.message == refused.value.message
    assert not list(settings.GUANXI_HOME.glob(".guanxi-*"))
    return refused.value.message


# ---- good ones ----


def test_a_sound_backup_verifies_and_leaves_nothing_behind(backup: Path) -> None:
    before = sorted(settings.GUANXI_HOME.iterdir())
    found = verify(backup)
    assert (found.version, found.files, found.erased) == ("0.1.0", 2, 0)
    assert found.rows >= 1
    assert sorted(settings.GUANXI_HOME.iterdir()) == before


@only_sqlite
def test_a_restored_home_holds_every_row_and_file(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "home"
    restore_into(backup, target, on=NOW)
    assert (target / "files" / "ab" / "abcdef").read_bytes() == b"an offer"
    assert (target / "files" / "cd.pdf").read_bytes() == bytes(range(256)) * 1000
    assert contents(target / "guanxi.sqlite3") == contents(Path(connection.settings_dict["NAME"]))
    assert sorted(path.name for path in target.iterdir()) == ["files", "guanxi.sqlite3"]
    assert target.stat().st_mode & 0o777 == 0o700


def contents(database: Path) -> dict[str, list[Any]]:
    opened = sqlite3.connect(database)
    names = [name for (name,) in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    rows = {name: sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"'))) for name in names}
    opened.close()
    return rows


def test_a_backup_is_for_its_owner_alone_and_holds_no_secret(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert str(settings.SECRET_KEY).encode() not in b"".join(data for _, data in members_of(backup))
    assert [info.name for info, _ in members_of(backup)] == [HEADER, PART, "files/ab/abcdef", "files/cd.pdf", MANIFEST]


@only_sqlite
def test_an_older_backup_is_brought_up_to_this_version(tmp_path: Path) -> None:
    call_command("migrate", "sessions", "zero", verbosity=0)
    try:
        back_up(tmp_path / "old.backup", on=NOW, version="0.0.9")
    finally:
        call_command("migrate", "sessions", verbosity=0)
    restored = restore_into(tmp_path / "old.backup", tmp_path / "home", on=NOW)
    assert restored.version == "0.0.9"
    assert "django_session" in contents(tmp_path / "home" / "guanxi.sqlite3")


def test_backups_made_while_others_write_are_of_one_moment(tmp_path: Path) -> None:
    """Each writer adds an event to each change, so that in any one moment there are as many of one as of the other."""
    with scratch_database(tmp_path, migrated=True) as environment:

        def guanxi(*arguments: str) -> str:
            command = [sys.executable, "-m", "guanxi", *arguments]
            return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

        setup = "from tests.database.writer import prepare; prepare()"
        subprocess.run([sys.executable, "-c", setup], env=environment, check=True)
        writers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.database.writer", "write", str(number), "3600"],
                env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for number in range(3)
        ]  # fmt: skip
        try:
            for writer in writers:
                assert writer.stdout is not None
                assert writer.stdin is not None
                writer.stdout.readline()
                writer.stdin.write("go\n")
                writer.stdin.flush()
            for drill in range(DRILLS):
                file = tmp_path / f"{drill}.backup"
                guanxi("backup", "--out", str(file))
                assert "is sound" in guanxi("restore", str(file), "--verify")
                [data] = [data for info, data in members_of(file) if info.name == MANIFEST]
                assert b'"event"' in data
                if PART == SQLITE:
                    assert_one_moment(file, tmp_path)
            assert all(writer.poll() is None for writer in writers), "the writers were to write all the time"
        finally:
            for writer in writers:
                writer.kill()
                writer.communicate()


def assert_one_moment(file: Path, folder: Path) -> None:
    [data] = [data for info, data in members_of(file) if info.name == SQLITE]
    copy = folder / "copy.sqlite3"
    copy.write_bytes(data)
    opened = sqlite3.connect(copy)
    [changes], [events] = opened.execute("SELECT sum(changes) FROM record UNION ALL SELECT count(*) FROM event")
    opened.close()
    assert changes == events > 0


@pytest.mark.slow
def test_a_backup_that_is_killed_is_whole_or_not_there(tmp_path: Path) -> None:
    chance = random.Random(20261104)
    with scratch_database(tmp_path, migrated=True) as environment:
        root = Path(environment["GUANXI_HOME"]) / "files"
        root.mkdir(parents=True)
        for number in range(20):
            (root / f"{number}").write_bytes(chance.randbytes(1_000_000))
        whole = halves = 0
        out = tmp_path / "backups"
        out.mkdir()
        for number in range(KILLS):
            file = out / f"{number}.backup"
            command = [sys.executable, "-m", "guanxi", "backup", "--out", str(file)]
            making = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            # From the first bytes on: what comes before is the start of Python.
            while making.poll() is None and len(list(out.glob(".guanxi-backup-*/archive"))) == halves:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.4))
            making.kill()
            making.wait()
            halves = len(list(out.glob(".guanxi-backup-*/archive")))
            if file.exists():
                (unpacked := tmp_path / f"unpacked {number}").mkdir()
                _, manifest = archive.unpack(file, unpacked)
                assert manifest.files == 20
                whole += 1
        # And the next one works, whatever the killed ones left.
        subprocess.run(
            [*command[:-1], str(out / "last.backup")], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        assert archive.unpack(out / "last.backup", tmp_path)[1].files == 20
        assert whole + halves <= KILLS
        assert halves > 0, "no backup was killed in time"


# ---- what is refused when making one ----


def test_a_backup_replaces_no_file(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(Refused, match="exists already; name a new file"):
        back_up(backup, on=NOW, version="0.1.0")
    assert backup.read_bytes() == before


def test_a_backup_needs_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not exist; make it first"):
        back_up(tmp_path / "nowhere" / "guanxi.backup", on=NOW, version="0.1.0")


def test_a_backup_for_which_the_disk_is_too_small_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*anything: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.Writer, "finish", full)
    with pytest.raises(Refused, match=r"cannot be written \(No space left on device\)"):
        back_up(tmp_path / "guanxi.backup", on=NOW, version="0.1.0")
    assert list(tmp_path.iterdir()) == []
    assert not list(settings.GUANXI_HOME.glob(".guanxi-*"))


def test_what_a_killed_backup_left_is_swept_by_the_next_but_one(tmp_path: Path) -> None:
    left = tmp_path / ".guanxi-backup-killed"
    left.mkdir()
    (left / "archive").write_bytes(b"half")
    back_up(tmp_path / "first.backup", on=datetime.now(UTC), version="0.1.0")
    assert left.exists()
    back_up(tmp_path / "second.backup", on=datetime.now(UTC) + timedelta(days=2), version="0.1.0")
    assert not left.exists()


# ---- bad ones ----


def test_a_backup_that_was_cut_off_anywhere_is_refused(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    chance = random.Random(20261102)
    for length in [0, 1, 20, len(whole) - 1, len(whole) - 9, *(chance.randrange(len(whole)) for _ in range(6))]:
        cut = tmp_path / "cut.backup"
        cut.write_bytes(whole[:length])
        with pytest.raises(Refused, match=r"cut off|no backup of Guanxi|damaged"):
            verify(cut)


def test_a_backup_with_a_changed_byte_anywhere_is_refused(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    chance = random.Random(20261103)
    # The first ten bytes are the header of gzip, of which some (time, system) mean nothing.
    for place in [0, 1, len(whole) - 1, len(whole) - 5, *(chance.randrange(10, len(whole)) for _ in range(8))]:
        damaged = tmp_path / "damaged.backup"
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        if _unpacked(damaged) == gzip.decompress(whole):
            continue  # in a run of zeros another distance says the same
        with pytest.raises(Refused, match=r"damaged|cut off|no backup of Guanxi|newer|no database|holds"):
            verify(damaged)


def _unpacked(file: Path) -> bytes | None:
    try:
        return gzip.decompress(file.read_bytes())
    except (OSError, EOFError, zlib.error):
        return None


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"\x1f\x8b\x08\x00" + b"x" * 50])
def test_another_file_is_no_backup(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_bytes(content)
    assert refusal(file, tmp_path / "home").endswith((" is no backup of Guanxi.", "use another backup."))


def test_an_archive_of_something_else_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear customer")
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "letter", "letter")
    assert refusal(tmp_path / "other.tar.gz", tmp_path / "home").endswith("is no backup of Guanxi.")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing", tmp_path / "home").endswith("is no file.")


def test_a_backup_in_a_newer_form_is_refused(backup: Path, tmp_path: Path) -> None:
    newer = changed(backup, HEADER, lambda header: header | {"format": 2, "version": "9.0"}, tmp_path / "newer")
    assert "made by a newer version of Guanxi (9.0)" in refusal(newer, tmp_path / "home")


@only_sqlite
def test_a_backup_of_a_newer_database_is_refused(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('access', '0999_later', %s)", [NOW])
    try:
        back_up(tmp_path / "newer.backup", on=NOW, version="9.0")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '0999_later'")
    assert "made by a newer version of Guanxi" in refusal(tmp_path / "newer.backup", tmp_path / "home")


def test_a_file_that_the_manifest_does_not_name_is_refused(backup: Path, tmp_path: Path) -> None:
    def forget(manifest: Any) -> Any:
        del manifest["parts"]["files/cd.pdf"]
        return manifest

    assert "files/cd.pdf is not what the manifest says" in refusal(
        changed(backup, MANIFEST, forget, tmp_path / "more"), tmp_path / "home"
    )


def test_a_file_that_is_missing_is_refused(backup: Path, tmp_path: Path) -> None:
    fewer = put_together(
        [member for member in members_of(backup) if member[0].name != "files/cd.pdf"], tmp_path / "fewer"
    )
    assert "files/cd.pdf is not what the manifest says" in refusal(fewer, tmp_path / "home")


def test_another_number_of_rows_is_refused(backup: Path, tmp_path: Path) -> None:
    def more(manifest: Any) -> Any:
        manifest["rows"]["django_session"] += 1
        return manifest

    found = refusal(changed(backup, MANIFEST, more, tmp_path / "rows"), tmp_path / "home")
    assert "django_session has 1 rows, and the manifest says 2" in found


def test_a_backup_without_a_database_is_refused(backup: Path, tmp_path: Path) -> None:
    def forget(manifest: Any) -> Any:
        del manifest["parts"][PART]
        return manifest

    rest = put_together([member for member in members_of(backup) if member[0].name != PART], tmp_path / "rest")
    assert "holds no database" in refusal(changed(rest, MANIFEST, forget, tmp_path / "empty"), tmp_path / "home")


@only_sqlite
def test_a_damaged_database_is_refused_even_if_it_was_damaged_when_it_was_backed_up(
    backup: Path, tmp_path: Path
) -> None:
    [data] = [data for info, data in members_of(backup) if info.name == SQLITE]
    page = 4096
    damaged = data[: 3 * page] + b"\xa5" * page + data[4 * page :]
    assert "The database is damaged" in refusal(with_part(backup, SQLITE, damaged, tmp_path / "bad"), tmp_path / "home")


@only_sqlite
def test_a_database_with_rows_that_belong_to_nothing_is_refused(backup: Path, tmp_path: Path) -> None:
    [data] = [data for info, data in members_of(backup) if info.name == SQLITE]
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(data)
    opened = sqlite3.connect(copy, isolation_level=None)
    opened.execute("CREATE TABLE child (parent integer REFERENCES django_session (session_key))")
    opened.execute("INSERT INTO child VALUES (7)")
    opened.close()
    orphaned = with_part(backup, SQLITE, copy.read_bytes(), tmp_path / "orphaned")
    assert "a row of child has lost what it belongs to" in refusal(orphaned, tmp_path / "home")


def added(backup: Path, out: Path, change: Callable[[tarfile.TarInfo], None]) -> Path:
    members = members_of(backup)
    info = tarfile.TarInfo("files/more")
    change(info)
    return put_together([*members[:-1], (info, b"" if info.issym() else b"x"), members[-1]], out)


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/outside", "files/../../outside", "files/./x", "secret-key", "files/cd.pdf", "files"]
)
def test_a_backup_writes_nowhere_else(name: str, backup: Path, tmp_path: Path) -> None:
    # What is not checked before it is unpacked lands in here, and not on the disk of who runs the tests.
    name = name.replace("/etc", str(tmp_path))
    file = added(backup, tmp_path / "evil", lambda info: setattr(info, "name", name))
    before = sorted(tmp_path.iterdir())
    assert refusal(file, tmp_path / "home").endswith("holds what no backup of Guanxi holds; do not use it.")
    assert sorted(tmp_path.iterdir()) == before


def test_a_backup_follows_no_link(backup: Path, tmp_path: Path) -> None:
    def link(info: tarfile.TarInfo) -> None:
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"

    file = added(backup, tmp_path / "evil", link)
    assert refusal(file, tmp_path / "home").endswith("holds what no backup of Guanxi holds; do not use it.")


def test_a_restore_replaces_nothing(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "home"
    target.mkdir()
    (target / "letter").write_text("mine")
    with pytest.raises(Refused, match="exists and is not empty"):
        restore_into(backup, target, on=NOW)
    assert (target / "letter").read_text() == "mine"


# ---- erasures ----


def test_who_was_erased_after_the_backup_is_on_the_list_of_the_restored_home(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased = erasures.Erasure(at=NOW, kind="person", key=7_000_000_000_001)
    erasures.write([erased], settings.GUANXI_HOME / erasures.NAME)
    seen: list[list[erasures.Erasure]] = []
    from guanxi.database import restore

    def look(folder: Path, database: str) -> int:
        seen.append(erasures.read(folder / erasures.NAME))
        return 1

    monkeypatch.setattr(restore, "_rehearse", look)
    assert verify(backup).erased == 1
    assert seen == [[erased]]


def test_a_list_that_names_what_this_version_cannot_erase_stops_the_restore(backup: Path, tmp_path: Path) -> None:
    unknown = erasures.Erasure(at=NOW, kind="spaceship", key=1)
    erasures.write([unknown], settings.GUANXI_HOME / erasures.NAME)
    assert "names 'spaceship', which this version of Guanxi cannot erase" in refusal(backup, tmp_path / "home")


@only_sqlite
def test_a_url_of_another_kind_of_database_is_refused(backup: Path, tmp_path: Path) -> None:
    dump = changed(backup, HEADER, lambda header: header | {"database": "postgresql"}, tmp_path / "dump")
    assert "holds no database" in refusal(dump, tmp_path / "home")
    assert Session.objects.count() == 1


def test_the_address_of_a_restored_database_is_made_from_ours() -> None:
    given = {"USER": "crm", "PASSWORD": "a:b/c@d", "HOST": "db.example.com", "PORT": "5433", "OPTIONS": {}}
    assert url_of("new one", given) == "postgresql://crm:a%3Ab%2Fc%40d@db.example.com:5433/new%20one"
