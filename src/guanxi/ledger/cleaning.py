"""From raw cells to typed lines: names, months and amounts as arrays, and the lines that cannot be used.

Pure: no files, no clock. Readers, Spark workers and the engines (for their distinct names) use the same functions, so
that a name or an amount is the same everywhere.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from guanxi.ledger.columns import JOINT, ReadOptions, Source, cell_text, shorten
from guanxi.ledger.dates import DateReader
from guanxi.money import SIGNS, TOO_LARGE, NotAnAmount, parse_amount, parse_column, parse_products
from guanxi.months import month_number

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.int32]

LONGEST_NAME: Final = 1000  # characters; a longer one is a paragraph or a quote that was never closed

NO_CUSTOMER: Final = "the customer is empty"
NO_CATEGORY: Final = "the category is empty"
HOLDS_NUL: Final = "the cell holds a NUL character"
NOT_TEXT: Final = "the cell holds bytes that are not text in the file's encoding"
TOO_LONG: Final = f"the name is longer than {LONGEST_NAME} characters"

# Texts that were met before are answered from a table; beyond this length or number nothing is kept.
_KEPT_LENGTH: Final = 200
_KEPT_TEXTS: Final = 200_000


def clean_name(value: object) -> str:
    """Unicode NFC, then trimmed of outer white space; ``""`` is a missing name."""
    text = cell_text(value)
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def join_names(parts: Sequence[object]) -> str:
    """The name that several cells make up, each cleaned by itself; ``""`` when all of them are empty."""
    cleaned = [clean_name(part) for part in parts]
    return JOINT.join(cleaned) if any(cleaned) else ""


def clean_joined_name(value: object) -> str:
    """A name from another file that stands for a joined one: an empty first or last part is no outer white space."""
    name = clean_name(value)
    if name.startswith(JOINT.lstrip()):
        name = " " + name
    return name + " " if name.endswith(JOINT.rstrip()) else name


def name_problem(name: str) -> str | None:
    """Why a cleaned name cannot be used; None when it can (an empty one too)."""
    if "\0" in name:
        return HOLDS_NUL
    if len(name) > LONGEST_NAME:
        return TOO_LONG
    if not name.isascii() and _has_stray_bytes(name):
        return NOT_TEXT
    return None


def clean_currency(value: object) -> str:
    """The code of a currency cell: signs become codes, letters capitals; ``""`` when it is empty."""
    name = clean_name(value)
    return SIGNS.get(name, name.upper())


def _has_stray_bytes(text: str) -> bool:
    # Bytes that are no text were read as lone surrogates.
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


class Names:
    """Clean names and their numbers, in the order in which they came; -1 stands for no name."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names: list[str] = list(names)
        self._ids = {name: index for index, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def intern(self, name: str) -> int:
        if not name:
            return -1
        number = self._ids.get(name)
        if number is None:
            number = self._ids[name] = len(self.names)
            self.names.append(name)
        return number

    def find(self, name: str) -> int:
        """The number of a name that came already, else -1."""
        return self._ids.get(name, -1)


@dataclass
class Batch:
    """Usable lines as arrays of equal length; ``read`` counts the records they came from, the bad ones too."""

    month: Ids
    customer: Ids
    category: Ids  # -1: none
    supplier: Ids  # -1: none
    amount: Ints  # minor units
    read: int = 0

    def __len__(self) -> int:
        return len(self.month)

    @classmethod
    def joined(cls, batches: Sequence["Batch"]) -> "Batch":
        """One batch with the lines of all, in order."""
        if len(batches) == 1:
            return batches[0]
        return cls(
            month=np.concatenate([batch.month for batch in batches]),
            customer=np.concatenate([batch.customer for batch in batches]),
            category=np.concatenate([batch.category for batch in batches]),
            supplier=np.concatenate([batch.supplier for batch in batches]),
            amount=np.concatenate([batch.amount for batch in batches]),
            read=sum(batch.read for batch in batches),
        )


class Problem(NamedTuple):
    """A line that is not used: where, what stood there, why, and how much money it was about when that is known."""

    row: int
    column: str
    value: str
    reason: str
    amount: int | None = None
    document: str = ""  # the document and line that the ledger gives, to find it again


class Cleaned(NamedTuple):
    batch: Batch
    problems: list[Problem]  # in row order
    currencies: set[str]


class _NameColumn(dict[object, int]):
    """Raw cells (or tuples of them) -> place in ``cleaned``, -1 for an empty name, below for what cannot be used."""

    REASONS: Final = {-2: HOLDS_NUL, -3: NOT_TEXT, -4: TOO_LONG}
    _CODES: Final = {reason: code for code, reason in REASONS.items()}

    def __init__(self) -> None:
        super().__init__()
        self.cleaned: list[str] = []
        self.numbers = np.zeros(0, dtype=np.int32)  # place in cleaned -> number in Names, -1: not yet
        self._places: dict[str, int] = {}

    def __missing__(self, raw: object) -> int:
        name = join_names(raw) if isinstance(raw, tuple) else clean_name(raw)
        problem = name_problem(name)
        if problem:
            return self._CODES[problem]
        place = -1
        if name:
            place = self._places.setdefault(name, len(self.cleaned))
            if place == len(self.cleaned):
                self.cleaned.append(name)
        if not isinstance(raw, str) or len(raw) <= 2 * LONGEST_NAME:
            self[raw] = place
        return place

    def numbered(self, places: Ids, names: Names) -> Ids:
        """Numbers in ``names`` for places (-1 stays -1), which come into it in the order they were first met."""
        if len(self.numbers) < len(self.cleaned):
            grown = np.full(max(len(self.cleaned), 2 * len(self.numbers)), -1, dtype=np.int32)
            grown[: len(self.numbers)] = self.numbers
            self.numbers = grown
        if not len(self.cleaned):
            return np.full(len(places), -1, dtype=np.int32)
        present = np.zeros(len(self.cleaned), dtype=np.bool_)
        present[places[places >= 0]] = True
        for place in np.flatnonzero(present & (self.numbers[: len(self.cleaned)] < 0)).tolist():
            self.numbers[place] = names.intern(self.cleaned[place])
        return np.where(places >= 0, self.numbers[places], np.int32(-1))


class _MonthColumn(dict[object, int]):
    """Raw cells -> month number, -1 for a cell that is no usable date."""

    def __init__(self, reader: DateReader) -> None:
        super().__init__()
        self.reader = reader

    def __missing__(self, raw: object) -> int:
        day = self.reader.read(raw)
        number = month_number(day) if isinstance(day, date) else -1
        if not isinstance(raw, str) or len(raw) <= _KEPT_LENGTH:
            if len(self) >= _KEPT_TEXTS:
                self.clear()
            self[raw] = number
        return number


class LineCleaner:
    """Cleans the lines of one ledger, batch by batch; what it learned of names and dates serves the next batch.

    ``sources`` says which fields the ledger has and in which columns they stand.
    """

    def __init__(
        self,
        sources: Mapping[str, Source],
        *,
        options: ReadOptions,
        customers: Names,
        categories: Names,
        suppliers: Names,
    ) -> None:
        self._sources = sources
        self._options = options
        self._names = {"customer": customers, "category": categories, "supplier": suppliers}
        self._dates = DateReader(options.date_formats, today=options.today)
        self._months = _MonthColumn(self._dates)
        self._name_columns = {field: _NameColumn() for field in self._names if field in sources}

    def clean(self, columns: Mapping[str, Sequence[Sequence[object]]], rows: Sequence[int]) -> Cleaned:
        """The usable lines of a batch.

        ``columns`` gives for each field of ``sources`` the raw cells of its columns (more than one when they are joined
        or multiplied): text, date, datetime, int, float, Decimal or None. ``rows`` are the numbers of the records.
        A line is rejected once: for its customer, date, amount, category, supplier or currency, in this order.
        """
        length = len(rows)
        if not length:
            return Cleaned(_empty_batch(), [], set())
        places = {field: self._places(field, columns[field]) for field in self._name_columns}
        months = self._month_numbers(columns["date"][0])
        amounts = columns["amount"]
        if len(amounts) == 2:
            minor, signs, unread = parse_products(amounts[0], amounts[1], decimal=self._options.decimal)
        else:
            minor, signs, unread = parse_column(amounts[0], decimal=self._options.decimal)
        wrong: dict[str, list[int]] = {
            "customer": np.flatnonzero(places["customer"] < 0).tolist(),
            "date": np.flatnonzero(months < 0).tolist(),
            "amount": list(unread),
        }
        for field in ("category", "supplier"):
            if field in places:
                needed = -1 if field == "category" and self._options.category_required else -2
                wrong[field] = np.flatnonzero(places[field] <= needed).tolist()
        codes: list[str] = []
        if "currency" in columns:
            codes, wrong["currency"] = _currency_codes(columns["currency"][0])

        problems: dict[int, Problem] = {}
        for field, indexes in wrong.items():
            for index in indexes:
                if index not in problems:
                    known = None if index in unread else int(minor[index])
                    problems[index] = self._problem(field, index, columns, rows, places, unread, known)

        good = np.ones(length, dtype=np.bool_)
        good[list(problems)] = False
        none = np.full(int(good.sum()), -1, dtype=np.int32)
        numbers = {
            field: self._name_columns[field].numbered(places[field][good], names) if field in places else none
            for field, names in self._names.items()
        }
        return Cleaned(
            Batch(
                month=months[good],
                customer=numbers["customer"],
                category=numbers["category"],
                supplier=numbers["supplier"],
                amount=minor[good],
                read=length,
            ),
            [problems[index] for index in sorted(problems)],
            _currencies_used(codes, signs, good),
        )

    def _places(self, field: str, cells: Sequence[Sequence[object]]) -> Ids:
        table = self._name_columns[field]
        raw: Sequence[object]
        if self._sources[field].how == "join":
            raw = list(zip(*map(_as_texts, cells), strict=True))
        else:
            raw = _as_texts(cells[0])
        return np.fromiter(map(table.__getitem__, raw), dtype=np.int32, count=len(raw))

    def _month_numbers(self, cells: Sequence[object]) -> Ids:
        if not set(map(type, cells)) <= {str, type(None)}:
            # Only texts and days are looked up: other cells need not even be hashable, and they are no dates.
            cells = [cell if isinstance(cell, str | date | None) else False for cell in cells]
        return np.fromiter(map(self._months.__getitem__, cells), dtype=np.int32, count=len(cells))

    def _problem(
        self,
        field: str,
        index: int,
        columns: Mapping[str, Sequence[Sequence[object]]],
        rows: Sequence[int],
        places: Mapping[str, Ids],
        unread: Mapping[int, str],
        known: int | None,
    ) -> Problem:
        cells = [column[index] for column in columns.get(field, ())]
        source = self._sources.get(field)
        column = source.text if source else field
        if field == "date":
            day = self._dates.read(cells[0])
            reason = day if isinstance(day, str) else ""
        elif field == "amount":
            reason = unread[index]
            if source and source.how == "product" and reason != TOO_LARGE:
                for name, cell in zip(source.columns, cells, strict=True):
                    if isinstance(parse_amount(cell, decimal=self._options.decimal), NotAnAmount):
                        column, cells = name, [cell]
                        break
        elif field == "currency":
            reason = name_problem(clean_name(cells[0])) or ""
        else:
            place = int(places[field][index]) if field in places else -1
            reason = _NameColumn.REASONS.get(place) or (NO_CUSTOMER if field == "customer" else NO_CATEGORY)
        texts = [cell_text(cell) for cell in cells]
        if field in ("date", "amount") and any("\0" in text for text in texts):
            reason = HOLDS_NUL
        elif field in ("date", "amount") and any(_has_stray_bytes(text) for text in texts):
            reason = NOT_TEXT
        mark = "*" if source and source.how == "product" else JOINT
        value = shorten(mark.join(texts)) if any(texts) else ""
        return Problem(int(rows[index]), column, value, reason, known, self._document(index, columns))

    def _document(self, index: int, columns: Mapping[str, Sequence[Sequence[object]]]) -> str:
        named = (
            (field, cell_text(columns[field][0][index]).strip()) for field in ("document", "line") if field in columns
        )
        return ", ".join(f"{field} {shorten(text, 60)}" for field, text in named if text)


def _as_texts(cells: Sequence[object]) -> Sequence[object]:
    """Cells that can be looked up: 1, 1.0 and True are equal keys of a table, but not the same name."""
    if set(map(type, cells)) <= {str, type(None)}:
        return cells
    return [cell_text(cell) for cell in cells]


def _currency_codes(cells: Sequence[object]) -> tuple[list[str], list[int]]:
    """The codes of a currency column, and the positions of cells that are no name."""
    known: dict[str, str] = {}
    codes: list[str] = []
    bad: list[int] = []
    for index, cell in enumerate(map(cell_text, cells)):
        code = known.get(cell)
        if code is None:
            code = clean_currency(cell)
            if name_problem(code):
                bad.append(index)
            else:
                known[cell] = code
        codes.append(code)
    return codes, bad


def _currencies_used(codes: list[str], signs: Mapping[int, str], good: npt.NDArray[np.bool_]) -> set[str]:
    """The currencies of the usable lines: the column's, else what stands beside the amount."""
    used = {signs[index] for index in signs if good[index] and not (codes and codes[index])}
    if codes:
        used.update(code for code, usable in zip(codes, good.tolist(), strict=True) if usable and code)
    return used


def _empty_batch() -> Batch:
    none = np.zeros(0, dtype=np.int32)
    return Batch(none, none, none, none, np.zeros(0, dtype=np.int64))
