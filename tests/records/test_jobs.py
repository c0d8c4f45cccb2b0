"""Background jobs: whatever happens to a worker, each job is done, and its effect is there once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from guanxi.access.actors import load_actor, system_actor
from guanxi.access.models import User
from guanxi.errors import Denied
from guanxi.records import jobs
from guanxi.records.housekeeping import tidy_up
from guanxi.records.job_models import Job
from guanxi.records.jobs import dead_letters, every, revive, start, start_rounds, worker_silence
from guanxi.records.worker import Worker, release_jobs_of
from tests.records import sample_jobs
from tests.records.sample_jobs import effects

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(clock: Clock) -> Worker:
    return Worker(name="first", clock=clock)


@pytest.fixture(autouse=True)
def _table(transactional_db: None) -> Iterator[None]:
    from django.db import connection

    sample_jobs.make_table()
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE effect")


def status() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


def test_a_started_job_is_done_once(worker: Worker) -> None:
    start(None, sample_jobs.plain, on=NOW, name="letter")
    assert worker.work_off() == 1
    assert worker.work_off() == 0
    assert effects() == ["letter"]
    assert status() == [TaskResultStatus.SUCCESSFUL]


def test_the_same_work_is_put_in_once_even_when_it_is_done(worker: Worker) -> None:
    first = start(None, sample_jobs.plain, on=NOW, name="letter")
    assert start(None, sample_jobs.plain, on=NOW, name="letter") == first
    worker.work_off()
    assert start(None, sample_jobs.plain, on=NOW, name="letter") == first
    start(None, sample_jobs.in_one_piece, on=NOW, name="letter")  # another job with the same key is other work
    worker.work_off()
    assert effects() == ["letter", "letter"]


def test_a_key_of_any_length_names_the_work() -> None:
    first = start(None, sample_jobs.plain, on=NOW, name="x" * 500)
    assert start(None, sample_jobs.plain, on=NOW, name="x" * 500) == first
    assert start(None, sample_jobs.plain, on=NOW, name="x" * 501) != first


def test_a_job_of_a_transaction_that_fails_does_not_exist(worker: Worker) -> None:
    with transaction.atomic():
        start(None, sample_jobs.plain, on=NOW, name="letter")
        transaction.set_rollback(True)
    assert worker.work_off() == 0
    assert Job.objects.count() == 0


def test_a_job_waits_for_its_time(worker: Worker, clock: Clock) -> None:
    start(None, sample_jobs.plain, on=NOW, after=NOW + timedelta(hours=1), name="later")
    assert worker.work_off() == 0
    clock.forward(hours=1)
    assert worker.work_off() == 1


def test_jobs_are_done_in_the_order_in_which_they_were_started(worker: Worker, clock: Clock) -> None:
    for number in range(5):
        start(None, sample_jobs.plain, on=clock.now, name=f"letter {number}")
        clock.forward(seconds=1)
    done = []
    while worker.work_off_one():
        done.append(effects()[-1])
    assert done == [f"letter {number}" for number in range(5)]


def test_a_job_runs_with_the_rights_that_its_user_has_when_it_runs(worker: Worker) -> None:
    user = User.objects.create(username="lin.yue", name="Lin Yue")
    actor = load_actor(user.pk)
    start(actor, sample_jobs.as_user, on=NOW, name="export")
    start(actor, sample_jobs.as_user, on=NOW, name="late export")
    assert worker.work_off_one()
    assert effects() == ["export by lin.yue"]
    User.objects.filter(pk=user.pk).update(is_active=False)
    worker.work_off()
    assert effects() == ["export by lin.yue"]
    assert [letter.failure.split(" < ")[0] for letter in dead_letters()] == ["Denied"]


def test_a_job_of_the_system_has_nobodys_rights(worker: Worker) -> None:
    job = start(system_actor("cleaning"), sample_jobs.as_user, on=NOW, name="cleaning")
    assert job.user_id is None
    worker.work_off()
    assert effects() == []
    assert len(dead_letters()) == 1


def test_what_fails_is_tried_again_with_growing_waits(worker: Worker, clock: Clock) -> None:
    start(None, sample_jobs.fragile, on=NOW, name="letter", fails=2)
    assert worker.work_off() == 1
    assert effects() == []
    clock.forward(seconds=8)
    assert worker.work_off() == 0
    clock.forward(seconds=5)
    assert worker.work_off() == 1
    clock.forward(seconds=13)
    assert worker.work_off() == 0
    clock.forward(seconds=12)
    assert worker.work_off() == 1
    assert effects() == ["letter"]
    assert Job.objects.get().attempts == 3


def test_what_fails_every_time_becomes_a_dead_letter_that_can_be_revived(worker: Worker, clock: Clock) -> None:
    start(None, sample_jobs.fragile, on=NOW, name="letter", fails=3)
    for _ in range(4):
        worker.work_off()
        clock.forward(hours=1)
    assert effects() == []
    [letter] = dead_letters()
    assert (letter.attempts, letter.name) == (3, "tests.records.sample_jobs.fragile")
    assert letter.failure.startswith("ValueError < fragile (sample_jobs.py:")
    # What the error said stays out of the queue, for it may quote somebody.
    assert "secret" not in letter.failure + DBTaskResult.objects.get().traceback

    assert revive(letter.key, on=clock.now)
    assert not revive(letter.key, on=clock.now)
    Job.objects.update(attempts=5)
    DBTaskResult.objects.update(args_kwargs={"args": [], "kwargs": {"name": "letter", "fails": 0}})
    assert worker.work_off() == 1
    assert effects() == ["letter"]
    assert dead_letters() == []


def test_a_refusal_is_not_tried_again(worker: Worker) -> None:
    start(None, sample_jobs.refusing, on=NOW, name="file")
    worker.work_off()
    assert status() == [TaskResultStatus.FAILED]
    assert Job.objects.get().attempts == 1


def test_a_job_that_no_longer_exists_becomes_a_dead_letter(worker: Worker) -> None:
    start(None, sample_jobs.plain, on=NOW, name="letter")
    DBTaskResult.objects.update(task_path="guanxi.records.jobs.gone")
    assert worker.work_off() == 1
    assert [letter.name for letter in dead_letters()] == ["guanxi.records.jobs.gone"]


def test_a_job_of_a_silent_worker_is_taken_over_when_its_lease_ends(worker: Worker, clock: Clock) -> None:
    start(None, sample_jobs.plain, on=NOW, name="letter")
    silent = Worker(name="silent", clock=clock)
    assert silent._take() is not None  # and is never heard of again
    clock.forward(seconds=59)
    assert worker.reap() == 0
    assert worker.work_off() == 0
    clock.forward(seconds=2)
    assert worker.reap() == 1
    assert worker.work_off() == 1
    assert effects() == ["letter"]


def test_a_heartbeat_keeps_the_lease(worker: Worker, clock: Clock) -> None:
    start(None, sample_jobs.plain, on=NOW, name="letter")
    busy = Worker(name="busy", clock=clock)
    busy.current = busy._take()
    for _ in range(5):
        clock.forward(seconds=45)
        busy.beat()
        assert worker.reap() == 0


def test_a_job_of_a_worker_known_to_be_dead_is_free_at_once(worker: Worker, clock: Clock) -> None:
    start(None, sample_jobs.plain, on=NOW, name="letter")
    Worker(name="killed", clock=clock)._take()
    assert release_jobs_of("somebody else", on=NOW) == 0
    assert release_jobs_of("killed", on=NOW) == 1
    assert worker.work_off() == 1


def test_a_job_that_kills_its_workers_becomes_a_dead_letter(worker: Worker, clock: Clock) -> None:
    start(None, sample_jobs.plain, on=NOW, name="poison")
    for number in range(jobs.ATTEMPTS):
        assert Worker(name=f"victim {number}", clock=clock)._take() is not None
        clock.forward(minutes=2)
        assert worker.reap() == 1
    assert worker.work_off() == 0
    assert [letter.failure for letter in dead_letters()] == ["the worker died"]


def test_who_lost_a_job_to_another_writes_nothing(worker: Worker, clock: Clock) -> None:
    start(None, sample_jobs.overtaken, on=NOW, name="letter")
    late = Clock()
    late.forward(minutes=5)
    sample_jobs.overtaken_by.append(Worker(name="second", clock=late))
    assert worker.work_off() == 1
    assert effects() == ["letter"]
    assert status() == [TaskResultStatus.SUCCESSFUL]


def test_a_worker_that_has_to_stop_gives_its_job_back_at_the_end_of_a_chunk(worker: Worker, clock: Clock) -> None:
    start(None, sample_jobs.in_chunks, on=NOW, name="chunk")
    worker.stopping = True
    assert worker.work_off_one()
    assert status() == [TaskResultStatus.READY]
    assert Job.objects.get().attempts == 0
    assert effects() == []


def test_what_comes_round_is_started_once_a_round(
    worker: Worker, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_rounds", [])
    every(timedelta(days=1), sample_jobs.comes_round)
    assert [start_rounds(clock.now), start_rounds(clock.now)] == [1, 0]
    worker.work_off()
    clock.forward(hours=12)
    assert start_rounds(clock.now) == 0
    clock.forward(hours=12)
    assert start_rounds(clock.now) == 1
    worker.work_off()
    assert effects() == ["round 20759", "round 20760"]


def test_finished_jobs_are_forgotten_after_a_month_and_dead_letters_are_not(worker: Worker, clock: Clock) -> None:
    start(None, sample_jobs.plain, on=NOW, name="letter")
    start(None, sample_jobs.refusing, on=NOW, name="file")
    worker.work_off()
    clock.forward(days=31)
    start(None, tidy_up, on=clock.now, round=1)
    worker.work_off()
    assert sorted(Job.objects.values_list("result__task_path", flat=True)) == [
        "guanxi.records.housekeeping.tidy_up",
        "tests.records.sample_jobs.refusing",
    ]


def test_how_long_no_worker_was_heard_of(worker: Worker, clock: Clock) -> None:
    assert worker_silence(NOW) is None
    worker.beat()
    clock.forward(seconds=90)
    assert worker_silence(clock.now) == 90


def test_an_empty_queue_is_asked_without_writing(worker: Worker, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        assert not worker.work_off_one()


def test_nobody_is_no_actor() -> None:
    context = jobs.JobContext(now=NOW, attempt=1, user_id=None, hold=None)  # type: ignore[arg-type]
    with pytest.raises(Denied):
        context.actor()
