"""Tasks: the list, a task as its page, the forms, and what one does with a task: tick, reopen, put off, pass on."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS, USERS, spoken_name
from guanxi.access.reading import Row, view
from guanxi.access.resources import Field, Resource
from guanxi.access.values import today
from guanxi.activities.resources import TASKS
from guanxi.activities.task_actions import (
    assign_task,
    assign_tasks,
    complete_task,
    complete_tasks,
    create_task,
    delete_task,
    edit_task,
    reopen_task,
    snooze_task,
    snooze_tasks,
)
from guanxi.customers.people_resources import PEOPLE
from guanxi.customers.resources import SUMMARIES
from guanxi.errors import Invalid
from guanxi.web.cells import formats_in_force, value_text
from guanxi.web.doing import form_page, go_on, may, next_address, perform, perform_or_say, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.lists import csv_answer, list_page, read_address
from guanxi.web.lookups import looked_up
from guanxi.web.saved_views import new_view_href, tabs_with_saved
from guanxi.web.templatetags.face import avatar, icon

_COLUMNS = ("title", "customer", "due", "priority", "department", "owner", "done")
_FIRST = ("title", "due", "notes")
_MORE = ("due_time", "priority", "recurrence", "every")
_MINE = (("owner", "is", "me"), ("done", "empty", "yes"))
_OPEN = "f=done:empty:yes"


def due_text(row: Row, actor: Actor) -> tuple[str, bool]:
    """When a task is due in words, and if that is past."""
    day = row["due"]
    if day is None:
        return "", False
    now = today(actor)
    shown = formats_in_force().near_day(day, now)
    return (f"{shown} {row['due_time']}" if row.get("due_time") else shown), day < now and row.get("done") is None


def _due_cell(actor: Actor) -> Any:
    def cell(row: Row) -> SafeString:
        shown, late = due_text(row, actor)
        return format_html('<span class="due{}">{}</span>', " due-late" if late else "", shown)

    return cell


def _owner_cell(row: Row) -> SafeString:
    return avatar(row["owner"].label, row["owner"].key, "small", alone=True) if row["owner"] else SafeString("")


def _done_cell(row: Row) -> SafeString:
    """When it was done; of an open one the two things that one does most. They send the form around the table."""
    if row["done"] is not None:
        return format_html("{}", formats_in_force().day(row["done"]))
    done, later = pgettext("button", "Done"), _("Until tomorrow")
    buttons = (
        (f"/tasks/{row.key}/complete/", "d", done, icon("check")),
        (f"/tasks/{row.key}/snooze/?days=1", "s", later, icon("clock")),
    )
    return format_html_join(
        "",
        '<button class="btn-icon" formaction="{}" data-key="{}" data-key-label="{}" title="{}">{}'
        '<span class="unseen">{}</span></button>',
        (
            (href, key, label, label, drawn, _("%(name)s: %(what)s") % {"name": label, "what": row["title"]})
            for href, key, label, drawn in buttons
        ),
    )


@signed_in
def tasks(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """One's own open tasks, unless the address asks for others."""
    asked = read_address(request, keep=("all",))
    if request.GET.get("as") == "csv":
        return csv_answer(request, actor, TASKS, asked)
    if not request.GET.keys() - {"after"}:
        asked = replace(asked, filters=_MINE)
    ready = [
        (pgettext("tasks", "Mine"), f"f=owner:is:me&{_OPEN}"),
        (pgettext("tasks", "Overdue"), f"f=due:before:today&{_OPEN}"),
        (pgettext("tasks", "Given by me"), f"f=created_by:is:me&{_OPEN}"),
        *(
            (_("Waiting in %(department)s") % {"department": place.name},
             f"f=department:is:{place.key}&f=owner:empty:yes&{_OPEN}")
            for place in actor.places
        ),
        (pgettext("tasks", "Done"), "f=done:empty:no&sort=-due"),
        (_("All"), "all=yes"),
    ]  # fmt: skip
    # Who takes the last filter away wants to see all, not his own again.
    page = list_page(
        view(actor, TASKS), replace(asked, more=(("all", "yes"),)), _COLUMNS, label=TASKS.plural, picks=True,
        drawn={"due": _due_cell(actor), "owner": _owner_cell, "done": _done_cell},
    )  # fmt: skip
    narrowed = replace(asked, more=()) if asked.filters or asked.text else asked
    context = {
        "nav": "tasks",
        "page": page,
        "tabs": tabs_with_saved(actor, TASKS, narrowed, ready),
        "new_view_href": new_view_href(TASKS, asked),
        "bulk_actions": [
            {"label": pgettext("button", "Done"), "name": "do", "value": "complete"},
            {"label": _("Until tomorrow"), "name": "do", "value": "tomorrow"},
            {"label": _("For a week"), "name": "do", "value": "week"},
            {"label": _("Pass on"), "name": "do", "value": "assign"},
        ],
    }
    return render(request, "tasks/tasks.html", context)


