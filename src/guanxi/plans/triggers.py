"""What starts plays: signals and flags of the assessments, and gaps in what is known of a customer.

Reads for the step that proposes: with the actor of that step, for many customers at once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource
from guanxi.activities.resources import ACTIVITIES
from guanxi.customers.people_resources import AFFILIATIONS, BUYING_ROLES, TIES
from guanxi.customers.resources import CUSTOMERS
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.resources import EXIT_NOTICES, RIVALS
from guanxi.lifecycle.climate import ATTITUDE_HIGH
from guanxi.lifecycle.survey import GAP
from guanxi.lifecycle.triggers import On
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.months import first_day, month_number
from guanxi.plans.resources import REPAIRS
from guanxi.relationships.attitudes import Attitude, attitudes
from guanxi.relationships.dialogue_resources import COMMITMENTS, CONFLICTS, NEEDS
from guanxi.relationships.resources import ASSESSMENTS, SIGNAL_MONTHS

_MOST: Final = 100_000
_ROLES: Final = tuple(column for _key, _label, column in BUYING_ROLES)
_NUMBER: Final = {word.key: number for number, word in enumerate(STAGES, 1)}
_FLAGS: Final[Mapping[str, On]] = {
    "share_unknown": On.SHARE_UNKNOWN,
    "no_demand": On.NO_DEMAND,
    "total_conflict": On.TOTAL_DOUBTFUL,
    "stale_total": On.TOTAL_DOUBTFUL,
    "mix_effect": On.MIX_EFFECT,
    "routine_risk": On.ROUTINE_RISK,
}
_SIGNALS: Final = {on.value: on for on in On}
_EXCHANGE, _TOP = timedelta(days=183), timedelta(days=365)
_RECENTLY: Final = timedelta(days=30)
_QUARTER_ENDS: Final = (3, 6, 9, 12)
# Dated by the day on which they were entered: in the first month of the company all is brought along.
_ENTERED: Final = frozenset({On.NEW_PROSPECT, On.SECOND_SOURCE})


@dataclass(frozen=True)
class Trigger:
    """Something that a play answers, of a relation in a stage; ``since`` is when it came up."""

    on: On
    customer: int
    category: int | None
    stage: int
    since: date


def triggers(actor: Actor, customers: Sequence[int], *, on: datetime, first: date) -> list[Trigger]:
    """All that is so now and came up in the first month of the company or later."""
    assessments = view(actor, ASSESSMENTS, on=on).of_customer(*customers).all(_MOST)
    signals = view(actor, SIGNAL_MONTHS, on=on).of_customer(*customers).filter("until", "empty").all(_MOST)
    accounts = {row["customer"].key: row for row in assessments if row["category"] is None}
    today = today_here(on)
    found = [*_of_signals(signals, assessments), *_of_rows(assessments, today)]
    for condition, stages in _CONDITIONS.items():
        concerned = [key for key in customers if _stage(accounts.get(key)) in stages]
        if concerned:
            asked = _Asked(actor, concerned, on, today, accounts)
            found += [
                Trigger(condition, key, None, _stage(accounts.get(key)), since)
                for key, since in _ANSWERS[condition](asked)
            ]
    after = first_day(month_number(first) + 1)
    return [one for one in found if one.since >= (after if one.on in _ENTERED else first)]


def _key(row: Row) -> tuple[int, int | None]:
    return row["customer"].key, row["category"].key if row["category"] else None


def _stage(row: Row | None) -> int:
    """Before the first fact everybody is to be developed."""
    return 1 if row is None else _NUMBER[row["stage"]]


def _of_signals(signals: Iterable[Row], assessments: Iterable[Row]) -> Iterable[Trigger]:
    stages = {_key(row): _stage(row) for row in assessments}
    for row in signals:
        customer, category = _key(row)
        stage = stages.get((customer, category))
        if stage is not None and row["signal"] in _SIGNALS:
            yield Trigger(_SIGNALS[row["signal"]], customer, category, stage, row["since"])
            if row["signal"] == "advanced" and stage == _NUMBER["initial"]:
                yield Trigger(On.FIRST_PURCHASE, customer, category, stage, row["since"])


def _of_rows(assessments: Iterable[Row], today: date) -> Iterable[Trigger]:
    """What stands in the current row itself."""
    for row in assessments:
        customer, category = _key(row)
        stage, month = _stage(row), row["month"]
        ons = {_FLAGS[flag] for flag in (row["flags"] or "").split("|") if flag in _FLAGS}
        share, limit = row["share"], row["silence_limit"]
        if row["signal"] == "advancing" and stage == _NUMBER["initial"] and share is not None and share >= 40:
            ons.add(On.NEAR_HALF)
        # The limit is three times the own rhythm: the next order is due when a third of it has passed.
        if 0 < row["silence"] < limit / 2 and 3 * (row["silence"] + 1) >= limit:
            ons.add(On.ORDER_DUE)
        if _months(row["since"], month) == 6:
            ons.add(On.SIX_MONTHS_IN_STAGE)
        if month.month in _QUARTER_ENDS and category is None and today - month < timedelta(days=62):
            ons.add(On.QUARTER_END)
        for on in sorted(ons):
            yield Trigger(on, customer, category, stage, month)


def _months(since: date, month: date) -> int:
    return (month.year - since.year) * 12 + month.month - since.month


# ---- gaps and events ----


@dataclass(frozen=True)
class _Asked:
    actor: Actor
    customers: Sequence[int]
    on: datetime
    today: date
    accounts: Mapping[int, Row]

    @property
    def month(self) -> date:
        """The last one that is over: what is so without a day of its own is so since its end, as flags are."""
        return first_day(last_whole_month(self.today))


Answers = Iterable[tuple[int, date]]


def _new_prospect(asked: _Asked) -> Answers:
    """Entered lately. Whoever lapsed is back in this stage, and not new."""
    rows = view(asked.actor, CUSTOMERS, on=asked.on).only("created_at").among(asked.customers).all(_MOST)
    bought = {key for key, row in asked.accounts.items() if row["silence"]}
    return [
        (row.key, row["created_at"].date())
        for row in rows
        if asked.on - row["created_at"] <= _RECENTLY and row.key not in bought
    ]


def _places(asked: _Asked) -> list[Row]:
    return view(asked.actor, AFFILIATIONS, on=asked.on).of_customer(*asked.customers).all(_MOST)


def _few_contacts(asked: _Asked) -> Answers:
    named = Counter(
        row["customer"].key for row in _places(asked) if row["until"] is None and any(row[role] for role in _ROLES)
    )
    return [(key, asked.month) for key in asked.customers if named[key] < 3]


def _no_decider(asked: _Asked) -> Answers:
    places = [row for row in _places(asked) if row["until"] is None]
    known = Counter(row["customer"].key for row in places)
    deciding = {row["customer"].key for row in places if row["is_decider"]}
    return [(key, asked.month) for key in asked.customers if known[key] >= 2 and key not in deciding]


def _contact_left(asked: _Asked) -> Answers:
    return [
        (row["customer"].key, row["until"])
        for row in _places(asked)
        if row["until"] is not None and timedelta() <= asked.today - row["until"] <= _RECENTLY
    ]


def _few_ties(asked: _Asked) -> Answers:
    known = Counter(place["customer"].key for place in _tied_places(asked))
    return [(key, asked.month) for key in asked.customers if known[key] < 3]


def _tied_places(asked: _Asked) -> list[Row]:
    tied = {row["person"].key for row in view(asked.actor, TIES, on=asked.on).of_customer(*asked.customers).all(_MOST)}
    return [row for row in _places(asked) if row["person"].key in tied]


def _rivals(asked: _Asked) -> list[Row]:
    return view(asked.actor, RIVALS, on=asked.on).of_customer(*asked.customers).all(_MOST)


def _rivals_unknown(asked: _Asked) -> Answers:
    known = {row["customer"].key for row in _rivals(asked)}
    shares = {key for key, row in asked.accounts.items() if row["share"] is not None and row["share"] < 100}
    return [(key, asked.month) for key in asked.customers if key in shares and key not in known]


def _second_source(asked: _Asked) -> Answers:
    return [
        (row["customer"].key, row["recorded_at"].date())
        for row in _rivals(asked)
        if row["is_second_source"] and asked.on - row["recorded_at"] <= 2 * _RECENTLY
    ]


def _exit_notice(asked: _Asked) -> Answers:
    rows = view(asked.actor, EXIT_NOTICES, on=asked.on).of_customer(*asked.customers).all(_MOST)
    return [(row["customer"].key, row["date"]) for row in rows]


def _contacts(asked: _Asked, since: timedelta) -> list[Row]:
    query = view(asked.actor, ACTIVITIES, on=asked.on).of_customer(*asked.customers)
    return query.filter("at", "after", (asked.today - since).isoformat()).all(_MOST)


def _no_exchange(asked: _Asked) -> Answers:
    held = {row["customer"].key for row in _contacts(asked, _EXCHANGE) if row["kind"] == "exchange"}
    return [(key, asked.month) for key in asked.customers if key not in held]


def _no_top_meeting(asked: _Asked) -> Answers:
    top = {row.key for row in view(asked.actor, DEPARTMENTS).only("slug").all() if row["slug"] == "management"}
    held = {
        row["customer"].key
        for row in _contacts(asked, _TOP)
        if row["kind"] in ("meeting", "visit") and row["department"] and row["department"].key in top
    }
    return [(key, asked.month) for key in asked.customers if key not in held]


def _contact_while_interrupted(asked: _Asked) -> Answers:
    return [
        (row["customer"].key, row["at"].date())
        for row in _contacts(asked, _RECENTLY)
        if row["customer_took_part"] and row["at"] <= asked.on
    ]


def _cause_ours(asked: _Asked) -> Answers:
    rows = view(asked.actor, REPAIRS, on=asked.on).of_customer(*asked.customers).filter("closed_at", "empty").all(_MOST)
    return [(row["customer"].key, row["started_at"].date()) for row in rows if row["is_ours"] and row["started_at"]]


# ---- what is said between the firms ----

_DISPUTE, _NEED, _ORDER = timedelta(days=20), timedelta(days=30), timedelta(days=60)
_OLD_SURVEY: Final = timedelta(days=365)
_DEPENDENT: Final = 65.0


def _said(asked: _Asked, resource: Resource, state: str) -> list[Row]:
    return (
        view(asked.actor, resource, on=asked.on).of_customer(*asked.customers).filter("state", "is", state).all(_MOST)
    )


def _ripe(asked: _Asked, rows: Iterable[Row], wait: timedelta) -> Answers:
    """From the day on which something has been waiting for so long."""
    return [(row["customer"].key, row["since"] + wait) for row in rows if asked.today - row["since"] >= wait]


def _need_without_order(asked: _Asked) -> Answers:
    return _ripe(asked, _said(asked, NEEDS, "open"), _ORDER)


def _need_unmet(asked: _Asked) -> Answers:
    return _ripe(asked, [*_said(asked, NEEDS, "open"), *_said(asked, NEEDS, "offered")], _NEED)


def _promise(asked: _Asked) -> Answers:
    rows = _said(asked, COMMITMENTS, "open")
    return [(row["customer"].key, row["since"]) for row in rows if asked.today - row["since"] <= _RECENTLY]


def _conflict_old(asked: _Asked) -> Answers:
    return _ripe(asked, _said(asked, CONFLICTS, "open"), _DISPUTE)


def _price_conflict(asked: _Asked) -> Answers:
    return [(row["customer"].key, row["since"]) for row in _said(asked, CONFLICTS, "open") if row["kind"] == "price"]


# ---- climate ----


def _quality_low(asked: _Asked) -> Answers:
    """Below 65, or asked more than a year ago. Who was never asked is no reason of its own."""
    for customer, one in _attitudes(asked):
        old = one.answered_by_them is not None and asked.today - one.answered_by_them > _OLD_SURVEY
        if old or (one.quality is not None and one.quality < ATTITUDE_HIGH):
            yield customer, asked.month


def _attitudes(asked: _Asked) -> Iterable[tuple[int, Attitude]]:
    return attitudes(asked.actor, asked.customers, on=asked.on).items()


def _in_cell(key: str) -> Callable[[_Asked], Answers]:
    def answer(asked: _Asked) -> Answers:
        for customer, one in _attitudes(asked):
            word = one.cell(_stage(asked.accounts.get(customer)))
            if word is not None and word.key == key:
                yield customer, asked.month

    return answer


def _dependence_high(asked: _Asked) -> Answers:
    for customer, one in _attitudes(asked):
        if max(one.theirs.scores.get("dependence", 0), one.ours.scores.get("dependence", 0)) >= _DEPENDENT:
            yield customer, asked.month


def _views_apart(asked: _Asked) -> Answers:
    for customer, one in _attitudes(asked):
        if any(abs(gap) >= GAP for gap in one.gaps.values()):
            yield customer, asked.month


_D, _I, _S, _G, _X = range(1, 6)
# Asked only of customers in these stages.
_CONDITIONS: Final[Mapping[On, tuple[int, ...]]] = {
    On.NEW_PROSPECT: (_D,),
    On.FEW_CONTACTS: (_D, _I),
    On.NO_DECIDER: (_D,),
    On.RIVALS_UNKNOWN: (_I, _S),
    On.FEW_TIES: (_S,),
    On.SECOND_SOURCE: (_S, _G),
    On.NO_EXCHANGE: (_S, _G),
    On.NO_TOP_MEETING: (_G,),
    On.CONTACT_LEFT: (_D, _I, _S, _G, _X),
    On.EXIT_NOTICE: (_X,),
    On.CONTACT_WHILE_INTERRUPTED: (_X,),
    On.CAUSE_OURS: (_S, _G, _X),
    On.NEED_WITHOUT_ORDER: (_D,),
    On.NEED_UNMET: (_I,),
    On.PROMISE: (_I, _S, _G),
    On.CONFLICT_OLD: (_I, _S, _G),
    On.PRICE_CONFLICT: (_S,),
    On.QUALITY_LOW: (_S, _G),
    On.SPURIOUS_LOYALTY: (_S, _G),
    On.LATENT_LOYALTY: (_D, _I),
    On.DEPENDENCE_HIGH: (_G,),
    On.VIEWS_APART: (_S, _G),
}
_ANSWERS: Final[Mapping[On, Callable[[_Asked], Answers]]] = {
    On.NEW_PROSPECT: _new_prospect,
    On.FEW_CONTACTS: _few_contacts,
    On.NO_DECIDER: _no_decider,
    On.RIVALS_UNKNOWN: _rivals_unknown,
    On.FEW_TIES: _few_ties,
    On.SECOND_SOURCE: _second_source,
    On.NO_EXCHANGE: _no_exchange,
    On.NO_TOP_MEETING: _no_top_meeting,
    On.CONTACT_LEFT: _contact_left,
    On.EXIT_NOTICE: _exit_notice,
    On.CONTACT_WHILE_INTERRUPTED: _contact_while_interrupted,
    On.CAUSE_OURS: _cause_ours,
    On.NEED_WITHOUT_ORDER: _need_without_order,
    On.NEED_UNMET: _need_unmet,
    On.PROMISE: _promise,
    On.CONFLICT_OLD: _conflict_old,
    On.PRICE_CONFLICT: _price_conflict,
    On.QUALITY_LOW: _quality_low,
    On.SPURIOUS_LOYALTY: _in_cell("spurious_loyalty"),
    On.LATENT_LOYALTY: _in_cell("latent_loyalty"),
    On.DEPENDENCE_HIGH: _dependence_high,
    On.VIEWS_APART: _views_apart,
}
