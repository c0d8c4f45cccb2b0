"""Dated events: contacts, exit notices and openings, and rejects for the rest."""

from pathlib import Path

import duckdb
import pytest

from guanxi.errors import Refused
from guanxi.ledger.cleaning import HOLDS_NUL, NO_CUSTOMER
from guanxi.ledger.columns import ReadOptions, parse_mapping
from guanxi.ledger.dates import UNREADABLE as NO_DAY
from guanxi.ledger.events import NO_KIND, NO_STAGE, Event, read_events
from guanxi.lifecycle.vocabulary import DEVELOPMENT, INITIAL, STABLE, STRATEGIC
from guanxi.months import parse_month
from tests.ledger.files import TODAY, Noted, write

JANUARY = parse_month("2024-01")


def read(path: Path, *mapping: str) -> tuple[list[Event], list[tuple[int, str, str, str]]]:
    bad: list[tuple[str, int, str, str, str]] = []
    events = read_events(path, ReadOptions(mapping=parse_mapping(mapping), today=TODAY), rejects=Noted(bad))
    return events, [one[1:] for one in bad]


def test_events_are_read_in_row_order(tmp_path: Path) -> None:
    text = (
        "customer,category,date,kind,stage\n"
        " Bea ,Paper,2024-02-29,contact,\n"
        "Ada,,2024-01-05T10:00, Exit_Notice ,\n"
        "Ada,,2024-01-01,opening,Stable\n"
    )
    events, bad = read(write(tmp_path, text))
    assert events == [
        Event("Bea", "Paper", JANUARY + 1, "contact", 0, 2),
        Event("Ada", None, JANUARY, "exit_notice", 0, 3),
        Event("Ada", None, JANUARY, "opening", STABLE, 4),
    ]
    assert bad == []


@pytest.mark.parametrize(
    ("written", "stage"),
    [("1", DEVELOPMENT), ("2", INITIAL), ("stable", STABLE), ("战略合作", STRATEGIC), (" STRATEGIC ", STRATEGIC),
     ("Initial", INITIAL), ("development", DEVELOPMENT), ("4", STRATEGIC)],
)  # fmt: skip
def test_an_opening_names_its_stage_or_gives_its_number(tmp_path: Path, written: str, stage: int) -> None:
    events, _ = read(write(tmp_path, f"customer,date,kind,stage\nAda,2024-01-01,opening,{written}\n"))
    assert [event.stage for event in events] == [stage]


@pytest.mark.parametrize(
    ("line", "column", "value", "reason"),
    [
        (",2024-01-01,contact,,", "customer", "", NO_CUSTOMER),
        ("A\0,2024-01-01,contact,,", "customer", "A\0", HOLDS_NUL),
        ("A,01/02/2024,contact,,", "date", "01/02/2024", NO_DAY),
        ("A,1899-12-31,contact,,", "date", "1899-12-31", "the year is outside 1900 to 2027"),
        ("A,2024-01-01,call,,", "kind", "call", NO_KIND),
        ("A,2024-01-01,,,", "kind", "", NO_KIND),
        ("A,2024-01-01,contact,K\0,", "category", "K\0", HOLDS_NUL),
        ("A,2024-01-01,opening,,", "stage", "", NO_STAGE),
        ("A,2024-01-01,opening,,interrupted", "stage", "interrupted", NO_STAGE),
        ("A,2024-01-01,opening,,5", "stage", "5", NO_STAGE),
        ("A,2024-01-01,opening,,0", "stage", "0", NO_STAGE),
    ],
)
def test_a_bad_event_is_a_reject_with_its_column(
    tmp_path: Path, line: str, column: str, value: str, reason: str
) -> None:
    text = f"customer,date,kind,category,stage\n{line}\nA,2024-01-01,contact,,\n"
    events, bad = read(write(tmp_path, text))
    assert [event.row for event in events] == [3]
    assert bad == [(2, column, value, reason)]


def test_an_opening_without_a_stage_column_is_a_reject(tmp_path: Path) -> None:
    events, bad = read(write(tmp_path, "customer,date,kind\nA,2024-01-01,opening\nA,2024-01-01,contact\n"))
    assert [event.kind for event in events] == ["contact"]
    assert bad == [(2, "stage", "", NO_STAGE)]


def test_events_come_typed_from_parquet(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select 'Ada' customer, date '2024-01-31' as date, 'opening' kind, 3 as stage) "
            f"to '{tmp_path / 'e.parquet'}' (format parquet)"
        )
    assert read(tmp_path / "e.parquet") == ([Event("Ada", None, JANUARY, "opening", STABLE, 1)], [])


def test_names_are_joined_as_in_the_ledger_and_columns_are_not_mapped(tmp_path: Path) -> None:
    text = "customer,date,kind\n | Parks ,2024-01-01,contact\n"
    events, _ = read(write(tmp_path, text), "customer=buyer+unit", "date=paid")
    assert [event.customer for event in events] == [" | Parks"]


def test_a_missing_column_is_refused_with_the_closest(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no column “kind”; the closest is “kinds”: if that is meant, call it “kind”"):
        read(write(tmp_path, "customer,date,kinds\n"))
