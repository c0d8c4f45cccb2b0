"""Long imports in the background: a killed worker goes on where it stopped; the cursor is stored with the rows."""

from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.db import transaction

from guanxi.access.actors import Actor
from guanxi.access.writing import run
from guanxi.exchange.imports import apply_import, begin_apply, forget_old_runs
from guanxi.exchange.planning import CHANNEL, plan_received, receive_import
from guanxi.records.jobs import JobContext, dead_letter_of, every, job, revive, round_key, start

SMALL = 300  # rows that a page waits for
SMALL_FILE = 100_000  # bytes that a page waits for


def _key(*, import_run: int) -> str:
    return str(import_run)


@job(key=_key)
def apply_in_background(context: JobContext, *, import_run: int) -> None:
    # The cursor says what is left; between two pieces the worker may be told to end.
    apply_import(context.actor(), import_run, on=context.now, channel="job", between=context.check)


@job(key=_key)
def plan_in_background(context: JobContext, *, import_run: int) -> None:
    plan_received(context.actor(), import_run, on=context.now, between=context.check)


def plan_later(actor: Actor, resource: str, content: IO[bytes], name: str, *, on: datetime) -> int:
    """Keeps the file and has a worker preview it; returns the key of the run."""
    with transaction.atomic():
        key = receive_import(actor, resource, content, name, on=on)
        start(actor, plan_in_background, on=on, import_run=key)
    return key


def apply_later(actor: Actor, import_run: int, *, on: datetime) -> None:
    """Has a worker apply the run; if its job failed for good, while planning or applying, that is tried again."""
    with transaction.atomic():
        run(actor, begin_apply, on=on, channel=CHANNEL, import_run=import_run)
        if (failed := dead_letter(import_run)) is not None:
            revive(failed, on=on)
        else:
            start(actor, apply_in_background, on=on, import_run=import_run)


def dead_letter(import_run: int) -> UUID | None:
    """The key of the job of this run that failed for good: nothing goes on by itself."""
    planning = dead_letter_of(plan_in_background, import_run=import_run)
    return planning or dead_letter_of(apply_in_background, import_run=import_run)


@job(key=round_key)
def forget_files(context: JobContext, *, round: int) -> None:
    forget_old_runs(on=context.now)


every(timedelta(days=1), forget_files)
