"""The worker: takes jobs under a lease, keeps the lease alive, tries again what failed, and lets no job hang for ever.

The queue is that of django-tasks; what it lacks is here: a worker that is killed leaves its job RUNNING, and the lease
says from when on somebody else may take it.
"""

import contextlib
import importlib
import logging
import os
import random
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType

from django.apps import apps
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError, close_old_connections, connections, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from guanxi.errors import GuanxiError
from guanxi.records.job_models import Job, WorkerBeat
from guanxi.records.jobs import ATTEMPTS, DeclaredJob, JobContext, Stopped, start_rounds
from guanxi.records.logs import request_id

logger = logging.getLogger("guanxi.worker")

LEASE = timedelta(seconds=60)
# A second between looks into an empty queue: what a person waits for starts soon enough.
POLL = 1.0
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
# A worker told to end lets its job come to a chunk's end, and breaks it off before whoever told it loses patience.
GRACE = 6.0


def load_jobs() -> None:
    """Imports the ``jobs.py`` of every subject, so that what comes round again is known."""
    importlib.import_module("guanxi.records.housekeeping")
    for app in apps.get_app_configs():
        if app.name.startswith("guanxi.") and app.module and module_has_submodule(app.module, "jobs"):
            importlib.import_module(f"{app.name}.jobs")


def worker_name() -> str:
    return f"{socket.gethostname()[:50]}-{os.getpid()}-{os.urandom(3).hex()}"


class Worker:
    """``clock`` tells the time; tests bring their own, and a shorter lease."""

    def __init__(
        self, *, name: str | None = None, lease: timedelta = LEASE, clock: Callable[[], datetime] = timezone.now
    ) -> None:
        self.name = name or worker_name()
        self.lease = lease
        self.clock = clock
        self.stopping = False
        self._is_resting = False
        self._ended = threading.Event()
        self.current: _Held | None = None

    # ---- its life ----

    def run(self) -> None:
        """Works until SIGTERM or SIGINT."""
        load_jobs()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_end)
        signal.signal(signal.SIGALRM, _break_off)
        threading.Thread(target=self._beat_on, name="heartbeat", daemon=True).start()
        logger.info("worker started")
        with contextlib.suppress(Stopped):
            self._work_on()
        signal.setitimer(signal.ITIMER_REAL, 0)
        self._ended.set()
        with contextlib.suppress(DatabaseError):
            WorkerBeat.objects.filter(pk=self.name).delete()
        logger.info("worker ended")

    def _work_on(self) -> None:
        looked_after = self.clock() - self.lease
        while not self.stopping:
            try:
                if self.clock() - looked_after >= self.lease / 4:
                    looked_after = self.clock()
                    self.reap()
                    start_rounds(looked_after)
                if not self.work_off_one():
                    self._rest(POLL)
            except DatabaseError:
                logger.warning("the database does not answer; trying again", exc_info=True)
                self._rest(5 * POLL)
            finally:
                close_old_connections()

    def work_off(self) -> int:
        """Works until nothing is ready, and says how many jobs it took; for commands and tests."""
        count = 0
        while self.work_off_one():
            count += 1
        return count

    def _told_to_end(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
        if self._is_resting:
            self._is_resting = False
            raise Stopped
        signal.setitimer(signal.ITIMER_REAL, GRACE)

    def _rest(self, seconds: float) -> None:
        # No Event: its lock, taken in a handler of signals, could be the one that is waited for.
        self._is_resting = True
        if not self.stopping:
            time.sleep(seconds)
        self._is_resting = False

    def _beat_on(self) -> None:
        pause = self.lease.total_seconds() / 4
        while True:
            try:
                self.beat()
            except DatabaseError:
                logger.warning("no heartbeat: the database does not answer", exc_info=True)
            finally:
                close_old_connections()
            if self._ended.wait(pause):
                connections.close_all()
                return

    def beat(self) -> None:
        now = self.clock()
        WorkerBeat.objects.update_or_create(worker=self.name, defaults={"beat_at": now})
        if (held := self.current) and not held.renew(now):
            held.is_lost = True

    # ---- one job ----

    def work_off_one(self) -> bool:
        held = self._take()
        if held is None:
            return False
        self.current = held
        token = request_id.set(f"job-{held.result.pk}")
        try:
            self._perform(held)
        finally:
            self.current = None
            request_id.reset(token)
        return True

    def _take(self) -> "_Held | None":
        now = self.clock()
        ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__lte=now)
        # Asking costs nobody the lock of the writers.
        if not ready.exists():
            return None
        with transaction.atomic():
            result = ready.select_for_update(skip_locked=True).first()
            if result is None:
                return None
            # What a library put into the queue by itself has no row of ours yet.
            job, _ = Job.objects.get_or_create(
                result=result, defaults={"key": f"{result.task_path}:{result.pk}", "most_attempts": ATTEMPTS}
            )
            result.claim(self.name)
            job.attempts += 1
            job.lease_until, job.worker = now + self.lease, self.name
            job.save(update_fields=["attempts", "lease_until", "worker"])
        return _Held(worker=self, job=job, result=result)

    def _perform(self, held: "_Held") -> None:
        name = held.result.task_path
        facts = {"job": name, "attempt": held.job.attempts}
        began = self.clock()
        try:
            held.call(began)
            if not held.is_finished:
                with transaction.atomic():
                    held.finish()
        except Stopped:
            if not held.is_lost:
                held.give_back(self.clock())
            logger.info("job broken off", extra=facts)
        except Exception as error:
            if held.is_finished:
                logger.warning("job failed after it was done", extra=facts, exc_info=True)
                return
            again = held.fail(error, self.clock())
            level = logging.WARNING if again else logging.ERROR
            logger.log(level, "job failed", extra=facts | {"event": "retry" if again else "dead"}, exc_info=True)
        else:
            took = round((self.clock() - began).total_seconds() * 1000)
            logger.info("job done", extra=facts | {"ms": took})

    # ---- jobs that nobody works on any more ----

    def reap(self) -> int:
        """Takes jobs away from workers that fell silent, and says how many."""
        return _end_leases(Job.objects.filter(lease_until__lt=self.clock()), self.clock())


