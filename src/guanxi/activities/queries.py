"""What one reads of activities: the timeline of a customer, the day of one of us, what he must be told."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, Value
from django.utils import timezone

from guanxi.access.actors import Actor
from guanxi.access.reading import Query, Reference, Row, view
from guanxi.access.resources import Resource
from guanxi.activities import moments
from guanxi.activities.models import Notification, NotificationKind, Task
from guanxi.activities.resources import ACCESS_REQUESTS, ACTIVITIES, NOTIFICATIONS, TASKS, TIMELINE
from guanxi.customers.groups import descendants
from guanxi.customers.resources import CUSTOMERS, SUMMARIES

# Counts of the sidebar stop here.
MOST_COUNTED = 99
_MOST_SUBSIDIARIES = 200

# What a line of the timeline shows of its record, by resource. Subjects above add theirs.
TIMELINE_SOURCES: dict[str, tuple[Resource, tuple[str, ...]]] = {
    "activities": (
        ACTIVITIES,
        (
            "subject", "kind", "exchange_kind", "direction", "at", "wall_time", "time_zone", "minutes", "body",
            "we_learned", "they_learned", "customer_took_part", "department", "author", "users", "people",
        ),
    ),
    "tasks": (TASKS, ("title", "notes", "due", "owner", "department", "done", "done_by", "created_by")),
}  # fmt: skip
# Records that a notification can be about, besides those of the timeline.
_TITLED: dict[str, tuple[Resource, tuple[str, ...]]] = {
    "customers": (CUSTOMERS, ("name",)),
    "access_requests": (ACCESS_REQUESTS, ("reason",)),
}


# ---- the timeline ----


@dataclass(frozen=True)
class TimelineLine:
    """One line: when, of what kind, whose; ``row`` holds what its reader may read of the record."""

    key: int
    at: datetime
    kind: str
    customer: Reference
    department: Reference | None
    author: Reference | None
    resource: str
    record: int
    row: Row
    title: str
    is_ahead: bool


@dataclass(frozen=True)
class TimelinePage:
    lines: Sequence[TimelineLine]
    next: str | None = None
    previous: str | None = None


def timeline(
    actor: Actor, customer: int, *, on: datetime, departments: Sequence[int] = (), kinds: Sequence[str] = (),
    subsidiaries: bool = False, after: str = "", size: int = 30,
) -> TimelinePage:  # fmt: skip
    """What happened with a customer, the newest first, of all departments or some, with its subsidiaries on request.

    Always the same few statements: one for the lines, one for the records of each kind of record and one for each of
    their fields with several values.
    """
    customers = [customer, *(descendants(customer)[:_MOST_SUBSIDIARIES] if subsidiaries else ())]
    lines = view(actor, TIMELINE, on=on).of_customer(*customers)
    lines = lines.one_of("department", [str(key) for key in departments]).one_of("kind", list(kinds))
    page = lines.after(after).page(size)
    rows = _rows(actor, ((row["resource"], row["record"]) for row in page.rows), on=on)
    return TimelinePage(
        [
            _line(row, rows[row["resource"], row["record"]], on)
            for row in page.rows
            if (row["resource"], row["record"]) in rows
        ],
        page.next,
        page.previous,
    )


def _line(line: Row, row: Row, on: datetime) -> TimelineLine:
    resource = TIMELINE_SOURCES[line["resource"]][0]
    return TimelineLine(
        line.key, line["at"], line["kind"], line["customer"], line["department"], line["author"], line["resource"],
        line["record"], row, str(row.get(resource.title) or ""), line["at"] > on,
    )  # fmt: skip


def _rows(
    actor: Actor, wanted: Iterable[tuple[str, int]], *, on: datetime, titles_only: bool = False
) -> dict[tuple[str, int], Row]:
    """The records as their reader gets them, those that he does not get left out; one statement a resource."""
    keys: dict[str, list[int]] = {}
    for resource, record in wanted:
        if record is not None:
            keys.setdefault(resource, []).append(record)
    found: dict[tuple[str, int], Row] = {}
    for name, records in keys.items():
        source = TIMELINE_SOURCES.get(name) or _TITLED.get(name)
        if source is None:
            continue
        query = view(actor, source[0], on=on)
        readable = {f.name for f in query.resource.fields}
        shown = [f for f in ((source[0].title,) if titles_only else source[1]) if f in readable]
        for row in query.only(*shown).among(records).all(len(records)):
            found[name, row.key] = row
    return found


# ---- the day ----


@dataclass(frozen=True)
class TaskLine:
    row: Row
    is_overdue: bool


@dataclass(frozen=True)
class Notified:
    """A notification with the title of what it is about, "" where its reader may no longer see that."""

    row: Row
    title: str
    is_open: bool


@dataclass(frozen=True)
class AccessAsked:
    """A request that waits for this reader."""

    row: Row
    customer: str


@dataclass(frozen=True)
class Today:
    """What one of us has before him on a day."""

    day: date
    overdue: Sequence[TaskLine] = ()
    due: Sequence[TaskLine] = ()
    waiting: Sequence[TaskLine] = ()
    meetings_today: Sequence[Row] = ()
    meetings_tomorrow: Sequence[Row] = ()
    mentions: Sequence[Notified] = ()
    requests: Sequence[AccessAsked] = ()

    @property
    def is_empty(self) -> bool:
        return not any(
            (self.overdue, self.due, self.waiting, self.meetings_today, self.meetings_tomorrow, self.mentions,
             self.requests)
        )  # fmt: skip


def today(actor: Actor, *, on: datetime, most: int = 50) -> Today:
    """Tasks that are overdue or due, those that wait in his departments, meetings, mentions, requests for access."""
    day = moments.day_of(on, actor.time_zone)
    own, waiting = _due_and_waiting(actor, day, on=on, most=most)
    meetings = _meetings(actor, day, on=on, most=most)
    return Today(
        day,
        overdue=[line for line in own if line.is_overdue],
        due=[line for line in own if not line.is_overdue],
        waiting=waiting,
        meetings_today=[row for row in meetings if moments.day_of(row["at"], actor.time_zone) == day],
        meetings_tomorrow=[row for row in meetings if moments.day_of(row["at"], actor.time_zone) != day],
        mentions=notifications(actor, on=on, kinds=(NotificationKind.MENTION,), unread=True, size=most)[0],
        requests=requests_for(actor, on=on, most=most),
    )


def _due_and_waiting(
    actor: Actor, day: date, *, on: datetime, most: int
) -> tuple[list[TaskLine], list[TaskLine]]:  # fmt: skip
    """His own tasks that are due, and those that wait in his departments for somebody to take them; one statement."""
    due = Q(owner=actor.user_id, due__lte=day)
    queued = Q(owner=None, department__in=sorted(actor.departments))
    rows = open_tasks(actor, on=on).among(Task.objects.filter(due | queued).values("pk")).order("due").all(4 * most)
    lines = [task_line(actor, row, on=on) for row in rows]
    own = [line for line in lines if line.row["owner"] is not None]
    return own[:most], [line for line in lines if line.row["owner"] is None][:most]


def open_tasks(actor: Actor, *, on: datetime) -> Query:
    """Open tasks that he may see; narrow it further, as with ``filter("owner", "is", "me")``."""
    return view(actor, TASKS, on=on).filter("done", "empty")


def _due(actor: Actor, day: date, *, on: datetime) -> Query:
    return open_tasks(actor, on=on).filter("due", "before", (day + timedelta(days=1)).isoformat()).order("due")


def task_line(actor: Actor, row: Row, *, on: datetime) -> TaskLine:
    """A task and whether its time is over; done tasks are never overdue."""
    overdue = row.get("done") is None and moments.is_overdue(
        row["due"], row.get("due_time") or "", row.get("time_zone") or "", now=on, reader_zone=actor.time_zone
    )
    return TaskLine(row, overdue)


def given_tasks(actor: Actor, *, on: datetime, most: int = 50) -> list[TaskLine]:
    """Open tasks that he gave to somebody else: what he waits for, the first due first."""
    given = open_tasks(actor, on=on).filter("created_by", "is", "me").filter("owner", "not", "me")
    return [task_line(actor, row, on=on) for row in given.order("due").all(most)]


def tasks_of_customer(actor: Actor, customer: int, *, on: datetime, most: int = 50) -> list[TaskLine]:
    """The open tasks of a customer, the first due first."""
    rows = open_tasks(actor, on=on).of_customer(customer).order("due").all(most)
    return [task_line(actor, row, on=on) for row in rows]


def _meetings(actor: Actor, day: date, *, on: datetime, most: int) -> list[Row]:
    """What was fixed beforehand for this day and the next one, in which he takes part; by time."""
    ahead = view(actor, ACTIVITIES, on=on).filter("users", "is", "me").filter("wall_time", "empty", "no")
    with timezone.override(actor.time_zone):
        ahead = ahead.filter("at", "after", (day - timedelta(days=1)).isoformat())
        ahead = ahead.filter("at", "before", (day + timedelta(days=2)).isoformat())
    return ahead.only("subject", "customer", "at", "minutes").order("at").all(most)


def requests_for(actor: Actor, *, on: datetime, most: int = 50) -> list[AccessAsked]:
    """Requests for access that he was told of and that nobody has decided."""
    told = view(actor, NOTIFICATIONS, on=on).filter("kind", "is", NotificationKind.ACCESS_REQUEST).subquery()
    records = Notification.objects.filter(pk__in=told).values("record")
    rows = view(actor, ACCESS_REQUESTS, on=on).among(records).all(most)
    names = customer_names(actor, (row["customer"] for row in rows), on=on)
    return [AccessAsked(row, names[row["customer"]]) for row in rows if row["customer"] in names]


def customer_names(actor: Actor, customers: Iterable[int], *, on: datetime) -> Mapping[int, str]:
    """The names of those customers that he may know of."""
    keys = list(dict.fromkeys(customers))
    rows = view(actor, SUMMARIES, on=on).only("name").among(keys).all(len(keys)) if keys else []
    return {row.key: row["name"] for row in rows}


# ---- what he must be told ----


def notifications(
    actor: Actor, *, on: datetime, kinds: Sequence[str] = (), unread: bool = False, after: str = "", size: int = 50
) -> tuple[list[Notified], str | None]:
    """A page of them, the newest first, and the cursor of the next one."""
    query = view(actor, NOTIFICATIONS, on=on).one_of("kind", list(kinds))
    if unread:
        query = query.filter("read", "empty")
    page = query.after(after).page(size)
    rows = _rows(actor, ((row["resource"], row["record"]) for row in page.rows), on=on, titles_only=True)
    found = []
    for row in page.rows:
        about = rows.get((row["resource"], row["record"]))
        source = TIMELINE_SOURCES.get(row["resource"]) or _TITLED.get(row["resource"])
        title = str(about.get(source[0].title) or "") if about is not None and source is not None else ""
        found.append(Notified(row, title, about is not None))
    return found, page.next


@dataclass(frozen=True)
class SidebarCounts:
    """Numbers beside the entries of the sidebar, at most one more than is shown ("99+")."""

    tasks: int = 0
    notifications: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)


def _count_each(*queries: Query) -> list[int]:
    """How many each of them finds, at most one more than is told, in one statement for all."""
    marks = []
    for place, query in enumerate(queries):
        keys = query.subquery()[: MOST_COUNTED + 1]
        held = query.resource.model_class._default_manager.filter(pk__in=keys).order_by()
        marks.append(held.annotate(place=Value(place)).values_list("place", flat=True))
    found = Counter(marks[0].union(*marks[1:], all=True))
    return [found[place] for place in range(len(queries))]


def sidebar_counts(actor: Actor, *, on: datetime) -> SidebarCounts:
    """His tasks that are overdue or due, and what he has not read; one statement."""
    day = moments.day_of(on, actor.time_zone)
    due = _due(actor, day, on=on).filter("owner", "is", "me")
    tasks, unread = _count_each(due, view(actor, NOTIFICATIONS, on=on).filter("read", "empty"))
    labels = {
        name: "" if not count else f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)
        for name, count in (("tasks", tasks), ("notifications", unread))
    }
    return SidebarCounts(tasks, unread, labels)
