"""What a reader of the loaded world opens and types: keys, cursors and texts, drawn from what he may see."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from urllib.parse import quote

from guanxi import text
from guanxi.access.actors import Actor
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.customers.resources import CUSTOMERS, PEOPLE, SUMMARIES

_PAGE = 50
_DRAWN = 60


@dataclass
class Reader:
    """Fills the braces of an address; each kind of text and key goes round through its own."""

    actor: Actor
    seed: int = 1
    _turns: dict[str, Iterator[str]] = field(default_factory=dict)

    def fill(self, pattern: str, *, is_address: bool = True) -> str:
        while "{" in pattern:
            kind = pattern.partition("{")[2].partition("}")[0]
            if kind not in self._turns:
                self._turns[kind] = cycle(self._drawn(kind) or [""])
            value = next(self._turns[kind])
            pattern = pattern.replace(f"{{{kind}}}", quote(value) if is_address else value, 1)
        return pattern

    def _drawn(self, kind: str) -> list[str]:
        chance = random.Random(f"{self.seed} {kind}")
        if kind.startswith("after "):
            resource = {"customers": CUSTOMERS, "people": PEOPLE, "summaries": SUMMARIES}[kind.removeprefix("after ")]
            page = view(self.actor, resource).only().page(_PAGE * 499)
            return [page.next or page.previous or ""]
        if kind == "now":
            return [datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")]
        if kind == "new":
            return [f"Neuwerk {chance.randrange(10**9)}" for _ in range(10 * _DRAWN)]
        if kind in ("customer", "person", "summary"):
            resource = {"customer": CUSTOMERS, "person": PEOPLE, "summary": SUMMARIES}[kind]
            return [str(key) for key in self._some(resource)]
        names = self._names(SUMMARIES)
        han = [name for name in names if text.has_han(name)]
        latin = [name for name in names if not text.has_han(name)]
        makers = {
            "name": lambda: names,
            "han": lambda: [name[2:4] for name in han],
            "initials": lambda: ["".join(word[0] for word in text.pinyin(name).split()[2:6]) for name in han],
            "pinyin": lambda: ["".join(text.pinyin(name).split()[2:4]) for name in han],
            "beginning": lambda: [name[:4] for name in latin],
            "letter": lambda: list("abcdefghijklmnopqrstuvwyz"),
            "frequent": lambda: ["pumps", "gmbh", "有限公司", "valves", "上海"],
            "two": lambda: [" ".join(name.split()[1::-1]) for name in latin],
            "phone": lambda: [f"{chance.randrange(10**6):06}" for _ in range(_DRAWN)],
            "nothing": lambda: [f"qx{chance.randrange(10**6)}" for _ in range(_DRAWN)],
        }
        return makers[kind]()

    def _some(self, resource: Resource) -> list[int]:
        """Keys from all over the list."""
        keys = view(self.actor, resource).only().keys(20_000)
        return random.Random(self.seed).sample(keys, min(_DRAWN, len(keys)))

    def _names(self, resource: Resource) -> list[str]:
        query = view(self.actor, resource).only("name")
        return [query.get(key)["name"] for key in self._some(resource)]
