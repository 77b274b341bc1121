"""What waits here: tables of units that somebody brought and nobody has decided on."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from chiso.language import text
from chiso.office.organisation.access import CHANGE
from chiso.office.organisation.models import Proposal
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

MOST = 10


def tasks_of_organisation(reader: Reader) -> Iterable[Task]:
    """For who may accept tables of units: those that are open, the oldest first. One query."""
    if not reader.may_somewhere(CHANGE):
        return
    waiting = Proposal.objects.filter(accepted_at=None, discarded_at=None).order_by("brought_at")
    for proposal in waiting.only("key", "name")[:MOST]:
        yield Task(
            text("Decide on a table of units"),
            text(
                "{table} would change agencies; nothing is changed before you accept it.", table=proposal.name
            ),
            None,
            reverse("organisation:proposal", args=[proposal.key]),
            text("Look at it"),
        )
