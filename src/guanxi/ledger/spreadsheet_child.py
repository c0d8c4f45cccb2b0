"""Run as a script in a process of its own: prints the first sheet of a spreadsheet as lines of JSON.

A spreadsheet of a few kilobytes can ask for any amount of memory or time; here it gets a fixed share of both, and if
that is not enough, only this process ends. It imports nothing of Guanxi.

Output: a line ``{"width": columns, "height": rows}``, then ``[number, [cell, …]]`` for each row that is not empty.
Days and times are ``{"day": ISO text}``. When the file cannot be used, one line ``{"error": key, "told": text}``.
"""

import contextlib
import datetime
import errno
import json
import os
import sys
from typing import Any

MEMORY = 1 << 30  # bytes of address space
OUTPUT = 1 << 30  # bytes of JSON
SECONDS = 120  # of CPU
NO_ROOM = 28  # exit code when the disk is full


def limit() -> None:
    try:
        import resource
    except ImportError:  # not every system can limit a process; the caller's time limit still holds
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def plain(cell: Any) -> Any:
    if isinstance(cell, datetime.datetime):
        return {"day": cell.isoformat(sep=" ")}
    if isinstance(cell, datetime.date):
        return {"day": cell.isoformat()}
    if isinstance(cell, bool | int | float | str) or cell is None:
        return cell
    return str(cell)


def show(path: str) -> None:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    write = sys.stdout.write
    try:
        try:
            book = CalamineWorkbook.from_path(path)
        except OSError as error:
            raise CalamineError(str(error)) from error
        sheets = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        for name in sheets or book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if not (sheet.height and sheet.width):
                continue
            write(json.dumps({"width": sheet.width, "height": sheet.total_height, "sheet": name}) + "\n")
            # Rows that are missing above the first cell are given as empty ones: the place is the row's number.
            for number, row in enumerate(sheet.iter_rows(), 1):
                if any(cell != "" for cell in row):
                    write(json.dumps([number, [plain(cell) for cell in row]], ensure_ascii=True) + "\n")
            return
        write(json.dumps({"error": "empty", "told": ""}) + "\n")
    except PasswordError:
        write(json.dumps({"error": "password", "told": ""}) + "\n")
    except (CalamineError, ValueError) as error:
        write(json.dumps({"error": "damaged", "told": str(error)[:200]}) + "\n")


if __name__ == "__main__":
    limit()
    try:
        show(sys.argv[1])
        sys.stdout.flush()
    except OSError as error:
        if error.errno == errno.ENOSPC:
            os._exit(NO_ROOM)
        raise
