"""What people decide about a relation: which stage is shown for a time, and that a signal was dealt with."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.conditions import on_customer, on_record
from guanxi.access.levels import Level
from guanxi.access.writing import Work, action
from guanxi.activities.task_actions import create_task
from guanxi.customers.accepting import accepted
from guanxi.customers.actions import live_customer
from guanxi.errors import Invalid
from guanxi.ledger.periods import today_here
from guanxi.lifecycle.vocabulary import INTERRUPTED, STAGES
from guanxi.months import last_day, month_number
from guanxi.relationships.models import Assessment, Override, Signal
from guanxi.relationships.resources import OVERRIDES, SIGNAL_MONTHS

LONGEST: Final = 6  # months
# Whoever lets one of these wait says why.
FALLING: Final = ("regressing", "regressed", "overdue", "interrupted_contact", "interrupted_silent")
ORDER: Final = {word.key: number for number, word in enumerate(STAGES, start=1)}


@action(label=gettext_lazy("Show another stage"), allow=on_customer(Level.FULL))
def override_stage(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    """For a time another stage is shown beside the computed one: a neighbour of it, with a reason. Returns its key."""
    live_customer(work, customer)
    known = accepted(work.actor, OVERRIDES, values, creating=True)
    category = known.get("category")
    current = Assessment.objects.filter(customer=customer, place=category or 0).first()
    computed = ORDER[current.stage] if current is not None else 1
    if computed == INTERRUPTED:
        raise Invalid({"stage": _("While the relationship is interrupted, no other stage can be shown.")})
    if abs(ORDER[known["stage"]] - computed) != 1:
        raise Invalid({"stage": _("Only a stage next to the computed one can be shown.")})
    today = today_here(work.now)
    if not today < known["until"] <= _later(today, LONGEST):
        raise Invalid({"until": _("Choose a day within the next %(most)d months.") % {"most": LONGEST}})
    for old in Override.objects.filter(customer=customer, category=category, ended_at=None):
        work.change(old, ended_at=work.now)
        work.touch(OVERRIDES, old.pk)
    override = Override(
        customer_id=customer, computed=STAGES[computed - 1].key, author_id=work.actor.user_id or None,
        created_at=work.now,
    )  # fmt: skip
    return work.add(OVERRIDES, override, known).pk


@action(label=gettext_lazy("Show the computed stage again"), allow=on_record(OVERRIDES, Level.FULL, key="override"))
def end_override(work: Work, *, override: int) -> None:
    work.change(work.get(Override, override, ended_at__isnull=True), ended_at=work.now)
    work.touch(OVERRIDES, override)


@action(label=gettext_lazy("Deal with the signal"), allow=on_record(SIGNAL_MONTHS, Level.EDIT, key="signal"))
def handle_signal(work: Work, *, signal: int) -> bool:
    """Somebody has seen to it; False where it was done already."""
    found = work.get(Signal, signal)
    if found.handled_at is not None:
        return False
    return work.change(found, handled_at=work.now, handled_by_id=work.actor.user_id or None)


@action(label=gettext_lazy("Put the signal off"), allow=on_record(SIGNAL_MONTHS, Level.EDIT, key="signal"))
def put_off_signal(work: Work, *, signal: int, until: date, reason: str = "") -> int:
    """Nobody is told of it until a day on which a task comes up; a falling one asks for a reason. Returns the task."""
    found = work.get(Signal, signal)
    today = today_here(work.now)
    if not today < until <= _later(today, LONGEST):
        raise Invalid({"until": _("Choose a day within the next %(most)d months.") % {"most": LONGEST}})
    if found.signal in FALLING and not reason.strip():
        raise Invalid({"reason": _("Say why it can wait: the relationship is falling.")})
    work.also(handle_signal, signal=signal)
    name = live_customer(work, found.customer_id).name
    values = {"title": (_("Look at %(name)s again") % {"name": name})[:200], "due": until.isoformat()}
    return int(
        work.also(
            create_task, customer=found.customer_id, owner=work.actor.user_id or None, reason=reason.strip()[:400],
            values=values,
        )
    )  # fmt: skip


def _later(day: date, months: int) -> date:
    """The same day so many months later, the last of a shorter month."""
    month = month_number(day) + months
    return min(last_day(month), last_day(month - 1) + timedelta(days=day.day))
