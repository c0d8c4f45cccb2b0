"""Runs with a story, generated: the files of a directory as ``guanxi assess`` leaves them.

The facts are random, the judging is the kernel's and the files are those of ``Output``, so that what a report says can
be checked against rules that really fired.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from guanxi.ledger.output import Block, Output
from guanxi.ledger.rejects import Rejects
from guanxi.lifecycle import Facts, Parameters, judge
from guanxi.months import month_text, parse_month

UNTIL = parse_month("2026-09")
_PLACES = [
    "Alder",
    "Birk",
    "Cobre",
    "Dorn",
    "Esker",
    "Fjord",
    "Gransee",
    "Hafen",
    "Isola",
    "Jade",
    "Kaido",
    "Lumen",
    "Merid",
    "Nord",
    "Orion",
    "Pine",
    "Quarry",
    "Rhin",
]
_TRADES = [
    "Robotics",
    "Cable",
    "Wind",
    "Packaging",
    "Motors",
    "Marine",
    "Pharma",
    "Foods",
    "Rail",
    "Steel",
    "Ports",
    "Medical",
    "Optics",
    "Paper",
    "Drives",
]
_TAILS = ("", " GmbH", " Ltd", " S.A.", " & Sons", " Group")
_HAN = ("恒通电缆", "苏州精工", "天禾汽车", "金山港务", "松峰医疗", "北港机器人", "蓝窑陶瓷", "峡湾水务")


@dataclass(frozen=True)
class Story:
    """What to generate; ``names`` replaces the first customers' names."""

    relations: int = 50
    months: int = 48
    suppliers: bool = False
    totals: bool = True
    seed: int = 7
    names: Sequence[str] = ()
    by: str = "customer"
    currency: str | None = "EUR"
    rejects: int = 0


@dataclass(frozen=True)
class Life:
    """One relation month by month, in whole units of money; ``total`` None or a month of None is unknown.

    ``contact`` and ``notice`` are positions of months, ``begin`` that of the first month of the record.
    """

    customer: str
    ours: Sequence[int]
    total: Sequence[int | None] | None = None
    supplier: str | None = None
    category: str | None = None
    contact: Sequence[int] = ()
    notice: Sequence[int] = ()
    estimated: bool = False
    begin: int = 0


