"""The share of a customer's purchases that comes to us, drawn so that 50 and 80 per cent are always in sight.

Shares are per cent from 0 to 100; ``None`` is unknown and never drawn as a number. Stages are the keys of
``lifecycle.vocabulary``.
"""

from collections.abc import Callable, Mapping, Sequence

from guanxi.charts.svg import Point, curve, gaps, known_runs, number, picture, strip, text
from guanxi.charts.timeline import axis_labels, stage_ribbon

LINES = (50, 80)
_BANDS = ((80, 100, "strategic"), (50, 80, "stable"), (0, 50, "initial"))


def share_bar(
    share: float | None, *, stage: str, label: str, before: float | None = None, estimated: bool = False
) -> str:
    """A track from 0 to 100 with ticks at 50 and 80.

    ``before`` is the share some time ago: what was won since is the lighter end of the bar, what was lost a ghost
    behind it. An unknown share is a dotted track, an estimated one is hatched.
    """
    ticks = "".join(f'<rect class="tick" x="{line}%" y="0" width="1.5" height="12"/>' for line in LINES)
    kind = f"share-bar st-{stage}"
    if share is None:
        dotted = '<line class="unknown" x1="1" x2="100%" y1="6" y2="6"/>'
        return strip([dotted, ticks], kind=f"{kind} is-unknown", label=label, height=12)
    end = _clip(share)
    parts = ['<rect class="track" width="100%" y="3" height="6" rx="3"/>']
    if before is not None and _clip(before) > end:
        # The ghost starts under the round end of the bar, so that no gap shows between them.
        parts.append(f'<rect class="lost" width="{number(_clip(before))}%" y="3" height="6" rx="3"/>')
    if end > 0:
        parts.append(f'<rect class="value" width="{number(end)}%" y="3" height="6" rx="3"/>')
    if before is not None and _clip(before) < end:
        start = _clip(before)
        parts.append(f'<rect class="won" x="{number(start)}%" width="{number(end - start)}%" y="3" height="6" rx="3"/>')
    if estimated and end > 0:
        parts.append(f'<rect width="{number(end)}%" y="3" height="6" rx="3" fill="url(#hatch)"/>')
    return strip([*parts, ticks], kind=kind, label=label, height=12)


def sparkline(
    shares: Sequence[float | None],
    *,
    stage: str,
    label: str,
    begin: int = 0,
    width: float = 92,
    height: float = 28,
) -> str:
    """The course of a share, a dot at its end, faint lines at 50 and 80.

    Unknown months are dotted on the ground from position ``begin`` on, where the record begins.
    """
    step = (width - 8) / max(len(shares) - 1, 1)

    def at(position: int) -> float:
        return 4 + position * step

    def level(share: float) -> float:
        return height - 3 - _clip(share) / 100 * (height - 6)

    parts = [
        f'<line class="band" x1="0" x2="{number(width)}" y1="{number(level(line))}" y2="{number(level(line))}"/>'
        for line in LINES
    ]
    ground = height - 3
    missing = [0.0 if position < begin else share for position, share in enumerate(shares)]
    for first, last in gaps(missing):
        parts.append(
            f'<line class="unknown" x1="{number(at(first) - step / 2)}" x2="{number(at(last) + step / 2)}"'
            f' y1="{number(ground)}" y2="{number(ground)}"/>'
        )
    for run in known_runs(shares):
        points = [(at(position), level(shares[position] or 0.0)) for position in run]
        parts.append(f'<path class="area" d="{_area(points, ground)}"/>')
        if len(points) > 1:
            parts.append(f'<path class="line" d="{curve(points)}"/>')
        if run[-1] == len(shares) - 1 or len(points) == 1:
            x, y = points[-1]
            parts.append(f'<circle class="dot" cx="{number(x)}" cy="{number(y)}" r="2.4"/>')
    return (
        f'<svg class="sparkline st-{stage}" width="{number(width)}" height="{number(height)}"'
        f' viewBox="0 0 {number(width)} {number(height)}" role="img" aria-label="{text(label)}">{"".join(parts)}</svg>'
    )


