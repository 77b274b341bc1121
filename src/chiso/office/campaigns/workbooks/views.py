"""The workbook of an agency: taken along, brought back, compared, accepted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import Language, text, text_by_count
from chiso.office.campaigns.access import ANSWER
from chiso.office.campaigns.models import Workbook
from chiso.office.campaigns.submitting.content import content_of
from chiso.office.campaigns.submitting.deadlines import deadline_of
from chiso.office.campaigns.workbooks.access import BroughtWorkbook, own_agency_for, workbook_for
from chiso.office.campaigns.workbooks.comparing import Difference, compare, given_before, said_of
from chiso.office.campaigns.workbooks.forms import WorkbookForm
from chiso.office.campaigns.workbooks.opening import LARGEST
from chiso.office.campaigns.workbooks.services import accept_workbook, bring_workbook, discard_workbook
from chiso.office.campaigns.workbooks.writing import write_agency_workbook
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import Conflict, Incomplete
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import BadInput, Problem

_MOST_SHOWN = 20


@needs(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def workbooks(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """Take the workbook along; bring it back."""
    place = own_agency_for(person_of(request), key, agency_key)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["workbook"]
        try:
            brought = bring_workbook(
                actor=person_of(request),
                campaign=place.campaign,
                agency=place.agency,
                content=file.read(LARGEST + 1),
                name=file.name,
            )
        except (BadInput, Incomplete) as refused:
            problems = refused.problems
        else:
            return SeeOther(reverse("campaigns:workbook", args=[key, agency_key, brought.key]))
    context = {
        "campaign": place.campaign,
        "agency": place.agency,
        "form": form,
        "problems": problems,
        "deadline": deadline_of(place.campaign, place.agency),
        "brought": Workbook.objects.select_related("brought_by").filter(
            campaign=place.campaign, agency=place.agency
        )[:_MOST_SHOWN],
    }
    return render(request, "campaigns/workbooks/workbooks.html.j2", context, status=status_of_form(request))


@needs(ANSWER)
@require_safe
def take_along(request: HttpRequest, key: str, agency_key: str) -> HttpResponse:
    """The workbook as a file."""
    place = own_agency_for(person_of(request), key, agency_key)
    content = content_of(place.participants, place.agency)
    name = f"so-lam-viec-{place.agency.uid}-{place.campaign.period}.xlsx"
    return hand_out(write_agency_workbook(content, _language(request)), name)


@needs(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest, key: str, agency_key: str, workbook_key: str) -> HttpResponse:
    """What a workbook would change; accept or discard it."""
    found = workbook_for(person_of(request), key, agency_key, workbook_key)
    problems: tuple[Problem, ...] = ()
    if request.POST.get("decision") in ("accept", "discard"):
        try:
            return _decide(request, found)
        except Conflict:
            said = text("Somebody saved since this page was made. Look at the differences once more.")
            flash(request, said, text("Nothing was saved yet, and nothing is lost."), "warn")
            return SeeOther(request.path)
        except Incomplete as refused:
            problems = refused.problems
    return _show(request, found, problems)


def _decide(request: HttpRequest, found: BroughtWorkbook) -> HttpResponse:
    actor, version = person_of(request), expected_version(request)
    place = found.place
    if request.POST.get("decision") == "discard":
        discard_workbook(actor=actor, workbook=found.workbook, expected_version=version)
        flash(request, text("The workbook was discarded; nothing was changed."))
        return SeeOther(reverse("campaigns:workbooks", args=[place.campaign.key, place.agency.key]))
    written = request.POST.get("submission_version", "")
    changed, kept = accept_workbook(
        actor=actor,
        workbook=found.workbook,
        choices={name: request.POST.get(name, "") for name in request.POST if name.startswith("leaf-")},
        expected_version=version,
        submission_version=int(written)
        if written.isascii() and written.isdigit() and len(written) < 10
        else -1,
    )
    said = text_by_count("One criterion was saved.", "{count} criteria were saved.", changed)
    flash(request, said, text("Kept as they stood: {count}.", count=kept) if kept else "")
    return SeeOther(reverse("campaigns:submission", args=[place.campaign.key, place.agency.key]))


def _show(request: HttpRequest, found: BroughtWorkbook, problems: tuple[Problem, ...]) -> HttpResponse:
    place, brought = found.place, found.workbook
    comparison = compare(place.participants, brought, person_of(request))
    language = _language(request)

    def shown(one: Difference) -> dict[str, Any]:
        return {
            "name": one.name,
            "code": one.edited.leaf.code,
            "title": one.edited.leaf.node.title,
            "before": said_of(place.participants, one.edited, given_before(one), language),
            "after": said_of(place.participants, one.edited, one.edited.given, language),
            "stands": one.stands,
            "choice": request.POST.get(one.name, ""),
        }

    context = {
        "campaign": place.campaign,
        "agency": place.agency,
        "workbook": brought,
        "version": brought.version,
        "submission_version": comparison.version,
        "is_decided": brought.accepted_at is not None or brought.discarded_at is not None,
        "problems": problems,
        **{
            kind: [shown(one) for one in comparison.of_kind(kind)]
            for kind in ("change", "conflict", "same", "closed")
        },
    }
    return render(request, "campaigns/workbooks/workbook.html.j2", context, status=status_of_form(request))


def _language(request: HttpRequest) -> Language:
    language: Language = getattr(request, "language", "vi")
    return language
