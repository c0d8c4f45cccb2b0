"""Ledgers made by chance, recorded through the actions as people would, and the two ways to judge them."""

import random
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from guanxi.access.actors import Actor, system_actor
from guanxi.access.undo import undo
from guanxi.access.writing import Action, run, run_recorded
from guanxi.activities.actions import log_activity
from guanxi.catalogue import BY_MODEL
from guanxi.customers.actions import create_customer
from guanxi.errors import GuanxiError
from guanxi.exchange.ledger_exports import export_assessments, export_ledger
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.ledger.category_actions import create_category, set_rate
from guanxi.ledger.position_actions import record_exit_notice, record_opening, record_rival
from guanxi.months import first_day, last_day, month_number, month_text
from guanxi.pipeline import settle
from guanxi.relationships.models import Assessment, Signal, StageChange
from guanxi.relationships.rules import rules
from tests.ledger import made

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
LAST = month_number(date(2026, 10, 1))
NAMES = ("Zeta", "Zeta", "江南电机", 'B, "quoted" AG', "Ärger & Söhne")
KINDS = ("Bolts", "Seals", "润滑油")
CURRENCIES = ("EUR", "EUR", "USD", "CNY")


@dataclass
class World:
    customers: list[int] = field(default_factory=list)
    categories: list[int] = field(default_factory=list)
    months: int = 30


def do(what: Action, *, on: datetime = NOW, actor: Actor | None = None, **inputs: Any) -> Any:
    return run(actor or system_actor("tests"), what, on=on, channel="test", **inputs)


def recorded(what: Action, *, on: datetime = NOW, actor: Actor | None = None, **inputs: Any) -> tuple[Any, int]:
    result, change = run_recorded(actor or system_actor("tests"), what, on=on, channel="test", **inputs)
    assert change is not None
    return result, change


def take_back(change: int, *, on: datetime = NOW, actor: Actor | None = None) -> None:
    run(actor or system_actor("tests"), undo, on=on, channel="test", change=change, resources=BY_MODEL)


def may_fail(what: Action, **inputs: Any) -> None:
    """Chance proposes things that are refused; then nothing is there."""
    with suppress(GuanxiError):
        do(what, **inputs)


