"""The values of fields that have several, such as tags: read for all rows of a page in one statement."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import get_language

from guanxi.access import values
from guanxi.access.actors import Actor
from guanxi.access.policy import ceiling, customers_at
from guanxi.access.resources import Field, Many
from guanxi.access.rows import Reference


def values_of(
    fields: Sequence[Field], keys: Sequence[int], actor: Actor | None = None
) -> dict[str, dict[int, tuple[Reference, ...]]]:  # fmt: skip
    """The values by field name and record, sorted by their text; without ``actor`` all of them, for search entries."""
    found: dict[str, dict[int, list[Reference]]] = {f.name: {} for f in fields}
    parts = [_lines(place, f, keys, actor) for place, f in enumerate(fields)] if keys else []
    if parts:
        lines = parts[0].union(*parts[1:], all=True) if parts[1:] else parts[0]
        for place, record, key, label in sorted(lines, key=lambda line: (line[3], line[2])):
            found[fields[place].name].setdefault(record, []).append(Reference(key, label))
    return {name: {record: tuple(held) for record, held in by_record.items()} for name, by_record in found.items()}


def _lines(place: int, found: Field, keys: Sequence[int], actor: Actor | None) -> QuerySet[Any, Any]:
    many = _many(found)
    texts = [NullIf(F(path), Value("")) for path in labels_of(apps.get_model(many.model), many.label)]
    label = Coalesce(*texts, Value(""), output_field=TextField())
    rows = _rows(found, actor).filter(**{f"{many.record}__in": keys}).order_by()
    return rows.values_list(Value(place), many.record, many.key, label)


def condition(found: Field, operator: str, written: str, actor: Actor) -> Q:
    """A filter by such a field."""
    many = _many(found)
    rows = _rows(found, actor)
    of_record = {many.record: OuterRef("pk")}
    if operator == "empty":
        some = Q(Exists(rows.filter(**of_record)))
        return some if written.casefold() in ("no", "0") else ~some
    keys = [actor.user_id] if written == "me" else values.parse(found, written, actor)
    keys = keys if isinstance(keys, list) else [keys]
    rows = rows.filter(**{f"{many.key}__in": [key for key in keys if key is not None]})
    # Few have a value and most have it not: the first are fetched, the others asked one by one.
    return ~Q(Exists(rows.filter(**of_record))) if operator == "not" else Q(pk__in=rows.values(many.record))


def records_with(found: Field, labels: Sequence[Any], actor: Actor) -> QuerySet[Any, Any]:
    """The keys of records that have one of these texts."""
    many = _many(found)
    return _rows(found, actor).filter(**{f"{many.label}__in": list(labels)}).values(many.record)


def _many(found: Field) -> Many:
    assert found.many is not None
    return found.many


def _rows(found: Field, actor: Actor | None) -> QuerySet[Any]:
    """The rows that hold the values; those that tell of a customer only as far as ``actor`` may know it."""
    many = _many(found)
    rows: QuerySet[Any] = apps.get_model(many.model)._default_manager.filter(**many.where)
    if many.customer and actor is not None:
        now = timezone.now()
        level = actor.reads_from(found.field_class)
        rows = rows.filter(
            ceiling(actor, many.customer, on=now), customers_at(actor, level, many.customer, on=now, each=True)
        )
    return rows


# ---- the texts of references ----


def labels_of(model: type[Model], path: str) -> tuple[str, ...]:
    """The columns of a label; of what has a name in both languages first the one of the reader."""
    if not path:
        return ()
    chinese = _in_chinese(model, path) if (get_language() or "").startswith("zh") else ""
    return (chinese, path) if chinese else (path,)


@cache
def _in_chinese(model: type[Model], path: str) -> str:
    """``team__name_en`` and ``tag__name`` have a column with the Chinese name beside them, or nothing has."""
    found = f"{path.removesuffix('_en')}_zh"
    try:
        column_at(model, found)
    except FieldDoesNotExist:
        return ""
    return found


def column_at(model: type[Model], path: str) -> Any:
    """The field at the end of a path such as ``identity__sort_key``."""
    *tables, name = path.split("__")
    for table in tables:
        model = model._meta.get_field(table).related_model  # type: ignore[assignment]
    return model._meta.get_field(name)