def release_jobs_of(worker: str, *, on: datetime) -> int:
    """Takes its jobs from a worker that is known to be dead, without waiting for their leases."""
    return _end_leases(Job.objects.filter(worker=worker, lease_until__isnull=False), on)


def _end_leases(jobs: QuerySet[Job], now: datetime) -> int:
    if not jobs.exists():
        return 0
    count = 0
    with transaction.atomic():
        for job in jobs.select_related("result").select_for_update(skip_locked=True, of=("self",)):
            dead = job.attempts >= job.most_attempts
            _settle(
                job.result,
                status=TaskResultStatus.FAILED if dead else TaskResultStatus.READY,
                finished_at=now if dead else None,
                run_after=now,
            )
            failure = "the worker died" if dead else job.failure
            Job.objects.filter(pk=job.pk).update(lease_until=None, worker="", failure=failure)
            logger.warning(
                "job taken from a silent worker", extra={"job": job.result.task_path, "attempt": job.attempts}
            )
            count += 1
    return count


class _Held:
    """A job in the hands of a worker, as long as its lease says so."""

    def __init__(self, *, worker: Worker, job: Job, result: DBTaskResult[..., object]) -> None:
        self.worker = worker
        self.job = job
        self.result = result
        self.is_lost = False
        self.is_finished = False

    def _mine(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, worker=self.worker.name, lease_until__isnull=False)

    def renew(self, now: datetime) -> bool:
        return bool(self._mine().update(lease_until=now + self.worker.lease)) or self.is_finished

    def call(self, now: datetime) -> None:
        task = self.result.task
        arguments = self.result.args_kwargs
        if isinstance(task, DeclaredJob):
            context = JobContext(now=now, attempt=self.job.attempts, user_id=self.job.user_id, hold=self)
            task.func(context, *arguments["args"], **arguments["kwargs"])
        else:
            task.call(*arguments["args"], **arguments["kwargs"])

    def check(self) -> None:
        if self.is_lost or self.worker.stopping:
            raise Stopped

    def finish(self) -> None:
        """Inside a transaction, that of the job's last write if it has one."""
        if not self._mine().update(lease_until=None, failure=""):
            self.is_lost = True
            raise Stopped
        _settle(self.result, status=TaskResultStatus.SUCCESSFUL, finished_at=self.worker.clock())
        transaction.on_commit(self._finished)

    def _finished(self) -> None:
        self.is_finished = True

    def give_back(self, now: datetime) -> None:
        with transaction.atomic():
            if self._mine().update(lease_until=None, worker="", attempts=F("attempts") - 1):
                _settle(self.result, status=TaskResultStatus.READY, run_after=now)

    def fail(self, error: Exception, now: datetime) -> bool:
        """True if it is tried again. A refusal that cannot end otherwise is not, nor is a job that does not exist."""
        final = isinstance(error, ImportError | SuspiciousOperation) or (
            isinstance(error, GuanxiError) and not error.retry
        )
        again = not final and self.job.attempts < self.job.most_attempts
        with transaction.atomic():
            if not self._mine().update(lease_until=None, worker="", failure=_describe(error)):
                return again
            if again:
                _settle(self.result, status=TaskResultStatus.READY, run_after=now + _wait(self.job.attempts))
            else:
                _settle(
                    self.result,
                    status=TaskResultStatus.FAILED,
                    finished_at=now,
                    exception_class_path=f"{type(error).__module__}.{type(error).__qualname__}",
                )
        return again


def _settle(result: DBTaskResult[..., object], **values: object) -> None:
    DBTaskResult.objects.filter(pk=result.pk).update(**values)


def _wait(attempts: int) -> timedelta:
    wait = min(FIRST_WAIT * (1 << attempts - 1), LONGEST_WAIT)
    # So that what failed together does not come back together.
    return wait * random.uniform(0.9, 1.2)


def _describe(error: Exception) -> str:
    places = [
        f"{frame.name} ({os.path.basename(frame.filename)}:{frame.lineno})"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return " < ".join([type(error).__qualname__, *reversed(places[-6:])])


def _break_off(number: int, frame: FrameType | None) -> None:
    raise Stopped
