"""A list as its address asks for it: text, filters, sorting, page; and the address of the same list with a change.

``?q=`` text · ``f=field:operator:value`` repeated · ``sort=field`` or ``-field`` · ``after=`` cursor · ``as=csv``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.reading import MOST_COUNTED, Page, Query, Row, view
from guanxi.access.resources import Field, Kind, Resource
from guanxi.catalogue import BY_NAME
from guanxi.errors import GuanxiError, UnknownField
from guanxi.exchange.exports import export_csv
from guanxi.web import cells
from guanxi.web.signin.freshness import require_fresh
from guanxi.web.tables import Cell, Column, Table, TableRow

SIZE = 50
_MOST_FILTERS = 12


@dataclass(frozen=True)
class Asked:
    """What the address of a list asks for, not yet checked against anything."""

    path: str
    text: str = ""
    filters: tuple[tuple[str, str, str], ...] = ()
    sort: str = ""
    after: str = ""
    more: tuple[tuple[str, str], ...] = ()

    def address(self, **changes: Any) -> str:
        """The address of the list with these changes, on its first page unless ``after`` is among them."""
        asked = replace(self, **({"after": ""} | changes))
        parts = [("q", asked.text)] if asked.text else []
        parts += [("f", ":".join(line)) for line in asked.filters]
        parts += [("sort", asked.sort)] if asked.sort else []
        parts += list(asked.more)
        parts += [("after", asked.after)] if asked.after else []
        return asked.path + ("?" + urlencode(parts, quote_via=quote, safe=":,") if parts else "")

    @property
    def query_string(self) -> str:
        return self.address().partition("?")[2]


def read_address(request: HttpRequest, *, keep: Sequence[str] = ()) -> Asked:
    """Reads the parameters of a list; ``keep`` names others of the page that its addresses carry on."""
    given: QueryDict = request.GET
    filters: list[tuple[str, str, str]] = []
    for line in given.getlist("f")[:_MOST_FILTERS]:
        name, _colon, rest = line.partition(":")
        operator, _colon, value = rest.partition(":")
        filters.append((name, operator, value))
    # The form of a new filter, which works without scripts.
    if given.get("field"):
        filters.append((str(given["field"]), given.get("operator", "is"), given.get("value", "")))
    return Asked(
        request.path,
        given.get("q", "").strip()[:400].replace("\0", ""),
        tuple(dict.fromkeys(filters)),
        given.get("sort", ""),
        given.get("after", ""),
        tuple((name, ",".join(given.getlist(name))) for name in keep if given.get(name)),
    )


def narrowed(query: Query, asked: Asked) -> Query:
    """The query as the address asks; UnknownField or Invalid for what it cannot mean."""
    for name, operator, value in asked.filters:
        query = query.filter(name, operator, value)
    if asked.sort:
        query = query.order(asked.sort)
    return query.search(asked.text)


@dataclass(frozen=True)
class Chip:
    """A filter in force: ``remove`` is the address without it."""

    field: str
    operator: str
    value: str
    remove: str


@dataclass(frozen=True)
class FilterField:
    """A field that one can filter by; ``href`` asks how."""

    name: str
    label: str
    href: str


@dataclass(frozen=True)
class ColumnChoice:
    """A column that one can show or leave out."""

    name: str
    label: str
    shown: bool


@dataclass(frozen=True)
class DrawnColumn:
    """A column that is no field: ``draw`` makes the cell of a row."""

    name: str
    label: str
    draw: Callable[[Row], Any]
    classes: str = ""


@dataclass(frozen=True)
class ListPage:
    """All that a list page shows."""

    resource: Resource
    asked: Asked
    table: Table
    rows: Sequence[Row]
    count: int
    count_text: str
    chips: tuple[Chip, ...]
    filter_fields: tuple[FilterField, ...]
    next_href: str
    first_href: str
    previous_href: str
    csv_href: str
    is_narrowed: bool
    columns: tuple[Field, ...] = field(default_factory=tuple)
    column_choices: tuple[ColumnChoice, ...] = ()

    @property
    def held(self) -> list[tuple[str, str]]:
        """What a form that changes the columns sends again."""
        return [(name, value) for name, value in parse_qsl(self.asked.query_string) if name != "columns"]

    @property
    def held_but_text(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in parse_qsl(self.asked.query_string) if name != "q"]

    @property
    def pager_text(self) -> str:
        return _("%(shown)d of %(count)s") % {"shown": len(self.rows), "count": self.count_text}


def count_text(count: int) -> str:
    return cells.formats_in_force().capped(count, MOST_COUNTED)


def operator_words() -> dict[str, str]:
    return {
        "is": pgettext("filter", "is"),
        "not": pgettext("filter", "is not"),
        "has": pgettext("filter", "contains"),
        "gt": pgettext("filter", "above"),
        "lt": pgettext("filter", "below"),
        "before": pgettext("filter", "before"),
        "after": pgettext("filter", "after"),
        "empty": pgettext("filter", "is empty"),
    }


def list_page(
    query: Query, asked: Asked, columns: Sequence[str], *, label: Any, picks: bool = False, size: int = SIZE,
    drawn: dict[str, Any] | None = None, address: Any = None, smallest_count: int = 0, choose_columns: bool = False,
    beside: dict[str, tuple[DrawnColumn, ...]] | None = None, prepare: Callable[[Sequence[Row]], None] | None = None,
    labels: dict[str, str] | None = None,
) -> ListPage:  # fmt: skip
    """The page of a list. ``columns`` that the reader may not see are left out; ``drawn`` gives functions (row) -> html
    for cells of their own; ``address`` a function (row) -> address of the record; counts below ``smallest_count`` stay
    untold; ``beside`` are columns that are no fields, after the field that they go with; ``prepare`` gets the rows of
    the page before any of them is drawn; ``labels`` are shorter names of fields as heads.
    """
    resource = query.resource
    known = {f.name for f in resource.fields}
    shown = tuple(resource.field(name) for name in columns if name in known)
    query = narrowed(query, asked)
    page: Page = query.after(asked.after).page(size, counted=True)
    count = page.count if page.count is not None else query.count()
    sort = asked.sort or resource.order
    drawn, beside = drawn or {}, beside or {}
    if prepare is not None:
        prepare(page.rows)
    rows = []
    for row in page.rows:
        name = str(row.get(resource.title) or "")
        href = address(row) if address else cells.default_address(resource, row)
        rows.append(
            TableRow(
                row.key,
                name,
                tuple(_cells(shown, row, href, drawn, beside)),
            )
        )
    told = "" if 0 < count < smallest_count else count_text(count)
    table = Table(
        label=label,
        resource=resource.name,
        columns=tuple(column for f in shown for column in (_column(f, sort, asked, labels or {}), *_extra(beside, f))),
        rows=tuple(rows),
        picks=picks,
        announce=_("%(count)s results") % {"count": told} if told and (asked.text or asked.filters) else "",
    )
    return ListPage(
        resource=resource,
        asked=asked,
        table=table,
        rows=page.rows,
        count=count,
        count_text=told,
        chips=tuple(_chips(query, asked, page.rows)),
        filter_fields=tuple(_filter_fields(resource, asked)),
        next_href=asked.address(after=page.next) if page.next else "",
        first_href=asked.address() if asked.after else "",
        previous_href=asked.address(after=page.previous) if page.previous else "",
        csv_href=_with(asked.address(), "as", "csv"),
        is_narrowed=bool(asked.text or asked.filters),
        columns=shown,
        column_choices=_column_choices(resource, shown) if choose_columns else (),
    )


def _cells(
    shown: Sequence[Field], row: Row, href: str, drawn: dict[str, Any], beside: dict[str, tuple[DrawnColumn, ...]]
) -> Iterator[Cell]:
    for at, f in enumerate(shown):
        html = drawn[f.name](row) if f.name in drawn else cells.cell(f, row, href if not at else "")
        yield Cell(f.name, html, cells.classes(f))
        for extra in beside.get(f.name, ()):
            yield Cell(extra.name, extra.draw(row), extra.classes)


def _extra(beside: dict[str, tuple[DrawnColumn, ...]], f: Field) -> list[Column]:
    return [Column(extra.name, extra.label, extra.classes == "num") for extra in beside.get(f.name, ())]


def _with(address: str, name: str, value: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{name}={value}"


def _column(f: Field, sort: str, asked: Asked, labels: dict[str, str]) -> Column:
    is_number = f.kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY)
    if not f.sort:
        return Column(f.name, labels.get(f.name, f.label), is_number)
    ascending, descending = sort == f.name, sort == f"-{f.name}"
    return Column(
        f.name,
        labels.get(f.name, f.label),
        is_number,
        sort_href=asked.address(sort=f"-{f.name}" if ascending else f.name),
        sorted="ascending" if ascending else "descending" if descending else "",
    )


def _chips(query: Query, asked: Asked, rows: Sequence[Row]) -> list[Chip]:
    resource, words = query.resource, operator_words()
    chips = []
    for line in asked.filters:
        name, operator, value = line
        f = resource.field(name)
        rest = tuple(other for other in asked.filters if other != line)
        shown = "" if operator == "empty" else _named(query.actor, f, value, rows) or cells.filter_text(f, value)
        if operator == "empty" and value.casefold() in ("no", "0"):
            word = pgettext("filter", "is not empty")
        else:
            word = words.get(operator, operator)
        chips.append(Chip(str(f.label), word, shown, asked.address(filters=rest)))
    return chips


def _named(actor: Actor, f: Field, value: str, rows: Sequence[Row]) -> str:
    """Of a filter by a record its name: as a row tells it, else looked up."""
    if not f.target or not value.isdecimal() or len(value) > 18:
        return ""
    for row in rows:
        held = row.get(f.name) or ()
        for one in held if isinstance(held, tuple) else (held,):
            if str(one.key) == value:
                return str(one.label)
    resource = BY_NAME["summaries" if f.target == "customers" else f.target]
    found = view(actor, resource).only(resource.title).among([int(value)]).all(1)
    return str(found[0][resource.title]) if found else ""


def _filter_fields(resource: Resource, asked: Asked) -> list[FilterField]:
    at = urlencode({"list": asked.address()})
    return [
        FilterField(f.name, str(f.label), f"/filters/{resource.name}/{f.name}/?{at}")
        for f in resource.fields
        if f.operators and f.kind is not Kind.LONG_TEXT
    ]


def chosen_columns(asked: Asked, usual: Sequence[str], resource: Resource) -> tuple[str, ...]:
    """The columns that the address names, in the order of the fields, the name first; else the usual ones."""
    named = dict(asked.more).get("columns", "").split(",")
    known = [f.name for f in resource.fields if f.name in named]
    return tuple(dict.fromkeys((resource.title, *known))) if known else tuple(usual)


def _column_choices(resource: Resource, shown: Sequence[Field]) -> tuple[ColumnChoice, ...]:
    names = {f.name for f in shown}
    return tuple(
        ColumnChoice(f.name, str(f.label), f.name in names)
        for f in resource.fields
        if f.name != resource.title and f.kind is not Kind.LONG_TEXT
    )


def checked_view_query(resource: Resource, query: Query, query_string: str) -> str:
    """The query string of a saved view in its normal form; refuses what the list would refuse."""
    given = QueryDict(query_string)
    fake = type("Address", (), {"GET": given, "path": ""})()
    asked = read_address(fake)
    try:
        narrowed(query, replace(asked, after=""))
    except GuanxiError as refused:
        raise UnknownField(refused.message) from None
    return asked.query_string


def csv_answer(
    request: HttpRequest, actor: Actor, resource: Resource, asked: Asked, *,
    base: Callable[[Query], Query] | None = None,
) -> StreamingHttpResponse:  # fmt: skip
    """The whole list as the address narrows and sorts it, as a file; personal data to who has just proven who he is."""
    if any(f.field_class == FieldClass.PERSONAL for f in view(actor, resource).resource.fields):
        require_fresh(request)

    def narrow(query: Query) -> Query:
        return narrowed(base(query) if base else query, asked)

    lines = export_csv(actor, resource, narrow, on=timezone.now(), channel="csv")
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{resource.name}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
