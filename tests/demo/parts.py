"""A part of the sample world that is told in seconds: a few customers, and what happened at them lately."""

import contextlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.db import transaction

from guanxi.demo.loading import load
from guanxi.demo.world import World

SOME: Final = (
    *("tianjin-xian", "chengdi", "minxi", "qinyuan", "hailu", "jiaoxing-holding", "jiaoxing-yingkou", "ostermark"),
    *("ostermark-fair", "talgrund", "talgrund-fair", "villeneuve", "tamaral", "luebbenstein"),
)


def part_of(world: World, customers: Collection[str] = SOME, *, days: int = 45) -> World:
    """What happened before does not count; whoever is spoken of is there."""
    since = world.today - timedelta(days)
    activities = [a for a in world.activities if a.customer in customers and a.at.date() >= since]
    tasks = [t for t in world.tasks if t.customer in customers and (t.done is None or t.done.date() >= since)]
    told = {record.key for record in (*activities, *tasks)} | set(customers)
    people = [
        replace(person, posts=tuple(post for post in person.posts if post.customer in customers))
        for person in world.people
        if person.customer in customers
    ]
    return replace(
        world,
        customers=tuple(customer for customer in world.customers if customer.key in customers),
        people=tuple(people),
        activities=tuple(activities),
        tasks=tuple(tasks),
        shares=tuple(share for share in world.shares if share.customer in customers),
        files=tuple(file for file in world.files if file.customer in customers),
        requests=tuple(request for request in world.requests if request.customer in customers),
        dealings=tuple(held for held in world.dealings if held.customer in customers),
        notifications=tuple(note for note in world.notifications if note.about in told),
    )


@contextlib.contextmanager
def told(world: World) -> Iterator[None]:
    """The database with this world in it, and without it afterwards."""
    with transaction.atomic():
        load(world)
        yield
        transaction.set_rollback(True)
