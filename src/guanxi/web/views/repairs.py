"""Repairs: the list with its causes, and the page of one: what happened, who does what, what came of it."""

from collections import Counter
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS, spoken_name
from guanxi.access.reading import Row, view
from guanxi.access.resources import editable_fields
from guanxi.customers.resources import CUSTOMERS
from guanxi.plans.repair_actions import close_repair, edit_repair, start_repair
from guanxi.plans.resources import REPAIRS
from guanxi.plans.states import RepairState
from guanxi.records.company import company
from guanxi.web import cells
from guanxi.web.doing import form_page, go_on, may, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.lists import csv_answer, list_page, read_address
from guanxi.web.templatetags.face import delta, monogram, signal
from guanxi.web.views.plays import play_lines

_COLUMNS = (
    "customer",
    "category",
    "signal",
    "state",
    "cause",
    "rival",
    "owner",
    "deadline",
    "share_then",
    "share_later",
)
_START = ("cause", "detail", "is_ours", "rival", "owner", "departments", "deadline", "next_contact", "what", "measures")
_MOST_COUNTED = 5_000


def points(share: int | None) -> str:
    """Hundredths of a per cent as people read them."""
    return cells.formats_in_force().percent(None if share is None else share / 100)


def _customer_cell(row: Row) -> SafeString:
    customer = row["customer"]
    return format_html(
        '<a class="cell-name" href="/repairs/{}/">{}<span><b>{}</b></span></a>',
        row.key, monogram(customer.label, customer.key, "small"), customer.label,
    )  # fmt: skip


