"""A database of its own for tests that start processes: a home in a temporary folder, or a database on the server."""

import atexit
import functools
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

MIGRATE = (
    "import django; django.setup(); from django.core.management import call_command as c; c('migrate', verbosity=0)"
)


@contextmanager
def scratch_database(folder: Path, *, migrated: bool = False) -> Iterator[dict[str, str]]:
    """The environment of a process that uses it; empty, or with all tables."""
    home = folder / "home"
    environment = {**os.environ, "GUANXI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "guanxi.settings"}
    template = _template() if migrated else None
    url = os.environ.get("GUANXI_DATABASE_URL")
    if not url:
        if template:
            shutil.copytree(template, home)
        yield environment
        return
    name = f"guanxi_scratch_{secrets.token_hex(6)}"
    _command(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    try:
        yield environment | {"GUANXI_DATABASE_URL": _url_of(name)}
    finally:
        _command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@functools.cache
def _template() -> str:
    """Migrated once for all tests of this process: the home, or the name of the database."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "guanxi.settings"}
    if os.environ.get("GUANXI_DATABASE_URL"):
        template = f"guanxi_template_{secrets.token_hex(6)}"
        _command(f'CREATE DATABASE "{template}"')
        atexit.register(_command, f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)')
        environment["GUANXI_DATABASE_URL"] = _url_of(template)
    else:
        template = environment["GUANXI_HOME"] = f"{os.environ['GUANXI_HOME']}/template"
    subprocess.run([sys.executable, "-c", MIGRATE], env=environment, check=True)
    return template


def _url_of(name: str) -> str:
    return urlunsplit(urlsplit(os.environ["GUANXI_DATABASE_URL"])._replace(path=f"/{name}"))


def _command(statement: str) -> None:
    import psycopg

    with psycopg.connect(os.environ["GUANXI_DATABASE_URL"], autocommit=True) as server:
        server.execute(statement)
