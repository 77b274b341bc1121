"""All examinations, in the order in which one would mend what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import DatabaseError

from chiso.language import text
from chiso.office.running.doctor import database, evidence, machine, settings
from chiso.office.running.findings import Finding, Weight
from chiso.problems import quote

Examination = Callable[[], Iterator[Finding]]
_SETTINGS: tuple[Examination, ...] = (
    settings.key_is_weak, settings.shows_faults, settings.answers_to_everybody, settings.is_not_encrypted,
    settings.speaks_in_the_clear, settings.sends_no_mail, settings.list_of_breached_is_none,
    settings.is_demonstration,
)  # fmt: skip
_MACHINE: tuple[Examination, ...] = (
    machine.folders_cannot_be_written, machine.others_may_read, machine.disk_is_full, machine.backup_is_old,
    machine.backup_is_unproved, machine.backups_share_the_disk, machine.scanner_is_silent,
)  # fmt: skip
_DATABASE: tuple[Examination, ...] = (
    database.migrations_wait, database.sqlite_is_beyond_its_load, database.clock_is_set_back,
    database.clock_differs_from_the_database, database.real_data_in_demonstration,
    database.nobody_administers, database.tasks_wait, database.tasks_failed,
    evidence.files_are_broken, evidence.files_were_not_looked_at, evidence.files_wait_for_the_scanner,
)  # fmt: skip


def examine() -> list[Finding]:
    """Everything that is found. A database that is gone is a finding; the rest is looked at all the same."""
    found = [finding for look in (*_SETTINGS, *_MACHINE) for finding in look()]
    try:
        waiting = list(database.migrations_wait())
        # Tables that do not stand yet cannot be asked.
        for look in _DATABASE[:1] if waiting else _DATABASE:
            found += look()
    except DatabaseError as error:
        found.insert(0, _database_is_gone(error))
    return found


def _database_is_gone(error: DatabaseError) -> Finding:
    return Finding(
        "CH-7540",
        Weight.ERROR,
        text("The database does not answer: {error}", error=quote(type(error).__name__)),
        text("Start it, and check database_url, disk and rights."),
    )
