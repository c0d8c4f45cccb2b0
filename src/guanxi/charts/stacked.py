"""The share of a customer's purchases month by month, category upon category."""

from collections.abc import Mapping, Sequence

from guanxi.charts.share import share_lines, share_regions
from guanxi.charts.svg import Point, curve, known_runs, number, picture, title
from guanxi.charts.timeline import axis_labels, stage_ribbon

MOST_LAYERS = 5


def stacked_share(
    layers: Sequence[tuple[str, Sequence[float | None]]],
    *,
    stages: Sequence[str | None],
    names: Mapping[str, str],
    axis: Sequence[tuple[int, str]],
    label: str,
    pins: Sequence[tuple[int, str]] = (),
    named_edge: bool = False,
    width: float = 780,
    height: float = 300,
) -> str:
    """Points of share that each category adds to the account, the first one at the bottom and darkest.

    ``layers`` are at most five of (name, points per month), whose sum is the share; None in all of them is an unknown
    share. ``stages`` as in `share_chart`; ``pins`` are events, drawn on the line of the whole.
    """
    left, right, top, bottom = 38.0, 80.0 if named_edge else 12.0, 8.0, 32.0
    inner, ground = width - left - right, height - bottom
    months = max((len(values) for _name, values in layers), default=0)
    step = inner / max(months, 1)

    def at(position: int) -> float:
        return left + (position + 0.5) * step

    def level(share: float) -> float:
        return ground - min(max(share, 0.0), 100.0) / 100 * (ground - top)

    parts = share_regions(level, x=left, width=inner, edge=names if named_edge else {})
    known = [None if all(v[month] is None for _n, v in layers) else 0.0 for month in range(months)]
    whole = list(known)
    for number_of_layer, (name, values) in enumerate(layers):
        below = list(whole)
        whole = [None if w is None else w + (values[month] or 0.0) for month, w in enumerate(whole)]
        for run in known_runs(known):
            upper = _wide([(at(m), level(whole[m] or 0.0)) for m in run], step)
            lower = _wide([(at(m), level(below[m] or 0.0)) for m in run], step)
            back = "L".join(f"{number(x)},{number(y)}" for x, y in reversed(lower))
            parts.append(f'<path class="layer l{number_of_layer}" d="{curve(upper)}L{back}Z">{title(name)}</path>')
    parts += share_lines(level, x=left, width=inner)
    for position, words in pins:
        if 0 <= position < months and (share := whole[position]) is not None:
            x, y = at(position), level(share)
            parts.append(
                f'<line class="pin" x1="{number(x)}" x2="{number(x)}" y1="{number(y - 14)}" y2="{number(y)}"/>'
                f'<circle class="pin" cx="{number(x)}" cy="{number(y - 18)}" r="4">{title(words)}</circle>'
            )
    if months and (last := whole[-1]) is not None:
        parts.append(f'<circle class="now" cx="{number(at(months - 1) + step / 2)}" cy="{number(level(last))}" r="4"/>')
    parts += stage_ribbon(stages, x=left, y=ground + 4, width=inner, names=names)
    parts += axis_labels(axis, at=at, y=height - 6, last=months - 1)
    return picture(parts, kind="stacked-share", label=label, width=width, height=height)


def _wide(points: list[Point], step: float) -> list[Point]:
    """A month is as wide as a step, so that one month alone can be seen."""
    return [(points[0][0] - step / 2, points[0][1]), *points, (points[-1][0] + step / 2, points[-1][1])]
