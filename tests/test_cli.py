"""The command line as people and scripts use it."""

import csv
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from guanxi import __version__
from guanxi.cli import main

LEDGER = (
    "customer,date,amount,category\n"
    + "".join(f"Ada,2024-{month:02d}-05,{400 if month < 7 else 900},Bolts\n" for month in range(1, 13))
    + "".join(f"Bea,2024-{month:02d}-07,300.50,Nuts\n" for month in range(1, 8))
    + "Cem,2024-05-09,1000,\nCem,2024-13-09,70.50,\nCem,soon,200,\n,2024-05-09,5,\n"
)
TOTALS = "customer,period_start,period_end,amount\nAda,2024-01-01,2024-12-31,12000\nBea,2024-01-01,2024-12-31,4000\n"


class Guanxi:
    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self.out = directory / "out"
        self._capsys = capsys
        (directory / "ledger.csv").write_text(LEDGER)
        (directory / "totals.csv").write_text(TOTALS)

    def __call__(self, *arguments: object, code: int = 0) -> str:
        """What a call prints: standard output, or standard error where it must fail."""
        ended = main([str(argument) for argument in arguments])
        said = self._capsys.readouterr()
        assert ended == code, said.err
        assert (said.err if code == 0 else said.out) == ""
        return said.out if code == 0 else said.err

    def assess(self, *more: object) -> str:
        files = (self.directory / "ledger.csv", "--totals", self.directory / "totals.csv")
        return self("assess", *files, "--out", self.out, *more)


