"""What Guanxi costs: the kernel, one customer, a month's close, a day's late lines.

Every function runs in a process of its own (benchmarks.fresh) on the folder that benchmarks.sums made.
"""

import shutil
import time
from pathlib import Path
from typing import Any

from benchmarks.fresh import cpu, peak_memory
from benchmarks.ledger import US
from benchmarks.sums import MONTH, Aside, blocks, facts, month_of, with_accounts


def kernel(aside: str, size: int = 16_384) -> dict[str, Any]:
    """CPU seconds of judging all relations over all months; reading the sums is not counted."""
    from guanxi.lifecycle import judge_once

    home = Aside(Path(aside))
    about = home.about()
    relations, months = about["pairs"] + about["accounts"], about["months"]
    used, begun = 0.0, 0
    judge_once(facts(home, slice(0, 100), slice(0, months)))
    for rows in blocks(relations, size):
        block = facts(home, rows, slice(0, months))
        start = cpu()
        verdicts = judge_once(block)
        used += cpu() - start
        begun += int((verdicts.stage > 0).sum())
    return {"seconds": used, "cells": relations * months, "begun": begun}


def one_customer(aside: str, customers: int = 400, categories: int = 6) -> dict[str, Any]:
    """CPU milliseconds of judging one customer's categories and account over all months: median and 99th of 100."""
    import numpy as np

    from guanxi.lifecycle import judge_once

    home = Aside(Path(aside))
    about = home.about()
    owner = home.array("owner")
    fitting = np.flatnonzero(np.bincount(owner, minlength=about["accounts"]) >= categories)
    if not len(fitting):
        raise ValueError(f"no customer buys in {categories} categories")
    chosen = fitting[np.linspace(0, len(fitting) - 1, min(customers, len(fitting))).astype(int)]
    cases = [
        facts(
            home,
            np.append(np.flatnonzero(owner == customer)[:categories], about["pairs"] + customer),
            slice(0, about["months"]),
        )
        for customer in chosen
    ]
    for case in cases[:20]:
        judge_once(case)
    used = []
    for case in cases:
        start = time.process_time_ns()
        judge_once(case)
        used.append((time.process_time_ns() - start) / 1e6)
    return {"median": float(np.median(used)), "p99": float(np.quantile(used, 0.99)), "customers": len(used)}


def month_close(aside: str, ledger: str) -> dict[str, Any]:
    """CPU seconds of closing the last month: its sums from the ledger, the saved state, one step, the new state."""
    import duckdb
    import numpy as np

    from guanxi.lifecycle import Facts, State, judge

    home = Aside(Path(aside))
    about = home.about()
    month = about["first"] + about["months"] - 1
    copy = home.home / "closing"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home.state, copy)
    connection = duckdb.connect(str(home.names), read_only=True)
    start, base, parts = cpu(), peak_memory(), {}

    def part(name: str) -> None:
        parts[name] = cpu() - start - sum(parts.values())

    got = connection.execute(
        f"SELECT pair, ours, total FROM ({MONTH}) JOIN pairs USING (customer, category)",
        {"us": US, "ledger": ledger, **month_of(month)},
    ).fetchnumpy()
    part("sums")
    owner = np.asarray(home.array("owner"))
    ours, total = (with_accounts(got["pair"], got[name], owner, about["accounts"]) for name in ("ours", "total"))
    begin = np.full(len(ours), 1, np.int32)  # counts only for the relations that had not begun before this month
    begin[got["pair"]] = begin[len(owner) + owner[got["pair"]]] = 0
    state = State.load(copy)
    known = ((state.columns["begin"] < month) | (begin == 0))[:, None]
    part("facts")
    verdicts, after = judge(Facts(month, ours[:, None], total[:, None], known, begin), state=state)
    part("judging")
    after.save(copy)
    part("saving")
    used, peak = cpu() - start, peak_memory() - base
    stages = np.bincount(verdicts.stage[:, 0], minlength=6)
    written = sum(file.stat().st_size for file in copy.rglob(f"*{month // 12}-{month % 12 + 1:02d}*/*"))
    shutil.rmtree(copy)
    return {"seconds": used, "parts": parts, "peak": peak, "stages": stages.tolist(), "written": written / 1e6}


def last_month(aside: str, size: int = 16_384) -> dict[str, Any]:
    """The stages of the last month by judging everything from the beginning: what the month close must agree with."""
    import numpy as np

    from guanxi.lifecycle import judge_once

    home = Aside(Path(aside))
    about = home.about()
    stages = np.zeros(6, np.int64)
    for rows in blocks(about["pairs"] + about["accounts"], size):
        verdicts = judge_once(facts(home, rows, slice(0, about["months"])))
        stages += np.bincount(verdicts.stage[:, -1], minlength=6)
    return {"stages": stages.tolist()}


def late_lines(aside: str) -> dict[str, Any]:
    """CPU seconds of adding a day's late lines to the sums kept aside and judging the touched relations again."""
    import duckdb
    import numpy as np

    from guanxi.lifecycle import Facts, judge_once

    home = Aside(Path(aside))
    about = home.about()
    first, months, pairs = about["first"], about["months"], about["pairs"]
    owner = np.asarray(home.array("owner"))
    begin = np.asarray(home.array("begin"))
    connection = duckdb.connect(str(home.names), read_only=True)
    start = cpu()
    got = connection.execute(
        """
        SELECT pair, month, count(*) AS lines, sum(ours)::BIGINT AS ours, sum(total)::BIGINT AS total FROM (
            SELECT customer, category, (year(date) * 12 + month(date) - 1 - ?)::INTEGER AS month,
                   (amount * 100)::BIGINT AS total, if(supplier = ?, total, 0) AS ours
            FROM read_parquet(?)
        ) JOIN pairs USING (customer, category) GROUP BY ALL
        """,
        [first, US, str(home.late)],
    ).fetchnumpy()
    late = np.unique(got["pair"])
    accounts = np.unique(owner[late])
    rows = np.concatenate([late, pairs + accounts])
    at_pair = np.searchsorted(late, got["pair"])
    at_account = len(late) + np.searchsorted(accounts, owner[got["pair"]])
    sums = {name: np.ascontiguousarray(home.array(name)[:, rows]) for name in ("ours", "total")}
    for name, array in sums.items():
        np.add.at(array, (got["month"], at_pair), got[name])
        np.add.at(array, (got["month"], at_account), got[name])
    starts = begin[rows]
    np.minimum.at(starts, at_pair, got["month"])
    np.minimum.at(starts, at_account, got["month"])
    known = np.arange(months, dtype=np.int32)[:, None] >= starts
    judge_once(Facts(first, sums["ours"].T, sums["total"].T, known.T, starts))
    return {"seconds": cpu() - start, "lines": int(got["lines"].sum()), "relations": len(rows)}
