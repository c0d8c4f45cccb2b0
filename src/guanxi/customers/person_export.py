"""Everything that is kept about a person, as one JSON document: what somebody may ask for who is in our database."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language

from guanxi.access.actors import Actor
from guanxi.access.audit import record_event
from guanxi.access.conditions import on_record
from guanxi.access.levels import Level
from guanxi.access.reading import Reference, Row, view
from guanxi.access.resources import Resource
from guanxi.customers.people_resources import AFFILIATIONS, CHANNELS, PEOPLE, REPORTING_LINES, TIES
from guanxi.records.resources import FILES

_MOST: Final = 10_000

# Resources with a field that names him; subjects above add theirs when the application starts.
_ABOUT: Final[dict[tuple[str, str], Resource]] = {}


def tells_of_people(resource: Resource, field: str) -> None:
    """Rows of ``resource`` whose ``field`` (a reference, or several) is the person belong to his export."""
    _ABOUT[resource.name, field] = resource


for _resource in (AFFILIATIONS, CHANNELS, TIES, REPORTING_LINES):
    tells_of_people(_resource, "person")
tells_of_people(REPORTING_LINES, "manager")
tells_of_people(FILES, "record")


def export_person(actor: Actor, person: int, *, on: datetime, channel: str) -> dict[str, Any]:
    """For who may do everything with the person; the audit trail says that it was done.

    It runs as the user: of customers that he may not read it holds nothing. The system itself exports all.
    """
    on_record(PEOPLE, Level.FULL, key="person")(actor, {"person": person})
    row = view(actor, PEOPLE, on=on).get(person)
    document: dict[str, Any] = {
        "made_at": on.isoformat(),
        "language": get_language() or "en",
        "person": {"key": person, **_values(row, PEOPLE)},
    }
    for (name, field), resource in _ABOUT.items():
        query = view(actor, resource, on=on)
        if any(f.name == field for f in query.resource.fields):
            rows = query.filter(field, "is", str(person)).all(_MOST)
            known = {line["key"] for line in document.get(name, ())}
            lines = [{"key": row.key, **_values(row, query.resource)} for row in rows if row.key not in known]
            document.setdefault(name, []).extend(lines)
    record_event("person exported", on=on, channel=channel, actor=actor, resource="people", record=person)
    return document


def _values(row: Row, resource: Resource) -> dict[str, Any]:
    labels = {f.name: str(f.label) for f in resource.fields}
    return {name: {"label": labels.get(name, name), "value": _plain(value)} for name, value in row.values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Reference):
        return value.label
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return value
