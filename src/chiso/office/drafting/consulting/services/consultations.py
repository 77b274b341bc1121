"""Writes of a consultation as a whole: open it, give it more time, end it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from chiso.frameworks.document import canonical_json
from chiso.frameworks.loader import framework_from_tree
from chiso.language import Text, text
from chiso.office.drafting.access import CONSULT, chain_of, where_of
from chiso.office.drafting.assembling import document_of
from chiso.office.drafting.consulting.telling import tell_of_consultation
from chiso.office.drafting.models import Consultation, Draft
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.checks import problem
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import lock_version, save_next
from chiso.problems import Problem

declare_verbs(
    {
        "consultation_opened": text("opened a consultation until {closes}; agencies asked: {agencies}"),
        "consultation_extended": text("gave the consultation more time, until {closes}"),
        "consultation_ended": text("ended the consultation; opinions: {opinions}"),
    }
)


def open_consultation(
    *,
    actor: Person,
    draft: Draft,
    title: str,
    words: str,
    closes_at: datetime,
    agencies: Sequence[Agency],
    is_public: bool,
    expected_version: int,
) -> Consultation:
    """Lay the draft as it stands before agencies, and before the public where `is_public`.

    The text is kept as it was laid open; the draft may be written on meanwhile, opinions speak of that
    text. Raises NoRight, Conflict, Incomplete (CH-7740 to CH-7742), BadInput (what the loader finds: a draft
    that cannot be read is not laid before others).
    """
    decision = require(actor, CONSULT, where_of(draft))
    with unit_of_work(chain_of(draft), actor=actor, decision=decision) as work:
        current = lock_version(draft, expected_version, given={"title": title})
        now = timezone.now()
        problems = [*_state_problems(current), *_problems(closes_at, now, agencies, is_public)]
        if problems:
            raise Incomplete(problems)
        framework = framework_from_tree(document_of(current), name=current.set_key)
        consultation = Consultation.objects.create(
            draft=current,
            title=title,
            words=words,
            opens_at=now,
            closes_at=closes_at,
            slug=secrets.token_urlsafe(18) if is_public else "",
            document=canonical_json(framework.tree).decode(),
            opened_by=actor,
        )
        consultation.agencies.set(agencies)
        current.state = "consulting"
        save_next(current)
        facts = {
            "closes": closes_at.isoformat(),
            "agencies": len(agencies),
            "public": is_public,
            "hash": framework.hash,
        }
        work.record("consultation_opened", current, facts=facts)
        address = reverse("drafting:consultation", args=[consultation.key])
        tell_of_consultation(work, consultation, agencies, address)
    return consultation


def extend_consultation(
    *, actor: Person, consultation: Consultation, closes_at: datetime, expected_version: int
) -> Consultation:
    """Give more time; a time that was promised is never cut. Raises NoRight, Conflict, Incomplete."""
    draft = consultation.draft
    decision = require(actor, CONSULT, where_of(draft))
    with unit_of_work(chain_of(draft), actor=actor, decision=decision) as work:
        current = lock_version(consultation, expected_version, given={"closes_at": closes_at})
        problems = _ended_problems(current)
        if closes_at <= max(current.closes_at, timezone.now()):
            expected = text("Expected a time after the one that was promised, and not past.")
            mend = text("Give a later day: a consultation is given more time, never less.")
            problems.append(problem("CH-7747", "closes_at", expected, mend))
        if problems:
            raise Incomplete(problems)
        current.closes_at = closes_at
        save_next(current)
        work.record("consultation_extended", draft, facts={"closes": closes_at.isoformat()})
    return current


def end_consultation(*, actor: Person, consultation: Consultation, expected_version: int) -> Consultation:
    """End a consultation whose time is over: the draft may then go to approval, or be asked about again.

    Does not need every opinion answered: that is asked for before the draft goes to approval.
    Raises NoRight, Conflict, Incomplete (CH-7743 ended already, CH-7746 it still runs).
    """
    decision = require(actor, CONSULT, where_of(consultation.draft))
    with unit_of_work(chain_of(consultation.draft), actor=actor, decision=decision) as work:
        current = lock_version(consultation, expected_version)
        problems = _ended_problems(current)
        if not problems and current.closes_at > timezone.now():
            expected = text("Expected a consultation whose time is over.")
            mend = text("Wait for its end: people were promised that long.")
            problems = [problem("CH-7746", "", expected, mend)]
        if problems:
            raise Incomplete(problems)
        current.closed_at = timezone.now()
        save_next(current)
        draft = Draft.objects.select_for_update().get(pk=current.draft_id)
        draft.state = "drafting"
        save_next(draft)
        work.record("consultation_ended", draft, facts={"opinions": current.opinions.count()})
    return current


def state_problem(expected: Text, mend: Text) -> Problem:
    """A draft in a state in which this step is not taken (CH-7740)."""
    return problem("CH-7740", "", expected, mend)


def _state_problems(draft: Draft) -> list[Problem]:
    if draft.state == "drafting":
        return []
    expected = text(
        "Expected a draft that is being written, not one that is consulted on, decided or laid aside."
    )
    return [state_problem(expected, text("Look at the state on the page of the draft."))]


def _problems(
    closes_at: datetime, now: datetime, agencies: Sequence[Agency], is_public: bool
) -> list[Problem]:
    problems = []
    if closes_at <= now:
        expected = text("Expected a time in the future.")
        mend = text("Give the last day on which opinions are taken.")
        problems.append(problem("CH-7741", "closes_at", expected, mend))
    if not agencies and not is_public:
        expected = text("Expected somebody who is asked: at least one agency, or the public.")
        problems.append(problem("CH-7742", "agencies", expected, text("Choose agencies, or lay it open.")))
    return problems


def _ended_problems(consultation: Consultation) -> list[Problem]:
    if consultation.closed_at is None:
        return []
    expected = text("Expected a consultation that has not ended.")
    return [problem("CH-7743", "", expected, text("Open another one if there is more to ask."))]
