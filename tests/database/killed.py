"""Kills processes at random moments of their work and looks at what they left.

``python -m tests.database.killed ROUNDS SEED``: each round forks a process that works through the actions and tells
after each what is done; SIGKILL comes when it comes. Then another process looks at the database, finishes what can be
finished, and says what is not as it should be. What was found stands as JSON on standard output.
"""

import csv
import itertools
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from guanxi.access.actors import Actor, load_actor  # noqa: E402
from guanxi.access.models import Change, ChangeGroup, User  # noqa: E402
from guanxi.access.reading import view  # noqa: E402
from guanxi.access.undo import undo  # noqa: E402
from guanxi.access.writing import run, run_recorded  # noqa: E402
from guanxi.activities.actions import log_activity  # noqa: E402
from guanxi.catalogue import BY_MODEL  # noqa: E402
from guanxi.customers.actions import create_customer, edit_customer  # noqa: E402
from guanxi.customers.merging import merge_customers  # noqa: E402
from guanxi.customers.models import Customer  # noqa: E402
from guanxi.customers.people_actions import create_person  # noqa: E402
from guanxi.customers.resources import CUSTOMERS  # noqa: E402
from guanxi.database import archive  # noqa: E402
from guanxi.database.backup import back_up  # noqa: E402
from guanxi.exchange import imports, planning  # noqa: E402
from guanxi.records.jobs import start  # noqa: E402
from guanxi.records.worker import Worker  # noqa: E402
from tests.access.cast import make_cast  # noqa: E402
from tests.customers.states import digest  # noqa: E402
from tests.records import sample_jobs  # noqa: E402

ROWS, JOBS = 40, 4
LEASE = timedelta(seconds=1)
Told = Callable[[object], None]


def lin() -> Actor:
    return load_actor(User.objects.get(username="lin.yue").pk)


def do(what: Any, **inputs: Any) -> Any:
    return run(lin(), what, on=timezone.now(), channel="test", **inputs)


class Scene:
    """One kind of work: what there is before, the work that is killed, what must hold afterwards."""

    seconds = 0.4  # by then it is killed

    def __init__(self, number: int, folder: Path) -> None:
        self.number, self.folder = number, folder

    def prepare(self) -> Any: ...

    def work(self, given: Any, told: Told) -> None: ...

    def check(self, given: Any, told: list[str]) -> None: ...


class Edit(Scene):
    def prepare(self) -> Any:
        return do(create_customer, values={"name": f"Edited {self.number}", "city": "0", "notes": "0"})

    def work(self, given: Any, told: Told) -> None:
        for step in range(1, 100_000):
            do(edit_customer, customer=given, values={"city": str(step), "notes": str(step)})
            told(step)

    def check(self, given: Any, told: list[str]) -> None:
        row = view(lin(), CUSTOMERS).get(given)
        acknowledged = int(told[-1]) if told else 0
        step = int(row["city"])
        assert row["notes"] == row["city"], "half an edit"
        assert acknowledged <= step <= acknowledged + 1, f"told {acknowledged}, stands {step}"
        assert row.version == step + 1, "an edit counted twice"
        groups = Change.objects.filter(customer=given).values("group").distinct().count()
        assert groups == step + 1, f"{groups} changes for {step} edits"
        assert ChangeGroup.objects.filter(changes__isnull=True).count() == 0, "a change without what it changed"


