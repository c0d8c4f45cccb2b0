"""One step after the other: each at its moment, each as somebody of us."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from guanxi.access.actors import Actor, load_actor
from guanxi.access.writing import Action, run
from guanxi.demo.customer import Customer
from guanxi.demo.everyday.telling import salesperson
from guanxi.demo.world import CUSTOMER, World

# As if everybody had typed it into the pages.
CHANNEL: Final = "web"

Step = Callable[[datetime], object]


@dataclass
class Steps:
    """What is to be done, and the keys of what was done so far, by the names that the world uses."""

    world: World
    users: dict[str, int] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)
    activities: dict[str, int] = field(default_factory=dict)
    _steps: list[tuple[datetime, int, Step]] = field(default_factory=list)
    _named: int = 0
    _actors: dict[str, Actor] = field(default_factory=dict)

    def at(self, moment: datetime, step: Step) -> None:
        """Steps of one moment are taken in the order in which they were named."""
        heapq.heappush(self._steps, (moment, self._named, step))
        self._named += 1

    def take(self, progress: Callable[[int, int], None]) -> None:
        """One after the other; a step may name further ones, of later moments."""
        done = 0
        while self._steps:
            moment, _number, step = heapq.heappop(self._steps)
            step(moment)
            done += 1
            progress(done, done + len(self._steps))

    def run(self, login: str, what: Action, *, on: datetime, **inputs: Any) -> Any:
        return run(self.actor(login), what, on=on, channel=CHANNEL, **inputs)

    def actor(self, login: str) -> Actor:
        """Read once: nobody changes place while the world is told, and there are some thousands of steps."""
        if login not in self._actors:
            self._actors[login] = load_actor(self.users[login])
        return self._actors[login]

    # ---- when ----

    def day(self, ago: int) -> date:
        return self.world.today - timedelta(ago)


def moment(day: date, clock: time, zone: str) -> datetime:
    """The instant at which clocks in the zone show this."""
    return instant(datetime.combine(day, clock), zone)


def instant(wall: datetime, zone: str) -> datetime:
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def editor(customer: Customer) -> str:
    """Who of us keeps the record of the customer: who sells to him, or the head of sales where nobody does."""
    return salesperson(customer) or "chen.wei"


def customer_of(key: str) -> Customer:
    return CUSTOMER[key]
