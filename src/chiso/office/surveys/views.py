"""Pages of survey rounds: the list, one round, taking one in, a version with its estimates and files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import Incomplete, NotFound
from chiso.office.people.guard import needs
from chiso.office.people.rights import may, may_somewhere
from chiso.office.people.signed_in import person_of
from chiso.office.surveys.access import BRING, HAND_OVER, READ, round_for, version_for, where_of_rounds
from chiso.office.surveys.forms import RoundForm, VersionForm
from chiso.office.surveys.models import QualityReport
from chiso.office.surveys.reports import refuse_unready
from chiso.office.surveys.selectors import (
    campaigns_to_feed,
    content_of,
    handed_over_of,
    latest_of,
    rounds,
    versions_of,
)
from chiso.office.surveys.services import BASIS_NAMES, bring_version, open_round
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.paging import page_of
from chiso.problems import Problem

SHOWN_AT_ONCE = 100


@needs(READ)
@require_safe
def rounds_list(request: HttpRequest) -> HttpResponse:
    """All rounds; streams of ratings apart from surveys."""
    found = rounds()
    context = {
        "surveys": [one for one in found if not one.is_stream],
        "streams": [one for one in found if one.is_stream],
        "bases": BASIS_NAMES,
        "may_bring": may(person_of(request), BRING, where_of_rounds()),
    }
    return render(request, "surveys/list.html.j2", context)


@needs(READ)
@require_safe
def survey_round(request: HttpRequest, key: str) -> HttpResponse:
    """One round: its versions, what was handed over, where it can be handed over now."""
    person = person_of(request)
    found = round_for(person, key)
    versions = list(versions_of(found))
    context = {
        "round": found,
        "latest": versions[0],
        "versions": versions,
        "handed_over": list(handed_over_of(found)),
        "campaigns": campaigns_to_feed(person, found),
        "bases": BASIS_NAMES,
        "may_bring": may(person, BRING, where_of_rounds()),
        "hands_over": may_somewhere(person, HAND_OVER),
    }
    return render(request, "surveys/round.html.j2", context)


@needs(BRING)
@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request: HttpRequest) -> HttpResponse:
    """Take a round in."""
    form = RoundForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = open_round(
                actor=person_of(request),
                name=form.cleaned_data["name"],
                is_made_up=form.cleaned_data["is_made_up"],
                brought=form.read(),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The round was taken in: its files are sound."))
            return SeeOther(reverse("surveys:version", args=[made.key]))
    context = {"form": form, "problems": problems}
    return render(request, "surveys/open.html.j2", context, status=status_of_form(request))


@needs(BRING)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_next(request: HttpRequest, key: str) -> HttpResponse:
    """Take the next version of a round in."""
    person = person_of(request)
    found = round_for(person, key)
    form = VersionForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            made = bring_version(
                actor=person,
                survey_round=found,
                brought=form.read(),
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(
                request,
                text("Version {number} counts now.", number=made.number),
                text("What was handed over before stays until it is handed over anew."),
            )
            return SeeOther(reverse("surveys:version", args=[made.key]))
    context = {"round": found, "latest": latest_of(found), "form": form, "problems": problems}
    return render(request, "surveys/bring.html.j2", context, status=status_of_form(request))


@needs(READ)
@require_safe
def version(request: HttpRequest, key: str) -> HttpResponse:
    """One version: the estimates of one code by unit."""
    found = version_for(person_of(request), key)
    content = content_of(found, request.GET.get("ma", ""))
    context = {
        "version": found,
        "round": found.round,
        "latest": latest_of(found.round),
        "report": _report_of(found.pk),
        "content": content,
        "pages": page_of(request, content.rows, SHOWN_AT_ONCE),
        "bases": BASIS_NAMES,
    }
    return render(request, "surveys/version.html.j2", context)


@needs(READ)
@require_safe
def estimates(request: HttpRequest, key: str) -> HttpResponse:
    """The table of estimates as it came."""
    found = version_for(person_of(request), key)
    return hand_out(found.estimates.encode(), f"estimates-{found.round.period}-{found.number}.csv")


@needs(READ)
@require_safe
def record(request: HttpRequest, key: str) -> HttpResponse:
    """The record as it came."""
    found = version_for(person_of(request), key)
    return hand_out(found.record.encode(), f"{found.kind}-{found.round.period}-{found.number}.json")


@needs(READ)
@require_safe
def report(request: HttpRequest, key: str) -> HttpResponse:
    """The report on quality, once the scanner has looked at it."""
    found = version_for(person_of(request), key)
    kept = QualityReport.objects.filter(version=found).first()
    if kept is None:
        raise NotFound
    refuse_unready(kept)
    return hand_out(bytes(kept.content), f"report-{found.round.period}-{found.number}.pdf")


def _report_of(version_key: int) -> QualityReport | None:
    """The report without its bytes."""
    return QualityReport.objects.defer("content").filter(version=version_key).first()
