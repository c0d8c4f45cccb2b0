"""Where a customer stands as a whole, kept beside it because lists filter and sort by it; written by who judges."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Final, NamedTuple

from guanxi.customers.standing_words import NO_SIGNAL, STANDING_COLUMNS, UNKNOWN_SHARE, Band, Direction
from guanxi.database.fetching import fetch, marks
from guanxi.lifecycle.vocabulary import STAGES


class Standing(NamedTuple):
    """In the order of ``STANDING_COLUMNS``."""

    stage: str
    stage_order: int
    band: str
    direction: str
    signal: str
    signal_order: int
    share: float
    ours_12: int
    delta_12: int


# Before the first fact a customer stands where everybody begins.
AT_FIRST: Final = Standing(
    STAGES[0].key, 1, Band.NONE.value, Direction.STEADY.value, "", NO_SIGNAL, UNKNOWN_SHARE, 0, 0
)  # fmt: skip
_INDEXED: Final = tuple(
    STANDING_COLUMNS.index(name) for name in ("stage_order", "signal_order", "share", "ours_12", "delta_12")
)
_PLAIN: Final = tuple(place for place in range(len(STANDING_COLUMNS)) if place not in _INDEXED)
_plain: Final = itemgetter(*_PLAIN)


class Held(NamedTuple):
    """``judged``: how often the customer was judged."""

    judged: int
    standing: Standing


def held_standings(customers: Sequence[int]) -> dict[int, Held]:
    rows = fetch(
        f"SELECT id, judged, {', '.join(STANDING_COLUMNS)} FROM customers_customer WHERE id IN ({marks(customers)})",
        customers,
    )
    return {key: Held(judged, Standing(*columns)) for key, judged, *columns in rows}


def changed_standing(customer: int, held: Standing, new: Standing) -> tuple[str, tuple[Any, ...]] | None:
    """The statement that makes one the other, with its values; None where nothing differs.

    It follows from the facts and is written without change record or version; the version of the Summary rises only
    with what the Summary shows.
    """
    if held == new:
        return None
    shown = (held.stage, held.band, held.direction) != (new.stage, new.band, new.direction)
    differ = tuple(place for place in _INDEXED if held[place] != new[place])
    return _update(differ, shown), (*_plain(new), *(new[place] for place in differ), customer)


@cache
def _update(differ: tuple[int, ...], shown: bool) -> str:
    """A database writes the index of every column that it is told, changed or not: those that differ are told."""
    sets = [f"{STANDING_COLUMNS[place]} = %s" for place in (*_PLAIN, *differ)]
    if shown:
        sets.append("summary_version = summary_version + 1")
    return f"UPDATE customers_customer SET {', '.join(sets)} WHERE id = %s"


def count_judging(customers: Iterable[int], held: Mapping[int, Held]) -> bool:
    """Notes, in the transaction that keeps what came of it, that these customers were judged; whether nobody else
    judged them since ``held`` was read. Until the transaction ends nobody does.
    """
    known = {customer: held[customer].judged + 1 for customer in customers if customer in held}
    rows = fetch(
        f"UPDATE customers_customer SET judged = judged + 1 WHERE id IN ({marks(known)}) RETURNING id, judged",
        list(known),
    )
    return dict(rows) == known
