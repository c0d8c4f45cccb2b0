"""Two who act at the same moment: what follows is right for both."""

import importlib
import threading

import pytest
from django.apps import apps
from django.db import connection, connections

from guanxi.access.levels import InvolvementKind
from guanxi.access.models import Department, Involvement
from guanxi.activities.task_actions import complete_task, create_task
from tests.access.cast import make_cast
from tests.activities.world import make_world

ROUNDS = 4


@pytest.mark.django_db(transaction=True)
def test_the_two_last_tasks_done_at_once_leave_no_department_engaged() -> None:
    """Each of the two sees the other's task still open, unless one waits for the other."""
    if not Department.objects.exists():  # an earlier test of this kind emptied all tables
        importlib.import_module("guanxi.access.migrations.0003_departments").create(apps, connection.schema_editor())
    world = make_world(make_cast())
    engaged = Involvement.objects.filter(customer=world.hengtong, kind=InvolvementKind.ENGAGED)
    for _round in range(ROUNDS):
        tasks = [
            world.do("lin.yue", create_task, customer=world.hengtong, values={"title": "x"}, department=world.service)
            for _number in range(2)
        ]
        assert engaged.count() == 1
        failures: list[BaseException] = []
        start = threading.Barrier(2)

        def complete(task: int, start: threading.Barrier = start, failures: list[BaseException] = failures) -> None:
            try:
                start.wait(20)
                world.do("lin.yue", complete_task, task=task)
            except BaseException as failure:  # told in the main thread
                failures.append(failure)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=complete, args=(task,)) for task in tasks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert not engaged.exists()
