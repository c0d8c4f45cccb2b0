"""``python -m benchmarks.judging --data DIR``: what judging costs on SQLite, beside a bare pass over the same rows.

A world of customers with six categories and three years of monthly sums is loaded into DIR, past every action; what
was loaded is kept. Measured is the CPU of this process:

- one order is recorded, then judged, many times over: the median of the judging;
- a month end over all customers, after their facts were judged a month before, as a multiple of a pass that only reads
  the same rows of the rollup.
"""

import argparse
import gc
import json
import logging
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
CATEGORIES = 6
MONTHS = 36
MOST_MILLISECONDS = 5.0
MOST_TIMES = 3.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.judging", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, required=True, help="the home of the world; it is made")
    chosen = parser.parse_args(arguments)
    chosen.data.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "guanxi.settings", "GUANXI_HOME": str(chosen.data)}

    import django

    django.setup()
    logging.disable(logging.WARNING)
    figures = measure(chosen.customers, chosen.orders, chosen.seed, chosen.data / "loaded")
    print(json.dumps(figures, indent=2))
    slow = figures["judging_of_an_order_ms"] > MOST_MILLISECONDS or figures["month_end_times"] > MOST_TIMES
    return int(slow)


def measure(customers: int, orders: int, seed: int, mark: Path | None = None) -> dict[str, Any]:
    """Loads the world, unless ``mark`` says that it is there, and measures."""
    from django.core.management import call_command

    from guanxi.customers.models import Customer
    from guanxi.ledger.periods import last_whole_month, today_here
    from guanxi.relationships.assessments import month_end

    call_command("migrate", verbosity=0)
    last = last_whole_month(today_here(NOW))
    if mark is None or not mark.exists():
        load(customers, seed, last)
        if mark is not None:
            mark.touch()
    keys = sorted(Customer.objects.values_list("pk", flat=True))
    month_end(on=NOW, until=last - 1)
    judged, bare, rows = month_end_and_bare_pass(keys)
    recorded, single = order_by_order(keys, orders, seed)
    return {
        "customers": len(keys),
        "rows": rows,
        "bare_pass_s": round(bare, 2),
        "month_end_s": round(judged, 2),
        "month_end_times": round(judged / bare, 2),
        "recording_an_order_ms": round(1000 * statistics.median(recorded), 2),
        "judging_of_an_order_ms": round(1000 * statistics.median(single), 2),
        "load": os.getloadavg()[0],
    }


def month_end_and_bare_pass(customers: Sequence[int]) -> tuple[float, float, int]:
    """CPU seconds of the month-end and of the bare pass, and the rows of that.

    The two take turns, some hundred customers each, so that whatever else the machine does slows both alike. The pass
    is half the world ahead: neither finds in the cache what the other one read.
    """
    from guanxi.relationships.assessments import month_end

    half = len(customers) // 2
    turned = iter([*customers[half:], *customers[:half]])
    bare, rows = 0.0, 0

    def between(done: int) -> None:
        nonlocal bare, rows
        start = time.process_time()
        rows += bare_pass([next(turned) for _ in range(done)])
        bare += time.process_time() - start

    gc.collect()
    start = time.process_time()
    month_end(on=NOW, between=between)
    return time.process_time() - start - bare, bare, rows


def bare_pass(customers: Sequence[int]) -> int:
    """Reads the rows of the rollup of some customers and does nothing with them."""
    from guanxi.database.fetching import fetch, marks

    return len(
        fetch(
            "SELECT customer_id, place, month, ours, bought, one_off FROM ledger_monthlypurchases "
            f"WHERE customer_id IN ({marks(customers)})",
            customers,
        )
    )


def order_by_order(customers: Sequence[int], orders: int, seed: int) -> tuple[list[float], list[float]]:
    from guanxi.access.actors import system_actor
    from guanxi.access.writing import run
    from guanxi.ledger.actions import record_purchases
    from guanxi.ledger.models import Category
    from guanxi.pipeline import settle

    categories = sorted(Category.objects.values_list("pk", flat=True))
    chance, actor = random.Random(seed), system_actor("benchmark")
    settle(on=NOW)
    recorded, judged = [], []
    for _ in range(orders):
        customer = chance.choice(customers)
        line = {
            "date": "2026-10-05",
            "amount": f"{chance.randint(10, 2000)}",
            "category": chance.choice(categories),
        }

        def record(customer: int = customer, line: dict[str, Any] = line) -> None:
            run(actor, record_purchases, on=NOW, channel="benchmark", customer=customer, lines=[line])

        recorded.append(_clock(record))
        judged.append(_clock(lambda: settle(on=NOW)))
    return recorded, judged


def _clock(work: Callable[[], Any]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


# ---- the world ----


def load(customers: int, seed: int, last: int) -> None:
    from django.db import connection, transaction

    from guanxi.access.keys import new_key, seeded_keys
    from guanxi.access.models import Involvement
    from guanxi.customers.models import Customer
    from guanxi.ledger.models import Category, ProcurementTotal
    from guanxi.months import first_day, last_day

    chance = random.Random(seed)
    with seeded_keys(seed):
        categories, every = ([new_key() for _ in range(count)] for count in (CATEGORIES, customers))
    every.sort()
    Category.objects.bulk_create(Category(id=k, name=f"C{k}", sort_key=f"c{k}") for k in categories)
    period = {"period_start": first_day(last - MONTHS + 1), "period_end": last_day(last)}
    for start in range(0, customers, 2000):
        keys = every[start : start + 2000]
        with transaction.atomic(), connection.cursor() as cursor:
            Customer.objects.bulk_create((Customer(id=k, name=f"K{k}", sort_key=f"k{k}") for k in keys), batch_size=500)
            Involvement.objects.bulk_create(
                (Involvement(customer=k, principal_kind="nobody", kind="nobody") for k in keys), batch_size=500
            )
            relations = [(k, place) for k in keys for place in categories]
            totals = []
            rows: list[tuple[int, ...]] = []
            for customer, place in relations:
                own = list(_sales(chance, customer, place, last))
                rows += own
                total = int(sum(row[3] for row in own) / chance.choice((0.2, 0.4, 0.6, 0.7, 0.9)))
                totals.append(
                    ProcurementTotal(
                        customer_id=customer, category_id=place, low=total, high=total, currency="EUR",
                        recorded_at=NOW, **period,
                    )
                )  # fmt: skip
            cursor.executemany(
                "INSERT INTO ledger_monthlypurchases (customer_id, place, month, ours, one_off, lines, bought) "
                "VALUES (%s, %s, %s, %s, 0, 1, 1)",
                rows,
            )
            ProcurementTotal.objects.bulk_create(totals, batch_size=500)


def _sales(chance: random.Random, customer: int, place: int, last: int) -> Iterator[tuple[int, ...]]:
    """Every month, or mostly, or now and then; some grow and some fade."""
    often, level = chance.choice((1.0, 1.0, 0.8, 0.3)), chance.lognormvariate(11, 1)
    trend = chance.choice((1.0, 1.0, 1.0, 1.02, 0.97))
    for month in range(last - MONTHS + 1, last + 1):
        level *= trend
        if chance.random() < often:
            yield customer, place, month, int(level * chance.uniform(0.8, 1.2))


if __name__ == "__main__":
    sys.exit(main())
