"""Shares as bars, lines and areas."""

import re

import pytest

from guanxi.charts import share_bar, share_chart, sparkline
from tests.charts.reading import numbers, parts, svg, words

NAMES = {
    "development": "客户开发",
    "initial": "初期合作",
    "stable": "稳定合作",
    "strategic": "战略合作",
    "interrupted": "关系中断",
}


@pytest.mark.parametrize("share", [None, 0.0, 44.0, 100.0])
def test_a_share_bar_always_has_its_ticks_at_50_and_80(share: float | None) -> None:
    ticks = parts(svg(share_bar(share, stage="initial", label="x")), "tick")
    assert [tick.get("x") for tick in ticks] == ["50%", "80%"]


def test_a_share_bar_is_as_long_as_the_share_and_wears_the_colour_of_the_stage() -> None:
    root = svg(share_bar(62.5, stage="stable", label="share 62%"))
    assert root.get("aria-label") == "share 62%"
    assert "st-stable" in (root.get("class") or "").split()
    (value,) = parts(root, "value")
    assert value.get("width") == "62.5%"


def test_what_was_won_is_the_end_of_the_bar_and_what_was_lost_a_ghost_beyond_it() -> None:
    (won,) = parts(svg(share_bar(60, stage="stable", label="x", before=45)), "won")
    assert numbers(won, "x", "width") == (45, 15)
    root = svg(share_bar(30, stage="initial", label="x", before=55))
    (lost,) = parts(root, "lost")
    assert lost.get("width") == "55%"
    assert not parts(root, "won")
    # The ghost is drawn before the bar, so that it shows only beyond it.
    drawn = [part.get("class") for part in root]
    assert drawn.index("lost") < drawn.index("value")


def test_an_unknown_share_is_a_dotted_track_and_never_a_bar() -> None:
    root = svg(share_bar(None, stage="initial", label="share unknown", before=70))
    assert parts(root, "unknown")
    assert not parts(root, "value")
    assert not parts(root, "lost")
    assert not parts(root, "track")


def test_an_estimated_share_is_hatched_over_its_whole_length() -> None:
    root = svg(share_bar(40, stage="initial", label="x", estimated=True))
    (hatched,) = [part for part in root if part.get("fill") == "url(#hatch)"]
    assert hatched.get("width") == "40%"
    assert "hatch" not in share_bar(40, stage="initial", label="x")


def test_a_share_of_nothing_has_no_bar_but_keeps_the_ghost() -> None:
    root = svg(share_bar(0, stage="interrupted", label="x", before=43))
    assert not parts(root, "value")
    assert parts(root, "lost")


def test_a_sparkline_ends_in_a_dot_at_the_level_of_the_share() -> None:
    root = svg(sparkline([10, 20, 80], stage="strategic", label="x", width=92, height=28))
    (dot,) = parts(root, "dot")
    upper = numbers(parts(root, "band")[1], "y1")[0]  # the line at 80
    assert numbers(dot, "cy")[0] == pytest.approx(upper, abs=0.01)
    assert numbers(dot, "cx")[0] == pytest.approx(88)


def test_a_sparkline_leaves_unknown_months_open() -> None:
    root = svg(sparkline([40, 42, None, None, 45, 46], stage="initial", label="x"))
    assert len(parts(root, "line")) == 2
    (gap,) = parts(root, "unknown")
    start, end = numbers(gap, "x1", "x2")
    assert 0 < start < end < 92


def test_a_sparkline_without_any_share_is_dotted_from_end_to_end() -> None:
    root = svg(sparkline([None] * 36, stage="initial", label="share unknown"))
    assert not parts(root, "line")
    assert not parts(root, "dot")
    assert len(parts(root, "unknown")) == 1


def test_a_curve_never_swings_above_or_below_its_months() -> None:
    root = svg(sparkline([0, 0, 0, 100, 100, 100, 0, 0], stage="stable", label="x", height=28))
    (line,) = parts(root, "line")
    heights = [float(y) for y in re.findall(r"[\d.]+[ ,]([\d.]+)", line.get("d") or "")]
    assert min(heights) >= 3
    assert max(heights) <= 25


def chart(shares: list[float | None], stages: list[str | None], **more: object) -> str:
    axis = [(0, "24年6月"), (len(shares) - 1, "26年6月")]
    return share_chart(shares, stages=stages, axis=axis, label="x", names=NAMES, **more)  # type: ignore[arg-type]


def test_the_chart_ends_with_a_ring_at_the_share_and_marks_50_and_80() -> None:
    root = svg(chart([20.0, 35.0, 50.0], ["initial"] * 3))
    (now,) = parts(root, "now")
    half = numbers(parts(root, "threshold")[0], "y1")[0]
    assert numbers(now, "cy")[0] == pytest.approx(half)
    assert [text for text in words(root) if text.endswith("%")] == ["0%", "50%", "80%", "100%"]


def test_the_ribbon_shows_each_stay_in_a_stage_once() -> None:
    root = svg(chart([10.0, 12.0, 60.0, 0.0], ["initial", "initial", "stable", "interrupted"]))
    ribbon = parts(root, "ribbon")
    assert [(part.get("class") or "").split()[1] for part in ribbon] == ["st-initial", "st-stable", "st-interrupted"]
    assert [part.findtext("title") for part in ribbon] == ["初期合作", "稳定合作", "关系中断"]
    wide = [numbers(part, "width")[0] for part in ribbon]
    assert wide[0] == pytest.approx(wide[1] * 2, rel=0.02)


def test_months_before_the_record_are_empty_and_unknown_ones_dotted() -> None:
    (gap,) = parts(svg(chart([None, None, None, 40.0], [None, None, "initial", "initial"])), "unknown")
    (ribbon,) = parts(svg(chart([None, None, None, 40.0], [None, None, "initial", "initial"])), "ribbon")
    assert numbers(gap, "x1") == numbers(ribbon, "x")
    assert not parts(svg(chart([None, None, 40.0], [None, None, "initial"])), "unknown")
    assert not parts(svg(sparkline([None, None, 40.0], stage="initial", label="x", begin=2)), "unknown")


def test_estimated_months_of_the_chart_are_hatched() -> None:
    root = svg(chart([40.0] * 4, ["initial"] * 4, estimated=[False, True, True, False]))
    assert len([part for part in root.iter("path") if part.get("fill") == "url(#hatch)"]) == 1


def test_the_first_label_of_the_axis_starts_and_the_last_one_ends_at_its_month() -> None:
    root = svg(chart([1.0] * 24, ["initial"] * 24))
    anchors = {"".join(text.itertext()): text.get("text-anchor") for text in parts(root, "axis")}
    assert (anchors["24年6月"], anchors["26年6月"]) == ("start", "end")


def test_the_names_of_the_stages_stand_at_the_edge_when_asked_for() -> None:
    assert "稳定合作" not in words(svg(chart([1.0, 2.0], ["initial"] * 2)))
    assert "稳定合作" in words(svg(chart([1.0, 2.0], ["initial"] * 2, named_edge=True, width=780)))


def test_one_month_alone_can_be_drawn() -> None:
    assert parts(svg(sparkline([30], stage="initial", label="x")), "dot")
    assert parts(svg(chart([30.0], ["initial"])), "area")
