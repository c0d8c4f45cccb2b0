"""What one does with a customer: create it, edit it, give it an owner, a team, a place in its group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.conditions import any_user, on_customer
from guanxi.access.levels import InvolvementKind, Level, PrincipalKind
from guanxi.access.models import Membership, Team, User
from guanxi.access.policy import level_on
from guanxi.access.writing import Action, Work, action, authorise
from guanxi.customers import names
from guanxi.customers.accepting import accepted
from guanxi.customers.groups import place_under
from guanxi.customers.industries import SIZE_ORDER
from guanxi.customers.models import Customer
from guanxi.customers.resources import CUSTOMERS
from guanxi.errors import Denied, Invalid, NotFound
from guanxi.records.tags import tag_records

# Whoever creates a customer owns it where his department owns customers; who edits one leaves it in its group.
AS_USUAL: Final = -1
MOST_AT_ONCE: Final = 5000


def live_customer(work: Work, customer: int) -> Customer:
    """The customer, locked until the action ends; NotFound for one in the bin or merged into another."""
    return work.get(Customer, customer, deleted_at__isnull=True, merged_into__isnull=True)


# ---- create and edit ----


def _may_create(actor: Actor, _inputs: Mapping[str, Any]) -> None:
    if not (actor.creates_customers or actor.is_system):
        raise Denied(_("Customers are created by people of a department that works with them."))


@action(label=gettext_lazy("Create a customer"), allow=_may_create)
def create_customer(
    work: Work, *, values: Mapping[str, object], owner: int | None = AS_USUAL, team: int | None = AS_USUAL,
    parent: int | None = None, as_written: str = "",
) -> int:  # fmt: skip
    """Returns the key. Sales creates as owner; marketing and service create without one, for sales to take.

    ``owner`` and ``team`` say it otherwise, for whom the level of the creator allows it. The team is that of the owner,
    if he has one alone. ``as_written`` is the name as a ledger spells it, white space and all.
    """
    known = accepted(work.actor, CUSTOMERS, values, creating=True)
    if as_written and as_written.split() == known["name"].split():
        known["name"] = as_written
    first_owner = work.actor.user_id if work.actor.creates_as_owner else None
    if work.actor.is_system and owner != AS_USUAL:
        first_owner = owner
    if first_owner is not None:
        _check_owner(first_owner)
    first_team = team_of(first_owner) if team == AS_USUAL else None
    customer = Customer(
        created_at=work.now, owner_id=first_owner, team_id=first_team,
        department_id=responsible_department(first_owner, first_team),
    )  # fmt: skip
    work.add(CUSTOMERS, customer, known, derived=derived_columns(customer, known))
    if first_owner is not None:
        work.involve(customer.pk, first_owner, PrincipalKind.USER, InvolvementKind.OWNER)
    else:
        work.involve(customer.pk, 0, PrincipalKind.NOBODY, InvolvementKind.NOBODY)
    if first_team is not None:
        work.involve(customer.pk, first_team, PrincipalKind.TEAM, InvolvementKind.TEAM)
    if parent is not None:
        work.also(set_parent, customer=customer.pk, parent=parent)
    if team not in (AS_USUAL, None):
        work.also(set_team, customer=customer.pk, team=team)
    if owner not in (AS_USUAL, first_owner):
        work.also(assign_owner, customer=customer.pk, owner=owner, keep_team=team != AS_USUAL)
    return customer.pk


@action(label=gettext_lazy("Edit the customer"), allow=on_customer(Level.EDIT))
def edit_customer(
    work: Work, *, customer: int, values: Mapping[str, object], version: int | None = None,
    parent: int | None = AS_USUAL,
) -> bool:  # fmt: skip
    """Stores the values by field name, and the parent where one is given; False where nothing differs.

    With ``version`` (that of the form) raises Conflict, with both values, where somebody changed the same field since.
    """
    found = live_customer(work, customer)
    known = accepted(work.actor, CUSTOMERS, values)
    changed = work.edit(CUSTOMERS, found, known, version=version, derived=derived_columns(found, known))
    if parent != AS_USUAL:
        changed = work.also(set_parent, customer=customer, parent=parent) or changed
    return changed


def derived_columns(customer: Customer, known: Mapping[str, Any]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if "name" in known or "language" in known:
        language = known.get("language", customer.language) or ""
        columns.update(names.of_firm(known.get("name", customer.name), language))
    if "size" in known:
        columns["size_order"] = SIZE_ORDER.get(known["size"] or "", 0)
    return columns


# ---- whose it is ----


@action(label=gettext_lazy("Assign the customer"), allow=on_customer(Level.FULL))
def assign_owner(work: Work, *, customer: int, owner: int | None, keep_team: bool = True) -> bool:
    """Gives it to one of us, or to nobody; who is engaged or has a share keeps it. False where he owns it already.

    Without ``keep_team`` it also goes to the team of the new owner, if he has one alone.
    """
    found = live_customer(work, customer)
    if owner is not None:
        _check_owner(owner)
    if not keep_team and (team := team_of(owner)) is not None:
        store_team(work, found, team)
    return store_owner(work, found, owner)


@action(label=gettext_lazy("Take the customer"), allow=on_customer(Level.EDIT))
def take_customer(work: Work, *, customer: int) -> bool:
    """A customer without owner is taken by whoever of us may edit it and owns customers."""
    found = live_customer(work, customer)
    if found.owner_id is not None:
        raise Invalid({"owner": _("This customer has an owner; ask him or a lead to hand it over.")})
    if not work.actor.creates_as_owner:
        raise Denied(_("Customers are owned by people of a department that owns them."))
    if found.team_id is None and (team := team_of(work.actor.user_id)) is not None:
        store_team(work, found, team)
    return store_owner(work, found, work.actor.user_id)


def store_owner(work: Work, customer: Customer, owner: int | None) -> bool:
    """Owner, responsible department and involvement in one; for actions that were allowed already."""
    if customer.owner_id == owner:
        return False
    department = responsible_department(owner, customer.team_id)
    former = customer.owner_id
    work.change(customer, owner_id=owner, department_id=department)
    work.release(customer.pk, InvolvementKind.OWNER)
    if customer.restricted and former is not None and former != work.actor.user_id:
        # He was named as its owner; from whom it is taken goes on reading it.
        work.involve(customer.pk, former, PrincipalKind.USER, InvolvementKind.NAMED, level=Level.READ)
    if owner is None:
        work.involve(customer.pk, 0, PrincipalKind.NOBODY, InvolvementKind.NOBODY)
    else:
        work.release(customer.pk, InvolvementKind.NOBODY)
        work.involve(customer.pk, owner, PrincipalKind.USER, InvolvementKind.OWNER)
        if customer.restricted:
            work.involve(customer.pk, owner, PrincipalKind.USER, InvolvementKind.NAMED, level=Level.FULL)
        if owner != work.actor.user_id:
            work.emit("customer_assigned", customer=customer.pk, user=owner)
    work.touch(CUSTOMERS, customer.pk)
    return True


@action(label=gettext_lazy("Give the customer to a team"), allow=on_customer(Level.FULL))
def set_team(work: Work, *, customer: int, team: int | None) -> bool:
    """The team's people edit it, its leads do everything."""
    found = live_customer(work, customer)
    if team is not None and not Team.objects.filter(pk=team).exists():
        raise Invalid({"team": _("Choose one from the list.")})
    return store_team(work, found, team)


