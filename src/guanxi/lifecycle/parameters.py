"""The whole numbers that the rules depend on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final, Self

from guanxi.errors import WrongCall

MOST: Final = 1200
_MAY_BE_ZERO: Final = frozenset({"CARRY", "STALE", "TOL", "RISE"})


def least(name: str) -> int:
    """The smallest number that a parameter may have; the largest is ``MOST`` for all of them."""
    return 0 if name in _MAY_BE_ZERO else 1


@dataclass(frozen=True, slots=True)
class Parameters:
    """Months, month-ends, multiples and per cent points, all whole numbers.

    CARRY, STALE, TOL and RISE are at least 0, the others at least 1; anything else is a ``WrongCall``.
    """

    W: int = 12  # stage window, trailing months
    R: int = 3  # recent window, months
    C: int = 3  # month-ends in a row that confirm a move
    K: int = 3  # silence limit as a multiple of the own median purchase interval
    GMIN: int = 3  # smallest silence limit, months
    GNEW: int = 6  # silence limit while fewer than two intervals are known, months
    N: int = 12  # months for stagnation and routine risk
    RISE: int = 5  # growth of the share, in points, that is no stagnation
    Q: int = 3  # months within which a contact counts as residual contact
    L: int = 12  # months of interruption after which a relationship has lapsed
    TOL: int = 1  # tolerance of ours above the total, per cent
    CARRY: int = 18  # months that a stated total is carried forward
    STALE: int = 12  # months that it is carried without the flag stale_total

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            smallest = least(field.name)
            if not isinstance(value, int) or isinstance(value, bool) or not smallest <= value <= MOST:
                raise WrongCall(f"{field.name} = {value!r}: give a whole number from {smallest} to {MOST}.")

    @classmethod
    def from_settings(cls, settings: Mapping[str, int]) -> Self:
        """Defaults with some of them replaced; an unknown name is a ``WrongCall`` that lists the known ones."""
        known = [field.name for field in fields(cls)]
        for name in settings:
            if name not in known:
                raise WrongCall(f"There is no rule parameter “{name}”. The parameters are {', '.join(known)}.")
        return cls(**settings)
