"""Monthly sums of a generated ledger, kept aside as an application would keep them, for the costs that start there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.ledger import US

Ints = npt.NDArray[np.int64]

# The sums of one month by relation: categories of a customer only, the account is their sum.
MONTH = """
    SELECT customer, category,
           (coalesce(sum(amount) FILTER (supplier = $us), 0) * 100)::BIGINT AS ours,
           (sum(amount) * 100)::BIGINT AS total
    FROM read_parquet($ledger)
    WHERE date >= make_date($year, $month, 1) AND date < make_date($year, $month, 1) + INTERVAL 1 MONTH
    GROUP BY ALL
"""


def month_of(number: int) -> dict[str, int]:
    return {"year": number // 12, "month": number % 12 + 1}


@dataclass(frozen=True)
class Aside:
    """The folder that ``prepare`` made: names, sums, states, and a day's late lines."""

    home: Path

    def about(self) -> dict[str, Any]:
        return dict(json.loads((self.home / "about.json").read_text()))

    @property
    def names(self) -> Path:
        return self.home / "names.duckdb"

    @property
    def state(self) -> Path:
        return self.home / "state"

    @property
    def late(self) -> Path:
        return self.home / "late.parquet"

    def array(self, name: str) -> Any:
        return np.load(self.home / f"{name}.npy", mmap_mode="r")


def prepare(ledger: str, home: str) -> dict[str, Any]:
    """Make the folder: relation i < pairs is a customer and category, pairs + i is the account of customer i."""
    import duckdb

    aside = Aside(Path(home))
    aside.home.mkdir(parents=True, exist_ok=True)
    aside.names.unlink(missing_ok=True)
    with duckdb.connect(str(aside.names)) as connection:
        return _prepare(connection, ledger, aside)


def _prepare(connection: Any, ledger: str, aside: Aside) -> dict[str, Any]:
    first, last, lines = connection.execute(
        "SELECT min(date), max(date), count(*) FROM read_parquet(?)", [ledger]
    ).fetchone()
    first, last = (day.year * 12 + day.month - 1 for day in (first, last))
    connection.execute(
        """
        CREATE TABLE customers AS SELECT customer, (row_number() OVER (ORDER BY customer) - 1)::INTEGER AS account
        FROM (SELECT DISTINCT customer FROM read_parquet($ledger));
        """,
        {"ledger": ledger},
    )
    connection.execute(
        """
        CREATE TABLE pairs AS SELECT customer, category, account,
               (row_number() OVER (ORDER BY account, category) - 1)::INTEGER AS pair
        FROM (SELECT DISTINCT customer, category FROM read_parquet($ledger)) JOIN customers USING (customer)
        """,
        {"ledger": ledger},
    )
    owner = connection.execute("SELECT account FROM pairs ORDER BY pair").fetchnumpy()["account"].astype(np.int64)
    accounts = connection.execute("SELECT count(*) FROM customers").fetchone()[0]
    months, relations = last - first + 1, len(owner) + accounts
    sums = {
        name: np.lib.format.open_memmap(aside.home / f"{name}.npy", "w+", np.int64, (months, relations))
        for name in ("ours", "total")
    }
    begin = np.full(relations, months, np.int32)
    for month in range(months):
        got = connection.execute(
            f"SELECT pair, ours, total FROM ({MONTH}) JOIN pairs USING (customer, category)",
            {"us": US, "ledger": ledger, **month_of(first + month)},
        ).fetchnumpy()
        pair = got["pair"]
        rows = np.concatenate([pair, len(owner) + owner[pair]])
        for name, array in sums.items():
            array[month] = with_accounts(pair, got[name], owner, accounts)
        begin[rows] = np.minimum(begin[rows], month)
    np.save(aside.home / "owner.npy", owner)
    np.save(aside.home / "begin.npy", begin)
    about = {
        "first": first,
        "months": months,
        "lines": lines,
        "pairs": len(owner),
        "accounts": accounts,
        "monthly rows": int(np.count_nonzero(sums["total"][:, : len(owner)])),
    }
    (aside.home / "about.json").write_text(json.dumps(about))
    _save_state(aside)
    _late_lines(connection, ledger, aside)
    return about


def with_accounts(pair: Any, amount: Any, owner: Ints, accounts: int) -> Ints:
    """One value for each relation: the pairs' amounts, 0 where there is none, and behind them the accounts' sums.

    Sums of doubles would not be exact beyond 2**53, so the accounts are summed in integers.
    """
    sums = np.zeros(len(owner) + accounts, np.int64)
    sums[pair] = amount
    np.add.at(sums, len(owner) + owner[pair], amount)
    return sums


def facts(aside: Aside, rows: Any, columns: slice) -> Any:
    """The kernel's facts of some relations in some months, read from the sums kept aside."""
    from guanxi.lifecycle import Facts

    about = aside.about()
    ours, total = (np.ascontiguousarray(aside.array(name)[columns, rows]) for name in ("ours", "total"))
    begin = aside.array("begin")[rows] - np.int32(columns.start)
    known = np.arange(len(ours), dtype=np.int32)[:, None] >= begin
    return Facts(about["first"] + columns.start, ours.T, total.T, known.T, begin)


def blocks(relations: int, size: int) -> Iterator[slice]:
    for start in range(0, relations, size):
        yield slice(start, min(start + size, relations))


def _save_state(aside: Aside) -> None:
    """Judge all months but the last, a year at a time, and save the state that the month close starts from."""
    from guanxi.lifecycle import judge

    state = None
    everything = slice(0, len(aside.array("begin")))
    last = aside.about()["months"] - 1
    for start in range(0, last, 12):
        _, state = judge(facts(aside, everything, slice(start, min(start + 12, last))), state=state)
    assert state is not None
    state.save(aside.state)


def _late_lines(connection: Any, ledger: str, aside: Aside) -> None:
    """As many lines as one day has, spread over all the months: what arrives late or is corrected."""
    target = str(aside.late).replace("'", "''")
    connection.execute(
        f"""
        COPY (FROM read_parquet($ledger) WHERE hash(document, amount) % $days = 0)
        TO '{target}' (FORMAT parquet)
        """,
        {"ledger": ledger, "days": 30 * aside.about()["months"]},
    )
