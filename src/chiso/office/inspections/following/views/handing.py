"""Pages on a record handed over: what follows the visit, receipt, objections, answers, more time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chiso.language import text
from chiso.office.inspections.access import PREPARE, READ, where_of
from chiso.office.inspections.following import services
from chiso.office.inspections.following.access import (
    ANSWER,
    FIND,
    HAND_OVER,
    RECEIVE,
    handing_over_for,
    may_for_visit,
    objection_for,
    visit_to_follow,
    where_of_agency,
)
from chiso.office.inspections.following.evidence import documents_of
from chiso.office.inspections.following.forms import (
    AgainForm,
    AnswerForm,
    MoreTimeForm,
    ObjectForm,
    ReceiveForm,
)
from chiso.office.inspections.following.selectors import AfterVisit
from chiso.office.inspections.following.selectors import after_visit as after_visit_page
from chiso.office.inspections.following.telling import after_visit as address_after
from chiso.office.inspections.following.views.answering import language_of, page, posted
from chiso.office.inspections.models import HandingOver
from chiso.office.inspections.services.visits import arrange_again
from chiso.office.people.guard import needs
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep


@needs(READ)
@require_safe
def after_visit(request: HttpRequest, key: str) -> HttpResponse:
    """What follows a visit: the record handed over, objections, notes that wait for findings, findings."""
    person = person_of(request)
    visit = visit_to_follow(person, key)
    # Who visited blind says what they found before they learn of the first visit.
    is_blind_still = visit.is_blind and visit.handed_over_at is None
    finds = may_for_visit(person, FIND, visit) and not is_blind_still
    found = after_visit_page(person, visit, drafts=finds, language=language_of(request))
    context = {
        "visit": visit, "found": found, "can": _can(person, found, finds=finds),
        "documents": documents_of(person, found.objections),
        "today": timezone.localdate(),
    }  # fmt: skip
    return page(request, "after_visit", context)


def _can(person: Person, found: AfterVisit, *, finds: bool) -> dict[str, bool]:
    """What the reader can do now; the services ask again."""
    visit, handed = found.visit, found.handing_over
    where = where_of_agency(visit.inspection, visit.place.agency)
    is_signed = found.record is not None and found.record.state == "signed"
    receives = handed is not None and may(person, RECEIVE, where)
    waits = any(not one.decision for one in found.objections)
    return {
        "hand_over": handed is None and is_signed and may_for_visit(person, HAND_OVER, visit),
        "receive": receives and handed is not None and handed.received_at is None,
        "object": receives and handed is not None and timezone.localdate() <= handed.last_day and not waits,
        "extend": handed is not None and may(person, ANSWER, where),
        "answer": may(person, ANSWER, where),
        "find": finds and visit.ended_at is not None,
        "look_again": visit.ended_at is not None and may(person, PREPARE, where_of(visit.inspection)),
    }


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def look_again(request: HttpRequest, key: str) -> HttpResponse:
    """Arrange another visit of the place, without notice."""
    person = person_of(request)
    visit = visit_to_follow(person, key)
    require_for_page(person, PREPARE, where_of(visit.inspection))
    initial = {"team": visit.team.key if visit.team else ""}
    form = AgainForm(visit, request.POST or None, initial=initial)

    def do() -> str:
        made = arrange_again(actor=person, visit=visit, move=form.read(), is_announced=False)
        return reverse("inspections:visit", args=[made.key])

    done = posted(request, form, do, said=text("Another visit is arranged; its team sees it."), field="team")
    return done or page(request, "look_again", {"form": form, "visit": visit})


@needs(HAND_OVER)
@require_POST
def hand_over(request: HttpRequest, key: str) -> HttpResponse:
    """Hand the record over."""
    person = person_of(request)
    visit = visit_to_follow(person, key)
    made = services.hand_over_record(actor=person, visit=visit, expected_version=expected_version(request))
    flash(
        request,
        text("The record {number} was handed over.", number=made.number),
        text("Objections are taken up to {day}.", day=made.last_day),
    )
    return SeeOther(address_after(visit))


@needs(RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest, key: str) -> HttpResponse:
    """Confirm that the agency got the record."""
    person = person_of(request)
    found = handing_over_for(person, key)
    require_for_page(person, RECEIVE, _where(found))
    form = keep(request, ReceiveForm(request.POST or None))

    def do() -> str:
        services.receive_record(
            actor=person, handing_over=found, agrees=form.cleaned_data["agrees"],
            expected_version=expected_version(request),
        )  # fmt: skip
        return address_after(found.visit)

    said = text("The receipt was recorded.")
    done = posted(request, form, do, said=said, field="agrees")
    return done or page(request, "receive", {"form": form, "handing_over": found})


@needs(RECEIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, key: str) -> HttpResponse:
    """Object to the record."""
    person = person_of(request)
    found = handing_over_for(person, key)
    require_for_page(person, RECEIVE, _where(found))
    form = keep(request, ObjectForm(person, request.POST or None))

    def do() -> str:
        services.object_to_record(
            actor=person, handing_over=found, words=form.cleaned_data["words"],
            documents=form.cleaned_data["documents"], expected_version=expected_version(request),
        )  # fmt: skip
        return address_after(found.visit)

    said = text("The objection was sent; the answer comes here.")
    done = posted(request, form, do, said=said, field="words")
    return done or page(request, "object", {"form": form, "handing_over": found})


@needs(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, key: str) -> HttpResponse:
    """Give more time to object."""
    person = person_of(request)
    found = handing_over_for(person, key)
    require_for_page(person, ANSWER, _where(found))
    form = keep(request, MoreTimeForm(request.POST or None))

    def do() -> str:
        services.extend_term(
            actor=person, handing_over=found, new_last_day=form.cleaned_data["new_last_day"],
            reason=form.cleaned_data["reason"], expected_version=expected_version(request),
        )  # fmt: skip
        return address_after(found.visit)

    done = posted(request, form, do, said=text("The term was extended."), field="new_last_day")
    return done or page(request, "extend", {"form": form, "handing_over": found})


@needs(ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Answer an objection."""
    person = person_of(request)
    found = objection_for(person, key)
    handed = found.handing_over
    require_for_page(person, ANSWER, _where(handed))
    form = keep(request, AnswerForm(request.POST or None))

    def do() -> str:
        services.answer_objection(
            actor=person, objection=found, decision=form.cleaned_data["decision"],
            answer=form.cleaned_data["answer"], expected_version=expected_version(request),
        )  # fmt: skip
        return address_after(handed.visit)

    done = posted(request, form, do, said=text("The objection was answered."), field="decision")
    shown, _ = documents_of(person, [found])[found.pk]
    context: dict[str, Any] = {"form": form, "objection": found, "documents": shown}
    return done or page(request, "answer", context | {"back": reverse("inspections:after-visit",
                                                                      args=[handed.visit.key])})  # fmt: skip


def _where(handing_over: HandingOver) -> Where:
    visit = handing_over.visit
    return where_of_agency(visit.inspection, visit.place.agency)
