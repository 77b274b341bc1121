"""Pages for those who watch the whole: agencies, appraisal, statistics, the leader's sheet, export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import Language, Text, text
from chiso.office.campaigns.access import EXPORT, WATCH, campaign_for
from chiso.office.campaigns.calendar.lateness import Deadlines
from chiso.office.campaigns.models import Campaign
from chiso.office.campaigns.services import chain_of
from chiso.office.campaigns.watching.access import watched
from chiso.office.campaigns.watching.exporting import TITLES, take_away
from chiso.office.campaigns.watching.forms import MatrixForm
from chiso.office.campaigns.watching.leading import leader_page_of
from chiso.office.campaigns.watching.matrix import (
    CHOICES,
    STATE_KINDS,
    STATE_NAMES,
    chosen_rows,
    matrix_of,
)
from chiso.office.campaigns.watching.pace import WINDOW, progress_of
from chiso.office.campaigns.watching.statistics import statistics_of
from chiso.office.people.guard import needs
from chiso.office.people.rights import Where, may_somewhere, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.paging import PAGE_SIZE, page_of
from chiso.office.ui.parts import Tab
from chiso.problems import BadInput

# One page for all agencies of a city, for who reads on paper or searches in the browser.
ALL_ON_ONE = 2000
_TABS: dict[str, Text] = {
    "watch": text("Agencies"),
    "pace": text("Pace of appraisal"),
    "statistics": text("Statistics"),
    "targets": text("Targets"),
    "leader": text("Leader's sheet"),
}


def tabs_of(campaign: Campaign, here: str) -> list[Tab]:
    """The pages of those who watch."""
    return [
        Tab(title, reverse(f"campaigns:{name}", args=[campaign.key]), name == here)
        for name, title in _TABS.items()
    ]


def matrix_context(
    request: HttpRequest, campaign: Campaign, deadlines: Deadlines | None = None
) -> dict[str, Any]:
    """What the matrix of agencies needs, with the filters of the address."""
    matrix = matrix_of(campaign, timezone.now(), deadlines=deadlines)
    form = MatrixForm({name.replace("-", "_"): value for name, value in request.GET.items()})
    order = request.GET.get("sap-xep", "name")
    sought = form.sought(order)
    is_whole = request.GET.get("moi-trang") == "tat-ca"
    pages = page_of(request, chosen_rows(matrix, sought), ALL_ON_ONE if is_whole else PAGE_SIZE)
    return {
        "matrix": matrix,
        "sought": sought,
        "pages": pages,
        "is_whole": is_whole,
        "orders": {name: _sorted_address(request, sought.order, name) for name in ("name", "done")},
        "choices": CHOICES,
        "state_names": STATE_NAMES,
        "state_kinds": STATE_KINDS,
        "base": reverse("campaigns:campaign", args=[campaign.key]),
        "chain": chain_of(campaign),
        "may_read_record": may_somewhere(person_of(request), "ledger.read"),
    }


def _sorted_address(request: HttpRequest, order: str, name: str) -> dict[str, str]:
    """Where a head of the matrix leads, and how it is sorted now."""
    asked = request.GET.copy()
    asked.pop("trang", None)
    asked["sap-xep"] = f"-{name}" if order == name else name
    now = {name: "ascending", f"-{name}": "descending"}.get(order, "")
    return {"address": f"?{asked.urlencode()}", "now": now}


@needs(WATCH)
@require_safe
def watch(request: HttpRequest, key: str) -> HttpResponse:
    """Agencies by fields."""
    found = watched(person_of(request), key)
    context = {"campaign": found, "tabs": tabs_of(found, "watch"), **matrix_context(request, found)}
    return render(request, "campaigns/watching/watch.html.j2", context)


@needs(WATCH)
@require_safe
def pace(request: HttpRequest, key: str) -> HttpResponse:
    """How fast appraisal goes."""
    found = watched(person_of(request), key)
    at = timezone.now()
    progress = progress_of(found, at)
    undone = [one for one in progress.leaves if one.done < one.of]
    context = {
        "campaign": found,
        "tabs": tabs_of(found, "pace"),
        "progress": progress,
        "pages": page_of(request, undone),
        "window": WINDOW,
        "is_ahead": progress.is_ahead(at),
    }
    return render(request, "campaigns/watching/pace.html.j2", context)


@needs(WATCH)
@require_safe
def statistics(request: HttpRequest, key: str) -> HttpResponse:
    """What appraisal changed, and the rest."""
    found = watched(person_of(request), key)
    context: dict[str, Any] = {"campaign": found, "tabs": tabs_of(found, "statistics"), "problems": ()}
    try:
        shown = statistics_of(found)
    except BadInput as refused:
        context["problems"] = refused.problems
    else:
        context |= {"statistics": shown, "pages": page_of(request, shown.agencies)}
    return render(request, "campaigns/watching/statistics.html.j2", context)


@needs(WATCH)
@require_safe
def leader(request: HttpRequest, key: str) -> HttpResponse:
    """One sheet for the city's leader."""
    found = watched(person_of(request), key)
    context: dict[str, Any] = {"campaign": found, "tabs": tabs_of(found, "leader"), "at": timezone.now()}
    context["sees_plans"] = may_somewhere(person_of(request), "plans.overview")
    try:
        context["sheet"] = leader_page_of(found, context["at"])
    except BadInput as refused:
        context["problems"] = refused.problems
    return render(request, "campaigns/watching/leader.html.j2", context)


@needs(EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, key: str) -> HttpResponseBase:
    """What can be taken away; by POST the file itself, while it is made."""
    person = person_of(request)
    found = campaign_for(person, key)
    require_for_page(person, EXPORT, Where(campaign=found))
    if request.method != "POST":
        context: Mapping[str, Any] = {"campaign": found, "files": TITLES}
        return render(request, "campaigns/watching/export.html.j2", context)
    language: Language = request.language  # type: ignore[attr-defined]
    parts = take_away(actor=person, campaign=found, language=language)
    answer = StreamingHttpResponse(parts, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="dot-danh-gia-{found.period}-{found.key}.zip"'
    return answer
