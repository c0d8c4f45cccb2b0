"""Columns: what --map may say, how headers are matched, and what a missing column is told."""

from datetime import date
from pathlib import Path

import pytest

from guanxi.errors import Refused, WrongCall
from guanxi.ledger.columns import (
    ReadOptions,
    Source,
    cell_text,
    closest,
    header_names,
    match_header,
    parse_mapping,
)

FILE = Path("spend.csv")


def test_a_mapping_names_one_column_several_or_a_product() -> None:
    assert parse_mapping(["customer=buyer + unit", " Date = Paid on", "amount=Quantity*UnitPrice", "category=A&B"]) == {
        "customer": Source(("buyer", "unit"), "join"),
        "date": Source(("Paid on",)),
        "amount": Source(("Quantity", "UnitPrice"), "product"),
        "category": Source(("A&B",)),
    }
    assert parse_mapping(["amount=a=b"])["amount"] == Source(("a=b",))


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("custmer=x", "perhaps “customer” is meant"),
        ("zzz=x", "the fields are customer, date, amount"),
        ("customer", "field=column"),
        ("customer=", "field=column"),
        ("=x", "field=column"),
        ("", "field=column"),
        ("amount=a*b*c", "a product has two columns"),
        ("amount=*b", "a product has two columns"),
        ("customer=a+", "a column name is missing"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_a_wrong_call(item: str, told: str) -> None:
    with pytest.raises(WrongCall) as caught:
        parse_mapping([item])
    assert told in caught.value.message


def test_a_field_is_mapped_once() -> None:
    with pytest.raises(WrongCall, match="mapped twice"):
        parse_mapping(["customer=a", "Customer=b"])


def test_options_are_checked_when_they_are_made() -> None:
    with pytest.raises(WrongCall, match="no decimal mark"):
        ReadOptions(decimal=";", today=date(2026, 1, 1))  # type: ignore[arg-type]  # what a caller could pass
    with pytest.raises(WrongCall, match="needs a year and a month"):
        ReadOptions(date_formats=("%d",), today=date(2026, 1, 1))


def test_a_repeated_header_name_gets_a_number_unless_a_column_has_that_name() -> None:
    assert header_names([" OrderID", "x", "orderid ", "ORDERID"]) == ["OrderID", "x", "orderid.1", "ORDERID.2"]
    assert header_names(["a", "a", "a.1"]) == ["a", "a.2", "a.1"]
    assert header_names(["", None, "", 2020.0]) == ["", "", "", "2020"]
    assert len(set(header_names(["n"] * 20_000))) == 20_000


def test_headers_are_matched_without_case_and_outer_spaces() -> None:
    names = header_names([" CUSTOMER ", "Date", "aMount", "extra"])
    found = match_header(names, path=FILE)
    assert {field: source.indexes for field, source in found.items()} == {
        "customer": (0,),
        "date": (1,),
        "amount": (2,),
    }
    assert found["amount"].columns == ("aMount",)


def test_a_column_that_is_really_called_like_an_expression_is_taken() -> None:
    mapping = parse_mapping(["customer=a+b", "amount=q*p"])
    found = match_header(["q*p", "date", "a+b"], path=FILE, mapping=mapping)
    assert found["customer"] == Source(("a+b",), "one", (2,))
    assert found["amount"] == Source(("q*p",), "one", (0,))


def test_a_missing_column_is_named_with_the_closest_and_what_to_write() -> None:
    with pytest.raises(Refused) as caught:
        match_header(["Custommer", "date", "amount"], path=FILE)
    assert caught.value.message == (
        "spend.csv has no column “customer”; the closest is “Custommer”: "
        "if that is meant, add --map customer=Custommer."
    )
    with pytest.raises(Refused) as caught:
        match_header(["buyers", "unit", "date", "amount"], path=FILE, mapping=parse_mapping(["customer=buyer+unit"]))
    assert "no column “buyer”" in caught.value.message
    assert "--map customer=buyers+unit" in caught.value.message
    with pytest.raises(Refused) as caught:
        match_header(["Customer name", "date", "amount"], path=FILE)
    assert '--map customer="Customer name"' in caught.value.message


def test_without_a_near_column_all_columns_are_shown_and_nothing_that_a_terminal_obeys() -> None:
    with pytest.raises(Refused) as caught:
        match_header(["q\x1b[31m", "date", "amount", *(f"zz{n}" for n in range(50))], path=FILE)
    assert "its columns are “q�[31m”, “date”" in caught.value.message
    assert "…" in caught.value.message
    assert len(caught.value.message) < 400
    with pytest.raises(Refused, match="no header line"):
        match_header(["", ""], path=FILE)


def test_an_absent_optional_column_is_left_out() -> None:
    assert "category" not in match_header(
        ["customer", "date", "amount"], path=FILE, mapping={"category": Source(("k",))}
    )


def test_closest_gives_the_own_spelling_or_nothing() -> None:
    assert closest("acme", ["Foo", "ACME Ltd"]) == "ACME Ltd"
    assert closest("acme", ["zzz"]) is None
    assert closest("x" * 10**6, ["y" * 10**6]) is None


def test_typed_cells_are_written_as_people_write_them() -> None:
    assert [cell_text(cell) for cell in ("x", None, 13047.0, 1.5, 7, 1e20, date(2020, 1, 2))] == [
        "x", "", "13047", "1.5", "7", "1e+20", "2020-01-02",
    ]  # fmt: skip
