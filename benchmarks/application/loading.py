"""Rows straight into the tables, past every action: for worlds that would take hours otherwise."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import DateField, DateTimeField, Model

from guanxi.access.models import TokensField

_search = import_module("guanxi.access.migrations.0002_search")


@contextmanager
def bulk() -> Iterator[None]:
    """Inside, tables take rows unchecked, and what makes search quick waits until all are there.

    SQLite is left without statistics, as the application leaves it: those of a day on which a table was still empty
    lead it astray for ever.
    """
    connection.ensure_connection()
    with connection.schema_editor() as editor:
        _search.unmake(None, editor)
    connection.disable_constraint_checking()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -400000")
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
    yield
    connection.enable_constraint_checking()
    with connection.schema_editor() as editor:
        _search.make(None, editor)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("INSERT INTO access_search (access_search) VALUES ('optimize')")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def load(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Stores rows of these columns (by attribute name); the others get their defaults."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    own = [fields[column] for column in columns]
    rest = [f for f in fields.values() if f not in own and f.get_internal_type() != "BigAutoField"]
    defaults = [f.get_db_prep_save(f.get_default(), connection) for f in rest]
    adapters = [_adapter(f) for f in own]
    changed = [(place, adapter) for place, adapter in enumerate(adapters) if adapter is not None]

    def stored() -> Iterator[list[Any]]:
        for row in rows:
            line = list(row)
            for place, adapter in changed:
                line[place] = adapter(line[place])
            yield line + defaults

    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(str(f.column)) for f in chain(own, rest))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for line in stored():
                    copy.write_row(line)
        else:
            marks = ", ".join("?" * (len(own) + len(rest)))
            connection.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", stored())


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    """Turns what Python has into what the statement takes; None where it is the same."""
    if isinstance(field, TokensField) and connection.vendor == "postgresql":
        return lambda tokens: " ".join(f"'{token}'" for token in tokens)
    if isinstance(field, TokensField | DateField | DateTimeField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None
