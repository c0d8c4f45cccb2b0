"""The buying centre of a customer: who decides, who influences, who of us knows them; and what is not known yet."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.access.actors import Actor
from guanxi.access.levels import FieldClass
from guanxi.access.policy import level_on
from guanxi.access.reading import Reference, Row, view
from guanxi.charts.people_map import Line, Node
from guanxi.customers.people_resources import BUYING_ROLES, PEOPLE, REPORTING_LINES, TIES
from guanxi.customers.queries import people_of

_MOST: Final = 1000


@dataclass(frozen=True)
class KnownBy:
    """One of us who knows somebody, from 0 to 4."""

    user: Reference
    strength: int
    how: str


@dataclass(frozen=True)
class Member:
    """Somebody of the buying centre; ``roles`` are keys, ``known_by`` the strongest tie first."""

    person: int
    name: str
    initials: str
    job_title: str
    department: str
    roles: tuple[str, ...]
    attitude: str
    manager: int | None
    known_by: tuple[KnownBy, ...]
    place: Row  # of AFFILIATIONS, for the forms

    @property
    def strength(self) -> int:
        return max((tie.strength for tie in self.known_by), default=0)


@dataclass(frozen=True)
class Gap:
    """Something that is not known: a sentence, and the person whom it is about, if any."""

    sentence: str
    person: int | None = None


@dataclass(frozen=True)
class BuyingCentre:
    members: list[Member]
    gaps: list[Gap]


def buying_centre(actor: Actor, customer: int, *, on: datetime | None = None) -> BuyingCentre:
    """The people of a customer with roles, reporting lines and ties, and the gaps named. Four statements.

    Empty for who may not read what is personal there.
    """
    places = people_of(actor, customer, on=on)
    if not places:
        return BuyingCentre([], _gaps([]) if _reads_people(actor, customer, on) else [])
    keys = [place["person"].key for place in places]
    initials = {
        row.key: row["initials"] for row in view(actor, PEOPLE, on=on).only("initials").among(keys).all(_MOST)
    }  # fmt: skip
    lines = view(actor, REPORTING_LINES, on=on).of_customer(customer).all(_MOST)
    managers = {line["person"].key: line["manager"].key for line in lines}
    ties: dict[int, list[KnownBy]] = {}
    for row in view(actor, TIES, on=on).of_customer(customer).all(_MOST):
        ties.setdefault(row["person"].key, []).append(KnownBy(row["user"], row["strength"], row["how"]))
    members = [
        Member(
            person=place["person"].key,
            name=place["person"].label,
            initials=initials.get(place["person"].key, ""),
            job_title=place["job_title"],
            department=place["department"],
            roles=tuple(key for key, _label, column in BUYING_ROLES if place[column]),
            attitude=place["attitude"] or "unknown",
            manager=managers.get(place["person"].key),
            known_by=tuple(sorted(ties.get(place["person"].key, ()), key=lambda t: (-t.strength, t.user.label))),
            place=place,
        )
        for place in places
    ]
    return BuyingCentre(members, _gaps(members))


def _reads_people(actor: Actor, customer: int, on: datetime | None) -> bool:
    start = actor.reads_from(FieldClass.PERSONAL)
    return start is not None and level_on(actor, customer, on=on) >= start


# Roles without which nobody knows how a decision comes about, with the sentence that names the gap.
_WANTED: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("decider", gettext_lazy("No decider known.")),
    ("buyer", gettext_lazy("No buyer known.")),
    ("user", gettext_lazy("Nobody known who uses what we sell.")),
    ("influencer", gettext_lazy("No influencer known.")),
    ("gatekeeper", gettext_lazy("No gatekeeper known.")),
    ("initiator", gettext_lazy("Nobody known who started it.")),
)


def missing_roles(places: list[Row]) -> list[Gap]:
    """Those gaps that the places of the people (rows of AFFILIATIONS) tell by themselves."""
    held = {role for role, _label, column in BUYING_ROLES for place in places if place[column]}
    return [Gap(str(sentence)) for role, sentence in _WANTED if role not in held]


def _gaps(members: list[Member]) -> list[Gap]:
    gaps = missing_roles([member.place for member in members])
    for member in members:
        if "decider" in member.roles and member.strength == 0:
            gaps.append(Gap(_("Nobody of us knows %(name)s, who decides.") % {"name": member.name}, member.person))
        if {"decider", "influencer"} & set(member.roles) and member.attitude == "unknown":
            sentence = _("How %(name)s stands to us is not known.") % {"name": member.name}
            gaps.append(Gap(sentence, member.person))
    if members and all(member.attitude not in ("champion", "supporter") for member in members):
        gaps.append(Gap(_("Nobody known there who speaks for us.")))
    return gaps


def map_of(centre: BuyingCentre) -> tuple[list[Node], list[Line]]:
    """What `charts.people_map` draws."""
    nodes = [
        Node(
            key=str(member.person),
            initials=member.initials,
            name=member.name,
            roles=member.roles,
            attitude=member.attitude,
            strength=member.strength,
        )
        for member in centre.members
    ]
    shown = {member.person for member in centre.members}
    lines = [
        Line(str(member.person), str(member.manager)) for member in centre.members if member.manager in shown
    ]  # fmt: skip
    return nodes, lines