def make_world(chance: random.Random, *, author: Actor, customers: int = 4, months: int = 30) -> World:
    world = World(months=months)
    for code in ("USD", "CNY"):
        for back in (months, months // 2, 3):
            rate = f"{chance.uniform(0.05, 1.5):.6f}"
            do(set_rate, currency=code, month=first_day(LAST - back), rate=rate)
    for name in KINDS:
        world.categories.append(do(create_category, values={"name": name}))
    for number in range(customers):
        world.customers.append(do(create_customer, values={"name": NAMES[number % len(NAMES)]}))
    for customer in world.customers:
        _add_facts(world, customer, chance, author)
    return world


def _add_facts(world: World, customer: int, chance: random.Random, author: Actor) -> None:
    begin = chance.randrange(world.months)
    if chance.random() < 0.4:
        for category in chance.sample([None, *world.categories], 2):
            values = {"category": category or "", "month": _day(LAST - begin - chance.randrange(-2, 3)).isoformat(),
                      "stage": str(chance.randint(1, 4)), "reason": "taken over"}  # fmt: skip
            may_fail(record_opening, customer=customer, values=values)
    rhythm = chance.choice((1, 1, 2, 4))
    lines = []
    for back in range(begin, -1, -rhythm):
        for _ in range(chance.randint(0, 3)):
            lines.append(line(chance, world, LAST - back))
    if lines:
        do(record_purchases, customer=customer, lines=lines)
    for _ in range(chance.randint(0, 6)):
        may_fail(record_total, **total(chance, world, customer))
    for _ in range(chance.randint(0, 5)):
        at = datetime.combine(_day(LAST - chance.randrange(world.months)), datetime.min.time(), UTC) + timedelta(
            days=chance.randrange(28), hours=chance.randrange(24)
        )
        values = {"subject": "Call", "kind": "call", "at": at.isoformat()}
        do(log_activity, actor=author, customer=customer, values=values)
    if chance.random() < 0.3:
        values = {
            "date": _day(LAST - chance.randrange(12)).isoformat(),
            "category": chance.choice(["", *world.categories]),
        }
        do(record_exit_notice, customer=customer, values=values)
    do(record_rival, customer=customer, values={"name": "Kern AG", "share": "25.5"})


def line(chance: random.Random, world: World, month: int) -> dict[str, object]:
    amount = chance.choice(
        (chance.randint(1, 99_999), chance.randint(100_000, 9_000_000), -chance.randint(1, 50_000), 0)
    )
    return {
        "date": (_day(month) + timedelta(days=chance.randrange(28))).isoformat(),
        "amount": f"{amount / 100:.2f}",
        "category": chance.choice([*world.categories, *world.categories, ""]),
        "currency": chance.choice(CURRENCIES),
        "one_off": chance.random() < 0.1,
        "document": chance.choice(("", "R-1", 'R "2", x')),
    }


def total(chance: random.Random, world: World, customer: int) -> dict[str, Any]:
    length = chance.choice((1, 3, 12, 12))
    end = LAST - chance.randrange(world.months)
    figure = chance.choice(
        (f"{chance.randint(1_000, 400_000)}", f"{chance.randint(1, 99)} %", "between 40 and 60 %", "55-58%",
         f"{chance.randint(1_000, 9_000)}-{chance.randint(9_000, 90_000)}", f"USD {chance.randint(1, 90)}k",
         f"CNY {chance.randint(1, 90)}万")
    )  # fmt: skip
    values = {
        "category": chance.choice(["", *world.categories]),
        "period_start": _day(end - length + 1).isoformat(),
        "period_end": last_day(end).isoformat(),
        "source_class": chance.choice("ABCDE"),
        "stated_on": (_day(end) + timedelta(days=chance.randrange(25))).isoformat(),
        "said_by": "their buyer",
    }
    return {"customer": customer, "values": values, "figure": figure}


def _day(month: int) -> date:
    return first_day(month)


# ---- the two ways ----


def assert_equal(directory: Path, *, until: int = LAST, on: datetime = NOW) -> Path:
    """What the application believes equals, byte for byte, what `guanxi assess` makes of the exported ledger."""
    actor = system_actor("tests")
    ours, files, theirs = directory / "ours", directory / "files", directory / "theirs"
    export_ledger(actor, files, on=on, channel="test", until=until)
    export_assessments(actor, ours, on=on, channel="test", until=until)
    made.run(
        [files / "ledger.csv"], theirs, totals=files / "totals.csv", events=files / "events.csv", until=until,
        parameters=rules().parameters,
    )  # fmt: skip
    for name in ("latest.csv", "moves.csv"):
        assert (ours / name).read_bytes() == (theirs / name).read_bytes(), name
    both = [
        duckdb.sql(f"from read_parquet('{place / 'months.parquet'}')").fetchall() for place in (ours, theirs)
    ]  # fmt: skip
    assert both[0] == both[1]
    assert both[0]
    return theirs


def assert_kept_is_right(directory: Path, *, on: datetime = NOW) -> None:
    """After what waits was judged, the rows that lists show are those of the export."""
    settle(on=on)
    export_assessments(system_actor("tests"), directory / "kept", on=on, channel="test")
    latest = (directory / "kept" / "latest.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert Assessment.objects.count() == len(latest)
    rows = {(row.share, row.stage, row.signal, row.flags, row.since.isoformat(), row.silence, row.silence_limit)
            for row in Assessment.objects.all()}  # fmt: skip
    seen = duckdb.sql(
        "select coalesce(share, -1), stage, signal, flags, since::varchar, silence, silence_limit "
        f"from read_parquet('{directory / 'kept' / 'months.parquet'}') "
        f"where month = date '{month_text(LAST)}-01'"
    ).fetchall()
    assert rows == set(seen)
    moves = (directory / "kept" / "moves.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert StageChange.objects.count() == len(moves)
    for signal in Signal.objects.filter(until=None):
        assert Assessment.objects.get(customer=signal.customer_id, place=signal.place).signal == signal.signal
