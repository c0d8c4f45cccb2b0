"""What stands below a chart of months: the stage of each month, and the dates."""

from collections.abc import Callable, Mapping, Sequence

from guanxi.charts.svg import number, text, title


def stage_ribbon(
    stages: Sequence[str | None], *, x: float, y: float, width: float, names: Mapping[str, str]
) -> list[str]:
    """One thin block for each unbroken stay in a stage."""
    step = width / max(len(stages), 1)
    parts, start = [], 0
    for position in range(1, len(stages) + 1):
        if position < len(stages) and stages[position] == stages[start]:
            continue
        key = stages[start]
        if key:
            parts.append(
                f'<rect class="ribbon st-{key}" x="{number(x + start * step)}" y="{number(y)}"'
                f' width="{number(max((position - start) * step - 0.75, 0.75))}" height="5" rx="1">'
                f"{title(names.get(key, ''))}</rect>"
            )
        start = position
    return parts


def axis_labels(axis: Sequence[tuple[int, str]], *, at: Callable[[int], float], y: float, last: int) -> list[str]:
    """Month labels; the first one begins and the last one ends at its month, so that none leaves the drawing."""
    parts = []
    for position, words in axis:
        anchor = "start" if position == 0 else "end" if position >= last else "middle"
        parts.append(
            f'<text class="axis" x="{number(at(position))}" y="{number(y)}" text-anchor="{anchor}">{text(words)}</text>'
        )
    return parts
