"""Exceptions from the calendar: more time for one agency, one part opened again for it; taken back.

Each is a row with who granted it and why; none is ever deleted, and the agency is told. More time ends before
the council begins, since what the council has before it does not move any more, but for a part that is
opened again; once results are being decided there is none.

    CH-7805 no reason    CH-7806 no time gained    CH-7807 ends too late    CH-7808 not of this agency
    CH-7809 results are being decided    CH-7810 over already    CH-7216 closed
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from chiso.language import Text, text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.calendar.lateness import deadlines_of
from chiso.office.campaigns.calendar.telling import GRANTED, WITHDRAWN, tell_of_exception
from chiso.office.campaigns.models import Campaign, Edition, Phase, PhaseException
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.phases import EXCEPTIONS, LATE_KINDS, NAMES
from chiso.office.campaigns.services import lock_calendar
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_values, declare_verbs
from chiso.office.ledger.work import Work, chain_of_agency, unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, is_within, require
from chiso.problems import Place, Problem

declare_verbs(
    {
        "exception_granted": text("granted an exception ({kind}): {phase}, until {closes}"),
        "exception_withdrawn": text("withdrew an exception ({kind}): {phase}"),
    }
)
declare_values(EXCEPTIONS)

# What may be done again for one part: written by its agency, appraised, ruled on.
REOPENED_KINDS = ("self_assessment", "appraisal_1", "explanation", "appraisal_2", "council")
# The phases whose beginning more time does not outlast; a part opened again after the first, the second.
_LIMITS = ("council", "decision")
_LIMITS_OF = {"petition": ("decision", "publication")}
_UNDER_WAY = ("prepared", "approved", "decided", "sealed")


def grant_extension(
    *, actor: Person, campaign: Campaign, agency: Agency, phase: str, until: datetime, reason: str
) -> PhaseException:
    """Give an agency more time in a phase in which agencies write.

    It begins where the phase ends, or now. Raises NoRight, Incomplete (see the head of this file).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    chain = chain_of_agency(campaign.pk, agency.pk)
    with unit_of_work(chain, actor=actor, decision=decision) as work:
        return extend(work, campaign, agency, phase, until, reason)


def extend(
    work: Work, campaign: Campaign, agency: Agency, phase: str, until: datetime, reason: str
) -> PhaseException:
    """The same within a service that has asked for the right."""
    exception = extend_untold(work, campaign, agency, phase, until, reason)
    tell_of_exception(work, exception, GRANTED)
    return exception


def extend_untold(
    work: Work, campaign: Campaign, agency: Agency, phase: str, until: datetime, reason: str
) -> PhaseException:
    """The same for a service that tells the agency itself, of more than of the time."""
    current = lock_calendar(campaign)
    end = deadlines_of(current).of(agency.pk, kind=phase)
    problems = _problems(current, phase, until, reason)
    if phase not in LATE_KINDS or end is None:
        expected = text("Expected a phase of this campaign in which agencies write.")
        problems.append(_problem("CH-7806", "phase", expected, text("Choose another phase.")))
    elif until <= end:
        expected = text(
            "Expected a later end than the one that holds for the agency already: {end}.", end=end
        )
        problems.append(_problem("CH-7806", "until", expected, text("Give a later time.")))
    if not participants_of(current).leaves_of(agency):
        problems.append(_not_of_agency("agency"))
    if problems or end is None:
        raise Incomplete(problems)
    opens = max(end, timezone.now())
    return _write(work, current, "extension", phase, agency, "", opens, until, reason)


