"""The bin: what is put there can be taken out for 30 days, then it goes for good."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access import search
from guanxi.access.actors import Actor
from guanxi.access.audit import record_event
from guanxi.access.conditions import Inputs, any_user, on_customer
from guanxi.access.levels import InvolvementKind, Level, PrincipalKind
from guanxi.access.models import AccessRequest, Change, CustomValue, Involvement, Outbox
from guanxi.access.policy import level_on
from guanxi.access.writing import Work, action
from guanxi.customers.actions import Bulk, for_each, live_customer
from guanxi.customers.erasing import erase_data
from guanxi.customers.models import Customer
from guanxi.customers.parts import delete_with_all, hangs_on, parts_of
from guanxi.customers.people_models import Affiliation, Person
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import NotFound
from guanxi.records.files import remove_bytes
from guanxi.records.models import StoredFile, Tagging, Visit
from guanxi.records.resources import FILES

KEPT: Final = timedelta(days=30)

hangs_on("records.StoredFile", resource=FILES)


@action(label=gettext_lazy("Put the customer into the bin"), allow=on_customer(Level.FULL))
def bin_customer(work: Work, *, customer: int) -> bool:
    """Out of all lists, for everybody, with all that hangs on it; for 30 days it can be taken out again."""
    found = live_customer(work, customer)
    work.change(found, deleted_at=work.now, deleted_by_id=work.actor.user_id or None)
    work.involve(customer, 0, PrincipalKind.NOBODY, InvolvementKind.GONE)
    work.touch(CUSTOMERS, customer)
    return True


@action(label=gettext_lazy("Put many customers into the bin"), allow=any_user)
def bin_customers(work: Work, *, customers: Sequence[int]) -> Bulk:
    return for_each(work, customers, bin_customer)


def _from_bin(actor: Actor, inputs: Inputs) -> None:
    """Who could put it there; for everybody else there is nothing in the bin."""
    key = int(inputs["customer"])
    binned = Customer.objects.filter(pk=key, deleted_at__isnull=False).exists()
    if not binned or level_on(actor, key, even_gone=True) < Level.FULL:
        raise NotFound(_("There is no such record, or it is not open to you."))


@action(label=gettext_lazy("Take the customer out of the bin"), allow=_from_bin)
def restore_customer(work: Work, *, customer: int) -> bool:
    found = work.get(Customer, customer, deleted_at__isnull=False)
    work.change(found, deleted_at=None, deleted_by_id=None)
    work.release(customer, InvolvementKind.GONE)
    work.touch(CUSTOMERS, customer)
    return True


# ---- for good ----


def purge_customers(*, before: datetime, now: datetime, most: int = 20) -> int:
    """Deletes customers that went into the bin before a moment, with all that hangs on them, each in a transaction.

    Returns how many. People who had no other customer are erased. What remains is a line of the audit trail.
    """
    keys = Customer.objects.filter(deleted_at__lt=before).order_by("deleted_at").values_list("pk", flat=True)[:most]
    for key in list(keys):
        with transaction.atomic():
            if Customer.objects.select_for_update().filter(pk=key, deleted_at__lt=before).exists():
                _purge(key, now)
    return len(keys)


def _purge(customer: int, now: datetime) -> None:
    keys = [customer, *Customer.objects.filter(merged_into=customer).values_list("pk", flat=True)]
    people = set(Affiliation.objects.filter(customer__in=keys).values_list("person_id", flat=True))
    elsewhere = Affiliation.objects.filter(person__in=people).exclude(customer__in=keys)
    for person in Person.objects.filter(pk__in=people - set(elsewhere.values_list("person_id", flat=True))):
        if person.erased_at is None:
            erase_data(person.pk, now=now, by=None, reason="purged")
    record_event("customer purged", on=now, channel="job", resource="customers", record=customer)
    for key in keys:
        search.forget("customers", key)
        _forget_parts(key)
    CustomValue.objects.filter(field__resource="customers", record__in=keys).delete()
    for marks in (Tagging, Visit):
        marks._default_manager.filter(resource="customers", record__in=keys).delete()
    for notes in (Involvement, AccessRequest, Outbox, Change):
        notes._default_manager.filter(customer__in=keys).delete()
    Customer.objects.filter(merged_into=customer).update(merged_into=None)
    delete_with_all(Customer, keys)


def _forget_parts(customer: int) -> None:
    """What hung on it is found no more, and the bytes of its files go with it."""
    for part in parts_of(Customer):
        if part.resource is not None:
            for row in part.rows(customer).values_list("pk", flat=True):
                search.forget(part.resource.entries, row)
    for stored_as in StoredFile.objects.filter(customer=customer).values_list("stored_as", flat=True):
        transaction.on_commit(partial(remove_bytes, stored_as))


def purge_people(*, before: datetime, now: datetime, most: int = 50) -> int:
    """Erases people who went into the bin before a moment. Returns how many."""
    binned = Person.objects.filter(deleted_at__lt=before, erased_at__isnull=True).order_by("deleted_at")
    keys = list(binned.values_list("pk", flat=True)[:most])
    for key in keys:
        with transaction.atomic():
            if (
                Person.objects.select_for_update()
                .filter(pk=key, deleted_at__lt=before, erased_at__isnull=True)
                .exists()
            ):
                erase_data(key, now=now, by=None, reason="purged")
    return len(keys)
