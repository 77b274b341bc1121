"""What is still open in a campaign when its results are to be published; each is settled, or confirmed.

Submissions that are neither in nor found complete, petitions without an answer, minutes without approval,
evidence that the last look at the disk found missing or altered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from chiso.language import Text, text
from chiso.office.campaigns.models import Campaign, Petition, Session, Submission
from chiso.office.campaigns.participants import Participants
from chiso.office.campaigns.submitting.locking import HANDED_IN
from chiso.office.files.models import DocumentUse, Revision


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """Something open; `key` names it in the form that confirms it."""

    key: str
    said: Text


def open_matters(participants: Participants) -> list[OpenMatter]:
    """All that is open. Four queries."""
    campaign = participants.campaign
    with scopes_disabled():
        states = dict(Submission.objects.filter(campaign=campaign).values_list("agency", "state"))
        petitions = list(Petition.objects.select_related("agency").filter(campaign=campaign, state="open"))
        sessions = list(Session.objects.filter(campaign=campaign, approved_at=None))
        damaged = list(_damaged(campaign))
    return [
        *_submissions(participants, states),
        *(
            OpenMatter(
                f"petition-{one.key}",
                text("The petition of {agency} has no answer yet.", agency=one.agency.name),
            )
            for one in petitions
        ),
        *(
            OpenMatter(
                f"session-{one.key}",
                text("The minutes of session {number} are not approved; its rulings do not count.",
                     number=one.number),
            )
            for one in sessions
        ),
        *(
            OpenMatter(
                f"file-{one.key}",
                text("A file of {agency} is missing on the disk, or other than it was: {name}.",
                     agency=one.document.agency.name, name=one.name),
            )
            for one in damaged
        ),
    ]  # fmt: skip


def _damaged(campaign: Campaign) -> QuerySet[Revision]:
    """Files beside criteria of a campaign that the last look at the disk did not find whole."""
    beside = DocumentUse.objects.filter(campaign=campaign, ended_at=None).values("document")
    found: QuerySet[Revision] = Revision.objects.filter(document__in=beside)
    return found.exclude(content__condition="whole").select_related("document__agency")


def _submissions(participants: Participants, states: dict[int, str]) -> Iterator[OpenMatter]:
    for key, agency in participants.agencies.items():
        if states.get(key) in HANDED_IN:
            continue
        said = (
            text("{agency} has not begun its self-assessment.", agency=agency.name)
            if key not in states
            else text("{agency} has not handed in its self-assessment.", agency=agency.name)
        )
        yield OpenMatter(f"agency-{agency.key}", said)
