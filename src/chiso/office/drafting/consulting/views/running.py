"""Pages for who runs a consultation: open it, give more time, end it, answer, hand out the table."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.drafting.access import CONSULT, READ, consultation_for, draft_for, where_of
from chiso.office.drafting.consulting.forms import AnswerForm, EraseForm, ExtendForm, OpenForm
from chiso.office.drafting.consulting.selectors import opinion_for, opinions_for
from chiso.office.drafting.consulting.services.consultations import (
    end_consultation,
    extend_consultation,
    open_consultation,
)
from chiso.office.drafting.consulting.services.opinions import answer_opinions, erase_sender
from chiso.office.drafting.consulting.table import FORMS, opinions_table
from chiso.office.drafting.freezing.downloads import hand_out
from chiso.office.errors import Conflict, Incomplete, NotFound
from chiso.office.people.guard import needs
from chiso.office.people.rights import require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash, status_of_form
from chiso.office.ui.conflicts import keep
from chiso.problems import Problem, Refused

_MOST_AT_ONCE = 200


@needs(CONSULT)
@require_http_methods(["GET", "HEAD", "POST"])
def open_new(request: HttpRequest, key: str) -> HttpResponse:
    """Lay a draft before agencies and the public."""
    draft = draft_for(person_of(request), key)
    require_for_page(person_of(request), CONSULT, where_of(draft))
    form = keep(request, OpenForm(request.POST or None, initial={"title": draft.title}))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            opened = open_consultation(
                actor=person_of(request),
                draft=draft,
                title=given["title"],
                words=given["words"],
                closes_at=given["closes_at"],
                agencies=form.chosen(),
                is_public=given["is_public"],
                expected_version=expected_version(request),
            )
        except Conflict:
            raise
        except Refused as refused:
            problems = refused.problems
        else:
            flash(request, text("The draft is laid open."), text("The agencies were told."))
            return SeeOther(reverse("drafting:consultation", args=[opened.key]))
    context = {"draft": draft, "form": form, "problems": problems}
    return render(request, "drafting/open-consultation.html.j2", context, status=status_of_form(request))


@needs(CONSULT)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, key: str) -> HttpResponse:
    """Give a consultation more time."""
    found = consultation_for(person_of(request), key)
    require_for_page(person_of(request), CONSULT, where_of(found.draft))
    form = keep(request, ExtendForm(request.POST or None, initial={"closes_at": found.closes_at}))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            extend_consultation(
                actor=person_of(request),
                consultation=found,
                closes_at=form.cleaned_data["closes_at"],
                expected_version=expected_version(request),
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The consultation has more time."))
            return SeeOther(reverse("drafting:consultation", args=[key]))
    context = {"consultation": found, "form": form, "problems": problems}
    return render(request, "drafting/extend-consultation.html.j2", context, status=status_of_form(request))


@needs(CONSULT)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, key: str) -> HttpResponse:
    """End a consultation whose time is over, after one more question."""
    found = consultation_for(person_of(request), key)
    require_for_page(person_of(request), CONSULT, where_of(found.draft))
    if request.method == "POST":
        end_consultation(
            actor=person_of(request), consultation=found, expected_version=expected_version(request)
        )
        flash(request, text("The consultation has ended."))
        return SeeOther(reverse("drafting:consultation", args=[key]))
    return render(request, "drafting/end-consultation.html.j2", {"consultation": found})


@needs(CONSULT)
@require_http_methods(["GET", "HEAD", "POST"])
def answer_several(request: HttpRequest, key: str) -> HttpResponse:
    """Every opinion that waits, and one answer for those that are ticked."""
    found = consultation_for(person_of(request), key)
    require_for_page(person_of(request), CONSULT, where_of(found.draft))
    form = AnswerForm(request.POST or None)
    problems: tuple[Problem, ...] = ()
    status = status_of_form(request)
    ticked = request.POST.getlist("chosen")
    if request.method == "POST" and form.is_valid():
        try:
            count = answer_opinions(
                actor=person_of(request),
                consultation=found,
                chosen=[_key_and_version(one) for one in ticked],
                **form.cleaned_data,
            )
        except (Conflict, Incomplete) as refused:
            # Two answered at once: the page comes back with the versions of now, and what was typed.
            problems, status = refused.problems, refused.status
        else:
            flash(request, text("Opinions answered: {count}.", count=count))
            return SeeOther(reverse("drafting:answer-opinions", args=[key]))
    waiting = opinions_for(person_of(request), found).filter(decision="")
    context = {
        "consultation": found,
        "form": form,
        "problems": problems,
        "rows": list(waiting[:_MOST_AT_ONCE]),
        "waiting": waiting.count(),
        "ticked": {one.partition(":")[0] for one in ticked},
    }
    return render(request, "drafting/answer-opinions.html.j2", context, status=status)


def _key_and_version(written: str) -> tuple[str, int]:
    """An opinion that was ticked, and the version that was seen. Raises NotFound for what no page sends."""
    key, _, version = written.partition(":")
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        raise NotFound
    return key, int(version)


@needs(CONSULT)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """One opinion: who sent it, and its answer."""
    found = opinion_for(person_of(request), key)
    require_for_page(person_of(request), CONSULT, where_of(found.consultation.draft))
    initial = {"decision": found.decision, "answer": found.answer}
    form = keep(request, AnswerForm(request.POST or None, initial=initial))
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            answer_opinions(
                actor=person_of(request),
                consultation=found.consultation,
                chosen=[(found.key, expected_version(request))],
                **form.cleaned_data,
            )
        except Incomplete as refused:
            problems = refused.problems
        else:
            flash(request, text("The opinion was answered."))
            return SeeOther(reverse("drafting:consultation", args=[found.consultation.key]))
    context = {
        "opinion": found,
        "consultation": found.consultation,
        "author": getattr(found, "public_author", None),
        "form": form,
        "problems": problems,
    }
    return render(request, "drafting/answer-opinion.html.j2", context, status=status_of_form(request))


@needs(CONSULT)
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, key: str) -> HttpResponse:
    """Erase who sent an opinion."""
    found = opinion_for(person_of(request), key)
    require_for_page(person_of(request), CONSULT, where_of(found.consultation.draft))
    author = getattr(found, "public_author", None)
    if author is None or author.erased_at is not None:
        raise NotFound
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        erase_sender(actor=person_of(request), opinion=found, request=form.cleaned_data["request"])
        flash(request, text("Name and contact were erased."))
        return SeeOther(reverse("drafting:answer-opinion", args=[key]))
    context = {"opinion": found, "consultation": found.consultation, "form": form}
    return render(request, "drafting/erase-sender.html.j2", context, status=status_of_form(request))


@needs(READ)
@require_safe
def table(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The table of opinions and answers as a file."""
    found = consultation_for(person_of(request), key)
    require_for_page(person_of(request), READ, where_of(found.draft))
    if form not in FORMS:
        raise NotFound
    language: Any = getattr(request, "language", "vi")
    name = f"y-kien-{found.draft.set_key}.{form}"
    return hand_out(opinions_table(found, form, language), name)
