"""A published year opened again, to mend an error: ends in an edition that supersedes the one before.

Only what the council decides and what is published is open then; agencies and appraisers write only where
a part is opened again for them besides. Who calls it has given a code just before (see `step_up`).

    CH-7805 no reason    CH-7806 no time    CH-7811 nothing was published, or it is not closed
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.calendar.exceptions import grant_for_all, no_reason
from chiso.office.campaigns.calendar.telling import tell_of_reopening
from chiso.office.campaigns.models import Campaign, Edition, PhaseException
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem

declare_verbs({"year_reopened": text("opened the published campaign again, until {closes}")})

OPENED = ("council", "correction")


def reopen_year(
    *, actor: Person, campaign: Campaign, reason: str, until: datetime, expected_version: int
) -> list[PhaseException]:
    """Open a published campaign again for the council and for a correction, up to a time.

    Raises NoRight, Conflict, Incomplete (see the head of this file).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_version(campaign, expected_version)
        problems = _problems(current, reason, until)
        if problems:
            raise Incomplete(problems)
        current.closed_at = None
        save_next(current)
        opened = [grant_for_all(work, current, "year_reopened", kind, until, reason) for kind in OPENED]
        facts = {"closes": until.isoformat()}
        work.record("year_reopened", current, facts=facts, words={"reason": reason})
        tell_of_reopening(work, current)
    return opened


def may_be_reopened(campaign: Campaign) -> bool:
    """Whether a campaign is closed and was published. At most one query."""
    return campaign.closed_at is not None and _is_published(campaign)


def _is_published(campaign: Campaign) -> bool:
    return Edition.objects.filter(campaign=campaign, state="published").exists()


def _problems(campaign: Campaign, reason: str, until: datetime) -> list[Problem]:
    problems = [] if reason.strip() else [no_reason()]
    if until <= timezone.now():
        expected = text("Expected a time that is still to come.")
        problems.append(Problem("CH-7806", Place(field="until"), "", expected, text("Give a later time.")))
    if not may_be_reopened(campaign):
        expected = text("Expected a campaign that is closed, with published results.")
        mend = text("A campaign under way has exceptions; what was closed without results stays closed.")
        problems.append(Problem("CH-7811", Place(), "", expected, mend))
    return problems
