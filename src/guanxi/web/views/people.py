"""People of our customers: the list, and the page of a person with places, channels, ties and history."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.audit import note_opened
from guanxi.access.reading import Row, view
from guanxi.activities.resources import ACTIVITIES, TASKS
from guanxi.charts.people_map import SIGNS
from guanxi.customers.erasing import erase_person
from guanxi.customers.people_actions import bin_person, change_affiliation, edit_person, restore_person
from guanxi.customers.people_resources import (
    AFFILIATIONS,
    BUYING_ROLES,
    CHANNELS,
    PEOPLE,
    REPORTING_LINES,
    STRENGTHS,
    TIES,
)
from guanxi.customers.queries import current_person, places_of
from guanxi.customers.resources import SUMMARIES
from guanxi.errors import NotFound
from guanxi.records.visits import note_visit
from guanxi.web.cells import formats_in_force, value_html, value_text
from guanxi.web.doing import go_on, may
from guanxi.web.doors import signed_in
from guanxi.web.lists import csv_answer, list_page, read_address
from guanxi.web.saved_views import new_view_href, tabs_with_saved
from guanxi.web.signin.freshness import require_fresh
from guanxi.web.templatetags.face import monogram
from guanxi.web.views.tasks import task_line

_COLUMNS = ("name", "customers", "phones", "mails", "wechat", "known_by", "created_at")
_HISTORY = 20
_DETAILS = ("other_name", "pinyin", "salutation", "language", "time_zone", "notes")

KIND_ICONS = {
    "call": "phone",
    "meeting": "users",
    "visit": "map-pin",
    "mail": "mail",
    "note": "file-text",
    "exchange": "graduation-cap",
}
CHANNEL_ICONS = {
    "phone": "phone",
    "mobile": "phone",
    "mail": "mail",
    "wechat": "message-square",
    "whatsapp": "message-square",
    "other": "link",
}
# The colour class of an attitude; the sign beside it says the same.
_ATTITUDES = {"champion": "good", "supporter": "good", "neutral": "calm", "sceptic": "warn", "blocker": "bad"}


# ---- words that several pages share ----


def roles_of(line: Row) -> list[str]:
    """The roles of somebody in the buying centre, in words."""
    return [str(label) for _key, label, column in BUYING_ROLES if line.get(column)]


def attitude_mark(attitude: str | None) -> dict[str, str]:
    """How somebody stands to us: colour class, sign and word."""
    key = attitude or "unknown"
    word = value_text(AFFILIATIONS.field("attitude"), key)
    return {"kind": _ATTITUDES.get(key, "calm"), "sign": SIGNS.get(key, "?"), "word": word}


def legend() -> list[dict[str, str]]:
    return [attitude_mark(key) for key in SIGNS]


def strength_word(strength: int) -> str:
    return str(dict(STRENGTHS).get(strength, strength))


def name_of_customer(actor: Actor, customer: int) -> str:
    return str(view(actor, SUMMARIES).only("name").get(customer)["name"])


def channel_html(kind: str, value: str) -> SafeString:
    """A number or address as what one does with it."""
    if kind in ("phone", "mobile"):
        return format_html(
            '<a class="link" href="tel:{}">{}</a>', "".join(c for c in value if c in "+0123456789"), value
        )
    if kind == "mail":
        return format_html('<a class="link" href="mailto:{}">{}</a>', value, value)
    if kind == "whatsapp":
        digits = "".join(c for c in value if c.isdigit())
        return format_html('<a class="link" href="https://wa.me/{}" rel="noopener noreferrer">{}</a>', digits, value)
    return format_html("{}", value)


# ---- the list ----


def name_cell(row: Row) -> SafeString:
    titles = formats_in_force().joined(title.label for title in row.get("job_titles", ())[:2])
    return format_html(
        '<a class="cell-name" href="/people/{}/">{}<span><b>{}</b><small>{}</small></span></a>',
        row.key,
        monogram(row["name"], row.key, "round"),
        row["name"],
        titles,
    )


def _first(row: Row, name: str, kind: str) -> SafeString:
    held = row.get(name) or ()
    return channel_html(kind, held[0].label) if held else SafeString("")


def _names(row: Row, name: str) -> SafeString:
    """As many as a line of a table has room for."""
    held = [one.label for one in row.get(name) or ()]
    joined = formats_in_force().joined
    if len(held) < 3:
        return format_html("{}", joined(held))
    told = _("%(names)s and %(number)d more") % {"names": joined(held[:2]), "number": len(held) - 2}
    return format_html('<span title="{}">{}</span>', joined(held), told)


@signed_in
def people(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    asked = read_address(request)
    if request.GET.get("as") == "csv":
        require_fresh(request)
        return csv_answer(request, actor, PEOPLE, asked)
    ready = [
        (_("All"), ""),
        (pgettext("people", "Known by me"), "f=known_by:is:me"),
        (pgettext("people", "Known by nobody"), "f=known_by:empty:yes"),
        (pgettext("people", "No way to reach them"), "f=phones:empty:yes&f=mails:empty:yes&f=wechat:empty:yes"),
    ]
    query = view(actor, PEOPLE)
    page = list_page(
        query.only(*_COLUMNS, "job_titles"), asked, _COLUMNS, label=PEOPLE.plural,
        drawn={
            "name": name_cell,
            "customers": lambda row: _names(row, "customers"),
            "phones": lambda row: _first(row, "phones", "phone"),
            "mails": lambda row: _first(row, "mails", "mail"),
            "wechat": lambda row: _names(row, "wechat"),
            "known_by": lambda row: _names(row, "known_by"),
        },
    )  # fmt: skip
    context = {
        "nav": "people",
        "page": page,
        "tabs": tabs_with_saved(actor, PEOPLE, asked, ready),
        "new_view_href": new_view_href(PEOPLE, asked),
    }
    return render(request, "people/people.html", context)


# ---- somebody ----


@signed_in
def person(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    now = timezone.now()
    try:
        current = current_person(actor, key)
    except NotFound:
        if may(actor, restore_person, person=key):
            return render(request, "people/binned.html", {"nav": "people", "key": key})
        raise
    if current != key:
        return go_on(request, f"/people/{current}/")
    row = view(actor, PEOPLE).get(key)
    note_opened(actor, PEOPLE, key, on=now, channel="web")
    note_visit(actor, PEOPLE, key, on=now)
    held = places_of(actor, key)
    managers = {
        line["customer"].key: line["manager"]
        for line in view(actor, REPORTING_LINES).filter("person", "is", str(key)).all()
    }
    places = [_place(actor, line, managers) for line in held]
    places.sort(key=lambda place: (bool(place["until"]), not place["is_main"]))
    main = next((place["customer"].key for place in places if not place["until"]), None)
    resource = view(actor, PEOPLE).resource
    details = [
        (f.name, f.label, value_html(f, row[f.name]))
        for f in resource.fields
        if (f.name in _DETAILS or f.custom) and row[f.name] not in (None, "", ())
    ]
    channels = _channels(actor, key)
    context = {
        "nav": "people",
        "row": row,
        "log_href": f"/activities/new/?customer={main}&person={key}" if main else "",
        "details": details,
        "places": places,
        "channels": channels,
        "reach": _reach(channels),
        "ties": _ties(actor, key),
        "tasks": _tasks(actor, key),
        "may_edit": may(actor, edit_person, person=key),
        "may_bin": may(actor, bin_person, person=key),
        "may_erase": may(actor, erase_person, person=key),
        **_history(request, actor, key),
    }
    return render(request, "people/person.html", context)


def _place(actor: Actor, line: Row, managers: Mapping[int, Any]) -> dict[str, Any]:
    told = formats_in_force()
    days = ""
    if line["until"]:
        days = _("until %(day)s") % {"day": told.day(line["until"])}
    elif line["since"]:
        days = _("since %(day)s") % {"day": told.day(line["since"])}
    return {
        "key": line.key,
        "customer": line["customer"],
        "about": " · ".join(part for part in (line["job_title"], line["department"]) if part),
        "roles": roles_of(line),
        "attitude": attitude_mark(line["attitude"]),
        "manager": managers.get(line["customer"].key),
        "until": line["until"],
        "days": days,
        "is_main": line["is_main"],
        "may_edit": may(actor, change_affiliation, affiliation=line.key),
    }


def _channels(actor: Actor, key: int) -> list[dict[str, Any]]:
    kinds = [choice for choice, _label in CHANNELS.field("kind").choices]
    lines = view(actor, CHANNELS).filter("person", "is", str(key)).all()
    lines.sort(key=lambda line: (not line["preferred"], kinds.index(line["kind"]), line["value"]))
    return [
        {
            "key": line.key,
            "icon": CHANNEL_ICONS.get(line["kind"], "link"),
            "kind": value_text(CHANNELS.field("kind"), line["kind"]),
            "label": line["label"],
            "value": line["value"],
            "html": channel_html(line["kind"], line["value"]),
            "preferred": line["preferred"],
        }
        for line in lines
    ]


def _reach(channels: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The first number and the first address, as buttons."""
    wanted = (
        ("phone", "tel:", pgettext("button", "Call")),
        ("mail", "mailto:", pgettext("button", "E-mail")),
    )
    found = []
    for symbol, scheme, label in wanted:
        value = next((str(one["value"]) for one in channels if one["icon"] == symbol), "")
        if value:
            target = "".join(c for c in value if c in "+0123456789") if scheme == "tel:" else value
            found.append({"href": scheme + target, "icon": symbol, "label": label})
    return found


