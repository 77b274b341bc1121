"""Pages on what is mended: said by the agency, looked at by another visit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.language import text
from chiso.office.inspections.access import READ, inspections_for, sees_all, teams_of
from chiso.office.inspections.following import services
from chiso.office.inspections.following.access import (
    CHECK,
    REMEDY,
    conclusions_for,
    findings_for,
    recommendation_for,
    remediation_for,
    where_of_agency,
)
from chiso.office.inspections.following.evidence import documents_of
from chiso.office.inspections.following.forms import CheckForm, RemedyForm
from chiso.office.inspections.following.names import conclusion_title
from chiso.office.inspections.following.services.mending import open_findings, saw
from chiso.office.inspections.following.telling import address_for, page_of
from chiso.office.inspections.following.views.answering import page, posted
from chiso.office.inspections.models import Recommendation, Remediation, Visit
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import expected_version
from chiso.office.ui.conflicts import keep


@needs(REMEDY)
@require_http_methods(["GET", "HEAD", "POST"])
def remedy(request: HttpRequest, key: str) -> HttpResponse:
    """Say what was mended, with evidence."""
    person = person_of(request)
    found = recommendation_for(person, key)
    require_for_page(person, REMEDY, where_of_agency(found.conclusion.inspection, found.owner))
    form = keep(request, RemedyForm(person, request.POST or None))

    def do() -> str:
        made = services.report_remediation(
            actor=person, recommendation=found, words=form.cleaned_data["words"],
            documents=form.cleaned_data["documents"], expected_version=expected_version(request),
        )  # fmt: skip
        return address_for(found, made)

    said = text("Reported; it counts once another visit has seen it.")
    done = posted(request, form, do, said=said, field="words")
    context = {"form": form, "recommendation": found, "findings": open_findings(found)}
    return done or page(request, "remedy", context | _ways(person, found))


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, key: str) -> HttpResponse:
    """What was said to be mended; and, for who looks again, what another visit saw of it."""
    person = person_of(request)
    found = remediation_for(person, key)
    recommendation = found.recommendation
    inspection = recommendation.conclusion.inspection
    findings = open_findings(recommendation)
    checks = not found.decision and may(person, CHECK, where_of_agency(inspection, recommendation.owner))
    if request.method == "POST":
        require_for_page(person, CHECK, where_of_agency(inspection, recommendation.owner))
    revisits = _revisits(person, found) if checks else []
    form = keep(request, CheckForm(revisits, request.POST or None))

    def do() -> str:
        given = form.cleaned_data
        services.check_remediation(
            actor=person, remediation=found, revisit=given["revisit"], decision=given["decision"],
            answer=given["answer"], expected_version=expected_version(request),
        )  # fmt: skip
        return reverse("inspections:check-remediation", args=[found.key])

    done = posted(request, form, do, said=text("What the visit saw was recorded."), field="revisit")
    context = {
        "form": form, "remediation": found, "recommendation": recommendation, "findings": findings,
        "checks": checks, "revisits": revisits,
        "visits": list({one.visit_id: one.visit for one in findings}.values()),
        "documents": documents_of(person, [found])[found.pk][0],
        "may_arrange": checks and sees_all(person),
    }  # fmt: skip
    return done or page(request, "check", context | _ways(person, recommendation))


def _ways(person: Person, recommendation: Recommendation) -> dict[str, Any]:
    """Which of the pages round a recommendation its reader sees: another owner than the agency that was
    inspected sees neither inspection nor conclusion, a team not the conclusion."""
    conclusion = recommendation.conclusion
    inspection = conclusion.inspection
    sees_conclusion = conclusions_for(person).filter(pk=conclusion.pk).exists()
    trail: list[dict[str, Any]] = [{"title": text("Inspections"), "address": reverse("inspections:list")}]
    if inspections_for(person).filter(pk=inspection.pk).exists():
        address = reverse("inspections:inspection", args=[inspection.key])
        trail.append({"title": inspection.number, "address": address})
    if sees_conclusion:
        trail.append({"title": conclusion_title(conclusion), "address": page_of(conclusion)})
    seen = findings_for(person).filter(recommendations=recommendation)
    opens = frozenset(seen.order_by().values_list("pk", flat=True))
    return {"trail": trail, "sees_conclusion": sees_conclusion, "opens": opens}


def _revisits(person: Person, remediation: Remediation) -> list[Visit]:
    """The further visits that can have seen it, of the reader's own teams if they see no others."""
    findings = open_findings(remediation.recommendation)
    rows = Visit.objects.filter(
        place__in={one.visit.place_id for one in findings}, again_of__isnull=False, ended_at__isnull=False
    ).select_related("inspection", "record", "place__agency")
    if not sees_all(person):
        rows = rows.filter(team__in=teams_of(person))
    return [one for one in rows.order_by("-ended_at") if saw(one, findings, remediation.recommendation)]
