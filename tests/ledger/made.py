"""Random ledgers with statements and events, their files, and the calls that assess them."""

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from guanxi.ledger import assess
from guanxi.ledger.assess import Call, Summary
from guanxi.ledger.columns import ReadOptions
from guanxi.lifecycle import Parameters
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.money import format_minor
from guanxi.months import first_day, last_day, parse_month
from tests.ledger.slowly import Happened, Line, Said
from tests.lifecycle.reference import Statement

TODAY = date(2026, 11, 5)
FIRST = parse_month("2023-01")
US = frozenset({"Lotus", "競合"})

# By code point: capitals before small letters, those before accents, all of them before Chinese.
CUSTOMERS = ("Zeta", "alpha", "a", "Ärger & Söhne", "江南电机", "B, “quoted”")
CATEGORIES = ("Bolts", "bolts", "Étain", "润滑油")
SUPPLIERS = ("Lotus", "競合", "Kern AG", "kern ag")


class Silent:
    def step(self, name: str, total: int | None) -> None: ...

    def advance(self, n: int) -> None: ...


def call(ledgers: Sequence[Path], out: Path, **more: Any) -> Call:
    standard = Call(
        ledgers=ledgers,
        totals=None,
        events=None,
        us=(),
        every_supplier=False,
        by="both",
        until=None,
        parameters=Parameters(),
        read=ReadOptions(today=TODAY),
        engine=None,
        out=out,
        report=None,
        today=TODAY,
    )
    return replace(standard, **more)


def run(ledgers: Sequence[Path], out: Path, **more: Any) -> Summary:
    return assess.run(call(ledgers, out, **more), progress=Silent())


# ---- a random ledger, and its files ----


@dataclass(frozen=True)
class Sample:
    lines: list[Line]
    said: list[Said]
    happened: list[Happened]
    parameters: Parameters
    until: int


def sample(seed: int, *, suppliers: bool) -> Sample:
    rng = np.random.default_rng(seed)

    def pick(among: Sequence[str], none: float = 0.0) -> Any:
        return None if rng.random() < none else among[int(rng.integers(len(among)))]

    months = int(rng.integers(3, 30))
    told = seed % 2 == 1  # few lines, and much that was said and happened beside them

    def month(after: int = 0) -> int:
        return FIRST + int(rng.integers(0, months + after))

    def amount() -> int:
        return int(rng.choice([0, 1, -1, 50, 100, 2500, -2500, 10**7])) * int(rng.integers(1, 30))

    customers = CUSTOMERS[: int(rng.integers(1, len(CUSTOMERS) + 1))]
    categories = CATEGORIES[: int(rng.integers(1, len(CATEGORIES) + 1))]
    lines = [
        Line(pick(customers), month(2), amount(), pick(categories, 0.15), pick(SUPPLIERS, 0.1) if suppliers else None)
        for _ in range(int(rng.integers(1, 12 if told else 250)))
    ]
    said: list[Said] = []
    happened: list[Happened] = []
    for _ in range(int(rng.integers(0, 40 if told else 12)) * (not suppliers)):
        first = month(3) - int(rng.integers(0, 4))
        stated = None if rng.random() < 0.3 else first_day(first).toordinal() + int(rng.integers(0, 3))
        statement = Statement(first, first + int(rng.integers(0, 14)), amount() * 3, "ABCDE"[rng.integers(5)], stated)
        said.append(Said(pick(CUSTOMERS), pick(CATEGORIES, 0.3), statement))
    for _ in range(int(rng.integers(0, 60 if told else 25))):
        kind = str(rng.choice(["contact", "contact", "exit_notice", "opening"]))
        stage = int(rng.integers(1, 5)) if kind == "opening" else 0
        happened.append(Happened(pick(CUSTOMERS), pick(CATEGORIES, 0.4), month(3) - 2, kind, stage))
    parameters = Parameters(
        W=int(rng.integers(1, 14)),
        R=int(rng.integers(1, 5)),
        C=int(rng.integers(1, 4)),
        N=int(rng.integers(1, 14)),
        CARRY=int(rng.integers(0, 20)),
        STALE=int(rng.integers(0, 14)),
    )
    return Sample(lines, said, happened, parameters, min(FIRST + months - 1, max(line.month for line in lines)))


def dirty(name: str | None, rng: np.random.Generator) -> str:
    """The same name as people write it: other composition, white space around it."""
    text = unicodedata.normalize("NFD" if rng.random() < 0.5 else "NFC", name or "")
    return str(rng.choice(["", " ", "\t"])) + text + str(rng.choice(["", " ", "\u00a0"]))


def write_rows(path: Path, header: Sequence[object], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def ledger_rows(lines: Sequence[Line], seed: int) -> list[tuple[str, str, str, str, str]]:
    rng = np.random.default_rng(seed)
    return [
        (
            dirty(line.customer, rng),
            date.fromordinal(first_day(line.month).toordinal() + int(rng.integers(0, 28))).isoformat(),
            format_minor(line.amount),
            dirty(line.category, rng),
            dirty(line.supplier, rng),
        )
        for line in lines
    ]


HEADER = ("customer", "date", "amount", "category", "supplier")


def write_csv(path: Path, lines: Sequence[Line], *, suppliers: bool, seed: int = 0) -> Path:
    width = 5 if suppliers else 4
    return write_rows(path, HEADER[:width], [row[:width] for row in ledger_rows(lines, seed)])


def write_parquet(
    path: Path, lines: Sequence[Line], *, suppliers: bool, seed: int = 0, amount: str = "DECIMAL(18,2)"
) -> Path:
    source = write_csv(path.with_suffix(".rows.csv"), lines, suppliers=suppliers, seed=seed)
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * REPLACE (date::DATE AS date, amount::{amount} AS amount)"
            f" FROM read_csv('{source}', all_varchar = true, header = true)) TO '{path}' (FORMAT parquet)"
        )
    source.unlink()
    return path


def write_totals(path: Path, said: Sequence[Said]) -> Path:
    rows = [
        (
            customer,
            category or "",
            first_day(statement.first),
            last_day(statement.last),
            format_minor(statement.amount),
            statement.grade,
            "" if statement.stated is None else date.fromordinal(statement.stated),
        )
        for customer, category, statement in said
    ]
    header = ("customer", "category", "period_start", "period_end", "amount", "source_class", "stated_on")
    return write_rows(path, header, rows)


def write_events(path: Path, happened: Sequence[Happened]) -> Path:
    rows = [
        (customer, category or "", first_day(month), kind, STAGES[stage - 1].key if stage else "")
        for customer, category, month, kind, stage in happened
    ]
    return write_rows(path, ("customer", "category", "date", "kind", "stage"), rows)
