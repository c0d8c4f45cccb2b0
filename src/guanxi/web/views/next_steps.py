"""What comes next with each of some customers: the open task that is due first."""

from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from guanxi.access.actors import Actor
from guanxi.activities.queries import open_tasks

_MOST: Final = 1000


def next_steps(actor: Actor, customers: Sequence[int]) -> dict[int, str]:
    """The title of it by customer; one statement."""
    if not customers:
        return {}
    rows = (
        open_tasks(actor, on=timezone.now()).of_customer(*customers).only("title", "customer").order("due").all(_MOST)
    )
    found: dict[int, str] = {}
    for row in rows:
        if row["customer"] is not None:
            found.setdefault(row["customer"].key, row["title"])
    return found
