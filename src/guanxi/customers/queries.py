"""What pages ask about customers and people: each question in few statements, each through `view`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q

from guanxi.access.actors import Actor, load_actors
from guanxi.access.levels import FieldClass, Level
from guanxi.access.models import AccessRequest, Change, CustomValue, Involvement
from guanxi.access.policy import Reason, Standing, standing_of, standing_on
from guanxi.access.reading import Row, not_found, view
from guanxi.access.resources import Resource
from guanxi.customers.groups import ancestors, descendants
from guanxi.customers.models import Customer, Person
from guanxi.customers.resources import (
    ADDRESSES,
    AFFILIATIONS,
    CUSTOMERS,
    IDENTIFIERS,
    NAMES,
    PEOPLE,
    SUMMARIES,
)

_MOST_PLACES: Final = 200
_MOST_BELOW: Final = 200


# ---- which record an address means ----


def current_customer(actor: Actor, customer: int) -> int:
    """The key under which a customer is found today: its own, or after a merge that of the record that stayed.

    NotFound for who may not even know of it, as for a key that never was.
    """
    key, seen = customer, {customer}
    while (into := Customer.objects.filter(pk=key).values_list("merged_into", flat=True).first()) is not None:
        if into in seen:
            break
        key = into
        seen.add(key)
    if not view(actor, SUMMARIES).among([key]).exists():
        raise not_found(SUMMARIES)
    return key


def current_person(actor: Actor, person: int) -> int:
    """The same for a person."""
    key, seen = person, {person}
    while (into := Person.objects.filter(pk=key).values_list("merged_into", flat=True).first()) is not None:
        if into in seen:
            break
        key = into
        seen.add(key)
    if not view(actor, PEOPLE).among([key]).exists():
        raise not_found(PEOPLE)
    return key


# ---- the page of a customer ----


@dataclass(frozen=True)
class CustomerPage:
    """What the page of a customer shows first."""

    row: Row
    resource: Resource  # with the fields that this reader gets
    level: Level
    reasons: tuple[Reason, ...]
    addresses: list[Row]
    places: list[Row]
    subsidiaries: list[Row]
    requests: int  # open requests for access, for who may decide them

    @property
    def may_edit(self) -> bool:
        return self.level >= Level.EDIT

    @property
    def may_do_everything(self) -> bool:
        return self.level >= Level.FULL


def customer_page(actor: Actor, customer: int, *, on: datetime) -> CustomerPage:
    """For readers of the customer, NotFound for others; twelve statements whatever hangs on it."""
    query = view(actor, CUSTOMERS, on=on)
    row = query.get(customer)
    standing = standing_on(actor, customer, on=on)
    requests = 0
    if standing.level >= Level.FULL:
        requests = AccessRequest.objects.filter(customer=customer, decided_at__isnull=True).count()
    return CustomerPage(
        row=row,
        resource=query.resource,
        level=standing.level,
        reasons=standing.reasons,
        addresses=view(actor, ADDRESSES, on=on).of_customer(customer).all(),
        places=people_of(actor, customer, on=on),
        subsidiaries=subsidiaries_of(actor, customer, on=on),
        requests=requests,
    )


def details_of(actor: Actor, customer: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Other names, numbers and addresses, each with key and version: for the forms that edit them."""
    return (
        view(actor, NAMES).of_customer(customer).all(),
        view(actor, IDENTIFIERS).of_customer(customer).all(),
        view(actor, ADDRESSES).of_customer(customer).all(),
    )


def people_of(actor: Actor, customer: int, *, on: datetime | None = None, former: bool = False) -> list[Row]:
    """The places of the people of a customer (rows of AFFILIATIONS), by name; ``former`` adds those who left."""
    query = view(actor, AFFILIATIONS, on=on).of_customer(customer)
    if not any(f.name == "until" for f in query.resource.fields):
        return []
    return (query if former else query.filter("until", "empty")).all(_MOST_PLACES)


def subsidiaries_of(actor: Actor, customer: int, *, on: datetime | None = None) -> list[Row]:
    """What is known of them: rows of SUMMARIES, by name."""
    below = Customer.objects.filter(parent=customer).values("pk")
    return view(actor, SUMMARIES, on=on).only("name", "country", "owner").among(below).all(_MOST_BELOW)


def places_of(actor: Actor, person: int) -> list[Row]:
    """Where somebody works and worked (rows of AFFILIATIONS): at customers whose people the reader may see."""
    query = view(actor, AFFILIATIONS)
    if not any(f.name == "person" for f in query.resource.fields):
        return []
    return query.filter("person", "is", str(person)).all(_MOST_PLACES)


# ---- its group ----


@dataclass(frozen=True)
class GroupNode:
    """A customer of a group, as far as its reader knows of it; ``depth`` counts floors from the top that he sees."""

    key: int
    name: str
    country: str
    depth: int
    parent: int | None
    is_this: bool
    row: Row  # of SUMMARIES


