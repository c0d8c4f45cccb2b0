"""The address of a record, for links in lists, timelines, notifications and the palette."""

from collections.abc import Callable

_PAGES: dict[str, Callable[[int], str]] = {
    "customers": lambda key: f"/customers/{key}/",
    "summaries": lambda key: f"/summaries/{key}/",
    "people": lambda key: f"/people/{key}/",
    "tasks": lambda key: f"/tasks/{key}/",
    "activities": lambda key: f"/activities/{key}/",
    "conflicts": lambda key: f"/dialogue/conflicts/{key}/",
    "needs": lambda key: f"/dialogue/needs/{key}/edit/",
    "commitments": lambda key: f"/dialogue/promises/{key}/edit/",
    "files": lambda key: f"/files/{key}/",
    "users": lambda key: f"/settings/users/{key}/",
    "teams": lambda key: f"/settings/teams/{key}/",
    "departments": lambda key: f"/settings/departments/{key}/",
}


def address_of(resource: str, key: int) -> str:
    """Empty for a resource whose records have no page."""
    page = _PAGES.get(resource)
    return page(key) if page else ""
