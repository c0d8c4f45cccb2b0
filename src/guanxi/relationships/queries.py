"""What is read of where we stand: the months of a relation, why it stands there, what we believed on a past day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.policy import level_on
from guanxi.access.reading import Query, Row, view
from guanxi.activities.moments import day_bounds
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import NotFound
from guanxi.ledger.explain import CategoryThen, Explanation, total_source_of
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.queries import category_names
from guanxi.ledger.reasons import Language, Reason, reasons
from guanxi.lifecycle import explain
from guanxi.lifecycle.vocabulary import (
    FLAGS,
    INTERRUPTED,
    SHARE_UNKNOWN,
    SIGNALS,
    STAGES,
    flag_text,
)
from guanxi.months import first_day
from guanxi.records.company import company
from guanxi.relationships.judging import Judgement, band_of, judge_customers
from guanxi.relationships.resources import ASSESSMENTS, SIGNAL_MONTHS, STAGE_CHANGES
from guanxi.relationships.rules import Rules, rules

NO_CATEGORY: Final = 0  # the account


@dataclass(frozen=True)
class Month:
    """One month-end of a relation. Amounts are minor units, None for who may not read them (or an unknown total)."""

    month: date
    stage: str
    signal: str
    flags: tuple[str, ...]
    band: str
    share: float | None
    recent_share: float | None
    since: date
    silence: int
    silence_limit: int
    ours: int | None
    total: int | None


@dataclass(frozen=True)
class RelationMonths:
    """A relation with all its months; ``category`` None is the account."""

    category: int | None
    name: str
    months: tuple[Month, ...]

    @property
    def last(self) -> Month:
        return self.months[-1]


# ---- who may read what ----


def _open(actor: Actor, customer: int) -> bool:
    """Raises NotFound for who does not read the customer; whether he reads its amounts."""
    view(actor, CUSTOMERS).only().get(customer)
    start = actor.reads_from(FieldClass.MONEY)
    return start is not None and level_on(actor, customer) >= start


def months(actor: Actor, customer: int, *, on: datetime, known_at: datetime | None = None) -> list[RelationMonths]:
    """All months of all relations of a customer up to the last month-end, the account first; from the facts."""
    amounts = _open(actor, customer)
    return _relations(_judged([customer], on=on, known_at=known_at), amounts)


def _judged(
    customers: Sequence[int], *, on: datetime, known_at: datetime | None = None, until: int | None = None
) -> Judgement | None:  # fmt: skip
    last = last_whole_month(today_here(known_at or on)) if until is None else until
    return judge_customers(customers, until=last, rules=rules(known_at), known_at=known_at)


def relation_of(judgement: Judgement, row: int, name: str = "") -> RelationMonths | None:
    """The months of one row, with amounts; None where its record has not begun."""
    told = tuple(_months_of(judgement, row, True))
    return RelationMonths(judgement.relations[row][1] or None, name, told) if told else None


def _relations(judgement: Judgement | None, amounts: bool) -> list[RelationMonths]:
    if judgement is None:
        return []
    names = category_names()
    found = []
    for row, (_customer, place) in enumerate(judgement.relations):
        if told := tuple(_months_of(judgement, row, amounts)):
            found.append(RelationMonths(place or None, names.get(place, ""), told))
    return sorted(found, key=lambda relation: (relation.category is not None, relation.name))


def _months_of(judgement: Judgement, row: int, amounts: bool) -> Iterable[Month]:
    v, facts = judgement.verdicts, judgement.facts
    for column in range(facts.months):
        if not v.stage[row, column]:
            continue
        share, recent, stage = (
            float(v.share[row, column]),
            float(v.recent_share[row, column]),
            int(v.stage[row, column]),
        )
        known = amounts and bool(facts.known[row, column])
        yield Month(
            month=first_day(facts.first + column),
            stage=STAGES[stage - 1].key,
            signal=SIGNALS[int(v.signal[row, column]) - 1].key,
            flags=tuple(filter(None, flag_text(int(v.flags[row, column])).split("|"))),
            band=band_of(stage, share).value,
            share=None if share != share else share,
            recent_share=None if recent != recent else recent,
            since=first_day(int(v.since[row, column])),
            silence=int(v.silence[row, column]),
            silence_limit=int(v.limit[row, column]),
            ours=int(facts.ours[row, column]) if amounts else None,
            total=int(facts.total[row, column]) if known else None,
        )


# ---- what we believed ----


@dataclass(frozen=True)
class AsOf:
    """What we believed at the end of a day, from the facts and settings known then."""

    day: date
    rules: Rules
    relations: tuple[RelationMonths, ...]


def as_of(actor: Actor, customer: int, day: date, *, on: datetime) -> AsOf:
    """Contacts count as they read then, though they were edited or binned since. Who the customer is, is as today."""
    amounts = _open(actor, customer)
    end = day_bounds(day, company().time_zone)[1] if day < today_here(on) else on
    moment = min(end, on)
    known = rules(moment)
    judgement = judge_customers(
        [customer], until=last_whole_month(min(day, today_here(on))), rules=known, known_at=moment
    )
    return AsOf(day, known, tuple(_relations(judgement, amounts)))


# ---- why ----


@dataclass(frozen=True)
class Answer:
    """Why a relation stands where it stands, in words of the reader's language; ``data`` where amounts are his."""

    relation: RelationMonths
    reasons: tuple[Reason, ...]
    data: Explanation | None
    mix: "Mix | None"


