"""The buying centre of a customer: the map, everybody in it, what is not known yet; and adding somebody to it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.policy import level_on
from guanxi.access.reading import Row, view
from guanxi.activities.resources import ACTIVITIES
from guanxi.charts.people_map import people_map
from guanxi.customers.centre import BuyingCentre, Member, buying_centre, map_of
from guanxi.customers.people_actions import on_people_of
from guanxi.customers.people_resources import AFFILIATIONS, BUYING_ROLES, PEOPLE
from guanxi.customers.queries import current_customer, people_of
from guanxi.customers.resources import SUMMARIES
from guanxi.web.cells import formats_in_force
from guanxi.web.doing import go_on
from guanxi.web.doors import signed_in
from guanxi.web.lists import csv_answer, read_address
from guanxi.web.signin.freshness import require_fresh
from guanxi.web.tables import Cell, Column, Table, TableRow
from guanxi.web.views.people import attitude_mark, legend, name_of_customer, strength_word

WIDE, NARROW = 780, 360
_FOUND = 12
_LOOKED_AT = 200


@signed_in
def centre(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """The people of a customer; ``?as=table`` shows the map as a table, ``?as=csv`` gives it as a file."""
    key = current_customer(actor, customer)
    if key != customer:
        return go_on(request, f"/customers/{key}/people/")
    if level_on(actor, key) < Level.READ:
        return go_on(request, f"/summaries/{key}/")
    on_people_of(Level.READ)(actor, {"customer": key})
    if request.GET.get("as") == "csv":
        require_fresh(request)
        return csv_answer(
            request, actor, AFFILIATIONS, read_address(request), base=lambda query: query.of_customer(key)
        )  # fmt: skip
    name = name_of_customer(actor, key)
    found = buying_centre(actor, key)
    contacts = _last_contacts(actor, key)
    as_table = request.GET.get("as") == "table"
    former = [_former(place) for place in people_of(actor, key, former=True) if place["until"]]
    context = {
        "nav": "portfolio",
        "log_for": key,
        "key": key,
        "name": name,
        "address": request.path,
        "may_edit": level_on(actor, key) >= Level.EDIT,
        "count": len(found.members),
        "members": [_member(member, found, contacts) for member in found.members],
        "gaps": [
            {
                "sentence": gap.sentence,
                "place": next((m.place.key for m in found.members if m.person == gap.person), None),
            }
            for gap in found.gaps
        ],
        "former": former,
        "legend": legend(),
        "as_table": as_table,
        "table": _table(found) if as_table else None,
        "maps": [] if as_table or not found.members else [_drawn(found, name, width) for width in (WIDE, NARROW)],
    }
    return render(request, "people/centre.html", context)


def _last_contacts(actor: Actor, customer: int) -> dict[int, datetime]:
    """When each of its people last took part in something; of what lies far back nothing is known here."""
    now = timezone.now()
    query = view(actor, ACTIVITIES)
    if not any(f.name == "people" for f in query.resource.fields):
        return {}
    latest: dict[int, datetime] = {}
    for row in query.of_customer(customer).only("at", "people").all(_LOOKED_AT):
        for person in row["people"] if row["at"] <= now else ():
            latest.setdefault(person.key, row["at"])
    return latest


def _member(member: Member, found: BuyingCentre, contacts: Mapping[int, datetime]) -> dict[str, Any]:
    told = formats_in_force()
    manager = next((one for one in found.members if one.person == member.manager), None)
    return {
        "key": member.person,
        "name": member.name,
        "job": " · ".join(part for part in (member.job_title, member.department) if part),
        "roles": role_words(member),
        "attitude": attitude_mark(member.attitude),
        "manager": manager,
        "ties": [
            {"user": tie.user, "strength": tie.strength, "words": strength_word(tie.strength), "how": tie.how}
            for tie in member.known_by
            if tie.strength
        ],
        "place": member.place.key,
        "contact": _("last contact: %(when)s") % {"when": told.ago(contacts[member.person], timezone.now())}
        if member.person in contacts
        else "",
    }


def role_words(member: Member) -> list[str]:
    return [str(label) for key, label, _column in BUYING_ROLES if key in member.roles]


def _former(place: Row) -> dict[str, Any]:
    told = formats_in_force()
    return {
        "key": place["person"].key,
        "name": place["person"].label,
        "about": place["job_title"],
        "until": _("until %(day)s") % {"day": told.day(place["until"])},
    }


def _drawn(found: BuyingCentre, name: str, width: int) -> SafeString:
    nodes, lines = map_of(found)
    members = {str(member.person): member for member in found.members}
    told = ngettext(
        "Map of the buying centre of %(name)s: one person.",
        "Map of the buying centre of %(name)s: %(number)d people, who reports to whom, how each stands to us, and "
        "how well we know them. The list below says the same.",
        len(nodes),
    ) % {"name": name, "number": len(nodes)}
    return mark_safe(  # every text in it was made safe by the chart
        people_map(
            [replace(node, words=_words(members[node.key])) for node in nodes], lines, label=told,
            us=pgettext("the people of our company", "We"),
            role_names={key: str(label) for key, label, _column in BUYING_ROLES}, width=width,
        )
    )  # fmt: skip


def _words(member: Member) -> str:
    """What a pointer that rests on somebody shows."""
    attitude = attitude_mark(member.attitude)["word"]
    ties = [f"{tie.user.label}: {strength_word(tie.strength)}" for tie in member.known_by if tie.strength]
    return "\n".join(
        part
        for part in (member.name, member.job_title, formats_in_force().joined(role_words(member)), attitude, *ties)
        if part
    )


def _table(found: BuyingCentre) -> Table:
    """The map as a table."""
    columns = (
        ("name", pgettext("of a person", "Name")), ("job_title", _("Job title")), ("roles", _("Roles")),
        ("attitude", _("Attitude to us")), ("manager", _("Reports to")), ("known_by", _("Known by")),
    )  # fmt: skip
    by_key = {member.person: member for member in found.members}
    rows = []
    for member in found.members:
        manager = by_key.get(member.manager or 0)
        link = format_html('<a class="name" href="/people/{}/">{}</a>', member.person, member.name)
        ties = formats_in_force().joined(
            _("%(name)s: %(what)s") % {"name": tie.user.label, "what": strength_word(tie.strength)}
            for tie in member.known_by
            if tie.strength
        )
        cells = (
            Cell("name", link),
            Cell("job_title", member.job_title),
            Cell("roles", formats_in_force().joined(role_words(member))),
            Cell("attitude", attitude_mark(member.attitude)["word"]),
            Cell("manager", manager.name if manager else ""),
            Cell("known_by", ties),
        )
        rows.append(TableRow(member.person, member.name, cells))
    return Table(_("Buying centre"), PEOPLE.name, tuple(Column(field, label) for field, label in columns), tuple(rows))


# ---- somebody more ----


@signed_in
def add(request: HttpRequest, actor: Actor, customer: int) -> HttpResponseBase:
    """Somebody who works at another customer too, or moved: found by name, then given a place here."""
    on_people_of(Level.EDIT)(actor, {"customer": customer})
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    here = {place["person"].key for place in people_of(actor, customer)}
    rows = view(actor, PEOPLE).only("name", "customers").best(words, _FOUND) if words else []
    context = {
        "nav": "portfolio",
        "key": customer,
        "name": view(actor, SUMMARIES).only("name").get(customer)["name"],
        "words": words,
        "found": [
            {
                "key": row.key,
                "name": row["name"],
                "about": formats_in_force().joined(one.label for one in row["customers"]),
                "note": _("works here already") if row.key in here else "",
                "href": f"/people/{row.key}/places/new/?customer={customer}&next=/customers/{customer}/people/",
            }
            for row in rows
        ],
    }
    return render(request, "people/add.html", context)
