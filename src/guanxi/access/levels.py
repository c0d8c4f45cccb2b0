"""The words of access: levels, relations, field classes. `docs/access.md` prints the tables made of them."""

from enum import IntEnum, StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(IntEnum):
    """How much of a customer somebody may see and do; grants only add, the highest counts."""

    NONE = 0
    INDIRECT = 1
    READ = 2
    EDIT = 3
    FULL = 4

    @property
    def label(self) -> Promise:
        return _LEVEL_LABELS[self]


_LEVEL_LABELS: dict[Level, Promise] = {
    Level.NONE: pgettext_lazy("level of access", "none"),
    Level.INDIRECT: pgettext_lazy("level of access", "indirect"),
    Level.READ: pgettext_lazy("level of access", "read"),
    Level.EDIT: pgettext_lazy("level of access", "edit"),
    Level.FULL: pgettext_lazy("level of access", "full"),
}


class Relation(StrEnum):
    """How somebody stands to a customer by the tables of his departments (shares come on top)."""

    OWNER = "owner"
    TEAM = "team"
    LEAD = "lead"
    ENGAGED = "engaged"
    OTHERWISE = "otherwise"


class FieldClass(TextChoices):
    """What kind of thing a field tells; the tables say from which level each department reads it."""

    SUMMARY = "summary", pgettext_lazy("field class", "summary")
    BUSINESS = "business", pgettext_lazy("field class", "business")
    PERSONAL = "personal", pgettext_lazy("field class", "personal")
    FREE_TEXT = "free_text", pgettext_lazy("field class", "free text")
    MONEY = "money", pgettext_lazy("field class", "money")
    SECRET = "secret", pgettext_lazy("field class", "secret")


class PrincipalKind(TextChoices):
    """Who can have to do with a customer."""

    USER = "user", _("user")
    TEAM = "team", _("team")
    DEPARTMENT = "department", _("department")
    NOBODY = "nobody", _("nobody")


class InvolvementKind(TextChoices):
    """What somebody has to do with a customer.

    ``nobody`` marks a customer without owner; ``restricted`` and ``gone`` (in the bin, merged into another) are the
    ceilings that take away what other rows grant; ``named`` lifts the ceiling of a restricted customer for one of us.
    """

    OWNER = "owner", _("owner")
    TEAM = "team", _("team")
    ENGAGED = "engaged", _("engaged")
    SHARE = "share", _("share")
    NAMED = "named", _("named")
    NOBODY = "nobody", _("without owner")
    RESTRICTED = "restricted", _("restricted")
    GONE = "gone", _("gone")


LEVEL_CHOICES: tuple[tuple[str, Promise], ...] = tuple((str(level.value), level.label) for level in Level)
