"""A ledger full of what makes engines differ: half cents, names in two spellings, white space, gaps, odd days."""

import csv
import random
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

FIRST = date(2023, 1, 1)
MONTHS = 30

# One customer in two forms of Unicode; signs beyond the first 65,536, which sort differently in UTF-16; outer white
# space of several kinds; what CSV must quote; letters that collations order among the others.
CUSTOMERS = (
    *("Café Zürich", "Cafe\u0301 Zu\u0308rich", "Zebra", "zebra", "ábaco", "Ōsaka Trading"),
    *(
        "𠮷野家",
        "ﬀ Works",
        "\uff21 wide",
        "吉野",
        " Plain",
        "Plain\u3000",
        "\u00a0Plain ",
        'Quo"te, Inc.',
        "Line\nBreak",
    ),
    *("a|b", "A-1", "A 1", "_under", "10", "9", "", None),
)
CATEGORIES = ("Bearings", "bearings", "润滑油", "Se\u0301als", "Séals", " Belts\t", "", None, "𝒵 rare")
SUPPLIERS = ("Lotus", "Lotus ", "Rival", "ri\u0301val", "ríval", "競合", "", None)
AMOUNTS = tuple(
    map(
        Decimal,
        (
            "0.005",
            "0.015",
            "0.025",
            "-0.005",
            "2.675",
            "1.115",
            "-7.785",
            "0",
            "0.004999",
            "12.3",
            "1500.5",
            "99.999999",
        ),
    )
)


@dataclass(frozen=True)
class Line:
    customer: str | None
    date: date | None
    amount: Decimal | None
    category: str | None
    supplier: str | None
    document: int


COLUMNS = ("customer", "date", "amount", "category", "supplier", "document")


def lines(count: int = 1_500, seed: int = 7) -> list[Line]:
    """Lines in no order at all, a few of them with nothing usable in one place."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        customer = chance.choices(CUSTOMERS, weights=range(len(CUSTOMERS) + 10, 10, -1))[0]
        habit = sum(map(ord, (customer or "").strip())) % 5
        day: date | None = FIRST + timedelta(chance.randrange(MONTHS * 30))
        amount: Decimal | None = chance.choice(AMOUNTS) * chance.choice((1, 1, 1, 10, 100, -1))
        if chance.random() < 0.5:
            amount = Decimal(chance.randrange(-2_000, 90_000)) / 1000
        supplier = chance.choices(SUPPLIERS, weights=(8 if habit else 1, 2, 3, 1, 1, 1, 1, 1))[0]
        if number % 97 == 5:
            day = chance.choice((None, date(1899, 12, 31), date(2999, 1, 1)))
        if number % 89 == 7:
            amount = chance.choice((None, Decimal("900000000000000.01"), Decimal("-900000000000000.006")))
        made.append(Line(customer, day, amount, chance.choice(CATEGORIES), supplier, number))
    # A customer who takes back exactly what he bought, and one who bought from others only.
    made += [Line("Zero sum", date(2024, 1, 5), Decimal(10), "Bearings", "Lotus", 9_001)]
    made += [Line("Zero sum", date(2024, 1, 25), Decimal(-10), "Bearings", "Lotus", 9_002)]
    made += [Line("Elsewhere", date(2024, month, 3), Decimal("7.5"), "Bearings", "Rival", 9_010) for month in (1, 4, 9)]
    return made


def write_csv(path: Path, rows: Sequence[Line], columns: Sequence[str] = COLUMNS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([["" if cell is None else cell for cell in cells(row, columns)] for row in rows])
    return path


def write_parquet(path: Path, rows: Sequence[Line], columns: Sequence[str] = COLUMNS) -> Path:
    types = {"date": pa.date32(), "amount": pa.decimal128(24, 6), "document": pa.int64()}
    table = pa.table(
        {name: pa.array([getattr(row, name) for row in rows], types.get(name, pa.string())) for name in columns}
    )
    pq.write_table(table, path, row_group_size=400)
    return path


def write_table(connection: Any, table: str, rows: Sequence[Line], columns: Sequence[str] = COLUMNS) -> None:
    """Make a PostgreSQL table; ``table`` is written as SQL."""
    types = {"date": "date", "amount": "numeric", "document": "bigint"}
    described = ", ".join(f"{name} {types.get(name, 'text')}" for name in columns)
    connection.execute(f"CREATE TABLE {table} ({described})")
    with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(cells(row, columns))


def cells(row: Line, columns: Sequence[str]) -> list[Any]:
    by_name = dict(zip(COLUMNS, astuple(row), strict=True))
    return [by_name[name] for name in columns]


def write_totals(path: Path) -> Path:
    path.write_text(
        "customer,period_start,period_end,amount,category,source_class,stated_on\n"
        "Plain,2023-01-01,2023-12-31,1000.07,,B,2024-01-15\n"
        "Plain,2023-01-01,2024-12-31,500,Bearings,D,2024-06-01\n"
        "Zebra,2023-02-01,2023-07-31,3333.33,bearings,A,\n"
        "Café Zürich,2023-01-01,2024-06-30,99999.99,,E,2023-05-05\n"
        "𠮷野家,2023-05-01,2023-05-31,-12,Belts,C,\n"
        "Only stated,2023-03-01,2023-12-31,0,Bearings,B,\n"
        "Zebra,2023-02-03,2023-07-31,1,bearings,A,\n",
        encoding="utf-8",
    )
    return path


def write_events(path: Path) -> Path:
    path.write_text(
        "customer,date,kind,category,stage\n"
        "Plain,2023-06-10,contact,,\n"
        "Plain,2024-03-10,exit_notice,Bearings,\n"
        "zebra,2024-02-01,exit_notice,,\n"
        "Only met,2023-08-08,contact,,\n"
        "Only met,2024-08-08,contact,,\n"
        "Opened,2023-04-01,opening,Bearings,stable\n"
        "Opened,2023-04-01,opening,,2\n"
        "Zebra,2024-05-01,opening,Bearings,4\n"
        "Elsewhere,2023-02-01,opening,Bearings,3\n",
        encoding="utf-8",
    )
    return path
