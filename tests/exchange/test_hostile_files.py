"""Files as they arrive, in any encoding, damage and size: read, or refused with a sentence that says what to do."""

import contextlib
import io
import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.errors import GuanxiError, Refused
from guanxi.exchange import imports, planning, reading_child
from guanxi.exchange.files import RowFile
from guanxi.exchange.models import Plan
from tests.access.cast import NOW, Cast

# In `make prove` some hundred.
ROUNDS = int(os.environ.get("GUANXI_HOSTILE_FILES", "40"))

SIMPLIFIED = "名称,城市,备注\n恒通电缆有限公司,无锡,客户对交货时间很满意\n江南轴承厂,苏州,\n"
TRADITIONAL = "名稱,城市,備註\n恆通電纜有限公司,臺北,客戶對交貨時間很滿意\n江南軸承廠,高雄,\n"
WESTERN = "Name,City,Notes\nMüller & Söhne,Köln,größte Käufer\nForêt d'Été,Orléans,déjà là\n"


def _read(path: Path) -> list[list[str]]:
    with RowFile(path, ("name", "名称", "城市")) as file:
        return [file.names, *(cells for _row, cells, _why in file.rows())]


def _book(path: Path, fill: Callable[[xlsxwriter.worksheet.Worksheet], object]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        fill(book.add_worksheet())
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-8"),
        (WESTERN, "cp1252"),
        (WESTERN, "utf-16"),
    ],
)
def test_a_file_is_read_in_the_encoding_in_which_it_was_saved(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(encoding))
    assert _read(path) == [line.split(",") for line in text.splitlines()]


def test_what_is_too_large_is_refused_before_it_takes_memory_or_time(tmp_path: Path) -> None:
    far = _book(tmp_path / "far.xlsx", lambda sheet: [sheet.write(0, 0, "Name"), sheet.write(1_048_575, 16_383, "x")])
    bomb = tmp_path / "bomb.xlsx"
    _book(bomb, lambda sheet: sheet.write(0, 0, "Name"))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image.bin", bytes(64 * 2**20))
    wide = tmp_path / "wide.csv"
    wide.write_text(",".join(f"c{at}" for at in range(201)) + "\n", encoding="utf-8")
    long = tmp_path / "long.csv"
    long.write_text("Name\n" + "x\n" * 200_001, encoding="utf-8")
    full = tmp_path / "full.csv"
    full.write_text(",".join(f"c{at}" for at in range(100)) + "\n" + ("," * 99 + "x\n") * 50_001, encoding="utf-8")
    big = tmp_path / "big.csv"
    with big.open("wb") as file:
        file.truncate(51 * 2**20)
    for path, told in (
        (far, "memory or time"), (bomb, "memory or time"), (wide, "200 columns"), (long, "200000 rows"),
        (full, "5000000 cells"), (big, "50 MB"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=told):
            _read(path)


def test_entities_of_a_spreadsheet_are_not_blown_up(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    plain, path = _book(tmp_path / "plain.xlsx", lambda sheet: sheet.write(0, 0, "Name")), tmp_path / "laughs.xlsx"
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(path, "w") as archive:
        for part in before.namelist():
            content = before.read(part).decode()
            if part == "xl/sharedStrings.xml":
                content = content.replace("<sst", f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><sst', 1)
                content = content.replace("<t>Name</t>", "<t>&l11;</t>")
            archive.writestr(part, content)
    with contextlib.suppress(Refused):
        assert len(_read(path)[0][0]) < 1000


def test_a_cell_that_fits_nowhere_is_rejected_with_its_column_and_the_others_are_read(
    cast: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "customers.csv"
    rows = ["Name,City", "Fine,Kiel", "N\0ul,Kiel", "Long," + "x" * 10_000_000, "\u202efdp.exe,Kiel", "=1+1,Kiel"]
    rows[1:1] = ["恒通电缆有限公司" * 10 + ",无锡"]  # enough to see that it is UTF-8
    path.write_bytes("\n".join(rows).encode() + b"\nHalf \xed\xa0\x80,Kiel\nStray \xff,Kiel\n")
    key = planning.plan_import(cast["lin.yue"], "customers", path, path.name, on=NOW)
    summary = imports.summary_of(cast["lin.yue"], key)
    rejected = {row["row"]: row["reasons"][0][0] for row in summary.rows if row["plan"] == Plan.REJECT}
    assert rejected == {4: "name", 5: "city", 8: "name", 9: "name"}
    assert summary.counts[Plan.CREATE] == 4
    assert "=1+1" in [row["cells"].get("name") for row in summary.rows], "a formula is text here"


VALID = (
    'Name,Own code,Country,City,税号,Notes\nNordhafen Robotics,C-1,Germany,Hamburg,,"two\nlines"\n'
    "恒通电缆,C-2,中国,无锡,,\n'=1+1,C-3,,,,\n"
).encode()


def _damaged(content: bytes, chance: random.Random) -> bytes:
    """Cut off, overwritten, doubled, mixed up: what copying and careless programs do."""
    made = bytearray(content)
    for _step in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) or 1)
        match chance.randrange(5):
            case 0:
                del made[at:]
            case 1:
                made[at : at + chance.randint(1, 40)] = chance.randbytes(chance.randint(0, 40))
            case 2:
                made[at:at] = chance.choice([b"\0", b'"', b"\xff\xfe", b"\r", b",,,", b"\xed\xa0\x80", b"'='", b"\n\n"])
            case 3:
                made[at:at] = made[: chance.randrange(len(made) or 1)]
            case _:
                made = bytearray(bytes(made).decode(errors="replace").encode("utf-16" if at % 2 else "gb18030"))
    return bytes(made)


@given(seed=st.integers(0, 2**32))
@settings(deadline=None)
def test_a_damaged_text_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    path = tmp_path_factory.mktemp("damaged") / "file.csv"
    path.write_bytes(_damaged(VALID, random.Random(seed)))
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(GuanxiError, reading_child.Unfit):
        reading_child.show(path, ["name"])
    assert all(isinstance(json.loads(line), dict | list) for line in said.getvalue().splitlines())


def test_a_damaged_file_is_planned_or_refused_with_a_sentence(cast: Cast, tmp_path: Path) -> None:
    rows = [["Name", "Own code", "City"], ["Gransee Wind", 4711, "Rostock"], ["恒通电缆", 1.5, True]]
    book = _book(tmp_path / "valid.xlsx", lambda sheet: [sheet.write_row(at, 0, row) for at, row in enumerate(rows)])
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        content, name = chance.choice([(VALID, "a.csv"), (book.read_bytes(), "a.xlsx"), (book.read_bytes(), "a.ods")])
        path = tmp_path / name
        path.write_bytes(_damaged(content, chance))
        told, key = "", None
        try:
            key = planning.plan_import(cast["lin.yue"], "customers", path, name, on=NOW)
        except Refused as refused:
            told = refused.message
        if key is None:
            assert told.endswith("."), (seed, told)
            assert str(tmp_path) not in told, (seed, told)
        else:
            for row in imports.summary_of(cast["lin.yue"], key).rows:
                assert row["plan"] != Plan.REJECT or row["reasons"][0][1].strip(), seed