def _ties(actor: Actor, key: int) -> list[dict[str, Any]]:
    lines = view(actor, TIES).filter("person", "is", str(key)).all()
    lines.sort(key=lambda line: (-line["strength"], line["user"].label))
    told = formats_in_force()
    return [
        {
            "key": line.key,
            "user": line["user"],
            "strength": line["strength"],
            "words": strength_word(line["strength"]),
            "how": line["how"],
            "since": _("since %(day)s") % {"day": told.day(line["since"])} if line["since"] else "",
        }
        for line in lines
    ]


def _tasks(actor: Actor, key: int) -> list[dict[str, Any]]:
    query = view(actor, TASKS)
    if not any(f.name == "person" for f in query.resource.fields):
        return []
    return [task_line(row, actor) for row in query.filter("person", "is", str(key)).filter("done", "empty").all(10)]


def _history(request: HttpRequest, actor: Actor, key: int) -> dict[str, Any]:
    """What happened with him, the newest first, page by page."""
    query = view(actor, ACTIVITIES)
    if not any(f.name == "people" for f in query.resource.fields):
        return {"history": [], "older_href": ""}
    query = query.filter("people", "is", str(key)).only("subject", "at", "kind", "customer", "author", "body")
    page = query.after(request.GET.get("after", "")).page(_HISTORY)
    now, told = timezone.now(), formats_in_force()
    lines = [
        {
            "key": line.key,
            "title": line["subject"],
            "href": f"/activities/{line.key}/",
            "about": " · ".join(one.label for one in (line["author"], line["customer"]) if one),
            "text": _shortened(line["body"]),
            "when": told.ago(line["at"], now),
            "at": line["at"].isoformat(),
            "kind": "is-ahead" if line["at"] > now else "",
            "icon": KIND_ICONS.get(line["kind"], "file-text"),
            "resource": "activities",
        }
        for line in page.rows
    ]
    return {"history": lines, "older_href": f"/people/{key}/?after={page.next}" if page.next else ""}


def _shortened(body: str | None) -> str:
    text = (body or "").strip()
    return text if len(text) <= 240 else text[:240].rstrip() + "…"
