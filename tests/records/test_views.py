"""Saved views: normalised, checked against the list, shared with whom their owner says."""

import pytest

from guanxi.access.reading import view
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.errors import Denied, GuanxiError, Invalid, NotFound, UnknownField
from guanxi.records.models import SavedView
from guanxi.records.resources import SAVED_VIEWS
from guanxi.records.views import edit_view, find_view, normalised_query, remove_view, save_view, saved_views
from tests.activities.world import World


def names(world: World, who: str) -> list[str]:
    return [found.name for found in saved_views(world[who], CUSTOMERS)[CUSTOMERS.name]]


def save(world: World, who: str, name: str, query: str = "f=country:is:CN", **inputs: object) -> int:
    return int(world.do(who, save_view, resource=CUSTOMERS, name=name, query=query, **inputs))


@pytest.mark.parametrize(
    ("query", "normal"),
    [
        ("", ""),
        ("?q=+heng+&after=abc&page=3", "q=heng"),
        ("sort=-name&f=country:is:CN&f=country:is:CN&q=x", "q=x&f=country%3Ais%3ACN&sort=-name"),
        ("view=board&utm_source=mail", "view=board"),
        ("view=%3Cscript%3E", ""),
    ],
)
def test_a_query_has_one_form(world: World, query: str, normal: str) -> None:
    assert normalised_query(world["lin.yue"], CUSTOMERS, query) == normal
    assert normalised_query(world["lin.yue"], CUSTOMERS, normal) == normal


@pytest.mark.parametrize(
    "query",
    [
        "f=password:is:x", "f=name", "f=name:like:x", "sort=initials", "f=country:is:Atlantis", "f=since:is:soon",
        "q=%00", "q=%ED%A0%80", "&".join(f"f=name:is:{n}" for n in range(13)), "&".join(f"a{n}=1" for n in range(99)),
        "q=" + "x" * 9000,
    ],
)  # fmt: skip
def test_what_the_list_cannot_be_asked_is_not_saved(world: World, query: str) -> None:
    with pytest.raises(GuanxiError):
        save(world, "lin.yue", "x", query)
    assert not SavedView.objects.exists()


def test_a_view_is_found_by_whom_it_is_shared_with(world: World) -> None:
    save(world, "lin.yue", "mine")
    save(world, "lin.yue", "team", sharing="team")
    save(world, "lin.yue", "all", sharing="all")
    assert set(names(world, "lin.yue")) == {"mine", "team", "all"}
    assert set(names(world, "chen.wei")) == {"team", "all"}  # who leads it belongs to it
    assert names(world, "sofia.berg") == names(world, "ines.costa") == ["all"]


def test_a_team_view_needs_a_team_of_ones_own(world: World) -> None:
    europe, accounts = world.cast.teams["Europe"], world.cast.teams["Key accounts"]
    with pytest.raises(Invalid):
        save(world, "lin.yue", "x", sharing="team", team=europe)
    with pytest.raises(Invalid):
        save(world, "chen.wei", "x", sharing="team")  # of two he must say which
    with pytest.raises(Invalid):
        save(world, "marta.nowak", "x", sharing="team")
    save(world, "chen.wei", "x", sharing="team", team=accounts)
    assert names(world, "lin.yue") == ["x"]
    assert names(world, "sofia.berg") == []


def test_a_shared_view_that_asks_for_what_one_may_not_read_is_not_there(world: World) -> None:
    """The list of summaries knows no region; a view over it cannot be saved, and a shared one of money would vanish."""
    with pytest.raises(UnknownField):
        world.do("lin.yue", save_view, resource=SUMMARIES, name="x", query="f=region:is:Jiangsu")
    from guanxi.access.directory_actions import set_reads

    save(world, "lin.yue", "by notes", "f=notes:empty:no", columns=["name", "notes"], sharing="all")
    save(world, "lin.yue", "by name", "sort=name", columns=["name", "notes"], sharing="all")
    assert set(names(world, "wang.fang")) == {"by notes", "by name"}
    world.do("tom.hale", set_reads, department=world.cast.departments["management"], reads={"free_text": 3})
    (found,) = saved_views(world["wang.fang"], CUSTOMERS)[CUSTOMERS.name]
    assert (found.name, found.columns) == ("by name", ("name",))


def test_a_view_is_changed_and_removed_by_its_owner_alone(world: World) -> None:
    key = save(world, "lin.yue", "all", sharing="all")
    hidden = save(world, "lin.yue", "mine")
    for what, inputs in ((edit_view, {"resource": CUSTOMERS, "name": "yours"}), (remove_view, {})):
        with pytest.raises(Denied):
            world.do("sofia.berg", what, saved_view=key, **inputs)
        with pytest.raises(NotFound):
            world.do("sofia.berg", what, saved_view=hidden, **inputs)
    world.do("lin.yue", edit_view, saved_view=key, resource=CUSTOMERS, name="everybody", query="sort=name")
    found = find_view(world["sofia.berg"], CUSTOMERS, key)
    assert (found.name, found.query, found.is_own, found.owner) == ("everybody", "sort=name", False, "Lin Yue 林悦")
    with pytest.raises(Invalid):
        world.do("lin.yue", edit_view, saved_view=key, resource=CUSTOMERS, name="mine")
    world.do("lin.yue", remove_view, saved_view=key)
    with pytest.raises(NotFound):
        find_view(world["sofia.berg"], CUSTOMERS, key)


def test_saving_under_the_same_name_replaces(world: World) -> None:
    first = save(world, "lin.yue", "mine")
    assert save(world, "lin.yue", "mine", "sort=-name", columns=["name", "country"]) == first
    found = find_view(world["lin.yue"], CUSTOMERS, first)
    assert (found.query, found.columns) == ("sort=-name", ("name", "country"))
    with pytest.raises(UnknownField):
        save(world, "lin.yue", "other", columns=["password"])
    assert view(world["lin.yue"], SAVED_VIEWS).count() == 1
