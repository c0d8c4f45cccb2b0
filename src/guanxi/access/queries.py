"""Reads of access that are no lists: memberships of a user, the tables as a grid, who decides."""

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass, Level, Relation
from guanxi.access.models import Department, Membership, User


def memberships_of(actor: Actor, user: int) -> list[tuple[int, int | None, bool]]:
    """(department, team or None, leads) of one of us, for administrators and himself; nothing for others."""
    if not (actor.is_administrator or actor.is_system or actor.user_id == user):
        return []
    lines = Membership.objects.filter(user=user).order_by("id")
    return list(lines.values_list("department_id", "team_id", "leads"))


def tables(_actor: Actor) -> list[tuple[Department, dict[Relation, Level], dict[FieldClass, Level | None]]]:
    """Both tables, a row for each department: level by relation, and level from which a class is read."""
    classes = [field_class for field_class in FieldClass if field_class != FieldClass.SECRET]
    return [
        (
            department,
            {relation: department.level(relation) for relation in Relation},
            {field_class: department.reads_from(field_class) for field_class in classes},
        )
        for department in Department.objects.all()
    ]


def user_called(username: str) -> int | None:
    """The key of an active user, for commands that name one."""
    return User.objects.filter(username__iexact=username, is_active=True).values_list("pk", flat=True).first()
