"""The numbers of relations rise in output order, and partitions with them."""

import itertools

import numpy as np
import pytest

from guanxi.errors import Refused
from guanxi.ledger import relations
from guanxi.ledger.relations import Relations, ranks

CUSTOMERS = sorted(["Zeta", "alpha", "a", "Ärger", "江南", "𠮷野家"])
CATEGORIES = sorted(["Bolts", "bolts", "油"])
SUPPLIERS = sorted(["Lotus", "lotus", "競合"])


def numbered(
    suppliers: list[str] | None = None,
    customers: list[str] | None = None,
    *,
    months: int = 12,
    lines: list[int] | None = None,
) -> Relations:
    names = CUSTOMERS if customers is None else customers
    counts = np.array(lines or [10] * len(names))
    supplier_lines = None if suppliers is None else np.arange(1, len(suppliers) + 1) * 40
    return Relations(names, CATEGORIES, suppliers, counts, supplier_lines, months)


@pytest.mark.parametrize("suppliers", [None, SUPPLIERS])
def test_numbers_rise_as_the_names_do_by_code_point_and_none_comes_first(suppliers: list[str] | None) -> None:
    of = numbered(suppliers)
    of_suppliers: list[str | None] = [None] if suppliers is None else [*suppliers]
    names = list(itertools.product(of_suppliers, CUSTOMERS, [None, *CATEGORIES]))
    customer = ranks([name for _, name, _ in names], CUSTOMERS)
    category = ranks([name or "" for _, _, name in names], CATEGORIES)
    supplier = None if suppliers is None else ranks([name or "" for name, _, _ in names], suppliers)
    keys = of.keys(customer, category, supplier)
    assert (np.diff(keys) > 0).all()
    assert list(zip(*of.names(keys), strict=True)) == names
    assert np.array_equal(of.split(keys)[1], customer)
    assert ((keys % of.width == 0) == (category == -1)).all()


def test_a_relation_is_spoken_of_by_its_names() -> None:
    key = numbered(SUPPLIERS).keys(np.array([1], np.int32), np.array([-1], np.int32), np.array([0], np.int32))
    assert numbered(SUPPLIERS).spoken(int(key[0])) == "“Lotus” | “a”"


@pytest.mark.parametrize("skew", [1.0, 3.0, 12.0])
@pytest.mark.parametrize("suppliers", [None, [f"s{i:03d}" for i in range(40)]])
def test_partitions_never_fall_while_numbers_rise_and_never_split_an_account(
    suppliers: list[str] | None, skew: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relations, "_PARTITION_CELLS", 500)
    rng = np.random.default_rng(2)
    customers = [f"c{i:04d}" for i in range(300)]
    of = Relations(
        customers, CATEGORIES, suppliers,
        (rng.random(300) ** skew * 1000).astype(np.int64),
        None if suppliers is None else (rng.random(40) ** skew * 1000).astype(np.int64),
        24,
    )  # fmt: skip
    keys = np.arange(max(len(suppliers or ()), 1) * 300 * of.width)
    partition = of.partition_of(keys)
    assert (np.diff(partition.astype(np.int64)) >= 0).all()
    assert of.partitions > 20
    assert partition.max() < of.partitions
    assert (partition.reshape(-1, of.width) == partition[:: of.width, None]).all()
    if suppliers is not None:
        supplier, customer, _ = of.split(keys)
        assert np.array_equal(of.partition(customer.astype(np.int32), supplier.astype(np.int32)), partition)


def test_partitions_hold_about_as_many_relations_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "_PARTITION_CELLS", 5000)
    customers = [f"c{i:04d}" for i in range(2000)]
    of = numbered(customers=customers, lines=[1] * 1000 + [100] * 1000)
    relations_of = np.bincount(of.partition(np.arange(2000, dtype=np.int32)), np.array([1.0] * 1000 + [4.0] * 1000))
    assert relations_of.max() < 1.2 * relations_of.mean()


def test_more_relations_than_numbers_are_refused() -> None:
    with pytest.raises(Refused, match="too many"):
        Relations(range(2**31), range(2**31), None, np.zeros(0), None, 1)  # type: ignore[arg-type]


def test_an_empty_name_has_no_rank() -> None:
    assert ranks(["江南", "", "Zeta"], CUSTOMERS).tolist() == [CUSTOMERS.index("江南"), -1, CUSTOMERS.index("Zeta")]
    assert ranks([], CUSTOMERS).tolist() == []
