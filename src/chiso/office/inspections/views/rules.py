"""Checklists and rules of severity: the list with what is in force, bringing one, the file itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from chiso.inspection.validity import out_of_force
from chiso.language import text
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import NotFound
from chiso.office.inspections.access import BRING_RULES, READ_RULES, where_of_rules
from chiso.office.inspections.forms import RuleFileForm
from chiso.office.inspections.models import RuleFile
from chiso.office.inspections.rules import rules_listed
from chiso.office.inspections.services.rules import bring_rules
from chiso.office.inspections.views.answering import tried
from chiso.office.people.guard import needs
from chiso.office.people.rights import may
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, flash, status_of_form
from chiso.problems import Problem


@needs(READ_RULES)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All of them: title, source, validity, by whom brought, what superseded it."""
    today = timezone.localdate()
    shown = rules_listed()
    context: dict[str, Any] = {
        "rules": shown,
        "ended": {one.name for one in shown if out_of_force(one.what, today, today) is not None},
        "may_bring": may(person_of(request), BRING_RULES, where_of_rules()),
    }
    return render(request, "inspections/rules.html.j2", context)


@needs(BRING_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a file."""
    person = person_of(request)
    form = RuleFileForm(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        problems = tried(lambda: bring_rules(actor=person, content=file.read(), file_name=file.name))
        if not problems:
            flash(request, text("It is taken in; inspections can pick it from now on."))
            return SeeOther(reverse("inspections:rules"))
    context = {"form": form, "problems": problems}
    return render(request, "inspections/bring_rules.html.j2", context, status=status_of_form(request))


@needs(READ_RULES)
@require_safe
def rule_file(request: HttpRequest, key: str) -> HttpResponse:
    """The file as it was brought."""
    found = RuleFile.objects.filter(key=key).first()
    if found is None:
        raise NotFound
    return hand_out(found.content.encode(), f"{found.name}.yaml")
