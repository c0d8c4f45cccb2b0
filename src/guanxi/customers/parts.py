"""What hangs on a customer or on a person: every table with a foreign key to it, also those of subjects above.

A merge moves these rows, a purge takes them along. What is special about a table (it follows from others, or search
entries follow from it) is declared by the subject that owns it, when the application starts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import models

from guanxi.access.resources import Resource
from guanxi.access.writing import Work

_CHUNK: Final = 500


@dataclass(frozen=True)
class Part:
    """Rows of ``model`` whose ``column`` holds the key. ``derived`` rows follow from others and are not on record."""

    model: str
    column: str
    resource: Resource | None = None
    derived: bool = False

    @property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def rows(self, key: int) -> "models.QuerySet[Any]":
        return self.table._default_manager.filter(**{self.column: key}).order_by("pk")


_declared: dict[tuple[str, str], Part] = {}


def hangs_on(
    model: str, column: str = "customer_id", *, resource: Resource | None = None, derived: bool = False
) -> None:  # fmt: skip
    """Says what is special about a table that hangs on a customer or a person; ``resource`` is touched by a move."""
    _declared[model.lower(), column] = Part(model, column, resource, derived)


def parts_of(target: type[models.Model]) -> Iterator[Part]:
    """All tables that hang on customers, or on people; side tables and what points to its own kind are left out."""
    for relation in _relations(target):
        column = relation.field
        if relation.one_to_one or relation.related_model is target:
            continue
        model = relation.related_model._meta.label
        yield _declared.get((model.lower(), column.attname), Part(model, column.attname))


def _relations(target: type[models.Model]) -> list[Any]:
    """All foreign keys to a table, also those without a name on this side ("+")."""
    fields = target._meta.get_fields(include_hidden=True)
    return [f for f in fields if f.auto_created and not f.concrete and (f.one_to_many or f.one_to_one)]


def move(work: Work, part: Part, loser: int, winner: int, *, noted: int | None = None) -> int:
    """Gives the rows of the loser to the winner; one that stands there already is removed. Returns how many moved.

    ``noted`` is the customer under which the changes are noted, where the rows do not say it.
    """
    if part.derived:
        return 0
    rows = list(part.rows(loser))
    if part.resource is not None:
        work.touch(part.resource, *(row.pk for row in rows))
    if rows and not any(part.column in _columns(rule, part.table) for rule in rows[0]._meta.constraints):
        return work.change_many(rows, noted=noted, **{part.column: winner})
    moved = 0
    for row in rows:
        if _stands_there(row, part.column, winner):
            work.remove(row, customer=noted)
        else:
            work.change(row, customer=noted, **{part.column: winner})
            moved += 1
    return moved


def _stands_there(row: models.Model, column: str, key: int) -> bool:
    """Whether the row would be a second one under a rule of its table, once it belongs to ``key``."""
    rows = type(row)._default_manager
    for rule in row._meta.constraints:
        names = _columns(rule, type(row))
        if column not in names or not isinstance(rule, models.UniqueConstraint):
            continue
        if rule.condition is not None and not rows.filter(rule.condition, pk=row.pk).exists():
            continue
        wanted = {name: key if name == column else getattr(row, name) for name in names}
        same = rows.filter(**wanted).exclude(pk=row.pk)
        if (same.filter(rule.condition) if rule.condition is not None else same).exists():
            return True
    return False


def _columns(rule: models.BaseConstraint, table: type[models.Model]) -> list[str]:
    """The columns that a rule allows once."""
    if not isinstance(rule, models.UniqueConstraint):
        return []
    return [table._meta.get_field(name).attname for name in rule.fields]  # type: ignore[union-attr]


# ---- for good ----


def delete_with_all(target: type[models.Model], keys: list[int]) -> int:
    """Deletes rows and all that hangs on them, from the leaves up; what may stand without them loses its reference.

    Nothing is on record: this is for what has to go.
    """
    if not keys:
        return 0
    deleted = 0
    for relation in _relations(target):
        hanging = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        if relation.on_delete is models.SET_NULL or (relation.related_model is target and relation.field.null):
            hanging.update(**{relation.field.name: None})
            continue
        while batch := list(hanging.values_list("pk", flat=True)[:_CHUNK]):
            deleted += delete_with_all(relation.related_model, batch)
    rows = target._base_manager.filter(pk__in=keys)
    return deleted + int(rows._raw_delete(rows.db))
