"""What is shown of activities, tasks, the timeline and notifications, and to whom."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass, Level
from guanxi.access.policy import ceiling, customers_at
from guanxi.access.resources import Field, Kind, Many, OpenResource, Resource
from guanxi.activities import derived
from guanxi.activities.models import (
    NEVER,
    ActivityKind,
    Direction,
    ExchangeKind,
    NotificationKind,
    Priority,
    Recurrence,
)

_S = FieldClass.SUMMARY
_B = FieldClass.BUSINESS
_P = FieldClass.PERSONAL
_T = FieldClass.FREE_TEXT

_CUSTOMER = Field(
    "customer", _("Customer"), Kind.REFERENCE, _S,
    path="customer_id", label_path="customer__name", target="customers", required=True, imported=True,
)  # fmt: skip
_REMOVED = (
    Field("removed", _("Put into the bin"), Kind.DATETIME, _B, path="removed_at", sort="removed_at"),
    Field(
        "removed_by", _("By"), Kind.REFERENCE, _B, path="removed_by_id", label_path="removed_by__name", target="users"
    ),
)

ACTIVITIES = Resource(
    name="activities",
    model="activities.Activity",
    label=_("Activity"),
    plural=_("Activities"),
    row_class=_T,
    customer="customer",
    author="author",
    where={"removed_at": None},
    order="-at",
    title="subject",
    settle=derived.settle_activities,
    fields=(
        Field(
            "subject", pgettext_lazy("activity", "Subject"), Kind.TEXT, _T,
            path="text__subject", searched=True, edited=True, required=True, imported=True,
        ),
        _CUSTOMER,
        Field(
            "kind", pgettext_lazy("activity", "Kind"), Kind.CHOICE, _B,
            choices=tuple(ActivityKind.choices), edited=True, required=True, imported=True,
        ),
        Field(
            "exchange_kind", _("Kind of exchange"), Kind.CHOICE, _B,
            choices=tuple(ExchangeKind.choices), edited=True, imported=True,
        ),
        Field(
            "direction", pgettext_lazy("activity", "Direction"), Kind.CHOICE, _B,
            choices=tuple(Direction.choices), edited=True, imported=True,
        ),
        Field(
            "at", pgettext_lazy("activity", "When"), Kind.DATETIME, _B,
            sort="at", edited=True, required=True, imported=True,
        ),
        Field("wall_time", pgettext_lazy("activity", "Clock there"), Kind.TEXT, _B, max_length=16),
        Field("time_zone", _("Time zone"), Kind.TIME_ZONE, _B, edited=True),
        Field("minutes", _("Minutes"), Kind.INTEGER, _B, edited=True, imported=True, most=100_000),
        Field(
            "department", _("Department"), Kind.REFERENCE, _B,
            path="department_id", label_path="department__name_en", target="departments", edited=True, imported=True,
        ),
        Field(
            "author", pgettext_lazy("activity", "Logged by"), Kind.REFERENCE, _B,
            path="author_id", label_path="author__name", target="users",
        ),
        Field(
            "customer_took_part", _("The customer took part"), Kind.BOOLEAN, _B, edited=True, imported=True,
            help=_("Tick if the customer said or did something himself: a two-way contact."),
        ),
        Field(
            "body", pgettext_lazy("activity", "Notes"), Kind.LONG_TEXT, _T,
            path="text__body", searched=True, edited=True, imported=True, max_length=20_000,
        ),
        Field(
            "we_learned", _("What we learned"), Kind.LONG_TEXT, _T,
            path="text__we_learned", searched=True, edited=True, imported=True, max_length=20_000,
        ),
        Field(
            "they_learned", _("What they learned"), Kind.LONG_TEXT, _T,
            path="text__they_learned", searched=True, edited=True, imported=True, max_length=20_000,
        ),
        Field(
            "users", _("Our people"), Kind.MANY, _B, target="users", edited=True, imported=True,
            many=Many("activities.ActivityUser", "activity", "user_id", "user__name"),
        ),
        Field(
            "people", _("Their people"), Kind.MANY, _P, target="people", edited=True, imported=True,
            many=Many("activities.ActivityPerson", "activity", "person_id", "person__identity__name"),
        ),
        Field("created", _("Entered"), Kind.DATETIME, _B, path="created_at"),
    ),
)  # fmt: skip

REMOVED_ACTIVITIES = replace(
    ACTIVITIES,
    name="removed_activities",
    shares_with="activities",
    where={"removed_at__isnull": False},
    order="-removed",
    settle=None,
    fields=(*ACTIVITIES.fields, *_REMOVED),
)


def _tasks_for(actor: Actor) -> Q:
    """Tasks of customers whose texts he reads, his own, those that he gave, those that wait in his departments."""
    if not actor.user_id:
        return Q(pk__in=())
    now = timezone.now()
    of_customers = Q(customer__isnull=False) & customers_at(actor, actor.reads_from(_T), "customer", on=now)
    own = Q(owner=actor.user_id) | Q(created_by=actor.user_id)
    waiting = Q(customer__isnull=True, owner__isnull=True, department__in=sorted(actor.departments))
    return ceiling(actor, "customer", on=now) & (of_customers | own | waiting)


TASKS = Resource(
    name="tasks",
    model="activities.Task",
    label=_("Task"),
    plural=_("Tasks"),
    row_class=_T,
    customer="customer",
    author="created_by",
    assignee="owner",
    rows=_tasks_for,
    where={"removed_at": None},
    order="due",
    title="title",
    settle=derived.settle_tasks,
    fields=(
        Field(
            "title", pgettext_lazy("task", "Title"), Kind.TEXT, _T,
            path="text__title", searched=True, edited=True, required=True, imported=True,
        ),
        replace(_CUSTOMER, required=False),
        Field(
            "person", _("Person"), Kind.REFERENCE, _P,
            path="person_id", label_path="person__identity__name", target="people", edited=True,
        ),
        Field("due", pgettext_lazy("task", "Due"), Kind.DATE, _B, sort="due", never=NEVER, edited=True, imported=True),
        Field(
            "due_time", pgettext_lazy("task", "Time"), Kind.TEXT, _B, filters=False, edited=True, max_length=5,
            help=_("For example 14:30."),
        ),
        Field("time_zone", _("Time zone"), Kind.TIME_ZONE, _B, edited=True),
        Field(
            "owner", pgettext_lazy("task", "Assigned to"), Kind.REFERENCE, _B,
            path="owner_id", label_path="owner__name", target="users", imported=True,
        ),
        Field(
            "department", _("Department"), Kind.REFERENCE, _B,
            path="department_id", label_path="department__name_en", target="departments", imported=True,
        ),
        Field(
            "priority", _("Priority"), Kind.CHOICE, _B,
            choices=tuple((str(key), label) for key, label in Priority.choices), edited=True, imported=True,
        ),
        Field(
            "recurrence", pgettext_lazy("task", "Repeats"), Kind.CHOICE, _B,
            choices=tuple(Recurrence.choices), edited=True,
        ),
        Field("every", pgettext_lazy("task", "Every"), Kind.INTEGER, _B, edited=True, filters=False),
        Field(
            "notes", pgettext_lazy("task", "Notes"), Kind.LONG_TEXT, _T,
            path="text__notes", searched=True, edited=True, imported=True, max_length=20_000,
        ),
        Field("reason", pgettext_lazy("task", "Reason"), Kind.TEXT, _T, path="text__reason", max_length=400),
        Field(
            "created_by", pgettext_lazy("task", "Given by"), Kind.REFERENCE, _B,
            path="created_by_id", label_path="created_by__name", target="users",
        ),
        Field("created", _("Entered"), Kind.DATETIME, _B, path="created_at"),
        Field("done", pgettext_lazy("task", "Done"), Kind.DATETIME, _B, path="done_at"),
        Field(
            "done_by", _("Done by"), Kind.REFERENCE, _B,
            path="done_by_id", label_path="done_by__name", target="users",
        ),
    ),
)  # fmt: skip

REMOVED_TASKS = replace(
    TASKS,
    name="removed_tasks",
    shares_with="tasks",
    where={"removed_at__isnull": False},
    order="-removed",
    settle=None,
    fields=(*TASKS.fields, *_REMOVED),
)

TIMELINE = Resource(
    name="timeline",
    model="activities.TimelineEntry",
    label=_("Timeline entry"),
    plural=_("Timeline"),
    row_class=FieldClass.SUMMARY,
    row_class_path="class_of_entry",
    customer="customer",
    author="author",
    assignee="assignee",
    order="-at",
    has_version=False,
    title="kind",
    fields=(
        Field("at", pgettext_lazy("timeline", "When"), Kind.DATETIME, _S, sort="at"),
        Field("kind", pgettext_lazy("timeline", "Kind"), Kind.TEXT, _S, max_length=20),
        _CUSTOMER,
        Field(
            "department", _("Department"), Kind.REFERENCE, _S,
            path="department_id", label_path="department__name_en", target="departments",
        ),
        Field(
            "author", pgettext_lazy("timeline", "Who"), Kind.REFERENCE, _S,
            path="author_id", label_path="author__name", target="users",
        ),
        Field("resource", pgettext_lazy("timeline", "Record type"), Kind.TEXT, _S),
        Field("record", _("Record"), Kind.INTEGER, _S),
    ),
)  # fmt: skip


def _notifications_for(actor: Actor) -> Q:
    """His own, of customers that he may still know of."""
    if not actor.user_id:
        return Q(pk__in=())
    now = timezone.now()
    known = customers_at(actor, Level.INDIRECT, "customer", on=now)
    if known:  # an empty condition is everything
        known |= Q(customer__isnull=True)
    return Q(recipient=actor.user_id) & ceiling(actor, "customer", on=now) & known


NOTIFICATIONS = OpenResource(
    name="notifications",
    model="activities.Notification",
    label=_("Notification"),
    plural=_("Notifications"),
    rows=_notifications_for,
    order="-at",
    title="kind",
    fields=(
        Field("at", pgettext_lazy("notification", "When"), Kind.DATETIME, _S, sort="at"),
        Field("kind", pgettext_lazy("notification", "Kind"), Kind.CHOICE, _S, choices=tuple(NotificationKind.choices)),
        replace(_CUSTOMER, required=False, imported=False),
        Field(
            "actor", pgettext_lazy("notification", "From"), Kind.REFERENCE, _S,
            path="actor_id", label_path="actor__name", target="users",
        ),
        Field("resource", pgettext_lazy("notification", "Record type"), Kind.TEXT, _S),
        Field("record", _("Record"), Kind.INTEGER, _S),
        Field("read", _("Read"), Kind.DATETIME, _S, path="read_at"),
    ),
)  # fmt: skip


def _requests_for(actor: Actor) -> Q:
    """Open requests about customers that he may share."""
    now = timezone.now()
    open_to_him = ceiling(actor, "customer", on=now) & customers_at(actor, Level.FULL, "customer", on=now)
    return Q(decided_at__isnull=True) & (open_to_him if actor.user_id else Q(pk__in=()))


ACCESS_REQUESTS = OpenResource(
    name="access_requests",
    model="access.AccessRequest",
    label=_("Request for access"),
    plural=_("Requests for access"),
    rows=_requests_for,
    title="reason",
    fields=(
        Field("customer", _("Customer"), Kind.INTEGER, _S),
        Field(
            "asked_by", pgettext_lazy("request for access", "From"), Kind.REFERENCE, _S,
            path="asked_by_id", label_path="asked_by__name", target="users",
        ),
        Field("reason", pgettext_lazy("request for access", "Reason"), Kind.TEXT, _S, max_length=400),
        Field("asked", pgettext_lazy("request for access", "When"), Kind.DATETIME, _S, path="created_at"),
    ),
)  # fmt: skip

# What an undo that puts a row of a table back makes anew.
BY_MODEL: Final[Mapping[str, Resource]] = {
    "activities.activity": ACTIVITIES,
    "activities.activitytext": ACTIVITIES,
    "activities.task": TASKS,
    "activities.tasktext": TASKS,
}
