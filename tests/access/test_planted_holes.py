"""Holes as they were found in other systems, planted into ours one by one: the checks that guard us see them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from guanxi.access import custom_fields, reading, resources, writing
from guanxi.access.actors import load_actor, system_actor
from guanxi.access.levels import FieldClass, Level
from guanxi.access.reading import Query, view
from guanxi.catalogue import BY_NAME
from guanxi.customers.actions import edit_customer
from guanxi.customers.resources import CUSTOMERS, SUMMARIES
from guanxi.errors import UnknownField
from guanxi.exchange import exports
from guanxi.records import files
from guanxi.web.views import undoing
from tests.access.denied import Sent, send_all
from tests.access.walking import Walker
from tests.access.worlds import WORDS, Clock, TrustWorld, entered, leaked, taken_back

pytestmark = pytest.mark.django_db

Check = Callable[[TrustWorld, Clock], list[str]]
READER = "marketing"


# ---- the checks, each small ----


def shown(*addresses: str, kind: str = "customers") -> Check:
    """Marks that the reader may not see, at these addresses of each record."""

    def check(world: TrustWorld, clock: Clock) -> list[str]:
        walker = Walker(world, clock)
        for address in addresses:
            for key in world.keys[kind] if "{}" in address else [0]:
                walker.ask("GET", address.format(key))
        return [f"{answer.asked}: {what}" for answer in walker.taken for what in leaked(world, answer.body)]

    return check


def told_by_fields(world: TrustWorld, _clock: Clock) -> list[str]:
    """Fields that the reader may not read and that do not answer like one that does not exist."""
    actor = load_actor(world.reader)
    told = []
    for resource in (CUSTOMERS, SUMMARIES):
        query = view(actor, resource)
        hidden = {f.name for f in BY_NAME["customers"].fields} - {f.name for f in query.resource.fields}
        for name in sorted(hidden | {"x_extra_money"}):
            for use in (query.order, query.only, lambda n, q=query: q.filter(n, "empty")):
                try:
                    use(name)
                    told.append(f"{resource.name}.{name}")
                except UnknownField:
                    pass
    return told


def counted(world: TrustWorld, _clock: Clock) -> list[str]:
    """Lists that count more than what their reader may see."""
    actor = load_actor(world.reader)
    known = sum(world.reads(n, FieldClass.SUMMARY) for n in world.customers)
    read = sum(world.reads(n, FieldClass.BUSINESS) for n in world.customers)
    found = {"summaries": view(actor, SUMMARIES).count(), "customers": view(actor, CUSTOMERS).count()}
    return [
        f"{name}: {found[name]}" for name, most in (("summaries", known), ("customers", read)) if found[name] > most
    ]


def found_by_hidden(world: TrustWorld, clock: Clock) -> list[str]:
    """Customers that are found by a word which their reader may not read; nothing hidden is shown by that."""
    walker = Walker(world, clock)
    told = []
    for number, key in world.customers.items():
        if not world.reads(number, FieldClass.BUSINESS):
            answer = walker.ask("GET", f"/summaries/?q=zqb{number:02}z")
            told += [answer.asked] if f"/{key}/" in answer.body else []
    return told


def written(world: TrustWorld, clock: Clock) -> list[str]:
    """Tables that are another after a form that the reader may not send."""
    number = next(n for n in world.customers if world.level(n) == Level.READ)
    customer = world.customers[number]
    world.do(world.maker, edit_customer, "edit", customer=customer, values={"city": "Elsewhere"})
    newest = writing.ChangeGroup.objects.filter(changes__customer=customer).order_by("-changes__pk")[0]
    version = str(view(load_actor(world.maker), CUSTOMERS).get(customer).version)
    world.number_of[newest.pk] = number
    forms = [
        Sent(f"/undo/{newest.pk}/"),
        Sent(f"/customers/{customer}/field/city/", (("city", "taken"), ("version", version))),
        Sent("/tasks/new/", (("customer", customer), ("title", "taken"), ("due", "2026-12-01"))),
    ]
    return send_all(world, clock, forms, [number]).wrong


# ---- the holes ----


def _everything(query: Query) -> Query:
    """The same query without the rights of who asks."""
    return replace(query, actor=system_actor("hole"))


def filter_by_hidden(patch: pytest.MonkeyPatch) -> None:
    kept = Query.filter
    patch.setattr(Query, "filter", lambda q, *a: replace(kept(_whole(q), *a), resource=q.resource))


def sort_by_hidden(patch: pytest.MonkeyPatch) -> None:
    kept = Query.order
    patch.setattr(Query, "order", lambda q, *a: replace(kept(_whole(q), *a), resource=q.resource))


def _whole(query: Query) -> Query:
    """With all fields that there are, also of summaries those of the customer."""
    entries = query.resource.entries
    own = custom_fields.fields_of(query.actor, entries)
    return replace(query, resource=query.resource.with_fields(BY_NAME[entries].fields + own))


def show_hidden(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(resources.Resource, "readable_by", lambda resource, _actor: resource)


def look_up_by_key(patch: pytest.MonkeyPatch) -> None:
    kept = Query.get
    patch.setattr(Query, "get", lambda q, key: kept(_everything(q), key))


def file_without_scope(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exports, "view", lambda _actor, *a, **k: view(system_actor("hole"), *a, **k))
    patch.setattr(exports, "load_actor", lambda _user: system_actor("hole"))


def count_without_scope(patch: pytest.MonkeyPatch) -> None:
    kept = Query.count
    patch.setattr(Query, "count", lambda q, *a: kept(_everything(q), *a))


def search_all_classes(patch: pytest.MonkeyPatch) -> None:
    every = {field_class for field_class in FieldClass if field_class != FieldClass.SECRET}
    patch.setattr(Query, "_searched", property(lambda _query: every))


def suggest_without_scope(patch: pytest.MonkeyPatch) -> None:
    kept = Query.best
    patch.setattr(Query, "best", lambda q, *a: kept(_everything(q), *a))


def no_ceiling(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(reading, "ceiling", lambda *_a, **_k: reading.Q())


def download_by_key(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(files, "view", lambda _actor, *a, **k: view(system_actor("hole"), *a, **k))


def undo_of_others(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(undoing, "undo", replace(undoing.undo, allow=lambda _actor, _inputs: None))


def write_without_asking(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(writing, "authorise", lambda *_a: None)


_BEGINNINGS = tuple(word for word in WORDS if not word.startswith("zq"))
HOLES: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], Check]] = {
    "a filter by a hidden field": (filter_by_hidden, told_by_fields),
    "sorting by a hidden field": (sort_by_hidden, told_by_fields),
    "hidden fields shown": (show_hidden, shown("/customers/{}/", "/customers/?as=csv")),
    "a look-up by key": (look_up_by_key, shown("/customers/{}/", "/summaries/{}/")),
    "a file of a list without scope": (file_without_scope, shown("/customers/?as=csv")),
    "a count without scope": (count_without_scope, counted),
    "a search through hidden classes": (search_all_classes, found_by_hidden),
    "suggestions without scope": (suggest_without_scope, shown(*(f"/palette/?q={word}" for word in _BEGINNINGS))),
    "lists and timelines without ceiling": (no_ceiling, shown("/summaries/", "/customers/")),
    "a file by its key": (download_by_key, shown("/files/{}/", kind="files")),
    "undo of what another did": (undo_of_others, written),
    "writing without asking": (write_without_asking, written),
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[TrustWorld, Clock]]:
    with django_db_blocker.unblock(), entered(READER) as made:
        yield made


@pytest.fixture(autouse=True)
def _anybody(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED_OF = "nobody"


@pytest.mark.parametrize("name", list(HOLES))
def test_a_planted_hole_is_seen(name: str, world: tuple[TrustWorld, Clock], monkeypatch: pytest.MonkeyPatch) -> None:
    plant, check = HOLES[name]
    with taken_back():
        assert check(*world) == [], "seen where there is none"
    plant(monkeypatch)
    with taken_back():
        assert check(*world) != []
