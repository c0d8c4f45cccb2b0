"""The documentation is true: worked figures, options, files, settings and links are checked against the program."""

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
import typer.main

import guanxi
from guanxi import cli
from guanxi.ledger import columns, events, output, rejects
from guanxi.ledger import totals as stated
from guanxi.lifecycle import Facts, Parameters, Statements, Verdicts, judge, mix_effect, totals
from guanxi.lifecycle.parameters import _MAY_BE_ZERO
from guanxi.lifecycle.vocabulary import FLAGS, MIX_EFFECT, SIGNALS, STAGES, flag_text
from guanxi.months import month_text, parse_month
from guanxi.sample import LAST_MONTH, write_sample
from scripts import run_pages

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
STAGE_KEYS = ["", *(word.key for word in STAGES)]
SIGNAL_KEYS = ["", *(word.key for word in SIGNALS)]
FIRST = parse_month("2024-01")  # month 0 of the worked figures

Table = list[dict[str, str]]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def sections(page: str) -> Iterator[tuple[str, str]]:
    """Each heading with the text below it, up to the next heading."""
    pieces = re.split(r"^#+ +(.+)$", re.sub(r"^```.*?^```$", "", page, flags=re.M | re.S), flags=re.M)
    return zip(pieces[1::2], pieces[2::2], strict=True)


def section(page: str, heading: str) -> str:
    return next(text for title, text in sections(page) if title == heading)


