"""Who leaves hands over."""

import pytest

from guanxi.access.actors import load_actor
from guanxi.access.levels import Level
from guanxi.access.models import AuditEvent, Involvement, User
from guanxi.access.policy import level_on
from guanxi.activities.models import Task
from guanxi.activities.task_actions import create_task
from guanxi.customers.binning import bin_customer, restore_customer
from guanxi.customers.handover import hand_over
from guanxi.customers.models import Customer
from guanxi.customers.sharing import restrict_customer, share_customer
from guanxi.errors import Denied, Invalid
from tests.access.cast import Cast
from tests.customers.doing import customer, do
from tests.customers.states import state


def test_everything_of_a_leaver_goes_to_his_successor_in_one_action(cast: Cast) -> None:
    lin, sofia, tom = cast["lin.yue"], cast["sofia.berg"], cast["tom.hale"]
    mine = [customer(lin, f"Firm {number}") for number in range(3)]
    secret, binned, hers = customer(lin, "Secret"), customer(lin, "Binned"), customer(sofia, "Hers")
    do(lin, restrict_customer, customer=secret, named=[])
    do(lin, bin_customer, customer=binned)
    do(sofia, share_customer, customer=hers, principal=lin.user_id, principal_kind="user", level=3, reason="Holiday")
    do(lin, create_task, customer=mine[0], values={"title": "Ring them"})
    before = state()
    for actor in (lin, sofia, cast["chen.wei"]):
        with pytest.raises(Denied):
            do(actor, hand_over, leaver=lin.user_id, successor=sofia.user_id)
    for wrong in (lin.user_id, 7):
        with pytest.raises(Invalid):
            do(tom, hand_over, leaver=lin.user_id, successor=wrong)
    assert state() == before

    done = do(tom, hand_over, leaver=lin.user_id, successor=sofia.user_id)
    assert done.customers == 5
    assert sum(done.more.values()) == 1
    assert set(Customer.objects.values_list("owner_id", flat=True)) == {sofia.user_id}
    assert Task.objects.get().owner_id == sofia.user_id
    for key in (*mine, secret):
        assert level_on(sofia, key) == Level.FULL
    assert not Involvement.objects.filter(principal=lin.user_id).exists()
    assert not User.objects.get(pk=lin.user_id).is_active
    with pytest.raises(Denied):
        load_actor(lin.user_id)
    assert AuditEvent.objects.filter(kind="handed over", record=lin.user_id).exists()
    do(sofia, restore_customer, customer=binned)
    assert level_on(sofia, binned) == Level.FULL
