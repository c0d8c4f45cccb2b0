"""Tells the sample world to the application, in the order in which it happened, through its actions alone."""

from collections.abc import Callable

from django.db import transaction

from guanxi.access.keys import seeded_keys
from guanxi.access.signin import user_behind
from guanxi.demo.cast import CAST
from guanxi.demo.loading.accounts import customers, people
from guanxi.demo.loading.bonds import bonds
from guanxi.demo.loading.company import cast_password, company
from guanxi.demo.loading.ledger import ledger
from guanxi.demo.loading.past import history
from guanxi.demo.loading.steps import Steps
from guanxi.demo.world import World

# Is told the number of steps that are done, and of all.
Progress = Callable[[int, int], None]


def is_loaded() -> bool:
    """Whether somebody of the cast is there, and so all of the world."""
    return user_behind(CAST[0].login) is not None


def load(world: World, *, progress: Progress = lambda done, steps: None) -> None:
    """All or nothing, into a database that holds no users yet; the same world gets the same keys."""
    steps = Steps(world)
    digest = cast_password(world)
    with seeded_keys(f"sample world of {world.today}"), transaction.atomic():
        company(steps, digest)
        customers(steps)
        people(steps)
        history(steps)
        ledger(steps)
        bonds(steps)
        steps.take(progress)
