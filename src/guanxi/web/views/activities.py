"""Logging what happened: one line and Enter, the rest where somebody wants it; and an entry as its page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS, USERS, spoken_name
from guanxi.access.reading import Reference, view
from guanxi.access.resources import Field
from guanxi.activities.actions import delete_activity, edit_activity, quick_log
from guanxi.activities.mentions import begun_in
from guanxi.activities.resources import ACTIVITIES
from guanxi.customers.people_resources import PEOPLE, TIES
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.errors import Invalid
from guanxi.ledger.actions import record_total
from guanxi.records.visits import last_visited
from guanxi.relationships.asking import asks_total, note_asked
from guanxi.web.cells import formats_in_force, value_text
from guanxi.web.doing import form_page, go_on, may, next_address, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import SuggestedField, form_for
from guanxi.web.lookups import looked_up
from guanxi.web.views.people import KIND_ICONS
from guanxi.web.views.totals import figure_field, said_by_field

# Asked as the resource describes them; kind, people, department are asked in a way of their own.
_PLAIN = ("at", "minutes", "direction", "exchange_kind", "we_learned", "they_learned", "body")
_EXCHANGE = "exchange"
_MOST_LIKELY = 12
_OFFERED = 6


def _number(given: str) -> int | None:
    return int(given) if given.isdecimal() and 0 < len(given) <= 16 else None


# ---- the form ----


def _plain_fields(actor: Actor) -> tuple[Field, ...]:
    # No time is now.
    return tuple(replace(f, required=False) for f in view(actor, ACTIVITIES).resource.fields if f.name in _PLAIN)


def _form(
    actor: Actor, data: Any, customer: int | None, *, initial: dict[str, Any], first: dict[str, forms.Field],
    version: int | None = None,
) -> forms.Form:  # fmt: skip
    """``first`` stands before all: the line of a new entry, the subject of one that is edited."""
    kinds = [(key, str(label)) for key, label in ACTIVITIES.field("kind").choices]
    automatic = [("", pgettext("kind of an activity", "Automatic"))] if "line" in first else []
    extra: dict[str, forms.Field] = {
        **first,
        "kind": forms.ChoiceField(
            label=str(ACTIVITIES.field("kind").label), choices=[*automatic, *kinds], required=False,
            widget=forms.RadioSelect,
        ),
        **_taking_part(actor, customer, initial.get("users") or (), initial.get("people") or ()),
    }  # fmt: skip
    at_hand = {
        **initial,
        "users": [str(one.key) for one in initial.get("users") or ()],
        "people": [str(one.key) for one in initial.get("people") or ()],
    }
    return form_for(_plain_fields(actor), data, initial=at_hand, extra=extra, version=version)


def _taking_part(
    actor: Actor, customer: int | None, users: Sequence[Reference], people: Sequence[Reference]
) -> dict[str, forms.Field]:
    """Who took part, of both sides: who is likely stands there to be ticked, anybody else of us is found by name."""
    theirs = {str(one.key): one.label for one in people}
    ours = {str(actor.user_id): actor.name, **{str(one.key): one.label for one in users}}
    if customer is not None:
        for row in view(actor, PEOPLE).only("name").of_customer(customer).all(200):
            theirs.setdefault(str(row.key), row["name"])
        owner = view(actor, SUMMARIES).only("owner").get(customer)["owner"]
        knowing = (line["user"] for line in view(actor, TIES).of_customer(customer).only("user").all(200))
        for one in (owner, *knowing):
            if one is not None and len(ours) < _MOST_LIKELY:
                ours.setdefault(str(one.key), one.label)
    boxes = forms.CheckboxSelectMultiple
    asked: dict[str, forms.Field] = {}
    if theirs:
        asked["people"] = forms.MultipleChoiceField(
            label=_("Their people"), choices=list(theirs.items()), required=False, widget=boxes
        )
    asked["users"] = forms.MultipleChoiceField(
        label=_("Our people"), choices=list(ours.items()), required=False, widget=boxes
    )
    asked["another"] = SuggestedField("users", label=_("Another one of us"), required=False)
    asked["customer_took_part"] = forms.ChoiceField(
        label=_("Did the customer take part?"), required=False,
        choices=[("", _("as usual for the kind")), ("yes", _("yes")), ("no", _("no"))],
        help_text=_("A two-way contact: the customer said or did something himself."),
    )  # fmt: skip
    asked["department"] = forms.ChoiceField(
        label=_("Department"), required=False,
        choices=[("", "–"), *((str(row.key), spoken_name(row)) for row in view(actor, DEPARTMENTS).all())],
    )  # fmt: skip
    return asked


def _values(form: forms.Form, kind: str) -> dict[str, object]:
    """What was written, by field name; what only an exchange has is left out for everything else."""
    data = form.cleaned_data
    values: dict[str, object] = {name: data[name] for name in _PLAIN if name in data}
    if kind != _EXCHANGE:
        values.pop("exchange_kind", None)
    if "people" in data:
        values["people"] = data["people"]
    values["users"] = list(dict.fromkeys([*data["users"], *([data["another"]] if data["another"] else [])]))
    if data["department"]:
        values["department"] = data["department"]
    if data["customer_took_part"]:
        values["customer_took_part"] = data["customer_took_part"] == "yes"
    return values


def _shown(request: HttpRequest, form: forms.Form, **context: Any) -> HttpResponseBase:
    first = ("customer", "line", "subject", "kind", "figure", "said_by")
    marks = {
        "direction": "for-direction", "exchange_kind": "for-exchange", "we_learned": "for-exchange",
        "they_learned": "for-exchange",
    }  # fmt: skip
    order = ("at", "body", "exchange_kind", "we_learned", "they_learned", "direction", "people", "users", "another")
    rest = [*(n for n in order if n in form.fields), *(n for n in form.fields if n not in (*order, *first))]
    return form_page(
        request, form, nav="portfolio", template="activities/form.html",
        more=[(form[name], marks.get(name, "")) for name in rest],
        kinds=[(option, KIND_ICONS.get(str(option.data["value"]), "")) for option in form["kind"].subwidgets],
        **context,
    )  # fmt: skip


# ---- logging ----


@signed_in
def new(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Customer, person, kind and time are filled in from where one stands; one line is enough."""
    customer = _number(request.GET.get("customer") or request.POST.get("customer") or "")
    name = _name_of(actor, customer)
    data = looked_up(actor, request.POST, {"customer": SUMMARIES, "another": USERS}) if request.POST else None
    first: dict[str, forms.Field] = {"line": forms.CharField(max_length=2000, required=False)}
    given = request.GET.get("customer") and customer
    if not given:
        first["customer"] = SuggestedField("customers", label=_("Customer"), required=True)
    asks = bool(given) and asks_total(actor, customer or 0, on=timezone.now())
    if asks:
        first |= {"figure": figure_field(required=False), "said_by": said_by_field()}
    person = _number(request.GET.get("person", ""))
    rows = view(actor, PEOPLE).only("name").among([person]).all(1) if person else []
    initial: dict[str, Any] = {
        "kind": request.GET.get("kind", ""),
        "at": timezone.now(),
        "customer": (str(customer), name) if customer else "",
        "users": [Reference(actor.user_id, actor.name)],
        "people": [Reference(row.key, row["name"]) for row in rows],
        "department": str(actor.places[0].key) if actor.places else "",
    }
    form = _form(actor, data, customer, initial=initial, first=first)
    if given:
        form.fields.pop("customer", None)

    def log(written: dict[str, Any]) -> int:
        key = _number(str(given or written["customer"])) or 0
        values = _values(form, written["kind"])
        if not any((written["line"].strip(), values.get("body"), values.get("we_learned"))):
            raise Invalid({"line": _("Say in a few words what happened.")})
        # Both or neither: a figure that cannot be read must not leave the visit logged twice.
        with transaction.atomic():
            perform(
                request, actor, quick_log, told=_("Logged."), customer=key, line=written["line"],
                kind=written["kind"], values=values,
            )  # fmt: skip
            if written.get("figure"):
                perform(
                    request,
                    actor,
                    record_total,
                    customer=key,
                    figure=written["figure"],
                    values={"said_by": written["said_by"]} if written["said_by"] else {},
                )
        if asks:
            note_asked(actor, key, on=timezone.now())
        return key

    done, key = submitted(request, form, log)
    if done:
        return go_on(request, _after(request, _where(actor, key)))
    return _shown(
        request, form, title=_("Log activity"), label=_("Log"), customer_name=name if given else "",
        back=_where(actor, customer) if customer else "/", recent=[] if given else _recent(actor),
    )  # fmt: skip


