"""What workbooks give to others: the verbs of their services, and what waits for whoever brought one."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse

from chiso.language import text
from chiso.office.campaigns.access import ANSWER
from chiso.office.campaigns.models import Workbook

# Its verbs are declared where they stand: a record is read also where no page is.
from chiso.office.campaigns.workbooks import keeping, services
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task, contribute

__all__ = ["register", "services"]
_MOST = 10


def register() -> None:
    """Called once, when the app is ready."""
    contribute(tasks_of_workbooks, rows_of_workbooks)
    keeping.register()


def tasks_of_workbooks(reader: Reader) -> Iterable[Task]:
    """Workbooks that the reader brought and nobody has decided on. One query."""
    if not reader.may_somewhere(ANSWER):
        return
    for one in _open(reader).select_related("campaign", "agency")[:_MOST]:
        yield Task(
            text("Accept or discard a workbook"),
            text(
                "{name}, {campaign}: nothing of it is saved yet.", name=one.name, campaign=one.campaign.title
            ),
            None,
            reverse("campaigns:workbook", args=[one.campaign.key, one.agency.key, one.key]),
            text("See what it changes"),
        )


def rows_of_workbooks(reader: Reader) -> list[QuerySet[Workbook]]:
    """The workbooks that these tasks are made of."""
    return [_open(reader)] if reader.may_somewhere(ANSWER) else []


def _open(reader: Reader) -> QuerySet[Workbook]:
    return Workbook.objects.filter(
        brought_by=reader.person,
        agency__in=reader.agencies,
        accepted_at=None,
        discarded_at=None,
        campaign__closed_at=None,
    )
