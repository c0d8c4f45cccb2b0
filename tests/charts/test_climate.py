"""The curve of cooperation and competition."""

import re

from guanxi.charts import lifecycle_curve, single_curve
from guanxi.charts.climate import Mark
from tests.charts.reading import numbers, parts, svg, words

NAMES = {"development": "Development", "maturity": "成熟期"}


def _curve(cooperation: list[float | None], competition: list[float | None], **more: object) -> str:
    phases = ["development" if month < len(cooperation) / 2 else "maturity" for month in range(len(cooperation))]
    return lifecycle_curve(
        cooperation, competition, phases=phases, names=NAMES, axis=[(0, "Jan 25")], label="50 and 84", **more  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_lines_begin_and_end_at_their_values() -> None:
    (line,) = parts(svg(_curve([0.0, 50.0, 100.0], [None] * 3)), "cooperation")
    first, last = (
        re.findall(r"[\d.]+,[\d.]+|[\d.]+ [\d.]+$", line.get("d") or "")[0],
        (line.get("d") or "").split(" ")[-2:],
    )
    assert first == "38,254"
    assert last == ["768", "26"]


def test_what_lies_between_is_parted_where_the_lines_cross() -> None:
    root = svg(_curve([0.0, 100.0], [100.0, 0.0]))
    assert len(parts(root, "behind")) == 1
    assert len(parts(root, "ahead")) == 1
    assert len([part for part in root if part.get("fill") == "url(#hatch)"]) == 1


def test_a_short_gap_is_dotted_and_a_long_one_left_open() -> None:
    assert len(parts(svg(_curve([1.0, 2.0, *[None] * 6, 3.0, 4.0], [None] * 10)), "is-gap")) == 1
    assert not parts(svg(_curve([1.0, 2.0, *[None] * 7, 3.0, 4.0], [None] * 11)), "is-gap")


def test_phases_are_named_and_marks_say_what_they_are() -> None:
    chart = _curve([10.0] * 12, [20.0] * 12, marks=[Mark(3, "Line stop", is_conflict=True), Mark(5, "Visit")])
    root = svg(chart)
    assert {"Development", "成熟期"} <= set(words(root))
    (conflict,) = parts(root, "conflict")
    assert "Line stop" in chart
    assert numbers(conflict, "cy")[0] == numbers(parts(root, "milestone")[0], "cy")[0]
    assert "style=" not in chart


def test_the_typical_path_lies_behind_both_lines() -> None:
    chart = _curve([50.0, 60.0], [40.0, 30.0], typical=[20.0, 30.0])
    assert chart.index('class="typical"') < chart.index('class="competition"') < chart.index('class="cooperation"')
    assert "typical" not in _curve([50.0, 60.0], [40.0, 30.0])
    one = single_curve(
        [0.0, 10.0], phases=[None] * 2, names={}, axis=[], label="x", ends=("a", "b"), typical=[-60.0, None]
    )
    assert one.index("typical") < one.index('class="cooperation"')


def test_the_single_curve_has_its_middle_at_0() -> None:
    root = svg(
        single_curve(
            [0.0, 0.0], phases=[None, None], names={}, axis=[], label="x", ends=("high cooperation", "high competition")
        )
    )
    assert "−100" in words(root)
    (line,) = parts(root, "cooperation")
    assert (line.get("d") or "").startswith("M38,140")
