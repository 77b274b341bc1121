"""An agency asks for more time; a coordinator decides."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chiso.language import text
from chiso.office.campaigns.access import ASK_FOR_TIME, MANAGE, campaign_for
from chiso.office.campaigns.calendar.access import request_for
from chiso.office.campaigns.calendar.forms import AskForm, DecideForm, initial_of_request
from chiso.office.campaigns.calendar.lateness import deadlines_of
from chiso.office.campaigns.calendar.requests import ask_for_time, decline_request, grant_request
from chiso.office.campaigns.models import ExtensionRequest
from chiso.office.campaigns.phases import NAMES
from chiso.office.errors import Conflict, Incomplete, NotFound
from chiso.office.organisation.models import Agency
from chiso.office.people.guard import needs
from chiso.office.people.rights import Where, may
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.problems import Problem


@needs(ASK_FOR_TIME)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """Ask for more time, for one's own agency."""
    found = campaign_for(person_of(request), key)
    agency = Agency.objects.filter(key=agency_key).first()
    if agency is None or not may(person_of(request), ASK_FOR_TIME, Where(agency, found)):
        raise NotFound
    form = AskForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_time(actor=person_of(request), campaign=found, agency=agency, **form.cleaned_data)
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(
                request,
                text("You asked for more time; the coordinator was told."),
                text("Until there is an answer the deadline stays as it is."),
            )
            return SeeOther(reverse("campaigns:exceptions", args=[key]))
    context = {
        "campaign": found,
        "agency": agency,
        "form": form,
        "problems": problems,
        "deadline": deadlines_of(found).of(agency.pk),
        "now": timezone.now(),
    }
    return render(request, "campaigns/calendar/ask-for-time.html.j2", context, status=status_of_form(request))


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: str, request_key: str) -> HttpResponse:
    """Grant what an agency asks for, another time, or none."""
    found = campaign_for(person_of(request), key)
    asked = request_for(person_of(request), found, request_key)
    form = keep(request, DecideForm(request.POST or None, initial=initial_of_request(asked)))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, asked, form)
        except Conflict:
            raise
        except Incomplete as refused:
            problems = refused.problems
        else:
            return SeeOther(reverse("campaigns:exceptions", args=[key]))
    context = {
        "campaign": found,
        "asked": asked,
        "form": form,
        "problems": problems,
        "phase_names": NAMES,
        "deadline": deadlines_of(found).of(asked.agency_id, kind=asked.phase),
    }
    return render(request, "campaigns/calendar/decide.html.j2", context, status=status_of_form(request))


def _decide(request: HttpRequest, asked: ExtensionRequest, form: DecideForm) -> None:
    given, version = form.cleaned_data, expected_version(request)
    if request.POST.get("decision") == "decline":
        decline_request(
            actor=person_of(request), request=asked, answer=given["answer"], expected_version=version
        )
        flash(request, text("No more time was granted; the agency was told."))
        return
    until = given["until"] or asked.until
    grant_request(
        actor=person_of(request),
        request=asked,
        until=until,
        answer=given["answer"],
        expected_version=version,
    )
    said = text("{agency} has until {until}.", agency=asked.agency.name, until=until)
    flash(request, said, text("The people of the agency were told."))
