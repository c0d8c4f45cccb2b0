"""Undo: reverses one change group, as an action of its own that stays on record.

A field that was edited since is not overwritten: the undo refuses and names it (or, for an import, leaves that record
as it is and says so).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.levels import Level
from guanxi.access.models import Change, ChangeGroup
from guanxi.access.policy import level_on
from guanxi.access.resources import Resource
from guanxi.access.writing import ACTIONS, Work, action
from guanxi.errors import Denied, NotFound, Refused


@dataclass
class Undone:
    """What an undo did: how many rows were put back, and which records were left because they were edited since."""

    rows: int = 0
    left: list[tuple[str, int]] = field(default_factory=list)


def _may_undo(actor: Actor, inputs: Mapping[str, Any]) -> None:
    """Who did it, with the level to edit every customer that it touched; an administrator for what touched none."""
    group = ChangeGroup.objects.filter(pk=inputs["change"]).first()
    if group is None or (group.actor_id != actor.user_id and not actor.is_system):
        raise NotFound(_("There is nothing of yours to undo here."))
    customers = {key or 0 for key in group.changes.exclude(customer=None).values_list("customer", flat=True).distinct()}
    for customer in customers:
        # What lies in the bin is still his to take out again.
        if level_on(actor, customer, even_gone=True) < Level.EDIT and not _only_own_entries(group, actor):
            raise Denied(_("You may no longer edit the customer, so this cannot be undone by you."))


def _only_own_entries(group: ChangeGroup, actor: Actor) -> bool:
    """An entry that somebody from level 1 on may write (an activity, a request) is his to take back."""
    return not group.changes.filter(model__startswith="customers.").exists() and group.actor_id == actor.user_id


@action(label=gettext_lazy("Undo"), allow=_may_undo)
def undo(work: Work, *, change: int, resources: Mapping[str, Resource], partly: bool = False) -> Undone:
    """Puts everything back as it was before the group; ``resources`` by model, for the search entries.

    Raises Refused naming the fields that were edited since; with ``partly`` those records are left and listed.
    """
    group = work.get(ChangeGroup, change)
    if hasattr(group, "reversed_by"):
        raise Refused(_("This has been undone already."), code="undone_already")
    if (done_by := ACTIONS.get(group.action)) is not None and done_by.lasts:
        raise Refused(_("This stays on record and cannot be undone."), code="lasts")
    if group.changes.filter(old__isnull=True, new__isnull=True).exists():
        raise Refused(_("This cannot be undone: somebody whom it concerned was erased."), code="erased")
    done = Undone()
    blocked = _edited_since(group)
    if blocked and not partly:
        names = ", ".join(sorted({_field_name(resources, model, name) for model, _record, name in blocked})[:8])
        raise Refused(
            _("This cannot be undone: %(fields)s changed since. Change it by hand.") % {"fields": names},
            code="edited_since",
        )
    left = {(model, record) for model, record, _name in blocked}
    done.left = sorted(left)
    work.group.reverses = group
    work.group.save(update_fields=["reverses"])
    for line in group.changes.order_by("-pk").iterator(chunk_size=500):
        if (line.model, line.record) in left:
            continue
        try:
            _put_back(work, line, resources)
            done.rows += 1
        except Refused:
            if not partly:
                raise
            done.left.append((line.model, line.record))
    return done


def _edited_since(group: ChangeGroup) -> list[tuple[str, int, str]]:
    """(model, record, column) of what the group wrote and somebody changed afterwards."""
    found = []
    last: dict[tuple[str, int, str], Any] = {}
    removed: set[tuple[str, int]] = set()
    created: dict[tuple[str, int], int] = {}
    for line in group.changes.order_by("pk"):
        if line.operation == "remove":
            removed.add((line.model, line.record))
            continue
        if line.operation == "create":
            created[line.model, line.record] = line.pk
        for column, value in (line.new or {}).items():
            last[line.model, line.record, column] = value
    rows: dict[tuple[str, int], models.Model | None] = {}
    for (model, record, column), value in last.items():
        if (model, record) in removed:
            continue
        if (model, record) not in rows:
            rows[model, record] = apps.get_model(model)._default_manager.filter(pk=record).first()
        row = rows[model, record]
        if row is None:
            if (model, record) not in created:
                found.append((model, record, column))
        elif column not in ("version",) and getattr(row, column) != _from_json(row, column, value):
            found.append((model, record, column))
    return found


def _from_json(row: models.Model, column: str, value: Any) -> Any:
    described: Any = row._meta.get_field(column.removesuffix("_id") if column.endswith("_id") else column)
    return value if isinstance(described, models.JSONField) else described.to_python(value)


def _put_back(work: Work, line: Change, resources: Mapping[str, Resource]) -> None:
    model = apps.get_model(line.model)
    row = model._default_manager.filter(pk=line.record).first()
    if line.operation == "create":
        if row is not None:
            try:
                work.remove(row, customer=line.customer)
            except ProtectedError:
                raise Refused(
                    _("This cannot be undone: other records hang on what was created. Put it into the bin instead."),
                    code="in_use",
                ) from None
    elif line.operation == "remove":
        values = {column: _from_json(model(), column, value) for column, value in (line.old or {}).items()}
        work.create(model(pk=line.record, **values), customer=line.customer)
    elif row is not None:
        before = {column: _from_json(row, column, value) for column, value in (line.old or {}).items()}
        work.change_many([row], noted=line.customer, **before)
    resource = resources.get(line.model)
    if resource is not None:
        work.touch(resource, line.record)


def _field_name(resources: Mapping[str, Resource], model: str, column: str) -> str:
    """What people call a column: the label of the field that shows it."""
    resource = resources.get(model)
    for shown in resource.fields if resource is not None else ():
        if shown.column.rpartition("__")[2] == column:
            return str(shown.label)
    described = apps.get_model(model)._meta.get_field(column.removesuffix("_id") if column.endswith("_id") else column)
    return str(getattr(described, "verbose_name", column))
