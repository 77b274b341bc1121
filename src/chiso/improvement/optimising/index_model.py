"""What points of criteria do to the index of one unit: sums within limits, up the tree, exactly.

    before the limits   b(g) = b0(g) + Σ_i c_i · gain(i)      i: parts of group g that measures can change
    gain of a group     gain(g) = limits(b(g)) − limits(b0(g))
    gain of a criterion its points once done − its points today

Everything else stays as it is today, so a part is worth what it is worth today: shares of means, stretching
where something does not apply, ceilings, the most that is taken off, vetoes that hold. c_i is read off the
workings of scoring: one point more in the part, everything else equal.

    CH-8333 a unit without a score    CH-8334 an index that is not a sum within limits
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from chiso.frameworks.aggregations import GeometricMean, SideBySide
from chiso.improvement.profiles import with_points
from chiso.language import Text, listing, text
from chiso.problems import BadInput, Place, Problem
from chiso.scoring.aggregation import Workings, range_of_points, work_out
from chiso.scoring.exact import ONE, ZERO, exact_sum
from chiso.scoring.prepared import Prepared, PreparedInner
from chiso.scoring.result import Result
from chiso.scoring.statuses import INCOMPLETE, SCORED
from chiso.scoring.unit_scores import UnitScores

_LIMITS = frozenset(("ceiling", "floor", "veto", "bounds"))
_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Group:
    """A group that measures can change. `before`: its points today before the limits.

    `leaves` and `groups`: its parts that can be changed, with what one point of each is worth in it.
    """

    code: str
    before: Fraction
    lowest: Fraction | None
    highest: Fraction | None
    leaves: tuple[tuple[Fraction, str], ...]
    groups: tuple[tuple[Fraction, Group], ...]


@dataclass(frozen=True)
class IndexModel:
    """The index of one unit, as far as the criteria `today` can change it; `score` is today's."""

    result: Result
    uid: str
    score: Fraction
    today: Mapping[str, Fraction]
    root: Group

    def scored_with(self, points: Mapping[str, Fraction]) -> Fraction:
        """The score with other points of some criteria, as scoring has it."""
        total = with_points(self.result, self.uid, points).node(self.uid).points
        assert total is not None, "a complete unit stays complete"
        return total


def index_model(result: Result, uid: str, codes: Iterable[str]) -> IndexModel:
    """The model for these criteria, which have points today. Raises BadInput (CH-8333, CH-8334)."""
    prepared, scores = result.prepared, result.scores[uid]
    total = scores.points[0]
    if total is None:
        raise BadInput([_no_score(result, uid)])
    positions = {prepared.positions[code]: code for code in codes}
    wanted = {0}.union(*(_above(prepared, position) for position in positions))
    made: dict[int, Group] = {}
    problems: list[Problem] = []
    if not result.framework.index.higher_is_better:
        problems.append(_not_a_sum(prepared.root, text("less is better in this index")))
    for inner in reversed(prepared.inner):
        if inner.position in wanted:
            why = _why_no_sum(inner, scores)
            if why is not None:
                problems.append(_not_a_sum(inner, why))
                continue
            if not problems:
                made[inner.position] = _group(prepared, inner, scores, positions, made, problems)
    if problems:
        raise BadInput(problems)
    today = {code: scores.points[position] or ZERO for position, code in positions.items()}
    return IndexModel(result, uid, total, today, made[0])


def _above(prepared: Prepared, position: int) -> set[int]:
    """The groups in which a node counts, up to the index."""
    found = {0}
    while position:
        position = prepared.nodes[position].parent
        found.add(position)
    return found


def _why_no_sum(inner: PreparedInner, scores: UnitScores) -> Text | None:
    if isinstance(inner.aggregation, GeometricMean):
        return text("it takes a geometric mean")
    if isinstance(inner.aggregation, SideBySide):
        return text("its parts stand side by side")
    if scores.statuses[inner.position] != SCORED:
        return text("it does not count for the unit")
    return None


def _group(
    prepared: Prepared,
    inner: PreparedInner,
    scores: UnitScores,
    positions: Mapping[int, str],
    made: Mapping[int, Group],
    problems: list[Problem],
) -> Group:
    before = _before_limits(work_out(prepared, inner, scores))
    lowest, highest = range_of_points(prepared, inner, scores)
    leaves, groups = [], []
    for child in inner.children:
        if child not in positions and child not in made:
            continue
        worth = _worth(prepared, inner, scores, child, before)
        if worth < 0:
            problems.append(_not_a_sum(inner, text("points of a part of it lower it")))
        elif child in positions:
            leaves.append((worth, positions[child]))
        else:
            groups.append((worth, made[child]))
    return Group(inner.code, before, lowest, highest, tuple(leaves), tuple(groups))


def _worth(
    prepared: Prepared, inner: PreparedInner, scores: UnitScores, child: int, before: Fraction
) -> Fraction:
    """What one point of a part is worth in its group, before the limits."""
    points = list(scores.points)
    points[child] = (points[child] or ZERO) + ONE
    return _before_limits(work_out(prepared, inner, replace(scores, points=points))) - before


def _before_limits(workings: Workings) -> Fraction:
    return exact_sum(
        [part.contribution for part in workings.parts]
        + [amount for kind, amount in workings.effects if kind not in _LIMITS]
    )


def _no_score(result: Result, uid: str) -> Problem:
    unit = result.units_by_uid[uid]
    lacking = [lack.code for lack in result.incomplete.get(uid, ())]
    shown = [*lacking[:_MOST_NAMED], *["…"] * (len(lacking) > _MOST_NAMED)]
    expected = text("Expected a unit with a score; criteria without points: {codes}.", codes=listing(shown))
    if not any(status in INCOMPLETE for status in result.scores[uid].statuses):
        expected = text("Expected a unit with a score; this set of criteria gives it none.")
    return Problem(
        "CH-8333", Place(field=unit.code), unit.name, expected, text("Answer them, score again, then plan.")
    )


def _not_a_sum(inner: PreparedInner, why: Text) -> Problem:
    return Problem(
        "CH-8334",
        Place(field=inner.code),
        why,
        text("Expected an index that is a sum, or a mean, within limits: only such a one can be planned."),
        text("Plan for the groups that are sums, each as a set of its own."),
    )