def why(
    actor: Actor, customer: int, *, on: datetime, category: int | None = None, month: int | None = None,
    language: Language | None = None,
) -> Answer:  # fmt: skip
    """Of one month-end, the last one if none is named. Raises NotFound for a relation or a month without a record."""
    amounts = _open(actor, customer)
    judgement = _judged([customer], on=on)
    row = judgement.row_of((customer, category or NO_CATEGORY)) if judgement is not None else None
    if judgement is None or row is None:
        raise NotFound(_("Nothing is known of this yet, so nothing was judged."))
    told = _RelationOf(judgement, row, amounts)
    last = judgement.history.last if month is None else month
    if not told.first <= last <= judgement.history.last:
        raise NotFound(_("The record does not reach this month."))
    explanation = told.explanation(view(actor, CUSTOMERS).only("name").get(customer)["name"], last)
    spoken: Language = language or ("zh-hans" if str(get_language()).startswith("zh") else "en")
    relation = told.months(last)
    mix = mix_of(judgement, last) if amounts and "mix_effect" in relation.last.flags else None
    return Answer(relation, tuple(reasons(explanation, spoken, amounts=amounts)), explanation if amounts else None, mix)


class _RelationOf(NamedTuple):
    judgement: Judgement
    row: int
    amounts: bool

    @property
    def first(self) -> int:
        return self.judgement.facts.first + int(self.judgement.facts.begin[self.row])

    @property
    def place(self) -> int:
        return self.judgement.relations[self.row][1]

    def months(self, last: int) -> RelationMonths:
        told = tuple(m for m in _months_of(self.judgement, self.row, self.amounts) if m.month <= first_day(last))
        return RelationMonths(self.place or None, category_names().get(self.place, ""), told)

    def explanation(self, customer: str, month: int) -> Explanation:
        judgement, row, names = self.judgement, self.row, category_names()
        facts, v = judgement.facts, judgement.verdicts
        column = month - facts.first
        told = explain(facts, judgement.history.builder.parameters, month, row)
        categories = []
        for other, (_customer, place) in enumerate(judgement.relations):
            if not self.place and place and v.stage[other, column]:
                share = float(v.share[other, column])
                categories.append(
                    CategoryThen(
                        names.get(place, ""), int(v.stage[other, column]), int(v.signal[other, column]),
                        None if share != share else share,
                    )
                )  # fmt: skip
        return Explanation(
            supplier=None,
            customer=customer,
            category=names.get(self.place) if self.place else None,
            currency=company().base_currency,
            # The flag of a mix effect looks at the other relations: it comes from the verdicts of all.
            why=replace(told, flags=int(v.flags[row, column])),
            total_source=total_source_of(facts.part(slice(row, row + 1)), month, named=False),
            categories=tuple(sorted(categories)),
        )


