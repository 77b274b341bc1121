"""Asking an agency to explain, answering, and hearing the answer: accepted or not."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from chiso.language import Text, text
from chiso.office.campaigns.access import ASK, REPLY
from chiso.office.campaigns.answering.saving import leaf_named, where_of_leaf
from chiso.office.campaigns.appraising.rounds import Calendar, calendar_of
from chiso.office.campaigns.appraising.telling import tell_of_answer, tell_of_closing, tell_of_question
from chiso.office.campaigns.models import Campaign, Question, Reply
from chiso.office.campaigns.participants import Leaf, participants_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.periods import vietnam_calendar
from chiso.problems import BadInput, Place, Problem

declare_verbs(
    {
        "explanation_asked": text("asked for an explanation of {node}, to be given until {until}"),
        "explanation_given": text("said about the question on {node}: {words}"),
        "explanation_accepted": text("accepted the explanation of {node}"),
        "explanation_declined": text("did not accept the explanation of {node}"),
    }
)

# An agency is given so many working days where the phase has room for them.
USUAL_DAYS = 3
LONGEST_WORDS = 4_000
_END_OF_DAY = time(17)


def ask_question(
    *, actor: Person, campaign: Campaign, unit: Agency, node: str, words: str, answer_until: datetime
) -> Question:
    """Ask the agency that answers for a leaf to explain. Tells its people.

    Raises NoRight, NotNow, NotFound, Incomplete (CH-7850 no phase of explanation to come, CH-7851 the
    deadline lies outside it, CH-7852 no working day is left, CH-7853 no words).
    """
    leaf = leaf_named(participants_of(campaign, [unit.pk]), unit, node)
    where = where_of_leaf(campaign, unit, leaf)
    decision = require(actor, ASK, where)
    now = timezone.now()
    problems = _problems_of_words(words) + _problems_of_deadline(
        calendar_of(campaign, now), leaf, answer_until
    )
    if problems:
        raise Incomplete(problems)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        question = Question.objects.create(
            campaign=campaign, unit=unit, node=node, agency_id=leaf.responsible, asked_by=actor, asked_at=now,
            words=words, answer_until=answer_until,
        )  # fmt: skip
        facts = {"node": node, "unit": unit.pk, "until": answer_until.isoformat()}
        work.record("explanation_asked", question, facts=facts, words={"words": words})
        tell_of_question(work, question)
    return question


def reply_as_agency(*, actor: Person, question: Question, words: str) -> Reply:
    """Answer for the agency. Raises NoRight, NotNow, Incomplete (CH-7853 no words, CH-7854 closed)."""
    return _reply(actor, question, words, REPLY, is_appraiser=False)


def reply_as_appraiser(*, actor: Person, question: Question, words: str) -> Reply:
    """Ask further in the same thread. Raises as `reply_as_agency`."""
    return _reply(actor, question, words, ASK, is_appraiser=True)


def _reply(actor: Person, question: Question, words: str, action: str, *, is_appraiser: bool) -> Reply:
    where = where_of_question(question)
    decision = require(actor, action, where)
    problems = _problems_of_words(words)
    if problems:
        raise Incomplete(problems)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        current = Question.objects.select_for_update().get(pk=question.pk)
        if current.closed_at is not None:
            raise Incomplete([_closed()])
        reply: Reply = Reply.objects.create(
            question=current, by=actor, is_appraiser=is_appraiser, words=words
        )
        facts = {"node": current.node, "unit": current.unit_id, "is_appraiser": is_appraiser}
        work.record("explanation_given", current, facts=facts, words={"words": words})
        (tell_of_question if is_appraiser else tell_of_answer)(work, current)
    return reply


def close_question(*, actor: Person, question: Question, accepted: bool, expected_version: int) -> Question:
    """End a thread: the explanation is accepted or not. It changes no figure by itself.

    Raises NoRight, NotNow, Conflict, Incomplete (CH-7854 closed already).
    """
    where = where_of_question(question)
    decision = require(actor, ASK, where)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        current = lock_version(question, expected_version)
        if current.closed_at is not None:
            raise Incomplete([_closed()])
        current.closed_at, current.accepted = timezone.now(), accepted
        save_next(current)
        verb = "explanation_accepted" if accepted else "explanation_declined"
        work.record(verb, current, facts={"node": current.node, "unit": current.unit_id})
        tell_of_closing(work, current)
    return current


def where_of_question(question: Question) -> Where:
    """The place of a question, for rights."""
    leaf = leaf_named(participants_of(question.campaign, [question.unit_id]), question.unit, question.node)
    return where_of_leaf(question.campaign, question.unit, leaf)


def usual_deadline(calendar: Calendar, leaf: Leaf) -> datetime | None:
    """Some working days from now or from the opening of the phase, 17:00, within it; None: no phase."""
    opens, closes = calendar.opens("explanation", leaf), calendar.last_moment("explanation", leaf)
    if opens is None or closes is None:
        return None
    begins = timezone.localdate(max(opens, calendar.at))
    try:
        day = vietnam_calendar().add_working_days(begins, USUAL_DAYS)
    except BadInput:
        # The holidays of that year are not decreed yet.
        day = begins + timedelta(days=USUAL_DAYS)
    return min(closes, timezone.make_aware(datetime.combine(day, _END_OF_DAY)))


def _problems_of_words(words: str) -> list[Problem]:
    if words.strip():
        return []
    expected = text("Expected words: what is to be explained, or what explains it.")
    return [_problem("CH-7853", "words", expected, text("Write at least a sentence."))]


def _problems_of_deadline(calendar: Calendar, leaf: Leaf, until: datetime) -> list[Problem]:
    opens, closes = calendar.opens("explanation", leaf), calendar.last_moment("explanation", leaf)
    if opens is None or closes is None:
        expected = text("Expected a phase of explanation that is open or still to come.")
        mend = text("Ask the coordinator to put one into the calendar.")
        return [_problem("CH-7850", "", expected, mend)]
    if not opens < until <= closes:
        expected = text(
            "Expected a time within the phase of explanation, {opens} to {closes}.",
            opens=_moment(opens), closes=_moment(closes),
        )  # fmt: skip
        return [_problem("CH-7851", "answer_until", expected, text("Choose a time within it."))]
    if _working_days(max(opens, calendar.at), until) < 1:
        expected = text("Expected at least one working day to answer in.")
        return [_problem("CH-7852", "answer_until", expected, text("Choose a later day."))]
    return []


def _working_days(after: datetime, until: datetime) -> int:
    first, last = timezone.localdate(after), timezone.localdate(until)
    try:
        return vietnam_calendar().count_working_days(first, last)
    except BadInput:
        return (last - first).days


def _closed() -> Problem:
    expected = text("Expected a question that is still open; this one was heard already.")
    return _problem("CH-7854", "", expected, text("Ask anew if something is still unclear."))


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M, %d/%m/%Y")


def _problem(code: str, field: str, expected: Text, mend: Text) -> Problem:
    return Problem(code, Place(field=field), "", expected, mend)
