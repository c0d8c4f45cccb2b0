"""Share evidence: every figure that a share rests on, who said so, when, from which source, and when it goes stale."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.customers.resources import CUSTOMERS
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.resources import RIVALS, TOTALS
from guanxi.lifecycle import Statements, totals
from guanxi.months import last_day, month_number
from guanxi.relationships.judging import Judgement, judge_customers
from guanxi.relationships.rules import rules


@dataclass(frozen=True)
class Figure:
    """A total as somebody stated it. ``amount`` is what it comes to in the currency of the company, in minor units;
    ``counts``: the rules take it at the last month-end. It is stale after one day and used no more after the other.
    """

    row: Row  # of TOTALS
    amount: int
    source_class: str  # as the rules take it: a range that lies in two bands is an estimate
    counts: bool
    stale_after: date
    used_until: date


@dataclass(frozen=True)
class Evidence:
    """By category (0: the account) the figures, the newest first; the rivals beside them."""

    figures: Mapping[int, tuple[Figure, ...]]
    rivals: tuple[Row, ...]


def evidence(actor: Actor, customer: int, *, on: datetime) -> Evidence:
    """Figures are there for who reads amounts, rivals for who reads the customer."""
    view(actor, CUSTOMERS).only().get(customer)
    rivals = tuple(view(actor, RIVALS).of_customer(customer).all())
    rows = {row.key: row for row in view(actor, TOTALS).of_customer(customer).all()}
    if not rows:
        return Evidence({}, rivals)
    held = rules()
    judgement = judge_customers([customer], until=last_whole_month(today_here(on)), rules=held)
    if judgement is None:
        return Evidence({}, rivals)
    used = _used(judgement, customer)
    found: dict[int, dict[int, Figure]] = {}
    for stated in judgement.history.statements:
        if stated.record not in rows:
            continue
        place = found.setdefault(stated.place, {})
        before = place.get(stated.record)
        last = month_number(rows[stated.record]["period_end"])
        place[stated.record] = Figure(
            row=rows[stated.record],
            # In a foreign currency it was converted month by month.
            amount=stated.amount + (before.amount if before else 0),
            source_class="ABCDE"[stated.grade],
            counts=used.get(stated.place) == stated.record,
            stale_after=last_day(last + held.parameters.STALE),
            used_until=last_day(last + held.parameters.CARRY),
        )
    ordered = {
        place: tuple(sorted(figures.values(), key=lambda figure: figure.row["period_end"], reverse=True))
        for place, figures in found.items()
    }
    return Evidence(ordered, rivals)


def _used(judgement: Judgement, customer: int) -> dict[int, int]:
    """By category the key of the statement that the rules take at the last month-end."""
    builder, used = judgement.history.builder, {}
    for place in {stated.place for stated in judgement.history.statements}:
        own = [s for s in judgement.history.statements if (s.customer, s.place) == (customer, place)]
        columns = np.array([(0, s.first, s.last, s.amount, s.grade, s.stated) for s in own], dtype=np.int64)
        found = totals(
            Statements(*columns.T), 1, first=builder.first, months=builder.months, parameters=builder.parameters
        )
        if (chosen := int(found.chosen[0, -1])) >= 0:
            used[place] = own[chosen].record
    return used
