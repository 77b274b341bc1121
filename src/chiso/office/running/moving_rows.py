"""Filling the tables of a new database from a file of SQLite: every row of every table, or none.

Values pass through the fields of the models, as a save would write them, but nothing else of a save
happens: no time is set anew, nothing is recorded. Left out is what a backup leaves out: sessions and the
queue of tasks.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chiso.language import text
from chiso.problems import Place, Problem, quote

if TYPE_CHECKING:
    from django.db.models import Model

_SOURCE = "source"
_AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows by table; or why it could not be done."""

    rows: dict[str, int] = field(default_factory=dict)
    problem: Problem | None = None


def fill_tables(copy: str, folder: str, url: str) -> Filled:
    """Make the tables at `url` and fill them from the SQLite file `copy`. Called in a process of its own."""
    os.environ.update(CHISO_HOME=folder, DATABASE_URL=url, CHISO_LOG_LEVEL="ERROR")
    os.environ["DJANGO_SETTINGS_MODULE"] = "chiso.office.settings"
    from chiso.office.starting import start

    start(Path(folder))
    from django.core.management.color import no_style
    from django.db import DatabaseError, connection, connections, transaction

    from chiso.office.running.upgrading import migrate

    migrate()
    connections.databases[_SOURCE] = connections.databases["default"] | {
        "ENGINE": "django.db.backends.sqlite3", "NAME": copy, "OPTIONS": {}, "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
    }  # fmt: skip
    models = _models()
    rows: dict[str, int] = {}
    table = ""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                # Migrations have put rows of their own there, which come from the copy too.
                cursor.execute(f"TRUNCATE {', '.join(_quoted(model) for model in models)}")
            for model in models:
                table = model._meta.db_table
                rows[table] = _copy_rows(model)
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), models):
                    cursor.execute(statement)
    except (DatabaseError, _driver_error()) as error:
        expected = text("Expected rows that PostgreSQL takes.")
        mend = text("Nothing was moved; report this with the name of the table.")
        return Filled(problem=Problem("CH-8264", Place(table), quote(error), expected, mend))
    finally:
        connections[_SOURCE].close()
    return Filled(rows)


def _models() -> list[type[Model]]:
    """Those whose rows are moved."""
    from django.apps import apps

    from chiso.office.running.backups.databases import LEFT_OUT

    found = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return [model for model in found if not model._meta.proxy and model._meta.db_table not in LEFT_OUT]


def _copy_rows(model: type[Model]) -> int:
    from django.db import connection

    fields: list[Any] = [one for one in model._meta.concrete_fields if not one.generated]
    columns = ", ".join(connection.ops.quote_name(one.column) for one in fields)
    found = model._base_manager.using(_SOURCE).order_by("pk").values_list(*(one.attname for one in fields))
    count = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {_quoted(model)} ({columns}) FROM STDIN") as copy,
    ):
        for row in found.iterator(_AT_A_TIME):
            copy.write_row([_written(one, value) for one, value in zip(fields, row, strict=True)])
            count += 1
    return count


def _written(one: Any, value: Any) -> Any:
    from django.db import connection

    return one.get_db_prep_save(value, connection=connection)


def _quoted(model: type[Model]) -> str:
    from django.db import connection

    return str(connection.ops.quote_name(model._meta.db_table))


def _driver_error() -> type[Exception]:
    # What fails inside of COPY does not pass through Django's wrapper of errors.
    import psycopg

    return psycopg.Error
