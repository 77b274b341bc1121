"""Taking lines in from a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.language import text_by_count
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.plans.access import CHANGE, version_to_change
from chiso.office.plans.calculating import LARGEST_TABLE
from chiso.office.plans.forms import ImportForm
from chiso.office.plans.reading_lines import read_lines
from chiso.office.plans.services.contents import take_lines_in
from chiso.office.plans.views.answering import context_of, tried
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import Problem


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def import_lines(request: HttpRequest, key: str) -> HttpResponse:
    """Take the lines of a table in: all of them, or none."""
    person = person_of(request)
    version = version_to_change(person, key)
    form = ImportForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["table"]
        count: list[int] = []

        def do() -> None:
            given = read_lines(version, file.read(LARGEST_TABLE + 1), file.name)
            count.append(
                take_lines_in(
                    actor=person, version=version, given=given, expected_version=expected_version(request)
                )
            )

        problems = tried(do)
        if not problems:
            said = text_by_count("One line was taken in.", "{count} lines were taken in.", count[0])
            flash(request, said)
            return SeeOther(reverse("plans:version", args=[version.key]) + "#bien-phap")
    context = context_of(person, version) | {"form": form, "problems": problems}
    return render(request, "plans/import_lines.html.j2", context, status=status_of_form(request))
