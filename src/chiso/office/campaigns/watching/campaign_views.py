"""The page of a campaign, for everybody; its calendar and assignments on a page of their own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chiso.office.campaigns.access import EXPORT, MANAGE, WATCH, campaign_for
from chiso.office.campaigns.calendar.lateness import deadlines_of
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.phases import KINDS, NAMES
from chiso.office.campaigns.selectors import assignments_of, calendar_of
from chiso.office.campaigns.services import framework_of
from chiso.office.campaigns.watching.announcing import announcements_of
from chiso.office.campaigns.watching.doing import doings_of
from chiso.office.campaigns.watching.line import next_of, now_of, steps_of
from chiso.office.campaigns.watching.watch_views import matrix_context, tabs_of
from chiso.office.drafting.programmes.selectors import league_of
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import signed_in
from chiso.office.people.rights import Where, may
from chiso.office.people.signed_in import person_of
from chiso.office.ui.paging import page_of
from chiso.office.ui.reader import reader_of


@signed_in
@require_safe
def campaign(request: HttpRequest, key: str) -> HttpResponse:
    """One campaign: where it is, what the reader has to do in it; for who watches, how far agencies are."""
    person = person_of(request)
    found = campaign_for(person, key)
    at = timezone.now()
    deadlines = deadlines_of(found)
    phases = list(deadlines.phases)
    open_kinds = {one.kind for one in phases if one.opens_at <= at < one.closes_at}
    open_kinds |= {one.phase for one in deadlines.exceptions if one.opens_at <= at < one.closes_at}
    reader = reader_of(request)
    assert reader is not None, "the guard lets in who is signed in"
    may_watch = may(person, WATCH, Where(campaign=found))
    context: dict[str, Any] = {
        "campaign": found,
        "framework": framework_of(found),
        "league": league_of(found),
        "steps": steps_of(phases, at),
        "now": now_of(phases, at),
        "next": next_of(phases, at),
        "phase_names": NAMES,
        "doings": [] if found.closed_at else doings_of(reader, found, deadlines, open_kinds),
        "announcements": announcements_of(found),
        "may_watch": may_watch,
        **_rights(request, found),
    }
    if may_watch:
        context |= matrix_context(request, found, deadlines)
        context["tabs"] = tabs_of(found, "")
    return render(request, "campaigns/campaign.html.j2", context)


@signed_in
@require_safe
def schedule(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar of a campaign, who answers for what, and what was done to it."""
    found = campaign_for(person_of(request), key)
    deadlines = deadlines_of(found)
    context = {
        "campaign": found,
        "calendar": calendar_of(found),
        "exceptions": len(deadlines.exceptions),
        "phase_names": NAMES,
        "kinds": KINDS,
        "pages": page_of(request, assignments_of(found)),
        "history": history_of(found, limit=20),
        **_rights(request, found),
    }
    return render(request, "campaigns/watching/schedule.html.j2", context)


def _rights(request: HttpRequest, campaign: Campaign) -> dict[str, bool]:
    person, where = person_of(request), Where(campaign=campaign)
    may_manage = may(person, MANAGE, where)
    return {
        "may_manage": campaign.closed_at is None and may_manage,
        "may_export": may(person, EXPORT, where),
    }
