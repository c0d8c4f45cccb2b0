"""Every form of the application, sent again by somebody who may not: what of the database is another afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Q
from django.urls import resolve

from guanxi.access.levels import Level
from guanxi.access.models import ChangeGroup
from guanxi.activities.actions import log_activity, quick_log
from guanxi.customers.sharing import ask_for_access
from guanxi.relationships.surveys import answer_survey
from tests.access.canaries import addresses, kind_of
from tests.access.walking import Form, Reading, filled_with, routes
from tests.access.worlds import Clock, TrustWorld, sign_in, taken_back

Tables = dict[str, list[str]]
# One's own traces: what was opened, looked for, exported.
TRACES = frozenset({"access.auditevent", "access.readmark", "records.visit"})
# Rows that are at the disposal of whom they name.
OWN = {"activities.notification": "recipient"}
# What is open to somebody who may not edit, from which level on; what he answers for himself is a row of his own.
OPEN: dict[str, Level] = {
    log_activity.name: Level.INDIRECT,
    quick_log.name: Level.INDIRECT,
    ask_for_access.name: Level.INDIRECT,
    answer_survey.name: Level.READ,
}


@dataclass(frozen=True)
class Sent:
    """A form as it was filled in by somebody who may send it."""

    address: str
    data: tuple[tuple[str, Any], ...] = ()


@dataclass
class Outcome:
    sent: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    routes: set[str] = field(default_factory=set)
    refused_at: set[str] = field(default_factory=set)  # routes
    open: set[str] = field(default_factory=set)  # what was done, for it is open to him


def tables(reader: int) -> Tables:
    """All rows of ours but those that are the reader's own."""
    found = {}
    for model in apps.get_models():
        if model.__module__.startswith("guanxi."):
            derived = getattr(model, "derived", frozenset())
            names = [f.attname for f in model._meta.concrete_fields if f.attname not in derived]
            label = model._meta.label_lower
            own = Q(**{OWN[label]: reader}) if label in OWN else Q(pk__in=())
            found[label] = sorted(map(repr, model._default_manager.exclude(own).values_list(*names)))
    return found


def changed(before: Tables, after: Tables, about: Sequence[int] = ()) -> set[str]:
    """Tables that are another; with ``about``, those in which a row is another or a new one names one of these keys."""
    differ = {label for label in before if before[label] != after[label]}
    if not about:
        return differ
    keys = [str(key) for key in about]

    def touched(label: str) -> bool:
        old, new = set(before[label]), set(after[label])
        return bool(old - new) or any(key in row for row in new - old for key in keys)

    return {label for label in differ if touched(label)}


def forms_of(world: TrustWorld, about: Sequence[int]) -> Iterator[Sent]:
    """What the pages offer to who made all customers, each form once, and each route that takes a POST by itself.

    ``about``: of which customers the pages are asked for.
    """
    client = sign_in(world, "maker")
    known: set[str] = set()
    for address in addresses(_some(world, about), lambda _route: True):
        if "as=csv" in address or "?q=" in address:
            continue
        answer = client.get(address)
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for form in Reading(answer.content.decode()).forms:
            action = form.action or address
            if form.method != "post" or action in known or action.startswith(("/accounts/", "/preferences/")):
                continue
            known.add(action)
            data = [(name, _value(form, name, value, choices)) for name, value, choices in form.fields]
            yield Sent(action, tuple((n, v) for n, v in data if n != "csrfmiddlewaretoken"))
    for route, _view in routes():
        for kind in ("customers", "people", "activities", "tasks", "files", "views", "fields", "names"):
            if "<int:" in route and (kind in route or (kind == "customers" and "<int:customer>" in route)):
                for key in world.keys.get(kind, ())[::4]:
                    yield Sent(filled_with(route, key, "name"), _blind(world, key))
        if "<int:" not in route:
            for customer in world.keys["customers"]:
                yield Sent(filled_with(route, 0, "customers"), _blind(world, customer))


def _some(world: TrustWorld, about: Sequence[int]) -> TrustWorld:
    """The same world with the keys of a few customers; of what is nobody's, the first."""
    keys = {
        kind: [key for key in held if world.number_at(kind, key) in about] or held[:1]
        for kind, held in world.keys.items()
    }  # fmt: skip
    return replace(world, keys=keys)


