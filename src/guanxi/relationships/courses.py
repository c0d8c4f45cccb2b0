"""The course of a share, packed into a line of text beside the assessment, so that a list draws it without judging.

Four hexadecimal digits a month-end, the last one at the end: tenths of a per cent, or one of two marks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

MONTHS: Final = 37  # three years, and the month-end before them
_YEAR: Final = 12
_UNKNOWN: Final = 0xFFFF
_NOT_BEGUN: Final = 0xFFFE


def pack(share: Any, stage: Any) -> Callable[[int], str]:
    """Of arrays of the rules (relations, months) the course of each row."""
    shares, begun = share[:, -MONTHS:], stage[:, -MONTHS:] > 0
    tenths = np.rint(shares * 10)
    for line in (50, 80, 100):  # never across a line that it has not reached
        tenths = np.where((shares < line) & (tenths >= line * 10), line * 10 - 1, tenths)
    tenths = np.where(begun, np.where(np.isnan(shares), _UNKNOWN, tenths), _NOT_BEGUN)
    packed = np.ascontiguousarray(tenths.astype(">u2"))
    return lambda row: packed[row].tobytes().hex()


@dataclass(frozen=True)
class Course:
    """Shares in per cent at month-ends in a row, None where unknown; ``begin`` is the place of the first record."""

    shares: tuple[float | None, ...]
    begin: int

    @property
    def year_ago(self) -> float | None:
        return self.shares[-1 - _YEAR] if len(self.shares) > _YEAR else None

    @property
    def change(self) -> float | None:
        """Points against a year ago."""
        then = self.year_ago
        return None if then is None or self.shares[-1] is None else self.shares[-1] - then


def course(packed: str | None) -> Course:
    values = np.frombuffer(bytes.fromhex(packed or ""), dtype=">u2").tolist()
    return Course(
        tuple(None if value >= _NOT_BEGUN else value / 10 for value in values),
        next((place for place, value in enumerate(values) if value != _NOT_BEGUN), 0),
    )
