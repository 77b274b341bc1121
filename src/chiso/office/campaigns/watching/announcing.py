"""Announcements of a campaign: said to everybody who takes part, until they are taken down.

Who takes part gets a notice that something was announced, in the office at once and by mail as each has
chosen. The words stand on the page of the campaign alone: one that is taken down is read nowhere any more.
"""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.models import Announcement, Campaign
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.notices.kinds import Facts, Said
from chiso.office.notices.services import tell
from chiso.office.organisation.models import Assignment
from chiso.office.people.holdings import standing
from chiso.office.people.models import Appointment, Person
from chiso.office.people.rights import Where, require
from chiso.office.people.roles import Role
from chiso.office.records import lock_version, save_next
from chiso.problems import Place, Problem

MOST_WORDS = 2000
KIND = "campaigns.announced"

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


def say_announced(facts: Facts) -> Said:
    """The notice of an announcement."""
    return Said(
        text("“{campaign}”: the coordinator announced something.", campaign=facts["campaign"]),
        text("It stands on the page of the campaign."),
        text("Read the announcement"),
    )


def people_taking_part(campaign: Campaign) -> list[Person]:
    """Officers and heads of the agencies that answer, appraisers of those that appraise, the council and who
    coordinates: all who hold such a role now. Two queries.
    """
    now = timezone.now()
    assigned = Assignment.objects.filter(campaign=campaign).order_by()
    answering = Q(role__in=(Role.AGENCY_OFFICER, Role.AGENCY_HEAD), agency__in=assigned.values("responsible"))
    appraising = Q(role=Role.APPRAISER, agency__in=assigned.exclude(appraising=None).values("appraising"))
    for_the_city = Q(role__in=(Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.COORDINATOR))
    held = Appointment.objects.filter(
        answering | appraising | for_the_city, standing(now), person__is_active=True, person__left_at=None
    )
    return list(Person.objects.filter(pk__in=held.values("person")))


def announce(*, actor: Person, campaign: Campaign, words: str) -> Announcement:
    """Say something to all who take part; each but the actor gets a notice (of a rehearsal nobody).

    Raises NoRight, Incomplete (CH-7889 nothing said, or too much)."""
    decision = require(actor, MANAGE, Where(campaign=campaign, chain=chain_of(campaign)))
    if not words.strip() or len(words) > MOST_WORDS:
        expected = text("Expected words, at most {most} letters.", most=MOST_WORDS)
        mend = text("Say what agencies should know, in a few sentences.")
        raise Incomplete([Problem("CH-7889", Place(field="words"), "", expected, mend)])
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        made = Announcement.objects.create(campaign=campaign, words=words, by=actor)
        work.record("announced", campaign, words={"words": words})
        told = [one for one in people_taking_part(campaign) if one.pk != actor.pk]
        tell(
            work, told, KIND, {"campaign": campaign.title},
            address=reverse("campaigns:campaign", args=[campaign.key]),
        )  # fmt: skip
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
