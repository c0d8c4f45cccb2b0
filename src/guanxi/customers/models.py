"""Tables of customers: who they are, under which names and numbers, where, and how they hang together."""

from datetime import UTC, date, datetime
from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.levels import FieldClass
from guanxi.access.models import Record, SortKeyField
from guanxi.customers.people_models import (
    Affiliation,
    Attitude,
    Channel,
    ChannelKind,
    Erasure,
    Person,
    PersonIdentity,
    PersonText,
    ReportingLine,
    Strength,
    Tie,
)
from guanxi.customers.standing_words import (
    NO_SIGNAL,
    SIGNALS,
    STAGES,
    STANDING_COLUMNS,
    UNKNOWN_SHARE,
    Band,
    Direction,
)

__all__ = [
    "NEVER",
    "NEVER_DAY",
    "AddressUse",
    "Affiliation",
    "Attitude",
    "Channel",
    "ChannelKind",
    "Customer",
    "CustomerAddress",
    "CustomerIdentifier",
    "CustomerName",
    "CustomerText",
    "Erasure",
    "IdentifierScheme",
    "KeptApart",
    "MatchKey",
    "MatchKind",
    "NameKind",
    "Person",
    "PersonIdentity",
    "PersonText",
    "ReportingLine",
    "Script",
    "Strength",
    "Tie",
]

# A column that lists sort by is never null, so that one index serves both directions on every database.
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
NEVER_DAY: Final = date(1970, 1, 1)


class Script(models.TextChoices):
    LATIN = "latin", pgettext_lazy("script", "Latin")
    HAN = "han", pgettext_lazy("script", "Chinese")
    OTHER = "other", pgettext_lazy("script", "other")


class NameKind(models.TextChoices):
    LEGAL = "legal", pgettext_lazy("kind of name", "legal")
    TRADING = "trading", pgettext_lazy("kind of name", "trading")
    FORMER = "former", pgettext_lazy("kind of name", "former")
    SHORT = "short", pgettext_lazy("kind of name", "short")


class IdentifierScheme(models.TextChoices):
    USCC = "uscc", _("Unified social credit code (统一社会信用代码)")
    EU_VAT = "eu_vat", _("VAT number (EU)")
    OTHER = "other", pgettext_lazy("kind of number", "Other number")


class AddressUse(models.TextChoices):
    OFFICE = "office", pgettext_lazy("use of an address", "office")
    WORKS = "works", pgettext_lazy("use of an address", "works")
    DELIVERY = "delivery", pgettext_lazy("use of an address", "delivery")
    INVOICE = "invoice", pgettext_lazy("use of an address", "invoices")


