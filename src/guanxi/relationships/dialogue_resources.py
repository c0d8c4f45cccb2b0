"""What is shown, filtered and filled in of needs, conflicts, commitments and roles."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.access.levels import FieldClass
from guanxi.access.resources import Field, Kind, Resource
from guanxi.access.writing import Work
from guanxi.activities.derived import replace_lines
from guanxi.activities.models import TimelineEntry
from guanxi.lifecycle.strategy import ROLES
from guanxi.relationships import dialogue_models as tables
from guanxi.relationships.dialogue_words import ConflictKind, ConflictState, NeedState, Outcome, PromiseState, Side

_S = FieldClass.SUMMARY
_B = FieldClass.BUSINESS
_P = FieldClass.PERSONAL
_T = FieldClass.FREE_TEXT


def _lines(work: Work, keys: list[int], model: Any, resource: str, endings: Iterable[tuple[str, str]]) -> None:
    """Lines of the timeline: when it came up, and when it came to an end."""
    wanted = []
    for row in model._default_manager.filter(pk__in=keys):
        for kind, column in (("", "since"), *endings):
            day = getattr(row, column)
            if day is not None:
                wanted.append(
                    TimelineEntry(
                        customer_id=row.customer_id, at=datetime.combine(day, time(12), UTC),
                        kind=f"{resource}_{kind}" if kind else resource, author_id=row.recorded_by_id,
                        assignee_id=row.owner_id, class_of_entry=_T, resource=resource, record=row.pk,
                    )
                )  # fmt: skip
    replace_lines(resource, keys, wanted)


def _settle_needs(work: Work, keys: list[int]) -> None:
    _lines(work, keys, tables.Need, "needs", [("met", "met_on")])


def _settle_conflicts(work: Work, keys: list[int]) -> None:
    _lines(work, keys, tables.Conflict, "conflicts", [("settled", "settled_on")])


def _settle_commitments(work: Work, keys: list[int]) -> None:
    _lines(work, keys, tables.Commitment, "commitments", [("ended", "ended_on")])


_CUSTOMER = Field(
    "customer", _("Customer"), Kind.REFERENCE, _S,
    path="customer_id", label_path="customer__name", target="customers",
)  # fmt: skip
_PERSON = Field(
    "person", pgettext_lazy("who said it", "Person"), Kind.REFERENCE, _P,
    path="person_id", label_path="person__identity__name", target="people", edited=True,
)  # fmt: skip
_OWNER = Field(
    "owner", pgettext_lazy("of a matter", "Responsible"), Kind.REFERENCE, _B,
    path="owner_id", label_path="owner__name", target="users", edited=True,
)  # fmt: skip
_SINCE = Field("since", pgettext_lazy("of a matter", "Since"), Kind.DATE, _B, sort="since", edited=True)
_RECORDED_BY = Field(
    "recorded_by", _("Recorded by"), Kind.REFERENCE, _B,
    path="recorded_by_id", label_path="recorded_by__name", target="users",
)  # fmt: skip


def _text(name: str, label: Any, *, required: bool = False, length: int = 400, searched: bool = False) -> Field:
    return Field(
        name, label, Kind.TEXT if length <= 400 else Kind.LONG_TEXT, _T, path=f"text__{name}", edited=True,
        required=required, max_length=length, searched=searched,
    )  # fmt: skip


NEEDS = Resource(
    name="needs",
    model="relationships.Need",
    label=pgettext_lazy("of a customer", "Need"),
    plural=pgettext_lazy("of customers", "Needs"),
    row_class=_T,
    customer="customer",
    author="recorded_by",
    assignee="owner",
    title="words",
    settle=_settle_needs,
    fields=(
        _text("words", _("In the customer's words"), required=True, searched=True),
        _CUSTOMER,
        Field(
            "state", pgettext_lazy("of a need", "State"), Kind.CHOICE, _B, choices=tuple(NeedState.choices), edited=True
        ),
        Field(
            "category", pgettext_lazy("what is bought", "Category"), Kind.REFERENCE, _B,
            path="category_id", label_path="category__name", target="categories", edited=True,
        ),
        _PERSON,
        Field("since", pgettext_lazy("of a matter", "Since"), Kind.DATE, _B, edited=True),
        Field("offered_on", _("Offered on"), Kind.DATE, _B, edited=True),
        Field("met_on", _("Met on"), Kind.DATE, _B, edited=True),
        _OWNER,
        _text("offer", _("What we offer"), length=4000),
        _RECORDED_BY,
    ),
)  # fmt: skip

CONFLICTS = Resource(
    name="conflicts",
    model="relationships.Conflict",
    label=pgettext_lazy("with a customer", "Conflict"),
    plural=pgettext_lazy("with customers", "Conflicts"),
    row_class=_T,
    customer="customer",
    author="recorded_by",
    assignee="owner",
    order="since",
    title="title",
    settle=_settle_conflicts,
    fields=(
        _text("title", pgettext_lazy("of a conflict", "What it is about"), required=True, length=200, searched=True),
        _CUSTOMER,
        Field(
            "kind", pgettext_lazy("of a conflict", "Kind"), Kind.CHOICE, _B,
            choices=tuple(ConflictKind.choices), edited=True, required=True,
        ),
        Field("state", pgettext_lazy("of a conflict", "State"), Kind.CHOICE, _B, choices=tuple(ConflictState.choices)),
        _SINCE,
        _text("claim", _("What they claim"), searched=True),
        _text("offer", _("What we offer")),
        _text("their_view", _("As they see it"), length=4000),
        _text("our_view", _("As we see it"), length=4000),
        _PERSON,
        _OWNER,
        Field(
            "mediator", _("Mediator"), Kind.REFERENCE, _B,
            path="mediator_id", label_path="mediator__name", target="users", edited=True,
        ),
        Field("settle_by", _("To be settled by"), Kind.DATE, _B, edited=True),
        Field("settled_on", _("Settled on"), Kind.DATE, _B),
        Field("outcome", _("Outcome"), Kind.CHOICE, _B, choices=tuple(Outcome.choices)),
        _text("result", pgettext_lazy("of a conflict", "How it was settled"), length=4000),
        _RECORDED_BY,
    ),
)  # fmt: skip

COMMITMENTS = Resource(
    name="commitments",
    model="relationships.Commitment",
    label=pgettext_lazy("what was promised", "Promise"),
    plural=pgettext_lazy("what was promised", "Promises"),
    row_class=_T,
    customer="customer",
    author="recorded_by",
    assignee="owner",
    title="promise",
    settle=_settle_commitments,
    fields=(
        _text("promise", _("What was promised"), required=True, searched=True),
        _CUSTOMER,
        Field(
            "side", pgettext_lazy("of a promise", "By whom"), Kind.CHOICE, _B,
            choices=tuple(Side.choices), edited=True, required=True,
        ),
        Field("state", pgettext_lazy("of a promise", "State"), Kind.CHOICE, _B, choices=tuple(PromiseState.choices)),
        Field("since", pgettext_lazy("of a matter", "Since"), Kind.DATE, _B, edited=True),
        Field("due", pgettext_lazy("of a promise", "Until"), Kind.DATE, _B, edited=True),
        _PERSON,
        _OWNER,
        Field("ended_on", _("Kept or broken on"), Kind.DATE, _B),
        _text("note", pgettext_lazy("of a promise", "Note")),
        _RECORDED_BY,
    ),
)  # fmt: skip

TEAM_ROLES = Resource(
    name="team_roles",
    model="relationships.TeamRole",
    label=_("Role in the relationship team"),
    plural=_("Relationship team"),
    customer="customer",
    title="role",
    fields=(
        _CUSTOMER,
        Field(
            "role", pgettext_lazy("of salespeople", "Role"), Kind.CHOICE, _B,
            choices=tuple((role.key, role.key) for role in ROLES),
        ),
        Field(
            "user", pgettext_lazy("of a team", "Who"), Kind.REFERENCE, _B,
            path="user_id", label_path="user__name", target="users",
        ),
    ),
)  # fmt: skip

RESOURCES: Final = (NEEDS, CONFLICTS, COMMITMENTS, TEAM_ROLES)
BY_MODEL: Final[Mapping[str, Resource]] = {
    "relationships.need": NEEDS,
    "relationships.needtext": NEEDS,
    "relationships.conflict": CONFLICTS,
    "relationships.conflicttext": CONFLICTS,
    "relationships.commitment": COMMITMENTS,
    "relationships.commitmenttext": COMMITMENTS,
    "relationships.teamrole": TEAM_ROLES,
}
