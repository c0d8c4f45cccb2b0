"""Where a customer stands, for its page: all months of all relations, and the counts that the account is at."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass, Level
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.queries import category_names
from guanxi.lifecycle import Parameters, explain
from guanxi.lifecycle.vocabulary import SHARE_UNKNOWN, flag_text
from guanxi.relationships.judging import judge_customers
from guanxi.relationships.queries import RelationMonths, relation_of
from guanxi.relationships.rules import rules

YEAR: Final = 12
UNKNOWN: Final = flag_text(SHARE_UNKNOWN)


@dataclass(frozen=True)
class Counts:
    """Month-ends in a row above (up) or below (down) the stage, of those that a move needs; no amount.

    A move sets them back. All that are needed without a move: the recent share does not agree.
    """

    up: int
    down: int
    needed: int


@dataclass(frozen=True)
class Overview:
    """The account first, then its categories; ``counts`` is of the account at its last month-end."""

    relations: tuple[RelationMonths, ...]
    counts: Counts
    parameters: Parameters

    @property
    def account(self) -> RelationMonths:
        return self.relations[0]


def overview(actor: Actor, customer: int, level: Level, *, on: datetime) -> Overview | None:
    """``level`` is his level on the customer; None where nothing is known, or the business is not open to him."""
    business, money = actor.reads_from(FieldClass.BUSINESS), actor.reads_from(FieldClass.MONEY)
    if business is None or level < business:
        return None
    amounts = money is not None and level >= money
    known = rules()
    judgement = judge_customers([customer], until=last_whole_month(today_here(on)), rules=known)
    if judgement is None:
        return None
    names, found, counts = category_names(), [], Counts(0, 0, 0)
    for row, (_customer, place) in enumerate(judgement.relations):
        told = relation_of(judgement, row, names.get(place, ""))
        if told is None:
            continue
        found.append(told if amounts else _without_amounts(told))
        if not place:
            why = explain(judgement.facts, judgement.history.builder.parameters, judgement.history.last, row)
            moved = why.stage != why.stage_before
            up, down = (0 if moved else min(run, why.needed) for run in (why.up_run, why.down_run))
            counts = Counts(up, down, why.needed)
    found.sort(key=lambda relation: (relation.category is not None, relation.name))
    return Overview(tuple(found), counts, known.parameters) if found and found[0].category is None else None


def _without_amounts(relation: RelationMonths) -> RelationMonths:
    return replace(relation, months=tuple(replace(month, ours=None, total=None) for month in relation.months))


def parts_of_share(
    account: RelationMonths, categories: tuple[RelationMonths, ...]
) -> list[tuple[RelationMonths, list[float | None]]]:
    """What each category adds to the account's share at each of its month-ends: by what it bought in the 12 months.

    None where the share of the account is unknown, and everywhere for who reads no amounts.
    """
    months = [month.month for month in account.months]
    bought = {category.category: {month.month: month.ours or 0 for month in category.months} for category in categories}
    parts: list[tuple[RelationMonths, list[float | None]]] = []
    sums = {
        category.category: [
            max(sum(bought[category.category].get(day, 0) for day in months[max(at - YEAR + 1, 0) : at + 1]), 0)
            for at in range(len(months))
        ]
        for category in categories
    }
    for category in categories:
        values: list[float | None] = []
        for at, month in enumerate(account.months):
            whole = sum(sums[other.category][at] for other in categories)
            values.append(
                None if month.share is None or month.ours is None
                else month.share * sums[category.category][at] / whole if whole else 0.0
            )  # fmt: skip
        parts.append((category, values))
    return sorted(parts, key=lambda part: -(part[1][-1] or 0.0))
