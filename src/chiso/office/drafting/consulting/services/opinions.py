"""Writes about opinions: of an agency, of the public, and the answer to each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.utils import timezone

from chiso.language import text
from chiso.office.drafting.access import COMMENT, CONSULT, chain_of, where_of
from chiso.office.drafting.consulting.deciding import DECISIONS, NEEDS_REASON
from chiso.office.drafting.consulting.limits import note_post
from chiso.office.drafting.consulting.selectors import codes_of, is_open
from chiso.office.drafting.models import Consultation, DraftNode, Opinion, OpinionAuthor
from chiso.office.errors import Incomplete, NotFound
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import Work, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import Decision, Where, require
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

LONGEST = 5_000
MOST_OF_THE_PUBLIC = 5_000
_WHOLE = "–"

declare_verbs(
    {
        "opinion_given": text("gave an opinion on {part}"),
        "opinion_changed": text("changed an opinion on {part}"),
        "opinion_withdrawn": text("withdrew an opinion on {part}"),
        "opinion_received": text("an opinion of the public on {part} came in"),
        "opinion_answered": text("answered opinions: {decision}; how many: {opinions}"),
        "opinion_author_erased": text("erased who sent an opinion, under request {request}"),
    }
)
declare_values(DECISIONS)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who of the public writes, as they say; both may be empty. `address` is only counted, never kept."""

    name: str
    contact: str
    address: str


def give_opinion(
    *, actor: Person, consultation: Consultation, agency: Agency, node: str, words: str
) -> Opinion:
    """Write an opinion for an agency that was asked. Raises NoRight, NotFound, Incomplete (CH-7743–7745)."""
    decision = _require_comment(actor, consultation, agency)
    with _unit(actor, consultation, decision) as work:
        current = _lock_open(consultation)
        _check(current, node, words)
        opinion = Opinion.objects.create(
            consultation=current,
            node=_row_of(current, node),
            node_code=node,
            agency=agency,
            author=actor,
            words=words,
        )
        _record(work, "opinion_given", opinion)
    return opinion


def change_opinion(
    *, actor: Person, opinion: Opinion, node: str, words: str, expected_version: int
) -> Opinion:
    """Write an agency's opinion anew while the consultation is open. Raises as `give_opinion`, Conflict."""
    decision = _require_comment(actor, opinion.consultation, _agency_of(opinion))
    with _unit(actor, opinion.consultation, decision) as work:
        current = lock_version(opinion, expected_version, given={"node_code": node, "words": words})
        _check(_lock_open(opinion.consultation), node, words)
        current.node, current.node_code = _row_of(opinion.consultation, node), node
        current.words, current.author = words, actor
        # An answer speaks of the words that stood; with other words it is given anew.
        current.decision, current.answer, current.answered_by, current.answered_at = "", "", None, None
        save_next(current)
        _record(work, "opinion_changed", current)
    return current


def withdraw_opinion(*, actor: Person, opinion: Opinion, expected_version: int) -> None:
    """Take an agency's opinion back while the consultation is open. Raises NoRight, Conflict, Incomplete."""
    decision = _require_comment(actor, opinion.consultation, _agency_of(opinion))
    with _unit(actor, opinion.consultation, decision) as work:
        current = lock_version(opinion, expected_version)
        _lock_open(opinion.consultation)
        _record(work, "opinion_withdrawn", current)
        current.delete()


def receive_opinion(*, consultation: Consultation, node: str, words: str, sender: Sender) -> Opinion:
    """Take an opinion from the public page.

    Name and contact stand apart from it and in no entry of the record, so that they can be erased.
    Raises Incomplete (CH-7743 over, CH-7744, CH-7745, CH-7749 full), TooOften (CH-7008).
    """
    if not consultation.slug:
        raise NotFound
    with unit_of_work(chain_of(consultation.draft), actor=None) as work:
        current = _lock_open(consultation)
        _check(current, node, words)
        if current.opinions.filter(agency=None).count() >= MOST_OF_THE_PUBLIC:
            expected = text("No more opinions can be taken here.")
            mend = text("Send it by letter or mail to the agency that drafts.")
            raise Incomplete([problem("CH-7749", "", expected, mend)])
        note_post(current, sender.address)
        opinion = Opinion.objects.create(
            consultation=current, node=_row_of(current, node), node_code=node, words=words
        )
        if sender.name or sender.contact:
            OpinionAuthor.objects.create(opinion=opinion, name=sender.name, contact=sender.contact)
        _record(work, "opinion_received", opinion)
    return opinion


