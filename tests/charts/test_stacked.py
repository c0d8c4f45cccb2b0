"""The share by category."""

from guanxi.charts import stacked_share
from tests.charts.reading import numbers, parts, svg, words

NAMES = {key: key.title() for key in ("development", "initial", "stable", "strategic", "interrupted")}


def _chart(*layers: tuple[str, list[float | None]], **more: object) -> str:
    months = len(layers[0][1]) if layers else 0
    return stacked_share(
        list(layers), stages=["stable"] * months, names=NAMES, axis=[(0, "26年6月")], label="44 percent", **more  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_layers_stand_upon_each_other_up_to_the_share() -> None:
    root = svg(_chart(("Drives", [30.0, 30.0]), ("Sensors", [20.0, 20.0])))
    assert [len(parts(root, f"l{layer}")) for layer in (0, 1)] == [1, 1]
    (now,) = parts(root, "now")
    assert numbers(now, "cy") == (8 + (268 - 8) / 2,)
    assert {"50%", "80%", "26年6月"} <= set(words(root))


def test_an_unknown_month_is_drawn_by_no_layer() -> None:
    root = svg(_chart(("Drives", [30.0, None, 30.0])))
    assert len(parts(root, "l0")) == 2
    assert not parts(svg(_chart(("Drives", [30.0, None]))), "now")


def test_pins_stand_on_the_line_of_the_whole_and_say_what_they_are() -> None:
    chart = _chart(("Drives <b>", [30.0, 40.0]), pins=[(1, "Late delivery"), (9, "outside")])
    root = svg(chart)
    assert len([part for part in parts(root, "pin") if part.tag.endswith("circle")]) == 1
    assert "Late delivery" in chart
    assert "<b>" not in chart
    assert "style=" not in chart


def test_nothing_known_is_an_empty_plane() -> None:
    assert not parts(svg(_chart()), "now")
