"""A world for one reader in which every protected value says whose it is and of which class.

``zqp07z`` stands in what is personal of the seventh customer. The world comes in two variants that differ in nothing
but what the reader may not see: hidden values begin and end differently, hidden records are there in one and not in the
other. What he may see is worked out from the printed tables, by nothing of `guanxi.access.policy`.
"""

import io
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.utils import translation

from guanxi.access import custom_fields
from guanxi.access.actors import load_actor, system_actor
from guanxi.access.directory_actions import add_custom_field, create_team, create_user, set_own_customers_only
from guanxi.access.keys import new_key, seeded_keys
from guanxi.access.levels import FieldClass, Level
from guanxi.access.models import Department, User
from guanxi.access.resources import Kind, Resource, editable_fields
from guanxi.access.writing import Action, run
from guanxi.activities.actions import log_activity
from guanxi.activities.resources import ACTIVITIES, TASKS
from guanxi.activities.task_actions import create_task
from guanxi.customers.actions import assign_owner, create_customer
from guanxi.customers.binning import bin_customer
from guanxi.customers.buying_centre import set_manager, set_tie
from guanxi.customers.details import add_address, add_identifier, add_name
from guanxi.customers.merging import merge_customers
from guanxi.customers.people_actions import affiliate_person, create_person
from guanxi.customers.resources import ADDRESSES, AFFILIATIONS, CHANNELS, CUSTOMERS, IDENTIFIERS, NAMES, PEOPLE
from guanxi.customers.sharing import ask_for_access, restrict_customer, share_customer
from guanxi.records.files import receive_file
from guanxi.records.resources import TAGS
from guanxi.records.tags import create_tag, tag_records
from guanxi.records.views import save_view
from guanxi.relationships.assessments import judge_waiting
from tests.access import tables
from tests.access.cast import NOW
from tests.access.dealings import add_dealings

PASSWORD = "one of us in every test"
# Readers: department, whether he leads it, and what he is besides.
READERS: dict[str, tuple[str, bool, dict[str, bool]]] = {
    "marketing": ("marketing", False, {}),
    "service": ("service", False, {}),
    "sales, own customers only": ("sales", False, {}),
    "sales": ("sales", False, {}),
    "sales lead": ("sales", True, {}),
    "management": ("management", False, {}),
    "administrator": ("", False, {"is_administrator": True}),
    "auditor": ("", False, {"is_auditor": True}),
}
# How the reader stands to the customer of each number.
RELATIONS = (
    "own", "team", "engaged", "share 2", "share 3", "otherwise", "nobodys", "restricted", "restricted", "named",
)  # fmt: skip
_LETTERS = {
    FieldClass.SUMMARY: "s", FieldClass.BUSINESS: "b", FieldClass.PERSONAL: "p",
    FieldClass.FREE_TEXT: "f", FieldClass.MONEY: "m",
}  # fmt: skip
CLASSES = {letter: field_class for field_class, letter in _LETTERS.items()}
_FIRST = ("alder", "birch", "cedar", "maple", "olive", "walnut", "willow", "zelkova")
# What walks look for: the beginnings of values, and the marks in them.
WORDS = (*_FIRST, *(f"zq{letter}{number:02}z" for letter in CLASSES for number in range(len(RELATIONS))))
MARK = re.compile(r"zq([sbpfm])(\d\d)z")
_RANDOM = 1_000_000  # keys are above it, but for tables that count
_TEXTS = (Kind.TEXT, Kind.LONG_TEXT)


