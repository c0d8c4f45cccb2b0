"""Who we are, as resources: users, departments, teams, custom fields; and the audit trail."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from guanxi.access.actors import Actor
from guanxi.access.events import CHANNELS, EVENTS
from guanxi.access.levels import LEVEL_CHOICES, FieldClass
from guanxi.access.resources import Field, Kind, Many, OpenResource

if TYPE_CHECKING:
    from guanxi.access.reading import Row

_S = FieldClass.SUMMARY
_B = FieldClass.BUSINESS


def _everybody(actor: Actor) -> Q:
    """Colleagues know each other: names, departments and work contacts are open to every user."""
    return Q() if actor.user_id else Q(pk__in=())


def spoken_name(place: "Row") -> str:
    """The name of a department or team in the language of the reader; in English where it has no other."""
    chinese = str(place["name_zh"] or "") if str(get_language()).startswith("zh") else ""
    return chinese or str(place["name_en"])


def _auditors(actor: Actor) -> Q:
    return Q() if actor.is_auditor or actor.is_administrator else Q(pk__in=())


USERS = OpenResource(
    name="users",
    model="access.User",
    label=pgettext_lazy("one of us", "User"),
    plural=_("Users"),
    rows=_everybody,
    order="name",
    fields=(
        Field(
            "name", _("Name"), Kind.TEXT, _S,
            sort="sort_key", searched=True, edited=True, required=True, max_length=120,
        ),
        Field("username", _("User name"), Kind.TEXT, _S, searched=True, max_length=150),
        Field("email", _("Work e-mail"), Kind.EMAIL, _S, edited=True, max_length=254),
        Field("phone", _("Work phone"), Kind.PHONE, _S, edited=True, max_length=60),
        Field("title", _("Job title"), Kind.TEXT, _S, edited=True, max_length=120),
        Field("is_active", _("Active"), Kind.BOOLEAN, _S),
        Field("is_administrator", _("Administrator"), Kind.BOOLEAN, _S),
        Field("is_auditor", _("Auditor"), Kind.BOOLEAN, _S),
        Field("language", _("Language"), Kind.LANGUAGE, _S, edited=True),
        Field("time_zone", _("Time zone"), Kind.TIME_ZONE, _S, edited=True),
        Field(
            "departments", _("Departments"), Kind.MANY, _S, target="departments",
            many=Many("access.Membership", "user", "department__id", "department__name_en", {"team": None}),
        ),
        Field(
            "teams", _("Teams"), Kind.MANY, _S, target="teams",
            many=Many("access.Membership", "user", "team__id", "team__name_en", {"team__isnull": False}),
        ),
    ),
)  # fmt: skip

DEPARTMENTS = OpenResource(
    name="departments",
    model="access.Department",
    label=_("Department"),
    plural=_("Departments"),
    rows=_everybody,
    order="position",
    fields=(
        Field("name_en", _("Name in English"), Kind.TEXT, _S, edited=True, required=True, max_length=80),
        Field("name_zh", _("Name in Chinese"), Kind.TEXT, _S, edited=True, max_length=80),
        Field("slug", _("Short name"), Kind.TEXT, _S),
        Field("position", _("Position"), Kind.INTEGER, _S, sort="position", edited=True, required=True, most=1000),
        Field("creates_as_owner", _("Owns the customers that it creates"), Kind.BOOLEAN, _S, edited=True),
        *(
            Field(f"level_{name}", label, Kind.CHOICE, _S, choices=LEVEL_CHOICES)
            for name, label in (
                ("owner", pgettext_lazy("relation", "Owner")),
                ("team", pgettext_lazy("relation", "Own team")),
                ("lead", pgettext_lazy("relation", "Lead above it")),
                ("engaged", pgettext_lazy("relation", "Engaged")),
                ("otherwise", pgettext_lazy("relation", "Otherwise")),
            )
        ),
        *(
            Field(f"reads_{field_class.value}", field_class.label, Kind.CHOICE, _S, choices=LEVEL_CHOICES)
            for field_class in FieldClass
            if field_class != FieldClass.SECRET
        ),
    ),
    title="name_en",
)

TEAMS = OpenResource(
    name="teams",
    model="access.Team",
    label=_("Team"),
    plural=_("Teams"),
    rows=_everybody,
    order="name_en",
    fields=(
        Field(
            "name_en", _("Name in English"), Kind.TEXT, _S, sort="name_en", edited=True, required=True, max_length=80,
        ),
        Field("name_zh", _("Name in Chinese"), Kind.TEXT, _S, edited=True, max_length=80),
        Field(
            "department", _("Department"), Kind.REFERENCE, _S, path="department_id", label_path="department__name_en",
            target="departments", required=True,
        ),
        Field(
            "parent", _("Part of"), Kind.REFERENCE, _S, path="parent_id", label_path="parent__name_en", target="teams",
            edited=True,
        ),
    ),
    title="name_en",
)  # fmt: skip

CUSTOM_FIELDS = OpenResource(
    name="custom_fields",
    model="access.CustomField",
    label=_("Custom field"),
    plural=_("Custom fields"),
    rows=_everybody,
    order="position",
    fields=(
        Field("resource", _("On"), Kind.TEXT, _S),
        Field("slug", _("Short name"), Kind.TEXT, _S),
        Field("label_en", _("Label in English"), Kind.TEXT, _S, edited=True, required=True, max_length=80),
        Field("label_zh", _("Label in Chinese"), Kind.TEXT, _S, edited=True, max_length=80),
        Field("kind", _("Type"), Kind.TEXT, _S),
        Field("class_of_field", _("Field class"), Kind.CHOICE, _S, choices=tuple(FieldClass.choices), edited=True),
        Field("choices", _("Choices"), Kind.TEXT, _S, filters=False),
        Field("position", _("Position"), Kind.INTEGER, _S, sort="position", edited=True, required=True, most=1000),
        Field("retired", _("Retired"), Kind.BOOLEAN, _S),
    ),
    title="label_en",
)

AUDIT = OpenResource(
    name="audit",
    model="access.AuditEvent",
    label=_("Audit event"),
    plural=_("Audit trail"),
    rows=_auditors,
    order="-at",
    has_version=False,
    title="kind",
    fields=(
        Field("at", _("When"), Kind.DATETIME, _S, sort="id"),
        Field("actor", _("Who"), Kind.REFERENCE, _S, path="actor_id", label_path="actor__name", target="users"),
        Field(
            "as_user",
            _("Through the eyes of"),
            Kind.REFERENCE,
            _S,
            path="as_user_id",
            label_path="as_user__name",
            target="users",
        ),
        Field("kind", _("Event"), Kind.CHOICE, _S, choices=EVENTS),
        Field("channel", _("Channel"), Kind.CHOICE, _S, choices=CHANNELS),
        Field("resource", _("Resource"), Kind.TEXT, _S),
        Field("record", _("Record"), Kind.INTEGER, _S),
        Field("details", _("Details"), Kind.LONG_TEXT, _S, filters=False),
    ),
)

__all__ = ["AUDIT", "CUSTOM_FIELDS", "DEPARTMENTS", "TEAMS", "USERS"]
