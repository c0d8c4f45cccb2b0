"""Two records of one firm become one: nothing is lost, and an undo makes them two again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.conditions import Inputs, on_customer
from guanxi.access.levels import InvolvementKind, Level, PrincipalKind
from guanxi.access.models import AccessRequest, Involvement
from guanxi.access.reading import Row, view
from guanxi.access.resources import Label
from guanxi.access.writing import Work, action
from guanxi.customers import actions, details
from guanxi.customers.groups import DEEPEST, ancestors, descendants, floors
from guanxi.customers.merge_fields import MergeField, chosen, compare
from guanxi.customers.merging_people import combine_places, drop_loops, move_marks
from guanxi.customers.models import Affiliation, Customer, KeptApart
from guanxi.customers.parts import hangs_on, move, parts_of
from guanxi.customers.resources import ADDRESSES, AFFILIATIONS, CUSTOMERS, IDENTIFIERS, NAMES, SUMMARIES
from guanxi.errors import Invalid

hangs_on("customers.CustomerName", resource=NAMES)
hangs_on("customers.CustomerIdentifier", resource=IDENTIFIERS)
hangs_on("customers.CustomerAddress", resource=ADDRESSES)
hangs_on("customers.Affiliation", resource=AFFILIATIONS)
hangs_on("customers.MatchKey", derived=True)
hangs_on("customers.KeptApart", "first_id", derived=True)
hangs_on("customers.KeptApart", "second_id", derived=True)

# Chosen like the fields that are filled in, and stored by their own actions.
_BY_ACTION: Final = ("owner", "team", "parent")


@dataclass(frozen=True)
class MergePreview:
    """What a merge would keep and move: shown before it is done."""

    winner: Row
    loser: Row
    fields: list[MergeField]
    moves: list[tuple[Label, int]]


def _may_merge(actor: Actor, inputs: Inputs) -> None:
    on_customer(Level.FULL, key="winner")(actor, inputs)
    on_customer(Level.FULL, key="loser")(actor, inputs)


def preview_merge(actor: Actor, *, winner: int, loser: int) -> MergePreview:
    """Field by field what stays, and how much moves. Raises as `merge_customers` does."""
    _may_merge(actor, {"winner": winner, "loser": loser})
    fields, one, other = _compared(actor, winner, loser)
    moves: list[tuple[Label, int]] = []
    for part in parts_of(Customer):
        # What has no resource moves too, and nobody sees it by itself; what he may not see is not counted.
        if part.resource is not None and not part.derived:
            moves.append((part.resource.plural, view(actor, part.resource).among(part.rows(loser)).count()))
    below = Customer.objects.filter(parent=loser).exclude(pk=winner)
    moves.append((_("Subsidiaries"), view(actor, SUMMARIES).among(below).count()))
    return MergePreview(one, other, fields, [(label, number) for label, number in moves if number])


def _compared(actor: Actor, winner: int, loser: int) -> tuple[list[MergeField], Row, Row]:
    if winner == loser:
        raise Invalid({"loser": _("Choose another customer: this is the same one.")})
    query = view(actor, CUSTOMERS)
    one, other = query.get(winner), query.get(loser)
    return compare(query.resource, one, other, more=_BY_ACTION), one, other


@action(label=gettext_lazy("Merge two customers"), allow=_may_merge)
def merge_customers(work: Work, *, winner: int, loser: int, choose: Mapping[str, str] | None = None) -> int:
    """The loser becomes an alias of the winner, which gets all that hangs on it; ``choose`` as in the preview.

    Whoever had a share of the loser has one of the winner. Who was named on a restricted one of the two is named on the
    winner; where both are restricted, who was named on both.
    """
    for key in sorted((winner, loser)):
        actions.live_customer(work, key)
    stays, goes = actions.live_customer(work, winner), actions.live_customer(work, loser)
    fields, _one, _other = _compared(work.actor, winner, loser)
    values = chosen(fields, choose or {})
    by_action: dict[str, Any] = {name: values.pop(name) for name in _BY_ACTION if name in values}
    loser_name = goes.name
    work.edit(CUSTOMERS, stays, values, derived=actions.derived_columns(stays, values))
    _place_in_group(work, stays, goes, by_action)
    _keep_names(work, stays, {loser_name, _one["name"]})
    _combine_people(work, winner, loser)
    for part in parts_of(Customer):
        move(work, part, loser, winner)
    drop_loops(work, winner)
    move_marks(work, "customers", loser, winner, noted=winner)
    _move_access(work, stays, goes)
    if "team" in by_action:
        actions.store_team(work, stays, _key(by_action["team"]))
    if "owner" in by_action:
        actions.store_owner(work, stays, _key(by_action["owner"]))
    for pair in KeptApart.objects.filter(first=loser) | KeptApart.objects.filter(second=loser):
        work.remove(pair, customer=winner)
    for alias in Customer.objects.filter(merged_into=loser):
        work.change(alias, merged_into_id=winner)
    work.change(goes, merged_into_id=winner)
    work.involve(loser, 0, PrincipalKind.NOBODY, InvolvementKind.GONE)
    work.touch(CUSTOMERS, winner, loser)
    work.emit("customers_merged", customer=winner, winner=winner, loser=loser)
    return winner


def _key(reference: Any) -> int | None:
    return None if reference is None else int(reference.key)


def _keep_names(work: Work, stays: Customer, known: set[str]) -> None:
    """The name that is not shown any longer is still found."""
    held = {stays.name, *stays.names.values_list("name", flat=True)}
    for name in sorted(known - held):
        details.store_name(work, stays, {"name": name, "kind": "trading"})


def _combine_people(work: Work, winner: int, loser: int) -> None:
    held = {place.person_id: place for place in Affiliation.objects.filter(customer=winner, until__isnull=True)}
    for place in Affiliation.objects.filter(customer=loser, until__isnull=True):
        if place.person_id in held:
            combine_places(work, held[place.person_id], place)


# ---- its group ----


def _place_in_group(work: Work, stays: Customer, goes: Customer, by_action: dict[str, Any]) -> None:
    """What is below the loser comes below the winner; if the winner itself is below it, the line in between goes up."""
    line = {stays.pk, *ancestors(stays.pk)}
    above = goes.parent_id if goes.parent_id != stays.pk else None
    for child in Customer.objects.select_for_update(of=("self",)).filter(parent=goes.pk).order_by("pk"):
        row = stays if child.pk == stays.pk else child
        work.change(row, parent_id=above if child.pk in line else stays.pk)
        work.touch(CUSTOMERS, child.pk)
    if "parent" in by_action:
        parent = _key(by_action["parent"])
        if parent != stays.pk and parent not in descendants(stays.pk):
            work.change(stays, parent_id=parent)
    work.change(goes, parent_id=None)
    if len(ancestors(stays.pk)) + floors(stays.pk) > DEEPEST:
        raise Invalid({"parent": _("A group has at most %(most)d floors.") % {"most": DEEPEST}})


# ---- who sees it ----


def _move_access(work: Work, stays: Customer, goes: Customer) -> None:
    """The rows of the loser stay with it, for an undo; the winner gets its own."""
    live = Involvement.objects.filter(Q(until=None) | Q(until__gt=work.now), kind=InvolvementKind.SHARE)
    held = {line.principal: line for line in live.filter(customer=stays.pk)}
    for line in live.filter(customer=goes.pk):
        mine = held.get(line.principal)
        if mine is None or _reach(line) > _reach(mine):
            work.involve(
                stays.pk, line.principal, PrincipalKind(line.principal_kind), InvolvementKind.SHARE,
                level=Level(line.level or 0), reason=line.reason, until=line.until,
            )  # fmt: skip
    asked = set(AccessRequest.objects.filter(customer=stays.pk, decided_at=None).values_list("asked_by", flat=True))
    for request in AccessRequest.objects.filter(customer=goes.pk, decided_at=None).exclude(asked_by__in=asked):
        work.change_many([request], noted=stays.pk, customer=stays.pk)
    if goes.restricted:
        _restrict(work, stays, goes)


def _reach(share: Involvement) -> tuple[int, bool, datetime | None]:
    """Of two shares the one of the higher level stays with its own end, else the one that lasts longer."""
    return share.level or 0, share.until is None, share.until


def _restrict(work: Work, stays: Customer, goes: Customer) -> None:
    named = _named(goes.pk)
    if stays.restricted:
        mine = _named(stays.pk)
        named = {user: min(level, mine[user]) for user, level in named.items() if user in mine}
    named.update({user: int(Level.FULL) for user in (work.actor.user_id, stays.owner_id) if user})
    work.change(stays, restricted=True)
    work.involve(stays.pk, 0, PrincipalKind.NOBODY, InvolvementKind.RESTRICTED)
    for line in Involvement.objects.filter(customer=stays.pk, kind=InvolvementKind.NAMED).exclude(principal__in=named):
        work.remove(line)
    for user, level in sorted(named.items()):
        work.involve(stays.pk, user, PrincipalKind.USER, InvolvementKind.NAMED, level=Level(level))


def _named(customer: int) -> dict[int, int]:
    lines = Involvement.objects.filter(customer=customer, kind=InvolvementKind.NAMED)
    return {line.principal: line.level or 0 for line in lines}
