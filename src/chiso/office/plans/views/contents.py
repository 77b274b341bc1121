"""Targets and lines of a version: add, change, take out."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import Text, text
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
    initial = initial_of_target(standing) if standing is not None else {"node": request.GET.get("ma", "")}
    form = TargetForm(version.plan, _figures(version), request.POST or None, initial=initial)

    def save(expected: int) -> Text:
        save_target(
            actor=person_of(request), version=version, given=form.read(), target=standing,
            expected_version=expected,
        )  # fmt: skip
        return text("The target was saved.")

    return _answered(request, version, form, save, "target", standing)


def _line(request: HttpRequest, version: PlanVersion, standing: Line | None) -> HttpResponse:
    initial = initial_of_line(standing) if standing is not None else {"node": request.GET.get("ma", "")}
    form = LineForm(version.plan, _figures(version), request.POST or None, initial=initial)

    def save(expected: int) -> Text:
        given = form.read(standing.measure if standing else "")
        save_line(
            actor=person_of(request), version=version, given=given, line=standing, expected_version=expected
        )
        return text("The line was saved.")

    return _answered(request, version, form, save, "line", standing, place="#bien-phap")


def _figures(version: PlanVersion) -> Figures:
    return Figures(basis_of(version.plan))


def _answered(
    request: HttpRequest,
    version: PlanVersion,
    form: Form,
    save: Callable[[int], Text],
    name: str,
    standing: PlanTarget | Line | None,
    *,
    place: str = "",
) -> HttpResponse:
    """The page of what stands or is added; once it was sent, what `save` says of it, back at `place`."""
    keep(request, form)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        problems = tried(lambda: flash(request, save(expected_version(request))))
        if not problems:
            return SeeOther(reverse("plans:version", args=[version.key]) + place)
    context = context_of(person_of(request), version) | {name: standing, "form": form, "problems": problems}
    return render(request, f"plans/{name}.html.j2", context, status=status_of_form(request))
