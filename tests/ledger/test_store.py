"""Numbers aside: what is written comes back, in parts, and nothing stays on the disk."""

from pathlib import Path

import numpy as np
import pytest

from guanxi.ledger.store import Entries, Rows, SumStore


def gathered(entries: list[Entries]) -> dict[tuple[int, int], list[int]]:
    """The sums of each month and key, duplicates added up."""
    found: dict[tuple[int, int], list[int]] = {}
    for month, keys, values, _ in entries:
        for row, key in enumerate(keys.tolist()):
            sums = found.setdefault((month, key), [0] * len(values))
            for number, value in enumerate(values):
                sums[number] += int(value[row])
    return found


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("partitions", [1, 7, 4096])
def test_sums_come_back_by_partitions_with_the_latest_month_first(
    tmp_path: Path, partitions: int, columns: int
) -> None:
    rng = np.random.default_rng(partitions)
    expected: dict[int, dict[tuple[int, int], list[int]]] = {number: {} for number in range(partitions)}
    with SumStore(tmp_path / "sums", partitions=partitions, columns=columns) as store:
        for month in (24010, 24003, 24010, 24007):  # months come in any order, and again from another source
            keys = rng.integers(0, 5000, 900)
            partition = (keys * partitions // 5000).astype(np.uint16)
            values = [rng.integers(-(9 * 10**16), 9 * 10**16, 900) for _ in range(columns)]
            store.add(month, partition, keys, values)
            for row, key in enumerate(keys.tolist()):
                sums = expected[int(partition[row])].setdefault((month, key), [0] * columns)
                for number, value in enumerate(values):
                    sums[number] += int(value[row])
        store.add(24011, partition[:0], keys[:0], [value[:0] for value in values])
        assert store.months() == [24003, 24007, 24010]
        for number in {0, partitions // 2, partitions - 1}:
            entries = list(store.read(number))
            assert gathered(entries) == expected[number]
            assert [entry.month for entry in entries] == sorted((entry.month for entry in entries), reverse=True)
            assert store.size(number) == sum(len(entry.keys) for entry in entries)
            found = {key for keys in store.keys(number) for key in keys.tolist()}
            assert found == {key for _, key in expected[number]}
            for entry in entries:
                assert max(int(np.abs(value).max()) for value in entry.values) <= entry.largest
                some = entry.between(1000, 3000)
                assert gathered([some]) == {k: v for k, v in gathered([entry]).items() if 1000 <= k[1] < 3000}
    assert not list(tmp_path.iterdir())


def test_a_store_that_was_cut_short_says_so(tmp_path: Path) -> None:
    with SumStore(tmp_path / "sums", partitions=1, columns=1) as store:
        store.add(3, np.zeros(100, dtype=np.uint16), np.arange(100), [np.arange(100)])
        with (tmp_path / "sums").open("r+b") as file:
            file.truncate(800)
        with pytest.raises(OSError, match="cut short"):
            list(store.read(0))


def test_rows_are_taken_in_any_order(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    table = rng.integers(-(2**62), 2**62, (1000, 13))
    with Rows(tmp_path / "rows", width=13) as rows:
        for start in range(0, 1000, 300):
            rows.append(table[start : start + 300])
        assert rows.length == 1000
        for wanted in (np.array([7]), np.array([], dtype=np.int64), np.arange(1000), rng.integers(0, 1000, 400)):
            assert np.array_equal(rows.take(wanted), table[wanted])
        rows.append(table.T[:, :13].T[:, ::-1])  # not contiguous
        assert np.array_equal(rows.take(np.array([1000])), table[:1, ::-1])
    assert not list(tmp_path.iterdir())
