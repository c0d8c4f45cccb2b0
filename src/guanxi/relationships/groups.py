"""A group as one customer: share, stage and money from the summed series of its members, as far as they are read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.policy import level_on
from guanxi.customers.queries import group_keys
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.lifecycle import Facts, judge_once
from guanxi.relationships.judging import Judgement, judge_customers
from guanxi.relationships.queries import RelationMonths, relation_of
from guanxi.relationships.rules import rules


@dataclass(frozen=True)
class GroupStanding:
    """The group as a whole, and each member's account for itself."""

    members: tuple[int, ...]
    whole: RelationMonths | None
    parts: dict[int, RelationMonths]


def group_standing(actor: Actor, customer: int, *, on: datetime) -> GroupStanding:
    """Of the customer and all below it; a member whose amounts the reader may not read is no part of the sums."""
    start = actor.reads_from(FieldClass.MONEY)
    members = [
        member for member in group_keys(actor, customer) if start is not None and level_on(actor, member) >= start
    ]
    judgement = judge_customers(members, until=last_whole_month(today_here(on)), rules=rules()) if members else None
    if judgement is None:
        return GroupStanding(tuple(members), None, {})
    accounts = [row for row, (_customer, place) in enumerate(judgement.relations) if place == 0]
    parts = {judgement.relations[row][0]: relation_of(judgement, row) for row in accounts}
    return GroupStanding(tuple(members), _whole(judgement, accounts), {k: part for k, part in parts.items() if part})


def _whole(judgement: Judgement, accounts: Sequence[int]) -> RelationMonths | None:
    """Totals add up where they are known, and what was sold to members without one does not stand against them.

    It begins at the lowest opening position of the members with whom it begins, if all of these have one.
    """
    facts = judgement.facts
    rows = list(accounts)
    known, begin = facts.known[rows], facts.begin[rows]
    counted = (facts.ours if facts.counted is None else facts.counted)[rows]

    def any_of(values: object, where: object = True) -> object:
        return None if values is None else np.any(values[rows] & where, axis=0, keepdims=True)  # type: ignore[index]

    summed = Facts(
        first=facts.first,
        ours=facts.ours[rows].sum(axis=0, keepdims=True),
        total=(facts.total[rows] * known).sum(axis=0, keepdims=True),
        known=np.asarray(known.any(axis=0, keepdims=True)),
        begin=begin.min(keepdims=True),
        counted=np.where(
            known.any(axis=0, keepdims=True), (counted * known).sum(axis=0, keepdims=True),
            facts.ours[rows].sum(axis=0, keepdims=True),
        ),
        estimated=any_of(facts.estimated, known),  # type: ignore[arg-type]
        stale=any_of(facts.stale, known),  # type: ignore[arg-type]
        contact=any_of(facts.contact),  # type: ignore[arg-type]
        opening=None if facts.opening is None else facts.opening[rows][begin == begin.min()].min(keepdims=True),
    )  # fmt: skip
    verdicts = judge_once(summed, judgement.history.builder.parameters)
    return relation_of(replace(judgement, facts=summed, verdicts=verdicts), 0)
