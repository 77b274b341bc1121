"""A campaign of a demonstration is published: every step by whoever takes it in an office.

The file of the decision is no signed one, and the key is one that nobody trusts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from chiso.office.campaigns.models import Campaign, Edition, Phase
from chiso.office.campaigns.participants import participants_of
from chiso.office.campaigns.publishing.deciding import take_decision
from chiso.office.campaigns.publishing.editions import approve_edition, prepare_edition
from chiso.office.campaigns.publishing.folders import DECISION_PDF, folder_of
from chiso.office.campaigns.publishing.letters import usual_words
from chiso.office.campaigns.publishing.open_matters import open_matters
from chiso.office.campaigns.publishing.releasing import publish_edition
from chiso.office.campaigns.publishing.sealing import seal_here
from chiso.office.campaigns.publishing.tasks import make_edition
from chiso.office.ledger.work import unit_of_work
from chiso.office.people.models import Person


def publish_results(campaign: Campaign, people: Mapping[str, Person], today: date) -> Edition:
    """Prepare, approve, decide, seal and publish; what is open is confirmed. `people` by user name."""
    coordinator = people["dieu-phoi"]
    matters = open_matters(participants_of(campaign))
    edition = prepare_edition(
        actor=coordinator,
        campaign=campaign,
        status="final",
        reason="",
        letter=usual_words(),
        confirmed=[one.key for one in matters],
    )
    make_edition.func(edition.pk)
    edition.refresh_from_db()
    edition = approve_edition(actor=people["lanh-dao"], edition=edition, expected_version=edition.version)
    edition = take_decision(
        actor=coordinator,
        edition=edition,
        number="01/QĐ-MINH-HOẠ",
        day=today,
        pdf=(folder_of(edition) / DECISION_PDF).read_bytes(),
        name="quyet-dinh-minh-hoa.pdf",
        expected_version=edition.version,
    )
    edition = seal_here(actor=coordinator, edition=edition, expected_version=edition.version)
    return publish_edition(actor=coordinator, edition=edition, expected_version=edition.version)


def put_into_the_past(campaign: Campaign, spans: Mapping[str, tuple[int, int]]) -> None:
    """The calendar as a year's campaign would have it: of each phase the days before today."""
    now = timezone.now()
    with unit_of_work(f"campaign/{campaign.pk}", actor=None) as work:
        for kind, (first, last) in spans.items():
            opens, closes = now + timedelta(days=first), now + timedelta(days=last)
            Phase.objects.filter(campaign=campaign, kind=kind).update(opens_at=opens, closes_at=closes)
            facts = {"kind": kind, "opens": opens.isoformat(), "closes": closes.isoformat(), "nodes": []}
            work.record("phase_changed", campaign, facts=facts)
