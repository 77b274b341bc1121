"""Who is told of a step of a submission. A rehearsal tells nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.models import Submission
from chiso.office.campaigns.people_told import people_of_agencies
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.people.roles import Role

HANDED_UP, SENT_BACK, RETURNED = "campaigns.handed_up", "campaigns.sent_back", "campaigns.returned"


def declare() -> None:
    """Called once, when the app is ready."""
    declare_kind(HANDED_UP, _say_handed_up)
    declare_kind(SENT_BACK, _say_sent_back)
    declare_kind(RETURNED, _say_returned)


def tell_heads(work: Work, submission: Submission, kind: str) -> None:
    """Tell the heads of the agency."""
    _tell(work, submission, kind, (Role.AGENCY_HEAD,))


def tell_officers(work: Work, submission: Submission, kind: str) -> None:
    """Tell the officers of the agency."""
    _tell(work, submission, kind, (Role.AGENCY_OFFICER,))


def tell_agency(work: Work, submission: Submission, kind: str) -> None:
    """Tell officers and heads of the agency."""
    _tell(work, submission, kind, (Role.AGENCY_OFFICER, Role.AGENCY_HEAD))


def address_of(submission: Submission) -> str:
    """The page of a submission."""
    return reverse("campaigns:submission", args=[submission.campaign.key, submission.agency.key])


def _tell(work: Work, submission: Submission, kind: str, roles: Iterable[Role]) -> None:
    if submission.campaign.rehearsal_of_id is not None:
        return
    people = people_of_agencies([submission.agency_id], *roles)
    actor = work.actor.pk if work.actor is not None else None
    facts: dict[str, str | int] = {
        "campaign": submission.campaign.title,
        "agency": submission.agency.name,
        "revision": submission.revision,
    }
    if submission.supplement_until is not None:
        facts["until"] = submission.supplement_until.isoformat()
    tell(work, [one for one in people if one.pk != actor], kind, facts, address=address_of(submission))


def _say_handed_up(facts: Facts) -> Said:
    return Said(
        text("A self-assessment waits for your approval: {campaign}", campaign=str(facts["campaign"])),
        text("Revision {revision} of {agency}.", revision=facts["revision"], agency=str(facts["agency"])),
        text("Read it"),
    )


def _say_sent_back(facts: Facts) -> Said:
    return Said(
        text("The head sent the self-assessment back: {campaign}", campaign=str(facts["campaign"])),
        text("The remarks stand on its page."),
        text("Read the remarks"),
    )


def _say_returned(facts: Facts) -> Said:
    until = timezone.localtime(datetime.fromisoformat(str(facts["until"])))
    return Said(
        text("The self-assessment was returned for supplement: {campaign}", campaign=str(facts["campaign"])),
        text("It can be changed and submitted again until {until}.", until=until.strftime("%H:%M, %d/%m/%Y")),
        text("See what is asked for"),
    )
