"""Imports: a run with its rows as they stood in the file, what is planned for each, and how far it came. Digests: which
mail went out to whom on which day."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.keys import new_key
from guanxi.access.levels import FieldClass
from guanxi.access.models import Record


class RunState(models.TextChoices):
    PLANNING = "planning", pgettext_lazy("import", "being previewed")
    REFUSED = "refused", pgettext_lazy("import", "cannot be used")
    PLANNED = "planned", pgettext_lazy("import", "previewed")
    APPLYING = "applying", pgettext_lazy("import", "being applied")
    APPLIED = "applied", pgettext_lazy("import", "applied")
    UNDOING = "undoing", pgettext_lazy("import", "being undone")
    UNDONE = "undone", pgettext_lazy("import", "undone")


class Plan(models.TextChoices):
    CREATE = "create", pgettext_lazy("import", "will be created")
    CHANGE = "change", pgettext_lazy("import", "will be changed")
    SAME = "same", pgettext_lazy("import", "is there already")
    TWICE = "twice", pgettext_lazy("import", "comes again further down")
    REJECT = "reject", pgettext_lazy("import", "rejected")


class ImportRun(Record):
    """One file that somebody brought along. ``cursor`` is the last row that was applied, with its records together.

    While a long file is previewed its bytes are kept in the home (``stored_as``); ``seen`` is the last row with a plan.
    """

    resource = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    actor = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.PLANNED)
    columns = models.JSONField(default=dict)
    ignored = models.JSONField(default=list)
    cursor = models.PositiveIntegerField(default=0)
    groups = models.JSONField(default=list)
    left = models.PositiveIntegerField(default=0)
    stored_as = models.CharField(max_length=32, default="", blank=True)
    seen = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    told = models.CharField(max_length=1000, default="", blank=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import")


class ImportRow(models.Model):
    """A row of the file: its cells by field, the plan, the record it became, and why it was rejected."""

    # As personal as the people in it.
    field_class: ClassVar[FieldClass] = FieldClass.PERSONAL

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    cells = models.JSONField(encoder=DjangoJSONEncoder)
    plan = models.CharField(max_length=8, choices=Plan.choices)
    record = models.BigIntegerField(null=True)
    # [column, sentence] each
    reasons = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("run", "row"), name="one_import_row_a_line"),)
        indexes = (models.Index(fields=("run", "plan", "row"), name="import_row_by_plan"),)


class DigestKind(models.TextChoices):
    DAILY = "daily", "daily"
    WEEKLY = "weekly", "weekly"


class DigestState(models.TextChoices):
    """From *sending* there is no way back but an error while sending: who was killed there may have sent it."""

    WAITING = "waiting", "waiting"
    SENDING = "sending", "sending"
    SENT = "sent", "sent"
    NOTHING = "nothing", "nothing to tell"


class Digest(models.Model):
    """One mail of a kind for one of us on one day, and of which time it tells; it holds no word of the mail."""

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    id = models.BigIntegerField(primary_key=True, default=new_key, editable=False)
    user = models.ForeignKey("access.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=DigestKind.choices)
    day = models.DateField()
    state = models.CharField(max_length=8, choices=DigestState.choices, default=DigestState.WAITING)
    told_from = models.DateTimeField()
    told_until = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "kind", "day"), name="one_digest_a_day"),)
