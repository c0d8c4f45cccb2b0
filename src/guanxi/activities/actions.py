"""What one does with activities (log, edit, put into the bin and take out of it) and with notifications."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access import values as written_values
from guanxi.access.conditions import Inputs, any_user, on_customer, on_record
from guanxi.access.directory import DEPARTMENTS, USERS
from guanxi.access.levels import Level
from guanxi.access.reading import Query, view
from guanxi.access.resources import Field, editable_fields
from guanxi.access.writing import Work, action
from guanxi.activities import mentions as mention_texts
from guanxi.activities import moments, quick
from guanxi.activities.models import (
    Activity,
    ActivityKind,
    ActivityPerson,
    ActivityText,
    ActivityUser,
    Direction,
    Notification,
    NotificationKind,
)
from guanxi.activities.resources import ACTIVITIES, REMOVED_ACTIVITIES
from guanxi.customers.resources import PEOPLE
from guanxi.errors import Invalid, NotFound

MOST_PARTICIPANTS = 100
LONGEST = 60 * 24 * 31  # minutes: a month, for a joint project
EARLIEST = datetime(1950, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
# Kinds that nobody can have alone.
_TWO_WAY = (ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.VISIT, ActivityKind.EXCHANGE)


@action(label=gettext_lazy("Log an activity"), allow=on_customer(Level.INDIRECT))
def log_activity(work: Work, *, customer: int, values: Mapping[str, object], mentions: Sequence[int] = ()) -> int:
    """Something happened with a customer, or is to happen; ``values`` by field name, as written in a form.

    What is not said: the time is now, the kind a note, the department the writer's first, he himself took part, and the
    customer did in calls, meetings, visits, exchanges and in a mail from him. ``mentions`` are users picked by name,
    besides those named as @user.name in the texts; told are those who may see the entry.
    """
    known = _parsed(work, customer, {"kind": ActivityKind.NOTE, "at": work.now, **values})
    people = known.pop("people", None) or ()
    users = known.pop("users", None)
    if users is None:
        users = [work.actor.user_id] if work.actor.user_id else []
    activity = Activity(customer_id=customer, author_id=work.actor.user_id, created_at=work.now)
    if "department" not in values and work.actor.places:
        known["department"] = work.actor.places[0].key
    if "customer_took_part" not in values:
        known["customer_took_part"] = known["kind"] in _TWO_WAY or (
            known["kind"] == ActivityKind.MAIL and known.get("direction") == Direction.IN
        )
    derived = _clock(work, known, str(values.get("time_zone") or work.actor.time_zone))
    work.add(ACTIVITIES, activity, known, customer=customer, derived=derived)
    _set_users(work, activity, users)
    _set_people(work, activity, people)
    _tell(work, activity, mentions)
    return activity.pk


@action(label=gettext_lazy("Log in one line"), allow=on_customer(Level.INDIRECT))
def quick_log(
    work: Work, *, customer: int, line: str, kind: str = "", values: Mapping[str, object] | None = None,
    mentions: Sequence[int] = (),
) -> int:  # fmt: skip
    """One line and Enter: the first word tells the kind unless it is given, the time is now.

    ``values`` are what a form says besides, by field name; they count more than what the line tells.
    """
    read, given = quick.read_line(line), dict(values or {})
    if kind and kind != read["kind"]:
        read = {name: value for name, value in read.items() if name in ("subject", "body")} | {"kind": kind}
    if "body" in read and given.get("body"):
        given["body"] = f"{read['body']}\n\n{given['body']}"
    said = {name: value for name, value in given.items() if value not in (None, "")}
    return int(work.also(log_activity, customer=customer, values=read | said, mentions=mentions))


@action(label=gettext_lazy("Edit an activity"), allow=on_record(ACTIVITIES, Level.EDIT, key="activity", own=True))
def edit_activity(
    work: Work, *, activity: int, values: Mapping[str, object], version: int | None = None,
    mentions: Sequence[int] = (),
) -> None:  # fmt: skip
    """Stores values by field name; told are only those whom nobody has told of this entry before."""
    found = work.get(Activity, activity, removed_at=None)
    known = _parsed(work, found.customer_id, values, before=found)
    people, users = known.pop("people", None), known.pop("users", None)
    derived: dict[str, Any] = {}
    if "at" in known or "time_zone" in known:
        known.setdefault("at", found.at)
        zone = known.get("time_zone") or found.time_zone or work.actor.time_zone
        derived = _clock(work, known, zone)
    changed = work.edit(ACTIVITIES, found, known, version=version, derived=derived)
    if users is not None:
        changed |= _set_users(work, found, users)
    if people is not None:
        changed |= _set_people(work, found, people)
    if changed:
        work.touch(ACTIVITIES, found.pk)
    _tell(work, found, mentions)


@action(
    label=gettext_lazy("Put an activity into the bin"),
    allow=on_record(ACTIVITIES, Level.EDIT, key="activity", own=True),
)
def delete_activity(work: Work, *, activity: int) -> None:
    found = work.get(Activity, activity, removed_at=None)
    work.change(found, removed_at=work.now, removed_by_id=work.actor.user_id or None)
    work.touch(ACTIVITIES, activity)


@action(
    label=gettext_lazy("Take an activity out of the bin"),
    allow=on_record(REMOVED_ACTIVITIES, Level.EDIT, key="activity", own=True),
)
def restore_activity(work: Work, *, activity: int) -> None:
    work.change(work.get(Activity, activity, removed_at__isnull=False), removed_at=None, removed_by_id=None)
    work.touch(ACTIVITIES, activity)


# ---- how ----


def _parsed(work: Work, customer: int, raw: Mapping[str, object], before: Activity | None = None) -> dict[str, Any]:
    """The values of what was written, with every objection at once."""
    fields = tuple(_unlocked(f) for f in editable_fields(ACTIVITIES))
    for name in raw:
        if name not in {f.name for f in fields}:
            ACTIVITIES.field(name)  # a name that nobody declared
            raise Invalid({name: _("This cannot be edited.")})
    clock = work.actor
    zone = written_values.parse(ACTIVITIES.field("time_zone"), raw.get("time_zone") or "", work.actor)
    if zone:
        clock = replace(clock, time_zone=zone)
    known = written_values.parse_all(fields, dict(raw), clock)
    wrong: dict[str, str] = {}
    if before is None and not known.get("subject"):
        first = next((line for line in (known.get("body") or "").splitlines() if line.strip()), "")
        known["subject"] = first.strip()[:200]
        if not first:
            wrong["subject"] = _("Say in a few words what happened.")
    elif before is not None and "subject" in known and not known["subject"]:
        wrong["subject"] = _("Say in a few words what happened.")
    kind = known.get("kind") or (before.kind if before else "")
    if kind != ActivityKind.EXCHANGE and known.get("exchange_kind"):
        wrong["exchange_kind"] = _("Only an exchange has this.")
    if kind != ActivityKind.EXCHANGE and before is not None and before.exchange_kind:
        known["exchange_kind"] = ""
    minutes = known.get("minutes")
    if minutes is not None and not 0 <= minutes <= LONGEST:
        wrong["minutes"] = _("Give the minutes it took, at most %(most)d.") % {"most": LONGEST}
    if known.get("at") is not None and not EARLIEST <= known["at"] <= LATEST:
        wrong["at"] = _("This day is out of reach.")
    wrong.update(_unknown_references(work, customer, known, before))
    if wrong:
        raise Invalid(wrong)
    return known


def _unlocked(field: Field) -> Field:
    # The subject may come from the first line of the notes.
    return replace(field, required=False) if field.name == "subject" else field


def _unknown_references(work: Work, customer: int, known: Mapping[str, Any], before: Activity | None) -> dict[str, str]:
    """Objections to departments, users and people that the writer does not know, as if they did not exist.

    Their people must belong to the customer: a name that somebody reads here would not be open to him otherwise.
    """
    wrong: dict[str, str] = {}
    people = view(work.actor, PEOPLE, on=work.now).of_customer(customer)
    there = set(ActivityPerson.objects.filter(activity=before).values_list("person", flat=True)) if before else set()
    asked: tuple[tuple[str, Query, Sequence[int]], ...] = (
        ("department", view(work.actor, DEPARTMENTS), [known["department"]] if known.get("department") else []),
        ("users", view(work.actor, USERS), known.get("users") or []),
        ("people", people, [key for key in known.get("people") or [] if key not in there]),
    )
    for name, query, keys in asked:
        if len(keys) > MOST_PARTICIPANTS:
            wrong[name] = _("At most %(most)d fit.") % {"most": MOST_PARTICIPANTS}
        elif keys and len(query.among(keys).keys(len(keys))) < len(set(keys)):
            wrong[name] = _("Choose one from the list.")
    return wrong


def _clock(work: Work, known: dict[str, Any], zone: str) -> dict[str, Any]:
    """What lies ahead keeps the clock on the wall and its place; what was, is an instant and nothing else."""
    at: datetime = known["at"]
    if at > work.now:
        known["time_zone"] = zone
        return {"wall_time": moments.wall_clock(at, zone)}
    known["time_zone"] = ""
    return {"wall_time": ""}


def _set_users(work: Work, activity: Activity, users: Sequence[int]) -> bool:
    held = {line.user_id: line for line in ActivityUser.objects.filter(activity=activity)}
    for user, line in held.items():
        if user not in users:
            work.remove(line, customer=activity.customer_id)
    new = sorted(set(users) - set(held))
    for user in new:
        work.create(ActivityUser(activity=activity, user_id=user), customer=activity.customer_id)
    return bool(new) or set(held) != set(users)


def _set_people(work: Work, activity: Activity, people: Sequence[int]) -> bool:
    held = {line.person_id: line for line in ActivityPerson.objects.filter(activity=activity)}
    for person, line in held.items():
        if person not in people:
            work.remove(line, customer=activity.customer_id)
    new = sorted(set(people) - set(held))
    for person in new:
        work.create(ActivityPerson(activity=activity, person_id=person), customer=activity.customer_id)
    return bool(new) or set(held) != set(people)


def _tell(work: Work, activity: Activity, picked: Sequence[int]) -> None:
    text = ActivityText.objects.get(pk=activity.pk)
    told = Notification.objects.filter(
        resource=ACTIVITIES.name, record=activity.pk, kind=NotificationKind.MENTION
    ).values_list("recipient", flat=True)
    users = mention_texts.mentioned(
        work, text.subject, text.body, text.we_learned, text.they_learned, picked=picked
    ) - set(told)
    mention_texts.tell(
        work, NotificationKind.MENTION, users, resource=ACTIVITIES, record=activity.pk, customer=activity.customer_id
    )


# ---- notifications ----


def _own_notification(actor: Any, inputs: Inputs) -> None:
    any_user(actor, inputs)
    if not Notification.objects.filter(pk=inputs["notification"], recipient=actor.user_id).exists():
        raise NotFound(_("There is no such record, or it is not open to you."))


@action(label=gettext_lazy("Mark a notification as read"), allow=_own_notification)
def read_notification(work: Work, *, notification: int) -> None:
    """That he read it is nobody's business: no line in the change log."""
    Notification.objects.filter(pk=notification, read_at=None).update(read_at=work.now)


@action(label=gettext_lazy("Mark all notifications as read"), allow=any_user)
def read_all_notifications(work: Work) -> int:
    """Returns how many there were."""
    return Notification.objects.filter(recipient=work.actor.user_id, read_at=None).update(read_at=work.now)
