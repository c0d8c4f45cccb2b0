"""Which stage a relation can reach from which, and how soon: what cannot happen within a period is told apart.

The first move of a period may have been long in coming, so it takes one month; whatever follows takes its full time.
"""

from itertools import product

from guanxi.lifecycle.parameters import Parameters
from guanxi.lifecycle.vocabulary import DEVELOPMENT, INITIAL, INTERRUPTED, STABLE, STRATEGIC

_STAGES = (DEVELOPMENT, INITIAL, STABLE, STRATEGIC, INTERRUPTED)


def _steps(parameters: Parameters) -> dict[tuple[int, int], int]:
    """Months that each single move takes, counted from the entry into its stage."""
    up_or_down, lapse = parameters.C, parameters.L
    return {
        (DEVELOPMENT, INITIAL): 1,
        (INITIAL, STABLE): up_or_down,
        (STABLE, STRATEGIC): up_or_down,
        (STRATEGIC, STABLE): up_or_down,
        (STABLE, INITIAL): up_or_down,
        # At once, where notice was given.
        (INITIAL, INTERRUPTED): 1,
        (STABLE, INTERRUPTED): 1,
        (STRATEGIC, INTERRUPTED): 1,
        (INTERRUPTED, INITIAL): 1,
        (INTERRUPTED, DEVELOPMENT): lapse,
    }


def months_between(parameters: Parameters) -> dict[tuple[int, int], int]:
    """The fewest months from stage to stage; staying takes none. Every stage leads to every other one."""
    full = _shortest(_steps(parameters))
    found = {(stage, stage): 0 for stage in _STAGES}
    for before, after in product(_STAGES, _STAGES):
        if before != after:
            # One month to a neighbour, then the full time of the rest.
            found[before, after] = min(1 + full[then, after] for start, then in _steps(parameters) if start == before)
    return found


def _shortest(steps: dict[tuple[int, int], int]) -> dict[tuple[int, int], int]:
    far = 10**6
    found = {(a, b): 0 if a == b else steps.get((a, b), far) for a, b in product(_STAGES, _STAGES)}
    for through, a, b in product(_STAGES, _STAGES, _STAGES):
        found[a, b] = min(found[a, b], found[a, through] + found[through, b])
    return found
