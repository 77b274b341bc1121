"""A survey round that somebody brings goes through a campaign of all communes, to a published edition.

The set is laid before the leader of the city and approved by a decision, the statistician takes the round in,
the coordinator hands its estimates over, and the edition is published: each by the services and in the phases
of an office. Round and campaign are marked as made up, whatever they hold: people and decision are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django_scopes import scopes_disabled

from chiso.frameworks.library import keys
from chiso.frameworks.model import Framework
from chiso.language import text
from chiso.office.campaigns.models import Campaign, Edition
from chiso.office.campaigns.publishing.folders import bundle_name, folder_of
from chiso.office.campaigns.services import Settings, open_campaign
from chiso.office.demonstration.brought_rounds import IN_PER_CENT, BroughtCampaign
from chiso.office.demonstration.campaigns.calendars import lay_calendar
from chiso.office.demonstration.campaigns.filling import assign
from chiso.office.demonstration.campaigns.publishing import publish_results, put_into_the_past
from chiso.office.drafting.freezing.checklist import check_list_of
from chiso.office.drafting.freezing.services import approve_draft, submit_draft
from chiso.office.drafting.services.drafts import begin_draft
from chiso.office.organisation.models import Agency
from chiso.office.people.models import Person
from chiso.office.surveys.handing_over.feeding import Feed
from chiso.office.surveys.handing_over.services import hand_over
from chiso.office.surveys.models import RoundVersion
from chiso.office.surveys.services import BroughtRound, open_round
from chiso.survey.handing_over import SurveyMap

# All at once while it is filled in; then where a campaign that is over has them, in days before today.
_PAST = {
    "self_assessment": (-60, -46), "appraisal_1": (-45, -31), "council": (-30, -20), "decision": (-15, 0),
    "publication": (-10, 0),
}  # fmt: skip
_APPRAISING = "so-noi-vu-ha-noi"


@dataclass(frozen=True, slots=True)
class PublishedCampaign:
    """What came of it: the campaign, how many criteria were fed, and the sealed bundle."""

    title: str
    criteria: int
    bundle: Path


def publish_round(brought: BroughtCampaign, people: Mapping[str, Person], today: date) -> PublishedCampaign:
    """From the set to the published edition; `people` by user name.

    Raises Incomplete and BadInput as the services do: what is wrong with set, round or feeds.
    """
    with scopes_disabled():
        _approve_set(brought.framework, people, today)
        version = _take_in(brought, people["thong-ke"])
        campaign = _open(brought.framework, version.round.period, people["dieu-phoi"])
        handed = hand_over(
            actor=people["dieu-phoi"],
            version=version,
            campaign=campaign,
            feeds=_feeds(brought.chosen),
            expected_numbers={},
            confirms_basis=brought.chosen.basis is not None,
        )
        edition: Edition = publish_results(campaign, people, today)
        put_into_the_past(campaign, _PAST)
        bundle = folder_of(edition) / bundle_name(edition)
        return PublishedCampaign(campaign.title, handed.leaves.count(), bundle)


def _approve_set(framework: Framework, people: Mapping[str, Person], today: date) -> None:
    """A set of the library stands already; another is drafted, submitted and approved."""
    if framework.key in keys():
        return
    coordinator = people["dieu-phoi"]
    tree = framework.tree
    assert isinstance(tree, dict), "a set that was read is a mapping"
    draft = begin_draft(
        actor=coordinator,
        origin="empty",
        origin_words="",
        document=tree,
        identifier=framework.id,
        version_name=framework.version,
    )
    draft = submit_draft(actor=coordinator, draft=draft, expected_version=draft.version)
    seen = check_list_of(draft).examined.framework
    assert seen is not None, "what was submitted can be read"
    approve_draft(
        actor=people["lanh-dao"],
        draft=draft,
        decision_number="02/QĐ-MINH-HOẠ",
        decision_date=today,
        seen_hash=seen.hash,
        expected_version=draft.version,
    )


def _take_in(brought: BroughtCampaign, statistician: Person) -> RoundVersion:
    return open_round(
        actor=statistician,
        name=text("Survey round to try (made up)").in_language("vi"),
        is_made_up=True,
        brought=BroughtRound(brought.estimates, brought.record),
    )


def _open(framework: Framework, period: str, coordinator: Person) -> Campaign:
    campaign = open_campaign(
        actor=coordinator,
        kind="units",
        title=framework.title.in_language("vi"),
        period=period,
        framework=framework.key,
        settings=Settings(
            is_sample=True,
            remark=text("A campaign to try: its people and its decision are made up.").in_language("vi"),
        ),
    )
    appraising = Agency.objects.get(uid=_APPRAISING)
    communes = Agency.objects.filter(forms__level="commune", forms__valid_to=None).distinct()
    assign(campaign, ((commune, "", commune, appraising) for commune in communes))
    lay_calendar(campaign, ((kind, -1, 1) for kind in _PAST))
    return campaign


def _feeds(chosen: SurveyMap) -> tuple[Feed, ...]:
    return tuple(
        Feed(node, source.input, source.estimate, "100" if source.times == IN_PER_CENT else "1")
        for node, source in chosen.leaves.items()
    )