# What is written into an empty field, by its type; other than what can stand there already.
_WRITTEN = {
    "date": "2026-11-12", "datetime-local": "2026-11-12T08:30", "number": "3", "email": "taken@example.com",
    "url": "https://taken.example", "month": "2026-05", "time": "08:30",
}  # fmt: skip


def _value(form: Form, name: str, value: str, choices: Sequence[str]) -> str:
    """As it stands where it says what the form is about, something else elsewhere, the last of what can be chosen."""
    if choices:
        return choices[-1]
    if name in ("version", "next", "do", "customer", "row", "resource") or form.kinds.get(name) == "hidden":
        return value
    return _WRITTEN.get(form.kinds.get(name, ""), value if value.isdecimal() else "taken")


def _blind(world: TrustWorld, key: int) -> tuple[tuple[str, Any], ...]:
    return (
        ("customer", key), ("row", key), ("record", key), ("do", "bin"), ("sent", "1"), ("name", "taken"),
        ("title", "taken"), ("line", "call taken"), ("reason", "taken"), ("owner", world.reader), ("level", "4"),
        ("principal", world.reader), ("user", world.reader), ("strength", "4"), ("winner", key), ("loser", key),
    )  # fmt: skip


def send_all(world: TrustWorld, clock: Clock, forms: Sequence[Sent], numbers: Sequence[int]) -> Outcome:
    """Sends what names records of these customers as the reader; whatever was written that may not be is wrong."""
    outcome = Outcome()
    client = sign_in(world)
    before = tables(world.reader)
    for sent in forms:
        named = _named(world, sent)
        levels = [world.level(number) for number in named]
        if not levels or max(levels) >= Level.EDIT or not named & set(numbers):
            continue
        clock.tick()
        with taken_back():
            written = _writes()
            answer = client.post(sent.address, dict(sent.data))
            # What somebody makes of his own, as a customer, is another thing than what he was refused.
            about = [world.customers[number] for number in named] if answer.status_code < 400 else []
            differ = changed(before, tables(world.reader), about) if _writes() != written else set()
            done = set(ChangeGroup.objects.filter(at__gte=clock.now).values_list("action", flat=True))
        outcome.sent += 1
        route = answer.resolver_match.route if getattr(answer, "resolver_match", None) else ""
        outcome.routes.add(route)
        outcome.refused += answer.status_code >= 400
        if answer.status_code >= 400:
            outcome.refused_at.add(resolve(sent.address.partition("?")[0]).route)
        may = answer.status_code < 400 and done and all(max(levels) >= OPEN.get(name, Level.EDIT) for name in done)
        outcome.open |= done if may else set()
        if (differ - TRACES and not may) or answer.status_code >= 500:
            outcome.wrong.append(
                f"{answer.status_code} {sent}: {sorted(done)} changed {sorted(differ)} of {sorted(named)}"
            )
    return outcome


def sent_by_owner(world: TrustWorld, clock: Clock, forms: Sequence[Sent], wanted: set[str]) -> set[str]:
    """On which of these routes a form does something when somebody sends it who may."""
    client = sign_in(world, "maker")
    done: set[str] = set()
    for sent in forms:
        route = resolve(sent.address.partition("?")[0]).route
        if route in wanted - done:
            clock.tick()
            with taken_back():
                client.post(sent.address, dict(sent.data))
                if ChangeGroup.objects.filter(at__gte=clock.now).exists():
                    done.add(route)
    return done


def _named(world: TrustWorld, sent: Sent) -> set[int]:
    """The numbers of the customers whose records a form names."""
    kind = kind_of(world, resolve(sent.address.partition("?")[0]).route)
    words = [word for word in sent.address.replace("?", "/").replace("=", "/").split("/") if word.isdecimal()]
    found = {world.number_at(kind, int(word)) for word in words}
    found |= {world.number_of.get(int(str(value))) for _name, value in sent.data if str(value).isdecimal()}
    return {number for number in found if number is not None}


def _writes() -> int:
    """How many rows were written so far, in this transaction at least."""
    if connection.vendor == "sqlite":
        return int(connection.connection.total_changes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])
