"""Who is told of minutes, and what waits for the council."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count
from django.urls import reverse

from chiso.language import text, text_by_count
from chiso.office.campaigns.access import APPROVE_MINUTES
from chiso.office.campaigns.models import Session
from chiso.office.campaigns.people_told import holders, people_of_agencies
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.people.roles import Role
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task

LAID, APPROVED = "campaigns.minutes_laid", "campaigns.minutes_approved"
_MOST = 10


def declare() -> None:
    """Called once, when the app is ready."""
    declare_kind(LAID, _say_laid)
    declare_kind(APPROVED, _say_approved)


def tell_of_minutes(work: Work, session: Session, writers: Collection[int]) -> None:
    """Tell the members of the council who may approve."""
    address = reverse("campaigns:session", args=[session.campaign.key, session.key])
    tell(work, holders(Role.COUNCIL_MEMBER, but=writers), LAID, _facts(session), address=address)


def tell_of_approval(work: Work, session: Session, agencies: Collection[int]) -> None:
    """Tell who wrote the minutes; heads of the agencies decided on only where they may see it."""
    address = reverse("campaigns:session", args=[session.campaign.key, session.key])
    tell(work, [session.written_by], APPROVED, _facts(session), address=address)
    if session.campaign.phases.filter(kind="results", opens_at__lte=session.approved_at).exists():
        # Before the phase of results nothing of it is told.
        campaign = reverse("campaigns:campaign", args=[session.campaign.key])
        heads = people_of_agencies(agencies, Role.AGENCY_HEAD)
        tell(work, heads, APPROVED, _facts(session), address=campaign)


def _facts(session: Session) -> Facts:
    return {"number": session.number, "title": session.campaign.title}


def _say_laid(facts: Facts) -> Said:
    return Said(
        text("Minutes of the council wait for approval: session {number}", number=str(facts["number"])),
        text("{title}. A member who did not write them approves them.", title=str(facts["title"])),
        text("Read the minutes"),
    )


def _say_approved(facts: Facts) -> Said:
    return Said(
        text("The minutes of session {number} are approved", number=str(facts["number"])),
        text("{title}. What the council decided counts from now on.", title=str(facts["title"])),
        text("See what was decided"),
    )


def tasks_of_council(reader: Reader) -> Iterable[Task]:
    """For members: minutes with rulings that they did not write."""
    if not reader.may_somewhere(APPROVE_MINUTES):
        return
    waiting = (
        Session.objects.select_related("campaign")
        .filter(approved_at=None, campaign__closed_at=None)
        .exclude(written_by=reader.person)
        .annotate(ruled=Count("rulings"))
        .filter(ruled__gt=0)
    )
    for one in waiting[:_MOST]:
        yield Task(
            text("Approve the minutes of session {number}", number=one.number),
            text_by_count("One ruling counts once they are approved.",
                          "{count} rulings count once they are approved.", one.ruled),
            None,
            reverse("campaigns:session", args=[one.campaign.key, one.key]),
            text("Read the minutes"),
        )  # fmt: skip
