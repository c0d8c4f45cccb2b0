"""Tables of what we do about it: editions of the strategy book, what proves a step of the process.

What ships stands in `lifecycle.strategy` and `lifecycle.playbook` and needs no row. Who changes it writes an edition;
the newest counts, and every older one stays readable.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from guanxi.access.levels import FieldClass
from guanxi.access.models import Record
from guanxi.plans.running_models import AccountPlan as AccountPlan
from guanxi.plans.running_models import AccountPlanMoney as AccountPlanMoney
from guanxi.plans.running_models import AccountPlanTask as AccountPlanTask
from guanxi.plans.running_models import AccountPlanText as AccountPlanText
from guanxi.plans.running_models import Episode as Episode
from guanxi.plans.running_models import EpisodeDepartment as EpisodeDepartment
from guanxi.plans.running_models import EpisodeMoney as EpisodeMoney
from guanxi.plans.running_models import EpisodeText as EpisodeText
from guanxi.plans.running_models import Play as Play
from guanxi.plans.running_models import PlayTask as PlayTask
from guanxi.plans.running_models import PlayText as PlayText

LONGEST_LIST = 4000


class Edition(models.Model):
    """Editions of one thing count up from 1; 0 is what ships."""

    field_class: ClassVar[FieldClass] = FieldClass.SUMMARY

    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class StrategySheet(Edition):
    """An edition of the sheet of a stage. Lists hold one entry a line."""

    stage = models.PositiveSmallIntegerField()
    position_en = models.CharField(max_length=200)
    position_zh = models.CharField(max_length=200)
    drivers_en = models.TextField(max_length=LONGEST_LIST, blank=True)
    drivers_zh = models.TextField(max_length=LONGEST_LIST, blank=True)
    goals_en = models.TextField(max_length=LONGEST_LIST, blank=True)
    goals_zh = models.TextField(max_length=LONGEST_LIST, blank=True)
    countermeasures_en = models.TextField(max_length=LONGEST_LIST, blank=True)
    countermeasures_zh = models.TextField(max_length=LONGEST_LIST, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("stage", "number"), name="one_edition_of_a_sheet"),)


class PlayEdition(Edition):
    """An edition of a play. ``steps_en`` and ``steps_zh`` hold one step a line; without any the play is one step."""

    key = models.CharField(max_length=12)
    title_en = models.CharField(max_length=120)
    title_zh = models.CharField(max_length=120)
    what_en = models.CharField(max_length=400, blank=True)
    what_zh = models.CharField(max_length=400, blank=True)
    steps_en = models.TextField(max_length=LONGEST_LIST, blank=True)
    steps_zh = models.TextField(max_length=LONGEST_LIST, blank=True)
    stages = models.CharField(max_length=20)  # digits of stages, as 34
    on = models.CharField(max_length=40)
    role = models.CharField(max_length=4)
    department = models.ForeignKey("access.Department", on_delete=models.PROTECT, related_name="+")
    changes_en = models.CharField(max_length=200, blank=True)
    changes_zh = models.CharField(max_length=200, blank=True)
    due = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(default=True)
    starts_by_itself = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("key", "number"), name="one_edition_of_a_play"),)


class Proof(Record):
    """That a step of the process is done with a customer, and what proves it."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    item = models.CharField(max_length=20)  # of lifecycle.strategy
    proof = models.CharField(max_length=400)
    on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("customer", "item"), name="one_proof_of_a_step"),)
