"""Handing in, deciding, giving lines as tasks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.language import text, text_by_count
from chiso.office.errors import NotFound
from chiso.office.people.guard import needs
from chiso.office.people.rights import decide, refuse
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.plans.access import (
    CHANGE,
    DECIDE,
    PREPARE,
    barred_from,
    version_for,
    version_to_change,
    where_of,
    who_decides,
)
from chiso.office.plans.comparing import differences
from chiso.office.plans.content import content_of, hash_of
from chiso.office.plans.forms import ReasonForm
from chiso.office.plans.models import PlanVersion
from chiso.office.plans.selectors import content_shown, tasks_given
from chiso.office.plans.services.changing import STATE_NAMES
from chiso.office.plans.services.deciding import approve, hand_in, problems_of_handing_in, send_back
from chiso.office.plans.services.giving import give_lines as give
from chiso.office.plans.showing import show_lines, show_targets, sums_of
from chiso.office.plans.views.answering import context_of, tried
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import Problem


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in_version(request: HttpRequest, key: str) -> HttpResponse:
    """Hand a version in; what is missing is said before."""
    person = person_of(request)
    version = version_to_change(person, key)
    content = content_of(version)
    problems: tuple[Problem, ...] = tuple(problems_of_handing_in(version, content))
    if request.method == "POST":
        problems = tried(
            lambda: hand_in(actor=person, version=version, expected_version=expected_version(request))
        )
        if not problems:
            flash(
                request,
                text("Version {number} was handed in.", number=version.number),
                text("Whoever decides on it was told. If anything is changed, it has to be handed in anew."),
            )
            return SeeOther(reverse("plans:version", args=[version.key]))
    context = context_of(person, version) | {
        "problems": problems,
        "sums": sums_of(content),
        "content": content,
    }
    return render(request, "plans/hand_in.html.j2", context, status=status_of_form(request))


@needs(DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide_on(request: HttpRequest, key: str) -> HttpResponse:
    """Read what was handed in; approve it (with a code given just before), or send it back."""
    person = person_of(request)
    version = version_for(person, key)
    where = where_of(version.plan, barred=barred_from(version))
    allowed = decide(person, who_decides(version), where)
    if not allowed.allowed and version.state in ("submitted", "head_approved"):
        refuse(person, who_decides(version), where, allowed)
    if request.method != "POST":
        return _page(request, version, ReasonForm())
    if request.POST.get("action") == "return":
        return _send_back(request, version)
    return _approve(request, version)


@step_up
def _approve(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    problems = tried(
        lambda: approve(actor=person_of(request), version=version, expected_version=expected_version(request))
    )
    if problems:
        return _page(request, version, ReasonForm(), problems)
    flash(request, text("Version {number} is approved by you.", number=version.number))
    return SeeOther(reverse("plans:version", args=[version.key]))


def _send_back(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    form = ReasonForm(request.POST)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        problems = tried(
            lambda: send_back(
                actor=person_of(request), version=version, words=form.cleaned_data["words"],
                expected_version=expected_version(request),
            )
        )  # fmt: skip
        if not problems:
            flash(request, text("The plan was sent back."), text("Who prepared it was told why."))
            return SeeOther(reverse("plans:version", args=[version.key]))
    return _page(request, version, form, problems)


def _page(
    request: HttpRequest, version: PlanVersion, form: ReasonForm, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    shown = content_shown(version)
    before = version.plan.versions.filter(state="approved").order_by("-number").first()
    context = context_of(person_of(request), version) | {
        "form": form,
        "problems": problems,
        "figures": shown.figures,
        "targets": show_targets(shown.figures, shown.content, shown.forecast),
        "components": show_lines(shown.figures, shown.content, {}),
        "sums": sums_of(shown.content),
        "content": shown.content,
        "hash": hash_of(shown.content),
        "before": before,
        "said": differences(content_of(before), shown.content) if before is not None else [],
        "states": STATE_NAMES,
    }
    return render(request, "plans/decide.html.j2", context, status=status_of_form(request))


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def give_lines(request: HttpRequest, key: str) -> HttpResponse:
    """Give lines of the approved plan as tasks."""
    person = person_of(request)
    version = version_to_change(person, key)
    if version.plan.agency_id is not None or version.state != "approved":
        raise NotFound
    shown, given = content_shown(version), tasks_given(version.plan)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        chosen = set(request.POST.getlist("lines"))
        lines = [one for one in shown.content.lines if one.key in chosen]
        problems = tried(lambda: give(actor=person, version=version, lines=lines))
        if not problems:
            flash(
                request,
                text_by_count(
                    "One line was given as a task.", "{count} lines were given as tasks.", len(lines)
                ),
                text("A line that was given before keeps its task as it is."),
            )
            return SeeOther(reverse("plans:version", args=[version.key]) + "#bien-phap")
    context = context_of(person, version) | {
        "components": show_lines(shown.figures, shown.content, given),
        "problems": problems,
    }
    return render(request, "plans/give.html.j2", context, status=status_of_form(request))
