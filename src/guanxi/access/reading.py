"""`view`: the only door through which rows and fields are read.

A query starts with the rows of its reader and knows only the fields that he may read; filter, order, search and output
accept those names alone. What it gives are plain rows, never models.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import CharField, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField
from django.utils import timezone
from django.utils.translation import gettext as _

from guanxi.access import custom_fields, search, several, values
from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.policy import AskedRowByRow, ceiling, customers_at, reaches_all
from guanxi.access.resources import Field, Kind, Resource
from guanxi.access.rows import BIGGEST_KEY, Cursor, Page, Reference, Row
from guanxi.access.several import column_at, labels_of
from guanxi.errors import GuanxiError, Invalid, NotFound, UnknownField

MOST_COUNTED = 10_000


def view(actor: Actor, resource: Resource, *, on: datetime | None = None) -> "Query":
    """The rows and fields of ``resource`` that ``actor`` may read at this moment (``on``: shares end on their day)."""
    now = on or timezone.now()
    if resource.has_custom_fields:
        resource = resource.with_fields(resource.fields + custom_fields.fields_of(actor, resource.entries))
    rows = resource.model_class._default_manager.filter(**resource.where).order_by()
    return Query(actor, resource.readable_by(actor), rows, now)


def _scope(actor: Actor, resource: Resource, now: datetime, each: bool) -> Q:
    """Which rows are his; ``each`` as in `customers_at`."""
    if actor.is_system:
        return Q()
    if resource.rows is not None:
        return resource.rows(actor)
    if resource.row_class_path:
        allowed = Q(pk__in=())
        for field_class in FieldClass:
            if field_class != FieldClass.SECRET:
                reach = customers_at(actor, actor.reads_from(field_class), resource.customer, on=now, each=each)
                allowed |= Q(**{resource.row_class_path: field_class}) & reach
        for own in (resource.author, resource.assignee):
            if own:
                allowed |= Q(**{own: actor.user_id})
        return ceiling(actor, resource.customer, on=now) & allowed
    start = resource.rows_from(actor)
    if resource.link is not None:
        link = resource.link
        # Where nearly every row is his, they are probed one by one, as far as the page goes.
        one_by_one = each or (start is not None and reaches_all(actor, start))
        ties = apps.get_model(link.model)._default_manager.filter(
            ceiling(actor, link.customer, on=now),
            customers_at(actor, start, link.customer, on=now, each=each),
            **link.live,
        )
        if one_by_one:
            condition = Q(AskedRowByRow(ties.filter(**{link.record: OuterRef(link.own)})))
        else:
            condition = Q(**{f"{link.own}__in": ties.values(link.record)})
    else:
        condition = customers_at(actor, start, resource.customer, on=now, each=each)
    if condition:  # an empty condition is everything: own entries add nothing
        for own in (resource.author, resource.assignee):
            if own:
                condition |= Q(**{own: actor.user_id})
    if resource.link is None:
        condition = ceiling(actor, resource.customer, on=now) & condition
    return condition


@dataclass
class Query:
    """A list being asked for. Every method that narrows returns a new query."""

    actor: Actor
    resource: Resource
    _asked: QuerySet[Any]  # what was asked for, of all rows there are
    _now: datetime
    _few: bool = False
    _texts: tuple[str, ...] = ()
    _order: str = ""
    _chosen: tuple[Field, ...] | None = None
    _after: Cursor | None = None
    _narrowed: bool = field(default=False)

    def _copy(self, **changes: Any) -> "Query":
        other = copy(self)
        for name, value in changes.items():
            setattr(other, name, value)
        return other

    @property
    def _rows(self) -> QuerySet[Any]:
        """What was asked for, as far as it is his."""
        return self._asked.filter(_scope(self.actor, self.resource, self._now, self._few))

    def _finders(self, rows: QuerySet[Any]) -> list[search.Finder]:
        return [search.matching(rows, self.resource.entries, self._searched, text) for text in self._texts]

    def _found(self, rows: QuerySet[Any], first: int | None) -> QuerySet[Any]:
        """Of rows those that the texts find; ``first``: how many will be read."""
        return _among(rows, self._finders(rows), first)

    # ---- what is asked ----

    def only(self, *names: str) -> "Query":
        """Only these fields come along; others are not read."""
        return self._copy(_chosen=tuple(self.resource.field(name) for name in names))

    def filter(self, name: str, operator: str, value: str = "") -> "Query":
        """Narrows by one declared field. Raises UnknownField, or Invalid for a value that it cannot have."""
        found = self.resource.field(name)
        if operator not in found.operators:
            raise UnknownField(_("“%(name)s” cannot be asked like this.") % {"name": name[:60]})
        return self._copy(_asked=self._asked.filter(self._condition(found, operator, value)), _narrowed=True)

    def one_of(self, name: str, written: Sequence[str]) -> "Query":
        """Narrows to records whose field has one of these values; none given narrows nothing."""
        found = self.resource.field(name)
        if "is" not in found.operators:
            raise UnknownField(_("“%(name)s” cannot be asked like this.") % {"name": name[:60]})
        if not written:
            return self
        condition = Q(pk__in=())
        for value in written:
            condition |= self._condition(found, "is", value)
        return self._copy(_asked=self._asked.filter(condition), _narrowed=True)

    def exactly(self, name: str, stored: Sequence[Any]) -> "Query":
        """Narrows to records whose field holds exactly one of these stored values, in one condition."""
        found = self.resource.field(name)
        if found.many is not None:
            records = several.records_with(found, stored, self.actor)
            return self._copy(_asked=self._asked.filter(pk__in=records), _narrowed=True)
        return self._copy(_asked=self._asked.filter(**{f"{found.column}__in": list(stored)}), _narrowed=True)

    def search(self, text: str) -> "Query":
        """Narrows to records in whose readable texts all words occur; an empty text narrows nothing."""
        if not text.strip():
            return self
        return self._copy(_texts=(*self._texts, text), _narrowed=True)

    def among(self, keys: Sequence[int] | QuerySet[Any, Any]) -> "Query":
        """Narrows to these keys, as far as the reader may see them; a query of keys becomes a part of the statement."""
        if isinstance(keys, QuerySet):
            return self._copy(_asked=self._asked.filter(pk__in=keys), _narrowed=True)
        return self._copy(_asked=self._asked.filter(pk__in=_possible(keys)), _few=True, _narrowed=True)

    def subquery(self) -> QuerySet[Any, Any]:
        """The keys, for a condition in another statement of the same subject."""
        return self._found(self._rows.order_by(), None).values("pk")

    def of_customer(self, *customers: int) -> "Query":
        """Narrows to the records of some customers."""
        if self.resource.link is not None:
            link = self.resource.link
            ties = apps.get_model(link.model)._default_manager.filter(
                **{f"{link.customer}__in": _possible(customers)}, **link.live
            )
            return self._copy(_asked=self._asked.filter(**{f"{link.own}__in": ties.values(link.record)}), _few=True)
        return self._copy(
            _asked=self._asked.filter(**{f"{self.resource.customer}__in": _possible(customers)}), _few=True
        )

    def of_customers_in(self, customers: QuerySet[Any, Any]) -> "Query":
        """Narrows to the records of the customers that a subquery names; it becomes a part of the statement."""
        return self._copy(_asked=self._asked.filter(**{f"{self.resource.customer}__in": customers}), _narrowed=True)

    def order(self, name: str) -> "Query":
        """Sorts by a declared field, "-name" from the end."""
        found = self.resource.field(name.removeprefix("-"))
        if not found.sort:
            raise UnknownField(_("“%(name)s” cannot be sorted by.") % {"name": name[:60]})
        return self._copy(_order=name)

    def after(self, cursor: str) -> "Query":
        return self._copy(_after=Cursor.decode(cursor)) if cursor else self

    # ---- what comes ----

    def page(self, size: int = 50, *, counted: bool = False) -> Page:
        """The next rows by key, never by counting off: the 500th page costs what the first does.

        ``counted``: how many there are on all pages comes along, as `count` says it, in the same statement.
        """
        rows, column, descending = self._sorted()
        finders, every = self._finders(rows), self._rows
        cursor = self._after
        backwards = cursor is not None and cursor.backwards
        if cursor is not None:
            rows = rows.filter(self._beyond(cursor, column, descending))
        if backwards:
            rows = rows.reverse()
        columns = self._columns(column)
        found = _among(rows, finders, size + 1).values_list(*columns)
        if counted:
            found = found.values_list(*columns, _Counted(_among(every, finders, MOST_COUNTED + 1)))
        read = list(found[: size + 1])
        more = len(read) > size
        read = read[:size]
        if backwards:
            read.reverse()
        ends = [Cursor(line[columns.index(column)], line[0]) for line in (read[:1] + read[-1:])]
        following = ends and (more if not backwards else True)
        leading = ends and (cursor is not None if not backwards else more)
        return Page(
            self._projected(columns, read),
            count=read[0][-1] if counted and read else 0 if counted and cursor is None else None,
            next=ends[-1].encode() if following else None,
            previous=Cursor(ends[0].value, ends[0].key, True).encode() if leading else None,
        )

    def all(self, most: int = 500) -> list[Row]:
        """All rows in order, for lists that are short by nature."""
        rows, column, _descending = self._sorted()
        columns = self._columns(column)
        return self._projected(columns, list(self._found(rows, most).values_list(*columns)[:most]))

    def each(self, size: int = 500) -> Iterator[Row]:
        """Row after row of a long list in pages; rights are those of the moment at which the query was made."""
        query = self
        while True:
            page = query.page(size)
            yield from page.rows
            if page.next is None:
                return
            query = query.after(page.next)

    def get(self, key: int) -> Row:
        """One record; NotFound where there is none for this reader."""
        columns = self._columns("pk")
        rows = self.among([key])._rows if 0 < key <= BIGGEST_KEY else self._asked.none()
        found = list(self._found(rows, 1).values_list(*columns)[:1])
        if not found:
            raise not_found(self.resource)
        return self._projected(columns, found)[0]

    def exists(self) -> bool:
        return bool(self._found(self._rows, 1).exists())

    def count(self, limit: int = MOST_COUNTED) -> int:
        """How many there are, at most ``limit`` + 1: who needs more than that needs a filter."""
        return int(self._found(self._rows, limit + 1).values("pk")[: limit + 1].count())

    def best(self, text: str, most: int) -> list[Row]:
        """What to offer while somebody is typing: what is called so, what begins so, what `search` finds."""
        rows, _column, _descending = self._sorted()
        keys = search.best(self._found(rows, None), self.resource.entries, self._searched, text, most)
        found = {row.key: row for row in self.among(keys).all(most)} if keys else {}
        return [found[key] for key in keys if key in found]

    def keys(self, most: int) -> list[int]:
        rows, _column, _descending = self._sorted()
        return list(self._found(rows, most).values_list("pk", flat=True)[:most])

    # ---- how ----

    def _sorted(self) -> tuple[QuerySet[Any], str, bool]:
        name = self._order or self.resource.order
        descending = name.startswith("-")
        column = self.resource.field(name.removeprefix("-")).sort if name else "pk"
        sign = "-" if descending else ""
        order = [f"{sign}{column}"] if column == "pk" else [f"{sign}{column}", f"{sign}{_tie(column)}"]
        rows = self._rows
        if "__" in column:
            # Joined as a row that is there, so that a database may begin with the index of the other table.
            rows = rows.filter(**{f"{column}__isnull": False})
        return rows.order_by(*order), column, descending

    def _beyond(self, cursor: Cursor, column: str, descending: bool) -> Q:
        way = "lt" if descending != cursor.backwards else "gt"
        if column == "pk":
            return Q(**{f"pk__{way}": cursor.key})
        try:
            value = column_at(self.resource.model_class, column).to_python(cursor.value)
            if isinstance(value, datetime):
                value = value.astimezone(UTC)  # no database takes what lies before the first year there
        except Exception:
            raise Invalid({"after": _("This page address is not complete; open the list anew.")}) from None
        # The first part lets the index find the place, the second settles ties.
        beyond = Q(**{f"{column}__{way}": value}) | Q(**{f"{_tie(column)}__{way}": cursor.key})
        return Q(**{f"{column}__{way}e": value}) & beyond

    def _columns(self, sort: str) -> list[str]:
        columns = ["pk"]
        if self.resource.has_version:
            columns.append(self.resource.version)
        for chosen in self._fields:
            if chosen.many is None and chosen.custom is None:
                columns.append(chosen.column)
                columns.extend(labels_of(self.resource.model_class, chosen.label_path))
        columns.append(sort)
        return list(dict.fromkeys(columns))

    @property
    def _searched(self) -> set[FieldClass]:
        return {f.field_class for f in self.resource.fields if f.searched}

    @property
    def _fields(self) -> tuple[Field, ...]:
        return self.resource.fields if self._chosen is None else self._chosen

    def _projected(self, columns: list[str], lines: list[tuple[Any, ...]]) -> list[Row]:
        at = {column: index for index, column in enumerate(columns)}
        keys = [line[0] for line in lines]
        apart: dict[str, Any] = {**several.values_of([f for f in self._fields if f.many], keys, self.actor)}
        custom = [f for f in self._fields if f.custom is not None]
        apart |= custom_fields.values_of(custom, keys) if custom and keys else {}
        version = at.get(self.resource.version) if self.resource.has_version else None
        model = self.resource.model_class
        rows: list[Row] = []
        for line in lines:
            shown: dict[str, Any] = {}
            for f in self._fields:
                if f.many is not None:
                    found = apart[f.name].get(line[0], ())
                    shown[f.name] = found if f.kind is Kind.MANY else found[0] if found else None
                elif f.custom is not None:
                    shown[f.name] = apart.get(f.name, {}).get(line[0])
                else:
                    value = line[at[f.column]]
                    if f.never is not None and value == f.never:
                        value = None
                    elif f.kind is Kind.REFERENCE and value is not None:
                        labels = [line[at[path]] for path in labels_of(model, f.label_path)]
                        value = Reference(value, str(next(filter(None, labels), "" if labels else value)))
                    shown[f.name] = value
            rows.append(Row(line[0], line[version] if version is not None else 0, shown))
        return rows

    def _condition(self, found: Field, operator: str, written: str) -> Q:
        if found.custom is not None:
            return custom_fields.condition(found, operator, written, self.actor)
        if found.many is not None:
            return several.condition(found, operator, written, self.actor)
        column = found.column
        if operator == "empty":
            nothing = Q(**{f"{column}__isnull": True})
            if found.never is not None:
                nothing = Q(**{column: found.never})
            elif isinstance(column_at(self.resource.model_class, column), CharField | TextField):
                nothing |= Q(**{column: ""})
            return ~nothing if written.casefold() in ("no", "0") else nothing
        value = filter_value(found, written, self.actor)
        if found.kind is Kind.WEEK:
            value -= timedelta(days=value.weekday())
        if found.kind is Kind.DATETIME:
            return _time_condition(found, operator, value)
        lookups = {
            "is": "",
            "not": "",
            "has": "__icontains",
            "gt": "__gt",
            "lt": "__lt",
            "before": "__lt",
            "after": "__gt",
        }
        lookup = lookups[operator]
        if operator in ("is", "not") and found.kind in (Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL):
            lookup = "__iexact"
        condition = Q(**{f"{column}{lookup}": value})
        if operator == "not":
            return ~condition
        if operator in ("lt", "before") and found.never is not None:
            condition &= ~Q(**{column: found.never})
        return condition


def _among(rows: QuerySet[Any], finders: list[search.Finder], first: int | None) -> QuerySet[Any]:
    for finder in finders:
        rows = finder.among(rows, first)
    return rows


class _Counted(Subquery):
    """How many rows there are, at most one more than is told, as a column of another statement."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[: MOST_COUNTED + 1])


