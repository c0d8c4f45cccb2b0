"""What both sides answered, of many customers at once: the views by construct, and how the customer compares us."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, NamedTuple

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.activities.moments import day_of
from guanxi.ledger.periods import today_here
from guanxi.lifecycle.climate import cell
from guanxi.lifecycle.survey import COMPARISON, OLDEST_MONTHS, Answered, View, gaps, scores, view_of, weight
from guanxi.lifecycle.vocabulary import Word
from guanxi.months import month_number
from guanxi.records.company import company
from guanxi.relationships.climate_models import Survey, SurveyAnswer
from guanxi.relationships.climate_resources import SURVEYS
from guanxi.relationships.surveys import items_of

_UNSEEN: Final = View({}, {}, 0)


class Answers(NamedTuple):
    """One survey that was answered; ``who`` tells respondents apart."""

    customer: int
    ours: bool
    who: tuple[str, int]
    day: date
    scores: Mapping[str, float]
    comparison: int | None


@dataclass(frozen=True)
class Attitude:
    """How both sides see a relationship at a month-end; ``asked_on`` is the day of the customer's newest answer."""

    ours: View = _UNSEEN
    theirs: View = _UNSEEN
    comparison: float | None = None
    answered_by_us: date | None = None
    answered_by_them: date | None = None
    gaps: Mapping[str, float] = field(default_factory=dict)

    @property
    def quality(self) -> float | None:
        """As the customer sees it: what we think of ourselves is no attitude of his."""
        return self.theirs.quality

    def cell(self, stage: int) -> Word | None:
        return cell(self.quality, self.comparison, stage)


def answers_of(actor: Actor, customers: Sequence[int] | None = None, *, on: datetime) -> list[Answers]:
    """All that was answered until now, the newest first; of all customers that he reads, or of some. Two statements."""
    query = view(actor, SURVEYS, on=on).filter("answered_at", "empty", "no")
    if customers is not None:
        query = query.of_customer(*customers)
    keys = query.subquery()
    given: dict[int, dict[str, int]] = defaultdict(dict)
    for survey, item, value in SurveyAnswer.objects.filter(survey__in=keys).values_list("survey_id", "item", "value"):
        given[survey][item] = value
    rows = Survey.objects.filter(pk__in=keys).order_by("-answered_at", "-pk")
    zone = company().time_zone
    found = []
    for key, customer, form, user, person, at in rows.values_list(
        "pk", "customer_id", "form", "user_id", "person_id", "answered_at"
    ):
        assert at is not None  # the query asked for it
        asked = items_of(form, ours=user is not None)
        who = ("user", user) if user else ("person", person) if person else ("survey", key)
        answers, day = given[key], day_of(at, zone)
        found.append(
            Answers(customer, user is not None, who, day, scores(answers, asked=asked), answers.get(COMPARISON.key))
        )
    return found


def attitude_at(answers: Iterable[Answers], month: int) -> Attitude:
    """As it was at the end of a month, from the answers of one customer: of each respondent the newest to a theme."""
    seen: set[tuple[tuple[str, int], str]] = set()
    sides: dict[bool, list[Answered]] = {True: [], False: []}
    people: dict[bool, set[tuple[str, int]]] = {True: set(), False: set()}
    newest: dict[bool, date | None] = {True: None, False: None}
    compared: dict[tuple[str, int], int] = {}
    for one in answers:
        age = month - month_number(one.day)
        if age < 0:
            continue
        newest[one.ours] = newest[one.ours] or one.day
        fresh = {key: score for key, score in one.scores.items() if (one.who, key) not in seen}
        seen |= {(one.who, key) for key in fresh}
        if fresh:
            sides[one.ours].append(Answered(fresh, age))
        if weight(age) > 0:
            people[one.ours].add(one.who)
        if one.comparison is not None and age <= OLDEST_MONTHS:
            compared.setdefault(one.who, one.comparison)
    ours, theirs = (
        View(seen_as.scores, seen_as.spread, len(people[side]))
        for side, seen_as in ((side, view_of(sides[side])) for side in (True, False))
    )
    comparison = sum(compared.values()) / len(compared) if compared else None
    return Attitude(ours, theirs, comparison, newest[True], newest[False], gaps(ours, theirs))


def attitudes(actor: Actor, customers: Sequence[int] | None = None, *, on: datetime) -> dict[int, Attitude]:
    """Now, by customer; those of whom nobody was asked are left out."""
    of: dict[int, list[Answers]] = defaultdict(list)
    for one in answers_of(actor, customers, on=on):
        of[one.customer].append(one)
    month = month_number(today_here(on))
    return {customer: attitude_at(answers, month) for customer, answers in of.items()}
