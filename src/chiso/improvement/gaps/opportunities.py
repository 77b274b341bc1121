"""What a measure would bring for what it takes, each looked at alone: a list to begin with, not a plan.

    expected gain   probability · (total with the criterion at the measure's points − total today)
    per effort      expected gain / person-days       per cost      expected gain / cost

The gain is that of the whole index, scored again with the criterion changed, so weights and ceilings are in
it. Gains of two measures need not add up, prerequisites and capacities are not looked at: “chiso plan best”
does that.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from chiso.improvement.measures import Measure, Measures
from chiso.improvement.profiles import with_points
from chiso.language import Text, text
from chiso.scoring.result import Result

ASSUMPTIONS: tuple[Text, ...] = (
    text("Each measure is looked at alone: gains of two need not add up."),
    text("What a measure requires is neither counted nor paid for here; “chiso plan best” does that."),
    text("A measure that does not succeed changes nothing."),
)


@dataclass(frozen=True, slots=True)
class Opportunity:
    """One level of a measure; gains are points of the index. None where nothing is asked for it."""

    measure: Measure
    gain: Fraction
    expected: Fraction
    per_effort: Fraction | None
    per_cost: Fraction | None


def find_opportunities(result: Result, uid: str, measures: Measures) -> tuple[Opportunity, ...]:
    """The levels that serve a criterion, the most points per effort first; what takes none stands ahead."""
    today = result.scores[uid].points[0]
    assert today is not None, "gaps are those of a unit with a total"
    found = []
    for level in measures.levels:
        if level.points is None:
            continue
        total = with_points(result, uid, {level.code: level.points}).scores[uid].points[0]
        gain = (today if total is None else total) - today
        expected = gain * level.probability
        found.append(
            Opportunity(
                level,
                gain,
                expected,
                expected / level.effort if level.effort else None,
                expected / level.cost if level.cost else None,
            )
        )
    return tuple(sorted(found, key=_order))


def _order(one: Opportunity) -> tuple[bool, bool, Fraction, str]:
    is_useless = one.expected <= 0
    return (is_useless, one.per_effort is not None, -(one.per_effort or one.expected), one.measure.name)
