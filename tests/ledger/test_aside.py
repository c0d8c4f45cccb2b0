"""However a run ends, a directory holds either its older results or the new ones."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from guanxi.errors import Refused
from guanxi.ledger.aside import Aside

NAMES = ("one.csv", "two.csv", "run.json")


def contents(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in directory.iterdir()}


def results(directory: Path, text: str, names: tuple[str, ...] = NAMES) -> None:
    with Aside(directory) as aside:
        for name in names:
            (aside.path / name).write_text(text)
        aside.publish(NAMES)


def test_published_files_replace_the_older_ones_and_a_name_that_is_missing_now_goes_away(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("not ours")
    results(tmp_path, "old")
    results(tmp_path, "new", ("two.csv", "run.json"))
    assert contents(tmp_path) == {"mine.txt": "not ours", "two.csv": "new", "run.json": "new"}


def test_an_error_or_ctrl_c_leaves_the_older_results_and_nothing_aside(tmp_path: Path) -> None:
    def half_a_run(error: type[BaseException]) -> None:
        with Aside(tmp_path) as aside:
            (aside.path / "one.csv").write_text("half")
            raise error

    results(tmp_path, "old")
    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error):
            half_a_run(error)
        assert contents(tmp_path) == dict.fromkeys(NAMES, "old")


def test_directories_made_for_a_run_that_fails_go_away_again(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no"), Aside(tmp_path / "a" / "b"):
        raise ValueError("no")
    assert list(tmp_path.iterdir()) == []
    results(tmp_path / "a" / "b", "new")
    assert contents(tmp_path / "a" / "b") == dict.fromkeys(NAMES, "new")


@pytest.mark.parametrize("name", ["one.csv", "two.csv", "run.json"])
def test_a_result_that_cannot_be_put_in_place_brings_the_older_ones_back(tmp_path: Path, name: str) -> None:
    results(tmp_path, "old")
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    (tmp_path / name / "kept").write_text("")
    with pytest.raises(Refused, match=f"“{name}” in it is a directory"):
        results(tmp_path, "new")
    assert (tmp_path / name / "kept").exists()
    assert {path.read_text() for path in tmp_path.iterdir() if path.is_file()} == {"old"}


def test_a_move_that_fails_half_way_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    results(tmp_path, "old")
    replace, calls = os.replace, []

    def fails_once(source: Path, target: Path) -> None:
        calls.append(source)
        if len(calls) == 5:
            raise OSError(5, "Input/output error")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fails_once)
    with pytest.raises(Refused, match="Input/output error"):
        results(tmp_path, "new")
    assert contents(tmp_path) == dict.fromkeys(NAMES, "old")
    assert len(calls) == 5 + 4  # each of the four moves was taken back


@pytest.mark.parametrize("place", ["/dev/null/results", "/proc/results", "a file"])
def test_a_place_that_takes_no_directory_is_refused_by_name(tmp_path: Path, place: str) -> None:
    (tmp_path / "a file").write_text("text")
    with pytest.raises(Refused, match=place):
        Aside(tmp_path / place)
    assert contents(tmp_path) == {"a file": "text"}


def test_two_runs_do_not_write_into_one_directory_at_a_time(tmp_path: Path) -> None:
    with Aside(tmp_path) as first:
        (first.path / "one.csv").write_text("first")
        with pytest.raises(Refused, match="Another run is writing") as refused:
            Aside(tmp_path)
        assert refused.value.retry
        first.publish(NAMES)
    assert contents(tmp_path) == {"one.csv": "first"}
    results(tmp_path, "second")


def test_a_killed_run_leaves_the_older_results_and_the_next_run_clears_up_after_it(tmp_path: Path) -> None:
    results(tmp_path, "old")
    program = (
        "import pathlib, sys, time; from guanxi.ledger.aside import Aside; aside = Aside(pathlib.Path(sys.argv[1]));"
        "(aside.path / 'one.csv').write_text('half'); (aside.path / 'deep').mkdir(); print('writing', flush=True);"
        "time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        process.send_signal(signal.SIGKILL)
    assert {path.name for path in tmp_path.iterdir()} == {*NAMES, ".guanxi-aside"}
    assert {(tmp_path / name).read_text() for name in NAMES} == {"old"}
    results(tmp_path, "new")
    assert contents(tmp_path) == dict.fromkeys(NAMES, "new")