def tables(text: str) -> Iterator[Table]:
    """The tables of a text as rows by column name; a column without heading has its place as its name."""
    for block in re.findall(r"(?:^\|.*\|\n)+", text, flags=re.M):
        rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])] for line in block.splitlines()]
        yield [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def code(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell.replace("\\|", "|"))


def parameters(text: str) -> Parameters:
    """The last line “Parameters: W = 3, R = 1.” before a table."""
    line = re.findall(r"^Parameters: (.*)\.$", text, flags=re.M)[-1]
    return Parameters(**{name: int(number) for name, number in re.findall(r"(\w+) = (\d+)", line)})


# ---- docs/lifecycle.md: the worked figures, through the kernel -------------------------------------------------------


def worked() -> Iterator[tuple[str, Parameters, Table]]:
    for title, text in sections(read(DOCS / "lifecycle.md")):
        for number, table in enumerate(tables(text), start=1):
            if {"month", "ours", "share"} <= set(table[0]):
                yield f"{title} {number}", parameters(text), table


WORKED = list(worked())


def minor(cell: str) -> int:
    return int(Decimal(cell) * 100)


def one(values: list[int] | list[bool], kind: type) -> np.ndarray:
    return np.array([values], dtype=kind)


def facts_of(table: Table, *, ours: str = "ours", total: str = "total", begin: int = 0) -> Facts:
    known = [row[total] not in ("unknown", "") for row in table]
    events = [row.get("event", "") for row in table]
    opening = re.findall(r"opening at (\w+)", events[0])
    return Facts(
        first=FIRST,
        ours=one([minor(row[ours] or "0") for row in table], np.int64),
        total=one([minor(row[total]) if is_known else 0 for row, is_known in zip(table, known, strict=True)], np.int64),
        known=one(known, np.bool_),
        begin=np.array([begin], dtype=np.int32),
        estimated=one([row.get("class", "A") in "DE" for row in table], np.bool_),
        contact=one(["contact" in event for event in events], np.bool_),
        notice=one(["exit notice" in event for event in events], np.bool_),
        opening=np.array([STAGE_KEYS.index(opening[0]) if opening else 0], dtype=np.uint8),
    )


def shown(share: float) -> str:
    return "unknown" if np.isnan(share) else f"{share:.1f}"


def judged_like(table: Table, verdicts: Verdicts) -> Table:
    """The table again, its judged columns filled from the verdicts."""
    filled = []
    for month, row in enumerate(table):
        new = {
            "share": shown(verdicts.share[0, month]),
            "recent share": shown(verdicts.recent_share[0, month]),
            "silence": str(verdicts.silence[0, month]),
            "limit": str(verdicts.limit[0, month]),
            "stage": STAGE_KEYS[verdicts.stage[0, month]],
            "signal": SIGNAL_KEYS[verdicts.signal[0, month]],
            "flags": flag_text(int(verdicts.flags[0, month])).replace("|", ", "),
        }
        filled.append(row | {column: value for column, value in new.items() if column in row} | {"month": str(month)})
    return filled


@pytest.mark.parametrize(("p", "table"), [case[1:] for case in WORKED], ids=[case[0] for case in WORKED])
def test_the_kernel_agrees_with_the_worked_figures(p: Parameters, table: Table) -> None:
    verdicts, _ = judge(facts_of(table), p)
    assert judged_like(table, verdicts) == table


def test_the_worked_figures_show_every_stage_and_every_signal() -> None:
    rows = [row for _, _, table in WORKED for row in table]
    assert {row["stage"] for row in rows} == set(STAGE_KEYS[1:])
    assert {row["signal"] for row in rows} == set(SIGNAL_KEYS[1:])


def test_the_account_of_the_page_has_its_mix_effect() -> None:
    text = section(read(DOCS / "lifecycle.md"), "The account and its categories")
    (table,) = tables(text)
    p = parameters(text)
    begin = next(month for month, row in enumerate(table) if row["Pumps total"])
    seals = facts_of(table, ours="Seals ours", total="Seals total")
    pumps = facts_of(table, ours="Pumps ours", total="Pumps total", begin=begin)
    both = Facts(
        first=FIRST,
        ours=np.concatenate([seals.ours, pumps.ours]),
        total=np.concatenate([seals.total, pumps.total]),
        known=np.concatenate([seals.known, pumps.known]),
        begin=np.concatenate([seals.begin, pumps.begin]),
    )
    account = Facts(
        first=FIRST,
        ours=seals.ours + pumps.ours,
        total=seals.total + pumps.total,
        known=seals.known | pumps.known,
        begin=seals.begin,
    )
    of_categories, _ = judge(both, p)
    of_account, _ = judge(account, p)
    mix_effect(of_account, of_categories, np.zeros(2, dtype=np.int64))
    for month, row in enumerate(table):
        assert row["account share"] == shown(of_account.share[0, month])
        assert row["account stage"] == STAGE_KEYS[of_account.stage[0, month]]
        assert row["account signal"] == SIGNAL_KEYS[of_account.signal[0, month]]
        assert row["account flags"] == flag_text(int(of_account.flags[0, month]))
        assert [row["Seals signal"], row["Pumps signal"]] == [
            SIGNAL_KEYS[of_categories.signal[category, month]] for category in (0, 1)
        ]
    assert any(of_account.flags[0] & MIX_EFFECT)


def test_the_page_says_which_total_counts() -> None:
    text = section(read(DOCS / "lifecycle.md"), "Which total counts")
    _, said, expected = tables(text)
    periods = [row["period"].split(" to ") for row in said]
    statements = Statements(
        relation=np.zeros(len(said), dtype=np.int64),
        first=np.array([parse_month(first) for first, _ in periods]),
        last=np.array([parse_month(last) for _, last in periods]),
        amount=np.array([minor(row["amount"]) for row in said]),
        grade=np.array(["ABCDE".index(row["class"]) for row in said]),
        stated=np.array([date.fromisoformat(row["stated on"]).toordinal() if row["stated on"] else -1 for row in said]),
    )
    first = parse_month(expected[0]["month"])
    counts = totals(statements, 1, first=first, months=len(expected), parameters=parameters(text))
    for month, row in enumerate(expected):
        assert row["month"] == month_text(first + month)
        assert counts.known[0, month] == (row["total"] != "unknown")
        if row["total"] != "unknown":
            assert counts.total[0, month] == minor(row["total"])
            by_itself = statements.of(np.array([int(row["from row"]) - 1]))
            alone = totals(by_itself, 1, first=first, months=len(expected), parameters=parameters(text))
            assert alone.total[0, month] == counts.total[0, month]
        assert counts.estimated[0, month] == (row["estimated"] == "yes")
        assert counts.stale[0, month] == (row["stale"] == "yes")


# ---- the words -------------------------------------------------------------------------------------------------------


def test_every_stage_signal_and_flag_is_explained() -> None:
    page = read(DOCS / "lifecycle.md")
    (stages, *_) = tables(section(page, "In short"))
    assert [code(row["stage"])[0] for row in stages] == [word.key for word in STAGES]
    (signals,) = tables(section(page, "The signal"))
    assert [(code(row["signal"])[0], row["code"], row["中文"]) for row in signals] == [
        (word.key, word.code, word.zh) for word in SIGNALS
    ]
    (flags,) = tables(section(page, "Flags: how good the figure is"))
    assert [(code(row["flag"])[0], row["中文"]) for row in flags] == [(word.key, word.zh) for word in FLAGS]


def test_every_rule_parameter_stands_with_its_default_and_its_least_value() -> None:
    defaults = {field.name: str(getattr(Parameters(), field.name)) for field in fields(Parameters)}
    (of_rules,) = tables(section(read(DOCS / "lifecycle.md"), "The parameters"))
    assert {row["parameter"]: row["default"] for row in of_rules} == defaults
    (of_settings,) = tables(section(read(DOCS / "reference" / "settings.md"), "Rule parameters"))
    assert {row["parameter"]: row["default"] for row in of_settings} == defaults
    assert {row["parameter"] for row in of_settings if row["least"] == "0"} == set(_MAY_BE_ZERO)


def test_the_glossary_has_each_term_once_and_in_both_languages() -> None:
    rows = [row for table in tables(read(DOCS / "glossary.md")) for row in table]
    terms = [row["term"] for row in rows]
    assert len(set(terms)) == len(terms) > 50
    assert all(re.search("[\u4e00-\u9fff]", row["中文"]) for row in rows)
    cited = {source for row in rows for source in row["source"].split("; ") if source}
    listed = section(read(DOCS / "glossary.md"), "Sources")
    for source in cited:
        *_, year = source.split()
        surname = re.split(r"[ ,]", source)[0]
        assert re.search(rf"^- {surname}.*\({year}\)", listed, flags=re.M), source


# ---- docs/reference --------------------------------------------------------------------------------------------------


def test_every_command_and_option_is_documented_and_nothing_else() -> None:
    page = read(DOCS / "reference" / "cli.md")
    commands = {
        name: command
        for name, command in typer.main.get_command(cli.app).commands.items()  # type: ignore[attr-defined]
        if not command.hidden  # what one process of ours says to another
    }
    assert {title.removeprefix("guanxi ") for title, _ in sections(page) if title.startswith("guanxi ")} == set(
        commands
    )
    for name, command in commands.items():
        text = section(page, f"guanxi {name}")
        if subcommands := getattr(command, "commands", {}):
            for part, inner in subcommands.items():
                assert f"`{part}`" in text
                if f"option of `{part}`" in text:
                    _check_options(text, f"option of `{part}`", inner, f"{name} {part}")
        else:
            _check_options(text, "option", command, name)


def _check_options(text: str, heading: str, command: Any, name: str) -> None:
    table = next((table for table in tables(text) if table and heading in table[0]), [])
    documented = {re.split("[ .]", code(row[heading])[0])[0] for row in table}
    options = {
        next(opt for opt in parameter.opts if opt.startswith("--"))
        if parameter.param_type_name == "option"
        else (parameter.metavar or parameter.name).rstrip(".")
        for parameter in command.params
        if not getattr(parameter, "hidden", False)
    }
    assert documented == options - {"--help"}, name


def test_every_field_of_ledger_totals_and_events_is_documented() -> None:
    page = read(DOCS / "reference" / "files.md")
    for heading, known, required in (
        ("Ledger", columns.LEDGER_FIELDS, columns.LEDGER_REQUIRED),
        ("Totals", (*stated.REQUIRED, *stated.OPTIONAL), stated.REQUIRED),
        ("Events", (*events.REQUIRED, *events.OPTIONAL), events.REQUIRED),
    ):
        (table,) = tables(section(page, heading))
        assert {field for row in table for field in code(row["column"])} == set(known), heading
        needed = {field for row in table if row["needed"] == "yes" for field in code(row["column"])}
        assert needed == set(required), heading


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    sample = write_sample(folder, until=LAST_MONTH)
    call = ["assess", sample.ledger, "--totals", sample.totals, "--events", sample.events, "--out", folder / "out"]
    assert cli.main([*map(str, call), "--report"]) == 0
    return folder / "out"


def test_every_file_and_every_column_of_a_run_is_documented(results: Path) -> None:
    page = read(DOCS / "reference" / "files.md")
    (files,) = tables(section(page, "What comes out"))
    written = {path.name for path in results.iterdir()}
    assert {code(row["file"])[0] for row in files} == written == set(output.FILES)

    def documented(heading: str, column: str = "column") -> list[str]:
        (table,) = tables(section(page, heading))
        return [name for row in table for name in code(row[column])]

    def parquet(name: str) -> list[str]:
        return [row[0] for row in duckdb.execute("describe from read_parquet($1)", [str(results / name)]).fetchall()]

    def header(name: str) -> list[str]:
        return read(results / name).partition("\n")[0].split(",")

    assert documented("months.parquet and latest.csv") == parquet("months.parquet") == header("latest.csv")
    assert documented("evidence.parquet") == parquet("evidence.parquet")
    assert documented("moves.csv") == header("moves.csv")
    assert documented("rejects.csv") == header("rejects.csv") == list(rejects.COLUMNS)
    assert set(documented("run.json", "key")) - {"first", "until"} == set(json.loads(read(results / "run.json")))


def test_every_type_of_a_column_is_the_documented_one(results: Path) -> None:
    (table,) = tables(section(read(DOCS / "reference" / "files.md"), "months.parquet and latest.csv"))
    names = {"text": "VARCHAR", "date": "DATE", "double": "DOUBLE", "integer": "INTEGER"}
    described = duckdb.execute("describe from read_parquet($1)", [str(results / "months.parquet")]).fetchall()
    assert [(code(row["column"])[0], names.get(row["type"], row["type"].upper())) for row in table] == [
        (name, kind) for name, kind, *_ in described
    ]


def test_every_environment_variable_is_documented_and_exists() -> None:
    places = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").glob("*")]
    places += [ROOT / "Makefile", *(ROOT / "benchmarks").rglob("*.py"), ROOT / "pyproject.toml"]
    used = {name for place in places if place.is_file() for name in re.findall(r"\bGUANXI_[A-Z_]*[A-Z]\b", read(place))}
    (table,) = tables(section(read(DOCS / "reference" / "settings.md"), "Environment variables"))
    assert {code(row["variable"])[0] for row in table} == used


def test_every_target_of_the_makefile_is_documented() -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", read(ROOT / "Makefile"), flags=re.M))
    (table,) = tables(section(read(DOCS / "reference" / "settings.md"), "make"))
    assert {code(row["target"])[0].removeprefix("make ") for row in table} == targets
    called = {name for page in PAGES for name in re.findall(r"`make ([a-z-]+)", read(page))}
    assert called <= targets


# ---- what a reader types ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", run_pages.PAGES)
def test_what_a_page_shows_of_a_shell_is_what_happens(page: str) -> None:
    """After a change of what is printed, ``make pages`` renews them."""
    commands: list[str] = []

    def run(command: str) -> list[str]:
        commands.append(command)
        return run_pages.output_of(command)

    with run_pages.fresh_directory(page):
        assert run_pages.renewed(read(ROOT / page), run) == read(ROOT / page)
    assert commands
    assert "/tm" + "p/" not in read(ROOT / page)


def test_the_python_of_the_reference_runs() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", read(DOCS / "reference" / "python.md"), flags=re.M | re.S)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "python.md", "exec"), names)
    assert sum(block.count("assert ") for block in blocks) >= 5


def test_every_argument_of_the_public_function_is_documented() -> None:
    (table,) = tables(section(read(DOCS / "reference" / "python.md"), "guanxi.assess: tables in, a table out"))
    documented = [name for row in table for name in code(row["argument"])]
    assert documented == list(inspect.signature(guanxi.assess).parameters)


# ---- the pages themselves --------------------------------------------------------------------------------------------


def anchors(page: str) -> set[str]:
    """The addresses of headings, as code forges make them."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title, _ in sections(page)}


@pytest.mark.parametrize("path", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_every_link_leads_somewhere(path: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", read(path), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(read(there)), target


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    ahead = [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in seen:
            continue
        seen.add(page)
        for target in re.findall(r"\]\(([^)#\s]+\.md)", read(page)):
            if "://" not in target:
                ahead.append((page.parent / target).resolve())
    assert set(PAGES) <= seen


def test_every_decision_says_status_context_decision_and_consequences() -> None:
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    index = read(DOCS / "decisions" / "README.md")
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        titles = [title for title, _ in sections(read(page))]
        assert titles[1:] == ["Context", "Decision", "Consequences"], page.name
        assert "**Status**:" in read(page)
        assert f"[{page.name[:4]}]({page.name}) | {titles[0].partition(': ')[2]} |" in index


def test_nothing_unfinished_and_no_place_of_work_is_left_in_the_text() -> None:
    left = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" * 3, "lorem ip" + "sum", "/wo" + "rk/", "/tm" + "p/")))
    sources = [*PAGES, *(ROOT / "src").rglob("*.py"), *(ROOT / "scripts").rglob("*.py"), ROOT / "Makefile"]
    assert [(str(path.relative_to(ROOT)), found) for path in sources for found in left.findall(read(path))] == []


def test_public_functions_of_the_package_have_docstrings() -> None:
    import guanxi.lifecycle

    for name in guanxi.lifecycle.__all__:
        thing = getattr(guanxi.lifecycle, name)
        if inspect.isfunction(thing) or inspect.isclass(thing):
            assert inspect.getdoc(thing), name
