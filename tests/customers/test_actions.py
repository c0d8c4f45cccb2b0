"""Creating, editing and giving away customers."""

import pytest

from guanxi.access.levels import InvolvementKind, Level
from guanxi.access.models import Change, Involvement
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.customers.actions import (
    assign_customers,
    assign_owner,
    create_customer,
    edit_customer,
    edit_customers,
    set_team,
    take_customer,
)
from guanxi.customers.models import Customer, CustomerText
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.errors import Conflict, Denied, Invalid, NotFound, UnknownField
from tests.access.cast import Cast
from tests.customers.doing import NOW, customer, do, recorded, take_back


def test_sales_creates_as_owner_and_marketing_without_one(cast: Cast) -> None:
    mine = customer(cast["lin.yue"], "Ostermark Getriebe GmbH", country="Germany", notes="Met at the fair")
    row = view(cast["lin.yue"], CUSTOMERS).get(mine)
    assert (row["owner"].label, row["country"], row["notes"]) == ("Lin Yue 林悦", "DE", "Met at the fair")
    assert row["team"].label == "Key accounts"
    assert row["department"].label == "Sales"
    assert level_on(cast["lin.yue"], mine) == Level.FULL

    theirs = customer(cast["marta.nowak"], "Talgrund Anlagenbau GmbH")
    assert Customer.objects.get(pk=theirs).owner_id is None
    assert level_on(cast["marta.nowak"], theirs) == Level.INDIRECT
    assert level_on(cast["lin.yue"], theirs) == Level.EDIT, "so that somebody can take it"
    for nobody in ("tom.hale", "ines.costa"):
        with pytest.raises(Denied):
            customer(cast[nobody])


