"""Who is told of questions and answers, and what waits for appraisers and for agencies that were asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from chiso.language import Text, text, text_by_count
from chiso.office.campaigns.access import APPRAISE, REPLY
from chiso.office.campaigns.appraising.rounds import ROUNDS
from chiso.office.campaigns.models import Answer, Campaign, Phase, Question, Reply
from chiso.office.campaigns.people_told import people_of_agencies
from chiso.office.ledger.work import Work
from chiso.office.notices.kinds import Facts, Said, declare_kind
from chiso.office.notices.services import tell
from chiso.office.organisation.models import Assignment
from chiso.office.people.models import Person
from chiso.office.people.rights import declared, is_within
from chiso.office.people.roles import Role
from chiso.office.ui.reader import Reader
from chiso.office.ui.tasks import Task
from chiso.scoring.layers import Layer

ASKED = "campaigns.explanation_asked"
ANSWERED = "campaigns.explanation_answered"
HEARD = "campaigns.explanation_heard"
_MOST = 10


def declare() -> None:
    """Called once, when the app is ready."""
    declare_kind(ASKED, _say_asked)
    declare_kind(ANSWERED, _say_answered)
    declare_kind(HEARD, _say_heard)


def tell_of_question(work: Work, question: Question) -> None:
    """Tell those who may answer for the agency that it is asked."""
    facts = _facts(question) | {"until": question.answer_until.isoformat()}
    tell(work, _speakers(question), ASKED, facts, address=_address(question))


def tell_of_answer(work: Work, question: Question) -> None:
    """Tell whoever asked that the agency answered."""
    tell(work, [question.asked_by], ANSWERED, _facts(question), address=_address(question))


def tell_of_closing(work: Work, question: Question) -> None:
    """Tell the agency whether its explanation was accepted."""
    facts = _facts(question) | {"accepted": int(bool(question.accepted))}
    tell(work, _speakers(question), HEARD, facts, address=_address(question))


def _facts(question: Question) -> dict[str, str | int]:
    return {"node": question.node, "unit": question.unit.name, "campaign": question.campaign.title}


def _address(question: Question) -> str:
    return reverse("campaigns:question", args=[question.campaign.key, question.key])


def _speakers(question: Question) -> QuerySet[Person]:
    """Those who may answer for the agency that is asked."""
    roles = {right.role for right in declared()[REPLY]}
    return people_of_agencies([question.agency_id], *roles)


def _say_asked(facts: Facts) -> Said:
    until = timezone.localtime(datetime.fromisoformat(str(facts["until"])))
    return Said(
        text("An explanation is asked for: criterion {node}, {unit}", node=facts["node"], unit=facts["unit"]),
        text("To be given until {until}.", until=until.strftime("%H:%M, %d/%m/%Y")),
        text("Read the question"),
    )


def _say_answered(facts: Facts) -> Said:
    return Said(
        text("An agency explained: criterion {node}, {unit}", node=facts["node"], unit=facts["unit"]),
        text("Read what it says, then accept the explanation or not."),
        text("Read the answer"),
    )


def _say_heard(facts: Facts) -> Said:
    named = {"node": facts["node"], "unit": facts["unit"]}
    if facts["accepted"]:
        title = text("The explanation was accepted: criterion {node}, {unit}", **named)
    else:
        title = text("The explanation was not accepted: criterion {node}, {unit}", **named)
    return Said(title, text("What counts is what the appraisal says afterwards."), text("See the thread"))


def tasks_of_appraising(reader: Reader) -> Iterable[Task]:
    """For appraisers: open rounds, answers to hear. For agencies: what they are asked. Constant queries."""
    if reader.may_somewhere(APPRAISE):
        yield from _rounds(reader)
        yield from _to_hear(reader)
    if reader.may_somewhere(REPLY):
        yield from _to_explain(reader)


def _to_explain(reader: Reader) -> Iterable[Task]:
    agencies = {one.appointment.agency_id for one in reader.held if one.allows(REPLY)} - {None}
    waiting = (
        Question.objects.select_related("campaign", "unit")
        .filter(agency__in=agencies, closed_at=None, campaign__closed_at=None)
        .annotate(answered=Exists(Reply.objects.filter(question=OuterRef("pk"), is_appraiser=False)))
        .filter(answered=False)
        .order_by("answer_until")
    )
    for one in waiting[:_MOST]:
        yield Task(
            text("Explain criterion {node} of {unit}", node=one.node, unit=one.unit.name),
            text("The appraiser asks: {campaign}.", campaign=one.campaign.title),
            one.answer_until,
            _address(one),
            text("Read the question"),
        )


def _to_hear(reader: Reader) -> Iterable[Task]:
    answered = Exists(Reply.objects.filter(question=OuterRef("pk"), is_appraiser=False))
    waiting = (
        Question.objects.select_related("campaign", "unit")
        .filter(asked_by=reader.person, closed_at=None, campaign__closed_at=None)
        .annotate(answered=answered)
        .filter(answered=True)
        .order_by("asked_at")
    )
    for one in waiting[:_MOST]:
        yield Task(
            text("Hear the explanation of criterion {node}, {unit}", node=one.node, unit=one.unit.name),
            text(
                "The agency answered; accept the explanation or not: {campaign}.", campaign=one.campaign.title
            ),
            None,
            _address(one),
            text("Read the answer"),
        )


def _rounds(reader: Reader) -> Iterable[Task]:
    """Campaigns in which a round is open for the reader's agencies, and how much of it is left."""
    agencies = {one.appointment.agency_id for one in reader.held if one.appointment.role == Role.APPRAISER}
    kinds = {kind: layer for layer, kind in ROUNDS.items()}
    phases = Phase.objects.filter(
        kind__in=kinds, opens_at__lte=reader.at, closes_at__gt=reader.at, campaign__closed_at=None
    )
    mine = Assignment.objects.filter(campaign=OuterRef("campaign"), appraising__in=agencies)
    open_now = (
        phases.filter(Exists(mine))
        .values("campaign", "kind")
        .annotate(closes=Max("closes_at"))
        .order_by("closes")
    )
    rounds = [(one["campaign"], kinds[one["kind"]], one["closes"]) for one in open_now[:_MOST]]
    if not rounds:
        return
    campaigns = Campaign.objects.in_bulk([campaign for campaign, _, _ in rounds])
    left = _left(reader, [campaign for campaign, _, _ in rounds], agencies)
    for campaign, layer, closes in rounds:
        count = left.get((campaign, layer), 0)
        if count:
            yield _round(campaigns[campaign], layer, closes, count)


