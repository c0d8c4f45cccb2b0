"""What the costs are measured against: a scan, a memory pass, and the same sums by other tools.

Every function runs in a process of its own (benchmarks.fresh); the libraries are imported inside, so that one
measurement does not carry another's memory.
"""

from typing import Any

from benchmarks.fresh import cpu, peak_memory, seconds
from benchmarks.ledger import US


def scan(ledger: str, times: int) -> dict[str, Any]:
    """CPU seconds of DuckDB's sum over one column."""
    import duckdb

    with duckdb.connect() as connection:
        query = "SELECT sum(amount) FROM read_parquet(?)"
        return {"seconds": seconds(lambda: connection.execute(query, [ledger]).fetchall(), times=times)}


def memory_pass(cells: int, times: int) -> dict[str, Any]:
    """CPU seconds of adding two int64 arrays into a third, after a first time that only fetches the pages."""
    import numpy as np

    one = np.arange(cells, dtype=np.int64)
    other = np.arange(cells, dtype=np.int64)
    into = np.empty(cells, dtype=np.int64)
    np.add(one, other, out=into)
    return {"seconds": seconds(lambda: np.add(one, other, out=into), times=times), "cells": cells}


def _answer(rows: int, ours: int, total: int, start: float, base: float) -> dict[str, Any]:
    return {"rows": rows, "ours": ours, "total": total, "seconds": cpu() - start, "peak": peak_memory() - base}


def duckdb_sums(ledger: str) -> dict[str, Any]:
    """Monthly sums of ours and of everybody by customer and category, as one query over everything."""
    import duckdb
    import numpy as np

    with duckdb.connect() as connection:
        start, base = cpu(), peak_memory()
        got = connection.execute(
            """
            SELECT customer, category, year(date) * 12 + month(date) - 1 AS month,
                   (sum(amount) FILTER (supplier = ?) * 100)::BIGINT AS ours, (sum(amount) * 100)::BIGINT AS total
            FROM read_parquet(?) GROUP BY ALL
            """,
            [US, ledger],
        ).fetchnumpy()
        ours = int(np.ma.filled(got["ours"], 0).sum())
        return _answer(len(got["month"]), ours, int(got["total"].sum()), start, base)


def polars_sums(ledger: str, streaming: bool) -> dict[str, Any]:
    """The same in Polars, lazily, with exact decimals."""
    import polars as pl

    start, base = cpu(), peak_memory()
    amount = pl.col("amount")
    got = (
        pl.scan_parquet(ledger)
        .group_by("customer", "category", pl.col("date").dt.truncate("1mo").alias("month"))
        .agg(amount.filter(pl.col("supplier") == US).sum().alias("ours"), amount.sum().alias("total"))
        .collect(engine="streaming" if streaming else "in-memory")
    )
    ours, total = (int(got[name].sum() * 100) for name in ("ours", "total"))
    return _answer(got.height, ours, total, start, base)


def pandas_sums(ledger: str) -> dict[str, Any]:
    """The same in pandas: names as categories, money as integers of minor units.

    Decimals would be Python objects in pandas, and doubles would not add up exactly, so the amounts are turned into
    integers once, by Arrow, before the grouping.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    start, base = cpu(), peak_memory()
    names = ["customer", "category", "supplier"]
    table = pq.read_table(ledger, columns=[*names, "date", "amount"], read_dictionary=names)
    hundred = pa.scalar(100, pa.decimal128(3, 0))
    minor = pc.cast(pc.multiply(table["amount"], hundred), pa.int64())
    lines = table.drop_columns("amount").append_column("total", minor).to_pandas(date_as_object=False)
    del table, minor
    lines["month"] = lines["date"].dt.year * 12 + lines["date"].dt.month - 1
    lines["ours"] = lines["total"].where(lines["supplier"] == US, 0)
    got = lines.groupby(["customer", "category", "month"], observed=True)[["ours", "total"]].sum()
    assert isinstance(got, pd.DataFrame)
    return _answer(len(got), int(got["ours"].sum()), int(got["total"].sum()), start, base)
