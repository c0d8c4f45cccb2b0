"""Run as a module in a process of its own: prints a file as lines of JSON, within a fixed share of memory and time.

A file of a few kilobytes can ask for any amount of both; here it gets so much and no more, and if that is not enough,
only this process ends.

Output: ``{"names": […]}``, then ``[row, [cell, …], "" or why the row cannot be read]`` for each row, then
``{"end": true}``. A file that cannot be used ends with ``{"error": code, "told": sentence}`` instead.
"""

import contextlib
import json
import os
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

# Threads of numpy reserve memory that would count here.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

MEMORY: Final = 512 * 2**20  # bytes of address space
SECONDS: Final = 60  # of CPU; the caller counts as many of the clock
OUTPUT: Final = 512 * 2**20  # bytes of JSON
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
MOST_CELLS: Final = 5_000_000
# What a table unpacks to: much of it, and very much more than was packed, is no table.
_MOST_PACKED: Final = 100
_UNSUSPECTED: Final = 32 * 2**20
_LONGEST_CELL: Final = 30_000


def limit() -> None:
    try:
        import resource
    except ImportError:  # not every system can limit a process; the caller's clock still holds
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


class Unfit(Exception):
    """The file is too much of something; its argument is the code."""


def is_bomb(path: Path) -> bool:
    """Whether an archive says of itself that it unpacks to what no table does."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    return unpacked > MEMORY or (unpacked > _UNSUSPECTED and unpacked > _MOST_PACKED * max(packed, 1))


def plain(cell: Any) -> str:
    """The cell as somebody would have typed it; the guard of a CSV export is not taken off here."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M") if (cell.hour or cell.minute) else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float | Decimal):
        with contextlib.suppress(ValueError, OverflowError):
            if cell == int(cell):
                return str(int(cell))
    return str(cell)[:_LONGEST_CELL]


def say(line: object) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


def show(path: Path, wanted: list[str]) -> None:
    from guanxi.ledger.reading import file_kind, open_table

    if file_kind(path) == "spreadsheet" and is_bomb(path):
        raise Unfit("too_large")
    table = open_table(path, wanted)
    try:
        if len(table.names) > MOST_COLUMNS:
            raise Unfit("too_many_columns")
        say({"names": [str(name)[:_LONGEST_CELL] for name in table.names]})
        places = list(range(len(table.names)))
        rows = 0
        for chunk in table.chunks(places, spare=places):
            lines: list[tuple[int, list[str], str]] = [
                (row, [plain(chunk.columns[place][index]) for place in places], "")
                for index, row in enumerate(chunk.rows)
            ]
            lines += [(bad.row, [], bad.reason) for bad in chunk.bad]
            rows += len(lines)
            if rows > MOST_ROWS:
                raise Unfit("too_many_rows")
            if rows * len(places) > MOST_CELLS:
                raise Unfit("too_many_cells")
            for line in sorted(lines):
                say(line)
        say({"end": True})
    finally:
        table.close()


def main(path: str, wanted: str) -> None:
    limit()
    from guanxi.errors import GuanxiError

    try:
        show(Path(path), json.loads(wanted))
    except Unfit as unfit:
        say({"error": str(unfit), "told": ""})
    except GuanxiError as refused:
        say({"error": refused.code, "told": refused.message})
    except MemoryError:
        say({"error": "too_large", "told": ""})
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
