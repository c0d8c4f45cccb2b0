"""The bin of customers: out of everything, back with everything, gone for good after 30 days."""

from datetime import timedelta

import pytest

from guanxi.access.models import AuditEvent, Change, Involvement
from guanxi.access.policy import level_on
from guanxi.access.reading import view
from guanxi.activities.actions import log_activity
from guanxi.activities.models import Activity
from guanxi.customers.actions import edit_customer, set_parent
from guanxi.customers.binning import KEPT, bin_customer, bin_customers, purge_customers, purge_people, restore_customer
from guanxi.customers.details import add_name
from guanxi.customers.merging import merge_customers
from guanxi.customers.models import Customer, MatchKey
from guanxi.customers.people_actions import affiliate_person, bin_person, create_person
from guanxi.customers.people_models import Affiliation, Erasure, Person
from guanxi.customers.resources import BINNED_CUSTOMERS, CUSTOMERS, PEOPLE, SUMMARIES
from guanxi.errors import Denied, NotFound
from tests.access.cast import Cast
from tests.customers.doing import NOW, customer, do, recorded, take_back
from tests.customers.states import state


def test_what_is_in_the_bin_is_nowhere_else_and_comes_back_whole(cast: Cast) -> None:
    lin, sofia = cast["lin.yue"], cast["sofia.berg"]
    key = customer(lin, "Lübbenstein Armaturenhandel e.K.")
    do(lin, create_person, customer=key, values={"name": "Bo Berg"})
    with pytest.raises(Denied):
        do(sofia, bin_customer, customer=key)
    before = state()
    change = recorded(lin, bin_customer, customer=key)
    for resource in (CUSTOMERS, SUMMARIES, PEOPLE):
        assert not view(lin, resource).exists()
        assert not view(lin, resource).search("berg").exists()
    assert not view(lin, CUSTOMERS).search("Lübbenstein").exists()
    assert level_on(lin, key) == 0
    assert not MatchKey.objects.exists()
    with pytest.raises(NotFound):
        do(lin, edit_customer, customer=key, values={"city": "X"})
    (row,) = view(lin, BINNED_CUSTOMERS).all()
    assert (row["name"], row["deleted_by"].label) == ("Lübbenstein Armaturenhandel e.K.", "Lin Yue 林悦")
    for other in (sofia, cast["amara.diallo"], cast["tom.hale"]):
        assert not view(other, BINNED_CUSTOMERS).exists()
        with pytest.raises(NotFound):
            do(other, restore_customer, customer=key)
    do(lin, restore_customer, customer=key)
    assert state() == before
    with pytest.raises(NotFound):
        do(lin, restore_customer, customer=key)
    take_back(lin, recorded(lin, bin_customer, customer=key))
    assert state() == before
    assert change


def test_the_bin_of_many_takes_what_the_level_allows(cast: Cast) -> None:
    lin = cast["lin.yue"]
    mine, other = customer(lin, "Mine"), customer(cast["sofia.berg"], "Other")
    done = do(lin, bin_customers, customers=[mine, other])
    assert (done.changed, done.left) == (1, [other])


def test_after_30_days_a_customer_goes_with_all_that_hangs_on_it(cast: Cast) -> None:
    lin = cast["lin.yue"]
    key, alias, below, stays = (customer(lin, name) for name in ("Gone GmbH", "Gone", "Below", "Stays"))
    do(lin, merge_customers, winner=key, loser=alias)
    do(lin, set_parent, customer=below, parent=key)
    do(lin, add_name, customer=key, values={"name": "G"})
    only = do(lin, create_person, customer=key, values={"name": "Quendolina Only"})
    both = do(lin, create_person, customer=key, values={"name": "Bo Both"})
    do(lin, affiliate_person, person=both, customer=stays)
    do(lin, log_activity, customer=key, values={"kind": "note", "subject": "Last words"})
    do(lin, bin_customer, customer=key)
    on_its_day = NOW + KEPT
    assert purge_customers(before=on_its_day - KEPT, now=on_its_day) == 0
    later = on_its_day + timedelta(seconds=1)
    assert purge_customers(before=later - KEPT, now=later) == 1
    assert set(Customer.objects.values_list("pk", flat=True)) == {below, stays}
    assert Customer.objects.get(pk=below).parent_id is None
    assert not Activity.objects.exists()
    assert Erasure.objects.get().person == only
    assert list(Affiliation.objects.values_list("person_id", "customer_id")) == [(both, stays)]
    for table in (Involvement, Change):
        assert not table._default_manager.filter(customer__in=[key, alias]).exists()
    assert AuditEvent.objects.filter(kind="customer purged", record=key).exists()
    assert purge_customers(before=later, now=later) == 0


def test_after_30_days_somebody_in_the_bin_is_erased(cast: Cast) -> None:
    lin = cast["lin.yue"]
    person = do(lin, create_person, customer=customer(lin), values={"name": "Quendolina Vögelein"})
    do(lin, bin_person, person=person)
    assert purge_people(before=NOW, now=NOW) == 0
    assert purge_people(before=NOW + timedelta(seconds=1), now=NOW) == 1
    assert Person.objects.get().erased_at == NOW
    assert purge_people(before=NOW + timedelta(seconds=1), now=NOW) == 0
