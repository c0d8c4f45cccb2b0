"""Amounts: what is read, what is refused, and that no text is ever too long or too large to be answered."""

import time
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.money import (
    EMPTY,
    LIMIT,
    TOO_LARGE,
    TWO_CURRENCIES,
    UNREADABLE,
    Amount,
    DecimalMark,
    NotAnAmount,
    format_minor,
    parse_amount,
    parse_column,
    parse_product,
    parse_products,
)

EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN)


def slowly(value: Decimal) -> Amount | NotAnAmount:
    """The oracle: decimal arithmetic with room for every digit."""
    with localcontext(EXACT):
        minor = int((value * 100).quantize(Decimal(1)))
    return Amount(minor, None) if abs(minor) <= LIMIT else NotAnAmount(TOO_LARGE)


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("5", 500, None),
        ("1,234.56", 123456, None),
        ("1'234.56", 123456, None),
        ("1’234.56", 123456, None),
        ("1 234\u00a0567\u202f.5", 123456750, None),
        ("(1,234.56)", -123456, None),
        ("-0.50", -50, None),
        ("0.50-", -50, None),
        ("+7", 700, None),
        ("7+", 700, None),
        ("\u22125", -500, None),
        (".5", 50, None),
        ("5.", 500, None),
        ("1.5E+05", 15_000_000, None),
        ("15e-1", 150, None),
        ("0E+999999999999", 0, None),
        ("1E-999999999", 0, None),
        ("£5", 500, "GBP"),
        ("5 €", 500, "EUR"),
        ("$ 1,000", 100_000, "USD"),
        ("¥8", 800, "CNY"),
        ("￥8", 800, "CNY"),
        ("CHF 12.05", 1205, "CHF"),
        ("12.05CHF", 1205, "CHF"),
        ("1E5EUR", 10_000_000, "EUR"),
        ("-£5", -500, "GBP"),
        ("£-5", -500, "GBP"),
        ("(£5)", -500, "GBP"),
        ("£(5)", -500, "GBP"),
        ("5 GBP-", -500, "GBP"),
        ("5- GBP", -500, "GBP"),
        ("900000000000000.00", LIMIT, None),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, minor: int, currency: str | None) -> None:
    assert parse_amount(text) == Amount(minor, currency)
    assert parse_amount(f"  {text}\t") == Amount(minor, currency)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", EMPTY),
        (" \u3000", EMPTY),
        (",", EMPTY),
        (".", UNREADABLE),
        ("abc", UNREADABLE),
        ("1.2.3", UNREADABLE),
        ("1.234.567", UNREADABLE),
        ("--5", UNREADABLE),
        ("--0", UNREADABLE),
        ("-5-", UNREADABLE),
        ("(-5)", UNREADABLE),
        ("(+5)", UNREADABLE),
        ("((5))", UNREADABLE),
        ("(5", UNREADABLE),
        ("5)", UNREADABLE),
        ("()", UNREADABLE),
        ("£", UNREADABLE),
        ("GBP", UNREADABLE),
        ("£5 GBP", UNREADABLE),
        ("££5", UNREADABLE),
        ("US$5", UNREADABLE),
        ("gbp 5", UNREADABLE),
        ("5E", UNREADABLE),
        ("E5", UNREADABLE),
        ("1E5.0", UNREADABLE),
        ("1_000", UNREADABLE),
        ("٣", UNREADABLE),
        ("１２", UNREADABLE),
        ("nan", UNREADABLE),
        ("NaN", UNREADABLE),
        ("inf", UNREADABLE),
        ("-Infinity", UNREADABLE),
        ("0x10", UNREADABLE),
        ("5\x00", UNREADABLE),
        ("5%", UNREADABLE),
        ("900000000000000.01", TOO_LARGE),
        ("-1E+999999999", TOO_LARGE),
        ("1E+" + "9" * 40, TOO_LARGE),
    ],
)
def test_anything_else_is_no_amount_and_says_why(text: str, reason: str) -> None:
    assert parse_amount(text) == NotAnAmount(reason)
    assert parse_column([text, "1.00"]).problems == {0: reason}