class Clock:
    """The moment that it is in a world; it goes on by a minute with every step of a walk."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def restart(self) -> None:
        self.now = NOW

    def tick(self) -> None:
        self.now += timedelta(minutes=1)


@contextmanager
def stopped_clock() -> Iterator[Clock]:
    clock = Clock()
    with mock.patch("django.utils.timezone.now", clock):
        yield clock


@dataclass
class TrustWorld:
    reader_name: str
    seed: int
    variant: int
    department: str = ""
    leads: bool = False
    reader: int = 0
    maker: int = 0
    departments: dict[str, int] = field(default_factory=dict)
    customers: dict[int, int] = field(default_factory=dict)  # number: key
    keys: dict[str, list[int]] = field(default_factory=dict)  # what walks ask for, by kind; the same in both variants
    number_of: dict[int, int] = field(default_factory=dict)  # to which customer a key belongs
    counted: dict[tuple[str, int], int] = field(default_factory=dict)  # the same for keys that are counted by kind

    building: int | None = None

    # ---- what the reader may see, by the page ----

    def level(self, number: int) -> Level:
        relation = RELATIONS[number]
        row = dict(tables.levels()[self.department])
        if self.reader_name == "sales, own customers only":
            row["otherwise"] = Level.INDIRECT
        levels = [row["otherwise"]]
        if relation == "restricted":
            return Level.NONE
        if relation == "own":
            levels.append(row["owner"] if self.department == "sales" else Level.EDIT)
        if relation == "team" and self.department == "sales":
            levels.append(row["lead"] if self.leads else row["team"])
        if relation == "engaged" and self.department not in ("", "sales"):
            levels.append(row["engaged"])
        if relation == "nobodys":
            levels.append(row["team"])
        if relation == "named":
            levels.append(Level.READ)
        if relation.startswith("share"):
            levels.append(Level(int(relation[-1])))
        return max(levels)

    def reads(self, number: int, field_class: FieldClass) -> bool:
        needed = tables.reads()[self.department][field_class]
        return needed is not None and self.level(number) >= max(needed, Level.INDIRECT)

    # ---- building ----

    def text(self, number: int, field_class: FieldClass, what: str, *, word: bool = False) -> str:
        """A value that says whose it is; a hidden one is another in the other variant."""
        mark = f"zq{_LETTERS[field_class]}{number:02}z"
        hidden = not self.reads(number, field_class)
        chance = random.Random(f"{self.seed} {number} {what} {self.variant if hidden else 'seen'}")
        first = chance.choice(_FIRST)
        made = f"{first}{mark}" if word else f"{first} {mark} {what}"
        if hidden:
            made += str(self.variant)
        return made

    def filled(self, resource: Resource, number: int, what: str) -> dict[str, object]:
        """A value for every text that the resource lets somebody write, of whatever class, also in fields to come."""
        values: dict[str, object] = {}
        own = load_actor(self.maker)
        for f in (*editable_fields(resource), *custom_fields.fields_of(own, resource.entries)):
            if f.max_length < 40 and f.kind is not Kind.URL:
                continue
            # What stands in a row of money is open to who reads the row.
            whose = FieldClass.MONEY if resource.row_class == FieldClass.MONEY else f.field_class
            if f.kind in _TEXTS:
                word = f.max_length < 80
                values[f.name] = self.text(number, whose, f"{what} {f.name}", word=word)[: f.max_length]
            elif f.kind is Kind.URL:
                values[f.name] = f"https://{self.text(number, whose, f.name, word=True)}.example"
        return values

    @contextmanager
    def keyed(self, what: str) -> Iterator[None]:
        with seeded_keys(f"{self.seed} {what}"):
            yield

    def do(self, who: int, what: Action, seeded: str, /, **inputs: Any) -> Any:
        actor = load_actor(who) if who else system_actor("tests")
        with self.keyed(seeded):
            return run(actor, what, on=NOW - timedelta(days=3), channel="test", **inputs)

    def note(self, kind: str, key: Any) -> int:
        self.keys.setdefault(kind, []).append(int(key))
        if self.building is not None:
            if key < _RANDOM:
                self.counted[kind, int(key)] = self.building
            else:
                self.number_of[int(key)] = self.building
        return int(key)

    def number_at(self, kind: str, key: int) -> int | None:
        """The number of the customer to whom a record of this kind belongs."""
        return self.number_of.get(key, self.counted.get((kind, key)))


def build(reader_name: str, *, seed: int, variant: int) -> TrustWorld:
    """Inside of a transaction, on an empty database, with `stopped_clock`."""
    slug, leads, roles = READERS[reader_name]
    world = TrustWorld(reader_name, seed, variant, slug, leads)
    world.departments = dict(Department.objects.values_list("slug", "pk"))
    team = world.do(0, create_team, "team", department=world.departments["sales"], name_en="Team of the reader")
    place = {"department": world.departments[slug], "team": None if leads else team} if slug else {}
    if slug != "sales":
        place.pop("team", None)
    for name, places, more in (
        ("reader", [{**place, "leads": leads}] if slug else [], roles),
        ("maker", [{"department": world.departments["sales"]}], {}),
        ("other", [{"department": world.departments["service"]}], {}),
    ):
        user = world.do(
            0, create_user, name, username=name, email=f"{name}@guanxi.example", name=name.title(),
            memberships=places, **more,
        )  # fmt: skip
        world.note("users", user)
        setattr(world, name, user) if name in ("reader", "maker") else None
    User.objects.filter(pk__in=(world.reader, world.maker)).update(password=make_password(PASSWORD))
    if reader_name == "sales, own customers only":
        world.do(0, set_own_customers_only, "preset", own_only=True)
    for resource in ("customers", "people"):
        for field_class in (FieldClass.SUMMARY, FieldClass.BUSINESS, FieldClass.FREE_TEXT, FieldClass.MONEY):
            key = world.do(
                0, add_custom_field, f"field {resource} {field_class}", resource=resource,
                slug=f"extra_{field_class.value}", label_en=f"Extra {field_class.value}", field_class=field_class,
            )  # fmt: skip
            world.note("fields", key)
    world.keys["teams"], world.keys["departments"] = [team], list(world.departments.values())
    for number, relation in enumerate(RELATIONS):
        world.building = number
        _add_customer(world, number, relation, team)
    world.building = None
    _judge(world, "what both variants have")
    _add_what_follows(world)
    _judge(world, "what follows")
    return world


def _judge(world: TrustWorld, what: str) -> None:
    with world.keyed(f"judging {what}"):
        judge_waiting(on=NOW)


def _add_customer(world: TrustWorld, number: int, relation: str, team: int) -> None:
    maker, n = world.maker, number
    values = world.filled(CUSTOMERS, n, "customer") | {"country": ("DE", "CN")[n % 2]}
    customer = world.note(
        "customers", world.do(maker, create_customer, f"customer {n}", values=values, **_team(relation, team))
    )  # fmt: skip
    world.customers[n] = customer
    name = world.filled(NAMES, n, "alias")
    world.note("names", world.do(maker, add_name, f"name {n}", customer=customer, values=name))
    number_of = world.filled(IDENTIFIERS, n, "number") | {"scheme": "other"}
    world.note("identifiers", world.do(maker, add_identifier, f"id {n}", customer=customer, values=number_of))
    world.note("addresses", world.do(maker, add_address, f"address {n}", customer=customer,
                                     values=world.filled(ADDRESSES, n, "address")))  # fmt: skip
    people = [_add_person(world, n, customer, f"person {n}.{at}") for at in range(2)]
    if not world.reads(n, FieldClass.PERSONAL) and world.variant:
        people.append(_add_person(world, n, customer, f"person {n}.2"))
    world.do(maker, set_manager, f"line {n}", customer=customer, person=people[1], manager=people[0])
    world.do(maker, set_tie, f"tie {n}", person=people[0], user=maker, strength=2,
             how=world.text(n, FieldClass.PERSONAL, "tie"))  # fmt: skip
    texts = 2 if world.reads(n, FieldClass.FREE_TEXT) or not world.variant else 3
    for at in range(texts):
        entry = world.filled(ACTIVITIES, n, f"activity {at}") | {
            "kind": ("call", "exchange", "mail")[at], "at": f"2026-11-1{at}T09:00",
        }  # fmt: skip
        if world.reads(n, FieldClass.PERSONAL):
            entry["people"] = [people[0]]
        world.note("activities", world.do(maker, log_activity, f"activity {n}.{at}", customer=customer, values=entry))
        task = world.filled(TASKS, n, f"task {at}") | {"due": f"2026-11-{14 + at}"}
        world.note("tasks", world.do(maker, create_task, f"task {n}.{at}", customer=customer, values=task,
                                     reason=world.text(n, FieldClass.FREE_TEXT, "reason")))  # fmt: skip
    with world.keyed(f"file {n}"):
        content = io.BytesIO(world.text(n, FieldClass.FREE_TEXT, "content").encode())
        named = world.text(n, FieldClass.FREE_TEXT, "file", word=True) + ".txt"
        world.note("files", receive_file(load_actor(maker), content, customer=customer, name=named,
                                         on=NOW - timedelta(days=3), channel="test"))  # fmt: skip
    add_dealings(world, n, customer, people[0])
    _relate(world, n, customer, relation)


def _team(relation: str, team: int) -> dict[str, object]:
    return {"team": team} if relation == "team" else {}


def _add_person(world: TrustWorld, number: int, customer: int, what: str) -> int:
    personal = FieldClass.PERSONAL
    channels = [
        world.filled(CHANNELS, number, what)
        | {"kind": "mail", "value": f"{world.text(number, personal, what, word=True)}@example.com"},
        {"kind": "wechat", "value": world.text(number, personal, f"{what} wechat", word=True)},
    ]
    return world.note("people", world.do(
        world.maker, create_person, what, customer=customer, values=world.filled(PEOPLE, number, what),
        place=world.filled(AFFILIATIONS, number, what), channels=channels,
    ))  # fmt: skip


def _relate(world: TrustWorld, number: int, customer: int, relation: str) -> None:
    maker, reader = world.maker, world.reader
    given = {"customer": customer, "principal": reader, "principal_kind": "user"}
    if relation == "own":
        if world.department == "sales":
            world.do(maker, assign_owner, f"owner {number}", customer=customer, owner=reader)
        else:
            world.do(maker, share_customer, f"share {number}", level=3, reason="Together", **given)
    elif relation == "engaged" and world.department not in ("", "sales"):
        world.do(maker, create_task, f"engage {number}", customer=customer,
                 values={"title": world.text(number, FieldClass.FREE_TEXT, "engaging"), "due": "2026-11-20"},
                 department=world.departments[world.department])  # fmt: skip
    elif relation.startswith("share"):
        world.do(maker, share_customer, f"share {number}", level=int(relation[-1]), reason="Together", **given)
    elif relation == "nobodys":
        world.do(maker, assign_owner, f"owner {number}", customer=customer, owner=None)
    elif relation == "restricted":
        world.do(maker, restrict_customer, f"restrict {number}", customer=customer, named=[],
                 reason=world.text(number, FieldClass.FREE_TEXT, "restricted"))  # fmt: skip
    elif relation == "named":
        world.do(maker, restrict_customer, f"restrict {number}", customer=customer, named={reader: 2}, reason="Few")


def _add_what_follows(world: TrustWorld) -> None:
    """What is there in one variant and not in the other, and what belongs to others alone."""
    maker, second = world.maker, world.variant == 1
    hidden = [n for n in world.customers if world.level(n) == Level.NONE]
    seen = [n for n in world.customers if world.level(n) >= Level.INDIRECT]
    first, last = world.customers[hidden[0]], hidden[-1]
    tag = world.note("tags", world.do(maker, create_tag, "tag", name="Trade fair"))
    wears = [world.customers[n] for n in world.customers if world.reads(n, FieldClass.BUSINESS)][:1]
    if second:
        wears += [world.customers[n] for n in world.customers if not world.reads(n, FieldClass.BUSINESS)]
    world.do(0, tag_records, "wearing", resource=CUSTOMERS, records=sorted(wears), add=[tag])
    with world.keyed("new key"):
        world.note("customers", random.Random(world.seed).randrange(1, 2**53))
    if second:
        # A customer that one variant does not have, of the same domain, code and person as what is hidden or seen.
        extra = world.do(maker, create_customer, "hidden", values=world.filled(CUSTOMERS, last, "more"))
        world.do(maker, restrict_customer, "hide", customer=extra, named=[])
        for person in world.keys["people"][:2]:
            world.do(0, affiliate_person, f"also {person}", person=person, customer=extra)
        world.do(maker, log_activity, "hidden call", customer=extra, values={"subject": "A hidden call"})
        if len(hidden) > 2:
            world.do(maker, merge_customers, "merge", winner=first, loser=world.customers[hidden[1]])
        else:
            world.do(maker, bin_customer, "bin", customer=world.customers[last])
        if world.level(seen[0]) < Level.FULL:  # what others ask is for who can share it
            asked = {"customer": world.customers[seen[0]], "reason": "I would like to help"}
            world.note("requests", world.do(world.keys["users"][2], ask_for_access, "ask", **asked))
    with seeded_keys(f"{world.seed} hidden"):
        world.note("customers", new_key())  # the key of the customer that is there in one variant alone
    other = world.keys["users"][2]
    name = "Mine alone" if second else "My own view"
    world.note("views", world.do(other, save_view, "view", resource=TAGS, name=name))
    own = {"title": f"A task of another {world.variant}", "due": "2026-11-16"}
    world.note("tasks", world.do(other, create_task, "private", values=own))
    if second:
        world.do(other, create_task, "private more", values=own)


@contextmanager
def entered(reader_name: str, *, seed: int = 1, variant: int = 0) -> Iterator[tuple[TrustWorld, Clock]]:
    """The world for as long as the block lasts; nothing of it stays."""
    # Tasks are written in a language: not in the one in which the last page of another world was answered.
    with stopped_clock() as clock, transaction.atomic(), translation.override("en"):
        _count_on()
        yield build(reader_name, seed=seed, variant=variant), clock
        transaction.set_rollback(True)


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside leaves no trace."""
    with transaction.atomic():
        _count_on()
        yield
        transaction.set_rollback(True)


def _count_on() -> None:
    """Keys that count up go on from what is there; PostgreSQL goes on from what was ever there, taken back or not."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)


def sign_in(world: TrustWorld, who: str = "reader") -> Client:
    """By password and a moment ago, as files with personal data ask for."""
    client = Client(raise_request_exception=False)
    answer = client.post("/accounts/login/", {"login": who, "password": PASSWORD})
    assert answer.status_code == 303, answer.status_code
    return client


def marks_in(text: str) -> set[tuple[FieldClass, int]]:
    return {(CLASSES[letter], int(number)) for letter, number in MARK.findall(text)}


def leaked(world: TrustWorld, text: str) -> set[tuple[str, int]]:
    """The marks in a text that its reader may not read: class and number of the customer."""
    return {(c.value, n) for c, n in marks_in(text) if not world.reads(n, c)}
