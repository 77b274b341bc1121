"""Pages of conclusions: of which agencies, one of them, its recommendations, approval, issue, its files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.errors import Incomplete, NotFound
from chiso.office.files.access import may_read
from chiso.office.inspections.access import READ, inspection_for, sees_all
from chiso.office.inspections.following import services
from chiso.office.inspections.following.access import (
    APPROVE_CONCLUSION,
    CONCLUDE,
    RECEIVE,
    REMEDY,
    barred_from,
    conclusion_for,
    conclusion_to_prepare,
    recommendation_for,
    where_of_agency,
)
from chiso.office.inspections.following.content import findings_of
from chiso.office.inspections.following.documents import FORMS, name_of_file, write_conclusion
from chiso.office.inspections.following.forms import (
    ConclusionForm,
    DecideForm,
    IssueForm,
    RecommendationForm,
)
from chiso.office.inspections.following.selectors import ConclusionPage, conclusion_page, outcomes_of
from chiso.office.inspections.following.telling import page_of as address_of
from chiso.office.inspections.following.views.answering import page, posted
from chiso.office.inspections.models import Conclusion, Recommendation
from chiso.office.organisation.models import Agency
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@needs(READ)
@require_safe
def outcome(request: HttpRequest, key: str) -> HttpResponse:
    """The agencies of an inspection: visits, records handed over, findings, conclusions."""
    person = person_of(request)
    inspection = inspection_for(person, key)
    if not sees_all(person):
        raise NotFound
    rows = outcomes_of(person, inspection)
    may_begin = {
        one.agency.pk
        for one in rows
        if one.is_to_conclude and may(person, CONCLUDE, where_of_agency(inspection, one.agency))
    }
    context = {"inspection": inspection, "rows": rows, "may_begin": may_begin}
    return page(request, "outcome", context)


@needs(CONCLUDE)
@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Begin the conclusion for an agency."""
    person = person_of(request)
    inspection = inspection_for(person, key)
    agency = Agency.objects.filter(key=request.POST.get("agency", "")[:20]).first()
    if agency is None:
        raise NotFound
    made = services.begin_conclusion(actor=person, inspection=inspection, agency=agency)
    return SeeOther(address_of(made))


@needs(READ)
@require_safe
def conclusion(request: HttpRequest, key: str) -> HttpResponse:
    """One conclusion, with findings and recommendations."""
    person = person_of(request)
    found = conclusion_for(person, key)
    shown = conclusion_page(person, found, timezone.localdate())
    document = found.document if found.document is not None and may_read(person, found.document) else None
    context = {"conclusion": found, "shown": shown, "can": _can(person, shown), "document": document}
    return page(request, "conclusion", context)


def _can(person: Person, shown: ConclusionPage) -> dict[str, bool]:
    found = shown.conclusion
    where = where_of_agency(found.inspection, found.agency)
    prepares = may(person, CONCLUDE, where)
    barred = where_of_agency(found.inspection, found.agency, barred=barred_from(found))
    waits = found.handed_in_at is not None and found.issued_at is None
    return {
        "change": prepares and found.approved_at is None,
        "hand_in": prepares and found.approved_at is None and found.handed_in_at is None,
        "decide": waits and may(person, APPROVE_CONCLUSION, barred),
        "issue": prepares and found.approved_at is not None and found.issued_at is None,
        "receive": found.issued_at is not None and found.received_at is None and may(person, RECEIVE, where),
        "remedy": any(
            may(person, REMEDY, where_of_agency(found.inspection, one.recommendation.owner))
            for one in shown.recommended
        ),
    }


