"""Undo: reverses one change group, as an action of its own that stays on record.

A field that was edited since is not overwritten: the undo refuses and names it (or, for an import, leaves that record
with all that belongs to it as it is, and says so).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.conditions import administrators, is_own
from guanxi.access.levels import InvolvementKind, Level
from guanxi.access.models import AccessRequest, Change, ChangeGroup, Involvement
from guanxi.access.policy import level_on
from guanxi.access.resources import Resource
from guanxi.access.storing import made_of
from guanxi.access.writing import ACTIONS, Work, action
from guanxi.errors import Denied, NotFound, Refused

_INVOLVEMENT: Final = Involvement._meta.label_lower
_REQUEST: Final = AccessRequest._meta.label_lower
# The columns by which a row belongs to a record.
_BELONGS: Final = ("customer", "customer_id", "person_id", "activity_id", "record")
_GRANTS: Final = frozenset({InvolvementKind.SHARE, InvolvementKind.NAMED})


@dataclass
class Undone:
    """What an undo did: how many rows were put back, and which records were left because they were edited since."""

    rows: int = 0
    left: list[tuple[str, int]] = field(default_factory=list)


def _may_undo(actor: Actor, inputs: Mapping[str, Any]) -> None:
    """Who did it and might do it still: an administrator what administrators do, else with the level to edit every
    customer that it touched, or to share it; from level 1 on, what wrote nothing but records of his own.
    """
    group = ChangeGroup.objects.filter(pk=inputs["change"]).first()
    if group is None or (group.actor_id != actor.user_id and not actor.is_system):
        raise NotFound(_("There is nothing of yours to undo here."))
    done_by = ACTIONS.get(group.action)
    if done_by is not None and done_by.allow is administrators:
        administrators(actor, inputs)
        return
    customers = {key or 0 for key in group.changes.exclude(customer=None).values_list("customer", flat=True).distinct()}
    # What lies in the bin is still his to take out again.
    levels = [level_on(actor, customer, even_gone=True) for customer in customers]
    lowest = min(levels, default=Level.FULL)
    needed = Level.FULL if _gave_access(group) else Level.EDIT
    if needed is Level.EDIT and _all_his_own(group, actor, inputs["resources"]):
        needed = Level.INDIRECT
    if lowest < needed:
        raise Denied(_("You may no longer do this to the customer, so it cannot be undone by you."))


def _gave_access(group: ChangeGroup) -> bool:
    """Or took it: by a share, or as one of those for whom a restricted customer is open."""
    lines = list(group.changes.filter(model=_INVOLVEMENT).values_list("record", "old", "new"))
    kinds = {stated["kind"] for _record, *both in lines for stated in both if stated and "kind" in stated}
    kinds |= set(Involvement.objects.filter(pk__in=[line[0] for line in lines]).values_list("kind", flat=True))
    return bool(kinds & _GRANTS)


def _all_his_own(group: ChangeGroup, actor: Actor, resources: Mapping[str, Resource]) -> bool:
    """If every record that it wrote is one that he may write because it is his: an activity, a task, a request."""
    for model, record in group.changes.values_list("model", "record").distinct():
        resource = resources.get(model)
        if resource is not None and (resource.author or resource.assignee):
            if not is_own(actor, resource, record):
                return False
        elif not (model.startswith("activities.") or model in (_REQUEST, _INVOLVEMENT)):
            return False
    return True


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
    edited = {(model, record) for model, record, _name in blocked}
    work.group.reverses = group
    work.group.save(update_fields=["reverses"])
    lines = list(group.changes.order_by("-pk"))
    if not partly:
        done.rows = _put_all_back(work, lines, edited, resources)
        return done
    for piece in _by_record(lines):
        try:
            with work.trying():
                done.rows += _put_all_back(work, piece, edited, resources)
        except Refused:
            done.left.append((piece[-1].model, piece[-1].record))
    return done


def _by_record(lines: Sequence[Change]) -> list[list[Change]]:
    """The lines of each record that was made with those of its names, places, numbers: what stays, stays whole.

    The newest first, as ``lines`` are.
    """
    made = {line.record: (line.model, line.record) for line in lines if line.operation == "create" and _stands(line)}
    above: dict[tuple[str, int], tuple[str, int]] = {}

    def root(of: tuple[str, int]) -> tuple[str, int]:
        while of in above:
            of = above[of]
        return of

    for line in lines:
        stated = {**(line.old or {}), **(line.new or {})}
        named = [line.record] if _is_side(line) else [stated[column] for column in _BELONGS if column in stated]
        for owner in (made[key] for key in named if key in made):
            here, there = root((line.model, line.record)), root(owner)
            if here != there:
                above[here] = there
    pieces: dict[tuple[str, int], list[Change]] = {}
    for line in lines:
        pieces.setdefault(root((line.model, line.record)), []).append(line)
    return list(pieces.values())


def _is_side(line: Change) -> bool:
    """If the table has the keys of another one."""
    return apps.get_model(line.model)._meta.pk.remote_field is not None


def _stands(line: Change) -> bool:
    """If others name the row by a key that is its own among all tables."""
    return not _is_side(line) and not isinstance(apps.get_model(line.model)._meta.pk, models.AutoField)


def _put_all_back(
    work: Work, lines: Iterable[Change], edited: Collection[tuple[str, int]], resources: Mapping[str, Resource]
) -> int:
    """How many rows were put back; Refused where one of them was edited since, or others hang on it."""
    rows = 0
    for line in lines:
        if (line.model, line.record) in edited:
            raise Refused(_("This was edited since."), code="edited_since")
        _put_back(work, line, resources)
        rows += 1
    return rows


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
    for model, record in created:
        # What was empty when it was made is not in the record of changes.
        row = rows.get((model, record))
        if row is not None and (model, record) not in removed:
            found += [(model, record, name) for name in made_of(row) if (model, record, name) not in last]
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
