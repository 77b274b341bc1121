"""On SQLite the queue of tasks lives in a file of its own, so that it never waits for the office's writes."""

from __future__ import annotations

from typing import Any

_APPS = frozenset(("django_tasks_database", "running"))


def apps_of(database: str) -> frozenset[str]:
    """The apps whose tables alone stand in a database; none are named for one that takes all the rest."""
    return _APPS if database == "tasks" else frozenset()


class TasksApart:
    """Sends the models of the task queue and of its workers to `tasks`, everything else to `default`."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        """Where rows of `model` are read."""
        return "tasks" if model._meta.app_label in _APPS else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        """Each table stands in one database only."""
        return (db == "tasks") == (app_label in _APPS)
