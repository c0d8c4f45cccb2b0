"""Facts of the share ledger: recorded in seconds, corrected by new facts, never rewritten."""

from datetime import UTC, date, datetime, timedelta

import pytest

from guanxi.access.models import Outbox
from guanxi.access.reading import view
from guanxi.customers.actions import create_customer
from guanxi.customers.binning import bin_customer, purge_customers
from guanxi.customers.models import Customer
from guanxi.errors import Denied, Invalid, NotFound, Refused
from guanxi.ledger.actions import (
    correct_purchase,
    correct_total,
    record_purchases,
    record_total,
    withdraw_purchase,
    withdraw_total,
)
from guanxi.ledger.category_actions import (
    close_category,
    create_category,
    edit_category,
    merge_category,
    remove_category,
    reopen_category,
    set_rate,
)
from guanxi.ledger.figures import parse_figure
from guanxi.ledger.histories import facts_of
from guanxi.ledger.models import Category, Measure, MonthlyPurchases, ProcurementTotal, Purchase, Rival
from guanxi.ledger.position_actions import correct_rival, record_exit_notice, record_rival, withdraw_exit_notice
from guanxi.ledger.resources import PURCHASES, RIVALS, TOTALS
from guanxi.lifecycle.ranges import Range, total_of_share
from guanxi.pipeline import settle
from guanxi.records.company import set_company
from guanxi.relationships.evidence import evidence
from guanxi.relationships.models import Assessment
from tests.access.cast import Cast, make_cast
from tests.relationships.worlds import NOW, do, recorded, take_back


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def hailu(cast: Cast) -> int:
    return int(do(create_customer, actor=cast["lin.yue"], values={"name": "Hailu"}))


def buy(cast: Cast, customer: int, amount: str, **values: object) -> int:
    line = {"date": "2026-10-05", "amount": amount, **values}
    return int(do(record_purchases, actor=cast["lin.yue"], customer=customer, lines=[line])[0])


@pytest.mark.parametrize(
    ("written", "figure"),
    [
        ("1,200,000", (Measure.AMOUNT, 120_000_000, 120_000_000, "")),
        ("1.2m", (Measure.AMOUNT, 120_000_000, 120_000_000, "")),
        ("EUR 1.25 m", (Measure.AMOUNT, 125_000_000, 125_000_000, "EUR")),
        ("120万", (Measure.AMOUNT, 120_000_000, 120_000_000, "")),
        ("¥3.5亿", (Measure.AMOUNT, 35_000_000_000, 35_000_000_000, "CNY")),
        ("40 %", (Measure.SHARE, 4000, 4000, "")),
        ("33.33%", (Measure.SHARE, 3333, 3333, "")),
        ("between 40 and 60 %", (Measure.SHARE, 4000, 6000, "")),
        ("40% - 60%", (Measure.SHARE, 4000, 6000, "")),
        ("60–40％", (Measure.SHARE, 4000, 6000, "")),
        ("300k-400k", (Measure.AMOUNT, 30_000_000, 40_000_000, "")),
        ("EUR -500", (Measure.AMOUNT, -50_000, -50_000, "EUR")),
        ("-500--300", (Measure.AMOUNT, -50_000, -30_000, "")),
        ("介于40和60%之间", (Measure.SHARE, 4000, 6000, "")),
    ],
)
def test_a_figure_is_read_as_somebody_writes_it(written: str, figure: tuple[object, ...]) -> None:
    assert tuple(parse_figure(written)) == figure


@pytest.mark.parametrize(
    "written", ["", "a lot", "0 %", "101 %", "40 % of", "-5 %", "--5", "1.2.3", "m", "%", "1e99999999999"]
)
def test_what_is_no_figure_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_figure(written)
    assert "figure" in refused.value.fields


def test_a_range_counts_by_the_mean_of_its_totals_and_as_an_estimate_where_its_ends_lie_in_two_bands() -> None:
    assert total_of_share(4000, 6000, 120) == Range(200, 300)
    assert Range(200, 300).middle == 250
    assert Range(200, 301).middle == 250
    assert Range(201, 302).middle == 252
    assert Range(200, 300).grade(0, 120) == 3
    assert Range(210, 240).grade(1, 120) == 1
    assert Range(200, 300).grade(4, 120) == 4
    assert total_of_share(4000, 6000, 0) is None


def test_a_total_takes_a_category_a_figure_and_a_name(cast: Cast, hailu: int) -> None:
    buy(cast, hailu, "4,000")
    do(record_total, actor=cast["lin.yue"], customer=hailu, figure="40 %", values={"said_by": "Bo Berg"})
    row = view(cast["lin.yue"], TOTALS).of_customer(hailu).all()[0]
    assert (row["period_start"], row["period_end"]) == (date(2025, 11, 1), date(2026, 10, 31))
    assert (row["source_class"], row["said_by"], row["stated_on"]) == ("B", "Bo Berg", date(2026, 11, 16))
    (stated,) = facts_of([hailu]).statements
    assert stated.amount == 1_000_000
    buy(cast, hailu, "2,000")
    assert facts_of([hailu]).statements[0].amount == 1_500_000


