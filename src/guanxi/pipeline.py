"""The story in order: facts, assessments with their signals, then plays and repairs (in the worker, `plans/jobs.py`).

Each step reads what the last one left, and may be repeated.
"""

from collections.abc import Callable
from datetime import datetime

from guanxi.relationships.assessments import judge_waiting, month_end, rules_wait


def settle(*, on: datetime) -> None:
    """At the end of a request that wrote something: what it changed is judged before the next page loads."""
    judge_waiting(on=on)


def settle_all(*, on: datetime, between: Callable[[int], None]) -> None:
    """At the end of a command: all that waits, however much it is; ``between`` is told how many are done."""
    while done := judge_waiting(on=on, most=500):
        between(done)
    if rules_wait():
        month_end(on=on, between=between)
