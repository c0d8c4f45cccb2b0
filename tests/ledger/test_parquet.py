"""A joined Parquet file is an ordinary one: other readers agree, and a filter still skips row groups."""

from pathlib import Path

import duckdb
import polars
import pyarrow.parquet
import pytest

from guanxi.ledger.parquet import ParquetJoin

ROWS = "range as n, 'name ' || (range // 100) as name, if(range % 3 = 0, null, range::decimal(18,2)) as money"


def parts(directory: Path, sizes: list[int]) -> list[Path]:
    paths, start = [], 0
    for number, size in enumerate(sizes):
        path = directory / f"{number}.parquet"
        duckdb.connect().execute(
            f"copy (select {ROWS}, true as yes from range({start}, {start + size})) "
            f"to '{path}' (format parquet, row_group_size 2048)"
        )
        paths.append(path)
        start += size
    return paths


def join(path: Path, pieces: list[Path]) -> None:
    joined = ParquetJoin(path)
    for piece in pieces:
        joined.append(piece)
    joined.finish()


def test_a_joined_file_holds_the_rows_of_its_parts_in_order_for_every_reader(tmp_path: Path) -> None:
    joined = tmp_path / "joined.parquet"
    join(joined, parts(tmp_path, [5000, 1, 0, 7000, 20_000]))
    expected = duckdb.connect().execute(f"select {ROWS}, true from range(32001)").fetchall()
    assert duckdb.connect().execute(f"from '{joined}'").fetchall() == expected
    assert pyarrow.parquet.read_table(joined).column("n").to_pylist() == [row[0] for row in expected]
    assert polars.read_parquet(joined)["name"].to_list() == [row[1] for row in expected]


def test_statistics_and_bloom_filters_still_point_to_their_row_groups(tmp_path: Path) -> None:
    joined = tmp_path / "joined.parquet"
    join(joined, parts(tmp_path, [4000] * 40))
    groups = pyarrow.parquet.ParquetFile(joined).metadata
    assert groups.num_row_groups == 80
    assert [groups.row_group(i).column(0).statistics.min for i in (0, 2, 78)] == [0, 4000, 156_000]
    names = [name for (name,) in duckdb.connect().execute(f"select distinct name from '{joined}'").fetchall()]
    assert len(names) == 1600
    for name in names[::97]:  # an equality filter asks the bloom filter of each row group
        found = duckdb.connect().execute(f"select count(*) from '{joined}' where name = $1", [name]).fetchone()
        assert found == (100,)


def test_a_join_of_nothing_has_no_schema_and_is_an_error(tmp_path: Path) -> None:
    joined = ParquetJoin(tmp_path / "joined.parquet")
    with pytest.raises(ValueError, match="at least one part"):
        joined.finish()
    joined.close()
