"""Asks for everything that has an address, for every record, and looks for marks that its reader may not see."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core import mail

from guanxi.catalogue import RESOURCES
from guanxi.records.logs import JsonLines
from tests.access.walking import Walker, filled_with, routes
from tests.access.worlds import WORDS, Clock, TrustWorld, leaked, marks_in

_FINDING = ("palette/", "search/")
_SEARCHED = ("customers/", "summaries/", "people/", "tasks/")


@dataclass
class Found:
    asked: int = 0
    seen: set[Any] = field(default_factory=set)  # marks that were shown
    leaks: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)


class _Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLines())
        self.lines: list[str] = []  # those with a mark
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1
        if marks_in(line := self.format(record)):
            self.lines.append(line)


def kind_of(world: TrustWorld, route: str) -> str:
    """Of which kind the keys in an address are."""
    return next((name for name in sorted(world.keys, key=len, reverse=True) if name in route), "")


def addresses(world: TrustWorld, only: Callable[[str], bool], step: int = 1, first: int = 0) -> Iterator[str]:
    """Each route with each (or from the ``first`` on each ``step``-th) record, each list as a file, what is found by
    hidden beginnings.
    """
    every = [key for keys in world.keys.values() for key in keys]
    for route, _view in routes():
        if not only(route):
            continue
        if "<int:" in route:
            kind = kind_of(world, route)
            keys = world.keys["customers"] if "<int:customer>" in route else world.keys.get(kind) or every
        else:
            keys = [0]
        names: Sequence[str] = [""]
        if "<str:resource>" in route or "<str:name>" in route:
            names = [r.name for r in RESOURCES] if "<str:resource>" in route else [f.name for f in RESOURCES[6].fields]
        if keys is every and len(names) > 1:  # an address of a kind that no key of ours is of
            keys, names = every[::40], names[:: len(names) // 3]
        begin = min(first, len(keys) - 1)
        for key in keys[begin :: step if len(names) == 1 else 2 * step]:
            for name in names:
                address = filled_with(route, key, name)
                yield address
                if "<" not in route:
                    yield f"{address}?as=csv"
                    yield from (f"{address}?customer={customer}" for customer in world.keys["customers"][:: 3 * step])
    for place in (*_FINDING, *_SEARCHED, *(f"suggest/{name}/" for name in ("customers", "people"))):
        if only(place):
            yield from (f"/{place}?q={word}" for word in WORDS if not word.startswith("zq"))


def crawl(
    world: TrustWorld, clock: Clock, only: Callable[[str], bool] = lambda route: True, *, step: int = 1, first: int = 0
) -> Found:  # fmt: skip
    """Pages, parts, files, refused forms, letters and the log; ``only`` says which routes."""
    found, lines = Found(), _Lines()
    root, ours = logging.getLogger(), logging.getLogger("guanxi")
    levels = root.level, ours.level
    root.addHandler(lines)
    root.setLevel(logging.DEBUG)
    ours.setLevel(logging.DEBUG)
    mail.outbox.clear()
    try:
        walker = Walker(world, clock)
        for address in addresses(world, only, step, first):
            _look(found, world, walker.ask("GET", address))
            walker.taken.clear()
        for route, _view in routes():
            if only(route):
                for customer in world.keys["customers"][::3]:
                    data = [("customer", customer), ("row", customer), ("do", "owner"), ("version", "1")]
                    _look(found, world, walker.ask("POST", filled_with(route, customer, "customers"), data))
        for letter in mail.outbox:
            if "reader@guanxi.example" in letter.recipients():
                found.leaks += [f"a letter: {one}" for one in leaked(world, str(letter.message()))]
    finally:
        root.removeHandler(lines)
        root.setLevel(levels[0])
        ours.setLevel(levels[1])
    assert lines.count > found.asked  # it was listening
    found.logged = lines.lines
    return found


def _look(found: Found, world: TrustWorld, answer: Any) -> None:
    found.asked += 1
    told = answer.body + str(answer.headers)
    found.seen |= marks_in(told)
    found.leaks += [f"{answer.asked}: {what} of customer {n}" for what, n in sorted(leaked(world, told))]
    if answer.status >= 500:
        found.failed.append(f"{answer.status} {answer.asked}")