@dataclass(frozen=True)
class MixPart:
    """A category in two years: what the customer bought of it in all, and our share of that, then and now.

    A total is None where a month of its year is unknown. ``growth`` is that of its part in all that the customer is
    known to buy; ``is_below`` says that our share of it is below that of everything.
    """

    category: int
    name: str
    total_then: int | None
    total_now: int | None
    ours_then: int
    ours_now: int
    growth: float
    is_below: bool


@dataclass(frozen=True)
class Mix:
    """Why the account's share falls while no category's does: the customer buys more of what others sell him."""

    parts: tuple[MixPart, ...]

    @property
    def sentence(self) -> str:
        """Nothing where no category explains it."""
        grown = max((part for part in self.parts if part.is_below), key=lambda part: part.growth, default=None)
        if grown is None or grown.growth <= 0:
            return ""
        return _(
            "No category falls back: “%(category)s”, where our share is lower, is a larger part of what the customer "
            "is known to buy than the year before, so that our share of everything falls."
        ) % {"category": grown.name}


def mix_of(judgement: Judgement, month: int) -> Mix:
    facts, names, column = judgement.facts, category_names(), month - judgement.facts.first
    now = slice(max(column - 11, 0), column + 1)
    then = slice(max(column - 23, 0), max(column - 11, 0))
    share = judgement.verdicts.share[:, column]
    rows = [
        (row, place)
        for row, (_customer, place) in enumerate(judgement.relations)
        if place and facts.known[row, now].any()
    ]
    account = next(row for row, (_customer, place) in enumerate(judgement.relations) if not place)
    sums = [[int(facts.total[row, year].sum()) for year in (then, now)] for row, _place in rows]
    whole = [max(sum(year), 1) for year in zip(*sums, strict=True)]
    parts = []
    for (row, place), both in zip(rows, sums, strict=True):
        known = [int(facts.known[row, year].sum()) == 12 for year in (then, now)]
        parts.append(
            MixPart(
                place, names.get(place, ""), both[0] if known[0] else None, both[1] if known[1] else None,
                int(facts.ours[row, then].sum()), int(facts.ours[row, now].sum()),
                both[1] / whole[1] - both[0] / whole[0], bool(share[row] < share[account]),
            )
        )  # fmt: skip
    return Mix(tuple(parts))


# ---- lists ----


def assessments(actor: Actor, *, category: int | None = None, accounts: bool = True) -> Query:
    """Current rows to be filtered and sorted further: of accounts, of one category, or of all relations."""
    query = view(actor, ASSESSMENTS)
    if category is not None:
        return query.filter("category", "is", str(category))
    return query.filter("category", "empty", "yes") if accounts else query


def stage_changes(actor: Actor, customer: int) -> list[Row]:
    return view(actor, STAGE_CHANGES).of_customer(customer).all()


def signals_of(actor: Actor, customer: int) -> list[Row]:
    return view(actor, SIGNAL_MONTHS).of_customer(customer).all()


def new_signals(actor: Actor) -> Query:
    """Signals that nobody has dealt with, from the company's first month on: what may open something.

    None where the company has not set its first month: nothing is opened yet.
    """
    first = rules().first_month
    query = view(actor, SIGNAL_MONTHS).filter("handled_at", "empty", "yes")
    if first is None:
        return query.among([])
    return query.filter("since", "after", (first_day(first) - timedelta(days=1)).isoformat())


def totals_to_ask(actor: Actor) -> Query:
    """The accounts whose share is unknown, by what they bought from us."""
    key = next(word.key for bit, word in enumerate(FLAGS) if 1 << bit == SHARE_UNKNOWN)
    return assessments(actor).filter("flags", "has", key).order("-ours_12")


def may_stand_beside(shown: str, computed: str) -> bool:
    """A neighbour of the computed stage may be shown beside it; it may have ceased to be one since it was chosen."""
    order = {word.key: number for number, word in enumerate(STAGES, start=1)}
    return order[computed] != INTERRUPTED and abs(order[shown] - order[computed]) == 1
