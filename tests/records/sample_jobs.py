"""Jobs of the tests, and the table in which their effects are counted."""

import time

from django.db import connection, transaction

from guanxi.errors import Refused
from guanxi.records.jobs import JobContext, job
from guanxi.records.worker import Worker


def make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effect (name varchar(40) NOT NULL)")


def note(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect VALUES (%s)", [name])


def effects() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM effect ORDER BY name")
        return [row[0] for row in cursor.fetchall()]


@job(key=lambda *, name: name)
def plain(context: JobContext, *, name: str) -> None:
    note(name)


@job(key=lambda *, name: name)
def in_one_piece(context: JobContext, *, name: str) -> None:
    with context.finishing():
        note(name)


@job(key=lambda *, name, seconds: name)
def slow(context: JobContext, *, name: str, seconds: float) -> None:
    """Leaves time to be killed in: before its write, within it, after it."""
    time.sleep(seconds)
    with context.finishing():
        note(name)
        time.sleep(seconds)


@job(key=lambda *, name: name)
def in_chunks(context: JobContext, *, name: str) -> None:
    for chunk in range(1000):
        context.check()
        with transaction.atomic():
            note(f"{name}-{chunk}")
        time.sleep(0.05)


@job(key=lambda *, name: name)
def deaf(context: JobContext, *, name: str) -> None:
    with transaction.atomic():
        note(name)
        time.sleep(60)


@job(key=lambda *, name, fails: name, attempts=3)
def fragile(context: JobContext, *, name: str, fails: int) -> None:
    with transaction.atomic():
        note(name)
        if context.attempt <= fails:
            raise ValueError(f"a secret of {name}")


@job(key=lambda *, name: name)
def refusing(context: JobContext, *, name: str) -> None:
    raise Refused("This file is no spreadsheet.")


@job(key=lambda *, name: name)
def as_user(context: JobContext, *, name: str) -> None:
    note(f"{name} by {context.actor().username}")


# A worker in the middle of a job, who loses it to another.
overtaken_by: list[Worker] = []


@job(key=lambda *, name: name)
def overtaken(context: JobContext, *, name: str) -> None:
    while overtaken_by:
        other = overtaken_by.pop()
        assert other.reap() == 1
        assert other.work_off() == 1
    with context.finishing():
        note(name)


@job(key=lambda *, round: str(round))
def comes_round(context: JobContext, *, round: int) -> None:
    note(f"round {round}")
