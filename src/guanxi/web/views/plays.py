"""Plays with a customer: what is proposed, what runs with its steps, what came of earlier ones."""

from collections import defaultdict
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.access.resources import editable_fields
from guanxi.activities.resources import TASKS
from guanxi.errors import NotFound
from guanxi.lifecycle.triggers import TRIGGERS, On
from guanxi.plans import book
from guanxi.plans.play_actions import close_play, start_play
from guanxi.plans.queries import tasks_of_plays
from guanxi.plans.resources import RUNNING_PLAYS
from guanxi.plans.states import PlayState
from guanxi.web import cells
from guanxi.web.doing import form_page, go_on, may, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.views.customer_frame import framed
from guanxi.web.views.tasks import task_line

_MOST = 200


def play_lines(actor: Actor, customer: int, *, repair: int | None = None) -> list[dict[str, Any]]:
    """The plays of a customer, the running ones first, each with its tasks as far as the reader sees them."""
    rows = view(actor, RUNNING_PLAYS).of_customer(customer).all(_MOST)
    if repair is not None:
        rows = [row for row in rows if row["repair"] == repair]
    titles = {play.key: play for play in book.plays(actor)}
    tasks_of = tasks_of_plays(actor, [row.key for row in rows])
    wanted = sorted({task for tasks in tasks_of.values() for task in tasks})
    tasks = {row.key: row for row in view(actor, TASKS).among(wanted).all(_MOST)} if wanted else {}
    steps = defaultdict(list)
    for play, keys in tasks_of.items():
        steps[play] = [task_line(tasks[key], actor, with_customer=False) for key in keys if key in tasks]
    order = (PlayState.RUNNING, PlayState.PROPOSED, PlayState.DONE, PlayState.DROPPED)
    told = cells.formats_in_force()
    return [
        {
            "key": row.key,
            "play": row["key"],
            "title": book.say(titles[row["key"]].title) if row["key"] in titles else row["key"],
            "what": book.say(titles[row["key"]].what) if row["key"] in titles else "",
            "category": row["category"].label if row["category"] else "",
            "state": row["state"],
            "state_text": cells.value_text(RUNNING_PLAYS.field("state"), row["state"]),
            "reason": row.get("reason") or _trigger(row["on"]),
            "result": row.get("result") or "",
            "steps": steps[row.key],
            "done": sum(bool(step["done"]) for step in steps[row.key]),
            "share_then": told.percent(None if row["share_then"] is None else row["share_then"] / 100),
            "share_later": told.percent(None if row["share_later"] is None else row["share_later"] / 100),
            "looked": bool(row["signal_later"] or row["share_later"] is not None),
        }
        for row in sorted(rows, key=lambda row: order.index(row["state"]))
    ]


def _trigger(on: str) -> str:
    return book.say(TRIGGERS[On(on)]) if on in On._value2member_map_ else ""


@signed_in
def plays(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    frame = framed(actor, customer, "plays")
    context = {
        **frame.context,
        "facts": [],
        "plays": play_lines(actor, customer),
        "start_href": f"/customers/{customer}/plays/start/" if may(actor, start_play, customer=customer) else "",
        "others": [(one.key, book.say(one.title)) for one in book.plays(actor) if one.in_use],
    }
    return render(request, "plans/plays.html", context)


@require_POST
@signed_in
def start(request: HttpRequest, actor: Actor, customer: int) -> HttpResponse:
    """A proposed play, or any other of the book, begins."""
    key = request.POST.get("play", "")
    if not key.isalnum() or len(key) > 12:
        raise NotFound(_("There is no such play."))
    category = request.POST.get("category", "")
    perform(
        request, actor, start_play, told=_("The play has begun; its steps are tasks now."), customer=customer, key=key,
        category=int(category) if category.isdecimal() and len(category) <= 18 else None,
    )  # fmt: skip
    return go_on(request, f"/customers/{customer}/plays/")


@signed_in
def close(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    query = view(actor, RUNNING_PLAYS)
    row = query.get(key)
    customer = row["customer"].key
    fields = editable_fields(query.resource)
    dropped = forms.BooleanField(label=_("It was given up"), required=False)
    form = form_for(fields, request.POST or None, initial=row, extra={"dropped": dropped})
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, close_play, told=_("Closed."), play=key, values=written(form, fields),
            dropped=bool(data.get("dropped")),
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/customers/{customer}/plays/")
    return form_page(
        request, form, title=_("Close the play"), label=_("Close"), back=f"/customers/{customer}/plays/",
        nav="portfolio", above=[(pgettext("page", "Portfolio"), "/customers/"),
                                (row["customer"].label, f"/customers/{customer}/")],
        lead=_("Three months after it began, share and signal are shown then and now; nobody calls that an effect."),
    )  # fmt: skip
