"""An office moves from SQLite to PostgreSQL whole, or stays where it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.lanes import go_without
from tests.office.running.offices import copy_of_office, served
from tests.postgresql import Cluster, find_programs

# Moved is from SQLite, in the lane on PostgreSQL too: once is enough.
pytestmark = [pytest.mark.xdist_group("offices"), pytest.mark.slow]

# Every row of every table, as the program reads it, by the fields of the models.
ROWS = """
import hashlib
import json
from django.apps import apps
told = {}
for model in apps.get_models(include_auto_created=True):
    names = [one.attname for one in model._meta.concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    written = [json.dumps(row, default=str, sort_keys=True) for row in rows]
    told[model._meta.db_table] = [len(written), hashlib.sha256("\\n".join(written).encode()).hexdigest()]
print(json.dumps(told))
"""
LEFT_OUT = {
    "django_session", "django_tasks_database_dbtaskresult", "running_workerbeat", "running_progress",
    "running_due",
}  # fmt: skip
# A move adds one entry, in the chain of accounts, and a root over the record.
ADDED = {"ledger_chain": 0, "ledger_entry": 1, "ledger_root": 1}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    programs = find_programs()
    if programs is None:
        go_without("PostgreSQL")
    assert programs is not None
    made = Cluster(programs)
    made.start()
    yield made
    made.remove()


@pytest.fixture
def url(cluster: Cluster) -> str:
    """The address of an empty database."""
    import psycopg

    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS moved")
        connection.execute("CREATE DATABASE moved")
    return cluster.url("moved")


def tables_in(url: str) -> list[str]:
    import psycopg

    with psycopg.connect(url) as connection:
        return [
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]


def as_guest(url: str) -> str:
    """The address for a user who may connect and owns nothing."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
        owner = connection.info.user
    assert f"//{owner}@" in url
    return url.replace(f"//{owner}@", "//guest@")


def test_every_row_is_there_and_the_office_goes_on(tmp_path: Path, url: str) -> None:
    office = copy_of_office(tmp_path / "office", "demonstration")
    before = json.loads(office.python(ROWS))
    moved = office.call_json("move", "--to", url)
    assert isinstance(moved, dict)
    after = json.loads(office.python(ROWS))
    assert office.python("from django.db import connection\nprint(connection.vendor)").strip() == "postgresql"
    assert sorted(before) == sorted(after)
    # What was there is compared row by row; what the move itself told stands behind it.
    same = {
        name for name in before if name not in LEFT_OUT | ADDED.keys() | {"ledger_words", "django_migrations"}
    }
    assert {name: before[name] for name in same} == {name: after[name] for name in same}
    assert {name: after[name][0] - before[name][0] for name in ADDED} == ADDED
    assert sum(count for count, _ in before.values()) > 10_000
    told = "from chiso.office.ledger.models import Entry\nprint(Entry.objects.order_by('-pk')[0].verb)"
    assert office.python(told).strip() == "moved"
    # A row that is written there takes a number that is free.
    office.call("users", "invite", "--name", "Đỗ Văn Mới", "--role", "system_administrator")
    assert office.call_json("backup")
    with served(office, "--no-worker") as running:
        assert running.get("/khoe-manh/san-sang/")[0] == 200


@pytest.mark.parametrize("what", ["not empty", "no server", "no rights", "sqlite"])
def test_a_database_that_cannot_take_it_is_refused_and_nothing_changes(
    tmp_path: Path, url: str, what: str
) -> None:
    office = copy_of_office(tmp_path / "office")
    settings = (office.folder / "office.toml").read_text("utf-8")
    named = {
        "not empty": url, "no server": url.replace("moved", "nowhere"), "no rights": as_guest(url),
        "sqlite": "sqlite:///x",
    }[what]  # fmt: skip
    if what == "not empty":
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE of_others (number integer)")
    said = office.call("move", "--to", named, exit_code=2)
    assert ("CH-8261" if what == "sqlite" else "CH-8263") in said
    assert (office.folder / "office.toml").read_text("utf-8") == settings
    assert (office.folder / "office.sqlite3").exists()
    assert tables_in(url) == (["of_others"] if what == "not empty" else [])


def test_a_row_that_the_database_does_not_take_is_named_and_nothing_changes(tmp_path: Path, url: str) -> None:
    office = copy_of_office(tmp_path / "office")
    with closing(sqlite3.connect(office.folder / "office.sqlite3")) as database:
        # A character that SQLite keeps inside of texts and PostgreSQL does not.
        database.execute("UPDATE people_person SET full_name = 'a' || char(0) || 'b'")
        database.commit()
    said = office.call("move", "--to", url, exit_code=4)
    assert "CH-8264" in said
    assert "people_person" in said
    assert tables_in(url) == []
    assert "database_url" not in (office.folder / "office.toml").read_text("utf-8")
    assert [path.name for path in office.folder.glob(".moving-*")] == []
    office.call("doctor", exit_code=1)


def test_an_office_in_use_is_not_moved(tmp_path: Path, url: str) -> None:
    office = copy_of_office(tmp_path / "office")
    with served(office, "--no-worker"):
        assert "CH-7528" in office.call("move", "--to", url, exit_code=2)
    assert tables_in(url) == []
