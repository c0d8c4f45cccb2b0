"""Account plans: written, approved by a lead or the management, worked, closed; and chances of the whitespace."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.conditions import Inputs, on_customer, on_record
from guanxi.access.levels import Level
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.access.writing import Work, action
from guanxi.activities.task_actions import create_task
from guanxi.customers.accepting import accepted
from guanxi.customers.actions import live_customer
from guanxi.errors import Denied, Invalid, Refused
from guanxi.ledger.queries import category_names
from guanxi.plans.models import AccountPlan, AccountPlanTask
from guanxi.plans.resources import ACCOUNT_PLANS
from guanxi.plans.standing import snapshot
from guanxi.plans.states import PlanState
from guanxi.relationships.dialogue_actions import record_need

_on_plan = on_record(ACCOUNT_PLANS, Level.EDIT, key="plan")


@action(label=gettext_lazy("Write an account plan"), allow=on_customer(Level.EDIT))
def write_plan(work: Work, *, customer: int, values: Mapping[str, object]) -> int:
    """A draft; share and purchases of this day are kept beside the goals. Returns its key."""
    live_customer(work, customer)
    known = accepted(work.actor, ACCOUNT_PLANS, values, creating=True)
    _check(customer, known["begins"], known["ends"])
    now = snapshot(work.actor, customer, None)
    known["owner"] = known.get("owner") or work.actor.user_id or None
    plan = AccountPlan(customer_id=customer, share_then=now.share, created_at=work.now)
    derived = {"money__ours_then": now.ours} if now.ours is not None else {}
    return work.add(ACCOUNT_PLANS, plan, known, customer=customer, derived=derived).pk


@action(label=gettext_lazy("Edit an account plan"), allow=_on_plan)
def edit_plan(work: Work, *, plan: int, values: Mapping[str, object], version: int | None = None) -> None:
    """Only before it was agreed to; one that waits for approval is a draft again."""
    found = work.get(AccountPlan, plan)
    if found.state not in (PlanState.DRAFT, PlanState.SUBMITTED):
        raise Refused(_("An approved plan is what was agreed. Take it back into draft first."), code="approved")
    known = accepted(work.actor, ACCOUNT_PLANS, values)
    begins, ends = known.get("begins") or found.begins, known.get("ends") or found.ends
    known |= {name: day for name, day in (("begins", begins), ("ends", ends)) if name in known}
    _check(found.customer_id, begins, ends, but=plan)
    work.edit(ACCOUNT_PLANS, found, known, version=version)
    if found.state == PlanState.SUBMITTED:
        _move(work, found, PlanState.DRAFT)


def _check(customer: int, begins: date, ends: date, *, but: int = 0) -> None:
    if begins >= ends:
        raise Invalid({"ends": _("The plan must end after it begins.")})
    if AccountPlan.objects.filter(customer=customer, begins=begins).exclude(pk=but).exists():
        raise Invalid({"begins": _("There is a plan that begins on this day already.")})


def _move(work: Work, plan: AccountPlan, state: PlanState, **values: Any) -> None:
    work.change(plan, state=state, **values)
    work.touch(ACCOUNT_PLANS, plan.pk)


def _from(work: Work, plan: int, *states: PlanState) -> AccountPlan:
    found = work.get(AccountPlan, plan)
    if found.state not in states:
        raise Refused(
            _("The plan is “%(state)s”; this cannot be done now.") % {"state": PlanState(found.state).label},
            code="other_state",
        )
    return found


@action(label=gettext_lazy("Ask for approval of an account plan"), allow=_on_plan)
def submit_plan(work: Work, *, plan: int) -> None:
    _move(work, _from(work, plan, PlanState.DRAFT), PlanState.SUBMITTED)


def _may_approve(actor: Actor, inputs: Inputs) -> None:
    """The management, a lead above the customer, or an administrator who reads it; nobody agrees with himself."""
    row = view(actor, ACCOUNT_PLANS).get(int(inputs["plan"]))
    if row["owner"] is not None and row["owner"].key == actor.user_id:
        raise Denied(
            _("Nobody approves a plan of his own: another lead, the management or an administrator does.")
        )  # fmt: skip
    if actor.is_administrator or any(place.slug == "management" for place in actor.places):
        return
    leads = bool(actor.led_teams) or any(place.leads for place in actor.places)
    if not (leads and level_on(actor, row["customer"].key) >= Level.FULL):
        raise Denied(_("An account plan is approved by the management or by a lead above the customer."))


@action(label=gettext_lazy("Approve an account plan"), allow=_may_approve)
def approve_plan(work: Work, *, plan: int) -> None:
    found = _from(work, plan, PlanState.SUBMITTED)
    _move(work, found, PlanState.APPROVED, approved_at=work.now, approved_by_id=work.actor.user_id or None)


@action(label=gettext_lazy("Take an account plan back into draft"), allow=_on_plan)
def redraft_plan(work: Work, *, plan: int) -> None:
    found = _from(work, plan, PlanState.SUBMITTED, PlanState.APPROVED)
    _move(work, found, PlanState.DRAFT, approved_at=None, approved_by_id=None)


@action(label=gettext_lazy("Close an account plan"), allow=_on_plan)
def close_plan(work: Work, *, plan: int) -> None:
    _move(work, _from(work, plan, PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED), PlanState.CLOSED)


@action(label=gettext_lazy("Add an action to an account plan"), allow=_on_plan)
def add_plan_task(
    work: Work, *, plan: int, values: Mapping[str, object], owner: int | None = None, department: int | None = None
) -> int:
    """A task like any other, with the plan as its reason. Returns the key of the task."""
    found = _from(work, plan, PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED)
    task = int(
        work.also(
            create_task, customer=found.customer_id, owner=owner, department=department, values=values,
            reason=_("Account plan"),
        )
    )  # fmt: skip
    work.create(AccountPlanTask(plan=found, task_id=task), customer=found.customer_id)
    work.touch(ACCOUNT_PLANS, plan)
    return task


@action(label=gettext_lazy("Take up a chance"), allow=on_customer(Level.EDIT))
def take_up_chance(
    work: Work, *, customer: int, category: int, words: str, title: str, due: str = "", owner: int | None = None
) -> int:
    """An empty field of the whitespace: what they need there, and the first step towards it. Returns the need's key."""
    if category not in category_names():
        raise Invalid({"category": _("Choose one from the list.")})
    need = int(work.also(record_need, customer=customer, values={"words": words, "category": str(category)}))
    work.also(create_task, customer=customer, owner=owner, values={"title": title, "due": due}, reason=words[:400])
    return need