@needs(CONCLUDE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Write what is concluded."""
    person = person_of(request)
    found = conclusion_to_prepare(person, key)
    form = keep(request, ConclusionForm(request.POST or None, initial={"words": found.words}))

    def do() -> str:
        services.change_conclusion(
            actor=person, conclusion=found, words=form.cleaned_data["words"],
            expected_version=expected_version(request),
        )  # fmt: skip
        return address_of(found)

    done = posted(request, form, do, said=text("The conclusion was saved."), field="words")
    return done or page(request, "change_conclusion", {"form": form, "conclusion": found})


@needs(CONCLUDE)
@require_http_methods(["GET", "HEAD", "POST"])
def recommend(request: HttpRequest, key: str) -> HttpResponse:
    """Add a recommendation."""
    person = person_of(request)
    found = conclusion_to_prepare(person, key)
    form = keep(
        request,
        RecommendationForm(findings_of(found), request.POST or None, initial={"owner": found.agency.key}),
    )

    def do() -> str:
        services.recommend(
            actor=person, conclusion=found, given=form.read(), expected_version=expected_version(request)
        )
        return address_of(found)

    done = posted(request, form, do, said=text("The recommendation was added."), field="words")
    context = {"form": form, "conclusion": found, "version": found.version, "recommendation": None}
    return done or page(request, "recommend", context)


@needs(CONCLUDE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_recommendation(request: HttpRequest, key: str) -> HttpResponse:
    """Change a recommendation."""
    person = person_of(request)
    found = _to_prepare(person, key)
    stands: dict[str, Any] = {
        "words": found.words, "owner": found.owner.key, "deadline": found.deadline,
        "findings": [one.key for one in found.findings.all()],
    }  # fmt: skip
    form = keep(
        request, RecommendationForm(findings_of(found.conclusion), request.POST or None, initial=stands)
    )

    def do() -> str:
        services.change_recommendation(
            actor=person, recommendation=found, given=form.read(), expected_version=expected_version(request)
        )
        return address_of(found.conclusion)

    done = posted(request, form, do, said=text("The recommendation was changed."), field="words")
    context = {
        "form": form,
        "conclusion": found.conclusion,
        "version": found.version,
        "recommendation": found,
    }
    return done or page(request, "recommend", context)


@needs(CONCLUDE)
@require_POST
def drop(request: HttpRequest, key: str) -> HttpResponse:
    """Take a recommendation away."""
    person = person_of(request)
    found = _to_prepare(person, key)
    address = address_of(found.conclusion)
    services.drop_recommendation(
        actor=person, recommendation=found, expected_version=expected_version(request)
    )
    flash(request, text("The recommendation was taken away."))
    return SeeOther(address)


def _to_prepare(person: Person, key: str) -> Recommendation:
    found = recommendation_for(person, key)
    conclusion = found.conclusion
    require_for_page(person, CONCLUDE, where_of_agency(conclusion.inspection, conclusion.agency))
    return found


@needs(CONCLUDE)
@require_POST
def hand_in(request: HttpRequest, key: str) -> HttpResponse:
    """Hand a conclusion in to be approved; what stands against it is said on its page."""
    person = person_of(request)
    found = conclusion_to_prepare(person, key)
    try:
        services.hand_in_conclusion(
            actor=person, conclusion=found, expected_version=expected_version(request)
        )
    except Incomplete as refused:
        shown = conclusion_page(person, found, timezone.localdate())
        context = {
            "conclusion": found, "shown": shown, "can": _can(person, shown), "document": None,
            "problems": refused.problems,
        }  # fmt: skip
        return page(request, "conclusion", context)
    flash(request, text("The conclusion waits for approval by a leader who had no hand in it."))
    return SeeOther(address_of(found))


@needs(APPROVE_CONCLUSION)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """Approve a conclusion, or send it back."""
    person = person_of(request)
    found = conclusion_for(person, key)
    barred = where_of_agency(found.inspection, found.agency, barred=barred_from(found))
    require_for_page(person, APPROVE_CONCLUSION, barred)
    form = keep(request, DecideForm(request.POST or None))
    is_approved = request.POST.get("decision") == "approve"

    def do() -> str:
        version = expected_version(request)
        if is_approved:
            services.approve_conclusion(actor=person, conclusion=found, expected_version=version)
        else:
            services.send_conclusion_back(
                actor=person, conclusion=found, reason=form.cleaned_data["reason"], expected_version=version
            )
        return address_of(found)

    said = (
        text("The conclusion is approved; number and day come next.")
        if is_approved
        else text("The conclusion was sent back; who prepared it is told why.")
    )
    done = posted(request, form, do, said=said, field="decision")
    shown = conclusion_page(person, found, timezone.localdate())
    return done or page(request, "decide", {"form": form, "conclusion": found, "shown": shown})


@needs(CONCLUDE)
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, key: str) -> HttpResponse:
    """Enter number, day and signed file."""
    person = person_of(request)
    found = conclusion_to_prepare(person, key)
    form = keep(request, IssueForm(person, request.POST or None))

    def do() -> str:
        services.issue_conclusion(
            actor=person, conclusion=found, **form.cleaned_data, expected_version=expected_version(request)
        )
        return address_of(found)

    said = text("The conclusion is issued; the agency sees it, and its recommendations are tasks now.")
    done = posted(request, form, do, said=said, field="number")
    return done or page(request, "issue", {"form": form, "conclusion": found})


@needs(RECEIVE)
@require_POST
def receive(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm that the agency got the conclusion."""
    person = person_of(request)
    found = conclusion_for(person, key)
    services.receive_conclusion(actor=person, conclusion=found, expected_version=expected_version(request))
    flash(request, text("The receipt was recorded."))
    return SeeOther(address_of(found))


@needs(READ)
@require_safe
def paper(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """The conclusion as a document in decree layout."""
    found: Conclusion = conclusion_for(person_of(request), key)
    if ending not in FORMS:
        raise NotFound
    answer = HttpResponse(write_conclusion(found, ending), content_type=TYPES[ending])
    answer["Content-Disposition"] = f'attachment; filename="{name_of_file(found, ending)}"'
    return answer
