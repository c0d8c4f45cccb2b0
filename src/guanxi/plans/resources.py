"""What is shown and filled in of the strategy book and of the process of a customer."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.resources import Field, Kind, Label, Many, OpenResource, Resource
from guanxi.customers.standing_words import SIGNALS
from guanxi.lifecycle.strategy import CHECKLIST, ROLES
from guanxi.lifecycle.triggers import On
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.plans.models import LONGEST_LIST
from guanxi.plans.states import Cause, Detail, PlanState, PlayState, RepairState

_S = FieldClass.SUMMARY
_B = FieldClass.BUSINESS
_M = FieldClass.MONEY
_T = FieldClass.FREE_TEXT


def _everybody(actor: Actor) -> Q:
    """The book is of the whole company."""
    return Q() if actor.user_id or actor.is_system else Q(pk__in=())


def _both(name: str, label: Label, *, kind: Kind = Kind.TEXT, required: bool = False, length: int = 200) -> list[Field]:
    """The field in either language."""
    return [
        Field(
            f"{name}_{code}", format_lazy("{} ({})", label, language), kind, _S,
            edited=True, required=required, max_length=length,
        )
        for code, language in (("en", "English"), ("zh", "中文"))
    ]  # fmt: skip


def _list(name: str, label: Label) -> list[Field]:
    return _both(name, label, kind=Kind.LONG_TEXT, length=LONGEST_LIST)


_EDITED = (
    Field("number", pgettext_lazy("of a text", "Edition"), Kind.INTEGER, _S),
    Field("at", pgettext_lazy("of a text", "Edited"), Kind.DATETIME, _S),
    Field(
        "by", pgettext_lazy("of a text", "Edited by"), Kind.REFERENCE, _S,
        path="by_id", label_path="by__name", target="users",
    ),
)  # fmt: skip

SHEETS = OpenResource(
    name="strategy_sheets",
    model="plans.StrategySheet",
    label=_("Strategy of a stage"),
    plural=_("Strategies of stages"),
    rows=_everybody,
    title="position_en",
    has_version=False,
    fields=(
        Field("stage", _("Stage"), Kind.INTEGER, _S),
        *_both("position", _("Our position"), required=True),
        *_list("drivers", _("Driving factors")),
        *_list("goals", _("Goals")),
        *_list("countermeasures", _("Countermeasures")),
        *_EDITED,
    ),
)

PLAYS = OpenResource(
    name="play_editions",
    model="plans.PlayEdition",
    label=pgettext_lazy("of the playbook", "Play"),
    plural=pgettext_lazy("of the playbook", "Plays"),
    rows=_everybody,
    title="title_en",
    has_version=False,
    fields=(
        Field("key", pgettext_lazy("of a play", "Number"), Kind.TEXT, _S, max_length=12),
        *_both("title", pgettext_lazy("of a play", "Title"), required=True, length=120),
        *_both("what", pgettext_lazy("of a play", "What is done"), length=400),
        *_list("steps", pgettext_lazy("of a play", "Steps")),
        Field("stages", _("Stages"), Kind.TEXT, _S, max_length=20),
        Field(
            "on", pgettext_lazy("of a play", "Trigger"), Kind.CHOICE, _S,
            choices=tuple((on.value, on.value) for on in On), edited=True, required=True,
        ),
        Field(
            "role", pgettext_lazy("of salespeople", "Role"), Kind.CHOICE, _S,
            choices=tuple((role.key, role.key) for role in ROLES), edited=True, required=True,
        ),
        Field(
            "department", _("Department"), Kind.REFERENCE, _S,
            path="department_id", label_path="department__name_en", target="departments", edited=True, required=True,
        ),
        *_both("changes", pgettext_lazy("of a play", "What it should change")),
        Field(
            "due", pgettext_lazy("of a play", "Due after"), Kind.INTEGER, _S, edited=True, required=True, most=400,
            help=_("Working days."),
        ),
        Field(
            "after", pgettext_lazy("of a play", "Begins after"), Kind.INTEGER, _S, edited=True, most=400,
            help=_("Working days from the trigger."),
        ),
        Field("in_use", _("In use"), Kind.BOOLEAN, _S, edited=True),
        Field(
            "starts_by_itself", _("Starts by itself"), Kind.BOOLEAN, _S, edited=True,
            help=_("Otherwise it is proposed, and somebody starts it."),
        ),
        *_EDITED,
    ),
)  # fmt: skip

PROOFS = Resource(
    name="proofs",
    model="plans.Proof",
    label=_("Proof of a step"),
    plural=_("Proofs of steps"),
    row_class=_T,
    customer="customer",
    title="proof",
    fields=(
        Field(
            "customer", _("Customer"), Kind.REFERENCE, _S,
            path="customer_id", label_path="customer__name", target="customers",
        ),
        Field(
            "item", pgettext_lazy("of the process", "Step"), Kind.CHOICE, _B,
            choices=tuple((item.key, item.key) for item in CHECKLIST),
        ),
        Field(
            "proof", pgettext_lazy("of the process", "Proof"), Kind.TEXT, _T, edited=True, required=True,
            max_length=400, searched=True,
        ),
        Field("on", pgettext_lazy("of the process", "Done on"), Kind.DATE, _B, edited=True),
        Field(
            "recorded_by", _("Recorded by"), Kind.REFERENCE, _B,
            path="recorded_by_id", label_path="recorded_by__name", target="users",
        ),
    ),
)  # fmt: skip

_CUSTOMER = Field(
    "customer", _("Customer"), Kind.REFERENCE, _S,
    path="customer_id", label_path="customer__name", target="customers",
)  # fmt: skip
_CATEGORY = Field(
    "category", pgettext_lazy("what is bought", "Category"), Kind.REFERENCE, _B,
    path="category_id", label_path="category__name", target="categories",
)  # fmt: skip

# Shares are hundredths of a per cent.
_SHARE_THEN = Field("share_then", _("Share then"), Kind.INTEGER, _B)
_SHARE_LATER = Field("share_later", _("Share later"), Kind.INTEGER, _B)

RUNNING_PLAYS = Resource(
    name="plays",
    model="plans.Play",
    label=pgettext_lazy("with a customer", "Play"),
    plural=pgettext_lazy("with a customer", "Plays"),
    customer="customer",
    order="-proposed_at",
    title="key",
    fields=(
        _CUSTOMER,
        _CATEGORY,
        Field("key", pgettext_lazy("of a play", "Number"), Kind.TEXT, _B, max_length=12),
        Field("edition", pgettext_lazy("of a text", "Edition"), Kind.INTEGER, _B),
        Field("state", pgettext_lazy("of a play", "State"), Kind.CHOICE, _B, choices=tuple(PlayState.choices)),
        Field("on", pgettext_lazy("of a play", "Trigger"), Kind.TEXT, _B, max_length=40),
        Field("repair", _("Repair"), Kind.INTEGER, _B, path="episode_id", filters=False),
        Field(
            "proposed_to", _("Proposed to"), Kind.REFERENCE, _B,
            path="proposed_to_id", label_path="proposed_to__name", target="users",
        ),
        Field("proposed_at", _("Proposed"), Kind.DATETIME, _B, path="created_at", sort="created_at"),
        Field("started_at", pgettext_lazy("of a play", "Started"), Kind.DATETIME, _B),
        Field("closed_at", pgettext_lazy("of a play", "Closed"), Kind.DATETIME, _B),
        _SHARE_THEN,
        Field("signal_then", _("Signal then"), Kind.CHOICE, _B, choices=SIGNALS),
        Field("look_again", _("Looked at again on"), Kind.DATE, _B),
        _SHARE_LATER,
        Field("signal_later", _("Signal later"), Kind.CHOICE, _B, choices=SIGNALS),
        Field("reason", pgettext_lazy("of a play", "Reason"), Kind.TEXT, _T, path="text__reason", max_length=400),
        Field(
            "result", pgettext_lazy("of a play", "Result"), Kind.LONG_TEXT, _T, path="text__result", edited=True,
            required=True, max_length=4000,
        ),
    ),
)  # fmt: skip

REPAIRS = Resource(
    name="repairs",
    model="plans.Episode",
    label=_("Repair"),
    plural=_("Repairs"),
    customer="customer",
    order="-proposed_at",
    title="signal",
    fields=(
        _CUSTOMER,
        _CATEGORY,
        Field("state", pgettext_lazy("of a repair", "State"), Kind.CHOICE, _B, choices=tuple(RepairState.choices)),
        Field("signal", pgettext_lazy("of a relation", "Signal"), Kind.CHOICE, _B, choices=SIGNALS),
        Field("month", pgettext_lazy("of a signal", "Month"), Kind.INTEGER, _B, filters=False),
        Field(
            "cause", pgettext_lazy("of a fall", "Cause"), Kind.CHOICE, _B,
            choices=tuple(Cause.choices), edited=True,
        ),
        Field(
            "detail", pgettext_lazy("of a fall", "What exactly"), Kind.CHOICE, _B,
            choices=tuple(Detail.choices), edited=True,
        ),
        Field("is_ours", _("The cause lies with us"), Kind.BOOLEAN, _B, edited=True),
        Field("rival", _("To whom the business goes"), Kind.TEXT, _B, edited=True),
        Field(
            "owner", pgettext_lazy("of a repair", "Responsible"), Kind.REFERENCE, _B,
            path="owner_id", label_path="owner__name", target="users", edited=True,
        ),
        Field(
            "departments", _("Departments"), Kind.MANY, _B, target="departments", edited=True,
            many=Many("plans.EpisodeDepartment", "episode", "department_id", "department__name_en"),
        ),
        Field("deadline", pgettext_lazy("of a repair", "Deadline"), Kind.DATE, _B, edited=True),
        Field("next_contact", _("Next contact"), Kind.DATE, _B, edited=True),
        Field("proposed_at", _("Proposed"), Kind.DATETIME, _B, path="created_at", sort="created_at"),
        Field("started_at", pgettext_lazy("of a repair", "Started"), Kind.DATETIME, _B),
        Field("closed_at", pgettext_lazy("of a repair", "Closed"), Kind.DATETIME, _B),
        _SHARE_THEN,
        _SHARE_LATER,
        Field("ours_then", _("Bought in the 12 months before"), Kind.MONEY, _M, path="money__ours_then"),
        Field("ours_later", _("Bought in the 12 months until the end"), Kind.MONEY, _M, path="money__ours_later"),
        Field("what", _("What happened"), Kind.TEXT, _T, path="text__what", edited=True, max_length=400),
        Field(
            "measures", _("What we do against it"), Kind.LONG_TEXT, _T, path="text__measures", edited=True,
            max_length=4000,
        ),
        Field(
            "lesson", _("What we learned"), Kind.LONG_TEXT, _T, path="text__lesson", edited=True, max_length=4000
        ),
    ),
)  # fmt: skip

ACCOUNT_PLANS = Resource(
    name="account_plans",
    model="plans.AccountPlan",
    label=_("Account plan"),
    plural=_("Account plans"),
    customer="customer",
    title="begins",
    fields=(
        _CUSTOMER,
        Field("begins", pgettext_lazy("of a plan", "From"), Kind.DATE, _B, edited=True, required=True),
        Field("ends", pgettext_lazy("of a plan", "To"), Kind.DATE, _B, edited=True, required=True),
        Field("state", pgettext_lazy("of a plan", "State"), Kind.CHOICE, _B, choices=tuple(PlanState.choices)),
        Field(
            "owner", pgettext_lazy("of a plan", "Responsible"), Kind.REFERENCE, _B,
            path="owner_id", label_path="owner__name", target="users", edited=True,
        ),
        Field("goal_share", _("Share to reach"), Kind.INTEGER, _B, edited=True, most=10_000),
        _SHARE_THEN,
        Field("approved_at", _("Approved"), Kind.DATETIME, _B),
        Field(
            "approved_by", _("Approved by"), Kind.REFERENCE, _B,
            path="approved_by_id", label_path="approved_by__name", target="users",
        ),
        Field("goal_ours", _("Purchases to reach"), Kind.MONEY, _M, path="money__goal_ours", edited=True),
        Field("budget", _("Budget"), Kind.MONEY, _M, path="money__budget", edited=True),
        Field("ours_then", _("Bought in the 12 months before"), Kind.MONEY, _M, path="money__ours_then"),
        Field(
            "summary", pgettext_lazy("of a plan", "In short"), Kind.LONG_TEXT, _T, path="text__summary", edited=True,
            max_length=4000,
        ),
        Field("chances", _("Chances"), Kind.LONG_TEXT, _T, path="text__chances", edited=True, max_length=4000),
        Field("risks", _("Risks"), Kind.LONG_TEXT, _T, path="text__risks", edited=True, max_length=4000),
    ),
)  # fmt: skip

RESOURCES: Final = (SHEETS, PLAYS, PROOFS, RUNNING_PLAYS, REPAIRS, ACCOUNT_PLANS)
BY_MODEL: Final[Mapping[str, Resource]] = {
    "plans.proof": PROOFS,
    "plans.play": RUNNING_PLAYS,
    "plans.playtext": RUNNING_PLAYS,
    "plans.episode": REPAIRS,
    "plans.episodetext": REPAIRS,
    "plans.episodemoney": REPAIRS,
    "plans.episodedepartment": REPAIRS,
    "plans.accountplan": ACCOUNT_PLANS,
    "plans.accountplantext": ACCOUNT_PLANS,
    "plans.accountplanmoney": ACCOUNT_PLANS,
}
STAGE_DIGITS: Final = frozenset(str(number) for number in range(1, len(STAGES) + 1))
