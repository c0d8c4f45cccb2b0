"""The settings of the share ledger as pages: rules, categories, rates. What is promised, refused, and told to two."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from guanxi.access.models import User
from guanxi.access.writing import run
from guanxi.customers.actions import create_customer
from guanxi.ledger.actions import record_purchases, record_total
from guanxi.ledger.category_actions import create_category, set_rate
from guanxi.ledger.models import Category, Purchase, Rate
from guanxi.lifecycle import Parameters
from guanxi.lifecycle.parameters import MOST, least
from guanxi.months import month_number
from guanxi.relationships.assessments import month_end, rules_wait
from guanxi.relationships.models import RuleSettings
from guanxi.relationships.rules import rules
from tests.access.cast import Cast, make_cast
from tests.access.walking import Reading
from tests.relationships.worlds import NOW, do
from tests.web.acting import client_of, offered_undo, words

RULES, CATEGORIES, RATES = "/settings/rules/", "/settings/categories/", "/settings/rates/"


@pytest.fixture
def cast(db: None, settings: Any) -> Cast:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"
    cast = make_cast()
    User.objects.filter(username="wang.fang").update(is_administrator=True)
    return cast


@pytest.fixture
def tom(cast: Cast) -> Client:
    return client_of("tom.hale")


def sent(client: Client, address: str) -> dict[str, str]:
    """The form of a page that carries a version, as a browser would send it."""
    page = client.get(address).content.decode()
    [form] = [form for form in Reading(page).forms if any(name == "version" for name, _v, _c in form.fields)]
    return {name: value for name, value, choices in form.fields if value or not choices or name == "parent"}


def new_category(name: str, **values: Any) -> int:
    return int(do(create_category, values={"name": name, **values}))


@pytest.mark.parametrize(
    "page", [RULES, CATEGORIES, f"{CATEGORIES}new/", RATES, f"{RATES}new/", f"{RATES}USD/2026-09/"]
)
def test_the_pages_are_the_administrators_alone(cast: Cast, tom: Client, page: str) -> None:
    assert tom.get(page).status_code == 200
    for other in ("chen.wei", "ines.costa", "lin.yue"):
        client = client_of(other)
        assert client.get(page).status_code == 403
        assert client.post(page, {"name": "Seals", "W": "6"}).status_code == 403
    assert not Category.objects.exists()
    assert rules().parameters == Parameters()


def test_each_page_is_offered_among_the_settings_and_in_the_palette(cast: Cast, tom: Client) -> None:
    page = tom.get("/settings/company/").content.decode()
    for address, word in ((RULES, "rules"), (CATEGORIES, "categories"), (RATES, "currency")):
        assert f'href="{address}"' in page
        assert f'href="{address}"' in tom.get(f"/palette/?q={word}").content.decode()
        assert address not in client_of("lin.yue").get(f"/palette/?q={word}").content.decode()


# ---- rules ----


def test_every_parameter_has_its_field_default_and_range(cast: Cast, tom: Client) -> None:
    answer = tom.get(RULES)
    form = answer.context["form"]
    for name, value in vars_of(Parameters()).items():
        field = form[name]
        assert field.initial == value
        assert f"from {least(name)} to {MOST}" in field.help_text
        assert f'id="id_{name}_helptext"' in answer.content.decode()
    assert "nobody has changed them yet" in words(answer)


def vars_of(parameters: Parameters) -> dict[str, int]:
    return {name: getattr(parameters, name) for name in Parameters.__dataclass_fields__}


def test_another_set_waits_for_the_worker_and_is_dated_with_what_it_changed(cast: Cast, tom: Client) -> None:
    form = sent(tom, RULES)
    assert tom.post(RULES, form | {"W": "6", "first_month": "2026-04"}).status_code == 303
    held = rules()
    assert (held.parameters, held.first_month) == (Parameters(W=6), month_number(date(2026, 4, 1)))
    page = tom.get(RULES)
    told = words(page)
    assert "Being judged anew" in told
    assert "set by Tom Hale" in told
    assert "Stage window 12 months → 6 months" in told
    assert "First month – → Apr 2026" in told
    assert "Being judged anew" in words(tom.get(f"{RULES}?part=waiting"))
    month_end(on=datetime.now(UTC))
    assert not rules_wait()
    assert "Being judged anew" not in words(tom.get(RULES))
    assert "judged by the rules that hold" in words(tom.get(f"{RULES}?part=waiting"))


def test_the_newest_set_stands_first_and_an_earlier_one_can_be_filled_in_again(cast: Cast, tom: Client) -> None:
    for window in ("6", "9"):
        tom.post(RULES, sent(tom, RULES) | {"W": window})
    first, second = RuleSettings.objects.order_by("set_at")
    page = tom.get(RULES).content.decode()
    assert re.findall(r'data-resource="rules" data-id="(\d+)"', page) == [str(second.pk), str(first.pk)]
    filled = sent(tom, f"{RULES}?from={first.pk}")
    assert filled["W"] == "6"
    assert rules().parameters.W == 9, "filled in is not saved"
    assert sent(tom, f"{RULES}?from=defaults")["W"] == "12"
    tom.post(RULES, filled)
    assert rules().parameters.W == 6


def test_an_undo_brings_the_set_before_it_back(cast: Cast, tom: Client) -> None:
    tom.post(RULES, sent(tom, RULES) | {"W": "6"})
    assert tom.post(offered_undo(tom, RULES)).status_code == 303
    assert rules().parameters.W == 12
    assert rules_wait()


def test_who_changes_nothing_is_told_so_and_judges_nothing_anew(cast: Cast, tom: Client) -> None:
    assert tom.post(RULES, sent(tom, RULES)).status_code == 303
    assert "Nothing was changed." in words(tom.get(RULES))
    assert not RuleSettings.objects.exists()
    assert not rules_wait()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("W", "0"), ("W", "1201"), ("W", ""), ("W", "x"), ("W", "2.5"), ("CARRY", "-1"), ("K", "9" * 5000),
        ("R", "\0"), ("first_month", "2026-13"), ("first_month", "soon"), ("first_month", "1899-12"),
        ("first_month", "9999-12"), ("first_month", "0001-01"),
    ],
)  # fmt: skip
def test_what_cannot_be_gets_a_message_at_its_field(cast: Cast, tom: Client, name: str, value: str) -> None:
    answer = tom.post(RULES, sent(tom, RULES) | {"C": "2", name: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [name]
    assert f'id="id_{name}_error"' in answer.content.decode()
    assert 'name="C" value="2"' in answer.content.decode(), "what else was typed stays"
    assert not RuleSettings.objects.exists()


def test_zero_is_a_number_where_the_rules_allow_it(cast: Cast, tom: Client) -> None:
    zeros = {name: "0" for name in vars_of(Parameters()) if least(name) == 0}
    assert tom.post(RULES, sent(tom, RULES) | zeros).status_code == 303
    assert rules().parameters == Parameters(CARRY=0, STALE=0, TOL=0, RISE=0)


def test_a_first_month_is_moved_and_not_taken_away(cast: Cast, tom: Client) -> None:
    tom.post(RULES, sent(tom, RULES) | {"first_month": "2026-04"})
    answer = tom.post(RULES, sent(tom, RULES) | {"first_month": ""})
    assert answer.status_code == 422
    assert "first_month" in answer.context["form"].errors
    tom.post(RULES, sent(tom, RULES) | {"first_month": "2026-03"})
    assert rules().first_month == month_number(date(2026, 3, 1))


def test_of_two_who_set_the_rules_the_second_sees_what_stands_there_now(cast: Cast, tom: Client) -> None:
    wang = client_of("wang.fang")
    his, hers = sent(tom, RULES), sent(wang, RULES)
    assert tom.post(RULES, his | {"W": "6", "RISE": "0"}).status_code == 303
    answer = wang.post(RULES, hers | {"W": "9", "C": "2"})
    assert answer.status_code == 422
    told = words(answer)
    assert "Somebody else changed this record" in told
    assert "Now there stands: “6”." in told
    assert "Now there stands: “0”." in told
    assert rules().parameters == Parameters(W=6, RISE=0), "nothing was overwritten"
    page = answer.content.decode()
    assert 'name="W" value="9"' in page, "what she typed stays in its field"
    [form] = [form for form in Reading(page).forms if any(name == "version" for name, _v, _c in form.fields)]
    again = {name: value for name, value, _choices in form.fields}
    assert wang.post(RULES, again | {"RISE": "0"}).status_code == 303
    assert rules().parameters == Parameters(W=9, C=2, RISE=0)


# ---- categories ----


def test_without_categories_the_page_says_what_they_are_good_for(cast: Cast, tom: Client) -> None:
    page = tom.get(CATEGORIES).content.decode()
    assert "No categories yet" in page
    assert f'href="{CATEGORIES}new/"' in page


def test_a_tree_is_made_renamed_and_moved(cast: Cast, tom: Client) -> None:
    assert tom.post(f"{CATEGORIES}new/", {"name": "Drives", "parent": ""}).status_code == 303
    drives = Category.objects.get().pk
    assert sent_new(tom, drives)["parent"] == str(drives)
    tom.post(f"{CATEGORIES}new/", {"name": "Seals", "parent": str(drives)})
    seals = Category.objects.get(name="Seals").pk
    page = tom.get(CATEGORIES).content.decode()
    assert re.findall(r'class="floor-(\d)" data-row data-resource="categories" data-id="(\d+)"', page) == [
        ("0", str(drives)),
        ("1", str(seals)),
    ]
    one = f"{CATEGORIES}{seals}/"
    assert tom.post(one, sent(tom, one) | {"name": "密封件", "parent": ""}).status_code == 303
    held = Category.objects.get(pk=seals)
    assert (held.name, held.parent_id) == ("密封件", None)
    assert tom.post(offered_undo(tom, one)).status_code == 303
    held.refresh_from_db()
    assert (held.name, held.parent_id) == ("Seals", drives)
    assert words(tom.get(one)).count("Edit the category") == 1, "the history names what was done"


def sent_new(client: Client, parent: int) -> dict[str, str]:
    page = client.get(f"{CATEGORIES}new/?parent={parent}").content.decode()
    [form] = [form for form in Reading(page).forms if any(name == "parent" for name, _v, _c in form.fields)]
    return {name: value for name, value, _choices in form.fields}


def test_names_and_places_that_cannot_be_are_refused_at_their_field(cast: Cast, tom: Client) -> None:
    drives = new_category("Drives")
    seals, bolts = new_category("Seals", parent=drives), new_category("Bolts", parent=drives)
    one = f"{CATEGORIES}{drives}/"
    assert str(seals) not in re.findall(r'<option value="(\d+)"', tom.get(one).content.decode()), "no ring is offered"
    for address, wrong, field in (
        (one, {"parent": str(seals)}, "parent"), (one, {"parent": str(drives)}, "parent"),
        (one, {"parent": "9" * 30}, "parent"), (one, {"name": ""}, "name"), (one, {"name": "x" * 121}, "name"),
        (f"{CATEGORIES}{bolts}/", {"name": "Seals"}, "name"),
    ):  # fmt: skip
        answer = tom.post(address, sent(tom, address) | wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field]), wrong
    assert {c.name: c.parent_id for c in Category.objects.all()} == {"Drives": None, "Seals": drives, "Bolts": drives}


def test_of_two_who_edit_a_category_the_second_sees_both_names(cast: Cast, tom: Client) -> None:
    drives, seals = new_category("Drives"), new_category("Seals")
    one, wang = f"{CATEGORIES}{seals}/", client_of("wang.fang")
    his, hers = sent(tom, one), sent(wang, one)
    assert tom.post(one, his | {"name": "Gaskets", "parent": str(drives)}).status_code == 303
    answer = wang.post(one, hers | {"name": "Sealing", "parent": ""})
    assert answer.status_code == 422
    assert "Now there stands: “Gaskets”." in words(answer)
    assert 'value="Sealing"' in answer.content.decode()
    assert Category.objects.get(pk=seals).name == "Gaskets"


@pytest.fixture
def bought(cast: Cast) -> tuple[int, int]:
    """Two categories; in the first one two customers bought."""
    seals, bolts = new_category("Seals"), new_category("Bolts")
    for name, lines in (("Hailu", 3), ("Nordhafen", 1)):
        customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": name}))
        some = [{"date": f"2026-0{month}-05", "amount": "10", "category": seals} for month in range(1, lines + 1)]
        do(record_purchases, actor=cast["lin.yue"], customer=customer, lines=some)
    stated = {"low": "900", "category": seals, "period_start": "2026-01-01", "period_end": "2026-03-31"}
    do(record_total, actor=cast["lin.yue"], customer=customer, values=stated)
    return seals, bolts


def test_a_merge_shows_first_what_moves_and_can_be_undone(
    cast: Cast, tom: Client, bought: tuple[int, int]
) -> None:  # fmt: skip
    seals, bolts = bought
    page = f"{CATEGORIES}{seals}/merge/"
    wang = client_of("wang.fang")
    assert "becomes a part of" not in words(wang.get(page))
    told = words(wang.get(f"{page}?into={bolts}"))
    assert "Seals becomes a part of Bolts" in told
    assert "Purchases 4" in told
    assert "Totals 1" in told
    assert "Customers 2" in told
    assert "none that you read" in words(tom.get(f"{page}?into={bolts}")), "he has no customers"
    assert Category.objects.get(pk=seals).merged_into_id is None, "shown is not done"
    answer = wang.post(page, {"into": str(bolts)})
    assert answer.headers["Location"] == f"{CATEGORIES}{bolts}/"
    assert Category.objects.get(pk=seals).merged_into_id == bolts
    assert "Merged into it Seals" in words(wang.get(f"{CATEGORIES}{bolts}/"))
    assert wang.get(f"{CATEGORIES}{seals}/").status_code == 404
    wang.post(offered_undo(wang, f"{CATEGORIES}{bolts}/"))
    assert Category.objects.get(pk=seals).merged_into_id is None


@pytest.mark.parametrize("into", ["", "x", "0", "9" * 30, "\0", "itself", "below"])
def test_a_merge_into_nothing_that_can_be_is_refused(cast: Cast, tom: Client, into: str) -> None:
    seals = new_category("Seals")
    below = new_category("O-rings", parent=seals)
    into = {"itself": str(seals), "below": str(below)}.get(into, into)
    page = f"{CATEGORIES}{seals}/merge/"
    assert tom.post(page, {"into": into}).status_code == 422
    assert tom.get(page, {"into": into}).status_code == 422
    assert not Category.objects.exclude(merged_into=None).exists()


def test_what_has_facts_is_closed_and_opened_and_never_removed_and_the_page_says_why(
    cast: Cast, tom: Client, bought: tuple[int, int]
) -> None:
    seals, bolts = bought
    one = f"{CATEGORIES}{seals}/"
    page = tom.get(one)
    assert "It cannot be removed" in words(page)
    assert f'action="{one}remove/"' not in page.content.decode()
    assert tom.post(f"{one}remove/").status_code == 409
    assert tom.post(f"{one}close/").status_code == 303
    assert Category.objects.get(pk=seals).closed_at is not None
    assert "closed" in words(tom.get(CATEGORIES))
    assert tom.post(f"{one}reopen/").status_code == 303
    assert Category.objects.get(pk=seals).closed_at is None
    assert f'action="{CATEGORIES}{bolts}/remove/"' in tom.get(f"{CATEGORIES}{bolts}/").content.decode()
    assert tom.post(f"{CATEGORIES}{bolts}/remove/").status_code == 303
    assert set(Category.objects.values_list("pk", flat=True)) == {seals}
    tom.post(offered_undo(tom, CATEGORIES))
    assert Category.objects.filter(pk=bolts).exists()


def test_nobody_else_changes_categories_by_their_addresses(cast: Cast) -> None:
    seals, bolts = new_category("Seals"), new_category("Bolts")
    lin = client_of("lin.yue")
    before = list(Category.objects.order_by("pk").values())
    for what in ("close", "reopen", "remove"):
        assert lin.post(f"{CATEGORIES}{seals}/{what}/").status_code == 403
    assert lin.post(f"{CATEGORIES}{seals}/merge/", {"into": str(bolts)}).status_code == 403
    assert lin.post(f"{CATEGORIES}{seals}/", {"name": "Gaskets"}).status_code == 403
    assert list(Category.objects.order_by("pk").values()) == before


# ---- rates ----


def test_without_rates_the_page_says_what_they_are_for(cast: Cast, tom: Client) -> None:
    page = words(tom.get(RATES))
    assert "Base currency: EUR" in page
    assert "No rates yet" in page


def test_a_rate_is_set_and_corrected_and_every_line_is_converted_anew(cast: Cast, tom: Client) -> None:
    new = {"currency": "usd", "month": "2026-09", "rate": "0,5", "version": "0"}
    answer = tom.post(f"{RATES}new/", new)
    assert answer.headers["Location"] == f"{RATES}?year=2026"
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Hailu"}))
    lines = [{"date": "2026-09-05", "amount": "100", "currency": "USD"}]
    do(record_purchases, actor=cast["lin.yue"], customer=customer, lines=lines)
    one = f"{RATES}USD/2026-09/"
    assert sent(tom, one)["rate"] == "0.5"
    assert tom.post(one, sent(tom, one) | {"rate": "0.9"}).status_code == 303
    assert Purchase.objects.get().base == 90_00
    undo = offered_undo(tom, RATES)
    told = words(tom.get(one))
    assert "0.9 · holds now set by Tom Hale" in told
    assert "0.5 set by Tom Hale" in told
    assert 'aria-label="USD, Sep 2026: 0.9"' in tom.get(RATES).content.decode()
    tom.post(undo)
    assert Purchase.objects.get().base == 50_00
    tom.post(one, sent(tom, one))
    assert "Nothing was changed." in words(tom.get(RATES))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"currency": "EUR"}, "currency"), ({"currency": "XYX"}, "currency"), ({"currency": ""}, "currency"),
        ({"month": "2026-13"}, "month"), ({"month": ""}, "month"), ({"month": "1899-01"}, "month"),
        ({"month": "9999-01"}, "month"), ({"rate": "0"}, "rate"), ({"rate": "-1"}, "rate"), ({"rate": "x"}, "rate"),
        ({"rate": "1e400"}, "rate"), ({"rate": "9" * 40}, "rate"), ({"rate": ""}, "rate"), ({"rate": "NaN"}, "rate"),
    ],
)  # fmt: skip
def test_a_rate_that_cannot_be_is_refused_at_its_field(
    cast: Cast, tom: Client, wrong: dict[str, str], field: str
) -> None:
    sent_by_hand = {"currency": "USD", "month": "2026-09", "rate": "0.5", "version": "0"} | wrong
    answer = tom.post(f"{RATES}new/", sent_by_hand)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Rate.objects.exists()


@pytest.mark.parametrize("page", ["EUR/2026-09/", "USD/2026-13/", "usd/2026-09/", "USD/0000-01/", "XYX/2026-01/"])
def test_a_month_or_a_currency_that_is_none_has_no_page(cast: Cast, tom: Client, page: str) -> None:
    assert tom.get(f"{RATES}{page}").status_code == 404
    assert tom.post(f"{RATES}{page}", {"rate": "1"}).status_code == 404


def test_of_two_who_set_a_rate_the_second_sees_what_stands_there_and_may_replace_it(cast: Cast, tom: Client) -> None:
    one, wang = f"{RATES}USD/2026-09/", client_of("wang.fang")
    his, hers = sent(tom, one), sent(wang, one)
    assert tom.post(one, his | {"rate": "0.5"}).status_code == 303
    answer = wang.post(one, hers | {"rate": "0.6"})
    assert answer.status_code == 422
    assert "This month has a rate already" in words(answer)
    assert "Now there stands: “0.5”." in words(answer)
    assert Rate.objects.get().rate == 5 * 10**11
    his, hers = sent(tom, one), sent(wang, one)
    assert tom.post(one, his | {"rate": "0.7"}).status_code == 303
    answer = wang.post(one, hers | {"rate": "0.6"})
    assert "Somebody else changed this record" in words(answer)
    [form] = [f for f in Reading(answer.content.decode()).forms if any(n == "version" for n, _v, _c in f.fields)]
    again = {name: value for name, value, _choices in form.fields}
    assert again["rate"] == "0.6"
    assert wang.post(one, again).status_code == 303
    assert Rate.objects.get(superseded_at=None).rate == 6 * 10**11


def test_missing_rates_are_listed_with_the_rate_that_counts_instead(cast: Cast, tom: Client) -> None:
    run(cast["tom.hale"], set_rate, on=NOW, channel="test", currency="USD", month=date(2026, 6, 1), rate="0.5")
    run(cast["tom.hale"], set_rate, on=NOW, channel="test", currency="USD", month=date(2026, 3, 1), rate="0.4")
    page = tom.get(RATES)
    told = words(page)
    assert "USD Apr 2026 to May 2026 that of Mar 2026 counts" in told
    assert f'href="{RATES}USD/2026-05/"' in page.content.decode()
    customer = int(do(create_customer, actor=cast["lin.yue"], values={"name": "Hailu"}))
    lines = [{"date": "2026-04-05", "amount": "100", "currency": "USD"}]
    do(record_purchases, actor=cast["lin.yue"], customer=customer, lines=lines)
    assert "counts · one purchase" in words(client_of("wang.fang").get(RATES))
    assert "one purchase" not in words(tom.get(RATES)), "he has no customers"


@pytest.mark.parametrize("asked", ["?year=2025", "?year=x", "?year=99999999999999", "?year=%00"])
def test_another_year_is_chosen_and_a_wrong_one_is_the_newest(cast: Cast, tom: Client, asked: str) -> None:
    for year, rate in ((2025, "0.4"), (2026, "0.5")):
        run(cast["tom.hale"], set_rate, on=NOW, channel="test", currency="USD", month=date(year, 5, 1), rate=rate)
    page = tom.get(f"{RATES}{asked}").content.decode()
    year = 2025 if "2025" in asked else 2026
    assert f'href="{RATES}?year={year}" aria-current="true"' in page
    assert f'href="{RATES}USD/{year}-05/"' in page
    assert f'href="{RATES}USD/{4051 - year}-05/"' not in page
