"""Targets and lines of a version: add, change, take out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import text
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.plans.access import CHANGE, line_for, target_for, version_to_change
from chiso.office.plans.basis import Figures
from chiso.office.plans.forms import LineForm, TargetForm, initial_of_line, initial_of_target
from chiso.office.plans.models import Line, PlanTarget, PlanVersion
from chiso.office.plans.selectors import basis_of
from chiso.office.plans.services.contents import remove_line, remove_target, save_line, save_target
from chiso.office.plans.views.answering import context_of, tried
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.problems import Problem


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_target(request: HttpRequest, key: str) -> HttpResponse:
    """Set a target."""
    return _target(request, version_to_change(person_of(request), key), None)


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def target(request: HttpRequest, key: str, target_key: str) -> HttpResponse:
    """Change a target."""
    version = version_to_change(person_of(request), key)
    return _target(request, version, target_for(version, target_key))


@needs(CHANGE)
@require_POST
def drop_target(request: HttpRequest, key: str, target_key: str) -> HttpResponse:
    """Take a target out."""
    person = person_of(request)
    version = version_to_change(person, key)
    remove_target(
        actor=person, version=version, target=target_for(version, target_key),
        expected_version=expected_version(request),
    )  # fmt: skip
    flash(request, text("The target was taken out."))
    return SeeOther(reverse("plans:version", args=[version.key]))


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_line(request: HttpRequest, key: str) -> HttpResponse:
    """Add a line."""
    return _line(request, version_to_change(person_of(request), key), None)


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, key: str, line_key: str) -> HttpResponse:
    """Change a line."""
    version = version_to_change(person_of(request), key)
    return _line(request, version, line_for(version, line_key))


@needs(CHANGE)
@require_POST
def drop_line(request: HttpRequest, key: str, line_key: str) -> HttpResponse:
    """Take a line out."""
    person = person_of(request)
    version = version_to_change(person, key)
    remove_line(
        actor=person, version=version, line=line_for(version, line_key),
        expected_version=expected_version(request),
    )  # fmt: skip
    flash(request, text("The line was taken out."))
    return SeeOther(reverse("plans:version", args=[version.key]))


def _target(request: HttpRequest, version: PlanVersion, standing: PlanTarget | None) -> HttpResponse:
    person, figures = person_of(request), Figures(basis_of(version.plan))
    initial = initial_of_target(standing) if standing is not None else {"node": request.GET.get("ma", "")}
    form = keep(request, TargetForm(version.plan, figures, request.POST or None, initial=initial))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        problems = tried(
            lambda: save_target(
                actor=person, version=version, given=form.read(), target=standing,
                expected_version=expected_version(request),
            )
        )  # fmt: skip
        if not problems:
            flash(request, text("The target was saved."))
            return SeeOther(reverse("plans:version", args=[version.key]))
    context = context_of(person, version) | {"target": standing, "form": form, "problems": problems}
    return render(request, "plans/target.html.j2", context, status=status_of_form(request))


def _line(request: HttpRequest, version: PlanVersion, standing: Line | None) -> HttpResponse:
    person, figures = person_of(request), Figures(basis_of(version.plan))
    initial = initial_of_line(standing) if standing is not None else {"node": request.GET.get("ma", "")}
    form = keep(request, LineForm(version.plan, figures, request.POST or None, initial=initial))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        problems = tried(
            lambda: save_line(
                actor=person, version=version, given=form.read(standing.measure if standing else ""),
                line=standing, expected_version=expected_version(request),
            )
        )  # fmt: skip
        if not problems:
            flash(request, text("The line was saved."))
            return SeeOther(reverse("plans:version", args=[version.key]) + "#bien-phap")
    context = context_of(person, version) | {"line": standing, "form": form, "problems": problems}
    return render(request, "plans/line.html.j2", context, status=status_of_form(request))