def share_chart(
    shares: Sequence[float | None],
    *,
    stages: Sequence[str | None],
    axis: Sequence[tuple[int, str]],
    label: str,
    names: Mapping[str, str],
    named_edge: bool = False,
    estimated: Sequence[bool] = (),
    width: float = 360,
    height: float = 168,
) -> str:
    """Months of share as an area over the tinted ranges of the stages, with the stage of each month as a ribbon below.

    ``stages`` has one key for each month (None before the record began); ``axis`` says which positions carry which
    label; ``names`` has the name of each stage, which ``named_edge`` also writes at the right edge where there is room.
    """
    left, right, top, bottom = 34.0, 80.0 if named_edge else 10.0, 8.0, 32.0
    inner, tall = width - left - right, height - top - bottom
    step = inner / max(len(shares), 1)
    ground = top + tall

    def at(position: int) -> float:
        return left + (position + 0.5) * step

    def level(share: float) -> float:
        return ground - _clip(share) / 100 * tall

    stage = next((key for key in reversed(stages) if key), "development")
    parts = share_regions(level, x=left, width=inner, edge=names if named_edge else {})
    for run in known_runs(shares):
        points = [(at(position), level(shares[position] or 0.0)) for position in run]
        # A month is as wide as a step: the area begins and ends at its edges, so that one month alone can be seen.
        wide = [(points[0][0] - step / 2, points[0][1]), *points, (points[-1][0] + step / 2, points[-1][1])]
        area = _area(wide, ground)
        parts.append(f'<path class="area st-{stage}" d="{area}"/>')
        guessed = [position for position in run if position < len(estimated) and estimated[position]]
        for first, last in ((part[0], part[-1]) for part in _runs(guessed)):
            x0, x1 = at(first) - step / 2, at(last) + step / 2
            inside = [point for point in wide if x0 <= point[0] <= x1]
            inside = [(x0, inside[0][1]), *inside, (x1, inside[-1][1])]
            corners = "L".join(f"{number(x)},{number(y)}" for x, y in [*inside, (x1, ground), (x0, ground)])
            parts.append(f'<path d="M{corners}Z" fill="url(#hatch)"/>')
        parts.append(f'<path class="line st-{stage}" d="{curve(wide)}"/>')
    # Before the record began there was nothing to be known: those months stay empty.
    missing = [None if share is None and stage else 0.0 for share, stage in zip(shares, stages, strict=True)]
    for first, last in gaps(missing):
        parts.append(
            f'<line class="unknown" x1="{number(at(first) - step / 2)}" x2="{number(at(last) + step / 2)}"'
            f' y1="{number(ground - 4)}" y2="{number(ground - 4)}"/>'
        )
    parts += share_lines(level, x=left, width=inner)
    if shares and shares[-1] is not None:
        x, y = at(len(shares) - 1) + step / 2, level(shares[-1])
        parts.append(f'<circle class="now st-{stage}" cx="{number(x)}" cy="{number(y)}" r="3.5"/>')
    parts += stage_ribbon(stages, x=left, y=ground + 4, width=inner, names=names)
    parts += axis_labels(axis, at=at, y=height - 6, last=len(shares) - 1)
    return picture(parts, kind="share-chart", label=label, width=width, height=height)


def share_regions(level: Callable[[float], float], *, x: float, width: float, edge: Mapping[str, str]) -> list[str]:
    """The tinted ranges of the stages, ``level`` being the height of a share; ``edge`` names them at the right."""
    parts = []
    for low, high, key in _BANDS:
        y = level(high)
        parts.append(
            f'<rect class="region st-{key}" x="{number(x)}" y="{number(y)}" width="{number(width)}"'
            f' height="{number(level(low) - y)}"/>'
        )
        if edge:
            middle = (level(low) + y) / 2 + 4
            parts.append(
                f'<text class="stage-name st-{key}" x="{number(x + width + 8)}" y="{number(middle)}">'
                f"{text(edge[key])}</text>"
            )
    return parts


def share_lines(level: Callable[[float], float], *, x: float, width: float) -> list[str]:
    """The lines at 0, 50, 80 and 100 with their figures."""
    parts = []
    for line in (0, *LINES, 100):
        y = number(level(line))
        parts.append(
            f'<line class="{"threshold" if line in LINES else "grid"}" x1="{number(x)}"'
            f' x2="{number(x + width)}" y1="{y}" y2="{y}"/>'
            f'<text class="axis" x="{number(x - 6)}" y="{number(level(line) + 4)}" text-anchor="end">{line}%</text>'
        )
    return parts


def _clip(share: float) -> float:
    return min(max(share, 0.0), 100.0)


def _area(points: Sequence[Point], ground: float) -> str:
    first, last = points[0][0], points[-1][0]
    return f"{curve(points)}L{number(last)},{number(ground)}L{number(first)},{number(ground)}Z"


def _runs(positions: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for position in positions:
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs
