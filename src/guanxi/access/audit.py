"""The trail for auditors: sign-ins, rights, exports, records opened, views as a colleague.

Append-only; it holds keys and no names.
"""

from datetime import datetime
from typing import Any

from guanxi.access.actors import Actor
from guanxi.access.models import AuditEvent, ReadMark
from guanxi.access.resources import Resource


def record_event(
    kind: str, *, on: datetime, channel: str, actor: Actor | None = None, user: int | None = None,
    resource: str = "", record: int | None = None, **details: Any,
) -> None:  # fmt: skip
    """Adds a line. ``details`` must hold no personal data: keys, counts, field names."""
    who = (actor.viewed_by or actor.user_id) if actor is not None else user
    AuditEvent.objects.create(
        at=on,
        actor_id=who or None,
        as_user_id=actor.user_id if actor is not None and actor.viewed_by else None,
        kind=kind,
        channel=channel,
        resource=resource,
        record=record,
        details=details,
    )


def note_opened(actor: Actor, resource: Resource, record: int, *, on: datetime, channel: str) -> None:
    """One line for each actor, record and hour, written by the first opening in that hour."""
    if not resource.audited or not actor.user_id:
        return
    seen: dict[str, Any] = {
        "actor_id": actor.viewed_by or actor.user_id, "eyes": actor.user_id if actor.viewed_by else 0,
        "resource": resource.name, "record": record, "hour": on.replace(minute=0, second=0, microsecond=0),
    }  # fmt: skip
    if ReadMark.objects.filter(**seen).exists():
        return
    _mark, first = ReadMark.objects.get_or_create(**seen)
    if first:
        record_event("opened", on=on, channel=channel, actor=actor, resource=resource.name, record=record)
