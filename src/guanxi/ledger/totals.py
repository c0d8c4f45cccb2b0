"""The file of customers' totals: what a customer bought from everyone, in whole months, and how well that is known."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from guanxi.ledger.cleaning import HOLDS_NUL, NO_CUSTOMER, clean_currency, clean_joined_name, clean_name, name_problem
from guanxi.ledger.columns import ReadOptions, Source, cell_text, shorten
from guanxi.ledger.dates import DateReader
from guanxi.ledger.reading import read_rows
from guanxi.ledger.rejects import Rejects
from guanxi.money import Amount, parse_amount
from guanxi.months import month_number

REQUIRED: Final = ("customer", "period_start", "period_end", "amount")
OPTIONAL: Final = ("category", "source_class", "stated_on", "currency")

CLASSES: Final = "ABCDE"
DEFAULT_CLASS: Final = "B"

NOT_WHOLE_MONTHS: Final = "the period is not whole months"
NO_CLASS: Final = "not a source class: A, B, C, D or E"


class StatedTotal(NamedTuple):
    """One usable statement: ``amount`` minor units for the months ``first`` to ``last`` together.

    ``grade`` is 0 for class A to 4 for E, ``stated`` the day it was made (its ordinal), -1 when that is unknown.
    """

    customer: str
    category: str | None
    first: int
    last: int
    amount: int
    grade: int
    stated: int
    row: int


class Wrong(NamedTuple):
    """Why a row of totals or events is not used, and in which of its columns."""

    field: str
    reason: str


def read_totals(path: Path, options: ReadOptions, *, rejects: Rejects, currencies: set[str]) -> list[StatedTotal]:
    """The usable statements in row order; the others go to ``rejects``, the currencies met to ``currencies``.

    ``options.mapping`` does not apply to this file, but where it joins names, the names here are joined ones.
    """
    statements: list[StatedTotal] = []
    for statement, currency in each_total(path, options, rejects=rejects):
        statements.append(statement)
        if currency:
            currencies.add(currency)
    return statements


def each_total(path: Path, options: ReadOptions, *, rejects: Rejects) -> Iterator[tuple[StatedTotal, str]]:
    """The usable statements with the currency that stands beside each, "" for none."""
    reader = _Reader(options)
    for row, cells in read_rows(path, required=REQUIRED, optional=OPTIONAL, rejects=rejects):
        amount = parse_amount(cells["amount"], decimal=options.decimal)
        read = reader.read(row, cells, amount if isinstance(amount, Amount) else None)
        if isinstance(read, Wrong):
            reject(rejects, path, row, cells, read, amount.minor if isinstance(amount, Amount) else None)
            continue
        assert isinstance(amount, Amount)
        yield read, clean_currency(cells.get("currency")) or amount.currency or ""


def reject(
    rejects: Rejects, path: Path, row: int, cells: Mapping[str, object], wrong: Wrong, amount: int | None = None
) -> None:
    """Note a row of totals or events that is not used."""
    value = cell_text(cells.get(wrong.field))
    reason = HOLDS_NUL if "\0" in value else wrong.reason
    rejects.add(file=str(path), row=row, column=wrong.field, value=shorten(value), reason=reason, amount=amount)


def read_name(cells: Mapping[str, object], field: str, mapping: Mapping[str, Source]) -> str | Wrong:
    """The name in a row of totals or events, joined as the ledger's mapping joins it; ``""`` when there is none."""
    joined = field in mapping and mapping[field].how == "join"
    name = clean_joined_name(cells.get(field)) if joined else clean_name(cells.get(field))
    problem = name_problem(name)
    if not problem and not name and field == "customer":
        problem = NO_CUSTOMER
    return Wrong(field, problem) if problem else name


class _Reader:
    def __init__(self, options: ReadOptions) -> None:
        self._options = options
        self._dates = DateReader(options.date_formats, today=options.today)

    def read(self, row: int, cells: Mapping[str, object], amount: Amount | None) -> StatedTotal | Wrong:
        customer = read_name(cells, "customer", self._options.mapping)
        if isinstance(customer, Wrong):
            return customer
        days: list[date] = []
        for field in ("period_start", "period_end"):
            day = self._dates.read(cells[field])
            if isinstance(day, str):
                return Wrong(field, day)
            days.append(day)
        start, end = days
        if start.day != 1:
            return Wrong("period_start", NOT_WHOLE_MONTHS)
        if date.fromordinal(end.toordinal() + 1).day != 1 or end < start:
            return Wrong("period_end", NOT_WHOLE_MONTHS)
        if amount is None:
            told = parse_amount(cells["amount"], decimal=self._options.decimal)
            return Wrong("amount", "" if isinstance(told, Amount) else told.reason)
        category = read_name(cells, "category", self._options.mapping)
        if isinstance(category, Wrong):
            return category
        letter = clean_name(cells.get("source_class")).upper() or DEFAULT_CLASS
        if len(letter) != 1 or letter not in CLASSES:
            return Wrong("source_class", NO_CLASS)
        stated = -1
        if clean_name(cells.get("stated_on")):
            told_on = self._dates.read(cells["stated_on"])
            if isinstance(told_on, str):
                return Wrong("stated_on", told_on)
            stated = told_on.toordinal()
        if problem := name_problem(clean_currency(cells.get("currency"))):
            return Wrong("currency", problem)
        return StatedTotal(
            customer, category or None, month_number(start), month_number(end), amount.minor,
            CLASSES.index(letter), stated, row,
        )  # fmt: skip
