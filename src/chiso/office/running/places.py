"""What an installation is made of: names below its folder. Known before Django is set up."""

from __future__ import annotations

from chiso.office.configuration import FILE as SETTINGS

FILES, BACKUPS, STATIC = "files", "backups", "static"
# Of a demonstration alone: who works in earnest keeps keys elsewhere.
KEYS = "keys"
# As `chiso.office.ledger.roots` writes it; a test holds that both are one.
ROOTS = "ledger-roots.jsonl"
DATABASE, TASKS = "office.sqlite3", "tasks.sqlite3"
DATABASE_FILES = tuple(f"{name}{end}" for name in (DATABASE, TASKS) for end in ("", "-wal", "-shm", "-next"))

__all__ = ["BACKUPS", "DATABASE", "DATABASE_FILES", "FILES", "KEYS", "ROOTS", "SETTINGS", "STATIC", "TASKS"]
