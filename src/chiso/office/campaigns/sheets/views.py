"""Pages of figures that come from elsewhere: criteria, versions, bringing one with the differences first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_scopes import scopes_disabled

from chiso.language import text
from chiso.office.campaigns.access import BRING, campaign_for
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.answering.given import given_of
from chiso.office.campaigns.appraising.inputs import inputs_in_words
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.sheets.forms import BASES, ORIGINS, AcceptForm, SheetForm
from chiso.office.campaigns.sheets.selectors import (
    criteria_of,
    criterion_of,
    may_read_sheets,
    sheet_for,
)
from chiso.office.campaigns.sheets.services import (
    Brought,
    Difference,
    Preview,
    bring_sheet,
    preview_sheet,
    where_of_sheet,
)
from chiso.office.errors import Incomplete
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.rights import may, may_somewhere, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.paging import page_of
from chiso.problems import BadInput, Problem

MOST_DIFFERENCES = 200
# The app of survey rounds stands above this one and hands its estimates over to it.
READ_ROUNDS = "surveys.read"


@signed_in
@require_safe
def sheets(request: HttpRequest, key: str) -> HttpResponse:
    """The criteria of a campaign, those that come from elsewhere first."""
    campaign = campaign_for(person_of(request), key)
    may_read_sheets(person_of(request), campaign)
    context = {
        "campaign": campaign,
        "pages": page_of(request, criteria_of(participants_of(campaign))),
        "origins": ORIGINS,
        "may_read_rounds": may_somewhere(person_of(request), READ_ROUNDS),
    }
    return render(request, "campaigns/sheets/list.html.j2", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def criterion(request: HttpRequest, key: str, node: str) -> HttpResponse:
    """One criterion: its versions, and the form of the next. What is posted is shown, not taken over yet."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    may_read_sheets(person, campaign)
    if request.method == "POST":
        require_for_page(person, BRING, where_of_sheet(campaign, node))
    form = SheetForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        brought = form.read()
        try:
            preview = preview_sheet(actor=person, campaign=campaign, node=node, brought=brought)
        except (BadInput, Incomplete) as refused:
            problems = refused.problems
        else:
            return _show_preview(request, campaign, preview, brought)
    return _show_criterion(request, campaign, node, form, problems)


@needs(BRING)
@require_POST
def accept(request: HttpRequest, key: str, node: str) -> HttpResponse:
    """Take over the table that was shown."""
    person = person_of(request)
    campaign = campaign_for(person, key)
    form = AcceptForm(request.POST)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            sheet = bring_sheet(
                actor=person,
                campaign=campaign,
                node=node,
                brought=form.read(),
                expected_number=expected_version(request),
            )
        except (BadInput, Incomplete) as refused:
            problems = refused.problems
        else:
            flash(
                request,
                text("Version {number} of the figures of {node} counts now.", number=sheet.number, node=node),
            )
            return SeeOther(reverse("campaigns:sheet", args=[key, sheet.key]))
    return _show_criterion(request, campaign, node, SheetForm(), problems)


@signed_in
@require_safe
def sheet(request: HttpRequest, key: str, sheet_key: str) -> HttpResponse:
    """One version as it came."""
    campaign = campaign_for(person_of(request), key)
    may_read_sheets(person_of(request), campaign)
    found = sheet_for(campaign, sheet_key)
    context = {
        "campaign": campaign,
        "sheet": found,
        "node": criterion_of(participants_of(campaign), found.node).node,
        "origins": ORIGINS,
        "bases": BASES,
        "errors": len(found.errors),
    }
    return render(request, "campaigns/sheets/sheet.html.j2", context)


@signed_in
@require_safe
def sheet_table(request: HttpRequest, key: str, sheet_key: str) -> HttpResponse:
    """The table of a version as CSV."""
    campaign = campaign_for(person_of(request), key)
    may_read_sheets(person_of(request), campaign)
    found = sheet_for(campaign, sheet_key)
    answer = HttpResponse(found.table, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.node}-{found.number}.csv"'
    return answer


def _show_criterion(
    request: HttpRequest, campaign: Campaign, node: str, form: SheetForm, problems: tuple[Problem, ...]
) -> HttpResponse:
    found = criterion_of(participants_of(campaign), node)
    context = {
        "campaign": campaign,
        "node": found.node,
        "sheets": found.sheets,
        "form": form,
        "problems": problems,
        "origins": ORIGINS,
        "may_bring": may(person_of(request), BRING, where_of_sheet(campaign, node)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "campaigns/sheets/criterion.html.j2", context, status=status)


def _show_preview(
    request: HttpRequest, campaign: Campaign, preview: Preview, brought: Brought
) -> HttpResponse:
    with scopes_disabled():
        participants = participants_of(campaign)
        rows = [_row(participants, one) for one in preview.differences[:MOST_DIFFERENCES]]
        missing = [participants.units[leaf.unit].name for leaf in preview.sheet.missing]
    context = {
        "campaign": campaign,
        "preview": preview,
        "node": preview.node,
        "rows": rows,
        "more": max(len(preview.differences) - MOST_DIFFERENCES, 0),
        "missing": missing,
        "brought": brought,
        "origins": ORIGINS,
        "bases": BASES,
    }
    return render(request, "campaigns/sheets/preview.html.j2", context)


def _row(participants: Participants, one: Difference) -> dict[str, Any]:
    asked = asked_of(participants.framework, one.leaf.code)
    return {
        "unit": participants.units[one.leaf.unit].name,
        "before": inputs_in_words(asked, given_of(one.before)) if one.before is not None else [],
        "after": inputs_in_words(asked, one.after),
        "is_appraised": one.is_appraised,
    }
