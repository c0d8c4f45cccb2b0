"""Groups of companies: who belongs to whom. A tree of at most eight floors, without loops."""

from typing import Final

from django.db import connection
from django.utils.translation import gettext as _

from guanxi.access.writing import Work
from guanxi.customers.models import Customer
from guanxi.errors import Conflict, Invalid, NotFound

DEEPEST: Final = 8
_BIGGEST: Final = 5000


def place_under(work: Work, customer: int, parent: int | None) -> bool:
    """Stores the parent; for actions that were allowed already. False where it is that already.

    The customer and all from the new parent upwards are locked, in the order of their keys, and looked at again under
    the lock: of two who build the two halves of a loop the second one sees the first, and neither waits for the other.
    """
    held = _lock(customer, parent)
    found = held.get(customer)
    if found is None or found.deleted_at is not None or found.merged_into_id is not None:
        raise NotFound(_("There is no such record, or it is not open to you."))
    if found.parent_id == parent:
        return False
    if parent is not None:
        chosen = held.get(parent)
        if chosen is None or chosen.deleted_at is not None or chosen.merged_into_id is not None:
            raise Invalid({"parent": _("Choose one from the list.")})
        above = ancestors(parent)
        if not held.keys() >= set(above):
            raise Conflict(_("Somebody is changing this group at the moment. Try again."), {}, None)
        if customer in (parent, *above):
            raise Invalid({"parent": _("That would be a loop: this customer stands above the one you chose.")})
        if len(above) + 1 + floors(customer) > DEEPEST:
            raise Invalid({"parent": _("A group has at most %(most)d floors.") % {"most": DEEPEST}})
    return work.change(found, parent_id=parent)


def _lock(customer: int, parent: int | None) -> dict[int, Customer]:
    wanted = {customer} if parent is None else {customer, parent, *ancestors(parent)}
    rows = Customer.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    return {row.pk: row for row in rows}


def ancestors(customer: int) -> list[int]:
    """The keys above a customer, the next one first; one statement."""
    return [key for key, floor in _walk(customer, upwards=True) if floor > 0]


def descendants(customer: int) -> list[int]:
    """The keys below a customer, floor by floor; one statement."""
    return [key for key, floor in _walk(customer, upwards=False) if floor > 0]


def floors(customer: int) -> int:
    """How many floors a customer and what is below it have."""
    return 1 + max((floor for _key, floor in _walk(customer, upwards=False)), default=0)


def _walk(customer: int, *, upwards: bool) -> list[tuple[int, int]]:
    """(key, floors away), the customer itself with 0. The limits end the walk even in a damaged table."""
    step = "c.id = w.parent_id" if upwards else "c.parent_id = w.id"
    # No part of the text comes from outside.
    statement = f"""
        WITH RECURSIVE walk (id, parent_id, floor) AS (
            SELECT id, parent_id, 0 FROM customers_customer WHERE id = %s
            UNION ALL
            SELECT c.id, c.parent_id, w.floor + 1 FROM customers_customer c JOIN walk w ON {step} WHERE w.floor < %s
        )
        SELECT id, floor FROM walk ORDER BY floor, id LIMIT %s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [customer, 2 * DEEPEST, _BIGGEST])
        return [(key, floor) for key, floor in cursor.fetchall()]
