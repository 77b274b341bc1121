"""A fresh office has the tables that all migrations, one after the other, would have made.

On SQLite the releases that are migrated forward are compared with a fresh office (`test_upgrading.py`).
"""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.office.running.offices import Office, copy_of_office, new_database

pytestmark = pytest.mark.xdist_group("offices")

# Columns with type, default and whether they may be empty; what holds of them; indexes. Names of constraints
# tell when they were made, so that what they say is compared; the order of columns does too.
SCHEMA = """
SELECT kind, place, what FROM (
  SELECT 'column' AS kind, table_name AS place, concat_ws(' ', column_name, data_type, is_nullable,
         character_maximum_length::text, numeric_precision::text, numeric_scale::text, column_default,
         identity_generation, collation_name) AS what
  FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL
  SELECT 'constraint', conrelid::regclass::text, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'index', tablename, regexp_replace(indexdef, 'INDEX \\S+ ON', 'INDEX ON')
  FROM pg_indexes WHERE schemaname = 'public'
) AS found ORDER BY kind, place, what
"""


# Django's own groups, which the office does not use: its migrations count rows in 64 bits, its models in 32.
OF_GROUPS = "auth_group_permissions"


@pytest.mark.django_db(databases="__all__")
def test_no_model_was_changed_without_a_migration() -> None:
    own = [config.label for config in apps.get_app_configs() if config.name.startswith("chiso.")]
    assert len(own) > 8
    said = StringIO()
    call_command("makemigrations", *own, dry_run=True, stdout=said)
    assert said.getvalue().startswith("No changes detected"), said.getvalue()


def test_a_fresh_office_has_the_tables_of_the_migrations(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    if not office.database_url:
        pytest.skip("compared with migrated releases on SQLite")
    fresh = _tables(office)
    settings = office.folder / "office.toml"
    empty = settings.read_text("utf-8").replace(office.database_url, new_database())
    settings.write_text(empty, encoding="utf-8")
    office.python("from django.core.management import call_command\ncall_command('migrate', verbosity=0)")
    migrated = _tables(office)
    assert len(migrated) > 1000
    for found in (fresh, migrated):
        found[:] = [row for row in found if not (row[1] == OF_GROUPS and row[2].startswith("id "))]
    assert [row for row in fresh if row not in migrated] == []
    assert [row for row in migrated if row not in fresh] == []
    assert len(fresh) == len(migrated)


def _tables(office: Office) -> list[list[str]]:
    """What stands in the database of an office, by SCHEMA."""
    rows: list[list[str]] = json.loads(
        office.python(
            "from django.db import connection\nimport json\n"
            f"with connection.cursor() as cursor:\n    cursor.execute({SCHEMA!r})\n"
            "    print(json.dumps(cursor.fetchall()))"
        )
    )
    return rows


def test_a_fresh_office_knows_its_migrations_as_done(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    assert office.call("upgrade", "--check").endswith("Nothing waits.\n")
