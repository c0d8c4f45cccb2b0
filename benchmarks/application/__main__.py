"""``python -m benchmarks.application load`` fills the database of the GUANXI_… variables; ``measure`` opens its pages.

``page`` does both for SQLite and, where it is given a server, PostgreSQL, and writes docs/benchmarks.md. What was
loaded is kept, so that a second run only measures.
"""

import argparse
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.fresh import ROOT


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.application", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    loading = commands.add_parser("load", help="migrate an empty database and load a world into it")
    measuring = commands.add_parser("measure", help="serve the loaded world and open its pages")
    measuring.add_argument("--only", default="", help="measure only pages whose name holds this, and the blank one")
    measuring.add_argument("--reader", default="", help="measure only as this reader: sales, own or indirect")
    measuring.add_argument("--out", type=Path, help="keep the figures as JSON")
    paging = commands.add_parser("page", help="load and measure what is needed for docs/benchmarks.md, and write it")
    paging.add_argument("--postgresql", default=os.environ.get("GUANXI_TEST_DATABASE_URL", ""), help="URL of a server")
    paging.add_argument("--data", type=Path, default=ROOT / "benchmarks" / "data" / "application")
    paging.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md")
    for command in (loading, paging):
        command.add_argument("--customers", type=int, default=100_000)
        command.add_argument("--people", type=int, default=200_000)
        command.add_argument("--activities", type=int, default=1_000_000)
        command.add_argument("--seed", type=int, default=1)
    for command in (measuring, paging):
        command.add_argument("--rounds", type=int, default=40)
        command.add_argument("--port", type=int, default=8123)
    chosen = parser.parse_args(arguments)
    if chosen.command == "page":
        return write_page(chosen)
    os.environ["DJANGO_SETTINGS_MODULE"] = "guanxi.settings"

    import django

    django.setup()
    (load if chosen.command == "load" else measure)(chosen)
    return 0


READERS = {
    "sales": "A salesperson who reads all customers",
    "own": "A salesperson in the preset “own customers only”",
    "indirect": "An indirect reader",
}


def write_page(chosen: argparse.Namespace) -> int:
    """Each database in processes of its own, for the settings are read once."""
    from benchmarks.application import page
    from benchmarks.application.size import Size

    size = Size(chosen.customers, chosen.people, chosen.activities, chosen.seed)
    databases = {"SQLite": ""}
    if chosen.postgresql:
        databases["PostgreSQL"] = chosen.postgresql.rpartition("/")[0] + f"/guanxi_bench_{size.customers}"
    else:
        print("PostgreSQL is left out: name a server by --postgresql or GUANXI_TEST_DATABASE_URL.", flush=True)
    before = os.getloadavg()[0]
    figures = {}
    for name, url in databases.items():
        home = chosen.data / f"{name.lower()}-{size.customers}-{size.people}-{size.activities}-{size.seed}"
        home.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {"GUANXI_HOME": str(home), "GUANXI_DATABASE_URL": url}
        ours = [sys.executable, "-m", "benchmarks.application"]
        if not (home / "loaded").exists():
            if url:
                _create_database(chosen.postgresql, url.rpartition("/")[2])
            sizes = ["--customers", size.customers, "--people", size.people, "--activities", size.activities]
            subprocess.run([*ours, "load", *map(str, sizes), "--seed", str(size.seed)], env=environment, check=True)
            (home / "loaded").touch()
        found = home / "figures.json"
        command = [*ours, "measure", "--rounds", str(chosen.rounds), "--port", str(chosen.port), "--out", str(found)]
        subprocess.run(command, env=environment, check=True)
        figures[name] = json.loads(found.read_text(encoding="utf-8"))
    load = (before, os.getloadavg()[0])
    page.put(page.section(figures, READERS, size, os.cpu_count() or 1, load), chosen.page)
    for line in page.over(figures):
        print(f"over {page.MUST} × blank: {line}", flush=True)
    return 0


def _create_database(server: str, name: str) -> None:
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')


def _told_with_time() -> Callable[[str], None]:
    start = time.monotonic()
    return lambda step: print(f"{time.monotonic() - start:7.1f} s  {step}", flush=True)


def load(chosen: argparse.Namespace) -> None:
    from benchmarks.application.loading import bulk
    from benchmarks.application.size import Size
    from benchmarks.application.world import World
    from guanxi import server
    from guanxi.pipeline import settle_all

    server.prepare()
    # The transactions of a load are long, and meant to be.
    logging.getLogger("guanxi.database").setLevel(logging.ERROR)
    say = _told_with_time()
    with bulk():
        size = Size(chosen.customers, chosen.people, chosen.activities, chosen.seed)
        World(size, datetime.now(UTC), say).build()
        say("indexes")
    # Else the worker judges all of them while pages are measured.
    settle_all(on=datetime.now(UTC), between=lambda _done: None)
    say("judged")


def measure(chosen: argparse.Namespace) -> None:
    from benchmarks.application import measuring, pages
    from benchmarks.application.reading import Reader
    from benchmarks.application.world import INDIRECT_READER, SALESPERSON
    from guanxi.access.actors import load_actor
    from guanxi.access.levels import Level
    from guanxi.access.models import Department, User

    readers = {
        "sales": (SALESPERSON, Level.READ, pages.of_reader),
        "own": (SALESPERSON, Level.INDIRECT, pages.of_reader),
        "indirect": (INDIRECT_READER, Level.READ, pages.of_indirect_reader),
    }
    kept = {}
    with measuring.server(chosen.port) as served:
        for key, (username, otherwise, listed) in readers.items():
            if chosen.reader not in ("", key):
                continue
            Department.objects.filter(creates_as_owner=True).update(level_otherwise=otherwise)
            reader = Reader(load_actor(User.objects.get(username=username)))
            wanted = [page for page in listed() if page.name == "Blank" or chosen.only.lower() in page.name.lower()]
            found = measuring.measure(reader, wanted, served, chosen.rounds, print)
            print(f"\n### {READERS[key]}\n\n{measuring.table(found)}\n", flush=True)
            kept[key] = measuring.as_figures(found)
            if chosen.out:
                chosen.out.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
        Department.objects.filter(creates_as_owner=True).update(level_otherwise=Level.READ)


if __name__ == "__main__":
    raise SystemExit(main())
