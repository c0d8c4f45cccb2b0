"""Which moves the rules allow between two dates."""

from guanxi.lifecycle.parameters import Parameters
from guanxi.report.contents import STAGE_ORDER

Move = tuple[str, str]


def impossible_moves(months: int, *, parameters: Parameters) -> frozenset[Move]:
    """The moves that no relation can make in ``months``, whatever happens in them.

    A relation may be about to move when the period begins: its first step can come in the first month. Every further
    step begins anew and takes as long as the rules ask for. An exit notice can end a relation in any month.
    """
    steps = {
        ("development", "initial"): 1,
        ("initial", "stable"): parameters.C,
        ("stable", "strategic"): parameters.C,
        ("strategic", "stable"): parameters.C,
        ("stable", "initial"): parameters.C,
        **{(stage, "interrupted"): 1 for stage in ("initial", "stable", "strategic")},
        ("interrupted", "initial"): 1,
        ("interrupted", "development"): parameters.L,
    }
    return frozenset(
        (start, end)
        for start in STAGE_ORDER
        for end, least in _least_months(start, steps).items()
        if start != end and least > months
    )


def _least_months(start: str, steps: dict[Move, int]) -> dict[str, int]:
    """The fewest months from a stage to every stage; there are five, so that trying five times is enough."""
    least = {stage: 0 if stage == start else 10**9 for stage in STAGE_ORDER}
    for _ in STAGE_ORDER:
        for (a, b), months in steps.items():
            least[b] = min(least[b], least[a] + (1 if a == start else months))
    return least
