"""How sure points and ranks are, as far as the errors of surveyed criteria tell: intervals and rank ranges.

**Points.** Everything is scored twice more: once with every surveyed input of a unit at the lower end of its
interval, once at the upper end. A node that rests on one of them lies between its two results. The errors of
criteria of one unit hang together (the same people answered), and their covariance is not at hand; for sums
this is the widest that it can be: se(Σ xᵢ) ≤ Σ se(xᵢ), so the interval errs on the safe side. It speaks of
sampling alone; an answer that is no estimate counts as exact.

**Ranks.** Unit u is surely ahead of v if their difference has its lower limit above 0 (Zou and Donner 2008):

    d − sqrt((c_u (s_u − l_u))² + (c_v (h_v − s_v))²) > 0,     d = s_u − s_v

with scores s and their intervals [l, h]; units are drawn apart from one another, so that their errors are
independent. c widens an interval to the level at which all k(k−1)/2 pairs hold together (Bonferroni):

    c = t(1 − α / k(k−1); df) / t(1 − α/2; df)

with the fewest degrees of freedom of the unit's criteria. The rank then lies between 1 + the number of units
surely ahead and k − the number surely behind, for all units at once with probability 1 − α (Klein, Wright and
Wieczorek 2020). Units whose ranges hold one another's rank cannot be told apart.

No interval where one of the estimates has none, none at all without a basis for errors; no range of ranks in
a league in which a ranked unit with estimates lacks its interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import sqrt
from typing import NamedTuple

from chiso.figures import round_figure
from chiso.frameworks.model import TOTAL, Framework
from chiso.scoring.answers import Answer, Answers
from chiso.scoring.estimates import Estimate, Estimates
from chiso.scoring.ranking import RankingRow
from chiso.scoring.result import Result
from chiso.scoring.score import score_league
from chiso.scoring.student import two_sided_quantile
from chiso.tables import write_table

COLUMNS = ("period", "league", "unit", "code", "points_low", "points_high", "rank_best", "rank_worst")
# The factor is rounded, so that every machine decides alike.
_PLACES_OF_FACTOR = 6
# Nearer than this, floating point does not decide.
_CLOSE = 1e-9
_NOUGHT = Fraction(0)


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
    found = dict(_of_points(result, answers, estimates))
    ranges = _of_ranks(result, estimates, found)
    for uid, (best, worst) in ranges.items():
        if TOTAL in found.get(uid, {}):
            total = found[uid][TOTAL]
            found[uid] = {**found[uid], TOTAL: total._replace(rank_best=best, rank_worst=worst)}
    return Intervals(found)


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
    result: Result, answers: Answers, estimates: Estimates
) -> Iterator[tuple[str, dict[str, NodeInterval]]]:
    above = _nodes_above(result.framework)
    ends = [
        score_league(
            result.league, _at_one_end(answers, estimates, end), result.units, result.period,
            layer=result.layer,
        )
        for end in ("ci_low", "ci_high")
    ]  # fmt: skip
    for unit in result.units:
        of_unit = estimates.by_unit.get(unit.uid, {})
        touched = {code for leaf in of_unit for code in above.get(leaf, ())}
        unknown = {
            code
            for leaf, rows in of_unit.items()
            if not all(row.has_interval for row in rows)
            for code in above.get(leaf, ())
        }
        found = {}
        for code in touched - unknown:
            points = [one.node(unit.uid, code).points for one in (ends[0], result, ends[1])]
            known = [figure for figure in points if figure is not None]
            if len(known) == len(points):
                found[code] = NodeInterval(min(known), max(known))
        if found:
            yield unit.uid, found


def _nodes_above(framework: Framework) -> dict[str, tuple[str, ...]]:
    """For every leaf itself, the nodes that contain it, and the total."""
    found = {}
    for leaf in framework.leaves:
        path, node = [leaf.code], framework.parents[leaf.code]
        while node is not None:
            path.append(node.code)
            node = framework.parents[node.code]
        found[leaf.code] = (*path, TOTAL)
    return found


def _at_one_end(answers: Answers, estimates: Estimates, end: str) -> Answers:
    """The answers with every estimate that has an interval at one of its ends."""
    by_unit = dict(answers.by_unit)
    for uid, of_unit in estimates.by_unit.items():
        given = dict(by_unit.get(uid, {}))
        for code, rows in of_unit.items():
            told = [row for row in rows if row.has_interval]
            if told and code in given:
                given[code] = {layer: _moved(one, told, end) for layer, one in given[code].items()}
        by_unit[uid] = given
    return replace(answers, by_unit=by_unit)


def _moved(answer: Answer, rows: Sequence[Estimate], end: str) -> Answer:
    if answer.status not in ("given", "withheld", "late"):
        return answer
    values = dict(answer.values)
    values.update({row.input: getattr(row, end) for row in rows})
    return replace(answer, values=values, status="given" if answer.status == "withheld" else answer.status)


@dataclass(frozen=True, slots=True)
class _Score:
    """A ranked unit as it is compared: more is better, distances to the ends squared and widened."""

    uid: str
    score: Fraction
    below: Fraction
    above: Fraction


def _of_ranks(
    result: Result, estimates: Estimates, found: Mapping[str, Mapping[str, NodeInterval]]
) -> dict[str, tuple[int, int]]:
    """Best and worst rank of each ranked unit; empty where one of them has estimates and no interval."""
    ranked = [row for row in result.ranking if row.rank is not None and row.score is not None]
    totals = {uid: nodes[TOTAL] for uid, nodes in found.items() if TOTAL in nodes}
    if len(ranked) < 2 or any(
        row.unit.uid in estimates.by_unit and row.unit.uid not in totals for row in ranked
    ):
        return {}
    if not any(row.unit.uid in totals for row in ranked):
        return {}
    return rank_ranges([_compared(row, result, totals, estimates) for row in ranked], level=estimates.level)


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
    row: RankingRow, result: Result, totals: Mapping[str, NodeInterval], estimates: Estimates
) -> tuple[str, Fraction, Fraction, Fraction, Fraction | None]:
    assert row.score is not None, "only ranked units are compared"
    low, high, *_ = totals.get(row.unit.uid, NodeInterval(row.score, row.score))
    df = _fewest_df(estimates.by_unit.get(row.unit.uid, {}))
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
    if df is not None and df <= 0:
        df = Fraction(1)
    degrees = None if df is None else float(df)
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
