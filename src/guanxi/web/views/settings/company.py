"""Settings: the company, tags, backups and background work, handing over what a leaver had."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.directory import USERS
from guanxi.access.reading import view
from guanxi.access.resources import Field, Kind, editable_fields
from guanxi.customers.handover import hand_over
from guanxi.records.company import company as held_company
from guanxi.records.company import set_company
from guanxi.records.jobs import dead_letters, revive, worker_silence
from guanxi.records.resources import COMPANY_SETTINGS, TAGS
from guanxi.records.tags import create_tag, edit_tag, remove_tag
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import form_page, go_on, perform, submitted
from guanxi.web.doors import administrators, signed_in
from guanxi.web.forms import form_for, written
from guanxi.web.lists import csv_answer, list_page, read_address
from guanxi.web.views.settings import settings_tabs


@signed_in
def begin(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The settings of the company, or one's own."""
    return go_on(request, "/settings/company/" if actor.is_administrator else "/settings/me/")


@administrators
def company(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    fields = editable_fields(COMPANY_SETTINGS)
    held = held_company()
    initial = {f.name: getattr(held, f.name) for f in fields}
    initial["week_starts_on"] = str(held.week_starts_on)
    days = [(str(day), name) for day, name in enumerate(_weekdays())]
    choices = {"language": [("en", "English"), ("zh-hans", "简体中文")], "week_starts_on": days}
    form = form_for(fields, request.POST or None, initial=initial, version=held.version, choices=choices)
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, set_company, told=_("Saved."), values=written(form, fields),
            version=data.get("version") or None,
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, "/settings/company/")
    return form_page(
        request, form, title=_("Company"), label=_("Save"), back="/settings/company/", nav="settings",
        template="settings/company.html", tabs=settings_tabs(actor, "company"),
    )  # fmt: skip


def _weekdays() -> list[str]:
    told = formats_in_force()
    monday = date(2026, 11, 2)
    return [told.weekday(monday + timedelta(days=day)) for day in range(7)]


# ---- tags ----


@administrators
def tags(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    asked = read_address(request)
    if request.GET.get("as") == "csv":
        return csv_answer(request, actor, TAGS, asked)
    page = list_page(
        view(actor, TAGS), asked, ("name", "name_zh"), label=TAGS.plural,
        address=lambda row: f"/settings/tags/{row.key}/",
    )  # fmt: skip
    context = {
        "nav": "settings", "tabs": settings_tabs(actor, "tags"), "title": TAGS.plural, "page": page,
        "new_href": "/settings/tags/new/", "new_label": _("New tag"),
    }  # fmt: skip
    return render(request, "settings/list.html", context)


def _tag_fields() -> tuple[Field, ...]:
    return tuple(f for f in TAGS.fields if f.name in ("name", "name_zh"))


@administrators
def new_tag(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    form = form_for(_tag_fields(), request.POST or None)
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, create_tag, told=_("The tag was created."), name=data["name"], name_zh=data["name_zh"]
        ),
        _tag_fields(),
    )
    if done:
        return go_on(request, "/settings/tags/")
    return form_page(
        request, form, title=_("New tag"), label=_("Create the tag"), back="/settings/tags/", nav="settings",
        above=[(_("Tags"), "/settings/tags/")],
    )  # fmt: skip


@administrators
def tag(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    row = view(actor, TAGS).get(key)
    form = form_for(_tag_fields(), request.POST or None, initial=row, version=row.version)
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, edit_tag, told=_("Saved."), tag=key, name=data["name"], name_zh=data["name_zh"],
            version=data.get("version"),
        ),
        _tag_fields(),
    )  # fmt: skip
    if done:
        return go_on(request, "/settings/tags/")
    return form_page(
        request, form, title=str(row["name"]), label=_("Save"), back="/settings/tags/", nav="settings",
        above=[(_("Tags"), "/settings/tags/")], template="settings/removable.html",
        remove_href=f"/settings/tags/{key}/remove/",
    )  # fmt: skip


@require_POST
@administrators
def take_tag_away(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    perform(request, actor, remove_tag, told=_("The tag was removed from everything."), tag=key)
    return go_on(request, "/settings/tags/")


# ---- backups and background work ----


@administrators
def backups(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    now = timezone.now()
    silence = worker_silence(now)
    told = formats_in_force()
    letters = [
        {"key": letter.key, "name": letter.name, "when": told.moment(letter.failed_at)} for letter in dead_letters(50)
    ]
    context = {
        "nav": "settings", "tabs": settings_tabs(actor, "backups"), "title": _("Backups"), "letters": letters,
        "worker_is_alive": silence is not None and silence < 120, "worker_was_seen": silence is not None,
    }  # fmt: skip
    return render(request, "settings/backups.html", context)


@require_POST
@administrators
def try_again(request: HttpRequest, _actor: Actor, letter: UUID) -> HttpResponseBase:
    revive(letter, on=timezone.now())
    return go_on(request, "/settings/backups/")


# ---- leaving ----


@administrators
def leave(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Everything that somebody has goes to a successor, and he is out."""
    row = view(actor, USERS).only("name").get(key)
    successor = Field(
        "successor", _("Who takes over"), Kind.REFERENCE, USERS.field("name").field_class, target="users", required=True
    )
    extra: dict[str, forms.Field] = {
        "disable": forms.BooleanField(label=_("Disable the user as well"), required=False, initial=True)
    }
    form = form_for((successor,), request.POST or None, initial={"disable": True}, extra=extra)

    def give(data: dict[str, Any]) -> None:
        perform(
            request, actor, hand_over, told=_("Handed over."), leaver=key, successor=int(data["successor"]),
            disable=data["disable"],
        )  # fmt: skip

    done, _nothing = submitted(request, form, give, (successor,))
    if done:
        return go_on(request, f"/settings/users/{key}/")
    return form_page(
        request, form, title=_("%(name)s leaves") % {"name": row["name"]}, label=_("Hand everything over"),
        back=f"/settings/users/{key}/", nav="settings", above=[(_("Users"), "/settings/users/")],
        lead=_("Customers and open tasks go to the successor in one step."),
    )  # fmt: skip
