"""A total that was stated as a share of ours, or as a range: what it comes to, and how good it then is."""

from dataclasses import dataclass
from typing import Final

from guanxi.lifecycle.statements import ESTIMATED_FROM
from guanxi.lifecycle.windows import band_of

WHOLE: Final = 10_000  # hundredths of a per cent


@dataclass(frozen=True, slots=True)
class Range:
    """The two ends of a total in minor units; the same where one figure was given."""

    low: int
    high: int

    @property
    def middle(self) -> int:
        """The mean, half to even: what the rules use."""
        whole, odd = divmod(self.low + self.high, 2)
        return whole + (odd and whole % 2)

    def grade(self, stated: int, ours: int) -> int:
        """The source class, 0 for A to 4 for E: D at best where our share lies in different bands at both ends."""
        return stated if self.low == self.high or _one_band(ours, self.low, self.high) else max(stated, ESTIMATED_FROM)


def total_of_share(low: int, high: int, ours: int) -> Range | None:
    """The total of which ``ours`` is a share between ``low`` and ``high`` (hundredths of a per cent, above 0).

    None where we sold nothing: of nothing no share can be taken.
    """
    if ours <= 0:
        return None
    return Range(_divided(ours * WHOLE, high), _divided(ours * WHOLE, low))


def _one_band(ours: int, low: int, high: int) -> bool:
    if low <= 0:
        return False
    return band_of(max(ours, 0), low) == band_of(max(ours, 0), high)


def _divided(amount: int, by: int) -> int:
    """Half to even."""
    whole, rest = divmod(amount, by)
    return whole + (2 * rest > by or (2 * rest == by and whole % 2 == 1))
