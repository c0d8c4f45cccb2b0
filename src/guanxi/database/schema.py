"""Which migrations the database has, compared with those that this version brings."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.migrations.exceptions import MigrationSchemaMissing
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


@dataclass(frozen=True)
class Schema:
    """Migrations as "app.name": ``pending`` are still to be applied, ``unknown`` came with a newer version."""

    applied: tuple[str, ...]
    pending: tuple[str, ...]
    unknown: tuple[str, ...]


def read_schema() -> Schema:
    try:
        executor = MigrationExecutor(connection)
    except MigrationSchemaMissing:  # the user of the database may not make tables
        return Schema((), _names(MigrationLoader(None).graph.leaf_nodes()), ())
    loader = executor.loader
    plan = executor.migration_plan(loader.graph.leaf_nodes())
    applied = loader.applied_migrations or {}
    return Schema(
        applied=_names(applied),
        pending=_names((migration.app_label, migration.name) for migration, _ in plan),
        unknown=_names(key for key in applied if key not in loader.disk_migrations and not _replaced(key, loader)),
    )


def _replaced(key: tuple[str, str], loader: MigrationLoader) -> bool:
    """A library may leave out migrations that a squashed one replaces."""
    return any(key in migration.replaces for migration in loader.disk_migrations.values())


def _names(keys: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(f"{app}.{name}" for app, name in keys))
