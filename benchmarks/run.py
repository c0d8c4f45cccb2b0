"""``make bench``: measure everything on a generated ledger and write docs/benchmarks.md.

Ledgers, sums and states are kept in benchmarks/data, so that a second run only measures.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import baselines, costs, ledger, rebuild, sums
from benchmarks.application import page as application
from benchmarks.fresh import ROOT, fresh
from benchmarks.page import TOOLS, page

Say = Callable[[str], object]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is measured: the large ledger, the smaller one for other tools, and how often."""

    size: ledger.Size
    compared: ledger.Size
    data: Path
    cells: int = 45_000_000
    repeats: int = 7
    rounds: int = 3
    customers: int = 400


def path_of(size: ledger.Size, data: Path) -> Path:
    return data / f"ledger-{size.customers}-{size.categories}-{size.months}-{size.lines}-{size.seed}.parquet"


def measure(plan: Plan, say: Say) -> dict[str, Any]:
    """All figures, by name; each comes from a process of its own, one after the other."""
    plan.data.mkdir(parents=True, exist_ok=True)
    big, small = (path_of(size, plan.data) for size in (plan.size, plan.compared))
    for size, path in ((plan.size, big), (plan.compared, small)):
        if not path.exists():
            say(f"writing {size.lines:,} lines")
            ledger.write(size, path)
    home = plan.data / f"{big.stem}.sums"
    if not (home / "late.parquet").exists():
        say("summing and judging all months but the last")
        fresh(sums.prepare, ledger=str(big), home=str(home))
    found: dict[str, Any] = {"load before": os.getloadavg()[0], "about": sums.Aside(home).about()}
    scans, passes = [], []

    def yardsticks() -> None:
        """Measured again and again through the run, since the machine may be slower at one time than at another."""
        say("scan and memory pass")
        scans.extend(fresh(baselines.scan, ledger=str(big), times=plan.repeats)["seconds"])
        passes.extend(fresh(baselines.memory_pass, cells=plan.cells, times=plan.repeats)["seconds"])

    def take(name: str, function: Callable[..., Any], rounds: int = 1, **arguments: Any) -> None:
        """Keep the run with the median seconds."""
        say(name)
        runs = [fresh(function, **arguments) for _ in range(rounds)]
        found[name] = sorted(runs, key=lambda run: run["seconds"])[(rounds - 1) // 2]

    yardsticks()
    take("kernel", costs.kernel, plan.rounds, aside=str(home))
    say("one customer")
    found["one customer"] = fresh(costs.one_customer, aside=str(home), customers=plan.customers)
    take("month close", costs.month_close, plan.rounds, aside=str(home), ledger=str(big))
    take("late lines", costs.late_lines, plan.rounds, aside=str(home))
    yardsticks()
    take("rebuild", rebuild.rebuild, plan.rounds, ledger=str(big), out=str(plan.data / "out"))
    yardsticks()
    found["small scan"] = fresh(baselines.scan, ledger=str(small), times=plan.repeats)
    take("DuckDB", baselines.duckdb_sums, plan.rounds, ledger=str(small))
    take("Polars, streaming", baselines.polars_sums, plan.rounds, ledger=str(small), streaming=True)
    take("Polars, in memory", baselines.polars_sums, plan.rounds, ledger=str(small), streaming=False)
    take("pandas", baselines.pandas_sums, plan.rounds, ledger=str(small))
    take("small rebuild", rebuild.rebuild, plan.rounds, ledger=str(small), out=str(plan.data / "out"))
    say("the last month, judged from the beginning")
    found["last month"] = fresh(costs.last_month, aside=str(home))
    found |= {"scan": scans, "memory pass": passes, "load after": os.getloadavg()[0]}
    _agree(found)
    shutil.rmtree(plan.data / "out", ignore_errors=True)
    return found


def _agree(found: dict[str, Any]) -> None:
    """A fast wrong answer is no result: equal sums from all tools, equal stages from the close and from the rebuild."""
    answers = {found[name]["ours"] for name in TOOLS}
    answers |= {found["small rebuild"]["ours"]}
    if len(answers) != 1:
        raise SystemExit(f"The tools disagree about the sums: {sorted(answers)}")
    stages = {tuple(found[name]["stages"][1:]) for name in ("month close", "last month", "rebuild")}
    if len(stages) != 1:
        raise SystemExit(f"Closing the last month and judging everything disagree: {sorted(stages)}")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__.splitlines()[0])
    standard = ledger.Size()
    parser.add_argument("--customers", type=int, default=standard.customers)
    parser.add_argument("--lines", type=int, default=standard.lines)
    parser.add_argument("--months", type=int, default=standard.months)
    parser.add_argument("--compared-customers", type=int, default=standard.customers // 10)
    parser.add_argument("--compared-lines", type=int, default=standard.lines // 10)
    parser.add_argument("--cells", type=int, default=45_000_000, help="cells of the memory pass")
    parser.add_argument("--repeats", type=int, default=7, help="of scan and memory pass, three times in the run")
    parser.add_argument("--data", type=Path, default=ROOT / "benchmarks" / "data")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md")
    given = parser.parse_args(arguments)
    plan = Plan(
        size=ledger.Size(customers=given.customers, lines=given.lines, months=given.months),
        compared=ledger.Size(customers=given.compared_customers, lines=given.compared_lines, months=given.months),
        data=given.data,
        cells=given.cells,
        repeats=given.repeats,
    )
    found = measure(plan, lambda text: sys.stderr.write(f"{text} …\n"))
    text = page(found, plan.compared, plan.cells, os.cpu_count() or 1)
    given.page.parent.mkdir(parents=True, exist_ok=True)
    given.page.write_text(text + application.kept(given.page), encoding="utf-8")
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