def test_with_a_decimal_comma_the_point_separates_thousands() -> None:
    assert parse_amount("1.234,56", decimal=",") == Amount(123456, None)
    assert parse_amount("1,5E+05", decimal=",") == Amount(15_000_000, None)
    assert parse_amount("1,2,3", decimal=",") == NotAnAmount(UNREADABLE)
    assert parse_column(["1.234,56", "-,5", "1.000.000"], decimal=",").minor.tolist() == [123456, -50, 100_000_000]


@pytest.mark.parametrize(
    ("cell", "minor"),
    [(5, 500), (-7, -700), (0.1 + 0.2, 30), (2.675, 268), (1.005, 100), (-0.015, -2), (1e15 / 10, 10**16),
     (Decimal("1.005"), 100), (Decimal("1.0050000000000000000000000000001"), 101), (Decimal("1E+3"), 100_000)],
)  # fmt: skip
def test_typed_numbers_are_read_by_their_shortest_decimal_form(cell: object, minor: int) -> None:
    assert parse_amount(cell) == Amount(minor, None)
    assert parse_column([cell]).minor.tolist() == [minor]


@pytest.mark.parametrize("cell", [True, False, float("nan"), float("inf"), Decimal("sNaN"), b"5", [5], object()])
def test_a_cell_of_another_kind_is_no_amount(cell: object) -> None:
    assert parse_amount(cell) == NotAnAmount(UNREADABLE)
    assert parse_column([cell, 1.0]).problems == {0: UNREADABLE}


def test_an_empty_cell_is_no_amount() -> None:
    assert parse_amount(None) == NotAnAmount(EMPTY)
    assert parse_column([None, 2]).problems == {0: EMPTY}


def test_halves_go_to_the_even_neighbour_and_a_far_digit_decides() -> None:
    read = [parse_amount(text) for text in ("0.005", "0.015", "0.025", "-0.025", "0.0250" + "0" * 99 + "1", "0.00499")]
    assert read == [Amount(minor, None) for minor in (0, 2, 2, -2, 3, 0)]


def test_a_product_is_exact_and_rounded_once() -> None:
    assert parse_product("3", "0.335") == Amount(100, None)  # 1.005: half to even
    assert parse_product("-2", "(1.0025)") == Amount(200, None)
    assert parse_product(6, 2.55) == Amount(1530, None)
    assert parse_product("1E+200", "1E-200") == Amount(100, None)
    assert parse_product("0", "1E+999999999") == Amount(0, None)
    assert parse_product("£2", "3") == parse_product("2", "3 GBP") == Amount(600, "GBP")
    assert parse_product("£2", "€3") == NotAnAmount(TWO_CURRENCIES)
    assert parse_product("2", "") == NotAnAmount(EMPTY)
    assert parse_product("x", "2") == NotAnAmount(UNREADABLE)
    assert parse_product("30000000000", "30000000000") == NotAnAmount(TOO_LARGE)


@pytest.mark.parametrize(
    "text",
    ["9" * 10**7, "0." + "5" * 10**7, "0" * 10**7 + "5", "1E+" + "9" * 10**7, "(" * 10**7, "£" * 10**7, " " * 10**7],
    ids=["nines", "fraction", "zeros", "exponent", "brackets", "signs", "blanks"],
)
def test_ten_megabytes_are_answered_at_once(text: str) -> None:
    began = time.process_time()
    answers = parse_amount(text), parse_product(text, "2"), parse_column([text, "1"])
    assert time.process_time() - began < 3
    assert isinstance(answers[0], Amount | NotAnAmount)
    assert answers[2].minor[1] == 100


