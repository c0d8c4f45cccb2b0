"""Lists as CSV: with the reader's rights at each page of rows, safe against formulas, readable by our own import."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from guanxi.access.actors import Actor, load_actor
from guanxi.access.audit import record_event
from guanxi.access.reading import Query, Reference, view
from guanxi.access.resources import Field, Kind, Resource
from guanxi.money import format_minor

_CHUNK = 500
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take Chinese for something else


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe before what could begin one."""
    return f"'{text}" if _FORMULA.match(text) or _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given: exactly its apostrophe is taken away."""
    return text[1:] if _GUARDED.match(text) else text


_BEGINNING = r"[\s\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|[\t\r]"
_FORMULA = re.compile(_BEGINNING)
_GUARDED = re.compile(f"'+(?:{_BEGINNING})")


def export_csv(
    actor: Actor, resource: Resource, narrow: Callable[[Query], Query], *, on: datetime, channel: str,
    names: Sequence[str] | None = None,
) -> Iterator[str]:  # fmt: skip
    """Lines of CSV with a head of labels. Noted in the audit; rights are read afresh for every 500 rows.

    Raises before the first line what the list itself would raise (UnknownField, Invalid).
    """
    query = narrow(view(actor, resource))
    fields = _exported(query.resource, names)
    record_event(
        "exported", on=on, channel=channel, actor=actor, resource=resource.name, fields=[f.name for f in fields]
    )
    return _lines(actor, resource, narrow, fields)


def _exported(resource: Resource, names: Sequence[str] | None) -> tuple[Field, ...]:
    if names is None:
        return resource.fields
    known = {f.name for f in resource.fields}
    return tuple(resource.field(name) for name in names if name in known)


def _lines(
    actor: Actor, resource: Resource, narrow: Callable[[Query], Query], fields: Sequence[Field]
) -> Iterator[str]:
    yield BYTE_ORDER_MARK + csv_line(guarded(str(f.label)) for f in fields)
    cursor = ""
    while True:
        # Who was disabled or lost a share in between gets no further row.
        now = load_actor(actor.user_id) if actor.user_id and not actor.is_system else actor
        query = narrow(view(now, resource))
        held = {f.name for f in query.resource.fields}
        page = query.after(cursor).page(_CHUNK)
        for row in page.rows:
            yield csv_line(cell_text(f, row[f.name]) if f.name in held else "" for f in fields)
        if page.next is None:
            return
        cursor = page.next


def cell_text(f: Field, value: Any) -> str:
    """A value as our import reads it: choices by label, days as 2026-11-05, moments with their offset."""
    if value is None or value == "":
        return ""
    if f.kind is Kind.CHOICE:
        return guarded(next((str(label) for key, label in f.choices if key == value), str(value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if f.kind is Kind.MONEY:
        return format_minor(value)
    if f.kind in (Kind.INTEGER, Kind.NUMBER):
        return str(value)
    if isinstance(value, tuple | list):
        return guarded(", ".join(str(one) for one in value))
    if isinstance(value, Reference):
        return guarded(value.label)
    return guarded(str(value))


def csv_line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(list(cells))
    return written.getvalue()
