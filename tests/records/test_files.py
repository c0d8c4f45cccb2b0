"""Files: the rights of their customer, a type told by the bytes, a name that cannot deceive, nothing left behind."""

import io
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from guanxi.access.models import AuditEvent
from guanxi.access.reading import view
from guanxi.activities.actions import log_activity
from guanxi.activities.resources import ACTIVITIES
from guanxi.customers.sharing import restrict_customer
from guanxi.errors import Denied, Invalid, NotFound, Refused
from guanxi.records.company import set_company
from guanxi.records.content import content_type
from guanxi.records.files import (
    delete_file,
    open_file,
    purge_files,
    receive_file,
    rename_file,
    restore_file,
    sweep_files,
)
from guanxi.records.models import StoredFile
from guanxi.records.resources import FILES, REMOVED_FILES
from tests.access.cast import NOW
from tests.activities.world import World

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", str(tmp_path / "files"))


def stored() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


def take_in(world: World, who: str, content: bytes = PDF, name: str = "offer.pdf", **inputs: object) -> int:
    given = {"customer": world.hengtong, **inputs}
    return receive_file(world[who], io.BytesIO(content), name=name, on=NOW, channel="test", **given)  # type: ignore[arg-type]


def test_a_file_goes_in_from_level_3_and_comes_out_for_who_reads_the_customer(world: World) -> None:
    for who, refusal in (("amara.diallo", NotFound), ("wang.fang", Denied), ("tom.hale", NotFound)):
        with pytest.raises(refusal):
            take_in(world, who)
    assert stored() == []
    key = take_in(world, "lin.yue")
    download = open_file(world["wang.fang"], key, on=NOW, channel="test")
    assert (download.name, download.content_type, download.size) == ("offer.pdf", "application/pdf", len(PDF))
    assert download.path.read_bytes() == PDF
    for who in ("amara.diallo", "tom.hale"):
        with pytest.raises(NotFound):
            open_file(world[who], key, on=NOW, channel="test")
    world.do("lin.yue", restrict_customer, customer=world.hengtong, named=[])
    with pytest.raises(NotFound):
        open_file(world["wang.fang"], key, on=NOW, channel="test")


def test_the_bytes_stand_under_a_random_name_that_only_the_owner_of_the_process_reads(world: World) -> None:
    take_in(world, "lin.yue", name="../../etc/passwd")
    (path,) = stored()
    assert path.parent.parent == Path(settings.MEDIA_ROOT)
    assert re.fullmatch("[0-9a-f]{32}", path.name)
    assert path.stat().st_mode & 0o077 == 0
    assert StoredFile.objects.get().name == "passwd"


def test_opening_a_file_is_noted(world: World) -> None:
    key = take_in(world, "lin.yue")
    open_file(world["wang.fang"], key, on=NOW, channel="test")
    open_file(world["wang.fang"], key, on=NOW, channel="test")
    events = AuditEvent.objects.filter(resource="files", record=key)
    assert list(events.values_list("actor", flat=True)) == [world["wang.fang"].user_id]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml", "application/vnd.openxmlformats-officedocument."
         "spreadsheetml.sheet"),
        (b"PK\x03\x04....", "application/zip"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "text/plain"),
        ("报价".encode(), "text/plain"),
        ("报价".encode("gb18030"), "application/octet-stream"),
        (b"MZ\x90\x00", "application/octet-stream"),
        (b"", "text/plain"),
    ],
)  # fmt: skip
def test_the_type_is_told_by_the_bytes_and_is_nothing_that_a_browser_runs(content: bytes, found: str) -> None:
    assert content_type(content) == found


def test_a_page_that_calls_itself_a_picture_is_text(world: World) -> None:
    key = take_in(world, "lin.yue", b"<html>", name="photo.png")
    assert open_file(world["lin.yue"], key, on=NOW, channel="test").content_type == "text/plain"


