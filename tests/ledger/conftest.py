"""A PostgreSQL server for the tests that need one."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

SERVER = os.environ.get("GUANXI_TEST_DATABASE_URL", "postgresql://root@127.0.0.1:5432/test")


@dataclass(frozen=True)
class Database:
    """A schema of its own; unqualified names mean it."""

    connection: Any
    schema: str

    def url(self, table: str) -> str:
        """The engine URL of a table of this schema, whose name is written as SQL."""
        joint = "&" if "?" in SERVER else "?"
        return f"{SERVER}{joint}table={quote(f'{self.schema}.{table}')}"


@pytest.fixture
def database() -> Iterator[Database]:
    """Goes with the test, and all that stands in it."""
    psycopg = pytest.importorskip("psycopg")
    try:
        connection = psycopg.connect(SERVER, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL answers at {SERVER.rpartition('@')[2]}: {error}")
    schema = f"guanxi_{uuid4().hex[:12]}"
    connection.execute(f"CREATE SCHEMA {schema}; SET search_path TO {schema}, public")
    yield Database(connection, schema)
    connection.execute(f"DROP SCHEMA {schema} CASCADE")
    connection.close()
