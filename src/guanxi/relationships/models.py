"""Tables of judgement: what the rules say of the facts. Whatever else stands there is replaced at the next judging."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.keys import new_key
from guanxi.access.levels import FieldClass
from guanxi.access.models import Record
from guanxi.customers.standing_words import SIGNALS, STAGES, UNKNOWN_SHARE, Band, Direction
from guanxi.relationships.climate_models import Rating as Rating
from guanxi.relationships.climate_models import Survey as Survey
from guanxi.relationships.climate_models import SurveyAnswer as SurveyAnswer
from guanxi.relationships.courses import MONTHS as COURSE
from guanxi.relationships.dialogue_models import Commitment as Commitment
from guanxi.relationships.dialogue_models import CommitmentText as CommitmentText
from guanxi.relationships.dialogue_models import Conflict as Conflict
from guanxi.relationships.dialogue_models import ConflictText as ConflictText
from guanxi.relationships.dialogue_models import Need as Need
from guanxi.relationships.dialogue_models import NeedText as NeedText
from guanxi.relationships.dialogue_models import TeamRole as TeamRole


class Judged(models.Model):
    """A relation: a customer and a category, or (without) the account. ``place`` is the key of the category, or 0."""

    id = models.BigIntegerField(primary_key=True, default=new_key, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    category = models.ForeignKey(
        "ledger.Category", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    place = models.BigIntegerField()

    class Meta:
        abstract = True


class Assessment(Judged):
    """Where a relation stands at the last month-end: the row that lists filter and sort by.

    ``course`` has the shares of an account at the last month-ends, as `courses.py` packs them: a list draws them all.
    """

    month = models.DateField()
    stage = models.CharField(max_length=12, choices=STAGES)
    stage_order = models.PositiveSmallIntegerField()
    signal = models.CharField(max_length=20, choices=SIGNALS)
    signal_order = models.PositiveSmallIntegerField()
    flags = models.CharField(max_length=120, blank=True)
    band = models.CharField(max_length=10, choices=Band.choices)
    direction = models.CharField(max_length=10, choices=Direction.choices)
    share = models.FloatField(default=UNKNOWN_SHARE)
    recent_share = models.FloatField(default=UNKNOWN_SHARE)
    since = models.DateField()
    silence = models.PositiveSmallIntegerField()
    silence_limit = models.PositiveSmallIntegerField()
    ours_12 = models.BigIntegerField()
    delta_12 = models.BigIntegerField()
    total_12 = models.BigIntegerField(null=True)
    course = models.CharField(max_length=4 * COURSE, default="", blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("customer", "place"), name="one_assessment_a_relation"),)
        indexes = (
            models.Index(fields=("stage_order", "id"), name="assessment_by_stage"),
            models.Index(fields=("signal_order", "id"), name="assessment_by_signal"),
            # Of accounts, and no other figure: almost every relation has other figures at each month-end.
            models.Index(fields=("ours_12", "id"), name="assessment_by_ours", condition=Q(category=None)),
            models.Index(fields=("category", "customer"), name="assessment_by_category"),
        )


class StageChange(Judged):
    """A month that ended in another stage than it began in."""

    month = models.DateField()
    stage_before = models.CharField(max_length=12, choices=STAGES)
    stage = models.CharField(max_length=12, choices=STAGES)
    signal = models.CharField(max_length=20, choices=SIGNALS)
    found_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("customer", "place", "month"), name="one_change_a_month"),)
        indexes = (models.Index(fields=("month", "id"), name="stage_change_by_month"),)


class Signal(Judged):
    """Months in a row with the same signal; ``until`` is the last of them, or open while it goes on."""

    signal = models.CharField(max_length=20, choices=SIGNALS)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    found_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("customer", "place", "since"), name="one_signal_a_month"),)
        indexes = (
            models.Index(fields=("signal", "since"), name="signal_going_on", condition=Q(until__isnull=True)),
            models.Index(fields=("since", "id"), name="signal_by_month"),
        )


class MonthEnd(models.Model):
    """That all relations were judged up to a month-end."""

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    month = models.DateField(unique=True)
    judged_at = models.DateTimeField()


# ---- what people decide ----


class Override(Record):
    """That another stage is shown beside the computed one for a time; the computed one stays and counts."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(
        "ledger.Category", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    stage = models.CharField(max_length=12, choices=STAGES)
    computed = models.CharField(max_length=12, choices=STAGES)
    until = models.DateField(verbose_name=pgettext_lazy("of an override", "until"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)


class OverrideText(models.Model):
    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    override = models.OneToOneField(Override, on_delete=models.CASCADE, primary_key=True, related_name="text")
    reason = models.CharField(max_length=400)


class RuleSettings(models.Model):
    """The parameters of the rules as they hold from the moment on at which they were set; the newest replay all.

    ``first_month``: the month from which on the company works with it. What is before is shown, and opens nothing.
    """

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    id = models.BigIntegerField(primary_key=True, default=new_key, editable=False)
    set_at = models.DateTimeField(verbose_name=_("set"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    parameters = models.JSONField(default=dict)
    first_month = models.DateField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("set_at",), name="rules_newest"),)
