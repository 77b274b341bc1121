"""Opening a plan, beginning its next version, asking agencies for sub-plans."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import text, text_by_count
from chiso.office.errors import NotFound
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.plans.access import CHANGE, PREPARE, plan_to_change
from chiso.office.plans.basis import start_from_edition, start_from_table
from chiso.office.plans.forms import PartsForm
from chiso.office.plans.models import PlanVersion
from chiso.office.plans.opening_forms import FromEditionForm, FromTableForm
from chiso.office.plans.selectors import agencies_to_ask, editions_to_start_from
from chiso.office.plans.services.plans import ask_for_parts, begin_version, open_plan
from chiso.office.plans.views.answering import tried
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import Problem


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def open_from_edition(request: HttpRequest) -> HttpResponse:
    """Open a plan from published results."""
    editions = editions_to_start_from()
    form = FromEditionForm(editions, request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made: list[PlanVersion] = []

        def do() -> None:
            edition = next(one for one in editions if one.key == given["edition"])
            made.append(
                open_plan(
                    actor=person_of(request), title=given["title"], period=given["plan_period"],
                    started=start_from_edition(edition), is_made_up=False,
                )
            )  # fmt: skip

        problems = tried(do)
        if not problems:
            return _opened(request, made[0])
    context = {"form": form, "problems": problems, "editions": editions}
    return render(request, "plans/open.html.j2", context, status=status_of_form(request))


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def open_from_table(request: HttpRequest) -> HttpResponse:
    """Open a plan from a table of figures that was carried over."""
    form = FromTableForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made: list[PlanVersion] = []

        def do() -> None:
            started = start_from_table(form.read(), unit=given["unit"], source=given["source"])
            made.append(
                open_plan(
                    actor=person_of(request), title=given["title"], period=given["plan_period"],
                    started=started, is_made_up=given["is_made_up"],
                )
            )  # fmt: skip

        problems = tried(do)
        if not problems:
            return _opened(request, made[0])
    context = {"form": form, "problems": problems}
    return render(request, "plans/open_from_table.html.j2", context, status=status_of_form(request))


def _opened(request: HttpRequest, made: PlanVersion) -> HttpResponse:
    flash(request, text("The plan is open. Set its targets, then add the lines."))
    return SeeOther(reverse("plans:version", args=[made.key]))


@needs(CHANGE)
@require_POST
def begin_next(request: HttpRequest, key: str) -> HttpResponse:
    """Begin the next version from the approved one."""
    person = person_of(request)
    made = begin_version(
        actor=person, plan=plan_to_change(person, key), expected_number=expected_version(request)
    )
    flash(
        request,
        text("Version {number} is begun; the one before stays as it was approved.", number=made.number),
    )
    return SeeOther(reverse("plans:version", args=[made.key]))


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_parts(request: HttpRequest, key: str) -> HttpResponse:
    """Ask agencies for their sub-plans."""
    person = person_of(request)
    plan = plan_to_change(person, key)
    if plan.agency_id is not None:
        raise NotFound
    agencies = agencies_to_ask(plan)
    form = PartsForm(agencies, request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        problems = tried(
            lambda: ask_for_parts(
                actor=person, plan=plan, agencies=chosen, due=form.cleaned_data["due"],
                expected_version=expected_version(request),
            )
        )  # fmt: skip
        if not problems:
            said = text_by_count("One agency was asked.", "{count} agencies were asked.", len(chosen))
            flash(request, said, text("Their officers find the sub-plan among what waits for them."))
            return SeeOther(reverse("plans:plan", args=[plan.key]))
    context = {"plan": plan, "form": form, "agencies": agencies, "problems": problems}
    return render(request, "plans/ask_parts.html.j2", context, status=status_of_form(request))
