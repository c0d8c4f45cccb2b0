"""Cooperation and competition over the life of a relationship: two lines, or the single curve of their difference.

Values are month by month; None is unknown: dotted across a short gap, left open across a long one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from guanxi.charts.svg import Point, curve, known_runs, number, picture, text, title
from guanxi.charts.timeline import axis_labels

_LONGEST_GAP: Final = 6  # months, as in the rules of the climate
_NARROWEST_NAME: Final = 64.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened in a month: a milestone, or a conflict."""

    position: int
    words: str
    is_conflict: bool = False


def lifecycle_curve(
    cooperation: Sequence[float | None],
    competition: Sequence[float | None],
    *,
    phases: Sequence[str | None],
    names: Mapping[str, str],
    axis: Sequence[tuple[int, str]],
    label: str,
    typical: Sequence[float | None] = (),
    marks: Sequence[Mark] = (),
    width: float = 780,
    height: float = 280,
) -> str:
    """Two lines from 0 to 100; between them it is filled where cooperation leads, hatched where competition does.

    ``phases`` has a key for each month, whose name in ``names`` stands at the top of its band; ``typical`` is the path
    that a relationship usually takes.
    """
    plane = _Plane(len(cooperation), 0, 100, width, height)
    parts = [*plane.bands(phases, names), *plane.grid((0, 50, 100))]
    parts += _between(cooperation, competition, plane)
    if typical:
        parts += plane.line(typical, "typical")
    parts += plane.line(competition, "competition")
    parts += plane.line(cooperation, "cooperation")
    parts += plane.marks(marks, cooperation)
    parts += plane.dates(axis)
    return picture(parts, kind="lifecycle-curve", label=label, width=width, height=height)


def single_curve(
    values: Sequence[float | None],
    *,
    phases: Sequence[str | None],
    names: Mapping[str, str],
    axis: Sequence[tuple[int, str]],
    label: str,
    ends: tuple[str, str],
    typical: Sequence[float | None] = (),
    marks: Sequence[Mark] = (),
    width: float = 780,
    height: float = 280,
) -> str:
    """The axis of Wilkinson & Young, -100 to 100: ``ends`` names its top (high cooperation) and its bottom."""
    plane = _Plane(len(values), -100, 100, width, height)
    parts = [*plane.bands(phases, names), *plane.grid((-100, 0, 100))]
    for words, level in zip(ends, (plane.top + 14, plane.ground - 8), strict=True):
        parts.append(f'<text class="axis-end" x="{number(plane.left + 8)}" y="{number(level)}">{text(words)}</text>')
    if typical:
        parts += plane.line(typical, "typical")
    parts += plane.line(values, "cooperation")
    parts += plane.marks(marks, values)
    parts += plane.dates(axis)
    return picture(parts, kind="lifecycle-curve", label=label, width=width, height=height)


