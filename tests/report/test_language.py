"""Money, months, shares and counts in both languages."""

import pytest

from guanxi.months import parse_month
from guanxi.report.language import Language

EN, ZH = Language("en", currency="EUR"), Language("zh", currency="EUR")


@pytest.mark.parametrize(
    ("minor", "en", "zh"),
    [
        (840_000_000, "€8.4M", "€840万"),
        (1_560_000_000, "€15.6M", "€1560万"),
        (12_345_678_900_00, "€12.3B", "€123亿"),
        (12_345_678_00, "€12.3M", "€1235万"),
        (1_234_567_00, "€1.2M", "€123万"),
        (123_456_00, "€123k", "€12.3万"),
        (98_765_00, "€98.8k", "€9.9万"),
        (9_480_00, "€9,480", "€9,480"),
        (0, "€0", "€0"),
        (50, "€0.50", "€0.50"),
        (-140_000_000, "−€1.4M", "−€140万"),
        (None, "–", "–"),
    ],
)
def test_money_is_short_in_thousands_or_in_wan_and_yi(minor: int | None, en: str, zh: str) -> None:
    assert (EN.money(minor), ZH.money(minor)) == (en, zh)


@pytest.mark.parametrize(("minor", "en"), [(999_999_00, "€1.0M"), (999_960_000_00, "€1.0B"), (99_990_000_00, "€100M")])
def test_money_that_rounds_up_takes_the_larger_unit(minor: int, en: str) -> None:
    assert EN.money(minor) == en


@pytest.mark.parametrize(
    ("currency", "written"), [("GBP", "£840"), ("CNY", "¥840"), ("CHF", "CHF 840"), (None, "840"), ("USD", "$840")]
)
def test_each_currency_is_named_and_none_is_invented(currency: str | None, written: str) -> None:
    assert Language("en", currency=currency).money(840_00) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (44.2, "44%"),
        (49.4, "49%"),
        (49.6, "49.6%"),
        (49.9999, "49.9%"),
        (50.0, "50%"),
        (79.97, "79.9%"),
        (80.0, "80%"),
        (99.7, "99.7%"),
        (100.0, "100%"),
        (0.2, "<1%"),
        (0.0, "0%"),
        (None, "unknown"),
    ],
)
def test_a_share_is_never_rounded_across_a_line_it_has_not_reached(share: float | None, written: str) -> None:
    assert EN.share(share) == written


def test_changes_carry_a_real_minus_sign() -> None:
    assert [EN.points(change) for change in (12.4, -21.0, 0.3, -0.4, None)] == ["+12", "−21", "0", "0", "–"]
    assert [EN.signed(change) for change in (1200, -3, 0)] == ["+1,200", "−3", "±0"]
    assert (EN.points_exact(1.24), ZH.points_exact(-0.51)) == ("+1.2 pts", "−0.5 点")


def test_months_and_days_follow_each_language() -> None:
    month = parse_month("2026-09")
    assert (EN.month(month), ZH.month(month)) == ("Sep 2026", "2026年9月")
    assert (EN.axis_month(month), ZH.axis_month(month)) == ("Sep 26", "26年9月")
    assert (EN.month_end(month), ZH.month_end(month)) == ("30 Sep 2026", "2026年9月30日")
    assert EN.month_end(parse_month("2024-02")) == "29 Feb 2024"


def test_one_is_not_many() -> None:
    assert (EN.units(1), EN.units(2), ZH.units(2)) == ("1 customer", "2 customers", "2 家客户")
    relations = Language("en", by_customer=False)
    assert (relations.units(1), relations.units(1200)) == ("1 relation", "1,200 relations")
    assert (EN.months(1), EN.months(6), ZH.months(6)) == ("1 month", "6 months", "6 个月")


@pytest.mark.parametrize(
    ("part", "whole", "written"), [(1, 3, "33%"), (1, 5000, "<1%"), (4999, 5000, ">99%"), (5, 5, "100%"), (0, 0, "–")]
)
def test_parts_of_a_count_never_look_like_none_or_all(part: int, whole: int, written: str) -> None:
    assert EN.share_of(part, whole) == written


def test_names_of_stages_signals_and_flags_come_from_the_vocabulary() -> None:
    assert (EN.word("interrupted"), ZH.word("interrupted")) == ("Interrupted", "关系中断")
    assert (EN.word("regressing"), ZH.word("regressing")) == ("Regressing", "倒退进行中")
    assert ZH.word("share_unknown") == "份额未知"
