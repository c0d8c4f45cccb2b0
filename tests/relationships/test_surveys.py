"""Surveys of both sides: answered once, by who may; and what the team rates of Ford's variables."""

from datetime import timedelta
from typing import Any

import pytest

from guanxi.access.actors import system_actor
from guanxi.access.reading import view
from guanxi.access.undo import undo
from guanxi.access.writing import run, run_recorded
from guanxi.catalogue import BY_MODEL
from guanxi.customers.binning import bin_customers
from guanxi.customers.people_actions import create_person
from guanxi.errors import Denied, Invalid, NotFound, Refused
from guanxi.lifecycle.survey import LONG, PULSE
from guanxi.relationships.climate_models import Survey, SurveyAnswer
from guanxi.relationships.climate_resources import RATINGS, SURVEYS
from guanxi.relationships.surveys import LINK_HOLDS, answer_by_link, answer_survey, asked_by, rate, send_survey
from tests.access.cast import NOW, make_cast
from tests.activities.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world(make_cast())


def answer(token: str, answers: dict[str, str], *, on: Any = NOW) -> None:
    run(system_actor("survey"), answer_by_link, on=on, channel="link", token=token, answers=answers)


def test_one_of_us_answers_for_our_side_and_who_may_not_see_the_customer_does_not(world: World) -> None:
    with pytest.raises((Denied, NotFound)):
        world.do("marta.nowak", answer_survey, customer=world.hengtong, answers={"t1": "6"})
    key = world.do("lin.yue", answer_survey, customer=world.hengtong, answers={"t1": "6", "c1": 7, "w1": ""})
    (row,) = view(world["lin.yue"], SURVEYS).of_customer(world.hengtong).all(5)
    assert (row.key, row["user"].label, row["person"], row["answered_at"]) == (key, "Lin Yue 林悦", None, NOW)
    assert dict(SurveyAnswer.objects.values_list("item", "value")) == {"t1": 6, "c1": 7}
    assert view(world["marta.nowak"], SURVEYS).of_customer(world.hengtong).all(5) == []


@pytest.mark.parametrize(
    ("form", "answers", "field"),
    [
        ("long", {"t1": "8"}, "t1"),
        ("long", {"t1": "²"}, "t1"),
        ("long", {"x1": "4"}, "x1"),  # nobody compares himself with an alternative
        ("pulse", {"t2": "4"}, "t2"),
        ("long", {}, "t1"),
        ("daily", {"t1": "4"}, "form"),
    ],
)
def test_what_no_answer_can_be_is_refused_at_its_question(
    world: World, form: str, answers: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        world.do("lin.yue", answer_survey, customer=world.hengtong, answers=answers, form=form)
    assert field in refused.value.fields
    assert not Survey.objects.exists()


def test_a_link_asks_and_takes_one_answer(world: World) -> None:
    with pytest.raises((Denied, NotFound)):
        world.do("marta.nowak", send_survey, customer=world.hengtong)
    token = world.do("lin.yue", send_survey, customer=world.hengtong, form="pulse", language="zh-hans")
    assert len(token) >= 43  # 256 bits
    assert not Survey.objects.filter(digest__contains=token).exists()
    asked = asked_by(token, on=NOW)
    assert (asked.form, asked.language, asked.items) == ("pulse", "zh-hans", PULSE)
    with pytest.raises(Denied):
        world.do("lin.yue", answer_by_link, token=token, answers={"t1": "5"})
    with pytest.raises(Invalid):
        answer(token, {"t2": "5"})
    answer(token, {"t1": "5", "w3": "2"})
    for attempt in (lambda: asked_by(token, on=NOW), lambda: answer(token, {"t1": "1"})):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "answered_already"
    assert dict(SurveyAnswer.objects.values_list("item", "value")) == {"t1": 5, "w3": 2}


def test_a_guessed_link_leads_nowhere_and_an_old_one_is_over(world: World) -> None:
    token = world.do("lin.yue", send_survey, customer=world.hengtong)
    assert asked_by(token, on=NOW).items == LONG
    for guess in ("", "x", token[:-1], token + "x"):
        with pytest.raises(NotFound):
            asked_by(guess, on=NOW)
    asked_by(token, on=NOW + LINK_HOLDS - timedelta(seconds=1))
    with pytest.raises(Refused) as refused:
        asked_by(token, on=NOW + LINK_HOLDS)
    assert refused.value.code == "link_over"
    with pytest.raises(Refused):
        answer(token, {"t1": "5"}, on=NOW + LINK_HOLDS)


def test_a_link_of_a_customer_in_the_bin_is_over(world: World) -> None:
    token = world.do("lin.yue", send_survey, customer=world.hengtong)
    world.do("chen.wei", bin_customers, customers=[world.hengtong])
    with pytest.raises(Refused) as refused:
        asked_by(token, on=NOW)
    assert refused.value.code == "link_over"


def test_a_link_is_for_one_of_the_customers_people(world: World) -> None:
    values = {"name": "Zhao Min 赵敏", "channels": []}
    person = world.do("lin.yue", create_person, customer=world.hengtong, values={"name": values["name"]})
    with pytest.raises(Invalid) as refused:
        world.do("lin.yue", send_survey, customer=world.hengtong, person=1)
    assert "person" in refused.value.fields
    world.do("lin.yue", send_survey, customer=world.hengtong, person=person)
    (row,) = view(world["lin.yue"], SURVEYS).of_customer(world.hengtong).all(5)
    assert (row["person"].label, row["sent_by"].label, row["answered_at"]) == (values["name"], "Lin Yue 林悦", None)


def test_an_undo_takes_an_answer_back(world: World) -> None:
    _key, change = run_recorded(
        world["lin.yue"], answer_survey, on=NOW, channel="test", customer=world.hengtong, answers={"t1": "6"}
    )
    world.do("lin.yue", undo, change=change, resources=BY_MODEL)
    assert view(world["lin.yue"], SURVEYS).of_customer(world.hengtong).all(5) == []
    assert not SurveyAnswer.objects.exists()


def test_distance_and_uncertainty_are_rated_from_one_to_five_once_a_day(world: World) -> None:
    with pytest.raises((Denied, NotFound)):
        world.do("marta.nowak", rate, customer=world.hengtong, values={"uncertainty": "3"})
    for wrong in ({"uncertainty": "6"}, {"moon": "3"}, {"social": "x"}):
        with pytest.raises(Invalid):
            world.do("lin.yue", rate, customer=world.hengtong, values=wrong)
    world.do("lin.yue", rate, customer=world.hengtong, values={"uncertainty": "3", "social": "", "time": "2"})
    world.do("lin.yue", rate, customer=world.hengtong, values={"uncertainty": "4"})
    rows = view(world["lin.yue"], RATINGS).of_customer(world.hengtong).all(9)
    assert {(row["variable"], row["value"], row["on"]) for row in rows} == {
        ("uncertainty", 4, NOW.date()),
        ("time", 2, NOW.date()),
    }
