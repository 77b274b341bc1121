"""Until when an agency may hand in: by the calendar and the exceptions from it (see `calendar.lateness`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from chiso.office.campaigns.calendar.lateness import deadlines_of
from chiso.office.campaigns.models import Campaign
from chiso.office.organisation.models import Agency

_SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of self-assessment for one agency.

    Up to, not at, `closes_at` (None: no such phase) it is in time; up to `late_until` it is still taken,
    and marked.
    """

    closes_at: datetime | None
    late_until: datetime | None

    def is_over(self, at: datetime) -> bool:
        """Whether a moment is after the deadline."""
        return self.closes_at is not None and at >= self.closes_at

    def left(self, at: datetime) -> timedelta | None:
        """How long there is; None where it is over, or there is no deadline."""
        return None if self.closes_at is None or self.is_over(at) else self.closes_at - at

    def is_soon(self, at: datetime) -> bool:
        """Whether less than a day is left."""
        left = self.left(at)
        return left is not None and left <= _SOON


def deadline_of(campaign: Campaign, agency: Agency) -> Deadline:
    """The deadline of an agency. Two queries."""
    deadlines = deadlines_of(campaign)
    closes = deadlines.of(agency.pk)
    late = [phase.late_until for phase in deadlines.phases if phase.kind == "self_assessment"]
    taken = max((one for one in late if one is not None), default=None)
    if campaign.lateness == "refused" or closes is None or (taken is not None and taken <= closes):
        taken = None
    return Deadline(closes, taken)
