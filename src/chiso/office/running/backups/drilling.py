"""The drill: the latest backup is restored into a place of its own, proved, and thrown away.

It goes the way of a real restore, so what it proves is the restore itself. On PostgreSQL it needs an empty
database: it makes one beside that of the office (the role needs CREATEDB) or takes the one that is named.
Its outcome is kept beside the backups, where the doctor looks for it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chiso.language import text
from chiso.office.configuration import configuration, home
from chiso.office.running.backups.archive import Archive
from chiso.office.running.backups.databases import POSTGRESQL
from chiso.office.running.backups.keeping import backup_folder, latest_backup
from chiso.office.running.backups.restoring import Restored, restore_backup
from chiso.problems import Place, Problem, Refused, WrongCall, quote

_FILE = "drills.jsonl"


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill: which backup, when, whether it could be restored."""

    backup: str
    at: datetime
    is_proved: bool


def latest_drill() -> Drill | None:
    """The last drill; None where there was none."""
    path = backup_folder() / _FILE
    if not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        tree = json.loads(lines[-1])
        return Drill(str(tree["backup"]), datetime.fromisoformat(tree["at"]), bool(tree["is_proved"]))
    except (IndexError, ValueError, KeyError, TypeError):
        return None


def drill(path: Path | None = None, *, database_url: str = "") -> Restored:
    """Prove a backup (the latest, else `path`). `database_url`: an empty PostgreSQL database to use.

    Raises WrongCall (CH-7532: there is none; CH-7533: no database for it) and what a restore raises.
    """
    latest = latest_backup()
    if path is None and latest is None:
        expected = text("Expected a backup to prove.")
        mend = text("Make one with: chiso office backup")
        raise WrongCall([Problem("CH-7532", Place(str(backup_folder())), "", expected, mend)])
    chosen = path or latest.path  # type: ignore[union-attr]
    place = Path(tempfile.mkdtemp(prefix="chiso-drill-"))
    was_home, was_url = home(), os.environ.get("DATABASE_URL")
    try:
        with _empty_database(chosen, database_url) as url:
            _see(url)
            restored = restore_backup(chosen, place / "office")
    except Refused:
        _stand_again(was_home, was_url)
        _note(chosen.name, is_proved=False)
        raise
    finally:
        _stand_again(was_home, was_url)
        shutil.rmtree(place, ignore_errors=True)
    _note(chosen.name, is_proved=True)
    return restored


def _see(url: str | None) -> None:
    """What the restored office finds in its environment."""
    os.environ.pop("DATABASE_URL", None)
    if url:
        os.environ["DATABASE_URL"] = url


def _stand_again(was_home: Path, was_url: str | None) -> None:
    """This process belongs to the real office again."""
    os.environ["CHISO_HOME"] = str(was_home)
    _see(was_url)
    configuration.cache_clear()


def _note(backup: str, *, is_proved: bool) -> None:
    line = {"backup": backup, "at": datetime.now(UTC).isoformat(timespec="seconds"), "is_proved": is_proved}
    backup_folder().mkdir(parents=True, exist_ok=True)
    with (backup_folder() / _FILE).open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")


@contextmanager
def _empty_database(path: Path, given: str) -> Iterator[str | None]:
    """An empty database for a dump of PostgreSQL; None for a file of SQLite."""
    with Archive(path) as archive:
        is_dump = archive.manifest.facts.get("database") == POSTGRESQL
    if not is_dump or given:
        yield given or None
        return
    import psycopg
    from psycopg import sql

    url = configuration().database_url
    name = sql.Identifier(f"chiso_drill_{secrets.token_hex(4)}")
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
    except psycopg.Error as error:
        expected = text("Expected the right to make a database for the drill.")
        mend = text("Give it (ALTER ROLE … CREATEDB), or name an empty database with --into.")
        raise WrongCall([Problem("CH-7533", Place(), quote(error), expected, mend)]) from error
    try:
        yield _beside(url, str(name.as_string(None)).strip('"'))
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def _beside(url: str, name: str) -> str:
    """The address of another database of the same server."""
    from urllib.parse import urlsplit, urlunsplit

    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))
