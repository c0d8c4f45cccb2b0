"""The tabs above a list: those that come with the page, and the views that people saved."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from guanxi.access.actors import Actor
from guanxi.access.resources import Resource
from guanxi.customers.resources import CUSTOMERS
from guanxi.records.views import ListView, saved_views
from guanxi.web.lists import Asked


def views_of(actor: Actor, resource: Resource) -> list[ListView]:
    """The saved views of a list, read once for tabs and sidebar, which shows those of the portfolio."""
    held: dict[str, list[ListView]] = actor.remembered.setdefault("saved_views", {})
    if resource.name not in held:
        held.update(saved_views(actor, *{one.name: one for one in (CUSTOMERS, resource)}.values()))
    return held[resource.name]


def query_of(held: ListView) -> str:
    """The query string of a saved view, with its columns."""
    columns = urlencode({"columns": ",".join(held.columns)}) if held.columns else ""
    return "&".join(part for part in (held.query, columns) if part)


def tabs_with_saved(
    actor: Actor, resource: Resource, asked: Asked, ready: Sequence[tuple[str, str]]
) -> list[dict[str, Any]]:
    """``ready`` holds (label, query string) of the tabs that ship; the current one is the one whose address this is."""
    shown = [(label, query, "") for label, query in ready]
    shown += [
        (one.name, query_of(one), f"/views/{one.key}/?list={resource.name}" if one.is_own else "")
        for one in views_of(actor, resource)
    ]
    held = _parsed(asked.query_string)
    tabs = [
        {
            "label": label,
            "href": f"{asked.path}?{query}" if query else asked.path,
            "current": held == _parsed(query),
            "change_href": change,
        }
        for label, query, change in shown
    ]
    # Two of the same address are not both where one is.
    first = next((tab for tab in tabs if tab["current"]), None)
    return [tab | {"current": tab is first} for tab in tabs]


def new_view_href(resource: Resource, asked: Asked) -> str:
    """Where the list is saved as it stands; empty for the list as it comes."""
    return f"/views/{resource.name}/new/?query={quote(asked.query_string)}" if asked.query_string else ""


def _parsed(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)
