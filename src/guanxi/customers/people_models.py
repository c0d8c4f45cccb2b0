"""Tables of people: almost empty rows with an address, and beside them what is personal and what was written.

All that tells who somebody is stands in tables whose ``field_class`` is personal or free text.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.levels import FieldClass
from guanxi.access.models import Record, SortKeyField


class Attitude(models.TextChoices):
    """How somebody stands to us."""

    CHAMPION = "champion", pgettext_lazy("attitude to us", "champion")
    SUPPORTER = "supporter", pgettext_lazy("attitude to us", "supporter")
    NEUTRAL = "neutral", pgettext_lazy("attitude to us", "neutral")
    SCEPTIC = "sceptic", pgettext_lazy("attitude to us", "sceptic")
    BLOCKER = "blocker", pgettext_lazy("attitude to us", "blocker")
    UNKNOWN = "unknown", pgettext_lazy("attitude to us", "unknown")


class ChannelKind(models.TextChoices):
    PHONE = "phone", pgettext_lazy("channel", "Phone")
    MOBILE = "mobile", pgettext_lazy("channel", "Mobile")
    MAIL = "mail", pgettext_lazy("channel", "E-mail")
    WECHAT = "wechat", pgettext_lazy("channel", "WeChat")
    WHATSAPP = "whatsapp", pgettext_lazy("channel", "WhatsApp")
    OTHER = "other", pgettext_lazy("channel", "Other")


class Strength(models.IntegerChoices):
    """How well one of us knows somebody."""

    NONE = 0, pgettext_lazy("strength of a tie", "not yet")
    MET = 1, pgettext_lazy("strength of a tie", "has met")
    KNOWS = 2, pgettext_lazy("strength of a tie", "knows")
    WORKS_WITH = 3, pgettext_lazy("strength of a tie", "works with")
    TRUSTS = 4, pgettext_lazy("strength of a tie", "mutual trust")


class Person(Record):
    """Somebody at one or several customers. Nothing here tells who."""

    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # Its index is partial, as that of a customer.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="aliases", db_index=False
    )
    # After an erasure the row stays, so that what others wrote still hangs together.
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("created_at", "id"), name="person_by_created"),
            models.Index(fields=("deleted_at",), name="person_in_the_bin", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=("merged_into",), name="person_merged", condition=Q(merged_into__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="a_person_is_not_merged_into_itself"),
        )


class PersonIdentity(models.Model):
    """Who it is."""

    field_class: ClassVar[FieldClass] = FieldClass.PERSONAL

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="identity")
    name = models.CharField(max_length=120)
    sort_key = SortKeyField(max_length=400, default="", blank=True)
    pinyin = models.CharField(max_length=400, default="", blank=True)
    initials = models.CharField(max_length=20, default="", blank=True)
    # The name in another script.
    other_name = models.CharField(max_length=120, default="", blank=True)
    salutation = models.CharField(max_length=40, default="", blank=True)
    language = models.CharField(max_length=16, default="", blank=True)
    time_zone = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        indexes = (models.Index(fields=("sort_key", "person"), name="person_by_name"),)


class PersonText(models.Model):
    """What was written about somebody in words."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="text")
    notes = models.TextField(default="", blank=True)


class Affiliation(Record):
    """Somebody's place at one customer: his job, his roles in the buying centre, how he stands to us."""

    field_class: ClassVar[FieldClass] = FieldClass.PERSONAL

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="affiliations", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, related_name="affiliations", db_index=False
    )
    job_title = models.CharField(max_length=120, default="", blank=True)
    department = models.CharField(max_length=120, default="", blank=True)
    # The buying centre: somebody may have several roles in it.
    is_initiator = models.BooleanField(default=False)
    is_user = models.BooleanField(default=False)
    is_influencer = models.BooleanField(default=False)
    is_decider = models.BooleanField(default=False)
    is_buyer = models.BooleanField(default=False)
    is_gatekeeper = models.BooleanField(default=False)
    attitude = models.CharField(max_length=10, choices=Attitude.choices, default=Attitude.UNKNOWN)
    # Of several customers the one that he is reached at; of one customer the one to turn to first is a matter of roles.
    is_main = models.BooleanField(default=False)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("person", "customer"), name="one_live_affiliation", condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="an_affiliation_ends_after_it_began",
            ),
        )
        indexes = (
            models.Index(fields=("customer", "person"), name="affiliation_by_customer"),
            models.Index(fields=("person", "customer"), name="affiliation_by_person"),
        )


class ReportingLine(Record):
    """Within one customer, somebody reports to somebody else."""

    field_class: ClassVar[FieldClass] = FieldClass.PERSONAL

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.PROTECT, related_name="reporting_lines", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reports_to")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reports")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("customer", "person"), name="one_manager_at_a_customer"),
            models.CheckConstraint(condition=~Q(person=F("manager")), name="nobody_reports_to_himself"),
        )


class Tie(Record):
    """How well one of us knows somebody."""

    field_class: ClassVar[FieldClass] = FieldClass.PERSONAL

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ties", db_index=False)
    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    strength = models.PositiveSmallIntegerField(choices=Strength.choices, default=Strength.MET)
    how = models.CharField(max_length=200, default="", blank=True, verbose_name=_("How they know each other"))
    since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "user"), name="one_tie_to_each_of_us"),)
        indexes = (models.Index(fields=("user", "person"), name="tie_by_user"),)


class Channel(Record):
    """A way to reach somebody. ``match`` is its value for comparing: digits of a number, mails in small letters."""

    field_class: ClassVar[FieldClass] = FieldClass.PERSONAL

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="channels", db_index=False)
    kind = models.CharField(max_length=10, choices=ChannelKind.choices)
    value = models.CharField(max_length=254)
    match = models.CharField(max_length=254, default="", blank=True)
    label = models.CharField(max_length=60, default="", blank=True)
    preferred = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "kind", "value"), name="one_channel_of_a_kind"),)
        indexes = (models.Index(fields=("match",), name="channel_by_value"),)


class Erasure(models.Model):
    """The proof that somebody was erased: which key, when, by whom, how many rows where. No data of him."""

    person = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey("access.User", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, default="", blank=True)
    rows = models.JSONField(default=dict)
