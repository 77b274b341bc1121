"""Restoring a backup: verified before anything is touched, proved before it says done.

1. every member of the file against its SHA-256,
2. into a folder beside the place (SQLite) or into the emptied schema of the database (PostgreSQL),
3. the database's own check, migrations to this version, heads and chains of the ledger, files (`proving`),
4. only then in place. What stood there is kept aside; whatever fails leaves it as it was.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dj_database_url

from chiso.language import text
from chiso.office.running.backups.archive import SETTINGS as SETTINGS_MEMBER
from chiso.office.running.backups.archive import Archive
from chiso.office.running.backups.databases import (
    POSTGRESQL,
    SQLITE,
    check_sqlite,
    is_empty,
    refuse_not_empty,
    run_program,
)
from chiso.office.running.backups.proving import Proof, prove
from chiso.office.running.holding import replace as hold_alone
from chiso.office.running.places import DATABASE, DATABASE_FILES, FILES, ROOTS, STATIC
from chiso.office.running.places import SETTINGS as FILE
from chiso.office.running.settings_file import read_settings, write_settings
from chiso.problems import BadInput, Place, Problem, WrongCall
from chiso.writing import cannot_write

# What an installation is made of; static files are made again, backups stay where they are.
_PARTS = (*DATABASE_FILES, FILES, STATIC, ROOTS)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, what was found in it, where the earlier office lies, what has to be set by hand."""

    made_at: str
    version: str
    proof: Proof
    kept_aside: str
    secrets_to_set: tuple[str, ...]


def restore_backup(
    path: Path, folder: Path, *, replace: bool = False, settings: Path | None = None
) -> Restored:
    """Restore a backup into `folder`, which is empty unless `replace` is given.

    `settings`: an office.toml that was kept apart; else that of the folder, else one is made from the
    backup with a new key. Raises BadInput (CH-7520 to CH-7524, CH-7529 to CH-7531), WrongCall (CH-7527,
    CH-7528), CannotWrite, ProgramFailed.
    """
    folder = folder.absolute()
    with Archive(path) as archive:
        archive.verify()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            stands = any((folder / name).exists() for name in _PARTS if name != STATIC)
            if stands and not replace:
                refuse_not_empty(str(folder))
            with hold_alone(folder), _beside(folder) as draft:
                to_set = _lay_out_settings(archive, folder, draft, settings)
                database_url = _database_of(archive, draft)
                archive.extract(draft, f"{FILES}/")
                if roots := archive.read(ROOTS):
                    (draft / ROOTS).write_bytes(roots)
                if database_url:
                    return _restore_postgresql(archive, folder, draft, database_url, to_set, replace=replace)
                return _restore_sqlite(archive, folder, draft, to_set)
        except OSError as error:
            raise cannot_write(folder, error) from error


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder on the same disk in which the office is laid out."""
    draft = folder / f".restoring-{secrets.token_hex(4)}"
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _lay_out_settings(archive: Archive, folder: Path, draft: Path, given: Path | None) -> tuple[str, ...]:
    """Write office.toml into the draft; the names of secrets that somebody has to set again."""
    kept = given or (folder / FILE if (folder / FILE).exists() else None)
    if kept is not None:
        shutil.copyfile(kept, draft / FILE)
        (draft / FILE).chmod(0o600)
        return ()
    left_out = [str(name) for name in archive.manifest.facts.get("secrets_left_out", ())]
    values = {**json.loads(archive.read(SETTINGS_MEMBER) or b"{}"), "secret_key": secrets.token_urlsafe(64)}
    write_settings(draft / FILE, values)
    return tuple(left_out)


def _database_of(archive: Archive, draft: Path) -> str:
    """The address of the database to restore into, "" for SQLite. Raises WrongCall (CH-7531)."""
    url = read_settings(draft).database_url
    is_dump = archive.manifest.facts.get("database") == POSTGRESQL
    if is_dump == bool(url):
        return url
    expected = text("Expected the address of a PostgreSQL database, from which this backup was made.")
    mend = text("Name an empty one in DATABASE_URL.")
    if not is_dump:
        expected = text("Expected an office on SQLite, from which this backup was made.")
        mend = text("Leave database_url out of the settings and DATABASE_URL out of the environment.")
    raise WrongCall([Problem("CH-7531", Place(field="database_url"), "", expected, mend)])


def _restore_sqlite(archive: Archive, folder: Path, draft: Path, to_set: tuple[str, ...]) -> Restored:
    archive.extract(draft, SQLITE)
    (draft / SQLITE).rename(draft / DATABASE)
    check_sqlite(draft / DATABASE)
    proof = _proved(draft, "", archive)
    aside = _put_in_place(folder, draft)
    return _restored(archive, proof, str(aside) if aside else "", to_set)


def _restore_postgresql(
    archive: Archive, folder: Path, draft: Path, url: str, to_set: tuple[str, ...], *, replace: bool
) -> Restored:
    import psycopg

    settings = dict(dj_database_url.parse(url))
    archive.extract(draft, POSTGRESQL)
    kept = f"before_restore_{datetime.now(UTC):%Y%m%d_%H%M%S}"
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.cursor()
        was_empty = is_empty(cursor)
        if not was_empty and not replace:
            refuse_not_empty(str(settings["NAME"]))
        cursor.execute(f"ALTER SCHEMA public RENAME TO {kept}")
        try:
            cursor.execute("CREATE SCHEMA public")
            run_program(
                "pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-acl",
                "--schema=public", f"--dbname={settings['NAME']}", str(draft / POSTGRESQL), settings=settings,
            )  # fmt: skip
            (draft / POSTGRESQL).unlink()
            proof = _proved(draft, url, archive)
            aside = _put_in_place(folder, draft)
        except BaseException:
            cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
            cursor.execute(f"ALTER SCHEMA {kept} RENAME TO public")
            raise
        if was_empty:
            cursor.execute(f"DROP SCHEMA {kept} CASCADE")
    places = [f"schema {kept}"] if not was_empty else []
    return _restored(archive, proof, ", ".join(places + ([str(aside)] if aside else [])), to_set)


def _proved(draft: Path, url: str, archive: Archive) -> Proof:
    proof = prove(draft, url, archive.manifest.facts)
    if proof.problems:
        raise BadInput(proof.problems)
    return proof


def _put_in_place(folder: Path, draft: Path) -> Path | None:
    """Move the earlier office aside and the draft in; back again if a move fails. Where it lies."""
    aside = folder / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    moved: list[tuple[Path, Path]] = []
    try:
        for name in (*_PARTS, FILE):
            if (folder / name).exists():
                aside.mkdir(mode=0o700, exist_ok=True)
                moved.append((folder / name, aside / name))
                (folder / name).rename(aside / name)
        for name in (*_PARTS, FILE):
            if (draft / name).exists():
                moved.append((draft / name, folder / name))
                (draft / name).rename(folder / name)
    except OSError:
        for before, after in reversed(moved):
            if after.exists():
                after.rename(before)
        raise
    return aside if aside.exists() else None


def _restored(archive: Archive, proof: Proof, aside: str, to_set: tuple[str, ...]) -> Restored:
    facts: Mapping[str, Any] = archive.manifest.facts
    return Restored(str(facts["made_at"]), str(facts["version"]), proof, aside, to_set)