class _Plane:
    """Where months and levels lie in the drawing."""

    left, right, top, bottom = 38.0, 12.0, 26.0, 26.0

    def __init__(self, months: int, low: float, high: float, width: float, height: float) -> None:
        self.months, self.low, self.high, self.width, self.height = months, low, high, width, height
        self.ground = height - self.bottom
        self.step = (width - self.left - self.right) / max(months - 1, 1)

    def at(self, position: int) -> float:
        return self.left + position * self.step

    def level(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        return self.ground - (inside - self.low) / (self.high - self.low) * (self.ground - self.top)

    def point(self, position: int, value: float) -> Point:
        return self.at(position), self.level(value)

    def grid(self, levels: Sequence[int]) -> list[str]:
        parts = []
        for value in levels:
            y = self.level(value)
            parts.append(
                f'<line class="grid" x1="{number(self.left)}" x2="{number(self.width - self.right)}"'
                f' y1="{number(y)}" y2="{number(y)}"/><text class="axis" x="{number(self.left - 6)}"'
                f' y="{number(y + 4)}" text-anchor="end">{str(value).replace("-", "−")}</text>'
            )
        return parts

    def bands(self, phases: Sequence[str | None], names: Mapping[str, str]) -> list[str]:
        parts = []
        for first, last, key in _stays(phases):
            x0 = max(self.at(first) - self.step / 2, self.left)
            x1 = min(self.at(last) + self.step / 2, self.width - self.right)
            parts.append(
                f'<rect class="phase ph-{key}" x="{number(x0)}" y="{number(self.top)}" width="{number(x1 - x0)}"'
                f' height="{number(self.ground - self.top)}">{title(names[key])}</rect>'
            )
            if x1 - x0 >= _NARROWEST_NAME:
                parts.append(
                    f'<text class="phase-name ph-{key}" x="{number(x0 + 6)}" y="{number(self.top - 8)}">'
                    f"{text(names[key])}</text>"
                )
        return parts

    def line(self, values: Sequence[float | None], kind: str) -> list[str]:
        runs = known_runs(values)
        parts = []
        for run in runs:
            points = [self.point(position, values[position] or 0.0) for position in run]
            if len(points) == 1:
                parts.append(
                    f'<circle class="{kind} alone" cx="{number(points[0][0])}" cy="{number(points[0][1])}" r="2"/>'
                )
            else:
                parts.append(f'<path class="{kind}" d="{curve(points)}"/>')
        for one, other in pairwise(runs):
            if other[0] - one[-1] - 1 <= _LONGEST_GAP:
                ends = [self.point(position, values[position] or 0.0) for position in (one[-1], other[0])]
                parts.append(f'<path class="{kind} is-gap" d="{curve(ends)}"/>')
        return parts

    def marks(self, marks: Sequence[Mark], values: Sequence[float | None]) -> list[str]:
        parts = []
        for mark in marks:
            value = values[mark.position] if 0 <= mark.position < len(values) else None
            if value is not None:
                x, y = self.point(mark.position, value)
                kind = "conflict" if mark.is_conflict else "milestone"
                parts.append(
                    f'<circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="4.5">{title(mark.words)}</circle>'
                )
        return parts

    def dates(self, axis: Sequence[tuple[int, str]]) -> list[str]:
        return axis_labels(axis, at=self.at, y=self.height - 6, last=self.months - 1)


def _stays(phases: Sequence[str | None]) -> list[tuple[int, int, str]]:
    """(first, last, key) of each unbroken stay in a phase."""
    found: list[tuple[int, int, str]] = []
    for position, key in enumerate(phases):
        if key is None:
            continue
        if found and found[-1][1:] == (position - 1, key):
            found[-1] = (found[-1][0], position, key)
        else:
            found.append((position, position, key))
    return found


def _between(upper: Sequence[float | None], lower: Sequence[float | None], plane: _Plane) -> list[str]:
    """Areas between two lines over the months in which both are known, parted where they cross."""
    leads: list[list[tuple[float, float, float]]] = []  # (x, upper y, lower y) of each area
    kinds: list[bool] = []

    def put(x: float, a: float, b: float, *, ahead: bool, joined: bool) -> None:
        if not joined or not kinds or kinds[-1] != ahead:
            leads.append([])
            kinds.append(ahead)
        leads[-1].append((x, a, b))

    both = [None if a is None or b is None else a - b for a, b in zip(upper, lower, strict=True)]
    for run in known_runs(both):
        for place, position in enumerate(run):
            x, a, b = plane.at(position), plane.level(upper[position] or 0), plane.level(lower[position] or 0)
            difference = both[position] or 0.0
            if place:
                before = both[position - 1] or 0.0
                if before * difference < 0:
                    part = before / (before - difference)
                    crossing_x = plane.at(position - 1) + part * plane.step
                    value = (upper[position - 1] or 0) + part * ((upper[position] or 0) - (upper[position - 1] or 0))
                    y = plane.level(value)
                    put(crossing_x, y, y, ahead=before > 0, joined=True)
                    put(crossing_x, y, y, ahead=difference > 0, joined=False)
            put(x, a, b, ahead=difference > 0 if difference else bool(kinds and place and kinds[-1]), joined=place > 0)
    parts = []
    for points, ahead in zip(leads, kinds, strict=True):
        if len(points) < 2:
            continue
        corners = [*((x, a) for x, a, _b in points), *((x, b) for x, _a, b in reversed(points))]
        path = "L".join(f"{number(x)},{number(y)}" for x, y in corners)
        kind = "ahead" if ahead else "behind"
        parts.append(f'<path class="between {kind}" d="M{path}Z"/>')
        if not ahead:
            parts.append(f'<path d="M{path}Z" fill="url(#hatch)"/>')
    return parts
