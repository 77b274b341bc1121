"""What waits here: tables of units that somebody brought and nobody has decided on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
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
    for proposal in _open().order_by("brought_at").only("key", "name")[:MOST]:
        yield Task(
            text("Decide on a table of units"),
            text(
                "{table} would change agencies; nothing is changed before you accept it.", table=proposal.name
            ),
            None,
            reverse("organisation:proposal", args=[proposal.key]),
            text("Look at it"),
        )


def rows_of_organisation(reader: Reader) -> list[QuerySet[Proposal]]:
    """The tables that these tasks are made of."""
    return [_open()] if reader.may_somewhere(CHANGE) else []


def _open() -> QuerySet[Proposal]:
    return Proposal.objects.filter(accepted_at=None, discarded_at=None)
