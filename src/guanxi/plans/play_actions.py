"""Plays with a customer: started, turned into tasks, closed with a result."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.conditions import on_customer, on_record
from guanxi.access.levels import Level
from guanxi.access.models import Membership
from guanxi.access.writing import Work, action
from guanxi.activities import moments
from guanxi.activities.task_actions import create_task
from guanxi.customers.accepting import accepted
from guanxi.customers.actions import live_customer
from guanxi.errors import Invalid, Refused
from guanxi.lifecycle.triggers import TRIGGERS, On
from guanxi.plans import book
from guanxi.plans.models import Episode, Play, PlayTask, PlayText
from guanxi.plans.resources import RUNNING_PLAYS
from guanxi.plans.standing import Snapshot, snapshot
from guanxi.plans.states import PlayState

LOOK_AGAIN_MONTHS: Final = 3


def after_working_days(day: date, days: int) -> date:
    """So many days from Monday to Friday later."""
    return np.busday_offset(day, days, roll="forward").astype(object)  # type: ignore[no-any-return]


@action(label=gettext_lazy("Start a play"), allow=on_customer(Level.EDIT))
def start_play(
    work: Work, *, customer: int, key: str, category: int | None = None, owner: int | None = None,
    reason: str = "", repair: int | None = None,
) -> int:  # fmt: skip
    """Its steps become tasks of the department that does it; one that was proposed is the one that starts.

    Whoever is named does it; else the owner of the customer if he is of that department; else whoever takes it there.
    Returns its key.
    """
    found = live_customer(work, customer)
    definition = book.play(work.actor, key)
    if not definition.in_use:
        raise Refused(_("This play is not in use any more."), code="not_in_use")
    running = Play.objects.select_for_update().filter(customer=customer, key=key, closed_at=None)
    running = running.filter(category=category) if category else running.filter(category__isnull=True)
    play = running.first()
    if play is not None and play.state == PlayState.RUNNING:
        raise Refused(_("This play is running with the customer already."), code="running_already")
    known = snapshot(work.actor, customer, category)
    today = moments.day_of(work.now, work.actor.time_zone)
    values: dict[str, Any] = {
        "state": PlayState.RUNNING, "edition": definition.edition.number, "started_at": work.now,
        "started_by_id": work.actor.user_id or None, "share_then": known.share, "signal_then": known.signal,
        "look_again": moments.months_later(today, LOOK_AGAIN_MONTHS), "episode_id": _repair(customer, repair),
    }  # fmt: skip
    if play is None:
        play = Play(
            customer_id=customer, category_id=category, key=key, on=On.BY_HAND, month=today.year * 12 + today.month - 1,
            created_at=work.now, **values,
        )  # fmt: skip
        work.create(play)
        work.create(PlayText(play=play, reason=reason[:400]), customer=customer)
    else:
        work.change(play, **values)
    why = reason or _reason(play, definition)
    doer = owner or (found.owner_id if _is_of(found.owner_id, definition.department) else None)
    for place, step in enumerate(definition.steps):
        begins = after_working_days(today, definition.after)
        task = work.also(
            create_task, customer=customer, owner=doer, department=definition.department, reason=why,
            values={"title": book.say(step)[:200], "due": after_working_days(begins, definition.due).isoformat()},
        )  # fmt: skip
        work.create(PlayTask(play=play, task_id=task, place=place), customer=customer)
    work.touch(RUNNING_PLAYS, play.pk)
    return play.pk


def _repair(customer: int, repair: int | None) -> int | None:
    if repair is None:
        return None
    if not Episode.objects.filter(pk=repair, customer=customer, closed_at=None).exists():
        raise Invalid({"repair": _("Choose a repair of this customer that is not over.")})
    return repair


def _reason(play: Play, definition: book.Play) -> str:
    return f"{book.say(definition.title)}: {book.say(TRIGGERS[On(play.on)])}"[:400]


def _is_of(user: int | None, department: int) -> bool:
    """Whoever is disabled does nothing."""
    places = Membership.objects.filter(user=user, user__is_active=True, department=department)
    return user is not None and places.exists()


@action(label=gettext_lazy("Close a play"), allow=on_record(RUNNING_PLAYS, Level.EDIT, key="play"))
def close_play(work: Work, *, play: int, values: Mapping[str, object], dropped: bool = False) -> None:
    """Done, or given up; either way with a note of the result. Its open tasks stay what they are."""
    found = work.get(Play, play)
    if found.closed_at is not None:
        raise Refused(_("This play is closed already."), code="closed_already")
    known = accepted(work.actor, RUNNING_PLAYS, values, creating=True)
    work.edit(RUNNING_PLAYS, found, known)
    state = PlayState.DROPPED if dropped else PlayState.DONE
    work.change(found, state=state, closed_at=work.now, closed_by_id=work.actor.user_id or None)
    work.touch(RUNNING_PLAYS, play)


def look_at(work: Work, play: Play) -> None:
    """Three months after a play was started: what is known of the relation now."""
    known: Snapshot = snapshot(work.actor, play.customer_id, play.category_id)
    work.change(play, share_later=known.share, signal_later=known.signal, looked_at=work.now)
