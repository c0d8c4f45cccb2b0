"""Whom to call: relations whose signal asks for something, one line a customer; and the book of one of us."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from guanxi.access.actors import Actor
from guanxi.access.reading import Query, Row, view
from guanxi.customers.models import Customer
from guanxi.customers.resources import CUSTOMERS
from guanxi.customers.standing_words import UNKNOWN_SHARE
from guanxi.lifecycle.vocabulary import DEVELOPMENT, SIGNALS, STAGES, STAGNANT
from guanxi.relationships.models import Assessment, Signal
from guanxi.relationships.queries import totals_to_ask
from guanxi.relationships.resources import ASSESSMENTS

# In order of what is lost by waiting.
GROUPS: Final = (
    ("repair", ("regressing", "regressed", "overdue", "interrupted_contact", "interrupted_silent")),
    ("momentum", ("stagnant", "contact_overdue")),
    ("growth", ("advancing",)),
)
_GROUP: Final = {key: number for number, (_name, keys) in enumerate(GROUPS) for key in keys}
_ORDER: Final = {word.key: number for number, word in enumerate(SIGNALS)}
_STAGNANT: Final = SIGNALS[STAGNANT - 1].key
_DEVELOPMENT: Final = STAGES[DEVELOPMENT - 1].key
MOST: Final = 1000


@dataclass(frozen=True)
class Slip:
    """A customer with the relation that asks for most; ``account`` is its row as a whole."""

    customer: int
    name: str
    relation: Row
    account: Row


def own_customers(actor: Actor) -> QuerySet[Any, Any]:
    return view(actor, CUSTOMERS).filter("owner", "is", "me").subquery()


def slipping(actor: Actor, *, mine: bool) -> dict[str, list[Slip]]:
    """By group, each by what the customer bought from us. What was put off or dealt with is no line. Two statements."""
    undealt = _undealt()
    if mine:
        # Inside, so that only his are looked at, and not everybody's first.
        undealt = undealt.filter(customer__in=own_customers(actor))
    signalled = view(actor, ASSESSMENTS).among(undealt).one_of("signal", list(_GROUP))
    worst: dict[int, Row] = {}
    for row in _by_purchases(signalled).all(MOST):
        held = worst.get(row["customer"].key)
        if held is None or _weight(row) < _weight(held):
            worst[row["customer"].key] = row
    accounts = accounts_of(actor, list(worst))
    found: dict[str, list[Slip]] = {name: [] for name, _keys in GROUPS}
    for customer, row in worst.items():
        if customer in accounts:
            slip = Slip(customer, row["customer"].label, row, accounts[customer])
            found[GROUPS[_GROUP[row["signal"]]][0]].append(slip)
    for slips in found.values():
        # Who reads no amounts gets them by signal and name: another order would tell of amounts, or of keys.
        slips.sort(key=lambda slip: (-(slip.account.get("ours_12") or 0), _ORDER[slip.relation["signal"]], slip.name))
    return found


def _undealt() -> QuerySet[Any, Any]:
    """Whoever is called stagnant because his share is unknown is no row: it stands among the totals to ask."""
    dealt = Signal.objects.filter(
        customer=OuterRef("customer"), place=OuterRef("place"), signal=OuterRef("signal"), until=None,
        handled_at__isnull=False,
    )  # fmt: skip
    unknown = Q(signal=_STAGNANT, share=UNKNOWN_SHARE) & ~Q(stage=_DEVELOPMENT)
    return Assessment.objects.exclude(Exists(dealt)).exclude(unknown).values("pk")


def _by_purchases(query: Query) -> Query:
    return query.order("-ours_12") if "ours_12" in {f.name for f in query.resource.fields} else query


def _weight(row: Row) -> tuple[int, int, str]:
    """The account speaks for itself before its categories do."""
    return _GROUP[row["signal"]], _ORDER[row["signal"]], row["category"].label if row["category"] else ""


def accounts_of(actor: Actor, customers: Sequence[int]) -> dict[int, Row]:
    """The current row of each customer as a whole. One statement."""
    if not customers:
        return {}
    rows = view(actor, ASSESSMENTS).of_customer(*customers).filter("category", "empty").all(len(customers))
    return {row["customer"].key: row for row in rows}


@dataclass(frozen=True)
class BookPart:
    """The customers in a stage: how many, and what they bought from us in 12 months, None for who reads no amounts."""

    stage: str
    count: int
    ours: int | None


def book(query: Query) -> list[BookPart]:
    """A list of customers by stage. One statement."""
    amounts = "ours_12" in {f.name for f in query.resource.fields}
    rows = Customer.objects.filter(pk__in=query.subquery()).order_by().values_list("stage")
    return [
        BookPart(stage, count, int(ours or 0) if amounts else None)
        for stage, count, ours in rows.annotate(Count("pk"), Sum("ours_12")).order_by("stage_order")
    ]


def own_book(actor: Actor) -> list[BookPart]:
    return book(view(actor, CUSTOMERS).filter("owner", "is", "me"))


def own_totals_to_ask(actor: Actor, most: int) -> list[Row]:
    """His accounts whose share is unknown, by what they bought from us; None of them for who reads no amounts."""
    query = view(actor, ASSESSMENTS)
    if "ours_12" not in {f.name for f in query.resource.fields}:
        return []
    return totals_to_ask(actor).of_customers_in(own_customers(actor)).all(most)
