"""Statistics of a campaign: what appraisal changed, what lacks evidence, was explained, came late.

    points changed = points by the last layer up to the one asked − points by the self-assessment alone,
                     exact, leaf by leaf; a leaf counts where both are known

Sums over leaves, not over groups: a cap or a rescaled part of the set would hide what an appraiser did.
Only what a later layer corrected is scored, and what rests on other leaves or units; all else stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from django.db.models import Count, Exists, OuterRef, Q
from django_scopes import scopes_disabled

from chiso.frameworks.model import Framework, Node
from chiso.office.campaigns.answering.given import answers_from
from chiso.office.campaigns.models import Answer, Campaign, Question, Receipt
from chiso.office.campaigns.participants import Participants, participants_of
from chiso.office.campaigns.scoring import league_for
from chiso.office.campaigns.watching.extent import Extent
from chiso.office.campaigns.watching.matrix import BARE
from chiso.office.organisation.models import Agency
from chiso.scoring.answers import Answers
from chiso.scoring.layers import LAYERS, Layer
from chiso.scoring.result import Result
from chiso.scoring.score import score_league

Place: TypeAlias = tuple[int, str]


@dataclass
class Changed:
    """What appraisal did: leaves raised, lowered and left as they were, and the sum of points."""

    raised: int = 0
    lowered: int = 0
    left: int = 0
    points: Fraction = field(default_factory=Fraction)

    def add(self, before: Fraction, after: Fraction) -> None:
        """Count one leaf."""
        if after > before:
            self.raised += 1
        elif after < before:
            self.lowered += 1
        else:
            self.left += 1
        self.points += after - before


@dataclass
class Counted:
    """The rest, of a field or of an agency."""

    answered: int = 0
    bare: int = 0
    asked: int = 0
    accepted: int = 0
    declined: int = 0
    late: int = 0

    def add(self, other: Counted) -> None:
        """Count what another has."""
        self.answered += other.answered
        self.bare += other.bare
        self.asked += other.asked
        self.accepted += other.accepted
        self.declined += other.declined
        self.late += other.late


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of the set."""

    node: Node
    changed: Changed
    counted: Counted


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency that answers."""

    agency: Agency
    changed: Changed
    counted: Counted
    was_late: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything, by field in the set's order and by agency in Vietnamese order."""

    whole: Changed
    counted: Counted
    fields: tuple[FieldLine, ...]
    agencies: tuple[AgencyLine, ...]
    late_submissions: int


def statistics_of(campaign: Campaign, *, layer: Layer | None = None) -> Statistics:
    """The statistics up to a layer (None: the last). For those who may watch the whole.

    Raises BadInput where a rule cannot look at an answer.
    """
    participants = participants_of(campaign)
    extent = Extent(participants)
    whole, by_field, by_agency = _changes(participants, extent, layer)
    counts = _counts(campaign, {one.node.code: one.path[0].code for one in extent.questions})
    counted = Counted()
    of_field = {code: Counted() for code in extent.fields}
    of_agency = {key: Counted() for key in participants.agencies}
    for agency, code, one in counts:
        for sums in (counted, of_field.get(code), of_agency.get(agency)):
            if sums is not None:
                sums.add(one)
    late = _late_agencies(campaign)
    fields = tuple(
        FieldLine(node, by_field.get(code, Changed()), of_field[code]) for code, node in extent.fields.items()
    )
    agencies = tuple(
        AgencyLine(agency, by_agency.get(key, Changed()), of_agency[key], key in late)
        for key, agency in participants.agencies.items()
    )
    return Statistics(whole, counted, fields, agencies, len(late))


