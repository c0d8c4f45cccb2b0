"""Bad input as a user meets it: an exit code, one clear sentence, no traceback, and nothing half written."""

import csv
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlsxwriter

from guanxi.cli import main

GOOD = "customer,date,amount\nAda,2024-01-05,100\nAda,2024-02-05,100\nBea,2024-02-06,50\n"
SUPPLIERS = (
    "customer,date,amount,supplier\nAda,2024-01-05,100,Berg Metall\nAda,2024-02-05,100,Kern AG\nBea,2024-02-06,50,\n"
)


class Shell:
    """Runs ``guanxi`` in this process and looks at what a user would see."""

    def __init__(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory = directory
        self.out = directory / "out"
        self._capsys = capsys

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.directory / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def done(self, *arguments: object) -> str:
        code = main(["assess", *map(str, arguments), "--out", str(self.out)])
        said = self._capsys.readouterr()
        assert (code, said.err) == (0, "")
        return said.out

    def refused(self, *arguments: object, code: int = 1) -> str:
        """The one sentence of a call that must fail, after a look that it left nothing behind."""
        before = sorted(self.directory.rglob("*"))
        assert main(["assess", *map(str, arguments), "--out", str(self.out)]) == code
        said = self._capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert said.err.endswith((".\n", "?\n"))
        assert "Traceback" not in said.err
        assert sorted(self.directory.rglob("*")) == before
        return said.err

    def rejects(self) -> list[dict[str, str]]:
        with (self.out / "rejects.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


# ---- files and columns ----


def test_an_empty_file_is_refused(shell: Shell) -> None:
    assert "is empty" in shell.refused(shell.file("ledger.csv", ""))


def test_a_file_that_is_not_there_is_refused_by_name(shell: Shell) -> None:
    assert "nowhere.csv" in shell.refused(shell.directory / "nowhere.csv")
    ledger = shell.file("ledger.csv", GOOD)
    assert "totals.csv" in shell.refused(ledger, "--totals", shell.directory / "totals.csv")
    assert "events.csv" in shell.refused(ledger, "--events", shell.directory / "events.csv")


def test_a_missing_column_is_named_with_the_closest_one(shell: Shell) -> None:
    message = shell.refused(shell.file("ledger.csv", "Customer Name,date,amount\nAda,2024-01-05,1\n"))
    assert "customer" in message
    assert "Customer Name" in message
    message = shell.refused(shell.file("ledger.csv", GOOD), "--map", "amount=Amuont")
    assert "Amuont" in message
    assert "“amount”" in message


@pytest.mark.parametrize(
    ("lines", "why"),
    [("", "no line"), ("Ada,2024-02-30,100\n,2024-01-05,100\nAda,2024-01-05,free\n", "3")],
)
def test_a_ledger_without_a_usable_line_is_refused(shell: Shell, lines: str, why: str) -> None:
    message = shell.refused(shell.file("ledger.csv", "customer,date,amount\n" + lines))
    assert "usable" in message
    assert why in message


def test_mixed_currencies_are_refused_and_named(shell: Shell) -> None:
    ledger = "customer,date,amount,currency\nAda,2024-01-05,100,EUR\nBea,2024-02-06,50,USD\nBea,2024-02-07,50,\n"
    message = shell.refused(shell.file("ledger.csv", ledger))
    assert "EUR" in message
    assert "USD" in message
    message = shell.refused(shell.file("ledger.csv", GOOD.replace(",50", ",£50").replace("100", "€100")))
    assert "EUR" in message
    assert "GBP" in message
    totals = "customer,period_start,period_end,amount,currency\nAda,2024-01-01,2024-01-31,500,CNY\n"
    message = shell.refused(
        shell.file("ledger.csv", GOOD.replace(",50", ",£50")), "--totals", shell.file("totals.csv", totals)
    )
    assert "CNY" in message
    assert "GBP" in message


# ---- lines ----


def test_bad_lines_stop_nothing_and_none_of_them_disappears(shell: Shell) -> None:
    far = [
        "Ada,1899-12-31,1.00",
        "Ada,3024-01-05,2.00",
        "Ada,2024-01-05,900000000000000.01",
        "Ada,05.01.2024,4.00",
        "Ada,2024-01-05,4.00 or so",
        " ,2024-01-05,8.00",
        "Ada,2024-01-05",
        "Ada,2024-01-05,16.00,more",
    ]
    said = shell.done(shell.file("ledger.csv", GOOD + "\n".join(far) + "\n"))
    rejects = shell.rejects()
    assert [int(reject["row"]) for reject in rejects] == list(range(5, 5 + len(far)))
    assert [reject["column"] for reject in rejects[:6]] == ["date", "date", "amount", "date", "amount", "customer"]
    assert [reject["value"] for reject in rejects[:2]] == ["1899-12-31", "3024-01-05"]
    assert all(reject["file"].endswith("ledger.csv") and reject["reason"] for reject in rejects)
    assert "11 lines read, 3 used." in said
    assert "8 lines rejected, " in said
    for reason in {reject["reason"] for reject in rejects}:
        assert reason in said


def test_a_largest_amount_is_used_and_sums_beyond_it_stop_the_run_and_name_the_relation(shell: Shell) -> None:
    largest = "900000000000000.00"
    shell.done(shell.file("ledger.csv", GOOD + f"Cem,2024-01-05,{largest}\nCem,2024-01-06,-{largest}\n"))
    assert shell.rejects() == []
    shell.out = shell.directory / "second"
    month = shell.refused(shell.file("ledger.csv", GOOD + f"Cem,2024-01-05,{largest}\nCem,2024-01-06,0.01\n"))
    assert "Cem" in month
    assert "2024-01" in month
    window = SUPPLIERS + f"Cem,2024-01-05,{largest},Kern AG\nCem,2024-02-05,0.01,Berg Metall\n"
    for us in (["--us", "Kern AG"], ["--every-supplier"]):
        message = shell.refused(shell.file("ledger.csv", window), *us)
        assert "Cem" in message
        assert "2024-02" in message


def test_nul_bytes_and_broken_quotes_are_rejects_or_a_refusal_never_a_crash(shell: Shell) -> None:
    shell.done(shell.file("ledger.csv", GOOD + "A\0da,2024-02-05,7\nBea,2024-02-08,1\n"))
    assert [reject["row"] for reject in shell.rejects()] == ["5"]
    shell.done(shell.file("ledger.csv", GOOD + '"Ada,2024-02-05,7\nBea,2024-02-08,1\n'))
    assert shell.rejects()
    shell.out = shell.directory / "second"
    assert "broken quotes" in shell.refused(shell.file("ledger.csv", 'customer,"date,amount\nAda,2024-01-05,1\n'))
    shell.refused(shell.file("ledger.csv", os.urandom(3000)))
    shell.refused(shell.file("ledger.csv", b"\0" * 3000))


@pytest.mark.parametrize("name", ["ledger.csv.gz", "ledger.parquet", "ledger.xlsx", "ledger.doc"])
def test_a_file_of_another_kind_than_its_name_says_is_refused(shell: Shell, name: str) -> None:
    assert name in shell.refused(shell.file(name, GOOD))


def test_a_small_spreadsheet_with_a_cell_in_its_last_column_and_row_does_not_take_the_memory(shell: Shell) -> None:
    path = shell.directory / "ledger.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(GOOD.splitlines()):
            sheet.write_row(row, 0, line.split(","))
        sheet.write(1_048_575, 16_383, "x")
    assert path.stat().st_size < 10_000
    assert "ledger.xlsx" in shell.refused(path)


def test_a_file_that_grows_while_it_is_read_is_refused(shell: Shell) -> None:
    lines = [f"Customer {i % 997},2024-0{1 + i % 9}-05,{i}.25\n" for i in range(60_000)]
    path = shell.file("ledger.csv", "customer,date,amount\n" + "".join(lines))
    stop = threading.Event()

    def grow() -> None:
        with path.open("a") as file:
            while not stop.wait(0.002):
                file.write("Late,2024-01-05,1\n")
                file.flush()

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        message = shell.refused(path)
    finally:
        stop.set()
        writer.join()
    assert "changed while it was read" in message


# ---- who is us, and other wrong calls ----


def test_a_ledger_with_suppliers_needs_to_be_told_who_is_us(shell: Shell) -> None:
    ledger = shell.file("ledger.csv", SUPPLIERS)
    message = shell.refused(ledger, code=2)
    assert "--us" in message
    assert "--every-supplier" in message
    assert "Berg Metall" in shell.refused(ledger, "--us", "Berg Metal")
    totals = shell.file("totals.csv", "customer,period_start,period_end,amount\nAda,2024-01-01,2024-01-31,500\n")
    events = shell.file("events.csv", "customer,date,kind\nAda,2024-01-09,contact\n")
    wrong: Iterable[tuple[object, ...]] = [
        ("--us", "Kern AG", "--every-supplier"),
        ("--us", "Kern AG", "--totals", totals),
        ("--every-supplier", "--totals", totals),
        ("--every-supplier", "--events", events),
    ]
    for options in wrong:
        shell.refused(ledger, *options, code=2)


def test_a_ledger_without_suppliers_or_categories_takes_no_options_that_need_them(shell: Shell) -> None:
    ledger = shell.file("ledger.csv", GOOD)
    totals = shell.file(
        "totals.csv", "customer,period_start,period_end,amount,category\nAda,2024-01-01,2024-01-31,500,Bolts\n"
    )
    for options in (("--us", "Ada"), ("--every-supplier",), ("--by", "category"), ("--totals", totals)):
        shell.refused(ledger, *options, code=2)


@pytest.mark.parametrize(
    "options",
    [
        ("--set", "W=0"),
        ("--set", "W=a"),
        ("--set", "W"),
        ("--set", "Z=3"),
        ("--until", "2024-13"),
        ("--until", "January"),
        ("--by", "supplier"),
        ("--decimal", ";"),
        ("--map", "customer"),
        ("--map", "buyer=customer"),
        ("--map", "amount=a*b*c"),
        ("--date-format", "%Q"),
        ("--engine", "oracle://somewhere"),
        ("--outt", "there"),
    ],
)
def test_a_wrong_option_is_a_wrong_call(shell: Shell, options: tuple[str, ...]) -> None:
    message = shell.refused(shell.file("ledger.csv", GOOD), *options, code=2)
    assert options[1].partition("=")[0] in message or options[0] in message


def test_a_call_without_a_ledger_or_without_a_place_for_results_is_a_wrong_call(
    shell: Shell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.refused(code=2)
    assert main(["assess", str(shell.file("ledger.csv", GOOD))]) == 2
    assert "--out" in capsys.readouterr().err


def test_a_last_month_before_the_first_line_leaves_nothing_to_judge(shell: Shell) -> None:
    assert "2023-12" in shell.refused(shell.file("ledger.csv", GOOD), "--until", "2023-12")


# ---- places, disks and ends ----


@pytest.mark.parametrize("place", ["/dev/null/out", "/proc/out", "ledger.csv", "ledger.csv/out"])
def test_a_place_that_cannot_be_written_is_refused_by_name(shell: Shell, place: str) -> None:
    ledger = shell.file("ledger.csv", GOOD)
    shell.out = shell.directory / place
    assert str(shell.out) in shell.refused(ledger)


def larger_ledger(shell: Shell) -> Path:
    lines = (
        f"Customer {i},2023-{month:02d}-05,{i % 97}.25\n"
        for i in range(2000)
        for month in range(1, 13)
        if (i * month) % 7 < 4
    )
    return shell.file("ledger.csv", "customer,date,amount\n" + "".join(lines))


def program(*arguments: object, limit: int | None = None) -> list[str]:
    """A command line that runs ``guanxi`` in a process of its own, where no file may pass ``limit`` bytes."""
    code = "import resource, sys; from guanxi.cli import main; "
    if limit is not None:
        code += f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); "
    return [sys.executable, "-c", code + "sys.exit(main(sys.argv[1:]))", "assess", *map(str, arguments)]


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


@pytest.mark.parametrize("limit", [0, 5_000, 60_000])
def test_a_full_disk_is_refused_and_leaves_the_older_results(shell: Shell, limit: int) -> None:
    shell.done(shell.file("small.csv", GOOD))
    before = contents(shell.out)
    ledger = larger_ledger(shell)
    for out in (shell.out, shell.directory / "new"):
        ended = subprocess.run(program(ledger, "--out", out, limit=limit), capture_output=True, text=True, check=False)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert re.fullmatch(r"[^\n]*File too large[^\n]*\.\n", ended.stderr)
    assert contents(shell.out) == before
    assert not (shell.directory / "new").exists()


@contextmanager
def started(shell: Shell, ledger: Path) -> Iterator[subprocess.Popen[str]]:
    """A run that has begun to write aside; it does not outlive the block."""
    call = program(ledger, "--out", shell.out)
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            while not (shell.out / ".guanxi-aside" / "moves.csv").exists():
                assert process.poll() is None
                time.sleep(0.001)
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("end", "code", "left"), [(signal.SIGINT, 130, set()), (signal.SIGKILL, -signal.SIGKILL, {".guanxi-aside"})]
)
def test_a_run_that_is_ended_from_outside_leaves_the_older_results(
    shell: Shell, end: signal.Signals, code: int, left: set[str]
) -> None:
    shell.done(shell.file("small.csv", GOOD))
    before = contents(shell.out)
    with started(shell, larger_ledger(shell)) as process:
        process.send_signal(end)
        _, said = process.communicate()
    assert process.returncode == code
    assert said == ("" if end == signal.SIGKILL else "Interrupted; nothing was changed.\n")
    assert {path.name for path in shell.out.iterdir()} == {*before, *left}
    assert {name: (shell.out / name).read_bytes() for name in before} == before
    shell.done(shell.directory / "small.csv")
    assert set(contents(shell.out)) == set(before)


def test_two_runs_into_one_directory_do_not_mix(shell: Shell) -> None:
    ledger = larger_ledger(shell)
    with started(shell, ledger) as process:
        process.send_signal(signal.SIGSTOP)
        message = shell.refused(ledger)
        process.send_signal(signal.SIGCONT)
        process.communicate()
    assert "Another run is writing" in message
    assert process.returncode == 0
