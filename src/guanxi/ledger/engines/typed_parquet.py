"""Parquet files whose columns have fitting types: DuckDB adds up their lines without Python seeing one of them.

Names are cleaned here, once for each distinct one. Inside DuckDB a name is its 64-bit hash, which costs less to group
by than text; that no two names of a column share one is checked when the names are read.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import numpy.typing as npt

from guanxi.errors import Refused
from guanxi.ledger import cleaning
from guanxi.ledger.aggregation import Ids, Ints, MonthlySums, Names, Period, Roll, Wanted, group_by, stretches
from guanxi.ledger.cleaning import LineCleaner, clean_currency, clean_name, name_problem
from guanxi.ledger.dates import FIRST_YEAR, DateReader
from guanxi.ledger.engines.embedded import NARROW, by_month, exact
from guanxi.ledger.engines.staged import StagedLines
from guanxi.ledger.parquet_tables import path_literal, quoted, scan
from guanxi.ledger.reading import LedgerFile
from guanxi.ledger.rejects import Rejects
from guanxi.money import LIMIT
from guanxi.months import first_day

_INTEGERS: Final = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
_TEXTS: Final = {"VARCHAR", *_INTEGERS}
_DAYS: Final = {"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
_DECIMAL: Final = re.compile(r"DECIMAL\(([0-9]+),([0-9]+)\)")

_LARGEST: Final = LIMIT // 100  # whole units that a line may have
_SMALL: Final = 9 * 10**13  # whole units up to which 100 times a DECIMAL(18,2) is still one

# Of a double 100-fold: well away from the middle between two whole numbers the nearest one is the exact half-even
# result, however its last bits were rounded. The others are odd lines.
_SURE: Final = f"(abs({{0}} * 100) < {2**46} AND abs({{0}} * 100 - round({{0}} * 100)) < 0.4)"

_NAMED: Final = ("customer", "category", "supplier")
_KEYS: Final = ("hash({})", "hash('1' || {})", "hash('2' || {})")
_EMPTY, _UNUSABLE = -1, -2
_FEW: Final = 16  # names that stand in a query; more of them are a table
_ROWS: Final = 20_000  # odd lines in memory at once
_OFTEN: Final = 4  # a file that would be read more often than this, for its months lie scattered, is sorted first


def is_typed(file: LedgerFile) -> bool:
    """Whether DuckDB can add up the lines of this file as they are."""
    types, sources = file.types, file.sources
    if file.kind != "parquet" or any(source.how != "one" for source in sources.values()):
        return False
    kinds = {field: types[source.columns[0]] for field, source in sources.items()}
    return (
        all(kinds[field] in _TEXTS for field in ("customer", "category", "supplier", "currency") if field in kinds)
        and kinds["date"] in _DAYS
        and (kinds["amount"] in {*_INTEGERS, "DOUBLE"} or _DECIMAL.fullmatch(kinds["amount"]) is not None)
        and "file_row_number" not in map(str.lower, types)
    )


class TypedParquet:
    """An engine over one such file.

    A line that only looks odd from inside DuckDB and can be used goes to ``odd``.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, file: LedgerFile, *, odd: StagedLines, directory: Path
    ) -> None:
        self.lines = 0
        self.currencies: set[str] = set()
        self.names = Names(Roll(), Roll(), Roll())
        self.period: Period | None = None
        self._connection, self._file, self._odd, self._directory = connection, file, odd, directory
        self._table = scan(file.path)
        self._where, self._amount = "true", ""
        self._date = self._column("date")
        self._sorted: Path | None = None
        self._columns: dict[str, _NameColumn] = {}

    def read(self, rejects: Rejects) -> None:
        rejects.expect(str(self._file.path))
        with self._told():
            for field in (*_NAMED, "currency"):
                if field in self._file.sources:
                    clean = clean_currency if field == "currency" else clean_name
                    self._columns[field] = _NameColumn(self._connection, self._table, self._text(field), clean=clean)
            self._where = self._usable()
            used = self.lines - self._look_at_odd_lines(rejects)
            self.currencies = self._currencies()
            self.period = self._period(used)
            if self.period and self._readings(self.period) > _OFTEN:
                self._sort()
        self.names = Names(*(self._columns[field].roll if field in self._columns else Roll() for field in _NAMED))

    def lines_after(self, month: int) -> int:
        with self._told():
            after = f"{self._month} > {month}" if self._sorted else f"{self._date} >= {_day(month + 1)}"
            return self._value(f"SELECT count(*) FROM {self._table} WHERE {self._where} AND {after}")

    def sums(self, wanted: Wanted, *, first: int, last: int) -> Iterator[MonthlySums]:
        if self.period is None:
            return
        ours = self._ours(wanted.us)
        named = {"customer": True, "category": wanted.by_category, "supplier": wanted.by_supplier}
        keys = {field: self._columns[field].key for field in _NAMED if named[field] and field in self._columns}
        sums = {"amount": self._amount}
        sums |= {"ours": f"CASE WHEN {ours} THEN {self._amount} ELSE 0 END"} if wanted.us is not None else {}
        sums |= {"bought": f"({ours} AND {self._amount} > 0)::INTEGER"} if wanted.bought else {}
        for low, high in stretches(self.period, first=first, last=last):
            month = {"month": self._month} if low < high else {}
            query = group_by(
                self._table, keys=keys | month, sums=sums, where=f"{self._where} AND {self._within(low, high)}",
                narrow=NARROW,
            )  # fmt: skip
            with self._told():
                found = self._connection.execute(query).fetchnumpy()
                answer = list(self._answer(found, found["month"] if month else low))
            yield from answer

    def close(self) -> None:
        if self._sorted:
            self._sorted.unlink(missing_ok=True)

    # ---- what is where -----------------------------------------------------------------------------------------

    def _column(self, field: str) -> str:
        return quoted(self._file.sources[field].columns[0])

    def _text(self, field: str) -> str:
        return f"{self._column(field)}::VARCHAR"

    @property
    def _month(self) -> str:
        """The month number of a line."""
        if self._sorted:
            return "month"
        return f"(year({self._date}) * 12 + month({self._date}) - 1)::INTEGER"

    def _within(self, low: int, high: int) -> str:
        if self._sorted:
            return f"month BETWEEN {low} AND {high}"
        return f"{self._date} >= {_day(low)} AND {self._date} < {_day(high + 1)}"

    def _ours(self, us: frozenset[int] | None) -> str:
        if us is None:
            return "true"
        column = self._columns.get("supplier")
        return f"{column.key} IN ({', '.join(map(str, column.keys_of(us)))})" if column and us else "false"

    def _value(self, query: str) -> int:
        row = self._connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except duckdb.OutOfMemoryException as error:
            raise Refused(
                f"There is no room to add up {self._file.path}: make room in {self._directory.parent}.", retry=True
            ) from error
        except duckdb.Error as error:
            raise Refused(
                f"{self._file.path} cannot be read to its end ({str(error).splitlines()[0]}): export it again.",
                code="damaged",
            ) from error
        except KeyError as error:
            raise Refused(
                f"{self._file.path} changed while it was read: run again when it is complete.", retry=True
            ) from error

    # ---- opening -----------------------------------------------------------------------------------------------

    def _usable(self) -> str:
        """The condition that a usable line fulfils; only what occurs is asked for. It is NULL for some odd lines."""
        date, amount = self._column("date"), self._column("amount")
        kind = self._file.types[self._file.sources["amount"].columns[0]]
        last_year = DateReader(today=self._file.options.today).last_year
        earliest, latest = _day(FIRST_YEAR * 12), _day(last_year * 12 + 12)
        beyond = f"{amount} < -{_LARGEST} OR {amount} > {_LARGEST}"
        unsure = f"count(*) FILTER ({_SURE.format(amount)}) < count(*)" if kind == "DOUBLE" else "false"
        row = self._connection.execute(
            f"SELECT count(*), count({date}) < count(*) OR min({date}) < {earliest} OR max({date}) >= {latest},"
            f" count({amount}) < count(*), min({amount}) < -{_LARGEST} OR max({amount}) > {_LARGEST},"
            f" min({amount}) < -{_SMALL} OR max({amount}) > {_SMALL},"
            f" {unsure} FROM {self._table}"
        ).fetchone()
        assert row is not None
        self.lines = int(row[0])
        odd_dates, no_amounts, large, wide, some_unsure = (bool(value) for value in row[1:])
        self._amount = _minor_units(amount, kind, wide=wide)
        conditions = ["true"]
        conditions += [f"{date} >= {earliest} AND {date} < {latest}"] if odd_dates else []
        conditions += [f"NOT ({beyond})"] if large else [f"{amount} IS NOT NULL"] if no_amounts else []
        conditions += [_SURE.format(amount)] if some_unsure else []
        for field, column in self._columns.items():
            needed = field == "customer" or (field == "category" and self._file.options.category_required)
            wrong = column.keys_where(column.numbers < (0 if needed else _EMPTY))
            if not len(wrong):
                continue
            listed = ", ".join(map(str, wrong.tolist()))
            if len(wrong) > _FEW:
                self._connection.execute(f"CREATE OR REPLACE TEMPORARY TABLE unusable_{field} (key UBIGINT)")
                self._connection.register("wrong", {"key": wrong})
                self._connection.execute(f"INSERT INTO unusable_{field} FROM wrong")
                self._connection.unregister("wrong")
                listed = f"SELECT key FROM unusable_{field}"
            conditions.append(f"{column.key} NOT IN ({listed})")
        return " AND ".join(conditions)

    def _look_at_odd_lines(self, rejects: Rejects) -> int:
        """Let the cleaner say what is wrong with the lines that are not usable, and return how many they are."""
        if self._where == "true" or not self.lines:
            return 0
        sources = self._file.sources
        columns = [self._odd_cell(field) for field in sources]
        cursor = self._connection.execute(
            f"SELECT file_row_number + 1, {', '.join(columns)} "
            f"FROM {self._table[:-1]}, file_row_number = true) WHERE ({self._where}) IS NOT TRUE"
        )
        cleaner = LineCleaner(
            sources,
            options=self._file.options,
            customers=self._odd.customers,
            categories=self._odd.categories,
            suppliers=self._odd.suppliers,
        )
        lines = 0
        while rows := cursor.fetchmany(_ROWS):
            lines += len(rows)
            numbers, *cells = zip(*rows, strict=True)
            cleaned = cleaner.clean({field: [column] for field, column in zip(sources, cells, strict=True)}, numbers)
            rejects.add_problems(str(self._file.path), cleaned.problems)
            self._odd.add(cleaned.batch)
        return lines

    def _odd_cell(self, field: str) -> str:
        column = self._column(field)
        if field == "date":  # days beyond the years that Python knows come as text
            return f"{column}::DATE::VARCHAR"
        if field == "amount":
            return column
        return f"{column}::VARCHAR"

    def _currencies(self) -> set[str]:
        """The currencies of the usable lines."""
        column = self._columns.get("currency")
        if column is None:
            return set()
        if self._where == "true":
            return set(column.roll.names)
        keys = self._connection.execute(
            f"SELECT DISTINCT {column.key} AS key FROM {self._table} WHERE {self._where}"
        ).fetchnumpy()["key"]
        return {column.roll.names[number] for number in column.numbers_of(keys).tolist() if number >= 0}

    def _period(self, used: int) -> Period | None:
        if not used:
            return None
        row = self._connection.execute(
            f"SELECT min({self._date})::DATE::VARCHAR, max({self._date})::DATE::VARCHAR FROM {self._table}"
            + (f" WHERE {self._where}" if self._where != "true" else "")
        ).fetchone()
        assert row is not None
        first, last = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in row)
        return Period(first, last, used)

    def _readings(self, period: Period) -> float:
        """How often the file is read in all when its months are asked for one after the other."""
        name = self._file.sources["date"].columns[0].replace("'", "''")
        rows = self._connection.execute(
            "SELECT row_group_num_rows, try_cast(stats_min_value AS TIMESTAMP)::DATE::VARCHAR,"
            " try_cast(stats_max_value AS TIMESTAMP)::DATE::VARCHAR"
            f" FROM parquet_metadata({path_literal(self._file.path)}) WHERE path_in_schema = '{name}'"
        ).fetchall()
        lines = sum(row[0] for row in rows)
        spans = [
            (count, *(int(day[:4]) * 12 + int(day[5:7]) - 1 if day and day[:1] != "-" else None for day in days))
            for count, *days in rows
        ]
        read = sum(
            count
            for low, high in stretches(period, first=period.first, last=period.last)
            for count, first, last in spans
            if (first is None or first <= high) and (last is None or last >= low)
        )
        return float(read / max(lines, 1))

    def _sort(self) -> None:
        """Put the usable lines aside, sorted by month, as numbers."""
        keys = ", ".join(f"{self._columns[field].key} AS {field}" for field in _NAMED if field in self._columns)
        target = self._directory / f"sorted-{abs(hash(self._file.path))}-{id(self)}.parquet"
        self._connection.execute(
            f"COPY (SELECT {self._month} AS month, {keys}, {self._amount} AS amount FROM {self._table}"
            f" WHERE {self._where} ORDER BY month) TO {path_literal(target)} (FORMAT parquet, COMPRESSION snappy)"
        )
        self._sorted = target
        self._table, self._where, self._amount = f"read_parquet({path_literal(target)})", "true", "amount"
        for field, column in self._columns.items():
            column.key = field

    # ---- answering ---------------------------------------------------------------------------------------------

    def _answer(self, found: dict[str, npt.NDArray[Any]], month: Any) -> Iterator[MonthlySums]:
        month = month if isinstance(month, int) else np.ma.getdata(month)

        def numbers(field: str) -> Ids:
            if field not in found:
                return np.full(len(found["customer"]), _EMPTY, dtype=np.int32)
            return self._columns[field].numbers_of(found[field])

        customer = numbers("customer")

        def sums(name: str) -> Ints | None:
            if name not in found:
                return None
            return exact(found[name], customer=customer, customers=self.names.customers.names, month=month)

        amount, bought = sums("amount"), sums("bought")
        assert amount is not None
        yield from by_month(
            month,
            MonthlySums(
                0, customer, numbers("category"), numbers("supplier"), amount, sums("ours"),
                None if bought is None else bought > 0,
            ),
        )  # fmt: skip