@pytest.fixture
def guanxi(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Guanxi:
    return Guanxi(tmp_path, capsys)


def test_the_version_and_the_commands_are_told(guanxi: Guanxi) -> None:
    assert guanxi("--version") == f"guanxi {__version__}\n"
    for words in ("--help", "-h"):
        told = guanxi(words)
        assert all(command in told for command in ("assess", "explain", "sample"))
    told = guanxi("assess", "--help")
    for option in ("--totals", "--events", "--us", "--every-supplier", "--by", "--until", "--set", "--map"):
        assert option in told
    for option in ("--date-format", "--decimal", "--engine", "--out", "--report"):
        assert option in told


@pytest.mark.parametrize("arguments", [[], ["asses"], ["explain"], ["--outt"], ["sample", "--today", "soon"]])
def test_a_wrong_call_ends_with_2_and_one_sentence(guanxi: Guanxi, arguments: list[str]) -> None:
    assert guanxi(*arguments, code=2).count("\n") == 1


def test_the_summary_says_what_was_read_rejected_judged_and_left(guanxi: Guanxi) -> None:
    assert guanxi.assess().splitlines() == [
        "23 lines read, 20 used.",
        "3 lines rejected, 275.50 in all as far as readable:",
        "          2  not a date, 270.50",
        "          1  the customer is empty, 5.00",
        "3 customers, 2 categories: 5 relations judged, 2024-01 to 2024-12.",
        "Stages of the customer relations in 2024-12:",
        "          0  Development",
        "          0  Initial",
        "          1  Stable",
        "          0  Strategic",
        "          2  Interrupted",
        "Look at these first (our sales in the twelve months up to the last order):",
        "              2,103.50  Bea: interrupted, silent since 2024-10, share 52.6 %",
        "              1,000.00  Cem: interrupted, silent since 2024-11, share unknown",
        f"Results in {guanxi.out}: months.parquet, evidence.parquet, latest.csv, moves.csv, rejects.csv, run.json.",
    ]


def test_all_files_are_sorted_by_code_point_with_none_first(guanxi: Guanxi) -> None:
    names = ["Zeta", "alpha", "Éclair", "a|b", "客户", "Alpha, Beta", "𝔘", "\uff21"]
    lines = [
        f'{month},"{name}","{category}",1\n'
        for month in ("2024-01-31", "2024-02-01")
        for name in names
        for category in ("b", "", "B")
    ]
    (guanxi.directory / "ledger.csv").write_text(
        "date,customer,category,amount\n" + "".join(reversed(lines)), encoding="utf-8"
    )
    guanxi("assess", guanxi.directory / "ledger.csv", "--out", guanxi.out)
    relations = [(name, category) for name in sorted(names) for category in ("", "B", "b")]
    for file, months in (("latest.csv", ["2024-02-01"]), ("moves.csv", ["2024-01-01"])):
        with (guanxi.out / file).open(encoding="utf-8", newline="") as opened:
            rows = [(row["customer"], row["category"], row["month"]) for row in csv.DictReader(opened)]
        assert rows == [(*relation, month) for relation in relations for month in months]
    found = duckdb.connect().execute(
        f"select customer, coalesce(category, ''), month::varchar from '{guanxi.out / 'months.parquet'}'"
    )
    assert found.fetchall() == [(*relation, month) for relation in relations for month in ("2024-01-01", "2024-02-01")]


def test_a_report_is_written_only_when_it_is_asked_for(guanxi: Guanxi) -> None:
    guanxi.assess()
    assert not (guanxi.out / "report.html").exists()
    assert "report.html" in guanxi.assess("--report")
    assert (guanxi.out / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_names_from_a_ledger_cannot_steer_the_terminal(guanxi: Guanxi) -> None:
    (guanxi.directory / "ledger.csv").write_text("customer,date,amount\nA\x1b[31mda [bold],2024-01-05,1\n")
    guanxi("assess", guanxi.directory / "ledger.csv", "--out", guanxi.out, "--until", "2024-09")
    said = guanxi("assess", guanxi.directory / "ledger.csv", "--out", guanxi.out, "--until", "2024-09")
    assert "A�[31mda [bold]" in said
    told = guanxi("explain", guanxi.out, "--customer", "A\x1b[31mda [bold]")
    assert "A�[31mda [bold]" in told
    assert "\x1b" not in said + told


def test_a_relation_is_explained_in_a_table_or_as_data(guanxi: Guanxi) -> None:
    guanxi.assess()
    ada = ("explain", guanxi.out, "--customer", "Ada")
    for told in (guanxi(*ada, "--month", "2024-03"), on_a_terminal(command(*ada, "--month", "2024-03"))):
        table = re.sub(r"\x1b\[[0-9;]*m", "", told)
        assert re.match(r"\s*Ada, 2024-03\s*\n", table)
        assert re.search(r" Stage +Initial, since 2024-01 \(2 months\) ", table)
        assert re.search(r" Category +Share +Stage +Signal ", table)
        assert re.search(r" Bolts +– +Initial +Steady ", table)
    told = guanxi(*ada, "--language", "zh-hans")
    assert "\x1b" not in told
    assert re.search(" 阶段 +稳定合作", told)
    data = json.loads(guanxi(*ada, "--category", "Bolts", "--json"))
    assert (data["customer"], data["category"], data["month"], data["stage"]) == ("Ada", "Bolts", "2024-12", "initial")


def test_what_cannot_be_explained_is_refused_in_one_sentence(guanxi: Guanxi) -> None:
    guanxi.assess()
    assert "closest name is “Ada”" in guanxi("explain", guanxi.out, "--customer", "Adda", code=1)
    assert "2024-01 to 2024-12" in guanxi("explain", guanxi.out, "--customer", "Ada", "--month", "2025-01", code=1)
    assert "no directory" in guanxi("explain", guanxi.directory / "nowhere", "--customer", "Ada", code=1)
    assert "run.json is missing" in guanxi("explain", guanxi.directory, "--customer", "Ada", code=1)
    assert "not a month" in guanxi("explain", guanxi.out, "--customer", "Ada", "--month", "2024", code=2)


def test_the_sample_is_written_and_judged_and_says_where_the_report_is(guanxi: Guanxi) -> None:
    said = guanxi("sample", "--data", guanxi.directory / "sample", "--today", "2026-11-05")
    report = guanxi.directory / "sample" / "results" / "report.html"
    assert said.splitlines()[-1] == f"Open {report} in a browser."
    assert report.stat().st_size > 10_000
    assert "to 2026-10." in said
    run = json.loads((report.parent / "run.json").read_text())
    assert run["period"]["until"] == "2026-10"
    assert guanxi("sample", "--data", "/dev/null/sample", code=1).count("\n") == 1


# ---- terminals and pipes ----


def command(*arguments: object) -> Sequence[str]:
    return [sys.executable, "-m", "guanxi", *map(str, arguments)]


def on_a_terminal(arguments: Sequence[str]) -> str:
    """Everything that a call writes to a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "NO_COLOR": ""}
    with subprocess.Popen(arguments, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        written = b""
        try:
            while piece := os.read(ours, 1 << 16):
                written += piece
        except OSError:  # how a terminal says that the other side has left
            pass
        os.close(ours)
    assert process.returncode == 0
    return written.decode()


def test_progress_is_shown_on_a_terminal_and_nothing_of_it_in_a_pipe(guanxi: Guanxi) -> None:
    call = command("assess", guanxi.directory / "ledger.csv", "--out", guanxi.out)
    seen = on_a_terminal(call)
    assert "\x1b[" in seen
    assert "23 lines read, 20 used." in seen
    piped = subprocess.run(call, capture_output=True, text=True, check=True)
    assert "\x1b" not in piped.stdout
    assert piped.stderr == ""
    assert piped.stdout.splitlines()[0] == "23 lines read, 20 used."


def test_a_reader_that_has_seen_enough_ends_a_call_without_a_complaint(guanxi: Guanxi) -> None:
    guanxi.assess()
    with subprocess.Popen(
        command("explain", guanxi.out, "--customer", "Ada"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        complaint = process.stderr.read()
    assert (process.returncode, complaint) == (1, b"")
