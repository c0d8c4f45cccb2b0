"""What is shown, filtered and sorted of the assessments, with the class of each field."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.resources import Field, Kind, OpenResource, Resource
from guanxi.access.writing import Work
from guanxi.customers.standing_words import SIGNALS, STAGES, UNKNOWN_SHARE, Band, Direction
from guanxi.relationships import climate_resources, dialogue_resources
from guanxi.relationships.rules import RULES_CHANGED

_S = FieldClass.SUMMARY
_B = FieldClass.BUSINESS
_M = FieldClass.MONEY
_T = FieldClass.FREE_TEXT

_CUSTOMER = Field(
    "customer", _("Customer"), Kind.REFERENCE, _S,
    path="customer_id", label_path="customer__name", target="customers",
)  # fmt: skip
_CATEGORY = Field(
    "category", pgettext_lazy("what is bought", "Category"), Kind.REFERENCE, _B,
    path="category_id", label_path="category__name", target="categories",
)  # fmt: skip
_STAGE = Field("stage", pgettext_lazy("of a relation", "Stage"), Kind.CHOICE, _S, choices=STAGES, sort="stage_order")
_SIGNAL = Field("signal", pgettext_lazy("of a relation", "Signal"), Kind.CHOICE, _B, choices=SIGNALS)

ASSESSMENTS = Resource(
    name="assessments",
    model="relationships.Assessment",
    label=_("Assessment"),
    plural=_("Assessments"),
    customer="customer",
    order="signal",
    title="stage",
    has_version=False,
    fields=(
        _CUSTOMER,
        _CATEGORY,
        Field("month", pgettext_lazy("of an assessment", "Month-end"), Kind.DATE, _S),
        _STAGE,
        Field("band", _("Share band"), Kind.CHOICE, _S, choices=tuple(Band.choices)),
        Field(
            "direction", pgettext_lazy("of a relation", "Direction"), Kind.CHOICE, _S, choices=tuple(Direction.choices)
        ),
        Field(
            "signal", pgettext_lazy("of a relation", "Signal"), Kind.CHOICE, _B, choices=SIGNALS, sort="signal_order"
        ),
        Field("flags", pgettext_lazy("of a relation", "Flags"), Kind.TEXT, _B),
        Field("share", _("Our share in per cent"), Kind.NUMBER, _B, sort="share", never=UNKNOWN_SHARE),
        Field("recent_share", _("Recent share in per cent"), Kind.NUMBER, _B, never=UNKNOWN_SHARE),
        Field("since", _("In this stage since"), Kind.DATE, _B),
        Field("silence", _("Months without purchase"), Kind.INTEGER, _B),
        Field("silence_limit", _("Silence limit in months"), Kind.INTEGER, _B),
        Field("ours_12", _("Bought from us in 12 months"), Kind.MONEY, _M, sort="ours_12"),
        Field("delta_12", _("Against the 12 months before"), Kind.MONEY, _M, sort="delta_12"),
        Field("total_12", _("Total purchases in 12 months"), Kind.MONEY, _M),
        Field("course", _("Share in 36 months"), Kind.TEXT, _B, filters=False),
    ),
)  # fmt: skip

STAGE_CHANGES = Resource(
    name="stage_changes",
    model="relationships.StageChange",
    label=_("Change of stage"),
    plural=_("Changes of stage"),
    customer="customer",
    order="-month",
    title="stage",
    has_version=False,
    fields=(
        _CUSTOMER,
        _CATEGORY,
        Field("month", pgettext_lazy("of an assessment", "Month-end"), Kind.DATE, _B, sort="month"),
        Field("stage_before", _("Stage before"), Kind.CHOICE, _B, choices=STAGES),
        Field("stage", pgettext_lazy("of a relation", "Stage"), Kind.CHOICE, _B, choices=STAGES),
        _SIGNAL,
        Field("found_at", _("Found"), Kind.DATETIME, _B),
    ),
)  # fmt: skip

SIGNAL_MONTHS = Resource(
    name="signals",
    model="relationships.Signal",
    label=pgettext_lazy("of a relation", "Signal"),
    plural=pgettext_lazy("of relations", "Signals"),
    customer="customer",
    order="-since",
    title="signal",
    has_version=False,
    fields=(
        _CUSTOMER,
        _CATEGORY,
        _SIGNAL,
        Field("since", pgettext_lazy("of a signal", "First month"), Kind.DATE, _B, sort="since"),
        Field("until", pgettext_lazy("of a signal", "Last month"), Kind.DATE, _B),
        Field("found_at", _("Found"), Kind.DATETIME, _B),
        Field("handled_at", _("Dealt with"), Kind.DATETIME, _B),
        Field(
            "handled_by", pgettext_lazy("of a signal", "Dealt with by"), Kind.REFERENCE, _B,
            path="handled_by_id", label_path="handled_by__name", target="users",
        ),
    ),
)  # fmt: skip

OVERRIDES = Resource(
    name="overrides",
    model="relationships.Override",
    label=_("Shown stage"),
    plural=_("Shown stages"),
    customer="customer",
    where={"ended_at__isnull": True},
    title="stage",
    fields=(
        _CUSTOMER,
        Field(
            "category", pgettext_lazy("what is bought", "Category"), Kind.REFERENCE, _B,
            path="category_id", label_path="category__name", target="categories", edited=True,
        ),
        Field(
            "stage", _("Stage to be shown"), Kind.CHOICE, _B, choices=STAGES[:4], edited=True, required=True
        ),
        Field("computed", _("Stage as computed then"), Kind.CHOICE, _B, choices=STAGES),
        Field("until", pgettext_lazy("of an override", "Until"), Kind.DATE, _B, edited=True, required=True),
        Field(
            "author", pgettext_lazy("of an override", "By"), Kind.REFERENCE, _B,
            path="author_id", label_path="author__name", target="users",
        ),
        Field(
            "reason", pgettext_lazy("of an override", "Reason"), Kind.TEXT, _T,
            path="text__reason", edited=True, required=True, max_length=400,
        ),
    ),
)  # fmt: skip


def _everybody(actor: Actor) -> Q:
    return Q()


def _settle_rules(work: Work, _keys: list[int]) -> None:
    """Other settings replay everything: the worker does it."""
    work.emit(RULES_CHANGED)


RULES = OpenResource(
    name="rules",
    model="relationships.RuleSettings",
    label=_("Settings of the rules"),
    plural=_("Settings of the rules"),
    rows=_everybody,
    has_version=False,
    order="-set_at",
    title="set_at",
    settle=_settle_rules,
    fields=(
        Field("set_at", pgettext_lazy("settings", "Set"), Kind.DATETIME, _S, sort="set_at"),
        Field(
            "set_by", pgettext_lazy("settings", "Set by"), Kind.REFERENCE, _S,
            path="set_by_id", label_path="set_by__name", target="users",
        ),
        Field("parameters", _("Parameters"), Kind.LONG_TEXT, _S, filters=False),
        Field("first_month", _("First month"), Kind.DATE, _S),
    ),
)  # fmt: skip

RESOURCES: Final = (
    ASSESSMENTS,
    STAGE_CHANGES,
    SIGNAL_MONTHS,
    OVERRIDES,
    RULES,
    *dialogue_resources.RESOURCES,
    *climate_resources.RESOURCES,
)

BY_MODEL: Final[Mapping[str, Any]] = {
    "relationships.override": OVERRIDES,
    "relationships.overridetext": OVERRIDES,
    "relationships.rulesettings": RULES,
    **dialogue_resources.BY_MODEL,
    **climate_resources.BY_MODEL,
}
