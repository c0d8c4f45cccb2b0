"""Tables of what happened and what is next: activities, tasks, the timeline, notifications."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.keys import new_key
from guanxi.access.levels import FieldClass
from guanxi.access.models import Record

# "No day": stored, so that lists sort by the column with an index and what has no day comes last on every database.
NEVER = date(9999, 12, 31)


# ---- what happened ----


class ActivityKind(models.TextChoices):
    CALL = "call", pgettext_lazy("kind of activity", "Call")
    MEETING = "meeting", pgettext_lazy("kind of activity", "Meeting")
    VISIT = "visit", pgettext_lazy("kind of activity", "Visit")
    MAIL = "mail", pgettext_lazy("kind of activity", "Mail")
    NOTE = "note", pgettext_lazy("kind of activity", "Note")
    EXCHANGE = "exchange", pgettext_lazy("kind of activity", "Exchange")


class ExchangeKind(models.TextChoices):
    """What a customer and we learned from each other by."""

    WORKSHOP = "workshop", pgettext_lazy("kind of exchange", "Workshop")
    TRAINING = "training", pgettext_lazy("kind of exchange", "Training")
    PROJECT = "project", pgettext_lazy("kind of exchange", "Joint project")


class Direction(models.TextChoices):
    IN = "in", pgettext_lazy("direction of an activity", "From the customer")
    OUT = "out", pgettext_lazy("direction of an activity", "From us")


class Activity(Record):
    """Something that happened with a customer, or is to happen at a fixed time.

    ``at`` is the moment. For what lies ahead the clock on the wall (``wall_time``, as 2026-11-05T14:30) and its place
    (``time_zone``) are kept as well: if a country moves its clocks, the meeting moves with them.
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=12, choices=ActivityKind.choices)
    exchange_kind = models.CharField(max_length=12, choices=ExchangeKind.choices, blank=True)
    direction = models.CharField(max_length=4, choices=Direction.choices, blank=True)
    at = models.DateTimeField(verbose_name=pgettext_lazy("activity", "time"))
    wall_time = models.CharField(max_length=16, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    department = models.ForeignKey(
        "access.Department", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    author = models.ForeignKey("access.User", on_delete=models.PROTECT, db_index=False, related_name="+")
    # A two-way contact, as the lifecycle rules count them: the customer said or did something himself.
    customer_took_part = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(exchange_kind="") | Q(kind="exchange"), name="only_an_exchange_has_its_kind"
            ),
        )
        indexes = (
            models.Index(fields=("customer", "at", "id"), name="activity_by_customer"),
            models.Index(fields=("at", "id"), name="activity_by_time"),
            models.Index(fields=("author", "at"), name="activity_by_author"),
            models.Index(fields=("removed_at",), name="activity_in_the_bin", condition=Q(removed_at__isnull=False)),
        )