class Customer(Record):
    """A customer: a group, a company or a site. Its key is the customer key of everything that hangs on it."""

    derived: ClassVar[frozenset[str]] = frozenset(
        {"last_touched", "touched_week", "summary_version", "summary_at", "judged", *STANDING_COLUMNS}
    )

    name = models.CharField(max_length=200, verbose_name=_("Name"))
    # Of the name, as `text` makes them.
    sort_key = SortKeyField(max_length=400, default="", blank=True)
    pinyin = models.CharField(max_length=400, default="", blank=True)
    initials = models.CharField(max_length=60, default="", blank=True)
    industry = models.CharField(max_length=30, default="", blank=True)
    country = models.CharField(max_length=2, default="", blank=True)
    region = models.CharField(max_length=120, default="", blank=True)
    city = models.CharField(max_length=120, default="", blank=True)
    size = models.CharField(max_length=20, default="", blank=True)
    size_order = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=16, default="", blank=True)
    time_zone = models.CharField(max_length=60, default="", blank=True)
    website = models.CharField(max_length=200, default="", blank=True)
    # No unique constraint: it would confirm a row that somebody may not see. A second one is a suspected duplicate.
    own_code = SortKeyField(max_length=60, default="", blank=True)
    since = models.DateField(default=NEVER_DAY)

    owner = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="customers", db_index=False
    )
    team = models.ForeignKey("access.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # That of the team, or of the owner: the one to turn to.
    department = models.ForeignKey(
        "access.Department", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="subsidiaries")
    restricted = models.BooleanField(default=False)

    # The last contact; kept by whoever logs contacts, and no part of the change log: it follows from them.
    last_touched = models.DateTimeField(default=NEVER)
    touched_week = models.DateField(default=NEVER_DAY)

    # What the rules say of it as a whole; kept by who judges, and no part of the change log. Before the first fact it
    # stands where everybody begins.
    stage = models.CharField(max_length=12, choices=STAGES, default=STAGES[0][0])
    stage_order = models.PositiveSmallIntegerField(default=1)
    band = models.CharField(max_length=10, choices=Band.choices, default=Band.NONE)
    direction = models.CharField(max_length=10, choices=Direction.choices, default=Direction.STEADY)
    signal = models.CharField(max_length=20, choices=SIGNALS, default="", blank=True)
    signal_order = models.PositiveSmallIntegerField(default=NO_SIGNAL)
    share = models.FloatField(default=UNKNOWN_SHARE)
    ours_12 = models.BigIntegerField(default=0)
    delta_12 = models.BigIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0, editable=False)  # how often: tells who judges of another one

    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # Its index holds only those that have one: SQLite would take one of all for narrowing lists to the others.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="aliases", db_index=False
    )

    # What an indirect reader gets has a version of its own: the other one would tell of fields that he may not read.
    summary_version = models.PositiveIntegerField(default=1, editable=False)
    summary_at = models.DateTimeField(default=NEVER, editable=False)

    class Meta:
        indexes = (
            models.Index(fields=("sort_key", "id"), name="customer_by_name"),
            models.Index(fields=("owner", "sort_key", "id"), name="customer_by_owner"),
            models.Index(fields=("country", "id"), name="customer_by_country"),
            models.Index(fields=("industry", "id"), name="customer_by_industry"),
            models.Index(fields=("size_order", "id"), name="customer_by_size"),
            models.Index(fields=("own_code", "id"), name="customer_by_own_code"),
            models.Index(fields=("since", "id"), name="customer_by_since"),
            models.Index(fields=("created_at", "id"), name="customer_by_created"),
            models.Index(fields=("last_touched", "id"), name="customer_by_touch"),
            models.Index(fields=("touched_week", "id"), name="customer_by_touched_week"),
            models.Index(fields=("stage_order", "id"), name="customer_by_stage"),
            models.Index(fields=("signal_order", "id"), name="customer_by_signal"),
            models.Index(fields=("share", "id"), name="customer_by_share"),
            models.Index(fields=("ours_12", "id"), name="customer_by_ours"),
            models.Index(fields=("delta_12", "id"), name="customer_by_delta"),
            models.Index(fields=("deleted_at",), name="customer_in_the_bin", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=("merged_into",), name="customer_merged", condition=Q(merged_into__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="a_customer_has_a_name"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="a_customer_is_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="a_customer_is_not_merged_into_itself"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def customer_key(self) -> int:
        return self.pk


class CustomerText(models.Model):
    """What was written about a customer in words."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, primary_key=True, related_name="text")
    # What made them look for a supplier.
    trigger_event = models.TextField(default="", blank=True)
    notes = models.TextField(default="", blank=True)


class CustomerName(Record):
    """Another name of a customer: in another script, on the invoice, in everyday speech, of former days."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="names", db_index=False)
    name = models.CharField(max_length=200)
    sort_key = SortKeyField(max_length=400, default="", blank=True)
    kind = models.CharField(max_length=10, choices=NameKind.choices, default=NameKind.TRADING)
    script = models.CharField(max_length=10, choices=Script.choices, default=Script.OTHER)
    language = models.CharField(max_length=16, default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("customer", "name", "kind"), name="one_name_of_a_kind"),
            models.CheckConstraint(condition=~Q(name=""), name="a_name_is_not_empty"),
        )


class CustomerIdentifier(Record):
    """A number by which a state or a register knows a customer, in its normal form; ``valid``: it passed its checks."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="identifiers", db_index=False)
    scheme = models.CharField(max_length=10, choices=IdentifierScheme.choices)
    value = models.CharField(max_length=60)
    valid = models.BooleanField(default=False)
    # Of a number of the third kind: which register gave it.
    label = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("customer", "scheme", "value"), name="one_identifier_of_a_scheme"),
            models.CheckConstraint(condition=~Q(value=""), name="an_identifier_is_not_empty"),
        )
        indexes = (models.Index(fields=("value",), name="identifier_by_value"),)


class CustomerAddress(Record):
    """Where letters, goods and visitors go."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="addresses")
    use = models.CharField(max_length=10, choices=AddressUse.choices, default=AddressUse.OFFICE)
    lines = models.CharField(max_length=400, default="", blank=True)
    postcode = models.CharField(max_length=20, default="", blank=True)
    city = models.CharField(max_length=120, default="", blank=True)
    region = models.CharField(max_length=120, default="", blank=True)
    country = models.CharField(max_length=2, default="", blank=True)


class MatchKind(models.TextChoices):
    NAME = "name", pgettext_lazy("what two records share", "the same name")
    WORD = "word", pgettext_lazy("what two records share", "a similar name")
    CODE = "code", pgettext_lazy("what two records share", "the same own code")
    NUMBER = "number", pgettext_lazy("what two records share", "the same tax number")
    DOMAIN = "domain", pgettext_lazy("what two records share", "the same domain")


class MatchKey(models.Model):
    """By what two records are recognised as one: follows from names, codes, numbers, websites; never edited.

    ``class_of_key`` is the class of the field that it comes from: who may not read that gets no hint from it.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=MatchKind.choices)
    value = SortKeyField(max_length=200)
    class_of_key = models.CharField(max_length=12, choices=FieldClass.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("customer", "kind", "value", "class_of_key"), name="one_match_key"),
        )
        indexes = (models.Index(fields=("kind", "value", "customer"), name="match_key_by_value"),)


class KeptApart(models.Model):
    """Two customers that look like one and are two, as somebody decided; ``first`` has the smaller key."""

    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")

    field_class: ClassVar[FieldClass] = FieldClass.BUSINESS

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="one_decision_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="the_smaller_key_is_first"),
        )
