"""When somebody who logs a contact is asked for a total: where it is unknown, stale or in conflict, once a month."""

from datetime import datetime
from typing import Final

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass, Level
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.ledger.resources import TOTALS
from guanxi.lifecycle.vocabulary import FLAGS, SHARE_UNKNOWN, STALE_TOTAL, TOTAL_CONFLICT
from guanxi.records.visits import note_visit, visited_since
from guanxi.relationships.resources import ASSESSMENTS

_DOUBTFUL: Final = SHARE_UNKNOWN | STALE_TOTAL | TOTAL_CONFLICT
_KEYS: Final = frozenset(word.key for bit, word in enumerate(FLAGS) if 1 << bit & _DOUBTFUL)


def asks_total(actor: Actor, customer: int, *, on: datetime) -> bool:
    start = actor.reads_from(FieldClass.MONEY)
    if start is None or actor.viewed_by is not None or level_on(actor, customer) < max(start, Level.EDIT):
        return False
    rows = view(actor, ASSESSMENTS).of_customer(customer).filter("category", "empty").only("flags").all(1)
    if not rows or not _KEYS & set((rows[0]["flags"] or "").split("|")):
        return False
    return not visited_since(TOTALS, customer, on.replace(day=1, hour=0, minute=0, second=0, microsecond=0))


def note_asked(actor: Actor, customer: int, *, on: datetime) -> None:
    """Whether he knew it or passed over it: this month nobody is asked again."""
    note_visit(actor, TOTALS, customer, on=on)
