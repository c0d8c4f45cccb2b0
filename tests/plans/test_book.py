"""The strategy book: what ships holds until somebody writes an edition, and every edition stays."""

import pytest
from django.utils import translation

from guanxi.access.reading import view
from guanxi.errors import Denied, Invalid, NotFound
from guanxi.lifecycle.playbook import ACTIONS
from guanxi.lifecycle.strategy import SHEETS
from guanxi.lifecycle.triggers import On
from guanxi.lifecycle.vocabulary import STABLE
from guanxi.plans import resources
from guanxi.plans.book import play, plays, say, stage_page, stage_pages
from guanxi.plans.book_actions import create_play, edit_play, edit_sheet, record_proof, take_back_proof
from tests.activities.world import World


def test_what_ships_is_the_book_until_somebody_edits_it(world: World) -> None:
    lin = world["lin.yue"]
    assert [page.sheet for page in stage_pages(lin)] == list(SHEETS)
    assert [one.key for one in plays(lin)] == [action.key for action in ACTIONS]
    assert all(one.steps and one.edition.number == 0 for one in plays(lin))


def test_the_management_writes_editions_and_others_read_them(world: World) -> None:
    values = {"goals_en": "Pass 80 %\n\n Widen the categories ", "goals_zh": "超过 80%"}
    with pytest.raises(Denied):
        world.do("lin.yue", edit_sheet, stage=STABLE, values=values)
    assert world.do("wang.fang", edit_sheet, stage=STABLE, values=values) == 1
    page = stage_page(world["lin.yue"], STABLE)
    assert [text.en for text in page.sheet.goals] == ["Pass 80 %", "Widen the categories"]
    assert page.sheet.goals[1].zh == "Widen the categories"  # no Chinese line: the English one stands in
    assert page.sheet.drivers == SHEETS[2].drivers
    assert page.edition.by is not None
    assert page.edition.by.label == "Wang Fang 王芳"
    assert world.do("tom.hale", edit_sheet, stage=STABLE, values={"position_en": "main supplier now"}) == 2
    assert world.do("tom.hale", edit_sheet, stage=STABLE, values={"position_en": "main supplier now"}) == 2
    rows = view(world["lin.yue"], resources.SHEETS).all(10)
    assert sorted(row["number"] for row in rows) == [1, 2]
    with pytest.raises(NotFound):
        world.do("tom.hale", edit_sheet, stage=7, values={})


def test_a_play_is_edited_put_out_of_use_and_written_anew(world: World) -> None:
    values = {
        "steps_en": "Call\nVisit",
        "due": "3",
        "in_use": "no",
        "department": str(world.cast.departments["service"]),
    }
    world.do("wang.fang", edit_play, key="P21", values=values, stages="43")
    found = play(world["lin.yue"], "P21")
    assert [step.en for step in found.steps] == ["Call", "Visit"]
    assert (found.due, found.in_use, found.stages, found.on) == (3, False, (3, 4), On.OVERDUE)
    key = world.do(
        "wang.fang", create_play, stages="1",
        values={
            "title_en": "Invite to the fair", "title_zh": "邀请参展", "on": "by_hand", "role": "R1", "due": "5",
            "department": str(world.cast.departments["marketing"]),
        },
    )  # fmt: skip
    assert key == "C01"
    assert plays(world["lin.yue"])[-1].key == "C01"
    with translation.override("zh-hans"):
        assert say(play(world["lin.yue"], key).title) == "邀请参展"


@pytest.mark.parametrize(
    ("values", "stages", "field"),
    [
        ({"title_en": ""}, "1", "title_en"), ({"on": "full moon"}, "1", "on"), ({"due": "x"}, "1", "due"),
        ({}, "", "stages"), ({}, "19", "stages"), ({"steps_en": "x\n" * 21}, "1", "steps_en"),
        ({"number": "9"}, "1", "number"),
    ],
)  # fmt: skip
def test_what_no_play_can_be_is_refused_at_its_field(
    world: World, values: dict[str, str], stages: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        world.do("wang.fang", edit_play, key="P01", values=values, stages=stages)
    assert field in refused.value.fields
    assert play(world["lin.yue"], "P01").edition.number == 0


def test_a_step_of_the_process_is_proved_from_level_3_on_and_the_proof_can_be_taken_back(world: World) -> None:
    values = {"proof": "Three people named at the visit"}
    with pytest.raises((Denied, NotFound)):
        world.do("marta.nowak", record_proof, customer=world.hengtong, item="init.buyers", values=values)
    key = world.do("lin.yue", record_proof, customer=world.hengtong, item="init.buyers", values=values)
    again = world.do("lin.yue", record_proof, customer=world.hengtong, item="init.buyers", values={"proof": "Four"})
    assert again == key
    (row,) = view(world["lin.yue"], resources.PROOFS).of_customer(world.hengtong).all(5)
    assert (row["item"], row["proof"]) == ("init.buyers", "Four")
    assert view(world["marta.nowak"], resources.PROOFS).of_customer(world.hengtong).all(5) == []
    with pytest.raises(NotFound):
        world.do("lin.yue", record_proof, customer=world.hengtong, item="init.nothing", values=values)
    assert world.do("lin.yue", take_back_proof, customer=world.hengtong, item="init.buyers")
    assert not world.do("lin.yue", take_back_proof, customer=world.hengtong, item="init.buyers")
