"""Taking lines, targets and solutions in from tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.language import Text, text_by_count
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.plans.access import CHANGE, version_to_change
from chiso.office.plans.forms import LinesForm, SolutionsForm, TargetsForm
from chiso.office.plans.models import PlanVersion
from chiso.office.plans.reading_cells import LARGEST_TABLE
from chiso.office.plans.reading_lines import read_lines
from chiso.office.plans.reading_solutions import read_ways
from chiso.office.plans.reading_targets import read_targets
from chiso.office.plans.services.contents import take_lines_in, take_solutions_in, take_targets_in
from chiso.office.plans.views.answering import context_of, tried
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import Problem


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_lines(request: HttpRequest, key: str) -> HttpResponse:
    """Take the lines of a table in: all of them, or none."""
    form = LinesForm(request.POST or None, request.FILES or None)

    def take(version: PlanVersion, content: bytes, name: str, seen: int) -> Text:
        given = read_lines(version, content, name)
        count = take_lines_in(actor=person_of(request), version=version, given=given, expected_version=seen)
        return text_by_count("One line was taken in.", "{count} lines were taken in.", count)

    return _taken(request, key, form, take, "import_lines", "#bien-phap")


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_targets(request: HttpRequest, key: str) -> HttpResponse:
    """Set the targets of a table: all of them, or none."""
    form = TargetsForm(request.POST or None, request.FILES or None)

    def take(version: PlanVersion, content: bytes, name: str, seen: int) -> Text:
        given = read_targets(version, content, name)
        count = take_targets_in(actor=person_of(request), version=version, given=given, expected_version=seen)
        return text_by_count("One target was set.", "{count} targets were set.", count)

    return _taken(request, key, form, take, "import_targets", "#muc-tieu")


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_solutions(request: HttpRequest, key: str) -> HttpResponse:
    """Put the solutions of a table in the place of those that stand."""
    form = SolutionsForm(request.POST or None, request.FILES or None)

    def take(version: PlanVersion, content: bytes, name: str, seen: int) -> Text:
        given = read_ways(version, content, name)
        count = take_solutions_in(
            actor=person_of(request), version=version, given=given, expected_version=seen
        )
        return text_by_count("One solution was taken in.", "{count} solutions were taken in.", count)

    return _taken(request, key, form, take, "import_solutions", "#giai-phap")


def _taken(
    request: HttpRequest,
    key: str,
    form: Any,
    take: Callable[[PlanVersion, bytes, str, int], Text],
    name: str,
    place: str,
) -> HttpResponse:
    """The page of a table; once it was sent, what was taken in, back at `place` of the version."""
    person = person_of(request)
    version = version_to_change(person, key)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["table"]
        content = file.read(LARGEST_TABLE + 1)
        problems = tried(lambda: flash(request, take(version, content, file.name, expected_version(request))))
        if not problems:
            return SeeOther(reverse("plans:version", args=[version.key]) + place)
    context = context_of(person, version) | {"form": form, "problems": problems}
    return render(request, f"plans/{name}.html.j2", context, status=status_of_form(request))
