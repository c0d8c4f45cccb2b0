"""A company with very many customers, people and activities, as it would be after years.

Everything that follows from the records (search entries, timeline, keys of recognition, last contacts) is there as the
application would have made it: a test makes it anew from a small world and compares.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.contrib.auth.hashers import make_password

from benchmarks.application.loading import load
from benchmarks.application.size import Size
from benchmarks.application.words import TITLES, Words
from guanxi import text
from guanxi.access import search
from guanxi.access.keys import BITS
from guanxi.access.levels import FieldClass, InvolvementKind, Level, PrincipalKind
from guanxi.access.models import Department, Involvement, Membership, SearchEntry, Team, User
from guanxi.activities.models import NEVER as NO_DAY
from guanxi.activities.models import Activity, ActivityText, ActivityUser, Task, TaskText, TimelineEntry
from guanxi.customers import names, recognition
from guanxi.customers.industries import INDUSTRIES, SIZE_ORDER
from guanxi.customers.models import (
    NEVER,
    NEVER_DAY,
    Affiliation,
    Channel,
    Customer,
    CustomerIdentifier,
    CustomerName,
    CustomerText,
    MatchKey,
    Person,
    PersonIdentity,
    PersonText,
    Tie,
)

PASSWORD = "guanxi-bench"
# Who opens the pages that are measured.
SALESPERSON, INDIRECT_READER = "sales.one", "service.one"
_OF_ACTIVITIES = ("activities", FieldClass.FREE_TEXT.value)
_KINDS = ("call", "call", "mail", "mail", "mail", "meeting", "visit", "note")


@dataclass
class _Customer:
    key: int
    name: str
    other: str
    city: str
    country: str
    industry: str
    code: str
    domain: str
    number: str
    owner: int | None
    team: int | None
    people: list[int] = field(default_factory=list)
    touched: datetime = NEVER


class World:
    """One step after another fills some tables; ``say`` hears of each."""

    def __init__(self, size: Size, now: datetime, say: Callable[[str], object]) -> None:
        self.size = size
        self.now = now.replace(microsecond=0)
        self.say = say
        self.chance = random.Random(f"world {size.seed}")
        self.words = Words(size.seed)
        self.departments = dict(Department.objects.values_list("slug", "pk"))
        self.users: dict[str, list[int]] = defaultdict(list)
        self.teams: list[int] = []
        self.team_of: dict[int, int] = {}
        self.customers: list[_Customer] = []

    def key(self) -> int:
        return self.chance.getrandbits(BITS) or 1

    def build(self) -> None:
        for step in (self.us, self.invent_customers, self.people, self.activities, self.tasks, self.store_customers):
            step()

    # ---- us ----

    def us(self) -> None:
        self.say("users and teams")
        password = make_password(PASSWORD)
        sales = self.departments["sales"]
        self.teams = [self.key() for _ in range(max(2, self.size.sales // 10))]
        load(Team, ("id", "department_id", "name_en"), [(t, sales, f"Region {n}") for n, t in enumerate(self.teams, 1)])
        users: list[tuple[Any, ...]] = []
        places: list[tuple[Any, ...]] = []
        counts = {"sales": self.size.sales, "service": 12, "marketing": 8, "management": 4}
        for department, count in counts.items():
            for number in range(count):
                key = self.key()
                username = f"{department}.{'one' if not number else number + 1}"
                name = self.words.person(self.chance, self.chance.choice(("CN", "DE")))
                users.append((key, username, f"{username}@bench.example", name, text.sort_key(name), password))
                team = self.teams[number % len(self.teams)] if department == "sales" else None
                places.append((key, self.departments[department], team, False))
                self.users[department].append(key)
                if team:
                    self.team_of[key] = team
        load(User, ("id", "username", "email", "name", "sort_key", "password"), users)
        load(Membership, ("user_id", "department_id", "team_id", "leads"), places)

    # ---- customers ----

    def invent_customers(self) -> None:
        chance = self.chance
        industries = [key for key, _label in INDUSTRIES]
        for number in range(self.size.customers):
            name, other, city, country = self.words.firm(chance)
            owner = chance.choice(self.users["sales"]) if chance.random() < 0.97 else None
            self.customers.append(
                _Customer(
                    key=self.key(), name=name, other=other, city=city, country=country,
                    industry=chance.choice(industries), code=f"K{number:06}",
                    domain=f"{text.fold(chance.choice(self.words.stems))}{number}.example",
                    number=f"{country}{chance.randrange(10**9):09}", owner=owner, team=self.team_of.get(owner or 0),
                )
            )  # fmt: skip

    def store_customers(self) -> None:
        """After the activities, which say when each was touched last."""
        self.say("customers")
        load(
            Customer,
            ("id", "name", "sort_key", "pinyin", "initials", "industry", "country", "city", "size", "size_order",
             "website", "own_code", "since", "created_at", "owner_id", "team_id", "department_id", "restricted",
             "last_touched", "touched_week"),
            self._customer_rows(),
        )  # fmt: skip
        load(
            CustomerText, ("customer_id", "trigger_event", "notes"),
            ((c.key, "", note) for c in self.customers if (note := _note(c))),
        )  # fmt: skip
        load(
            CustomerName, ("id", "customer_id", "name", "sort_key", "kind", "script"),
            ((self.key(), c.key, c.other, text.sort_key(c.other), "trading", names.script_of(c.other))
             for c in self.customers if c.other),
        )  # fmt: skip
        load(
            CustomerIdentifier, ("id", "customer_id", "scheme", "value"),
            ((self.key(), c.key, "other", c.number) for c in self.customers),
        )  # fmt: skip
        self.say("involvement")
        load(
            Involvement,
            ("customer", "principal", "principal_kind", "kind", "level", "reason", "until"),
            self._involvement_rows(),
        )
        self.say("keys of recognition")
        load(MatchKey, ("customer_id", "kind", "value", "class_of_key"), self._match_rows())
        self.say("search entries of customers")
        load(
            SearchEntry,
            ("resource", "record", "tokens"),
            (entry("customers", c.key, _texts(c)) for c in self.customers),
        )

    def _customer_rows(self) -> Iterator[tuple[Any, ...]]:
        chance = self.chance
        sales = self.departments["sales"]
        for c in self.customers:
            derived = names.of_firm(c.name)
            size = chance.choice(list(SIZE_ORDER))
            made = self.now - timedelta(days=chance.randrange(3000), seconds=chance.randrange(86_400))
            touched = c.touched.date() - timedelta(days=c.touched.weekday()) if c.touched != NEVER else NEVER_DAY
            since = made.date() if chance.random() < 0.7 else NEVER_DAY
            yield (
                c.key, c.name, derived["sort_key"], derived["pinyin"], derived["initials"], c.industry, c.country,
                c.city, size, SIZE_ORDER[size], f"https://www.{c.domain}/", c.code, since, made, c.owner, c.team,
                sales if c.owner else None, c.key % 500 == 0, c.touched, touched,
            )  # fmt: skip

    def _involvement_rows(self) -> Iterator[tuple[Any, ...]]:
        chance = self.chance
        user, team, nobody = PrincipalKind.USER.value, PrincipalKind.TEAM.value, PrincipalKind.NOBODY.value
        for c in self.customers:
            if c.owner:
                yield c.key, c.owner, user, InvolvementKind.OWNER.value, None, "", None
            else:
                yield c.key, 0, nobody, InvolvementKind.NOBODY.value, None, "", None
            if c.team:
                yield c.key, c.team, team, InvolvementKind.TEAM.value, None, "", None
            if c.key % 500 == 0:
                yield (
                    c.key,
                    0,
                    nobody,
                    InvolvementKind.RESTRICTED.value,
                    None,
                    "Talks about a purchase of the firm",
                    None,
                )
                named = c.owner or self.users["management"][0]
                yield c.key, named, user, InvolvementKind.NAMED.value, Level.FULL.value, "", None
            elif chance.random() < 0.03:
                principal = chance.choice(self.users["service"] + self.users["marketing"])
                until = self.now + timedelta(days=chance.randrange(1, 200))
                yield c.key, principal, user, InvolvementKind.SHARE.value, Level.READ.value, "Works on a case", until

    def _match_rows(self) -> Iterator[tuple[Any, ...]]:
        for c in self.customers:
            found = (
                recognition.keys_of_name(c.name, FieldClass.SUMMARY)
                | recognition.keys_of_code(c.code, FieldClass.BUSINESS)
                | recognition.keys_of_domain(c.domain, FieldClass.BUSINESS)
                | recognition.keys_of_name(c.other, FieldClass.BUSINESS)
                | recognition.keys_of_number(c.number, FieldClass.BUSINESS)
            )
            if c.people:
                found |= recognition.keys_of_domain(f"a@{c.domain}", FieldClass.PERSONAL)
            for key in sorted(found):
                yield c.key, key.kind, key.value, key.field_class

    # ---- people ----

    def people(self) -> None:
        self.say("people")
        chance = self.chance
        rows: dict[type, list[tuple[Any, ...]]] = defaultdict(list)
        for number in range(self.size.people):
            customer = self.customers[number if number < len(self.customers) else chance.randrange(len(self.customers))]
            key = self.key()
            customer.people.append(key)
            name = self.words.person(chance, customer.country)
            derived = names.of_person(name)
            latin = text.fold(derived["pinyin"] or name)
            mail = f"{latin.replace(' ', '.')}.{number}@{customer.domain}"
            prefix = "+86 13" if customer.country == "CN" else "+49 17"
            phone = f"{prefix}{chance.randrange(10)} {chance.randrange(10_000):04} {chance.randrange(10_000):04}"
            made = self.now - timedelta(days=chance.randrange(2000), seconds=chance.randrange(86_400))
            rows[Person].append((key, made))
            rows[PersonIdentity].append((key, name, derived["sort_key"], derived["pinyin"], derived["initials"]))
            role = chance.randrange(8)
            rows[Affiliation].append(
                (self.key(), key, customer.key, chance.choice(TITLES), role == 0, role == 1, role == 2, role in (3, 4))
            )
            rows[Channel].append((self.key(), key, "mail", mail, mail))
            rows[Channel].append((self.key(), key, "mobile", phone, text.phone_digits(phone)))
            note = self.words.sentences.draw(chance) if number % 10 == 0 else ""
            if note:
                rows[PersonText].append((key, note))
            if customer.owner and number % 2 == 0:
                rows[Tie].append((self.key(), key, customer.owner, chance.randrange(1, 5)))
            texts = {FieldClass.PERSONAL: f"{name}\n{phone}\n{mail}", FieldClass.FREE_TEXT: note}
            rows[SearchEntry].append(entry("people", key, texts))
        load(Person, ("id", "created_at"), rows[Person])
        load(PersonIdentity, ("person_id", "name", "sort_key", "pinyin", "initials"), rows[PersonIdentity])
        load(PersonText, ("person_id", "notes"), rows[PersonText])
        load(
            Affiliation,
            ("id", "person_id", "customer_id", "job_title", "is_decider", "is_user", "is_influencer", "is_buyer"),
            rows[Affiliation],
        )
        load(Channel, ("id", "person_id", "kind", "value", "match"), rows[Channel])
        load(Tie, ("id", "person_id", "user_id", "strength"), rows[Tie])
        load(SearchEntry, ("resource", "record", "tokens"), rows[SearchEntry])

    # ---- what happened and what is next ----

    def activities(self) -> None:
        self.say("activities")
        lines = self._activity_lines()
        done = 0
        while batch := [line for line in (next(lines, None) for _ in range(100_000)) if line is not None]:
            load(
                Activity,
                ("id", "customer_id", "kind", "at", "created_at", "author_id", "department_id", "customer_took_part"),
                ((a.key, a.customer, a.kind, a.at, a.at, a.author, a.department, a.kind != "note") for a in batch),
            )
            load(ActivityText, ("activity_id", "subject", "body"), ((a.key, a.subject, a.body) for a in batch))
            load(ActivityUser, ("activity_id", "user_id"), ((a.key, a.author) for a in batch))
            load(
                TimelineEntry,
                (
                    "id",
                    "customer_id",
                    "at",
                    "kind",
                    "department_id",
                    "author_id",
                    "record",
                    "resource",
                    "class_of_entry",
                ),
                ((self.key(), a.customer, a.at, a.kind, a.department, a.author, a.key, *_OF_ACTIVITIES) for a in batch),
            )
            load(SearchEntry, ("resource", "record", "tokens"), (a.entry() for a in batch))
            done += len(batch)
            self.say(f"activities: {done:,}")

    def _activity_lines(self) -> Iterator["_Activity"]:
        """Oldest first; a few customers have very many."""
        chance = self.chance
        span = 3 * 365 * 86_400
        for number in range(self.size.activities):
            place = int(len(self.customers) * chance.random() ** 2)
            customer = self.customers[place]
            ago = span * (self.size.activities - number) // self.size.activities
            at = self.now - timedelta(seconds=ago + 1)
            is_sales = chance.random() < 0.8
            author = customer.owner if is_sales and customer.owner else chance.choice(self.users["service"])
            department = self.departments["sales" if is_sales and customer.owner else "service"]
            kind = chance.choice(_KINDS)
            if kind != "note":
                customer.touched = max(customer.touched, at)
            body = [self.words.sentences.draw(chance) for _ in range(chance.randrange(4))]
            if number % 5 == 0:
                body.append(f"RFQ {chance.randrange(10**6):06}")
            yield _Activity(
                self.key(),
                customer.key,
                kind,
                at,
                author,
                department,
                self.words.subjects.draw(chance),
                "\n".join(body),
            )

    def tasks(self) -> None:
        self.say("tasks")
        chance = self.chance
        rows: dict[type, list[tuple[Any, ...]]] = defaultdict(list)
        for number in range(self.size.customers // 2):
            customer = chance.choice(self.customers)
            owner = customer.owner or self.users["sales"][0]
            due = self.now.date() + timedelta(days=chance.randrange(-10, 90)) if number % 10 else NO_DAY
            key = self.key()
            title = self.words.subjects.draw(chance)
            department = self.departments["sales"]
            rows[Task].append((key, customer.key, owner, department, due, chance.randrange(1, 4), owner, self.now))
            rows[TaskText].append((key, title))
            rows[SearchEntry].append(entry("tasks", key, {FieldClass.FREE_TEXT: title}))
        load(
            Task,
            ("id", "customer_id", "owner_id", "department_id", "due", "priority", "created_by_id", "created_at"),
            rows[Task],
        )
        load(TaskText, ("task_id", "title"), rows[TaskText])
        load(SearchEntry, ("resource", "record", "tokens"), rows[SearchEntry])


@dataclass(frozen=True)
class _Activity:
    key: int
    customer: int
    kind: str
    at: datetime
    author: int
    department: int
    subject: str
    body: str

    def entry(self) -> tuple[str, int, list[str]]:
        """As `search.tokens_of` makes it, from sentences whose tokens are known already."""
        lines = f"{self.subject}\n{self.body}".split("\n")
        tokens = set().union(*map(_tokens_of_prose, lines)) | _tokens_of_first(self.subject)
        return "activities", self.key, sorted(tokens)


@lru_cache(maxsize=20_000)
def _tokens_of_prose(line: str) -> frozenset[str]:
    return frozenset(t for t in search.tokens_of("activities", {FieldClass.FREE_TEXT: line}) if "^" not in t)


@lru_cache(maxsize=20_000)
def _tokens_of_first(line: str) -> frozenset[str]:
    return frozenset(t for t in search.tokens_of("activities", {FieldClass.FREE_TEXT: line}) if "^" in t)


def entry(resource: str, key: int, texts: dict[FieldClass, str]) -> tuple[str, int, list[str]]:
    return resource, key, search.tokens_of(resource, texts)


def _note(c: _Customer) -> str:
    return f"Met them at the fair, hall {c.key % 17}." if c.key % 10 == 0 else ""


def _texts(c: _Customer) -> dict[FieldClass, str]:
    business = [c.code, c.city, c.other, c.number]
    texts = {FieldClass.SUMMARY: c.name, FieldClass.BUSINESS: "\n".join(line for line in business if line)}
    return texts | ({FieldClass.FREE_TEXT: note} if (note := _note(c)) else {})