def test_minor_units_are_written_with_two_decimals() -> None:
    assert [format_minor(minor) for minor in (0, -50, 5, 123456, -LIMIT)] == [
        "0.00", "-0.50", "0.05", "1234.56", "-900000000000000.00",
    ]  # fmt: skip
    assert format_minor(np.int64(-50)) == "-0.50"  # type: ignore[arg-type]  # sums come as numpy integers


decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**18), max_value=10**18, places=None)
plain = st.one_of(
    decimals.map(lambda value: f"{value:f}"),
    st.decimals(min_value=-(10**9), max_value=10**9, places=3).map(str),
    st.integers(-(10**16), 10**16).map(lambda halves: f"{Decimal(halves).scaleb(-3):f}"),
)


@given(plain)
def test_plain_text_agrees_with_decimal_arithmetic(text: str) -> None:
    expected = slowly(Decimal(text))
    assert parse_amount(text) == expected
    column = parse_column([text, "0"])
    assert (column.problems.get(0) or int(column.minor[0])) == (
        expected.reason if isinstance(expected, NotAnAmount) else expected.minor
    )


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_agrees_with_the_decimal_of_its_shortest_form(value: float) -> None:
    with localcontext(Context(prec=800)):
        expected = slowly(Decimal(repr(value))) if abs(value) < 1e40 else NotAnAmount(TOO_LARGE)
    assert parse_amount(value) == expected
    column = parse_column([value])
    assert column.problems == ({0: TOO_LARGE} if isinstance(expected, NotAnAmount) else {})


def grouped(value: Decimal, mark: DecimalMark) -> str:
    text = f"{value:,f}"
    return text if mark == "." else text.translate({ord(","): ".", ord("."): ","})


@given(
    st.decimals(min_value=0, max_value=10**12, places=2),
    st.sampled_from(["{}", "-{}", "{}-", "({})", "+{}"]),
    st.sampled_from(["{}", "£{}", "{} EUR", "USD {}", "{} ¥"]),
    st.booleans(),
    st.sampled_from([".", ","]),
)
def test_signs_brackets_and_currencies_may_stand_in_either_order(
    value: Decimal, sign: str, currency: str, sign_outside: bool, mark: DecimalMark
) -> None:
    inner, outer = (currency, sign) if sign_outside else (sign, currency)
    read = parse_amount(outer.format(inner.format(grouped(value, mark))), decimal=mark)
    negative = sign not in ("{}", "+{}")
    assert isinstance(read, Amount)
    assert read.minor == int(value * 100) * (-1 if negative else 1)
    assert read.currency == {"{}": None, "£{}": "GBP", "{} EUR": "EUR", "USD {}": "USD", "{} ¥": "CNY"}[currency]


@given(decimals, decimals)
def test_products_agree_with_decimal_arithmetic(left: Decimal, right: Decimal) -> None:
    with localcontext(EXACT):
        expected = slowly(left * right)
    assert parse_product(f"{left:f}", str(right)) == expected
    column = parse_products([f"{left:f}"], [str(right)])
    if isinstance(expected, Amount):
        assert column.minor.tolist() == [expected.minor]
    else:
        assert column.problems == {0: expected.reason}


ANYTHING = st.one_of(st.text(), st.text(alphabet="0123456789.,'-+()£€ EeUSD\n_"), st.floats(), st.integers(), st.none())


@given(st.lists(ANYTHING, max_size=6), st.sampled_from([".", ","]))
def test_a_column_is_read_as_its_cells_are_read_one_by_one(cells: list[object], mark: DecimalMark) -> None:
    column = parse_column(cells, decimal=mark)
    for index, cell in enumerate(cells):
        match parse_amount(cell, decimal=mark):
            case Amount(minor, currency):
                assert index not in column.problems
                assert column.minor[index] == minor
                assert column.currencies.get(index) == currency
            case NotAnAmount(reason):
                assert column.problems[index] == reason
                assert column.minor[index] == 0
