"""Writes the sample ledger: four years of lines, totals and events.

The bytes depend on nothing but the last month: no clock, no random numbers, no floating point.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from guanxi.months import first_day, last_day, parse_month
from guanxi.sample.stories import MONTHS, QUIET, STORIES, Buys, cast

# The month that documentation and pictures show; `guanxi sample` may pass another.
LAST_MONTH: Final = parse_month("2026-10")

# Demand by calendar month in per cent of the average: Spring Festival in the first quarter, summer holidays in August.
SEASON: Final = (98, 94, 102, 103, 101, 102, 100, 95, 103, 104, 102, 96)

# Customers, and what each buys.
Bought = Iterable[tuple[str, tuple[Buys, ...]]]


@dataclass(frozen=True, slots=True)
class Sample:
    """The files of a sample, and its first and last month."""

    ledger: Path
    totals: Path
    events: Path
    first: int
    until: int


def write_sample(directory: Path, *, until: int | None = None) -> Sample:
    """Write ledger.csv, totals.csv and events.csv into ``directory``; ``until`` is the last month (its number).

    The same last month always gives the same bytes. Files of these names are replaced.
    """
    last = LAST_MONTH if until is None else until
    first = last - MONTHS + 1
    directory.mkdir(parents=True, exist_ok=True)
    sample = Sample(directory / "ledger.csv", directory / "totals.csv", directory / "events.csv", first, last)
    _write(sample.ledger, ("document", "line", "date", "customer", "category", "amount", "currency"), _ledger(first))
    _write(
        sample.totals,
        ("customer", "category", "period_start", "period_end", "amount", "currency", "source_class", "stated_on"),
        _totals(first),
    )
    _write(sample.events, ("customer", "date", "kind", "category", "stage"), _events(first))
    return sample


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _chance(below: int, *about: object) -> int:
    """A number from 0 to ``below`` - 1 that looks like chance and is always the same for the same things."""
    digest = hashlib.blake2b("|".join(map(str, about)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) % below


def _day(month: int, day: int) -> date:
    return first_day(month).replace(day=day)


def _euro(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _demand(customer: str, buys: Buys, month: int, *, first: int) -> int:
    """What the customer buys of a category in a month, from everyone, in cents: season and some chance."""
    chance = 96 + _chance(9, customer, buys.category, month)
    return buys.demand * SEASON[(first + month) % 12] * chance // 100


def share_in(path: str, month: int) -> int:
    """Our share in thousandths at a month of the path (see ``Buys``)."""
    points = [(int(at), value) for at, _, value in (point.partition(":") for point in path.split())]
    before = [point for point in points if point[0] <= month]
    if not before or before[-1][1] == "x":
        return 0
    start, value = before[-1][0], int(before[-1][1]) * 10
    after = points[len(before)] if len(before) < len(points) else None
    if after is None or after[1] == "x":
        return value
    return value + (int(after[1]) * 10 - value) * (month - start) // (after[0] - start)


def _drift(customer: str, category: str, month: int) -> int:
    """Thousandths by which a share wanders around its path: another direction every half-year."""
    since, until = (_chance(81, customer, category, month // 6 + turn, "drift") - 40 for turn in (0, 1))
    return since + (until - since) * (month % 6) // 6


def _sales(customer: str, buys: Buys, *, first: int) -> Iterator[tuple[int, int]]:
    """Months with an order, and what we sell in them, in cents: an order covers the months until the next one."""
    if not buys.share:
        return
    begin = int(buys.share.partition(":")[0])
    for month in range(begin, MONTHS, buys.every):
        ahead = range(month, min(month + buys.every, MONTHS))
        share = share_in(buys.share, month)
        if share:
            share += _drift(customer, buys.category, month)
            yield month, sum(_demand(customer, buys, later, first=first) for later in ahead) * share // 1000


def invoice_lines(bought: Bought, *, first: int) -> Iterator[tuple[str, int, date, str, str, int]]:
    """By day: document, line, day, customer, category, cents; each customer and day is a document."""
    lines: list[tuple[date, str, str, int]] = []
    for customer, categories in bought:
        for buys in categories:
            for month, cents in _sales(customer, buys, first=first):
                deliveries = 1 if cents <= 0 else 1 + _chance(3, customer, buys.category, month, "deliveries")
                for delivery in range(deliveries):
                    # Categories of one customer often come on the same day, and then on one invoice.
                    day = _day(first + month, 2 + 8 * delivery + _chance(8, customer, month, delivery))
                    part = cents // deliveries + (cents % deliveries if delivery == 0 else 0)
                    lines.append((day, customer, buys.category, part))
    lines.sort()
    document, number = 0, 0
    invoice: tuple[date, str] | None = None
    for day, customer, category, cents in lines:
        if (day, customer) != invoice:
            document, number, invoice = document + 1, 0, (day, customer)
        number += 1
        yield f"R{document:06d}", number, day, customer, category, cents


def _ledger(first: int) -> Iterator[tuple[object, ...]]:
    document = "R000000"
    for document, number, day, customer, category, cents in invoice_lines(cast(), first=first):
        yield document, number, day, customer, category, _euro(cents), "EUR"
    # Three lines as they happen in real ledgers; they end in rejects.csv, and nothing of them is lost.
    year, last = first_day(first + MONTHS - 1).year, int(document[1:])
    yield f"R{last + 1:06d}", 1, f"{year}-02-30", "Talgrund Anlagenbau GmbH", "Valves", "1180.00", "EUR"
    yield f"R{last + 2:06d}", 1, f"{year}-01-19", "Zonnehoek Glas B.V.", "Seals", "see credit note", "EUR"
    yield f"R{last + 3:06d}", 1, f"{year}-01-20", "", "Pumps", "640.50", "EUR"


def statements(bought: Bought, *, first: int) -> Iterator[tuple[str, str, int, int, int, str]]:
    """What the customers told, or others about them: customer, category, first and last month, cents, class.

    Sums of whole months, rounded the more the weaker the source.
    """
    for customer, categories in bought:
        for buys in categories:
            if not buys.totals:
                continue
            told, _, span = buys.totals.partition(" ")
            begin, end = (int(bound) for bound in span.split("-")) if span else (0, MONTHS - 1)
            grade, length = told[0], int(told[1:])
            rounding = {"A": 100_00, "B": 1_000_00, "C": 5_000_00, "D": 10_000_00, "E": 10_000_00}[grade]
            for start in range(begin, end + 1, length):
                stop = min(start + length - 1, end)
                truth = sum(_demand(customer, buys, month, first=first) for month in range(start, stop + 1))
                amount = (truth * buys.stated // 100 + rounding // 2) // rounding * rounding
                yield customer, buys.category, first + start, first + stop, amount, grade


def _totals(first: int) -> Iterator[tuple[object, ...]]:
    for customer, category, start, stop, cents, grade in statements(cast(), first=first):
        end = last_day(stop).isoformat()
        yield customer, category, first_day(start).isoformat(), end, _euro(cents), "EUR", grade, end
    # A statement must cover whole months; this one is rejected too.
    half_month = _day(first + MONTHS - 2, 1), _day(first + MONTHS - 1, 15)
    yield "Talgrund Anlagenbau GmbH", "Valves", *half_month, "27000.00", "EUR", "A", ""


def _events(first: int) -> Iterator[tuple[object, ...]]:
    """Two-way contacts, the exit notice and the opening, by day."""
    rows: list[tuple[date, str, str, str, str]] = []
    for story in STORIES:
        rows.extend(_contacts(first, story.customer, story.contacts))
        if story.notice is not None:
            rows.append((_day(first + story.notice, 15), story.customer, "exit_notice", "", ""))
        if story.opening is not None:
            month, stage = story.opening
            for category in ("", *(buys.category for buys in story.buys)):
                rows.append((_day(first + month, 1), story.customer, "opening", category, stage))
    for customer, *_ in QUIET:
        rows.extend(_contacts(first, customer, range(_chance(2, customer), MONTHS, 2)))
    rows.sort()
    for day, customer, kind, category, stage in rows:
        yield customer, day, kind, category, stage


def _contacts(first: int, customer: str, months: Iterable[int]) -> Iterator[tuple[date, str, str, str, str]]:
    for month in months:
        yield _day(first + month, 3 + _chance(24, customer, month, "contact")), customer, "contact", "", ""
