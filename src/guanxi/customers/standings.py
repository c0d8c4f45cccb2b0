"""Where a customer stands as a whole, kept beside it because lists filter and sort by it; written by who judges."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.db import connection

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


def set_standings(standings: Mapping[int, Standing]) -> int:
    """Stores where customers stand; returns how many differed.

    It follows from the facts and is written without change record or version; the version of the Summary rises only
    with what the Summary shows.
    """
    rows = fetch(
        f"SELECT id, {', '.join(STANDING_COLUMNS)} FROM customers_customer WHERE id IN ({marks(standings)})",
        list(standings),
    )
    changed = []
    for key, *held in rows:
        new = standings[key]
        if tuple(held) != new:
            shown = tuple(held[index] for index in (0, 2, 3)) != (new.stage, new.band, new.direction)
            changed.append((*new, int(shown), key))
    if changed:
        columns = ", ".join(f"{name} = %s" for name in STANDING_COLUMNS)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE customers_customer SET {columns}, summary_version = summary_version + %s WHERE id = %s",
                changed,
            )
    return len(changed)