def reopen_leaf(
    *,
    actor: Person,
    campaign: Campaign,
    agency: Agency,
    node: str,
    phase: str,
    until: datetime,
    reason: str,
) -> PhaseException:
    """Open a part that an agency answers for once more, from now on, to be done again as `phase` says.

    Raises NoRight, Incomplete (see the head of this file).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    chain = chain_of_agency(campaign.pk, agency.pk)
    with unit_of_work(chain, actor=actor, decision=decision) as work:
        current = lock_calendar(campaign)
        problems = _problems(current, phase, until, reason, may_follow=True)
        end = deadlines_of(current).of(agency.pk, node, phase)
        if phase not in REOPENED_KINDS or end is None or end > timezone.now():
            expected = text("Expected a phase that was open for this part and is over now.")
            mend = text("Choose another phase; one that is still to close can be extended.")
            problems.append(_problem("CH-7806", "phase", expected, mend))
        if not any(is_within(leaf.code, node) for leaf in participants_of(current).leaves_of(agency)):
            problems.append(_not_of_agency("node"))
        if problems:
            raise Incomplete(problems)
        now = timezone.now()
        return _grant(work, current, "leaf_reopened", phase, agency, node, now, until, reason)


def withdraw_exception(*, actor: Person, exception: PhaseException, reason: str) -> PhaseException:
    """Take an exception back before it is over; what was written under it stands.

    Raises NoRight, Incomplete (CH-7805, CH-7810, CH-7216).
    """
    campaign = exception.campaign
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(_chain_of(exception), actor=actor, decision=decision) as work:
        lock_calendar(campaign)
        current = PhaseException.objects.select_for_update().get(pk=exception.pk)
        problems = [] if reason.strip() else [no_reason()]
        if current.withdrawn_at is not None or current.closes_at <= timezone.now():
            expected = text("Expected an exception that still holds.")
            problems.append(_problem("CH-7810", "", expected, text("Nothing is to be done about it.")))
        if problems:
            raise Incomplete(problems)
        current.withdrawn_at, current.withdrawn_by = timezone.now(), actor
        current.save(update_fields=["withdrawn_at", "withdrawn_by"])
        facts = {"kind": current.kind, "phase": current.phase, "node": current.node}
        work.record("exception_withdrawn", current, facts=facts, words={"reason": reason})
        tell_of_exception(work, current, WITHDRAWN)
    return current


def grant_for_all(
    work: Work, campaign: Campaign, kind: str, phase: str, until: datetime, reason: str
) -> PhaseException:
    """An exception for the whole of a campaign, from now on; nobody is told of it here."""
    return _write(work, campaign, kind, phase, None, "", timezone.now(), until, reason)


def no_reason(field: str = "reason") -> Problem:
    """That a reason is missing."""
    expected = text("Expected a reason: it stands in the record for good.")
    return _problem("CH-7805", field, expected, text("Say in a sentence why."))


def _grant(
    work: Work,
    campaign: Campaign,
    kind: str,
    phase: str,
    agency: Agency,
    node: str,
    opens: datetime,
    until: datetime,
    reason: str,
) -> PhaseException:
    exception = _write(work, campaign, kind, phase, agency, node, opens, until, reason)
    tell_of_exception(work, exception, GRANTED)
    return exception


def _write(
    work: Work,
    campaign: Campaign,
    kind: str,
    phase: str,
    agency: Agency | None,
    node: str,
    opens: datetime,
    until: datetime,
    reason: str,
) -> PhaseException:
    assert work.actor is not None  # whoever has the right
    exception = PhaseException.objects.create(
        campaign=campaign,
        kind=kind,
        phase=phase,
        agency=agency,
        node=node,
        opens_at=opens,
        closes_at=until,
        reason=reason,
        granted_by=work.actor,
    )
    facts = {
        "kind": kind, "phase": phase, "node": node, "opens": opens.isoformat(), "closes": until.isoformat()
    }  # fmt: skip
    work.record("exception_granted", exception, facts=facts, words={"reason": reason})
    return exception


def _problems(
    campaign: Campaign, phase: str, until: datetime, reason: str, *, may_follow: bool = False
) -> list[Problem]:
    """What is wrong with an exception; one that `may_follow` a phase may begin after that phase has."""
    problems = [] if reason.strip() else [no_reason()]
    if until <= timezone.now():
        expected = text("Expected a time that is still to come.")
        problems.append(_problem("CH-7806", "until", expected, text("Give a later time.")))
    limits = Phase.objects.filter(campaign=campaign, kind__in=_LIMITS_OF.get(phase, _LIMITS))
    begins = [one for one in limits if not (may_follow and one.opens_at <= timezone.now())]
    first = min(begins, key=lambda one: one.opens_at, default=None)
    if first is not None and until > first.opens_at:
        expected = text(
            "Expected an end no later than {when}, when “{phase}” begins.",
            when=first.opens_at,
            phase=NAMES[first.kind],
        )
        mend = text("Give an earlier time, or move the calendar first.")
        problems.append(_problem("CH-7807", "until", expected, mend))
    if Edition.objects.filter(campaign=campaign, state__in=_UNDER_WAY).exists():
        expected = text("Expected no results that are being decided: what they rest on does not move.")
        mend = text("Discard the edition that is under way first, and say why.")
        problems.append(_problem("CH-7809", "", expected, mend))
    return problems


def _not_of_agency(field: str) -> Problem:
    expected = text("Expected something that this agency answers for in this campaign.")
    return _problem("CH-7808", field, expected, text("Look at who answers for what."))


def _problem(code: str, field: str, expected: Text, mend: Text) -> Problem:
    return Problem(code, Place(field=field), "", expected, mend)


def _chain_of(exception: PhaseException) -> str:
    if exception.agency_id is None:
        return f"campaign/{exception.campaign_id}"
    return chain_of_agency(exception.campaign_id, exception.agency_id)
