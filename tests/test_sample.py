"""The sample ledger: its bytes, and that the engine finds every story that it tells."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from guanxi.cli import main
from guanxi.lifecycle.vocabulary import FLAGS, SIGNALS, STAGES
from guanxi.months import month_text, parse_month
from guanxi.sample import LAST_MONTH, write_sample
from guanxi.sample.stories import MONTHS, QUIET, STORIES, Moment, Story, cast

SAMPLE_PAGE = Path(__file__).parents[1] / "docs" / "sample.md"


class Row(NamedTuple):
    stage: str
    signal: str
    flags: str


Judged = dict[tuple[str, str | None], dict[int, Row]]  # by relation and month of the story, 0 to 47


def judge(folder: Path, *, until: int) -> Judged:
    sample = write_sample(folder / "sample", until=until)
    out = folder / "out"
    call = ["assess", sample.ledger, "--totals", sample.totals, "--events", sample.events, "--out", out]
    assert main([str(part) for part in call] + ["--until", month_text(until)]) == 0
    rows = duckdb.execute(
        "select customer, category, year(month) * 12 + month(month) - 1, stage, signal, flags from read_parquet($1)",
        [str(out / "months.parquet")],
    ).fetchall()
    judged: Judged = defaultdict(dict)
    for customer, category, month, stage, signal, flags in rows:
        judged[customer, category][month - sample.first] = Row(stage, signal, flags)
    return judged


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def judged(folder: Path) -> Judged:
    return judge(folder, until=LAST_MONTH)


def missed(story: Story, judged: Judged) -> Iterator[tuple[Moment, Row | None]]:
    for moment in story.moments:
        row = judged[story.customer, moment.category].get(moment.month)
        found = row is not None and row.stage == moment.stage and moment.signal in ("", row.signal)
        if not (found and row is not None and (not moment.flag or moment.flag in row.flags.split("|"))):
            yield moment, row


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_the_engine_understands_the_story(story: Story, judged: Judged) -> None:
    assert list(missed(story, judged)) == []


@pytest.mark.parametrize("until", ["2025-02", "2026-06"])
def test_the_stories_hold_in_whatever_month_the_sample_ends(until: str, tmp_path: Path) -> None:
    judged = judge(tmp_path, until=parse_month(until))
    assert [(story.key, *miss) for story in STORIES for miss in missed(story, judged)] == []


def test_every_stage_every_signal_and_every_flag_occurs(judged: Judged) -> None:
    rows = [row for months in judged.values() for row in months.values()]
    assert {row.stage for row in rows} == {word.key for word in STAGES}
    assert {row.signal for row in rows} == {word.key for word in SIGNALS}
    assert {flag for row in rows for flag in row.flags.split("|") if flag} == {word.key for word in FLAGS}


def test_the_climb_leaves_no_stage_out(judged: Judged) -> None:
    stages = [judged["Ostermark Getriebe GmbH", None][month].stage for month in range(MONTHS)]
    assert list(dict.fromkeys(stages)) == ["development", "initial", "stable", "strategic"]
    assert stages == sorted(stages, key=["development", "initial", "stable", "strategic"].index)


def test_the_collapse_goes_down_one_stage_at_a_time(judged: Judged) -> None:
    stages = [judged["Pétrus-Marchand Aciers SAS", None][month].stage for month in range(20, MONTHS)]
    assert list(dict.fromkeys(stages)) == ["strategic", "stable", "initial"]


def test_what_is_wrong_on_purpose_is_rejected_and_nothing_else(judged: Judged, folder: Path) -> None:
    with (folder / "out" / "rejects.csv").open(encoding="utf-8", newline="") as file:
        rejects = list(csv.DictReader(file))
    assert [(Path(reject["file"]).name, reject["value"]) for reject in rejects] == [
        ("ledger.csv", "2026-02-30"),
        ("ledger.csv", "see credit note"),
        ("ledger.csv", ""),
        ("totals.csv", "2026-10-15"),
    ]


def test_the_same_last_month_gives_the_same_bytes(tmp_path: Path) -> None:
    def digest(folder: str, **options: int) -> list[str]:
        sample = write_sample(tmp_path / folder, **options)
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in (sample.ledger, sample.totals, sample.events)]

    first = digest("first")
    assert digest("second", until=LAST_MONTH) == first
    assert digest("third", until=LAST_MONTH - 1) != first


def test_the_sample_looks_like_a_portfolio(tmp_path: Path) -> None:
    sample = write_sample(tmp_path)
    bought = dict(cast())
    assert len(bought) == len(STORIES) + len(QUIET) >= 40
    assert {len({buys.category for buys in categories}) for categories in bought.values()} == {1, 2, 3, 4}
    written: Callable[[str], bool] = lambda name: any("\u4e00" <= sign <= "\u9fff" for sign in name)  # noqa: E731
    assert 10 <= sum(map(written, bought)) <= 20
    with sample.ledger.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert 5_000 < len(lines) < 10_000
    assert len({(line["document"], line["line"]) for line in lines}) == len(lines)
    with sample.totals.open(encoding="utf-8", newline="") as file:
        assert {statement["source_class"] for statement in csv.DictReader(file)} == set("ABCDE")


def test_the_page_of_the_sample_names_everybody() -> None:
    page = SAMPLE_PAGE.read_text(encoding="utf-8")
    table = [line for line in page.splitlines() if line.startswith("| ")]
    for story in STORIES:
        assert f"| {story.key} | {story.customer} | {story.tells} |" in table
    for customer, *_ in QUIET:
        assert f"- {customer}" in page.splitlines()
    assert len({story.key for story in STORIES}) == len(STORIES)