def group_tree(actor: Actor, customer: int) -> list[GroupNode]:
    """The group from the highest customer that the reader sees without a gap, each before those below it.

    What he may not know of is not there, nor what only hangs on that. Four statements.
    """
    above = ancestors(customer)
    top = above[-1] if above else customer
    parents = dict(_with_parents(top))
    rows = {row.key: row for row in view(actor, SUMMARIES).among(list(parents)).all(len(parents) or 1)}
    if customer not in rows:
        raise not_found(SUMMARIES)
    start = customer
    while (parent := parents.get(start)) is not None and parent in rows:
        start = parent
    below: dict[int | None, list[int]] = {}
    for key in rows:  # by name, as the list comes
        below.setdefault(parents[key], []).append(key)
    found: list[GroupNode] = []

    def walk(key: int, depth: int, parent: int | None) -> None:
        row = rows[key]
        found.append(GroupNode(key, row["name"], row["country"], depth, parent, key == customer, row))
        for child in below.get(key, ()):
            walk(child, depth + 1, key)

    walk(start, 0, None)
    return found


def group_keys(actor: Actor, customer: int) -> list[int]:
    """The customer and all below it that the reader may read: for a timeline with its subsidiaries."""
    keys = [customer, *(key for key, _parent in _with_parents(customer) if key != customer)]
    visible = set(view(actor, CUSTOMERS).among(keys).keys(len(keys)))
    return [key for key in keys if key in visible]


def _with_parents(top: int) -> list[tuple[int, int | None]]:
    keys = [top, *descendants(top)]
    live = Customer.objects.filter(pk__in=keys, merged_into__isnull=True)
    return list(live.order_by("pk").values_list("pk", "parent_id"))


# ---- who sees it, and why ----


@dataclass(frozen=True)
class Seer:
    """One of us with the level on a customer and all that leads to it, the deciding reason first."""

    user: int
    name: str
    departments: tuple[str, ...]
    standing: Standing
    is_administrator: bool
    is_auditor: bool

    @property
    def level(self) -> Level:
        return self.standing.level


def who_sees(actor: Actor, customer: int, *, on: datetime) -> list[Seer]:
    """Every active user with his level, the highest first; for who reads the customer. Six statements."""
    if not view(actor, CUSTOMERS, on=on).among([customer]).exists():
        raise not_found(CUSTOMERS)
    rows = list(Involvement.objects.filter(customer=customer))
    seers = [
        Seer(
            user=one.user_id,
            name=one.name,
            departments=tuple(place.name for place in one.places),
            standing=standing_of(one, rows, on=on),
            is_administrator=one.is_administrator,
            is_auditor=one.is_auditor,
        )
        for one in load_actors()
    ]
    return sorted(seers, key=lambda seer: -seer.level)


@dataclass(frozen=True)
class Share:
    """A line of the list of shares and of named people; ``granted_by`` is a name."""

    principal: int
    principal_kind: str
    kind: str
    level: Level
    reason: str
    until: datetime | None
    granted_by: str


def shares_of(actor: Actor, customer: int, *, on: datetime) -> list[Share]:
    """What was granted by hand, ended ones too until they are taken away: for who reads the customer."""
    if not view(actor, CUSTOMERS, on=on).among([customer]).exists():
        raise not_found(CUSTOMERS)
    lines = Involvement.objects.filter(customer=customer, kind__in=("share", "named")).select_related("granted_by")
    return [
        Share(
            line.principal, line.principal_kind, line.kind, Level(line.level or 0), line.reason, line.until,
            str(line.granted_by) if line.granted_by else "",
        )
        for line in lines.order_by("kind", "created_at", "pk")
    ]  # fmt: skip


@dataclass(frozen=True)
class OpenRequest:
    """A request for access that waits; ``asked_by`` is a name."""

    key: int
    customer: int
    user: int
    asked_by: str
    reason: str
    at: datetime


def requests_for(actor: Actor, customer: int, *, on: datetime) -> list[OpenRequest]:
    """Those that wait, for who may decide them; one's own for everybody else."""
    held = AccessRequest.objects.filter(customer=customer, decided_at__isnull=True).select_related("asked_by")
    if standing_on(actor, customer, on=on).level < Level.FULL:
        held = held.filter(asked_by=actor.user_id)
    return [
        OpenRequest(line.pk, customer, line.asked_by_id, str(line.asked_by), line.reason, line.created_at)
        for line in held.order_by("created_at", "pk")
    ]


# ---- what changed ----