def answer_opinions(
    *,
    actor: Person,
    consultation: Consultation,
    chosen: Sequence[tuple[str, int]],
    decision: str,
    answer: str,
) -> int:
    """Give one answer to opinions, each named by its key and the version that was seen.

    Returns how many. Raises NoRight, NotFound, Conflict (one was changed: none is answered),
    Incomplete (CH-7740, CH-7748).
    """
    allowed = require(actor, CONSULT, where_of(consultation.draft))
    problems = _answer_problems(consultation, chosen, decision, answer)
    if problems:
        raise Incomplete(problems)
    with _unit(actor, consultation, allowed) as work:
        for key, version in chosen:
            found = Opinion.objects.filter(consultation=consultation, key=key).first()
            if found is None:
                raise NotFound
            current = lock_version(found, version, given={"decision": decision, "answer": answer})
            current.decision, current.answer = decision, answer
            current.answered_by, current.answered_at = actor, timezone.now()
            save_next(current)
        facts = {"decision": decision, "opinions": len(chosen)}
        words = {"answer": answer} if answer else {}
        work.record("opinion_answered", consultation, facts=facts, words=words)
    return len(chosen)


def erase_sender(*, actor: Person, opinion: Opinion, request: str) -> None:
    """Empty name and contact of who sent an opinion; what they wrote stays, without them.

    Raises NoRight, NotFound, Incomplete (CH-7758 no number of the request).
    """
    decision = require(actor, CONSULT, where_of(opinion.consultation.draft))
    if not request.strip():
        expected = text("Expected the number of the request under which this is erased.")
        mend = text("Enter it as it stands on the request; it stays in the record.")
        raise Incomplete([problem("CH-7758", "request", expected, mend)])
    with _unit(actor, opinion.consultation, decision) as work:
        author = OpinionAuthor.objects.filter(opinion=opinion, erased_at=None).first()
        if author is None:
            raise NotFound
        author.name, author.contact, author.erased_at = "", "", timezone.now()
        author.save()
        work.record("opinion_author_erased", opinion.consultation, facts={"request": request.strip()})


def _unit(actor: Person, consultation: Consultation, decision: Decision) -> AbstractContextManager[Work]:
    return unit_of_work(chain_of(consultation.draft), actor=actor, decision=decision)


def _require_comment(actor: Person, consultation: Consultation, agency: Agency) -> Decision:
    """The right to speak for an agency, which was asked."""
    decision = require(actor, COMMENT, Where(agency, chain=chain_of(consultation.draft)))
    if not consultation.agencies.filter(pk=agency.pk).exists():
        raise NotFound
    return decision


def _agency_of(opinion: Opinion) -> Agency:
    """The agency whose opinion it is; one of the public is changed by nobody."""
    if opinion.agency is None:
        raise NotFound
    return opinion.agency


def _lock_open(consultation: Consultation) -> Consultation:
    """The consultation as it stands, open. Raises Incomplete (CH-7743)."""
    current = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if not is_open(current, timezone.now()):
        expected = text("Expected a consultation that is open; its time is over.")
        mend = text("Write to the agency that drafts, which may give more time.")
        raise Incomplete([problem("CH-7743", "", expected, mend)])
    return current


def _check(consultation: Consultation, node: str, words: str) -> None:
    problems = []
    if node and node not in codes_of(consultation):
        expected = text("Expected the code of a part of the draft that was laid open, or nothing.")
        mend = text("Choose a part from the list; nothing means the whole.")
        problems.append(problem("CH-7744", "node", expected, mend, found=node))
    if not words.strip() or len(words) > LONGEST:
        expected = text("Expected an opinion of at most {most} letters.", most=LONGEST)
        mend = text("Write what you think; split a long text into several opinions.")
        problems.append(problem("CH-7745", "words", expected, mend))
    if problems:
        raise Incomplete(problems)


def _answer_problems(
    consultation: Consultation, chosen: Sequence[tuple[str, int]], decision: str, answer: str
) -> list[Problem]:
    problems = []
    if consultation.draft.state in ("approving", "frozen", "abandoned"):
        expected = text("Expected a draft that is not before who decides, and not decided.")
        mend = text("Take it back from approval first.")
        problems.append(problem("CH-7740", "", expected, mend))
    if not chosen:
        expected = text("Expected at least one opinion.")
        problems.append(problem("CH-7748", "chosen", expected, text("Tick the opinions to answer.")))
    if decision not in DECISIONS:
        expected = text("Expected whether it is accepted, accepted in part, or declined.")
        problems.append(problem("CH-7748", "decision", expected, text("Choose one of the three.")))
    elif decision in NEEDS_REASON and not answer.strip():
        expected = text("Expected the reason: an opinion is not declined, wholly or in part, without one.")
        problems.append(problem("CH-7748", "answer", expected, text("Write why.")))
    return problems


def _row_of(consultation: Consultation, code: str) -> str:
    """The key of the draft's row that bears the code now; "" for the whole, or where the row is gone."""
    if not code:
        return ""
    rows = DraftNode.objects.filter(draft=consultation.draft_id).only("key", "content")
    return next((row.key for row in rows if row.code == code), "")


def _record(work: Work, verb: str, opinion: Opinion) -> None:
    facts = {"part": opinion.node_code or _WHOLE}
    if opinion.agency is not None:
        facts["agency"] = opinion.agency.name
    work.record(verb, opinion.consultation, facts=facts, words={"opinion": opinion.words})
