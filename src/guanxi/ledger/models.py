"""Tables of the share ledger: dated facts about what customers buy, each with its source.

A fact is never rewritten. Who corrects it writes another one, which names it; the first is superseded from that moment
on, so that what was believed on any day can still be read.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from guanxi.access.keys import new_key
from guanxi.access.levels import FieldClass
from guanxi.access.models import Record, SortKeyField

RATE_UNIT = 10**12  # a rate is kept in units of 10⁻¹²


class Category(Record):
    """Goods that a customer could buy from us or, in our stead, from a rival.

    With facts it is merged into another one (and its facts count there) or closed, never deleted.
    """

    name = models.CharField(max_length=120)
    sort_key = SortKeyField(max_length=480, default="", blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    closed_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        ordering = ("sort_key", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="a_category_has_a_name"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="a_category_is_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="a_category_is_not_merged_into_itself"),
        )

    def __str__(self) -> str:
        return self.name


class Fact(models.Model):
    """What every fact has: who recorded it when, which one it corrects, since when it does not count any more."""

    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class CustomerFact(Fact):
    """A fact about a customer, in one category or (without) about all that he buys."""

    id = models.BigIntegerField(primary_key=True, default=new_key, editable=False)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class Purchase(Fact):
    """A line that a customer bought from us; negative is a return or a credit. Nobody addresses it: keys count up.

    ``base`` is the amount in the currency of the company, by the rate of its month.
    """

    field_class: ClassVar[FieldClass] = FieldClass.MONEY
    derived: ClassVar[frozenset[str]] = frozenset({"base"})

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    date = models.DateField(verbose_name=pgettext_lazy("of a purchase", "Date"))
    month = models.IntegerField()
    amount = models.BigIntegerField(verbose_name=pgettext_lazy("of a purchase", "Amount"))
    currency = models.CharField(max_length=3)
    base = models.BigIntegerField(default=0)
    one_off = models.BooleanField(default=False)
    document = models.CharField(max_length=120, blank=True)
    line = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("customer", "month"), name="purchase_by_customer"),
            models.Index(fields=("category", "customer"), name="purchase_by_category"),
            models.Index(fields=("currency", "month"), name="purchase_by_currency"),
            models.Index(fields=("date", "id"), name="purchase_by_date"),
        )


class MonthlyPurchases(models.Model):
    """The rollup: what the lines of a customer, a category and a month come to, in the currency of the company.

    It follows from the purchases, in the same transaction, and is no part of the change log. ``place`` is the key of
    the category, 0 without one; ``bought`` counts the lines above zero.
    """

    field_class: ClassVar[FieldClass] = FieldClass.MONEY

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, db_index=False, related_name="+")
    place = models.BigIntegerField()
    month = models.IntegerField()
    ours = models.BigIntegerField()
    one_off = models.BigIntegerField(default=0)
    lines = models.PositiveIntegerField()
    bought = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("customer", "place", "month"), name="one_sum_a_month"),)


class SourceClass(models.TextChoices):
    """How good a figure is; the letters of the rules."""

    A = "A", pgettext_lazy("source class", "A: written by the customer, tender, open books")
    B = "B", pgettext_lazy("source class", "B: said by the customer, counted by us")
    C = "C", pgettext_lazy("source class", "C: public figures")
    D = "D", pgettext_lazy("source class", "D: model of the industry")
    E = "E", pgettext_lazy("source class", "E: guess by counting suppliers")


class Measure(models.TextChoices):
    """How a total was stated: as money, or as our share of it."""

    AMOUNT = "amount", pgettext_lazy("how a total is stated", "Total")
    SHARE = "share", pgettext_lazy("how a total is stated", "Our share")


class ProcurementTotal(CustomerFact):
    """What a customer bought in all in some whole months, as somebody stated it.

    ``low`` and ``high`` are the ends of a range, the same where one figure was given: minor units, or hundredths of a
    per cent where it is our share that was stated. The total follows from a share by our net purchases of the months.
    """

    field_class: ClassVar[FieldClass] = FieldClass.MONEY

    measure = models.CharField(max_length=8, choices=Measure.choices, default=Measure.AMOUNT)
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    period_start = models.DateField()
    period_end = models.DateField()
    source_class = models.CharField(max_length=1, choices=SourceClass.choices, default=SourceClass.B)
    stated_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="a_range_rises"),
            models.CheckConstraint(condition=Q(period_start__lt=F("period_end")), name="a_period_goes_on"),
            models.CheckConstraint(
                condition=~Q(measure="share") | Q(low__gt=0, high__lte=10_000), name="a_share_is_above_0_to_100"
            ),
        )
        indexes = (models.Index(fields=("customer", "period_end", "id"), name="total_by_customer"),)


class TotalText(models.Model):
    """Who said it, and what is to be known about it: one to one with the total."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    total = models.OneToOneField(ProcurementTotal, on_delete=models.CASCADE, primary_key=True, related_name="text")
    said_by = models.CharField(max_length=200, default="", blank=True)
    note = models.CharField(max_length=400, default="", blank=True)


