"""SQLite as a shared database: how it is opened, where it may lie, who is let through the gate."""

import json
import multiprocessing
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from guanxi.database import library
from guanxi.database.gate import GateTimeoutError, WriterGate
from guanxi.database.location import check_location, file_system
from guanxi.errors import Refused
from tests.database.scratch import scratch_database

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="speaks of SQLite")

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:21 / /srv rw - nfs4 server:/srv rw
24 23 254:1 / /srv/local\\040disk rw - xfs /dev/vdb rw
25 22 0:30 / /mnt/share rw - fuse.sshfs me@there:/ rw
26 22 0:31 / /mnt/twice rw - ext4 /dev/vdc rw
27 22 0:32 / /mnt/twice rw - cifs //server/share rw
"""


@only_sqlite
def test_a_database_is_opened_for_many_writers(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); import json; from django.db import connection as c\n"
        "names = ('journal_mode', 'synchronous', 'foreign_keys', 'mmap_size', 'busy_timeout')\n"
        "k = c.cursor(); print(json.dumps([k.execute(f'PRAGMA {name}').fetchone()[0] for name in names]))\n"
        "print(json.dumps(c.Database.sqlite_version_info))"
    )
    with scratch_database(tmp_path) as environment:
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    pragmas, version = map(json.loads, done.stdout.splitlines())
    assert pragmas == ["wal", 2, 1, 0, 20_000]  # 2 is FULL
    assert tuple(version) >= library.OLDEST_FOR_WAL


def test_an_old_sqlite_is_refused() -> None:
    library.check_version((3, 51, 3))
    with pytest.raises(Refused, match=r"brings SQLite 3\.40\.1, which can damage a database"):
        library.check_version((3, 40, 1))


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/crm", "ext4"),
        ("/srv", "nfs4"),
        ("/srv/guanxi", "nfs4"),
        ("/srv/local disk/guanxi", "xfs"),
        ("/srv/locality", "nfs4"),
        ("/mnt/share/x", "fuse.sshfs"),
        ("/mnt/twice", "cifs"),
    ],
)
def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount(folder: str, kind: str) -> None:
    assert file_system(Path(folder), MOUNTS) == kind


def test_a_home_on_a_network_file_system_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from guanxi.database import location

    mounts = tmp_path / "mountinfo"
    mounts.write_text(MOUNTS + f"28 22 0:33 / {tmp_path} rw - fuse.sshfs me@there:/ rw\n")
    monkeypatch.setattr(location, "_MOUNTS", mounts)
    with pytest.raises(Refused, match=r"on a network file system \(fuse\.sshfs\), on which SQLite loses data"):
        check_location(tmp_path / "home")
    monkeypatch.setattr(location, "_MOUNTS", tmp_path / "none")
    check_location(tmp_path / "elsewhere")


@only_sqlite
def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    code = "import django; django.setup(); from django.db import connection; connection.ensure_connection()"
    with scratch_database(tmp_path) as environment:
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert "Refused: The folder" in done.stderr
    assert "name a directory of your own in GUANXI_HOME" in done.stderr


# ---- the gate ----


def test_one_is_inside_and_the_others_wait(tmp_path: Path) -> None:
    gates = [WriterGate(tmp_path / "gate") for _ in range(8)]
    inside: list[int] = []
    most: list[int] = []

    def pass_through(gate: WriterGate) -> None:
        for _ in range(20):
            gate.enter(10)
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.0005)
            inside.pop()
            gate.leave()
        gate.close()

    threads = [threading.Thread(target=pass_through, args=[gate]) for gate in gates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1}
    assert len(most) == 160


def test_who_is_inside_may_enter_again(tmp_path: Path) -> None:
    gate = WriterGate(tmp_path / "gate")
    gate.enter(1)
    assert gate.enter(1) == 0.0
    gate.leave()
    assert not gate.is_inside
    WriterGate(tmp_path / "gate").enter(0.1)


def test_who_waits_too_long_is_told_and_keeps_nobody_out(tmp_path: Path) -> None:
    first, second, third = (WriterGate(tmp_path / "gate") for _ in range(3))
    first.enter(1)
    with pytest.raises(GateTimeoutError, match="another writer has held gate"):
        second.enter(0.2)
    assert not second.is_inside
    first.leave()
    # The one who gave up may get the lock after all, and gives it back.
    assert third.enter(5) < 1
    third.leave()
    second.enter(5)
    second.leave()


def _die_inside(file: Path) -> None:
    WriterGate(file).enter(1)
    import os

    os._exit(1)


def test_who_dies_inside_makes_room(tmp_path: Path) -> None:
    child = multiprocessing.get_context("spawn").Process(target=_die_inside, args=[tmp_path / "gate"])
    child.start()
    child.join()
    assert WriterGate(tmp_path / "gate").enter(1) < 0.5


def _is_out(gate: WriterGate, answers: "multiprocessing.Queue[object]") -> None:
    was_inside = gate.is_inside
    gate.leave()  # must not open the gate for the parent
    try:
        gate.enter(0.2)
        answers.put((was_inside, "entered"))
    except GateTimeoutError:
        answers.put((was_inside, "waited"))


def test_a_fork_is_not_inside_because_its_parent_is(tmp_path: Path) -> None:
    gate = WriterGate(tmp_path / "gate")
    gate.enter(1)
    context = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[object] = context.Queue()
    child = context.Process(target=_is_out, args=[gate, answers])
    child.start()
    assert answers.get(timeout=10) == (False, "waited")
    child.join()
    assert gate.is_inside
    with pytest.raises(GateTimeoutError):
        WriterGate(tmp_path / "gate").enter(0.1)


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_transaction_holds_the_gate_to_its_end_and_a_savepoint_does_not_open_it() -> None:
    assert not connection.is_past_gate
    with transaction.atomic():
        assert connection.is_past_gate
        with transaction.atomic():
            pass
        assert connection.is_past_gate
    assert not connection.is_past_gate
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _ = 1 / 0
    assert not connection.is_past_gate


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_closed_in_a_transaction_opens_the_gate() -> None:
    with transaction.atomic():
        assert connection.is_past_gate
        connection.close()
    assert not connection.is_past_gate


@only_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "passes"),
    [
        ("INSERT INTO django_site_of_tests VALUES (1)", True),
        ("  update django_site_of_tests SET id = 2", True),
        ("SELECT id FROM django_site_of_tests", False),
        ("(SELECT id FROM django_site_of_tests)", False),
        ("PRAGMA user_version", False),
    ],
)
def test_a_statement_that_writes_outside_of_a_transaction_passes_the_gate(
    statement: str, passes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_site_of_tests (id integer)")
    entered: list[float] = []
    enter = WriterGate.enter
    monkeypatch.setattr(WriterGate, "enter", lambda gate, timeout: entered.append(timeout) or enter(gate, timeout))
    try:
        with connection.cursor() as cursor:
            if statement.startswith("("):
                with pytest.raises(Exception, match="syntax error"):
                    cursor.execute(statement)
            else:
                cursor.execute(statement)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE django_site_of_tests")
    assert len(entered) == (2 if passes else 1)  # the last is DROP
    assert not connection.is_past_gate


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_reading_waits_for_no_writer() -> None:
    holder = WriterGate(Path(str(connection.settings_dict["NAME"]) + ".gate"))
    holder.enter(1)
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
    assert time.monotonic() - began < 1
    holder.close()
