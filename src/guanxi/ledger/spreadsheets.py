"""XLSX, XLS and ODS files, opened in a limited process of their own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from guanxi.errors import Refused
from guanxi.ledger import spreadsheet_child
from guanxi.ledger.columns import header_names
from guanxi.ledger.tables import Chunk
from guanxi.ledger.texts import open_binary

_ROWS: Final = 5000
_SECONDS: Final = 300  # of the clock

_AS_CSV: Final = "save the table as CSV and use that"
_TOLD: Final = {
    "empty": "has no cells: a header line and lines are needed",
    "password": "is protected by a password: save it without one",
}


class SpreadsheetTable:
    """The first visible sheet that has cells; its first row that is not empty is the header.

    Numbers are those of the sheet's rows. Days, times and numbers come typed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        open_binary(path).close()
        # The rows wait in a file: everything that can go wrong does so here, before any line is used.
        self._rows = tempfile.TemporaryFile(prefix="guanxi-sheet-")  # noqa: SIM115  # lives as long as we
        try:
            self._convert()
            self._read_header()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._rows.close()

    def chunks(self, needed: Sequence[int], *, spare: Sequence[int] = ()) -> Iterator[Chunk]:
        self._rows.seek(self._begin)
        while lines := list(islice(self._rows, _ROWS)):
            rows = [json.loads(line, object_hook=_day) for line in lines]
            columns: dict[int, Sequence[object]] = {index: [cells[index] for _, cells in rows] for index in needed}
            yield Chunk([number for number, _ in rows], columns, (), len(rows))

    def _convert(self) -> None:
        command = [sys.executable, "-P", str(Path(spreadsheet_child.__file__)), str(self.path.absolute())]
        try:
            ended = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=self._rows,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Refused(f"{self.path} takes too long to open: {_AS_CSV}.", code="too_large") from error
        except OSError as error:
            raise Refused(f"{self.path} cannot be opened: {error.strerror or error}.", code="unreadable") from error
        if ended.returncode == spreadsheet_child.NO_ROOM:
            raise Refused(
                f"There is no room to open {self.path} in {tempfile.gettempdir()}: make room or set TMPDIR to another "
                "directory.",
                code="disk_full",
            )
        if ended.returncode:
            raise Refused(
                f"{self.path} is too large or damaged: opening it takes more than "
                f"{spreadsheet_child.MEMORY >> 20} MB or {spreadsheet_child.SECONDS} s. A single cell far below or "
                f"right of the table is enough for that: delete the empty rows and columns around the table, or "
                f"{_AS_CSV}.",
                code="too_large",
            )
        self._rows.seek(0)

    def _read_header(self) -> None:
        about = json.loads(self._rows.readline() or b'{"error": "damaged"}')
        if "error" in about:
            told = _TOLD.get(about["error"]) or f"is damaged or no spreadsheet: open it and {_AS_CSV}"
            raise Refused(f"{self.path} {told}.", code=about["error"])
        header = self._rows.readline()
        number, cells = json.loads(header, object_hook=_day) if header else (0, [])
        self.names = header_names(cells)
        self.lines = max(int(about["height"]) - int(number), 0)
        self._begin = self._rows.tell()


def _day(found: dict[str, Any]) -> date | datetime:
    text = found["day"]
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
