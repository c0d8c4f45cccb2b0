"""What was typed into a field with suggestions without choosing one of them, as it is sent where scripts are off."""

from collections.abc import Mapping

from django.http import QueryDict

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.directory import USERS
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource

_MOST = 500


def looked_up(actor: Actor, sent: QueryDict, fields: Mapping[str, Resource]) -> QueryDict:
    """What was sent, with the key of the one record that has the typed name; of none or several the field complains."""
    found = sent.copy()
    for name, resource in fields.items():
        typed = sent.get(f"{name}_text", "").replace("\0", "").strip()[:200]
        if typed and not sent.get(name):
            named = _named(actor, resource, typed)
            if len(named) == 1:
                found[name] = str(named[0].key)
    return found


def _named(actor: Actor, resource: Resource, typed: str) -> list[Row]:
    query = view(actor, resource).only(resource.title)
    rows = query.all(_MOST) if resource is USERS else query.best(typed, 8)
    wanted = text.search_key(typed)
    same = [row for row in rows if text.search_key(str(row[resource.title])) == wanted]
    return same or [row for row in rows if text.search_key(str(row[resource.title])).startswith(wanted)]
