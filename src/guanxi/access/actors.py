"""Who acts, with the rights of this moment: read afresh for each request, job and chunk, never cached beyond it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanxi.access.levels import FieldClass, Level, Relation
from guanxi.access.models import Department, Membership, Team, User
from guanxi.errors import Denied

# What somebody without a department reads once a share gives him a level.
_READS_WITHOUT_DEPARTMENT = {
    FieldClass.SUMMARY: Level.INDIRECT,
    FieldClass.BUSINESS: Level.READ,
    FieldClass.PERSONAL: Level.READ,
    FieldClass.FREE_TEXT: Level.READ,
}


@dataclass(frozen=True)
class Place:
    """A department that the actor belongs to, as far as access speaks of it."""

    key: int
    slug: str
    leads: bool
    name_en: str = ""
    name_zh: str = ""

    @property
    def name(self) -> str:
        return self.name_zh if self.name_zh and str(get_language()).startswith("zh") else self.name_en


@dataclass(frozen=True)
class Actor:
    """One of us, or the system itself for the few jobs that the import contract names.

    ``levels`` holds the best level that any of his departments gives to a relation; ``engaged`` gives it by department,
    since only the engaged department has it. ``reads`` holds the lowest level from which he reads a class: None, never.
    """

    user_id: int
    username: str
    name: str
    places: tuple[Place, ...] = ()
    teams: frozenset[int] = frozenset()
    led_teams: frozenset[int] = frozenset()
    levels: Mapping[Relation, Level] = field(default_factory=dict)
    engaged: Mapping[int, Level] = field(default_factory=dict)
    reads: Mapping[FieldClass, Level | None] = field(default_factory=dict)
    is_administrator: bool = False
    is_auditor: bool = False
    creates_customers: bool = False
    creates_as_owner: bool = False
    language: str = "en"
    time_zone: str = "UTC"
    # Who looks through somebody else's eyes reads only, and the trail names both.
    viewed_by: int | None = None
    is_system: bool = False
    # What was read once for this request and does not depend on rights, such as the declarations of custom fields.
    remembered: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def departments(self) -> frozenset[int]:
        return frozenset(place.key for place in self.places)

    def level(self, relation: Relation) -> Level:
        return self.levels.get(relation, Level.NONE)

    def reads_from(self, field_class: FieldClass | str) -> Level | None:
        return self.reads.get(FieldClass(field_class))

    def as_viewed_by(self, viewer: int) -> "Actor":
        """The same eyes, read-only, used by a colleague."""
        return replace(self, viewed_by=viewer)


def load_actor(user: int | User) -> Actor:
    """The actor of an active user, in two or three statements; Denied for who is disabled or unknown."""
    if isinstance(user, int):
        found = User.objects.filter(pk=user).first()
        if found is None:
            raise Denied(_("This user does not exist."))
        user = found
    if not user.is_active:
        raise Denied(_("This user is disabled."))
    memberships = list(Membership.objects.filter(user=user).select_related("department").order_by("id"))
    return _actor(user, memberships, _team_lines if any(m.leads for m in memberships) else list)


def load_actors() -> list[Actor]:
    """All active users in three statements, sorted by name: for a page that shows who sees a customer."""
    memberships: dict[int, list[Membership]] = {}
    for membership in Membership.objects.select_related("department").order_by("id"):
        memberships.setdefault(membership.user_id, []).append(membership)
    teams = _team_lines()
    users = User.objects.filter(is_active=True).order_by("sort_key", "id")
    return [_actor(user, memberships.get(user.pk, []), lambda: teams) for user in users]


def _team_lines() -> list[tuple[int, int | None, int]]:
    return list(Team.objects.values_list("id", "parent_id", "department_id"))


def _actor(
    user: User, memberships: Sequence[Membership], teams: Callable[[], list[tuple[int, int | None, int]]]
) -> Actor:  # fmt: skip
    departments = {membership.department_id: membership.department for membership in memberships}
    led_departments = {m.department_id for m in memberships if m.leads and m.team_id is None}
    led_teams = {m.team_id for m in memberships if m.leads and m.team_id is not None}
    return Actor(
        user_id=user.pk,
        username=user.username,
        name=str(user),
        places=tuple(
            Place(key, department.slug, key in led_departments, department.name_en, department.name_zh)
            for key, department in departments.items()
        ),
        teams=frozenset(m.team_id for m in memberships if m.team_id is not None),
        led_teams=_with_teams_below(led_teams, led_departments, teams()),
        levels={
            relation: max((d.level(relation) for d in departments.values()), default=Level.NONE)
            for relation in Relation
        },
        engaged={key: department.level(Relation.ENGAGED) for key, department in departments.items()},
        reads=_best_reads(list(departments.values())) if departments else _READS_WITHOUT_DEPARTMENT,
        is_administrator=user.is_administrator,
        is_auditor=user.is_auditor,
        creates_customers=any(d.level_otherwise for d in departments.values()),
        creates_as_owner=any(d.creates_as_owner for d in departments.values()),
        language=user.language,
        time_zone=user.time_zone,
    )


def _best_reads(departments: Sequence[Department]) -> dict[FieldClass, Level | None]:
    return {
        field_class: min((level for d in departments if (level := d.reads_from(field_class)) is not None), default=None)
        for field_class in FieldClass
    }


def _with_teams_below(
    led: set[int], departments: set[int], teams: list[tuple[int, int | None, int]]
) -> frozenset[int]:  # fmt: skip
    below: dict[int | None, list[int]] = {}
    found = set(led)
    for key, parent, department in teams:
        below.setdefault(parent, []).append(key)
        if department in departments:
            found.add(key)
    waiting = list(led)
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found)


def system_actor(name: str) -> Actor:
    """For jobs that judge or clean without anybody having asked: reads and writes everything.

    Who may call it is a short list in the import contract.
    """
    everything: dict[FieldClass, Level | None] = dict.fromkeys(FieldClass, Level.NONE)
    return Actor(
        user_id=0,
        username=name,
        name=name,
        levels=dict.fromkeys(Relation, Level.FULL),
        reads=everything | {FieldClass.SECRET: None},
        is_system=True,
    )
