"""What time itself does to activities and tasks: meetings come, clocks are changed by law, the bin is emptied."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from guanxi.access import search
from guanxi.access.models import Change
from guanxi.activities import derived, moments
from guanxi.activities.models import (
    Activity,
    ActivityPerson,
    ActivityText,
    ActivityUser,
    Notification,
    Task,
    TaskText,
    TimelineEntry,
)
from guanxi.customers.contacts import set_last_touched

KEPT_IN_BIN = timedelta(days=30)
# A worker may have slept: what came within this time is looked at again.
_LOOKED_BACK = timedelta(days=14)
_AT_ONCE = 200


def meet_what_came(*, now: datetime) -> int:
    """Meetings that lay ahead and have come are contacts now; returns how many customers had one."""
    came = Activity.objects.filter(at__gt=now - _LOOKED_BACK, at__lte=now, removed_at=None).exclude(wall_time="")
    customers = sorted(set(came.values_list("customer", flat=True)))
    set_last_touched(derived.last_contacts(customers, until=now))
    return len(customers)


def reckon_clocks(*, now: datetime) -> int:
    """Moves the instant of what lies ahead to where the rules of its time zone put it today; returns how many moved."""
    moved = 0
    ahead = Activity.objects.filter(at__gt=now - timedelta(days=1)).exclude(wall_time="").order_by("pk")
    for key, at, wall_time, zone in list(ahead.values_list("pk", "at", "wall_time", "time_zone")):
        due = moments.moment_of(wall_time, zone)
        # Of an hour that comes twice, who wrote an instant may have meant the second one.
        if moments.wall_clock(at, zone) != wall_time and due != at:
            with transaction.atomic():
                Activity.objects.filter(pk=key, at=at).update(at=due)
                TimelineEntry.objects.filter(resource="activities", record=key).update(at=due)
            moved += 1
    return moved


def empty_bin(*, before: datetime) -> int:
    """Deletes for good what went into the bin before a moment, with all that was written of it; returns how many."""
    gone = 0
    for purge, model in ((_purge_activities, Activity), (_purge_tasks, Task)):
        with transaction.atomic():
            old = model._default_manager.select_for_update().filter(removed_at__lt=before).order_by("removed_at")
            keys = list(old.values_list("pk", flat=True)[:_AT_ONCE])
            purge(keys)
        gone += len(keys)
    return gone


def _purge_activities(keys: Sequence[int]) -> None:
    parts = (ActivityText, ActivityUser, ActivityPerson)
    for part in parts:
        rows = part._default_manager.filter(activity__in=keys)
        _forget_changes(part._meta.label_lower, list(rows.values_list("pk", flat=True)))
        rows.delete()
    _forget("activities", keys)
    Activity.objects.filter(pk__in=keys).delete()


def _purge_tasks(keys: Sequence[int]) -> None:
    _forget_changes(TaskText._meta.label_lower, keys)
    TaskText.objects.filter(pk__in=keys).delete()
    _forget("tasks", keys)
    Task.objects.filter(follows__in=keys).update(follows=None)
    Task.objects.filter(pk__in=keys).delete()


def _forget(resource: str, keys: Sequence[int]) -> None:
    _forget_changes(f"activities.{'activity' if resource == 'activities' else 'task'}", keys)
    Notification.objects.filter(resource=resource, record__in=keys).delete()
    for key in keys:
        search.forget(resource, key)


def _forget_changes(model: str, records: Sequence[int]) -> None:
    """The log keeps that something was done, and not what was written."""
    Change.objects.filter(model=model, record__in=records).delete()
