"""What a file of the ledger says, line by line, by the readers of `guanxi assess`.

A line is a `Fact` to be recorded, or it is among the rejects. Nothing is known here of customers or of the database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from guanxi.errors import WrongCall
from guanxi.ledger.cleaning import clean_name
from guanxi.ledger.columns import ReadOptions
from guanxi.ledger.dates import DateReader
from guanxi.ledger.events import each_event
from guanxi.ledger.reading import open_ledger, read_rows
from guanxi.ledger.rejects import Rejects
from guanxi.ledger.totals import CLASSES, NOT_WHOLE_MONTHS, Wrong, each_total, reject
from guanxi.ledger.typed_lines import TypedLine, typed_lines
from guanxi.money import Amount, parse_amount
from guanxi.months import first_day, last_day, month_number

KINDS: Final = ("purchases", "totals", "rivals", "events", "rates")
_MOST_RIVALS: Final = 5
_YEAR: Final = 12


@dataclass(frozen=True)
class Fact:
    """One thing to record. ``kind`` says what, ``values`` how; two with the same values are two facts."""

    kind: str
    customer: str
    category: str
    values: tuple[tuple[str, Any], ...]
    row: int = 0  # 0 where it follows from many lines


@dataclass
class Contents:
    """The facts of a file, and its lines that cannot be used."""

    facts: list[Fact] = field(default_factory=list)
    rejects: Rejects = field(default_factory=Rejects)


def read_file(kind: str, path: Path, options: ReadOptions, *, us: Iterable[str] = ()) -> Contents:
    """Raises Refused for a file that cannot be read, WrongCall for options that do not fit it."""
    contents, named = Contents(), frozenset(map(clean_name, us))
    if kind == "purchases":
        contents.facts.extend(_purchases(path, options, contents.rejects, named))
        return contents
    if named or options.mapping:
        raise WrongCall("--us and --map are for purchases alone.")
    readers = {"totals": _totals, "rivals": _rivals, "events": _events, "rates": _rates}
    contents.facts.extend(readers[kind](path, options, contents.rejects))
    return contents


def _fact(kind: str, customer: str, category: str, row: int = 0, **values: Any) -> Fact:
    return Fact(kind, customer, category, tuple(sorted(values.items())), row)


# ---- purchases ----


def _purchases(path: Path, options: ReadOptions, rejects: Rejects, us: frozenset[str]) -> Iterator[Fact]:
    file = open_ledger(path, options)
    try:
        if file.has_supplier and not us:
            raise WrongCall("The ledger names suppliers: say which is us with --us NAME.")
        if us and not file.has_supplier:
            raise WrongCall("--us needs a supplier column, and the ledger has none.")
        market = _Market() if file.has_supplier else None
        for line in typed_lines(file, rejects):
            if market is not None:
                market.add(line, ours=line.supplier in us)
            if market is None or line.supplier in us:
                yield _fact(
                    "purchase", line.customer, line.category, line.row, date=line.day, amount=line.amount,
                    currency=line.currency, document=line.document[:120], line=line.line[:60],
                )  # fmt: skip
        if market is not None:
            yield from market.totals()
            yield from market.rivals()
    finally:
        file.close()


class _Market:
    """What customers buy of everybody: where lines name the suppliers, they tell the totals."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], Counter[int]] = {}
        self._others: dict[str, dict[str, Counter[int]]] = {}
        self._currencies: dict[str, str] = {}
        self._last = 0

    def add(self, line: TypedLine, *, ours: bool) -> None:
        month = month_number(line.day)
        self._last = max(self._last, month)
        for category in {line.category, ""}:
            self._sums.setdefault((line.customer, category), Counter())[month] += line.amount
        held = self._currencies.setdefault(line.customer, line.currency)
        if held != line.currency:
            raise WrongCall(
                f"The lines of “{line.customer}” are in {held or 'no currency'} and {line.currency or 'no currency'}: "
                "where a ledger names suppliers, a customer's lines are in one."
            )
        if not ours and line.supplier:
            others = self._others.setdefault(line.customer, {})
            others.setdefault(line.supplier, Counter())[month] += line.amount

    def totals(self) -> Iterator[Fact]:
        """From a customer's first line of a category to the end the total of each month is known: 0 if nobody sold."""
        for (customer, category), sums in self._sums.items():
            begin = min(sums)
            for month in range(begin + 1, self._last + 2):
                if month > self._last or sums[month] != sums[begin]:
                    yield _fact(
                        "total", customer, category, low=sums[begin] * (month - begin), currency=self._of(customer),
                        period_start=first_day(begin), period_end=last_day(month - 1), source_class="A", stated_on=None,
                    )  # fmt: skip
                    begin = month

    def rivals(self) -> Iterator[Fact]:
        """The largest of the last twelve months, with their part of what the customer bought then."""
        for customer, others in self._others.items():
            total = self._year(self._sums[customer, ""])
            recent = sorted(((self._year(sums), name) for name, sums in others.items()), key=lambda r: (-r[0], r[1]))
            for amount, name in recent[:_MOST_RIVALS]:
                if 0 < amount <= total:
                    share = round(10_000 * amount / total)
                    yield _fact("rival", customer, "", name=name, share=share, confidence="high",
                                is_second_source=False)  # fmt: skip

    def _year(self, sums: Counter[int]) -> int:
        return sum(amount for month, amount in sums.items() if month > self._last - _YEAR)

    def _of(self, customer: str) -> str:
        return self._currencies[customer]


