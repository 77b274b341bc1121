"""An agency asks for more time; a coordinator grants it or says why not.

CH-7806 no time gained    CH-7805 no words    CH-7810 one waits already, or was decided already
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.language import text
from chiso.office.campaigns.access import ASK_FOR_TIME, MANAGE
from chiso.office.campaigns.calendar.exceptions import extend, no_reason
from chiso.office.campaigns.calendar.lateness import deadlines_of
from chiso.office.campaigns.calendar.telling import tell_of_refusal, tell_of_request
from chiso.office.campaigns.models import Campaign, ExtensionRequest
from chiso.office.campaigns.phases import LATE_KINDS
from chiso.office.campaigns.services import lock_calendar
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import chain_of_agency, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem

declare_verbs(
    {
        "time_asked": text("asked for more time: {phase}, until {until}"),
        "time_granted": text("granted more time: {phase}, until {until}"),
        "time_declined": text("granted no more time: {phase}"),
    }
)


def ask_for_time(
    *, actor: Person, campaign: Campaign, agency: Agency, phase: str, until: datetime, words: str
) -> ExtensionRequest:
    """Ask the coordinator for more time, for one's own agency; one request a phase waits at a time.

    Nothing is open by asking. Raises NoRight, Incomplete (see the head of this file; CH-7216 closed).
    """
    chain = chain_of_agency(campaign.pk, agency.pk)
    decision = require(actor, ASK_FOR_TIME, Where(agency, campaign, chain=chain))
    with unit_of_work(chain, actor=actor, decision=decision) as work, scopes_disabled():
        current = lock_calendar(campaign)
        problems = _problems(current, agency, phase, until, words)
        if problems:
            raise Incomplete(problems)
        request = ExtensionRequest.objects.create(
            campaign=current, agency=agency, phase=phase, until=until, words=words, asked_by=actor
        )
        work.record("time_asked", request, facts=_facts(request), words={"words": words})
        tell_of_request(work, request)
    return request


def grant_request(
    *,
    actor: Person,
    request: ExtensionRequest,
    until: datetime,
    answer: str,
    expected_version: int,
) -> ExtensionRequest:
    """Grant more time, perhaps another than was asked for: an extension with what was asked as its reason.

    Raises NoRight, Conflict, Incomplete (as `grant_extension`; CH-7810).
    """
    decision = require(actor, MANAGE, Where(campaign=request.campaign))
    chain = chain_of_agency(request.campaign_id, request.agency_id)
    with unit_of_work(chain, actor=actor, decision=decision) as work, scopes_disabled():
        current = _undecided(lock_version(request, expected_version, given=answer))
        reason = answer.strip() or current.words
        current.exception = extend(work, current.campaign, current.agency, current.phase, until, reason)
        _decide(current, actor, answer)
        facts = _facts(current) | {"until": until.isoformat()}
        work.record("time_granted", current, facts=facts, words={"answer": answer} if answer else {})
    return current


def decline_request(
    *, actor: Person, request: ExtensionRequest, answer: str, expected_version: int
) -> ExtensionRequest:
    """Grant no more time, and say why. Raises NoRight, Conflict, Incomplete (CH-7805, CH-7810)."""
    decision = require(actor, MANAGE, Where(campaign=request.campaign))
    chain = chain_of_agency(request.campaign_id, request.agency_id)
    with unit_of_work(chain, actor=actor, decision=decision) as work, scopes_disabled():
        current = _undecided(lock_version(request, expected_version, given=answer))
        if not answer.strip():
            raise Incomplete([no_reason("answer")])
        _decide(current, actor, answer)
        work.record("time_declined", current, facts=_facts(current), words={"answer": answer})
        tell_of_refusal(work, current)
    return current


def _decide(request: ExtensionRequest, actor: Person, answer: str) -> None:
    request.decided_by, request.decided_at, request.answer = actor, timezone.now(), answer
    save_next(request)


def _undecided(request: ExtensionRequest) -> ExtensionRequest:
    if request.decided_at is not None:
        expected = text("Expected a request that nobody has decided on yet.")
        mend = text("Nothing is to be done about it.")
        raise Incomplete([Problem("CH-7810", Place(), "", expected, mend)])
    return request


def _problems(campaign: Campaign, agency: Agency, phase: str, until: datetime, words: str) -> list[Problem]:
    problems = [] if words.strip() else [no_reason("words")]
    end = deadlines_of(campaign).of(agency.pk, kind=phase)
    if phase not in LATE_KINDS or end is None or until <= max(end, timezone.now()):
        expected = text("Expected a phase in which agencies write, and a later time than its end.")
        problems.append(Problem("CH-7806", Place(field="until"), "", expected, text("Give a later time.")))
    waits = ExtensionRequest.objects.filter(campaign=campaign, agency=agency, phase=phase, decided_at=None)
    if waits.exists():
        expected = text(
            "Expected no request that still waits: the coordinator has one of yours for this phase."
        )
        mend = text("Wait for the answer; call the coordinator if it is urgent.")
        problems.append(Problem("CH-7810", Place(field="phase"), "", expected, mend))
    return problems


def _facts(request: ExtensionRequest) -> dict[str, str]:
    return {"phase": request.phase, "until": request.until.isoformat()}
