"""The change log in words: which field of which record, from which value to which, as its reader may read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.access.directory import CUSTOM_FIELDS
from guanxi.access.events import CHANNELS
from guanxi.access.levels import InvolvementKind, Level
from guanxi.access.reading import view
from guanxi.access.resources import Field, Kind, Resource
from guanxi.access.writing import ACTIONS
from guanxi.catalogue import BY_MODEL, BY_NAME
from guanxi.customers.queries import ChangeLine
from guanxi.customers.resources import SUMMARIES
from guanxi.records.company import company
from guanxi.web.cells import formats_in_force, value_text
from guanxi.web.principals import names_of

_INVOLVEMENT = "access.involvement"
_CUSTOM_VALUE = "access.customvalue"
_CUSTOM_COLUMNS = ("text", "key", "number", "date", "flag")
_PLACES = frozenset({"users", "teams", "departments"})
_CHANNELS = dict(CHANNELS)
_HUNDREDTHS = frozenset({"share_then", "share_later"})  # of a per cent
_LONGEST = 300
_SHOWN = 5  # of the fields of one record, before the rest is folded


@dataclass(frozen=True)
class FieldChange:
    label: str | Promise
    old: str
    new: str


@dataclass
class RecordChange:
    """``told`` names the kind of record and says if it was added, changed or removed."""

    key: int
    told: str
    fields: list[FieldChange]

    @property
    def first(self) -> list[FieldChange]:
        return self.fields[:_SHOWN]

    @property
    def rest(self) -> list[FieldChange]:
        return self.fields[_SHOWN:]


@dataclass
class GroupChange:
    """What one action did, as far as the page goes."""

    line: ChangeLine
    title: str | Promise
    channel: str
    lasts: bool
    records: list[RecordChange] = field(default_factory=list)


def told(actor: Actor, lines: Sequence[ChangeLine]) -> list[GroupChange]:
    """By action, the newest first; a fixed number of statements for each kind of record that is named."""
    words = _Words(actor, lines)
    groups: dict[int, GroupChange] = {}
    for line in lines:
        if line.group not in groups:
            action = ACTIONS.get(line.action)
            title = action.label if action else line.action
            lasts = action.lasts if action else False
            groups[line.group] = GroupChange(line, title, str(_CHANNELS.get(line.channel, line.channel)), lasts)
        if (record := words.record(line)) is not None:
            _add(groups[line.group].records, record)
    return list(groups.values())


def _add(records: list[RecordChange], record: RecordChange) -> None:
    """What stands in several tables of one record is told as one."""
    for held in records:
        if (held.key, held.told) == (record.key, record.told):
            held.fields += record.fields
            return
    records.append(record)


class _Words:
    """What stands behind columns and keys; read once for all lines."""

    def __init__(self, actor: Actor, lines: Sequence[ChangeLine]) -> None:
        self._actor = actor
        self._fields: dict[str, dict[str, Field]] = {}
        wanted: dict[str, set[int]] = {}
        principals: set[tuple[str, int]] = set()
        for line in lines:
            for values in (line.old, line.new):
                if line.model == _INVOLVEMENT and values.get("principal"):
                    principals.add((str(values.get("principal_kind")), int(str(values["principal"]))))
                for column, value in values.items():
                    found = self._field(line.model, column)
                    if found is not None and found.kind is Kind.REFERENCE and value is not None:
                        wanted.setdefault(found.target, set()).add(int(str(value)))
        held = [*principals, *((t.removesuffix("s"), key) for t in wanted if t in _PLACES for key in wanted[t])]
        self._names: dict[int, str] = names_of(actor, held)
        for target, keys in wanted.items():
            if target not in _PLACES:
                self._names |= self._titles(SUMMARIES if target == "customers" else BY_NAME[target], keys)
        self._custom = self._labels() if any(line.model == _CUSTOM_VALUE for line in lines) else {}

    def _labels(self) -> dict[int, str]:
        """The labels of custom fields, in the language of the reader."""
        is_chinese = str(get_language()).startswith("zh")
        rows = view(self._actor, CUSTOM_FIELDS).only("label_en", "label_zh").each()
        return {row.key: str((is_chinese and row["label_zh"]) or row["label_en"]) for row in rows}

    def _titles(self, resource: Resource, keys: Iterable[int]) -> dict[int, str]:
        query = view(self._actor, resource)
        if not any(f.name == resource.title for f in query.resource.fields):
            return {}
        query = query.only(resource.title)
        found = list(keys)
        rows = query.among(found).all(len(found))
        return {row.key: str(row[resource.title]) for row in rows}

    def _field(self, model: str, column: str) -> Field | None:
        """The field of a column, if this reader has it."""
        if model not in self._fields:
            resource = BY_MODEL.get(model)
            shown = view(self._actor, resource).resource.fields if resource is not None else ()
            self._fields[model] = {
                f.many.key if f.many is not None else f.column.rpartition("__")[2]: f
                for f in reversed(shown)
                if f.custom is None and (f.many is None or f.kind is Kind.REFERENCE)
            }
        return self._fields[model].get(column)

    def record(self, line: ChangeLine) -> RecordChange | None:
        """None for what only follows from others and says nothing to a person."""
        if line.model == _INVOLVEMENT:
            return self._involvement(line)
        if line.model == _CUSTOM_VALUE:
            return RecordChange(line.key, _what(line, _("Custom field")), [self._custom_value(line)])
        resource = BY_MODEL.get(line.model)
        if resource is None:
            return None
        changes = []
        for column in dict.fromkeys([*line.old, *line.new]):
            found = self._field(line.model, column)
            if found is not None:
                stated = {**line.old, **line.new}
                old, new = (self._text(found, values.get(column), stated) for values in (line.old, line.new))
                if old != new:
                    changes.append(FieldChange(found.label, old, new))
        return RecordChange(line.record, _what(line, resource.label), changes) if changes else None

    def _involvement(self, line: ChangeLine) -> RecordChange | None:
        stated = {**line.old, **line.new}
        kind = stated.get("kind", InvolvementKind.SHARE)
        if kind not in (InvolvementKind.SHARE, InvolvementKind.NAMED):
            return None
        changes = []
        if stated.get("principal"):
            name = self._names.get(int(str(stated["principal"])), "…")
            is_gone = line.operation == "remove"
            changes.append(FieldChange(pgettext("share", "With"), name if is_gone else "", "" if is_gone else name))
        for column, label in (("level", _("Level")), ("reason", _("Reason")), ("until", _("Until"))):
            old, new = _share_text(column, line.old.get(column)), _share_text(column, line.new.get(column))
            if old != new:
                changes.append(FieldChange(label, old, new))
        what = (
            pgettext("change log", "Share") if kind == InvolvementKind.SHARE else pgettext("change log", "Named person")
        )
        return RecordChange(line.key, _what(line, what), changes)

    def _custom_value(self, line: ChangeLine) -> FieldChange:
        key = {**line.old, **line.new}.get("field_id", line.custom_field)
        label = self._custom.get(int(str(key)), "") if key is not None else ""
        old, new = (
            next((str(values[c]) for c in _CUSTOM_COLUMNS if values.get(c) is not None), "")
            for values in (line.old, line.new)
        )
        return FieldChange(label or pgettext("change log", "Value"), _short(old), _short(new))

    def _text(self, found: Field, raw: object, stated: Mapping[str, object]) -> str:
        """``stated``: the other columns, which say what a figure is of."""
        if raw is None or raw == "":
            return ""
        if found.name in _HUNDREDTHS or (found.kind is Kind.MONEY and stated.get("measure") == "share"):
            return formats_in_force().percent(int(str(raw)) / 100)
        if found.kind is Kind.MONEY:
            return formats_in_force().money(int(str(raw)), str(stated.get("currency") or company().base_currency))
        if found.kind is Kind.REFERENCE:
            # What is hidden from this reader is nothing to him, else he would know that it is there.
            return self._names.get(int(str(raw)), "")
        value = _stored(found, raw)
        return "" if found.never is not None and value == found.never else _short(value_text(found, value))


def _what(line: ChangeLine, label: str | Promise) -> str:
    said = {
        "create": pgettext("change log", "%(what)s added"),
        "change": pgettext("change log", "%(what)s changed"),
        "remove": pgettext("change log", "%(what)s removed"),
    }[line.operation]
    return said % {"what": label}


def _share_text(column: str, raw: object) -> str:
    if raw is None:
        return ""
    if column == "level":
        return str(Level(int(str(raw))).label)
    return value_text(_UNTIL, _stored(_UNTIL, raw)) if column == "until" else str(raw)


_UNTIL = Field("until", "", Kind.DATETIME, SUMMARIES.field("name").field_class)


def _stored(found: Field, raw: object) -> Any:
    """The value that the log holds as JSON."""
    try:
        if found.kind in (Kind.DATE, Kind.WEEK):
            return date.fromisoformat(str(raw)[:10])
        if found.kind is Kind.DATETIME:
            return datetime.fromisoformat(str(raw))
        if found.kind is Kind.NUMBER:
            return Decimal(str(raw))
    except (ValueError, InvalidOperation):
        return str(raw)
    return raw


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"
