"""A page with its form while that can be sent; else what it is about, with one sentence why not."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chiso.language import Text, text
from chiso.office.inspections.content import USUAL
from chiso.office.inspections.models import Inspection
from chiso.office.inspections.phases import is_open, why_not
from chiso.office.inspections.problems import begun_already, closed, wrong_step
from chiso.office.inspections.risk_shown import report_shown
from chiso.office.inspections.selectors import frame_told, teams_told
from chiso.office.inspections.views.answering import context_of
from chiso.office.people.models import Person
from chiso.office.ui.answers import status_of_form
from chiso.problems import Problem

TITLES: dict[str, Text] = {
    "change": text("What the inspection says"),
    "settings": text("Plan of the draw"),
    "take-frame": text("Places from which is drawn"),
    "risk": text("Risks of the places"),
    "teams": text("Teams and their days"),
    "seal": text("Seal of the seed"),
    "decide": text("Approval of the plan"),
    "decision": text("Signed decision"),
    "draw": text("Draw of the visits"),
    "open": text("Opening of the seed"),
    "close": text("Closing of the inspection"),
    "move": text("Day and team of the visit"),
}


def show_in_phase(
    request: HttpRequest,
    person: Person,
    found: Inspection,
    page: str,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """The page of a form of an inspection, in the state in which it is now."""
    if request.method == "POST":
        # Somebody may have taken a step since the page was read.
        found = Inspection.objects.select_related("led_by", "led_with").get(pk=found.pk)
    if is_open(page, found):
        return render(
            request, template, context_of(request, person, found) | context, status=status_of_form(request)
        )
    return show_read_only(request, person, found, page, why_not(page, found), context)


def show_read_only(
    request: HttpRequest, person: Person, found: Inspection, page: str, why: Text, context: dict[str, Any]
) -> HttpResponse:
    """What a page is about, without its form."""
    about = context_of(request, person, found) | {
        "about_page": page,
        "page_title": TITLES[page],
        "why": why,
        "problems": _problems(request, found, context),
        "visit": context.get("visit"),
        "plan": USUAL | found.plan,
        "places": frame_told(found),
        "teams": teams_told(found) if page in ("teams", "decide") else [],
        "report": report_shown(found) if page == "risk" else None,
    }
    return render(request, "inspections/read_only.html.j2", about, status=status_of_form(request))


def _problems(request: HttpRequest, found: Inspection, context: dict[str, Any]) -> tuple[Problem, ...]:
    """Why what was sent was refused; nothing where a page is only read."""
    given: tuple[Problem, ...] = tuple(context.get("problems", ()))
    if given or request.method != "POST":
        return given
    if found.closed_at is not None:
        return (closed(),)
    if context.get("visit") is not None:
        return (begun_already(),)
    return (wrong_step(found.state, text("Expected an inspection in a state in which this is done.")),)
