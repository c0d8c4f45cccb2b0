"""Settings: users, departments, teams."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS, TEAMS, USERS, spoken_name
from guanxi.access.directory_actions import (
    create_department,
    create_team,
    create_user,
    disable_user,
    edit_department,
    edit_team,
    edit_user,
    enable_user,
    remove_department,
    remove_team,
)
from guanxi.access.queries import memberships_of
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource, editable_fields
from guanxi.records.company import company
from guanxi.web.doing import form_page, go_on, perform, submitted
from guanxi.web.doors import administrators
from guanxi.web.forms import form_for, written
from guanxi.web.lists import csv_answer, list_page, read_address
from guanxi.web.signin.freshness import require_fresh
from guanxi.web.views.settings import settings_tabs

_COLUMNS = {
    "users": ("name", "username", "title", "departments", "teams", "is_administrator", "is_auditor", "is_active"),
    "departments": ("name_en", "name_zh", "slug", "creates_as_owner"),
    "teams": ("name_en", "name_zh", "department", "parent"),
}


def _list(request: HttpRequest, actor: Actor, resource: Resource, new_label: str) -> HttpResponseBase:
    asked = read_address(request)
    if request.GET.get("as") == "csv":
        return csv_answer(request, actor, resource, asked)
    page = list_page(view(actor, resource), asked, _COLUMNS[resource.name], label=resource.plural)
    return render(
        request,
        "settings/list.html",
        {
            "nav": "settings",
            "tabs": settings_tabs(actor, resource.name),
            "title": resource.plural,
            "page": page,
            "new_href": f"/settings/{resource.name}/new/",
            "new_label": new_label,
        },
    )


@administrators
def users(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    return _list(request, actor, USERS, _("New user"))


@administrators
def departments(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    return _list(request, actor, DEPARTMENTS, _("New department"))


@administrators
def teams(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    return _list(request, actor, TEAMS, _("New team"))


# ---- users ----


def _places(actor: Actor) -> list[tuple[str, str]]:
    """Departments and their teams as one list of choices: "d12" is the department, "t34" a team."""
    found: list[tuple[str, str]] = []
    all_teams = view(actor, TEAMS).all()
    for department in view(actor, DEPARTMENTS).all():
        found.append((f"d{department.key}", spoken_name(department)))
        for team in all_teams:
            if team["department"].key == department.key:
                found.append((f"t{team.key}", f"{spoken_name(department)} · {spoken_name(team)}"))
    return found


def _place_fields(actor: Actor) -> dict[str, forms.Field]:
    places = _places(actor)
    box = forms.CheckboxSelectMultiple
    return {
        "places": forms.MultipleChoiceField(
            label=_("Departments and teams"), choices=places, required=False, widget=box
        ),
        "leads": forms.MultipleChoiceField(label=_("Leads"), choices=places, required=False, widget=box),
        "is_administrator": forms.BooleanField(
            label=_("Administrator: settings and users, no customers by itself"), required=False
        ),
        "is_auditor": forms.BooleanField(label=_("Auditor: the audit trail, no customers by itself"), required=False),
    }


def _memberships(data: dict[str, Any], actor: Actor) -> list[dict[str, Any]]:
    department_of = {str(row.key): row["department"].key for row in view(actor, TEAMS).all()}
    lines = []
    for place in dict.fromkeys([*data["places"], *data["leads"]]):
        key, leads = place[1:], place in data["leads"]
        if place.startswith("t"):
            lines.append({"department": department_of[key], "team": int(key), "leads": leads})
        else:
            lines.append({"department": int(key), "team": None, "leads": leads})
    return lines


@administrators
def new_user(request: HttpRequest, actor: Actor) -> HttpResponse:
    fields = editable_fields(USERS)
    extra: dict[str, forms.Field] = {"username": forms.CharField(label=_("User name"), max_length=80)}
    form = form_for(
        fields, request.POST or None, initial={"language": company().language, "time_zone": company().time_zone},
        choices={"language": _languages()}, extra=extra | _place_fields(actor),
    )  # fmt: skip

    def create(data: dict[str, Any]) -> Any:
        if data["is_administrator"] or data["is_auditor"]:
            require_fresh(request)
        return perform(
            request, actor, create_user, told=_("The user was created. Send an invitation now."),
            username=data["username"], email=data["email"], name=data["name"], title=data["title"],
            phone=data["phone"], language=data["language"] or "en", time_zone=data["time_zone"] or "UTC",
            memberships=_memberships(data, actor), is_administrator=data["is_administrator"],
            is_auditor=data["is_auditor"],
        )  # fmt: skip

    done, user = submitted(request, form, create, fields)
    if done:
        return go_on(request, f"/settings/users/{user}/")
    return form_page(
        request, form, title=_("New user"), label=_("Create the user"), back="/settings/users/", nav="settings",
        above=[(_("Users"), "/settings/users/")],
    )  # fmt: skip


def _languages() -> list[tuple[str, str]]:
    return [("en", "English"), ("zh-hans", "简体中文")]


@administrators
def user(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    row = view(actor, USERS).get(key)
    fields = editable_fields(USERS)
    held = memberships_of(actor, key)
    initial: dict[str, Any] = {f.name: row[f.name] for f in fields}
    initial["places"] = [f"t{team}" if team else f"d{department}" for department, team, _leads in held]
    initial["leads"] = [f"t{team}" if team else f"d{department}" for department, team, leads in held if leads]
    initial |= {name: row[name] for name in ("is_administrator", "is_auditor")}
    form = form_for(
        fields, request.POST or None, initial=initial, version=row.version, choices={"language": _languages()},
        extra=_place_fields(actor),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> None:
        roles = any(bool(row[name]) != data[name] for name in ("is_administrator", "is_auditor"))
        if roles or any(set(initial[name]) != set(data[name]) for name in ("places", "leads")):
            require_fresh(request)
        values = written(form, fields) | {name: data[name] for name in ("is_administrator", "is_auditor")}
        perform(
            request, actor, edit_user, told=_("Saved."), user=key, version=data.get("version"), values_by_name=values,
            memberships=_memberships(data, actor),
        )  # fmt: skip

    done, _nothing = submitted(request, form, save, fields)
    if done:
        return go_on(request, f"/settings/users/{key}/")
    return form_page(
        request, form, title=str(row["name"]), label=_("Save"), back="/settings/users/", nav="settings",
        above=[(_("Users"), "/settings/users/")], template="settings/user.html", row=row,
        is_self=key == actor.user_id,
    )  # fmt: skip


@require_POST
@administrators
def switch_user(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Disables or enables, as the button says."""
    if request.POST.get("active") == "yes":
        perform(request, actor, enable_user, told=_("The user may sign in again."), user=key)
    else:
        perform(request, actor, disable_user, told=_("The user is out from the next click on."), user=key)
    return go_on(request, f"/settings/users/{key}/")


