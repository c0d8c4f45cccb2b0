"""What a kind of record shows: its fields, each with label, type and class, and the path to its customer.

A `Resource` is a description and nothing else. Lists, filters, forms, search, exports, imports, permissions read it;
what it does not declare does not exist for anybody outside.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass, Level
from guanxi.errors import UnknownField

Label = str | Promise


class Kind(StrEnum):
    """The type of a field: how it is written, compared, shown, imported."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    WEEK = "week"
    MONEY = "money"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    COUNTRY = "country"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    REFERENCE = "reference"
    MANY = "many"


_TEXTS = frozenset({Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL})
_KEYS = frozenset({Kind.CHOICE, Kind.COUNTRY, Kind.LANGUAGE, Kind.TIME_ZONE, Kind.REFERENCE})
_ORDERED = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.MONEY})
_TIMES = frozenset({Kind.DATE, Kind.DATETIME, Kind.WEEK})


@dataclass(frozen=True)
class Many:
    """Where the values of a field with several values stand: one query fetches them for all rows of a page.

    ``model`` has a row for each value; ``record`` names its column with the key of our record, ``key`` and ``label``
    the paths of the value's key and text. ``where`` narrows the rows. Where a value tells of a customer, ``customer``
    is the column with its key: only values of customers come on which the reader may read the class of the field. A
    field of the kind REFERENCE has at most one of them.
    """

    model: str
    record: str
    key: str
    label: str
    where: Mapping[str, Any] = field(default_factory=dict)
    customer: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a resource.

    ``path`` is its column from the resource's model (default: the name); ``label_path`` the column with the text of a
    reference; ``never`` the stored value that means "nothing" in a column that lists sort by, which is never null.
    ``sort`` names the column that sorts it and has an index, "" for a field that cannot be sorted by.
    """

    name: str
    label: Label
    kind: Kind
    field_class: FieldClass
    path: str = ""
    label_path: str = ""
    target: str = ""
    choices: tuple[tuple[str, Label], ...] = ()
    many: Many | None = None
    sort: str = ""
    filters: bool = True
    searched: bool = False
    edited: bool = False
    required: bool = False
    imported: bool = False
    max_length: int = 200
    most: int | None = None  # a whole number from 0 to this
    help: Label = ""
    never: Any = None
    custom: int | None = None  # the key of the custom field

    @property
    def column(self) -> str:
        return self.path or self.name

    @property
    def operators(self) -> tuple[str, ...]:
        if not self.filters:
            return ()
        if self.kind in _TEXTS:
            return ("is", "not", "has", "empty")
        if self.kind in _KEYS or self.kind is Kind.MANY:
            return ("is", "not", "empty")
        if self.kind in _ORDERED:
            return ("is", "not", "gt", "lt", "empty")
        if self.kind in _TIMES:
            return ("is", "before", "after", "empty")
        if self.kind is Kind.BOOLEAN:
            return ("is",)
        return ("empty",)


@dataclass(frozen=True)
class Link:
    """How records that belong to several customers are tied to them: a row of ``model`` for each tie.

    ``own`` is the column of the record that ``record`` names: its key, or the person whose channel it is.
    """

    model: str
    record: str
    customer: str
    live: Mapping[str, Any] = field(default_factory=dict)
    own: str = "pk"


@dataclass(frozen=True)
class Resource:
    """The description of one kind of record.

    ``customer`` is the column with the key of its customer ("pk" for customers themselves), ``link`` the table of ties
    where it may have several; a resource with neither belongs to the company and ``rows`` says who sees which rows.
    Its rows start at the level from which the reader reads ``row_class``, or at ``row_class_path``'s class of each row,
    plus those that he wrote (``author``) or has to do (``assignee``).
    """

    name: str
    model: str
    label: Label
    plural: Label
    fields: tuple[Field, ...]
    row_class: FieldClass = FieldClass.BUSINESS
    row_class_path: str = ""
    customer: str = ""
    link: Link | None = None
    author: str = ""
    assignee: str = ""
    rows: Callable[[Actor], Q] | None = None
    where: Mapping[str, Any] = field(default_factory=dict)  # always applied, as "not in the bin"
    order: str = ""
    title: str = "name"  # the field that names a record
    has_custom_fields: bool = False
    # The resource whose search entries and custom fields are its own too, as far as the classes go.
    shares_with: str = ""
    has_version: bool = True
    version: str = "version"  # the column of its version
    # What follows from records that an action touched (derived columns, other records' search entries), made anew
    # before the action ends; called with the work and the keys.
    settle: Callable[[Any, list[int]], None] | None = None
    audited: bool = False  # opening one is noted

    def __post_init__(self) -> None:
        names = [f.name for f in self.fields]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name} declares a field twice: {names}")
        if not self.customer and self.link is None and self.rows is None:
            raise ValueError(f"{self.name} must say whose its rows are: customer, link or rows")

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def entries(self) -> str:
        """The name under which its search entries and custom fields stand."""
        return self.shares_with or self.name

    def field(self, name: str) -> Field:
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise UnknownField(_("There is no field “%(name)s” here.") % {"name": name[:60]})

    def with_fields(self, fields: tuple[Field, ...]) -> "Resource":
        return replace(self, fields=fields)

    def readable_by(self, actor: Actor) -> "Resource":
        """As this reader gets it: fields of classes that he may not read at the level of the rows are absent."""
        start = self.rows_from(actor)
        if start is None and not (self.author or self.assignee):
            return replace(self, fields=(), order="")  # no row can be his, so nothing of it exists for him
        return self.with_fields(tuple(f for f in self.fields if _readable(actor, f, start)))

    def rows_from(self, actor: Actor) -> Level | None:
        """The level from which the reader gets rows; None where the class is never read by him."""
        return actor.reads_from(self.row_class)


@dataclass(frozen=True)
class OpenResource(Resource):
    """A resource about ourselves: its rows decide who reads it, not the classes of its fields."""

    def readable_by(self, actor: Actor) -> "Resource":
        return self


def _readable(actor: Actor, candidate: Field, start: Level | None) -> bool:
    if candidate.field_class == FieldClass.SECRET:
        return False
    from_level = actor.reads_from(candidate.field_class)
    if start is None:  # only what he wrote himself: of its own class and below
        return from_level is not None
    return from_level is not None and from_level <= start


def editable_fields(resource: Resource) -> tuple[Field, ...]:
    return tuple(f for f in resource.fields if f.edited)
