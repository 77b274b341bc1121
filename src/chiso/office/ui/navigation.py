"""The main navigation: what the person's roles may open, at most six entries."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from chiso.language import Text, text
from chiso.office.people.models import Person
from chiso.office.people.rights import may_somewhere


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: where it leads, how it is called, the action that one must be able to do."""

    name: str
    title: Text
    action: str = ""


ENTRIES = (Entry("home", text("My work")),)


def entries_for(request: HttpRequest, person: Person) -> list[dict[str, object]]:
    """The entries that this person may open; the one where they are is marked."""
    found: list[dict[str, object]] = []
    for entry in ENTRIES:
        if entry.action and not may_somewhere(person, entry.action):
            continue
        address = reverse(entry.name)
        here = request.path == address or (address != "/" and request.path.startswith(address))
        found.append({"address": address, "title": entry.title, "here": here})
    return found[:6]
