"""Parts of a whole, one figure on a track, orders by month."""

import pytest

from guanxi.charts import h_bar, order_bars, stack_bar
from tests.charts.reading import numbers, parts, svg, words


def test_a_stack_bar_gives_each_part_its_share_of_the_width() -> None:
    root = svg(stack_bar([("initial", 1, "one"), ("stable", 0, ""), ("strategic", 3, "three")], label="x"))
    drawn = parts(root, "part")
    assert [numbers(part, "x") for part in drawn] == [(0,), (25,)]
    assert numbers(drawn[1], "width")[0] == pytest.approx(75, abs=0.5)
    assert [part.findtext("title") for part in drawn] == ["one", "three"]


def test_one_among_thousands_is_still_visible_in_a_stack_bar() -> None:
    root = svg(stack_bar([("initial", 1, ""), ("stable", 50_000, "")], label="x"))
    assert numbers(parts(root, "part")[0], "width")[0] > 0


def test_a_stack_bar_of_nothing_is_an_empty_track() -> None:
    root = svg(stack_bar([("initial", 0, "")], label="nobody"))
    assert parts(root, "track")
    assert not parts(root, "part")


@pytest.mark.parametrize(("given", "drawn"), [(40, 40), (130, 100), (-5, None)])
def test_a_bar_is_cut_to_its_track(given: float, drawn: float | None) -> None:
    value = parts(svg(h_bar(given, kind="late", label="x")), "value")
    assert [numbers(part, "width")[0] for part in value] == ([] if drawn is None else [drawn])


def test_order_bars_have_a_bar_for_each_month_with_orders_and_a_point_for_each_without() -> None:
    root = svg(order_bars([None, 100, 0, -50, 200], stage="initial", label="orders in 2 of 4 months"))
    bars = parts(root, "order")
    assert len(bars) == 2
    assert len(parts(root, "none")) == 2
    assert numbers(bars[1], "height")[0] == pytest.approx(numbers(bars[0], "height")[0] * 2)


def test_order_bars_without_any_order_can_be_drawn() -> None:
    assert not parts(svg(order_bars([0, 0, None], stage="development", label="x")), "order")


def test_the_large_order_bars_name_the_largest_amount_and_show_the_stages() -> None:
    root = svg(
        order_bars(
            [100, 0, 300],
            stage="interrupted",
            label="x",
            stages=["initial", "initial", "interrupted"],
            axis=[(0, "Jul 26"), (2, "Sep 26")],
            top="€3",
            width=360,
            height=168,
        )
    )
    assert words(root) == ["€3", "0", "Jul 26", "Sep 26"]
    assert len(parts(root, "ribbon")) == 2
