"""The tables of a database that holds none yet, made at once, as the models say.

All migrations one after the other take ten times as long to make the same tables, since each renders the
models of the whole office anew. They are recorded as done, so that the next release goes on from here.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, router, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration

from chiso.office.routing import apps_of


def has_tables(database: str) -> bool:
    """Whether anything stands in a database."""
    return bool(connections[database].introspection.table_names())


def aims_of(executor: MigrationExecutor) -> list[tuple[str, str]]:
    """The last migrations of all apps whose tables may stand in the database of an executor."""
    graph = executor.loader.graph
    apart = sorted(apps_of(executor.connection.alias))
    found: list[tuple[str, str]] = [leaf for app in apart for leaf in graph.leaf_nodes(app)]
    return found or list(graph.leaf_nodes())


def make_tables(database: str) -> None:
    """Make all tables of an empty database, or none, and record the migrations that would have made them."""
    connection = connections[database]
    # SQLite makes tables with its foreign keys off, and turns them off outside a transaction alone.
    with connection.constraint_checks_disabled(), transaction.atomic(using=database):
        with connection.schema_editor() as editor:
            for config in apps.get_app_configs():
                if config.models_module is None:
                    continue
                for model in router.get_migratable_models(config, database, include_auto_created=False):
                    if model._meta.can_migrate(connection):
                        editor.create_model(model)
        plan = record_migrations(database)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=database, plan=plan)


def record_migrations(database: str) -> list[tuple[Migration, bool]]:
    """Record every migration that waits as done, since its tables stand; in the words of the framework."""
    executor = MigrationExecutor(connections[database])
    executor.recorder.ensure_schema()
    plan: list[tuple[Migration, bool]] = executor.migration_plan(aims_of(executor))
    for migration, _backwards in plan:
        # One that stands for others is done where they are.
        for app, name in (*migration.replaces, (migration.app_label, migration.name)):
            executor.recorder.record_applied(app, name)
    return plan
