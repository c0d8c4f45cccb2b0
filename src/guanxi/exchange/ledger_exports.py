"""The ledger and the assessments as the files of `guanxi assess`: so that anyone can check the one by the other.

Of the customers whose amounts the reader may read. A name that occurs twice gets " #<id>".
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from guanxi.access.actors import Actor
from guanxi.access.audit import record_event
from guanxi.access.levels import FieldClass
from guanxi.access.reading import view
from guanxi.access.resources import Field, Kind, Resource
from guanxi.errors import Refused
from guanxi.ledger.histories import facts_of
from guanxi.ledger.lines import counting_lines
from guanxi.ledger.output import LATEST, MONTHS, MOVES, Block, Output
from guanxi.ledger.periods import last_whole_month, today_here
from guanxi.ledger.queries import category_names
from guanxi.ledger.rejects import Rejects
from guanxi.ledger.totals import CLASSES
from guanxi.lifecycle.vocabulary import STAGES
from guanxi.money import format_minor
from guanxi.months import first_day, last_day, month_text
from guanxi.records.company import company
from guanxi.relationships.judging import judge_customers
from guanxi.relationships.rules import rules

LEDGER, TOTALS, EVENTS = "ledger.csv", "totals.csv", "events.csv"
_LEDGER_COLUMNS: Final = ("customer", "date", "amount", "category", "currency", "document", "line")
_TOTAL_COLUMNS: Final = (
    "customer", "period_start", "period_end", "amount", "category", "source_class", "stated_on", "currency",
)  # fmt: skip
_EVENT_COLUMNS: Final = ("customer", "date", "kind", "category", "stage")
_PIECE: Final = 1000

# The customers whose amounts somebody reads: all of a list is at one level.
_WITH_MONEY = Resource(
    name="customers_with_amounts", model="customers.Customer", label="", plural="", row_class=FieldClass.MONEY,
    customer="pk", where={"deleted_at__isnull": True, "merged_into__isnull": True},
    fields=(Field("name", "", Kind.TEXT, FieldClass.SUMMARY),), has_version=False,
)  # fmt: skip


def readable_customers(actor: Actor) -> dict[int, str]:
    """{key: name in files} of the customers whose amounts the actor reads."""
    return _distinct({row.key: str(row["name"]) for row in view(actor, _WITH_MONEY).each()})


def _distinct(names: Mapping[int, str]) -> dict[int, str]:
    often = Counter(names.values())
    return {key: name if often[name] == 1 else f"{name} #{key}" for key, name in names.items()}


# ---- the ledger ----


def export_ledger(actor: Actor, directory: Path, *, on: datetime, channel: str, until: int | None = None) -> list[Path]:
    """ledger.csv, totals.csv and events.csv in the currency of the company, of the months up to ``until``."""
    names, last = readable_customers(actor), _last(on, until)
    kinds = _distinct(category_names())
    record_event("exported", on=on, channel=channel, actor=actor, resource="ledger", fields=[])
    directory.mkdir(parents=True, exist_ok=True)
    return [
        _write(directory / LEDGER, _LEDGER_COLUMNS, _ledger_rows(names, kinds, last)),
        _write(directory / TOTALS, _TOTAL_COLUMNS, _total_rows(names, kinds, last)),
        _write(directory / EVENTS, _EVENT_COLUMNS, _event_rows(names, kinds, last)),
    ]


def _ledger_rows(names: Mapping[int, str], kinds: Mapping[int, str], last: int) -> Iterator[tuple[str, ...]]:
    currency = company().base_currency
    for some in _pieces(names):
        for line in counting_lines(some, until=last):
            yield (
                names[line.customer], line.date.isoformat(), format_minor(line.base), kinds.get(line.place, ""),
                currency, line.document, line.line,
            )  # fmt: skip


def _total_rows(names: Mapping[int, str], kinds: Mapping[int, str], last: int) -> Iterator[tuple[str, ...]]:
    currency = company().base_currency
    for some in _pieces(names):
        for stated in facts_of(some).until(last).statements:
            day = "" if stated.stated < 0 else datetime.fromordinal(stated.stated).date().isoformat()
            yield (
                names[stated.customer], first_day(stated.first).isoformat(), last_day(stated.last).isoformat(),
                format_minor(stated.amount), kinds.get(stated.place, ""), CLASSES[stated.grade], day, currency,
            )  # fmt: skip


def _event_rows(names: Mapping[int, str], kinds: Mapping[int, str], last: int) -> Iterator[tuple[str, ...]]:
    for some in _pieces(names):
        for event in facts_of(some).until(last).happenings:
            stage = STAGES[event.stage - 1].key if event.stage else ""
            yield (
                names[event.customer], first_day(event.month).isoformat(), event.kind, kinds.get(event.place, ""), stage
            )  # fmt: skip


def _pieces(names: Mapping[int, str]) -> Iterator[list[int]]:
    keys = sorted(names)
    for start in range(0, len(keys), _PIECE):
        yield keys[start : start + _PIECE]


def _write(path: Path, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Path:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(head)
            writer.writerows(rows)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error
    return path


# ---- the assessments ----


def export_assessments(
    actor: Actor, directory: Path, *, on: datetime, channel: str, until: int | None = None,
    advance: Callable[[int], None] | None = None,
) -> list[Path]:  # fmt: skip
    """months.parquet, latest.csv and moves.csv as the application believes them, judged from its facts."""
    names, last, held = readable_customers(actor), _last(on, until), rules()
    kinds = _distinct(category_names())
    record_event("exported", on=on, channel=channel, actor=actor, resource="assessments", fields=[])
    keys = sorted(names, key=names.__getitem__)
    first = _first_month(keys, last)
    if first is None:
        raise Refused(_("Nothing is known of these customers up to %(month)s.") % {"month": month_text(last)})
    with Output(directory) as output, output.guard():
        for start in range(0, len(keys), _PIECE):
            some = keys[start : start + _PIECE]
            found = judge_customers(some, until=last, rules=held, order=names, place_order=kinds, first=first)
            if found is not None:
                relations = found.relations
                output.write(
                    Block(
                        [None] * len(relations), [names[customer] for customer, _place in relations],
                        [kinds.get(place) for _customer, place in relations], found.facts, found.verdicts,
                    )
                )  # fmt: skip
            if advance is not None:
                advance(len(some))
        output.finish(
            {
                "version": 1,
                "period": {"first": month_text(first), "until": month_text(last)},
                "parameters": asdict(held.parameters),
                "by": "both",
                "us": [],
                "every_supplier": False,
                "engine": "application",
                "currency": company().base_currency,
                "counts": {"customers": len(names), "categories": len(kinds), "rejects": 0},
                "rejects": {},
            },
            Rejects(),
        )
    return [directory / name for name in (MONTHS, LATEST, MOVES)]


def _first_month(keys: list[int], last: int) -> int | None:
    """All blocks of an output have the same months; None where nothing is known of anybody."""
    first = None
    for start in range(0, len(keys), _PIECE):
        facts = facts_of(keys[start : start + _PIECE]).until(last)
        if facts.customers():
            first = min(facts.first_month(), last if first is None else first)
    return first


def _last(on: datetime, until: int | None) -> int:
    return last_whole_month(today_here(on)) if until is None else until
