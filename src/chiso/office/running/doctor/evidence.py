"""What the last look at the files of evidence found, and whether there was one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from chiso.language import text, text_by_count
from chiso.office.files.selectors import storage_state
from chiso.office.running.findings import Finding, Weight

# The look is repeated every day; a worker that stood still for one is told of elsewhere.
OLDEST_LOOK = timedelta(days=3)
LONGEST_WAIT = timedelta(hours=1)


def files_are_broken() -> Iterator[Finding]:
    """Files that are missing or altered on the disk."""
    broken = len(storage_state().broken)
    if broken:
        yield Finding(
            "CH-7443",
            Weight.ERROR,
            text_by_count(
                "One file of evidence is missing or altered on the disk.",
                "{count} files of evidence are missing or altered on the disk.",
                broken,
            ),
            text("See which on the page “Files on the disk”, and bring them back from a backup."),
        )


def files_were_not_looked_at() -> Iterator[Finding]:
    """There are files, and nobody has looked whether they are whole."""
    state = storage_state()
    oldest = state.first_unseen
    if oldest is not None and timezone.now() - oldest > OLDEST_LOOK:
        yield Finding(
            "CH-7447",
            Weight.WARNING,
            text("Files of evidence have not been looked at for days."),
            text("Let the worker run (chiso office work); it looks at them every day."),
        )


def files_wait_for_the_scanner() -> Iterator[Finding]:
    """Files that nobody can open, since the scanner has not answered."""
    state = storage_state()
    if state.waiting_since is not None and timezone.now() - state.waiting_since > LONGEST_WAIT:
        yield Finding(
            "CH-7448",
            Weight.WARNING,
            text_by_count(
                "One file has been waiting for the scanner.",
                "{count} files have been waiting for the scanner.",
                state.waiting,
            ),
            text("Start the scanner, or let the worker run: it asks every five minutes."),
        )
