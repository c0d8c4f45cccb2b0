"""Tables of what any record can have: tags, files, saved views; the settings of the company; what was visited last."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guanxi.access.levels import FieldClass
from guanxi.access.models import Record, SortKeyField
from guanxi.records.job_models import Job as Job
from guanxi.records.job_models import WorkerBeat as WorkerBeat

COLOURS = 8
COMPANY = 1  # the key of the one row of settings


class Tag(Record):
    """A word by which records are grouped, shared by the whole company."""

    name_en = models.CharField(max_length=60)
    name_zh = models.CharField(max_length=60, blank=True)
    sort_key = SortKeyField(max_length=240, default="", blank=True)
    colour = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("sort_key", "id")
        constraints = (
            models.UniqueConstraint(Lower("name_en"), name="one_tag_a_name"),
            models.CheckConstraint(condition=Q(colour__lt=COLOURS), name="a_tag_has_a_colour_of_ours"),
        )

    def __str__(self) -> str:
        return self.name_zh if self.name_zh and str(get_language()).startswith("zh") else self.name_en


class Tagging(models.Model):
    """A tag on a record of some resource."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="taggings")
    resource = models.CharField(max_length=40)
    record = models.BigIntegerField()

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    class Meta:
        constraints = (models.UniqueConstraint(fields=("resource", "record", "tag"), name="one_tagging_a_record"),)
        indexes = (models.Index(fields=("tag", "resource", "record"), name="tagging_by_tag"),)


class StoredFile(Record):
    """A file of a customer. Its bytes stand in the home under a random name; what people read is ``name``.

    ``resource`` and ``record`` say what it was attached to, empty for the customer itself.
    """

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    resource = models.CharField(max_length=40, blank=True)
    record = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=200)
    sort_key = SortKeyField(max_length=700, default="", blank=True)
    stored_as = models.CharField(max_length=32, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        indexes = (
            models.Index(fields=("customer", "created_at", "id"), name="file_by_customer"),
            models.Index(fields=("resource", "record"), name="file_by_record"),
            models.Index(fields=("removed_at",), name="file_in_the_bin", condition=Q(removed_at__isnull=False)),
        )


class Sharing(models.TextChoices):
    """Who else finds a saved view in his list."""

    ME = "me", pgettext_lazy("sharing of a saved view", "Only me")
    TEAM = "team", pgettext_lazy("sharing of a saved view", "My team")
    ALL = "all", pgettext_lazy("sharing of a saved view", "Everybody")


class SavedView(Record):
    """A list as somebody wants to find it again: a query string and columns, under a name."""

    owner = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    resource = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    sort_key = SortKeyField(max_length=700, default="", blank=True)
    query = models.CharField(max_length=2000, blank=True)
    columns = models.JSONField(default=list, blank=True)
    sharing = models.CharField(max_length=8, choices=Sharing.choices, default=Sharing.ME)
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("owner", "resource", "name"), name="one_saved_view_a_name"),
            models.CheckConstraint(condition=~Q(sharing="team") | Q(team__isnull=False), name="a_team_view_has_a_team"),
        )
        indexes = (models.Index(fields=("resource", "sharing"), name="saved_view_shared"),)


class CompanySettings(Record):
    """What holds for the whole company, in one row."""

    name = models.CharField(max_length=120, blank=True)
    base_currency = models.CharField(max_length=3, default="EUR")
    country = models.CharField(max_length=2, blank=True)
    week_starts_on = models.PositiveSmallIntegerField(default=0)  # 0 is Monday, as in Python
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=60, default="UTC")
    largest_file = models.PositiveSmallIntegerField(default=25, help_text=_("in megabytes"))

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(id=COMPANY), name="one_row_of_company_settings"),
            models.CheckConstraint(condition=Q(week_starts_on__lt=7), name="a_week_starts_on_a_day"),
        )


class Visit(models.Model):
    """That somebody opened a record, and when last: for the palette, which shows these first."""

    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    resource = models.CharField(max_length=40)
    record = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "resource", "record"), name="one_visit_a_record"),)
        indexes = (models.Index(fields=("user", "at"), name="visit_newest"),)
