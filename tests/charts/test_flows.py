"""The bands between two dates."""

import re
from itertools import pairwise

import pytest

from guanxi.charts import Flow, Node, sankey
from tests.charts.reading import numbers, parts, svg, words

BEFORE = [Node("stable", "Stable", "40", 40), Node("initial", "Initial", "61", 61)]
AFTER = [
    Node("stable", "Stable", "38", 38),
    Node("initial", "Initial", "62", 62),
    Node("interrupted", "Interrupted", "1", 1),
]
FLOWS: dict[tuple[str, str], tuple[int, Flow, str]] = {
    ("stable", "stable"): (35, "stay", "Stable → Stable: 35"),
    ("stable", "initial"): (5, "down", "Stable → Initial: 5"),
    ("initial", "stable"): (3, "up", "Initial → Stable: 3"),
    ("initial", "initial"): (57, "stay", ""),
    ("initial", "interrupted"): (1, "down", ""),
}


def thickness(path: str) -> float:
    """Height of a band at its right end."""
    start, end = re.search(r" [\d.]+,([\d.]+)V([\d.]+)C", path).groups()  # type: ignore[union-attr]
    return float(end) - float(start)


def test_bands_are_as_thick_as_what_they_carry() -> None:
    root = svg(sankey(BEFORE, AFTER, FLOWS, label="x"))
    by_words = {part.findtext("title"): thickness(part.get("d") or "") for part in root.iter("path")}
    assert by_words["Stable → Stable: 35"] == pytest.approx(by_words["Stable → Initial: 5"] * 7, rel=0.01)


def test_bands_that_stay_are_drawn_first_so_that_no_move_hides_under_them() -> None:
    kinds = [(part.get("class") or "").split()[1] for part in svg(sankey(BEFORE, AFTER, FLOWS, label="x")).iter("path")]
    assert kinds == ["flow-stay", "flow-stay", "flow-down", "flow-up", "flow-down"]


def test_a_node_is_as_tall_as_the_bands_that_leave_it() -> None:
    root = svg(sankey(BEFORE, AFTER, FLOWS, label="x"))
    stable = parts(root, "st-stable")[0]
    leaving = [part for part in root.iter("path") if (part.findtext("title") or "").startswith("Stable")]
    assert numbers(stable, "height")[0] == pytest.approx(
        sum(thickness(part.get("d") or "") for part in leaving), rel=0.01
    )


def test_names_and_counts_stand_on_both_sides() -> None:
    assert words(svg(sankey(BEFORE, AFTER, FLOWS, label="x"))) == [
        *("Stable", "40", "Initial", "61"),
        *("Stable", "38", "Initial", "62", "Interrupted", "1"),
    ]


@pytest.mark.parametrize(("width", "height"), [(720.0, 400.0), (360.0, 430.0)])
def test_labels_of_thin_nodes_keep_their_distance_and_stay_inside(width: float, height: float) -> None:
    keys = ("strategic", "stable", "initial", "development", "interrupted", "new")
    thin = [Node(key, key, "1", 10_000 if key == "strategic" else 1) for key in keys]
    root = svg(sankey(thin, thin, {}, label="x", width=width, height=height))
    labels = [numbers(part, "y")[0] for part in parts(root, "node-name")][: len(keys)]
    assert all(later - earlier >= 30 for earlier, later in pairwise(labels))
    assert labels[0] > 0
    assert numbers(parts(root, "node-count")[-1], "y")[0] <= height


def test_one_relation_among_a_million_is_still_a_line() -> None:
    before = [Node("initial", "Initial", "", 1_000_001)]
    after = [Node("initial", "Initial", "", 1_000_000), Node("interrupted", "Interrupted", "", 1)]
    flows: dict[tuple[str, str], tuple[int, Flow, str]] = {("initial", "interrupted"): (1, "down", "")}
    (band,) = svg(sankey(before, after, flows, label="x")).iter("path")
    assert thickness(band.get("d") or "") >= 0.5
