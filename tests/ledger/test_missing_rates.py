"""Which months of a currency have no rate of their own, and what hangs on that: as far as the reader may know."""

from datetime import date

import pytest

from guanxi.customers.actions import create_customer
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.ledger.category_actions import set_rate
from guanxi.ledger.missing_rates import MissingRate, missing_rates
from guanxi.ledger.rates import rate_text
from guanxi.months import month_number
from tests.access.cast import Cast, make_cast
from tests.relationships.worlds import LAST, NOW, do, recorded, take_back

YEAR = 2026 * 12


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    for month, rate in ((3, "0.5"), (4, "0.6"), (7, "0.7")):
        do(set_rate, currency="USD", month=date(2026, month, 1), rate=rate)
    return cast


def test_gaps_between_rates_and_since_the_last_one_are_everybodys_to_see(cast: Cast) -> None:
    tom = cast["tom.hale"]
    assert missing_rates(tom, on=NOW) == [
        MissingRate("USD", YEAR + 7, LAST, YEAR + 6),
        MissingRate("USD", YEAR + 4, YEAR + 5, YEAR + 3),
    ]
    for month in (5, 6, 8, 9, 10):
        do(set_rate, currency="USD", month=date(2026, month, 1), rate="0.8")
    assert missing_rates(tom, on=NOW) == []


def test_what_was_recorded_is_counted_for_who_reads_it_and_for_nobody_else(cast: Cast) -> None:
    lin = cast["lin.yue"]
    customer = do(create_customer, actor=lin, values={"name": "Hailu"})
    for day in ("2026-01-20", "2026-05-04", "2026-05-09", "2026-04-01"):
        line = {"date": day, "amount": "100", "currency": "USD"}
        do(record_purchases, actor=lin, customer=customer, lines=[line])
    stated = {"low": "900", "currency": "USD", "period_start": "2025-11-01", "period_end": "2026-05-31"}
    do(record_total, actor=lin, customer=customer, values=stated)
    assert missing_rates(lin, on=NOW) == [
        MissingRate("USD", YEAR + 7, LAST, YEAR + 6, 0, 0),
        MissingRate("USD", YEAR + 4, YEAR + 5, YEAR + 3, 2, 1),
        MissingRate("USD", month_number(date(2025, 11, 1)), YEAR + 1, YEAR + 2, 1, 1),
    ]
    assert [(one.first, one.purchases, one.totals) for one in missing_rates(cast["tom.hale"], on=NOW)] == [
        (YEAR + 7, 0, 0),
        (YEAR + 4, 0, 0),
    ]


def test_a_currency_that_lost_its_only_rate_stands_there_without_one(cast: Cast) -> None:
    lin, tom = cast["lin.yue"], cast["tom.hale"]
    customer = do(create_customer, actor=lin, values={"name": "Hailu"})
    _key, change = recorded(set_rate, actor=tom, currency="CHF", month=date(2026, 9, 1), rate="1.05")
    stated = {"low": "900", "currency": "CHF", "period_start": "2026-02-01", "period_end": "2026-05-31"}
    do(record_total, actor=lin, customer=customer, values=stated)
    take_back(change, actor=tom)
    assert missing_rates(lin, on=NOW)[0] == MissingRate("CHF", YEAR + 1, LAST, None, 0, 1)
    assert {one.currency for one in missing_rates(tom, on=NOW)} == {"USD"}


@pytest.mark.parametrize(
    ("units", "text"), [(5 * 10**11, "0.5"), (10**12, "1"), (1, "0.000000000001"), (78 * 10**11, "7.8")]
)
def test_a_rate_is_written_as_one_would_write_it(units: int, text: str) -> None:
    assert rate_text(units) == text
