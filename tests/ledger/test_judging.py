"""Sums too large, groups too large, and how rows are cut into pieces."""

from pathlib import Path

import numpy as np
import pytest

from guanxi.errors import Refused
from guanxi.ledger.attached import Attached
from guanxi.ledger.judging import Judging, build_market
from guanxi.ledger.partitions import Partition, Sizes, pieces
from guanxi.ledger.relations import Relations
from guanxi.ledger.series import Groups, SeriesBuilder
from guanxi.ledger.store import SumStore
from guanxi.lifecycle import LARGEST, Parameters, WindowOverflowError
from guanxi.months import parse_month

FIRST = parse_month("2024-01")


def silent(n: int) -> None:
    """Nobody watches."""


def cut(keys: list[int], *, width: int, most: int) -> list[list[tuple[int, int]]]:
    return [[(s.start, s.stop) for s in slices] for slices in pieces(np.array(keys), width=width, most=most)]


def test_rows_are_cut_between_accounts_and_only_large_ones_are_torn() -> None:
    keys = [0, 1, 2, 10, 11, 20, 21, 22, 23, 24, 30]
    assert cut(keys, width=10, most=100) == [[(0, 11)]]
    assert cut(keys, width=10, most=5) == [[(0, 5)], [(5, 10)], [(10, 11)]]
    assert cut(keys, width=10, most=3) == [[(0, 3)], [(3, 5)], [(5, 8), (8, 10)], [(10, 11)]]
    assert cut(keys, width=10, most=2) == [[(0, 2), (2, 3)], [(3, 5)], [(5, 7), (7, 9), (9, 10)], [(10, 11)]]
    assert cut([], width=10, most=5) == []


class Sold:
    """Sales by customer, category (-1 none) and month, in a store of one partition."""

    def __init__(self, path: Path, categories: int, *sales: tuple[int, int, int, int]) -> None:
        names = [f"k{number:03d}" for number in range(categories)]
        self.relations = Relations(["Ada", "Bea"], names, None, np.array([1, 1]), None, 24)
        self.store = SumStore(path / "sums", partitions=1, columns=1)
        for customer, category, month, amount in sales:
            keys = self.relations.keys(np.array([customer], np.int32), np.array([category], np.int32))
            self.store.add(FIRST + month, np.zeros(1, np.uint16), keys, [np.array([amount])])

    def builder(self, *, named: bool = False, window: int = 12) -> SeriesBuilder:
        return SeriesBuilder(self.relations, FIRST, 24, named, Parameters(W=window), Attached())

    def refused(self, *, sizes: Sizes, named: bool = False, window: int = 12) -> str:
        with pytest.raises(Refused) as told:
            list(Judging(self.builder(named=named, window=window), "both", sizes).blocks(self.store, advance=silent))
        return told.value.message


@pytest.mark.parametrize("sizes", [Sizes(), Sizes(entries=1, piece=24 * 20, block=24 * 3)])
@pytest.mark.parametrize("named", [False, True])
def test_an_account_whose_categories_sum_to_too_much_is_named(tmp_path: Path, sizes: Sizes, named: bool) -> None:
    # 150 times the largest amount is more than 64 bits hold; twice is more than may be judged.
    for count in (2, 150):
        sold = Sold(tmp_path, 200, (0, 0, 0, 1), *((1, category, 5, LARGEST) for category in range(count)))
        assert "“Bea” up to 2024-06 pass" in sold.refused(sizes=sizes, named=named)
        sold.store.close()


def test_sums_that_cancel_each_other_are_fine(tmp_path: Path) -> None:
    sales = [(1, category, 5, (-1) ** category * LARGEST) for category in range(150)]
    with Sold(tmp_path, 200, *sales).store as store:
        sold = Judging(Sold(tmp_path / "..", 200).builder(), "both")
        accounts = [row for block in sold.blocks(store, advance=silent) for row in block.facts.ours[:1, 5].tolist()]
        assert accounts == [0]


def test_a_month_of_many_entries_that_sum_to_too_much_is_named(tmp_path: Path) -> None:
    for count in (2, 150):
        sold = Sold(tmp_path, 3, *[(0, 1, 7, LARGEST)] * count)
        assert "“Ada”" in sold.refused(sizes=Sizes())
        sold.store.close()


def test_a_window_of_sales_beyond_the_limit_is_named_with_its_month(tmp_path: Path) -> None:
    sales = [(0, 1, month, LARGEST // 3) for month in (1, 3, 5)]
    with Sold(tmp_path, 3, *sales).store as store:
        list(Judging(Sold(tmp_path / "..", 3).builder(), "both").blocks(store, advance=silent))
    sold = Sold(tmp_path, 3, *sales, (0, 1, 9, 1))
    assert "“Ada” up to 2024-10 pass" in sold.refused(sizes=Sizes())
    sold.store.close()
    sold = Sold(tmp_path, 3, *sales, (0, 1, 9, 1), (0, 1, 13, LARGEST))
    assert "“Ada” up to 2025-02 pass" in sold.refused(sizes=Sizes(), window=6)
    sold.store.close()


def test_groups_far_beyond_the_limit_are_told_before_they_wrap() -> None:
    half = Groups(np.array([[2**60]]), np.zeros(1, np.int32), np.zeros(1, np.int32))
    with pytest.raises(WindowOverflowError):
        half.with_more(half)


def test_every_partition_of_a_store_gives_its_relations_once(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    customers = [f"c{number:03d}" for number in range(60)]
    relations = Relations(customers, ["a", "b", "c"], None, np.full(60, 50), None, 24)
    customer, category = rng.integers(0, 60, 500).astype(np.int32), rng.integers(-1, 3, 500).astype(np.int32)
    with SumStore(tmp_path / "sums", partitions=5, columns=1) as store:
        keys = relations.keys(customer, category)
        store.add(FIRST, (customer // 12).astype(np.uint16), keys, [np.ones(500, dtype=np.int64)])
        named = relations.keys(np.array([3], np.int32), np.array([2], np.int32))
        found = [
            Partition(
                store, number, named=named if number == 0 else named[:0], width=4, first=FIRST, months=24, entries=most
            ).keys
            for number in range(5)
            for most in (0, 1000)
        ]
        for small, large in zip(found[::2], found[1::2], strict=True):
            assert np.array_equal(small, large)
        expected = np.unique(np.concatenate([keys, named, keys // 4 * 4, named // 4 * 4]))
        assert np.array_equal(np.concatenate(found[::2]), expected)


def test_a_market_holds_the_sums_of_all_in_order_whatever_the_pieces(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    sales = [
        (int(rng.integers(2)), int(rng.integers(-1, 30)), int(rng.integers(24)), int(rng.integers(-500, 5000)))
        for _ in range(300)
    ]
    sold = Sold(tmp_path, 30, *sales)
    tables = []
    for sizes in (Sizes(), Sizes(entries=10, piece=24 * 7)):
        market = build_market(sold.builder(named=True), sold.store, tmp_path / "market", advance=silent, sizes=sizes)
        totals, line = market.take(market.keys)
        tables.append((market.keys.tolist(), totals.tolist(), line.tolist()))
        market.rows.close()
    assert tables[0] == tables[1]
    keys, totals, line = tables[0]
    for place, key in enumerate(keys):
        _, (customer,), (category,) = (part.tolist() for part in sold.relations.split(np.array([key])))
        mine = [s for s in sales if s[0] == customer and category in (-1, s[1])]
        assert [row[place] for row in totals] == [sum(s[3] for s in mine if s[2] == month) for month in range(24)]
        assert line[place] == min((s[2] for s in mine), default=24)
    sold.store.close()
