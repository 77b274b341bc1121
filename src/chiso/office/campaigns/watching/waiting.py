"""What waits for a coordinator in a campaign: a self-assessment that closes while agencies are missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count
from django.urls import reverse

from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.models import Phase, Submission
from chiso.office.campaigns.submitting.locking import HANDED_IN
from chiso.office.organisation.models import Assignment
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

_NEAR = timedelta(days=1)


def tasks_of_watching(reader: Reader) -> Iterable[Task]:
    """Campaigns whose self-assessment closes within a day. At most three queries."""
    if not reader.may_somewhere(MANAGE):
        return
    closing = Phase.objects.select_related("campaign").filter(
        kind="self_assessment", opens_at__lte=reader.at, closes_at__gt=reader.at,
        closes_at__lte=reader.at + _NEAR, campaign__closed_at=None, campaign__rehearsal_of=None,
    )  # fmt: skip
    phases = {phase.campaign_id: phase for phase in closing.order_by("-closes_at")}
    if not phases:
        return
    answering = Assignment.objects.filter(campaign__in=phases).order_by().values("campaign")
    asked = {row["campaign"]: row["n"] for row in answering.annotate(n=Count("responsible", distinct=True))}
    handed = Submission.objects.filter(campaign__in=phases, state__in=HANDED_IN).order_by().values("campaign")
    given = {row["campaign"]: row["n"] for row in handed.annotate(n=Count("pk"))}
    for key, phase in phases.items():
        missing = asked.get(key, 0) - given.get(key, 0)
        if missing > 0:
            yield Task(
                text("Agencies have not handed in: {campaign}", campaign=phase.campaign.title),
                text("{missing} of {asked} agencies are missing.", missing=missing, asked=asked[key]),
                phase.closes_at,
                reverse("campaigns:watch", args=[phase.campaign.key]) + "?trang-thai=open",
                text("See who is missing"),
            )
