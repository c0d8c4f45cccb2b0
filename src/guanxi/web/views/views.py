"""Saved views: keep a list as it stands, under a name, for oneself, a team or everybody."""

from typing import Any
from urllib.parse import parse_qs

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from guanxi.access.actors import Actor
from guanxi.access.directory import TEAMS, spoken_name
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.activities.resources import TASKS
from guanxi.customers.people_resources import PEOPLE
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import NotFound
from guanxi.records.resources import SAVED_VIEWS
from guanxi.records.views import edit_view, find_view, remove_view, save_view
from guanxi.web.doing import form_page, go_on, perform, submitted
from guanxi.web.doors import signed_in
from guanxi.web.forms import form_for
from guanxi.web.saved_views import query_of

_LISTS: dict[str, tuple[Resource, str]] = {
    "customers": (CUSTOMERS, "/customers/"),
    "people": (PEOPLE, "/people/"),
    "tasks": (TASKS, "/tasks/"),
}


def _list(resource: str) -> tuple[Resource, str]:
    if resource not in _LISTS:
        raise NotFound(_("There is no such list."))
    return _LISTS[resource]


def _asked(actor: Actor, request: HttpRequest, initial: dict[str, str] | None = None) -> forms.Form:
    teams = [
        (f"t{row.key}", spoken_name(row))
        for row in view(actor, TEAMS).all()
        if row.key in actor.teams | actor.led_teams
    ]
    sharing = [("me", pgettext("saved view", "Only me")), *teams, ("all", pgettext("saved view", "Everybody"))]
    extra: dict[str, forms.Field] = {
        "name": forms.CharField(label=pgettext("of a saved view", "Name"), max_length=80),
        "sharing": forms.ChoiceField(label=_("Who finds it"), choices=sharing),
    }
    return form_for((), request.POST or None, initial=initial, extra=extra)


def _shared(data: dict[str, str]) -> dict[str, Any]:
    shared = data["sharing"]
    team = int(shared[1:]) if shared.startswith("t") else None
    return {"name": data["name"], "sharing": "team" if team else shared, "team": team}


@signed_in
def save(request: HttpRequest, actor: Actor, resource: str) -> HttpResponseBase:
    """``?query=`` is the query string of the list as it stands; its columns are kept apart."""
    described, address = _list(resource)
    query = request.GET.get("query", "")
    columns = [name for value in parse_qs(query).get("columns", ()) for name in value.split(",")]
    form = _asked(actor, request)

    def store(data: dict[str, str]) -> None:
        perform(
            request, actor, save_view, told=_("The view was saved."), resource=described, query=query,
            columns=columns, **_shared(data),
        )  # fmt: skip

    done, _nothing = submitted(request, form, store)
    back = f"{address}?{query}" if query else address
    if done:
        return go_on(request, back)
    return form_page(request, form, title=_("Save this list as a view"), label=_("Save"), back=back, nav=resource)


@signed_in
def change(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """Another name, other readers, or none at all any more; ``?list=`` says of which list it is a view."""
    resource = request.GET.get("list", "")
    described, address = _list(resource)
    held = find_view(actor, described, key)
    team = view(actor, SAVED_VIEWS).only("team").get(key)["team"]
    shared = f"t{team.key}" if held.sharing == "team" and team else held.sharing
    form = _asked(actor, request, {"name": held.name, "sharing": shared})
    done, _nothing = submitted(
        request,
        form,
        lambda data: perform(
            request, actor, edit_view, told=_("Saved."), saved_view=key, resource=described, **_shared(data)
        ),
    )
    back = f"{address}?{query_of(held)}"
    if done:
        return go_on(request, back)
    return form_page(
        request, form, title=_("Change the view"), label=_("Save"), back=back, nav=resource,
        template="settings/removable.html", remove_href=f"/views/{key}/remove/",
    )  # fmt: skip


@require_POST
@signed_in
def remove(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    perform(request, actor, remove_view, told=_("The view was removed."), saved_view=key)
    return go_on(request, _LISTS.get(request.POST.get("resource", ""), (CUSTOMERS, "/customers/"))[1])
