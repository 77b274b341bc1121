"""The leader's sheet of all plans."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chiso.office.campaigns.access import WATCH
from chiso.office.campaigns.models import Campaign
from chiso.office.people.guard import needs
from chiso.office.people.rights import may_somewhere
from chiso.office.people.signed_in import person_of
from chiso.office.plans.access import OVERVIEW
from chiso.office.plans.leading import leader_sheet_of


@needs(OVERVIEW)
@require_safe
def leader(request: HttpRequest) -> HttpResponse:
    """Targets and forecasts, what is late, what waits for a decision today."""
    person, now = person_of(request), timezone.now()
    under_way = Campaign.objects.filter(closed_at=None).order_by("-period", "title")
    context = {
        "at": now,
        "sheet": leader_sheet_of(person, timezone.localdate(now)),
        "campaigns": list(under_way) if may_somewhere(person, WATCH) else [],
    }
    return render(request, "plans/leader.html.j2", context)
