"""The page of a customer: where it stands, what is being done; its master data; its summary for an indirect reader."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.access.audit import note_opened
from guanxi.access.levels import FieldClass, Level
from guanxi.access.policy import level_on
from guanxi.access.reading import Row, view
from guanxi.activities import queries
from guanxi.customers.centre import missing_roles
from guanxi.customers.queries import current_customer, details_of, people_of, subsidiaries_of
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.customers.sharing import ask_for_access
from guanxi.errors import NotFound
from guanxi.records.visits import note_visit
from guanxi.web import cells
from guanxi.web.acting import company_of
from guanxi.web.cells import formats_in_force, value_html
from guanxi.web.doing import form_page, go_on, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for
from guanxi.web.templatetags.face import stage_chip
from guanxi.web.views.customer_details import DETAILS, detail_card
from guanxi.web.views.customer_frame import fields_of, framed
from guanxi.web.views.people import attitude_mark, roles_of
from guanxi.web.views.standing import standing, standing_facts
from guanxi.web.views.tasks import task_line
from guanxi.web.views.timeline import timeline_of
from guanxi.web.views.totals import may_record

_BRIEF = ("own_code", "size", "website", "language", "time_zone")
_FULL = ("own_code", "industry", "size", "country", "region", "city", "website", "language", "time_zone", "since")
_TEXTS = ("trigger_event", "notes")
_MOST_TASKS, _MOST_PEOPLE, _MOST_BELOW = 8, 8, 50


@signed_in
def customer(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    now = timezone.now()
    try:
        frame = framed(actor, customer, "overview", *_BRIEF, *_TEXTS, "ours_12", "delta_12")
    except NotFound:
        # What was merged is found under the key that stayed; who knows of it at all gets its summary.
        current = current_customer(actor, customer)
        page = "summaries" if current == customer else "customers"
        return HttpResponse(status=303, headers={"Location": f"/{page}/{current}/"})
    note_opened(actor, CUSTOMERS, customer, on=now, channel="web")
    note_visit(actor, CUSTOMERS, customer, on=now)
    reads_people = (start := actor.reads_from(FieldClass.PERSONAL)) is not None and frame.level >= start
    people = people_of(actor, customer, on=now)
    currency = company_of(request).base_currency
    stands = standing(actor, frame, currency, on=now)
    context = {
        **frame.context,
        "standing": stands,
        "may_total": may_record(actor, frame.level),
        "facts": [*standing_facts(stands, frame.row, currency), *_facts(frame.row)],
        "timeline": timeline_of(request, actor, customer),
        "tasks": [
            task_line(line.row, actor, with_customer=False)
            for line in queries.tasks_of_customer(actor, customer, on=now, most=_MOST_TASKS)
        ],
        "people": [_person(line) for line in sorted(people, key=_weight)[:_MOST_PEOPLE]],
        "people_count": len(people),
        "gaps": missing_roles(people) if reads_people else [],
        "reads_people": reads_people,
        "texts": fields_of(frame, *_TEXTS),
        "details": fields_of(frame, *_BRIEF),
    }
    return render(request, "customers/customer.html", context)


@signed_in
def details(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """All that is known of who the customer is: fields, names, numbers, addresses, its group."""
    own = tuple(f.name for f in view(actor, CUSTOMERS).resource.fields if f.custom is not None)
    frame = framed(actor, customer, "details", *_FULL, *own)
    below = subsidiaries_of(actor, customer)
    cards = [
        detail_card(kind, rows, customer, may_edit=frame.may_edit)
        for kind, rows in zip(DETAILS, details_of(actor, customer), strict=True)
    ]
    country = CUSTOMERS.field("country")
    context = {
        **frame.context,
        "facts": _facts(frame.row),
        "details": fields_of(frame, *_FULL),
        "own": fields_of(frame, *own),
        "cards": [card for card in cards if card["lines"] or frame.may_edit],
        "below": [
            {"key": line.key, "name": line["name"], "country": cells.value_text(country, line["country"])}
            for line in below[:_MOST_BELOW]
        ],
    }
    return render(request, "customers/details.html", context)


def _facts(row: Row) -> list[dict[str, Any]]:
    told = formats_in_force()
    touched = told.ago(row["last_touched"], timezone.now()) if row["last_touched"] else _("never")
    facts = [{"label": CUSTOMERS.field("last_touched").label, "value": touched, "field": "last_touched"}]
    if row["since"]:
        facts.append({"label": CUSTOMERS.field("since").label, "value": row["since"].year, "field": "since"})
    return facts


# ---- the buying centre in short ----


def _weight(line: Row) -> int:
    """Who has most to say comes first."""
    return next((place for place, column in enumerate(_FIRST) if line[column]), len(_FIRST))


_FIRST = ("is_decider", "is_buyer", "is_influencer", "is_user", "is_initiator", "is_gatekeeper")


def _person(line: Row) -> dict[str, Any]:
    about = [str(line["job_title"] or ""), formats_in_force().joined(roles_of(line))]
    attitude = attitude_mark(line["attitude"])
    return {
        "key": line["person"].key,
        "name": line["person"].label,
        "href": f"/people/{line['person'].key}/",
        "about": " · ".join(part for part in about if part),
        "mark": attitude["word"] if line["attitude"] not in (None, "unknown") else "",
        "mark_kind": attitude["kind"],
    }


# ---- indirect ----


@signed_in
def summary(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """All that an indirect reader gets, with the way to ask for more."""
    query = view(actor, SUMMARIES)
    row = query.get(customer)
    reads_all = level_on(actor, customer) >= Level.READ
    facts = [
        {
            "name": f.name,
            "label": f.label,
            "html": stage_chip(row["stage"]) if f.name == "stage" else value_html(f, row[f.name]),
        }
        for f in query.resource.fields
        if f.name != "name" and row[f.name] not in (None, "", ())
    ]
    context = {"nav": "portfolio", "row": row, "facts": facts, "reads_all": reads_all, "log_for": customer}
    return render(request, "customers/summary.html", context)


@signed_in
def ask(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    row = view(actor, SUMMARIES).only("name").get(customer)
    why = forms.CharField(
        label=_("What do you need it for?"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The owner sees this with your request."),
    )  # fmt: skip
    form = form_for((), request.POST or None, extra={"reason": why})
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, ask_for_access, told=_("The owner was asked."), customer=customer, reason=data["reason"]
        ),
    )
    if done:
        return go_on(request, f"/summaries/{customer}/")
    return form_page(
        request, form, title=_("Ask for access to %(name)s") % {"name": row["name"]}, label=_("Ask"),
        back=f"/summaries/{customer}/", nav="portfolio",
    )  # fmt: skip
