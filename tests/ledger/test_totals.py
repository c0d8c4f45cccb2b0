"""Statements of customers' totals: whole months, a class, a day, and rejects for the rest."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.errors import GuanxiError, Refused
from guanxi.ledger.cleaning import HOLDS_NUL, NO_CUSTOMER, TOO_LONG
from guanxi.ledger.columns import ReadOptions, parse_mapping
from guanxi.ledger.dates import UNREADABLE as NO_DAY
from guanxi.ledger.rejects import Rejects
from guanxi.ledger.totals import NO_CLASS, NOT_WHOLE_MONTHS, StatedTotal, read_totals
from guanxi.money import TOO_LARGE, UNREADABLE
from guanxi.months import last_day, parse_month
from tests.ledger.files import TODAY, Noted, write

JANUARY = parse_month("2024-01")


def read(
    directory: Path, text: str, *mapping: str, name: str = "totals.csv"
) -> tuple[list[StatedTotal], list[tuple[int, str, str, str]], set[str], Rejects]:
    bad: list[tuple[str, int, str, str, str]] = []
    rejects, currencies = Noted(bad), set[str]()
    options = ReadOptions(mapping=parse_mapping(mapping), today=TODAY, date_formats=("%d.%m.%Y",))
    statements = read_totals(write(directory, text, name), options, rejects=rejects, currencies=currencies)
    return statements, [one[1:] for one in bad], currencies, rejects


def test_a_statement_needs_four_columns_and_is_class_b_without_a_day(tmp_path: Path) -> None:
    statements, bad, currencies, _ = read(
        tmp_path, "amount,PERIOD_END,period_start, customer\n1.50,2024-03-31,2024-01-01, Ada \n"
    )
    assert statements == [StatedTotal("Ada", None, JANUARY, JANUARY + 2, 150, 1, -1, 2)]
    assert (bad, currencies) == ([], set())


def test_all_columns_are_read_in_row_order(tmp_path: Path) -> None:
    text = (
        "customer,category,period_start,period_end,amount,source_class,stated_on,currency\n"
        "Bea,Paper,2024-02-01,2024-02-29,€0,e,2024-03-05,\n"
        "Ada,,2024-01-01 00:00,31.01.2024,(5),A,,usd\n"
        "Ada,,2023-12-01,2024-02-29,7 SEK,, ,\n"
    )
    statements, bad, currencies, _ = read(tmp_path, text)
    assert statements == [
        StatedTotal("Bea", "Paper", JANUARY + 1, JANUARY + 1, 0, 4, date(2024, 3, 5).toordinal(), 2),
        StatedTotal("Ada", None, JANUARY, JANUARY, -500, 0, -1, 3),
        StatedTotal("Ada", None, JANUARY - 1, JANUARY + 1, 700, 1, -1, 4),
    ]
    assert bad == []
    assert currencies == {"EUR", "USD", "SEK"}


@pytest.mark.parametrize(
    ("line", "column", "value", "reason"),
    [
        (" ,2024-01-01,2024-01-31,5,K,A,2024-01-01,EUR", "customer", " ", NO_CUSTOMER),
        (f"{'x' * 2000},2024-01-01,2024-01-31,5,,,,", "customer", "x" * 199 + "…", TOO_LONG),
        ("A\0,2024-01-01,2024-01-31,5,,,,", "customer", "A\0", HOLDS_NUL),
        ("A,2024-01,2024-01-31,5,,,,", "period_start", "2024-01", NO_DAY),
        ("A,2024-01-01,,5,,,,", "period_end", "", "the date is empty"),
        ("A,2024-01-01,2031-01-31,5,,,,", "period_end", "2031-01-31", "the year is outside 1900 to 2027"),
        ("A,2024-01-02,2024-01-31,5,,,,", "period_start", "2024-01-02", NOT_WHOLE_MONTHS),
        ("A,2024-01-01,2024-01-30,5,,,,", "period_end", "2024-01-30", NOT_WHOLE_MONTHS),
        ("A,2023-02-01,2024-02-28,5,,,,", "period_end", "2024-02-28", NOT_WHOLE_MONTHS),
        ("A,2024-02-01,2024-01-31,5,,,,", "period_end", "2024-01-31", NOT_WHOLE_MONTHS),
        ("A,2024-01-01,2024-01-31,much,,,,", "amount", "much", UNREADABLE),
        ("A,2024-01-01,2024-01-31,1E+99,,,,", "amount", "1E+99", TOO_LARGE),
        ("A,2024-01-01,2024-01-31,5,K\0,,,", "category", "K\0", HOLDS_NUL),
        ("A,2024-01-01,2024-01-31,5,,F,,", "source_class", "F", NO_CLASS),
        ("A,2024-01-01,2024-01-31,5,,AB,,", "source_class", "AB", NO_CLASS),
        ("A,2024-01-01,2024-01-31,5,,,soon,", "stated_on", "soon", NO_DAY),
        ("A,2024-01-01,2024-01-31,5,,,,E\0", "currency", "E\0", HOLDS_NUL),
    ],
)
def test_a_bad_statement_is_a_reject_with_its_column(
    tmp_path: Path, line: str, column: str, value: str, reason: str
) -> None:
    header = "customer,period_start,period_end,amount,category,source_class,stated_on,currency\n"
    good = "A,2024-01-01,2024-01-31,5,,,,\n"
    statements, bad, currencies, rejects = read(tmp_path, header + line + "\n" + good)
    assert [statement.row for statement in statements] == [3]
    assert bad == [(2, column, value, reason)]
    assert currencies == set()
    assert rejects.amount == (0 if column == "amount" else 500)


@given(st.integers(parse_month("1900-01"), parse_month("2027-12")), st.integers(0, 40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_every_span_of_whole_months_is_usable(tmp_path: Path, first: int, more: int) -> None:
    last = min(first + more, parse_month("2027-12"))
    start = f"{first // 12}-{first % 12 + 1:02d}-01"
    text = f"customer,period_start,period_end,amount\nA,{start},{last_day(last)},1\n"
    statements, bad, _, _ = read(tmp_path, text)
    assert [(statement.first, statement.last) for statement in statements] == [(first, last)]
    assert bad == []


def test_names_are_those_that_the_mapping_of_the_ledger_joins(tmp_path: Path) -> None:
    period = "2024-01-01,2024-01-31,1"
    text = f"customer,period_start,period_end,amount\nCity | ,{period}\nCity | Parks,{period}\n"
    joined, _, _, _ = read(tmp_path, text, "customer=buyer+unit")
    assert [statement.customer for statement in joined] == ["City | ", "City | Parks"]
    plain, _, _, _ = read(tmp_path, text)
    assert [statement.customer for statement in plain] == ["City |", "City | Parks"]


def test_the_mapping_of_the_ledger_does_not_rename_columns_here(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no column “customer”"):
        read(tmp_path, "buyer,period_start,period_end,amount\n", "customer=buyer")


def test_ragged_lines_and_broken_quotes_are_rejects_too(tmp_path: Path) -> None:
    text = (
        'customer,period_start,period_end,amount\nA,2024-01-01\n"A,2024-01-01,2024-01-31,5\nA,2024-01-01,2024-01-31,5\n'
    )
    statements, bad, _, _ = read(tmp_path, text)
    assert [statement.row for statement in statements] == [4]
    assert [row for row, *_ in bad] == [2, 3]


@given(st.binary(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, b"customer,period_start,period_end,amount\n" + data)
    told = "."
    try:
        read_totals(path, ReadOptions(today=TODAY), rejects=Rejects(), currencies=set())
    except GuanxiError as error:
        told = error.message
    assert told.endswith(".")