# ---- forms ----


def _number(text: str) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= 16 else None


def _fields(resource: Resource) -> tuple[Field, ...]:
    known = {f.name for f in resource.fields}
    return tuple(resource.field(name) for name in (*_FIRST, *_MORE) if name in known)


def _people(actor: Actor, customer: int | None, held: Any = None) -> dict[str, forms.Field]:
    """Whom at the customer it is about, where there is somebody to choose."""
    found = {str(held.key): held.label} if held else {}
    if customer is not None:
        rows = view(actor, PEOPLE).only("name").of_customer(customer).all(200)
        found.update({str(row.key): row["name"] for row in rows})
    if not found:
        return {}
    choices = [("", "–"), *found.items()]
    return {"person": forms.ChoiceField(label=str(TASKS.field("person").label), choices=choices, required=False)}


def _hands(actor: Actor, owner: Any = None, department: Any = None) -> tuple[tuple[Field, ...], dict[str, forms.Field]]:
    """Who is to do it: one of us, or a department."""
    departments = [(str(row.key), spoken_name(row)) for row in view(actor, DEPARTMENTS).all()]
    asked = forms.ChoiceField(
        label=_("Department"), choices=[("", "–"), *departments], required=False,
        initial=str(department.key) if department else "",
        help_text=_("A department without a name is a queue: whoever comes first takes the task."),
    )  # fmt: skip
    return (TASKS.field("owner"),), {"department": asked}


def _sent(request: HttpRequest, actor: Actor) -> Any:
    return looked_up(actor, request.POST, {"owner": USERS, "customer": SUMMARIES}) if request.method == "POST" else None


def _above() -> list[tuple[str, str]]:
    return [(pgettext("page", "Tasks"), "/tasks/")]


def _shown(request: HttpRequest, form: forms.Form, **context: Any) -> HttpResponseBase:
    shown = ("title", "customer", "due", "owner", "department", "person", "notes")
    return form_page(
        request, form, nav="tasks", template="form_with_more.html",
        shown=[form[name] for name in shown if name in form.fields],
        more=[form[name] for name in form.fields if name not in shown], **context,
    )  # fmt: skip


@signed_in
def new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    resource = view(actor, TASKS).resource
    fields = _fields(resource)
    customer, about = _number(request.GET.get("customer", "")), _number(request.GET.get("person", ""))
    initial: dict[str, Any] = {"due": today(actor), "priority": "2", "owner": (str(actor.user_id), actor.name)}
    if customer is not None:
        initial["customer"] = (str(customer), view(actor, SUMMARIES).only("name").get(customer)["name"])
    owner, department = _hands(actor)
    reason = forms.CharField(
        label=str(TASKS.field("reason").label), max_length=400, required=False,
        help_text=_("Why it has to be done: who gets the task reads it above the notes."),
    )  # fmt: skip
    asked = (resource.field("customer"), *fields, *owner)
    person = _people(actor, customer)
    form = form_for(asked, _sent(request, actor), initial=initial, extra={**department, **person, "reason": reason})
    if person and about is not None:
        form.initial["person"] = str(about)

    def create(data: dict[str, Any]) -> int:
        values = written(form, fields) | ({"person": data["person"]} if data.get("person") else {})
        return int(
            perform(
                request, actor, create_task, told=_("The task was created."), values=values, reason=data["reason"],
                customer=_number(data["customer"]), owner=_number(data["owner"]),
                department=_number(data["department"]),
            )
        )  # fmt: skip

    done, _task = submitted(request, form, create, asked)
    back = f"/customers/{customer}/" if customer else "/tasks/"
    if done:
        return go_on(request, next_address(request, back))
    return _shown(request, form, title=_("New task"), label=_("Create the task"), back=back, above=_above())


