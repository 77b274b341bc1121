"""What reading an annex left to a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from chiso.language import Bilingual, text
from chiso.office.drafting.access import DRAFT, draft_to_write
from chiso.office.drafting.forms import AnswerForm
from chiso.office.drafting.models import Draft, DraftNode, Question
from chiso.office.drafting.selectors import questions_of
from chiso.office.drafting.services import answer_question
from chiso.office.errors import Incomplete, NotFound
from chiso.office.people.guard import needs
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.problems import Problem


@needs(DRAFT)
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest, key: str) -> HttpResponse:
    """All questions of a draft, each with its form."""
    draft = draft_to_write(person_of(request), key)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            return _answer(request, draft)
        except Incomplete as refused:
            problems = refused.problems
    codes = {row.key: row.code for row in DraftNode.objects.filter(draft=draft)}
    shown = [_shown(question, codes) for question in questions_of(draft)]
    context = {
        "draft": draft,
        "questions": shown,
        "open_count": sum(not one["is_answered"] for one in shown),
        "problems": problems,
    }
    return render(request, "drafting/questions.html.j2", context, status=422 if problems else 200)


def _shown(question: Question, codes: dict[str, str]) -> dict[str, Any]:
    return {
        "question": question,
        "is_answered": question.answered_at is not None,
        "code": codes.get(question.node, ""),
        "place": _words(question.place),
        "asks": _words(question.asks),
        "form": _form(question),
    }


def _words(stored: dict[str, Any]) -> Bilingual:
    return Bilingual(stored.get("vi"), stored.get("en"))


def _form(question: Question, data: Any = None) -> AnswerForm:
    choices = [(str(number), _words(choice)) for number, choice in enumerate(question.choices)]
    return AnswerForm(choices, data, prefix=str(question.number))


def _answer(request: HttpRequest, draft: Draft) -> HttpResponse:
    written = request.POST.get("number", "")
    number = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
    question = Question.objects.select_related("draft").filter(draft=draft, number=number).first()
    if question is None:
        raise NotFound
    form = _form(question, request.POST)
    given = form.cleaned_data if form.is_valid() else {"choice": "", "words": ""}
    answer_question(
        actor=person_of(request),
        question=question,
        choice=int(given["choice"]) if given["choice"] else None,
        words=given["words"],
        expected_version=expected_version(request),
    )
    flash(request, text("Question {number} is answered.", number=str(number)))
    return SeeOther(reverse("drafting:questions", args=[draft.key]))
