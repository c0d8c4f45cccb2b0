"""What a digest tells: what changed for one of us since his last one, with the rights that he has now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.utils import timezone

from guanxi.access.actors import Actor
from guanxi.access.reading import Query, Row, view
from guanxi.activities import queries as activities
from guanxi.activities.queries import Notified, TaskLine
from guanxi.plans.resources import REPAIRS, RUNNING_PLAYS
from guanxi.relationships.migration import Migration, last_month_end, migration
from guanxi.relationships.news import Move, between, followed_customers, moves_found, reads_business, signals_found

QUARTER: Final = 3
# A moment is that at which the work began: what a long judging or a request found is there a while later. So each mail
# ends that much before it goes, and the next one begins there.
JUDGED: Final = timedelta(hours=1)
WRITTEN: Final = timedelta(minutes=1)
_MOST: Final = 200


@dataclass(frozen=True)
class Daily:
    """``tasks`` are all that are due or overdue; they are no reason for a mail unless one of them ``fell_due``."""

    signals: Sequence[Row] = ()
    plays: Sequence[Row] = ()
    opened: Sequence[Row] = ()
    closed: Sequence[Row] = ()
    tasks: Sequence[TaskLine] = ()
    fell_due: bool = False
    notified: Sequence[Notified] = ()

    @property
    def is_news(self) -> bool:
        return self.fell_due or any((self.signals, self.plays, self.opened, self.closed, self.notified))


@dataclass(frozen=True)
class Weekly:
    """``figures`` are those of the page of the management, for the quarter up to the last month-end."""

    moves: Sequence[Move] = ()
    signals: Sequence[Row] = ()
    opened: Sequence[Row] = ()
    closed: Sequence[Row] = ()
    figures: Migration | None = None

    @property
    def is_news(self) -> bool:
        return any((self.moves, self.signals, self.opened, self.closed))


class Window(NamedTuple):
    """After ``since``, and not after ``on``."""

    since: datetime
    on: datetime

    def before(self, lag: timedelta) -> "Window":
        return Window(self.since - lag, self.on - lag)


def daily(actor: Actor, *, since: datetime, on: datetime, muted: Collection[str] = ()) -> Daily:
    """In the time zone in force, which must be the reader's. ``muted``: parts that he does not want."""
    window = Window(since, on)
    judged = window.before(JUDGED)
    plays: list[Row] = []
    opened: list[Row] = []
    closed: list[Row] = []
    if "plays" not in muted and reads_business(actor):
        proposed = view(actor, RUNNING_PLAYS).filter("state", "is", "proposed").filter("proposed_to", "is", "me")
        plays = between(proposed, "proposed_at", *judged)
        opened, closed = _repairs(_followed_repairs(actor), judged)
    signals = [] if "signals" in muted else signals_found(actor, since=judged.since, on=judged.on, followed=True)
    tasks, fell_due = ([], False) if "tasks" in muted else _tasks(actor, window)
    notified = [] if "notifications" in muted else _notified(actor, window)
    return Daily(signals, plays, opened, closed, tasks, fell_due, notified)


def weekly(actor: Actor, *, since: datetime, on: datetime) -> Weekly:
    judged = Window(since, on).before(JUDGED)
    opened, closed = _repairs([view(actor, REPAIRS)], judged) if reads_business(actor) else ([], [])
    moves = moves_found(actor, since=judged.since, on=judged.on)
    signals = signals_found(actor, since=judged.since, on=judged.on, followed=False)
    found = Weekly(moves, signals, opened, closed)
    if not found.is_news:
        return found
    last = last_month_end(on)
    figures = migration(actor, first=last - QUARTER, last=last, on=on)
    return Weekly(moves, signals, opened, closed, figures)


def _followed_repairs(actor: Actor) -> list[Query]:
    repairs = view(actor, REPAIRS)
    return [repairs.of_customers_in(followed_customers(actor)), repairs.filter("owner", "is", "me")]


def _repairs(queries: Sequence[Query], window: Window) -> tuple[list[Row], list[Row]]:
    """Those that were opened and go on, and those that were closed; the newest first."""
    opened, closed = (
        {row.key: row for query in queries for row in between(query, name, *window)}
        for name in ("proposed_at", "closed_at")
    )
    going_on = [row for key, row in opened.items() if row["closed_at"] is None]
    return going_on, list(closed.values())


def _tasks(actor: Actor, window: Window) -> tuple[list[TaskLine], bool]:
    """A task counts as a change once: in the first mail from its day on."""
    day, last_told = (timezone.localtime(at).date() for at in (window.on, window.since))
    query = activities.open_tasks(actor, on=window.on).filter("owner", "is", "me").order("due")
    rows = query.filter("due", "before", (day + timedelta(days=1)).isoformat()).all(_MOST)
    lines = [activities.task_line(actor, row, on=window.on) for row in rows]
    return lines, any(row["due"] == day or row["due"] > last_told for row in rows)


def _notified(actor: Actor, window: Window) -> list[Notified]:
    lines, _following = activities.notifications(actor, on=window.on, unread=True, size=_MOST)
    written = window.before(WRITTEN)
    return [line for line in lines if written.since < line.row["at"] <= written.on]