def _changes(
    participants: Participants, extent: Extent, layer: Layer | None
) -> tuple[Changed, dict[str, Changed], dict[int, Changed]]:
    later = LAYERS[1:] if layer is None else LAYERS[1 : LAYERS.index(layer) + 1]
    judged, corrected = _looked_at(participants, later)
    linked = _linked_codes(participants.framework)
    answers, league = _answers_of(participants, later, linked), league_for(participants)
    units = list(participants.units.values())
    before, after = (
        score_league(league, answers, units, participants.period, layer=one)
        for one in ("self_assessed", layer)
    )
    whole, by_field, by_agency = Changed(), dict[str, Changed](), dict[int, Changed]()
    field_of = {one.node.code: one.path[0].code for one in extent.questions}
    places = judged | {(key, code) for key in participants.units for code in linked}
    for key, code in places:
        row = extent.assignment(key, code)
        if row is None:
            continue
        uid = participants.units[key].uid
        pair = _points(before, uid, code), _points(after, uid, code)
        if (key, code) not in corrected and code not in linked:
            # Taken over as it stood: whatever it is worth, it is worth the same.
            pair = Fraction(0), Fraction(0)
        if pair[0] is None or pair[1] is None:
            continue
        for changed in (
            whole,
            by_field.setdefault(field_of[code], Changed()),
            by_agency.setdefault(row.responsible_id, Changed()),
        ):
            changed.add(pair[0], pair[1])
    return whole, by_field, by_agency


def _looked_at(participants: Participants, later: Sequence[Layer]) -> tuple[set[Place], set[Place]]:
    """The leaves that a later layer speaks of, and those of them that it did not just take over."""
    with scopes_disabled():
        rows = Answer.objects.filter(campaign=participants.campaign, layer__in=later, seat=1).order_by()
    judged: set[Place] = set()
    corrected: set[Place] = set()
    for unit, node, agreed in rows.values_list("unit", "node", "agreed"):
        judged.add((unit, node))
        if not agreed:
            corrected.add((unit, node))
    return judged, corrected


def _answers_of(participants: Participants, later: Sequence[Layer], linked: Collection[str]) -> Answers:
    """All layers of the leaves that were corrected, and of those whose points rest on others."""
    with scopes_disabled():
        rows = Answer.objects.filter(campaign=participants.campaign, seat=1)
        correction = Answer.objects.filter(
            campaign=OuterRef("campaign"), unit=OuterRef("unit"), node=OuterRef("node"), layer__in=later,
            seat=1, agreed=False,
        )  # fmt: skip
        return answers_from(participants, rows.filter(Exists(correction) | Q(node__in=linked)))


def _linked_codes(framework: Framework) -> frozenset[str]:
    """The leaves whose rule compares units or borrows an input of another leaf, and those others."""
    found = set()
    for leaf in framework.leaves:
        lenders = {one.same_as.code for one in leaf.inputs.values() if one.same_as is not None}
        if lenders or (leaf.rule is not None and leaf.rule.needs_league):
            found |= {leaf.code, *lenders}
    return frozenset(found)


def _points(result: Result, uid: str, code: str) -> Fraction | None:
    """The points of a leaf, without asking its rule again."""
    scores = result.scores.get(uid)
    return None if scores is None else scores.points[result.prepared.positions[code]]


def _counts(campaign: Campaign, field_of: Mapping[str, str]) -> Iterator[tuple[int, str, Counted]]:
    """What is counted of each agency in each field: two queries."""
    with scopes_disabled():
        answers = Answer.objects.filter(campaign=campaign, layer="self_assessed", seat=1).order_by()
        questions = Question.objects.filter(campaign=campaign).order_by()
    for row in answers.values("agency", "field").annotate(
        n=Count("pk"), bare=Count("pk", filter=BARE), late=Count("pk", filter=Q(status="late"))
    ):
        yield row["agency"], row["field"], Counted(answered=row["n"], bare=row["bare"], late=row["late"])
    for asked in questions.values("agency", "node").annotate(
        n=Count("pk"), yes=Count("pk", filter=Q(accepted=True)), no=Count("pk", filter=Q(accepted=False))
    ):
        counted = Counted(asked=asked["n"], accepted=asked["yes"], declined=asked["no"])
        yield asked["agency"], field_of.get(asked["node"], ""), counted


def _late_agencies(campaign: Campaign) -> set[int]:
    with scopes_disabled():
        late = Receipt.objects.filter(campaign=campaign, is_late=True).order_by()
    return set(late.values_list("agency", flat=True))
