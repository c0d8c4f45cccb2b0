"""What hangs on a customer or on a person: every table with a foreign key to it, also those of subjects above.

A merge moves these rows, that of two categories too, and a purge takes them along. What is special about a table (it
follows from others, or search entries follow from it) is declared by the subject that owns it, when the application
starts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.apps import apps
from django.db import models

from guanxi.access.resources import Resource
from guanxi.access.writing import Work

_CHUNK: Final = 500

# Of a row that moves and one that stands where only one may stand, it puts one aside.
Aside = Callable[[Work, Any, Any], None]


@dataclass(frozen=True)
class Part:
    """Rows of ``model`` whose ``column`` holds the key. ``derived`` rows follow from others and are not on record."""

    model: str
    column: str
    resource: Resource | None = None
    derived: bool = False
    aside: Aside | None = None

    @property
    def table(self) -> type[models.Model]:
        return apps.get_model(self.model)

    def rows(self, key: int) -> "models.QuerySet[Any]":
        return self.table._default_manager.filter(**{self.column: key}).order_by("pk")


_declared: dict[tuple[str, str], Part] = {}


def hangs_on(
    model: str, column: str = "customer_id", *, resource: Resource | None = None, derived: bool = False,
    aside: Aside | None = None,
) -> None:  # fmt: skip
    """Says what is special about a table that hangs on a customer, a person or a category.

    ``resource`` is touched by a move; ``aside`` lets both rows stay where only one may stand.
    """
    _declared[model.lower(), column] = Part(model, column, resource, derived, aside)


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
    """Gives the rows of the loser to the winner; what stands there already is put aside, or removed with all of it.

    Returns how many moved.
    ``noted`` is the customer under which the changes are noted, where the rows do not say it.
    """
    if part.derived:
        return 0
    rows = list(part.rows(loser))
    if part.resource is not None:
        work.touch(part.resource, *(row.pk for row in rows))
    bound = _bound(part, loser)
    moved = work.change_many([row for row in rows if row.pk not in bound], noted=noted, **{part.column: winner})
    for row in rows:
        if row.pk not in bound:
            continue
        held = _standing_there(row, part.column, winner)
        if held is not None and part.aside is None:
            _remove(work, row, noted)
            continue
        if held is not None and part.aside is not None:
            part.aside(work, row, held)
        work.change(row, customer=noted, **{part.column: winner})
        moved += 1
    return moved


def _bound(part: Part, key: int) -> set[int]:
    """The rows of ``key`` of which another one may have only one."""
    rules = [rule for rule in part.table._meta.constraints if part.column in _columns(rule, part.table)]
    if not rules:
        return set()
    rows = part.rows(key)
    conditions = [rule.condition for rule in rules if isinstance(rule, models.UniqueConstraint)]
    if all(condition is not None for condition in conditions):
        rows = rows.filter(reduce(or_, conditions))
    return set(rows.values_list("pk", flat=True))


def _remove(work: Work, row: models.Model, noted: int | None) -> None:
    """With what the database would take along unsaid, so that an undo brings it back."""
    customer = noted or getattr(row, "customer_id", None)
    for relation in _relations(type(row)):
        if relation.on_delete is models.CASCADE:
            for hanging in relation.related_model._base_manager.filter(**{relation.field.name: row.pk}).order_by("pk"):
                _remove(work, hanging, customer)
    work.remove(row, customer=customer)


def _standing_there(row: models.Model, column: str, key: int) -> models.Model | None:
    """Beside which one the row would be a second one under a rule of its table, once it belongs to ``key``."""
    rows = type(row)._default_manager
    for rule in row._meta.constraints:
        names = _columns(rule, type(row))
        if column not in names or not isinstance(rule, models.UniqueConstraint):
            continue
        if rule.condition is not None and not rows.filter(rule.condition, pk=row.pk).exists():
            continue
        wanted = {name: key if name == column else getattr(row, name) for name in names}
        same = rows.filter(**wanted).exclude(pk=row.pk)
        if held := (same.filter(rule.condition) if rule.condition is not None else same).first():
            return held
    return None


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
