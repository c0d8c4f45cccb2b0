"""What the part ``_table.html`` shows: a table of cells that are already drawn."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from guanxi.access.actors import Actor
from guanxi.access.audit import record_event
from guanxi.exchange.exports import BYTE_ORDER_MARK, csv_line, guarded
from guanxi.relationships.resources import ASSESSMENTS
from guanxi.web.doing import CHANNEL


@dataclass(frozen=True)
class Column:
    """``sorted`` is "ascending" or "descending" for the column that the list is sorted by."""

    field: str
    label: Any
    is_number: bool = False
    sort_href: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Cell:
    """``html`` is escaped unless it is a SafeString; ``classes`` may be num or cut."""

    field: str
    html: Any
    classes: str = ""


@dataclass(frozen=True)
class TableRow:
    """``name`` says what the row is about, to who cannot see it."""

    key: int
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """``picks`` gives each row a box; ``announce`` is read out once the table has been swapped in."""

    label: Any
    resource: str
    columns: tuple[Column, ...]
    rows: Iterable[TableRow] = field(default_factory=tuple)
    picks: bool = False
    announce: str = ""


def plain_table(label: Any, head: Sequence[tuple[str, bool]], lines: Iterable[Sequence[Any]]) -> Table:
    """What a chart draws, as a table: ``head`` names the columns and says which hold numbers."""
    return Table(
        label=label,
        resource="",
        columns=tuple(Column("", name, is_number) for name, is_number in head),
        rows=tuple(
            TableRow(
                number, str(line[0]),
                tuple(Cell("", cell, "num" if known[1] else "") for cell, known in zip(line, head, strict=True)),
            )
            for number, line in enumerate(lines)
        ),
    )  # fmt: skip


def table_file(
    actor: Actor, name: str, head: Sequence[str], lines: Iterable[Sequence[object]], *, customer: int | None = None
) -> HttpResponse:
    """The same as a file: figures as they are, without the look of the page. Noted in the audit."""
    record_event(
        "exported",
        on=timezone.now(),
        channel=CHANNEL,
        actor=actor,
        resource=ASSESSMENTS.name,
        record=customer,
        file=name,
    )
    text = "".join(csv_line(guarded("" if cell is None else str(cell)) for cell in line) for line in (head, *lines))
    answer = HttpResponse(BYTE_ORDER_MARK + text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
