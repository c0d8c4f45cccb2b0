"""The reasons of the ledger have Chinese words."""

import pytest

from guanxi import money
from guanxi.ledger import attached, cleaning, dates, events, records, totals
from guanxi.report.rejections import chinese

REASONS = [
    *(money.EMPTY, money.UNREADABLE, money.TOO_LARGE, money.TWO_CURRENCIES),
    *(cleaning.NO_CUSTOMER, cleaning.NO_CATEGORY, cleaning.HOLDS_NUL, cleaning.NOT_TEXT, cleaning.TOO_LONG),
    *(dates.EMPTY, dates.UNREADABLE, "the year is outside 1900 to 2027"),
    *(records.BROKEN_QUOTES, records.TOO_MANY, records.TOO_FEW),
    *(totals.NOT_WHOLE_MONTHS, totals.NO_CLASS, events.NO_KIND, events.NO_STAGE),
    *(attached.BOUGHT_BEFORE, attached.OPENED_ALREADY),
]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_of_the_ledger_is_told_in_chinese(reason: str) -> None:
    words = chinese(reason)
    assert words is not None
    assert any("\u4e00" <= sign <= "\u9fff" for sign in words)


def test_figures_are_kept_and_other_reasons_are_not_invented() -> None:
    assert chinese("the year is outside 1900 to 2027") == "年份不在 1900 至 2027 之间"
    assert chinese("something new") is None
