"""What is read of where we stand: months, as of a day, why, groups, lists; and by whom."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.activities.actions import delete_activity, edit_activity, log_activity, restore_activity
from guanxi.customers.actions import create_customer, set_parent
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.errors import NotFound, UnknownField
from guanxi.ledger.actions import correct_total, record_purchases, record_total, withdraw_purchase
from guanxi.ledger.category_actions import create_category
from guanxi.ledger.models import ProcurementTotal, Purchase
from guanxi.ledger.position_actions import record_opening
from guanxi.lifecycle import Facts, Parameters, judge_once
from guanxi.months import first_day, last_day, month_number
from guanxi.pipeline import settle
from guanxi.records.company import set_company
from guanxi.relationships.groups import group_standing
from guanxi.relationships.queries import as_of, assessments, months, new_signals, totals_to_ask, why
from guanxi.relationships.rules import set_rules
from tests.access.cast import Cast
from tests.relationships.worlds import LAST, NOW, do, recorded, take_back

pytestmark = pytest.mark.django_db


def buy(customer: int, amounts: dict[int, str], *, category: int | None = None, on: datetime = NOW) -> None:
    """Amounts by months back from the last one."""
    lines = [
        {"date": first_day(LAST - back).isoformat(), "amount": amount, "category": category or ""}
        for back, amount in amounts.items()
    ]
    do(record_purchases, customer=customer, lines=lines, on=on)


def say(customer: int, figure: str, *, first: int = 23, last: int = 0, on: datetime = NOW, **values: Any) -> int:
    given = {
        "period_start": first_day(LAST - first).isoformat(), "period_end": last_day(LAST - last).isoformat(), **values
    }  # fmt: skip
    return int(do(record_total, customer=customer, values=given, figure=figure, on=on))


@pytest.fixture
def half(cast: Cast) -> int:
    """Buys 60 of 100 a month from us, for two years."""
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Hailu"}))
    buy(customer, dict.fromkeys(range(24), "60"))
    say(customer, "2,400")
    settle(on=NOW)
    return customer


def test_the_months_of_a_customer_rise_through_every_stage(cast: Cast, half: int) -> None:
    (account,) = months(cast["lin.yue"], half, on=NOW)
    assert [m.stage for m in account.months][:4] == ["initial"] * 3 + ["stable"]
    assert account.last.share == 60.0
    assert (account.last.ours, account.last.total) == (6000, 10000)
    row = view(cast["lin.yue"], CUSTOMERS).get(half)
    assert (row["stage"], row["band"], row["share"], row["ours_12"]) == ("stable", "from_50", 60.0, 72000)


def test_what_we_believed_on_a_day_is_read_from_what_was_known_then(cast: Cast, half: int) -> None:
    later = NOW + timedelta(days=2)
    total = ProcurementTotal.objects.get()
    do(correct_total, total=total.pk, values={}, figure="1,600", on=later)
    do(withdraw_purchase, purchase=Purchase.objects.order_by("pk")[0].pk, on=later)
    do(set_rules, parameters={"C": 2}, on=later)
    after = as_of(cast["lin.yue"], half, later.date(), on=later + timedelta(hours=1))
    before = as_of(cast["lin.yue"], half, NOW.date(), on=later + timedelta(hours=1))
    assert before.rules.parameters.C == 3
    assert after.rules.parameters.C == 2
    assert before.relations[0].last.share == 60.0
    assert after.relations[0].last.share == pytest.approx(100 * 660 / 800, rel=1e-3)
    assert as_of(cast["lin.yue"], half, NOW.date() - timedelta(days=1), on=later).relations == ()


def test_a_day_ends_when_it_ends_for_the_company(cast: Cast) -> None:
    do(set_company, values={"time_zone": "Asia/Shanghai"})
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Hailu"}))
    buy(customer, {0: "60"}, on=datetime(2026, 11, 16, 17, 0, tzinfo=UTC))
    later, day = NOW + timedelta(days=2), NOW.date()
    assert as_of(cast["lin.yue"], customer, day, on=later).relations == ()
    assert as_of(cast["lin.yue"], customer, day + timedelta(days=1), on=later).relations


def test_contacts_count_as_they_were_known_on_the_day_whatever_became_of_them_since(cast: Cast) -> None:
    lin = cast["lin.yue"]
    customer = int(do(create_customer, actor=lin, values={"name": "Silent"}))
    buy(customer, dict.fromkeys(range(12, 30), "60"))
    values = {"subject": "They called", "kind": "call", "direction": "in", "at": f"{first_day(LAST)} 10:00"}
    first, second, third = (
        recorded(log_activity, actor=lin, customer=customer, values=values, on=NOW + timedelta(seconds=n))
        for n in range(3)
    )
    settle(on=NOW + timedelta(minutes=1))
    day, later = NOW.date(), NOW + timedelta(days=2)

    def believed(on: date) -> str:
        (account,) = as_of(lin, customer, on, on=later + timedelta(hours=1)).relations
        return account.last.signal

    assert believed(day) == "interrupted_contact"
    do(edit_activity, actor=lin, activity=first[0], values={"at": f"{first_day(LAST - 9)} 10:00"}, on=later)
    do(delete_activity, actor=lin, activity=second[0], on=later)
    take_back(third[1], actor=lin, on=later)
    assert believed(day) == "interrupted_contact"
    assert believed(later.date()) == "interrupted_silent"
    do(restore_activity, actor=lin, activity=second[0], on=later + timedelta(minutes=1))
    assert believed(later.date()) == "interrupted_contact"


def test_why_gives_figures_counts_and_the_rule_in_both_languages_and_no_amount_to_who_reads_none(
    cast: Cast, half: int
) -> None:
    third = LAST - 20
    told = why(cast["lin.yue"], half, on=NOW, month=third, language="en")
    lines = {reason.label: reason.text for reason in told.reasons}
    assert lines["Confirmation"] == "3 of 3 month-ends in a row above the stage"
    assert "240.00 of EUR 400.00 = 60.0 %" in lines["Share"]
    spoken = {r.label: r.text for r in why(cast["lin.yue"], half, on=NOW, month=third, language="zh-hans").reasons}
    assert "份额" in spoken
    do(_share_with(cast), actor=cast["lin.yue"], customer=half, principal=cast.departments["service"],
       principal_kind="department", level=2, reason="asks")  # fmt: skip
    blind = why(cast["amara.diallo"], half, on=NOW)
    assert blind.data is None
    assert not any("EUR" in reason.text for reason in blind.reasons)
    assert blind.relation.last.ours is None
    assert blind.relation.last.share == 60.0
    with pytest.raises(NotFound):
        why(cast["tom.hale"], half, on=NOW)


def _share_with(cast: Cast) -> Any:
    from guanxi.customers.sharing import share_customer

    return share_customer


def test_an_indirect_reader_sees_stage_band_and_direction_and_nothing_else(cast: Cast, half: int) -> None:
    amara = cast["amara.diallo"]
    row = view(amara, SUMMARIES).get(half)
    assert (row["stage"], row["band"], row["direction"]) == ("stable", "from_50", "stalled")
    for name in ("share", "ours_12", "delta_12", "signal"):
        with pytest.raises(UnknownField):
            view(amara, SUMMARIES).order(name)
    assert not assessments(amara).exists()


def test_lists_filter_and_sort_by_where_customers_stand(cast: Cast, half: int) -> None:
    lin: Actor = cast["lin.yue"]
    other = int(do(create_customer, actor=lin, values={"name": "Anders"}))
    buy(other, {0: "5,000"})
    settle(on=NOW)
    assert view(lin, CUSTOMERS).order("-ours_12").keys(5) == [other, half]
    assert view(lin, CUSTOMERS).order("share").keys(5) == [other, half]
    assert view(lin, CUSTOMERS).filter("stage", "is", "stable").keys(5) == [half]
    assert view(lin, CUSTOMERS).filter("share", "gt", "50").keys(5) == [half]
    assert [row["customer"].key for row in totals_to_ask(lin).all()] == [other]


def test_nothing_is_opened_before_the_first_month_of_the_company(cast: Cast, half: int) -> None:
    lin = cast["lin.yue"]
    assert not new_signals(lin).exists()
    do(set_rules, first_month=date(2026, 12, 1))
    assert not new_signals(lin).exists()
    do(set_rules, first_month=first_day(LAST - 11), on=NOW + timedelta(seconds=1))
    assert {row["signal"] for row in new_signals(lin).all()} == {"stagnant"}


def test_a_group_is_judged_by_the_sums_of_its_members(cast: Cast, half: int) -> None:
    lin = cast["lin.yue"]
    daughter = int(do(create_customer, actor=lin, values={"name": "Hailu South"}))
    do(set_parent, actor=lin, customer=daughter, parent=half)
    buy(daughter, dict.fromkeys(range(24), "400"))
    say(daughter, "9,600")
    settle(on=NOW)
    found = group_standing(lin, half, on=NOW)
    assert found.whole is not None
    assert found.whole.last.share == pytest.approx(100 * 460 / 500)
    assert found.whole.last.stage == "strategic"
    assert {key: part.last.stage for key, part in found.parts.items()} == {half: "stable", daughter: "strategic"}
    parameters = Parameters()
    alone = judge_once(_facts([460] * 24, [500] * 24), parameters)
    assert [m.stage for m in found.whole.months] == [
        ("development", "initial", "stable", "strategic", "interrupted")[stage - 1] for stage in alone.stage[0]
    ]


def test_a_group_begins_at_the_opening_position_of_those_with_whom_it_begins(cast: Cast) -> None:
    lin = cast["lin.yue"]
    mother, daughter = (int(do(create_customer, actor=lin, values={"name": name})) for name in ("Hailu", "Hailu South"))
    do(set_parent, actor=lin, customer=daughter, parent=mother)

    def stage() -> str:
        whole = group_standing(lin, mother, on=NOW).whole
        assert whole is not None
        return whole.months[0].stage

    for member, opening, group in ((mother, "4", "strategic"), (daughter, "3", "stable")):
        values = {"month": first_day(LAST - 2).isoformat(), "stage": opening, "reason": "Known"}
        do(record_opening, actor=lin, customer=member, values=values)
        buy(member, dict.fromkeys(range(3), "60"))
        assert stage() == group
    other = int(do(create_customer, actor=lin, values={"name": "Hailu North"}))
    do(set_parent, actor=lin, customer=other, parent=mother)
    buy(other, dict.fromkeys(range(3), "60"))
    assert stage() == "initial"


def _facts(ours: list[int], total: list[int]) -> Facts:
    import numpy as np

    return Facts(
        first=LAST - len(ours) + 1, ours=np.array([ours]) * 100, total=np.array([total]) * 100,
        known=np.ones((1, len(ours)), dtype=bool), begin=np.zeros(1, dtype=np.int32),
    )  # fmt: skip


def test_a_mix_effect_is_told_by_the_category_that_grew(cast: Cast) -> None:
    lin = cast["lin.yue"]
    customer = int(do(create_customer, actor=lin, values={"name": "Mixed"}))
    seals = int(do(create_category, values={"name": "Seals"}))
    bolts = int(do(create_category, values={"name": "Bolts"}))
    buy(customer, dict.fromkeys(range(36), "90"), category=seals)
    buy(customer, dict.fromkeys(range(36), "1"), category=bolts)
    say(customer, "3,600", first=35, category=seals)
    say(customer, "300", first=35, last=6, category=bolts)
    say(customer, "6,000", first=5, category=bolts)
    settle(on=NOW)
    account = months(lin, customer, on=NOW)[0]
    mixed = [m.month for m in account.months if "mix_effect" in m.flags]
    assert mixed
    told = why(lin, customer, on=NOW, month=month_number(mixed[0]))
    assert told.mix is not None
    assert "Bolts" in told.mix.sentence


def test_the_category_of_a_mix_effect_grows_as_a_part_and_has_less_of_us_and_a_total_may_be_unknown(
    cast: Cast,
) -> None:
    lin = cast["lin.yue"]
    customer = int(do(create_customer, actor=lin, values={"name": "Mixed"}))
    seals, bolts, glue = (int(do(create_category, values={"name": name})) for name in ("Seals", "Bolts", "Glue"))
    for category, before, now, ours in ((seals, 100, 1200, 0.9), (bolts, 10, 1000, 0.1)):
        amounts = {back: str((now if back < 6 else before) * ours) for back in range(36)}
        buy(customer, amounts, category=category)
        say(customer, str(30 * before), first=35, last=6, category=category)
        say(customer, str(6 * now), first=5, category=category)
    say(customer, "60", first=5, category=glue)
    settle(on=NOW)
    mixed = [m.month for m in months(lin, customer, on=NOW)[0].months if "mix_effect" in m.flags]
    told = why(lin, customer, on=NOW, month=month_number(mixed[-1])).mix
    assert told is not None
    # Seals grew by more, and we have most of it.
    assert "Bolts" in told.sentence
    assert {part.name: part.total_then for part in told.parts} == {"Seals": 120_000, "Bolts": 12_000, "Glue": None}
