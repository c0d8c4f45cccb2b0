"""Finding things: the palette, the search page, suggestions for fields."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.directory import DEPARTMENTS, TEAMS, USERS
from guanxi.access.levels import FieldClass, Level, Relation
from guanxi.access.reading import Query, Row, view
from guanxi.access.resources import Resource
from guanxi.access.values import time_zones
from guanxi.activities.resources import ACTIVITIES, TASKS
from guanxi.customers.people_resources import PEOPLE
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.records.resources import TAGS
from guanxi.records.visits import last_visited
from guanxi.web.addresses import address_of
from guanxi.web.doors import signed_in
from guanxi.web.principals import matching
from guanxi.web.views.settings import settings_pages

_OFFERED = 6
_ON_PAGE = 20


def _asked(request: HttpRequest) -> str:
    return _cleaned(request.GET.get("q", ""))


def _typed(request: HttpRequest) -> str:
    """What stands in the field that asks: it sends itself under its own name."""
    return _asked(request) or _cleaned(next((str(v) for n, v in request.GET.items() if n.endswith("_text")), ""))


def _cleaned(words: str) -> str:
    return words.replace("\0", "").strip()[:200]


def customers_for(actor: Actor) -> Resource:
    """The list in which this reader looks for customers: all that he reads, or the summaries."""
    return SUMMARIES if actor.level(Relation.OTHERWISE) <= Level.INDIRECT else CUSTOMERS


def _newest_first(actor: Actor, resource: Resource) -> Query:
    """Sorted by time, as finding while typing needs it."""
    query = view(actor, resource)
    names = {f.name: f.sort for f in query.resource.fields}
    order = next((f"-{name}" for name in ("last_touched", "created_at", "at", "due") if names.get(name)), "")
    return query.order(order) if order else query


# ---- the palette ----


def _pages(actor: Actor) -> list[tuple[str, str, str, str]]:
    """(label, address, icon, keys)"""
    pages = [
        (pgettext("page", "Today"), "/", "inbox", "G T"),
        (pgettext("page", "Portfolio"), "/customers/", "columns-3", "G P"),
        (pgettext("page", "People"), "/people/", "users", "G E"),
        (pgettext("page", "Tasks"), "/tasks/", "list-checks", "G K"),
        (pgettext("page", "Summaries"), "/summaries/", "eye", ""),
        (pgettext("page", "Notifications"), "/notifications/", "bell", ""),
        (pgettext("page", "Duplicates"), "/customers/duplicates/", "copy", ""),
        (pgettext("page", "Bin"), "/bin/", "trash-2", ""),
        (_("My settings"), "/settings/me/", "settings", ""),
    ]
    if actor.is_administrator:
        pages.append((pgettext("page", "Settings"), "/settings/company/", "settings", ""))
    return pages


def _settings(actor: Actor) -> list[tuple[str, str, str, str]]:
    """Each page of the settings, once somebody types its name."""
    settings = pgettext("page", "Settings")
    return [(f"{settings} · {page.label}", f"/settings/{page.key}/", page.icon, "") for page in settings_pages(actor)]


def _actions(actor: Actor, words: str) -> list[dict[str, Any]]:
    found = [{"label": _("Log activity"), "href": "/activities/new/", "icon": "phone", "shortcut": "L", "dialog": True}]
    if actor.creates_customers:
        found.append({"label": _("New customer"), "href": "/customers/new/", "icon": "plus", "shortcut": "C"})
    found += [
        {"label": _("New task"), "href": "/tasks/new/", "icon": "list-checks", "dialog": True},
        {"label": _("Import a file"), "href": "/import/customers/", "icon": "upload"},
    ]
    wanted = text.search_key(words)
    return [one for one in found if not wanted or wanted in text.search_key(str(one["label"]))]


@signed_in
def palette(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    words = _asked(request)
    wanted = text.search_key(words)
    known = [*_pages(actor), *(_settings(actor) if wanted else ())]
    pages = [
        {"label": label, "href": href, "icon": icon, "shortcut": keys}
        for label, href, icon, keys in known
        if not wanted or wanted in text.search_key(str(label))
    ]
    groups: list[dict[str, Any]] = []
    if words:
        customers = customers_for(actor)
        found = _newest_first(actor, customers).only("name").best(words, _OFFERED)
        groups.append({"label": _("Customers"), "options": [_option(customers, row, "building-2") for row in found]})
        if actor.reads_from(FieldClass.PERSONAL) is not None:
            people = _newest_first(actor, PEOPLE).only("name", "customers").best(words, _OFFERED)
            groups.append({"label": _("People"), "options": [_option(PEOPLE, row, "user") for row in people]})
        groups.append(
            {"label": _("With the first of them"), "options": _with(customers, found[:1])} if found else {"options": []}
        )
    else:
        visited = last_visited(actor, (CUSTOMERS, SUMMARIES, PEOPLE), most=8)
        options = [
            {"label": one.title, "href": address_of(one.resource.name, one.row.key), "icon": "history"}
            for one in visited
        ]
        groups.append({"label": _("Last visited"), "options": options})
    groups += [{"label": _("Actions"), "options": _actions(actor, words)}, {"label": _("Pages"), "options": pages}]
    if words:
        everything = {
            "label": _("Search everywhere for “%(words)s”") % {"words": words},
            "href": f"/search/?q={_quoted(words)}",
            "icon": "search",
        }
        groups.append({"label": "", "options": [everything]})
    return render(request, "parts/_options.html", {"groups": groups})


def _quoted(words: str) -> str:
    return quote(words)


def _option(resource: Resource, row: Row, icon: str) -> dict[str, Any]:
    customers = row.get("customers") or ()
    return {
        "label": row["name"],
        "href": address_of(resource.name, row.key),
        "icon": icon,
        "detail": customers[0].label if customers else "",
    }


def _with(customers: Resource, rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Log activity with %(name)s") % {"name": row["name"]},
            "href": f"/activities/new/?customer={row.key}",
            "icon": "phone",
            "dialog": True,
        }
        for row in rows
    ]


# ---- the search page ----


@signed_in
def search(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    words = _asked(request)
    groups: list[dict[str, Any]] = []
    if words:
        customers = customers_for(actor)
        shown: list[tuple[Resource, str, str, Callable[[Row], str]]] = [
            (customers, "name", "/summaries/" if customers is SUMMARIES else "/customers/", lambda _row: ""),
            (PEOPLE, "name", "/people/", lambda row: ", ".join(one.label for one in row["customers"])),
            (ACTIVITIES, "subject", "", lambda row: row["customer"].label),
            (TASKS, "title", "/tasks/", lambda row: row["customer"].label if row["customer"] else ""),
        ]
        for resource, title, address, about in shown:
            query = _newest_first(actor, resource)
            names = {f.name for f in query.resource.fields}
            if title not in names:
                continue
            query = query.only(*(name for name in (title, "customers", "customer") if name in names))
            rows = query.best(words, _ON_PAGE + 1)
            groups.append(
                {
                    "label": resource.plural,
                    "resource": resource.name,
                    "rows": [
                        {
                            "key": row.key,
                            "title": row[title],
                            "href": address_of(resource.name, row.key),
                            "about": about(row),
                        }
                        for row in rows[:_ON_PAGE]
                    ],
                    "more_href": f"{address}?q={_quoted(words)}" if address and len(rows) > _ON_PAGE else "",
                }
            )
    count = sum(len(group["rows"]) for group in groups)
    told = ngettext("One result", "%(number)d results", count) % {"number": count} if words else ""
    context = {"nav": "", "words": words, "groups": [g for g in groups if g["rows"]], "told": told}
    return render(request, "search.html", context)


# ---- suggestions for fields ----

_SUGGESTED: dict[str, tuple[Resource, str]] = {
    "users": (USERS, "name"),
    "teams": (TEAMS, "name_en"),
    "departments": (DEPARTMENTS, "name_en"),
    "people": (PEOPLE, "name"),
    "tags": (TAGS, "name"),
}


@signed_in
def suggest(request: HttpRequest, actor: Actor, resource: str) -> HttpResponseBase:
    """Options for a field, by what was typed; without a word the first ones."""
    words = _typed(request)
    if resource == "time-zones":
        options = _time_zones(words)
    elif resource == "customers":
        query = _newest_first(actor, SUMMARIES).only("name")
        rows = query.best(words, 8) if words else query.page(8).rows
        options = [{"value": row.key, "label": row["name"]} for row in rows]
    elif resource == "principals":
        options = [{"value": one.value, "label": one.name, "detail": one.about} for one in matching(actor, words)]
    elif resource in _SUGGESTED:
        described, title = _SUGGESTED[resource]
        options = _matching(view(actor, described), described, title, words)
    else:
        raise Http404
    return render(
        request, "parts/_options.html", {"groups": [{"label": "", "options": options}], "nothing": _("Nothing fits.")}
    )


def _matching(query: Query, described: Resource, title: str, words: str) -> list[dict[str, Any]]:
    if described is USERS:
        query = query.filter("is_active", "is", "yes")
    query = query.only(title)
    if described is PEOPLE:
        rows: Sequence[Row] = query.best(words, 8) if words else query.page(8).rows
    else:
        # Short lists: what is typed may stand anywhere in the name.
        wanted = text.search_key(words)
        rows = [row for row in query.all(500) if wanted in text.search_key(str(row[title]))][:8]
    return [{"value": row.key, "label": row[title]} for row in rows]


def _time_zones(words: str) -> list[dict[str, Any]]:
    wanted = text.search_key(words).replace(" ", "_")
    names = [name for name in sorted(time_zones()) if wanted in name.casefold()]
    return [{"value": name, "label": name.replace("_", " ")} for name in names[:12]]