class ActivityText(models.Model):
    """What was said: one to one with the activity."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, primary_key=True, related_name="text")
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    we_learned = models.TextField(blank=True)
    they_learned = models.TextField(blank=True)


class ActivityUser(models.Model):
    """One of us who took part."""

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, db_index=False, related_name="our_people")
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("activity", "user"), name="one_of_us_once_in_an_activity"),)


class ActivityPerson(models.Model):
    """One of their people who took part."""

    field_class: ClassVar[FieldClass] = FieldClass.PERSONAL

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, db_index=False, related_name="their_people")
    person = models.ForeignKey("customers.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("activity", "person"), name="a_person_once_in_an_activity"),)


# ---- what is next ----


class Priority(models.IntegerChoices):
    HIGH = 1, pgettext_lazy("priority", "High")
    NORMAL = 2, pgettext_lazy("priority", "Normal")
    LOW = 3, pgettext_lazy("priority", "Low")


class Recurrence(models.TextChoices):
    DAILY = "daily", pgettext_lazy("recurrence", "Daily")
    WEEKLY = "weekly", pgettext_lazy("recurrence", "Weekly")
    MONTHLY = "monthly", pgettext_lazy("recurrence", "Monthly")
    QUARTERLY = "quarterly", pgettext_lazy("recurrence", "Quarterly")
    YEARLY = "yearly", pgettext_lazy("recurrence", "Yearly")


class Task(Record):
    """Something to do until a day, by one of us or by whoever of a department takes it.

    ``engages``: it was opened for another department than that of who opened it, which so has to do with the customer
    until the last such task is done. ``recurs_from`` is the day that a series counts from: the 31st of a month stays
    the last day of shorter ones.
    """

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey("customers.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    department = models.ForeignKey(
        "access.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    engages = models.BooleanField(default=False)
    due = models.DateField(default=NEVER)
    due_time = models.CharField(max_length=5, blank=True)  # 14:30, on the clock of time_zone
    time_zone = models.CharField(max_length=60, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    recurrence = models.CharField(max_length=12, choices=Recurrence.choices, blank=True)
    every = models.PositiveSmallIntegerField(default=1)
    recurs_from = models.DateField(null=True, blank=True)
    follows = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="next")
    # Nobody: what the system itself proposes.
    created_by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(department__isnull=False), name="a_task_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(engages=False) | Q(customer__isnull=False, department__isnull=False),
                name="engaging_needs_a_customer_and_a_department",
            ),
            models.CheckConstraint(condition=Q(every__gte=1), name="a_series_goes_on"),
        )
        indexes = (
            models.Index(fields=("due", "id"), name="task_open", condition=Q(done_at__isnull=True)),
            models.Index(fields=("owner", "due", "id"), name="task_open_of_owner", condition=Q(done_at__isnull=True)),
            models.Index(
                fields=("department", "due", "id"), name="task_open_of_department", condition=Q(done_at__isnull=True)
            ),
            models.Index(
                fields=("customer", "due", "id"), name="task_open_of_customer", condition=Q(done_at__isnull=True)
            ),
            models.Index(fields=("due", "id"), name="task_by_due"),
            models.Index(fields=("removed_at",), name="task_in_the_bin", condition=Q(removed_at__isnull=False)),
        )


class TaskText(models.Model):
    """What is to be done, and why: one to one with the task."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    task = models.OneToOneField(Task, on_delete=models.CASCADE, primary_key=True, related_name="text")
    title = models.CharField(max_length=200)
    notes = models.TextField(blank=True)
    reason = models.CharField(max_length=400, blank=True)


# ---- the timeline ----


class TimelineEntry(models.Model):
    """That something happened with a customer; what it was stands in the record, which each reader gets or does not.

    ``class_of_entry``, ``author`` and ``assignee`` repeat what decides who reads the record, so that a timeline holds
    exactly the lines whose records its reader gets. Lines follow from records and are no part of the change log.
    """

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    # Random: a key that counts up would tell, in the address of the next page, how much others have written.
    id = models.BigIntegerField(primary_key=True, default=new_key, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    department = models.ForeignKey(
        "access.Department", on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    author = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    class_of_entry = models.CharField(max_length=12, choices=FieldClass.choices)
    resource = models.CharField(max_length=40)
    record = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("resource", "record", "kind", "customer"), name="one_line_a_record"),
        )
        indexes = (models.Index(fields=("customer", "at", "id"), name="timeline_by_customer"),)


# ---- what one of us must be told ----


class NotificationKind(models.TextChoices):
    MENTION = "mention", pgettext_lazy("notification", "Mention")
    ASSIGNMENT = "assignment", pgettext_lazy("notification", "Assignment")
    ACCESS_REQUEST = "access_request", pgettext_lazy("notification", "Access request")
    SHARE_GRANTED = "share_granted", pgettext_lazy("notification", "Access granted")
    REQUEST_DECLINED = "request_declined", pgettext_lazy("notification", "Access declined")
    HANDED_OVER = "handed_over", pgettext_lazy("notification", "Handed over to you")
    VIEWED_AS = "viewed_as", pgettext_lazy("notification", "Somebody looked through your eyes")


class Notification(Record):
    """One of us must be told something; the text comes from the record, if he may still read it."""

    derived: ClassVar[frozenset[str]] = frozenset({"read_at"})  # that it was read is no edit of what it tells

    recipient = models.ForeignKey("access.User", on_delete=models.CASCADE, db_index=False, related_name="+")
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resource = models.CharField(max_length=40, blank=True)
    record = models.BigIntegerField(null=True, blank=True)
    actor = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True, verbose_name=_("read"))

    class Meta:
        indexes = (
            models.Index(fields=("recipient", "at", "id"), name="notification_newest"),
            models.Index(fields=("recipient", "kind"), name="notification_unread", condition=Q(read_at__isnull=True)),
        )
