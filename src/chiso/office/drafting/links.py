"""Where one goes on from the page of a draft: consultation, check list, approval, the set in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from chiso.language import Text, text
from chiso.office.drafting.access import APPROVE, CONSULT, READ, where_of
from chiso.office.drafting.models import Consultation, Draft
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may, may_somewhere


@dataclass(frozen=True, slots=True)
class Link:
    """A page, and what is done there."""

    title: Text
    address: str


def links_of(person: Person, draft: Draft) -> Iterator[Link]:
    """What `person` may open about a draft beside its own pages. At most one query."""
    latest = Consultation.objects.filter(draft=draft).first()
    if draft.state == "drafting" and may(person, CONSULT, where_of(draft)):
        yield Link(text("Ask for opinions"), reverse("drafting:open-consultation", args=[draft.key]))
    if latest is not None:
        yield Link(text("Opinions and answers"), reverse("drafting:consultation", args=[latest.key]))
    if may(person, READ, Where()):
        yield Link(text("Try it on last year's answers"), reverse("drafting:trials", args=[draft.key]))
        yield Link(text("Check list and approval"), reverse("drafting:checklist", args=[draft.key]))
    if draft.state == "approving" and may_somewhere(person, APPROVE):
        yield Link(text("Read and decide"), reverse("drafting:approve", args=[draft.key]))
    if draft.state == "frozen":
        yield Link(text("Open the set in force"), reverse("drafting:frozen", args=[draft.set_key]))
