"""Campaigns: list, calendar, phases, who answers for what."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.campaigns.access import MANAGE, campaign_for, phase_for
from chiso.office.campaigns.forms import CampaignForm, PhaseForm, SettingsForm
from chiso.office.campaigns.models import Campaign, Phase
from chiso.office.campaigns.phases import KINDS
from chiso.office.campaigns.selectors import campaigns
from chiso.office.campaigns.services import (
    change_campaign,
    close_campaign,
    open_campaign,
    remove_phase,
    save_phase,
    settings_of,
)
from chiso.office.errors import Incomplete
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.rights import Where, may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.office.ui.paging import page_of
from chiso.problems import Problem


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
    form = CampaignForm(request.POST or None, initial={"lateness": "refused", "twice": 0})
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            names = ("title", "kind", "period", "framework")
            given = {name: form.cleaned_data[name] for name in names}
            opened = open_campaign(actor=person_of(request), settings=form.read(), **given)
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The campaign is open. Set its phases next."))
            return SeeOther(reverse("campaigns:campaign", args=[opened.key]))
    context = {"form": form, "problems": problems}
    return render(request, "campaigns/open.html.j2", context, status=status_of_form(request))


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Rename a campaign, and change how it is held."""
    found = campaign_for(person_of(request), key)
    require_for_page(person_of(request), MANAGE, Where(campaign=found))
    initial = {"title": found.title, **asdict(settings_of(found))}
    form = keep(request, SettingsForm(request.POST or None, initial=initial))
    if request.method == "POST" and form.is_valid():
        change_campaign(
            actor=person_of(request),
            campaign=found,
            title=form.cleaned_data["title"],
            settings=form.read(),
            expected_version=expected_version(request),
        )
        flash(request, text("The campaign was saved."))
        return SeeOther(reverse("campaigns:campaign", args=[key]))
    context = {
        "campaign": found,
        "form": form,
        "version": found.version,
        "title": text("Change the campaign"),
    }
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
        return SeeOther(reverse("campaigns:schedule", args=[found.campaign.key]))
    return _edit_phase(request, found.campaign, found)


def _edit_phase(request: HttpRequest, campaign: Campaign, found: Phase | None) -> HttpResponse:
    require_for_page(person_of(request), MANAGE, Where(campaign=campaign))
    initial = None
    if found is not None:
        fields = ("kind", "opens_at", "closes_at", "late_until")
        initial = {field: getattr(found, field) for field in fields}
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
                **form.read(),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The phase was saved."))
            return SeeOther(reverse("campaigns:schedule", args=[campaign.key]))
    context = {
        "campaign": campaign,
        "form": form,
        "problems": problems,
        "version": found.version if found else 0,
        "title": text("Change the phase") if found else text("Add a phase"),
        "removable": found is not None and found.opens_at > timezone.now(),
    }
    return render(request, "campaigns/edit.html.j2", context, status=status_of_form(request))
