"""The list of drafts, and beginning one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.drafting.access import DRAFT, frozen_for
from chiso.office.drafting.beginning import empty_document, from_annex, from_library
from chiso.office.drafting.forms import AnnexForm, EmptyForm, LibraryForm
from chiso.office.drafting.models import Draft
from chiso.office.drafting.selectors import drafts_with_counts
from chiso.office.drafting.services import begin_draft
from chiso.office.drafting.verbs import ORIGINS, STATES
from chiso.office.errors import NotFound
from chiso.office.people.guard import needs, signed_in
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, flash, status_of_form
from chiso.office.ui.paging import page_of
from chiso.problems import Problem, Refused

FORMS: dict[str, type[forms.Form]] = {"annex": AnnexForm, "library": LibraryForm, "empty": EmptyForm}


@signed_in
@require_safe
def drafts_list(request: HttpRequest) -> HttpResponse:
    """The drafts that the reader may read."""
    person = person_of(request)
    context = {
        "pages": page_of(request, drafts_with_counts(person)),
        "states": STATES,
        "origins": ORIGINS,
        "may_draft": may(person, DRAFT, Where()),
    }
    return render(request, "drafting/list.html.j2", context)


@needs(DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, origin: str) -> HttpResponse:
    """Begin a draft, from one of several things."""
    kind = FORMS.get(origin)
    if kind is None:
        raise NotFound
    form = kind(request.POST or None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            begun = _BEGIN[origin](person_of(request), form.cleaned_data)
        except Refused as refused:
            problems = refused.problems
        else:
            flash(request, text("The draft stands."), _what_next(begun))
            return SeeOther(reverse("drafting:draft", args=[begun.key]))
    context = {"form": form, "problems": problems, "origin": origin}
    return render(request, "drafting/new.html.j2", context, status=status_of_form(request))


def _what_next(draft: Draft) -> Any:
    count = draft.questions.count()
    if not count:
        return text("Go through it node by node.")
    return text("Reading the annex left {count} questions: answer them first.", count=count)


def _begin_annex(actor: Person, given: Mapping[str, Any]) -> Draft:
    file = given["annex"]
    name = f"{given['identifier']}@{given['version_name']}"
    document, questions = from_annex(file.read(), file.name, name)
    return begin_draft(
        actor=actor,
        origin="annex",
        origin_words=file.name,
        document=document,
        identifier=given["identifier"],
        version_name=given["version_name"],
        questions=questions,
    )


def _begin_library(actor: Person, given: Mapping[str, Any]) -> Draft:
    source: str = given["source"]
    kind, _, key = source.partition(":")
    if kind == "frozen" and key:
        frozen = frozen_for(actor, key)
        document, origin, words = frozen.as_document(), "earlier", frozen.set_key
    else:
        document, origin, words = from_library(source), "library", source
    return begin_draft(
        actor=actor,
        origin=origin,
        origin_words=words,
        document={**document, "status": "draft"},
        identifier=given["identifier"],
        version_name=given["version_name"],
    )


def _begin_empty(actor: Person, given: Mapping[str, Any]) -> Draft:
    return begin_draft(
        actor=actor,
        origin="empty",
        origin_words="",
        document=empty_document(given["title_vi"], given["title_en"]),
        identifier=given["identifier"],
        version_name=given["version_name"],
    )


_BEGIN: dict[str, Callable[[Person, Mapping[str, Any]], Draft]] = {
    "annex": _begin_annex,
    "library": _begin_library,
    "empty": _begin_empty,
}
