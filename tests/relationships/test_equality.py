"""The application and `guanxi assess` come to the same, byte for byte, whatever was recorded and corrected."""

import os
import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.access.actors import system_actor
from guanxi.customers.actions import create_customer
from guanxi.customers.merging import merge_customers
from guanxi.exchange.ledger_exports import export_assessments
from guanxi.exchange.ledger_imports import bring_file
from guanxi.ledger.actions import correct_purchase, correct_total, record_purchases, withdraw_purchase
from guanxi.ledger.category_actions import merge_category, set_rate
from guanxi.ledger.columns import ReadOptions, parse_mapping
from guanxi.ledger.models import MonthlyPurchases, ProcurementTotal, Purchase
from guanxi.ledger.rollup import sum_up
from guanxi.months import first_day, parse_month
from guanxi.relationships.assessments import month_end
from guanxi.relationships.models import Assessment
from guanxi.relationships.rules import set_rules
from tests.access.cast import Cast
from tests.ledger import made
from tests.relationships.worlds import (
    LAST,
    NOW,
    assert_equal,
    assert_kept_is_right,
    do,
    make_world,
    recorded,
    take_back,
)

pytestmark = pytest.mark.django_db
WORLDS = int(os.environ.get("GUANXI_WORLDS", "5"))


@given(seed=st.integers(0, 2**32))
@settings(max_examples=WORLDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_ledger_made_by_chance_is_judged_alike_by_the_application_and_by_the_files(
    seed: int, cast: Cast, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from django.db import transaction

    directory = tmp_path_factory.mktemp("world")
    with transaction.atomic():
        make_world(random.Random(seed), author=cast["lin.yue"])
        assert_equal(directory)
        assert_equal(directory / "earlier", until=LAST - 5)
        assert_kept_is_right(directory)
        transaction.set_rollback(True)


def test_it_is_equal_again_after_every_kind_of_correction(cast: Cast, tmp_path: Path) -> None:
    chance = random.Random(7)
    world = make_world(chance, author=cast["lin.yue"], customers=5)
    late = {"date": first_day(LAST - 8).isoformat(), "amount": "55,000.00", "category": world.categories[0]}
    do(record_purchases, customer=world.customers[0], lines=[late])
    assert_equal(tmp_path / "late")
    line = Purchase.objects.filter(superseded_at=None).order_by("pk")[3]
    do(correct_purchase, purchase=line.pk, values={"amount": "-12.34"})
    do(withdraw_purchase, purchase=Purchase.objects.filter(superseded_at=None).order_by("-pk")[0].pk)
    total = ProcurementTotal.objects.filter(superseded_at=None).order_by("pk")[0]
    do(correct_total, total=total.pk, values={"source_class": "D"}, figure="123,456")
    assert_equal(tmp_path / "corrected")
    _result, merged = recorded(merge_category, category=world.categories[1], into=world.categories[0])
    assert_equal(tmp_path / "merged category")
    assert_kept_is_right(tmp_path / "k1")
    take_back(merged)
    assert_equal(tmp_path / "category apart")
    before = (assert_equal(tmp_path / "two") / "latest.csv").read_bytes()
    _result, united = recorded(merge_customers, winner=world.customers[0], loser=world.customers[2])
    assert_equal(tmp_path / "one")
    assert_kept_is_right(tmp_path / "k2")
    take_back(united)
    assert (assert_equal(tmp_path / "two again") / "latest.csv").read_bytes() == before
    assert_kept_is_right(tmp_path / "k3")
    do(set_rate, currency="USD", month=first_day(LAST - 10), rate="3.21")
    assert_equal(tmp_path / "another rate")
    assert_kept_is_right(tmp_path / "k4")
    do(set_rules, parameters={"W": 6, "C": 1, "CARRY": 4}, on=NOW + timedelta(seconds=1))
    assert_equal(tmp_path / "other rules")
    month_end(on=NOW)
    assert_kept_is_right(tmp_path / "k5")


def test_the_sums_are_always_what_the_lines_come_to(cast: Cast) -> None:
    world = make_world(random.Random(3), author=cast["lin.yue"])
    _result, united = recorded(merge_customers, winner=world.customers[0], loser=world.customers[1])
    take_back(united)
    do(set_rate, currency="CNY", month=first_day(LAST - 4), rate="0.5")
    held = sorted(
        MonthlyPurchases.objects.values_list("customer", "place", "month", "ours", "one_off", "lines", "bought")
    )
    months: dict[int, set[int]] = {}
    for customer, month in Purchase.objects.values_list("customer_id", "month"):
        months.setdefault(customer, set()).add(month)
    MonthlyPurchases.objects.all().delete()
    sum_up(months)
    assert held == sorted(
        MonthlyPurchases.objects.values_list("customer", "place", "month", "ours", "one_off", "lines", "bought")
    )


def test_a_customer_without_any_fact_has_no_assessment(cast: Cast, tmp_path: Path) -> None:
    key = do(create_customer, values={"name": "Nobody yet"})
    month_end(on=NOW)
    assert not Assessment.objects.filter(customer=key).exists()


@pytest.mark.real
def test_the_ledger_of_a_city_is_judged_alike_three_times(cast: Cast, tmp_path: Path) -> None:
    """The original file, the application that brought it in, and what the application exports."""
    data = Path(os.environ.get("GUANXI_DATA") or Path(__file__).parents[3] / "shared" / "data")
    path = data / "spend_bradford_2017_2019.csv.gz"
    if not path.exists():
        pytest.skip(f"{path} is not there: set GUANXI_DATA to the directory of the real ledgers")
    options = ReadOptions(today=date(2026, 11, 16), mapping=parse_mapping(["customer=buyer+unit"]))
    us, until = "UNITED RESPONSE", parse_month("2019-12")
    done = bring_file(
        system_actor("tests"), "purchases", path, options, on=NOW, channel="test", us=[us], create_customers=True
    )
    assert done.created > 20_000
    theirs = assert_equal(tmp_path, until=until)
    made.run([path], tmp_path / "original", us=(us,), read=options, until=until)
    for name in ("latest.csv", "moves.csv"):
        assert _trimmed(tmp_path / "original" / name) == (theirs / name).read_text(encoding="utf-8")
    export_assessments(system_actor("tests"), tmp_path / "earlier", on=NOW, channel="test", until=until - 6)
    made.run([path], tmp_path / "original earlier", us=(us,), read=options, until=until - 6)
    assert (tmp_path / "earlier" / "latest.csv").read_text(encoding="utf-8") == _trimmed(
        tmp_path / "original earlier" / "latest.csv"
    )


def _trimmed(path: Path) -> str:
    """Of a name joined of two columns of which the second is empty the application keeps no blank at the end."""
    return path.read_text(encoding="utf-8").replace("| ,", "|,")
