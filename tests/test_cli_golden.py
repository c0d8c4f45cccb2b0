"""The golden cases as a user would run them: as files through ``guanxi assess``, and as they come out of them."""

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from guanxi.cli import main
from guanxi.lifecycle import Parameters
from guanxi.lifecycle.vocabulary import SIGNALS
from guanxi.money import format_minor
from guanxi.months import first_day, last_day, month_number, month_text
from tests.lifecycle.cases import FIRST, STAGE_CODES, Case, load_cases
from tests.lifecycle.reference import Row, flag_text
from tests.lifecycle.test_golden import assert_expected

CASES = load_cases()
US, RIVAL, CUSTOMER = "Us", "Rival", "Ada"
SIGNAL_CODES = {word.key: word.code for word in SIGNALS}

Rows = Sequence[tuple[object, ...]]


def table(path: Path, header: tuple[str, ...], rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def day(month: int, of_month: int = 15) -> date:
    return first_day(FIRST + month).replace(day=of_month)


def relations(case: Case) -> list[tuple[str, Case]]:
    """What has lines and totals of its own: the categories, or the account where there are none ("")."""
    return list(case.categories.items()) or [("", case)]


def write_ledger(directory: Path, case: Case) -> Path:
    if case.rivals is not None:
        lines = [(CUSTOMER, day(t), format_minor(ours), US) for t, ours in enumerate(case.ours) if ours]
        lines += [
            (CUSTOMER, day(t), format_minor(sold), RIVAL) for t, sold in enumerate(case.rivals) if sold is not None
        ]
        return table(directory / "ledger.csv", ("customer", "date", "amount", "supplier"), lines)
    # Somebody else keeps the ledger from being empty where the customer buys nothing from us.
    lines = [("Somebody else", day(0), "1.00", "")]
    for category, each in relations(case):
        lines += [(CUSTOMER, day(t), format_minor(ours), category) for t, ours in enumerate(each.ours) if ours]
    if case.categories:
        return table(directory / "ledger.csv", ("customer", "date", "amount", "category"), lines)
    return table(directory / "ledger.csv", ("customer", "date", "amount"), [line[:3] for line in lines])


def write_totals(directory: Path, case: Case) -> Path:
    rows: list[tuple[object, ...]] = []
    for category, each in relations(case):
        if each.statements is not None:
            rows += [
                (
                    *(CUSTOMER, category, day(stated.first, 1), last_day(FIRST + stated.last)),
                    *(format_minor(stated.amount), stated.grade),
                    "" if stated.stated is None else date.fromordinal(stated.stated),
                )
                for stated in each.statements
            ]
        else:
            grades = each.classes or "A" * each.length
            rows += [
                (CUSTOMER, category, day(t, 1), last_day(FIRST + t), format_minor(total), grade, "")
                for t, (total, grade) in enumerate(zip(each.total, grades, strict=True))
                if total is not None
            ]
    header = ("customer", "category", "period_start", "period_end", "amount", "source_class", "stated_on")
    return table(directory / "totals.csv", header, rows)


def write_events(directory: Path, case: Case) -> Path:
    events: list[tuple[object, ...]] = [(CUSTOMER, day(t), "contact", "") for t in sorted(case.contact)]
    events += [(CUSTOMER, day(t), "exit_notice", "") for t in sorted(case.exit)]
    if case.opening:
        month, stage = case.opening
        events.append((CUSTOMER, day(month), "opening", stage))
    return table(directory / "events.csv", ("customer", "date", "kind", "stage"), events)


def settings(parameters: Parameters) -> list[str]:
    return [
        argument
        for name in parameters.__dataclass_fields__
        for argument in ("--set", f"{name}={getattr(parameters, name)}")
    ]


def assess(directory: Path, case: Case, *more: str) -> Path:
    arguments = ["assess", str(write_ledger(directory, case)), "--out", str(directory / "out")]
    if case.rivals is None:
        arguments += ["--totals", str(write_totals(directory, case)), "--events", str(write_events(directory, case))]
    else:
        arguments += ["--us", US]
    arguments += ["--until", month_text(FIRST + case.length - 1), *settings(case.parameters), *more]
    assert main(arguments) == 0
    return directory / "out"


def judged(out: Path, category: str | None, length: int, supplier: str | None = None) -> list[Row | None]:
    """The rows of the customer in ``months.parquet``, by month of the case; None where the record has not begun."""
    rows: list[Row | None] = [None] * length
    found = duckdb.connect().execute(
        "select month, stage, signal, flags, share, recent_share, since, silence, silence_limit, ours, total "
        f"from '{out / 'months.parquet'}' where customer = $1 and category is not distinct from $2 "
        "and supplier is not distinct from $3 order by month",
        [CUSTOMER, category, supplier],
    )
    stages = ("development", "initial", "stable", "strategic", "interrupted")
    for month, stage, signal, flags, share, recent, since, silence, limit, *_ in found.fetchall():
        rows[month_number(month) - FIRST] = Row(
            stages.index(stage) + 1,
            signal,
            frozenset(flags.split("|")) - {""},
            share,
            recent,
            month_number(since) - FIRST,
            silence,
            limit,
        )
    return rows


def assert_judged(case: Case, rows: Sequence[Row | None]) -> None:
    """What the case expects, and to the last bit and month what the reference says."""
    assert_expected(
        case,
        stage="".join(STAGE_CODES[row.stage if row else 0] for row in rows),
        signal="".join(SIGNAL_CODES[row.signal] if row else "." for row in rows),
        flags={t: flag_text(row.flags) for t, row in enumerate(rows) if row and row.flags},
        share=[row.share if row else None for row in rows],
    )
    assert [row and _exactly(row, 0) for row in rows] == [row and _exactly(row, case.begin) for row in case.rows()]


def _exactly(row: Row, begin: int) -> tuple[object, ...]:
    shares = [None if share is None else float(share) for share in (row.share, row.recent_share)]
    return row.stage, row.signal, row.flags, *shares, row.since + begin, row.silence, row.limit


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_golden_case_comes_out_of_the_command_line_as_expected(case: Case, tmp_path: Path) -> None:
    out = assess(tmp_path, case)
    assert_judged(case, judged(out, None, case.length))
    for category, inner in case.categories.items():
        assert_judged(inner, judged(out, category, case.length))


def test_judging_every_supplier_says_of_one_what_judging_him_alone_says(tmp_path: Path) -> None:
    case = next(case for case in CASES if case.rivals is not None)
    alone = judged(assess(tmp_path, case), None, case.length)
    ledger, out = str(tmp_path / "ledger.csv"), tmp_path / "every"
    arguments = ["--until", month_text(FIRST + case.length - 1), *settings(case.parameters)]
    assert main(["assess", ledger, "--every-supplier", "--out", str(out), *arguments]) == 0
    assert judged(out, None, case.length, US) == alone
    assert judged(out, None, case.length, RIVAL) != alone
    assert judged(out, None, case.length) == [None] * case.length


def test_the_figures_of_a_case_stand_in_the_months_table(tmp_path: Path) -> None:
    for case in CASES:
        if case.id not in {"G18", "G20", "G32"}:
            continue
        directory = tmp_path / case.id
        directory.mkdir()
        out = assess(directory, case)
        rows = duckdb.connect().execute(
            f"select ours, total from '{out / 'months.parquet'}' where customer = $1 order by month", [CUSTOMER]
        )
        figures = zip(case.ours[case.begin :], case.total[case.begin :], strict=True)
        assert rows.fetchall() == [
            (Decimal(ours) / 100, None if total is None else Decimal(total) / 100) for ours, total in figures
        ]


def test_an_account_that_falls_by_mix_alone_says_so(tmp_path: Path) -> None:
    # G26 from its two categories: A stays at 70 of 100; from month 5 on the customer buys 60 of B, nothing from us.
    case = next(case for case in CASES if case.id == "G26")
    ledger = table(
        tmp_path / "ledger.csv",
        ("customer", "date", "amount", "category"),
        [(CUSTOMER, day(t), "70", "A") for t in range(case.length)],
    )
    totals = table(
        tmp_path / "totals.csv",
        ("customer", "period_start", "period_end", "amount", "category"),
        [(CUSTOMER, day(t, 1), last_day(FIRST + t), 100, "A") for t in range(case.length)]
        + [(CUSTOMER, day(t, 1), last_day(FIRST + t), 60, "B") for t in range(5, case.length)],
    )
    arguments = [str(ledger), "--totals", str(totals), "--out", str(tmp_path / "out"), *settings(case.parameters)]
    for by, expected in (("both", "mix_effect"), ("customer", "")):
        assert main(["assess", *arguments, "--by", by]) == 0
        rows = judged(tmp_path / "out", None, case.length)
        assert "".join(SIGNAL_CODES[row.signal] for row in rows if row) == case.signal
        assert [flag_text(row.flags) for row in rows if row] == [
            expected if code in "vR" else "" for code in case.signal
        ]
