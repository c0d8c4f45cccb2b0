"""Who may take back what he once did: who might do it still."""

import pytest

from guanxi.access.directory_actions import (
    add_custom_field,
    edit_user,
    set_own_customers_only,
)
from guanxi.access.levels import Level
from guanxi.access.models import User
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.activities.actions import log_activity
from guanxi.activities.task_actions import complete_task, create_task
from guanxi.customers.actions import assign_owner, create_customer, edit_customer, set_team
from guanxi.customers.models import Customer
from guanxi.customers.resources import CUSTOMERS
from guanxi.customers.sharing import end_share, restrict_customer, share_customer
from guanxi.errors import Denied, Refused
from guanxi.records.tags import create_tag, edit_tag
from tests.access.cast import Cast
from tests.customers.doing import customer, do, recorded, take_back


def test_no_undo_gives_anybody_power_back(cast: Cast) -> None:
    tom, chen = cast["tom.hale"], cast["chen.wei"]
    do(tom, edit_user, user=chen.user_id, values_by_name={"is_administrator": True})
    change = recorded(tom, edit_user, user=tom.user_id, values_by_name={"is_administrator": False})
    with pytest.raises((Denied, Refused)):
        take_back(cast["tom.hale"], change)
    assert not User.objects.get(pk=tom.user_id).is_administrator
    own = recorded(cast["chen.wei"], set_own_customers_only, own_only=True)
    with pytest.raises(Refused) as refused:
        take_back(cast["chen.wei"], own)
    assert refused.value.code == "lasts"


def test_who_is_no_administrator_any_more_takes_no_setting_back(cast: Cast) -> None:
    tom, chen = cast["tom.hale"], cast["chen.wei"]
    tag = do(tom, create_tag, name="Key")
    changes = [
        recorded(tom, add_custom_field, resource="customers", slug="colour", label_en="Colour", kind="text"),
        recorded(tom, edit_tag, tag=tag, name="Important"),
    ]
    do(tom, edit_user, user=chen.user_id, values_by_name={"is_administrator": True})
    do(tom, edit_user, user=tom.user_id, values_by_name={"is_administrator": False})
    for change in changes:
        with pytest.raises(Denied):
            take_back(cast["tom.hale"], change)


def test_who_may_share_no_more_opens_nothing_by_an_undo(cast: Cast) -> None:
    lin, sofia, tom = cast["lin.yue"], cast["sofia.berg"], cast["tom.hale"]
    do(tom, set_own_customers_only, own_only=True)
    key = customer(lin)
    share = {"customer": key, "principal": lin.user_id, "principal_kind": "user", "reason": "Mine"}
    do(lin, share_customer, level=Level.FULL, **share)
    ended = recorded(lin, end_share, customer=key, principal=lin.user_id)
    do(lin, set_team, customer=key, team=None)
    do(lin, assign_owner, customer=key, owner=sofia.user_id, keep_team=False)
    assert level_on(cast["lin.yue"], key) == Level.INDIRECT
    with pytest.raises(Denied):
        take_back(cast["lin.yue"], ended)
    do(sofia, share_customer, level=Level.EDIT, **share)
    with pytest.raises(Denied):
        take_back(cast["lin.yue"], ended)
    assert level_on(cast["lin.yue"], key) == Level.EDIT


def test_who_was_taken_off_a_restricted_customer_puts_nobody_on_it(cast: Cast) -> None:
    lin, sofia, wang = cast["lin.yue"], cast["sofia.berg"], cast["wang.fang"]
    key = customer(lin)
    do(lin, restrict_customer, customer=key, named={sofia.user_id: 4, wang.user_id: 4})
    change = recorded(sofia, restrict_customer, customer=key, named=[])
    do(lin, restrict_customer, customer=key, named=[])
    assert level_on(cast["sofia.berg"], key) == Level.NONE
    with pytest.raises(Denied):
        take_back(cast["sofia.berg"], change)
    assert level_on(cast["wang.fang"], key) == Level.NONE


def test_from_the_first_level_on_one_takes_back_ones_own_entries_alone(cast: Cast) -> None:
    lin, amara = cast["lin.yue"], cast["amara.diallo"]
    key = customer(lin)
    logged = recorded(amara, log_activity, customer=key, values={"kind": "call", "subject": "A call"})
    take_back(amara, logged)
    task = do(lin, create_task, customer=key, owner=amara.user_id, values={"title": "Look", "due": "2026-12-01"})
    done = recorded(amara, complete_task, task=task)
    take_back(amara, done)
    do(lin, share_customer, customer=key, principal=amara.user_id, principal_kind="user", level=3, reason="A case")
    edited = recorded(amara, edit_customer, customer=key, values={"city": "Kiel"})
    do(lin, end_share, customer=key, principal=amara.user_id)
    with pytest.raises(Denied):
        take_back(cast["amara.diallo"], edited)


def test_what_others_filled_in_since_is_not_undone_with_the_record(cast: Cast) -> None:
    lin, chen = cast["lin.yue"], cast["chen.wei"]
    made = recorded(lin, create_customer, values={"name": "Solo"})
    (key,) = Customer.objects.values_list("pk", flat=True)
    do(chen, edit_customer, customer=key, values={"city": "Kiel"})
    with pytest.raises(Refused, match="City"):
        take_back(lin, made)
    assert view(chen, CUSTOMERS).get(key)["city"] == "Kiel"
