"""How violations were handled and which letters came, in counts: by type, small ones held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from chiso.inspection.holding_back import HeldCounts, hold_back
from chiso.inspection.report_period import ReportPeriod
from chiso.office.inspections.models import HANDLING_KINDS, LETTER_KINDS, Handling, Letter


@dataclass(frozen=True, slots=True)
class HandledShown:
    """Handlings and letters by type. `letters_of_findings`: only letters that led to a finding are counted,
    since a letter names no district, no kind of inspection."""

    handlings: HeldCounts
    letters: HeldCounts
    letters_of_findings: bool


def handled_of(
    visits: Sequence[int],
    *,
    period: ReportPeriod | None,
    field: str,
    made_up: bool,
    letters_of_findings: bool,
) -> HandledShown:
    """Of findings of these visits; letters received in the period, about the field. Two queries."""
    handlings = Handling.objects.filter(finding__visit__in=visits, finding__withdrawn_at=None)
    letters = Letter.objects.filter(is_made_up=made_up)
    if letters_of_findings:
        letters = letters.filter(finding__visit__in=visits)
    if period is not None:
        letters = letters.filter(received_on__gte=period.first_day, received_on__lte=period.last_day)
    if field:
        letters = letters.filter(field=field)
    return HandledShown(
        hold_back(_counts(handlings, HANDLING_KINDS)),
        hold_back(_counts(letters, LETTER_KINDS)),
        letters_of_findings,
    )


def _counts(rows: QuerySet[Handling] | QuerySet[Letter], kinds: Sequence[str]) -> dict[str, int]:
    """Of each kind, in the order in which they are named."""
    found = dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))
    return {kind: found.get(kind, 0) for kind in kinds}