class Confidence(models.TextChoices):
    HIGH = "high", pgettext_lazy("confidence", "Sure")
    MEDIUM = "medium", pgettext_lazy("confidence", "Likely")
    LOW = "low", pgettext_lazy("confidence", "A guess")


class Rival(CustomerFact):
    """Somebody else who sells to the customer: with which share, how sure we are, until when his contract runs."""

    name = models.CharField(max_length=200)
    sort_key = SortKeyField(max_length=700, default="", blank=True)
    share = models.PositiveSmallIntegerField(null=True, blank=True)  # hundredths of a per cent
    confidence = models.CharField(max_length=8, choices=Confidence.choices, default=Confidence.MEDIUM)
    contract_end = models.DateField(null=True, blank=True)
    # The customer keeps him for safety alone.
    is_second_source = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="a_rival_has_a_name"),
            models.CheckConstraint(condition=Q(share__isnull=True) | Q(share__lte=10_000), name="a_rival_has_a_part"),
        )
        indexes = (models.Index(fields=("sort_key", "id"), name="rival_by_name"),)


class RivalText(models.Model):
    """What is to be known about a rival at this customer: one to one with it."""

    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    rival = models.OneToOneField(Rival, on_delete=models.CASCADE, primary_key=True, related_name="text")
    note = models.CharField(max_length=400, default="", blank=True)


class ExitNotice(CustomerFact):
    """The customer said that he stops buying. One that was taken back is withdrawn: it counts no more."""

    date = models.DateField()


class ExitNoticeText(models.Model):
    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    notice = models.OneToOneField(ExitNotice, on_delete=models.CASCADE, primary_key=True, related_name="text")
    note = models.CharField(max_length=400, default="", blank=True)


class Opening(CustomerFact):
    """The stage in which a relation entered the ledger, whose history is elsewhere; signed by who recorded it."""

    month = models.DateField()  # its first day
    stage = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(stage__gte=1, stage__lte=4), name="an_opening_has_a_stage"),
            models.UniqueConstraint(
                fields=("customer", "category"), name="one_opening_a_category",
                condition=Q(superseded_at__isnull=True, category__isnull=False),
            ),
            models.UniqueConstraint(
                fields=("customer",), name="one_opening_an_account",
                condition=Q(superseded_at__isnull=True, category__isnull=True),
            ),
        )  # fmt: skip


class OpeningText(models.Model):
    field_class: ClassVar[FieldClass] = FieldClass.FREE_TEXT

    opening = models.OneToOneField(Opening, on_delete=models.CASCADE, primary_key=True, related_name="text")
    reason = models.CharField(max_length=400, default="", blank=True)


class Rate(Fact):
    """What one unit of a currency was worth in that of the company, on average of a month; it holds on until the next.

    Of the months before the first rate the first one holds too: a line is never left out for want of a rate.
    """

    id = models.BigIntegerField(primary_key=True, default=new_key, editable=False)
    currency = models.CharField(max_length=3)
    month = models.DateField()  # its first day
    rate = models.BigIntegerField()  # in units of RATE_UNIT

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(rate__gt=0), name="a_rate_is_above_0"),
            models.UniqueConstraint(
                fields=("currency", "month"), name="one_rate_a_month", condition=Q(superseded_at__isnull=True)
            ),
        )
