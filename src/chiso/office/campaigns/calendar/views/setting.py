"""The whole calendar of a campaign on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.language import text
from chiso.office.campaigns.access import MANAGE, campaign_for
from chiso.office.campaigns.calendar.forms import CalendarForm, initial_of_calendar
from chiso.office.campaigns.calendar.setting import calendar_of_campaign, set_calendar
from chiso.office.campaigns.phases import NAMES
from chiso.office.errors import Incomplete
from chiso.office.people.guard import needs
from chiso.office.people.rights import Where, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.problems import Problem


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest, key: str) -> HttpResponse:
    """When each phase opens and closes."""
    found = campaign_for(person_of(request), key)
    require_for_page(person_of(request), MANAGE, Where(campaign=found))
    stands = calendar_of_campaign(found)
    form = keep(
        request,
        CalendarForm(
            stands,
            request.POST or None,
            takes_late=found.lateness != "refused",
            initial=initial_of_calendar(stands),
        ),
    )
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            set_calendar(
                actor=person_of(request),
                campaign=found,
                times=form.read(),
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The calendar was saved."))
            return SeeOther(reverse("campaigns:schedule", args=[key]))
    context = {
        "campaign": found,
        "form": form,
        "problems": problems,
        "others": stands.others,
        "phase_names": NAMES,
    }
    return render(request, "campaigns/calendar/calendar.html.j2", context, status=status_of_form(request))
