"""A rehearsal: a campaign on a copy, to try the calendar, the people and the rules without consequences.

Nothing of it is published, no notice and no mail goes out. Answers may be taken along as they stand: all
layers, so that appraisal and council can be tried too. What is done there is recorded like anything else.

    CH-7812 a rehearsal of a rehearsal
"""

from __future__ import annotations

from django.utils import timezone
from django_scopes import scopes_disabled

from chiso.language import text
from chiso.office.campaigns.access import MANAGE
from chiso.office.campaigns.models import Answer, Campaign, Phase
from chiso.office.campaigns.services import chain_of
from chiso.office.errors import Incomplete
from chiso.office.ledger.verbs import declare_verbs
from chiso.office.ledger.work import unit_of_work
from chiso.office.organisation.models import Assignment
from chiso.office.people.models import Person
from chiso.office.people.rights import Where, require
from chiso.office.records import make_key
from chiso.problems import Place, Problem

declare_verbs({"rehearsal_begun": text("began a rehearsal of {title}; answers taken along: {answers}")})


def rehearse(*, actor: Person, campaign: Campaign, title: str, with_answers: bool = False) -> Campaign:
    """Begin a rehearsal of a campaign: its settings, phases and assignments; with its answers if wanted.

    Raises NoRight, Incomplete (CH-7812).
    """
    decision = require(actor, MANAGE, Where(campaign=campaign))
    if campaign.rehearsal_of_id is not None:
        expected = text("Expected a campaign that is no rehearsal itself.")
        mend = text("Rehearse the campaign that this one is a rehearsal of.")
        raise Incomplete([Problem("CH-7812", Place(), "", expected, mend)])
    with unit_of_work(chain_of(campaign), actor=actor, decision=decision) as work:
        copy = _copy_of(campaign, title)
        answers = _copy_answers(campaign, copy) if with_answers else 0
        facts = {"title": campaign.title, "answers": answers, "rehearsal": copy.pk}
        work.record("rehearsal_begun", copy, facts=facts)
    return copy


def _copy_of(campaign: Campaign, title: str) -> Campaign:
    copy = Campaign.objects.create(
        kind=campaign.kind,
        title=title,
        period=campaign.period,
        framework=campaign.framework,
        lateness=campaign.lateness,
        twice=campaign.twice,
        remark=campaign.remark,
        is_sample=campaign.is_sample,
        rehearsal_of=campaign,
        copied_from=campaign.copied_from,
    )
    Phase.objects.bulk_create(
        Phase(
            campaign=copy, kind=one.kind, opens_at=one.opens_at, closes_at=one.closes_at,
            late_until=one.late_until, nodes=one.nodes,
        )
        for one in campaign.phases.all()
    )  # fmt: skip
    Assignment.objects.bulk_create(
        Assignment(
            campaign=copy, unit_id=one.unit_id, node=one.node, responsible_id=one.responsible_id,
            appraising_id=one.appraising_id,
        )
        for one in Assignment.objects.filter(campaign=campaign)
    )  # fmt: skip
    return copy


def _copy_answers(campaign: Campaign, copy: Campaign) -> int:
    """Every layer of every leaf, as it stands; documents stay where they are, none is beside the copies."""
    with scopes_disabled():
        answers = list(Answer.objects.filter(campaign=campaign, sheet=None))
        for answer in answers:
            answer.pk, answer._state.adding = None, True
            answer.key, answer.version, answer.campaign = make_key(), 1, copy
            answer.evidence, answer.changed_at = 0, timezone.now()
        Answer.objects.bulk_create(answers, batch_size=500)
    return len(answers)
