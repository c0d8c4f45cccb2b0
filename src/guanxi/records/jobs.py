"""Background jobs: declared beside their subject in its ``jobs.py``, started inside a transaction, run by a worker.

    @job(key=lambda *, export: f"{export}")
    def write_export(context: JobContext, *, export: int) -> None: ...

    start(actor, write_export, on=now, export=export.pk)

A job is done at least once: a worker that dies gives back what it had. So each job names the key under which the same
work is the same job, and its last write stands in ``context.finishing()``, which commits it together with "done".
Arguments are JSON, and keys of records rather than their values: they stay in the queue for a month.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from guanxi.access.actors import Actor, load_actor
from guanxi.errors import Denied
from guanxi.records.job_models import Job, WorkerBeat

# With waits of 10, 20, 40 … seconds the last attempt is about twenty minutes after the first.
ATTEMPTS = 8


class Stopped(BaseException):
    """The worker has to end, or lost the job to another: what the job had not committed is undone. Never catch it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredJob(Task[..., None]):
    key: Callable[..., str]
    attempts: int = ATTEMPTS


class Hold(Protocol):
    """What a running job asks of its worker."""

    def check(self) -> None: ...

    def finish(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class JobContext:
    """``now`` is when this attempt began, ``attempt`` counts from 1."""

    now: datetime
    attempt: int
    user_id: int | None
    hold: Hold

    def actor(self) -> Actor:
        """Who asked for the job, with the rights he has now: call it anew for each chunk of a long job.

        Denied, which ends the job for good, if he was disabled meanwhile.
        """
        if self.user_id is None:
            raise Denied(_("Nobody asked for this job, so there is nobody whose rights it could use."))
        return load_actor(self.user_id)

    def check(self) -> None:
        """To be called between chunks: ends the job here if the worker has to stop, or no longer holds the job."""
        self.hold.check()

    def finishing(self) -> AbstractContextManager[None]:
        """One transaction for the last write of a job and its being done: either both or none is there afterwards."""
        return _finishing(self.hold)


@contextmanager
def _finishing(hold: Hold) -> Iterator[None]:
    with transaction.atomic():
        yield
        hold.finish()


def job(
    *, key: Callable[..., str], attempts: int = ATTEMPTS, priority: int = 0
) -> Callable[[Callable[..., None]], DeclaredJob]:
    """Declares a function of a module as a job. ``key`` gets the arguments and names the work that they describe."""

    def declare(function: Callable[..., None]) -> DeclaredJob:
        return DeclaredJob(func=function, key=key, attempts=attempts, priority=priority, takes_context=True)

    return declare


def start(
    actor: Actor | None, declared: DeclaredJob, *, on: datetime, after: datetime | None = None, **arguments: Any
) -> Job:
    """Puts a job into the queue, in the transaction of the caller; what is in there already is not put in twice.

    ``after`` is the earliest moment to run it. Nobody as actor is the system itself.
    """
    user_id = None if actor is None or actor.is_system else actor.user_id
    key = _full_key(declared, arguments)
    if found := Job.objects.filter(key=key).first():
        return found
    try:
        with transaction.atomic():
            queued = declared.using(run_after=after or on).enqueue(**arguments)
            return Job.objects.create(
                result_id=UUID(queued.id), key=key, user_id=user_id, most_attempts=declared.attempts
            )
    except IntegrityError:
        # Somebody put the same work in at the same moment.
        return Job.objects.get(key=key)


def _full_key(declared: DeclaredJob, arguments: dict[str, Any]) -> str:
    key = f"{declared.module_path}:{declared.key(**arguments)}"
    if len(key) <= 240:
        return key
    return f"{declared.module_path[:170]}:{hashlib.sha256(key.encode()).hexdigest()}"


# ---- what comes round again ----


@dataclass(frozen=True)
class Round:
    declared: DeclaredJob
    every: timedelta


_rounds: list[Round] = []


def every(interval: timedelta, declared: DeclaredJob) -> None:
    """Has the system run a job once in each interval, counted from 1970; it takes the one argument ``round``."""
    _rounds.append(Round(declared, interval))


def start_rounds(on: datetime) -> int:
    """Puts into the queue what is due and not in there yet; any number of workers may do so."""
    started = 0
    for due in _rounds:
        number = int((on - datetime(1970, 1, 1, tzinfo=UTC)) / due.every)
        if not Job.objects.filter(key=_full_key(due.declared, {"round": number})).exists():
            start(None, due.declared, on=on, round=number)
            started += 1
    return started


def round_key(*, round: int) -> str:
    """The key of a job that comes round again."""
    return str(round)


# ---- what there is to see ----


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """A job that failed for good. Holds no arguments: they may name what the reader may not see."""

    key: UUID
    name: str
    attempts: int
    failure: str
    failed_at: datetime | None


def dead_letters(limit: int = 100) -> list[DeadLetter]:
    rows = Job.objects.filter(result__status=TaskResultStatus.FAILED).select_related("result")
    return [
        DeadLetter(
            key=row.result.pk,
            name=row.result.task_path,
            attempts=row.attempts,
            failure=row.failure,
            failed_at=row.result.finished_at,
        )
        for row in rows.order_by("-result__finished_at")[:limit]
    ]


def dead_letter_of(declared: DeclaredJob, **arguments: Any) -> UUID | None:
    """The key of the job of this work, if it failed for good."""
    failed = Job.objects.filter(key=_full_key(declared, arguments), result__status=TaskResultStatus.FAILED)
    return failed.values_list("result_id", flat=True).first()


def revive(key: UUID, *, on: datetime) -> bool:
    """Puts a dead letter back into the queue, with all its attempts; False where it is none (any more)."""
    with transaction.atomic():
        revived = DBTaskResult.objects.filter(pk=key, status=TaskResultStatus.FAILED).update(
            status=TaskResultStatus.READY, run_after=on, finished_at=None
        )
        if revived:
            Job.objects.filter(result_id=key).update(attempts=0, lease_until=None, worker="")
    return bool(revived)


def worker_silence(on: datetime) -> float | None:
    """Seconds since any worker was alive; None if there never was one."""
    last = WorkerBeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
    return None if last is None else max(0.0, (on - last).total_seconds())
