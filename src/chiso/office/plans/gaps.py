"""Where a unit lost points, as a page shows it: by criterion, in whose hands, against what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import parse_exact
from chiso.improvement.gaps.distances import Against, Targets
from chiso.improvement.gaps.finding import Gaps, Given, find_gaps
from chiso.improvement.gaps.history import STATE_WORDS, State, Year
from chiso.improvement.gaps.influence import Influence
from chiso.improvement.gaps.tables import Owners, Solution
from chiso.language import Text, text
from chiso.office.plans.basis import Figures
from chiso.office.plans.content import Content
from chiso.office.plans.forecasting import kept_result
from chiso.office.plans.models import Basis, EarlierYear, PlanVersion

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


def gaps_shown(
    basis: Basis, content: Content, years: Sequence[EarlierYear], uid: str, against: Against
) -> Gaps:
    """The gaps of a unit, followed through the years before in which it was measured.

    Raises WrongCall (CH-8310, CH-8311), BadInput where the basis or a year is not whole.
    """
    result = kept_result(basis)
    unit = result.units_by_uid[uid]
    earlier = [kept_result(year) for year in years]
    history = [Year(one, one.units_by_uid[uid]) for one in earlier if uid in one.units_by_uid]
    return find_gaps(Year(result, unit), against, _given(basis, content, uid), history)


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


@dataclass(frozen=True, slots=True)
class Fate:
    """Criteria with one history: how many, and what was lost by them now."""

    state: Text
    count: int
    lost: Fraction


def by_history(gaps: Gaps) -> list[Fate]:
    """What was lost every year, newly, again, and what was won back."""
    found: dict[State, list[Fraction]] = {state: [] for state in STATE_WORDS}
    for gap in gaps.gaps:
        if gap.followed is not None:
            found[gap.followed.state].append(gap.lost)
    return [
        Fate(STATE_WORDS[state], len(lost), sum(lost, Fraction(0))) for state, lost in found.items() if lost
    ]


@dataclass(frozen=True, slots=True)
class Grouped:
    """A solution with what was lost at the criteria that it would move."""

    way: Solution
    lost: Fraction


@dataclass(frozen=True, slots=True)
class ProblemShown:
    """A group of solutions: those against one problem."""

    problem: str
    ways: tuple[Grouped, ...]


def groups_of(gaps: Gaps) -> list[ProblemShown]:
    """The solutions of the version by problem, as they were brought."""
    found: dict[str, list[Grouped]] = {}
    for way in gaps.solutions:
        lost = sum((one.lost for one in gaps.gaps if way in gaps.solutions_for(one.code)), Fraction(0))
        found.setdefault(way.problem, []).append(Grouped(way, lost))
    return [ProblemShown(name, tuple(ways)) for name, ways in found.items()]


def without_solution(gaps: Gaps) -> list[str]:
    """The criteria in which points were lost and that no solution would move; none where there are none."""
    if not gaps.solutions:
        return []
    return [one.code for one in gaps.gaps if one.lost > 0 and not gaps.solutions_for(one.code)]


def _given(basis: Basis, content: Content, uid: str) -> Given:
    """The plan's own targets and owners, as far as they speak of the unit."""
    figures = Figures(basis)
    own = [one for one in content.targets if figures.unit_of(one.owner.uid if one.owner else "") == uid]
    targets = Targets({one.node: parse_exact(one.points) for one in own})
    agencies = {one.node: one.owner.name for one in own if one.owner is not None}
    ways = tuple(
        Solution(one.problem, one.cause, one.solution, tuple(one.codes.split(";")))
        for one in content.solutions
    )
    return Given(owners=Owners(agencies), targets=targets, solutions=ways)
