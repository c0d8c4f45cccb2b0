"""Needs, conflicts, commitments and the relationship team: recorded, worked, ended."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import load_actor
from guanxi.access.conditions import on_customer, on_record
from guanxi.access.levels import Level
from guanxi.access.models import User
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.access.writing import Work, action
from guanxi.activities import moments
from guanxi.customers.accepting import accepted
from guanxi.customers.actions import live_customer
from guanxi.customers.people_resources import PEOPLE
from guanxi.errors import Invalid, Refused
from guanxi.ledger.periods import today_here
from guanxi.lifecycle.strategy import ROLES
from guanxi.relationships.dialogue_models import Commitment, Conflict, Need, OfCustomer, TeamRole
from guanxi.relationships.dialogue_resources import COMMITMENTS, CONFLICTS, NEEDS, TEAM_ROLES
from guanxi.relationships.dialogue_words import ConflictState, NeedState, Outcome, PromiseState


def _today(work: Work) -> date:
    return today_here(work.now)


def _known(work: Work, resource: Resource, customer: int, values: Mapping[str, object], *, new: bool) -> dict[str, Any]:
    """What was filled in, with every objection at once; whoever is named belongs to this customer, or knows of it."""
    known = accepted(work.actor, resource, values, creating=new)
    wrong: dict[str, str] = {}
    person = known.get("person")
    people = view(work.actor, PEOPLE, on=work.now)
    if person is not None and not people.of_customer(customer).among([person]).exists():
        wrong["person"] = _("Choose one of the people of this customer.")
    for name in ("owner", "mediator"):
        user = known.get(name)
        if user is not None and not _may_know(user, customer):
            wrong[name] = _("Whom you chose may not know of this customer. Share it with him first.")
    today = _today(work)
    if known.get("since") is not None and known["since"] > max(today, moments.day_of(work.now, work.actor.time_zone)):
        wrong["since"] = _("This day is still to come.")
    if new:
        known["since"] = known.get("since") or today
    elif not known.get("since", today):
        del known["since"]  # an emptied field takes no day away: something is always since a day
    if wrong:
        raise Invalid(wrong)
    return known


def _may_know(user: int, customer: int) -> bool:
    found = User.objects.filter(pk=user, is_active=True).first()
    return found is not None and level_on(load_actor(found), customer) >= Level.INDIRECT


def _record(work: Work, resource: Resource, row: OfCustomer, values: Mapping[str, object]) -> int:
    live_customer(work, row.customer_id)
    known = _known(work, resource, row.customer_id, values, new=True)
    if isinstance(row, Need):
        _follow_state(work, row, known)
    row.recorded_by_id = work.actor.user_id or None
    row.created_at = work.now
    if not known.get("owner"):
        known["owner"] = work.actor.user_id or None
    return work.add(resource, row, known).pk


# ---- needs ----


@action(label=gettext_lazy("Record a need"), allow=on_customer(Level.EDIT))
def record_need(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    return _record(work, NEEDS, Need(customer_id=customer), values)


@action(label=gettext_lazy("Edit a need"), allow=on_record(NEEDS, Level.EDIT, key="need", own=True))
def edit_need(work: Work, *, need: int, values: Mapping[str, object], version: int | None = None) -> None:
    found = work.get(Need, need)
    known = _known(work, NEEDS, found.customer_id, values, new=False)
    _follow_state(work, found, known)
    work.edit(NEEDS, found, known, version=version)


def _follow_state(work: Work, need: Need, known: dict[str, Any]) -> None:
    """Without a state it is open. A state that is reached has a day: the one given, the one it had, or today."""
    if "state" in known:
        known["state"] = known["state"] or NeedState.OPEN.value
    state = known.get("state", need.state)
    for reached, name in ((NeedState.OFFERED, "offered_on"), (NeedState.MET, "met_on")):
        held = getattr(need, name)
        if state == reached and not known.get(name, held):
            known[name] = held or _today(work)
    if state != NeedState.MET and need.met_on is not None:
        known["met_on"] = None


# ---- conflicts ----


@action(label=gettext_lazy("Record a conflict"), allow=on_customer(Level.EDIT))
def record_conflict(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    return _record(work, CONFLICTS, Conflict(customer_id=customer), values)


@action(label=gettext_lazy("Edit a conflict"), allow=on_record(CONFLICTS, Level.EDIT, key="conflict", own=True))
def edit_conflict(work: Work, *, conflict: int, values: Mapping[str, object], version: int | None = None) -> None:
    found = work.get(Conflict, conflict)
    work.edit(CONFLICTS, found, _known(work, CONFLICTS, found.customer_id, values, new=False), version=version)


@action(label=gettext_lazy("Settle a conflict"), allow=on_record(CONFLICTS, Level.EDIT, key="conflict", own=True))
def settle_conflict(work: Work, *, conflict: int, outcome: str, values: Mapping[str, object] | None = None) -> None:
    """With its outcome, and how it came about."""
    found = work.get(Conflict, conflict)
    if found.state == ConflictState.SETTLED:
        raise Refused(_("This conflict is settled already."), code="settled_already")
    if outcome not in Outcome.values:
        raise Invalid({"outcome": _("Choose one from the list.")})
    if values:
        work.edit(CONFLICTS, found, _known(work, CONFLICTS, found.customer_id, values, new=False))
    work.change(found, state=ConflictState.SETTLED, outcome=outcome, settled_on=_today(work))
    work.touch(CONFLICTS, conflict)


@action(label=gettext_lazy("Reopen a conflict"), allow=on_record(CONFLICTS, Level.EDIT, key="conflict", own=True))
def reopen_conflict(work: Work, *, conflict: int) -> None:
    found = work.get(Conflict, conflict)
    work.change(found, state=ConflictState.OPEN, outcome="", settled_on=None)
    work.touch(CONFLICTS, conflict)


# ---- commitments ----


@action(label=gettext_lazy("Record a promise"), allow=on_customer(Level.EDIT))
def record_commitment(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    return _record(work, COMMITMENTS, Commitment(customer_id=customer), values)


@action(label=gettext_lazy("Edit a promise"), allow=on_record(COMMITMENTS, Level.EDIT, key="commitment", own=True))
def edit_commitment(work: Work, *, commitment: int, values: Mapping[str, object], version: int | None = None) -> None:
    found = work.get(Commitment, commitment)
    work.edit(COMMITMENTS, found, _known(work, COMMITMENTS, found.customer_id, values, new=False), version=version)


@action(label=gettext_lazy("End a promise"), allow=on_record(COMMITMENTS, Level.EDIT, key="commitment", own=True))
def end_commitment(work: Work, *, commitment: int, kept: bool) -> None:
    """Kept or broken."""
    found = work.get(Commitment, commitment)
    state = PromiseState.KEPT if kept else PromiseState.BROKEN
    work.change(found, state=state, ended_on=_today(work))
    work.touch(COMMITMENTS, commitment)


# ---- the relationship team ----


@action(label=gettext_lazy("Give a role in the relationship team"), allow=on_customer(Level.EDIT))
def set_role(work: Work, *, customer: int, role: str, user: int) -> int:
    """Several of us may share a role; returns its key."""
    live_customer(work, customer)
    if role not in {one.key for one in ROLES}:
        raise Invalid({"role": _("Choose one from the list.")})
    if not _may_know(user, customer):
        raise Invalid({"user": _("Whom you chose may not know of this customer. Share it with him first.")})
    held = TeamRole.objects.filter(customer=customer, role=role, user=user).first()
    if held is not None:
        return held.pk
    made = work.create(TeamRole(customer_id=customer, role=role, user_id=user, created_at=work.now))
    work.touch(TEAM_ROLES, made.pk)
    return made.pk


@action(label=gettext_lazy("Take a role away"), allow=on_record(TEAM_ROLES, Level.EDIT, key="team_role"))
def remove_role(work: Work, *, team_role: int) -> None:
    work.remove(work.get(TeamRole, team_role))
    work.touch(TEAM_ROLES, team_role)
