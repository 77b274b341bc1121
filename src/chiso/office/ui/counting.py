"""How many things wait for the reader: the number beside "My work" on every page.

Counting asks every app, which costs a third of a page that otherwise shows one criterion. So the number is
kept in this process for a while, up to the next write of the same person: what they finish disappears at
once, what others hand to them appears within `KEPT`. The list itself, at home, is always asked for anew.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from chiso.office.ledger.selectors import last_entry_by
from chiso.office.ui.reader import reader_of
from chiso.office.ui.tasks import tasks_of

KEPT = 30  # seconds


def count_tasks(request: HttpRequest) -> int:
    """The number for the reader of this request: one query where it is known, else those of the list."""
    reader = reader_of(request)
    if reader is None or hasattr(request, "waiting"):
        return len(tasks_of(request))
    key = f"tasks:{reader.person.pk}:{last_entry_by(reader.person.pk)}"
    known: int | None = cache.get(key)
    if known is None:
        known = len(tasks_of(request))
        cache.set(key, known, KEPT)
    return known
