"""What comes round by itself: plays and repairs for what the last judging found."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from guanxi.access.actors import system_actor
from guanxi.access.reading import view
from guanxi.customers.resources import CUSTOMERS
from guanxi.plans.proposing import propose
from guanxi.records.jobs import JobContext, every, job, round_key
from guanxi.relationships.resources import SIGNAL_MONTHS

_PIECE: Final = 200
_LOOKED_BACK: Final = timedelta(days=2)


@job(key=round_key)
def propose_for_new_signals(context: JobContext, *, round: int) -> None:
    """Soon after the judging, for whom it found something, those with most at stake first."""
    actor = system_actor("plans")
    since = (context.now - _LOOKED_BACK).date().isoformat()
    rows = view(actor, SIGNAL_MONTHS).only("customer").filter("found_at", "after", since).each()
    found = {row["customer"].key for row in rows}
    customers = [key for key in _by_stake() if key in found] if found else []
    for start in range(0, len(customers), _PIECE):
        propose(customers[start : start + _PIECE], on=context.now)
        context.check()


@job(key=round_key)
def propose_for_all(context: JobContext, *, round: int) -> None:
    """Every day for all, those with most at stake first: whose plays of the week are used up gets no more."""
    some: list[int] = []
    for customer in _by_stake():
        some.append(customer)
        if len(some) == _PIECE:
            propose(some, on=context.now)
            context.check()
            some = []
    propose(some, on=context.now)


def _by_stake() -> Iterator[int]:
    """All customers, who buys most from us first: who has no record yet is a prospect."""
    for row in view(system_actor("plans"), CUSTOMERS).only("ours_12").order("-ours_12").each():
        yield row.key


every(timedelta(minutes=10), propose_for_new_signals)
every(timedelta(days=1), propose_for_all)
