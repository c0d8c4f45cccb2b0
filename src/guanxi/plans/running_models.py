"""Tables of what is under way with a customer: plays, repair episodes, account plans."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from guanxi.access.levels import FieldClass
from guanxi.access.models import Record
from guanxi.plans.states import Cause, Detail, PlanState, PlayState, RepairState


class OfRelation(Record):
    """Something about a customer, in one category or (without) over all that he buys."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    category = models.ForeignKey("ledger.Category", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class Episode(OfRelation):
    """A repair: why it is needed, what is done, until when, and what came of it. Shares in hundredths of a per cent."""

    state = models.CharField(max_length=12, choices=RepairState.choices, default=RepairState.PROPOSED)
    signal = models.CharField(max_length=24)
    month = models.IntegerField()  # of the signal
    cause = models.CharField(max_length=12, choices=Cause.choices, blank=True)
    detail = models.CharField(max_length=12, choices=Detail.choices, blank=True)
    is_ours = models.BooleanField(default=False)  # the cause lies with us
    rival = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deadline = models.DateField(null=True, blank=True)
    next_contact = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    share_then = models.PositiveSmallIntegerField(null=True, blank=True)
    share_later = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "category"), name="one_open_repair_a_category",
                condition=Q(closed_at__isnull=True, category__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("customer",), name="one_open_repair_an_account",
                condition=Q(closed_at__isnull=True, category__isnull=True),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("customer", "month"), name="repair_by_customer"),
            models.Index(fields=("created_at", "id"), name="repair_newest"),
        )


class EpisodeMoney(models.Model):
    """Our purchases of twelve months before and after, in minor units of the base currency: one to one."""

    field_class: ClassVar[FieldClass] = FieldClass.MONEY

    episode = models.OneToOneField(Episode, on_delete=models.CASCADE, primary_key=True, related_name="money")
    ours_then = models.BigIntegerField(null=True, blank=True)
    ours_later = models.BigIntegerField(null=True, blank=True)


class EpisodeText(models.Model):
    """What happened, what we do against it, what we learned: one to one."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    episode = models.OneToOneField(Episode, on_delete=models.CASCADE, primary_key=True, related_name="text")
    what = models.CharField(max_length=400, blank=True)
    measures = models.TextField(max_length=4000, blank=True)
    lesson = models.TextField(max_length=4000, blank=True)


class EpisodeDepartment(models.Model):
    """A department that takes part in a repair."""

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, db_index=False, related_name="departments")
    department = models.ForeignKey("access.Department", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("episode", "department"), name="a_department_once_a_repair"),)


class Play(OfRelation):
    """A play of the book with a customer: proposed, then started by somebody (or by itself), then closed.

    What was known when it started and three months after it is kept beside: counts, never called an effect.
    """

    key = models.CharField(max_length=12)
    edition = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=PlayState.choices, default=PlayState.PROPOSED)
    on = models.CharField(max_length=40)
    month = models.IntegerField()
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="plays")
    proposed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    share_then = models.PositiveSmallIntegerField(null=True, blank=True)
    signal_then = models.CharField(max_length=24, blank=True)
    look_again = models.DateField(null=True, blank=True)
    share_later = models.PositiveSmallIntegerField(null=True, blank=True)
    signal_later = models.CharField(max_length=24, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "category", "key"), name="one_open_play_a_category",
                condition=Q(closed_at__isnull=True, category__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("customer", "key"), name="one_open_play_an_account",
                condition=Q(closed_at__isnull=True, category__isnull=True),
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("customer", "state"), name="play_by_customer"),
            models.Index(fields=("created_at", "id"), name="play_newest"),
            models.Index(fields=("look_again",), name="play_to_look_at", condition=Q(looked_at__isnull=True)),
        )


class PlayText(models.Model):
    """Why it was proposed, and what came of it: one to one."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    play = models.OneToOneField(Play, on_delete=models.CASCADE, primary_key=True, related_name="text")
    reason = models.CharField(max_length=400, blank=True)
    result = models.TextField(max_length=4000, blank=True)


class PlayTask(models.Model):
    """A step of a play: a task like any other."""

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    play = models.ForeignKey(Play, on_delete=models.CASCADE, related_name="steps")
    task = models.OneToOneField("activities.Task", on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)


class AccountPlan(Record):
    """What we want to reach with a customer in some months, and who agreed to it."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    begins = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    goal_share = models.PositiveSmallIntegerField(null=True, blank=True)  # hundredths of a per cent
    share_then = models.PositiveSmallIntegerField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(begins__lt=models.F("ends")), name="a_plan_goes_on"),
            models.UniqueConstraint(fields=("customer", "begins"), name="one_plan_a_period"),
        )


class AccountPlanMoney(models.Model):
    """Goal and budget in minor units of the base currency: one to one."""

    field_class: ClassVar[FieldClass] = FieldClass.MONEY

    plan = models.OneToOneField(AccountPlan, on_delete=models.CASCADE, primary_key=True, related_name="money")
    goal_ours = models.BigIntegerField(null=True, blank=True)
    budget = models.BigIntegerField(null=True, blank=True)
    ours_then = models.BigIntegerField(null=True, blank=True)


class AccountPlanText(models.Model):
    """How, with whom, and what may come in between: one to one."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    plan = models.OneToOneField(AccountPlan, on_delete=models.CASCADE, primary_key=True, related_name="text")
    summary = models.TextField(max_length=4000, blank=True)
    chances = models.TextField(max_length=4000, blank=True)
    risks = models.TextField(max_length=4000, blank=True)


class AccountPlanTask(models.Model):
    """An action of a plan: a task like any other."""

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    plan = models.ForeignKey(AccountPlan, on_delete=models.CASCADE, related_name="actions")
    task = models.OneToOneField("activities.Task", on_delete=models.CASCADE, related_name="+")
