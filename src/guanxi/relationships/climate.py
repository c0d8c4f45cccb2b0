"""The climate of one relationship: how both sides see it, how both behave, and the curve of its life.

What was answered and what was done are kept apart and labelled as such; only the curve joins them. Rows count as far as
the reader sees them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from guanxi.access.actors import Actor
from guanxi.access.models import Membership
from guanxi.access.reading import Row, view
from guanxi.activities.models import ActivityKind, Direction, ExchangeKind
from guanxi.activities.moments import day_of
from guanxi.activities.resources import ACTIVITIES
from guanxi.customers.resources import CUSTOMERS
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.resources import RIVALS
from guanxi.lifecycle import climate as rules_of_climate
from guanxi.lifecycle.vocabulary import SIGNALS, STAGES, Word
from guanxi.months import first_day, month_number
from guanxi.records.company import company
from guanxi.relationships.attitudes import Answers, Attitude, answers_of, attitude_at
from guanxi.relationships.climate_resources import RATINGS
from guanxi.relationships.dialogue_resources import CONFLICTS, NEEDS
from guanxi.relationships.dialogue_words import ConflictKind, NeedState
from guanxi.relationships.judging import judge_customers
from guanxi.relationships.queries import Month, relation_of
from guanxi.relationships.rules import rules

SHOWN: Final = 36  # months
_MOST: Final = 20_000
_STAGE: Final = {word.key: number for number, word in enumerate(STAGES, 1)}
_SIGNAL: Final = {word.key: number for number, word in enumerate(SIGNALS, 1)}
_MEETINGS: Final = (ActivityKind.MEETING, ActivityKind.VISIT)


@dataclass(frozen=True)
class ClimateMonth:
    """One month-end. Scores are 0 to 100 and smoothed, ``balance`` from -100 to 100; None is unknown.

    ``typical`` is what cooperation usually comes to after such a life: a reference and no measurement.
    """

    month: date
    cooperation: float | None
    competition: float | None
    balance: float | None
    share: float | None
    phase: str | None
    typical: float | None


@dataclass(frozen=True)
class Conduct:
    """What was done, counted in the last twelve months, and how this month stands among the customer's own last 24."""

    word: Word
    cooperates: bool
    count: int
    score: float | None


@dataclass(frozen=True)
class Rated:
    """What the team rated, from 1 to 5: the newest."""

    value: int
    on: date
    by: str


@dataclass(frozen=True)
class Climate:
    """All that is known of it. ``stage`` 0: nothing was ever bought or said, so no record has begun."""

    months: tuple[ClimateMonth, ...]
    attitude: Attitude
    cell: Word | None
    conduct: tuple[Conduct, ...]
    stage: int
    is_curve_before_share: bool
    is_routine: bool
    ford: Word | None
    purchase_months: int
    adaptations: int
    ratings: Mapping[str, Rated]
    changes: tuple[tuple[int, str], ...]  # position in ``months`` and key of the stage that was reached
    conflicts: tuple[tuple[int, Row], ...]  # position and conflict

    @property
    def now(self) -> ClimateMonth | None:
        return self.months[-1] if self.months else None


def climate(actor: Actor, customer: int, *, on: datetime) -> Climate:
    """Raises NotFound for who does not read the customer. Always the same few statements."""
    view(actor, CUSTOMERS, on=on).only().get(customer)
    known = rules()
    last = last_whole_month(today_here(on))
    judgement = judge_customers([customer], until=last, rules=known)
    row = judgement.row_of((customer, 0)) if judgement is not None else None
    relation = relation_of(judgement, row) if judgement is not None and row is not None else None
    judged = {month_number(month.month): month for month in (relation.months if relation else ())}
    answers = answers_of(actor, [customer], on=on)
    happened = _happened(actor, customer, on=on)
    months = range(last - SHOWN + 1, last + 1)
    conduct = {month: _conduct_at(happened, month) for month in months}
    today = month_number(today_here(on))
    lines = _lines(months, answers, conduct, today)
    balance = rules_of_climate.smoothed(
        [None if a is None or b is None else a - b for a, b in zip(*lines, strict=True)]
    )
    cooperation, competition = (rules_of_climate.smoothed(line) for line in lines)
    attitude = attitude_at(answers, today)
    now = judged.get(last)
    stage = _STAGE[now.stage] if now else 0
    routine = now is not None and "routine_risk" in now.flags
    shares = [judged[month].share if month in judged else None for month in months]
    phases = {month: _phase(one) for month, one in sorted(judged.items())}
    typical = dict(zip(phases, rules_of_climate.typical_path(list(phases.values())), strict=True))
    return Climate(
        months=tuple(
            ClimateMonth(
                first_day(month), a, b, y, share, phases[month].key if month in phases else None, typical.get(month)
            )
            for month, a, b, y, share in zip(months, cooperation, competition, balance, shares, strict=True)
        ),
        attitude=attitude,
        cell=attitude.cell(stage) if stage else None,
        conduct=tuple(_conducts(happened, last)),
        stage=stage,
        is_curve_before_share=rules_of_climate.is_curve_before_share(balance, shares, rise=known.parameters.RISE),
        is_routine=routine,
        ford=rules_of_climate.ford_stage(stage, routine=routine) if stage else rules_of_climate.FORD[0],
        purchase_months=sum((month.ours or 0) > 0 for month in judged.values()),
        adaptations=sum(happened.counts["adaptations"].values()),
        ratings=_ratings(actor, customer, on=on),
        changes=tuple(_changes(judged, months)),
        conflicts=tuple(
            (month_number(one["since"]) - months[0], one)
            for one in happened.conflicts
            if months[0] <= month_number(one["since"]) <= last
        ),
    )


