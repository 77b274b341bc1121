"""Which conclusion a visit belongs to: the conclusion of its agency, or one that supplements it.

A conclusion stands on the records that its agency had before it was approved. What is handed over later, such
as the record of a visit that looked again, has its place in a supplement (kết luận bổ sung): a conclusion of
its own, with its own number, approval and tasks. The one that was issued stays as it is.

    supplement of a visit = how many conclusions for its agency were issued whose approval is older than the
                            handing over of its record (or than now, where it was not handed over yet)

Only issuing counts: what is approved and not issued may still be sent back, and takes nothing in meanwhile.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from chiso.office.inspections.models import Conclusion, HandingOver, Inspection, Visit
from chiso.office.organisation.models import Agency


def supplement_of(visit: Visit) -> int:
    """The number of the supplement that a visit belongs to; 0: the conclusion itself. One query."""
    rows = issued_for(visit.inspection, visit.place.agency)
    return rows.filter(approved_at__lte=visit.handed_over_at or timezone.now()).count()


def issued_for(inspection: Inspection, agency: Agency) -> QuerySet[Conclusion]:
    """The conclusions for an agency that were issued, in their order."""
    rows = Conclusion.objects.filter(inspection=inspection, agency=agency, issued_at__isnull=False)
    return rows.order_by("supplement")


def records_of(inspection: Inspection, agency: Agency, supplement: int) -> QuerySet[HandingOver]:
    """The records of an agency that were handed over since the conclusion before was approved."""
    rows = HandingOver.objects.filter(visit__inspection=inspection, visit__place__agency=agency)
    if supplement == 0:
        return rows
    before = Conclusion.objects.get(inspection=inspection, agency=agency, supplement=supplement - 1)
    return rows.filter(handed_at__gte=before.approved_at)


def is_approved(inspection: Inspection, agency: Agency, supplement: int) -> bool:
    """Whether this conclusion is approved: nothing that it stands on is changed any more. One query."""
    rows = Conclusion.objects.filter(inspection=inspection, agency=agency, supplement=supplement)
    return rows.filter(approved_at__isnull=False).exists()
