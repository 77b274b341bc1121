"""Threads: what is asked of agencies, what they answer, whether it is accepted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from chiso.language import text
from chiso.office.campaigns.access import ASK, EXPLAIN, READ_APPRAISED, REPLY, campaign_for
from chiso.office.campaigns.appraising.access import question_for, questions_for
from chiso.office.campaigns.appraising.forms import ReplyForm
from chiso.office.campaigns.appraising.questions import (
    close_question,
    reply_as_agency,
    reply_as_appraiser,
    where_of_question,
)
from chiso.office.campaigns.appraising.showing import posts_of, state_of
from chiso.office.campaigns.appraising.views.queue import BY_CRITERION, address_at
from chiso.office.campaigns.models import Question
from chiso.office.errors import Incomplete
from chiso.office.files.showing import add_problems
from chiso.office.people.guard import signed_in
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, may, require_for_page
from chiso.office.people.signed_in import person_of
from chiso.office.ui.answers import SeeOther, expected_version, flash
from chiso.office.ui.paging import page_of


@signed_in
@require_safe
def questions(request: HttpRequest, key: str) -> HttpResponse:
    """The questions of a campaign that concern the reader, those still open first."""
    campaign = campaign_for(person_of(request), key)
    context = {
        "campaign": campaign,
        "pages": page_of(request, questions_for(person_of(request), campaign)),
        "state_of": lambda one: state_of(one, answered=one.answered),
    }
    return render(request, "campaigns/appraising/questions.html.j2", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, key: str, question_key: str) -> HttpResponse:
    """One thread: say something in it, or end it (`decision` accept or decline)."""
    person = person_of(request)
    found = question_for(person, key, question_key)
    where = where_of_question(found)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    decision = request.POST.get("decision", "")
    if request.method == "POST":
        require_for_page(person, ASK if _is_appraiser(person, where) else REPLY, where)
        if decision in ("accept", "decline"):
            close_question(
                actor=person,
                question=found,
                accepted=decision == "accept",
                expected_version=expected_version(request),
            )
            flash(request, text("The thread is ended; the agency is told."))
            return SeeOther(request.path)
        if form.is_valid() and _say(person, found, where, form):
            flash(request, text("It stands in the thread; the other side is told."))
            return SeeOther(request.path)
    return render(
        request,
        "campaigns/appraising/question.html.j2",
        _context(person, found, where, form),
        status=422 if request.method == "POST" else 200,
    )


def _say(person: Person, found: Question, where: Where, form: ReplyForm) -> bool:
    """Whether it could be said; if not, the form says why."""
    say = reply_as_appraiser if _is_appraiser(person, where) else reply_as_agency
    try:
        say(actor=person, question=found, words=form.cleaned_data["words"])
    except Incomplete as refused:
        add_problems(form, refused.problems, "words")
        return False
    return True


def _is_appraiser(person: Person, where: Where) -> bool:
    return may(person, READ_APPRAISED, where)


def _context(person: Person, found: Question, where: Where, form: ReplyForm) -> dict[str, Any]:
    key, is_open = found.campaign.key, found.closed_at is None
    is_appraiser = _is_appraiser(person, where)
    return {
        "campaign": found.campaign,
        "question": found,
        "posts": posts_of(found),
        "form": form,
        "is_appraiser": is_appraiser,
        "may_reply": is_open and may(person, ASK if is_appraiser else REPLY, where),
        "may_close": is_open and is_appraiser and may(person, ASK, where),
        "leaf_address": address_at(key, found.unit.key, found.node, BY_CRITERION) if is_appraiser else "",
        "explain_address": _own_leaf(found) if may(person, EXPLAIN, where) else "",
    }


def _own_leaf(found: Question) -> str:
    """Where the agency corrects its inputs."""
    return reverse("campaigns:leaf", args=[found.campaign.key, found.agency.key, found.unit.key, found.node])
