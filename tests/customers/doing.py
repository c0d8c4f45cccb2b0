"""Short ways to act as somebody of the cast."""

from datetime import UTC, datetime
from typing import Any

from guanxi.access.actors import Actor
from guanxi.access.undo import undo
from guanxi.access.writing import Action, run, run_recorded
from guanxi.catalogue import BY_MODEL
from guanxi.customers.actions import create_customer

NOW = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)


def do(actor: Actor, what: Action, *, on: datetime = NOW, **inputs: Any) -> Any:
    return run(actor, what, on=on, channel="test", **inputs)


def recorded(actor: Actor, what: Action, *, on: datetime = NOW, **inputs: Any) -> int:
    """Does it and returns the key of the change, for an undo."""
    change = run_recorded(actor, what, on=on, channel="test", **inputs)[1]
    assert change is not None
    return change


def take_back(actor: Actor, change: int, *, on: datetime = NOW) -> Any:
    return run(actor, undo, on=on, channel="test", change=change, resources=BY_MODEL)


def customer(actor: Actor, name: str = "Ostermark Getriebe GmbH", **values: Any) -> int:
    key = do(actor, create_customer, values={"name": name, **values})
    assert isinstance(key, int)
    return key
