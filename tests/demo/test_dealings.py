"""The figures behind the stories: they fit the stories, and the day on which the world ends."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from guanxi.demo.cast import DEPARTMENT_OF
from guanxi.demo.customers import CUSTOMERS
from guanxi.demo.dealings import RATES, Dealings, months_of
from guanxi.demo.dealings.matters import CONFLICTS, NEEDS, PROMISES
from guanxi.demo.dealings.work import PLAYS, PROOFS, REPAIRS, SHOWN
from guanxi.demo.everyone import KNOWN_AS
from guanxi.demo.products import CATEGORIES, TREE
from guanxi.ledger.figures import parse_figure
from guanxi.lifecycle.playbook import ACTIONS
from guanxi.lifecycle.strategy import CHECKLIST, ROLES
from guanxi.plans.states import Cause, Detail
from guanxi.relationships.dialogue_words import ConflictKind, Outcome
from tests.demo.worlds import DAYS, world_of

BY_KEY = {customer.key: customer for customer in CUSTOMERS}


def held(today: date) -> dict[str, Dealings]:
    return {one.customer: one for one in world_of(today).dealings}


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_nothing_is_told_ahead_of_its_time(today: date) -> None:
    for one in held(today).values():
        assert all(line.on < today and line.month in months_of(today) for line in one.lines), one.customer
        assert all(
            said.stated_on < today and said.start <= said.stop < months_of(today).stop for said in one.statements
        )
        assert all(rival.on < today for rival in one.rivals)


@pytest.mark.parametrize("today", DAYS[:2], ids=str)
def test_every_figure_can_be_read_and_has_a_source(today: date) -> None:
    classes: Counter[str] = Counter()
    for one in held(today).values():
        for said in one.statements:
            assert parse_figure(said.figure).low > 0 or "0" in said.figure
            assert said.said_by, (one.customer, said)
            classes[said.source_class] += 1
    assert set(classes) == set("ABCDE")


def test_a_tree_holds_every_category_once() -> None:
    assert sorted(key for _name, below in TREE for key in below) == sorted(CATEGORIES)


def test_a_month_has_a_rate_in_every_currency_that_somebody_pays_in() -> None:
    world = world_of(DAYS[0])
    paid = {one.currency for one in world.dealings if one.lines} - {"EUR"}
    assert paid <= RATES.keys() == {rate.currency for rate in world.rates}
    for currency in RATES:
        values = [float(rate.rate) for rate in world.rates if rate.currency == currency]
        assert len(values) >= 36
        assert all(abs(after / before - 1) < 0.06 for before, after in pairwise(values))
        assert all(abs(value * RATES[currency] / 100 - 1) < 0.05 for value in values)


def test_whoever_is_named_is_known_at_the_customer() -> None:
    for told in (*NEEDS, *CONFLICTS, *PROMISES):
        assert not told.person or (told.customer, told.person) in KNOWN_AS, told
    for one in world_of(DAYS[0]).dealings:
        for opinion in one.opinions:
            assert opinion.who in DEPARTMENT_OF or (one.customer, opinion.who) in KNOWN_AS, (one.customer, opinion.who)


def test_words_are_those_of_the_rules() -> None:
    plays, items = {play.key for play in ACTIONS}, {item.key for item in CHECKLIST}
    assert {play.key for play in PLAYS} <= plays
    assert {proof.item for proof in PROOFS} <= items
    assert {role.role for one in world_of(DAYS[0]).dealings for role in one.roles} == {role.key for role in ROLES}
    assert {repair.cause for repair in REPAIRS} == set(Cause.values)
    assert {repair.detail for repair in REPAIRS} <= set(Detail.values)
    assert {conflict.kind for conflict in CONFLICTS} <= set(ConflictKind.values)
    assert {conflict.outcome for conflict in CONFLICTS} - {""} <= set(Outcome.values)


def test_what_ends_has_begun_before() -> None:
    for conflict in CONFLICTS:
        assert conflict.settled is None or (conflict.settled < conflict.ago and conflict.outcome), conflict.title
    for promise in PROMISES:
        assert promise.ended is None or promise.ended < promise.ago, promise.promise
        assert -promise.until < promise.ago, promise.promise
    for need in NEEDS:
        days = [need.ago, need.offered, need.met]
        assert [day for day in days if day is not None] == sorted((d for d in days if d is not None), reverse=True)
    for work in (*PLAYS, *REPAIRS):
        assert work.ended is None or work.ended < work.ago, work
    assert all(shown.ago > -shown.until for shown in SHOWN)


def test_each_kind_of_matter_occurs() -> None:
    assert {(promise.side, promise.ended is None, promise.kept) for promise in PROMISES} >= {
        ("us", True, True), ("us", False, True), ("us", False, False),
        ("them", True, True), ("them", False, True), ("them", False, False),
    }  # fmt: skip
    assert {conflict.settled is None for conflict in CONFLICTS} == {True, False}
    assert {(need.offered is None, need.met is None) for need in NEEDS} == {(True, True), (False, True), (False, False)}
    assert {play.dropped for play in PLAYS if play.ended is not None} == {True, False}
