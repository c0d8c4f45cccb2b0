"""Worked figures for the two rules that stand before the kernel: the account's facts, and where a record begins."""

from guanxi.lifecycle import Parameters
from tests.lifecycle.reference import Month, Statement, Total, account, record, spread, total_in

PLAIN = Total(1000, estimated=False, stale=False)


def test_the_account_sums_the_categories_whose_total_is_known() -> None:
    steel = [Month(300, 500), Month(300, 500, estimated=True), Month(300, None)]
    screws = [Month(80, None), Month(80, 100, stale=True), Month(80, None)]
    assert account([steel, screws]) == [
        Month(380, 500, counted=300),
        Month(380, 600, counted=380, estimated=True, stale=True),
        Month(380, None),
    ]


def test_sales_without_category_count_for_the_rhythm_and_not_against_totals_of_categories() -> None:
    assert account([[Month(0, 500)]], uncategorised=[70]) == [Month(70, 500, counted=0)]


def test_a_total_stated_without_category_goes_before_the_sum_and_everything_counts_against_it() -> None:
    assert account([[Month(300, 500, estimated=True)]], uncategorised=[70], own_totals=[PLAIN]) == [
        Month(370, 1000, counted=370)
    ]


def test_a_record_begins_with_the_first_line_total_or_event() -> None:
    assert record({5: [100], 3: [-20]}, known=[4], events=[6]) == (3, None)
    assert record({5: [100]}, known=[4], events=[6]) == (4, None)
    assert record({5: [0]}, events=[2]) == (2, None)
    assert record({}) == (None, None)


def test_a_record_begins_at_its_first_usable_opening() -> None:
    assert record({5: [100]}, known=[1], events=[2], openings=[(4, 3), (3, 2)]) == (4, 3)
    # A purchase before it makes an opening unusable; returns and a purchase in its own month do not.
    assert record({4: [100]}, openings=[(5, 3), (4, 2)]) == (4, 2)
    assert record({4: [100, -100]}, openings=[(5, 3)]) == (4, None)
    assert record({4: [-100, 0]}, openings=[(5, 3)]) == (5, 3)


def test_a_statement_is_spread_so_that_it_adds_up() -> None:
    assert spread(Statement(0, 2, 10_000)) == [3334, 3333, 3333]
    assert spread(Statement(0, 2, -10_000)) == [-3333, -3333, -3334]
    assert spread(Statement(4, 4, 7)) == [7]


def test_the_last_monthly_figure_is_carried_then_stale_then_unknown() -> None:
    p = Parameters(CARRY=3, STALE=1)
    found = [total_in(month, [Statement(1, 3, 10_000, "D")], p) for month in range(8)]
    assert found == [
        None,
        Total(3334, estimated=True, stale=False),
        Total(3333, estimated=True, stale=False),
        Total(3333, estimated=True, stale=False),
        Total(3333, estimated=True, stale=False),
        Total(3333, estimated=True, stale=True),
        Total(3333, estimated=True, stale=True),
        None,
    ]
