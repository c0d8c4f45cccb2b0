"""The figures of the report, against the files they come from."""

import csv
import json
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from guanxi.errors import Refused
from guanxi.months import month_number, parse_month
from guanxi.report.contents import Report
from guanxi.report.queries import ROWS, read_report
from tests.report.samples import UNTIL, Life, Story, write_lives, write_run

MONTHS = 36


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(tmp_path_factory.mktemp("run"), Story(relations=600, rejects=31))


@pytest.fixture(scope="module")
def report(run: Path) -> Report:
    return read_report(run)


def lines(run: Path, name: str) -> list[dict[str, str]]:
    with (run / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def minor(text: str) -> int:
    return int(text.replace(".", ""))


def test_stages_and_signals_are_those_of_latest_csv(run: Path, report: Report) -> None:
    latest = lines(run, "latest.csv")
    assert {line.key: line.count for line in report.stages if line.count} == Counter(row["stage"] for row in latest)
    assert {line.key: line.count for line in report.signals} == Counter(row["signal"] for row in latest)
    assert report.scope.judged == len(latest) == sum(line.count for line in report.stages)


def test_the_average_share_is_the_mean_of_active_relations_with_a_share(run: Path, report: Report) -> None:
    shares = [
        float(row["share"])
        for row in lines(run, "latest.csv")
        if row["stage"] in ("initial", "stable", "strategic") and row["share"]
    ]
    assert report.figures.shares_known == len(shares)
    assert report.figures.share == pytest.approx(sum(shares) / len(shares), abs=1e-4)


def test_moves_are_those_of_moves_csv_without_the_first_month_of_a_record(run: Path, report: Report) -> None:
    begins = _begins(run)
    moves = [row for row in lines(run, "moves.csv") if _month(row) > begins[row["customer"]]]
    year = [row for row in moves if _month(row) > UNTIL - 12]
    before = [row for row in moves if UNTIL - 24 < _month(row) <= UNTIL - 12]
    for found, expected in ((report.figures.moves, year), (report.figures.moves_before, before)):
        assert found is not None
        assert found.advanced == sum(row["signal"] == "advanced" for row in expected)
        assert found.first_orders == sum(
            row["signal"] == "advanced" and row["from"] == "development" for row in expected
        )
        assert found.regressed == sum(row["signal"] == "regressed" for row in expected)
        assert found.interrupted == sum(row["to"] == "interrupted" for row in expected)
        assert found.recovered == sum(row["signal"] == "recovered" for row in expected)
    assert report.figures.moves.advanced > 0
    assert report.figures.moves.interrupted > 0


def _month(row: dict[str, str]) -> int:
    return parse_month(row["month"][:7])


def _begins(run: Path) -> dict[str, int]:
    found = duckdb.execute(f"select customer, min(month) from '{run / 'months.parquet'}' group by customer").fetchall()
    return {name: month_number(day) for name, day in found}


def test_the_matrix_adds_up_to_then_and_now(report: Report) -> None:
    migration = report.migration
    assert migration is not None
    assert migration.months == 12
    assert all(migration.right(line.key) == line.count for line in report.stages)
    assert sum(migration.counts.values()) == report.scope.judged
    assert migration.started > 0
    assert not set(migration.counts) & migration.impossible


def test_lists_are_sorted_by_money_and_say_how_many_more_there_are(report: Report) -> None:
    signals = {line.key: line.count for line in report.signals}
    overdue = report.concerns["overdue"]
    assert overdue.count == signals["overdue"]
    assert len(overdue.rows) == min(ROWS["overdue"], overdue.count)
    assert overdue.more == overdue.count - len(overdue.rows)
    for concern in report.concerns.values():
        if concern.key in ("interrupted", "contact_overdue"):
            continue
        stakes = [relation.at_stake for relation in concern.rows]
        assert stakes == sorted(stakes, reverse=True)


def test_interrupted_relations_with_contact_come_first(report: Report) -> None:
    signals = [relation.signal for relation in report.concerns["interrupted"].rows]
    assert set(signals) == {"interrupted_contact", "interrupted_silent"}
    assert signals == sorted(signals)


def test_sales_at_risk_are_those_of_regressing_overdue_and_still_in_contact(tmp_path: Path) -> None:
    steady = [100] * MONTHS
    lives = [
        Life("overdue", ours=[100] * 34 + [0] * 2, total=[400] * MONTHS),
        Life("regressing", ours=[60] * 33 + [30] * 3, total=[100] * MONTHS),
        Life("in contact", ours=[10] * 32 + [0] * 4, total=[100] * MONTHS, contact=[35]),
        Life("silent", ours=[1000] * 32 + [0] * 4, total=[4000] * MONTHS),
        Life("steady", ours=steady, total=[400] * MONTHS),
    ]
    figures = read_report(write_lives(tmp_path, lives)).figures
    # The overdue one and the interrupted one count the twelve months up to their last order.
    assert figures.at_risk == (12 * 100 + 9 * 60 + 3 * 30 + 12 * 10) * 100
    assert figures.at_risk_count == 3
    assert figures.at_risk_before == 0


def test_what_is_at_stake_is_what_was_bought_before_the_silence(tmp_path: Path) -> None:
    # Sales grew; the silence of nine months must not shrink what there was, nor a return within it.
    ours = [10 * month for month in range(27)] + [0] * 8 + [-50]
    lives = [Life("Acme", ours=ours), Life("Other", ours=[1] * MONTHS)]
    (relation,) = read_report(write_lives(tmp_path, lives)).concerns["interrupted"].rows
    assert relation.last_order == UNTIL - 9
    assert relation.at_stake == sum(range(150, 261, 10)) * 100
    assert relation.sales == sum(month * 10 for month in range(24, 27)) * 100 - 50_00


def test_an_interrupted_relation_with_share_0_is_interrupted_everywhere(tmp_path: Path) -> None:
    ours = [50] * 24 + [0] * 3 + [50] + [0] * 8
    report = read_report(write_lives(tmp_path, [Life("Acme", ours=ours, total=[100] * MONTHS)]))
    (relation,) = report.concerns["interrupted"].rows
    assert {line.key for line in report.stages if line.count} == {"interrupted"}
    assert relation.stage == relation.history.stages[-1] == "interrupted"


@pytest.mark.parametrize(
    "name", ["MASKED-6f1b022b", "Redacted Personal Information", "REDACTED", "Cabinet Office | MASKED-6f1b022b"]
)
def test_masked_names_are_counted_and_never_listed(tmp_path: Path, name: str) -> None:
    lives = [
        Life(name, ours=[900] * 34 + [0] * 2, total=[4000] * MONTHS),
        Life("Acme", ours=[100] * 34 + [0] * 2, total=[400] * MONTHS),
    ]
    report = read_report(write_lives(tmp_path, lives))
    overdue = report.concerns["overdue"]
    assert (overdue.count, overdue.masked, overdue.more) == (2, 1, 0)
    assert overdue.money == 12_000_00
    assert report.figures.at_risk == 12_000_00
    assert [relation.customer for relation in overdue.rows] == ["Acme"]
    assert [relation.customer for relation in report.largest.rows] == ["Acme"]


def test_a_name_that_only_begins_like_a_mask_is_a_name(tmp_path: Path) -> None:
    lives = [Life("Masked-Ball Supplies", ours=[100] * MONTHS), Life("MASKED-6f1b022b", ours=[100] * MONTHS)]
    report = read_report(write_lives(tmp_path, lives))
    assert [relation.customer for relation in report.largest.rows] == ["Masked-Ball Supplies"]


def test_a_masked_supplier_is_not_listed_either(tmp_path: Path) -> None:
    lives = [
        Life("Unit 1", supplier="MASKED-6f1b022b", ours=[60] * MONTHS, total=[100] * MONTHS),
        Life("Unit 1", supplier="Acme", ours=[40] * MONTHS, total=[100] * MONTHS),
    ]
    report = read_report(write_lives(tmp_path, lives, every_supplier=True, us=[]))
    assert [relation.supplier for relation in report.largest.rows] == ["Acme"]
    assert (report.scope.suppliers, report.scope.customers, report.scope.judged) == (2, 1, 2)


def test_the_report_speaks_of_accounts_and_of_categories_only_when_nothing_else_was_judged(tmp_path: Path) -> None:
    lives = [
        Life("Acme", ours=[30] * MONTHS, total=[100] * MONTHS),
        Life("Acme", category="Cables", ours=[10] * MONTHS, total=[50] * MONTHS),
        Life("Acme", category="Drives", ours=[20] * MONTHS, total=[50] * MONTHS),
    ]
    both = read_report(write_lives(tmp_path / "both", lives, by="both"))
    assert [(relation.category, relation.share) for relation in both.largest.rows] == [(None, 30.0)]
    single = read_report(write_lives(tmp_path / "category", lives[1:], by="category"))
    assert [relation.category for relation in single.largest.rows] == ["Drives", "Cables"]
    assert single.scope.by_category


def test_customers_with_a_single_source_are_counted_once(tmp_path: Path) -> None:
    lives = [
        Life("Unit 1", supplier="Acme", category="Cables", ours=[90] * MONTHS, total=[100] * MONTHS),
        Life("Unit 1", supplier="Brix", category="Drives", ours=[90] * MONTHS, total=[100] * MONTHS),
        Life("Unit 2", supplier="Brix", category="Drives", ours=[60] * MONTHS, total=[100] * MONTHS),
        # Strategic once; now the total is unknown, and nothing is claimed.
        Life("Unit 3", supplier="Brix", ours=[90] * MONTHS, total=[100] * 20 + [None] * 16, category="Cables"),
    ]
    assert read_report(write_lives(tmp_path, lives, every_supplier=True, by="category")).single_source == 1


def test_how_it_went_with_last_years_warnings_is_told_from_twenty_cases_on(tmp_path: Path) -> None:
    # Overdue a year ago; half of them broke off, half bought again.
    broke = [100] * 22 + [0] * 14
    mended = [100] * 22 + [0] * 2 + [100] * 12
    lives = [Life(f"Customer {number}", ours=mended if number % 2 else broke) for number in range(20)]
    assert read_report(write_lives(tmp_path / "twenty", lives)).concerns["overdue"].fell == (10, 20)
    assert read_report(write_lives(tmp_path / "nineteen", lives[:19])).concerns["overdue"].fell is None


def test_quality_counts_each_weakness_by_its_flag(run: Path, report: Report) -> None:
    flags = Counter(flag for row in lines(run, "latest.csv") for flag in row["flags"].split("|"))
    quality = report.quality
    assert quality.no_total == flags["share_unknown"] > 0
    assert quality.estimated == flags["estimated_total"] > 0
    assert quality.known + quality.unknown == report.scope.judged
    assert [(reject.lines, reject.amount) for reject in quality.rejects] == [(16, 197_520), (15, 185_175)]


def test_a_record_of_one_month_has_no_migration(tmp_path: Path) -> None:
    report = read_report(write_lives(tmp_path, [Life("Acme", ours=[5])]))
    assert report.migration is None
    assert report.figures.active_before is None
    assert report.figures.moves_before is None


def test_a_short_record_is_compared_with_its_first_month(tmp_path: Path) -> None:
    report = read_report(write_lives(tmp_path, [Life("Acme", ours=[5] * 7)]))
    assert report.migration is not None
    assert (report.migration.before, report.migration.months) == (UNTIL - 6, 6)
    assert report.figures.active_before is None


def test_names_with_quotes_commas_and_line_breaks_keep_their_moves(tmp_path: Path) -> None:
    name = 'Müller, "Söhne"\nund Töchter'
    ours = [60] * 27 + [30] * 9
    report = read_report(write_lives(tmp_path, [Life(name, ours=ours, total=[100] * MONTHS)]))
    assert report.figures.moves.regressed == 1
    assert report.concerns["regressing"].rows[0].fell_from == "stable"


@pytest.mark.parametrize("name", ["months.parquet", "moves.csv", "run.json"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    write_lives(tmp_path, [Life("Acme", ours=[5] * 7)])
    (tmp_path / name).unlink()
    with pytest.raises(Refused, match=name):
        read_report(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [("run.json", "{"), ("run.json", "[]"), ("run.json", "{}"), ("moves.csv", "a,b\n1,2\n"), ("months.parquet", "?")],
)
def test_a_spoilt_file_is_refused_in_one_sentence(tmp_path: Path, name: str, text: str) -> None:
    write_lives(tmp_path, [Life("Acme", ours=[5] * 7)])
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="not those of one run") as refusal:
        read_report(tmp_path)
    assert "\n" not in refusal.value.message


def test_rejected_lines_without_a_readable_amount_have_none(tmp_path: Path) -> None:
    write_lives(tmp_path, [Life("Acme", ours=[5] * 7)])
    run = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    run["rejects"] = {
        "not a date": {"lines": 3, "amount": -1250, "unknown": 1},
        "not a number": {"lines": 2, "amount": 0, "unknown": 2},
    }
    (tmp_path / "run.json").write_text(json.dumps(run), encoding="utf-8")
    assert [reject.amount for reject in read_report(tmp_path).quality.rejects] == [-1250, None]


def test_lines_used_and_not_used_are_told_apart(report: Report) -> None:
    assert (report.scope.lines, report.scope.rejects) == (600 * 48 * 3, 31)
