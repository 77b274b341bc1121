"""How far two blind appraisers agree, by criterion, and where they differ; only where both are in.

A judgement is the points that follow from what each of them says; of a criterion whose points hang on
other units, and where a figure gives no points, it is what they say itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from django.db.models import Exists, OuterRef

from chiso.figures import Rounding, write_decimal
from chiso.language import Text, text
from chiso.office.campaigns.answering.asked import asked_of
from chiso.office.campaigns.answering.given import answers_from
from chiso.office.campaigns.appraising.desk import Desk
from chiso.office.campaigns.appraising.twice import BLIND_LAYER, SEATS
from chiso.office.campaigns.models import Answer
from chiso.office.campaigns.participants import Leaf, Participants
from chiso.problems import BadInput
from chiso.scoring.agreement import Agreement, agreement_of
from chiso.scoring.layers import Layer
from chiso.scoring.score import score

# With fewer pairs a coefficient moves by a tenth with a single judgement.
ENOUGH = 10
Judgement: TypeAlias = "Fraction | str"
_FOR_EYES = Rounding(2, "half_even")


@dataclass(frozen=True, slots=True)
class Pair:
    """A leaf that two people appraised, with what each of them gave."""

    leaf: Leaf
    first: Answer
    second: Answer
    judgements: tuple[Judgement, Judgement]

    @property
    def differs(self) -> bool:
        """Whether the points differ."""
        return self.judgements[0] != self.judgements[1]


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """The agreement on one criterion. `code` "": on all together."""

    code: str
    title: Any
    agreement: Agreement
    meaning: Text

    @property
    def kappa(self) -> str:
        """κ as decimal text; "" where it says nothing."""
        return _written(self.agreement.kappa)

    @property
    def gwet(self) -> str:
        """AC1 as decimal text; "" where it says nothing."""
        return _written(self.agreement.gwet)


def pairs_of(desk: Desk) -> list[Pair]:
    """The leaves of a desk on which both seats have judged. One query."""
    other = Answer.objects.filter(
        campaign=OuterRef("campaign"), unit=OuterRef("unit"), node=OuterRef("node"), layer=BLIND_LAYER, seat=2
    )
    judged = (
        Answer.objects.select_related("by")
        .filter(Exists(other), campaign=desk.campaign, layer=BLIND_LAYER, seat__in=SEATS)
        .order_by("seat")
    )
    by_place: dict[tuple[int, str], list[Answer]] = defaultdict(list)
    for one in judged:
        by_place[one.unit_id, one.node].append(one)
    both: list[tuple[Leaf, list[Answer]]] = [
        (leaf, by_place[leaf.unit, leaf.code])
        for leaf in desk.leaves
        if len(by_place.get((leaf.unit, leaf.code), ())) == len(SEATS)
    ]
    points = [
        points_of_answers(desk.participants, [(leaf, seats[seat]) for leaf, seats in both])
        for seat in range(len(SEATS))
    ]
    return [
        Pair(leaf, first, second, (points[0][number], points[1][number]))
        for number, (leaf, (first, second)) in enumerate(both)
    ]


def points_of_answers(participants: Participants, judged: Sequence[tuple[Leaf, Answer]]) -> list[Judgement]:
    """What each of these answers is worth (one a leaf), scored in one run; else what it says."""
    if not judged:
        return []
    kept = [_alone(answer) for _, answer in judged]
    units = {leaf.unit for leaf, _ in judged}
    try:
        result = score(
            participants.framework,
            answers_from(participants, kept),
            [participants.units[unit] for unit in units],
            participants.period,
        )
    except BadInput:
        # A unit that the set does not measure, or a day outside the calendar: then words are compared.
        return [_said(answer) for _, answer in judged]
    found: list[Judgement] = []
    for leaf, answer in judged:
        node = result.node(participants.units[leaf.unit].uid, leaf.code)
        compares = asked_of(participants.framework, leaf.code).compares_units
        found.append(node.points if node.points is not None and not compares else _said(answer))
    return found


def by_criterion(participants: Participants, pairs: Iterable[Pair]) -> list[CriterionAgreement]:
    """The agreement on each criterion, in the order of the set, and on all together last."""
    grouped: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        grouped[pair.leaf.code].append(pair)
    leaves = participants.framework.leaves
    rows = [_row(node.code, node.title, grouped[node.code]) for node in leaves if node.code in grouped]
    everything = [pair for rows in grouped.values() for pair in rows]
    return [*rows, _row("", text("All together"), everything)] if len(rows) > 1 else rows


def _row(code: str, title: Any, pairs: Sequence[Pair]) -> CriterionAgreement:
    found = agreement_of([(str(pair.judgements[0]), str(pair.judgements[1])) for pair in pairs])
    return CriterionAgreement(code, title, found, meaning_of(found))


def meaning_of(found: Agreement) -> Text:
    """What an agreement means, in a sentence that does not say more than the figures do."""
    if found.n < ENOUGH:
        return text(
            "Too few to say: {agreed} of {n} alike; from {enough} on the coefficients mean something.",
            agreed=found.agreed, n=found.n, enough=ENOUGH,
        )  # fmt: skip
    if found.gwet is None:
        return text(
            "All {n} alike and all of the same value: nothing tells how they would differ.", n=found.n
        )
    share = text("{agreed} of {n} alike", agreed=found.agreed, n=found.n)
    beyond = round(found.gwet * 100)
    if found.kappa is not None and found.gwet - found.kappa > Fraction(1, 4):
        return text(
            "{share}. Nearly all judgements are of one value, so κ comes out low; AC1 says more here.",
            share=share,
        )
    if found.gwet < Fraction(2, 5):
        return text(
            "{share}: little more than chance would give. Talk about how the criterion is read.", share=share
        )
    if found.gwet < Fraction(4, 5):
        return text(
            "{share}: about {beyond} % of the agreement that chance leaves open. Look at where they differ.",
            share=share, beyond=beyond,
        )  # fmt: skip
    return text(
        "{share}: about {beyond} % of the agreement that chance leaves open. They read the criterion alike.",
        share=share, beyond=beyond,
    )  # fmt: skip


def _alone(answer: Answer) -> Answer:
    """An answer as if it were the only one to its leaf, so that the second seat is scored too."""
    alone: Layer = "self_assessed"
    return Answer(
        campaign_id=answer.campaign_id, unit_id=answer.unit_id, node=answer.node, layer=alone, seat=1,
        status=answer.status, rows=answer.rows, note="", origin=answer.origin,
    )  # fmt: skip


def _said(answer: Answer) -> str:
    return repr((answer.status, answer.rows))


def _written(value: Fraction | None) -> str:
    return "" if value is None else write_decimal(value, _FOR_EYES)
