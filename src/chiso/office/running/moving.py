"""Moving an office from SQLite to PostgreSQL, while nobody uses it.

1. the database is copied in one moment, and checked,
2. tables are made in the empty database there, by the same migrations, and filled in one transaction
   (`moving_rows`),
3. heads and chains of the record are compared with what stood here, every file of evidence with its row
   (`backups.proving`),
4. only then the settings name the new database, and the file of the old one is laid aside.

Whatever fails before leaves the office as it was, and the database there as empty as it was.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chiso.language import Text, text
from chiso.office.running.backups.databases import check_sqlite, copy_database, is_empty
from chiso.office.running.backups.proving import MOVED, Proof, prove
from chiso.office.running.holding import replace as hold_alone
from chiso.office.running.moving_rows import fill_tables
from chiso.office.running.places import DATABASE_FILES
from chiso.office.running.settings_file import change_settings
from chiso.problems import BadInput, Place, Problem, WrongCall, quote
from chiso.writing import cannot_write

if TYPE_CHECKING:
    from psycopg import Cursor


@dataclass(frozen=True, slots=True)
class Moved:
    """How many tables and rows were moved, what was proved there, where the earlier files lie."""

    tables: int
    rows: int
    proof: Proof
    kept_aside: str


def move_office(folder: Path, url: str) -> Moved:
    """Move the office in `folder`, which the program was started for, into the database at `url`.

    Raises WrongCall (CH-8261 not from SQLite to PostgreSQL, CH-8262 migrations wait, CH-8263 a database
    that does not answer or is not empty, CH-7528 the office is in use), BadInput (CH-8264 rows that the
    database does not take, CH-7529, CH-7534), CannotWrite.
    """
    import psycopg

    _refuse_other_ways(url)
    with hold_alone(folder):
        _refuse_waiting_migrations()
        try:
            connection = psycopg.connect(url, autocommit=True, connect_timeout=10)
        except psycopg.Error as error:
            raise WrongCall([_no_database(quote(error))]) from error
        with connection, tempfile.TemporaryDirectory(prefix=".moving-", dir=folder) as draft:
            cursor = connection.cursor()
            if not is_empty(cursor):
                raise WrongCall([_no_database(text("tables stand in it"))])
            if not _may_fill(cursor):
                raise WrongCall([_no_database(text("the user does not own its schema “public”"))])
            try:
                copied = copy_database(Path(draft))
                check_sqlite(copied.path)
                filled = _in_a_process_of_its_own(copied.path, folder, url)
                facts = {"heads": {name: list(head) for name, head in copied.heads.items()}}
                proof = prove(folder, url, facts, told=MOVED)
                if proof.problems:
                    raise BadInput(proof.problems)
                aside = _switch(folder, url)
            except BaseException:
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute("CREATE SCHEMA public")
                raise
    return Moved(len(filled), sum(filled.values()), proof, str(aside))


def _may_fill(cursor: Cursor) -> bool:
    """Whether tables can be made there, and all of it be taken away again."""
    cursor.execute(
        "SELECT pg_has_role(nspowner, 'USAGE') AND has_database_privilege(current_database(), 'CREATE') "
        "FROM pg_namespace WHERE nspname = 'public'"
    )
    return cursor.fetchone() == (True,)


def _in_a_process_of_its_own(copy: Path, folder: Path, url: str) -> dict[str, int]:
    """Rows by table: of settings there is one set in a process, and here they name the old database."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as apart:
        filled = apart.submit(fill_tables, str(copy), str(folder), url).result()
    if filled.problem is not None:
        raise BadInput([filled.problem])
    return filled.rows


def _switch(folder: Path, url: str) -> Path:
    """Name the new database in the settings, lay the old files aside; where they lie."""
    aside = folder / f"before-move-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    try:
        aside.mkdir(mode=0o700)
        change_settings(folder, {"database_url": url})
        for name in DATABASE_FILES:
            if (folder / name).exists():
                (folder / name).rename(aside / name)
    except BaseException as error:
        # Also where somebody interrupts it: the database there is emptied next.
        change_settings(folder, {"database_url": None})
        for moved in aside.glob("*"):
            moved.rename(folder / moved.name)
        if isinstance(error, OSError):
            raise cannot_write(folder, error) from error
        raise
    return aside


def _refuse_other_ways(url: str) -> None:
    from django.db import connection

    place = Place(field="--to")
    mend = text("Name an empty database: --to postgresql://user:password@host:port/name")
    if connection.vendor != "sqlite" or "DATABASE_URL" in os.environ:
        expected = text("Expected an office on SQLite, without DATABASE_URL in the environment.")
        raise WrongCall([Problem("CH-8261", Place(field="database_url"), connection.vendor, expected, mend)])
    if not url.startswith(("postgresql://", "postgres://")):
        expected = text("Expected the address of a PostgreSQL database.")
        # The value may hold a password; where it begins says enough.
        raise WrongCall([Problem("CH-8261", place, url.split(":", 1)[0][:20], expected, mend)])


def _refuse_waiting_migrations() -> None:
    from chiso.office.running.upgrading import waiting_migrations

    if waiting := waiting_migrations():
        expected = text("Expected a database of this version of chiso.")
        mend = text("Bring it up first: chiso office upgrade")
        raise WrongCall([Problem("CH-8262", Place("migrations"), str(len(waiting)), expected, mend)])


def _no_database(found: str | Text) -> Problem:
    expected = text("Expected an empty PostgreSQL database that answers.")
    mend = text("Make one (createdb), and check the address, the rights and the server.")
    return Problem("CH-8263", Place(field="--to"), found, expected, mend)
