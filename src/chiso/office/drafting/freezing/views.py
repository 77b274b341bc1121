"""Pages on the way into force: check list, approval, corrections of a set in force."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.frameworks.exporting.formats import write_export
from chiso.language import text
from chiso.office.drafting.access import APPROVE, DRAFT, READ, draft_for, where_of
from chiso.office.drafting.consulting.selectors import consultations_of
from chiso.office.drafting.freezing.checklist import CheckList, check_list_of
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.drafting.freezing.forms import ApproveForm, ErrataForm, ReturnForm
from chiso.office.drafting.freezing.selectors import before, frozen_named
from chiso.office.drafting.freezing.services import (
    approve_draft,
    begin_errata,
    return_draft,
    submit_draft,
    take_back,
    where_to_approve,
)
from chiso.office.drafting.models import Draft
from chiso.office.errors import Incomplete, NotFound
from chiso.office.people.guard import needs
from chiso.office.people.rights import Where, decide, may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.people.step_up import step_up
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.problems import Problem

DRAFT_FORMS = ("docx", "xlsx", "yaml")


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def checklist(request: HttpRequest, key: str) -> HttpResponse:
    """What stands in the way of approval; submit the draft, or take it back."""
    person = person_of(request)
    draft = draft_for(person, key)
    if request.method == "POST":
        version = expected_version(request)
        if request.POST.get("action") == "take_back":
            take_back(actor=person, draft=draft, expected_version=version)
            flash(request, text("The draft was taken back."), text("It can be written on again."))
        else:
            submit_draft(actor=person, draft=draft, expected_version=version)
            flash(request, text("The draft was submitted."), text("Those who approve were told."))
        return SeeOther(reverse("drafting:checklist", args=[key]))
    found = check_list_of(draft)
    context = {
        "draft": draft,
        "list": found,
        "hash": _hash_of(found),
        "may_draft": may(person, DRAFT, where_of(draft)),
        "consultations": list(consultations_of(draft)),
        "forms": DRAFT_FORMS,
    }
    return render(request, "drafting/checklist.html.j2", context)


def _hash_of(found: CheckList) -> str:
    framework = found.examined.framework
    return framework.hash if framework is not None else ""


@needs(READ)
@require_safe
def draft_file(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The draft as it would be frozen, as a file to read. Raises Incomplete where it cannot be read."""
    draft = draft_for(person_of(request), key)
    found = check_list_of(draft).examined
    if form not in DRAFT_FORMS:
        raise NotFound
    if found.framework is None:
        raise Incomplete([*found.faults_of_form, *found.faults_of_maxima])
    language: Any = getattr(request, "language", "vi")
    name = f"du-thao-{draft.set_key}.{form}"
    return hand_out(write_export(found.framework, name, language), name)


@needs(APPROVE)
@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, key: str) -> HttpResponse:
    """Read what was submitted; approve it by a decision (with a code given just before), or return it."""
    draft = draft_for(person_of(request), key)
    if request.method != "POST":
        return _approval_page(request, draft, ApproveForm(), ReturnForm())
    if request.POST.get("action") == "return":
        return _return(request, draft)
    return _approve(request, draft)


@step_up
def _approve(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = keep(request, ApproveForm(request.POST))
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            frozen = approve_draft(
                actor=person_of(request),
                draft=draft,
                expected_version=expected_version(request),
                **form.cleaned_data,
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("{name} is in force.", name=frozen.set_key))
            return SeeOther(reverse("drafting:frozen", args=[frozen.set_key]))
    return _approval_page(request, draft, form, ReturnForm(), problems)


def _return(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = ReturnForm(request.POST)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            return_draft(
                actor=person_of(request),
                draft=draft,
                reason=form.cleaned_data["reason"],
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The draft was returned."), text("Who submitted it was told why."))
            return SeeOther(reverse("drafting:checklist", args=[draft.key]))
    return _approval_page(request, draft, ApproveForm(), form, problems)


def _approval_page(
    request: HttpRequest,
    draft: Draft,
    form: ApproveForm,
    return_form: ReturnForm,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    found = check_list_of(draft)
    framework = found.examined.framework
    allowed = decide(person_of(request), APPROVE, where_to_approve(draft))
    context = {
        "draft": draft,
        "list": found,
        "framework": framework,
        "hash": _hash_of(found),
        "before": before(framework, draft.errata_of) if framework is not None else None,
        "consultations": list(consultations_of(draft)),
        "form": form,
        "return_form": return_form,
        "problems": problems,
        "allowed": allowed,
        "forms": DRAFT_FORMS,
    }
    status = status_of_form(request)
    return render(request, "drafting/approve.html.j2", context, status=status)


@needs(DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def errata(request: HttpRequest, name: str) -> HttpResponse:
    """Begin a new version that mends a set in force."""
    frozen = frozen_named(name)
    require_for_page(person_of(request), DRAFT, Where())
    form = ErrataForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            begun = begin_errata(actor=person_of(request), frozen=frozen, **form.cleaned_data)
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The correction was begun as a draft."))
            return SeeOther(reverse("drafting:draft", args=[begun.key]))
    context = {"frozen": frozen, "form": form, "problems": problems}
    status = status_of_form(request)
    return render(request, "drafting/errata.html.j2", context, status=status)