@dataclass(frozen=True)
class ChangeLine:
    """One row that one action changed. ``old`` and ``new`` hold the columns that differ."""

    key: int
    group: int
    at: datetime
    by: str
    by_key: int | None
    action: str
    channel: str
    model: str
    record: int
    operation: str
    old: dict[str, object]
    new: dict[str, object]
    undone: bool
    custom_field: int | None = None


_FOR_SOME: Final = ("activities.notification", "access.accessrequest")  # for who receives it, for who decides


def changes_of(
    actor: Actor, customer: int, *, resources: Mapping[str, Resource], before: str = "", most: int = 50
) -> list[ChangeLine]:  # fmt: skip
    """The change log of a customer and of what was merged into it, the newest first, of the classes that he reads.

    ``resources`` says of each table whose it is: what belongs to a record whose row is closed is closed, of whatever
    class it is. ``before`` is a `change_cursor`.
    """
    query = view(actor, CUSTOMERS).among([customer])
    if not query.exists():
        raise not_found(CUSTOMERS)
    level = standing_on(actor, customer).level
    classes = [c.value for c in FieldClass if (start := actor.reads_from(c)) is not None and start <= level]
    keys = [customer, *Customer.objects.filter(merged_into=customer).values_list("pk", flat=True)]
    lines = Change.objects.filter(Q(customer__in=keys), field_class__in=classes).select_related("group__actor")
    closed = [model for model, one in resources.items() if one.row_class.value not in classes]
    lines = lines.exclude(model__in=[*_FOR_SOME, *closed])
    open_names = {one.name for one in resources.values() if one.row_class.value in classes}
    # A value has the class that its field has now; of one that was removed nobody can say whose it was.
    own = CustomValue.objects.filter(pk=OuterRef("record"))
    readable = own.filter(field__resource__in=open_names, field__class_of_field__in=classes)
    hidden = ~Exists(readable) if closed else Exists(own) & ~Exists(readable)
    lines = lines.exclude(Q(model=CustomValue._meta.label_lower) & hidden)
    group, shown = _parted(before)
    if group:
        # The last line that was shown: numbers that count up would tell how much others wrote.
        last = list(lines.filter(group=group).order_by("-pk").values_list("pk", flat=True)[shown - 1 : shown])
        lines = lines.filter(pk__lt=last[0]) if last else lines.none()
    return list(_change_lines(lines.order_by("-pk")[:most]))


def change_cursor(lines: Sequence[ChangeLine], before: str = "") -> str:
    """Where the page after these lines begins: the action that the last of them belongs to, and how many of its lines
    were shown. ``before`` is where these lines began.
    """
    group = lines[-1].group
    earlier, shown = _parted(before)
    return f"{group}.{sum(line.group == group for line in lines) + (shown if earlier == group else 0)}"


def _parted(cursor: str) -> tuple[int, int]:
    """(0, 0) for what is no cursor."""
    group, _dot, shown = cursor.partition(".")
    known = group.isdecimal() and shown.isdecimal() and len(group) <= 16 and len(shown) <= 6 and int(shown) > 0
    return (int(group), int(shown)) if known else (0, 0)


def changes_of_record(
    actor: Actor, resource: Resource, key: int, *, merged: Iterable[int] = (), most: int = 50
) -> list[ChangeLine]:  # fmt: skip
    """The change log of a record that hangs on no customer, the newest first; NotFound for who does not see it.

    ``merged`` are the keys of what was merged into it: that it was stands in its log as well.
    """
    if not view(actor, resource).among([key]).exists():
        raise not_found(resource)
    classes = [c.value for c in FieldClass if actor.reads_from(c) is not None]
    lines = Change.objects.filter(
        model=resource.model.lower(), record__in=[key, *merged], customer=None, field_class__in=classes
    ).select_related("group__actor")  # fmt: skip
    return list(_change_lines(lines.order_by("-pk")[:most]))


def _change_lines(lines: Iterable[Change] | Sequence[Change]) -> Iterable[ChangeLine]:
    held = list(lines)
    undone = set(
        Change.objects.filter(group__in={line.group_id for line in held}, group__reversed_by__isnull=False)
        .values_list("group_id", flat=True)
        .distinct()
    )
    # What changed of a value does not say of which field it is.
    own = [line.record for line in held if line.model == CustomValue._meta.label_lower]
    fields = dict(CustomValue.objects.filter(pk__in=own).values_list("pk", "field_id")) if own else {}
    for line in held:
        yield ChangeLine(
            key=line.pk,
            group=line.group_id,
            at=line.group.at,
            by=str(line.group.actor) if line.group.actor else "",
            by_key=line.group.actor_id,
            action=line.group.action,
            channel=line.group.channel,
            model=line.model,
            record=line.record,
            operation=line.operation,
            old=line.old or {},
            new=line.new or {},
            undone=line.group_id in undone,
            custom_field=fields.get(line.record) if line.model == CustomValue._meta.label_lower else None,
        )
