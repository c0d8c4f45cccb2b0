"""What is said between the firms: needs, conflicts and promises of a customer, each recorded, edited, ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.reading import Reference, Row, view
from guanxi.access.resources import Field, Resource, editable_fields
from guanxi.access.writing import Action
from guanxi.customers.queries import people_of
from guanxi.customers.resources import CUSTOMERS
from guanxi.ledger.queries import category_names
from guanxi.relationships.dialogue_actions import (
    edit_commitment,
    edit_conflict,
    edit_need,
    end_commitment,
    record_commitment,
    record_conflict,
    record_need,
    reopen_conflict,
    settle_conflict,
)
from guanxi.relationships.dialogue_resources import COMMITMENTS, CONFLICTS, NEEDS
from guanxi.relationships.dialogue_words import NeedState, Outcome
from guanxi.web import cells
from guanxi.web.doing import form_page, go_on, may, next_address, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.lists import count_text, read_address
from guanxi.web.views.customer_details import refuse_reader
from guanxi.web.views.customer_frame import framed

_MOST, _A_PAGE = 200, 50


@dataclass(frozen=True)
class Matter:
    """One kind of what is said; ``key`` is the input by which its action knows the record."""

    resource: Resource
    key: str
    new: str | Promise
    record: Action
    edit: Action


MATTERS = {
    "needs": Matter(NEEDS, "need", gettext_lazy("New need"), record_need, edit_need),
    "conflicts": Matter(CONFLICTS, "conflict", gettext_lazy("New conflict"), record_conflict, edit_conflict),
    "promises": Matter(COMMITMENTS, "commitment", gettext_lazy("New promise"), record_commitment, edit_commitment),
}


@signed_in
def dialogue(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    frame = framed(actor, customer, "dialogue")
    today = timezone.localdate()
    context = {
        **frame.context,
        "facts": [],
        "conflicts": conflict_lines(view(actor, CONFLICTS).of_customer(customer).all(_MOST), today),
        "needs": need_lines(view(actor, NEEDS).of_customer(customer).all(_MOST)),
        "promises": promise_lines(view(actor, COMMITMENTS).of_customer(customer).all(_MOST), today),
    }
    return render(request, "dialogue/dialogue.html", context)


def conflict_lines(rows: Sequence[Row], today: date) -> list[dict[str, Any]]:
    """The open ones first, the oldest of them on top."""
    told = cells.formats_in_force()
    return [
        {
            "key": row.key,
            "title": row["title"],
            "kind": cells.value_text(CONFLICTS.field("kind"), row["kind"]),
            "state": row["state"],
            "open": row["state"] == "open",
            "age": age_text(row["since"], today),
            "since": told.day(row["since"]),
            "claim": row["claim"],
            "offer": row["offer"],
            "outcome": cells.value_text(CONFLICTS.field("outcome"), row["outcome"]),
            "settled": told.day(row["settled_on"]),
            "settle_by": told.near_day(row["settle_by"], today) if row["settle_by"] else "",
            "late": row["state"] == "open" and row["settle_by"] is not None and row["settle_by"] < today,
            "owner": row["owner"],
            "customer": row["customer"],
        }
        for row in sorted(rows, key=lambda row: (row["state"] != "open", row["since"], row.key))
    ]


def need_lines(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The open ones first; without a state it is open."""
    order = ("open", "offered", "met")
    stated = [(row["state"] or order[0], row) for row in rows]
    return [
        {
            "key": row.key,
            "words": row["words"],
            "state": state,
            "state_text": cells.value_text(NEEDS.field("state"), state),
            "kind": {"open": "warn", "offered": "fix"}.get(state, "good"),
            "category": row["category"].label if row["category"] else "",
            "since": cells.formats_in_force().day(row["since"]),
        }
        for state, row in sorted(stated, key=lambda one: (order.index(one[0]), one[1]["since"]))
    ]