@signed_in
def repairs(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    asked = read_address(request)
    if request.GET.get("as") == "csv":
        return csv_answer(request, actor, REPAIRS, asked)
    page = list_page(
        view(actor, REPAIRS), asked, _COLUMNS, label=REPAIRS.plural,
        drawn={
            "customer": _customer_cell, "signal": lambda row: signal(row["signal"] or ""),
            "share_then": lambda row: points(row["share_then"]), "share_later": lambda row: points(row["share_later"]),
        },
    )  # fmt: skip
    tabs = [
        (_("All"), ""),
        (pgettext("repairs", "Proposed"), "f=state:is:proposed"),
        (pgettext("repairs", "Running"), "f=state:is:running"),
        (pgettext("repairs", "Repaired"), "f=state:is:repaired"),
        (pgettext("repairs", "Lost"), "f=state:is:lost"),
    ]
    context = {
        "nav": "repairs",
        "page": page,
        "causes": _causes(actor),
        "tabs": [
            {"label": label, "href": f"/repairs/?{query}" if query else "/repairs/",
             "current": asked.query_string == query}
            for label, query in tabs
        ],
    }  # fmt: skip
    return render(request, "plans/repairs.html", context)


def _causes(actor: Actor) -> list[dict[str, Any]]:
    """What falls came from, most often first, and what came of their repairs."""
    rows = view(actor, REPAIRS).only("cause", "state").filter("cause", "empty", "no").all(_MOST_COUNTED)
    counted = Counter(row["cause"] for row in rows)
    repaired = Counter(row["cause"] for row in rows if row["state"] == RepairState.REPAIRED)
    return [
        {
            "label": cells.value_text(REPAIRS.field("cause"), cause), "count": number, "repaired": repaired[cause],
            "href": f"/repairs/?f=cause:is:{cause}",
        }
        for cause, number in counted.most_common()
    ]  # fmt: skip


@signed_in
def repair(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    query = view(actor, REPAIRS)
    row = query.get(key)
    known = {f.name for f in query.resource.fields}
    told, currency = cells.formats_in_force(), company().base_currency
    over = row["closed_at"] is not None
    facts: list[dict[str, Any]] = [
        {"label": _("Share then"), "value": points(row["share_then"]), "field": "share_then"}
    ]
    if row["share_later"] is not None:
        change = None if row["share_then"] is None else (row["share_later"] - row["share_then"]) / 100
        facts.append(
            {"label": _("Share later"), "value": points(row["share_later"]), "field": "share_later",
             "delta": delta(change)}
        )  # fmt: skip
    facts += [
        {"label": REPAIRS.field(name).label, "value": told.money_short(row[name], currency), "field": name}
        for name in ("ours_then", "ours_later")
        if name in known and row[name] is not None
    ]
    shown = ("cause", "detail", "is_ours", "rival", "owner", "departments", "deadline", "next_contact")
    context = {
        "nav": "repairs",
        "row": row,
        "over": over,
        "facts": facts,
        "state": cells.value_text(REPAIRS.field("state"), row["state"]),
        "details": [
            {"name": n, "label": REPAIRS.field(n).label, "html": cells.value_html(REPAIRS.field(n), row[n])}
            for n in shown
            if row[n] not in (None, "", (), False)
        ],
        "texts": [
            {"name": n, "label": REPAIRS.field(n).label, "value": row[n]}
            for n in ("what", "measures", "lesson")
            if n in known and row[n]
        ],
        "plays": play_lines(actor, row["customer"].key, repair=key),
        "may_edit": may(actor, edit_repair, repair=key) and not over,
    }
    return render(request, "plans/repair.html", context)


# ---- doing ----


def _department_choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    rows = view(actor, DEPARTMENTS).only("name_en", "name_zh").all()
    return {"departments": [(str(row.key), spoken_name(row)) for row in rows]}


@signed_in
def start(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """A repair begins: with what is known of its cause, who leads it, which departments, until when."""
    row = view(actor, CUSTOMERS).only("name", "owner").get(customer)
    given = request.GET.get("category", "")
    category = int(given) if given.isdecimal() and len(given) <= 18 else None
    fields = tuple(f for f in editable_fields(view(actor, REPAIRS).resource) if f.name in _START)
    form = form_for(
        fields, request.POST or None, initial={"owner": row["owner"]}, choices=_department_choices(actor)
    )  # fmt: skip
    done, key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, start_repair, told=_("The repair has begun."), customer=customer, category=category,
            values=written(form, fields),
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/repairs/{key}/")
    return form_page(
        request, form, title=_("Start a repair: %(name)s") % {"name": row["name"]}, label=_("Start"),
        back=f"/customers/{customer}/", nav="repairs", above=[(pgettext("page", "Repairs"), "/repairs/")],
        lead=_("Neglect asks for attention, betrayal for an apology with cause and proof."),
    )  # fmt: skip


@signed_in
def edit(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    query = view(actor, REPAIRS)
    row = query.get(key)
    fields = editable_fields(query.resource)
    form = form_for(
        fields, request.POST or None, initial=row, version=row.version, choices=_department_choices(actor)
    )  # fmt: skip
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, edit_repair, told=_("Saved."), repair=key, values=written(form, fields),
            version=data.get("version"),
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/repairs/{key}/")
    return form_page(
        request, form, title=_("Edit the repair: %(name)s") % {"name": row["customer"].label}, label=_("Save"),
        back=f"/repairs/{key}/", nav="repairs", above=[(pgettext("page", "Repairs"), "/repairs/")],
    )  # fmt: skip


@signed_in
def close(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """With its outcome; shares and money are read off the ledger."""
    query = view(actor, REPAIRS)
    row = query.get(key)
    fields = tuple(f for f in editable_fields(query.resource) if f.name in ("cause", "detail", "is_ours", "lesson"))
    outcome = forms.ChoiceField(
        label=_("What came of it?"), widget=forms.RadioSelect,
        choices=[
            (RepairState.REPAIRED, pgettext("repairs", "Repaired")),
            (RepairState.LOST, pgettext("repairs", "Lost")),
            (RepairState.DISMISSED, _("It was no fall")),
        ],
    )  # fmt: skip
    form = form_for(fields, request.POST or None, initial=row, extra={"outcome": outcome})
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, close_repair, told=_("Closed."), repair=key, outcome=data["outcome"],
            values=written(form, fields),
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/repairs/{key}/")
    return form_page(
        request, form, title=_("Close the repair: %(name)s") % {"name": row["customer"].label}, label=_("Close"),
        back=f"/repairs/{key}/", nav="repairs", above=[(pgettext("page", "Repairs"), "/repairs/")],
    )  # fmt: skip
