"""Who answers for what: by a table, by field, and as a table to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import Language, text
from chiso.office.campaigns.access import MANAGE, campaign_for
from chiso.office.campaigns.assigning.by_field import fields_of_assignments
from chiso.office.campaigns.assigning.forms import AssignmentsForm, FieldsForm, initial_of_fields
from chiso.office.campaigns.assigning.services import assign_by_field, take_over_assignments
from chiso.office.campaigns.assigning.tables import assignments_as_csv, assignments_as_workbook
from chiso.office.campaigns.selectors import assignments_of
from chiso.office.campaigns.services import framework_of
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import Incomplete, NotFound
from chiso.office.organisation.models import Agency
from chiso.office.organisation.selectors import forms_on
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.rights import Where, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, flash, status_of_form
from chiso.periods import parse_period
from chiso.problems import BadInput, Problem

_FORMS = {"csv": assignments_as_csv, "xlsx": assignments_as_workbook}


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def assignments(request: HttpRequest, key: str) -> HttpResponse:
    """Replace who answers for what by a table."""
    found = campaign_for(person_of(request), key)
    require_for_page(person_of(request), MANAGE, Where(campaign=found))
    form = AssignmentsForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["table"]
        try:
            count = take_over_assignments(
                actor=person_of(request), campaign=found, content=file.read(), name=file.name
            )
        except (BadInput, Incomplete) as refused:
            problems = refused.problems
        else:
            flash(request, text("Assignments: {count}.", count=count))
            return SeeOther(reverse("campaigns:schedule", args=[key]))
    context = {"campaign": found, "form": form, "problems": problems}
    return render(request, "campaigns/assignments.html.j2", context, status=status_of_form(request))


@signed_in
@require_safe
def table(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The assignments as a table (csv, xlsx) that can be changed and brought again. Raises NotFound."""
    found = campaign_for(person_of(request), key)
    if form not in _FORMS:
        raise NotFound
    language: Language = getattr(request, "language", "vi")
    content = _FORMS[form](assignments_of(found), framework_of(found), language)
    return hand_out(content, f"phan-cong-{found.period}.{form}")


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def by_field(request: HttpRequest, key: str) -> HttpResponse:
    """Say who appraises each field of all units, each of which answers for itself."""
    found = campaign_for(person_of(request), key)
    require_for_page(person_of(request), MANAGE, Where(campaign=found))
    framework, stands = framework_of(found), list(assignments_of(found))
    initial = initial_of_fields(fields_of_assignments(framework, stands))
    form = FieldsForm(framework, _appraisers(found.period), request.POST or None, initial=initial)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            count = assign_by_field(actor=person_of(request), campaign=found, fields=form.read())
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("Assignments: {count}.", count=count))
            return SeeOther(reverse("campaigns:schedule", args=[key]))
    context = {
        "campaign": found,
        "form": form,
        "problems": problems,
        "units": len({row.unit_id for row in stands}),
    }
    return render(request, "campaigns/assign-by-field.html.j2", context, status=status_of_form(request))


def _appraisers(period: str) -> list[Agency]:
    """The offices that there are in a period: departments and the like, not communes."""
    forms = forms_on(parse_period(period).reference_day)
    return [form.agency for form in forms if form.level == "office"]