def promise_lines(rows: Sequence[Row], today: date) -> list[dict[str, Any]]:
    """What is open first, by the day until which it was promised."""
    told = cells.formats_in_force()
    return [
        {
            "key": row.key,
            "promise": row["promise"],
            "by": cells.value_text(COMMITMENTS.field("side"), row["side"]),
            "state": row["state"],
            "open": row["state"] == "open",
            "state_text": cells.value_text(COMMITMENTS.field("state"), row["state"]),
            "kind": {"kept": "good", "broken": "bad"}.get(row["state"], "calm"),
            "due": told.near_day(row["due"], today) if row["due"] else "",
            "late": row["state"] == "open" and row["due"] is not None and row["due"] < today,
            "ended": told.day(row["ended_on"]) if row["ended_on"] else "",
            "note": row["note"],
            "owner": row["owner"],
        }
        for row in sorted(rows, key=lambda row: (row["state"] != "open", row["due"] or date.max, row.key))
    ]


def age_text(since: date, today: date) -> str:
    days = max((today - since).days, 0)
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}


# ---- forms ----


def _matter(kind: str) -> Matter:
    if kind not in MATTERS:
        raise Http404
    return MATTERS[kind]


def _choices(actor: Actor, customer: int, fields: Sequence[Field]) -> dict[str, list[tuple[str, str]]]:
    """Short lists: the people of this customer, and what is bought."""
    names = {f.name for f in fields}
    found = {}
    if "person" in names:
        people = {row["person"].key: row["person"].label for row in people_of(actor, customer, on=timezone.now())}
        found["person"] = [(str(key), name) for key, name in people.items()]
    if "category" in names:
        found["category"] = sorted(((str(key), name) for key, name in category_names().items()), key=lambda one: one[1])
    return found


