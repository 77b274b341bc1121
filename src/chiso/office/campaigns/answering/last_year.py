"""What a leaf was a year before: found by what is measured, not by its code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chiso.frameworks.model import Framework, Node
from chiso.office.campaigns.answering.given import given_of
from chiso.office.campaigns.answering.points import PointsShown, points_of
from chiso.office.campaigns.models import Answer, Campaign
from chiso.office.campaigns.participants import Leaf, Participants, participants_of
from chiso.office.files.models import DocumentUse
from chiso.scoring.layers import LAYERS, Layer


@dataclass(frozen=True, slots=True)
class YearBefore:
    """A leaf a year before: what the agency said, what counted in the end, what proved it."""

    campaign: Campaign
    node: Node
    layers: tuple[tuple[Layer, Answer, PointsShown], ...]
    evidence: tuple[DocumentUse, ...] = ()
    is_same_set: bool = True

    @property
    def said(self) -> PointsShown | None:
        """The points of what the agency said itself."""
        return next((points for layer, _, points in self.layers if layer == "self_assessed"), None)

    @property
    def counted(self) -> PointsShown | None:
        """The points of the last layer."""
        return self.layers[-1][2] if self.layers else None


def codes_before(now: Framework, before: Framework) -> dict[str, str]:
    """Of each leaf the code that it had in the set of the year before; what is new is left out."""
    if now.key == before.key:
        return {leaf.code: leaf.code for leaf in now.leaves}
    by_identity = {leaf.identity: leaf.code for leaf in before.leaves}
    found = {leaf.code: by_identity.get(leaf.identity) for leaf in now.leaves}
    return {code: old for code, old in found.items() if old is not None}


def year_before(participants: Participants, leaf: Leaf) -> YearBefore | None:
    """A leaf of the same unit in the campaign copied from; None where there is none. Five queries at most."""
    earlier = earlier_participants(participants, [leaf.unit])
    if earlier is None:
        return None
    code = codes_before(participants.framework, earlier.framework).get(leaf.code)
    there = earlier.leaf(leaf.unit, code) if code is not None else None
    if there is None:
        return None
    layers = _layers_by_place(earlier, [leaf.unit], [there.code]).get((there.unit, there.code), {})
    uses = DocumentUse.objects.select_related("document").filter(
        campaign=earlier.campaign, unit=leaf.unit, node=there.code, ended_at=None
    )
    is_same = participants.framework.key == earlier.framework.key
    shown = _shown(earlier, there, layers)
    return YearBefore(earlier.campaign, there.node, shown, tuple(uses[:20]), is_same)


def earlier_participants(participants: Participants, units: Iterable[int]) -> Participants | None:
    """The same units in the campaign that this one was copied from; None where it was copied from none."""
    earlier = participants.campaign.copied_from
    return participants_of(earlier, units) if earlier is not None else None


def _layers_by_place(
    earlier: Participants, units: Iterable[int], codes: Iterable[str] | None = None
) -> dict[tuple[int, str], dict[Layer, Answer]]:
    rows = Answer.objects.filter(campaign=earlier.campaign, unit__in=list(units), seat=1)
    if codes is not None:
        rows = rows.filter(node__in=list(codes))
    found: dict[tuple[int, str], dict[Layer, Answer]] = {}
    for row in rows:
        layer: Layer = row.layer  # type: ignore[assignment]  # a choice
        found.setdefault((row.unit_id, row.node), {})[layer] = row
    return found


def _shown(
    earlier: Participants, there: Leaf, layers: dict[Layer, Answer]
) -> tuple[tuple[Layer, Answer, PointsShown], ...]:
    return tuple(
        (layer, layers[layer], points_of(earlier, there, given_of(layers[layer])))
        for layer in LAYERS
        if layer in layers
    )


def all_before(participants: Participants, leaves: Iterable[Leaf]) -> dict[tuple[int, str], YearBefore]:
    """Of each of these leaves what it was a year before, by unit and code. A constant number of queries."""
    wanted = list(leaves)
    units = {leaf.unit for leaf in wanted}
    earlier = earlier_participants(participants, units)
    if earlier is None:
        return {}
    codes = codes_before(participants.framework, earlier.framework)
    kept = _layers_by_place(earlier, units)
    is_same = participants.framework.key == earlier.framework.key
    found = {}
    for leaf in wanted:
        code = codes.get(leaf.code)
        there = earlier.leaf(leaf.unit, code) if code is not None else None
        if there is not None:
            shown = _shown(earlier, there, kept.get((there.unit, there.code), {}))
            found[leaf.unit, leaf.code] = YearBefore(earlier.campaign, there.node, shown, (), is_same)
    return found
