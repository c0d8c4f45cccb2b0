"""What somebody filled in, as values that may be stored."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from guanxi.access import values
from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.errors import Invalid


def accepted(
    actor: Actor, resource: Resource, raw: Mapping[str, object], *, creating: bool = False
) -> dict[str, Any]:  # fmt: skip
    """The stored values by field name. Only fields that the writer may read exist for him.

    Raises UnknownField for any other name, Invalid with all sentences at once; ``creating`` asks for what is required.
    """
    open_to_him = view(actor, resource).resource
    given = dict(raw)
    for name in given:
        if not open_to_him.field(name).edited:
            raise Invalid({name: _("This is not filled in by hand.")})
    if creating:
        given.update({f.name: "" for f in open_to_him.fields if f.required and f.edited and f.name not in given})
    return values.parse_all(tuple(f for f in open_to_him.fields if f.edited), given, actor)
