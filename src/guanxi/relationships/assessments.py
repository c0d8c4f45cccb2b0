"""What waits to be judged, and the month-end, when all is judged."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Max

from guanxi.access.models import Involvement, Outbox
from guanxi.database.bulk import many_transactions
from guanxi.database.fetching import fetch, marks
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.rollup import FACTS_CHANGED
from guanxi.months import first_day
from guanxi.relationships.judging import pieces
from guanxi.relationships.keeping import judge_and_keep
from guanxi.relationships.models import MonthEnd
from guanxi.relationships.rules import RULES_CHANGED, rules

AT_ONCE: Final = 25  # customers that a request judges before it ends; the worker does the rest
_PIECE: Final = 500
_CHECKPOINT: Final = 2000  # customers after whom a month-end moves what it wrote into the database


def judge_waiting(*, on: datetime, most: int = AT_ONCE) -> int:
    """Judges customers whose facts changed, the first to wait first; returns how many."""
    lines = fetch(
        "SELECT id, customer FROM access_outbox WHERE kind = %s AND handled_at IS NULL ORDER BY id LIMIT %s",
        [FACTS_CHANGED, 40 * most],
    )
    waiting: dict[int, list[int]] = {}
    for key, customer in lines:
        if customer:
            waiting.setdefault(customer, []).append(key)
    customers = list(waiting)[:most]
    if not customers:
        return 0
    held = rules()

    def handled(some: Sequence[int]) -> None:
        # What came in meanwhile waits on: it may have been written after these facts were read.
        seen = [key for customer in some for key in waiting[customer]]
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE access_outbox SET handled_at = %s WHERE id IN ({marks(seen)}) AND handled_at IS NULL",
                [connection.ops.adapt_datetimefield_value(on), *seen],
            )

    until = last_whole_month(today_here(on))
    for some in pieces(customers, _PIECE):
        judge_and_keep(some, until=until, rules=held, now=on, then=handled)
    return len(customers)


def rules_wait() -> bool:
    """Whether other settings wait to replay the whole history."""
    return Outbox.objects.filter(kind=RULES_CHANGED, handled_at=None).exists()


def month_end_waits(*, on: datetime) -> bool:
    """Whether the last whole month has not been judged: who missed the first of a month makes up for it."""
    return not MonthEnd.objects.filter(month=first_day(last_whole_month(today_here(on)))).exists()


def month_end(*, on: datetime, until: int | None = None, between: Callable[[int], None] | None = None) -> int:
    """Judges all customers up to the last whole month, or to ``until``; returns how many.

    ``between`` is told after each piece how many are done.
    """
    rules_seen = Outbox.objects.filter(kind=RULES_CHANGED, handled_at=None).aggregate(last=Max("pk"))["last"]
    last = last_whole_month(today_here(on)) if until is None else until
    held, done, key = rules(), 0, 0
    # Every customer has a line in the table of involvements: see access.
    while some := _next_customers(key):
        with many_transactions():
            for piece in pieces(some, _PIECE):
                with _collector_at_rest():
                    judge_and_keep(piece, until=last, rules=held, now=on)
                if between is not None:
                    between(len(piece))
        done, key = done + len(some), some[-1]
    MonthEnd.objects.update_or_create(month=first_day(last), defaults={"judged_at": on})
    if rules_seen is not None:
        Outbox.objects.filter(kind=RULES_CHANGED, handled_at=None, pk__lte=rules_seen).update(handled_at=on)
    return done


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Rows by the hundred thousand have no cycles, and looking through them for some takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _next_customers(key: int) -> list[int]:
    rows = Involvement.objects.filter(customer__gt=key).order_by("customer")
    return list(rows.values_list("customer", flat=True).distinct()[:_CHECKPOINT])
