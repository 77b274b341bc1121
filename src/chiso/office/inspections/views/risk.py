"""The page on which the risks of a frame are computed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.inspection.risk.given import LEAST_OF_EACH
from chiso.language import text, text_by_count
from chiso.office.inspections.access import PREPARE, inspection_to_prepare
from chiso.office.inspections.risk_forms import RiskForm
from chiso.office.inspections.risk_shown import report_shown
from chiso.office.inspections.selectors import frame_told
from chiso.office.inspections.services.scoring import compute_risk, own_history
from chiso.office.inspections.views.answering import tried
from chiso.office.inspections.views.in_phase import show_in_phase
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep
from chiso.problems import Problem


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: HttpRequest, key: str) -> HttpResponse:
    """Compute the risk of each place from past visits; once it is drawn, what the draw went by."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    form = keep(request, RiskForm(request.POST or None, request.FILES or None))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        problems = tried(
            lambda: compute_risk(
                actor=person, inspection=found, history=form.history(), leave_out=form.left_out(),
                expected_version=expected_version(request),
            )
        )  # fmt: skip
        if not problems:
            told = frame_told(found)
            flash(
                request,
                text_by_count(
                    "The risk of one place is computed.", "The risks of {count} places are computed.",
                    told.with_risk,
                ),
                text("They stand in place of those that were there before."),
            )  # fmt: skip
            return SeeOther(reverse("inspections:frame", args=[found.key]))
    told = frame_told(found)
    context: dict[str, Any] = {
        "form": form, "problems": problems, "told": told, "report": report_shown(found),
        "takes": told.places > 0,
    }  # fmt: skip
    if context["takes"]:
        own = own_history(found)
        context |= {
            "own": own,
            "least": LEAST_OF_EACH,
            "too_few": min(own.findings, own.visits - own.findings) < LEAST_OF_EACH,
        }
    return show_in_phase(request, person, found, "risk", "inspections/risk.html.j2", context)
