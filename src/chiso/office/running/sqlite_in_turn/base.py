"""Django's engine for SQLite with turns for those who want to write (see `turns`).

Only the beginning of a transaction waits otherwise: what stands in it, its end, and statements outside of
one are Django's own. After the same time (`timeout`) the same error is raised as without turns.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from chiso.office.running.sqlite_in_turn.turns import turns_of

# Between two questions of the one who is next: a tenth of a write.
_PAUSE = 0.001


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose writers take turns."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction; an immediate one when it is its turn. Raises OperationalError."""
        options = self.settings_dict["OPTIONS"]
        if options.get("transaction_mode") != "IMMEDIATE" or self.is_in_memory_db():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        patience = float(options["timeout"])
        until = time.monotonic() + patience
        with turns_of(str(self.settings_dict["NAME"])).next_one(until):
            self._wait_no_longer_than(0)
            try:
                self._begin(until)
            finally:
                self._wait_no_longer_than(patience)

    def _begin(self, until: float) -> None:
        while True:
            try:
                super()._start_transaction_under_autocommit()  # type: ignore[misc]
            except OperationalError as error:
                if not _is_busy(error) or time.monotonic() >= until:
                    raise
                time.sleep(_PAUSE)
            else:
                return

    def _wait_no_longer_than(self, seconds: float) -> None:
        """How long SQLite itself waits for a lock, by its own growing pauses."""
        self.connection.execute(f"PRAGMA busy_timeout={round(seconds * 1000)}")


def _is_busy(error: OperationalError) -> bool:
    cause: Any = error.__cause__
    return (
        isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    )
