"""Custom fields: declarations that an administrator adds while the system runs, and their values.

They join the fields of a resource when somebody asks for it, so that lists, filters, forms, exports and rights treat
them like any other.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from guanxi.access import values
from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.models import CustomField, CustomValue
from guanxi.access.resources import Field, Kind

PREFIX = "x_"
# The column of CustomValue that holds each type.
COLUMNS: dict[Kind, str] = {
    Kind.TEXT: "text",
    Kind.LONG_TEXT: "text",
    Kind.URL: "text",
    Kind.CHOICE: "key",
    Kind.INTEGER: "number",
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.BOOLEAN: "flag",
}


def as_field(declared: CustomField) -> Field:
    kind = Kind(declared.kind)
    return Field(
        PREFIX + declared.slug,
        declared.label,
        kind,
        FieldClass(declared.class_of_field),
        choices=tuple((str(key), str(label)) for key, label in declared.choices),
        edited=True,
        imported=True,
        max_length=1000 if kind is not Kind.CHOICE else 120,
        custom=declared.pk,
    )


def fields_of(actor: Actor, resource: str) -> tuple[Field, ...]:
    """The custom fields of a resource, those in use; one statement for all resources of a request."""
    known = actor.remembered.get("custom_fields")
    if known is None:
        known = {}
        for declared in CustomField.objects.filter(retired=False):
            known.setdefault(declared.resource, []).append(as_field(declared))
        actor.remembered["custom_fields"] = known
    return tuple(known.get(resource, ()))


def values_of(fields: Sequence[Field], records: Sequence[int]) -> dict[str, dict[int, Any]]:
    """The values of these fields on these records: {field name: {record: value}}."""
    by_key = {f.custom: f for f in fields}
    found: dict[str, dict[int, Any]] = {f.name: {} for f in fields}
    for line in CustomValue.objects.filter(field__in=by_key, record__in=records):
        declared = by_key[line.field_id]
        value = getattr(line, COLUMNS[declared.kind])
        if declared.kind is Kind.INTEGER and isinstance(value, Decimal):
            value = int(value)
        found[declared.name][line.record] = value
    return found


def condition(field: Field, operator: str, written: str, actor: Actor) -> Q:
    column = COLUMNS[field.kind]
    rows = CustomValue.objects.filter(field=field.custom, record=OuterRef("pk"), **{f"{column}__isnull": False})
    if operator == "empty":
        return Q(Exists(rows)) if written.casefold() in ("no", "0") else ~Q(Exists(rows))
    value = values.parse(field, written, actor)
    lookup = {"has": "__icontains", "gt": "__gt", "lt": "__lt", "before": "__lt", "after": "__gt"}.get(operator, "")
    found = Q(Exists(rows.filter(**{f"{column}{lookup}": value})))
    return ~found if operator == "not" else found
