"""The strategy book: what each stage asks of us, the steps of the process, and the plays."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS, spoken_name
from guanxi.access.reading import view
from guanxi.access.resources import OpenResource, editable_fields
from guanxi.errors import NotFound
from guanxi.lifecycle.strategy import PHASES, ROLES, items_of
from guanxi.lifecycle.triggers import TRIGGERS
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.plans import resources
from guanxi.plans.book import EditionNote, Play, play, plays, say, stage_page
from guanxi.plans.book_actions import create_play, edit_play, edit_sheet, edits_the_book
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.templatetags.face import stage_name

_NUMBERS = {word.key: number for number, word in enumerate(STAGES, 1)}
_ROLES = {role.key: role.name for role in ROLES}


@signed_in
def strategy(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """One stage with its sheet, its steps and its plays; the others are tabs."""
    key = request.GET.get("stage", STAGES[1].key)
    if key not in _NUMBERS:
        raise NotFound(_("There is no such stage."))
    page = stage_page(actor, _NUMBERS[key])
    sheet = page.sheet
    places = _departments(actor)
    context = {
        "nav": "strategy",
        "key": key,
        "tabs": [
            {"label": stage_name(word.key), "href": f"/strategy/?stage={word.key}", "current": word.key == key}
            for word in STAGES
        ],
        "position": say(sheet.position),
        "lists": [
            (_("Driving factors"), [say(text) for text in sheet.drivers]),
            (_("Goals"), [say(text) for text in sheet.goals]),
            (_("Countermeasures"), [say(text) for text in sheet.countermeasures]),
        ],
        "edition": _edition(page.edition),
        "steps": [
            {"phase": say(PHASES[item.phase]), "name": say(item.name), "proof": say(item.proof)}
            for item in items_of(sheet.stage)
        ],
        "roles": [
            {"key": role.key, "name": say(role.name)} for role in ROLES if sheet.stage in role.stages
        ],
        "plays": [_line(one, places) for one in plays(actor) if sheet.stage in one.stages],
        "may_edit": edits_the_book(actor),
    }  # fmt: skip
    return render(request, "strategy/strategy.html", context)


def _departments(actor: Actor) -> dict[int, str]:
    return {row.key: spoken_name(row) for row in view(actor, DEPARTMENTS).only("name_en", "name_zh").all()}


def _edition(note: EditionNote) -> str:
    if not note.number:
        return _("As it ships")
    day = formats_in_force().day(note.at) if note.at else ""
    who = note.by.label if note.by else "Guanxi"
    return _("Edition %(number)d, %(day)s, %(who)s") % {"number": note.number, "day": day, "who": who}


def _line(one: Play, places: dict[int, str]) -> dict[str, Any]:
    waits = {
        "selling": _("silent until orders and contracts are kept here"),
        "service": _("silent until complaints are kept here"),
    }
    return {
        "key": one.key,
        "title": say(one.title),
        "what": say(one.what),
        "trigger": say(TRIGGERS[one.on]),
        "waits": waits.get(one.waits_for, ""),
        "role": say(_ROLES[one.role]),
        "department": places.get(one.department, ""),
        "partners": say(one.partners) if one.partners else "",
        "changes": say(one.changes),
        "due": one.due,
        "in_use": one.in_use,
        "starts_by_itself": one.starts_by_itself,
    }


# ---- editing ----


@signed_in
def sheet(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """The sheet of a stage as a form; who may not edit it reads it on the page of the book."""
    if key not in _NUMBERS:
        raise NotFound(_("There is no such stage."))
    held = stage_page(actor, _NUMBERS[key]).sheet
    initial: dict[str, Any] = {}
    for code in ("en", "zh"):
        initial[f"position_{code}"] = getattr(held.position, code)
        for name in ("drivers", "goals", "countermeasures"):
            initial[f"{name}_{code}"] = "\n".join(getattr(text, code) for text in getattr(held, name))
    fields = editable_fields(resources.SHEETS)
    form = form_for(fields, request.POST or None, initial=initial)
    back = f"/strategy/?stage={key}"
    done, _number = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, edit_sheet, told=_("Saved as a new edition."), stage=held.stage,
            values=written(form, fields),
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=_("Strategy: %(stage)s") % {"stage": stage_name(key)}, label=_("Save"), back=back,
        nav="strategy", above=[(pgettext("page", "Strategy book"), back)], lead=_("One entry a line in each list."),
    )  # fmt: skip


def _play_form(request: HttpRequest, actor: Actor, initial: dict[str, Any]) -> tuple[forms.Form, OpenResource]:
    fields = editable_fields(resources.PLAYS)
    stages = forms.MultipleChoiceField(
        label=_("Stages"), widget=forms.CheckboxSelectMultiple,
        choices=[(str(number), stage_name(word.key)) for number, word in enumerate(STAGES, 1)],
    )  # fmt: skip
    choices = {
        "on": [(on.value, say(text)) for on, text in TRIGGERS.items()],
        "role": [(key, f"{key} · {say(name)}") for key, name in _ROLES.items()],
        "department": [(str(key), name) for key, name in _departments(actor).items()],
    }
    form = form_for(fields, request.POST or None, initial=initial, choices=choices, extra={"stages": stages})
    return form, resources.PLAYS


@signed_in
def edit(request: HttpRequest, actor: Actor, key: str) -> HttpResponseBase:
    """A play: read by everybody, edited by who edits the book."""
    held = play(actor, key)
    if not edits_the_book(actor):
        context = {
            "nav": "strategy",
            "play": _line(held, _departments(actor)),
            "edition": _edition(held.edition),
            "steps": [say(step) for step in held.steps],
            "stages": [STAGES[number - 1].key for number in held.stages],
        }
        return render(request, "strategy/play.html", context)
    initial: dict[str, Any] = {
        "on": held.on.value, "role": held.role, "department": str(held.department), "due": held.due,
        "after": held.after, "in_use": held.in_use, "starts_by_itself": held.starts_by_itself,
        "stages": [str(number) for number in held.stages],
    }  # fmt: skip
    for code in ("en", "zh"):
        for name in ("title", "what", "changes"):
            initial[f"{name}_{code}"] = getattr(getattr(held, name), code)
        initial[f"steps_{code}"] = "\n".join(getattr(step, code) for step in held.steps)
    form, resource = _play_form(request, actor, initial)
    fields = editable_fields(resource)
    back = f"/strategy/?stage={STAGES[held.stages[0] - 1].key}"
    done, _number = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, edit_play, told=_("Saved as a new edition."), key=key, values=written(form, fields),
            stages="".join(data["stages"]),
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=f"{key} · {say(held.title)}", label=_("Save"), back=back, nav="strategy",
        above=[(pgettext("page", "Strategy book"), back)], lead=_edition(held.edition),
    )  # fmt: skip


@signed_in
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A play of one's own."""
    form, resource = _play_form(request, actor, {"on": "by_hand", "due": 5, "after": 0, "in_use": True})
    fields = editable_fields(resource)
    done, key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, create_play, told=_("The play stands in the book."), values=written(form, fields),
            stages="".join(data["stages"]),
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, f"/strategy/plays/{key}/")
    return form_page(
        request, form, title=_("New play"), label=_("Write it into the book"), back="/strategy/", nav="strategy",
        above=[(pgettext("page", "Strategy book"), "/strategy/")],
    )  # fmt: skip