def chosen(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The values of a form in which these references are chosen from short lists."""
    return {
        name: str(value.key) if name in ("person", "category") and isinstance(value, Reference) else value
        for name, value in ((name, row[name]) for name in names)
    }


def _back(customer: int) -> str:
    return f"/customers/{customer}/dialogue/"


def above(customer: int, name: str) -> list[tuple[str, str]]:
    return [(pgettext("page", "Portfolio"), "/customers/"), (name, f"/customers/{customer}/")]


@signed_in
def new(request: HttpRequest, actor: Actor, customer: int, kind: str) -> HttpResponseBase:
    matter = _matter(kind)
    name = str(view(actor, CUSTOMERS).only("name").get(customer)["name"])
    refuse_reader(actor, customer)
    fields = editable_fields(view(actor, matter.resource).resource)
    initial = {f.name: request.GET[f.name] for f in fields if f.name in request.GET and f.name in ("category", "side")}
    initial["state"] = NeedState.OPEN.value
    form = form_for(fields, request.POST or None, initial=initial, choices=_choices(actor, customer, fields))
    back = next_address(request, _back(customer))
    done, _key = submitted(
        request,
        form,
        lambda _data: perform(
            request, actor, matter.record, told=_("Added."), customer=customer, values=written(form, fields)
        ),
        fields,
    )
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=str(matter.new), label=_("Add"), back=back, nav="portfolio", above=above(customer, name)
    )


@signed_in
def edit(request: HttpRequest, actor: Actor, kind: str, key: int) -> HttpResponseBase:
    matter = _matter(kind)
    query = view(actor, matter.resource)
    row = query.get(key)
    customer = row["customer"]
    if not may(actor, matter.edit, **{matter.key: key}):
        refuse_reader(actor, customer.key)
    fields = editable_fields(query.resource)
    form = form_for(
        fields, request.POST or None, initial=chosen(row.values, [f.name for f in fields]), version=row.version,
        choices=_choices(actor, customer.key, fields),
    )  # fmt: skip
    back = next_address(request, f"/dialogue/conflicts/{key}/" if kind == "conflicts" else _back(customer.key))
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, matter.edit, told=_("Saved."), version=data.get("version"), values=written(form, fields),
            **{matter.key: key},
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=str(matter.resource.label), label=_("Save"), back=back, nav="portfolio",
        above=above(customer.key, customer.label),
    )  # fmt: skip


# ---- conflicts ----


@signed_in
def conflict(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """One conflict with both views."""
    row = view(actor, CONFLICTS).get(key)
    shown = ("person", "owner", "mediator", "settle_by", "settled_on", "outcome", "recorded_by")
    known = {f.name for f in view(actor, CONFLICTS).resource.fields}
    context = {
        "nav": "conflicts",
        "row": row,
        "line": conflict_lines([row], timezone.localdate())[0],
        "views": [
            {"label": CONFLICTS.field(name).label, "name": name, "value": row[name]}
            for name in ("claim", "offer", "their_view", "our_view", "result")
            if row[name]
        ],
        "details": [
            {
                "name": name,
                "label": CONFLICTS.field(name).label,
                "html": cells.value_html(CONFLICTS.field(name), row[name]),
            }
            for name in shown
            if name in known and row[name] not in (None, "")
        ],
        "may_edit": may(actor, edit_conflict, conflict=key),
    }
    return render(request, "dialogue/conflict.html", context)


@signed_in
def settle(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    query = view(actor, CONFLICTS)
    row = query.get(key)
    if not may(actor, settle_conflict, conflict=key):
        refuse_reader(actor, row["customer"].key)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    result = forms.CharField(
        label=str(CONFLICTS.field("result").label), required=False, max_length=4000, strip=True,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    form = form_for((), request.POST or None, extra={"outcome": outcome, "result": result})
    address = f"/dialogue/conflicts/{key}/"
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, settle_conflict, told=_("Settled."), conflict=key, outcome=data["outcome"],
            values={"result": data["result"]} if data["result"] else None,
        ),
    )  # fmt: skip
    if done:
        return go_on(request, address)
    return form_page(
        request, form, title=_("Settle the conflict"), label=pgettext("a conflict", "Settle"), back=address,
        nav="conflicts", above=above(row["customer"].key, row["customer"].label), lead=row["title"],
    )  # fmt: skip


@require_POST
@signed_in
def reopen(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    view(actor, CONFLICTS).only().get(key)
    perform(request, actor, reopen_conflict, told=_("It is open again."), conflict=key)
    return go_on(request, f"/dialogue/conflicts/{key}/")


@require_POST
@signed_in
def end_promise(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Kept, or broken."""
    customer = view(actor, COMMITMENTS).get(key)["customer"].key
    kept = request.POST.get("kept") == "yes"
    perform(
        request, actor, end_commitment, told=_("Kept.") if kept else _("Written down as broken."), commitment=key,
        kept=kept,
    )  # fmt: skip
    return go_on(request, next_address(request, _back(customer)))


# ---- all conflicts ----


@signed_in
def conflicts(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The open ones of all customers, the oldest first; the settled ones on their tab."""
    asked = read_address(request, keep=("show",))
    settled = request.GET.get("show") == "settled"
    query = view(actor, CONFLICTS).filter("state", "is", "settled" if settled else "open")
    page = query.order("-since" if settled else "since").after(asked.after).page(_A_PAGE, counted=True)
    context = {
        "nav": "conflicts",
        "lines": [line for row in page.rows for line in conflict_lines([row], timezone.localdate())],
        "count": count_text(query.count() if page.count is None else page.count),
        "next_href": asked.address(after=page.next) if page.next else "",
        "first_href": asked.address() if asked.after else "",
        "settled": settled,
        "tabs": [
            {"label": pgettext("conflicts", "Open"), "href": "/conflicts/", "current": not settled},
            {"label": pgettext("conflicts", "Settled"), "href": "/conflicts/?show=settled", "current": settled},
        ],
    }
    return render(request, "dialogue/conflicts.html", context)
