"""Who wants to write on SQLite takes turns: one waits at the database, the others for that place.

Every test has a database file of its own, and connections that only it knows.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import ConnectionHandler, OperationalError

from chiso.office.running.sqlite_in_turn.turns import Turns, turns_of

ENGINE = "chiso.office.running.sqlite_in_turn"
PATIENCE = 20.0
Connecting = Callable[..., Any]


@pytest.fixture
def connect(tmp_path: Path, django_db_blocker: Any) -> Iterator[Connecting]:
    """Opens connections to a database of this test; they are closed afterwards."""
    with django_db_blocker.unblock(), ExitStack() as opened:

        def open_one(timeout: float = PATIENCE, mode: str = "IMMEDIATE") -> Any:
            options = {"transaction_mode": mode, "timeout": timeout, "check_same_thread": False}
            settings = {"ENGINE": ENGINE, "NAME": str(tmp_path / "db.sqlite3"), "OPTIONS": options}
            connection = ConnectionHandler({"default": settings})["default"]
            connection.inc_thread_sharing()
            connection.ensure_connection()
            opened.enter_context(closing(connection))
            return connection

        yield open_one


def begin(connection: Any) -> None:
    """As the outermost `atomic` does."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection: Any) -> None:
    connection.commit()
    connection.set_autocommit(True)


def patience_of(connection: Any) -> int:
    (milliseconds,) = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    return int(milliseconds)


def is_free(turns: Turns) -> bool:
    """Whether one could be next at once."""
    with turns.next_one(time.monotonic()) as is_next:
        return is_next


def in_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_who_finds_a_write_under_way_begins_when_it_has_ended(connect: Connecting) -> None:
    one, other = connect(), connect()
    begin(one)
    order = ["one began"]

    def write() -> None:
        begin(other)
        order.append("other began")
        end(other)

    waiting = in_thread(write)
    turns = turns_of(str(one.settings_dict["NAME"]))
    while is_free(turns):  # until the other stands at the database
        assert waiting.is_alive()
    order.append("one ends")
    end(one)
    waiting.join(PATIENCE)
    assert order == ["one began", "one ends", "other began"]


def test_the_place_is_free_again_as_soon_as_the_write_has_begun(connect: Connecting) -> None:
    connection = connect()
    begin(connection)
    assert is_free(turns_of(str(connection.settings_dict["NAME"])))
    end(connection)


def test_only_one_thread_is_next_and_who_waits_in_vain_goes_on(tmp_path: Path) -> None:
    turns = turns_of(str(tmp_path / "db"))
    with turns.next_one(time.monotonic()) as is_next:
        assert is_next
        found: list[bool] = []
        thread = in_thread(lambda: found.append(is_free(turns)))
        thread.join(PATIENCE)
        assert found == [False]
    assert is_free(turns)


_NEXT_FOR_EVER = """
import sys, time
from chiso.office.running.sqlite_in_turn.turns import turns_of
with turns_of(sys.argv[1]).next_one(time.monotonic()):
    print("next", flush=True)
    sys.stdin.read()
"""


def test_a_process_that_is_next_keeps_others_out_until_it_is_killed(tmp_path: Path) -> None:
    database = str(tmp_path / "db")
    with subprocess.Popen(
        [sys.executable, "-c", _NEXT_FOR_EVER, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"next\n"
        assert not is_free(turns_of(database))
        process.kill()
        process.wait(PATIENCE)
        assert is_free(turns_of(database))


def test_who_waits_longer_than_patience_hears_that_the_database_is_locked(connect: Connecting) -> None:
    one, other = connect(), connect(timeout=0.05)
    begin(one)
    with pytest.raises(OperationalError, match="locked"):
        begin(other)
    end(one)
    # The place was given up, and the connection waits as before.
    assert patience_of(other) == 50
    begin(other)
    end(other)


def test_a_statement_outside_of_a_transaction_waits_by_the_pauses_of_sqlite(connect: Connecting) -> None:
    connection = connect()
    begin(connection)
    assert patience_of(connection) == PATIENCE * 1000
    end(connection)


def test_reading_transactions_take_no_turn(connect: Connecting) -> None:
    connection = connect(mode="DEFERRED")
    with turns_of(str(connection.settings_dict["NAME"])).next_one(time.monotonic()):
        begin(connection)
        end(connection)


def test_a_file_that_cannot_be_opened_costs_the_turn_and_no_write(
    connect: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = connect()
    turns = turns_of(str(connection.settings_dict["NAME"]))
    monkeypatch.setattr(turns, "_path", str(Path(turns._path) / "no" / "such" / "folder"))
    assert not is_free(turns)
    begin(connection)
    end(connection)


def test_an_installation_on_sqlite_takes_turns(tmp_path: Path) -> None:
    program = (
        "from django.conf import settings\nprint({one['ENGINE'] for one in settings.DATABASES.values()})"
    )
    environment = {"CHISO_OFFICE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "chiso.office.settings"}
    said = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert said.stdout == f"{{'{ENGINE}'}}\n", said.stderr
