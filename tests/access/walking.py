"""Walks of one reader through the whole application: what he asks is drawn by chance, from a seed.

A walk knows nothing but the routes, the catalogue, the keys of its world, and the pages that it was answered: it fills
in addresses, filters and sorts lists by fields that exist and that do not, follows links and cursors, sends forms.
"""

import html
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from guanxi.access.keys import seeded_keys
from guanxi.catalogue import RESOURCES
from tests.access.worlds import WORDS, Clock, TrustWorld, sign_in

STEPS = 30
_PARAMETER = re.compile(r"<(\w+):(\w+)>")
_DOORS = ("/accounts/", "/settings/me/")  # who walks stays in, with his own settings
_OPERATORS = ("is", "not", "has", "gt", "lt", "before", "after", "empty")
_WHAT = ("complete", "reopen", "snooze", "take", "assign", "edit", "remove", "restore", "nothing")
# What a word in an address can be, by the beginning of the address before it.
_SLUGS = {
    "dialogue/<slug:kind>": ("needs", "conflicts", "promises"),
    "evidence/<slug:kind>": ("rivals", "notices", "openings"),
    "plans/<int:key>/<slug:name>": ("submit", "approve", "redraft", "close"),
}
# Kept out of the comparison: who asked, when, and safety codes.
_OWN_HEADERS = frozenset({"X-Request-ID", "Set-Cookie", "Expires"})
_CODES = re.compile(r'(name="csrfmiddlewaretoken" value="|&quot;X-CSRFToken&quot;: &quot;|"X-CSRFToken": ?")[^"&]*')


def routes() -> list[tuple[str, Any]]:
    """All addresses that are ours: those of signing in belong to a library and know no customer."""

    def each(patterns: Sequence[URLPattern | URLResolver], prefix: str) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                found += each(pattern.url_patterns, route)
            else:
                found.append((route, pattern.callback))
        return found

    return [
        (named, view)
        for route, view in each(get_resolver().url_patterns, "")
        if not str(getattr(view, "policy", "")).startswith(("open", "decides itself: django-allauth"))
        and "styleguide" not in route
        for named in _named(route)
    ]


def _named(route: str) -> list[str]:
    for beginning, words in _SLUGS.items():
        if beginning in route:
            stem = beginning.rpartition("<")[0]
            return [route.replace(beginning, stem + word) for word in words]
    return [route]


def filled_with(route: str, key: int, name: str) -> str:
    """The address of a route for one record; ``name`` for what is no number."""

    def fill(found: re.Match[str]) -> str:
        return {"int": str(key), "uuid": "00000000-0000-4000-8000-000000000000"}.get(found[1], name or "nothing")

    return "/" + _PARAMETER.sub(fill, route)


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)  # name, value, choices
    files: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)  # by name: the type of an input