# ---- departments and teams ----


@administrators
def new_department(request: HttpRequest, actor: Actor) -> HttpResponse:
    fields = tuple(f for f in editable_fields(DEPARTMENTS) if f.name.startswith("name"))
    short = forms.SlugField(label=_("Short name"), help_text=_("For files and commands, for example finance."))
    form = form_for(fields, request.POST or None, extra={"slug": short})
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, create_department, told=_("The department was created."), slug=data["slug"],
            name_en=data["name_en"], name_zh=data["name_zh"],
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, "/settings/departments/")
    return form_page(
        request, form, title=_("New department"), label=_("Create the department"), back="/settings/departments/",
        nav="settings", above=[(_("Departments"), "/settings/departments/")],
        lead=_("It starts with indirect access; the tables of access say more."),
    )  # fmt: skip


@administrators
def department(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    row = view(actor, DEPARTMENTS).get(key)
    return _edit(request, actor, DEPARTMENTS, row, edit_department, "department", _("Departments"))


@administrators
def new_team(request: HttpRequest, actor: Actor) -> HttpResponse:
    fields = tuple(f for f in TEAMS.fields if f.name in ("name_en", "name_zh", "department", "parent"))
    form = form_for(fields, request.POST or None, choices=_team_choices(actor))
    done, _key = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, create_team, told=_("The team was created."), department=int(data["department"]),
            name_en=data["name_en"], name_zh=data["name_zh"], parent=int(data["parent"]) if data["parent"] else None,
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, "/settings/teams/")
    return form_page(
        request, form, title=_("New team"), label=_("Create the team"), back="/settings/teams/", nav="settings",
        above=[(_("Teams"), "/settings/teams/")],
    )  # fmt: skip


def _team_choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    return {
        "department": [(str(row.key), spoken_name(row)) for row in view(actor, DEPARTMENTS).all()],
        "parent": [(str(row.key), spoken_name(row)) for row in view(actor, TEAMS).all()],
    }


@administrators
def team(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    row = view(actor, TEAMS).get(key)
    return _edit(request, actor, TEAMS, row, edit_team, "team", _("Teams"), _team_choices(actor))


def _edit(
    request: HttpRequest, actor: Actor, resource: Resource, row: Row, what: Any, name: str, plural: str,
    choices: dict[str, list[tuple[str, str]]] | None = None,
) -> HttpResponse:  # fmt: skip
    fields = editable_fields(resource)
    given: dict[str, Any] = {f.name: row[f.name] for f in fields}
    for chosen in choices or {}:
        if chosen in given and given[chosen] is not None:
            given[chosen] = str(given[chosen].key)
    form = form_for(fields, request.POST or None, initial=given, version=row.version, choices=choices)
    back = f"/settings/{resource.name}/"
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, what, told=_("Saved."), version=data.get("version"), values_by_name=written(form, fields),
            **{name: row.key},
        ),
        fields,
    )  # fmt: skip
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=str(row[resource.title]), label=_("Save"), back=back, nav="settings",
        above=[(plural, back)], template="settings/removable.html", remove_href=f"{back}{row.key}/remove/",
    )  # fmt: skip


@require_POST
@administrators
def remove(request: HttpRequest, actor: Actor, page: str, key: int) -> HttpResponse:
    if page == "teams":
        perform(request, actor, remove_team, told=_("The team was removed."), team=key)
    else:
        perform(request, actor, remove_department, told=_("The department was removed."), department=key)
    return go_on(request, f"/settings/{page}/")
