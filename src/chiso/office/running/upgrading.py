"""Upgrading: which migrations wait, what they do; doing them after a backup."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from chiso.office.routing import apps_of
from chiso.office.running.backups.keeping import latest_backup
from chiso.office.running.backups.making import Made, make_backup
from chiso.office.running.first_tables import aims_of, has_tables, make_tables
from chiso.version import VERSION


@dataclass(frozen=True, slots=True)
class Waiting:
    """A migration that waits: of which app, what it does (in the words of the framework)."""

    database: str
    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Where the office stands beside the installed program."""

    version: str
    waiting: tuple[Waiting, ...]
    static_is_current: bool
    latest_backup: datetime | None

    @property
    def is_current(self) -> bool:
        """Whether nothing is to be done."""
        return not self.waiting and self.static_is_current


def look_at_upgrade() -> State:
    """What an upgrade would do; nothing is changed."""
    backup = latest_backup()
    return State(VERSION, tuple(waiting_migrations()), static_is_current(), backup.at if backup else None)


def upgrade(*, with_backup: bool = True) -> tuple[State, Made | None]:
    """Back up, migrate, collect the static files. What was to be done, and the backup.

    An office whose tables do not stand yet is not backed up.
    """
    state = look_at_upgrade()
    made = make_backup() if with_backup and state.waiting and "ledger_chain" in _tables() else None
    migrate()
    collect_static()
    return state, made


def waiting_migrations() -> list[Waiting]:
    """All migrations that wait, in the order in which they would be done."""
    found = []
    for alias in settings.DATABASES:
        executor = MigrationExecutor(connections[alias])
        for migration, _backwards in executor.migration_plan(aims_of(executor)):
            steps = tuple(operation.describe() for operation in migration.operations)
            found.append(Waiting(alias, f"{migration.app_label}.{migration.name}", steps))
    return found


def unknown_migrations() -> list[str]:
    """Migrations that were done here and that this version does not know: the database is newer."""
    loader = MigrationExecutor(connections["default"]).loader
    known = set(loader.disk_migrations) | set(loader.replacements)
    return sorted(f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in known)


def migrate() -> int:
    """Do all migrations that wait; how many there were."""
    count = len(waiting_migrations())
    for alias in settings.DATABASES:
        if not has_tables(alias):
            make_tables(alias)
            continue
        # What makes no table there is left out.
        for app in [[one] for one in sorted(apps_of(alias))] or [[]]:
            call_command("migrate", *app, database=alias, interactive=False, verbosity=0)
    return count


def collect_static() -> None:
    """Write style, scripts and images where the server takes them from."""
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    (Path(settings.STATIC_ROOT) / "version").write_text(VERSION, encoding="utf-8")


def static_is_current() -> bool:
    """Whether the static files are those of this version."""
    mark = Path(settings.STATIC_ROOT) / "version"
    return mark.is_file() and mark.read_text(encoding="utf-8") == VERSION


def _tables() -> list[str]:
    return connections["default"].introspection.table_names()
