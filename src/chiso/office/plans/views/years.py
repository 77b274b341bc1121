"""The earlier years of a plan: which stand, adding one from an edition or a table, taking one out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chiso.language import text
from chiso.office.errors import NotFound
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.plans.access import PREPARE, plan_to_change, year_for
from chiso.office.plans.basis import Started, start_from_edition, start_from_table
from chiso.office.plans.models import Plan
from chiso.office.plans.opening_forms import YearFromEditionForm, YearFromTableForm
from chiso.office.plans.selectors import basis_of, editions_before, years_of
from chiso.office.plans.services.years import add_year, remove_year
from chiso.office.plans.views.answering import tried
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.problems import Problem

FROM_EDITION = "edition"


@needs(PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def years(request: HttpRequest, key: str) -> HttpResponse:
    """The years that stand, and two forms: one takes an edition, the other a table."""
    person = person_of(request)
    plan = _of_the_city(plan_to_change(person, key))
    editions = editions_before(plan)
    posted = request.method == "POST"
    takes_edition = posted and request.POST.get("action") == FROM_EDITION
    edition_form = YearFromEditionForm(editions, request.POST if takes_edition else None)
    takes_table = posted and not takes_edition
    table_form = YearFromTableForm(
        request.POST if takes_table else None, request.FILES if takes_table else None
    )
    problems: tuple[Problem, ...] = ()
    start = _start(takes_edition, edition_form, table_form, editions) if posted else None
    if start is not None:
        problems = tried(
            lambda: add_year(
                actor=person, plan=plan, started=start(), expected_version=expected_version(request)
            )
        )
        if not problems:
            flash(request, text("The year was added."), text("The gaps tell what was lost in it."))
            return SeeOther(reverse("plans:years", args=[plan.key]))
    context = {
        "plan": plan,
        "version": plan.versions.order_by("-number")[0],
        "basis": basis_of(plan),
        "years": years_of(plan),
        "editions": editions,
        "edition_form": edition_form,
        "table_form": table_form,
        "problems": problems,
    }
    return render(request, "plans/years.html.j2", context, status=status_of_form(request))


def _start(
    takes_edition: bool, edition_form: YearFromEditionForm, table_form: YearFromTableForm, editions: list[Any]
) -> Callable[[], Started] | None:
    """How the figures are begun with; None where the form has mistakes."""
    if takes_edition:
        if not edition_form.is_valid():
            return None
        key = edition_form.cleaned_data["edition"]
        return lambda: start_from_edition(next(one for one in editions if one.key == key))
    if not table_form.is_valid():
        return None
    source = table_form.cleaned_data["source"]
    return lambda: start_from_table(table_form.read(), unit="", source=source)


@needs(PREPARE)
@require_POST
def drop_year(request: HttpRequest, key: str, year_key: str) -> HttpResponse:
    """Take a year out."""
    person = person_of(request)
    plan = _of_the_city(plan_to_change(person, key))
    remove_year(
        actor=person, plan=plan, year=year_for(plan, year_key), expected_version=expected_version(request)
    )
    flash(request, text("The year was taken out."))
    return SeeOther(reverse("plans:years", args=[plan.key]))


def _of_the_city(plan: Plan) -> Plan:
    if plan.agency_id is not None:
        raise NotFound
    return plan
