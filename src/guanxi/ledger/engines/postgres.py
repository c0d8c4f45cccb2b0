"""A PostgreSQL table as the ledger: the server sums, and only sums by name and month travel.

Everything is read in one read-only snapshot, so that a table that changes meanwhile still gives one answer. What
PostgreSQL would do in its own way is not left to it: names are cleaned here and sent back as numbers, amounts are
rounded half-even by an expression of exact decimals, and text is compared byte by byte, whatever the collation.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import numpy as np

from guanxi.errors import Refused, WrongCall
from guanxi.ledger import cleaning
from guanxi.ledger.aggregation import Ints, MonthlySums, Names, Period, Roll, SumTooLargeError, Wanted, group_by
from guanxi.ledger.cleaning import LineCleaner, clean_currency, join_names, name_problem
from guanxi.ledger.columns import ReadOptions, Source, closest, match_header, missing_column
from guanxi.ledger.dates import FIRST_YEAR, DateReader
from guanxi.ledger.rejects import Rejects
from guanxi.money import LIMIT

if TYPE_CHECKING:
    import psycopg

SCHEMES: Final = ("postgresql", "postgres")

# Type numbers of the server; a domain counts as the type that it is made of.
_DATES: Final = (1082, 1114, 1184)  # date, timestamp without and with time zone
_FLOATS: Final = (700, 701)  # real, double precision
_NUMBERS: Final = (20, 21, 23, 1700, *_FLOATS)  # bigint, smallint, integer, numeric

_NAMED: Final = ("customer", "category", "supplier", "currency")
_FETCHED: Final = 50_000  # rows in memory at once
_EMPTY, _UNUSABLE = -1, -2  # in place of the number of a name
_HUGE: Final = 2**62  # larger sums are cut to this, and then refused by name

_URL: Final = "postgresql://user@host/database?table=NAME"


@dataclass(frozen=True)
class Address:
    """A PostgreSQL URL taken apart: what to connect with, which table, and how to speak of it without secrets."""

    connection: str
    table: str
    label: str
    secret: str  # the password, only to keep it out of messages

    @classmethod
    def parse(cls, url: str) -> Self:
        """Raises WrongCall when the URL is none or names no table."""
        try:
            parts = urlsplit(url.strip())
            given = parse_qsl(parts.query, keep_blank_values=True)
        except ValueError:
            raise WrongCall(f"The PostgreSQL URL cannot be read: write {_URL}.") from None
        tables = [value.strip() for key, value in given if key == "table"]
        if len(tables) != 1 or not tables[0]:
            raise WrongCall(f"The PostgreSQL URL must name one table: {_URL}.")
        others = [(key, value) for key, value in given if key != "table"]
        user, _, host = parts.netloc.rpartition("@")
        secret = unquote(user.partition(":")[2]) or dict(others).get("password", "")
        connection = urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(others, quote_via=quote), ""))
        return cls(connection, tables[0], f"postgresql://{host}{parts.path}?table={tables[0]}", secret)


def _driver() -> Any:
    try:
        import psycopg
        import psycopg.sql
    except ImportError:
        raise Refused(
            "The PostgreSQL engine needs psycopg, which is not installed: pip install 'guanxi[postgres]'.",
            code="missing_extra",
        ) from None
    return psycopg


class PostgresEngine:
    """A table, partitioned table, view, materialized view or foreign table, summed in one snapshot.

    The sums by month and name go into a temporary table, so that the ledger is read once for its names and once for
    its sums. Rows that cannot be used come into ``rejects`` with their number in the order in which the table stores
    them (a view has no lasting order). ``currencies`` are those of the others, ``lines`` all rows. ``fields`` says
    which columns hold what. A connection is held until ``close``.
    """

    def __init__(self, url: str, options: ReadOptions) -> None:
        self.address = Address.parse(url)
        self.options = options
        self.currencies: set[str] = set()
        self.lines = 0
        self._names: Names | None = None
        self._period: Period | None = None
        self._numbers: dict[str, tuple[Any, Any]] = {}  # of a field: their numbers -> ours, ours -> theirs
        self._psycopg = _driver()
        self._sql = self._psycopg.sql
        self._connection = self._connect()
        try:
            with self._told():
                self._open()
        except BaseException:
            self.close()
            raise

    @property
    def has_category(self) -> bool:
        return "category" in self.fields

    @property
    def has_supplier(self) -> bool:
        return "supplier" in self.fields

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- connecting --------------------------------------------------------------------------------------------

    def _connect(self) -> "psycopg.Connection[Any]":
        options: dict[str, Any] = {"autocommit": True, "client_encoding": "UTF8", "application_name": "guanxi"}
        try:
            given = self._psycopg.conninfo.conninfo_to_dict(self.address.connection)
            if "connect_timeout" not in given:
                options["connect_timeout"] = 15
            connection: psycopg.Connection[Any] = self._psycopg.connect(self.address.connection, **options)
        except self._psycopg.ProgrammingError:
            # The driver would repeat the URL, perhaps with a password in it.
            raise WrongCall(
                f"The PostgreSQL URL cannot be read: write {_URL}, with % codes for special characters."
            ) from None
        except (self._psycopg.Error, UnicodeError) as error:
            raise Refused(
                f"{self.address.label} cannot be reached: {self._said(error)}", code="not_reachable", retry=True
            ) from None
        return connection

    def _said(self, error: BaseException) -> str:
        """What the server said, as one line that ends with a full stop, and never the password."""
        diagnosis = getattr(getattr(error, "diag", None), "message_primary", None)
        said = " ".join(str(diagnosis or error).split()) or type(error).__name__
        for secret in {self.address.secret, quote(self.address.secret, safe="")} - {""}:
            said = said.replace(secret, "…")
        return said if said.endswith(("?", "!")) else said.rstrip(".") + "."

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of the server as sentences."""
        try:
            yield
        except self._psycopg.errors.InsufficientPrivilege as error:
            raise Refused(
                f"{self.address.label} cannot be read: {self._said(error)} Guanxi needs the right to read the table "
                "and to make temporary tables.",
                code="not_permitted",
            ) from None
        except self._psycopg.Error as error:
            retry = isinstance(error, self._psycopg.OperationalError)
            raise Refused(f"{self.address.label} could not be summed: {self._said(error)}", retry=retry) from None
        except UnicodeError:
            raise Refused(
                f"{self.address.label} holds bytes that are not text in the encoding of its database.", code="not_text"
            ) from None

    def _open(self) -> None:
        run = self._connection.execute
        # Days of time stamps with a zone are those of UTC, and texts of dates and numbers the same on every server.
        run("SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'; SET extra_float_digits = 1")
        # Temporary tables can be filled in a read-only transaction, but not made; which ones, the columns say.
        with self._connection.transaction():
            self._describe()
            for field in self._named:
                form = 'CREATE TEMPORARY TABLE {} (raw {} COLLATE "C", number integer NOT NULL)'
                kind = "text" if len(self.fields[field].columns) == 1 else "text[]"
                run(self._sql.SQL(form).format(self._map(field), self._sql.SQL(kind)))
            run(
                "CREATE TEMPORARY TABLE guanxi_sums (month integer, customer integer, category integer, "
                "supplier integer, currency integer, amount numeric, bought boolean, lines bigint)"
            )
        run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def _describe(self) -> None:
        self._table, self._order = self._find_table()
        query = self._sql.SQL("SELECT * FROM {} LIMIT 0").format(self._table)
        self._types = {column.name: column.type_code for column in self._connection.execute(query).description or []}
        path = Path(self.address.table)
        self.fields = match_header(list(self._types), path=path, mapping=self.options.mapping)
        for field, source in self.options.mapping.items():
            if field not in self.fields:
                raise Refused(missing_column(source, list(self._types), path=path, field=field), code="missing_column")
        self._named = [field for field in _NAMED if field in self.fields]
        self._wanted = list(dict.fromkeys(column for source in self.fields.values() for column in source.columns))
        for field, types, wanted in (("date", _DATES, "date or timestamp"), ("amount", _NUMBERS, "a numeric type")):
            for column in self.fields[field].columns:
                if self._types[column] not in types:
                    found = self._connection.execute("SELECT format_type(%s, NULL)", [self._types[column]]).fetchone()
                    raise Refused(
                        f"The column “{column}” of {self.address.table} is of type {found[0] if found else 'unknown'}, "
                        f"but the {field} must be {wanted}: name a view that casts it.",
                        code="wrong_type",
                    )

    def _find_table(self) -> tuple[Any, Any]:
        """The table's quoted name, and the order that numbers its rows.

        The name is read by the rules of SQL (``sales."Order Lines"``), or else it is the name as it stands.
        """
        named = self.address.table
        tables = (
            "SELECT n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND "
        )
        found = None
        with contextlib.suppress(self._psycopg.ProgrammingError), self._connection.transaction():
            found = self._connection.execute(tables + "c.oid = to_regclass(%s)", [named]).fetchone()
        if found is None:
            found = self._connection.execute(
                tables
                + "(n.nspname || '.' || c.relname = %s OR c.relname = %s AND pg_table_is_visible(c.oid)) LIMIT 1",
                [named, named],
            ).fetchone()
        if found is None:
            others = self._connection.execute(
                tables + "c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
            ).fetchall()
            near = closest(named, [table for _, table, _ in others])
            near = near or closest(named, [f"{schema}.{table}" for schema, table, _ in others])
            hint = f"; the closest is “{near}”." if near else "."
            raise Refused(f"The database has no table “{named}”{hint}", code="missing_table")
        schema, table, kind = found
        order = {"r": "ORDER BY ctid", "m": "ORDER BY ctid", "p": "ORDER BY tableoid, ctid"}.get(kind, "")
        return self._sql.Identifier(schema, table), self._sql.SQL(order)

    # ---- the parts of the query --------------------------------------------------------------------------------

    def _map(self, field: str) -> Any:
        """The temporary table that gives each raw name of a field its number."""
        return self._sql.Identifier("pg_temp", f"guanxi_{field}")

    def _cell(self, column: str) -> Any:
        """A column of the table, under a name that nothing else here can have."""
        return self._sql.Identifier(f"cell {self._wanted.index(column)}")

    def _cells(self, order: Any = None) -> Any:
        """The columns that the ledger needs; with ``order`` the rows are numbered."""
        cells = [
            self._sql.SQL("{} AS {}").format(self._sql.Identifier(column), self._cell(column))
            for column in self._wanted
        ]
        if order is not None:
            cells.append(self._sql.SQL("row_number() OVER ({}) AS number").format(order))
        return self._sql.SQL("SELECT {} FROM {}").format(self._sql.SQL(", ").join(cells), self._table)

    def _raw(self, source: Source) -> Any:
        """The cells that make up a name: a text, or an array of texts."""
        form = self._sql.SQL("coalesce({}::text, '') COLLATE \"C\"")
        cells = [form.format(self._cell(column)) for column in source.columns]
        return cells[0] if len(cells) == 1 else self._sql.SQL("ARRAY[{}]").format(self._sql.SQL(", ").join(cells))

    def _exact(self) -> Any:
        """The amount in minor units as an exact decimal: a float counts as its shortest decimal form."""
        factors = []
        for column in self.fields["amount"].columns:
            form = "{0}::numeric"
            if self._types[column] in _FLOATS:  # before version 14 a decimal knew no infinity
                form = "CASE WHEN abs({0}) = 'Infinity' THEN 'NaN' ELSE {0}::text::numeric END"
            factors.append(self._sql.SQL("(" + form + ")").format(self._cell(column)))
        return self._sql.SQL("{} * 100").format(self._sql.SQL(" * ").join(factors))

    def _lines(self, cells: Any) -> Any:
        """Each row with its day, its amount in minor units, the numbers of its names, and whether it can be used.

        ``round`` is half away from zero: what lies exactly between two minor units is halved first, so that the even
        one of them comes out. A comparison with NULL or NaN is not true, and the row is then not usable.
        """
        text, name = self._sql.SQL, self._sql.Identifier
        raw = [text("{} AS {}").format(self._raw(self.fields[field]), name(f"raw {field}")) for field in self._named]
        joins = [
            text("JOIN {0} AS {1} ON {1}.raw = line.{2}").format(self._map(field), name(field), name(f"raw {field}"))
            for field in self._named
        ]
        least = {"customer": 0, "category": 0 if self.options.category_required else _EMPTY}
        usable = [text("{} >= {}").format(name(field), least.get(field, _EMPTY)) for field in self._named]
        return text(
            """
            SELECT *, coalesce(day >= make_date({first}, 1, 1) AND day < make_date({next}, 1, 1)
                               AND abs(minor) <= {limit} AND {usable}, false) AS usable
            FROM (
                SELECT line.*, {numbers}, CASE WHEN abs(exact - trunc(exact)) = 0.5 THEN 2 * round(exact * 0.5)
                                               ELSE round(exact) END AS minor
                FROM (SELECT *, {raw}, {day}::date AS day, {exact} AS exact FROM ({cells}) AS cells) AS line {joins}
            ) AS lines
            """
        ).format(
            first=FIRST_YEAR,
            next=DateReader(today=self.options.today).last_year + 1,
            limit=LIMIT,
            usable=text(" AND ").join(usable),
            numbers=text(", ").join(text("{0}.number AS {0}").format(name(field)) for field in self._named),
            raw=text(", ").join(raw),
            day=self._cell(self.fields["date"].columns[0]),
            exact=self._exact(),
            cells=cells,
            joins=text(" ").join(joins),
        )

    # ---- reading -----------------------------------------------------------------------------------------------

    def read(self, rejects: Rejects) -> None:
        """Sum the table, and tell what of it cannot be used."""
        with self._told():
            known = {field: self._send_names(field) for field in self._named}
            self._fill_sums()
            counted = self._connection.execute(
                "SELECT coalesce(sum(lines), 0), coalesce(sum(lines) FILTER (WHERE month < 0), 0), "
                "min(month) FILTER (WHERE month >= 0), max(month) FROM pg_temp.guanxi_sums"
            ).fetchone()
            lines, unusable, first, last = counted or (0, 0, None, None)
            self.lines = int(lines)
            self._names = Names(*(self._roll(field, known.get(field, [])) for field in _NAMED[:3]))
            if first is not None and last is not None:
                self._period = Period(first, last, int(self.lines - unusable))
            if "currency" in self._named:
                self.currencies = set(self._roll("currency", known["currency"]).names)
            rejects.expect(self.address.table)
            if unusable:
                self._list_rejects(rejects)

    def _send_names(self, field: str) -> list[str]:
        """Clean the distinct names of a field here, and leave their numbers in its temporary table."""
        query = self._sql.SQL("SELECT DISTINCT {} FROM ({}) AS cells").format(
            self._raw(self.fields[field]), self._cells()
        )
        names = cleaning.Names()
        with self._connection.cursor() as cursor:
            raws = [raw for (raw,) in cursor.execute(query)]
            with cursor.copy(self._sql.SQL("COPY {} FROM STDIN").format(self._map(field))) as copy:
                for raw in raws:
                    parts = raw if isinstance(raw, list) else [raw]
                    name = clean_currency(raw) if field == "currency" else join_names(parts)
                    copy.write_row((raw, _UNUSABLE if name_problem(name) else names.intern(name)))
        return names.names

    def _fill_sums(self) -> None:
        """Sums, lines and whether one of them was above zero, by month and names; month -1: what cannot be used."""
        text = self._sql.SQL
        keys = [text("(extract(year FROM day) * 12 + extract(month FROM day) - 1)::integer")]
        keys += [self._sql.Identifier(field) if field in self._named else text("-1") for field in _NAMED]
        query = text(
            """
            INSERT INTO pg_temp.guanxi_sums
            SELECT {keys}, coalesce(sum(minor) FILTER (WHERE usable), 0), bool_or(usable AND minor > 0), count(*)
            FROM ({lines}) AS lines GROUP BY {places}
            """
        ).format(
            keys=text(", ").join(text("CASE WHEN usable THEN {} ELSE -1 END").format(key) for key in keys),
            lines=self._lines(self._cells()),
            places=text(", ").join(text(str(place)) for place in range(1, len(keys) + 1)),
        )
        self._connection.execute(query)

    def _roll(self, field: str, known: list[str]) -> Roll:
        """The names of usable lines, numbered anew; ``_numbers`` keeps which number of ours is which of theirs."""
        query = (
            f"SELECT {field}, sum(lines)::bigint FROM pg_temp.guanxi_sums WHERE month >= 0 AND {field} >= 0 "
            "GROUP BY 1 ORDER BY 1"
        )
        found = self._connection.execute(self._sql.SQL(query)).fetchall()
        theirs = np.array([number for number, _ in found], dtype=np.int64)
        ours = np.full(len(known) + 1, _EMPTY, dtype=np.int32)  # the last place serves the number of an empty name
        ours[theirs] = np.arange(len(theirs))
        self._numbers[field] = (ours, theirs)
        return Roll([known[number] for number in theirs], np.array([lines for _, lines in found], dtype=np.int64))

    def _list_rejects(self, rejects: Rejects) -> None:
        """Read the rows that the sums left out, and let the cleaner say what is wrong with each."""
        text = self._sql.SQL
        casts = dict.fromkeys(self._wanted, "{}::text")
        casts |= dict.fromkeys(self.fields["amount"].columns, "{}")
        casts |= dict.fromkeys(self.fields["date"].columns, "{}::date::text")
        query = text("SELECT number, {} FROM ({}) AS lines WHERE NOT usable ORDER BY number").format(
            text(", ").join(text(cast).format(self._cell(column)) for column, cast in casts.items()),
            self._lines(self._cells(self._order)),
        )
        names = [cleaning.Names() for _ in range(3)]
        cleaner = LineCleaner(
            self.fields, options=self.options, customers=names[0], categories=names[1], suppliers=names[2]
        )
        with self._connection.cursor(name="guanxi_rejects") as cursor:
            cursor.execute(query)
            while rows := cursor.fetchmany(_FETCHED):
                number, *cells = zip(*rows, strict=True)
                by_column = dict(zip(casts, cells, strict=True))
                columns = {
                    field: [by_column[column] for column in source.columns] for field, source in self.fields.items()
                }
                problems = cleaner.clean(columns, number).problems
                if len(problems) != len(rows):
                    raise RuntimeError(f"{len(rows) - len(problems)} rows were left out without a reason")
                rejects.add_problems(self.address.table, problems)

    # ---- what an engine answers --------------------------------------------------------------------------------

    @property
    def names(self) -> Names:
        assert self._names is not None, "read comes first"
        return self._names

    @property
    def period(self) -> Period | None:
        return self._period

    def lines_after(self, month: int) -> int:
        """Usable lines in later months."""
        query = "SELECT coalesce(sum(lines), 0)::bigint FROM pg_temp.guanxi_sums WHERE month > %s"
        with self._told():
            found = self._connection.execute(query, [month]).fetchone()
        return int(found[0]) if found else 0

    def sums(self, wanted: Wanted, *, first: int, last: int) -> Iterator[MonthlySums]:
        """The sums of the months from ``first`` to ``last``, in pieces. Raises ``SumTooLargeError``."""
        ours = "true"
        if wanted.us is not None:
            us = sorted(int(self._numbers["supplier"][1][number]) for number in wanted.us)
            ours = f"supplier IN ({', '.join(map(str, us))})" if us else "false"
        query = group_by(
            "pg_temp.guanxi_sums",
            keys={
                "month": "month",
                "customer": "customer",
                "category": "category" if wanted.by_category else "-1",
                "supplier": "supplier" if wanted.by_supplier else "-1",
            },
            sums={
                "amount": "amount",
                "ours": f"CASE WHEN {ours} THEN amount ELSE 0 END",
                "bought": f"CASE WHEN {ours} AND bought THEN 1 ELSE 0 END",
            },
            where=f"month BETWEEN {int(first)} AND {int(last)}",
            narrow=f"greatest(least({{}}, {_HUGE}), -{_HUGE})::bigint",
        )
        with self._told(), self._connection.cursor(name="guanxi_sums") as cursor:
            cursor.execute(self._sql.SQL(query + " ORDER BY 1"), binary=True)
            while rows := cursor.fetchmany(_FETCHED):
                columns = [np.array(column, dtype=np.int64) for column in zip(*rows, strict=True)]
                bounds = np.flatnonzero(np.diff(columns[0], prepend=-1, append=-1))
                for start, stop in pairwise(bounds.tolist()):
                    yield self._answer(wanted, *(column[start:stop] for column in columns))

    def _answer(
        self, wanted: Wanted, month: Ints, customer: Ints, category: Ints, supplier: Ints, *sums: Ints
    ) -> MonthlySums:
        amount, ours, bought = sums
        found = MonthlySums(
            month=int(month[0]),
            customer=self._numbers["customer"][0][customer],
            category=self._numbers["category"][0][category],
            supplier=self._numbers["supplier"][0][supplier],
            amount=amount,
            ours=None if wanted.us is None else ours,
            bought=bought > 0 if wanted.bought else None,
        )
        beyond = np.flatnonzero((np.abs(amount) >= _HUGE) | (np.abs(ours) >= _HUGE))
        if beyond.size:
            raise SumTooLargeError(self.names.customers.names[found.customer[beyond[0]]], found.month)
        return found