class _NameColumn:
    """The distinct names of a column. ``key`` is the expression that stands for a name inside DuckDB.

    ``numbers`` has for each distinct raw name its place in ``roll``, -1 for an empty one, -2 for one that cannot be
    used; ``keys`` what ``key`` is for it.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, lines: str, text: str, *, clean: Callable[[object], str]
    ) -> None:
        for form in _KEYS:
            self.key = form.format(text)
            found = connection.execute(
                f"SELECT raw, {form.format('raw')} AS key, lines"
                f" FROM (SELECT {text} AS raw, count(*) AS lines FROM {lines} GROUP BY raw)"
            ).fetchnumpy()
            self.keys = np.ma.getdata(found["key"])
            self._lookup = _Lookup(self.keys)
            if self._lookup.are_distinct:
                break
        else:
            raise Refused("The names of the ledger cannot be told apart: export it as CSV.")
        names = cleaning.Names()
        raws = found["raw"].tolist()
        self.numbers = np.fromiter((_number(clean(raw), names) for raw in raws), dtype=np.int32, count=len(raws))
        used = self.numbers >= 0
        lines_of = np.bincount(self.numbers[used], weights=found["lines"][used], minlength=len(names))
        self.roll = Roll(names.names, lines_of.astype(np.int64))

    def keys_where(self, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint64]:
        return self.keys[chosen]

    def keys_of(self, numbers: frozenset[int]) -> list[int]:
        return [int(key) for key in self.keys[np.isin(self.numbers, list(numbers))]]

    def numbers_of(self, keys: npt.NDArray[Any]) -> Ids:
        return self.numbers[self._lookup.places(np.ma.getdata(keys))]


def _number(name: str, names: cleaning.Names) -> int:
    return _UNUSABLE if name_problem(name) else names.intern(name)


class _Lookup:
    """Finds 64-bit hashes: they are sorted, and a table over their first bits says where to begin."""

    def __init__(self, keys: npt.NDArray[np.uint64]) -> None:
        self._order = np.argsort(keys)
        self._keys = keys[self._order]
        bits = max(len(keys).bit_length() + 1, 1)
        self._shift = np.uint64(64 - bits)
        counts = np.bincount((self._keys >> self._shift).astype(np.int64), minlength=1 << bits)
        self._begin = (np.cumsum(counts) - counts).astype(np.int32)

    @property
    def are_distinct(self) -> bool:
        return not (self._keys[1:] == self._keys[:-1]).any()

    def places(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
        """Where these keys stand in the array that this was made of; a ``KeyError`` when one does not."""
        place = self._begin[keys >> self._shift]
        last = len(self._keys) - 1
        missed = np.flatnonzero(self._keys[np.minimum(place, last)] != keys)
        while missed.size:
            place[missed] += 1
            if place[missed].max() > last:
                raise KeyError("a name that was not in the file when its names were read")
            missed = missed[self._keys[place[missed]] != keys[missed]]
        places: npt.NDArray[np.intp] = self._order[place]
        return places


def _day(month: int) -> str:
    day = first_day(month) if month < 12 * 10_000 else None
    return f"DATE '{day.isoformat()}'" if day else "DATE '10000-01-01'"


def _minor_units(amount: str, kind: str, *, wide: bool) -> str:
    """A line's minor units as a BIGINT, rounded half-even.

    ``wide``: there are amounts that 100-fold do not fit 18 digits with two decimals.
    """
    decimal = _DECIMAL.fullmatch(kind)
    if kind == "DOUBLE":
        return f"TRY_CAST(round({amount} * 100) AS BIGINT)"
    if decimal is None:
        return f"({amount}::{'HUGEINT' if kind == 'UBIGINT' else 'BIGINT'} * 100)::BIGINT"
    hundredths = f"({{}}::DECIMAL({38 if wide else 18},2) * 100)::BIGINT"
    if int(decimal[2]) <= 2:
        return hundredths.format(amount)
    # round() is half away from zero: what lies just between goes back where that made it odd.
    rounded = f"round({amount}, 2)"
    minor = hundredths.format(rounded)
    tie = f"abs({amount} - {rounded}) = 0.005"
    return f"(CASE WHEN {tie} AND {minor} % 2 <> 0 THEN {minor} - sign({amount})::BIGINT ELSE {minor} END)"
