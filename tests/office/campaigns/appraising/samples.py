"""Leaves, questions and lists of appraising for the access table: each of both agencies.

The set of the world's campaign has headings only. Here one with rules: `own` appraises criterion 2 of
`other`, `other` everything of `own`; the first round is open.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.office.campaigns.models import Campaign, Question
from chiso.office.organisation.models import Agency
from tests.office.making import assign, open_phase
from tests.office.routes_samples import Arguments, Samples, World


def campaign_with_rules(world: World) -> Campaign:
    """The campaign in which something can be appraised."""
    found, is_new = Campaign.objects.get_or_create(
        kind="units", title="Một cửa năm 2020", period="2020", framework="one-stop-shop@2018"
    )
    if is_new:
        assign(found, world.other, "2", world.other, world.own)
        assign(found, world.own, "", world.own, world.other)
        open_phase(found, "appraisal_1")
    return found


def samples(world: World) -> Samples:
    campaign = campaign_with_rules(world)
    key = campaign.key
    leaves: dict[str, Arguments] = {
        "own": {"key": key, "unit_key": world.own.key, "node": "1"},
        "other, node 2": {"key": key, "unit_key": world.other.key, "node": "2"},
    }
    questions = {
        "own": _question(world, campaign, world.own, "1"),
        "other, node 2": _question(world, campaign, world.other, "2"),
    }
    whole = {"": {"key": key}}
    return {
        "campaigns:appraisal": whole,
        "campaigns:appraisal-agreement": whole,
        "campaigns:appraisal-evenness": whole,
        "campaigns:questions": whole,
        "campaigns:appraisal-criterion": {
            name: {"key": key, "node": one["node"]} for name, one in leaves.items()
        },
        "campaigns:appraisal-agency": {
            "own": {"key": key, "agency_key": world.own.key},
            "other": {"key": key, "agency_key": world.other.key},
        },
        "campaigns:appraise": leaves,
        "campaigns:ask": leaves,
        "campaigns:question": {
            name: {"key": key, "question_key": one.key} for name, one in questions.items()
        },
    }


def _question(world: World, campaign: Campaign, unit: Agency, node: str) -> Question:
    with scopes_disabled():
        return Question.objects.create(
            campaign=campaign,
            unit=unit,
            node=node,
            agency=unit,
            asked_by=world.people["appraiser"],
            words="Đề nghị nói rõ nguồn số liệu.",
            answer_until=timezone.now() + timedelta(days=3),
        )
