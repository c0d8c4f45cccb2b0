"""What one does with people: who they are, where they work, how they are reached."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi import text
from guanxi.access import values as written
from guanxi.access.actors import Actor
from guanxi.access.conditions import Allow, Inputs, customers_of, on_customer, on_record
from guanxi.access.levels import FieldClass, Level
from guanxi.access.policy import level_on
from guanxi.access.resources import Field, Kind
from guanxi.access.writing import Work, action
from guanxi.customers import names
from guanxi.customers.accepting import accepted
from guanxi.customers.actions import live_customer
from guanxi.customers.people_models import Affiliation, Attitude, Channel, ChannelKind, Person
from guanxi.customers.people_resources import AFFILIATIONS, CHANNELS, PEOPLE
from guanxi.errors import Denied, Invalid, NotFound, Refused

MOST_CHANNELS: Final = 40


def on_people_of(needed: Level) -> Allow:
    """From this level on the customer, for whom what is personal may be read there."""
    at_customer = on_customer(needed)

    def allow(actor: Actor, inputs: Inputs) -> None:
        at_customer(actor, inputs)
        start = actor.reads_from(FieldClass.PERSONAL)
        if start is None or level_on(actor, int(inputs["customer"])) < start:
            raise Denied(_("The people of this customer are not open to you."))

    return allow


def at_all_places(needed: Level, *, key: str = "person") -> Allow:
    """From this level on at every customer where somebody works, as far as one knows of it: what is done to him is done
    to all of them. Where he worked once counts for who works nowhere.
    """
    visible = on_record(PEOPLE, needed, key=key)

    def allow(actor: Actor, inputs: Inputs) -> None:
        visible(actor, inputs)
        places = known_places(actor, int(inputs[key]))
        now = [place for place in places if place.until is None]
        for place in now or places:
            on_customer(needed)(actor, {"customer": place.customer_id})

    return allow


def known_places(actor: Actor, person: int) -> list[Affiliation]:
    """Where somebody works or worked, as far as one knows of the customer: of the others nothing may follow."""
    places = Affiliation.objects.filter(person=person)
    return [place for place in places if level_on(actor, place.customer_id) >= Level.INDIRECT]


def live_person(work: Work, person: int) -> Person:
    """The person, locked until the action ends; NotFound in the bin, after a merge or an erasure."""
    return work.get(Person, person, deleted_at__isnull=True, merged_into__isnull=True, erased_at__isnull=True)


def home_of(actor: Actor, person: int) -> int | None:
    """The customer under which a change of somebody is noted: of his the one that the writer may do most with."""
    places = Affiliation.objects.filter(person=person).order_by("-is_main", "until", "created_at", "pk")
    customers = list(dict.fromkeys(places.values_list("customer_id", flat=True)))
    return max(customers, key=lambda customer: level_on(actor, customer), default=None)


# ---- who it is ----


@action(label=gettext_lazy("Add a person"), allow=on_people_of(Level.EDIT))
def create_person(
    work: Work, *, customer: int, values: Mapping[str, object], place: Mapping[str, object] | None = None,
    channels: Sequence[Mapping[str, object]] = (),
) -> int:  # fmt: skip
    """Somebody at a customer; ``place`` holds fields of the affiliation, each of ``channels`` fields of a channel."""
    live_customer(work, customer)
    known = accepted(work.actor, PEOPLE, values, creating=True)
    person = work.add(PEOPLE, Person(created_at=work.now), known, customer=customer, derived=_derived("", "", known))
    store_place(work, person.pk, customer, accepted(work.actor, AFFILIATIONS, place or {}), is_first=True)
    for channel in channels:
        _store_channel(work, person.pk, customer, channel)
    return person.pk


@action(label=gettext_lazy("Edit the person"), allow=on_record(PEOPLE, Level.EDIT, key="person"))
def edit_person(work: Work, *, person: int, values: Mapping[str, object], version: int | None = None) -> bool:
    """Stores the values by field name; raises Conflict as `edit_customer` does."""
    found = live_person(work, person)
    known = accepted(work.actor, PEOPLE, values)
    identity = found.identity
    derived = _derived(identity.name, identity.language, known)
    home = home_of(work.actor, person)
    return work.edit(PEOPLE, found, known, version=version, customer=home, derived=derived)


def _derived(name: str, language: str, known: Mapping[str, Any]) -> dict[str, Any]:
    if "name" not in known and "language" not in known:
        return {}
    columns = names.of_person(known.get("name", name), known.get("language", language) or "")
    return {f"identity__{column}": value for column, value in columns.items()}


# ---- where he works ----


def _may_affiliate(actor: Actor, inputs: Inputs) -> None:
    on_people_of(Level.EDIT)(actor, inputs)
    on_record(PEOPLE, Level.READ, key="person")(actor, inputs)


@action(label=gettext_lazy("Give somebody a place at a customer"), allow=_may_affiliate)
def affiliate_person(
    work: Work, *, person: int, customer: int, values: Mapping[str, object] | None = None
) -> int:  # fmt: skip
    """A further customer of somebody; returns the key of the affiliation."""
    live_person(work, person)
    live_customer(work, customer)
    if Affiliation.objects.filter(person=person, customer=customer, until__isnull=True).exists():
        raise Invalid({"customer": _("He has a place at this customer already.")})
    return store_place(work, person, customer, accepted(work.actor, AFFILIATIONS, values or {})).pk


def store_place(
    work: Work, person: int, customer: int, known: dict[str, Any], *, is_first: bool = False
) -> Affiliation:  # fmt: skip
    _check_days(known.get("since"), known.get("until"))
    place = Affiliation(person_id=person, customer_id=customer, created_at=work.now, is_main=is_first)
    work.add(AFFILIATIONS, place, {name: value for name, value in known.items() if value is not None})
    work.touch(PEOPLE, person)
    _settle_main(work, place)
    return place


@action(
    label=gettext_lazy("Change somebody's place at a customer"),
    allow=on_record(AFFILIATIONS, Level.EDIT, key="affiliation"),
)
def change_affiliation(
    work: Work, *, affiliation: int, values: Mapping[str, object], version: int | None = None
) -> bool:  # fmt: skip
    """Job, department, roles in the buying centre, attitude, since and until."""
    found = work.get(Affiliation, affiliation)
    known = accepted(work.actor, AFFILIATIONS, values)
    if "attitude" in known:
        known["attitude"] = known["attitude"] or Attitude.UNKNOWN.value
    both = {"since": found.since, "until": found.until, **known}
    _check_days(both["since"], both["until"])
    places = Affiliation.objects.filter(person=found.person_id, customer=found.customer_id, until__isnull=True)
    if both["until"] is None and places.exclude(pk=affiliation).exists():
        raise Invalid({"until": _("He has a place at this customer already.")})
    changed = work.edit(AFFILIATIONS, found, known, version=version)
    if changed:
        work.touch(PEOPLE, found.person_id)
        _settle_main(work, found)
    return changed


def _settle_main(work: Work, place: Affiliation) -> None:
    """One main customer; a place at a customer that the writer may not edit stays as it is."""
    if place.is_main:
        for other in Affiliation.objects.filter(person=place.person_id, is_main=True).exclude(pk=place.pk):
            if level_on(work.actor, other.customer_id) >= Level.EDIT:
                work.change(other, is_main=False)


def _check_days(since: date | None, until: date | None) -> None:
    if since is not None and until is not None and until < since:
        raise Invalid({"until": _("This is before the first day.")})


@action(
    label=gettext_lazy("End somebody's place at a customer"),
    allow=on_record(AFFILIATIONS, Level.EDIT, key="affiliation"),
)
def end_affiliation(work: Work, *, affiliation: int, until: date) -> bool:
    """He has left, or moved on; what was remains in the history of the customer."""
    found = work.get(Affiliation, affiliation)
    _check_days(found.since, until)
    work.touch(PEOPLE, found.person_id)
    return work.change(found, until=until, is_main=False)


@action(
    label=gettext_lazy("Remove somebody's place at a customer"),
    allow=on_record(AFFILIATIONS, Level.EDIT, key="affiliation"),
)
def remove_affiliation(work: Work, *, affiliation: int) -> None:
    """It was entered by mistake. The last place of somebody stays: without one nobody would find him."""
    found = work.get(Affiliation, affiliation)
    if not any(place.pk != affiliation for place in known_places(work.actor, found.person_id)):
        raise Refused(_("This is his only customer. Put the person into the bin, or end the place."), code="last_place")
    for line in found.person.reports_to.filter(customer=found.customer_id):
        work.remove(line)
    for line in found.person.reports.filter(customer=found.customer_id):
        work.remove(line)
    work.remove(found)
    work.touch(PEOPLE, found.person_id)
    work.touch(AFFILIATIONS, affiliation)


# ---- how he is reached ----


@action(label=gettext_lazy("Add a way to reach somebody"), allow=on_record(PEOPLE, Level.EDIT, key="person"))
def add_channel(work: Work, *, person: int, values: Mapping[str, object]) -> int:
    """Returns the key; a number or address that he has already is left as it is."""
    live_person(work, person)
    return _store_channel(work, person, home_of(work.actor, person), values).pk


def _store_channel(work: Work, person: int, home: int | None, values: Mapping[str, object]) -> Channel:
    known = accepted(work.actor, CHANNELS, values, creating=True)
    known["value"] = _checked(known["kind"], known["value"], work.actor)
    held = Channel.objects.filter(person=person)
    same = held.filter(kind=known["kind"], value=known["value"]).first()
    if same is not None:
        return same
    if held.count() >= MOST_CHANNELS:
        raise Invalid({"": _("Somebody has at most %(most)d of these.") % {"most": MOST_CHANNELS}})
    channel = Channel(person_id=person, created_at=work.now, match=match_of(known["kind"], known["value"]))
    work.add(CHANNELS, channel, {name: v for name, v in known.items() if v is not None}, customer=home)
    _settle_preferred(work, channel, home)
    return channel


@action(
    label=gettext_lazy("Change a way to reach somebody"), allow=on_record(CHANNELS, Level.EDIT, key="person_channel")
)
def change_channel(
    work: Work, *, person_channel: int, values: Mapping[str, object], version: int | None = None
) -> bool:
    found = work.get(Channel, person_channel)
    known = accepted(work.actor, CHANNELS, values)
    both = {"kind": found.kind, "value": found.value, **known}
    if "kind" in known or "value" in known:
        known["value"] = both["value"] = _checked(both["kind"], both["value"], work.actor)
    others = Channel.objects.filter(person=found.person_id, kind=both["kind"], value=both["value"])
    if others.exclude(pk=person_channel).exists():
        raise Invalid({"value": _("This stands there already.")})
    home = home_of(work.actor, found.person_id)
    derived = {"match": match_of(both["kind"], both["value"])}
    changed = work.edit(CHANNELS, found, known, version=version, customer=home, derived=derived)
    if changed:
        _settle_preferred(work, found, home)
    return changed


@action(
    label=gettext_lazy("Remove a way to reach somebody"), allow=on_record(CHANNELS, Level.EDIT, key="person_channel")
)
def remove_channel(work: Work, *, person_channel: int) -> None:
    found = work.get(Channel, person_channel)
    work.remove(found, customer=home_of(work.actor, found.person_id))
    work.touch(CHANNELS, person_channel)


def _settle_preferred(work: Work, channel: Channel, home: int | None) -> None:
    """One preferred way."""
    if channel.preferred:
        for other in Channel.objects.filter(person=channel.person_id, preferred=True).exclude(pk=channel.pk):
            work.change(other, customer=home, preferred=False)


_NUMBERS: Final = frozenset({ChannelKind.PHONE, ChannelKind.MOBILE, ChannelKind.WHATSAPP})


def _checked(kind: str, value: str, actor: Actor) -> str:
    read_as = Kind.PHONE if kind in _NUMBERS else Kind.EMAIL if kind == ChannelKind.MAIL else Kind.TEXT
    field = Field("value", "", read_as, FieldClass.PERSONAL, required=True, max_length=254)
    return str(written.parse(field, value, actor))


def match_of(kind: str, value: str) -> str:
    """What two ways of writing one number or address share."""
    return (text.phone_digits(value) if kind in _NUMBERS else text.search_key(value))[:254]


# ---- the bin ----


def _from_bin(actor: Actor, inputs: Inputs) -> None:
    key = int(inputs["person"])
    binned = Person.objects.filter(pk=key, deleted_at__isnull=False, erased_at__isnull=True).exists()
    levels = [level_on(actor, customer) for customer in customers_of(PEOPLE, key)] if binned else []
    if max(levels, default=Level.NONE) < Level.FULL and not actor.is_system:
        raise NotFound(_("There is no such record, or it is not open to you."))


@action(label=gettext_lazy("Put the person into the bin"), allow=at_all_places(Level.FULL))
def bin_person(work: Work, *, person: int) -> None:
    """Out of all lists; for 30 days it can be taken out again."""
    found = live_person(work, person)
    home = home_of(work.actor, person)
    work.change(found, customer=home, deleted_at=work.now, deleted_by_id=work.actor.user_id or None)
    work.touch(PEOPLE, person)


@action(label=gettext_lazy("Take the person out of the bin"), allow=_from_bin)
def restore_person(work: Work, *, person: int) -> None:
    found = work.get(Person, person, deleted_at__isnull=False)
    work.change(found, customer=home_of(work.actor, person), deleted_at=None, deleted_by_id=None)
    work.touch(PEOPLE, person)
