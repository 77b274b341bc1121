"""Questions that reading an annex left: answered by one of the choices, or in words."""

from __future__ import annotations

from django.utils import timezone

from chiso.language import text
from chiso.office.drafting.models import DraftNode, Question
from chiso.office.drafting.services.changing import changing
from chiso.office.errors import Incomplete
from chiso.office.people.models import Person
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem


def answer_question(
    *, actor: Person, question: Question, choice: int | None, words: str, expected_version: int
) -> Question:
    """Answer a question by a choice (from 0), which changes its node where it says how, or by words.

    Raises NoRight, Conflict, Incomplete (CH-7706 neither a choice nor words).
    """
    chosen = question.choices[choice] if choice is not None and choice < len(question.choices) else None
    if chosen is None and not words:
        raise Incomplete([_no_answer(question)])
    with changing(question.draft, actor=actor, verb="draft_question_answered") as step:
        current = lock_version(question, expected_version)
        row = DraftNode.objects.filter(draft=step.draft, key=current.node).first()
        content = chosen.get("content") if chosen else None
        if content and row is not None:
            step.touch(row, content={**row.content, **content})
        current.answer = chosen["vi"] if chosen else words
        current.answered_at, current.answered_by = timezone.now(), actor
        save_next(current)
        step.facts |= {"question": current.number, "node": row.code if row else ""}
    return current


def _no_answer(question: Question) -> Problem:
    return Problem(
        "CH-7706",
        Place(field="choice"),
        "",
        text("Expected one of the choices, or an answer in words."),
        text("Choose one; or mend the node and say in words what was done."),
    )
