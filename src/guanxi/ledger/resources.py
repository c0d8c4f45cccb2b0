"""What is shown, filtered, exported and filled in of the share ledger, with the class of each field."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.resources import Field, Kind, OpenResource, Resource
from guanxi.ledger import rollup
from guanxi.ledger.models import Confidence, Measure, SourceClass
from guanxi.lifecycle.vocabulary import STAGES, STRATEGIC

_S = FieldClass.SUMMARY
_B = FieldClass.BUSINESS
_M = FieldClass.MONEY
_T = FieldClass.FREE_TEXT

_CUSTOMER = Field(
    "customer", _("Customer"), Kind.REFERENCE, _B,
    path="customer_id", label_path="customer__name", target="customers",
)  # fmt: skip
_CATEGORY = Field(
    "category", pgettext_lazy("what is bought", "Category"), Kind.REFERENCE, _B,
    path="category_id", label_path="category__name", target="categories", edited=True,
)  # fmt: skip
_CURRENCY = Field("currency", _("Currency"), Kind.TEXT, _B, edited=True, max_length=3)
_RECORDED = (
    Field("recorded_at", pgettext_lazy("a fact", "Recorded"), Kind.DATETIME, _B),
    Field(
        "recorded_by", pgettext_lazy("a fact", "Recorded by"), Kind.REFERENCE, _B,
        path="recorded_by_id", label_path="recorded_by__name", target="users",
    ),
)  # fmt: skip
# A fact that was corrected or taken back is no row of any list; the history of a customer shows it.
_COUNTS: Final = {"superseded_at__isnull": True}

PURCHASES = Resource(
    name="purchases",
    model="ledger.Purchase",
    label=_("Purchase"),
    plural=_("Purchases"),
    row_class=_M,
    customer="customer",
    where=_COUNTS,
    order="-date",
    title="date",
    has_version=False,
    settle=rollup.settle_purchases,
    fields=(
        _CUSTOMER,
        _CATEGORY,
        Field(
            "date", pgettext_lazy("of a purchase", "Date"), Kind.DATE, _B, sort="date", edited=True, required=True
        ),
        Field("amount", pgettext_lazy("of a purchase", "Amount"), Kind.MONEY, _M, edited=True, required=True),
        _CURRENCY,
        Field("base", _("In the currency of the company"), Kind.MONEY, _M),
        Field(
            "one_off", _("One-off"), Kind.BOOLEAN, _B, edited=True,
            help=_("A project or another purchase that does not come again; the share is shown without it too."),
        ),
        Field("document", pgettext_lazy("of a purchase", "Document"), Kind.TEXT, _B, edited=True, max_length=120),
        Field("line", pgettext_lazy("of a document", "Line"), Kind.TEXT, _B, edited=True, max_length=60),
        *_RECORDED,
    ),
)  # fmt: skip

TOTALS = Resource(
    name="totals",
    model="ledger.ProcurementTotal",
    label=_("Total purchases"),
    plural=_("Totals"),
    row_class=_M,
    customer="customer",
    where=_COUNTS,
    order="-period_end",
    title="period_end",
    has_version=False,
    settle=rollup.settle_totals,
    fields=(
        _CUSTOMER,
        _CATEGORY,
        Field("measure", _("Stated as"), Kind.CHOICE, _B, choices=tuple(Measure.choices), edited=True),
        # Hundredths: of a currency, or of a per cent.
        Field("low", pgettext_lazy("of a range", "From"), Kind.MONEY, _M, edited=True, required=True),
        Field("high", pgettext_lazy("of a range", "To"), Kind.MONEY, _M, edited=True),
        _CURRENCY,
        Field("period_start", _("First day of the period"), Kind.DATE, _B, edited=True),
        Field("period_end", _("Last day of the period"), Kind.DATE, _B, sort="period_end", edited=True),
        Field("source_class", _("Source class"), Kind.CHOICE, _B, choices=tuple(SourceClass.choices), edited=True),
        Field("stated_on", _("Said on"), Kind.DATE, _B, edited=True),
        Field("said_by", _("Who told us"), Kind.TEXT, _T, path="text__said_by", edited=True),
        Field("note", _("Note"), Kind.TEXT, _T, path="text__note", edited=True, max_length=400),
        *_RECORDED,
    ),
)  # fmt: skip

RIVALS = Resource(
    name="rivals",
    model="ledger.Rival",
    label=pgettext_lazy("another supplier", "Rival"),
    plural=pgettext_lazy("other suppliers", "Rivals"),
    customer="customer",
    where=_COUNTS,
    order="name",
    has_version=False,
    fields=(
        Field(
            "name", pgettext_lazy("of a rival", "Name"), Kind.TEXT, _B, sort="sort_key",
            searched=True, edited=True, required=True,
        ),
        _CUSTOMER,
        _CATEGORY,
        Field("share", pgettext_lazy("of a rival", "Share in per cent"), Kind.MONEY, _M, edited=True),
        Field("confidence", _("How sure"), Kind.CHOICE, _B, choices=tuple(Confidence.choices), edited=True),
        Field("contract_end", _("Contract until"), Kind.DATE, _B, edited=True),
        Field(
            "is_second_source", _("Second source for safety"), Kind.BOOLEAN, _B, edited=True,
        ),
        Field("note", _("Note"), Kind.TEXT, _T, path="text__note", edited=True, max_length=400),
        *_RECORDED,
    ),
)  # fmt: skip

EXIT_NOTICES = Resource(
    name="exit_notices",
    model="ledger.ExitNotice",
    label=_("Exit notice"),
    plural=_("Exit notices"),
    customer="customer",
    where=_COUNTS,
    title="date",
    has_version=False,
    settle=rollup.settle_notices,
    fields=(
        _CUSTOMER,
        _CATEGORY,
        Field("date", pgettext_lazy("of an exit notice", "Given on"), Kind.DATE, _B, edited=True, required=True),
        Field("note", _("Note"), Kind.TEXT, _T, path="text__note", edited=True, max_length=400),
        *_RECORDED,
    ),
)  # fmt: skip

OPENINGS = Resource(
    name="openings",
    model="ledger.Opening",
    label=_("Opening position"),
    plural=_("Opening positions"),
    customer="customer",
    where=_COUNTS,
    title="month",
    has_version=False,
    settle=rollup.settle_openings,
    fields=(
        _CUSTOMER,
        _CATEGORY,
        Field("month", pgettext_lazy("of an opening", "Month"), Kind.DATE, _B, edited=True, required=True),
        Field(
            "stage", pgettext_lazy("of a relation", "Stage"), Kind.CHOICE, _B,
            choices=tuple((str(number), word.en) for number, word in enumerate(STAGES[:STRATEGIC], 1)),
            edited=True, required=True,
        ),
        Field(
            "reason", pgettext_lazy("of an opening", "Reason"), Kind.TEXT, _T,
            path="text__reason", edited=True, required=True, max_length=400,
        ),
        *_RECORDED,
    ),
)  # fmt: skip


def _everybody(actor: Actor) -> Q:
    return Q()


def _readers_of_money(actor: Actor) -> Q:
    """What a currency is worth is told to who reads amounts, and to who keeps the settings."""
    may = actor.is_system or actor.is_administrator or actor.reads_from(_M) is not None
    return Q() if may else Q(pk__in=())


CATEGORIES = OpenResource(
    name="categories",
    model="ledger.Category",
    label=pgettext_lazy("what is bought", "Category"),
    plural=pgettext_lazy("what is bought", "Categories"),
    rows=_everybody,
    where={"merged_into__isnull": True},
    order="name",
    settle=rollup.settle_categories,
    fields=(
        Field(
            "name", pgettext_lazy("of a category", "Name"), Kind.TEXT, _S,
            sort="sort_key", edited=True, required=True, max_length=120,
        ),
        Field(
            "parent", pgettext_lazy("of a category", "Part of"), Kind.REFERENCE, _S,
            path="parent_id", label_path="parent__name", target="categories", edited=True,
        ),
        Field("closed_at", pgettext_lazy("of a category", "Closed"), Kind.DATETIME, _S),
    ),
)  # fmt: skip

RATES = OpenResource(
    name="rates",
    model="ledger.Rate",
    label=_("Rate"),
    plural=_("Rates"),
    rows=_readers_of_money,
    where=_COUNTS,
    has_version=False,
    title="currency",
    settle=rollup.settle_rates,
    fields=(
        Field("currency", _("Currency"), Kind.TEXT, _S, edited=True, required=True, max_length=3),
        Field("month", pgettext_lazy("of a rate", "Month"), Kind.DATE, _S, edited=True, required=True),
        Field("rate", pgettext_lazy("of a currency", "Rate in 10⁻¹²"), Kind.INTEGER, _S),
        *_RECORDED,
    ),
)

RESOURCES: Final = (PURCHASES, TOTALS, RIVALS, EXIT_NOTICES, OPENINGS, CATEGORIES, RATES)

# Whose derived rows follow when an undo puts a row of a table back.
BY_MODEL: Final[Mapping[str, Resource]] = {
    "ledger.purchase": PURCHASES,
    "ledger.procurementtotal": TOTALS,
    "ledger.totaltext": TOTALS,
    "ledger.rival": RIVALS,
    "ledger.rivaltext": RIVALS,
    "ledger.exitnotice": EXIT_NOTICES,
    "ledger.exitnoticetext": EXIT_NOTICES,
    "ledger.opening": OPENINGS,
    "ledger.openingtext": OPENINGS,
    "ledger.category": CATEGORIES,
    "ledger.rate": RATES,
}
