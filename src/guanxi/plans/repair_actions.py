"""Repair episodes: opened while there is time, worked by departments, closed with what was regained or lost."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.conditions import on_customer, on_record
from guanxi.access.levels import Level
from guanxi.access.models import Department
from guanxi.access.reading import view
from guanxi.access.writing import Work, action
from guanxi.customers.accepting import accepted
from guanxi.customers.actions import live_customer
from guanxi.errors import Invalid, Refused
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.lifecycle.vocabulary import SIGNALS
from guanxi.months import first_day, month_number
from guanxi.plans.models import Episode, EpisodeDepartment, EpisodeMoney
from guanxi.plans.resources import REPAIRS
from guanxi.plans.standing import snapshot
from guanxi.plans.states import RepairState
from guanxi.relationships.resources import SIGNAL_MONTHS

# While one of these is the signal of a relation, a repair is worth opening.
NEEDS_REPAIR = ("regressing", "overdue", "regressed", "interrupted_contact", "interrupted_silent")
_OPEN = (RepairState.PROPOSED, RepairState.RUNNING)


def propose_repair(work: Work, *, customer: int, category: int | None, signal: str, month: int) -> Episode | None:
    """Once for a relation while it needs one: None where one is open, or was closed since the signal came.

    The account speaks for its categories: they get none while its repair is open, or where it was closed since their
    signal came.
    """
    held = _of(customer, category)
    if held.filter(closed_at=None).exists() or held.filter(month__gte=month).exists():
        return None
    if category is not None and _of(customer, None).filter(Q(closed_at=None) | Q(closed_at__gte=_day(month))).exists():
        return None
    return _open(work, customer, category, signal, month, state=RepairState.PROPOSED)


def _day(month: int) -> datetime:
    return datetime.combine(first_day(month), time(0), UTC)


@action(label=gettext_lazy("Start a repair"), allow=on_customer(Level.EDIT))
def start_repair(
    work: Work, *, customer: int, values: Mapping[str, object], category: int | None = None
) -> int:  # fmt: skip
    """With cause, owner, departments and deadline as far as they are known; the proposed one is the one that starts.

    Who sees it coming before the signal does begins without one: it is noted when it comes. Returns its key.
    """
    found = live_customer(work, customer)
    episode: Episode | None = _of(customer, category).select_for_update().filter(closed_at=None).first()
    if episode is not None and episode.state == RepairState.RUNNING:
        raise Refused(_("A repair is running already: go on with that one."), code="running_already")
    if episode is None:
        signal, month = _warned(work, customer, category)
        episode = _open(work, customer, category, signal, month, state=RepairState.RUNNING)
    _fill(work, episode, values)
    owner = episode.owner_id or found.owner_id or work.actor.user_id or None
    work.change(episode, state=RepairState.RUNNING, started_at=work.now, owner_id=owner)
    work.touch(REPAIRS, episode.pk)
    return episode.pk


def _warned(work: Work, customer: int, category: int | None) -> tuple[str, int]:
    """The signal that asks for a repair and the month in which it came; "" and the last whole month without one."""
    query = view(work.actor, SIGNAL_MONTHS).of_customer(customer).filter("until", "empty")
    query = query.filter("category", "empty") if category is None else query.filter("category", "is", str(category))
    for row in query.one_of("signal", list(NEEDS_REPAIR)).all(1):
        return str(row["signal"]), month_number(row["since"])
    return "", last_whole_month(today_here(work.now))


def adopt_signal(work: Work, episode: Episode, *, signal: str, month: int) -> None:
    """The signal has come that somebody saw coming when he started the repair."""
    work.change(episode, signal=signal, month=month)
    work.touch(REPAIRS, episode.pk)


@action(label=gettext_lazy("Edit a repair"), allow=on_record(REPAIRS, Level.EDIT, key="repair"))
def edit_repair(work: Work, *, repair: int, values: Mapping[str, object], version: int | None = None) -> None:
    _fill(work, _still_open(work, repair), values, version=version)


@action(label=gettext_lazy("Close a repair"), allow=on_record(REPAIRS, Level.EDIT, key="repair"))
def close_repair(work: Work, *, repair: int, outcome: str, values: Mapping[str, object] | None = None) -> None:
    """``outcome`` is repaired, lost, or dismissed; what was regained or lost is read off the ledger at this moment."""
    if outcome not in (RepairState.REPAIRED, RepairState.LOST, RepairState.DISMISSED):
        raise Invalid({"outcome": _("Choose repaired, lost or dismissed.")})
    episode = _still_open(work, repair)
    if outcome != RepairState.DISMISSED and not episode.cause and not (values or {}).get("cause"):
        raise Invalid({"cause": _("Say what caused it: causes are counted.")})
    if values:
        _fill(work, episode, values)
    end(work, episode, outcome, by=work.actor.user_id or None)


def end(work: Work, episode: Episode, outcome: str, *, by: int | None) -> None:
    known = snapshot(work.actor, episode.customer_id, episode.category_id)
    work.change(episode, state=outcome, closed_at=work.now, closed_by_id=by, share_later=known.share)
    money = EpisodeMoney.objects.filter(pk=episode.pk).first()
    if money is not None and known.ours is not None:
        work.change(money, customer=episode.customer_id, ours_later=known.ours)
    work.touch(REPAIRS, episode.pk)


# ---- how ----


def _of(customer: int, category: int | None) -> Any:
    rows = Episode.objects.filter(customer=customer)
    return rows.filter(category=category) if category else rows.filter(category__isnull=True)


def _open(work: Work, customer: int, category: int | None, signal: str, month: int, *, state: str) -> Episode:
    if signal and signal not in {word.key for word in SIGNALS}:
        raise Invalid({"signal": _("There is no such signal.")})
    known = snapshot(work.actor, customer, category)
    episode = Episode(
        customer_id=customer, category_id=category, signal=signal, month=month, state=state, created_at=work.now,
        share_then=known.share,
    )  # fmt: skip
    work.create(episode)
    work.create(EpisodeMoney(episode=episode, ours_then=known.ours), customer=customer)
    work.touch(REPAIRS, episode.pk)
    return episode


def _still_open(work: Work, repair: int) -> Episode:
    episode = work.get(Episode, repair)
    if episode.state not in _OPEN:
        raise Refused(_("This repair is over."), code="repair_over")
    return episode


def _fill(work: Work, episode: Episode, values: Mapping[str, object], *, version: int | None = None) -> None:
    known = accepted(work.actor, REPAIRS, values)
    departments = known.pop("departments", None)
    work.edit(REPAIRS, episode, known, version=version)
    if departments is not None:
        _set_departments(work, episode, departments)


def _set_departments(work: Work, episode: Episode, wanted: Iterable[int]) -> None:
    keys = set(wanted)
    if Department.objects.filter(pk__in=keys).count() != len(keys):
        raise Invalid({"departments": _("Choose some from the list.")})
    held = {line.department_id: line for line in EpisodeDepartment.objects.filter(episode=episode)}
    for department in sorted(keys - held.keys()):
        work.create(EpisodeDepartment(episode=episode, department_id=department), customer=episode.customer_id)
    for department in held.keys() - keys:
        work.remove(held[department], customer=episode.customer_id)
    work.touch(REPAIRS, episode.pk)
