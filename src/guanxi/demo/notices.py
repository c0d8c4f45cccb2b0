"""What the application tells each of us: who mentioned him, gave him work, asked him for access."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from guanxi.demo.history import Activity, Task
from guanxi.demo.sharing import AccessRequest

# Unread are the newest of each of us, unless they are old.
_UNREAD_MENTIONS: Final = 2
_OLD: Final = 21


@dataclass(frozen=True, slots=True)
class Notification:
    """Tells ``login`` of an activity or a task by its key, of a request by its customer."""

    login: str
    kind: str  # mention, assigned, request
    about: str
    by: str
    on: date
    read: bool


def notifications(
    today: date,
    owners: dict[str, str],
    activities: Sequence[Activity],
    tasks: Iterable[Task],
    requests: Iterable[AccessRequest],
) -> tuple[Notification, ...]:
    told: list[Notification] = []
    mentioned: Counter[str] = Counter()
    for activity in reversed(activities):
        for login in activity.mentions:
            mentioned[login] += 1
            old = (today - activity.at.date()).days > _OLD
            read = old or mentioned[login] > _UNREAD_MENTIONS
            told.append(Notification(login, "mention", activity.key, activity.author, activity.at.date(), read))
    for task in tasks:
        if task.owner not in ("", task.by):
            recent = task.done is None and (today - task.opened.date()).days < 5
            told.append(Notification(task.owner, "assigned", task.key, task.by, task.opened.date(), not recent))
    for request in requests:
        told.append(
            Notification(owners[request.customer], "request", request.customer, request.by, request.asked, False)
        )
    return tuple(sorted(told, key=lambda note: (note.on, note.login, note.kind, note.about)))
