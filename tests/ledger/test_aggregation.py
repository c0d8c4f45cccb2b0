"""The sums that are asked of an engine: typed Parquet and lines that Python read give the same, exactly."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from guanxi.errors import Refused
from guanxi.ledger import aggregation
from guanxi.ledger.aggregation import Engine, Period, SumTooLargeError, Wanted, group_by, stretches
from guanxi.ledger.columns import ReadOptions, parse_mapping
from guanxi.ledger.engines import staged, typed_parquet
from guanxi.ledger.engines.embedded import connect
from guanxi.ledger.engines.staged import StagedLines
from guanxi.ledger.engines.typed_parquet import TypedParquet, is_typed
from guanxi.ledger.reading import open_ledger
from guanxi.ledger.rejects import Rejects
from guanxi.money import Amount, parse_amount
from guanxi.months import parse_month
from tests.ledger.dirt import COLUMNS, lines, write_parquet

OPTIONS = ReadOptions(today=date(2026, 11, 5))
Key = tuple[int, str, str | None, str | None]


class Read:
    """A file in the engines that hold it: the typed one, if it is one, and that of the lines that Python reads."""

    def __init__(self, path: Path, *, options: ReadOptions = OPTIONS, typed: bool = True) -> None:
        self.connection = connect(path.parent)
        self.rejects = Rejects()
        file = open_ledger(path, options)
        general = [] if typed else [file]
        self.staged = StagedLines(self.connection, general, directory=path.parent, advance=lambda n: None)
        self.engines: list[Engine] = [self.staged]
        if typed:
            assert is_typed(file)
            self.engines.insert(0, TypedParquet(self.connection, file, odd=self.staged, directory=path.parent))
        for engine in self.engines:
            engine.read(self.rejects)

    def sums(
        self, *, us: Sequence[str] = (), first: int = 0, last: int = 12 * 4000, **wanted: Any
    ) -> dict[Key, tuple[int, ...]]:
        """Amount, ours and whether there was a purchase, by month and the three names."""
        found: dict[Key, list[int]] = {}
        for engine in self.engines:
            customers, categories, suppliers = engine.names
            numbers = frozenset(number for number, name in enumerate(suppliers.names) if name in us) if us else None
            for sums in engine.sums(Wanted(us=numbers, **wanted), first=first, last=last):
                for row in range(len(sums.customer)):
                    key = (
                        sums.month,
                        customers.names[sums.customer[row]],
                        categories.names[sums.category[row]] if sums.category[row] >= 0 else None,
                        suppliers.names[sums.supplier[row]] if sums.supplier[row] >= 0 else None,
                    )
                    entry = found.setdefault(key, [0, 0, 0])
                    entry[0] += int(sums.amount[row])
                    entry[1] += 0 if sums.ours is None else int(sums.ours[row])
                    entry[2] |= 0 if sums.bought is None else int(sums.bought[row])
        return {key: tuple(entry) for key, entry in found.items()}

    def close(self) -> None:
        for engine in self.engines:
            engine.close()
        self.connection.close()


def bad(rejects: Rejects, path: Path) -> str:
    rejects.write(path)
    return path.read_text(encoding="utf-8")


def parquet(path: Path, select: str) -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)")
    return path


@pytest.mark.parametrize("category_required", [False, True])
@pytest.mark.parametrize(
    "wanted",
    [
        {"by_category": True, "by_supplier": True},
        {"by_category": True, "us": ("Lotus", "競合"), "bought": True},
        {"by_category": False, "bought": True},
    ],
)
def test_a_typed_file_gives_the_sums_and_rejects_of_the_same_lines_read_one_by_one(
    tmp_path: Path, wanted: dict[str, Any], category_required: bool
) -> None:
    path = write_parquet(tmp_path / "ledger.parquet", lines(), COLUMNS)
    options = ReadOptions(today=date(2026, 11, 5), category_required=category_required)
    fast, slow = Read(path, options=options), Read(path, options=options, typed=False)
    assert fast.sums(**wanted) == slow.sums(**wanted)
    assert bad(fast.rejects, tmp_path / "fast.csv") == bad(slow.rejects, tmp_path / "slow.csv")
    assert fast.rejects.by_reason == slow.rejects.by_reason
    assert len(fast.rejects) > 50
    assert sum(engine.lines for engine in fast.engines) == sum(engine.lines for engine in slow.engines) == len(lines())
    for month in (parse_month("2023-05"), parse_month("2030-01")):
        assert sum(engine.lines_after(month) for engine in fast.engines) == slow.staged.lines_after(month)


def test_amounts_with_more_decimals_are_rounded_half_even_and_exactly(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    for scale in (0, 1, 2, 3, 4, 9):
        step = Decimal(1).scaleb(-scale)
        units = [int(n) for n in rng.integers(-(10**6), 10**6, 300)] + [5, -5, 15, -15, 25, -25, 35, 0, 125, -125]
        amounts = [n * step for n in units]
        # Far beyond 2**53 minor units, where doubles would tell another cent.
        if scale > 2:
            amounts += [Decimal(sign + "899999999999999.00500000"[: 16 + scale]) for sign in ("", "-")]
        rows = ", ".join(f"('c{number}', '{amount:f}')" for number, amount in enumerate(amounts))
        path = parquet(
            tmp_path / f"{scale}.parquet",
            f"SELECT customer, DATE '2024-01-05' AS date, amount::DECIMAL(38,{scale}) AS amount"
            f" FROM (VALUES {rows}) t(customer, amount)",
        )
        expected = {}
        for number, amount in enumerate(amounts):
            minor = parse_amount(amount)
            assert isinstance(minor, Amount)
            expected[f"c{number}"] = minor.minor
        read = Read(path)
        assert {key[1]: entry[0] for key, entry in read.sums(by_category=True).items()} == expected
        assert read.staged.period is None


@pytest.mark.parametrize("kind", ["SMALLINT", "BIGINT", "UBIGINT", "DECIMAL(9,0)", "DECIMAL(18,2)", "DECIMAL(38,10)"])
def test_every_whole_and_decimal_type_is_added_up(tmp_path: Path, kind: str) -> None:
    path = parquet(
        tmp_path / "ledger.parquet",
        f"SELECT 7 AS customer, TIMESTAMP '2024-02-29 23:59:59.999' AS date, i::{kind} AS amount"
        " FROM range(1, 100) t(i)",
    )
    assert Read(path).sums(by_category=True) == {(parse_month("2024-02"), "7", None, None): (4950 * 100, 0, 0)}


def test_the_largest_amounts_are_used_and_larger_ones_rejected_in_every_type(tmp_path: Path) -> None:
    for kind in ("BIGINT", "UBIGINT", "DECIMAL(18,2)", "DECIMAL(38,2)", "DECIMAL(38,3)"):
        path = parquet(
            tmp_path / "ledger.parquet",
            f"SELECT customer, DATE '2024-01-05' AS date, amount::{kind} AS amount"
            " FROM (VALUES ('exact', 900000000000000), ('beyond', 900000000000001)) t(customer, amount)",
        )
        read = Read(path)
        assert {key[1]: entry[0] for key, entry in read.sums(by_category=True).items()} == {"exact": 9 * 10**16}
        assert len(read.rejects) == 1


def test_lines_of_many_names_that_cannot_be_used_are_rejects(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "ledger.parquet",
        "SELECT CASE WHEN i % 3 = 0 THEN repeat(' ', i::INTEGER) ELSE 'c' || i END AS customer,"
        " CASE WHEN i % 5 = 0 THEN 'k' || chr(0) || i ELSE 'k' || i % 2 END AS category,"
        " DATE '2024-01-05' AS date, i::DECIMAL(18,2) AS amount FROM range(300) t(i)",
    )
    fast, slow = Read(path), Read(path, typed=False)
    assert fast.sums(by_category=True) == slow.sums(by_category=True)
    assert bad(fast.rejects, tmp_path / "fast.csv") == bad(slow.rejects, tmp_path / "slow.csv")
    assert len(fast.rejects) == 100 + 40


def test_a_sum_that_does_not_fit_is_told_with_customer_and_month(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "ledger.parquet",
        "SELECT 'Cem' AS customer, DATE '2024-03-05' AS date, 900000000000000::DECIMAL(18,2) AS amount FROM range(200)",
    )
    for read in (Read(path), Read(path, typed=False)):
        with pytest.raises(SumTooLargeError) as told:
            read.sums(by_category=True)
        assert (told.value.customer, told.value.month) == ("Cem", parse_month("2024-03"))


def test_lines_in_no_order_are_sorted_aside_once_and_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregation, "LINES_OF_A_QUERY", 100)
    path = parquet(
        tmp_path / "ledger.parquet",
        "SELECT 'c' || i % 7 AS customer, DATE '2020-01-01' + (i * 7919 % 1800)::INTEGER AS date,"
        " 'k' || i % 3 AS category, 's' || i % 2 AS supplier, (i % 1000 - 300)::DECIMAL(18,2) AS amount"
        " FROM range(20_000) t(i)",
    )
    wanted: dict[str, Any] = {"by_category": True, "us": ("s1",), "bought": True}
    read, slow = Read(path), Read(path, typed=False)
    assert list(tmp_path.glob("sorted-*.parquet"))
    assert read.sums(**wanted) == slow.sums(**wanted)
    assert len({key[0] for key in read.sums(**wanted)}) == 60
    month = parse_month("2022-06")
    assert read.engines[0].lines_after(month) == slow.staged.lines_after(month) > 0
    read.close()
    assert not list(tmp_path.glob("sorted-*.parquet"))


def test_lines_in_order_of_their_days_are_read_where_they_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregation, "LINES_OF_A_QUERY", 100)
    path = parquet(
        tmp_path / "ledger.parquet",
        "SELECT 'c' || i % 7 AS customer, DATE '2020-01-01' + (i // 120)::INTEGER AS date, i::DECIMAL(18,2) AS amount"
        " FROM range(200_000) t(i)",
    )
    read = Read(path)
    assert not list(tmp_path.glob("sorted-*.parquet"))
    assert read.sums(by_category=True) == Read(path, typed=False).sums(by_category=True)


def test_only_the_months_that_are_asked_for_are_summed(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "ledger.parquet",
        "SELECT 'c' AS customer, DATE '2020-01-31' + to_months(i::INTEGER) AS date, i::INTEGER AS amount"
        " FROM range(48) t(i)",
    )
    first, last = parse_month("2021-02"), parse_month("2021-04")
    for read in (Read(path), Read(path, typed=False)):
        found = read.sums(by_category=True, first=first, last=last)
        assert {key[0]: entry[0] for key, entry in found.items()} == {first: 1300, first + 1: 1400, last: 1500}
        assert read.engines[0].period == Period(parse_month("2020-01"), parse_month("2023-12"), 48)
        assert sum(engine.lines_after(last) for engine in read.engines) == 32


def test_names_with_one_hash_are_told_apart_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = parquet(
        tmp_path / "ledger.parquet",
        "SELECT 'name ' || i AS customer, DATE '2020-01-31' AS date, i::INTEGER AS amount FROM range(100) t(i)",
    )
    monkeypatch.setattr(typed_parquet, "_KEYS", ("(hash({}) % 50)", *typed_parquet._KEYS[1:]))
    assert {key[1]: entry[0] for key, entry in Read(path).sums(by_category=True).items()} == {
        f"name {i}": 100 * i for i in range(100)
    }
    monkeypatch.setattr(typed_parquet, "_KEYS", ("(hash({}) % 50)",))
    with pytest.raises(Refused, match="told apart"):
        Read(path)


def test_a_file_that_was_replaced_while_it_was_read_is_refused(tmp_path: Path) -> None:
    select = "SELECT '{}' || i AS customer, DATE '2020-01-31' AS date, i::INTEGER AS amount FROM range(100) t(i)"
    path = parquet(tmp_path / "ledger.parquet", select.format("old"))
    read = Read(path)
    parquet(tmp_path / "other.parquet", select.format("new")).replace(path)
    with pytest.raises(Refused, match=r"ledger\.parquet"):
        read.sums(by_category=True)


def test_a_damaged_file_is_refused_by_name(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "ledger.parquet",
        "SELECT 'c' || hash(i) AS customer, DATE '2020-01-31' AS date, i::INTEGER AS amount FROM range(5000) t(i)",
    )
    data = bytearray(path.read_bytes())
    data[4 : len(data) // 2] = bytes(len(data) // 2 - 4)
    path.write_bytes(data)
    with pytest.raises(Refused, match=r"ledger\.parquet"):
        Read(path)


def test_currencies_are_those_of_usable_lines(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "ledger.parquet",
        "SELECT * FROM (VALUES ('a', DATE '2024-01-05', 1.5, '€'), ('a', DATE '2024-01-06', 1.5, ' eur'),"
        " ('a', DATE '2024-01-07', 1.5, NULL), ('', DATE '2024-01-05', 1.5, 'USD'))"
        " t(customer, date, amount, currency)",
    )
    for read in (Read(path), Read(path, typed=False)):
        assert set().union(*(engine.currencies for engine in read.engines)) == {"EUR"}


def test_doubles_come_to_the_same_from_duckdb_as_from_python(tmp_path: Path) -> None:
    cents = "1.005, 2.675, 0.125, 0.135, -1.005, 0.1, 0.2, 1e13, 703687441776.64, 8e14, 123456789.015, 1e-320, 9e14"
    unusable = "'nan', 'inf', '-inf', 9.1e14, NULL"
    path = parquet(
        tmp_path / "ledger.parquet",
        "SELECT 'c' || (row_number() OVER () % 7) AS customer, DATE '2024-01-05' AS date, unnest(["
        f"{cents}, {unusable}]::DOUBLE[] || [random() * 1000 FOR x IN range(2000)]"
        " || [x / 1000 + 0.005 FOR x IN range(2000)]) AS amount",
    )
    typed, read = Read(path), Read(path, typed=False)
    assert typed.sums(by_category=False) == read.sums(by_category=False)
    assert len(typed.rejects) == len(read.rejects) == 5


@pytest.mark.parametrize(
    ("select", "mapping"),
    [
        ("'a' AS customer, DATE '2024-01-05' AS date, 1.5::FLOAT AS amount", []),
        ("'a' AS customer, '2024-01-05' AS date, 1.5 AS amount", []),
        ("'a' AS customer, DATE '2024-01-05' AS date, '1.5' AS amount", []),
        ("'a' AS x, 'b' AS y, DATE '2024-01-05' AS date, 1.5 AS amount", ["customer=x+y"]),
        ("'a' AS customer, DATE '2024-01-05' AS date, 1.5 AS p, 2 AS q", ["amount=p*q"]),
        ("'a' AS customer, TIMESTAMPTZ '2024-01-05 00:00:00+00' AS date, 1.5 AS amount", []),
        ("'a' AS customer, DATE '2024-01-05' AS date, 1.5 AS amount, 1 AS file_row_number", []),
    ],
)
def test_columns_of_other_types_are_left_to_python(tmp_path: Path, select: str, mapping: list[str]) -> None:
    path = parquet(tmp_path / "ledger.parquet", f"SELECT {select}")
    options = ReadOptions(today=date(2026, 11, 5), mapping=parse_mapping(mapping))
    assert not is_typed(open_ledger(path, options))
    assert len(Read(path, options=options, typed=False).sums(by_category=True)) == 1


def test_an_empty_file_has_no_period(tmp_path: Path) -> None:
    path = parquet(
        tmp_path / "ledger.parquet",
        "SELECT 'a' AS customer, DATE '2024-01-05' AS date, 1.5 AS amount LIMIT 0",
    )
    read = Read(path)
    assert [engine.period for engine in read.engines] == [None, None]
    assert read.sums(by_category=True) == {}


def test_the_lines_of_each_name_are_counted(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "ledger.parquet", lines(), COLUMNS)
    read = Read(path, typed=False)
    customers, categories, _ = read.staged.names
    assert int(customers.lines.sum()) == read.staged.lines - len(read.rejects)
    used = read.sums(by_category=True)
    assert {category for _, _, category, _ in used} - {None} == set(categories.names)
    assert (categories.lines > 0).all()


def test_lines_beyond_memory_go_into_files_and_the_files_go_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_parquet(tmp_path / "ledger.parquet", lines(), COLUMNS)
    expected = Read(path, typed=False).sums(by_category=True, by_supplier=True)
    monkeypatch.setattr(staged, "_ROWS", 100)
    read = Read(path, typed=False)
    assert list(tmp_path.glob("lines-*.parquet"))
    assert read.sums(by_category=True, by_supplier=True) == expected
    read.close()
    assert not list(tmp_path.glob("lines-*.parquet"))


def test_months_are_asked_for_one_by_one_where_they_are_large_and_together_where_they_are_small() -> None:
    large = Period(24000, 24059, 60 * aggregation.LINES_OF_A_QUERY)
    assert list(stretches(large, first=0, last=10**6)) == [(month, month) for month in range(24000, 24060)]
    small = Period(24000, 24059, 100)
    assert list(stretches(small, first=24010, last=24020)) == [(24010, 24020)]
    middle = Period(24000, 24059, 20 * aggregation.LINES_OF_A_QUERY)
    assert list(stretches(middle, first=24010, last=24016)) == [(24010, 24012), (24013, 24015), (24016, 24016)]


def test_the_query_is_one_group_by_without_any_threshold() -> None:
    query = group_by("lines", keys={"month": "m", "customer": "c"}, sums={"amount": "a", "ours": "b"}, where="m > 3")
    assert query == (
        "SELECT m AS month, c AS customer, CAST(sum(a) AS BIGINT) AS amount, CAST(sum(b) AS BIGINT) AS ours"
        " FROM lines WHERE m > 3 GROUP BY 1, 2"
    )


def test_numbers_of_names_are_found_among_many() -> None:
    rng = np.random.default_rng(1)
    keys = np.unique(rng.integers(0, 2**64, 5000, dtype=np.uint64))
    rng.shuffle(keys)
    lookup = typed_parquet._Lookup(keys)
    wanted = rng.integers(0, len(keys), 20_000)
    assert np.array_equal(lookup.places(keys[wanted]), wanted)
    crowded = np.arange(1000, dtype=np.uint64)  # all in the first place of the table
    assert np.array_equal(typed_parquet._Lookup(crowded).places(crowded[::-1]), np.arange(1000)[::-1])
    for missing in (0, 2**64 - 1, int(keys.max()) - 1):
        if missing not in keys:
            with pytest.raises(KeyError):
                lookup.places(np.array([missing], dtype=np.uint64))
