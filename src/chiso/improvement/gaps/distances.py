"""How far a unit is from what it is held against, split over the criteria without remainder.

    reference − own = Σ lost(criterion) + Σ effects(group) + remainder

    maximum      every criterion of the unit at its own maximum
    best         the units ranked first            first-ten    the units ranked 1 to 10
    group        the units of its group            (means: of their totals, and of the splits against each)
    median       the median of every criterion; these do not add up to the median of the totals, and by how
                 much they do not is the remainder
    target       the criteria that have a target at it; the remainder is what a target for the total asks for
                 beyond them

Each split is that of two scored results (`scoring.difference`), so ceilings, weights and rescaling have lines
of their own and everything adds up in exact fractions.

    CH-8310 a unit without a total    CH-8311 nothing of that kind to be held against
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeAlias

from chiso.frameworks.model import TOTAL
from chiso.improvement.profiles import with_points
from chiso.language import Text, listing, text
from chiso.problems import Place, Problem, WrongCall
from chiso.scoring.difference import PartKind, split_difference
from chiso.scoring.exact import ZERO, exact_sum
from chiso.scoring.position import median
from chiso.scoring.prepared import PreparedLeaf
from chiso.scoring.result import Result
from chiso.scoring.sides import Side
from chiso.units import Unit

Against: TypeAlias = Literal["maximum", "best", "first-ten", "median", "group", "target"]
AGAINST: tuple[Against, ...] = ("maximum", "best", "first-ten", "median", "group", "target")
FIRST = 10
_MOST_NAMED = 3
_MOST_LACKS = 8


@dataclass(frozen=True, slots=True)
class Effect:
    """What a group does beside its parts: a ceiling, a rescaling, a part that applies to one side only."""

    kind: PartKind
    code: str
    amount: Fraction


@dataclass(frozen=True, slots=True)
class Distance:
    """The distance of a unit; `points`: those of the reference at each criterion, where it has some.

    `lost`: by criterion, what it brings into the distance; below 0 where the unit is ahead.
    """

    against: Against
    name: Text
    own: Fraction
    reference: Fraction
    points: Mapping[str, Fraction]
    lost: Mapping[str, Fraction]
    effects: tuple[Effect, ...] = ()
    remainder: Fraction = ZERO

    @property
    def difference(self) -> Fraction:
        """What is split."""
        return self.reference - self.own


@dataclass(frozen=True, slots=True)
class Targets:
    """Targets by the code of a node, `total` included."""

    by_code: Mapping[str, Fraction] = field(default_factory=dict)


def find_distance(result: Result, unit: Unit, against: Against, targets: Targets | None = None) -> Distance:
    """The distance of a unit, split. Raises WrongCall (CH-8310, CH-8311)."""
    _refuse_incomplete(result, unit)
    if against == "maximum":
        return _to_profile(result, unit, against, text("the maximum"), maxima_of(result, unit.uid))
    if against == "median":
        profile = {code: median(values) for code, values in _columns(result).items() if values}
        own = points_of(result, unit.uid)
        totals = sorted(_total(result, one) for one in _complete(result))
        name = text("the median")
        profile = {code: value for code, value in profile.items() if code in own}
        return _to_profile(result, unit, against, name, profile, median(totals))
    if against == "target":
        return _to_targets(result, unit, targets)
    others = _units_of(result, unit, against)
    return _to_units(result, unit, against, _name_of(against, others, unit), others)


def points_of(result: Result, uid: str) -> dict[str, Fraction]:
    """The points of a unit by criterion, of those that count and have some."""
    scores = result.scores[uid]
    return {
        leaf.code: points
        for leaf in result.prepared.leaves
        if not leaf.is_idle and (points := scores.points[leaf.position]) is not None
    }


def maxima_of(result: Result, uid: str) -> dict[str, Fraction]:
    """The best that each criterion of a unit can have; of a deduction that is none."""
    found = {}
    for code, points in points_of(result, uid).items():
        node = result.framework.nodes_by_code[code]
        leaf = result.prepared.nodes[result.prepared.positions[code]]
        assert isinstance(leaf, PreparedLeaf), "a criterion is a leaf"
        if not result.framework.is_higher_better(node):
            found[code] = min(points, leaf.minimum)
        else:
            most = ZERO if leaf.role == "penalty" else result.scores[uid].maxima[leaf.position]
            found[code] = max(points, points if most is None else most)
    return found


def _to_profile(
    result: Result,
    unit: Unit,
    against: Against,
    name: Text,
    profile: Mapping[str, Fraction],
    reference: Fraction | None = None,
) -> Distance:
    """The distance to the unit itself with other points; `reference`: a total that these need not reach."""
    changed = with_points(result, unit.uid, profile)
    reached = _total(changed, unit)
    lost, effects = _split(Side(result, unit.uid), [Side(changed, unit.uid)])
    end = reached if reference is None else reference
    return Distance(against, name, _total(result, unit), end, profile, lost, effects, remainder=end - reached)


def _to_units(result: Result, unit: Unit, against: Against, name: Text, others: Sequence[Unit]) -> Distance:
    """The distance to the mean of units: the mean of the distances to each."""
    lost, effects = _split(Side(result, unit.uid), [Side(result, other.uid) for other in others])
    reference = exact_sum(_total(result, other) for other in others) / len(others)
    points: dict[str, list[Fraction]] = defaultdict(list)
    for other in others:
        for code, value in points_of(result, other.uid).items():
            points[code].append(value)
    means = {code: exact_sum(values) / len(values) for code, values in points.items()}
    return Distance(against, name, _total(result, unit), reference, means, lost, effects)


def _split(own: Side, others: Sequence[Side]) -> tuple[dict[str, Fraction], tuple[Effect, ...]]:
    """The mean of the splits against each, by criterion; what belongs to groups apart."""
    lost: dict[str, Fraction] = defaultdict(Fraction)
    effects: dict[tuple[PartKind, str], Fraction] = defaultdict(Fraction)
    leaves = {leaf.code for leaf in own.result.prepared.leaves}
    for other in others:
        for part in split_difference(own, other):
            code = part.after or part.before or TOTAL
            if code in leaves:
                lost[code] += part.amount
            else:
                effects[part.kind, code] += part.amount
    count = len(others)
    return (
        {code: amount / count for code, amount in lost.items()},
        tuple(Effect(kind, code, amount / count) for (kind, code), amount in effects.items() if amount),
    )


def _to_targets(result: Result, unit: Unit, targets: Targets | None) -> Distance:
    if targets is None or not targets.by_code:
        mend = text("Give the targets as a table: --targets, or a column “target” of --owners.")
        raise _nothing("target", text("Expected targets to be held against; there are none."), mend)
    own = points_of(result, unit.uid)
    profile = {code: value for code, value in targets.by_code.items() if code in own}
    name = text("the target")
    return _to_profile(result, unit, "target", name, profile, targets.by_code.get(TOTAL))


def _units_of(result: Result, unit: Unit, against: Against) -> list[Unit]:
    if against == "group":
        others = [one for one in _complete(result) if one.group == unit.group and unit.group]
        mend = text("Give the column “group” in the table of the units, or hold it against the median.")
        if not others:
            raise _nothing(
                against, text("Expected a unit with a group; “{unit}” has none.", unit=unit.name), mend
            )
        return others
    last = 1 if against == "best" else FIRST
    others = [row.unit for row in result.ranking if row.rank is not None and row.rank <= last]
    if not others:
        expected = text("Expected a ranking; this set of criteria forbids one.")
        raise _nothing(against, expected, text("Hold the unit against the median."))
    return others


def _name_of(against: Against, others: Sequence[Unit], unit: Unit) -> Text:
    if against == "group":
        return text("the mean of the group “{group}”", group=unit.group)
    if against == "first-ten":
        return text("the mean of the first {count}", count=len(others))
    named = listing([one.name for one in others[:_MOST_NAMED]] + ["…"] * (len(others) > _MOST_NAMED))
    return text("the best ({units})", units=named)


def _complete(result: Result) -> list[Unit]:
    return [unit for unit in result.units if result.scores[unit.uid].points[0] is not None]


def _columns(result: Result) -> dict[str, list[Fraction]]:
    """The points of all complete units by criterion, sorted."""
    columns: dict[str, list[Fraction]] = defaultdict(list)
    for unit in _complete(result):
        for code, points in points_of(result, unit.uid).items():
            columns[code].append(points)
    return {code: sorted(values) for code, values in columns.items()}


def _total(result: Result, unit: Unit) -> Fraction:
    total = result.scores[unit.uid].points[0]
    assert total is not None, "only units with a total are looked at"
    return total


def _refuse_incomplete(result: Result, unit: Unit) -> None:
    if result.scores[unit.uid].points[0] is not None:
        return
    lacks = [lack.code for lack in result.incomplete.get(unit.uid, ())]
    named = listing(lacks[:_MOST_LACKS] + ["…"] * (len(lacks) > _MOST_LACKS))
    expected = text("Expected a unit with a total; missing or left open by the law: {codes}", codes=named)
    mend = text("Add the answers and score again, or take a complete unit.")
    raise WrongCall([Problem("CH-8310", Place(field="--unit"), unit.code, expected, mend)])


def _nothing(against: Against, expected: Text, mend: Text) -> WrongCall:
    return WrongCall([Problem("CH-8311", Place(field="--against"), against, expected, mend)])
