"""What somebody opened last, for the palette: his own trace, in nobody's log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from guanxi.access.actors import Actor
from guanxi.access.reading import Row, view
from guanxi.access.resources import Resource
from guanxi.records.models import Visit

KEPT = 100
# Who goes back and forth between two pages need not be written down each time.
_FRESH = timedelta(minutes=1)


@dataclass(frozen=True)
class Visited:
    """A record that was opened lately, as its reader gets it now."""

    resource: Resource
    row: Row
    at: datetime

    @property
    def title(self) -> str:
        return str(self.row.get(self.resource.title) or "")


def note_visit(actor: Actor, resource: Resource, record: int, *, on: datetime) -> None:
    """Remembers that he opened it: one look-up, and at most one write a minute and record.

    Who looks through a colleague's eyes leaves no trace among the colleague's own.
    """
    if not actor.user_id or actor.viewed_by is not None:
        return
    visits = Visit.objects.filter(user=actor.user_id, resource=resource.name, record=record)
    last = visits.values_list("at", flat=True).first()
    if last is not None:
        if on - last >= _FRESH:
            visits.update(at=on)
        return
    Visit.objects.bulk_create(
        [Visit(user_id=actor.user_id, resource=resource.name, record=record, at=on)],
        update_conflicts=True, unique_fields=["user", "resource", "record"], update_fields=["at"],
    )  # fmt: skip


def visited_since(resource: Resource, record: int, since: datetime) -> bool:
    """By anybody of us."""
    return Visit.objects.filter(resource=resource.name, record=record, at__gte=since).exists()


def forget_old_visits() -> None:
    """Of each of us only the newest are kept."""
    many = Visit.objects.values("user").annotate(number=Count("pk")).filter(number__gt=KEPT)
    for user in many.values_list("user", flat=True):
        own = Visit.objects.filter(user=user)
        oldest_kept = own.order_by("-at", "-id").values_list("at", flat=True)[KEPT - 1]
        own.filter(at__lt=oldest_kept).delete()


def last_visited(actor: Actor, resources: Sequence[Resource], *, most: int = 8) -> list[Visited]:
    """The newest first, of these resources, those that he may still see: one statement, and one a resource."""
    by_name: Mapping[str, Resource] = {resource.name: resource for resource in resources}
    lines = list(
        Visit.objects.filter(user=actor.user_id, resource__in=by_name)
        .order_by("-at", "-id")
        .values_list("resource", "record", "at")[: most * 3]
    )
    rows: dict[tuple[str, int], Row] = {}
    for name in dict.fromkeys(line[0] for line in lines):
        resource = by_name[name]
        keys = [record for held, record, _at in lines if held == name]
        query = view(actor, resource)
        if resource.title in {f.name for f in query.resource.fields}:
            rows.update({(name, row.key): row for row in query.only(resource.title).among(keys).all()})
    return [Visited(by_name[name], rows[name, record], at) for name, record, at in lines if (name, record) in rows][
        :most
    ]
