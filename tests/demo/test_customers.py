"""The customers and people of the sample world: enough of them, named once, reachable nowhere."""

import re
from collections import Counter
from itertools import groupby

import pytest
from stdnum.cn import uscc
from stdnum.eu import vat

from guanxi.customers.industries import INDUSTRIES, SIZES
from guanxi.customers.people_models import Attitude, ChannelKind, Strength
from guanxi.demo.cast import CAST
from guanxi.demo.customer import Customer
from guanxi.demo.customers import BINNED, CUSTOMERS, MERGED, SUSPECTS
from guanxi.demo.fields import CUSTOM_FIELDS, TAGS
from guanxi.demo.people import PEOPLE
from guanxi.demo.person import ATTITUDES, ROLES, Person
from guanxi.demo.products import CATEGORIES
from guanxi.sample.stories import cast as bought
from tests.demo.worlds import DAYS, world_of

EVERY = (*CUSTOMERS, *SUSPECTS, *MERGED, *BINNED)
LOGINS = {colleague.login for colleague in CAST}
WORLD = world_of(DAYS[0])


def han(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def test_every_customer_of_the_sample_ledger_is_a_customer_here() -> None:
    assert {name for name, _ in bought()} <= {customer.name for customer in CUSTOMERS}


def test_names_keys_and_codes_are_given_once() -> None:
    assert len({customer.key for customer in EVERY}) == len(EVERY)
    assert len({customer.name for customer in EVERY}) == len(EVERY)
    codes = [customer.code for customer in CUSTOMERS]
    assert all(codes)
    assert len(set(codes)) == len(codes)
    assert len({person.name for person in WORLD.people if person.customer in {c.key for c in CUSTOMERS}}) == 159


def test_the_world_has_its_size() -> None:
    assert 40 <= len(CUSTOMERS) <= 50
    assert sum(customer.country == "CN" for customer in CUSTOMERS) >= 15
    assert len({customer.country for customer in CUSTOMERS}) >= 15
    gone = {customer.key for customer in (*MERGED, *BINNED)}
    assert sum(person.customer not in gone for person in WORLD.people) == 160


def test_chinese_customers_have_names_in_both_scripts_and_pinyin() -> None:
    for customer in CUSTOMERS:
        if customer.country == "CN":
            assert han(customer.name) != han(customer.han or customer.latin), customer.key
            assert customer.pinyin.isascii()
            assert customer.pinyin


@pytest.mark.parametrize("customer", CUSTOMERS, ids=lambda customer: customer.key)
def test_tax_numbers_have_right_check_digits_and_belong_to_nobody(customer: Customer) -> None:
    if customer.country in ("GB", "NO", "IS"):
        assert (customer.tax_id, customer.scheme) == ("", "")
    elif customer.country == "CN":
        assert uscc.is_valid(customer.tax_id)
        assert customer.scheme == "uscc"
        assert customer.tax_id[2:8] == "000000", "no such region"
    else:
        assert vat.is_valid(customer.tax_id)
        assert customer.scheme == "eu_vat"
        assert customer.tax_id.startswith(customer.country)
        assert re.search(r"9{4}|0{5}", customer.tax_id), "obviously invented"


def test_tax_numbers_are_given_once() -> None:
    numbers = [customer.tax_id for customer in CUSTOMERS if customer.tax_id]
    assert len(set(numbers)) == len(numbers)


def test_choices_are_those_of_the_application() -> None:
    industries, sizes = {key for key, _ in INDUSTRIES}, {key for key, _ in SIZES}
    tags, fields = {tag.key for tag in TAGS}, {field.key: field for field in CUSTOM_FIELDS}
    for customer in EVERY:
        assert customer.industry in industries, customer.key
        assert customer.size in sizes, customer.key
        assert set(customer.tags) <= tags
        assert set(customer.buys) <= set(CATEGORIES)
        for key, value in customer.fields.items():
            choices = {choice.key for choice in fields[key].choices}
            assert value in choices or not choices, (customer.key, key)
            assert fields[key].kind != "number" or value.isdigit()
    assert set(ATTITUDES) == {attitude.value for attitude in Attitude} - {"unknown"}


def test_every_tag_and_every_field_is_used() -> None:
    assert {tag for customer in CUSTOMERS for tag in customer.tags} == {tag.key for tag in TAGS}
    assert {key for customer in CUSTOMERS for key in customer.fields} == {field.key for field in CUSTOM_FIELDS}


def test_groups_have_no_loops_and_one_of_them_three_plants() -> None:
    parent = {customer.key: customer.parent for customer in EVERY}
    for key in parent:
        above = []
        while key:
            assert key not in above
            above.append(key)
            key = parent[key]
    assert Counter(parent.values())["jiaoxing-holding"] == 3
    assert parent[parent["sanktvelten-draht"]] == "sanktvelten-holding", "three floors"


def test_owners_and_teams_are_ours_and_some_customers_are_nobodys() -> None:
    owners = Counter(customer.owner for customer in CUSTOMERS)
    assert set(owners) == {"lin.yue", "sofia.berg", "chen.wei", ""}
    assert owners[""] >= 3
    assert {customer.team for customer in CUSTOMERS} == {"key-accounts", "europe"}
    assert {customer.by for customer in EVERY} <= LOGINS


def test_one_customer_is_restricted_to_named_people_his_owner_among_them() -> None:
    (restricted,) = [customer for customer in EVERY if customer.restricted]
    assert restricted.owner in restricted.named
    assert set(restricted.named) < LOGINS
    assert "sofia.berg" not in restricted.named


# ---- people ----


def test_people_have_known_roles_attitudes_and_ties() -> None:
    for person in WORLD.people:
        for post in person.posts:
            assert set(post.roles) <= set(ROLES)
            assert post.attitude in ATTITUDES
        for tie in person.ties:
            assert tie.login in LOGINS
            assert tie.strength in set(Strength.values) - {0}
        assert {channel.kind for channel in person.channels} <= set(ChannelKind.values)
    roles = {role for person in WORLD.people for post in person.posts for role in post.roles}
    assert roles == set(ROLES)
    assert {post.attitude for person in WORLD.people for post in person.posts} == set(ATTITUDES)


def test_reporting_lines_stay_within_a_customer_and_have_no_loops() -> None:
    people = {person.key: person for person in WORLD.people}
    above = {person.key: person.posts[0].reports_to for person in WORLD.people}
    for person in WORLD.people:
        seen, key = [], person.key
        while key:
            assert key not in seen
            assert people[key].customer == person.customer
            seen.append(key)
            key = above[key]


def test_some_people_belong_to_several_customers_of_a_group() -> None:
    parent = {customer.key: customer.parent for customer in CUSTOMERS}
    several = [person for person in WORLD.people if len(person.posts) > 1]
    assert len(several) >= 3
    for person in several:
        assert {parent[post.customer] for post in person.posts[1:]} == {person.customer}


def test_some_buying_centres_have_gaps() -> None:
    gaps = [key for key, staff in PEOPLE.items() if not any("decider" in person.roles for person in staff)]
    assert 3 <= len(gaps) <= 12


def reserved(kind: str, value: str) -> bool:
    """Telephones that ring nowhere, mail and chat names that nobody can have."""
    if kind == "mail":
        return re.fullmatch(r"[a-z]+\.[a-z]+@[a-z-]+\.example", value) is not None
    if kind == "wechat":
        return re.fullmatch(r"[a-z]+\.[a-z]+\.\d\d", value) is not None
    fiction = r"\+44 (1632 960|7700 900)\d{3}|\+33 (1 99 00|6 39 98) \d\d \d\d|\+49 (30 23125 \d{3}|171 39200 \d\d)"
    sweden = r"\+46 8 465 004 \d\d|\+46 70 1740 6\d\d"
    nowhere = r"\+\d{2,3} 000 [01]\d{2,3} \d{3}"
    return re.fullmatch(f"{fiction}|{sweden}|{nowhere}", value) is not None


@pytest.mark.parametrize("person", WORLD.people, ids=lambda person: person.key)
def test_nobody_can_be_reached_by_accident(person: Person) -> None:
    assert person.channels[0].kind == "mail"
    for channel in person.channels:
        assert reserved(channel.kind, channel.value), channel


def test_a_channel_belongs_to_one_person_but_for_those_entered_twice() -> None:
    ways = sorted({(channel.value, person.key) for person in WORLD.people for channel in person.channels})
    shared = {value: [key for _, key in group] for value, group in groupby(ways, key=lambda way: way[0])}
    assert sorted(keys for value, keys in shared.items() if len(keys) > 1) == [
        ["ostermark-fair.ottmar", "ostermark.ottmar"],
        ["talgrund-fair.daub", "talgrund.daub"],
    ]
