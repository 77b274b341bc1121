"""Asking the optimiser, and what it found."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.language import text, text_by_count
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.plans.access import CHANGE, READ, calculation_for, version_for, version_to_change
from chiso.office.plans.basis import Figures
from chiso.office.plans.calculating import ask_optimiser, take_over
from chiso.office.plans.forms import RIVALS_WORDS, QuestionForm
from chiso.office.plans.found import found_of
from chiso.office.plans.gaps import units_to_look_at
from chiso.office.plans.models import Calculation
from chiso.office.plans.selectors import basis_of
from chiso.office.plans.views.answering import context_of, tried
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import Problem


@needs(CHANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for the cheapest plan, or the most points for a budget."""
    person = person_of(request)
    version = version_to_change(person, key)
    figures = Figures(basis_of(version.plan))
    units = units_to_look_at(version, figures)
    form = QuestionForm(units, request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        made: list[Calculation] = []
        problems = tried(
            lambda: made.append(ask_optimiser(actor=person, version=version, question=form.read()))
        )
        if not problems:
            flash(request, text("The question is put; the answer comes within a minute or two."))
            return SeeOther(reverse("plans:calculation", args=[version.key, made[0].key]))
    asked = version.calculations.select_related("asked_by").defer("measures", "capacity", "results")
    context = context_of(person, version) | {
        "form": form,
        "problems": problems,
        "units": units,
        "figures": figures,
        "asked": list(asked),
    }
    return render(request, "plans/calculate.html.j2", context, status=status_of_form(request))


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest, key: str, calculation_key: str) -> HttpResponse:
    """What was found; chosen measures are taken over as lines."""
    person = person_of(request)
    posts = request.method == "POST"
    version = version_to_change(person, key) if posts else version_for(person, key)
    calculation = calculation_for(version, calculation_key)
    problems: tuple[Problem, ...] = ()
    if posts:
        count: list[int] = []
        problems = tried(
            lambda: count.append(
                take_over(
                    actor=person, version=version, calculation=calculation,
                    measures=request.POST.getlist("measures"), expected_version=expected_version(request),
                )
            )
        )  # fmt: skip
        if not problems:
            said = text_by_count("One line was taken over.", "{count} lines were taken over.", count[0])
            flash(request, said, text("Deadlines and products are to be added where they are missing."))
            return SeeOther(reverse("plans:version", args=[version.key]) + "#bien-phap")
    language: Any = getattr(request, "language", "vi")
    context = context_of(person, version) | {
        "calculation": calculation,
        "found": found_of(calculation, language) if calculation.state == "done" else None,
        "rivals_words": RIVALS_WORDS,
        "failed": [one[language] for one in calculation.problems],
        "problems": problems,
        "figures": Figures(basis_of(version.plan)),
    }
    return render(request, "plans/calculation.html.j2", context, status=status_of_form(request))
