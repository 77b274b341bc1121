"""Calendars of the demonstration's campaigns, laid about the day on which it is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.ledger.work import unit_of_work


def lay_calendar(campaign: Campaign, spans: Iterable[tuple[str, int, int]]) -> None:
    """Phases from day to day, counted from today: each opens at 08:00 and closes at 17:00."""
    with unit_of_work(f"campaign/{campaign.pk}", actor=None) as work:
        for kind, first, last in spans:
            opens, closes = _at(first, 8), _at(last, 17)
            Phase.objects.create(campaign=campaign, kind=kind, opens_at=opens, closes_at=closes)
            facts = {"kind": kind, "opens": opens.isoformat(), "closes": closes.isoformat(), "nodes": []}
            work.record("phase_added", campaign, facts=facts)


def _at(days: int, hour: int) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))
