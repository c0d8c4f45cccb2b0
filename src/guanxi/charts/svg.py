"""The few pieces that every chart is made of: safe text, short numbers, smooth lines."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

Point = tuple[float, float]

# What HTML does not allow at all, and the marks that turn the direction of everything after them.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def text(value: str) -> str:
    """``value`` safe inside an element or a quoted attribute, without control and direction marks."""
    return escape(NOT_TEXT.sub("", value), quote=True)


def number(value: float) -> str:
    """At most two decimals, no more digits than needed: ``12``, ``0.5``, ``-3.25``."""
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short in ("-0", "") else short


def picture(body: Iterable[str], *, kind: str, label: str, width: float, height: float) -> str:
    """A drawing that scales with the column it stands in and keeps its proportions."""
    return (
        f'<svg class="chart {kind}" viewBox="0 0 {number(width)} {number(height)}" width="100%" role="img"'
        f' aria-label="{text(label)}">{"".join(body)}</svg>'
    )


def strip(body: Iterable[str], *, kind: str, label: str, height: float) -> str:
    """A drawing as wide as its column and of fixed height; its parts are placed in per cent."""
    return (
        f'<svg class="{kind}" width="100%" height="{number(height)}" role="img" aria-label="{text(label)}">'
        f"{''.join(body)}</svg>"
    )


def title(words: str) -> str:
    """What a pointer that rests on a part of the drawing shows."""
    return f"<title>{text(words)}</title>" if words else ""


def patterns() -> str:
    """The hatch that lies over estimated figures, for every drawing of the page to refer to."""
    return (
        '<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        '<pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="hatch" width="2.4" height="5"/></pattern></defs></svg>'
    )


def curve(points: Sequence[Point]) -> str:
    """A smooth path through all points that never rises above or falls below its neighbours.

    The slope at a point is the harmonic mean of the slopes on both sides, and flat at a peak or a valley: a share that
    was 40 and 42 per cent is never drawn at 45.
    """
    if not points:
        return ""
    path = [f"M{number(points[0][0])},{number(points[0][1])}"]
    slopes = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]
    tangents = [
        slopes[0] if slopes else 0.0,
        *(2 * a * b / (a + b) if a * b > 0 else 0.0 for a, b in pairwise(slopes)),
        slopes[-1] if slopes else 0.0,
    ]
    for ((x0, y0), (x1, y1)), (t0, t1) in zip(pairwise(points), pairwise(tangents), strict=False):
        third = (x1 - x0) / 3
        handles = (x0 + third, y0 + t0 * third, x1 - third, y1 - t1 * third, x1, y1)
        path.append("C" + " ".join(number(value) for value in handles))
    return "".join(path)


def known_runs(values: Sequence[float | None]) -> list[list[int]]:
    """Positions of the known values, in unbroken runs: ``[1, None, 2, 3]`` gives ``[[0], [2, 3]]``."""
    runs: list[list[int]] = []
    for position, value in enumerate(values):
        if value is None:
            continue
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def gaps(values: Sequence[float | None]) -> list[tuple[int, int]]:
    """First and last position of each run of unknown values."""
    runs = known_runs([None if value is not None else 0.0 for value in values])
    return [(run[0], run[-1]) for run in runs]
