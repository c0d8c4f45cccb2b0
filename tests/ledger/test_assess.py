"""Whole calls: random ledgers beside the same in plain Python, and what a call leaves behind."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from guanxi.errors import GuanxiError, Refused, WrongCall
from guanxi.ledger import aggregation, assess, judging, relations
from guanxi.ledger.attached import BOUGHT_BEFORE, OPENED_ALREADY
from guanxi.ledger.engines import staged
from guanxi.ledger.partitions import Sizes
from guanxi.lifecycle import Parameters
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.months import first_day, parse_month
from tests.ledger.made import (
    FIRST,
    US,
    Sample,
    call,
    run,
    sample,
    write_csv,
    write_events,
    write_parquet,
    write_rows,
    write_totals,
)
from tests.ledger.slowly import Happened, Line, Said, Slowly
from tests.lifecycle.reference import Statement, flag_text

# ---- comparing ----


def expected_rows(slowly: Slowly) -> list[tuple[object, ...]]:
    """The rows of months.parquet."""
    rows: list[tuple[object, ...]] = []
    for (supplier, customer, category), months in slowly.results().items():
        for month, facts, row, since in months:
            rows.append(
                (
                    *(supplier, customer, category, first_day(month)),
                    *(facts.ours, facts.total),
                    *(None if share is None else float(share) for share in (row.share, row.recent_share)),
                    *(STAGES[row.stage - 1].key, row.signal, flag_text(row.flags), first_day(since)),
                    *(row.silence, row.limit),
                )
            )
    return rows


def found_rows(out: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(
            f"SELECT * REPLACE ((ours * 100)::BIGINT AS ours, (total * 100)::BIGINT AS total)"
            f" FROM read_parquet('{out / 'months.parquet'}')"
        ).fetchall()


def forbidden(sample: Sample, slowly: Slowly) -> int:
    """How many openings are not used."""
    used = {
        (h.customer, h.category)
        for h in sample.happened
        if h.kind == "opening" and h.month <= slowly.until and _opens(slowly, h)
    }
    return sum(h.kind == "opening" and h.month <= slowly.until for h in sample.happened) - len(used)


def _opens(slowly: Slowly, event: Happened) -> bool:
    mine = [
        line
        for line in slowly.lines
        if line.customer == event.customer
        and event.category in (None, line.category)
        and (slowly.us is None or line.supplier in slowly.us)
    ]
    return not any(line.amount > 0 and line.month < event.month for line in mine)


def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many partitions, torn groups, tiny blocks, lines in several files, and months asked for in twos and threes."""
    sizes = Sizes(entries=20, piece=40, block=25)
    monkeypatch.setattr(assess, "Judging", partial(judging.Judging, sizes=sizes))
    monkeypatch.setattr(assess, "build_market", partial(judging.build_market, sizes=sizes))
    monkeypatch.setattr(relations, "_PARTITION_CELLS", 60)
    monkeypatch.setattr(staged, "_ROWS", 40)
    monkeypatch.setattr(aggregation, "LINES_OF_A_QUERY", 20)


