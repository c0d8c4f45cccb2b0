"""What judging a whole ledger from nothing costs: ``guanxi assess`` as it is, in a process of its own."""

from pathlib import Path
from typing import Any

from benchmarks.fresh import cpu, peak_memory
from benchmarks.ledger import US


class _Silence:
    """A progress that shows nothing."""

    def step(self, name: str, total: int | None) -> None:
        pass

    def advance(self, n: int) -> None:
        pass


def rebuild(ledger: str, out: str) -> dict[str, Any]:
    """CPU seconds of sums and judging, those of writing, and peak memory in MB beside a process that only imported
    duckdb and numpy and opened a connection."""
    import duckdb
    import numpy as np

    connection = duckdb.connect()
    connection.execute("SELECT 1").fetchall()
    base = peak_memory()

    from datetime import date

    from guanxi.ledger import assess
    from guanxi.ledger.reading import ReadOptions
    from guanxi.lifecycle import Parameters
    from guanxi.lifecycle.vocabulary import STAGES

    call = assess.Call(
        ledgers=[Path(ledger)],
        totals=None,
        events=None,
        us=(US,),
        every_supplier=False,
        by="both",
        until=None,
        parameters=Parameters(),
        read=ReadOptions(today=date.today()),
        engine=None,
        out=Path(out),
        report=None,
        today=date.today(),
    )
    start = cpu()
    steps = assess.run(call, progress=_Silence()).run["cpu_seconds"]
    used, peak = cpu() - start, peak_memory() - base
    judging = sum(seconds for step, seconds in steps.items() if step != "write")
    counted = connection.execute(
        "SELECT stage, count(*) FROM read_csv(?, all_varchar = true) GROUP BY stage", [f"{out}/latest.csv"]
    ).fetchall()
    stages = np.zeros(len(STAGES) + 1, int)
    for stage, count in counted:
        stages[[word.key for word in STAGES].index(stage) + 1] = count
    rows, ours = connection.execute(
        "SELECT count(*), coalesce(sum(ours) FILTER (category IS NOT NULL) * 100, 0)::BIGINT FROM read_parquet(?)",
        [f"{out}/months.parquet"],
    ).fetchone() or (0, 0)
    return {
        "seconds": judging,
        "writing": used - judging,
        "steps": steps,
        "peak": peak,
        "rows": rows,
        "ours": ours,
        "stages": stages.tolist(),
        "written": sum(file.stat().st_size for file in Path(out).iterdir()) / 1e6,
    }
