"""Where relations moved between two dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from guanxi.charts.svg import number, picture, text, title

Flow = Literal["stay", "up", "down", "new"]

_LAYERS: Final[dict[Flow, int]] = {"stay": 0, "new": 1, "down": 2, "up": 2}


@dataclass(frozen=True, slots=True)
class Node:
    """A stage at one of the dates: key, name and count as they are written beside it, and the size that is drawn."""

    key: str
    name: str
    count: str
    size: int


def sankey(
    before: Sequence[Node],
    after: Sequence[Node],
    flows: Mapping[tuple[str, str], tuple[int, Flow, str]],
    *,
    label: str,
    width: float = 720,
    height: float = 400,
) -> str:
    """Two columns of stages and the bands between them.

    ``flows`` gives for each pair of keys the size, the direction (its colour) and the words shown for it. Bands that
    stay are drawn first and new ones next, so that a thin move is never hidden under them, and a move of one relation
    among thousands is still a hair line.
    """
    side = 116.0 if width > 500 else 82.0
    pad = 14.0 if width > 500 else 11.0
    thick = 10.0
    left, right = side, width - side
    room = height - 12 - pad * (max(len(before), len(after)) - 1)
    scale = room / max(sum(node.size for node in before), sum(node.size for node in after), 1)
    start, end = _stack(before, scale, pad), _stack(after, scale, pad)
    leaving = {key: top for key, (top, _) in start.items()}
    arriving = {key: top for key, (top, _) in end.items()}
    bands: list[tuple[int, str]] = []
    for a in before:
        for b in after:
            size, direction, words = flows.get((a.key, b.key), (0, "stay", ""))
            if not size:
                continue
            band = _band(
                left + thick, leaving[a.key], right - thick, arriving[b.key], wide=size * scale,
                kind=direction, words=words,
            )  # fmt: skip
            leaving[a.key] += size * scale
            arriving[b.key] += size * scale
            bands.append((_LAYERS[direction], band))
    parts = [band for _, band in sorted(bands, key=lambda layered: layered[0])]
    for nodes, places, x, anchor, label_x in (
        (before, start, left, "end", left - 8),
        (after, end, right - thick, "start", right + 8),
    ):
        centres = _apart([(top + bottom) / 2 for top, bottom in places.values()], least=31, bottom=height - 16)
        for node, (top, bottom), centre in zip(nodes, places.values(), centres, strict=True):
            parts.append(
                f'<rect class="node st-{node.key}" x="{number(x)}" y="{number(top)}" width="{number(thick)}"'
                f' height="{number(bottom - top)}" rx="{2 if bottom - top > 4 else 0}"/>'
                f'<text class="node-name" x="{number(label_x)}" y="{number(centre - 1)}" text-anchor="{anchor}">'
                f"{text(node.name)}</text>"
                f'<text class="node-count" x="{number(label_x)}" y="{number(centre + 13)}" text-anchor="{anchor}">'
                f"{text(node.count)}</text>"
            )
    return picture(parts, kind="sankey", label=label, width=width, height=height)


def _stack(nodes: Sequence[Node], scale: float, pad: float) -> dict[str, tuple[float, float]]:
    """Top and bottom of each node, one below the other; an empty one is still a line."""
    places, y = {}, 6.0
    for node in nodes:
        tall = max(node.size * scale, 1.5)
        places[node.key] = (y, y + tall)
        y += tall + pad
    return places


def _band(x0: float, y0: float, x1: float, y1: float, *, wide: float, kind: str, words: str) -> str:
    middle = (x0 + x1) / 2
    drawn = max(wide, 0.8)
    a, b, c, d = number(y0), number(y1), number(y1 + drawn), number(y0 + drawn)
    m = number(middle)
    return (
        f'<path class="flow flow-{kind}" d="M{number(x0)},{a}C{m},{a} {m},{b} {number(x1)},{b}V{c}'
        f'C{m},{c} {m},{d} {number(x0)},{d}Z">{title(words)}</path>'
    )


def _apart(centres: Sequence[float], *, least: float, bottom: float) -> list[float]:
    """Moves labels as little as it takes to keep them from lying on each other."""
    placed: list[float] = []
    for centre in centres:
        placed.append(max(centre, placed[-1] + least if placed else 14.0))
    limit = bottom
    for position in range(len(placed) - 1, -1, -1):
        placed[position] = min(placed[position], limit)
        limit = placed[position] - least
    return placed
