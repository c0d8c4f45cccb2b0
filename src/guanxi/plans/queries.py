"""Questions about what is under way, for pages: the actor first, and as far as he may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.ledger.periods import today_here
from guanxi.plans.models import Episode, Play, PlayTask, Proof
from guanxi.plans.resources import PROOFS, REPAIRS, RUNNING_PLAYS
from guanxi.relationships.dialogue_resources import CONFLICTS, NEEDS
from guanxi.relationships.models import Conflict, Need, Override
from guanxi.relationships.resources import OVERRIDES


def tasks_of_plays(actor: Actor, plays: Sequence[int]) -> dict[int, list[int]]:
    """The keys of the tasks of each play that the reader sees, in the order of its steps."""
    seen = view(actor, RUNNING_PLAYS).only().among(plays).keys(len(plays)) if plays else []
    found: dict[int, list[int]] = {}
    for play, task in PlayTask.objects.filter(play__in=seen).order_by("place").values_list("play_id", "task_id"):
        found.setdefault(play, []).append(task)
    return found


# ---- all that is under way ----


@dataclass(frozen=True)
class Line:
    """A play, a repair, a conflict, a need or a shown stage that is not over; ``title`` in its own words."""

    kind: str
    key: int
    category: int | None
    state: str
    title: str
    since: date
    done: int = 0
    steps: int = 0


@dataclass(frozen=True)
class UnderWay:
    """What is under way with a customer, the oldest first, and how many steps of the process are proven."""

    lines: tuple[Line, ...] = ()
    proven: frozenset[str] = frozenset()

    def of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]


PLAY, REPAIR, CONFLICT, NEED, SHOWN, PROOF = "play", "repair", "conflict", "need", "shown", "proof"


def under_way(actor: Actor, customers: Sequence[int], *, on: datetime) -> dict[int, UnderWay]:
    """Of each customer, as far as it is open to the reader; one statement for all of it."""
    if not customers:
        return {}
    day = today_here(on).isoformat()

    def seen(resource: Resource, name: str = "", operator: str = "empty", value: str = "") -> QuerySet[Any, Any]:
        query = view(actor, resource).of_customer(*customers)
        return (query.filter(name, operator, value) if name else query).subquery()

    texts, no_key = CharField(), BigIntegerField(null=True)
    plays = Play.objects.filter(pk__in=seen(RUNNING_PLAYS, "closed_at")).annotate(
        done_=Count("steps", filter=Q(steps__task__done_at__isnull=False)), steps_=Count("steps")
    )
    repairs = Episode.objects.filter(pk__in=seen(REPAIRS, "closed_at"))
    conflicts = Conflict.objects.filter(pk__in=seen(CONFLICTS, "state", "is", "open"))
    needs = Need.objects.filter(pk__in=seen(NEEDS, "state", "not", "met"))
    shown = Override.objects.filter(pk__in=seen(OVERRIDES), until__gte=day)
    proofs = Proof.objects.filter(pk__in=seen(PROOFS))
    unfinished: tuple[tuple[str, QuerySet[Any, Any], str, Any, Any, Any], ...] = (
        (REPAIR, repairs, "category_id", F("state"), F("signal"), Cast("created_at", DateField())),
        (CONFLICT, conflicts, "", Value(""), F("text__title"), F("since")),
        (NEED, needs, "category_id", F("state"), F("text__words"), F("since")),
        (SHOWN, shown, "category_id", F("computed"), F("stage"), F("until")),
        (PROOF, proofs, "", Value(""), F("item"), F("on")),
    )
    first = plays.order_by().values_list(
        Value(PLAY, texts), "pk", "customer_id", "category_id", Cast("state", texts), Cast("key", texts),
        Cast("created_at", DateField()), "done_", "steps_",
    )  # fmt: skip
    others = [
        rows.order_by().values_list(
            Value(kind, texts), "pk", "customer_id", F(category) if category else Value(None, no_key),
            Cast(state, texts), Cast(title, texts), since, Value(0), Value(0),
        )
        for kind, rows, category, state, title, since in unfinished
    ]  # fmt: skip
    found: dict[int, list[Line]] = {}
    proven: dict[int, set[str]] = {}
    for kind, key, customer, category, state, title, since, done, steps in first.union(*others, all=True):
        if kind == PROOF:
            proven.setdefault(customer, set()).add(title)
        else:
            found.setdefault(customer, []).append(Line(kind, key, category, state, title, since, done, steps))
    return {
        customer: UnderWay(
            tuple(sorted(found.get(customer, ()), key=lambda line: (line.since, line.key))),
            frozenset(proven.get(customer, ())),
        )
        for customer in customers
    }
