"""Reading campaigns: the calendar, and who answers for what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone

from chiso.office.campaigns.calendar.working_days import Length, length_of
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.organisation.models import Assignment


def campaigns() -> QuerySet[Campaign]:
    """All campaigns, the newest period first, with how many assignments each has."""
    return Campaign.objects.annotate(assigned=Count("assignments")).order_by("closed_at", "-period", "title")


@dataclass(frozen=True, slots=True)
class PhaseShown:
    """A phase as it stands at a time."""

    phase: Phase
    state: str  # done, now or ""

    @property
    def length(self) -> Length:
        """How many working days it lasts."""
        return length_of(self.phase.opens_at, self.phase.closes_at)


def calendar_of(campaign: Campaign, at: datetime | None = None) -> list[PhaseShown]:
    """The phases in order of time, each with its state."""
    at = at or timezone.now()
    return [PhaseShown(phase, _state(phase, at)) for phase in campaign.phases.all()]


def _state(phase: Phase, at: datetime) -> str:
    if phase.closes_at <= at:
        return "done"
    return "now" if phase.opens_at <= at else ""


def assignments_of(campaign: Campaign) -> QuerySet[Assignment]:
    """Who answers for what, by unit in Vietnamese order, then by node."""
    rows = Assignment.objects.select_related("unit", "responsible", "appraising").filter(campaign=campaign)
    return rows.order_by("unit__sort_key", "node")
