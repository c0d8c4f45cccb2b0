"""The account plan of a customer: goals in points and money, actions as tasks, approval, progress from the ledger."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS, USERS, spoken_name
from guanxi.access.reading import Row, view
from guanxi.access.resources import Field, Kind, editable_fields
from guanxi.activities.resources import TASKS
from guanxi.charts.bars import h_bar
from guanxi.customers.resources import CUSTOMERS
from guanxi.money import format_minor
from guanxi.plans.account_plan_actions import (
    add_plan_task,
    approve_plan,
    close_plan,
    edit_plan,
    redraft_plan,
    submit_plan,
    write_plan,
)
from guanxi.plans.account_plans import Progress, progress_of, tasks_of_plan
from guanxi.plans.resources import ACCOUNT_PLANS
from guanxi.plans.states import PlanState
from guanxi.records.company import company
from guanxi.web import cells
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, may, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.lookups import looked_up
from guanxi.web.views.customer_details import refuse_reader
from guanxi.web.views.customer_frame import framed
from guanxi.web.views.dialogue import above
from guanxi.web.views.tasks import task_line

_MOST = 100
_STEPS = {
    "submit": (submit_plan, gettext_lazy("It waits for approval.")),
    "approve": (approve_plan, gettext_lazy("The plan is approved.")),
    "redraft": (redraft_plan, gettext_lazy("It is a draft again.")),
    "close": (close_plan, gettext_lazy("The plan is closed.")),
}
_OWNER = Field(
    "owner", gettext_lazy("Who does it"), Kind.REFERENCE, TASKS.field("owner").field_class, target="users"
)  # fmt: skip


@signed_in
def page(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """The plan that runs or comes next; ``?plan=`` shows an earlier one."""
    frame = framed(actor, customer, "plan")
    rows = sorted(view(actor, ACCOUNT_PLANS).of_customer(customer).all(_MOST), key=lambda row: row["begins"])
    row = _shown(rows, request.GET.get("plan", ""))
    context = {
        **frame.context,
        "facts": [],
        "plan": _plan(actor, row) if row else None,
        "others": [
            {"key": other.key, "period": _period(other), "state": _state(other)}
            for other in reversed(rows)
            if row is not None and other.key != row.key
        ],
        "may_write": may(actor, write_plan, customer=customer),
    }
    return render(request, "plans/account_plan.html", context)


def _shown(rows: Sequence[Row], wished: str) -> Row | None:
    chosen = next((row for row in rows if str(row.key) == wished), None)
    today = timezone.localdate()
    running = [row for row in rows if row["ends"] >= today and row["state"] != PlanState.CLOSED]
    return chosen or next(iter(running), rows[-1] if rows else None)


def _period(row: Row) -> str:
    told = formats_in_force()
    return _("%(before)s to %(after)s") % {"before": told.day(row["begins"]), "after": told.day(row["ends"])}


def _state(row: Row) -> str:
    return cells.value_text(ACCOUNT_PLANS.field("state"), row["state"])


def _plan(actor: Actor, row: Row) -> dict[str, Any]:
    now = progress_of(actor, row, on=timezone.now())
    keys = tasks_of_plan(actor, row.key)
    tasks = {task.key: task for task in view(actor, TASKS).among(keys).all(_MOST)} if keys else {}
    known = {f.name for f in view(actor, ACCOUNT_PLANS).resource.fields}
    told = formats_in_force()
    open_ = row["state"] != PlanState.CLOSED
    kinds = {PlanState.APPROVED: "good", PlanState.SUBMITTED: "warn"}
    waits = row["state"] == PlanState.SUBMITTED
    may_approve = waits and may(actor, approve_plan, plan=row.key)
    return {
        "key": row.key,
        "period": _period(row),
        "state": row["state"],
        "state_text": _state(row),
        "kind": kinds.get(PlanState(row["state"]), "calm"),
        "owner": row["owner"],
        "approved": _("approved by %(name)s on %(day)s") % {
            "name": row["approved_by"].label if row["approved_by"] else "", "day": told.day(row["approved_at"]),
        }
        if row["approved_at"]
        else "",
        "goals": _goals(row, now),
        "budget": told.money_short(row["budget"], company().base_currency) if row.get("budget") is not None else "",
        "texts": [
            {"name": name, "label": ACCOUNT_PLANS.field(name).label, "value": row[name]}
            for name in ("summary", "chances", "risks")
            if name in known and row[name]
        ],
        "tasks": [task_line(tasks[key], actor, with_customer=False) for key in keys if key in tasks],
        "time_gone": told.number(now.time_gone * 100),
        "may_edit": open_ and may(actor, edit_plan, plan=row.key),
        "may_approve": may_approve,
        "waits": waits and not may_approve,
    }  # fmt: skip


def _goals(row: Row, now: Progress) -> list[dict[str, Any]]:
    """Then, now and what is to be reached; the bar shows which part of the way is done."""
    told, currency, goals = formats_in_force(), company().base_currency, []
    if row["goal_share"] is not None:
        then = None if row["share_then"] is None else row["share_then"] / 100
        goal = row["goal_share"] / 100
        way = None
        if then is not None and now.share_now is not None and goal > then:
            way = (now.share_now - then) / (goal - then) * 100
        goals.append(
            {
                "label": _("Our share"), "then": told.percent(then), "now": told.percent(now.share_now),
                "goal": told.percent(goal), "bar": _bar(way),
                "points": told.points(None if then is None else goal - then),
            }
        )  # fmt: skip
    if row.get("goal_ours") is not None:
        way = None if now.bought is None or row["goal_ours"] <= 0 else now.bought / row["goal_ours"] * 100
        goals.append(
            {
                "label": _("Purchases within the plan"),
                "then": told.money_short(row["ours_then"], currency),
                "now": told.money_short(now.bought, currency),
                "goal": told.money_short(row["goal_ours"], currency), "bar": _bar(way), "points": "",
            }
        )  # fmt: skip
    return goals


def _bar(way: float | None) -> SafeString | str:
    if way is None:
        return ""
    words = _("%(part)s per cent of the way") % {"part": formats_in_force().number(way)}
    return mark_safe(h_bar(way, kind="good" if way >= 100 else "fix", label=words))


# ---- forms ----


def _plan_form(request: HttpRequest, actor: Actor, fields: Sequence[Field], row: Row | None) -> forms.Form:
    """The share is written in per cent, as everybody speaks of it."""
    today = timezone.localdate()
    begins = today.replace(day=1)
    initial: dict[str, Any] = {"begins": begins, "ends": begins.replace(year=begins.year + 1) - timedelta(days=1)}
    if row is not None:
        initial = {f.name: row[f.name] for f in fields}
        initial["goal_share"] = None if row["goal_share"] is None else Decimal(row["goal_share"]) / 100
    for name in ("goal_ours", "budget"):
        if initial.get(name) is not None:
            initial[name] = format_minor(initial[name])
    shown = [f for f in fields if f.name != "goal_share"]
    share = forms.DecimalField(
        label=_("Share to reach, in per cent"), required=False, min_value=0, max_value=100, decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    sent = looked_up(actor, request.POST, {"owner": USERS}) if request.method == "POST" else None
    form = form_for(
        shown, sent, initial=initial, version=row.version if row else None, extra={"goal_share": share}
    )  # fmt: skip
    form.order_fields(["owner", "begins", "ends", "goal_share", "goal_ours", "budget"])
    return form


def _values(form: forms.Form, fields: Sequence[Field]) -> dict[str, object]:
    share = form.cleaned_data.get("goal_share")
    return written(form, fields) | {"goal_share": "" if share is None else str(int(share * 100))}


@signed_in
def new(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    name = str(view(actor, CUSTOMERS).only("name").get(customer)["name"])
    refuse_reader(actor, customer)
    fields = editable_fields(view(actor, ACCOUNT_PLANS).resource)
    form = _plan_form(request, actor, fields, None)
    back = f"/customers/{customer}/plan/"
    done, key = submitted(
        request,
        form,
        lambda _data: perform(
            request, actor, write_plan, told=_("The plan is a draft."), customer=customer, values=_values(form, fields)
        ),
        fields,
    )
    if done:
        return go_on(request, f"{back}?plan={key}")
    return form_page(
        request, form, title=_("Account plan of %(name)s") % {"name": name}, label=_("Save as a draft"), back=back,
        nav="portfolio", above=above(customer, name),
        lead=_("Share and purchases of today are kept beside the goals; progress is read off the ledger."),
    )  # fmt: skip


@signed_in
def edit(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    query = view(actor, ACCOUNT_PLANS)
    row = query.get(key)
    customer = row["customer"]
    refuse_reader(actor, customer.key)
    fields = editable_fields(query.resource)
    form = _plan_form(request, actor, fields, row)
    back = f"/customers/{customer.key}/plan/?plan={key}"
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, edit_plan, told=_("Saved."), plan=key, values=_values(form, fields),
            version=data.get("version"),
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=_("Account plan of %(name)s") % {"name": customer.label}, label=_("Save"), back=back,
        nav="portfolio", above=above(customer.key, customer.label),
    )  # fmt: skip


@require_POST
@signed_in
def step(request: HttpRequest, actor: Actor, key: int, name: str) -> HttpResponseBase:
    """The plan moves on: asked to be approved, approved, taken back, closed."""
    if name not in _STEPS:
        raise Http404
    customer = view(actor, ACCOUNT_PLANS).get(key)["customer"].key
    what, told = _STEPS[name]
    perform(request, actor, what, told=str(told), plan=key)
    return go_on(request, f"/customers/{customer}/plan/?plan={key}")


@signed_in
def new_task(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    customer = view(actor, ACCOUNT_PLANS).get(key)["customer"]
    refuse_reader(actor, customer.key)
    fields = tuple(f for f in editable_fields(view(actor, TASKS).resource) if f.name in ("title", "due", "notes"))
    departments = [
        (str(row.key), spoken_name(row)) for row in view(actor, DEPARTMENTS).only("name_en", "name_zh").all()
    ]
    extra: dict[str, forms.Field] = {
        "department": forms.ChoiceField(
            label=_("Department"), required=False, choices=[("", "–"), *departments],
            help_text=_("Without a person it waits there for whoever takes it."),
        ),
    }  # fmt: skip
    sent = looked_up(actor, request.POST, {"owner": USERS}) if request.method == "POST" else None
    form = form_for((*fields, _OWNER), sent, extra=extra)
    back = f"/customers/{customer.key}/plan/?plan={key}"
    done, _task = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, add_plan_task, told=_("The action is a task now."), plan=key, values=written(form, fields),
            owner=int(data["owner"]) if data["owner"] else None,
            department=int(data["department"]) if data["department"] else None,
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=pgettext("account plan", "New action"), label=_("Add"), back=back, nav="portfolio",
        above=above(customer.key, customer.label),
    )  # fmt: skip
