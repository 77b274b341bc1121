"""The check of completeness: what was submitted is complete, or goes back for supplement until a time."""

from __future__ import annotations

from datetime import datetime

from chiso.language import text
from chiso.office.campaigns.access import RETURN
from chiso.office.campaigns.calendar.exceptions import extend_untold
from chiso.office.campaigns.models import Campaign, Submission
from chiso.office.campaigns.submitting.access import where_of_agency
from chiso.office.campaigns.submitting.steps import lock_submission, refuse_words
from chiso.office.campaigns.submitting.telling import RETURNED, tell_agency
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.people.rights import require
from chiso.office.records import save_next

declare_verbs(
    {
        "submission_complete": text("found the submission complete"),
        "returned_for_supplement": text("returned the submission for supplement until {until}: {reason}"),
    }
)


def mark_complete(*, actor: Person, campaign: Campaign, agency: Agency, expected_version: int) -> Submission:
    """Say that a submission is complete: appraisal may begin. Raises NoRight, NotNow, Conflict, Incomplete
    (CH-7830)."""
    where = where_of_agency(campaign, agency)
    decision = require(actor, RETURN, where)
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        current = lock_submission(campaign, agency, expected_version, ("submitted",))
        current.state = "complete"
        save_next(current)
        work.record("submission_complete", current)
    return current


def return_for_supplement(
    *,
    actor: Person,
    campaign: Campaign,
    agency: Agency,
    reason: str,
    until: datetime,
    expected_version: int,
) -> Submission:
    """Return what was submitted: self-assessment is open again for this agency alone, up to `until`.

    The agency is told. Its approval falls: what it adds is approved and submitted anew, for a further
    receipt. Raises NoRight, NotNow, Conflict, Incomplete (CH-7830 state, CH-7831 no reason or too long,
    and what is wrong with the time: see `calendar.exceptions`).
    """
    where = where_of_agency(campaign, agency)
    decision = require(actor, RETURN, where)
    refuse_words(reason, "reason")
    with unit_of_work(where.chain, actor=actor, decision=decision) as work:
        current = lock_submission(campaign, agency, expected_version, ("submitted", "complete"))
        extend_untold(work, campaign, agency, "self_assessment", until, reason)
        current.state, current.returned_for, current.supplement_until = "returned", reason, until
        current.approved_revision = current.approved_by = current.approved_at = None
        current.approved_content = ""
        save_next(current)
        work.record(
            "returned_for_supplement", current, facts={"until": until.isoformat()}, words={"reason": reason}
        )
        tell_agency(work, current, RETURNED)
    return current
