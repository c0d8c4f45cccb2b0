"""What goes into a drawing is safe, and numbers are short."""

from pathlib import Path

import pytest

from guanxi import charts
from guanxi.charts import h_bar, patterns, stack_bar
from guanxi.charts.svg import curve, gaps, known_runs, number, text
from tests.charts.reading import parts, svg


def test_labels_and_titles_are_text_and_nothing_else() -> None:
    nasty = '"><script>alert(1)</script>&\x00\u202e'
    root = svg(h_bar(10, kind="late", label=nasty))
    assert root.get("aria-label") == '"><script>alert(1)</script>&'
    (part,) = parts(svg(stack_bar([("initial", 1, nasty)], label="x")), "part")
    assert part.findtext("title") == '"><script>alert(1)</script>&'


def test_joined_emoji_and_right_to_left_letters_stay_as_they_are() -> None:
    assert text("👩‍🔧 שלום") == "👩‍🔧 שלום"


@pytest.mark.parametrize(
    ("value", "written"), [(12.0, "12"), (0.5, "0.5"), (3.14159, "3.14"), (-0.001, "0"), (100.004, "100")]
)
def test_numbers_are_as_short_as_they_can_be(value: float, written: str) -> None:
    assert number(value) == written


def test_runs_and_gaps_of_known_values() -> None:
    values = [None, 1.0, None, None, 2.0, 3.0]
    assert known_runs(values) == [[1], [4, 5]]
    assert gaps(values) == [(0, 0), (2, 3)]


def test_a_curve_through_nothing_or_one_point_is_no_line() -> None:
    assert curve([]) == ""
    assert curve([(1, 2)]) == "M1,2"


def test_the_pattern_that_drawings_refer_to_exists() -> None:
    assert 'id="hatch"' in patterns()


def test_the_style_of_the_charts_names_no_colour_of_its_own() -> None:
    css = (Path(charts.__file__).parent / "charts.css").read_text(encoding="utf-8")
    assert "#" not in css
    assert "rgb" not in css