def _phase(month: Month) -> Word:
    since = month_number(month.month) - month_number(month.since)
    return rules_of_climate.phase(_STAGE[month.stage], _SIGNAL[month.signal], since_months=since)


def _changes(judged: Mapping[int, Month], months: range) -> Iterable[tuple[int, str]]:
    for month in months:
        before, now = judged.get(month - 1), judged.get(month)
        if before is not None and now is not None and before.stage != now.stage:
            yield month - months[0], now.stage


def _lines(
    months: range, answers: Sequence[Answers], conduct: Mapping[int, tuple[float | None, float | None]], today: int
) -> tuple[list[float | None], list[float | None]]:
    """Cooperation and competition: what the customer answered, or we where nobody asked him, and what was done."""
    lines: tuple[list[float | None], list[float | None]] = ([], [])
    for month in months:
        # Who answers does not wait for the end of the month to see it: the last point knows what is known today.
        attitude = attitude_at(answers, today if month == months[-1] else month)
        for at, (name, line) in enumerate(zip(("cooperation", "competition"), lines, strict=True)):
            said = attitude.theirs.scores.get(name, attitude.ours.scores.get(name))
            line.append(rules_of_climate.blended(said, conduct[month][at]))
    return lines


def _ratings(actor: Actor, customer: int, *, on: datetime) -> dict[str, Rated]:
    newest: dict[str, Rated] = {}
    for row in view(actor, RATINGS, on=on).of_customer(customer).all(_MOST):
        held = newest.get(row["variable"])
        if held is None or row["on"] > held.on:
            newest[row["variable"]] = Rated(row["value"], row["on"], row["rated_by"].label if row["rated_by"] else "")
    return newest


# ---- conduct ----


@dataclass(frozen=True)
class _Happened:
    """Counts by indicator and month; ``first`` is the month from which on anything is known."""

    first: int
    counts: Mapping[str, Mapping[int, int]]
    conflicts: Sequence[Row]


def _happened(actor: Actor, customer: int, *, on: datetime) -> _Happened:
    """From timeline, needs, conflicts and rivals. Forecasts, tenders, payments, quotes: not recorded yet."""
    logged = view(actor, ACTIVITIES, on=on).only("at", "kind", "exchange_kind", "direction", "users")
    activities = [row for row in logged.of_customer(customer).all(_MOST) if row["at"] <= on]
    conflicts = view(actor, CONFLICTS, on=on).of_customer(customer).all(_MOST)
    needs = view(actor, NEEDS, on=on).of_customer(customer).filter("state", "is", NeedState.MET).all(_MOST)
    rivals = view(actor, RIVALS, on=on).of_customer(customer).all(_MOST)
    places = defaultdict(set)
    for user, department in Membership.objects.values_list("user_id", "department_id"):
        places[user].add(department)
    zone = company().time_zone
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for row in activities:
        month = month_number(day_of(row["at"], zone))
        counts["customer_contacts"][month] += row["direction"] == Direction.IN
        counts["joint_projects"][month] += row["exchange_kind"] == ExchangeKind.PROJECT
        departments = {place for one in row["users"] for place in places[one.key]}
        counts["broad_meetings"][month] += row["kind"] in _MEETINGS and len(departments) >= 2
    for row in needs:
        if row["met_on"] is not None:
            counts["adaptations"][month_number(row["met_on"])] += 1
    for row in rivals:
        counts["second_sources"][month_number(day_of(row["recorded_at"], zone))] += bool(row["is_second_source"])
    today = month_number(day_of(on, zone))
    for row in conflicts:
        begun, until = month_number(row["since"]), month_number(row["settled_on"]) if row["settled_on"] else today + 1
        counts["price_demands"][begun] += row["kind"] == ConflictKind.PRICE
        for month in range(begun, until):
            counts["open_disputes"][month] += 1
    known = [month for of in counts.values() for month, number in of.items() if number]
    known += [month_number(day_of(row["at"], zone)) for row in activities]
    return _Happened(min(known, default=today + 1), counts, conflicts)


def _score(happened: _Happened, indicator: str, month: int) -> float | None:
    """Unknown before anything was recorded, and where the customer's two years hold nothing to compare with."""
    begin = max(happened.first, month - rules_of_climate.OWN_HISTORY + 1)
    held = happened.counts.get(indicator, {})
    history = [float(held.get(at, 0)) for at in range(begin, month + 1)]
    return rules_of_climate.percentile(history) if any(history) else None


def _conduct_at(happened: _Happened, month: int) -> tuple[float | None, float | None]:
    def mean(words: Sequence[Word]) -> float | None:
        found = [score for word in words if (score := _score(happened, word.key, month)) is not None]
        return sum(found) / len(found) if found else None

    return mean(rules_of_climate.COOPERATION), mean(rules_of_climate.COMPETITION)


def _conducts(happened: _Happened, last: int) -> Iterable[Conduct]:
    for words, cooperates in ((rules_of_climate.COOPERATION, True), (rules_of_climate.COMPETITION, False)):
        for word in words:
            if word.key in happened.counts:
                held = happened.counts[word.key]
                if word.key == "open_disputes":  # stands, and is not added up
                    count = held.get(last, 0)
                else:
                    count = sum(held.get(month, 0) for month in range(last - 11, last + 1))
                yield Conduct(word, cooperates, count, _score(happened, word.key, last))
