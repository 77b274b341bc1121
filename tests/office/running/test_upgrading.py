"""Data of earlier releases are migrated forward: the tables become those of a fresh office, nothing is lost.

`releases/VERSION/office.sql` is what that release wrote (`scripts/keep_release.py`); it never changes.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.office.running.offices import Office, call_json, copy_of_office

pytestmark = pytest.mark.xdist_group("offices")
RELEASES = sorted(Path(__file__).with_name("releases").iterdir())


def _as_sqlite(office: Office) -> None:
    if office.database_url:
        pytest.skip("the data of a release are kept as a database of SQLite")


def _schema(path: Path) -> dict[str, object]:
    """Columns, indexes and foreign keys of each table, whatever the order in which they came to be."""
    with closing(sqlite3.connect(path)) as database:
        tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: (
                sorted(row[1:] for row in database.execute(f"PRAGMA table_info('{table}')")),
                sorted(row[2:5] for row in database.execute(f"PRAGMA foreign_key_list('{table}')")),
                len(database.execute(f"PRAGMA index_list('{table}')").fetchall()),
            )
            for table in tables
            if not table.startswith("sqlite_")
        }


def _count(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as database:
        tables = ("people_person", "people_appointment", "organisation_agency", "ledger_entry")
        return {t: database.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_the_data_of_a_release_are_migrated_forward(release: Path, tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office", "demonstration")
    _as_sqlite(office)
    fresh = tmp_path / "fresh.sqlite3"
    shutil.copyfile(office.folder / "office.sqlite3", fresh)
    database = office.folder / "office.sqlite3"
    # The roots that are kept beside the database tell of what the demonstration wrote, which goes with it.
    for path in (*office.folder.glob("office.sqlite3*"), office.folder / "ledger-roots.jsonl"):
        path.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as old:
        old.executescript((release / "office.sql").read_text("utf-8"))
    before = _count(database)
    assert min(before.values()) > 0
    state = office.call_json("upgrade")
    assert isinstance(state, dict)
    assert office.call_json("upgrade", "--check")["waiting"] == []  # type: ignore[index,call-overload]
    after = _count(database)
    assert {table: after[table] >= count for table, count in before.items()} == dict.fromkeys(before, True)
    assert _schema(database) == _schema(fresh)
    verified = call_json("ledger", "verify", "--home", office.folder)
    assert isinstance(verified, dict)
    assert verified["problems"] == []


def test_an_upgrade_says_what_waits_backs_up_and_does_it(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    office.python(
        "from django.conf import settings\nfrom django.core.management import call_command\n"
        "call_command('migrate', 'sessions', 'zero', verbosity=0)\n"
    )
    state = office.call_json("upgrade", "--check", exit_code=1)
    assert isinstance(state, dict)
    assert [one["name"] for one in state["waiting"]] == ["sessions.0001_initial"]
    assert state["waiting"][0]["steps"] == ["Create model Session"]
    assert "CH-7507" in office.call("serve", "--port", "0", exit_code=4)
    done = office.call_json("upgrade", "--no-backup")
    assert isinstance(done, dict)
    assert done["backup_made"] is None
    assert office.call("upgrade", "--check").endswith("Nothing waits.\n")


def test_a_backup_is_made_before_the_migrations(tmp_path: Path) -> None:
    office = copy_of_office(tmp_path / "office")
    office.python(
        "from django.core.management import call_command\n"
        "call_command('migrate', 'usersessions', 'zero', verbosity=0)\n"
    )
    said = office.call("upgrade")
    found = re.search(r"Backed up before it: (\S+)", said)
    assert found
    assert Path(found[1]).is_file()
