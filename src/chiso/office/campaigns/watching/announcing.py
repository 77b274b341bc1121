"""Announcements of a campaign: said to everybody who takes part, until they are taken down."""

from __future__ import annotations

from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.models import Announcement, Campaign
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem

MOST_WORDS = 2000

declare_verbs(
    {
        "announced": text("announced: {words}"),
        "announcement_taken_down": text("took an announcement down"),
    }
)


def announcements_of(campaign: Campaign) -> list[Announcement]:
    """What is announced now, the newest first. One query."""
    shown = Announcement.objects.select_related("by").filter(campaign=campaign, taken_down_at=None)
    return list(shown)


def announce(*, actor: Person, campaign: Campaign, words: str) -> Announcement:
    """Say something to all who take part. Raises NoRight, Incomplete (CH-7889 nothing said, or too much)."""
    decision = require(actor, MANAGE, Where(campaign=campaign, chain=chain_of(campaign)))
    if not words.strip() or len(words) > MOST_WORDS:
        expected = text("Expected words, at most {most} letters.", most=MOST_WORDS)
        mend = text("Say what agencies should know, in a few sentences.")
        raise Incomplete([Problem("CH-7889", Place(field="words"), "", expected, mend)])
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        made = Announcement.objects.create(campaign=campaign, words=words, by=actor)
        work.record("announced", campaign, words={"words": words})
    return made


def take_down(*, actor: Person, announcement: Announcement, expected_version: int) -> Announcement:
    """Show an announcement no more; twice is no mistake. Raises NoRight, Conflict."""
    campaign = announcement.campaign
    decision = require(actor, MANAGE, Where(campaign=campaign, chain=chain_of(campaign)))
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        current = lock_version(announcement, expected_version)
        current.taken_down_at = timezone.now()
        save_next(current)
        work.record("announcement_taken_down", campaign, facts={"announcement": current.pk})
    return current