def test_a_name_cannot_turn_its_ending_around(world: World) -> None:
    key = take_in(world, "lin.yue", name="invoice_\u202efdp.exe")
    assert "\u202e" not in view(world["lin.yue"], FILES).get(key)["name"]
    assert view(world["lin.yue"], FILES).get(key)["name"].endswith(".exe")


def test_too_much_and_nothing_are_refused_and_leave_no_bytes(world: World) -> None:
    world.do("tom.hale", set_company, values={"largest_file": "1"})
    for content in (b"", b"x" * 1_000_001):
        with pytest.raises(Invalid):
            take_in(world, "lin.yue", content)
    assert stored() == []
    assert take_in(world, "lin.yue", b"x" * 1_000_000)


def test_a_file_is_attached_to_a_record_of_its_customer(world: World) -> None:
    entry = world.do("lin.yue", log_activity, customer=world.hengtong, values={"subject": "x"})
    key = take_in(world, "lin.yue", resource=ACTIVITIES, record=entry)
    row = view(world["wang.fang"], FILES).get(key)
    assert (row["resource"], row["record"], row["customer"].label) == ("activities", entry, "恒通电缆")
    with pytest.raises(NotFound):
        take_in(world, "sofia.berg", customer=world.nordlicht, resource=ACTIVITIES, record=entry)
    assert len(stored()) == 1


def test_a_file_is_renamed_and_removed_by_who_brought_it_and_from_level_3(world: World) -> None:
    key = take_in(world, "lin.yue")
    for what, inputs in ((rename_file, {"name": "mine.pdf"}), (delete_file, {})):
        with pytest.raises(Denied):
            world.do("wang.fang", what, file=key, **inputs)
    world.do("chen.wei", rename_file, file=key, name="Angebot 报价.pdf")
    assert view(world["lin.yue"], FILES).search("angebot").keys(5) == [key]
    assert view(world["lin.yue"], FILES).search("报价").keys(5) == [key]
    world.do("lin.yue", delete_file, file=key)
    with pytest.raises(NotFound):
        open_file(world["lin.yue"], key, on=NOW, channel="test")
    assert view(world["lin.yue"], FILES).search("angebot").keys(5) == []
    assert view(world["lin.yue"], REMOVED_FILES).get(key)["name"] == "Angebot 报价.pdf"
    with pytest.raises(Denied):
        world.do("wang.fang", restore_file, file=key)
    world.do("lin.yue", restore_file, file=key)
    assert open_file(world["lin.yue"], key, on=NOW, channel="test").size == len(PDF)


def test_after_the_bin_the_bytes_are_gone(world: World) -> None:
    key, kept = take_in(world, "lin.yue"), take_in(world, "lin.yue")
    world.do("lin.yue", delete_file, file=key)
    assert purge_files(before=NOW) == 0
    assert purge_files(before=NOW + timedelta(seconds=1)) == 1
    assert list(StoredFile.objects.values_list("pk", flat=True)) == [kept]
    assert len(stored()) == 1


def test_bytes_without_a_record_are_swept_when_they_are_old(world: World) -> None:
    kept = take_in(world, "lin.yue")
    take_in(world, "lin.yue", b"to be undone")
    gone = StoredFile.objects.exclude(pk=kept).get()
    StoredFile.objects.filter(pk=gone.pk).delete()
    for path in stored():
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    assert sweep_files(now=NOW + timedelta(days=1)) == 0
    assert sweep_files(now=NOW + timedelta(days=40)) == 1
    assert [path.name for path in stored()] == [StoredFile.objects.get().stored_as]


def test_a_file_whose_bytes_are_lost_says_so(world: World) -> None:
    key = take_in(world, "lin.yue")
    for path in stored():
        path.unlink()
    with pytest.raises(Refused) as refused:
        open_file(world["lin.yue"], key, on=NOW, channel="test")
    assert refused.value.code == "content_missing"
