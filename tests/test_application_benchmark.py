"""The loaded world must be what the application would have made, else its pages are measured on something else."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from benchmarks.application import page
from benchmarks.application.__main__ import READERS
from benchmarks.application.__main__ import main as benchmark
from benchmarks.application.loading import bulk
from benchmarks.application.size import Size
from benchmarks.application.world import SALESPERSON, World
from django.db import connection
from django.db.models import Model

from guanxi.access.actors import load_actor
from guanxi.access.models import SearchEntry, User
from guanxi.access.reading import view
from guanxi.access.resources import Resource
from guanxi.access.storing import index_records
from guanxi.activities.derived import last_contacts
from guanxi.activities.models import Activity, TimelineEntry
from guanxi.activities.resources import ACTIVITIES, TASKS
from guanxi.customers.following import match_keys
from guanxi.customers.models import NEVER, Customer, MatchKey
from guanxi.customers.recognition import Key
from guanxi.customers.resources import CUSTOMERS, PEOPLE

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def _tokens() -> dict[tuple[str, int], object]:
    return {(r, k): tokens for r, k, tokens in SearchEntry.objects.values_list("resource", "record", "tokens")}


def _keys(model: type[Model]) -> list[int]:
    return sorted(model._default_manager.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_what_follows_from_the_loaded_records_is_what_the_application_makes_of_them() -> None:
    with bulk():
        World(Size(60, 150, 400), NOW, str).build()

    loaded = _tokens()
    resources: tuple[Resource, ...] = (CUSTOMERS, PEOPLE, ACTIVITIES, TASKS)
    for resource in resources:
        index_records(resource, _keys(resource.model_class))
    assert len(loaded) == 60 + 150 + 400 + 30
    assert _tokens() == loaded

    customers = _keys(Customer)
    held: dict[int, set[Key]] = {}
    for line in MatchKey.objects.all():
        held.setdefault(line.customer_id, set()).add(Key(line.kind, line.value, line.class_of_key))
    assert held == match_keys(customers)
    touched = {key: at or NEVER for key, at in last_contacts(customers, until=NOW).items()}
    assert dict(Customer.objects.values_list("pk", "last_touched")) == touched
    assert sorted(TimelineEntry.objects.values_list("record", flat=True)) == _keys(Activity)
    connection.check_constraints()

    reader = load_actor(User.objects.get(username=SALESPERSON))
    name = view(reader, CUSTOMERS).page(1).rows[0]["name"]
    assert name in [row["name"] for row in view(reader, CUSTOMERS).search(name).page(50).rows]


def test_the_run_loads_measures_and_writes_its_section_of_the_page(tmp_path: Path) -> None:
    target = tmp_path / "benchmarks.md"
    target.write_text(f"# Benchmarks\n\nThe ledger.\n\n{page.HEADING}\n\nOf yesterday.\n", encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    size = ["--customers", "60", "--people", "150", "--activities", "400"]
    here = ["--data", str(tmp_path), "--page", str(target), "--port", str(port), "--postgresql", ""]
    assert benchmark(["page", "--rounds", "1", *size, *here]) == 0
    written = target.read_text(encoding="utf-8")
    assert written.startswith(f"# Benchmarks\n\nThe ledger.\n\n{page.HEADING}\n\n60 customers, 150 people")
    assert "Of yesterday" not in written
    assert all(f"### {title}\n" in written for title in READERS.values())
    for row in ("Blank | 1.0", "Portfolio, 500th page", "Customer", "Palette, 10 of them", "Create a customer"):
        assert f"\n| {row} |" in written
    assert page.kept(target) == "\n" + written.partition("The ledger.\n\n")[2]
