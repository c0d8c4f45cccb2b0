"""Tables of Arrow, pandas and Polars in, the months of the same kind out."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import guanxi
from guanxi.errors import Refused, WrongCall
from guanxi.lifecycle import Parameters
from guanxi.months import parse_month
from tests.ledger.made import run

TODAY = date(2026, 11, 5)
ROWS: dict[str, list[Any]] = {
    "customer": ["Ada", " Ada", "Bea", "Ada", "Bea"],
    "date": [date(2024, month, 5) for month in (1, 2, 2, 3, 5)],
    "amount": [100.0, 50.255, 7.0, -1.1, 20.0],
    "category": ["Bolts", "Bolts", None, "Nuts", ""],
}
KINDS = {
    "arrow": pa.table,
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "lazy polars": pl.LazyFrame,
    "texts": lambda rows: pl.DataFrame({name: [None if c is None else str(c) for c in rows[name]] for name in rows}),
    "decimals": lambda rows: pl.DataFrame(rows).with_columns(pl.col("amount").cast(pl.Decimal(18, 3))),
}


class Stream:
    """A table of a library that nobody here knows."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def rows_of(table: Any) -> list[dict[str, Any]]:
    if isinstance(table, pd.DataFrame):
        table = pa.Table.from_pandas(table)
    return list(table.to_pylist() if isinstance(table, pa.Table) else table.to_dicts())


def figures(table: Any) -> list[tuple[Any, ...]]:
    """Names, month and what does not depend on how a library holds money."""
    return [
        (
            row["customer"],
            row["category"] or None,
            str(row["month"])[:10],
            float(row["ours"]),
            row["stage"],
            row["silence"],
        )
        for row in rows_of(table)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_table_gives_the_same_months_in_its_own_kind(kind: str) -> None:
    ledger = KINDS[kind](ROWS)
    months = guanxi.assess(ledger, until="2024-06", today=TODAY)
    if kind == "arrow":
        assert isinstance(months, pa.Table)
    else:
        assert isinstance(months, pd.DataFrame if kind == "pandas" else pl.DataFrame)
    assert figures(months) == figures(guanxi.assess(pa.table(ROWS), until="2024-06", today=TODAY))
    assert figures(months)[1] == ("Ada", None, "2024-02-01", 50.26, "initial", 0)


def test_the_months_are_those_of_the_command_line(tmp_path: Path) -> None:
    pl.DataFrame(ROWS).write_csv(tmp_path / "ledger.csv")
    run([tmp_path / "ledger.csv"], tmp_path / "out", until=parse_month("2024-06"))
    with duckdb.connect() as connection:
        expected = connection.sql(f"SELECT * FROM '{tmp_path / 'out' / 'months.parquet'}'").pl()
    assert guanxi.assess(pl.DataFrame(ROWS), until="2024-06", today=TODAY).equals(expected)


def test_totals_events_suppliers_and_parameters_are_heard() -> None:
    ledger = pl.DataFrame(ROWS).rename({"customer": "buyer"})
    totals = pd.DataFrame(
        {"customer": ["Ada"], "period_start": ["2024-01-01"], "period_end": ["2024-12-31"], "amount": [1200]}
    )
    events = pa.table({"customer": ["Ada"], "date": ["2023-11-05"], "kind": ["opening"], "stage": ["3"]})
    months = guanxi.assess(
        ledger, totals=totals, events=events, columns={"customer": "buyer"}, by="customer", parameters={"W": 3},
        today=TODAY,
    )  # fmt: skip
    first = rows_of(months)[0]
    assert (first["customer"], first["month"], first["stage"], first["total"]) == (
        "Ada",
        date(2023, 11, 1),
        "stable",
        None,
    )
    assert [row["share"] for row in rows_of(months)[:4]] == [None, None, None, 75.13]
    ledger = pl.DataFrame(ROWS | {"supplier": ["Us", "Them", "Them", "Us", None]})
    assert {row["supplier"] for row in rows_of(guanxi.assess(ledger, every_supplier=True, today=TODAY))} == {
        "Us",
        "Them",
    }
    months = guanxi.assess(ledger, us="Us", by="customer", parameters=Parameters(R=1), today=TODAY)
    assert [(row["customer"], float(row["ours"])) for row in rows_of(months)][:3] == [
        ("Ada", 100.0),
        ("Ada", 0.0),
        ("Ada", -1.1),
    ]


def test_rows_that_cannot_be_used_are_warned_of() -> None:
    bad = {**ROWS, "date": [*ROWS["date"][:3], date(1800, 1, 1), None]}
    with pytest.warns(UserWarning, match=r"2 rows were not used: .*the date is empty \(1\)"):
        months = guanxi.assess(pl.DataFrame(bad), today=TODAY)
    assert {row["month"] for row in rows_of(months)} == {date(2024, 1, 1), date(2024, 2, 1)}


def test_a_table_of_an_unknown_library_comes_through_the_arrow_interface() -> None:
    months = guanxi.assess(Stream(pa.table(ROWS)), today=TODAY)
    assert isinstance(months, pa.Table)
    assert months.equals(guanxi.assess(pa.table(ROWS), today=TODAY))


def test_errors_speak_of_tables_and_not_of_files() -> None:
    with pytest.raises(Refused, match=r"^The ledger has no column “amount”"):
        guanxi.assess(pl.DataFrame({"customer": ["a"], "date": ["2024-01-05"], "amuont": [1]}))
    with pytest.raises(Refused, match=r"^The ledger has no usable line"):
        guanxi.assess(pl.DataFrame(ROWS).head(0))
    with pytest.raises(WrongCall, match="The ledger is a str"):
        guanxi.assess("ledger.csv")
    with pytest.raises(WrongCall, match="pass a table"):
        guanxi.assess(None)
    with pytest.raises(WrongCall, match="There is no rule parameter “X”"):
        guanxi.assess(pl.DataFrame(ROWS), parameters={"X": 1})


def test_a_library_that_is_missing_is_named() -> None:
    code = (
        "import sys, polars, guanxi\n"
        "from guanxi.errors import Refused\n"
        "sys.modules['pyarrow'] = None\n"
        "try:\n"
        "    guanxi.assess(polars.DataFrame({'customer': ['a'], 'date': ['2024-01-05'], 'amount': [1]}))\n"
        "except Refused as error:\n"
        "    print(error.message)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "pip install pyarrow" in told


def test_importing_guanxi_loads_neither_duckdb_nor_numpy() -> None:
    code = "import sys, guanxi, json; print(json.dumps([name in sys.modules for name in ('duckdb', 'numpy')]))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert json.loads(told) == [False, False]
    with pytest.raises(AttributeError):
        guanxi.asses  # noqa: B018
