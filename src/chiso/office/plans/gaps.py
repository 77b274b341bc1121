"""Where a unit lost points, as a page shows it: by criterion, in whose hands, against what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import parse_exact
from chiso.improvement.gaps.distances import Against, Targets
from chiso.improvement.gaps.finding import Gaps, Given, find_gaps
from chiso.improvement.gaps.history import Year
from chiso.improvement.gaps.influence import Influence
from chiso.improvement.gaps.tables import Owners
from chiso.language import Text, text
from chiso.office.plans.basis import Figures
from chiso.office.plans.content import Content
from chiso.office.plans.forecasting import kept_result
from chiso.office.plans.models import Basis, PlanVersion

AGAINST_NAMES: Mapping[Against, Text] = {
    "maximum": text("the maximum"),
    "best": text("the best unit"),
    "first-ten": text("the first ten"),
    "median": text("the median"),
    "group": text("its group"),
    "target": text("the targets of this version"),
}


def units_to_look_at(version: PlanVersion, figures: Figures) -> dict[str, str]:
    """The units whose gaps belong to a plan, by uid: the measured one; in a sub-plan the agency's own."""
    names = figures.units
    if figures.basis.measured:
        uid = figures.basis.measured
        return {uid: names[uid]} if uid in names else {}
    if version.plan.agency is not None:
        uid = version.plan.agency.uid
        return {uid: names[uid]} if uid in names else {}
    return dict(names)


def gaps_shown(basis: Basis, content: Content, uid: str, against: Against) -> Gaps:
    """The gaps of a unit. Raises WrongCall (CH-8310, CH-8311), BadInput where the basis is not whole."""
    result = kept_result(basis)
    unit = result.units_by_uid[uid]
    return find_gaps(Year(result, unit), against, _given(basis, content, uid))


@dataclass(frozen=True, slots=True)
class Hands:
    """What was lost by criteria that somebody can move."""

    who: Influence
    lost: Fraction


def by_hands(gaps: Gaps) -> list[Hands]:
    """What was lost by who can win it back, the most first."""
    sums: dict[Influence, Fraction] = {}
    for gap in gaps.gaps:
        who = gap.decided.influence
        sums[who] = sums.get(who, Fraction(0)) + gap.lost
    return [Hands(who, lost) for who, lost in sorted(sums.items(), key=lambda one: (-one[1], one[0]))]


def _given(basis: Basis, content: Content, uid: str) -> Given:
    """The plan's own targets and owners, as far as they speak of the unit."""
    figures = Figures(basis)
    own = [one for one in content.targets if figures.unit_of(one.owner.uid if one.owner else "") == uid]
    targets = Targets({one.node: parse_exact(one.points) for one in own})
    agencies = {one.node: one.owner.name for one in own if one.owner is not None}
    return Given(owners=Owners(agencies), targets=targets)