# ---- totals, events ----


def _totals(path: Path, options: ReadOptions, rejects: Rejects) -> Iterator[Fact]:
    for stated, currency in each_total(path, options, rejects=rejects):
        yield _fact(
            "total", stated.customer, stated.category or "", stated.row, low=stated.amount, currency=currency,
            period_start=first_day(stated.first), period_end=last_day(stated.last),
            source_class=CLASSES[stated.grade],
            stated_on=None if stated.stated < 0 else date.fromordinal(stated.stated),
        )  # fmt: skip


def _events(path: Path, options: ReadOptions, rejects: Rejects) -> Iterator[Fact]:
    for event, day in each_event(path, options, rejects=rejects):
        if event.kind == "opening":
            yield _fact(
                "opening", event.customer, event.category or "", event.row, month=first_day(event.month),
                stage=event.stage,
            )  # fmt: skip
        else:
            yield _fact(event.kind, event.customer, event.category or "", event.row, date=day)


# ---- rivals, rates ----


def _rivals(path: Path, options: ReadOptions, rejects: Rejects) -> Iterator[Fact]:
    """customer, name, and perhaps category, share (per cent), confidence, contract_end, second_source."""
    dates = DateReader(options.date_formats, today=options.today)
    optional = ("category", "share", "confidence", "contract_end", "second_source")
    for row, cells in read_rows(path, required=("customer", "name"), optional=optional, rejects=rejects):
        written = {name: clean_name(cells.get(name)) for name in ("customer", "name", *optional)}
        values: dict[str, Any] = {"name": written["name"], "confidence": written["confidence"].lower() or "medium"}
        wrong = None if written["customer"] and written["name"] else Wrong("name", "customer and name are needed")
        if written["share"]:
            share = parse_amount(written["share"].rstrip("% "), decimal=options.decimal)
            if isinstance(share, Amount) and 0 <= share.minor <= 10_000:
                values["share"] = share.minor
            else:
                wrong = Wrong("share", "not a share of 0 to 100 per cent")
        if values["confidence"] not in ("high", "medium", "low"):
            wrong = Wrong("confidence", "not high, medium or low")
        if written["contract_end"]:
            day = dates.read(cells["contract_end"])
            if isinstance(day, str):
                wrong = Wrong("contract_end", day)
            else:
                values["contract_end"] = day
        values["is_second_source"] = written["second_source"].lower() in ("1", "yes", "true", "y", "是")
        if wrong is not None:
            reject(rejects, path, row, cells, wrong)
            continue
        yield _fact("rival", written["customer"], written["category"], row, **values)


def _rates(path: Path, options: ReadOptions, rejects: Rejects) -> Iterator[Fact]:
    """currency, month (2026-10 or its first day), rate."""
    dates = DateReader(options.date_formats, today=options.today)
    for row, cells in read_rows(path, required=("currency", "month", "rate"), optional=(), rejects=rejects):
        month = clean_name(cells["month"])
        day = dates.read(f"{month}-01" if len(month) == 7 else cells["month"])
        if isinstance(day, str) or day.day != 1:
            reject(rejects, path, row, cells, Wrong("month", day if isinstance(day, str) else NOT_WHOLE_MONTHS))
            continue
        yield _fact("rate", "", "", row, currency=clean_name(cells["currency"]).upper(), month=day,
                    rate=clean_name(cells["rate"]))  # fmt: skip
