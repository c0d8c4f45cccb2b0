"""Groups of companies: no loops, no depths without end, and nothing shown of what is hidden."""

import pytest

from guanxi.access.reading import view
from guanxi.customers.actions import set_parent
from guanxi.customers.groups import DEEPEST, ancestors, descendants
from guanxi.customers.models import Customer
from guanxi.customers.queries import group_keys, group_tree, subsidiaries_of
from guanxi.customers.resources import CUSTOMERS
from guanxi.customers.sharing import restrict_customer
from guanxi.errors import Denied, Invalid, NotFound
from tests.access.cast import Cast
from tests.customers.doing import NOW, customer, do


def test_no_customer_stands_above_itself_by_any_way_round(cast: Cast) -> None:
    lin = cast["lin.yue"]
    keys = [customer(lin, f"Firm {number}") for number in range(4)]
    for child, parent in zip(keys[1:], keys, strict=False):
        assert do(lin, set_parent, customer=child, parent=parent)
    assert not do(lin, set_parent, customer=keys[1], parent=keys[0]), "it stands there already"
    assert ancestors(keys[3]) == [keys[2], keys[1], keys[0]]
    assert descendants(keys[0]) == keys[1:]
    for parent in keys:
        with pytest.raises(Invalid):
            do(lin, set_parent, customer=keys[0], parent=parent)
    for wrong in (keys[0] + 1, -1):
        with pytest.raises(Invalid):
            do(lin, set_parent, customer=keys[0], parent=wrong)
    with pytest.raises(Denied):
        do(cast["sofia.berg"], set_parent, customer=keys[3], parent=None)
    do(lin, set_parent, customer=keys[2], parent=None)
    do(lin, set_parent, customer=keys[0], parent=keys[3])
    assert ancestors(keys[1]) == [keys[0], keys[3], keys[2]]


def test_a_group_has_eight_floors_at_most(cast: Cast) -> None:
    lin = cast["lin.yue"]
    keys = [customer(lin, f"Floor {number}") for number in range(DEEPEST + 1)]
    for child, parent in zip(keys[1:DEEPEST], keys, strict=False):
        do(lin, set_parent, customer=child, parent=parent)
    with pytest.raises(Invalid):
        do(lin, set_parent, customer=keys[DEEPEST], parent=keys[DEEPEST - 1])
    with pytest.raises(Invalid):
        do(lin, set_parent, customer=keys[0], parent=keys[DEEPEST])
    assert Customer.objects.get(pk=keys[0]).parent_id is None


def test_the_tree_of_a_group_shows_each_floor_by_name(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    holding, steel, wire, depot = (customer(lin, name) for name in ("Holding", "Steel", "Wire", "Depot"))
    for child, parent in ((steel, holding), (wire, holding), (depot, steel)):
        do(lin, set_parent, customer=child, parent=parent)
    for actor in (lin, amara):
        tree = group_tree(actor, depot)
        assert [(node.name, node.depth, node.is_this) for node in tree] == [
            ("Holding", 0, False), ("Steel", 1, False), ("Depot", 2, True), ("Wire", 1, False),
        ]  # fmt: skip
    assert [row["name"] for row in subsidiaries_of(lin, holding, on=NOW)] == ["Steel", "Wire"]
    assert set(group_keys(lin, steel)) == {steel, depot}
    assert group_keys(amara, steel) == [], "of an indirect reader no timeline"


def test_a_hidden_parent_is_not_there_and_leads_nowhere(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    holding, steel, wire = (customer(lin, name) for name in ("Holding", "Steel", "Wire"))
    for child in (steel, wire):
        do(lin, set_parent, customer=child, parent=holding)
    assert view(sofia, CUSTOMERS).get(steel)["parent"].label == "Holding"
    assert view(sofia, CUSTOMERS).filter("parent", "is", str(holding)).count() == 2
    do(lin, restrict_customer, customer=holding, named=[])
    assert view(sofia, CUSTOMERS).get(steel)["parent"] is None
    assert view(sofia, CUSTOMERS).filter("parent", "is", str(holding)).count() == 0
    assert view(sofia, CUSTOMERS).filter("parent", "empty").count() == 2
    assert [node.name for node in group_tree(sofia, steel)] == ["Steel"]
    with pytest.raises(NotFound):
        group_tree(sofia, holding)
    with pytest.raises(NotFound):
        group_tree(sofia, 7)
    with pytest.raises(Invalid):
        do(sofia, set_parent, customer=customer(sofia, "Mine"), parent=holding)
    assert [node.name for node in group_tree(lin, steel)] == ["Holding", "Steel", "Wire"]
