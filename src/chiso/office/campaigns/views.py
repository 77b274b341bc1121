"""Campaigns: list, calendar, phases, who answers for what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.campaigns.access import MANAGE, campaign_for, phase_for
from chiso.office.campaigns.forms import AssignmentsForm, CampaignForm, PhaseForm, TitleForm
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.campaigns.phases import KINDS, NAMES
from chiso.office.campaigns.selectors import assignments_of, calendar_of, campaigns
from chiso.office.campaigns.services import (
    change_campaign,
    close_campaign,
    framework_of,
    open_campaign,
    remove_phase,
    save_phase,
    take_over_assignments,
)
from chiso.office.drafting.programmes.selectors import league_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.selectors import history_of
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.rights import Where, may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import BadInput, Problem


@signed_in
@require_safe
def campaigns_list(request: HttpRequest) -> HttpResponse:
    """All campaigns."""
    context = {
        "pages": page_of(request, campaigns()),
        "kinds": KINDS,
        "may_manage": may(person_of(request), MANAGE, Where()),
    }
    return render(request, "campaigns/list.html.j2", context)


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request: HttpRequest) -> HttpResponse:
    """Open a campaign."""
    form = CampaignForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_campaign(actor=person_of(request), **form.cleaned_data)
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The campaign is open. Set its phases next."))
            return SeeOther(reverse("campaigns:campaign", args=[opened.key]))
    context = {"form": form, "problems": problems}
    return render(request, "campaigns/open.html.j2", context, status=status_of_form(request))


@signed_in
@require_safe
def campaign(request: HttpRequest, key: str) -> HttpResponse:
    """One campaign: calendar, framework, who answers for what, history."""
    found = campaign_for(person_of(request), key)
    context = {
        "campaign": found,
        "framework": framework_of(found),
        "league": league_of(found),
        "calendar": calendar_of(found),
        "phase_names": NAMES,
        "kinds": KINDS,
        "pages": page_of(request, assignments_of(found)),
        "may_manage": found.closed_at is None and may(person_of(request), MANAGE, Where(campaign=found)),
        "history": history_of(found, limit=20),
    }
    return render(request, "campaigns/campaign.html.j2", context)


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Rename a campaign."""
    found = campaign_for(person_of(request), key)
    require_for_page(person_of(request), MANAGE, Where(campaign=found))
    form = keep(request, TitleForm(request.POST or None, initial={"title": found.title}))
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        change_campaign(
            actor=person_of(request), campaign=found, title=title, expected_version=expected_version(request)
        )
        flash(request, text("The campaign was saved."))
        return SeeOther(reverse("campaigns:campaign", args=[key]))
    context = {"campaign": found, "form": form, "version": found.version, "title": text("Change the title")}
    return render(request, "campaigns/edit.html.j2", context, status=status_of_form(request))


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Close a campaign, after one more question."""
    found = campaign_for(person_of(request), key)
    require_for_page(person_of(request), MANAGE, Where(campaign=found))
    if request.method == "POST":
        close_campaign(actor=person_of(request), campaign=found, expected_version=expected_version(request))
        flash(request, text("The campaign is closed."))
        return SeeOther(reverse("campaigns:campaign", args=[key]))
    return render(request, "campaigns/close.html.j2", {"campaign": found})


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add_phase(request: HttpRequest, key: str) -> HttpResponse:
    """A further phase."""
    return _edit_phase(request, campaign_for(person_of(request), key), None)


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def phase(request: HttpRequest, key: str) -> HttpResponse:
    """Change a phase, or take it away before it opens."""
    found = phase_for(person_of(request), key)
    if request.method == "POST" and request.POST.get("decision") == "remove":
        remove_phase(actor=person_of(request), phase=found, expected_version=expected_version(request))
        flash(request, text("The phase was removed."))
        return SeeOther(reverse("campaigns:campaign", args=[found.campaign.key]))
    return _edit_phase(request, found.campaign, found)


def _edit_phase(request: HttpRequest, campaign: Campaign, found: Phase | None) -> HttpResponse:
    require_for_page(person_of(request), MANAGE, Where(campaign=campaign))
    initial = None
    if found is not None:
        initial = {field: getattr(found, field) for field in ("kind", "opens_at", "closes_at")}
        initial["nodes"] = ", ".join(found.nodes)
    form = keep(request, PhaseForm(request.POST or None, initial=initial))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            save_phase(
                actor=person_of(request),
                campaign=campaign,
                phase=found,
                expected_version=expected_version(request),
                **form.cleaned_data,
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The phase was saved."))
            return SeeOther(reverse("campaigns:campaign", args=[campaign.key]))
    context = {
        "campaign": campaign,
        "form": form,
        "problems": problems,
        "version": found.version if found else 0,
        "title": text("Change the phase") if found else text("Add a phase"),
        "removable": found is not None and found.opens_at > timezone.now(),
    }
    return render(request, "campaigns/edit.html.j2", context, status=status_of_form(request))


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def assignments(request: HttpRequest, key: str) -> HttpResponse:
    """Replace who answers for what by a table."""
    found = campaign_for(person_of(request), key)
    require_for_page(person_of(request), MANAGE, Where(campaign=found))
    form = AssignmentsForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["table"]
        try:
            count = take_over_assignments(
                actor=person_of(request), campaign=found, content=file.read(), name=file.name
            )
        except BadInput as refused:
            problems = refused.problems
        else:
            flash(request, text("Assignments: {count}.", count=count))
            return SeeOther(reverse("campaigns:campaign", args=[key]))
    context = {"campaign": found, "form": form, "problems": problems}
    return render(request, "campaigns/assignments.html.j2", context, status=status_of_form(request))