class Merge(Scene):
    seconds = 0.6

    def prepare(self) -> Any:
        keys = []
        for name in ("Winner", "Loser"):
            key = do(create_customer, values={"name": f"{name} {self.number}", "notes": name})
            do(create_person, customer=key, values={"name": f"Person of {name}"})
            do(log_activity, customer=key, values={"subject": f"Call with {name}"})
            keys.append(key)
        return [*keys, digest()]

    def work(self, given: Any, told: Told) -> None:
        winner, loser, _before = given
        while True:
            _nothing, change = run_recorded(
                lin(), merge_customers, on=timezone.now(), channel="test", winner=winner, loser=loser
            )
            told("merged")
            do(undo, change=change, resources=BY_MODEL)
            told("apart")

    def check(self, given: Any, told: list[str]) -> None:
        _winner, loser, before = given
        merged = Customer.objects.get(pk=loser).merged_into_id is not None
        last = told[-1] if told else "apart"
        if merged:
            group = Change.objects.filter(record=loser, model="customers.customer").order_by("-pk")[0].group
            do(undo, change=group.pk, resources=BY_MODEL)
        assert digest() == before, f"half a merge (told {last}, stands {'merged' if merged else 'apart'})"


class Import(Scene):
    seconds = 1.2

    def prepare(self) -> Any:
        file = self.folder / f"{self.number}.csv"
        with file.open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["name", "own_code"])
            rows.writerows([[f"Imported {self.number} {n}", f"C{self.number}-{n}"] for n in range(ROWS)])
        key = planning.plan_import(lin(), "customers", file, file.name, on=timezone.now())
        if undoes := self.number % 2:
            imports.apply_import(lin(), key, on=timezone.now())
        return [key, str(file), undoes]

    def work(self, given: Any, told: Told) -> None:
        key, _file, undoes = given
        if undoes:
            imports.undo_import(lin(), key, on=timezone.now(), resources=BY_MODEL)
        else:
            imports.apply_import(lin(), key, on=timezone.now(), between=lambda: told("piece"))
        told("done")

    def check(self, given: Any, told: list[str]) -> None:
        key, file, undoes = given
        there = self._there()
        assert len(there) == len(set(there)), "a row came in twice"
        assert len(there) % imports.CHUNK == 0, f"half a piece: {len(there)} rows"
        if undoes:
            assert not there or "done" not in told, "taken back, and there all the same"
            if there or "done" not in told:
                imports.undo_import(lin(), key, on=timezone.now(), resources=BY_MODEL)
            assert self._there() == [], "the rest was not taken back"
            return
        assert len(there) >= imports.CHUNK * told.count("piece"), "a piece that was told is lost"
        imports.apply_import(lin(), key, on=timezone.now())
        assert sorted(self._there()) == sorted(f"C{self.number}-{n}" for n in range(ROWS)), "not each row once"
        again = planning.plan_import(lin(), "customers", Path(file), "again.csv", on=timezone.now())
        assert imports.summary_of(lin(), again).to_do == 0, "the same file would write again"

    def _there(self) -> list[str]:
        codes = Customer.objects.filter(own_code__startswith=f"C{self.number}-", deleted_at=None)
        return list(codes.values_list("own_code", flat=True))


class Backup(Scene):
    seconds = 0.5

    def prepare(self) -> Any:
        return str(self.folder / f"{self.number}.backup")

    def work(self, given: Any, told: Told) -> None:
        back_up(Path(given), on=timezone.now(), version="0")
        told("done")

    def check(self, given: Any, told: list[str]) -> None:
        file = Path(given)
        assert file.exists() or "done" not in told, "a backup that was told is not there"
        if file.exists():
            with tempfile.TemporaryDirectory() as unpacked:
                archive.unpack(file, Path(unpacked))
            file.unlink()


class Work(Scene):
    seconds = 0.7

    def prepare(self) -> Any:
        names = [f"job {self.number}.{n}" for n in range(JOBS)]
        for name in names:
            start(None, sample_jobs.slow, on=timezone.now(), name=name, seconds=0.02)
        return names

    def work(self, given: Any, told: Told) -> None:
        Worker(name=f"killed {self.number}", lease=LEASE).work_off()
        told("done")

    def check(self, given: Any, told: list[str]) -> None:
        done = Counter(name for name in sample_jobs.effects() if name in given)
        assert max(done.values(), default=1) == 1, "a job had its effect twice"
        assert "done" not in told or len(done) == JOBS, "a job that was told is lost"
        time.sleep(LEASE.total_seconds())
        worker = Worker(name=f"second {self.number}", lease=LEASE)
        worker.reap()
        worker.work_off()
        assert Counter(n for n in sample_jobs.effects() if n in given) == Counter(given), "not each job once"


