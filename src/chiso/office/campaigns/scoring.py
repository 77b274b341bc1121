"""Points of a campaign: always computed from the kept layers, never stored by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import BigIntegerField
from django_scopes import scopes_disabled

from chiso.office.campaigns.answering.given import Given, answers_from
from chiso.office.campaigns.models import Answer, Campaign
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.compiled import Compiled, given
from chiso.office.drafting.programmes.documents import document_of_programme
from chiso.office.drafting.programmes.selectors import league_of
from chiso.scoring.answers import Answers
from chiso.scoring.layers import Layer
from chiso.scoring.leagues import League, leagues_of
from chiso.scoring.programme import leagues_of_programme, programme_from_tree
from chiso.scoring.result import NodeResult, Result
from chiso.scoring.score import score_leaf, score_league


def answers_of(participants: Participants, *, units: Collection[int] | None = None) -> Answers:
    """All layers of a campaign, or of some of its units (primary keys), as scoring takes them. One query.

    The whole, whoever asks: a result is one for all. What of it is shown is for the caller to bound.
    """
    with scopes_disabled():
        if units is not None and len(units) == 1:
            campaign, unit = participants.campaign.pk, next(iter(units))
            return answers_from(participants, _OF_ONE.rows(campaign=campaign, unit=unit))
        rows = Answer.objects.filter(campaign=participants.campaign)
        return answers_from(participants, rows if units is None else rows.filter(unit__in=units))


_OF_ONE = Compiled(
    lambda: Answer.objects.filter(
        campaign=given("campaign", BigIntegerField()), unit=given("unit", BigIntegerField())
    ).order_by("node", "layer", "seat")
)


def league_for(participants: Participants) -> League:
    """The league by which a campaign is scored: of its programme with that one's classes, else the set."""
    kept = league_of(participants.campaign)
    if kept is None:
        return leagues_of(participants.framework)[0]
    document = document_of_programme(kept.programme, [kept])
    programme = programme_from_tree(document, name=kept.programme.title)
    return leagues_of_programme(programme, lambda _key: participants.framework)[0]


def result_of(
    participants: Participants, *, layer: Layer | None = None, units: Collection[int] | None = None
) -> Result:
    """The result as it stands; `layer`: the last layer that counts; `units`: only these are scored.

    A rule that compares units sees only those that are scored. Raises BadInput where a rule cannot look
    at an answer.
    """
    answers = answers_of(participants, units=units)
    measured = [unit for key, unit in participants.units.items() if units is None or key in units]
    return score_league(league_for(participants), answers, measured, participants.period, layer=layer)


def points_at_once(
    participants: Participants, unit: int, code: str, given: Given, beside: Iterable[Answer] = ()
) -> NodeResult:
    """What a leaf would get for what was given (which has been read): nothing is kept.

    `beside`: kept answers to other leaves of the unit, where the rule borrows from them. A rule that
    compares units is looked at with this unit alone.
    """
    kept = Answer(
        campaign=participants.campaign, unit_id=unit, node=code, layer="self_assessed", status=given.status,
        rows=given.kept_rows(), note=given.note,
    )  # fmt: skip
    return score_leaf(
        participants.framework,
        answers_from(participants, [kept, *beside]),
        participants.units[unit],
        participants.period,
        code,
    )


def result_of_campaign(campaign: Campaign, *, layer: Layer | None = None) -> Result:
    """The result of a campaign as it stands."""
    return result_of(participants_of(campaign), layer=layer)
