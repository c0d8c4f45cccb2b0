"""What judging found since a moment: signals that began, customers that moved; for a mail that tells what changed.

Nothing from before the first month of the company is news, and no month-end that is long over: a history that is
brought in, or other rules, replay the past without anything happening today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.reading import Query, Row, view
from guanxi.customers.models import Customer
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.lifecycle.vocabulary import SIGNALS
from guanxi.months import first_day, month_number
from guanxi.relationships.dialogue_resources import TEAM_ROLES
from guanxi.relationships.migration import WARNED_WITHIN, WARNINGS, direction_of
from guanxi.relationships.models import TeamRole
from guanxi.relationships.queries import new_signals
from guanxi.relationships.resources import SIGNAL_MONTHS, STAGE_CHANGES
from guanxi.relationships.rules import rules
from guanxi.relationships.slipping import own_customers

LATE: Final = 3  # month-ends that facts which come late still move
_MOST: Final = 2_000
_ORDER: Final = {word.key: number for number, word in enumerate(SIGNALS)}
INTERRUPTED: Final = "interrupted"


@dataclass(frozen=True)
class Move:
    """A customer in another stage than before; ``warned`` of an interruption says if a signal came before it."""

    customer: int
    name: str
    before: str
    after: str
    warned: bool = True

    @property
    def direction(self) -> str:
        return direction_of(self.before, self.after)


def between(query: Query, name: str, since: datetime, on: datetime) -> list[Row]:
    """The rows of a list whose moment ``name`` is after ``since`` and not after ``on``."""
    # A filter knows days, on the clock in force.
    day_before = timezone.localtime(since).date() - timedelta(days=1)
    rows = query.filter(name, "after", day_before.isoformat()).all(_MOST)
    return [row for row in rows if since < row[name] <= on]


def followed_customers(actor: Actor) -> QuerySet[Any, Any]:
    """The keys of his customers, and of those in whose relationship team he is."""
    roles = view(actor, TEAM_ROLES).filter("user", "is", "me").subquery()
    in_team = TeamRole.objects.filter(pk__in=roles).values("customer")
    return Customer.objects.filter(Q(pk__in=own_customers(actor)) | Q(pk__in=in_team)).values("pk")


def signals_found(actor: Actor, *, since: datetime, on: datetime, followed: bool) -> list[Row]:
    """Signals that came up and still stand, those first where most is lost by waiting; of all, or of ``followed``."""
    if not reads_business(actor):
        return []
    query = new_signals(actor).filter("until", "empty")
    query = query.of_customers_in(followed_customers(actor)) if followed else query.filter("category", "empty")
    return sorted(
        between(query, "found_at", since, on), key=lambda row: (_ORDER[row["signal"]], row["customer"].label, row.key)
    )


def moves_found(actor: Actor, *, since: datetime, on: datetime) -> list[Move]:
    """Accounts in another stage than before, once each; who moved there and back did not move."""
    first = rules().first_month
    if first is None or not reads_business(actor):
        return []
    begun = max(first, last_whole_month(today_here(on)) - LATE + 1)
    changes = view(actor, STAGE_CHANGES).filter("category", "empty")
    changes = changes.filter("month", "after", (first_day(begun) - timedelta(days=1)).isoformat())
    of: dict[int, list[Row]] = {}
    for row in sorted(between(changes, "found_at", since, on), key=lambda row: row["month"]):
        of.setdefault(row["customer"].key, []).append(row)
    moved = {key: rows for key, rows in of.items() if rows[0]["stage_before"] != rows[-1]["stage"]}
    unwarned = _unwarned(actor, [rows[-1] for rows in moved.values() if rows[-1]["stage"] == INTERRUPTED])
    found = [
        Move(key, rows[0]["customer"].label, rows[0]["stage_before"], rows[-1]["stage"], key not in unwarned)
        for key, rows in moved.items()
    ]
    return sorted(
        found, key=lambda move: (move.after != INTERRUPTED, move.direction != "down", move.name, move.customer)
    )


def _unwarned(actor: Actor, interruptions: Sequence[Row]) -> set[int]:
    """The customers that broke off without a warning in the months before, as the page of the management counts."""
    if not interruptions:
        return set()
    broken = {row["customer"].key: month_number(row["month"]) for row in interruptions}
    stretches = view(actor, SIGNAL_MONTHS).of_customer(*broken).filter("category", "empty")
    warned = {
        row["customer"].key
        for row in stretches.one_of("signal", list(WARNINGS)).all(_MOST)
        if month_number(row["since"]) < (month := broken[row["customer"].key])
        and (row["until"] is None or month_number(row["until"]) >= month - WARNED_WITHIN)
    }
    return set(broken) - warned


def reads_business(actor: Actor) -> bool:
    return actor.reads_from(FieldClass.BUSINESS) is not None
