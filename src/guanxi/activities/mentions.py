"""Who is named in a text with @, and telling him."""

import re
from collections.abc import Iterable

from guanxi.access.actors import load_actor
from guanxi.access.directory import USERS
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.access.writing import Work
from guanxi.activities.models import Notification, NotificationKind

MOST = 30
# What stands before the sign must not be a part of a mail address; Chinese has no space there.
_SIGN = r"(?<![0-9A-Za-z_.@+-])[@＠]"
_TOKEN = re.compile(_SIGN + r"([A-Za-z0-9][A-Za-z0-9._-]{0,149})")
_BEGUN = re.compile(_SIGN + r"([A-Za-z0-9._-]{0,149})$")


def begun_in(text: str) -> str | None:
    """What was typed of a user name after an @ at the end of a text, "" right after the sign; None where none is."""
    match = _BEGUN.search(text)
    return match[1] if match else None


def names_in(*texts: str) -> tuple[str, ...]:
    """The user names after an @ in these texts, each once; a full stop at the end belongs to the sentence."""
    found: dict[str, None] = {}
    for text in texts:
        for match in _TOKEN.finditer(text):
            name = match[1].rstrip("._-").casefold()
            if name:
                found.setdefault(name)
    return tuple(found)[:MOST]


def mentioned(work: Work, *texts: str, picked: Iterable[int] = ()) -> set[int]:
    """The keys of active users who are named in the texts or were picked from the list; the writer is not one."""
    names = names_in(*texts)
    found: set[int] = set()
    users = view(work.actor, USERS, on=work.now).only("username").filter("is_active", "is", "yes")
    if names:
        found.update(row.key for row in users.one_of("username", names).all())
    keys = list(dict.fromkeys(picked))[:MOST]
    if keys:
        found.update(row.key for row in users.among(keys).all())
    return found - {work.actor.user_id}


def tell(
    work: Work, kind: NotificationKind, users: Iterable[int], *, resource: Resource, record: int, customer: int | None
) -> None:
    """Notifies those who may see the record, as it is now; nobody learns who may not."""
    for user in sorted(users):
        if view(load_actor(user), resource, on=work.now).among([record]).exists():
            work.create(
                Notification(
                    recipient_id=user, kind=kind, customer_id=customer, resource=resource.name, record=record,
                    actor_id=work.actor.user_id or None, at=work.now, created_at=work.now,
                ),
                customer=customer,
            )  # fmt: skip
