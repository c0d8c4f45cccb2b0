"""The section "The application" of docs/benchmarks.md, made from what was measured on each database."""

import importlib.metadata
import platform
import statistics
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from benchmarks.application.size import Size
from benchmarks.page import memory, processor

HEADING: Final = "## The application"
# What a page may take at most: its 95th percentile as a multiple of that of the blank one.
MUST: Final = 12
_BLANK: Final = "Blank"

# database: reader: page: what `measuring.as_figures` keeps
Figures = Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]]


def section(figures: Figures, titles: Mapping[str, str], size: Size, cores: int, load: tuple[float, float]) -> str:
    """``titles``: of the readers by key; ``load``: the load average before and after."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("guanxi", "django", "gunicorn"))
    parts = [
        HEADING,
        f"{size.customers:,} customers, {size.people:,} people and {size.activities:,} activities, loaded by "
        "`benchmarks/application`; one process serves, one browser opens page after page over one connection, every "
        "page in every round, each time for another record or word. **p95** is the 95th percentile on the clock, as a "
        f"multiple of that of `/blank/` (the empty shell, signed in) in the same run; it must be at most {MUST}. "
        "**CPU** is what one opening takes on average, user and system; SQLite runs inside the application. A row that "
        "stands for several orders or kinds of text shows the mean CPU of all and the slowest p95, with its name.",
        f"Measured on {date.today():%Y-%m-%d}: {processor()}, {cores} cores, {memory()}, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}; {versions}. Load average {load[0]:.1f} before and "
        f"{load[1]:.1f} after the run.",
    ]
    for reader, title in titles.items():
        held = {database: found[reader] for database, found in figures.items() if reader in found}
        if held:
            parts += [f"### {title}", _table(held)]
    return "\n\n".join(parts) + "\n"


def put(section: str, page: Path) -> None:
    """Puts the section at the end of the page, in the place of the one that is there."""
    before = page.read_text(encoding="utf-8").partition(f"{HEADING}\n")[0].rstrip() if page.exists() else ""
    page.write_text(f"{before}\n\n{section}" if before else section, encoding="utf-8")


def kept(page: Path) -> str:
    """The section as it stands on the page, for who writes the rest of it anew."""
    _before, heading, after = page.read_text(encoding="utf-8").partition(f"{HEADING}\n") if page.exists() else ("",) * 3
    return f"\n{heading}{after}" if heading else ""


def over(figures: Figures) -> list[str]:
    """The pages that take more than they must."""
    return [
        f"{database}, {reader}: {name} {_times(found, pages):.1f}"
        for database, readers in figures.items()
        for reader, pages in readers.items()
        for name, found in pages.items()
        if _times(found, pages) > MUST
    ]


def _times(found: Mapping[str, Any], pages: Mapping[str, Mapping[str, Any]]) -> float:
    return float(found["p95"] / pages[_BLANK]["p95"])


def _table(held: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    head = ["page"]
    for database in held:
        both = database != "SQLite"
        head += [f"{database}: p95", *(["CPU of the application", "of the database"] if both else ["CPU"])]
    lines = [[*head, "SQL statements"], ["---", *["---:"] * len(head)]]
    groups: dict[str, list[str]] = {}
    for name in next(iter(held.values())):
        groups.setdefault(name.partition(":")[0], []).append(name)
    for group, names in groups.items():
        line = [f"{group}, {len(names)} of them" if len(names) > 1 else group]
        for database, pages in held.items():
            measured = {name.partition(": ")[2]: pages[name] for name in names if name in pages}
            slowest = max(measured, key=lambda kind: measured[kind]["p95"])
            times = _times(measured[slowest], pages)
            line.append(f"{times:.1f}{f' ({slowest})' if slowest else ''}")
            for clock in ("application", "database") if database != "SQLite" else ("application",):
                line.append(f"{statistics.mean(found[clock] for found in measured.values()):.1f} ms")
        counts = [n for pages in held.values() for name in names if (n := pages.get(name, {}).get("statements"))]
        line.append(str(max(counts)) if counts else "")
        lines.append(line)
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
