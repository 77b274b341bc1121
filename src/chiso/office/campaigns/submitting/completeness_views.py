"""The check of completeness: all submissions of a campaign, complete or returned."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.campaigns.access import LIST_SUBMISSIONS, RETURN, campaign_for
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.submitting.access import Submitting, submitting_for
from chiso.office.campaigns.submitting.forms import ReturnForm
from chiso.office.campaigns.submitting.returning import mark_complete, return_for_supplement
from chiso.office.campaigns.submitting.selectors import Row, counts_of, standing_of, submissions_of
from chiso.office.campaigns.submitting.showing import shown_lacking
from chiso.office.campaigns.submitting.states import STATE_KINDS, STATE_NAMES, number_of
from chiso.office.errors import Incomplete
from chiso.office.people.guard import needs
from chiso.office.people.rights import Where, may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import Problem

_SHOWN: dict[str, Callable[[Row], bool]] = {
    "": lambda _row: True,
    "missing": lambda row: row.is_missing,
    "submitted": lambda row: row.state == "submitted",
    "complete": lambda row: row.state == "complete",
}


@needs(LIST_SUBMISSIONS)
@require_safe
def submissions(request: HttpRequest, key: str) -> HttpResponse:
    """Which agencies have submitted; those that have not stay in sight."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    require_for_page(person, LIST_SUBMISSIONS, Where(campaign=campaign))
    rows = submissions_of(participants_of(campaign))
    chosen = request.GET.get("trang-thai", "")
    shown = _SHOWN.get(chosen, _SHOWN[""])
    context = {
        "campaign": campaign,
        "counts": counts_of(rows),
        "pages": page_of(request, [row for row in rows if shown(row)]),
        "chosen": chosen if chosen in _SHOWN else "",
        "kinds": STATE_KINDS,
        "number_of": number_of,
        "may_return": may(person, RETURN, Where(campaign=campaign)),
    }
    return render(request, "campaigns/submitting/submissions.html.j2", context)


@needs(RETURN)
@require_POST
def complete(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """Say that a submission is complete."""
    place = _place(request, key, agency_key)
    mark_complete(
        actor=person_of(request),
        campaign=place.campaign,
        agency=place.agency,
        expected_version=expected_version(request),
    )
    flash(request, text("{agency}: the submission is complete.", agency=place.agency.name))
    return SeeOther(reverse("campaigns:submissions", args=[key]))


@needs(RETURN)
@require_http_methods(["GET", "HEAD", "POST"])
def return_it(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """Return a submission for supplement."""
    place = _place(request, key, agency_key)
    standing = standing_of(place.participants, place.agency)
    form = keep(request, ReturnForm(request.POST or None))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            returned = return_for_supplement(
                actor=person_of(request),
                campaign=place.campaign,
                agency=place.agency,
                reason=form.cleaned_data["reason"],
                until=form.cleaned_data["until"],
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(
                request,
                text("{agency}: returned for supplement; the agency was told.", agency=returned.agency.name),
            )
            return SeeOther(reverse("campaigns:submissions", args=[key]))
    context = {
        "campaign": place.campaign,
        "agency": place.agency,
        "state_name": STATE_NAMES[standing.state],
        "lacking": shown_lacking(place, standing),
        "form": form,
        "problems": problems,
        "version": standing.version,
    }
    return render(request, "campaigns/submitting/return.html.j2", context, status=status_of_form(request))


def _place(request: HttpRequest, key: str, agency_key: str) -> Submitting:
    place = submitting_for(person_of(request), key, agency_key)
    require_for_page(person_of(request), RETURN, place.where)
    return place