@signed_in
def task(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    query = view(actor, TASKS)
    row = query.get(key)
    due, late = due_text(row, actor)
    told = formats_in_force()
    details = [
        (f.name, f.label, value_text(f, row[f.name]))
        for f in query.resource.fields
        if f.name in ("owner", "department", "priority", "created_by", "created", "done", "done_by")
        and row[f.name] not in (None, "")
    ]
    context = {
        "nav": "tasks",
        "log_for": row["customer"].key if row["customer"] else None,
        "row": row,
        "due": due,
        "late": late,
        "repeats": _repeats(query.resource, row),
        "details": details,
        "may_work": may(actor, edit_task, task=key),
        "may_remove": may(actor, delete_task, task=key),
        "puts_off": [] if row["done"] else _puts_off(actor, told),
    }
    return render(request, "tasks/task.html", context)


def _repeats(resource: Resource, row: Row) -> str:
    if not row["recurrence"]:
        return ""
    word = value_text(resource.field("recurrence"), row["recurrence"])
    return word if row["every"] in (None, 1) else _("%(repeats)s (every %(every)d)") % {
        "repeats": word, "every": row["every"],
    }  # fmt: skip


def _puts_off(actor: Actor, told: Any) -> list[dict[str, Any]]:
    now = today(actor)
    monday = 7 - now.weekday()
    words = ((1, _("Until tomorrow")), (3, _("For three days")), (monday, _("Until Monday")), (30, _("For 30 days")))
    return [{"days": days, "label": label, "day": told.day(now + timedelta(days=days))} for days, label in words]


@signed_in
def edit(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    query = view(actor, TASKS)
    row = query.get(key)
    fields = _fields(query.resource)
    initial: dict[str, Any] = {f.name: row[f.name] for f in fields}
    initial["priority"] = str(row["priority"] or "")
    customer = row["customer"].key if row["customer"] else None
    held = row.get("person")
    person = _people(actor, customer, held)
    form = form_for(fields, request.POST or None, initial=initial, version=row.version, extra=person)
    if held:
        form.initial["person"] = str(held.key)

    def save(data: dict[str, Any]) -> None:
        values = written(form, fields) | ({"person": data["person"]} if "person" in data else {})
        perform(
            request, actor, edit_task, told=_("Saved."), task=key, version=data.get("version"), values=values
        )  # fmt: skip

    done, _nothing = submitted(request, form, save, fields)
    if done:
        return go_on(request, f"/tasks/{key}/")
    return _shown(
        request, form, title=str(row["title"]), label=_("Save"), back=f"/tasks/{key}/", above=_above()
    )  # fmt: skip


@signed_in
def pass_on(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """To another one of us, or into the queue of a department."""
    row = view(actor, TASKS).only("title", "owner", "department").get(key)
    owner, department = _hands(actor, row["owner"], row["department"])
    form = form_for(owner, _sent(request, actor), initial={"owner": row["owner"]}, extra=department)
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, assign_task, told=_("Passed on."), task=key, owner=_number(data["owner"]),
            department=_number(data["department"]),
        ),
        owner,
    )  # fmt: skip
    if done:
        return go_on(request, next_address(request, "/tasks/"))
    return form_page(
        request, form, title=_("Pass on: %(title)s") % {"title": row["title"]}, label=_("Pass on"),
        back=f"/tasks/{key}/", nav="tasks", above=_above(),
    )  # fmt: skip


# ---- what one does with it ----


@require_POST
@signed_in
def act(request: HttpRequest, actor: Actor, key: int, what: str) -> HttpResponseBase:
    """Tick, untick, take, put off by days or until a day, into the bin."""
    if what == "complete":
        perform(request, actor, complete_task, told=_("Done."), task=key)
    elif what == "reopen":
        perform(request, actor, reopen_task, told=_("Open again."), task=key)
    elif what == "take":
        perform(request, actor, assign_task, told=_("It is yours now."), task=key, owner=actor.user_id)
    elif what == "snooze":
        perform(request, actor, snooze_task, told=_("Put off."), task=key, until=_until(request, actor))
    elif what == "remove":
        perform(request, actor, delete_task, told=_("Put into the bin."), task=key)
    else:
        raise Http404
    if getattr(request, "htmx", False) and what in ("complete", "reopen"):
        row = view(actor, TASKS).get(key)
        # Undo leads back to the page on which it was ticked.
        context = {"task": task_line(row, actor), "path": request.htmx.current_url_abs_path or "/tasks/"}  # type: ignore[attr-defined]
        return render(request, "tasks/_ticked.html", context)
    return go_on(request, next_address(request, "/tasks/"))


def _until(request: HttpRequest, actor: Actor) -> date:
    """The day until which a task is put off: one that was chosen, or so many days from today."""
    chosen = request.POST.get("until", "")
    if chosen:
        try:
            return date.fromisoformat(chosen)
        except ValueError:
            raise Invalid({"until": _("Choose a day from today on.")}) from None
    days = request.POST.get("days") or request.GET.get("days") or "1"
    if not days.isdecimal() or len(days) > 4 or not 0 < int(days) <= 366:
        raise Invalid({"days": _("Put it off by one to 366 days.")})
    return today(actor) + timedelta(days=int(days))


@require_POST
@signed_in
def bulk(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """What the bar under the list does to the chosen tasks; passing on asks to whom first."""
    keys = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) <= 16]
    back = next_address(request, "/tasks/")
    what = request.POST.get("do", "")
    if not keys:
        raise Invalid({"row": _("Choose rows first.")})
    if what == "complete":
        perform_or_say(request, actor, complete_tasks, told=_("Done."), tasks=keys)
    elif what in ("tomorrow", "week"):
        until = today(actor) + timedelta(days=1 if what == "tomorrow" else 7)
        perform_or_say(request, actor, snooze_tasks, told=_("Put off."), tasks=keys, until=until)
    elif what == "assign":
        return _pass_many(request, actor, keys, back)
    else:
        raise Http404
    return go_on(request, back)