def _round(campaign: Campaign, layer: Layer, closes: datetime, count: int) -> Task:
    why: Text = text_by_count(
        "One answer of an agency is not appraised yet.",
        "{count} answers of agencies are not appraised yet.",
        count,
    )
    if layer == "appraised_2":
        why = text_by_count(
            "One explained answer is not appraised again yet.",
            "{count} explained answers are not appraised again yet.",
            count,
        )
    return Task(
        text("Appraise: {campaign}", campaign=campaign.title),
        why,
        closes,
        reverse("campaigns:appraisal", args=[campaign.key]),
        text("Go on appraising"),
    )


def _left(reader: Reader, campaigns: list[int], agencies: set[int | None]) -> dict[tuple[int, Layer], int]:
    """How many answers wait, by campaign and layer: one query for who appraises what, one a layer."""
    rows = Assignment.objects.filter(campaign__in=set(campaigns)).exclude(responsible__in=reader.agencies)
    own: dict[tuple[int, str], set[int]] = defaultdict(set)
    others: list[Assignment] = []
    nodes: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.appraising_id in agencies:
            own[row.campaign_id, row.node].add(row.unit_id)
            nodes[row.unit_id].add(row.node)
        else:
            others.append(row)
    places = Q(pk=None)
    for (campaign, node), units in own.items():
        places |= Q(campaign=campaign, unit__in=units) & _within(node)
    for row in others:
        if any(is_within(row.node, node) and row.node != node for node in nodes.get(row.unit_id, ())):
            places &= ~(Q(campaign=row.campaign_id, unit=row.unit_id) & _within(row.node))
    found: dict[tuple[int, Layer], int] = {}
    layers: tuple[tuple[Layer, Layer], ...] = (("self_assessed", "appraised_1"), ("explained", "appraised_2"))
    for given, judged in layers:
        done = Answer.objects.filter(
            campaign=OuterRef("campaign"), unit=OuterRef("unit"), node=OuterRef("node"), layer=judged
        )
        waiting = Answer.objects.filter(places, layer=given).exclude(Exists(done)).order_by()
        for campaign, count in waiting.values_list("campaign").annotate(count=Count("pk")):
            found[campaign, judged] = count
    return found


def _within(node: str) -> Q:
    return Q() if not node else Q(node=node) | Q(node__startswith=f"{node}.")
