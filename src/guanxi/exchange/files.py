"""A file of somebody as rows of cells: CSV in any of our encodings, or a spreadsheet; read in a process of its own."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from guanxi.errors import Refused
from guanxi.exchange import reading_child
from guanxi.exchange.exports import unguarded
from guanxi.ledger import records

MOST_BYTES = 50 * 2**20


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class RowFile:
    """An open file: ``names`` of its columns, and its rows.

    A process with limits reads all of it first: what can go wrong does so before any row is used.
    """

    def __init__(self, path: Path, wanted: Sequence[str]) -> None:
        if path.is_file() and path.stat().st_size > MOST_BYTES:
            raise Refused(_("The file is larger than %(most)d MB; divide it.") % {"most": MOST_BYTES // 2**20})
        self._lines = tempfile.TemporaryFile(prefix="guanxi-import-")  # noqa: SIM115  # lives as long as we
        try:
            self._read(path, wanted)
        except BaseException:
            self._lines.close()
            raise

    def __enter__(self) -> "RowFile":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._lines.close()

    def rows(self) -> Iterator[tuple[int, list[str], str]]:
        """(number as in the file, cells, "" or why the row cannot be read)."""
        for line in self._lines:
            found = json.loads(line)
            if isinstance(found, list):
                row, cells, why = found
                yield row, [unguarded(cell) for cell in cells], _row_refused(why) if why else ""

    def count(self) -> int:
        """How many rows there are, read or not."""
        begin = self._lines.tell()
        count = sum(1 for _line in self._lines) - 1
        self._lines.seek(begin)
        return count

    def _read(self, path: Path, wanted: Sequence[str]) -> None:
        command = [sys.executable, "-P", "-m", reading_child.__name__, str(path.absolute()), json.dumps(list(wanted))]
        # A session of its own, so that whom it has started ends with it.
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=self._lines, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            code = child.wait(reading_child.SECONDS)
        except subprocess.TimeoutExpired:
            code = -signal.SIGKILL
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        first, last = _ends(self._lines)
        if refused := last.get("error"):
            raise _refused(str(refused), str(last.get("told", "")))
        if code or "end" not in last:
            raise _refused("too_large", "")
        self.names = [str(name) for name in first["names"]]


def _ends(lines: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first and the last line, as far as they are whole; then the place is that of the first row."""
    lines.seek(0)
    first = _said(lines.readline())
    begin = lines.tell()
    lines.seek(max(0, lines.seek(0, os.SEEK_END) - 4096))
    last = _said(lines.read().rstrip().rpartition(b"\n")[2])
    lines.seek(begin)
    return first, last


def _said(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refused(code: str, told: str) -> Refused:
    """What was wrong with the file, in the language of who sent it. ``told`` is what a program would be told."""
    sentences = {
        "too_many_rows": _("The file has more than %(most)d rows; divide it.") % {"most": reading_child.MOST_ROWS},
        "too_many_columns": _("The file has more than %(most)d columns; take out those that are not needed.")
        % {"most": reading_child.MOST_COLUMNS},
        "too_many_cells": _("The file has more than %(most)d cells; divide it.") % {"most": reading_child.MOST_CELLS},
        "too_large": _(
            "The file takes too much memory or time to open. In a spreadsheet a single cell far below or right of the "
            "table is enough for that: delete empty rows and columns around the table, or save it as CSV."
        ),
        "wrong_kind": _("The file is not what its name says: save the table as CSV or xlsx and bring that."),
        "damaged": _("The file is damaged or cut off: save or copy it again, best as CSV."),
        # Nobody changes our copy: its last character is cut off.
        "changed": _("The file is damaged or cut off: save or copy it again, best as CSV."),
        "password": _("The file is protected by a password: save it without one."),
        "empty": _("The file is empty: a line with the names of the columns is needed, and rows below it."),
        "no_lines": _("The file has no lines: save the table as CSV or xlsx."),
        "no_header": _("The line with the names of the columns has broken quotes; put it right."),
        "broken_quotes": _("The quotes in the file do not fit together; save the table as CSV anew."),
        "disk_full": _("The server has no room to open the file; tell your administrator."),
        "unreadable": _("The file cannot be read; save or copy it again."),
        "refused": _("The file cannot be read as text; save it as UTF-8."),
    }
    return Refused(sentences.get(code) or told or sentences["unreadable"], code=code)


def _row_refused(why: str) -> str:
    """Why a line cannot be read: what the reader of ledgers says, in the language of who sent it."""
    sentences = {
        records.BROKEN_QUOTES: _("The quotes of the line are broken."),
        records.TOO_MANY: _("The line has more cells than there are columns; a cell with a comma needs quotes."),
        records.TOO_FEW: _("The line has fewer cells than there are columns."),
    }
    return sentences.get(why, why)
