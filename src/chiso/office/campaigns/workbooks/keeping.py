"""A workbook that nobody decides on is done without after a month: its owner has the file."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks import task

from chiso.language import text
from chiso.office.campaigns.models import Workbook
from chiso.office.errors import Conflict
from chiso.office.ledger.work import chain_of_agency, unit_of_work
from chiso.office.records import lock_version, save_next
from chiso.office.running.tasks import repeat

DAYS = 30


def discard_old_workbooks() -> int:
    """Discard what was brought a month ago and not decided on; how many. Done twice it does no harm."""
    old = timezone.now() - timedelta(days=DAYS)
    waiting = {"accepted_at": None, "discarded_at": None, "brought_at__lt": old}
    with scopes_disabled():
        return sum(_discard(one) for one in list(Workbook.objects.filter(**waiting)))


def _discard(workbook: Workbook) -> bool:
    """Discard one, unless somebody decides on it at this moment."""
    chain = chain_of_agency(workbook.campaign_id, workbook.agency_id)
    try:
        with unit_of_work(chain, actor=None) as work:
            current = lock_version(workbook, workbook.version)
            current.discarded_at, current.leaves = timezone.now(), []
            save_next(current)
            work.record("workbook_discarded", current)
    except Conflict:
        return False
    return True


@task()
def discard_old() -> int:
    """The same, once a day."""
    return discard_old_workbooks()


def register() -> None:
    """Called once, when the app is ready."""
    title = text("Do without workbooks that nobody decided on for a month")
    repeat("campaigns.workbooks", every=timedelta(days=1), task=discard_old, title=title)
