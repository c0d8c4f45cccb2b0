"""Charts as SVG text: data in, text out.

Every function returns one ``<svg>`` with ``role="img"`` and the label it was given, which is what a screen reader says.
Geometry is written as presentation attributes and colour as classes (``charts.css``), so a page may forbid inline
styles. A page that draws estimated or missing figures includes ``patterns()`` once, outside of anything hidden.
"""

from guanxi.charts.bars import h_bar, order_bars, stack_bar
from guanxi.charts.climate import lifecycle_curve, single_curve
from guanxi.charts.flows import Flow, Node, sankey
from guanxi.charts.people_map import people_map
from guanxi.charts.share import share_bar, share_chart, sparkline
from guanxi.charts.stacked import stacked_share
from guanxi.charts.svg import patterns

__all__ = [
    "Flow",
    "Node",
    "h_bar",
    "lifecycle_curve",
    "order_bars",
    "patterns",
    "people_map",
    "sankey",
    "share_bar",
    "share_chart",
    "single_curve",
    "sparkline",
    "stack_bar",
    "stacked_share",
]
