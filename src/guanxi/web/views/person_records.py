"""What becomes of the record of a person: merged with another one, into the bin, out as a file, erased with proof."""

import json
from collections import Counter
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.access.resources import Label, Resource
from guanxi.activities.resources import ACTIVITIES
from guanxi.catalogue import BY_MODEL
from guanxi.customers.erasing import erase_person, proof_of
from guanxi.customers.merge_fields import BOTH, LOSER, WINNER, MergeField
from guanxi.customers.merging_people import merge_people, preview_people_merge
from guanxi.customers.people_actions import bin_person, restore_person
from guanxi.customers.people_resources import AFFILIATIONS, CHANNELS, PEOPLE, TIES
from guanxi.customers.person_export import export_person
from guanxi.errors import Invalid
from guanxi.web.cells import value_html
from guanxi.web.doing import CHANNEL, form_page, go_on, may, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, refused
from guanxi.web.signin.freshness import require_fresh

_FOUND = 8


def _above(key: int, name: str) -> list[tuple[str, str]]:
    return [(pgettext("page", "People"), "/people/"), (name, f"/people/{key}/")]


# ---- two records of one person ----


@signed_in
def merge(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Chooses the other record: those of the same name stand there, others are found."""
    row = view(actor, PEOPLE).get(key)
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    rows = view(actor, PEOPLE).only("name", "customers", "job_titles").best(words or str(row["name"]), _FOUND + 1)
    found = [
        {
            "key": one.key,
            "name": one["name"],
            "about": " · ".join(label.label for label in (*one["job_titles"], *one["customers"])),
            "href": f"/people/{key}/merge/{one.key}/",
        }
        for one in rows
        if one.key != key and may(actor, merge_people, winner=key, loser=one.key)
    ]
    context = {"nav": "people", "row": row, "words": words, "found": found}
    return render(request, "people/merge.html", context)


@signed_in
def merge_with(request: HttpRequest, actor: Actor, key: int, other: int) -> HttpResponseBase:
    """Field by field whose value stays, how much moves; then it is done, and can be undone."""
    preview = preview_people_merge(actor, winner=key, loser=other)
    form = form_for((), request.POST or None, extra=_choices(preview.fields))
    if request.method == "POST" and form.is_valid():
        choose = {name: value for name, value in form.cleaned_data.items() if value}
        try:
            perform(
                request, actor, merge_people, told=_("The two are one person now."), winner=key, loser=other,
                choose=choose,
            )  # fmt: skip
            return go_on(request, f"/people/{key}/")
        except Invalid as error:
            refused(form, error)
    context = {
        "nav": "people",
        "preview": preview,
        "form": form,
        "fields": [_choice(form, one) for one in preview.fields if one.name in form.fields],
        "same": [one for one in preview.fields if one.name not in form.fields and one.winner not in (None, "", ())],
        "moves": [_moved(label, number) for label, number in preview.moves],
        "swap_href": f"/people/{other}/merge/{key}/",
    }
    return render(request, "people/merge_with.html", context, status=422 if form.errors else 200)


def _choices(fields: list[MergeField]) -> dict[str, forms.Field]:
    """A question for each field in which the two differ."""
    asked: dict[str, forms.Field] = {}
    for field in fields:
        if field.differs:
            options = [(WINNER, WINNER), (LOSER, LOSER), *([(BOTH, BOTH)] if field.may_take_both else [])]
            asked[field.name] = forms.ChoiceField(
                label=str(field.label), choices=options, initial=field.take, widget=forms.RadioSelect, required=False
            )
    return asked


def _choice(form: forms.Form, field: MergeField) -> dict[str, Any]:
    described = PEOPLE.field(field.name) if any(f.name == field.name for f in PEOPLE.fields) else None
    values = {WINNER: field.winner, LOSER: field.loser}
    chosen = form[field.name].value() or field.take
    options = [
        {
            "value": side,
            "html": (value_html(described, value) if described else value) or "–",
            "checked": chosen == side,
        }
        for side, value in values.items()
    ]
    if field.may_take_both:
        options.append({"value": BOTH, "html": _("both, one after the other"), "checked": chosen == BOTH})
    return {"name": field.name, "label": field.label, "options": options, "errors": form[field.name].errors}


def _moved(label: Label, number: int) -> str:
    return _("%(what)s: %(number)d") % {"what": label, "number": number}


# ---- the bin ----


@require_POST
@signed_in
def put_away(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    told = _("Put into the bin; there the person stays for 30 days.")
    perform(request, actor, bin_person, told=told, person=key)
    return go_on(request, "/people/")


@require_POST
@signed_in
def take_out(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    perform(request, actor, restore_person, told=_("Taken out of the bin."), person=key)
    return go_on(request, f"/people/{key}/")


# ---- what somebody may ask for ----


@signed_in
def export(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Everything that is kept about somebody, as a file."""
    require_fresh(request)
    document = export_person(actor, key, on=timezone.now(), channel=CHANNEL)
    answer = HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=2) + "\n", content_type="application/json; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="person-{key}.json"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@signed_in
def erase(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Says what goes, asks once more with the name on the button; the proof is the page that follows."""
    row = view(actor, PEOPLE).only("name").get(key)
    erase_person.allow(actor, {"person": key})
    require_fresh(request)
    why = forms.CharField(
        label=_("Why"), max_length=200, required=False,
        help_text=_("For example “asked for it by mail of 3 March”. This stays in the proof: write no name."),
    )  # fmt: skip
    form = form_for((), request.POST or None, extra={"reason": why})
    done, proof = submitted(
        request, form, lambda data: perform(request, actor, erase_person, person=key, reason=data["reason"])
    )  # fmt: skip
    if done:
        return go_on(request, f"/people/erasures/{proof}/")
    name = str(row["name"])
    return form_page(
        request, form, title=_("Erase %(name)s") % {"name": name}, label=_("Erase %(name)s for good") % {"name": name},
        back=f"/people/{key}/", nav="people", template="people/erase.html", above=_above(key, name),
        goes=_what_goes(actor, key), export_href=f"/people/{key}/export/",
    )  # fmt: skip


def _what_goes(actor: Actor, key: int) -> list[str]:
    """What of somebody this reader sees, counted, in sentences."""

    def count(resource: Resource, field: str = "person") -> int:
        query = view(actor, resource)
        known = any(f.name == field for f in query.resource.fields)
        return query.filter(field, "is", str(key)).count() if known else 0

    channels, places, ties = count(CHANNELS), count(AFFILIATIONS), count(TIES)
    named = count(ACTIVITIES, "people")
    counted = (
        (channels, ngettext("One number or address.", "%(number)d numbers and addresses.", channels)),
        (places, ngettext("One place at a customer.", "%(number)d places at customers.", places)),
        (ties, ngettext("One tie to us.", "%(number)d ties to us.", ties)),
        (named, ngettext(
            "The name in one entry of the timeline; the entry stays.",
            "The name in %(number)d entries of the timeline; the entries stay.", named,
        )),
    )  # fmt: skip
    told = [_("The name, all details, notes and files."), *(line % {"number": n} for n, line in counted if n)]
    return [*told, _("The name, numbers and addresses wherever somebody wrote them in a text.")]


@signed_in
def proof(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """The proof that somebody was erased, for who did it and for auditors."""
    found = proof_of(actor, key)
    rows: Counter[str] = Counter()
    for table, number in sorted(found.rows.items()):
        rows[str(BY_MODEL[table].plural) if table in BY_MODEL else table] += number
    return render(request, "people/proof.html", {"nav": "people", "proof": found, "rows": list(rows.items())})