def test_a_share_of_nothing_and_a_broken_period_are_refused(cast: Cast, hailu: int) -> None:
    def say(figure: str, **values: object) -> None:
        do(record_total, actor=cast["lin.yue"], customer=hailu, figure=figure, values=values)

    for figure, values, field in (
        ("40 %", {}, "low"), ("5", {"period_start": "2026-01-02"}, "period_start"),
        ("5", {"period_end": "2026-01-30"}, "period_end"), ("5", {"currency": "XXY"}, "currency"),
        ("5", {"currency": "USD"}, "currency"), ("9,999,999,999,999", {}, "low"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            say(figure, **values)
        assert field in refused.value.fields
    assert not ProcurementTotal.objects.exists()


def test_a_correction_is_a_new_fact_and_the_old_one_is_still_there(cast: Cast, hailu: int) -> None:
    lin = cast["lin.yue"]
    old = buy(cast, hailu, "100", document="R1")
    new = do(correct_purchase, actor=lin, purchase=old, values={"amount": "90"}, on=NOW + timedelta(hours=1))
    held = Purchase.objects.get(pk=old)
    assert (held.amount, held.superseded_at) == (10000, NOW + timedelta(hours=1))
    made = Purchase.objects.get(pk=new)
    assert (made.amount, made.document, made.corrects_id) == (9000, "R1", old)
    assert MonthlyPurchases.objects.get(customer=hailu).ours == 9000
    with pytest.raises(NotFound):
        do(correct_purchase, actor=lin, purchase=old, values={"amount": "80"})
    do(withdraw_purchase, actor=lin, purchase=new)
    assert not MonthlyPurchases.objects.filter(customer=hailu).exists()
    total = do(record_total, actor=lin, customer=hailu, figure="100-200", values={"note": "guess"})
    better = do(correct_total, actor=lin, total=total, figure="500", values={})
    assert ProcurementTotal.objects.get(pk=better).high == 50000
    assert ProcurementTotal.objects.get(pk=better).text.note == "guess"
    do(withdraw_total, actor=lin, total=better)
    assert facts_of([hailu]).statements == []


def test_an_undo_puts_lines_sums_and_corrections_back(cast: Cast, hailu: int) -> None:
    lin = cast["lin.yue"]
    old = buy(cast, hailu, "100")
    _key, change = recorded(correct_purchase, actor=lin, purchase=old, values={"amount": "90", "date": "2026-09-01"})
    take_back(change, actor=lin)
    assert list(MonthlyPurchases.objects.values_list("month", "ours")) == [(2026 * 12 + 9, 10000)]
    _key, change = recorded(
        record_purchases, actor=lin, customer=hailu, lines=[{"date": "2026-10-06", "amount": "5"}] * 3
    )
    take_back(change, actor=lin)
    assert list(MonthlyPurchases.objects.values_list("ours", "lines")) == [(10000, 1)]


def test_whose_amounts_are_closed_to_somebody_records_none(cast: Cast, hailu: int) -> None:
    for name in ("marta.nowak", "amara.diallo", "tom.hale"):
        with pytest.raises((Denied, NotFound)):
            do(record_purchases, actor=cast[name], customer=hailu, lines=[{"date": "2026-10-05", "amount": "1"}])
        assert not view(cast[name], PURCHASES).exists()


def test_every_fact_leaves_word_from_which_month_on_it_holds(cast: Cast, hailu: int) -> None:
    Outbox.objects.all().delete()
    buy(cast, hailu, "1", date="2026-03-05")
    do(record_exit_notice, actor=cast["lin.yue"], customer=hailu, values={"date": "2026-05-01"})
    told = list(Outbox.objects.filter(kind="facts_changed").order_by("pk").values_list("customer", "payload"))
    assert told == [(hailu, {"month": 2026 * 12 + 2}), (hailu, {"month": 2026 * 12 + 4})]
    settle(on=NOW)
    assert Assessment.objects.get(customer=hailu).stage == "interrupted"
    notice = view(cast["lin.yue"], _notices()).of_customer(hailu).all()[0]
    do(withdraw_exit_notice, actor=cast["lin.yue"], notice=notice.key)
    settle(on=NOW)
    assert Assessment.objects.get(customer=hailu).stage == "interrupted"  # by silence, seven months on


def _notices() -> object:
    from guanxi.ledger.resources import EXIT_NOTICES

    return EXIT_NOTICES


def test_categories_are_a_tree_that_is_merged_and_closed_and_never_deleted(cast: Cast, hailu: int) -> None:
    top = do(create_category, values={"name": "Drives"})
    seals, bolts = (do(create_category, values={"name": name, "parent": top}) for name in ("Seals", "Bolts"))
    for wrong in ({"name": "Seals", "parent": top}, {"name": "X", "parent": 12}, {"name": ""}):
        with pytest.raises(Invalid):
            do(create_category, values=wrong)
    with pytest.raises(Invalid):
        do(edit_category, category=top, values={"parent": seals})
    with pytest.raises(Denied):
        do(edit_category, actor=cast["lin.yue"], category=seals, values={"name": "Gaskets"})
    do(edit_category, category=seals, values={"name": "Gaskets"})
    buy(cast, hailu, "1", category=seals)
    do(merge_category, category=seals, into=bolts)
    assert Category.objects.get(pk=seals).merged_into_id == bolts
    with pytest.raises(Invalid):
        buy(cast, hailu, "1", category=seals)
    do(close_category, category=bolts)
    with pytest.raises(Invalid):
        buy(cast, hailu, "1", category=bolts)
    settle(on=NOW)
    assert set(Assessment.objects.values_list("place", flat=True)) == {0, bolts}


def test_a_merge_of_what_others_were_merged_into_leaves_word_of_their_facts_too(cast: Cast, hailu: int) -> None:
    seals, rings, bolts = (int(do(create_category, values={"name": name})) for name in ("Seals", "Rings", "Bolts"))
    buy(cast, hailu, "1", category=seals)
    do(merge_category, category=seals, into=rings)
    settle(on=NOW)
    _nothing, change = recorded(merge_category, category=rings, into=bolts)
    settle(on=NOW)
    assert set(Assessment.objects.values_list("place", flat=True)) == {0, bolts}
    take_back(change)
    settle(on=NOW)
    assert set(Assessment.objects.values_list("place", flat=True)) == {0, rings}


def test_the_tree_has_at_most_eight_floors_whatever_is_moved_or_merged(cast: Cast) -> None:
    def tower(name: str, floors: int) -> list[int]:
        keys: list[int] = []
        for floor in range(floors):
            values = {"name": f"{name} {floor}", "parent": keys[-1] if keys else ""}
            keys.append(int(do(create_category, values=values)))
        return keys

    high, low = tower("High", 7), tower("Low", 3)
    with pytest.raises(Invalid):
        do(edit_category, category=low[1], values={"parent": high[-1]})
    do(edit_category, category=low[2], values={"parent": high[-1]})
    do(edit_category, category=low[2], values={"parent": low[1]})
    with pytest.raises(Invalid):
        do(merge_category, category=high[0], into=low[-1])
    assert Category.objects.get(pk=high[1]).parent_id == high[0]
    do(edit_category, category=low[1], values={"parent": ""})
    assert Category.objects.get(pk=low[1]).parent_id is None


def test_two_branches_are_merged_once_no_two_of_a_name_stand_below_them(cast: Cast) -> None:
    pumps, drives = (do(create_category, values={"name": name}) for name in ("Pumps", "Drives"))
    spares = [do(create_category, values={"name": "Spares", "parent": top}) for top in (pumps, drives)]
    with pytest.raises(Invalid) as refused:
        do(merge_category, category=pumps, into=drives)
    assert "Spares" in refused.value.fields["into"]
    do(edit_category, category=spares[0], values={"name": "Spares of pumps"})
    do(merge_category, category=pumps, into=drives)
    assert Category.objects.get(pk=spares[0]).parent_id == drives


def test_only_a_category_on_which_nothing_ever_hung_is_removed(cast: Cast, hailu: int) -> None:
    seals, bolts, below = (
        do(create_category, values={"name": "Seals"}), do(create_category, values={"name": "Bolts"}),
        do(create_category, values={"name": "Screws"}),
    )  # fmt: skip
    do(edit_category, category=below, values={"parent": bolts})
    do(withdraw_purchase, actor=cast["lin.yue"], purchase=buy(cast, hailu, "1", category=seals))
    for used in (seals, bolts):
        with pytest.raises(Refused):
            do(remove_category, category=used)
    with pytest.raises(Denied):
        do(remove_category, actor=cast["lin.yue"], category=below)
    _nothing, change = recorded(remove_category, actor=cast["tom.hale"], category=below)
    do(remove_category, category=bolts)
    assert list(Category.objects.values_list("pk", flat=True)) == [seals]
    with pytest.raises(NotFound):
        do(remove_category, category=below)
    assert change


def test_closing_twice_changes_nothing_and_a_closed_one_opens_again(cast: Cast, hailu: int) -> None:
    seals = do(create_category, values={"name": "Seals"})
    do(close_category, category=seals)
    closed = Category.objects.get(pk=seals).closed_at
    do(close_category, category=seals, on=NOW + timedelta(days=1))
    assert Category.objects.get(pk=seals).closed_at == closed
    do(reopen_category, category=seals)
    assert buy(cast, hailu, "1", category=seals)


def test_a_rate_converts_every_line_of_its_months_half_to_even(cast: Cast, hailu: int) -> None:
    with pytest.raises(Invalid):
        buy(cast, hailu, "1", currency="USD")
    do(set_rate, currency="usd", month=date(2026, 9, 1), rate="0.5")
    buy(cast, hailu, "0.01", currency="USD")
    buy(cast, hailu, "0.03", currency="USD")
    assert sorted(Purchase.objects.values_list("base", flat=True)) == [0, 2]
    do(set_rate, currency="USD", month=date(2026, 10, 15), rate="2")
    assert MonthlyPurchases.objects.get().ours == 8
    for rate in ("0", "-1", "x", "nan", "1e-20", "99999999"):
        with pytest.raises(Invalid):
            do(set_rate, currency="USD", month=date(2026, 9, 1), rate=rate)
    with pytest.raises(Invalid):
        do(set_rate, currency="EUR", month=date(2026, 9, 1), rate="1")
    with pytest.raises(Refused):
        do(set_company, values={"base_currency": "CNY"})


def test_amounts_that_cannot_be_counted_are_refused_and_never_end_in_an_error(cast: Cast, hailu: int) -> None:
    lin = cast["lin.yue"]
    do(set_rate, currency="USD", month=date(2020, 1, 1), rate="9000000")
    with pytest.raises(Invalid):
        buy(cast, hailu, "900,000,000,000,000", currency="USD")
    with pytest.raises(Invalid):
        buy(cast, hailu, "900,000,000,000,000.01")
    buy(cast, hailu, "9,000,000,000,000")
    with pytest.raises(Invalid):
        do(record_total, actor=lin, customer=hailu, figure="0.01 %", values={})
    buy(cast, hailu, "1", currency="USD")
    do(record_total, actor=lin, customer=hailu, figure="USD 9,000,000,000,000", values={})
    assert facts_of([hailu]).statements == []
    buy(cast, hailu, "800,000,000,000,000")
    with pytest.raises(Refused):
        buy(cast, hailu, "800,000,000,000,000")
    buy(cast, hailu, "800,000,000,000,000", date="2026-09-01")
    settle(on=NOW)  # the window of both months is beyond what the rules count
    assert not Assessment.objects.filter(customer=hailu).exists()
    assert not Outbox.objects.filter(kind="facts_changed", handled_at=None).exists()


def test_the_evidence_says_who_said_it_whether_it_counts_and_when_it_goes_stale(cast: Cast, hailu: int) -> None:
    lin = cast["lin.yue"]
    buy(cast, hailu, "100")
    do(record_total, actor=lin, customer=hailu, figure="1000", values={"said_by": "their buyer"})
    older = {"period_start": "2024-01-01", "period_end": "2024-12-31", "source_class": "A"}
    do(record_total, actor=lin, customer=hailu, figure="900", values=older)
    rival = do(record_rival, actor=lin, customer=hailu, values={"name": "Kern AG", "share": "30"})
    do(correct_rival, actor=lin, rival=rival, values={"share": "35"})
    found = evidence(lin, hailu, on=NOW)
    assert [(f.amount, f.counts, f.row["said_by"]) for f in found.figures[0]] == [
        (100000, True, "their buyer"), (90000, False, None),
    ]  # fmt: skip
    assert found.figures[0][0].stale_after == date(2027, 10, 31)
    assert [row["share"] for row in found.rivals] == [3500]
    assert Rival.objects.count() == 2
    assert view(lin, RIVALS).count() == 1


def test_a_customer_that_is_purged_takes_its_ledger_along(cast: Cast, hailu: int) -> None:
    lin = cast["lin.yue"]
    line = buy(cast, hailu, "100")
    do(correct_purchase, actor=lin, purchase=line, values={"amount": "50"})
    do(record_total, actor=lin, customer=hailu, figure="1000", values={"said_by": "their buyer"})
    settle(on=NOW)
    do(bin_customer, actor=lin, customer=hailu)
    later = datetime(2027, 3, 1, tzinfo=UTC)
    assert purge_customers(before=later, now=later) == 1
    assert not Customer.objects.filter(pk=hailu).exists()
    for model in (Purchase, ProcurementTotal, MonthlyPurchases, Assessment):
        assert not model._default_manager.filter(customer=hailu).exists()