SCENES = (Edit, Import, Merge, Backup, Work)


def _tell(pipe: int, what: object) -> None:
    os.write(pipe, f"{what}\n".encode())


def in_a_process(do_it: Callable[[Told], None], seconds: float | None = None) -> tuple[list[str], bool]:
    """What it told, and whether it was killed in time."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        code = 0
        try:
            do_it(lambda what: _tell(writing, what))
        except BaseException as error:  # told to who asked
            os.write(writing, f"failed: {type(error).__name__}: {error}\n".encode())
            code = 1
        os._exit(code)
    os.close(writing)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as lines:
        told = lines.read().splitlines()
    _pid, status = os.waitpid(child, 0)
    return told, os.WIFSIGNALED(status)


# ---- writes that are lost or doubled, planted into the process under test: the checks see them ----


def _lose() -> None:
    """Every second edit is told and taken back; the effect of a job never comes."""
    kept, turn = run, itertools.count()

    def losing(*given: Any, **inputs: Any) -> Any:
        with transaction.atomic():
            result = kept(*given, **inputs)
            transaction.set_rollback(bool(next(turn) % 2))
        return result

    globals()["run"] = losing
    sample_jobs.note = lambda name: None


def _double() -> None:
    """An edit is stored in two steps, the effect of a job comes twice."""
    kept, note = run, sample_jobs.note

    def doubling(*given: Any, **inputs: Any) -> Any:
        kept(*given, **{**inputs, "values": {"city": "between", "notes": "between"}})
        return kept(*given, **inputs)

    def noting(name: str) -> None:
        note(name)
        note(name)

    globals()["run"] = doubling
    sample_jobs.note = noting


PLANTS: dict[str, Callable[[], None]] = {"lost": _lose, "doubled": _double}
PLANTED_SECONDS = 2.0  # enough for a few writes, however busy the machine is


def main(rounds: int, seed: int) -> None:
    imports.CHUNK = 10
    chance = random.Random(seed)
    found: dict[str, Any] = {"rounds": Counter(), "in time": Counter(), "wrong": [], "seen": {}}
    in_a_process(_prepare)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            kind = SCENES[number % len(SCENES)]
            scene = kind(number // len(SCENES), Path(folder))
            killed, wrong = _killed(scene, chance.uniform(0.02, kind.seconds))
            found["rounds"][kind.__name__] += 1
            found["in time"][kind.__name__] += killed
            found["wrong"] += [f"{kind.__name__} {number}: {problem}" for problem in [*wrong, *_damage()]]
        for number, (name, plant) in enumerate(PLANTS.items(), start=rounds):
            planted = [_killed(kind(number, Path(folder)), PLANTED_SECONDS, plant)[1] for kind in (Edit, Work)]
            found["seen"][name] = [" ".join(wrong) for wrong in planted]
    json.dump(found, sys.stdout)


def _killed(scene: Scene, seconds: float, plant: Callable[[], None] = lambda: None) -> tuple[bool, list[str]]:
    """Whether it was killed in time, and what is not as it should be."""
    prepared, _ended = in_a_process(lambda told: told(json.dumps(scene.prepare())))
    if prepared[-1].startswith("failed"):
        return False, prepared[-1:]
    given = json.loads(prepared[-1])

    def work(told: Told) -> None:
        plant()
        scene.work(given, told)

    told, killed = in_a_process(work, seconds)
    looked, _ended = in_a_process(lambda _told: scene.check(given, told))
    return killed, [line for line in [*told, *looked] if line.startswith("failed")]


def _prepare(_told: Told) -> None:
    make_cast()
    sample_jobs.make_table()


def _damage() -> list[str]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        told = [row[0] for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        told += [str(row) for row in cursor.fetchall()]
    connections.close_all()
    return [line for line in told if line != "ok"]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
