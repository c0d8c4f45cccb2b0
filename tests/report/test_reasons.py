"""Every row says in plain words why it is there, from a real judgement."""

from pathlib import Path

from guanxi.report.contents import Relation, Report
from guanxi.report.language import Language
from guanxi.report.queries import read_report
from guanxi.report.reasons import reason
from tests.report.samples import Life, write_lives

MONTHS = 36


def only(report: Report, key: str) -> Relation:
    (relation,) = report.concerns[key].rows
    return relation


def told(report: Report, key: str) -> tuple[str, str]:
    relation, scope = only(report, key), report.scope
    return (
        reason(relation, t=Language("en"), parameters=scope.parameters, until=scope.until),
        reason(relation, t=Language("zh"), parameters=scope.parameters, until=scope.until),
    )


def judged(directory: Path, **life: object) -> Report:
    return read_report(write_lives(directory, [Life("Acme", **life)]))  # type: ignore[arg-type]


def test_an_interruption_tells_the_silence_and_what_the_rhythm_allows(tmp_path: Path) -> None:
    every_second = [0 if month % 2 else 100 for month in range(28)] + [0] * 8
    report = judged(tmp_path, ours=every_second, total=[300] * MONTHS)
    assert told(report, "interrupted") == (
        "No order for 9 months; the own rhythm allows 6.",
        "已 9 个月没有订单，按自身节奏最多允许 6 个月。",
    )


def test_residual_contact_is_told_with_its_month(tmp_path: Path) -> None:
    report = judged(tmp_path, ours=[100] * 32 + [0] * 4, total=[300] * MONTHS, contact=[10, 34])
    assert only(report, "interrupted").signal == "interrupted_contact"
    assert told(report, "interrupted")[0] == (
        "No order for 4 months; the own rhythm allows 3. Last contact in Aug 2026."
    )
    assert told(report, "interrupted")[1].endswith("最近一次联系在2026年8月。")


def test_an_exit_notice_is_told_as_one(tmp_path: Path) -> None:
    report = judged(tmp_path, ours=[100] * 34 + [0] * 2, total=[300] * MONTHS, notice=[34])
    assert told(report, "interrupted") == (
        "They gave notice; no order for 2 months.",
        "客户已通知终止；已 2 个月没有订单。",
    )


def test_with_few_orders_no_rhythm_is_claimed(tmp_path: Path) -> None:
    report = judged(tmp_path, ours=[0] * 30 + [100] + [0] * 5, total=[300] * MONTHS)
    assert told(report, "overdue") == (
        "No order for 5 months; with so few orders the limit is 6.",
        "已 5 个月没有订单，订单尚少，期限为 6 个月。",
    )


def test_a_fall_below_the_line_names_the_line(tmp_path: Path) -> None:
    # A year at 60 per cent, then at 30: the share passes below 50 in the fifth month.
    report = judged(tmp_path, ours=[60] * 31 + [30] * 5, total=[100] * MONTHS)
    assert told(report, "regressing") == (
        "Share 48%, below the 50% line of Stable.",
        "份额 48%，低于稳定合作的 50% 线。",
    )


def test_a_warning_of_the_recent_window_shows_both_shares(tmp_path: Path) -> None:
    report = judged(tmp_path, ours=[60] * 33 + [30] * 3, total=[100] * MONTHS)
    assert told(report, "regressing") == (
        "Recently 30%, below the 50% line of Stable; over 12 months still 52%.",
        "近期份额 30%，低于稳定合作的 50% 线；12 个月份额仍为 52%。",
    )


def test_halving_at_initial_is_told_as_such(tmp_path: Path) -> None:
    report = judged(tmp_path, ours=[40] * 32 + [10] * 4, total=[100] * MONTHS)
    assert told(report, "regressing") == (
        "Recently 10% of their purchases, over 12 months 30%: down by half or more.",
        "近期份额 10%，而 12 个月份额为 30%：已降去一半或更多。",
    )


def test_a_stage_lost_is_told_with_its_month(tmp_path: Path) -> None:
    report = judged(tmp_path, ours=[60] * 27 + [30] * 9, total=[100] * MONTHS)
    relation = only(report, "regressing")
    assert (relation.fell_from, relation.stage) == ("stable", "initial")
    english, chinese = told(report, "regressing")
    assert english == "Fell from Stable to Initial in Jul 2026."
    assert chinese == "2026年7月由稳定合作降至初期合作。"


def test_an_advance_counts_the_month_ends(tmp_path: Path) -> None:
    # From 40 to 64 per cent: the share reaches 50 in the fifth month, so in the sixth two month-ends agree.
    report = judged(tmp_path, ours=[40] * 30 + [64] * 6, total=[100] * MONTHS)
    assert told(report, "advancing") == (
        "Share 52%, above the 50% line of Stable: 2 of 3 month-ends.",
        "份额 52%，高于稳定合作的 50% 线：已满足 2/3 个月末。",
    )


def test_stagnation_shows_the_share_of_a_year_ago(tmp_path: Path) -> None:
    report = judged(tmp_path, ours=[35] * MONTHS, total=[100] * MONTHS)
    assert told(report, "stagnant") == (
        "Initial for 35 months; share 35% → 35% in 12 months.",
        "处于初期合作已 35 个月；12 个月内份额 35% → 35%。",
    )


def test_an_unknown_share_alone_is_no_stagnation_to_work_on(tmp_path: Path) -> None:
    report = judged(tmp_path, ours=[35] * MONTHS)
    assert [line.key for line in report.signals] == ["stagnant"]
    assert report.concerns["stagnant"].count == 0


def test_contact_overdue_names_the_last_contact(tmp_path: Path) -> None:
    report = judged(tmp_path, ours=[0] * MONTHS, total=[100] * MONTHS, contact=[30])
    assert told(report, "contact_overdue") == (
        "Last contact in Apr 2026; nothing since.",
        "最近一次联系在2026年4月，此后没有往来。",
    )


def test_without_the_file_of_contacts_the_rule_is_told(tmp_path: Path) -> None:
    write_lives(tmp_path, [Life("Acme", ours=[0] * MONTHS, total=[100] * MONTHS, contact=[30])])
    (tmp_path / "evidence.parquet").unlink()
    assert told(read_report(tmp_path), "contact_overdue")[0] == "No contact for 3 months or more."