def _pass_many(request: HttpRequest, actor: Actor, keys: list[int], back: str) -> HttpResponseBase:
    owner, department = _hands(actor)
    form = form_for(owner, _sent(request, actor) if request.POST.get("sent") else None, extra=department)
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform_or_say(
            request, actor, assign_tasks, told=_("Passed on."), tasks=keys, owner=_number(data["owner"]),
            department=_number(data["department"]),
        ),
        owner,
    )  # fmt: skip
    if done:
        return go_on(request, back)
    title = ngettext("Pass on one task", "Pass on %(number)d tasks", len(keys)) % {"number": len(keys)}
    return form_page(
        request, form, title=title, label=_("Pass on"), back=back, nav="tasks", template="customers/bulk.html",
        keys=keys, do="assign", next=back,
    )  # fmt: skip


def task_line(row: Row, actor: Actor, *, with_customer: bool = True) -> dict[str, Any]:
    """What the part ``_task.html`` shows of a task."""
    shown, late = due_text(row, actor)
    done = row["done"] is not None
    customer = row["customer"] if with_customer else None
    owner = row["owner"] if row["owner"] and row["owner"].key != actor.user_id else None
    return {
        "key": row.key,
        "title": row["title"],
        "href": f"/tasks/{row.key}/",
        "done": done,
        "tick": f"/tasks/{row.key}/{'reopen' if done else 'complete'}/",
        "about": customer.label if customer else "",
        "about_href": f"/customers/{customer.key}/" if customer else "",
        "more": owner.label if owner else (row["department"].label if row["department"] and not row["owner"] else ""),
        "due": shown,
        "late": late,
    }
