"""Names and whole lines: what they become, and why a line is not used."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.ledger.cleaning import (
    HOLDS_NUL,
    LONGEST_NAME,
    NO_CATEGORY,
    NO_CUSTOMER,
    NOT_TEXT,
    TOO_LONG,
    Batch,
    Cleaned,
    LineCleaner,
    Names,
    Problem,
    clean_currency,
    clean_joined_name,
    clean_name,
    join_names,
    name_problem,
)
from guanxi.ledger.columns import ReadOptions, Source, parse_mapping
from guanxi.ledger.dates import EMPTY as NO_DATE
from guanxi.ledger.dates import UNREADABLE as NO_DAY
from guanxi.money import EMPTY as NO_AMOUNT
from guanxi.money import UNREADABLE
from guanxi.months import parse_month

TODAY = date(2026, 5, 1)
JANUARY = parse_month("2024-01")


class Cleaner:
    """A cleaner of small ledgers that are written as columns."""

    def __init__(self, *mapping: str, first: int = 2, **options: object) -> None:
        self.first = first
        self.mapping = parse_mapping(mapping)
        self.options = ReadOptions(mapping=self.mapping, today=TODAY, **options)  # type: ignore[arg-type]  # as the test names them
        self.names = Names(), Names(), Names()
        self._cleaner: LineCleaner | None = None

    def clean(self, **fields: Sequence[object]) -> Cleaned:
        columns: dict[str, list[Sequence[object]]] = {}
        for field, cells in fields.items():
            joined = field in self.mapping and self.mapping[field].how != "one"
            columns[field] = list(zip(*cells, strict=True)) if joined else [cells]
        if self._cleaner is None:
            sources = {field: self.mapping.get(field, Source((field,))) for field in fields}
            customers, categories, suppliers = self.names
            self._cleaner = LineCleaner(
                sources, options=self.options, customers=customers, categories=categories, suppliers=suppliers
            )
        length = len(columns["date"][0])
        return self._cleaner.clean(columns, range(self.first, self.first + length))


def lines(cleaned: Cleaned, names: tuple[Names, Names, Names]) -> list[tuple[object, ...]]:
    """The usable lines with their names."""
    batch = cleaned.batch
    named = [
        [None if number < 0 else table.names[number] for number in numbers.tolist()]
        for table, numbers in zip(names, (batch.customer, batch.category, batch.supplier), strict=True)
    ]
    return list(zip(*named, batch.month.tolist(), batch.amount.tolist(), strict=True))


def reasons(cleaned: Cleaned) -> list[tuple[int, str, str, str]]:
    return [problem[:4] for problem in cleaned.problems]


def test_a_name_is_composed_and_trimmed_and_nothing_else() -> None:
    assert clean_name("  Café\u0301 \u3000") == "Café\u0301"
    assert clean_name("Cafe\u0301") == "Café"
    assert clean_name("ACME  ltd") == "ACME  ltd"
    assert [clean_name(cell) for cell in (None, "", " \t\n", 13047.0, 7, Decimal("1.50"))] == [
        "", "", "", "13047", "7", "1.50",
    ]  # fmt: skip


@given(st.text())
def test_cleaning_a_name_is_the_rule_and_can_be_done_twice(text: str) -> None:
    name = clean_name(text)
    assert name == unicodedata.normalize("NFC", text).strip()
    assert clean_name(name) == name


def test_parts_of_a_joined_name_are_cleaned_one_by_one() -> None:
    assert join_names([" City ", "Parks\n"]) == "City | Parks"
    assert join_names(["City", ""]) == "City | "
    assert join_names(["", "Parks"]) == " | Parks"
    assert join_names([None, " "]) == ""


@given(st.lists(st.text(alphabet="ab |", max_size=4), min_size=2, max_size=3))
def test_a_joined_name_in_another_file_is_the_same_name(parts: list[str]) -> None:
    name = join_names([part.strip(" |") for part in parts])
    assert clean_joined_name(name) == clean_joined_name(f"  {name}  ") == name


def test_names_that_cannot_be_used_say_why() -> None:
    assert name_problem("") is None
    assert name_problem("x" * LONGEST_NAME) is None
    assert name_problem("x" * (LONGEST_NAME + 1)) == TOO_LONG
    assert name_problem("a\0b") == HOLDS_NUL
    assert name_problem("caf\udce9") == NOT_TEXT


def test_names_are_numbered_as_they_come_and_missing_ones_are_minus_one() -> None:
    names = Names()
    assert [names.intern(name) for name in ("b", "a", "", "b")] == [0, 1, -1, 0]
    assert (names.names, len(names), names.find("a"), names.find("z")) == (["b", "a"], 2, 1, -1)


def test_currencies_are_codes() -> None:
    assert [clean_currency(cell) for cell in ("£", " eur ", "USD", "", None, "￥")] == [
        "GBP",
        "EUR",
        "USD",
        "",
        "",
        "CNY",
    ]


def test_usable_lines_become_arrays() -> None:
    cleaner = Cleaner()
    cleaned = cleaner.clean(
        customer=["Berg", " Berg ", "Cafe\u0301"],
        date=["2024-01-05", date(2024, 2, 1), datetime(2024, 3, 31, 23, 59)],
        amount=["1,000.50", -2.5, Decimal("0.015")],
        category=["Paper", "", None],
        supplier=["", "We", "We"],
    )
    assert cleaned.problems == []
    assert lines(cleaned, cleaner.names) == [
        ("Berg", "Paper", None, JANUARY, 100050),
        ("Berg", None, "We", JANUARY + 1, -250),
        ("Café", None, "We", JANUARY + 2, 2),
    ]
    assert [array.dtype for array in vars(cleaned.batch).values() if isinstance(array, np.ndarray)] == [
        np.int32, np.int32, np.int32, np.int32, np.int64,
    ]  # fmt: skip
    assert (len(cleaned.batch), cleaned.batch.read) == (3, 3)


def test_a_line_is_rejected_once_for_its_first_fault_in_the_order_of_the_fields() -> None:
    cleaned = Cleaner().clean(
        customer=["", "A", "A", "A", "A", "A"],
        date=["", "soon", "2024-01-05", "2024-01-05", "2024-01-05", "2024-01-05"],
        amount=["", "", "free", "1", "2", "3"],
        category=["\0", "\0", "\0", "P\0", "P", "P"],
        supplier=["\0", "\0", "\0", "\0", "S\0", "S"],
        currency=["\0", "\0", "\0", "\0", "\0", "E\0R"],
    )
    assert reasons(cleaned) == [
        (2, "customer", "", NO_CUSTOMER),
        (3, "date", "soon", NO_DAY),
        (4, "amount", "free", UNREADABLE),
        (5, "category", "P\0", HOLDS_NUL),
        (6, "supplier", "S\0", HOLDS_NUL),
        (7, "currency", "E\0R", HOLDS_NUL),
    ]
    assert len(cleaned.batch) == 0
    assert [problem.amount for problem in cleaned.problems] == [None, None, None, 100, 200, 300]


def test_a_cell_with_nul_or_stray_bytes_says_so_in_every_column() -> None:
    for bad, reason in (("\0", HOLDS_NUL), ("\udcff", NOT_TEXT)):
        for field in ("customer", "date", "amount", "category", "supplier", "currency"):
            cells: dict[str, Sequence[object]] = {
                "customer": ["A"], "date": ["2024-01-05"], "amount": ["5"], "category": ["K"], "supplier": ["S"],
                "currency": ["EUR"],
            }  # fmt: skip
            cells[field] = [f"{cells[field][0]}{bad}"]
            cleaned = Cleaner().clean(**cells)
            assert reasons(cleaned) == [(2, field, cells[field][0], reason)]


def test_empty_and_far_cells_have_their_own_reasons() -> None:
    cleaned = Cleaner().clean(
        customer=["A", "A", "A", "x" * 10_000_000],
        date=["", "2031-01-01", "2024-01-01", "2024-01-01"],
        amount=["5", "6", "", "7"],
    )
    assert reasons(cleaned) == [
        (2, "date", "", NO_DATE),
        (3, "date", "2031-01-01", "the year is outside 1900 to 2027"),
        (4, "amount", "", NO_AMOUNT),
        (5, "customer", "x" * 199 + "…", TOO_LONG),
    ]


def test_an_empty_category_is_a_reject_only_where_it_is_required() -> None:
    cells: Mapping[str, Sequence[object]] = {
        "customer": ["A", "A"], "date": ["2024-01-05"] * 2, "amount": ["5", "6"], "category": [" ", "K"],
    }  # fmt: skip
    assert Cleaner().clean(**cells).problems == []
    required = Cleaner(category_required=True)
    assert reasons(required.clean(**cells)) == [(2, "category", " ", NO_CATEGORY)]


def test_joined_customers_and_products_are_read_from_several_columns() -> None:
    cleaner = Cleaner("customer=buyer+unit", "amount=Quantity*UnitPrice")
    cleaned = cleaner.clean(
        customer=[("City", "Parks"), ("City", ""), ("", " "), ("City", "Parks"), ("City", "Parks")],
        date=["2024-01-05"] * 5,
        amount=[("3", "0.335"), (6, 2.55), ("1", "1"), ("3", "dear"), ("£2", "€2")],
    )
    assert [line[0] for line in lines(cleaned, cleaner.names)] == ["City | Parks", "City | "]
    assert cleaned.batch.amount.tolist() == [100, 1530]
    assert reasons(cleaned) == [
        (4, "buyer+unit", " |  ", NO_CUSTOMER),
        (5, "UnitPrice", "dear", UNREADABLE),
        (6, "Quantity*UnitPrice", "£2*€2", "the factors are in different currencies"),
    ]


def test_currencies_come_from_the_column_else_from_the_amount_and_only_of_lines_that_are_used() -> None:
    used = Cleaner().clean(
        customer=["A", "A", "A", ""],
        date=["2024-01-05"] * 4,
        amount=["€5", "£5", "5", "¥5"],
        currency=["USD", "", "chf", "SEK"],
    )
    assert used.currencies == {"USD", "GBP", "CHF"}
    assert Cleaner().clean(customer=["A"], date=["2024-01-05"], amount=["5 EUR"]).currencies == {"EUR"}


def test_names_of_lines_that_are_not_used_are_not_numbered() -> None:
    cleaner = Cleaner()
    cleaner.clean(customer=["Ghost", "Berg"], date=["never", "2024-01-05"], amount=["1", "2"])
    assert cleaner.names[0].names == ["Berg"]
    cleaner.clean(customer=["Ghost"], date=["2024-01-05"], amount=["1"])
    assert cleaner.names[0].names == ["Berg", "Ghost"]


def test_document_and_line_name_a_reject() -> None:
    cleaned = Cleaner().clean(
        customer=["", ""], date=["2024-01-05"] * 2, amount=["1", "2"], document=["INV-7", ""], line=[3.0, None]
    )
    assert [problem.document for problem in cleaned.problems] == ["document INV-7, line 3", ""]
    assert [problem.reason for problem in cleaned.problems] == [NO_CUSTOMER] * 2


def test_equal_numbers_of_different_kinds_are_different_names() -> None:
    cleaner = Cleaner()
    cleaned = cleaner.clean(customer=[1, True, 1.0, "1", Decimal(1)], date=["2024-01-05"] * 5, amount=[1] * 5)
    assert [line[0] for line in lines(cleaned, cleaner.names)] == ["1", "True", "1", "1", "1"]


def test_cells_of_any_kind_are_answered() -> None:
    odd: list[object] = [[], {}, object(), b"x", float("nan"), float("inf"), 10**400, True, None, date(1, 1, 1)]
    cleaned = Cleaner().clean(customer=["A"] * 10, date=odd, amount=odd)
    assert len(cleaned.problems) == 10
    cleaned = Cleaner().clean(customer=odd, date=["2024-01-05"] * 10, amount=["1"] * 10)
    assert len(cleaned.batch) + len(cleaned.problems) == 10


def test_batches_are_joined_in_order() -> None:
    cleaner = Cleaner()
    parts = [
        cleaner.clean(customer=[name], date=["2024-01-05"], amount=[amount]).batch
        for name, amount in (("A", 1), ("B", 2))
    ]
    joined = Batch.joined(parts)
    assert (joined.customer.tolist(), joined.amount.tolist(), joined.read) == ([0, 1], [100, 200], 2)
    assert len(Cleaner().clean(customer=[], date=[], amount=[]).batch) == 0


cells = st.one_of(
    st.none(), st.text(max_size=8), st.sampled_from(["A", "B ", "2024-01-05", "2024-02-30", "5", "(1.5)", "€2", "\0"]),
    st.integers(-(10**20), 10**20), st.floats(), st.dates(), st.booleans(),
)  # fmt: skip


@given(st.lists(st.tuples(*[cells] * 6), max_size=8))
def test_every_line_is_either_used_or_a_reject_with_a_reason(rows: list[tuple[object, ...]]) -> None:
    fields = ("customer", "date", "amount", "category", "supplier", "currency")
    columns = {field: [row[place] for row in rows] for place, field in enumerate(fields)}
    cleaner = Cleaner()
    cleaned = cleaner.clean(**columns)
    assert len(cleaned.batch) + len(cleaned.problems) == len(rows)
    assert [problem.row for problem in cleaned.problems] == sorted({problem.row for problem in cleaned.problems})
    assert all(isinstance(problem, Problem) and problem.reason and problem.column for problem in cleaned.problems)
    # One line alone is judged as it is among others.
    bad = {problem.row: problem for problem in cleaned.problems}
    for index, row in enumerate(rows, 2):
        alone = Cleaner(first=index).clean(**{field: (cell,) for field, cell in zip(fields, row, strict=True)})
        assert alone.problems == ([bad[index]] if index in bad else [])


@pytest.mark.parametrize("count", [250_000])
def test_what_was_learned_is_bounded(count: int) -> None:
    from guanxi.ledger import cleaning

    cleaner = Cleaner()
    stamps = [f"2024-01-05 {n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d}.{n}" for n in range(count)]
    for start in range(0, count, 50_000):
        part = stamps[start : start + 50_000]
        cleaner.clean(customer=["A"] * len(part), date=part, amount=["1"] * len(part))
    assert cleaner._cleaner is not None
    assert len(cleaner._cleaner._months) <= cleaning._KEPT_TEXTS
