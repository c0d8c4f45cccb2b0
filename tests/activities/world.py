"""Two customers, their people and the cast, for the tests of what happens with them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guanxi.access.actors import Actor, system_actor
from guanxi.access.undo import undo
from guanxi.access.writing import Action, run, run_recorded
from guanxi.activities import resources
from guanxi.customers import resources as customer_resources
from guanxi.customers.actions import create_customer
from guanxi.customers.people_actions import create_person
from guanxi.records import resources as record_resources
from tests.access.cast import NOW, Cast

BY_MODEL = {**record_resources.BY_MODEL, **customer_resources.BY_MODEL, **resources.BY_MODEL}


@dataclass
class World:
    """``hengtong`` is Lin Yue's and the Key accounts', ``nordlicht`` Sofia Berg's and Europe's."""

    cast: Cast
    hengtong: int
    nordlicht: int
    zhao: int
    klaus: int

    def __getitem__(self, username: str) -> Actor:
        return self.cast[username]

    def do(self, who: str | Actor, what: Action, *, on: datetime = NOW, **inputs: Any) -> Any:
        actor = self.cast[who] if isinstance(who, str) else who
        return run(actor, what, on=on, channel="test", **inputs)

    def do_recorded(self, who: str, what: Action, *, on: datetime = NOW, **inputs: Any) -> tuple[Any, int | None]:
        return run_recorded(self.cast[who], what, on=on, channel="test", **inputs)

    def undo(self, who: str, change: int | None, *, on: datetime = NOW) -> None:
        self.do(who, undo, on=on, change=change, resources=BY_MODEL)

    @property
    def sales(self) -> int:
        return self.cast.departments["sales"]

    @property
    def service(self) -> int:
        return self.cast.departments["service"]

    @property
    def marketing(self) -> int:
        return self.cast.departments["marketing"]


def make_world(cast: Cast) -> World:
    def made(who: str, what: Action, **inputs: Any) -> int:
        return int(run(cast[who], what, on=NOW, channel="test", **inputs))

    hengtong = made("lin.yue", create_customer, values={"name": "恒通电缆", "country": "CN", "industry": ""})
    nordlicht = made("sofia.berg", create_customer, values={"name": "Nordlicht Pumpen", "country": "DE"})
    zhao = made("lin.yue", create_person, values={"name": "赵敏"}, customer=hengtong)
    klaus = made("sofia.berg", create_person, values={"name": "Klaus Brandt"}, customer=nordlicht)
    return World(cast, hengtong, nordlicht, zhao, klaus)


def as_system(what: Action, *, on: datetime = NOW, **inputs: Any) -> Any:
    return run(system_actor("tests"), what, on=on, channel="test", **inputs)