class Reading(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select: tuple[str, list[str], str] | None = None
        self._area: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a" and given.get("href", "").startswith(("/", "?")) and not given["href"].startswith(_DOORS):
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            if not self._form.action.startswith(_DOORS):
                self.forms.append(self._form)
        elif self._form is None or not (given.get("name") or tag == "option"):
            return
        elif tag == "select":
            self._select = (given["name"], [], "")
        elif tag == "option" and self._select is not None:
            name, choices, chosen = self._select
            choices.append(given.get("value", ""))
            self._select = (name, choices, given.get("value", "") if "selected" in given else chosen)
        elif tag == "textarea":
            self._area = given["name"]
            self._form.fields.append((given["name"], "", ()))
        elif tag in ("input", "button"):
            kind = self._form.kinds[given["name"]] = given.get("type", "text")
            if kind == "file":
                self._form.files.append(given["name"])
            elif kind not in ("checkbox", "radio") or "checked" in given:
                self._form.fields.append((given["name"], given.get("value", ""), ()))
            else:
                self._form.fields.append((given["name"], "", ("", given.get("value", "on"))))

    def handle_data(self, data: str) -> None:
        if self._area is not None and self._form is not None:
            name, value, choices = self._form.fields[-1]
            self._form.fields[-1] = (name, value + data, choices)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select" and self._select is not None and self._form is not None:
            name, choices, chosen = self._select
            self._form.fields.append((name, chosen, tuple(choices)))
            self._select = None


@dataclass(frozen=True)
class Answer:
    """One step: what was asked, and all that came back which somebody could read."""

    asked: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


@dataclass
class Walker:
    """One session of the reader; ``ask`` answers like a browser would be answered, without what is secret in it."""

    world: TrustWorld
    clock: Clock
    client: Client = field(init=False)
    taken: list[Answer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = sign_in(self.world)

    def ask(
        self, method: str, address: str, data: Sequence[tuple[str, Any]] = (), *, as_part: bool = False
    ) -> Answer:  # fmt: skip
        self.clock.tick()
        headers = {"HX-Request": "true"} if as_part else {}
        with seeded_keys(f"{self.world.seed} {len(self.taken)}"):
            if method == "GET":
                given = self.client.get(address, headers=headers)
            else:
                several: dict[str, list[Any]] = {}
                for name, value in data:
                    several.setdefault(name, []).append(value)
                given = self.client.post(address, several, headers=headers)
            # A file is written while it is sent.
            body = b"".join(given.streaming_content) if given.streaming else given.content  # type: ignore[attr-defined]
        text = body.decode("utf-8", "replace")
        text = _CODES.sub(r"\1", text).replace(given.headers.get("X-Request-ID", "\0"), "")
        shown = tuple(sorted((n, str(v)) for n, v in given.headers.items() if n not in _OWN_HEADERS))
        told = f"{method} {address} {'' if not data else list(data)}{' as part' if as_part else ''}"
        answer = Answer(told, given.status_code, shown, text)
        self.taken.append(answer)
        return answer


@dataclass
class Chance:
    """What a walk asks next, by its own dice and by the pages that it has seen."""

    world: TrustWorld
    dice: random.Random
    routes: list[tuple[str, Any]] = field(default_factory=routes)
    at: str = "/"
    page: str = ""

    def next(self) -> tuple[str, str, list[tuple[str, Any]], bool]:
        way = self.dice.random()
        found = Reading(self.page) if way < 0.55 else None
        as_part = self.dice.random() < 0.2
        if found is not None and way < 0.25 and found.forms:
            return (*self._form(self.dice.choice(found.forms)), as_part)
        if found is not None and found.links:
            return "GET", self._followed(self.dice.choice(found.links)), [], as_part
        if way < 0.75:
            return "GET", self._list(), [], as_part
        if way < 0.83:
            return "GET", self._find(), [], as_part
        route, _view = self.dice.choice(self.routes)
        if way < 0.93:
            return (
                "GET",
                self._filled(route) + self.dice.choice(("", f"?customer={self._key('customers')}")),
                [],
                as_part,
            )
        return "POST", self._filled(route), self._blind(), as_part

    def _followed(self, link: str) -> str:
        return urljoin(self.at, link)

    def _key(self, kind: str = "") -> int:
        keys = self.world.keys.get(kind) or [key for keys in self.world.keys.values() for key in keys]
        return self.dice.choice(keys)

    def _word(self) -> str:
        return self.dice.choice(WORDS)

    def _filled(self, route: str) -> str:
        kind = next((name for name in self.world.keys if name in route), "")

        def fill(found: re.Match[str]) -> str:
            converter, name = found[1], found[2]
            if converter == "int":
                wanted = f"{name}s" if f"{name}s" in self.world.keys else kind
                return str(self._key(wanted if self.dice.random() < 0.8 else ""))
            if converter == "uuid":
                return "00000000-0000-4000-8000-000000000000"
            if name == "resource":
                return self.dice.choice(RESOURCES).name
            if name == "name":
                return self._field()
            return self.dice.choice(_WHAT)

        return "/" + _PARAMETER.sub(fill, route)

    def _field(self) -> str:
        resource = self.dice.choice(RESOURCES)
        return self.dice.choice([*(f.name for f in resource.fields), "x_extra_money", "x_extra_free_text", "nothing"])

    def _value(self) -> str:
        return str(
            self.dice.choice(
                (self._word(), self._key(), self._key("users"), "me", "2026-11-12", "today", "DE", "yes", "")
            )
        )

    def _list(self) -> str:
        asked: list[tuple[str, str]] = []
        path = self.dice.choice([route for route, _view in self.routes if "<" not in route])
        lists = ("customers/", "summaries/", "people/", "tasks/")
        path = "/" + (self.dice.choice(lists) if self.dice.random() < 0.8 else path)
        for _ in range(self.dice.choice((0, 1, 1, 2))):
            asked.append(("f", f"{self._field()}:{self.dice.choice(_OPERATORS)}:{self._value()}"))
        if self.dice.random() < 0.5:
            asked.append(("sort", self.dice.choice(("", "-")) + self._field()))
        if self.dice.random() < 0.3:
            asked.append(("q", self._word()))
        if self.dice.random() < 0.25:
            asked.append(("as", "csv"))
        return f"{path}?{urlencode(asked, quote_via=quote)}"

    def _find(self) -> str:
        word = self._word()
        word = word[: self.dice.randint(1, len(word))]
        places = ("palette/", "search/", *(f"suggest/{name}/" for name in ("customers", "people", "users", "tags")))
        return f"/{self.dice.choice(places)}?q={quote(word)}"

    def _form(self, form: Form) -> tuple[str, str, list[tuple[str, Any]]]:
        action = self._followed(form.action or self.at)
        data: list[tuple[str, Any]] = []
        for name, value, choices in form.fields:
            if choices:
                value = self.dice.choice(choices) if self.dice.random() < 0.4 else value
            elif name not in ("csrfmiddlewaretoken", "version") and self.dice.random() < 0.3:
                value = self._value()
            if value or not choices:
                data.append((name, value))
        if form.method == "get":
            return "GET", f"{action.partition('?')[0]}?{urlencode(data, quote_via=quote)}", []
        for name in form.files:
            data.append((name, SimpleUploadedFile("list.csv", self._file().encode(), "text/csv")))
        return "POST", action, data

    def _file(self) -> str:
        """Names, codes and numbers of customers that are there, some of which he may not know of."""
        lines = [f'"{self._word()}","{self._word()}","{self._word()}",{self._word()}@example.com' for _ in range(3)]
        return "\n".join(["name,own_code,identifiers,mails", *lines])

    def _blind(self) -> list[tuple[str, Any]]:
        customer = self._key("customers")
        data: list[tuple[str, Any]] = [("customer", customer), ("row", customer), ("version", "1"), ("sent", "1")]
        names = ("name", "title", "subject", "line", "reason", "owner", "parent", "person", "manager", "due", "do",
                 "winner", "loser", "other", "level", "principal", "value", "kind", "user", "query")  # fmt: skip
        data += [(name, self._value()) for name in self.dice.sample(names, 5)]
        return [*data, ("do", self.dice.choice(("owner", "team", "tag", "field", "bin", "")))]


def walk(world: TrustWorld, clock: Clock, seed: object, steps: int = STEPS) -> list[Answer]:
    walker = Walker(world, clock)
    chance = Chance(world, random.Random(f"{world.seed} {seed}"))
    for _ in range(steps):
        method, address, data, as_part = chance.next()
        answer = walker.ask(method, address, data, as_part=as_part)
        headers = dict(answer.headers)
        if "Location" in headers and answer.status in (302, 303):
            answer = walker.ask("GET", urljoin(address, headers["Location"]))
            address = urljoin(address, headers["Location"])
        if answer.status == 200 and headers.get("Content-Type", "").startswith("text/html"):
            chance.at, chance.page = address, answer.body
    return walker.taken


def difference(first: Sequence[Answer], second: Sequence[Answer]) -> str:
    """Where two walks part, with all steps up to there; empty where they do not."""
    for at, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            steps = "\n".join(f"  {answer.status} {answer.asked}" for answer in first[: at + 1])
            lines = [
                f"- {mine}\n+ {theirs}"
                for mine, theirs in zip(one.body.splitlines(), other.body.splitlines(), strict=False)
                if mine != theirs and "/preferences/" not in mine
            ][:6]
            parts = [
                f"status {one.status} and {other.status}" if one.status != other.status else "",
                f"headers {sorted(set(one.headers) ^ set(other.headers))}" if one.headers != other.headers else "",
                *lines,
            ]
            return f"{steps}\n" + html.unescape("\n".join(part for part in parts if part))[:4000]
    return "" if len(first) == len(second) else "one walk is longer"
