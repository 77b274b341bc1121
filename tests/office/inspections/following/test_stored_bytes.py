"""What is forgotten is in no byte of an office any more, nor comes it back for long from an older backup.

An office of its own, run by commands, whose database somebody else holds open all the while: the log ahead
then stays, as it does where an office is served.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.installation import ROOT
from tests.office.running.offices import Office, call, copy_of_office, new_database

pytestmark = [pytest.mark.soak, pytest.mark.xdist_group("offices")]
BEGIN = "import json\nfrom tests.office.inspections.following import making_old as old\n"


def within(office: Office, program: str) -> Any:
    """Run a program in the office, with the tests' own helpers; what it gave as JSON."""
    said = office.python(f"{BEGIN}print(json.dumps({program}))", PYTHONPATH=f"{ROOT}/src:{ROOT}")
    return json.loads(said.strip().splitlines()[-1])


# In a process of its own: whoever reads the bytes of a file gives up all locks of their process on it.
HOLDER = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1])
other.execute("SELECT count(*) FROM django_migrations").fetchone()
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_open(office: Office) -> Iterator[None]:
    """Somebody else has the database open: SQLite then keeps its log ahead between two processes."""
    if office.database_url:
        yield
        return
    holder = [sys.executable, "-c", HOLDER, str(office.folder / "office.sqlite3")]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        try:
            yield
        finally:
            other.stdin.close()


def stored(office: Office) -> bytes:
    """Every byte of its database and its files; on PostgreSQL every row as it casts it."""
    files = [path for path in office.folder.rglob("*") if path.is_file() and "backups" not in path.parts]
    content = b"".join(path.read_bytes() for path in files)
    if office.database_url:
        import psycopg

        with psycopg.connect(office.database_url) as database:
            tables = database.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            for (table,) in tables:
                for (row,) in database.execute(f'SELECT row::text FROM "{table}" AS row'):
                    content += row.encode()
    return content


def lines_of(office: Office) -> list[str]:
    return (office.folder / "office.toml").read_text("utf-8").splitlines()


def left_of(office: Office, marks: dict[str, str]) -> list[str]:
    content = stored(office)
    return sorted(name for name, mark in marks.items() if mark.encode() in content)


def test_what_is_forgotten_and_erased_leaves_no_byte_and_an_old_backup_is_made_to_forget_again(
    tmp_path: Path,
) -> None:
    office = copy_of_office(tmp_path / "office")
    with held_open(office):
        marks = within(office, "old.write()")
        assert left_of(office, marks) == sorted(marks), "what is to be forgotten is there before"
        made = office.call_json("backup")
        assert isinstance(made, dict)
        within(office, "old.forget()")
        assert left_of(office, marks) == ["author", "note", "person", "signature"]
        assert within(office, "old.erase()") == []
        assert left_of(office, marks) == []
    # A backup is not changed: from it everything comes back, and goes again by the same two steps.
    restored = Office(tmp_path / "restored", new_database() if office.database_url else "")
    more = {"DATABASE_URL": restored.database_url} if restored.database_url else {}
    call("office", "restore", made["path"], "--home", restored.folder, **more)
    with held_open(restored):
        assert left_of(restored, marks) == sorted(marks)
        within(restored, "old.forget()")
        # Without the key of the office nobody can say whom a sealed name names: it is refused, not passed by.
        assert within(restored, "old.erase()") == ["CH-8876"]
        key = next(line for line in lines_of(office) if line.startswith("secret_key"))
        settings = restored.folder / "office.toml"
        others = [line for line in lines_of(restored) if not line.startswith("secret_key")]
        settings.write_text("\n".join([key, *others]) + "\n", encoding="utf-8")
        assert within(restored, "old.erase()") == []
        assert left_of(restored, marks) == []
    call("ledger", "verify", "--home", restored.folder, **more)
