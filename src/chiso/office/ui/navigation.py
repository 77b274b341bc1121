"""The main navigation: what the person's roles may open, at most six entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from chiso.language import Text, text
from chiso.office.ui.counting import count_tasks
from chiso.office.ui.reader import Reader

MOST_ENTRIES = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: where it leads, how it is called, the action that one must be able to do.

    `count`: how many things wait there, in a constant number of queries; nothing is shown for 0.
    """

    name: str
    title: Text
    action: str = ""
    count: Callable[[HttpRequest], int] | None = None


ENTRIES = (
    Entry("home", text("My work"), count=count_tasks),
    Entry("campaigns:list", text("Campaigns")),
    Entry("plans:list", text("Plans"), "plans.read"),
    Entry("tasks:list", text("Tasks"), "tasks.read"),
    Entry("files:list", text("Evidence"), "files.open"),
    Entry("inspections:list", text("Inspections"), "inspections.read"),
    Entry("organisation:list", text("Agencies")),
    Entry("people:list", text("People"), "people.read"),
    Entry("ledger:entries", text("Record"), "ledger.read"),
    Entry("drafting:list", text("Frameworks"), "drafting.read"),
    Entry("surveys:list", text("Surveys"), "surveys.read"),
    Entry("dossiers:list", text("Dossiers of procedures"), "dossiers.read"),
    Entry("running:overview", text("Running"), "running.watch"),
)


def entries_for(request: HttpRequest, reader: Reader) -> list[dict[str, object]]:
    """The first of the entries that this reader may open; the one where they are is marked.

    A page that says why something was refused counts nothing: it has to be cheap (see `refusals`).
    """
    return _open_to(request, reader)[:MOST_ENTRIES]


def further_entries_for(request: HttpRequest, reader: Reader) -> list[dict[str, object]]:
    """What this reader may open beyond the row of entries; home names it."""
    return _open_to(request, reader)[MOST_ENTRIES:]


def _open_to(request: HttpRequest, reader: Reader) -> list[dict[str, object]]:
    counts = not getattr(request, "is_refused", False)
    found: list[dict[str, object]] = []
    for entry in ENTRIES:
        if entry.action and not reader.may_somewhere(entry.action):
            continue
        address = reverse(entry.name)
        found.append(
            {
                "address": address,
                "title": entry.title,
                "count": entry.count(request) if entry.count and counts else 0,
                "is_page": request.path == address,
                "is_here": address != "/" and request.path.startswith(address),
            }
        )
    return found
