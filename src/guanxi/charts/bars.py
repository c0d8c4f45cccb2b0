"""Bars: parts of a whole, one figure against its limit, and orders month by month."""

from collections.abc import Sequence

from guanxi.charts.svg import number, picture, strip, text, title
from guanxi.charts.timeline import axis_labels, stage_ribbon


def stack_bar(parts: Sequence[tuple[str, float, str]], *, label: str, height: float = 12) -> str:
    """Parts of a whole side by side: (stage, size, words shown for it). A part of size 0 is left out."""
    whole = sum(size for _, size, _ in parts)
    drawn, at = [], 0.0
    for stage, size, words in parts:
        share = size / whole * 100 if whole else 0.0
        if share > 0:
            # A small gap at the right of each part; the smallest part stays visible all the same.
            drawn.append(
                f'<rect class="part st-{stage}" x="{number(at)}%" width="{number(max(share - 0.35, 0.3))}%"'
                f' height="{number(height)}" rx="2">{title(words)}</rect>'
            )
        at += share
    if not drawn:
        drawn.append(f'<rect class="track" width="100%" height="{number(height)}" rx="2"/>')
    return strip(drawn, kind="stack-bar", label=label, height=height)


def h_bar(per_cent: float, *, kind: str, label: str) -> str:
    """One figure on a track, cut to 0–100; ``kind`` is the class that gives its colour."""
    end = min(max(per_cent, 0.0), 100.0)
    value = f'<rect class="value" width="{number(end)}%" height="6" rx="3"/>' if end > 0 else ""
    track = '<rect class="track" width="100%" height="6" rx="3"/>'
    return strip([track, value], kind=f"h-bar {kind}", label=label, height=6)


def order_bars(
    amounts: Sequence[int | None],
    *,
    stage: str,
    label: str,
    stages: Sequence[str | None] = (),
    axis: Sequence[tuple[int, str]] = (),
    top: str = "",
    width: float = 92,
    height: float = 28,
) -> str:
    """Net sales month by month, where no share can be drawn: a bar for each month with orders, a point for one without.

    Amounts are in minor units; None means that the record had not begun, and a month with more returns than orders is
    drawn as one without. With ``axis`` the drawing is a chart that scales with its column, with the largest amount
    (``top``) written at its level and the stages as a ribbon; without it a small one of fixed size.
    """
    left, foot, head = (34.0, 32.0, 8.0) if axis else (2.0, 3.0, 2.0)
    inner, tall = width - left - (10.0 if axis else 2.0), height - foot - head
    step = inner / max(len(amounts), 1)
    ground = head + tall
    most = max((amount for amount in amounts if amount), default=0)

    def at(position: int) -> float:
        return left + (position + 0.5) * step

    parts = []
    if axis:
        for y, words in ((head, top), (ground, "0")):
            level = number(y)
            parts.append(
                f'<line class="grid" x1="{number(left)}" x2="{number(left + inner)}" y1="{level}" y2="{level}"/>'
                f'<text class="axis" x="{number(left - 6)}" y="{number(y + 4)}" text-anchor="end">{text(words)}</text>'
            )
    for position, amount in enumerate(amounts):
        if amount is None:
            continue
        if amount <= 0:
            parts.append(f'<circle class="none" cx="{number(at(position))}" cy="{number(ground - 1)}" r="0.8"/>')
            continue
        tallness = max(amount / most * tall, 2.0)
        parts.append(
            f'<rect class="order" x="{number(at(position) - step * 0.36)}" y="{number(ground - tallness)}"'
            f' width="{number(step * 0.72)}" height="{number(tallness)}" rx="{1 if step > 4 else 0.5}"/>'
        )
    if not axis:
        return (
            f'<svg class="order-bars st-{stage}" width="{number(width)}" height="{number(height)}"'
            f' viewBox="0 0 {number(width)} {number(height)}" role="img" aria-label="{text(label)}">'
            f"{''.join(parts)}</svg>"
        )
    parts += stage_ribbon(stages, x=left, y=ground + 4, width=inner, names={})
    parts += axis_labels(axis, at=at, y=height - 6, last=len(amounts) - 1)
    return picture(parts, kind=f"order-bars st-{stage}", label=label, width=width, height=height)
