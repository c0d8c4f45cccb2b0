"""Tags: open words on records that are not."""

import pytest

from guanxi.access.reading import view
from guanxi.customers.people_resources import PEOPLE
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import Denied, Invalid, NotFound, Refused
from guanxi.records.models import COLOURS, Tag, Tagging
from guanxi.records.resources import TAGS
from guanxi.records.tags import all_tags, create_tag, edit_tag, remove_tag, tag_records
from tests.activities.world import World


def tags_of(world: World, who: str, customer: int) -> list[str]:
    return [tag.label for tag in view(world[who], CUSTOMERS).get(customer)["tags"]]


def test_everybody_makes_tags_and_only_administrators_change_them(world: World) -> None:
    tag = world.do("marta.nowak", create_tag, name="Fair", name_zh="展会")
    assert [row["name"] for row in all_tags(world["ines.costa"])] == ["Fair"]
    for what, inputs in ((edit_tag, {"name": "Fairs"}), (remove_tag, {})):
        with pytest.raises(Denied):
            world.do("lin.yue", what, tag=tag, **inputs)
    world.do("tom.hale", edit_tag, tag=tag, name="Fairs", colour=3)
    assert [(row["name"], row["name_zh"], row["colour"]) for row in all_tags(world["lin.yue"])] == [
        ("Fairs", "展会", 3)
    ]


def test_a_tag_that_people_take_for_the_same_is_the_same(world: World) -> None:
    tag = world.do("lin.yue", create_tag, name="Fair", name_zh="展会")
    for written in ("fair", " FAIR ", "Ｆａｉｒ", "展会"):
        assert world.do("sofia.berg", create_tag, name=written) == tag
    other = world.do("lin.yue", create_tag, name="", name_zh="老客户")
    assert view(world["lin.yue"], TAGS).get(other)["name"] == "老客户"
    with pytest.raises(Invalid):
        world.do("tom.hale", edit_tag, tag=other, name="fair")
    for wrong in ({"name": ""}, {"name": "x" * 61}, {"name": "x", "colour": COLOURS}):
        with pytest.raises(Invalid):
            world.do("lin.yue", create_tag, **wrong)


def test_records_are_tagged_from_level_3(world: World) -> None:
    tag = world.do("lin.yue", create_tag, name="Fair")
    tagged = {"resource": CUSTOMERS, "records": [world.hengtong], "add": [tag]}
    with pytest.raises(NotFound):
        world.do("amara.diallo", tag_records, **tagged)
    with pytest.raises(Denied):
        world.do("wang.fang", tag_records, **tagged)
    assert not Tagging.objects.exists()
    world.do("lin.yue", tag_records, **tagged)
    world.do("lin.yue", tag_records, **tagged)
    assert tags_of(world, "wang.fang", world.hengtong) == ["Fair"]
    assert view(world["lin.yue"], CUSTOMERS).filter("tags", "is", str(tag)).keys(5) == [world.hengtong]
    with pytest.raises(Invalid):
        world.do("lin.yue", tag_records, resource=CUSTOMERS, records=[world.hengtong], add=[99])


def test_many_are_tagged_together_or_none(world: World) -> None:
    tag = world.do("lin.yue", create_tag, name="Fair")
    both = [world.hengtong, world.nordlicht]
    with pytest.raises(Denied):
        world.do("lin.yue", tag_records, resource=CUSTOMERS, records=both, add=[tag])
    assert not Tagging.objects.exists()
    _none, change = world.do_recorded("chen.wei", tag_records, resource=CUSTOMERS, records=both, add=[tag])
    assert Tagging.objects.count() == 2
    world.undo("chen.wei", change)
    assert not Tagging.objects.exists()


def test_tags_come_off_and_people_wear_them_too(world: World) -> None:
    one, two = (world.do("lin.yue", create_tag, name=name) for name in ("one", "two"))
    world.do("lin.yue", tag_records, resource=PEOPLE, records=[world.zhao], add=[one, two])
    world.do("lin.yue", tag_records, resource=PEOPLE, records=[world.zhao], remove=[one])
    assert list(Tagging.objects.values_list("resource", "record", "tag")) == [("people", world.zhao, two)]


def test_removing_a_tag_takes_it_off_everything_and_can_be_undone(world: World) -> None:
    tag = world.do("lin.yue", create_tag, name="Fair")
    world.do("lin.yue", tag_records, resource=CUSTOMERS, records=[world.hengtong], add=[tag])
    worn, change = world.do_recorded("tom.hale", remove_tag, tag=tag)
    assert (worn, Tag.objects.count(), tags_of(world, "lin.yue", world.hengtong)) == (1, 0, [])
    world.undo("tom.hale", change)
    assert tags_of(world, "lin.yue", world.hengtong) == ["Fair"]


def test_a_tag_that_is_worn_meanwhile_is_not_undone(world: World) -> None:
    tag, change = world.do_recorded("lin.yue", create_tag, name="Fair")
    world.do("lin.yue", tag_records, resource=CUSTOMERS, records=[world.hengtong], add=[tag])
    with pytest.raises(Refused):
        world.undo("lin.yue", change)
    assert tags_of(world, "lin.yue", world.hengtong) == ["Fair"]
