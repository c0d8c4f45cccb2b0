"""Rejects: counted, summed, and written in order however they came and however many they are."""

import csv
import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from guanxi.errors import Refused
from guanxi.ledger import rejects as module
from guanxi.ledger.cleaning import Problem
from guanxi.ledger.rejects import COLUMNS, Count, Rejects, csv_line


def add(rejects: Rejects, row: int, *, file: str = "a.csv", amount: int | None = None, reason: str = "bad") -> None:
    rejects.add(file=file, row=row, column="c", value=f"v{row}", reason=reason, amount=amount)


def written(rejects: Rejects, directory: Path) -> list[list[str]]:
    rejects.write(directory / "rejects.csv")
    with (directory / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_without_rejects_there_is_a_header_alone(tmp_path: Path) -> None:
    rejects = Rejects()
    assert written(rejects, tmp_path) == [list(COLUMNS)]
    assert (len(rejects), rejects.amount, rejects.by_reason) == (0, 0, {})


def test_rejects_are_counted_by_reason_and_their_known_money_is_summed() -> None:
    rejects = Rejects()
    add(rejects, 2, amount=150)
    add(rejects, 3, amount=-50)
    add(rejects, 4)
    add(rejects, 5, reason="worse", amount=10**17)
    assert rejects.by_reason == {"bad": Count(3, 100, 1), "worse": Count(1, 10**17, 0)}
    assert (len(rejects), rejects.amount) == (4, 10**17 + 100)


def test_they_are_written_by_file_in_the_order_of_the_call_and_by_row(tmp_path: Path) -> None:
    rejects = Rejects()
    rejects.expect("z.csv")
    for file, row in (("a.csv", 10), ("z.csv", 7), ("a.csv", 9), ("z.csv", 30), ("m.csv", 1)):
        add(rejects, row, file=file)
    assert [line[:2] for line in written(rejects, tmp_path)[1:]] == [
        ["z.csv", "7"], ["z.csv", "30"], ["a.csv", "9"], ["a.csv", "10"], ["m.csv", "1"],
    ]  # fmt: skip


def test_cells_are_quoted_only_where_they_must_be(tmp_path: Path) -> None:
    assert csv_line(["a", "", " b ", "c;d", "'"]) == "a,, b ,c;d,'\n"
    assert csv_line(["a,b", 'say "x"', "l\nm", "r\rs"]) == '"a,b","say ""x""","l\nm","r\rs"\n'
    rejects = Rejects()
    rejects.add(file="f.csv", row=2, column="名", value="\0 \udcff\n", reason="r", document="document 7, line 1")
    rejects.write(tmp_path / "rejects.csv")
    text = (tmp_path / "rejects.csv").read_bytes().decode()
    assert text == 'file,row,column,value,reason\nf.csv,2,名,"\0 \\udcff\n","r (document 7, line 1)"\n'
    assert rejects.by_reason.keys() == {"r"}


def test_long_values_are_cut(tmp_path: Path) -> None:
    rejects = Rejects()
    rejects.add_problems("f.csv", [Problem(2, "c", "x" * 10**7, "r", 5)])
    assert written(rejects, tmp_path)[1][3] == "x" * 199 + "…"
    assert rejects.amount == 5


@pytest.mark.parametrize("order", ["rising", "falling", "mixed", "alternating"])
def test_many_rejects_wait_in_a_file_and_come_back_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    monkeypatch.setattr(module, "_IN_MEMORY", 70)
    monkeypatch.setattr(module, "_STRETCH", 8)
    rows = list(range(1, 1001))
    if order == "falling":
        rows.reverse()
    elif order == "mixed":
        random.Random(5).shuffle(rows)
    rejects = Rejects()
    for index, row in enumerate(rows):
        add(rejects, row, file="ab"[index % 2] if order == "alternating" else "a")
    lines = written(rejects, tmp_path)[1:]
    assert lines == sorted(lines, key=lambda line: (line[0], int(line[1])))
    assert sorted(int(line[1]) for line in lines) == sorted(rows)
    assert len(rejects._waiting) < 70
    if order == "rising":
        assert len(rejects._runs) == 1
    assert written(rejects, tmp_path)[1:] == lines
    add(rejects, 0, file="a")
    assert written(rejects, tmp_path)[1][1] == "0"
    rejects.close()


def test_equal_rows_keep_the_order_in_which_they_came(tmp_path: Path) -> None:
    rejects = Rejects()
    for value in ("first", "second"):
        rejects.add(file="f", row=3, column="c", value=value, reason="r")
    assert [line[3] for line in written(rejects, tmp_path)[1:]] == ["first", "second"]


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be written"):
        Rejects().write(tmp_path / "missing" / "rejects.csv")


def test_a_full_disk_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_IN_MEMORY", 3)
    monkeypatch.setattr("tempfile.TemporaryFile", full)
    rejects = Rejects()
    add(rejects, 1)
    add(rejects, 2)
    with pytest.raises(Refused, match="No space left on device; make room or set TMPDIR"):
        add(rejects, 3)


def test_half_a_million_rejects_take_little_memory(tmp_path: Path) -> None:
    code = f"""
import resource
from pathlib import Path
from guanxi.ledger.rejects import Rejects
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
rejects = Rejects()
for row in range(500_000):
    rejects.add(file="a.csv", row=row, column="date", value="31.02.2024", reason="not a date", amount=row)
rejects.write(Path({str(tmp_path / "rejects.csv")!r}))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(told) < 60_000  # KiB
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 30
    with (tmp_path / "rejects.csv").open() as file:
        assert sum(1 for _ in file) == 500_001
