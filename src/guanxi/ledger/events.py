"""The file of dated events: two-way contacts, exit notices and opening positions."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final, Literal, NamedTuple

from guanxi.ledger.cleaning import clean_name
from guanxi.ledger.columns import ReadOptions
from guanxi.ledger.dates import DateReader
from guanxi.ledger.reading import read_rows
from guanxi.ledger.rejects import Rejects
from guanxi.ledger.totals import Wrong, read_name, reject
from guanxi.lifecycle.vocabulary import STAGES, STRATEGIC
from guanxi.months import month_number

REQUIRED: Final = ("customer", "date", "kind")
OPTIONAL: Final = ("category", "stage")

EventKind = Literal["contact", "exit_notice", "opening"]
KINDS: Final[tuple[EventKind, ...]] = ("contact", "exit_notice", "opening")

NO_KIND: Final = "not a kind of event: contact, exit_notice or opening"
NO_STAGE: Final = "not an opening stage: development, initial, stable, strategic or 1 to 4"

# An opening stands at one of the four stages; nobody opens as interrupted.
_STAGES: Final = {
    name.casefold(): number
    for number, word in enumerate(STAGES[:STRATEGIC], 1)
    for name in (word.key, word.en, word.zh, str(number))
}


class Event(NamedTuple):
    """One usable event in its month; ``stage`` is 1 to 4 for an opening, else 0."""

    customer: str
    category: str | None
    month: int
    kind: EventKind
    stage: int
    row: int


def read_events(path: Path, options: ReadOptions, *, rejects: Rejects) -> list[Event]:
    """The usable events in row order; the others go to ``rejects``.

    Whether an opening is allowed where it stands is not known here: that depends on the ledger.
    """
    return [event for event, _day in each_event(path, options, rejects=rejects)]


def each_event(path: Path, options: ReadOptions, *, rejects: Rejects) -> Iterator[tuple[Event, date]]:
    """The usable events with their days."""
    dates = DateReader(options.date_formats, today=options.today)
    for row, cells in read_rows(path, required=REQUIRED, optional=OPTIONAL, rejects=rejects):
        day = dates.read(cells["date"])
        event = _read(row, cells, options, day)
        if isinstance(event, Wrong):
            reject(rejects, path, row, cells, event)
        else:
            assert isinstance(day, date)
            yield event, day


def _read(row: int, cells: Mapping[str, object], options: ReadOptions, day: date | str) -> Event | Wrong:
    customer = read_name(cells, "customer", options.mapping)
    if isinstance(customer, Wrong):
        return customer
    if isinstance(day, str):
        return Wrong("date", day)
    kind = clean_name(cells["kind"]).casefold()
    if kind not in KINDS:
        return Wrong("kind", NO_KIND)
    category = read_name(cells, "category", options.mapping)
    if isinstance(category, Wrong):
        return category
    stage = 0
    if kind == "opening":
        stage = _STAGES.get(clean_name(cells.get("stage")).casefold(), 0)
        if not stage:
            return Wrong("stage", NO_STAGE)
    return Event(customer, category or None, month_number(day), kind, stage, row)