def no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sizes that are usual."""


Setting = Callable[[pytest.MonkeyPatch], None]


@pytest.mark.parametrize(
    ("write", "setting"),
    [(write_csv, no_change), (write_csv, small_steps), (write_parquet, small_steps)],
    ids=["csv", "csv in small steps", "parquet in small steps"],
)
@pytest.mark.parametrize("who", ["nobody named", "us", "every supplier"])
@pytest.mark.parametrize("seed", range(8))
def test_a_random_ledger_is_judged_as_in_plain_python(
    seed: int, who: str, write: Callable[..., Path], setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting(monkeypatch)
    one = sample(seed, suppliers=who != "nobody named")
    by = ("both", "both", "customer", "category")[seed % 4]
    more: dict[str, Any] = {"by": by, "until": one.until, "parameters": one.parameters}
    slowly = Slowly([line for line in one.lines if line.category or by != "category"], one.until, one.parameters, by=by)
    if who == "us":
        more["us"] = tuple(name for name in US if any(line.supplier == name for line in one.lines))
        slowly = replace(slowly, us=frozenset(more["us"]), every=False)
        if not more["us"]:
            more |= {"us": (), "every_supplier": True}
            slowly = replace(slowly, us=None, every=True)
    elif who == "every supplier":
        more["every_supplier"] = True
        slowly = replace(slowly, every=True)
    else:
        more["totals"] = write_totals(tmp_path / "totals.csv", one.said)
        slowly = replace(slowly, said=one.said)
    if not slowly.every:
        more["events"] = write_events(tmp_path / "events.csv", one.happened)
        slowly = replace(slowly, happened=one.happened)
    middle = len(one.lines) // 2
    parts = [one.lines] if seed % 3 else [one.lines[:middle], one.lines[middle:]]
    ledgers = [
        write(tmp_path / f"ledger {number}.{write.__name__[6:]}", part, suppliers=who != "nobody named", seed=seed)
        for number, part in enumerate(parts)
        if part
    ]
    if not any(line.month <= one.until for line in slowly.lines):
        with pytest.raises(Refused):
            run(ledgers, tmp_path / "out", **more)
        return
    summary = run(ledgers, tmp_path / "out", **more)
    expected = expected_rows(slowly)
    assert found_rows(tmp_path / "out") == expected
    assert summary.run["counts"]["relations"] == len(slowly.results())
    assert summary.run["counts"]["months"] == len(expected)
    if not slowly.every:
        assert summary.run["counts"]["rejects"] == len(one.lines) - len(slowly.lines) + forbidden(one, slowly)


# ---- what a call leaves, and what it refuses ----

LEDGER = [
    ("customer", "date", "amount", "category"),
    ("Ada", "2024-01-05", "100", "Bolts"),
    ("Ada", "2024-02-05", "200", "Nuts"),
    ("Bea", "2024-03-05", "300", ""),
    ("Bea", "2024-06-05", "50", "Nuts"),
    ("", "2024-03-05", "7", ""),
]


def write(path: Path, rows: Sequence[Sequence[object]] = LEDGER) -> Path:
    return write_rows(path, rows[0], rows[1:])


def refused(tmp_path: Path, ledgers: Sequence[Path], error: type[GuanxiError] = Refused, **more: Any) -> str:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error) as told:
        run(ledgers, tmp_path / "out", **more)
    assert sorted(tmp_path.rglob("*")) == before
    return told.value.message


def latest(out: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (out / "latest.csv").open(encoding="utf-8", newline="") as file:
        return {(row["customer"], row["category"]): row for row in csv.DictReader(file)}


def rejected(out: Path) -> list[tuple[str, int, str, str, str]]:
    with (out / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return [
            (Path(row["file"]).name, int(row["row"]), row["column"], row["value"], row["reason"])
            for row in csv.DictReader(file)
        ]


def test_a_run_leaves_its_files_and_nothing_else_and_says_what_it_did(tmp_path: Path) -> None:
    summary = run([write(tmp_path / "ledger.csv")], tmp_path / "out", parameters=Parameters(W=6))
    found = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert found == summary.run
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(summary.files)
    assert summary.directory == tmp_path / "out"
    assert found["period"] == {"first": "2024-01", "until": "2024-06"}
    assert found["counts"] == {
        "lines": 5, "used": 4, "later": 0, "rejects": 1,
        "customers": 2, "categories": 2, "relations": 5, "months": 6 + 6 + 5 + 4 + 1, "moves": 5,
    }  # fmt: skip
    assert found["rejects"] == {"the customer is empty": {"lines": 1, "amount": 700, "unknown": 0}}
    assert found["parameters"]["W"] == 6
    assert (found["by"], found["us"], found["every_supplier"], found["engine"]) == ("both", [], False, "duckdb")
    assert found["currency"] is None
    assert set(found["seconds"]) == {"read", "sum", "judge", "write"}
    assert set(found["versions"]) == {"guanxi", "python", "duckdb", "numpy"}


def test_several_files_are_one_ledger_even_when_one_lacks_a_column(tmp_path: Path) -> None:
    first = write(tmp_path / "one.csv", [row[:3] for row in LEDGER[:3]])
    second = write_parquet(
        tmp_path / "two.parquet", [Line("Ada", parse_month("2024-02"), 100, "Nuts")], suppliers=False
    )
    summary = run([first, second], tmp_path / "out")
    found = latest(tmp_path / "out")
    assert set(found) == {("Ada", ""), ("Ada", "Nuts")}
    with duckdb.connect() as connection:
        ours = connection.execute(
            f"SELECT category, sum(ours) FROM '{tmp_path / 'out' / 'months.parquet'}' GROUP BY 1 ORDER BY 1 NULLS FIRST"
        ).fetchall()
    assert ours == [(None, 301), ("Nuts", 1)]
    assert summary.run["counts"]["lines"] == 3


def test_what_comes_after_the_last_month_is_not_used_and_no_reject(tmp_path: Path) -> None:
    totals = write_totals(
        tmp_path / "totals.csv",
        [
            Said("Ada", None, Statement(FIRST + 12, FIRST + 23, 120000)),
            Said("Cem", None, Statement(FIRST + 20, FIRST + 31, 1)),
        ],
    )
    events = write_events(
        tmp_path / "events.csv",
        [Happened("Ada", None, FIRST + 13, "contact"), Happened("Dan", None, FIRST + 15, "opening", 2)],
    )
    summary = run([write(tmp_path / "ledger.csv")], tmp_path / "out", until=FIRST + 13, totals=totals, events=events)
    assert summary.run["counts"]["later"] == 2 + 1 + 1
    assert summary.run["counts"]["used"] == 2
    assert summary.run["counts"]["rejects"] == 1
    assert set(latest(tmp_path / "out")) == {("Ada", ""), ("Ada", "Bolts"), ("Ada", "Nuts")}
    assert latest(tmp_path / "out")["Ada", ""]["total"] == "100.00"


def test_the_last_month_may_lie_after_the_last_line(tmp_path: Path) -> None:
    run([write(tmp_path / "ledger.csv")], tmp_path / "out", until=parse_month("2025-12"))
    assert {row["month"] for row in latest(tmp_path / "out").values()} == {"2025-12-01"}
    assert latest(tmp_path / "out")["Ada", "Bolts"]["stage"] == "development"


def test_openings_that_cannot_be_used_are_rejects_by_row(tmp_path: Path) -> None:
    events = write_events(
        tmp_path / "events.csv",
        [
            Happened("Ada", "Bolts", FIRST + 14, "opening", 4),
            Happened("Ada", "Nuts", FIRST + 13, "opening", 3),
            Happened("Ada", "Nuts", FIRST + 12, "opening", 2),
            Happened("Ada", None, FIRST + 13, "opening", 3),
            Happened("Ada", None, FIRST + 12, "opening", 3),
        ],
    )
    run([write(tmp_path / "ledger.csv")], tmp_path / "out", events=events)
    assert rejected(tmp_path / "out") == [
        ("ledger.csv", 6, "customer", "", "the customer is empty"),
        ("events.csv", 2, "kind", "opening", BOUGHT_BEFORE),
        ("events.csv", 4, "kind", "opening", OPENED_ALREADY),
        ("events.csv", 5, "kind", "opening", BOUGHT_BEFORE),
    ]


def test_a_ledger_over_many_centuries_of_months_is_judged(tmp_path: Path) -> None:
    ledger = write(
        tmp_path / "ledger.csv",
        [
            LEDGER[0],
            ("Ada", "1900-01-05", "100", "Bolts"),
            ("Ada", "2026-10-31", "100", "Nuts"),
            ("Bea", "1950-06-01", "1", ""),
        ],
    )
    summary = run([ledger], tmp_path / "out")
    assert summary.run["counts"]["months"] == 2 * 1522 + 1 + (2026 - 1950) * 12 + 5
    assert latest(tmp_path / "out")["Ada", ""]["signal"] == "recovered"


def test_a_supplier_whom_nobody_has_is_refused_with_the_closest(tmp_path: Path) -> None:
    lines = [Line("Ada", FIRST, 100, None, "Lotus"), Line("Ada", FIRST, 100, None, "Kern AG")]
    for ledger in (
        write_csv(tmp_path / "ledger.csv", lines, suppliers=True),
        write_parquet(tmp_path / "ledger.parquet", lines, suppliers=True),
    ):
        assert "the closest is “Kern AG”" in refused(tmp_path, [ledger], us=("Lotus", "Kern A.G."))


def test_a_ledger_whose_suppliers_are_all_empty_has_nobody_to_judge(tmp_path: Path) -> None:
    ledger = write_csv(tmp_path / "ledger.csv", [Line("Ada", FIRST, 100, "Bolts", None)], suppliers=True)
    assert "names a supplier" in refused(tmp_path, [ledger], every_supplier=True)


def test_files_and_directories_may_have_any_name(tmp_path: Path) -> None:
    place = tmp_path / "it's [a] *place? “x”"
    place.mkdir()
    lines = [Line(f"c{number}", FIRST + number % 7, 100, "Bolts", "Lotus") for number in range(200)]
    ledgers = [
        write_csv(place / "o'ne [1].csv", lines, suppliers=True),
        write_parquet(tmp_path / "two.parquet", lines, suppliers=True).rename(place / "t'wo [2]*.parquet"),
    ]
    run(ledgers, place / "o'ut [3]?", us=("Lotus",))
    assert len(latest(place / "o'ut [3]?")) == 400


def test_calls_that_do_not_fit_the_ledger_are_wrong(tmp_path: Path) -> None:
    ledger = write(tmp_path / "ledger.csv")
    plain = write(tmp_path / "plain.csv", [row[:3] for row in LEDGER])
    totals = write_totals(tmp_path / "totals.csv", [Said("Ada", "Bolts", Statement(FIRST, FIRST, 1))])
    lines = [Line("Ada", FIRST, 100, "Bolts", "Lotus")]
    named = write_csv(tmp_path / "named.csv", lines, suppliers=True)
    assert "supplier column" in refused(tmp_path, [ledger], WrongCall, us=("Ada",))
    assert "category column" in refused(tmp_path, [plain], WrongCall, by="category")
    assert "category column" in refused(tmp_path, [plain], WrongCall, totals=totals)
    assert "--every-supplier" in refused(tmp_path, [named], WrongCall)
    assert "--totals" in refused(tmp_path, [named], WrongCall, totals=totals)
    assert "no engine" in refused(tmp_path, [ledger], WrongCall, engine="oracle://host")
    assert "no usable line" in refused(tmp_path, [write(tmp_path / "empty.csv", LEDGER[:1])])
    assert "2023-12" in refused(tmp_path, [ledger], until=parse_month("2023-12"))


def test_currencies_of_ledger_and_totals_must_be_one(tmp_path: Path) -> None:
    ledger = write(tmp_path / "ledger.csv", [LEDGER[0], ("Ada", "2024-01-05", "€100", "Bolts")])
    rows = [("customer", "period_start", "period_end", "amount", "currency")]
    totals = write(tmp_path / "totals.csv", [*rows, ("Ada", "2024-01-01", "2024-12-31", "5", "GBP")])
    assert "EUR and GBP" in refused(tmp_path, [ledger], totals=totals)
    totals = write(tmp_path / "totals.csv", [*rows, ("Ada", "2024-01-01", "2024-12-31", "5", "eur")])
    assert run([ledger], tmp_path / "out", totals=totals).run["currency"] == "EUR"


def test_progress_is_told_step_by_step(tmp_path: Path) -> None:
    told: list[tuple[str, int | None]] = []
    done: list[int] = []

    class Noted:
        def step(self, name: str, total: int | None) -> None:
            told.append((name, total))
            done.append(0)

        def advance(self, n: int) -> None:
            done[-1] += n

    assess.run(call([write(tmp_path / "ledger.csv")], tmp_path / "out"), progress=Noted())
    assert told == [("read", 5), ("sum", 6), ("judge", 1), ("write", None)]
    assert done[:3] == [5, 4, 1]  # two of the six months have no line
