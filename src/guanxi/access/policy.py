"""The rules: which level somebody has on a customer, and why; and the same rules as a condition on rows.

There is one list of grants, `_grants`; a decision on one customer and the scope of a list are both read off it, so that
they cannot differ.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from guanxi.access.actors import Actor
from guanxi.access.levels import InvolvementKind, Level, Relation
from guanxi.access.models import Involvement

CEILINGS = (InvolvementKind.RESTRICTED, InvolvementKind.GONE)


@dataclass(frozen=True)
class Grant:
    """A level that the actor has by being involved like this. ``level`` None: the row of involvement says it."""

    kind: InvolvementKind
    principals: frozenset[int]
    level: Level | None
    relation: Relation | None = None


def _grants(actor: Actor) -> Iterator[Grant]:
    me = frozenset({actor.user_id})
    yield Grant(InvolvementKind.OWNER, me, actor.level(Relation.OWNER), Relation.OWNER)
    yield Grant(InvolvementKind.TEAM, actor.led_teams, actor.level(Relation.LEAD), Relation.LEAD)
    yield Grant(InvolvementKind.TEAM, actor.teams, actor.level(Relation.TEAM), Relation.TEAM)
    # A customer without owner is everybody's whose departments own customers, so that somebody can take it.
    yield Grant(InvolvementKind.NOBODY, frozenset({0}), actor.level(Relation.TEAM), Relation.TEAM)
    for department, level in actor.engaged.items():
        yield Grant(InvolvementKind.ENGAGED, frozenset({department}), level, Relation.ENGAGED)
    yield Grant(InvolvementKind.SHARE, me | actor.teams | actor.led_teams | actor.departments, None)
    yield Grant(InvolvementKind.NAMED, me, None)


@dataclass(frozen=True)
class Reason:
    """One line of the answer to "who sees this, and why": a grant that applies, or the ceiling that takes it away."""

    kind: str
    level: Level
    relation: Relation | None = None
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """The level of one actor on one customer, with all that led to it, the deciding reason first."""

    level: Level
    reasons: tuple[Reason, ...]


def standing_on(actor: Actor, customer: int, *, on: datetime | None = None, even_gone: bool = False) -> Standing:
    """Level and reasons in one statement.

    Every customer has an owner's row or one that says that it has none: a key without any row is no customer, and who
    asks for it learns as little as who asks for one that is hidden from him. ``even_gone`` looks past the bin: for
    taking something out of it again.
    """
    rows = list(Involvement.objects.filter(customer=customer))
    if not rows and not actor.is_system:
        return Standing(Level.NONE, ())
    if even_gone:
        rows = [row for row in rows if row.kind != InvolvementKind.GONE]
    return _standing(actor, rows, on or timezone.now())


def standing_of(actor: Actor, rows: list[Involvement], *, on: datetime) -> Standing:
    """The same for rows already read (all rows of one customer): for a page that asks for many actors."""
    return _standing(actor, rows, on)


def _standing(actor: Actor, rows: list[Involvement], on: datetime) -> Standing:
    if actor.is_system:
        return Standing(Level.FULL, (Reason("system", Level.FULL),))
    live = [row for row in rows if row.until is None or row.until > on]
    for kind in CEILINGS:
        named = kind == InvolvementKind.RESTRICTED and any(
            row.kind == InvolvementKind.NAMED and row.principal == actor.user_id for row in live
        )
        if not named and any(row.kind == kind for row in live):
            return Standing(Level.NONE, (Reason(kind.value, Level.NONE),))
    reasons = [Reason("otherwise", actor.level(Relation.OTHERWISE), Relation.OTHERWISE)]
    for grant in _grants(actor):
        for row in live:
            if row.kind == grant.kind and row.principal in grant.principals:
                level = Level(row.level or 0) if grant.level is None else grant.level
                reasons.append(Reason(row.kind, level, grant.relation, row.reason, row.until))
    reasons = [reason for reason in reasons if reason.level] or reasons[:1]
    reasons.sort(key=lambda reason: -reason.level)
    return Standing(reasons[0].level, tuple(reasons))


def level_on(actor: Actor, customer: int, *, on: datetime | None = None, even_gone: bool = False) -> Level:
    return standing_on(actor, customer, on=on, even_gone=even_gone).level


def levels_on(actor: Actor, customers: Iterable[int], *, on: datetime | None = None) -> dict[int, Level]:
    """The same for many customers in one statement: for lists that offer what may be done with each row."""
    rows: dict[int, list[Involvement]] = {key: [] for key in customers}
    for row in Involvement.objects.filter(customer__in=list(rows)):
        rows[row.customer].append(row)
    now = on or timezone.now()
    return {
        key: _standing(actor, held, now).level if held or actor.is_system else Level.NONE for key, held in rows.items()
    }


# ---- the same as a condition on rows ----


class AskedRowByRow(Exists):
    """EXISTS that stays one: PostgreSQL would make a join of it and gather all that may be asked for beforehand."""

    template = "EXISTS(%(subquery)s OFFSET 0)"


def ceiling(
    actor: Actor, column: str, *, on: datetime, kinds: tuple[InvolvementKind, ...] = CEILINGS
) -> Q:  # fmt: skip
    """Takes away the rows of customers that are restricted (to others) or gone."""
    if actor.is_system:
        return Q()
    named = Involvement.objects.filter(kind=InvolvementKind.NAMED, principal=actor.user_id).filter(
        Q(until__isnull=True) | Q(until__gt=on)
    )
    open_to_him = Q(kind=InvolvementKind.RESTRICTED, customer__in=named.values("customer"))
    hidden = Involvement.objects.filter(kind__in=kinds).exclude(open_to_him)
    return ~Q(**{f"{column}__in": hidden.values("customer")})


def reaches_all(actor: Actor, level: Level) -> bool:
    """If every customer below the ceilings has at least the level for him."""
    return actor.is_system or actor.level(Relation.OTHERWISE) >= level


def involved_customers(actor: Actor, level: Level, *, on: datetime) -> QuerySet[Involvement, int]:
    """The keys of customers that an involvement gives him at least at this level; the ceilings are not applied."""
    condition = Q(pk__in=())
    for grant in _grants(actor):
        if not grant.principals or (grant.level is not None and grant.level < level):
            continue
        granted = Q(kind=grant.kind, principal__in=sorted(grant.principals))
        if grant.level is None:
            granted &= Q(level__gte=level) & (Q(until__isnull=True) | Q(until__gt=on))
        condition |= granted
    return Involvement.objects.filter(condition).values_list("customer", flat=True)


def customers_at(
    actor: Actor, level: Level | None, column: str, *, on: datetime, each: bool = False
) -> Q:  # fmt: skip
    """The condition that ``column`` holds a customer on which the actor has at least ``level``, without the ceilings.

    None is a class that he never reads: no row. With ``each`` it is asked row by row, which is less work where few rows
    are left; otherwise the database gathers all his customers first.
    """
    if level is None:
        return Q(pk__in=())
    if reaches_all(actor, level):
        return Q()
    involved = involved_customers(actor, level, on=on)
    return Q(AskedRowByRow(involved.filter(customer=OuterRef(column)))) if each else Q(**{f"{column}__in": involved})
