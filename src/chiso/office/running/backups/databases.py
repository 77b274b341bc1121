"""Copying a database while people write, and putting a copy in place: SQLite and PostgreSQL.

Both copies are one moment: SQLite's `VACUUM INTO` reads inside one transaction (and leaves out what was
erased but not yet overwritten); `pg_dump` reads a snapshot that this process exports and reads the heads
of the ledger from. Writers wait for neither.

What a backup leaves out: sessions (everybody signs in again after a restore) and the queue of tasks (what
waited is not done twice).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from chiso.language import text
from chiso.problems import BadInput, Place, Problem, Refused, WrongCall, quote

SQLITE, POSTGRESQL = "database.sqlite3", "database.dump"
_TRANSIENT = ("django_tasks_database_dbtaskresult", "running_workerbeat", "running_progress", "running_due")
_SESSIONS = "django_session"
LEFT_OUT = frozenset((*_TRANSIENT, _SESSIONS))
_HEADS = "SELECT name, length, head FROM ledger_chain ORDER BY name"
_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


class ProgramFailed(Refused):
    """A program of the database did not do its work (CH-7526)."""

    exit_code = 5


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy: its member's name, heads of the ledger and migrations as they stood in that moment."""

    name: str
    path: Path
    heads: Mapping[str, tuple[int, str]]
    migrations: tuple[str, ...]


def copy_database(folder: Path) -> Copied:
    """Copy the office's database into `folder`. Raises OSError, ProgramFailed."""
    return _copy_sqlite(folder) if connection.vendor == "sqlite" else _dump_postgresql(folder)


def _copy_sqlite(folder: Path) -> Copied:
    target = folder / SQLITE
    source = str(connection.settings_dict["NAME"])
    try:
        with closing(sqlite3.connect(source, timeout=60, isolation_level=None, uri=False)) as database:
            database.execute("VACUUM INTO ?", (str(target),))
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute(f"DELETE FROM {_SESSIONS}")
            heads = {name: (length, head) for name, length, head in copy.execute(_HEADS)}
            migrations = tuple(f"{app}.{name}" for app, name in copy.execute(_MIGRATIONS))
    except sqlite3.Error as error:
        expected = text("Expected that the database can be copied.")
        mend = text("Check the free space, and the database with: chiso office doctor")
        place = Place("VACUUM INTO")
        raise ProgramFailed([Problem("CH-7526", place, quote(error), expected, mend)]) from error
    return Copied(SQLITE, target, heads, migrations)


def _dump_postgresql(folder: Path) -> Copied:
    target = folder / POSTGRESQL
    with connection.cursor() as cursor:
        # Outside of Django's transactions: this one only holds the snapshot.
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            cursor.execute(_HEADS)
            heads = {name: (length, head) for name, length, head in cursor.fetchall()}
            cursor.execute(_MIGRATIONS)
            migrations = tuple(f"{app}.{name}" for app, name in cursor.fetchall())
            left_out = [f"--exclude-table-data={table}" for table in (*_TRANSIENT, _SESSIONS)]
            run_program(
                "pg_dump", "--format=custom", "--no-owner", "--no-acl", "--schema=public",
                f"--snapshot={snapshot}", *left_out, f"--file={target}",
            )  # fmt: skip
        finally:
            cursor.execute("ROLLBACK")
    return Copied(POSTGRESQL, target, heads, migrations)


def run_program(program: str, *arguments: str, settings: Mapping[str, Any] | None = None) -> str:
    """Run a program of PostgreSQL on the office's database; what it printed. Raises ProgramFailed.

    The password goes by the environment: the list of processes is read by everybody on the machine.
    """
    chosen = settings or connection.settings_dict
    environment = {**os.environ, "PGDATABASE": str(chosen["NAME"]), "PGCLIENTENCODING": "UTF8"}
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    environment |= {there: str(chosen[here]) for here, there in names.items() if chosen.get(here)}
    if "sslmode" in chosen.get("OPTIONS", {}):
        environment["PGSSLMODE"] = chosen["OPTIONS"]["sslmode"]
    try:
        done = subprocess.run(
            [find_program(program), *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise ProgramFailed([_failed(program, quote(error))]) from error
    if done.returncode:
        raise ProgramFailed([_failed(program, quote(done.stderr.strip().splitlines()[-1:]))])
    return done.stdout


def find_program(program: str) -> str:
    """The latest of PostgreSQL's programs of that name: an older one refuses a newer server."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda p: float(p.parts[-3]))
    return str(found[-1]) if found else shutil.which(program) or program


def _failed(program: str, found: str) -> Problem:
    expected = text("Expected {program} to work on the database of the office.", program=program)
    mend = text("Install PostgreSQL's client of the server's version, and check DATABASE_URL and free space.")
    return Problem("CH-7526", Place(program), found, expected, mend)


def check_sqlite(path: Path) -> None:
    """Whether a database file is sound. Raises BadInput (CH-7524)."""
    try:
        with closing(sqlite3.connect(path)) as database:
            found = [row[0] for row in database.execute("PRAGMA integrity_check(5)")]
            found = [] if found == ["ok"] else found
            found += [f"{row[0]}, {row[1]}" for row in database.execute("PRAGMA foreign_key_check")][:5]
    except sqlite3.Error as error:
        found = [str(error)]
    if found:
        expected = text("Expected a sound database.")
        mend = text("Take an earlier backup; nothing was restored.")
        raise BadInput([Problem("CH-7524", Place(path.name), quote(one), expected, mend) for one in found])


def is_empty(cursor: Any) -> bool:
    """Whether a PostgreSQL database holds no table of ours."""
    cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    return bool(cursor.fetchone()[0] == 0)


def refuse_not_empty(what: str) -> None:
    """Raise WrongCall (CH-7527)."""
    expected = text("Expected an empty place to restore into; an office stands here.")
    mend = text("Name another place, or add --replace: what stands here is then kept aside.")
    raise WrongCall([Problem("CH-7527", Place(what), "", expected, mend)])