def _after(request: HttpRequest, otherwise: str) -> str:
    """Where one stood: the page under the dialog."""
    htmx = getattr(request, "htmx", None)
    here = htmx.current_url_abs_path if htmx else None
    return next_address(request, here or otherwise)


def _recent(actor: Actor) -> list[dict[str, Any]]:
    """The customers that he looked at last."""
    visited = last_visited(actor, (CUSTOMERS, SUMMARIES), most=_OFFERED)
    return [{"label": one.title, "href": f"/activities/new/?customer={one.row.key}"} for one in visited]


@signed_in
def mentions(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Colleagues for the name that was begun with an @ at the end of the line; the option is the line with the name."""
    line = request.GET.get("line", "")[:2000]
    begun = begun_in(line)
    options = []
    if begun is not None:
        wanted = begun.casefold()
        rows = view(actor, USERS).only("name", "username").filter("is_active", "is", "yes").all(500)
        fitting = [row for row in rows if wanted in row["username"].casefold() or wanted in row["name"].casefold()]
        start = line[: len(line) - len(begun)]
        options = [
            {"value": row.key, "label": f"{start}{row['username']} ", "text": row["name"], "detail": row["username"]}
            for row in fitting[:_OFFERED]
        ]
    return render(request, "parts/_options.html", {"groups": [{"label": "", "options": options}]})


def _name_of(actor: Actor, customer: int | None) -> str:
    return str(view(actor, SUMMARIES).only("name").get(customer)["name"]) if customer is not None else ""


def _where(actor: Actor, customer: int) -> str:
    """The page of the customer that this reader has: the whole one or the summary."""
    reads = view(actor, CUSTOMERS).only("name").among([customer]).exists()
    return f"/customers/{customer}/" if reads else f"/summaries/{customer}/"


# ---- an entry ----


@signed_in
def activity(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    query = view(actor, ACTIVITIES)
    row = query.get(key)
    words = {f.name: value_text(f, row[f.name]) for f in query.resource.fields}
    told = formats_in_force()
    minutes = _("%(minutes)d min") % {"minutes": row["minutes"]} if row.get("minutes") else ""
    kind = words.get("exchange_kind") or words["kind"]
    texts = [
        (name, "" if name == "body" else query.resource.field(name).label, row[name])
        for name in ("body", "we_learned", "they_learned")
        if row.get(name)
    ]
    context = {
        "nav": "portfolio",
        "log_for": row["customer"].key,
        "row": row,
        "icon": KIND_ICONS.get(row["kind"], "file-text"),
        "about": [part for part in (kind, words.get("direction"), told.moment(row["at"]), minutes) if part],
        "texts": texts,
        "department": words.get("department", ""),
        "customer": row["customer"],
        "customer_href": _where(actor, row["customer"].key),
        "may_edit": may(actor, edit_activity, activity=key),
    }
    return render(request, "activities/activity.html", context)


@signed_in
def edit(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    row = view(actor, ACTIVITIES).get(key)
    data = looked_up(actor, request.POST, {"another": USERS}) if request.POST else None
    subject = ACTIVITIES.field("subject")
    line = forms.CharField(label=str(subject.label), max_length=subject.max_length)
    initial: dict[str, Any] = {name: row.get(name) for name in ("subject", "kind", "users", "people", *_PLAIN)}
    initial["department"] = str(row["department"].key) if row["department"] else ""
    initial["customer_took_part"] = "yes" if row["customer_took_part"] else "no"
    form = _form(actor, data, row["customer"].key, initial=initial, first={"subject": line}, version=row.version)

    def save(written: dict[str, Any]) -> None:
        kind = written["kind"] or row["kind"]
        values = {"subject": written["subject"], "kind": kind, **_values(form, kind)}
        perform(
            request, actor, edit_activity, told=_("Saved."), activity=key, version=written.get("version"),
            values=values,
        )  # fmt: skip

    done, _nothing = submitted(request, form, save, view(actor, ACTIVITIES).resource.fields)
    if done:
        return go_on(request, f"/activities/{key}/")
    customer = row["customer"]
    return _shown(
        request, form, title=_("Edit the entry"), label=_("Save"), back=f"/activities/{key}/",
        above=[(customer.label, _where(actor, customer.key)), (str(row["subject"]), f"/activities/{key}/")],
    )  # fmt: skip


@require_POST
@signed_in
def remove(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    row = view(actor, ACTIVITIES).only("customer").get(key)
    perform(request, actor, delete_activity, told=_("Put into the bin."), activity=key)
    return go_on(request, next_address(request, _where(actor, row["customer"].key)))
