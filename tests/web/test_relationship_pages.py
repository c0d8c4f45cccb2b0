"""The relationship on the page of a customer, why it stands there, and what that rests on: as far as each may read."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from guanxi.access.models import User
from guanxi.access.reading import view
from guanxi.activities.actions import log_activity
from guanxi.activities.task_actions import create_task
from guanxi.customers.actions import create_customer
from guanxi.customers.sharing import share_customer
from guanxi.ledger.category_actions import close_category, create_category, merge_category
from guanxi.ledger.models import Category
from guanxi.ledger.resources import TOTALS
from guanxi.pipeline import settle
from guanxi.plans.play_actions import start_play
from guanxi.plans.repair_actions import start_repair
from guanxi.relationships.actions import override_stage
from guanxi.relationships.dialogue_actions import record_commitment, record_conflict, record_need
from guanxi.relationships.models import Assessment, Override
from guanxi.relationships.rules import set_rules
from tests.access.cast import Cast, make_cast
from tests.relationships.test_queries import buy, say
from tests.relationships.worlds import NOW, do
from tests.web.test_statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def entered(cast: Cast, who: str) -> Client:
    client = Client()
    user = User.objects.get(pk=cast.users[who])
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def hailu(cast: Cast) -> int:
    """Bought 60 of 100 a month for three years in two categories, and since the summer 30."""
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Hailu"}))
    seals, bolts = (int(do(create_category, values={"name": name})) for name in ("Seals", "Bolts"))
    for category, share in ((seals, 40), (bolts, 20)):
        buy(customer, {back: str(share if back > 4 else share // 2) for back in range(36)}, category=category)
    say(customer, "3,600", first=35, said_by="Mr Brandt")
    settle(on=NOW)
    return customer


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_the_page_of_a_customer_says_where_he_stands_and_where_it_goes(cast: Cast, hailu: int) -> None:
    page = text(entered(cast, "lin.yue"), f"/customers/{hailu}/")
    assert 'data-stage="initial"' in page or 'data-stage="stable"' in page
    assert re.search(r'data-share="\d+\.\d"', page)
    assert re.search(r'class="steps".*?is-past.*?is-now.*?aria-current="step"', page, re.DOTALL)
    assert "process 0 of" in page
    assert page.count("stacked-share") == 2
    assert "Seals" in page
    assert "data-why" in page


def test_a_signal_is_told_with_figures_and_the_counts_so_far(cast: Cast, hailu: int) -> None:
    page = text(entered(cast, "lin.yue"), f"/customers/{hailu}/")
    notice = re.search(r'<div class="notice bad" data-why>.*?</div>', page, re.DOTALL)
    assert notice is not None
    assert "below the 50% line of Stable" in notice[0] or "fell back one stage" in notice[0]
    assert f"/customers/{hailu}/why/" in notice[0]


@pytest.mark.parametrize(
    ("ours", "told"),
    [
        ([60] * 4, ""),  # reaches the next stage in this month
        ([60] * 5 + [30] * 4, ""),  # falls back in this month
        ([60] * 6 + [25, 60], "2 of 3 month-ends below 50%: at 3 it falls back."),
        ([60] * 6 + [25, 60, 60], "3 of 3 month-ends confirm it, but the recent share does not agree yet"),
    ],
)
def test_the_counts_are_those_of_the_stage_that_stands(cast: Cast, ours: list[int], told: str) -> None:
    do(set_rules, parameters={"W": 3, "R": 1})
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Hailu"}))
    buy(customer, {back: str(amount) for back, amount in enumerate(reversed(ours))})
    say(customer, str(100 * len(ours)), first=len(ours) - 1)
    settle(on=NOW)
    page = text(entered(cast, "lin.yue"), f"/customers/{customer}/")
    notice = re.search(r'<div class="notice \w+" data-why>.*?</div>', page, re.DOTALL)
    assert notice is not None
    assert told in notice[0]
    assert ("month-ends" in notice[0]) == bool(told)


def test_a_volume_says_of_how_many_months_it_is_until_all_are_known(cast: Cast, hailu: int) -> None:
    lin = entered(cast, "lin.yue")
    assert "Volume, 12 months" in text(lin, f"/customers/{hailu}/")
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "New"}))
    buy(customer, dict.fromkeys(range(4), "60"))
    say(customer, "400", first=3)
    settle(on=NOW)
    assert "Volume, 4 of 12 months" in text(lin, f"/customers/{customer}/")
    totals = {row.customer_id: row.total_12 for row in Assessment.objects.filter(place=0)}
    assert totals == {hailu: 120_000, customer: None}


def test_who_reads_no_amounts_gets_shares_and_never_an_amount(cast: Cast, hailu: int) -> None:
    do(share_customer, actor=cast["lin.yue"], customer=hailu, principal=cast.departments["service"],
       principal_kind="department", level=2, reason="asks")  # fmt: skip
    amara = entered(cast, "amara.diallo")
    for address in ("", "why/", "evidence/", "as-of/", "share/"):
        assert "€" not in text(amara, f"/customers/{hailu}/{address}")
    page = text(amara, f"/customers/{hailu}/")
    assert re.search(r'data-share="\d+\.\d"', page)
    assert "Enter a total" not in page
    assert amara.get(f"/customers/{hailu}/totals/new/").status_code == 403


def test_an_indirect_reader_finds_stage_band_and_direction_on_the_summary_alone(cast: Cast, hailu: int) -> None:
    marta = entered(cast, "marta.nowak")
    for address in ("why/", "evidence/", "as-of/", "share/", "totals/new/", "override/"):
        assert marta.get(f"/customers/{hailu}/{address}").status_code == 404
    page = text(marta, f"/summaries/{hailu}/").partition("<main")[2]
    assert "data-stage=" in page
    for name in ("band", "direction"):
        assert f'data-field="{name}"' in page
    assert "data-share" not in page
    assert "data-signal" not in page


def test_why_tells_the_rule_with_its_figures_in_both_languages_for_any_month(cast: Cast, hailu: int) -> None:
    lin = entered(cast, "lin.yue")
    page = text(lin, f"/customers/{hailu}/why/")
    for expected in ("Rule", "Confirmation", "of 3 month-ends in a row", "EUR", "Settings of the rules"):
        assert expected in page
    earlier = re.search(r'href="(\?month=\d{4}-\d\d)"', page.partition("Month by month")[2][800:])
    assert earlier is not None
    text(lin, f"/customers/{hailu}/why/{earlier[1]}")
    User.objects.filter(pk=cast.users["lin.yue"]).update(language="zh-hans")
    assert "确认期" in text(lin, f"/customers/{hailu}/why/")
    for wrong in ("?month=2026-13", "?month=soon", "?month=1990-01", "?category=77"):
        assert lin.get(f"/customers/{hailu}/why/{wrong}").status_code == 404


def test_the_chart_is_a_table_and_a_file_as_well(cast: Cast, hailu: int) -> None:
    lin = entered(cast, "lin.yue")
    assert "Seals" in text(lin, f"/customers/{hailu}/share/")
    lines = text(lin, f"/customers/{hailu}/share/?as=csv").splitlines()
    assert len(lines) == 1 + 36
    shares = [float(part) for part in lines[-1].split(",")[2:]]
    assert shares[0] == pytest.approx(sum(shares[1:]), abs=0.2)


def test_evidence_shows_each_figure_with_its_source_and_corrections_beside(cast: Cast, hailu: int) -> None:
    lin = entered(cast, "lin.yue")
    address = f"/customers/{hailu}/evidence/"
    page = text(lin, address)
    for expected in ("Mr Brandt", "said by the customer", "stale from", "€3,600.00"):
        assert expected in page
    (row,) = view(cast["lin.yue"], TOTALS).of_customer(hailu).all()
    assert lin.post(f"/totals/{row.key}/correct/", {"figure": "nothing"}).status_code == 422
    sent = {"figure": "4,000", "said_by": "Mrs Lindt", "period_start": "2023-11-01", "period_end": "2026-10-31"}
    assert lin.post(f"/totals/{row.key}/correct/", sent | {"source_class": "A"}).status_code == 303
    page = text(lin, address)
    assert "€4,000.00" in page
    assert "<s>€3,600.00</s>" in page
    (row,) = view(cast["lin.yue"], TOTALS).of_customer(hailu).all()
    assert lin.post(f"/totals/{row.key}/withdraw/").status_code == 303
    assert "No purchase totals yet" in text(lin, address)


def test_a_corrected_total_stays_in_its_category_though_that_was_closed_or_merged(cast: Cast, hailu: int) -> None:
    lin = entered(cast, "lin.yue")
    seals, bolts = (Category.objects.get(name=name).pk for name in ("Seals", "Bolts"))
    say(hailu, "-900", first=11, category=seals)

    def corrected() -> tuple[int, int]:
        row = next(row for row in view(cast["lin.yue"], TOTALS).of_customer(hailu).all() if row["category"])
        form = lin.get(f"/totals/{row.key}/correct/").context["form"]
        sent = {name: form[name].value() or "" for name in form.fields}
        assert lin.post(f"/totals/{row.key}/correct/", sent).status_code == 303
        row = next(row for row in view(cast["lin.yue"], TOTALS).of_customer(hailu).all() if row["category"])
        return row["category"].key, row["low"]

    do(close_category, category=seals)
    assert corrected() == (seals, -90_000)
    do(merge_category, category=seals, into=bolts)
    do(close_category, category=bolts)
    assert corrected() == (bolts, -90_000)


def test_rivals_notices_and_openings_are_recorded_and_taken_back_beside_the_evidence(cast: Cast, hailu: int) -> None:
    lin = entered(cast, "lin.yue")
    address = f"/customers/{hailu}/evidence/"
    sent = {"name": "Rotek", "share": "25.5", "confidence": "high"}
    assert lin.post(f"{address}rivals/new/", {"name": ""}).status_code == 422
    assert lin.post(f"{address}rivals/new/", sent).status_code == 303
    assert lin.post(f"{address}notices/new/", {"date": "2026-10-01", "note": "A letter"}).status_code == 303
    page = text(lin, address)
    assert "Rotek" in page
    assert "A letter" in page
    assert lin.get(f"{address}nothing/new/").status_code == 404
    key = re.search(r"/evidence/rivals/(\d+)/withdraw/", page)
    assert key is not None
    assert lin.post(key[0]).status_code == 303
    assert "Rotek" not in text(lin, address)


def test_what_we_believed_is_asked_for_any_day(cast: Cast, hailu: int) -> None:
    lin = entered(cast, "lin.yue")
    assert "Nothing was known that day" in text(lin, f"/customers/{hailu}/as-of/?on=2020-01-31")
    day = (NOW + timedelta(days=1)).date().isoformat()
    believed = text(lin, f"/customers/{hailu}/as-of/?on={day}")
    assert 'data-stage="' in believed
    # Who looks after it, its tags and last contact are of today.
    assert 'data-field="owner"' in text(lin, f"/customers/{hailu}/")
    for today in ('data-field="owner"', 'data-field="last_touched"', "tag-list"):
        assert today not in believed
    for wrong in ("yesterday", "0001-01-01"):
        assert lin.get(f"/customers/{hailu}/as-of/?on={wrong}").status_code == 404


def test_another_stage_is_shown_beside_the_computed_one_by_who_may(cast: Cast, hailu: int) -> None:
    lin, sofia = entered(cast, "lin.yue"), entered(cast, "sofia.berg")
    address = f"/customers/{hailu}/override/"
    assert sofia.get(address).status_code == 403
    stage = re.search(r'data-stage="(\w+)" data-signal', text(lin, f"/customers/{hailu}/"))
    assert stage is not None
    near = {"initial": "stable", "stable": "initial"}[stage[1]]
    assert lin.post(address, {"stage": "strategic", "until": "2026-12-31", "reason": ""}).status_code == 422
    until = (timezone.now() + timedelta(days=40)).date().isoformat()
    assert lin.post(address, {"stage": near, "until": until, "reason": "Signed already"}).status_code == 303
    page = text(lin, f"/customers/{hailu}/")
    shown = re.search(r'data-resource="overrides" data-id="(\d+)"', page)
    assert shown is not None
    assert "computed:" in page
    assert f'data-stage="{stage[1]}" data-signal' in page
    assert lin.post(f"/overrides/{shown[1]}/end/").status_code == 303
    assert 'data-resource="overrides"' not in text(lin, f"/customers/{hailu}/")


def test_another_stage_of_a_category_stands_beside_its_own_computed_one_while_that_is_next_to_it(
    cast: Cast, hailu: int
) -> None:
    lin = entered(cast, "lin.yue")
    seals = Category.objects.get(name="Seals").pk
    until = (timezone.now() + timedelta(days=40)).date().isoformat()
    values = {"category": str(seals), "stage": "stable", "until": until, "reason": "Signed already"}
    do(override_stage, actor=cast["lin.yue"], customer=hailu, values=values)

    def shown() -> list[str]:
        page = text(lin, f"/customers/{hailu}/")
        assert 'data-stage="stable" data-signal' in page
        return re.findall(r'<div class="notice calm" data-resource="overrides".*?</div>', page, re.DOTALL)

    (notice,) = shown()
    assert "Seals" in notice
    assert re.findall(r'data-stage="(\w+)"', notice) == ["stable", "initial"]
    for stage, computed in (("strategic", "initial"), ("strategic", "interrupted")):
        Override.objects.update(stage=stage)
        Assessment.objects.filter(place=seals).update(stage=computed)
        assert shown() == []


def test_conflicts_stand_above_needs_beside_the_timeline(cast: Cast, hailu: int) -> None:
    lin = cast["lin.yue"]
    do(record_need, actor=lin, customer=hailu, values={"words": "Buffer stock"})
    do(record_conflict, actor=lin, customer=hailu, values={"title": "Who pays the stop?", "kind": "payment"})
    page = text(entered(cast, "lin.yue"), f"/customers/{hailu}/")
    beside = page.partition('id="c-conflicts"')[2]
    assert beside.index("Who pays the stop?") < beside.index("Buffer stock")


def test_a_customer_of_whom_nothing_is_known_has_a_page_that_asks_for_nothing(cast: Cast) -> None:
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "New"}))
    lin = entered(cast, "lin.yue")
    page = text(lin, f"/customers/{customer}/")
    assert 'data-stage="development"' in page
    assert "with the first order" not in page or "is-next" in page
    assert "notice bad" not in page
    for address in ("evidence/", "as-of/", "share/"):
        text(lin, f"/customers/{customer}/{address}")
    assert lin.get(f"/customers/{customer}/why/").status_code == 404


def test_the_page_costs_the_same_few_statements_whatever_is_known_of_the_relationship(cast: Cast, hailu: int) -> None:
    lin = cast["lin.yue"]
    other = int(do(create_customer, actor=lin, values={"name": "Other"}))
    buy(other, {0: "10"})
    say(other, "40 %", first=0)

    def fill(customer: int, number: int) -> None:
        for step in range(number):
            do(record_need, actor=lin, customer=customer, values={"words": f"Buffer stock {step}"})
            do(record_conflict, actor=lin, customer=customer, values={"title": f"Stop {step}", "kind": "payment"})
            promise = {"promise": f"A report {step}", "side": "us"}
            do(record_commitment, actor=lin, customer=customer, values=promise)
            do(log_activity, actor=lin, customer=customer, values={"subject": "Call"})
            do(create_task, actor=lin, customer=customer, values={"title": "Offer", "due": "2026-11-20"})
        do(start_play, actor=lin, customer=customer, key="P31")
        do(start_repair, actor=lin, customer=customer, values={"cause": "neglect"})
        do(log_activity, actor=lin, customer=customer, values={"subject": "Last call", "users": [lin.user_id]})

    fill(other, 1)
    fill(hailu, 6)
    settle(on=NOW)
    browser = entered(cast, "lin.yue")
    browser.get("/blank/")
    for key in (other, hailu):
        browser.get(f"/customers/{key}/")
    found = [statements(browser, f"/customers/{key}/") for key in (other, hailu)]
    assert len(found[0]) == len(found[1])
    assert len(found[1]) <= 32, "\n".join(sql[:160] for sql in found[1])
