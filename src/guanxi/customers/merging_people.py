"""Two records of one person become one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.conditions import Inputs
from guanxi.access.levels import Level
from guanxi.access.reading import Row, view
from guanxi.access.resources import Label
from guanxi.access.writing import Work, action
from guanxi.customers.merge_fields import MergeField, chosen, compare
from guanxi.customers.models import Attitude
from guanxi.customers.names import of_person
from guanxi.customers.parts import hangs_on, move, parts_of
from guanxi.customers.people_actions import at_all_places, home_of, live_person
from guanxi.customers.people_models import Affiliation, Person, ReportingLine, Tie
from guanxi.customers.people_resources import AFFILIATIONS, BUYING_ROLES, CHANNELS, PEOPLE, TIES
from guanxi.errors import Invalid
from guanxi.records.models import StoredFile, Tagging

hangs_on("customers.Channel", "person_id", resource=CHANNELS)

_ROLES: Final = tuple(column for _key, _label, column in BUYING_ROLES)


@dataclass(frozen=True)
class PeoplePreview:
    """What a merge would keep and move: shown before it is done."""

    winner: Row
    loser: Row
    fields: list[MergeField]
    moves: list[tuple[Label, int]] = field(default_factory=list)


def _may_merge(actor: Actor, inputs: Inputs) -> None:
    at_all_places(Level.FULL, key="winner")(actor, inputs)
    at_all_places(Level.FULL, key="loser")(actor, inputs)


def preview_people_merge(actor: Actor, *, winner: int, loser: int) -> PeoplePreview:
    """Field by field what stays, and how much moves. Raises as `merge_people` does."""
    _may_merge(actor, {"winner": winner, "loser": loser})
    fields, one, other = _compared(actor, winner, loser)
    moves: list[tuple[Label, int]] = [
        (AFFILIATIONS.plural, view(actor, AFFILIATIONS).among(Affiliation.objects.filter(person=loser)).count()),
        (CHANNELS.plural, view(actor, CHANNELS).among(Person.objects.get(pk=loser).channels.all()).count()),
        (TIES.plural, view(actor, TIES).among(Tie.objects.filter(person=loser)).count()),
    ]
    return PeoplePreview(one, other, fields, [(label, number) for label, number in moves if number])


def _compared(actor: Actor, winner: int, loser: int) -> tuple[list[MergeField], Row, Row]:
    if winner == loser:
        raise Invalid({"loser": _("Choose another person: this is the same one.")})
    query = view(actor, PEOPLE)
    one, other = query.get(winner), query.get(loser)
    return compare(query.resource, one, other), one, other


@action(label=gettext_lazy("Merge two people"), allow=_may_merge)
def merge_people(work: Work, *, winner: int, loser: int, choose: Mapping[str, str] | None = None) -> int:
    """The loser becomes an alias of the winner, who gets all that hangs on it; ``choose`` as in the preview."""
    for key in sorted((winner, loser)):
        live_person(work, key)
    stays, goes = live_person(work, winner), live_person(work, loser)
    fields, one, _other = _compared(work.actor, winner, loser)
    values = chosen(fields, choose or {})
    home = home_of(work.actor, winner)
    derived: dict[str, Any] = {}
    if "name" in values or "language" in values:
        language = values.get("language", stays.identity.language) or ""
        derived = {f"identity__{c}": v for c, v in of_person(values.get("name", one["name"]), language).items()}
    work.edit(PEOPLE, stays, values, customer=home, derived=derived)
    _combine_places(work, winner, loser)
    _combine_ties(work, winner, loser, home)
    for part in parts_of(Person):
        move(work, part, loser, winner, noted=home)
    for customer in set(Affiliation.objects.filter(person=winner).values_list("customer_id", flat=True)):
        drop_loops(work, customer, noted=home)
    move_marks(work, "people", loser, winner, noted=home)
    for alias in Person.objects.filter(merged_into=loser):
        work.change(alias, customer=home, merged_into_id=winner)
    work.change(goes, customer=home, merged_into_id=winner)
    work.touch(PEOPLE, winner, loser)
    work.emit("people_merged", customer=home, winner=winner, loser=loser)
    return winner


def _combine_places(work: Work, winner: int, loser: int) -> None:
    held = {place.customer_id: place for place in Affiliation.objects.filter(person=winner, until__isnull=True)}
    has_main = any(place.is_main for place in held.values())
    for place in Affiliation.objects.filter(person=loser):
        if place.until is None and place.customer_id in held:
            combine_places(work, held[place.customer_id], place)
        elif place.is_main and has_main:
            work.change(place, is_main=False)


def combine_places(work: Work, stays: Affiliation, goes: Affiliation) -> None:
    """Of two places of a person at one customer one stays: with the roles of both, and what it does not say itself."""
    values: dict[str, Any] = {role: True for role in _ROLES if getattr(goes, role)}
    for column in ("job_title", "department", "since"):
        if not getattr(stays, column) and getattr(goes, column):
            values[column] = getattr(goes, column)
    if stays.attitude == Attitude.UNKNOWN:
        values["attitude"] = goes.attitude
    if values.get("since") and stays.until and values["since"] > stays.until:
        del values["since"]
    work.remove(goes)
    work.change(stays, is_main=stays.is_main or goes.is_main, **values)


def _combine_ties(work: Work, winner: int, loser: int, home: int | None) -> None:
    held = {tie.user_id: tie for tie in Tie.objects.filter(person=winner)}
    for tie in Tie.objects.filter(person=loser):
        if tie.user_id in held:
            stays = held[tie.user_id]
            work.change(
                stays, customer=home, strength=max(stays.strength, tie.strength),
                how=stays.how or tie.how, since=stays.since or tie.since,
            )  # fmt: skip


def drop_loops(work: Work, customer: int, *, noted: int | None = None) -> None:
    """Takes away the newest lines of reporting that close a loop, which two trees laid on each other can have."""
    above: dict[int, int] = {}
    for line in ReportingLine.objects.filter(customer=customer).order_by("created_at", "pk"):
        step: int | None = line.manager_id
        while step is not None and step != line.person_id:
            step = above.get(step)
        if step == line.person_id:
            work.remove(line, customer=noted)
        else:
            above[line.person_id] = line.manager_id


def move_marks(work: Work, resource: str, loser: int, winner: int, *, noted: int | None) -> None:
    """Tags and files that name the record without a foreign key; values of custom fields were chosen field by field."""
    held = set(Tagging.objects.filter(resource=resource, record=winner).values_list("tag_id", flat=True))
    for tagging in Tagging.objects.filter(resource=resource, record=loser).exclude(tag__in=held):
        work.change_many([tagging], noted=noted, record=winner)
    work.change_many(list(StoredFile.objects.filter(resource=resource, record=loser)), noted=noted, record=winner)
