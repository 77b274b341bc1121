"""Threads as they are shown: posts for the part `thread` of pages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from chiso.language import Text, text
from chiso.office.campaigns.models import Question, Reply

APPRAISER, AGENCY = text("appraiser"), text("agency")


def posts_of(question: Question) -> list[dict[str, Any]]:
    """The question, what was said to it, how it ended; the replies are at hand."""
    posts: list[dict[str, Any]] = [
        {
            "who": question.asked_by.full_name,
            "role": APPRAISER,
            "at": question.asked_at,
            "words": question.words,
            "side": "appraiser",
            "deadline": timezone.localdate(question.answer_until),
        }
    ]
    posts += [_post(question, reply) for reply in question.replies.all()]
    if question.closed_at is not None:
        said = text("The explanation was accepted.")
        if not question.accepted:
            said = text("The explanation was not accepted.")
        posts.append({"at": question.closed_at, "words": said, "side": "event"})
    return posts


def _post(question: Question, reply: Reply) -> dict[str, Any]:
    role: Text = APPRAISER if reply.is_appraiser else AGENCY
    if not reply.is_appraiser and reply.at > question.answer_until:
        role = text("agency, after the deadline")
    return {
        "who": reply.by.full_name,
        "role": role,
        "at": reply.at,
        "words": reply.words,
        "side": "appraiser" if reply.is_appraiser else "agency",
        "deadline": None,
    }


def state_of(question: Question, *, answered: bool) -> tuple[Text, str]:
    """How a question stands, and the kind of its tag."""
    if question.closed_at is not None:
        return (text("accepted"), "good") if question.accepted else (text("not accepted"), "bad")
    return (text("answered, to be heard"), "info") if answered else (text("waits for the agency"), "warn")
