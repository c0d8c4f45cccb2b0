"""Workers are killed in the middle of their jobs: in the end each job is done and its effect is there once."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.database.scratch import scratch_database

# `make prove` raises them.
ROUNDS = int(os.environ.get("GUANXI_KILL_ROUNDS", "6"))
JOBS = 5 * ROUNDS
LEASE = 2.0
SETUP = "import django; django.setup(); from tests.records import sample_jobs; "

Run = Callable[[str], str]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    with scratch_database(tmp_path, migrated=True) as environment:
        yield environment


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def run(code: str) -> str:
        command = [sys.executable, "-c", SETUP + code]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    run("sample_jobs.make_table()")
    return run


def start_worker(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "tests.records.killed_worker", str(LEASE)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def enqueue(run: Run, job: str, count: int, **arguments: float) -> None:
    run(
        "from guanxi.records.jobs import start; from django.utils import timezone\n"
        f"for n in range({count}): start(None, sample_jobs.{job}, on=timezone.now(), name=f'job {{n}}', **{arguments})"
    )


def unfinished(run: Run) -> list[str]:
    """The states of our jobs that are not done; what comes round for the system is not counted."""
    code = (
        "import json; from django_tasks_db.models import DBTaskResult as Result; print(json.dumps(list("
        "Result.objects.filter(task_path__contains='sample_jobs').exclude(status='SUCCESSFUL')"
        ".values_list('status', flat=True))))"
    )
    found: list[str] = json.loads(run(code))
    return found


def effects(run: Run) -> list[str]:
    found: list[str] = json.loads(run("import json; print(json.dumps(sample_jobs.effects()))"))
    return found


def wait_until(claim: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.3)


@pytest.mark.slow
def test_killed_workers_lose_nothing_and_do_nothing_twice(environment: dict[str, str], run: Run) -> None:
    enqueue(run, "slow", JOBS, seconds=0.15)
    chance = random.Random(20261102)
    workers = [start_worker(environment) for _ in range(2)]
    kills = 0
    try:
        for _ in range(ROUNDS):
            # Long enough for a worker to start and take something.
            time.sleep(chance.uniform(1.0, 2.5))
            victim = chance.randrange(len(workers))
            workers[victim].kill()
            kills += workers[victim].wait() == -signal.SIGKILL
            workers[victim] = start_worker(environment)
        wait_until(lambda: not unfinished(run), 30 + 3 * LEASE + JOBS)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    assert kills == ROUNDS
    assert Counter(effects(run)) == Counter(f"job {number}" for number in range(JOBS))


@pytest.mark.alone
def test_a_worker_told_to_end_breaks_off_even_a_job_that_does_not_listen(environment: dict[str, str], run: Run) -> None:
    enqueue(run, "deaf", 1)
    worker = start_worker(environment)
    try:
        wait_until(lambda: unfinished(run)[:1] == ["RUNNING"], 20)
        began = time.monotonic()
        worker.terminate()
        assert worker.wait(timeout=9.5) == 0
        assert time.monotonic() - began < 9
    finally:
        worker.kill()
        worker.wait()
    # Nothing of it is left, and the next worker may take it at once.
    assert effects(run) == []
    assert "READY" in unfinished(run)


@pytest.mark.alone
def test_an_idle_worker_told_to_end_ends_at_once(environment: dict[str, str], run: Run) -> None:
    worker = start_worker(environment)
    try:
        code = "from guanxi.records.jobs import worker_silence; from django.utils import timezone; "
        wait_until(lambda: run(code + "print(worker_silence(timezone.now()))").strip() != "None", 20)
        began = time.monotonic()
        worker.terminate()
        assert worker.wait(timeout=5) == 0
        assert time.monotonic() - began < 3
    finally:
        worker.kill()
        worker.wait()