def test_a_name_is_asked_for_and_every_wrong_value_is_named_at_once(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        do(cast["lin.yue"], create_customer, values={"country": "Atlantis", "website": "no address"})
    assert set(refused.value.fields) == {"name", "country", "website"}
    with pytest.raises(UnknownField):
        customer(cast["lin.yue"], phase="strategic")
    with pytest.raises(Invalid):
        customer(cast["lin.yue"], owner="1")
    assert not Customer.objects.exists()
    assert not Change.objects.filter(model__startswith="customers.").exists()


def test_a_name_is_sorted_by_pinyin_among_latin_names(cast: Cast) -> None:
    lin = cast["lin.yue"]
    for name in ("Zwaluwdijk B.V.", "成都岷溪制药装备有限公司", "Ärmel AG", "Brandvik AS"):
        customer(lin, name)
    names = [row["name"] for row in view(lin, CUSTOMERS).all()]
    assert names == ["Ärmel AG", "Brandvik AS", "成都岷溪制药装备有限公司", "Zwaluwdijk B.V."]
    assert view(lin, CUSTOMERS).filter("name", "has", "岷溪").all()[0]["pinyin"].startswith("cheng du min xi")


def test_editing_is_for_level_3_and_a_hidden_customer_is_not_found(cast: Cast) -> None:
    key = customer(cast["lin.yue"])
    do(cast["lin.yue"], edit_customer, customer=key, values={"city": "Schweinfurt"})
    with pytest.raises(Denied):
        do(cast["sofia.berg"], edit_customer, customer=key, values={"city": "Berlin"})
    for blind in ("marta.nowak", "tom.hale"):
        with pytest.raises(NotFound):
            do(cast[blind], edit_customer, customer=key, values={"city": "Berlin"})
    with pytest.raises(NotFound):
        do(cast["lin.yue"], edit_customer, customer=key + 1, values={"city": "Berlin"})
    assert Customer.objects.get(pk=key).city == "Schweinfurt"


def test_two_who_edit_the_same_field_are_told_and_two_who_edit_others_are_not(cast: Cast) -> None:
    lin, chen = cast["lin.yue"], cast["chen.wei"]
    key = customer(lin, city="Schweinfurt", notes="first")
    version = view(lin, CUSTOMERS).get(key).version
    do(lin, edit_customer, customer=key, version=version, values={"city": "Bamberg", "notes": "by Lin"})
    do(chen, edit_customer, customer=key, version=version, values={"region": "Bayern"})
    with pytest.raises(Conflict) as conflict:
        do(chen, edit_customer, customer=key, version=version, values={"city": "Coburg", "notes": "by Chen"})
    assert conflict.value.fields == {"city": ("Bamberg", "Coburg"), "notes": ("by Lin", "by Chen")}
    row = view(lin, CUSTOMERS).get(key)
    assert (row["city"], row["region"], row["notes"]) == ("Bamberg", "Bayern", "by Lin")


def test_the_summary_changes_its_version_only_with_its_own_fields(cast: Cast) -> None:
    lin, marta = cast["lin.yue"], cast["marta.nowak"]
    key = customer(lin, country="DE")
    before = view(marta, SUMMARIES).get(key)
    do(lin, edit_customer, customer=key, values={"city": "Bamberg", "notes": "secret talks", "own_code": "C1"})
    assert view(marta, SUMMARIES).get(key) == before
    do(lin, edit_customer, customer=key, values={"industry": "machinery"})
    after = view(marta, SUMMARIES).get(key)
    assert after.version == before.version + 1
    assert set(after.values) == {
        "name", "country", "industry", "department", "owner", "owner_email", "owner_phone", "last_touched",
        "stage", "band", "direction",
    }  # fmt: skip


def test_a_customer_is_given_away_from_level_4_and_who_shares_it_keeps_his_part(cast: Cast) -> None:
    lin, sofia, chen = cast["lin.yue"], cast["sofia.berg"], cast["chen.wei"]
    key = customer(lin)
    with pytest.raises(Denied):
        do(sofia, assign_owner, customer=key, owner=sofia.user_id)
    assert do(lin, assign_owner, customer=key, owner=sofia.user_id, keep_team=False)
    assert level_on(sofia, key) == Level.FULL
    assert level_on(lin, key) == Level.READ
    assert not do(chen, assign_owner, customer=key, owner=sofia.user_id), "he owns it already"
    do(chen, assign_owner, customer=key, owner=None)
    kinds = set(Involvement.objects.filter(customer=key).values_list("kind", flat=True))
    assert kinds == {InvolvementKind.NOBODY, InvolvementKind.TEAM}
    with pytest.raises(Invalid):
        do(chen, assign_owner, customer=key, owner=12345)


def test_a_customer_without_owner_is_taken_by_sales_alone(cast: Cast) -> None:
    key = customer(cast["marta.nowak"])
    with pytest.raises(NotFound):
        do(cast["amara.diallo"], take_customer, customer=key)
    do(cast["lin.yue"], take_customer, customer=key)
    with pytest.raises((Invalid, Denied)):
        do(cast["sofia.berg"], take_customer, customer=key)
    assert Customer.objects.get(pk=key).owner_id == cast["lin.yue"].user_id


def test_many_are_edited_as_far_as_rights_go_and_undone_together(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    mine = [customer(lin, f"Firm {number}") for number in range(3)]
    other = customer(sofia, "Brandvik AS")
    done = do(lin, edit_customers, customers=[*mine, other], values={"industry": "metals"})
    assert (done.changed, done.left) == (3, [other])
    change = recorded(lin, edit_customers, customers=mine, values={"industry": "food"})
    take_back(lin, change)
    assert set(Customer.objects.filter(pk__in=mine).values_list("industry", flat=True)) == {"metals"}
    assert do(lin, assign_customers, customers=[*mine, other], owner=sofia.user_id).left == [other]


def test_an_undone_edit_is_put_back_and_a_later_edit_is_not_overwritten(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key = customer(lin, city="Bamberg", notes="before")
    change = recorded(lin, edit_customer, customer=key, values={"city": "Coburg", "notes": "after"})
    take_back(lin, change)
    row = view(lin, CUSTOMERS).get(key)
    assert (row["city"], row["notes"]) == ("Bamberg", "before")


def test_creating_can_be_undone_while_nothing_hangs_on_it(cast: Cast) -> None:
    lin = cast["lin.yue"]
    change = recorded(lin, create_customer, values={"name": "Talgrund", "notes": "x", "country": "DE"}, on=NOW)
    take_back(lin, change)
    assert not Customer.objects.exists()
    assert not Involvement.objects.exists()
    assert not CustomerText.objects.exists()


def test_a_team_edits_its_customers_and_its_lead_does_everything(cast: Cast) -> None:
    lin, sofia, chen = cast["lin.yue"], cast["sofia.berg"], cast["chen.wei"]
    key = customer(lin)
    with pytest.raises(Denied):
        do(sofia, set_team, customer=key, team=cast.teams["Europe"])
    do(lin, set_team, customer=key, team=cast.teams["Europe"])
    assert level_on(sofia, key) == Level.EDIT
    assert level_on(chen, key) == Level.FULL
    with pytest.raises(Invalid):
        do(lin, set_team, customer=key, team=7)
