"""The course of a share beside the assessment is what the rules say of each month."""

import pytest

from guanxi.access.reading import view
from guanxi.customers.actions import create_customer
from guanxi.pipeline import settle
from guanxi.relationships.courses import MONTHS, course
from guanxi.relationships.queries import months
from guanxi.relationships.resources import ASSESSMENTS
from tests.access.cast import Cast
from tests.relationships.test_queries import buy, say
from tests.relationships.worlds import NOW, do

pytestmark = pytest.mark.django_db


def test_a_list_reads_the_course_that_the_months_have(cast: Cast) -> None:
    lin = cast["lin.yue"]
    customer = int(do(create_customer, actor=lin, values={"name": "Hailu"}))
    buy(customer, {back: str(20 + back) for back in range(20)})
    say(customer, "1,600", first=15)
    settle(on=NOW)
    (row,) = view(lin, ASSESSMENTS).of_customer(customer).all(5)
    (account,) = months(lin, customer, on=NOW)
    told = course(row["course"])
    expected = [None if m.share is None else round(m.share, 1) for m in account.months]
    assert len(told.shares) == min(MONTHS, len(expected))
    assert list(told.shares) == expected[-MONTHS:]
    assert told.begin == 0
    assert told.change == pytest.approx(expected[-1] - expected[-13], abs=0.05)


def test_no_course_is_an_empty_one() -> None:
    assert course("").shares == ()
    assert course("fffe" * 2 + "ffff" + "01f4").shares == (None, None, None, 50.0)
    assert course("fffe" * 2 + "ffff" + "01f4").begin == 2
    assert course("").change is None
