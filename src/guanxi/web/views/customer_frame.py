"""What all pages of one customer have above them: who it is, whose it is, and the tabs."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.policy import level_on
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource
from guanxi.customers.resources import CUSTOMERS
from guanxi.web import cells

# What is read once for the head, and further fields of the row where a page shows more of it.
_HEAD = (
    "name",
    "city",
    "country",
    "industry",
    "owner",
    "team",
    "tags",
    "parent",
    "restricted",
    "last_touched",
    "since",
)


@dataclass(frozen=True)
class Framed:
    """A customer as its reader gets it; ``context`` is what ``customers/frame.html`` shows."""

    row: Row
    resource: Resource
    level: Level
    may_edit: bool
    context: dict[str, Any]


def framed(actor: Actor, customer: int, tab: str, *more: str) -> Framed:
    """The customer with the fields of the head and ``more``; NotFound for who does not read it."""
    query = view(actor, CUSTOMERS)
    known = {f.name for f in query.resource.fields}
    row = query.only(*(name for name in dict.fromkeys((*_HEAD, *more)) if name in known)).get(customer)
    level = level_on(actor, customer)
    # Through a colleague's eyes one looks and does nothing.
    may_edit = level >= Level.EDIT and actor.viewed_by is None
    context = {
        "nav": "portfolio",
        "row": row,
        "may_edit": may_edit,
        "may_share": may_edit and level >= Level.FULL,
        "may_take": may_edit and row["owner"] is None and actor.creates_as_owner,
        "log_for": customer,
        "about": _about(row),
        "tabs": _tabs(customer, tab),
    }
    return Framed(row, query.resource, level, may_edit, context)


def _about(row: Row) -> list[str]:
    parts = [str(row["city"] or "")]
    parts += [cells.value_text(CUSTOMERS.field(name), row[name]) for name in ("country", "industry")]
    return [part for part in parts if part]


def _tabs(customer: int, current: str) -> list[dict[str, Any]]:
    address = f"/customers/{customer}/"
    tabs = (
        ("overview", pgettext("of a customer", "Overview"), address),
        ("climate", pgettext("of a customer", "Climate"), f"{address}climate/"),
        ("dialogue", pgettext("with a customer", "Dialogue"), f"{address}dialogue/"),
        ("plays", pgettext("with a customer", "Plays"), f"{address}plays/"),
        ("plan", _("Account plan"), f"{address}plan/"),
        ("process", _("Team and process"), f"{address}process/"),
        ("people", _("Buying centre"), f"{address}people/"),
        ("details", pgettext("of a customer", "Details"), f"{address}details/"),
        ("files", _("Files"), f"{address}files/"),
    )
    return [{"label": label, "href": href, "current": key == current} for key, label, href in tabs]


def fields_of(frame: Framed, *names: str) -> list[dict[str, Any]]:
    """Those of these fields that the reader gets: with their value, and where it is edited in place."""
    by_name = {f.name: f for f in frame.resource.fields}
    shown = []
    for f in (by_name[name] for name in names if name in by_name):
        value = frame.row[f.name]
        text = cells.value_text(f, value)
        if not text and not frame.may_edit:
            continue
        shown.append(
            {
                "name": f.name,
                "label": f.label,
                "value": text,
                "html": cells.value_html(f, value),
                "link": cells.value_html(f, value) if f.kind in cells.LINKS else "",
                "id": f"field-{f.name}",
                "href": f"/customers/{frame.row.key}/field/{f.name}/" if frame.may_edit and f.edited else "",
            }
        )
    return shown
