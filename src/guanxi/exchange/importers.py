"""What a row of a file means for each resource: which record it is, what it would change, and how it is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access import values
from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass, Level
from guanxi.access.policy import levels_on
from guanxi.access.reading import Query, Row, view
from guanxi.access.resources import Field, Kind, Resource
from guanxi.access.writing import Work
from guanxi.activities.actions import log_activity
from guanxi.activities.resources import ACTIVITIES
from guanxi.customers import identifiers
from guanxi.customers.actions import create_customer, edit_customer
from guanxi.customers.details import add_identifier, scheme_of
from guanxi.customers.people_actions import add_channel, change_affiliation, create_person, edit_person
from guanxi.customers.people_resources import AFFILIATIONS, BUYING_ROLES, PEOPLE
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import Invalid
from guanxi.exchange.models import Plan

_READ = 2000  # rows of one statement

Cells = Mapping[str, str]
Reasons = list[list[str]]
BATCH = 500  # rows planned together: about as many statements as for one


@dataclass
class Planned:
    """What is to happen with a row. Rows that have a name in common mean the same record."""

    plan: Plan
    names: frozenset[object] = frozenset()
    record: int | None = None
    reasons: Reasons = field(default_factory=list)


def _rejected(*reasons: tuple[str, str]) -> Planned:
    return Planned(Plan.REJECT, reasons=[list(reason) for reason in reasons])


def _sentences(invalid: Invalid) -> Reasons:
    return [[name, sentence] for name, sentence in invalid.fields.items()]


def _filled(cells: Cells, names: Iterable[str]) -> dict[str, object]:
    """An empty cell says nothing: it clears nothing."""
    return {name: cells[name] for name in names if cells.get(name)}


class Importer:
    """One resource that can be imported."""

    resource: Resource
    needed: tuple[str, ...] = ()

    def fields(self, actor: Actor) -> tuple[Field, ...]:
        """The columns that a file may have, for this actor."""
        return tuple(f for f in view(actor, self.resource).resource.fields if f.imported)

    def headed(self, actor: Actor) -> tuple[Field, ...]:
        """The same with all labels by which a file may call them: a field stands once for each."""
        return self.fields(actor)

    def plan(self, actor: Actor, batch: Sequence[Cells]) -> list[Planned]:
        raise NotImplementedError

    def apply(self, work: Work, cells: Cells, record: int | None) -> int:
        """Stores one row; returns the key of its record."""
        raise NotImplementedError


# ---- customers ----


class CustomerImporter(Importer):
    resource = CUSTOMERS
    needed = ("name",)

    def plan(self, actor: Actor, batch: Sequence[Cells]) -> list[Planned]:
        fields = tuple(f for f in self.fields(actor) if f.many is None)
        names = [f.name for f in fields]
        held = Customers(actor, batch, compared=[name for name in names if any(cells.get(name) for cells in batch)])
        levels = levels_on(actor, held.keys())
        parser = values.Parser(fields, actor)
        planned = []
        for cells in batch:
            try:
                known = parser.parse_all(_filled(cells, names))
            except Invalid as invalid:
                planned.append(Planned(Plan.REJECT, reasons=_sentences(invalid)))
                continue
            found = held.find(cells)
            if len(found) > 1:
                planned.append(_rejected(("name", _("Several customers have this name; give the own code."))))
            elif found:
                planned.append(self._against(levels[found[0].key], found[0], known, cells))
            elif not cells.get("name"):
                planned.append(_rejected(("name", _("Fill this in."))))
            else:
                planned.append(Planned(Plan.CREATE, _names(cells)))
        return planned

    def _against(self, level: Level, row: Row, known: Mapping[str, Any], cells: Cells) -> Planned:
        given = _names(cells, record=row.key)
        new_ids = set(_numbers(cells)) - {one.label for one in row["identifiers"]}
        differs = any(_differs(row.get(name), value) for name, value in known.items() if name != "identifiers")
        if not differs and not new_ids:
            return Planned(Plan.SAME, given, row.key)
        if level < Level.EDIT:
            return _rejected(("name", _("You may read this customer and not change it.")))
        return Planned(Plan.CHANGE, given, row.key)

    def apply(self, work: Work, cells: Cells, record: int | None) -> int:
        names = [f.name for f in self.fields(work.actor) if f.many is None]
        raw = _filled(cells, names)
        if record is None:
            record = int(work.also(create_customer, values=raw))
        else:
            work.also(edit_customer, customer=record, values=raw)
        held = {one.label for one in view(work.actor, CUSTOMERS).only("identifiers").get(record)["identifiers"]}
        for number in _numbers(cells):
            if number not in held:
                scheme = scheme_of(number, _country(cells))
                work.also(add_identifier, customer=record, values={"scheme": scheme, "value": number})
        return record


class Customers:
    """The customers that the rows of a batch may mean: by own code, then tax number, then exact name."""

    def __init__(self, actor: Actor, batch: Sequence[Cells], column: str = "", *, compared: Iterable[str] = ()) -> None:
        given = [cells.get(column, "") for cells in batch] if column else []
        codes = {code for code in (*given, *(c.get("own_code", "") for c in batch if not column)) if code}
        numbers = {number for cells in batch for number in self._numbers(cells, column)}
        names = {name for name in (*given, *(c.get("name", "") for c in batch if not column)) if name}
        query = view(actor, CUSTOMERS)
        query = query.only(*dict.fromkeys(("name", "own_code", "identifiers", *compared)))
        self._column = column
        self._by_code = _grouped(_holding(query, "own_code", codes), "own_code")
        self._by_number: dict[str, list[Row]] = {}
        for row in _holding(query, "identifiers", numbers):
            for one in row["identifiers"]:
                self._by_number.setdefault(one.label, []).append(row)
        self._by_name = _grouped(_holding(query, "name", names), "name")

    def keys(self) -> set[int]:
        return {
            row.key
            for held in (self._by_code, self._by_number, self._by_name)
            for rows in held.values()
            for row in rows
        }

    def find(self, cells: Cells) -> list[Row]:
        if self._column:
            given = cells.get(self._column, "")
            return self._by_code.get(given) or self._numbered(cells) or self._by_name.get(given, [])
        code = cells.get("own_code", "")
        if code and code in self._by_code:
            return self._by_code[code]
        if found := self._numbered(cells):
            return found
        # Another code under the same name is another customer.
        named = self._by_name.get(cells.get("name", ""), [])
        return [row for row in named if not (code and row["own_code"] and row["own_code"] != code)]

    @staticmethod
    def _numbers(cells: Cells, column: str) -> list[str]:
        return _numbers(
            {"identifiers": cells.get(column, ""), "country": cells.get("country", "")} if column else cells
        )

    def _numbered(self, cells: Cells) -> list[Row]:
        numbers = self._numbers(cells, self._column)
        found = {row.key: row for number in numbers for row in self._by_number.get(number, ())}
        return list(found.values())


def _holding(query: Query, name: str, stored: set[str]) -> list[Row]:
    return list(query.exactly(name, sorted(stored)).each(_READ)) if stored else []


def _grouped(rows: Sequence[Row], name: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(str(row[name]), []).append(row)
    return grouped


def _names(cells: Cells, *, record: int | None = None) -> frozenset[object]:
    """Own code, else name, and tax numbers; and the record that is there already."""
    code = cells.get("own_code", "")
    names: set[object] = {("number", number) for number in _numbers(cells)}
    names.add(("code", code) if code else ("name", cells.get("name", "")))
    return frozenset(names if record is None else names | {record})


def _several(cell: str) -> list[str]:
    parts = cell.replace(";", ",").replace("，", ",").replace("；", ",").replace("\n", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def _numbers(cells: Cells) -> list[str]:
    """The tax numbers of a row in their normal form; one that fails its check stays as written."""
    country = _country(cells)
    found = []
    for written in _several(cells.get("identifiers", "")):
        try:
            kind = identifiers.looks_like(written, country=country)
            found.append(identifiers.identify(written, country=country).number if kind else written)
        except identifiers.WrongIdentifier:
            found.append(written)
    return found


def _country(cells: Cells) -> str:
    return values.country_of(cells.get("country", ""))


def _differs(held: Any, value: Any) -> bool:
    empty = (None, "", ())
    if value in empty:
        return False
    return bool(held != value)


# ---- people ----

_ROLE_COLUMNS = tuple(column for _key, _label, column in BUYING_ROLES)
_AT_CUSTOMER = tuple(f for f in AFFILIATIONS.fields if f.imported and f.name not in ("since", "until"))
_CHANNEL_COLUMNS = {"phones": "phone", "mails": "mail", "wechat": "wechat", "whatsapp": "whatsapp"}


class PersonImporter(Importer):
    resource = PEOPLE
    needed = ("name", "customer")

    def fields(self, actor: Actor) -> tuple[Field, ...]:
        customer = Field(
            "customer", gettext_lazy("Customer"), Kind.TEXT, FieldClass.SUMMARY, required=True, imported=True
        )
        return (*super().fields(actor), customer, *(replace(f, required=False) for f in _AT_CUSTOMER))

    def headed(self, actor: Actor) -> tuple[Field, ...]:
        # The list of people names all customers of a person; of who has one it comes back.
        return (*self.fields(actor), replace(PEOPLE.field("customers"), name="customer"))

    def plan(self, actor: Actor, batch: Sequence[Cells]) -> list[Planned]:
        customers = Customers(actor, batch, "customer")
        fields = tuple(f for f in self.fields(actor) if f.many is None and f.name != "customer")
        names = [f.name for f in fields]
        people = self._people(actor, batch, customers.keys())
        places = _places(actor, customers.keys(), {row.key for rows in people.values() for row in rows})
        levels = levels_on(actor, customers.keys())
        parser = values.Parser(fields, actor)
        planned = []
        for cells in batch:
            missing = [(name, _("Fill this in.")) for name in self.needed if not cells.get(name)]
            if missing:
                planned.append(_rejected(*missing))
                continue
            found = customers.find(cells)
            if len(found) != 1:
                sentence = _("Several customers are called like this; give the own code.")
                planned.append(
                    _rejected(("customer", sentence if found else _("There is no such customer; import it first.")))
                )
                continue
            try:
                known = parser.parse_all(_filled(cells, names))
                _check_channels(cells)
            except Invalid as invalid:
                planned.append(Planned(Plan.REJECT, reasons=_sentences(invalid)))
                continue
            if levels[found[0].key] < Level.EDIT:
                planned.append(_rejected(("customer", _("You may not change this customer."))))
            else:
                planned.append(self._against(found[0].key, people, places, known, cells))
        return planned

    def _people(self, actor: Actor, batch: Sequence[Cells], customers: set[int]) -> dict[tuple[int, str], list[Row]]:
        """The people of these customers who have a name of the batch."""
        found: dict[tuple[int, str], list[Row]] = {}
        names = {cells["name"] for cells in batch if cells.get("name")}
        if customers:
            for row in _holding(view(actor, PEOPLE).of_customer(*customers), "name", names):
                for customer in row["customers"]:
                    found.setdefault((customer.key, str(row["name"])), []).append(row)
        return found

    def _against(
        self, customer: int, people: Mapping[tuple[int, str], list[Row]], places: Mapping[tuple[int, int], Row],
        known: Mapping[str, Any], cells: Cells,
    ) -> Planned:  # fmt: skip
        held = people.get((customer, str(known["name"])), [])
        if len(held) > 1:
            return _rejected(("name", _("Several people there have this name; change them by hand.")))
        names = frozenset({(customer, known["name"])})
        if not held:
            return Planned(Plan.CREATE, names)
        row = held[0]
        new = [
            number
            for column in _CHANNEL_COLUMNS
            for number in _several(cells.get(column, ""))
            if number not in {one.label for one in row[column]}
        ]
        own = [name for name in known if name in row and _differs(row[name], known[name])]
        place = places.get((customer, row.key))
        there = place is not None and any(
            _differs(f.never if place[f.name] is None else place[f.name], known.get(f.name)) for f in _AT_CUSTOMER
        )
        return Planned(Plan.CHANGE if new or own or there else Plan.SAME, names, row.key)

    def apply(self, work: Work, cells: Cells, record: int | None) -> int:
        own = [f.name for f in super().fields(work.actor) if f.many is None]
        place = _filled(cells, [f.name for f in _AT_CUSTOMER])
        channels = [
            {"kind": kind, "value": number}
            for column, kind in _CHANNEL_COLUMNS.items()
            for number in _several(cells.get(column, ""))
        ]
        customer = Customers(work.actor, [cells], "customer").find(cells)
        if len(customer) != 1:
            raise Invalid({"customer": _("There is no such customer; import it first.")})
        if record is None:
            return int(
                work.also(
                    create_person, customer=customer[0].key, values=_filled(cells, own), place=place, channels=channels
                )
            )
        work.also(edit_person, person=record, values=_filled(cells, own))
        for held in _places(work.actor, {customer[0].key}, {record}).values():
            work.also(change_affiliation, affiliation=held.key, values=place)
        row = view(work.actor, PEOPLE).get(record)
        for channel in channels:
            column = next(name for name, kind in _CHANNEL_COLUMNS.items() if kind == channel["kind"])
            if channel["value"] not in {one.label for one in row[column]}:
                work.also(add_channel, person=record, values=channel)
        return record


def _places(actor: Actor, customers: set[int], people: set[int]) -> dict[tuple[int, int], Row]:
    """{(customer, person): the place that he has there now}"""
    if not people:
        return {}
    query = view(actor, AFFILIATIONS).of_customer(*customers).filter("until", "empty").exactly("person", sorted(people))
    return {(row["customer"].key, row["person"].key): row for row in query.each(_READ)}


def _check_channels(cells: Cells) -> None:
    for mail in _several(cells.get("mails", "")):
        if "@" not in mail:
            raise Invalid({"mails": _("This is no mail address; it should look like name@example.com.")})


# ---- activities ----


class ActivityImporter(Importer):
    resource = ACTIVITIES
    needed = ("customer", "subject", "at")

    def fields(self, actor: Actor) -> tuple[Field, ...]:
        customer = Field(
            "customer", gettext_lazy("Customer"), Kind.TEXT, FieldClass.SUMMARY, required=True, imported=True
        )
        own = tuple(f for f in super().fields(actor) if f.name not in ("customer", "department") and f.many is None)
        return (customer, *own)

    def plan(self, actor: Actor, batch: Sequence[Cells]) -> list[Planned]:
        customers = Customers(actor, batch, "customer")
        fields = tuple(f for f in self.fields(actor) if f.name != "customer")
        names = [f.name for f in fields]
        held: dict[tuple[int, Any, str], int] = {}
        if keys := customers.keys():
            query = view(actor, ACTIVITIES).only("customer", "at", "subject").of_customer(*keys)
            for row in _holding(query, "subject", {cells["subject"] for cells in batch if cells.get("subject")}):
                # Also by the minute: an export says no more.
                for at in (row["at"], row["at"].replace(second=0, microsecond=0)):
                    held.setdefault((row["customer"].key, at, row["subject"]), row.key)
        parser = values.Parser(fields, actor)
        planned = []
        for cells in batch:
            missing = [(name, _("Fill this in.")) for name in self.needed if not cells.get(name)]
            if missing:
                planned.append(_rejected(*missing))
                continue
            found = customers.find(cells)
            if len(found) != 1:
                sentence = _("Several customers are called like this; give the own code.")
                planned.append(
                    _rejected(("customer", sentence if found else _("There is no such customer; import it first.")))
                )
                continue
            try:
                known = parser.parse_all(_filled(cells, names))
            except Invalid as invalid:
                planned.append(Planned(Plan.REJECT, reasons=_sentences(invalid)))
                continue
            key = (found[0].key, known["at"], known["subject"])
            record = held.get(key)
            planned.append(Planned(Plan.SAME if record else Plan.CREATE, frozenset({key}), record))
        return planned

    def apply(self, work: Work, cells: Cells, record: int | None) -> int:
        customer = Customers(work.actor, [cells], "customer").find(cells)
        if len(customer) != 1:
            raise Invalid({"customer": _("There is no such customer; import it first.")})
        names = [f.name for f in self.fields(work.actor) if f.name != "customer"]
        return int(work.also(log_activity, customer=customer[0].key, values=_filled(cells, names)))


IMPORTERS: dict[str, Importer] = {
    "customers": CustomerImporter(),
    "people": PersonImporter(),
    "activities": ActivityImporter(),
}
