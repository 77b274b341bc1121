"""How sure points and ranks are, as far as the errors of surveyed criteria tell: intervals and rank ranges.

**Points.** A criterion lies between the least and the most points that its rule gives while its surveyed
inputs move within their intervals (`reach.py`). Everything is scored twice more: once with the least points
of every such criterion, once with the most. A node lies between its two results. The errors of
criteria of one unit hang together (the same people answered), and their covariance is not at hand; for sums
this is the widest that it can be: se(Σ xᵢ) ≤ Σ se(xᵢ), so the interval errs on the safe side. It speaks of
sampling alone; an answer that is no estimate, or took the place of one in a later layer, counts as exact.

**Ranks.** Unit u is surely ahead of v if their difference has its lower limit above 0 (Zou and Donner 2008):

    d − sqrt((c_u (s_u − l_u))² + (c_v (h_v − s_v))²) > 0,     d = s_u − s_v

with scores s and their intervals [l, h]; units are drawn apart from one another, so that their errors are
independent. c widens an interval to the level at which all k(k−1)/2 pairs hold together (Bonferroni):

    c = t(1 − α / k(k−1); df) / t(1 − α/2; df)

with the fewest degrees of freedom of the unit's criteria, 1 at least. The rank then lies between 1 + the
number of units surely ahead and k − the number surely behind, for all units at once with probability 1 − α
(Klein, Wright and Wieczorek 2020). Units whose ranges hold one another's rank cannot be told apart.

No interval where one of the estimates has none, none at all without a basis for errors; no range of ranks in
a league in which a ranked unit with estimates lacks its interval. Where points are the place among all units
(`min_max`), moving everybody at once moves nobody: what rests on such a criterion has no interval, and its
league no ranges.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt
from typing import NamedTuple, TypeAlias

from chiso.figures import round_figure
from chiso.frameworks.model import TOTAL
from chiso.scoring.answers import Answer, Answers, Attested
from chiso.scoring.estimates import Estimate, Estimates
from chiso.scoring.estimates_fit import SURVEY
from chiso.scoring.layers import LAYERS, Layer
from chiso.scoring.ranking import RankingRow
from chiso.scoring.reach import Reach
from chiso.scoring.reach_of_criteria import points_reached, read_by
from chiso.scoring.result import Result
from chiso.scoring.score import score_league
from chiso.scoring.statuses import SCORED
from chiso.scoring.student import two_sided_quantile
from chiso.tables import write_table

COLUMNS = ("period", "league", "unit", "code", "points_low", "points_high", "rank_best", "rank_worst")
# The factor is rounded, so that every machine decides alike.
_PLACES_OF_FACTOR = 6
# Nearer than this, floating point does not decide.
_CLOSE = 1e-9
_NOUGHT = Fraction(0)
# An answer whose points are told beside it; its values stay for those that borrow one.
_TOLD_BESIDE = Answer(status="withheld")
# uid -> code -> the estimates from which the answer that counts follows.
_Counting: TypeAlias = Mapping[str, Mapping[str, Sequence[Estimate]]]


class NodeInterval(NamedTuple):
    """Between which points a node of a unit lies; of the total also between which ranks, if that is known."""

    low: Fraction
    high: Fraction
    rank_best: int | None = None
    rank_worst: int | None = None


@dataclass(frozen=True, slots=True)
class Intervals:
    """uid -> code -> interval, of one league."""

    by_unit: Mapping[str, Mapping[str, NodeInterval]]

    def of(self, uid: str, code: str = TOTAL) -> NodeInterval | None:
        """The interval of a node; None where there is none."""
        return self.by_unit.get(uid, {}).get(code)


def intervals_of(result: Result, answers: Answers, estimates: Estimates) -> Intervals:
    """The intervals of one league, from the estimates behind its answers."""
    counting = _that_count(result, answers, estimates)
    compared = {code for leaf in result.prepared.leaves if leaf.needs_league for code in read_by(leaf)}
    relative = compared.intersection(code for of_unit in counting.values() for code in of_unit)
    found = dict(_of_points(result, answers, counting, relative))
    ranges = {} if relative else _of_ranks(result, counting, found, estimates.level)
    scores = {row.unit.uid: row.score for row in result.ranking}
    for uid, (best, worst) in ranges.items():
        nodes, score = found.get(uid, {}), scores[uid]
        assert score is not None, "only ranked units have ranges"
        total = nodes.get(TOTAL, NodeInterval(score, score))  # a unit that nobody was asked about is exact
        found[uid] = {**nodes, TOTAL: total._replace(rank_best=best, rank_worst=worst)}
    return Intervals(found)


def _that_count(result: Result, answers: Answers, estimates: Estimates) -> _Counting:
    """The estimates behind the answers that count: what a later layer says by itself is no estimate."""
    surveyed = {(row.unit, row.code, row.input, row.layer) for row in answers.rows if row.origin == SURVEY}
    found: dict[str, dict[str, list[Estimate]]] = {}
    for unit in result.units:
        counting = answers.counting(unit.uid, result.layer)
        for code, rows in estimates.by_unit.get(unit.uid, {}).items():
            layer = counting[code].layer if code in counting else None
            behind = [row for row in rows if (row.unit, code, row.input, layer) in surveyed]
            if behind and counting[code].cases:  # an estimate is of the unit, and cannot be moved in a case
                behind = [row._replace(ci_low=None, ci_high=None) for row in behind]
            if behind:
                found.setdefault(unit.uid, {})[code] = behind
    return found


def write_intervals(results: Sequence[tuple[Result, Intervals]]) -> str:
    """The table of all leagues, by unit and node in the order of the framework."""
    return write_table(COLUMNS, (row for result, intervals in results for row in _rows(result, intervals)))


def _rows(result: Result, intervals: Intervals) -> Iterator[tuple[str, ...]]:
    codes = [node.code for node in result.prepared.nodes]
    for unit in result.units:
        for code in codes:
            one = intervals.of(unit.uid, code)
            if one is not None:
                yield (
                    result.period.written,
                    result.league.key,
                    unit.code,
                    code,
                    result.written(one.low, code),
                    result.written(one.high, code),
                    "" if one.rank_best is None else str(one.rank_best),
                    "" if one.rank_worst is None else str(one.rank_worst),
                )


def _of_points(
    result: Result, answers: Answers, counting: _Counting, relative: Collection[str]
) -> Iterator[tuple[str, dict[str, NodeInterval]]]:
    """The intervals of each unit; none of what rests on the criteria that are `relative` to other units."""
    above = _nodes_above(result)
    of_others = {code for leaf in relative for code in above[leaf]}
    reached = {uid: points_reached(result, uid, answers, of_unit) for uid, of_unit in counting.items()}
    ends = [
        score_league(
            result.league,
            _at_one_end(answers, reached, end, result.layer),
            result.units,
            result.period,
            layer=result.layer,
        )
        for end in (0, 1)
    ]
    for unit in result.units:
        of_unit = counting.get(unit.uid, {})
        touched = {code for leaf in of_unit for code in above.get(leaf, ())}
        unknown = {
            code
            for leaf, rows in of_unit.items()
            if not all(row.has_interval for row in rows)
            for code in above.get(leaf, ())
        }
        for leaf, reach in reached.get(unit.uid, {}).items():
            if reach is None:
                unknown |= above.get(leaf, set())
        found = {}
        for code in touched - unknown - of_others:
            points = [one.node(unit.uid, code).points for one in (ends[0], result, ends[1])]
            known = [figure for figure in points if figure is not None]
            if len(known) == len(points):
                found[code] = NodeInterval(min(known), max(known))
        if found:
            yield unit.uid, found


def _nodes_above(result: Result) -> dict[str, set[str]]:
    """For every leaf itself, those that it lends a value, the nodes that contain them, and the total."""
    parents = result.framework.parents
    found: dict[str, set[str]] = {}
    for leaf in result.prepared.leaves:
        path, node = {leaf.code, TOTAL}, parents[leaf.code]
        while node is not None:
            path.add(node.code)
            node = parents[node.code]
        for code in read_by(leaf):
            found.setdefault(code, set()).update(path)
    return found


def _at_one_end(
    answers: Answers, reached: Mapping[str, Mapping[str, Reach | None]], end: int, layer: Layer | None
) -> Answers:
    """Answers in which every criterion that reads an estimate has its least (0) or most (1) points."""
    by_unit, attested = dict(answers.by_unit), dict(answers.attested)
    for uid, of_unit in reached.items():
        told = {code: Attested(reach[end], SCORED) for code, reach in of_unit.items() if reach is not None}
        attested[uid] = {**attested.get(uid, {}), **told}
        counting = answers.counting(uid, layer)
        beside = {
            code: {LAYERS[0]: replace(counting.get(code, _TOLD_BESIDE), status="withheld")} for code in told
        }
        by_unit[uid] = {**by_unit.get(uid, {}), **beside}
    return replace(answers, by_unit=by_unit, attested=attested)


@dataclass(frozen=True, slots=True)
class _Score:
    """A ranked unit as it is compared: more is better, distances to the ends squared and widened."""

    uid: str
    score: Fraction
    below: Fraction
    above: Fraction


def _of_ranks(
    result: Result, counting: _Counting, found: Mapping[str, Mapping[str, NodeInterval]], level: Fraction
) -> dict[str, tuple[int, int]]:
    """Best and worst rank of each ranked unit; empty where one of them has estimates and no interval."""
    ranked = [row for row in result.ranking if row.rank is not None and row.score is not None]
    totals = {uid: nodes[TOTAL] for uid, nodes in found.items() if TOTAL in nodes}
    if len(ranked) < 2 or any(row.unit.uid in counting and row.unit.uid not in totals for row in ranked):
        return {}
    if not any(row.unit.uid in totals for row in ranked):
        return {}
    return rank_ranges([_compared(row, result, totals, counting) for row in ranked], level=level)


def rank_ranges(
    compared: Sequence[tuple[str, Fraction, Fraction, Fraction, Fraction | int | None]], *, level: Fraction
) -> dict[str, tuple[int, int]]:
    """Best and worst rank of each unit by its name, more being better.

    `compared`: name, score, lower and upper end at the `level`, degrees of freedom (None: no end of them).
    """
    pairs = len(compared) * (len(compared) - 1) // 2
    scores = [_score_of(one, 1 - level, pairs) for one in compared]
    ahead = dict.fromkeys((one.uid for one in scores), 0)
    behind = dict(ahead)
    for at, one in enumerate(scores):
        for other in scores[at + 1 :]:
            first, second = (one, other) if one.score >= other.score else (other, one)
            if _is_surely_ahead(first, second):
                ahead[second.uid] += 1
                behind[first.uid] += 1
    return {one.uid: (1 + ahead[one.uid], len(scores) - behind[one.uid]) for one in scores}


def _compared(
    row: RankingRow, result: Result, totals: Mapping[str, NodeInterval], counting: _Counting
) -> tuple[str, Fraction, Fraction, Fraction, Fraction | None]:
    assert row.score is not None, "only ranked units are compared"
    low, high, *_ = totals.get(row.unit.uid, NodeInterval(row.score, row.score))
    df = _fewest_df(counting.get(row.unit.uid, {}))
    if result.framework.index.higher_is_better:
        return row.unit.uid, row.score, low, high, df
    return row.unit.uid, -row.score, -high, -low, df


def _score_of(
    one: tuple[str, Fraction, Fraction, Fraction, Fraction | int | None], outside: Fraction, pairs: int
) -> _Score:
    name, score, low, high, df = one
    factor = _factor(df, outside, pairs)
    below, above = max(score - low, _NOUGHT), max(high - score, _NOUGHT)
    return _Score(name, score, (factor * below) ** 2, (factor * above) ** 2)


def _fewest_df(of_unit: Mapping[str, Sequence[Estimate]]) -> Fraction | None:
    known = [row.df for rows in of_unit.values() for row in rows if row.df is not None and row.se]
    return min(known, default=None)


def _factor(df: Fraction | int | None, outside: Fraction, pairs: int) -> Fraction:
    """How much wider an interval is at the level at which all pairs hold together."""
    degrees = None if df is None else float(max(df, 1))
    single = two_sided_quantile(float(outside), degrees)
    joint = two_sided_quantile(float(outside / pairs), degrees)
    return round_figure(Fraction(joint / single), _PLACES_OF_FACTOR, "half_up")


def _is_surely_ahead(first: _Score, second: _Score) -> bool:
    difference = first.score - second.score
    spread = first.below + second.above
    distance = float(difference) - sqrt(spread)
    if abs(distance) > _CLOSE * max(1.0, float(difference)):
        return distance > 0
    return difference > 0 and difference * difference > spread
