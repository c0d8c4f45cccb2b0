"""docs/benchmarks.md: the figures as a page."""

import importlib.metadata
import platform
import statistics
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.ledger import Size

TOOLS = ("DuckDB", "Polars, streaming", "Polars, in memory", "pandas")

_TITLE = """# Benchmarks

What Guanxi costs, measured by `make bench` on a generated ledger. Every figure is **CPU seconds** (user and system, all
threads) of a process of its own, and what matters is the **ratio** to this machine's own yardstick in the same run:

- **scan**: DuckDB's `SELECT sum(amount)` over the same Parquet file;
- **memory pass**: adding two int64 arrays into a third with numpy, the second time.

So the ratios can be compared between machines, and the seconds cannot."""


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def memory() -> str:
    try:
        total = Path("/proc/meminfo").read_text().split()[1]
    except OSError:
        return "unknown memory"
    return f"{int(total) / 2**20:.0f} GiB memory"


def page(found: dict[str, Any], compared: Size, cells: int, cores: int) -> str:
    """The page in Markdown, from what benchmarks.run.measure found."""
    scan, memory_pass = (statistics.median(found[name]) for name in ("scan", "memory pass"))
    about = found["about"]
    relations = about["pairs"] + about["accounts"]
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}"
        for name in ("guanxi", "duckdb", "numpy", "polars", "pandas", "pyarrow")
    )
    machine = (
        f"Measured on {date.today():%Y-%m-%d}: {processor()}, {cores} cores, {memory()}, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}; {versions}. Load average "
        f"{found['load before']:.1f} before and {found['load after']:.1f} after the run."
    )
    ledger = (
        f"The ledger: {about['lines']:,} lines in date order, {about['accounts']:,} customers, {about['pairs']:,} "
        f"pairs of customer and category, {about['months']} months, {about['monthly rows']:,} sums by pair and month "
        f"that are not zero; {relations:,} relations with the accounts. Scan {scan:.3f} s (the median of "
        f"{len(found['scan'])}, {min(found['scan']):.3f} to {max(found['scan']):.3f}), memory pass over {cells:,} "
        f"cells {memory_pass * 1e3:.1f} ms ({memory_pass / cells * 1e9:.2f} ns a cell)."
    )
    parts = [
        *(_TITLE, machine, ledger),
        *("## Guanxi", _costs(found, scan, memory_pass / cells), _parts(found, scan)),
        *("## The same sums by other tools", _compared(found, compared)),
    ]
    return "\n\n".join(parts) + "\n"


def _costs(found: dict[str, Any], scan: float, a_pass: float) -> str:
    """``a_pass``: seconds of a memory pass for one cell."""
    rebuild, close, late, kernel, one = (
        found[name] for name in ("rebuild", "month close", "late lines", "kernel", "one customer")
    )
    cell = kernel["seconds"] / kernel["cells"]

    def scans(seconds: float) -> list[str]:
        return [f"{_number(seconds / scan)} × scan", f"{seconds:.2f} s"]

    rows = [
        ["full rebuild: sums and judging", *scans(rebuild["seconds"]), "60", "25"],
        [f"… writing its files beside, {rebuild['written']:.0f} MB", *scans(rebuild["writing"]), "", ""],
        ["… peak memory", f"{rebuild['peak']:.0f} MB", "", "400", "250"],
        ["month close of all relations, new state written", *scans(close["seconds"]), "3", "1"],
        ["… peak memory", f"{close['peak']:.0f} MB", "", "", ""],
        [
            f"a day's {late['lines']:,} late lines: {late['relations']:,} relations judged again",
            *scans(late["seconds"]),
            "",
            "",
        ],
        [
            "kernel, each relation and month",
            f"{_number(cell / a_pass)} × memory pass",
            f"{cell * 1e9:.0f} ns",
            "150",
            "20",
        ],
        ["one customer, 6 categories and the account, 60 months", f"{one['median']:.2f} ms", "", "1", "0.2"],
        ["… 99 of 100 are below", f"{one['p99']:.2f} ms", "", "", ""],
    ]
    return _table(["what", "cost", "CPU", "must", "aim"], rows) + (
        "\n\nPeak memory is what the process takes beyond one that has imported duckdb and numpy and opened a "
        f"connection. One customer is the median of {one['customers']}, kernel only. The kernel judges all "
        f"{kernel['cells']:,} cells, {kernel['begun'] / kernel['cells']:.0%} of them in months in which the record has "
        "begun. The late lines are spread over all the months; their relations are judged from the beginning, from "
        "monthly sums that are kept aside. The month close gives the same stages as judging everything."
    )


def _parts(found: dict[str, Any], scan: float) -> str:
    rows = [
        [f"{whole}: {name}", f"{_number(seconds / scan)} × scan", f"{seconds:.2f} s"]
        for whole, parts in (("rebuild", found["rebuild"]["steps"]), ("month close", found["month close"]["parts"]))
        for name, seconds in parts.items()
    ]
    return "Where the time goes:\n\n" + _table(["step", "cost", "CPU"], rows)


def _compared(found: dict[str, Any], compared: Size) -> str:
    scan = statistics.median(found["small scan"]["seconds"])
    runs = {f"{name}: monthly sums of ours and total": found[name] for name in TOOLS}
    runs["Guanxi: sums, accounts, all months judged"] = found["small rebuild"]
    rows = [
        [name, f"{_number(run['seconds'] / scan)} × scan", f"{run['seconds']:.2f} s", f"{run['peak']:.0f} MB"]
        for name, run in runs.items()
    ]
    return (
        f"On {compared.lines:,} lines of {compared.customers:,} customers (scan {scan:.3f} s), as one would write it "
        "in each: one grouping by customer, category and month. All give the same sums to the cent. pandas sums "
        "integers and has its names as categories: its decimals would be Python objects.\n\n"
        + _table(["tool", "cost", "CPU", "memory beyond the start"], rows)
    )
