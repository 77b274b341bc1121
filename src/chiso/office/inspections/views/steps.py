"""Steps of an inspection: sealed, approved or sent back, decided, drawn, opened, closed."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.inspection.kinds import kinds
from chiso.language import Text, text
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import Incomplete, NotFound
from chiso.office.files.showing import add_problems
from chiso.office.inspections.access import (
    APPROVE,
    PREPARE,
    READ,
    barred_from,
    inspection_for,
    inspection_to_prepare,
    where_of,
)
from chiso.office.inspections.content import USUAL, files_of
from chiso.office.inspections.earlier_visits import gets_folder
from chiso.office.inspections.forms import DecisionForm, ReasonForm
from chiso.office.inspections.models import Inspection
from chiso.office.inspections.papers import name_of_paper, papers_of, write_paper, zip_of
from chiso.office.inspections.selectors import frame_told, teams_told
from chiso.office.inspections.services.drawing import close_inspection, draw, folder_files, open_draw
from chiso.office.inspections.services.sealing import approve, enter_decision, seal, send_back
from chiso.office.inspections.views.answering import tried
from chiso.office.inspections.views.in_phase import show_in_phase
from chiso.office.people.guard import needs
from chiso.office.people.rights import decide, refuse
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.conflicts import keep
from chiso.problems import Problem


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def seal_seed(request: HttpRequest, key: str) -> HttpResponse:
    """Seal the seed and hand the plan in."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    return _step(
        request,
        found,
        "seal",
        lambda: seal(actor=person, inspection=found, expected_version=expected_version(request)),
        text("The seed is sealed, and the plan waits for approval."),
    )


@needs(PREPARE)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def draw_visits(request: HttpRequest, key: str) -> HttpResponse:
    """Draw the visits, once."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    return _step(
        request,
        found,
        "draw",
        lambda: draw(actor=person, inspection=found, expected_version=expected_version(request)),
        text("The visits are drawn. Now give them days."),
        "inspections:calendar",
    )


@needs(PREPARE)
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def open_seed(request: HttpRequest, key: str) -> HttpResponse:
    """Open the seed after the visits."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    return _step(
        request,
        found,
        "open",
        lambda: open_draw(actor=person, inspection=found, expected_version=expected_version(request)),
        text("The seed is open. Anybody who has the folder of the draw can repeat it."),
    )


def _step(
    request: HttpRequest,
    found: Inspection,
    step: str,
    do: Callable[[], object],
    said: Text,
    then: str = "inspections:inspection",
) -> HttpResponse:
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        problems = tried(do)
        if not problems:
            flash(request, said)
            return SeeOther(reverse(then, args=[found.key]))
    context = {
        "step": step,
        "problems": problems,
        "places": frame_told(found),
        "plan": USUAL | found.plan,
        "left": found.visits.filter(again_of=None, ended_at=None).count(),
    }
    person = person_of(request)
    return show_in_phase(request, person, found, step, "inspections/step.html.j2", context)


@needs(APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide_on(request: HttpRequest, key: str) -> HttpResponse:
    """Read what waits for approval; approve it (with a code given just before), or send it back."""
    person = person_of(request)
    found = inspection_for(person, key)
    where = where_of(found, barred=barred_from(found))
    allowed = decide(person, APPROVE, where)
    if not allowed.allowed and found.state == "sealed":
        refuse(person, APPROVE, where, allowed)
    if request.method != "POST":
        return _decision_page(request, found, ReasonForm())
    if request.POST.get("action") == "return":
        return _send_back(request, found)
    return _approve(request, found)


@step_up
def _approve(request: HttpRequest, found: Inspection) -> HttpResponse:
    seen = request.POST.get("seen", "")[:64]
    problems = tried(
        lambda: approve(
            actor=person_of(request), inspection=found, seen_sha256=seen,
            expected_version=expected_version(request),
        )
    )  # fmt: skip
    if problems:
        return _decision_page(request, found, ReasonForm(), problems)
    flash(request, text("{number} is approved by you.", number=found.number))
    return SeeOther(reverse("inspections:inspection", args=[found.key]))


def _send_back(request: HttpRequest, found: Inspection) -> HttpResponse:
    form = ReasonForm(request.POST)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        problems = tried(
            lambda: send_back(
                actor=person_of(request), inspection=found, reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )
        )  # fmt: skip
        if not problems:
            flash(
                request,
                text("{number} was sent back.", number=found.number),
                text("Who prepared it was told why."),
            )
            return SeeOther(reverse("inspections:inspection", args=[found.key]))
    return _decision_page(request, found, form, problems)


def _decision_page(
    request: HttpRequest, found: Inspection, form: ReasonForm, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    context = {
        "form": form,
        "problems": problems,
        "plan": USUAL | found.plan,
        "places": frame_told(found),
        "teams": teams_told(found),
        "content_sha256": files_of(found).sha256,
    }
    person = person_of(request)
    return show_in_phase(request, person, found, "decide", "inspections/decide.html.j2", context)


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, key: str) -> HttpResponse:
    """Enter number, day and file of the signed decision."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    if not kinds()[found.kind].begins_by_decision:
        raise NotFound
    document = found.decision_document
    stands = {
        "number": found.decision_number,
        "day": found.decision_day,
        "document": reverse("files:document", args=[document.key]) if document else "",
    }
    form = keep(request, DecisionForm(person, request.POST or None, initial=stands))
    if request.method == "POST" and form.is_valid():
        try:
            enter_decision(
                actor=person,
                inspection=found,
                **form.cleaned_data,
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "number")
        else:
            flash(request, text("The decision is entered."))
            return SeeOther(reverse("inspections:inspection", args=[found.key]))
    context = {"form": form}
    return show_in_phase(request, person, found, "decision", "inspections/decision.html.j2", context)


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, key: str) -> HttpResponse:
    """Close an inspection."""
    person = person_of(request)
    found = inspection_to_prepare(person, key)
    form = keep(request, ReasonForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        try:
            close_inspection(
                actor=person,
                inspection=found,
                reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            add_problems(form, refused.problems, "reason")
        else:
            flash(request, text("{number} is closed.", number=found.number))
            return SeeOther(reverse("inspections:inspection", args=[found.key]))
    context = {"form": form}
    return show_in_phase(request, person, found, "close", "inspections/close.html.j2", context)


@needs(READ)
@require_safe
def folder(request: HttpRequest, key: str) -> HttpResponse:
    """The folder of an opened draw, as `chiso inspection verify-draw` takes it."""
    person = person_of(request)
    found = inspection_for(person, key)
    # Before it is opened it would tell who is visited; afterwards it proves how that was drawn.
    if not gets_folder(person, found):
        raise NotFound
    return hand_out(zip_of(folder_files(found)), f"{found.number.lower()}-rut-tham.zip")


@needs(READ)
@require_safe
def paper(request: HttpRequest, key: str, paper: str, ending: str) -> HttpResponse:
    """The decision or the plan of inspection as a document, with the visits that its reader may see."""
    person = person_of(request)
    found = inspection_for(person, key)
    held = papers_of(found)
    if paper not in held or ending not in held[paper].endings:
        raise NotFound
    return hand_out(write_paper(person, found, paper, ending), name_of_paper(found, paper, ending))