def write_run(directory: Path, story: Story) -> Path:
    """Write the files of one run into ``directory`` and return it; the report itself is not written."""
    rules = Parameters()
    names = _names(story)
    blocks = []
    for start in range(0, len(names), 1000):
        part = names[start : start + 1000]
        blocks.append((part, _facts(len(part), story, seed=story.seed + start)))
    rejected = {"not a date": (story.rejects + 1) // 2, "not an amount": story.rejects // 2}
    run = _run(
        names, rules, months=story.months, by=story.by, every_supplier=story.suppliers, currency=story.currency,
        us=[] if story.suppliers or not story.totals else ["Hexa Motion"], rejected=rejected,
    )  # fmt: skip
    return _write(directory, blocks, rules, run)


def write_lives(directory: Path, lives: Sequence[Life], *, parameters: Parameters | None = None, **run: Any) -> Path:
    """Write the files of a run over these relations, all with the same months; ``run`` goes into run.json."""
    rules = parameters or Parameters()
    ordered = sorted(lives, key=lambda life: (life.supplier or "", life.customer, life.category or ""))
    names = [(life.supplier, life.customer, life.category) for life in ordered]
    months = len(ordered[0].ours)
    facts = Facts(
        first=UNTIL - months + 1,
        ours=np.array([life.ours for life in ordered], dtype=np.int64) * 100,
        total=np.array([[month or 0 for month in life.total or [0] * months] for life in ordered], dtype=np.int64)
        * 100,
        known=np.array([[month is not None for month in life.total or [None] * months] for life in ordered]),
        begin=np.array([life.begin for life in ordered], dtype=np.int32),
        contact=np.array([[month in life.contact for month in range(months)] for life in ordered]),
        notice=np.array([[month in life.notice for month in range(months)] for life in ordered]),
        estimated=np.array([[life.estimated] * months for life in ordered]),
    )
    said: dict[str, Any] = {"by": "customer", "every_supplier": False, "currency": "EUR", "us": ["Hexa Motion"], **run}
    return _write(directory, [(names, facts)], rules, _run(names, rules, months=months, **said))


Names = tuple[str | None, str, str | None]


def _write(directory: Path, blocks: Sequence[tuple[Sequence[Names], Facts]], rules: Parameters, run: Any) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    with Output(directory) as output:
        for names, facts in blocks:
            verdicts, _ = judge(facts, rules)
            suppliers, customers, categories = zip(*names, strict=True)
            output.write(Block(suppliers, customers, categories, facts, verdicts))
        output.finish(run, Rejects())
    return directory


def _run(
    names: Sequence[Names],
    rules: Parameters,
    *,
    months: int,
    by: str,
    every_supplier: bool,
    currency: str | None,
    us: Sequence[str],
    rejected: Mapping[str, int] = MappingProxyType({}),
) -> dict[str, Any]:
    return {
        "version": 1,
        "command": ["assess", "ledger.csv", "--out", "out"],
        "period": {"first": month_text(UNTIL - months + 1), "until": month_text(UNTIL)},
        "parameters": {name: getattr(rules, name) for name in Parameters.__slots__},
        "by": by,
        "us": list(us),
        "every_supplier": every_supplier,
        "engine": "duckdb",
        "currency": currency,
        "counts": {
            "lines": len(names) * months * 3 + sum(rejected.values()),
            "used": len(names) * months * 3,
            "later": 0,
            "rejects": sum(rejected.values()),
            "customers": len({customer for _, customer, _ in names}),
            "categories": len({category for _, _, category in names if category}),
            "suppliers": len({supplier for supplier, _, _ in names if supplier}),
        },
        "rejects": {
            reason: {"lines": lines, "amount": lines * 12_345, "unknown": 0} for reason, lines in rejected.items()
        },
        "seconds": {},
        "versions": {"guanxi": "0.1.0"},
    }


def _names(story: Story) -> list[Names]:
    """Supplier, customer, category of each relation in output order."""
    count = story.relations
    customers = []
    for number in range(count):
        place, trade = _PLACES[number % len(_PLACES)], _TRADES[number // len(_PLACES) % len(_TRADES)]
        tail = _TAILS[number % len(_TAILS)]
        serial = number // (len(_PLACES) * len(_TRADES))
        customers.append(f"{place} {trade}{tail}{f' {serial + 1}' if serial else ''}")
    for number, name in enumerate(_HAN[: count // 6]):
        customers[number * 3] = name
    customers[: len(story.names)] = story.names[:count]
    category = "Drives" if story.by == "category" else None
    if not story.suppliers:
        return sorted(((None, name, category) for name in customers), key=lambda names: names[1])
    units = max(count // 12, 1)
    rows = [(customers[number], f"Service area {number % units + 1}", category) for number in range(count)]
    return sorted(rows, key=lambda names: names[:2])


def _facts(relations: int, story: Story, *, seed: int) -> Facts:
    """Each relation lives one of ten stories; amounts are skewed as in real ledgers."""
    random = np.random.default_rng(seed)
    months = story.months
    # Everybody's story runs a little earlier or later than the others'.
    time = np.linspace(0, 1, months) + random.uniform(-0.3, 0.14, size=(relations, 1))
    paths = np.array(
        [
            0.62 + 0.1 * np.sin(time * 9),  # stable, moving around
            0.15 + 0.55 * time,  # grows into stable
            0.72 - 0.6 * np.clip(time - 0.72, 0, 1) * 3,  # regresses at the end
            np.where(time < 0.86, 0.4, 0.0),  # breaks off
            0.3 + 0 * time,  # stagnates
            0.86 + 0.03 * np.cos(time * 7),  # strategic
            np.where(time < 0.5, 0.3, 0.3 + (time - 0.5) * 1.0),  # advancing at the end
            np.where((time > 0.35) & (time < 0.7), 0.0, 0.45),  # broke off and came back
            np.where(time < 0.93, 0.55, 0.0),  # overdue
            0 * time,  # never a customer
        ]
    )
    kind = random.choice(len(paths), size=relations, p=[0.15, 0.1, 0.1, 0.09, 0.16, 0.06, 0.08, 0.08, 0.08, 0.1])
    path = paths[kind, np.arange(relations)]
    wallet = random.lognormal(10.4, 1.3, size=(relations, 1)) * random.lognormal(0, 0.18, size=(relations, months))
    share = np.clip(path + random.normal(0, 0.03, size=(relations, months)), 0, 0.98) * (path > 0)
    rare = random.random(relations) < 0.2
    bought = ~rare[:, None] | (np.arange(months) % 3 == random.integers(0, 3, size=(relations, 1)))
    total = np.rint(wallet * 100).astype(np.int64)
    ours = np.where(bought, np.rint(total * share), 0).astype(np.int64)
    known = np.full((relations, months), story.totals)
    if story.totals and not story.suppliers:
        known &= (random.random(relations) < 0.88)[:, None]
    begin = np.where(random.random(relations) < 0.12, random.integers(0, months, relations), 0).astype(np.int32)
    before = np.arange(months) < begin[:, None]
    ours[before], total[before | ~known], known[before] = 0, 0, False
    facts = Facts(first=UNTIL - months + 1, ours=ours, total=total, known=known, begin=begin)
    if story.suppliers or not story.totals:
        return facts
    guessed = np.repeat((random.random(relations) < 0.12)[:, None], months, axis=1)
    talks = random.random((relations, months)) < np.where(random.random(relations) < 0.4, 0.35, 0.0)[:, None]
    silent = (random.random(relations) < 0.5)[:, None] & (np.arange(months) > months - 5)
    notice = np.zeros((relations, months), dtype=bool)
    notice[np.flatnonzero(kind == 3)[::2], int(months * 0.8) :] = True
    return replace(facts, estimated=guessed & known, contact=talks & ~silent, notice=notice & (ours == 0))
