"""The step after judging: signals and gaps become proposed plays and repairs, a few at a time.

It may be repeated: what stands already is not proposed again. Nothing that came up before the first month of the
company opens anything.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor, load_actors, system_actor
from guanxi.access.conditions import Inputs
from guanxi.access.reading import Row, view
from guanxi.access.writing import Work, action, run
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import Denied
from guanxi.ledger.periods import today_here
from guanxi.ledger.rollup import effective_categories
from guanxi.months import first_day, month_number
from guanxi.plans import book
from guanxi.plans.models import Episode, Play, PlayText
from guanxi.plans.play_actions import look_at, start_play
from guanxi.plans.repair_actions import NEEDS_REPAIR, adopt_signal, end, propose_repair
from guanxi.plans.resources import RUNNING_PLAYS
from guanxi.plans.states import PlayState, RepairState
from guanxi.plans.triggers import Trigger, triggers
from guanxi.records.company import company
from guanxi.relationships.resources import ASSESSMENTS, SIGNAL_MONTHS
from guanxi.relationships.rules import rules

MOST_A_WEEK: Final = 5  # new plays for one person
_AGAIN: Final = 6  # months until the same play is proposed again for the same reason
_MOST: Final = 100_000
_ALWAYS: Final = 10**6
_AT_ONCE: Final = 20  # customers of one transaction
_OUTCOMES: Final = {
    "repaired": RepairState.REPAIRED,
    "recovered": RepairState.REPAIRED,
    "lapsed": RepairState.LOST,
}


def propose(customers: Sequence[int], *, on: datetime, channel: str = "job") -> int:
    """For these customers; returns how many plays and repairs are new.

    What is to be done is found out before the transactions that do it, for others wait while one of them lasts: each is
    of a few customers for whom there is something to do, and looks whether there still is.
    """
    first = rules().first_month
    if first is None or not customers:
        return 0
    actor = system_actor("plans")
    # What was judged before its category was merged into another one waits for the next judging.
    merged = effective_categories()
    found = [one for one in triggers(actor, customers, on=on, first=first_day(first)) if one.category not in merged]
    falls = [one for one in found if one.on.value in NEEDS_REPAIR]
    plays = [(one, play.key) for one, play, _owner in _chosen(actor, found, on)]
    due = list(dict.fromkeys([*(one.customer for one, _key in plays), *_to_tend(customers, falls, on)]))
    done = 0
    for start in range(0, len(due), _AT_ONCE):
        some = due[start : start + _AT_ONCE]
        done += run(
            actor, tend_plans, on=on, channel=channel, customers=some,
            falls=[one for one in falls if one.customer in some],
            plays=[pair for pair in plays if pair[0].customer in some],
        )  # fmt: skip
    return done


def _to_tend(customers: Sequence[int], falls: Sequence[Trigger], on: datetime) -> set[int]:
    """Customers with a repair that is not over, a play to look at again, or a fall that no repair has answered."""
    episodes = Episode.objects.filter(customer__in=customers)
    answered: dict[Relation, int] = {}
    tended = set(_to_look_at(customers, on).values_list("customer_id", flat=True))
    for customer, category, month, closed in episodes.values_list("customer_id", "category_id", "month", "closed_at"):
        answered[customer, category] = max(month, answered.get((customer, category), 0))
        if closed is None:
            tended.add(customer)
    fallen = {one.customer for one in falls if answered.get((one.customer, one.category), 0) < month_number(one.since)}
    return tended | fallen


def _system(actor: Actor, _inputs: Inputs) -> None:
    if not actor.is_system:
        raise Denied("")


@action(label=gettext_lazy("Propose plays and repairs"), allow=_system)
def tend_plans(
    work: Work, *, customers: Sequence[int], falls: Sequence[Trigger], plays: Sequence[tuple[Trigger, str]]
) -> int:
    now = {
        _relation(row): row["signal"] for row in view(work.actor, ASSESSMENTS).of_customer(*customers).all(_MOST)
    }  # fmt: skip
    _tend_repairs(work, customers, now)
    _look_again(work, customers)
    repairs = _repairs(work, falls, now)
    _fold(work, customers)
    return repairs + _plays(work, plays)


Relation = tuple[int, int | None]


def _repairs(work: Work, falls: Sequence[Trigger], now: Mapping[Relation, str]) -> int:
    """The accounts come first: while one speaks for its categories, nothing is proposed for these."""
    falls = sorted(falls, key=lambda one: one.category is not None)
    in_hand = _in_hand([one.customer for one in falls], now)
    made = [
        propose_repair(
            work, customer=one.customer, category=one.category, signal=one.on.value, month=month_number(one.since)
        )
        for one in falls
        if one.category is not None or one.customer not in in_hand
    ]  # fmt: skip
    return sum(episode is not None for episode in made)


def _in_hand(customers: Sequence[int], now: Mapping[Relation, str]) -> set[int]:
    """Customers all of whose falling categories are being repaired: that repairs the account too."""
    falling: dict[int, set[int]] = defaultdict(set)
    for (customer, category), signal in now.items():
        if category is not None and signal in NEEDS_REPAIR:
            falling[customer].add(category)
    running = set(
        Episode.objects.filter(customer__in=customers, state=RepairState.RUNNING, category__isnull=False).values_list(
            "customer_id", "category_id"
        )
    )
    return {key for key, categories in falling.items() if {(key, category) for category in categories} <= running}


def _fold(work: Work, customers: Sequence[int]) -> None:
    """What was proposed for categories before the account fell itself is put aside."""
    accounts = Episode.objects.filter(customer__in=customers, category__isnull=True, closed_at=None)
    proposed = Episode.objects.filter(
        customer__in=accounts.values("customer"), category__isnull=False, state=RepairState.PROPOSED
    )
    for episode in proposed.select_for_update(of=("self",)).order_by("pk"):
        end(work, episode, RepairState.DISMISSED, by=None)


def _tend_repairs(work: Work, customers: Sequence[int], now: Mapping[Relation, str]) -> None:
    """What the ledger says is repaired, or over for good, is closed with what it came to."""
    running = Episode.objects.filter(customer__in=customers, closed_at=None)
    if not running:
        return
    held: dict[Relation, list[tuple[int, str, bool]]] = defaultdict(list)
    for row in view(work.actor, SIGNAL_MONTHS).of_customer(*customers).all(_MOST):
        held[_relation(row)].append((month_number(row["since"]), row["signal"], row["until"] is None))
    for episode in running.select_for_update(of=("self",)).order_by("pk"):
        relation = episode.customer_id, episode.category_id
        if now.get(relation, NEEDS_REPAIR[0]) in NEEDS_REPAIR:
            begun = [(month, signal) for month, signal, goes_on in held[relation] if goes_on]
            if not episode.signal and begun:
                adopt_signal(work, episode, month=begun[-1][0], signal=begun[-1][1])
            continue
        ended = [signal for month, signal, _goes_on in held[relation] if signal in _OUTCOMES and month > episode.month]
        if ended:
            end(work, episode, _OUTCOMES[ended[-1]], by=None)
        elif episode.state == RepairState.PROPOSED:
            end(work, episode, RepairState.DISMISSED, by=None)


def _relation(row: Row) -> Relation:
    return row["customer"].key, row["category"].key if row["category"] else None


def _look_again(work: Work, customers: Sequence[int]) -> None:
    for play in _to_look_at(customers, work.now).order_by("pk"):
        look_at(work, play)


def _to_look_at(customers: Sequence[int], on: datetime) -> QuerySet[Play]:
    return Play.objects.filter(
        customer__in=customers, looked_at=None, started_at__isnull=False, look_again__lte=on.date()
    )


# ---- plays ----


def _plays(work: Work, plays: Sequence[tuple[Trigger, str]]) -> int:
    chosen = _chosen(work.actor, [one for one, _key in plays], work.now, among=set(plays))
    for one, play, owner in chosen:
        _propose(work, one, play, owner)
    return len(chosen)


def _chosen(
    actor: Actor, found: Sequence[Trigger], on: datetime, *, among: Set[tuple[Trigger, str]] | None = None
) -> list[tuple[Trigger, book.Play, int | None]]:
    """Which plays are to be proposed, why, and to whom; of a choice made before only those that still are."""
    if not found:
        return []
    book_of = [play for play in book.plays(actor) if play.in_use and not play.waits_for]
    wanted = [
        (one, play)
        for one in dict.fromkeys(found)
        for play in book_of
        if play.on is one.on and one.stage in play.stages and (among is None or (one, play.key) in among)
    ]
    held = _standing(sorted({one.customer for one, _play in wanted}))
    wanted = [
        (one, play)
        for one, play in wanted
        if held.get((one.customer, one.category, play.key), 0) <= month_number(one.since) - _AGAIN
    ]
    if not wanted:
        return []
    customers = sorted({one.customer for one, _play in wanted})
    left = _left_this_week(on)
    # Whose owner is disabled is looked after by nobody.
    owners = {
        row.key: row["owner"].key if row["owner"] and row["owner"].key in left else None
        for row in view(actor, CUSTOMERS).only("owner").among(customers).all(_MOST)
    }
    stakes: Counter[int] = Counter()
    for row in view(actor, ASSESSMENTS).of_customer(*customers).filter("category", "empty").all(_MOST):
        stakes[row["customer"].key] = row["ours_12"] or 0
    # What is lost by waiting comes first, then what most hangs on.
    wanted.sort(key=lambda pair: (pair[0].on.value not in NEEDS_REPAIR, -stakes[pair[0].customer], pair[1].key))
    # Two conflicts, or two promises, are two reasons for one play.
    chosen: dict[tuple[int, int | None, str], tuple[Trigger, book.Play, int | None]] = {}
    for one, play in wanted:
        owner, relation = owners.get(one.customer), (one.customer, one.category, play.key)
        if left[owner or 0] > 0 and one.customer in owners and relation not in chosen:
            left[owner or 0] -= 1
            chosen[relation] = one, play, owner
    return list(chosen.values())


def _standing(customers: Sequence[int]) -> dict[tuple[int, int | None, str], int]:
    """By relation and play the newest month of its reason; one that is open stands for every month."""
    held: dict[tuple[int, int | None, str], int] = {}
    rows = Play.objects.filter(customer__in=customers)
    for customer, category, key, month, closed in rows.values_list(
        "customer_id", "category_id", "key", "month", "closed_at"
    ):
        of = customer, category, key
        held[of] = max(held.get(of, 0), month if closed else _ALWAYS)
    return held


def _left_this_week(on: datetime) -> Counter[int]:
    today = today_here(on)
    monday = datetime.combine(today - timedelta(days=today.weekday()), time(0), ZoneInfo(company().time_zone))
    rows = Play.objects.filter(created_at__gte=monday)
    used: Counter[Any] = Counter(owner or 0 for owner in rows.values_list("proposed_to", flat=True))
    return Counter({user: MOST_A_WEEK - used[user] for user in (0, *(actor.user_id for actor in load_actors()))})


def _propose(work: Work, one: Trigger, play: book.Play, owner: int | None) -> None:
    made = Play(
        customer_id=one.customer, category_id=one.category, key=play.key, edition=play.edition.number,
        state=PlayState.PROPOSED, on=one.on.value, month=month_number(one.since), proposed_to_id=owner,
        created_at=work.now,
    )  # fmt: skip
    work.create(made)
    work.create(PlayText(play=made), customer=one.customer)
    work.touch(RUNNING_PLAYS, made.pk)
    if play.starts_by_itself:
        work.also(start_play, customer=one.customer, key=play.key, category=one.category)