def filter_value(found: Field, written: str, actor: Actor) -> Any:
    """The value of a filter: as in a form, besides "me" for one of us and "today", "today-30" for days."""
    written = written.strip()
    if found.kind is Kind.REFERENCE and found.target == "users" and written == "me":
        return actor.user_id
    if found.kind in (Kind.DATE, Kind.DATETIME, Kind.WEEK):
        if written.startswith("today"):
            step = written.removeprefix("today").replace("−", "-")
            try:
                return values.today(actor) + timedelta(days=int(step) if step else 0)
            except (ValueError, OverflowError):
                raise Invalid({found.name: _("Write a day as 2026-11-05, today or today-30.")}) from None
        return values.parse(_as_day(found), written[:10], actor)
    if not written:
        raise Invalid({found.name: _("Say which value you look for.")})
    return values.parse(found, written, actor)


def _possible(keys: Sequence[int]) -> list[int]:
    """Without numbers that no record can have and no database takes; an address may hold any."""
    return [key for key in keys if 0 < key <= BIGGEST_KEY]


def _as_day(found: Field) -> Field:
    return Field(found.name, found.label, Kind.DATE, found.field_class, required=True)


def _time_condition(found: Field, operator: str, day: date) -> Q:
    """Days against a moment, on the clock in force (each user has his own)."""
    zone = timezone.get_current_timezone()
    try:
        start = datetime.combine(day, datetime.min.time(), zone)
        end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
        start.astimezone(timezone.get_default_timezone())
    except OverflowError:
        raise Invalid({found.name: _("This day is out of reach.")}) from None
    column = found.column
    if operator == "is":
        return Q(**{f"{column}__gte": start, f"{column}__lt": end})
    if operator == "after":
        return Q(**{f"{column}__gte": end})
    condition = Q(**{f"{column}__lt": start})
    return condition & ~Q(**{column: found.never}) if found.never is not None else condition


def _tie(column: str) -> str:
    """The key beside a column that sorts, in the same table, so that one index holds both."""
    table, _dot, _name = column.rpartition("__")
    return f"{table}__pk" if table else "pk"


def not_found(resource: Resource) -> GuanxiError:
    return NotFound(_("There is no such record, or it is not open to you: %(what)s.") % {"what": str(resource.label)})


__all__ = ["MOST_COUNTED", "Page", "Query", "Reference", "Row", "filter_value", "not_found", "view"]