def store_team(work: Work, customer: Customer, team: int | None) -> bool:
    if customer.team_id == team:
        return False
    department = responsible_department(customer.owner_id, team)
    work.change(customer, team_id=team, department_id=department)
    work.release(customer.pk, InvolvementKind.TEAM)
    if team is not None:
        work.involve(customer.pk, team, PrincipalKind.TEAM, InvolvementKind.TEAM)
    work.touch(CUSTOMERS, customer.pk)
    return True


def responsible_department(owner: int | None, team: int | None) -> int | None:
    """The department to turn to: that of the team, else the first of the owner's."""
    if team is not None:
        return Team.objects.values_list("department_id", flat=True).get(pk=team)
    places = Membership.objects.filter(user=owner).order_by("department__position", "department_id")
    return places.values_list("department_id", flat=True).first()


def _check_owner(owner: int) -> None:
    if not User.objects.filter(pk=owner, is_active=True).exists():
        raise Invalid({"owner": _("Choose one of us who is active.")})


def team_of(user: int | None) -> int | None:
    """The team of one of us who is in one alone."""
    teams = set(Membership.objects.filter(user=user, team__isnull=False).values_list("team_id", flat=True)[:2])
    return teams.pop() if user is not None and len(teams) == 1 else None


# ---- its group ----


@action(label=gettext_lazy("Set the parent of the customer"), allow=on_customer(Level.EDIT))
def set_parent(work: Work, *, customer: int, parent: int | None) -> bool:
    """Makes it a subsidiary of a customer that the writer knows of, or of none; a loop is refused."""
    if parent is not None and level_on(work.actor, parent) < Level.INDIRECT:
        raise Invalid({"parent": _("Choose one from the list.")})
    moved = place_under(work, customer, parent)
    if moved:
        work.touch(CUSTOMERS, customer)
    return moved


# ---- many at once ----


@dataclass
class Bulk:
    """What was done to many: how many customers changed, and which were left because their level does not allow it."""

    changed: int = 0
    left: list[int] = field(default_factory=list)


def for_each(work: Work, customers: Sequence[int], what: Action, **inputs: Any) -> Bulk:
    """Does an action to each customer on which the writer may do it; the others are left and named."""
    if len(customers) > MOST_AT_ONCE:
        raise Invalid({"": _("At most %(most)d at once; narrow the list first.") % {"most": MOST_AT_ONCE}})
    done = Bulk()
    for customer in dict.fromkeys(customers):
        try:
            authorise(work.actor, what, {"customer": customer, **inputs})
        except (Denied, NotFound):
            done.left.append(customer)
            continue
        done.changed += bool(what.perform(work, customer=customer, **inputs))
    return done


@action(label=gettext_lazy("Edit many customers"), allow=any_user)
def edit_customers(work: Work, *, customers: Sequence[int], values: Mapping[str, object]) -> Bulk:
    """The same values on all of them, undone together."""
    return for_each(work, customers, edit_customer, values=values)


@action(label=gettext_lazy("Assign many customers"), allow=any_user)
def assign_customers(work: Work, *, customers: Sequence[int], owner: int | None) -> Bulk:
    return for_each(work, customers, assign_owner, owner=owner)


@action(label=gettext_lazy("Give many customers to a team"), allow=any_user)
def set_team_of_customers(work: Work, *, customers: Sequence[int], team: int | None) -> Bulk:
    return for_each(work, customers, set_team, team=team)


@action(label=gettext_lazy("Tag the customer"), allow=on_customer(Level.EDIT))
def tag_customer(work: Work, *, customer: int, add: Sequence[int] = (), remove: Sequence[int] = ()) -> bool:
    return bool(work.also(tag_records, resource=CUSTOMERS, records=[customer], add=add, remove=remove))


@action(label=gettext_lazy("Tag many customers"), allow=any_user)
def tag_customers(
    work: Work, *, customers: Sequence[int], add: Sequence[int] = (), remove: Sequence[int] = ()
) -> Bulk:  # fmt: skip
    return for_each(work, customers, tag_customer, add=add, remove=remove)
