"""The rows and columns behind an edit, what the change log keeps of them, and the search entries made from them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from guanxi.access import custom_fields, search
from guanxi.access.levels import FieldClass
from guanxi.access.models import Change, CustomValue
from guanxi.access.resources import Field, Kind, Resource
from guanxi.access.several import values_of
from guanxi.errors import Conflict


def exact(values: dict[str, Any] | None) -> dict[str, Any] | None:
    """For the change record: moments to the microsecond, which the encoder of the column would cut off."""
    if values is None:
        return None
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def kept(value: Any) -> Any:
    """A value as a change record gives it back; nothing and an empty text are the same."""
    line = exact({"": value})
    held = json.loads(json.dumps(line, cls=DjangoJSONEncoder))[""]
    return None if held == "" else held


def raise_owner(record: models.Model) -> int | None:
    """The version of a row of a one-to-one table is that of the record that it belongs to, which is raised."""
    key = record._meta.pk
    if hasattr(record, "version") or not isinstance(key, models.OneToOneField):
        return None
    owners = key.related_model._default_manager.filter(pk=record.pk)
    owners.update(version=models.F("version") + 1)
    return cast("int | None", owners.values_list("version", flat=True).first())


def unshown(path: str) -> Field:
    """A column that is no field of any resource, for the same way into the tables."""
    return Field(path, path, Kind.TEXT, FieldClass.BUSINESS, path=path)


def place_of(model: type[models.Model], found: Field, value: Any) -> tuple[type[models.Model], str, Any]:
    """The table and the column of a field, and the value as that column keeps it."""
    side, _dot, name = found.column.rpartition("__")
    if side:
        model = cast("type[models.Model]", model._meta.get_field(side).related_model)
    column = cast("models.Field[Any, Any]", model._meta.get_field(name))
    if value is None and not column.null:
        value = "" if found.never is None else found.never
    return model, column.attname, value


def made_of(record: models.Model) -> dict[str, Any]:
    """What was given to a new row, without the columns that follow from other rows and change with them."""
    derived: frozenset[str] = getattr(record, "derived", frozenset())
    return {name: value for name, value in stored_of(record).items() if name not in derived}


def stored_of(record: models.Model) -> dict[str, Any]:
    """All columns that are not empty, by name; the key is on the change itself."""
    values = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields if not f.primary_key}
    return {name: value for name, value in values.items() if value not in (None, "")}


@dataclass
class Slot:
    """Where the value of one field stands: the row that holds it (None: not there yet) and its column."""

    field: Field
    model: type[models.Model]
    holder: models.Model | None
    column: str
    current: Any
    value: Any


def slot_of(main: models.Model, found: Field, value: Any) -> Slot:
    if found.custom is not None:
        column = custom_fields.COLUMNS[found.kind]
        line = CustomValue.objects.select_related("field").filter(field=found.custom, record=main.pk).first()
        return Slot(found, CustomValue, line, column, getattr(line, column, None), None if value == "" else value)
    model, column, value = place_of(type(main), found, value)
    holder = main if model is type(main) else model._default_manager.filter(pk=main.pk).first()
    default = None if model._meta.get_field(column).null else ""
    return Slot(found, model, holder, column, getattr(holder, column, default), value)


def index_records(resource: Resource, keys: list[int]) -> None:
    """Makes the search entries of these records from their searched fields, one entry a field class."""
    searched = [f for f in resource.fields if f.searched and f.many is None and f.custom is None]
    several = [f for f in resource.fields if f.searched and f.many is not None]
    if not searched and not several:
        return
    columns = list(dict.fromkeys(f.label_path or f.column for f in searched))
    rows = resource.model_class._default_manager.filter(pk__in=keys, **resource.where).values_list("pk", *columns)
    found = {line[0]: dict(zip(columns, line[1:], strict=True)) for line in rows}
    values = values_of(several, list(found))
    entries: list[tuple[int, dict[FieldClass, str]]] = []
    for key, line in found.items():
        texts: dict[FieldClass, list[str]] = {}
        for f in searched:
            if value := line[f.label_path or f.column]:
                texts.setdefault(f.field_class, []).append(str(value))
        for f in several:
            texts.setdefault(f.field_class, []).extend(str(value) for value in values[f.name].get(key, ()))
        entries.append((key, {field_class: "\n".join(parts) for field_class, parts in texts.items()}))
    search.index_many(resource.entries, entries)
    for key in keys:
        if key not in found:
            search.forget(resource.entries, key)


def changed_by_writer(slots: list[Slot], version: int, held: int) -> list[Slot]:
    """What the writer changed himself since ``version``: a form sends all its fields, also those that he left alone.

    Raises Conflict for a field that he and somebody else changed.
    """
    own: list[Slot] = []
    theirs: dict[str, tuple[object, object]] = {}
    for slot in slots:
        since = [] if slot.holder is None else [
            line
            for line in Change.objects.filter(
                model=slot.model._meta.label_lower, record=slot.holder.pk, version__gt=version
            ).order_by("pk").values_list("old", "new")
            if slot.column in (line[1] or ())
        ]  # fmt: skip
        if not since:
            own.append(slot)
        elif kept(slot.value) != kept((since[0][0] or {}).get(slot.column)):
            theirs[slot.field.name] = (slot.current, slot.value)
    if theirs:
        raise Conflict(
            _(
                "Somebody else changed this record while you were writing. "
                "Nothing was overwritten: compare and save again."
            ),
            theirs,
            held,
        )
    return own
