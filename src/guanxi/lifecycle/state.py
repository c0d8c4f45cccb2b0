"""What must be remembered of each relation so that the next month costs one step.

A state is columns of one value a relation, and *past* columns with one array for each of the last months. The arrays
of a past month never change, so saving the state of the next month adds a folder and leaves the older ones alone.
"""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from guanxi.errors import Refused
from guanxi.lifecycle.facts import Array
from guanxi.lifecycle.parameters import Parameters
from guanxi.months import month_text, parse_month

NEVER: Final = -1  # of a month number
NO_CLOCK: Final = -1  # of the silence
NOT_BEGUN: Final = 2**30  # of the month in which the record begins

Columns = dict[str, Array]

# One value for each relation after the last month judged.
COLUMNS: Final[dict[str, tuple[npt.DTypeLike, int]]] = {
    "condition": (np.int32, 0),  # number in machine.conditions
    "begin": (np.int32, NOT_BEGUN),  # month number
    "since": (np.int32, NEVER),  # month number
    "silence": (np.int32, NO_CLOCK),  # months
    "purchase": (np.int32, NEVER),  # month number of the last purchase
    "count": (np.int32, 0),  # intervals so far
    "histogram": (np.uint64, 0),  # of the last 12 intervals, see rhythm.py
    "doubled_median": (np.int32, 0),
    "newest": (np.int32, NEVER),  # newest month with a known total, times 2, plus 1 if that one is estimated
    "contact": (np.int32, NEVER),  # month number of the last contact
    "contacts": (np.int32, 0),  # bit i: a contact i months ago
    "warned": (np.bool_, 0),  # last month's signal was overdue or regressing
    "halved": (np.bool_, 0),  # last month the recent share was at most half of the share
    "recent_band": (np.uint8, 0),  # last month's
}
RING: Final = 12  # the last 12 intervals, rows of one array: interval i stands in row i % 12

# One array for each of the last W months: sums from the beginning to the end of that month, modulo 2**64.
SUMS: Final = {"ours": np.int64, "total": np.int64, "known": np.int16}
# One array for each of the last N months: the stage window, cut; a total of 0 says that the share was unknown.
SHARES: Final = {"share_ours": np.int64, "share_total": np.int64}


@dataclass(slots=True)
class State:
    """The memory of ``relations`` relations after ``month`` (None: before the first month)."""

    parameters: Parameters
    relations: int
    month: int | None = None
    largest: int = 0  # largest absolute monthly sum so far, minor units
    columns: Columns = field(default_factory=dict)
    past: dict[str, list[Array]] = field(default_factory=dict)  # oldest month first

    def block(self, rows: slice) -> Columns:
        return {name: column[..., rows] for name, column in self.columns.items()}

    def take(self, rows: Sequence[int] | Array) -> "State":
        """The state of other relations: position i holds what row ``rows[i]`` held; -1 is a new relation."""
        rows = np.asarray(rows, dtype=np.int64)
        new = rows < 0

        def taken(column: Array, fill: int) -> Array:
            values = np.asarray(column[..., np.where(new, 0, rows)]) if self.relations else column[..., :0]
            if not self.relations:
                values = np.zeros((*column.shape[:-1], rows.size), dtype=column.dtype)
            values[..., new] = fill
            return values

        fills = {name: fill for name, (_, fill) in COLUMNS.items()}
        columns = {name: taken(column, fills.get(name, 0)) for name, column in self.columns.items()}
        past = {name: [taken(array, 0) for array in arrays] for name, arrays in self.past.items()}
        return State(self.parameters, int(rows.size), self.month, self.largest, columns, past)

    def save(self, directory: str | os.PathLike[str]) -> None:
        """Write the state so that a stop at any moment leaves either the old state or the new one readable.

        Past months that were loaded from the same directory are not written again.
        """
        home = Path(directory)
        home.mkdir(parents=True, exist_ok=True)
        if self.month is None:
            raise Refused("There is nothing to save: no month has been judged yet.")
        old = _manifest(home) if (home / "state.json").exists() else None
        folder = home / _free_name(home, month_text(self.month))
        folder.mkdir()
        places: dict[str, list[str]] = {}
        for name, arrays in self.past.items():
            months = range(self.month - len(arrays) + 1, self.month + 1)
            names = [f"{name}-{month_text(month)}" for month in months]
            places[name] = [_place(*pair, home=home, folder=folder) for pair in zip(arrays, names, strict=True)]
        for name, column in self.columns.items():
            np.save(folder / f"{name}.npy", np.ascontiguousarray(column))
        manifest = {
            "format": 1,
            "month": month_text(self.month),
            "relations": self.relations,
            "largest": self.largest,
            "parameters": asdict(self.parameters),
            "columns": {name: f"{folder.name}/{name}.npy" for name in self.columns},
            "past": places,
        }
        aside = home / "state.json.new"
        aside.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        os.replace(aside, home / "state.json")
        if old is not None:
            _sweep(home, manifest)

    @classmethod
    def load(cls, directory: str | os.PathLike[str]) -> Self:
        """Read a saved state; the arrays stay in their files until they are used."""
        home = Path(directory)
        manifest = _manifest(home)
        parameters = Parameters(**manifest["parameters"])

        def read(place: str) -> Array:
            return np.asanyarray(np.load(home / place, mmap_mode="r" if manifest["relations"] else None))

        return cls(
            parameters,
            manifest["relations"],
            parse_month(manifest["month"]),
            manifest["largest"],
            {name: read(place) for name, place in manifest["columns"].items()},
            {name: [read(place) for place in places] for name, places in manifest["past"].items()},
        )


def _manifest(home: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((home / "state.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused(f"{home} holds no saved state: state.json is missing.") from None
    except ValueError:
        raise Refused(f"{home / 'state.json'} cannot be read: judge the whole history again.") from None
    if manifest.get("format") != 1:
        raise Refused(f"{home} was saved by another version of Guanxi: judge the whole history again.")
    return dict(manifest)


def _free_name(home: Path, month: str) -> str:
    taken = {path.name for path in home.iterdir()}
    return next(name for name in (month, *(f"{month}.{n}" for n in range(1, len(taken) + 2))) if name not in taken)


def _place(array: Array, name: str, *, home: Path, folder: Path) -> str:
    """Where a past month's array stands below ``home``; written to ``folder`` unless it came from there."""
    source = getattr(array, "filename", None) if isinstance(array, np.memmap) else None
    if source is not None and Path(source).parent.parent == home.resolve():
        return f"{Path(source).parent.name}/{Path(source).name}"
    np.save(folder / f"{name}.npy", np.ascontiguousarray(array))
    return f"{folder.name}/{name}.npy"


def _sweep(home: Path, manifest: dict[str, Any]) -> None:
    """Remove what the present manifest does not name."""
    named = {home / place for place in manifest["columns"].values()}
    named |= {home / place for places in manifest["past"].values() for place in places}
    for folder in [path for path in home.iterdir() if path.is_dir()]:
        for file in folder.glob("*.npy"):
            if file not in named:
                file.unlink()
        if not any(folder.iterdir()):
            shutil.rmtree(folder, ignore_errors=True)
