"""How much the ranking hangs on the weight of each criterion.

`ranks_at` gives every rank with another weight (`weights.py` says what that means); `find_sensitivity`
gives for each criterion and group, in both directions,

    first   the least change of the weight beyond which some rank is another
    top     the least change beyond which other units are in the first rank

as a share of the weight (0.1: a tenth more, or less; 0: any change at all), and how far the ranks shift
at −25, −10, +10 and +25 %. Two totals S + t·s and S' + t·s' draw level at

    t = (S − S') / (s' − s)

and the first to do so are neighbours in the ranking. `first` and `top` are given where all totals are
such lines, nothing else than totals moves, and no limit of the set begins or ceases to hold before; the
shifts always.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from chiso.frameworks.model import TOTAL
from chiso.scoring.collecting import without_collecting_cycles
from chiso.scoring.exact import ONE, ZERO
from chiso.scoring.prepared import PreparedNode
from chiso.scoring.ranking import StandingKey, criterion_of, keys_of, number_ties
from chiso.scoring.result import Result
from chiso.scoring.trying.lines import Line, Lines
from chiso.scoring.trying.trial import ranked_uids
from chiso.scoring.trying.weights import Reweighed, Unweighed, reweigh, why_without_weight

FACTORS = (Fraction(3, 4), Fraction(9, 10), Fraction(11, 10), Fraction(5, 4))


@dataclass(frozen=True, slots=True)
class Shift:
    """What the weight times `factor` does: mean and largest shift, and how many units it moves."""

    factor: Fraction
    mean: Fraction
    largest: int
    moved: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """The least changes in one direction; None: at no change that was looked into.

    `until`: from this change on a limit of the set begins or ceases to hold and nothing is said; None:
    what is said holds however far the weight goes (down to nothing, or up).
    """

    first: Fraction | None
    top: Fraction | None
    until: Fraction | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One node. `unweighed`: why it has no weight to change; `up`, `down`: None where lines do not tell."""

    code: str
    unweighed: Unweighed | None
    up: Threshold | None
    down: Threshold | None
    shifts: tuple[Shift, ...]


@dataclass(frozen=True)
class _Weighed:
    """One node with the lines of all ranked units; None for a unit that has none.

    `whole`: totals and lifts over one denominator, the greater total first in rank, where every total
    is  total + (factor − 1) · lift  at any factor; else None.
    """

    node: PreparedNode
    lines: Sequence[Line | None]
    whole: tuple[Sequence[int], Sequence[int]] | None


class Weighing:
    """The ranking of a result with other weights, one node at a time."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.uids = ranked_uids(result)
        self.scores = [result.scores[uid] for uid in self.uids]
        self.criteria = [criterion_of(result, code) for code in (TOTAL, *result.framework.index.tie_break)]
        self.sign = 1 if self.criteria[0].is_higher_better else -1
        self.totals = [scores.points[0] or ZERO for scores in self.scores]
        self.lines = Lines(result.prepared)
        keys = self._keys([{}] * len(self.uids))
        self.ranks = number_ties(keys, result.framework.index.ties)
        self.levels = _levels(keys)

    def weigh(self, node: PreparedNode) -> _Weighed:
        """The lines of one node."""
        lines = [self.lines.of(node, scores) for scores in self.scores]
        lifts = [line.lift for line in lines if line is not None and line.lift is not None]
        if len(lifts) < len(lines) or self.criteria[0].rounding is not None:
            return _Weighed(node, lines, None)
        return _Weighed(node, lines, self._over_one_denominator(lifts))

    def ranks_at(self, weighed: _Weighed, factor: Fraction) -> list[int]:
        """The ranks of the ranked units, in the order of `uids`."""
        ties = self.result.framework.index.ties
        if weighed.whole is not None and len(self.criteria) == 1:
            up, down = factor.numerator - factor.denominator, factor.denominator
            totals, lifts = weighed.whole
            return number_ties(
                [(down * total + up * lift,) for total, lift in zip(totals, lifts, strict=True)], ties
            )
        again: Reweighed | None = None
        if any(line is None for line in weighed.lines):
            again = reweigh(self.result.prepared, weighed.node, factor)
        changed: list[dict[int, Fraction | None]] = []
        for line, scores in zip(weighed.lines, self.scores, strict=True):
            if line is not None:
                changed.append({**line.at(factor)})
            else:
                changed.append(again.points(scores) if again is not None else {})
        return number_ties(self._keys(changed), ties)

    def measure(self, node: PreparedNode) -> Sensitivity:
        """Thresholds and shifts of one node."""
        unweighed = why_without_weight(self.result.prepared, node)
        if unweighed is None and all(scores.points[node.position] is None for scores in self.scores):
            unweighed = "no_points"
        if unweighed is not None:
            return Sensitivity(node.code, unweighed, None, None, ())
        weighed = self.weigh(node)
        shifts = tuple(self._shift(weighed, factor) for factor in FACTORS)
        whole = [line for line in weighed.lines if line is not None]
        if len(whole) < len(weighed.lines) or not self._is_straight(whole):
            return Sensitivity(node.code, None, None, None, shifts)
        up, down = (self._threshold(weighed, whole, direction) for direction in (1, -1))
        return Sensitivity(node.code, None, up, down, shifts)

    def _over_one_denominator(self, slopes: Sequence[Fraction]) -> tuple[list[int], list[int]]:
        scale = lcm(*(figure.denominator for figure in (*self.totals, *slopes)))
        totals, lifts = (
            [self.sign * own.numerator * (scale // own.denominator) for own in figures]
            for figures in (self.totals, slopes)
        )
        return totals, lifts

    def _is_straight(self, lines: Sequence[Line]) -> bool:
        """Whether the order can be read off the lines of the totals.

        It cannot where published figures are ranked, or where what breaks ties changes with the weight.
        """
        above = {group.position for group in lines[0].groups} - {0}
        if self.criteria[0].rounding is not None or any(one.position in above for one in self.criteria):
            return False
        shares = {line.share for line in lines}
        return shares == {ZERO} or (len(shares) == 1 and not any(line.has_limits for line in lines))

    def _shift(self, weighed: _Weighed, factor: Fraction) -> Shift:
        ranks = self.ranks_at(weighed, factor)
        shifts = [abs(then - now) for then, now in zip(ranks, self.ranks, strict=True)]
        return Shift(factor, Fraction(sum(shifts), len(shifts)), max(shifts), sum(map(bool, shifts)))

    def _keys(self, changed: Sequence[dict[int, Fraction | None]]) -> list[StandingKey]:
        """What the units are compared by, with other points at some positions."""
        return keys_of(
            (
                criterion,
                [
                    points.get(criterion.position, scores.points[criterion.position])
                    for points, scores in zip(changed, self.scores, strict=True)
                ],
            )
            for criterion in self.criteria
        )

    def _threshold(self, weighed: _Weighed, lines: Sequence[Line], direction: int) -> Threshold:
        """The least change at which the order, and the first rank, become others."""
        until: Fraction | None = None
        if weighed.whole is not None:
            totals, lifts = weighed.whole
            slopes: Sequence[int] = [direction * lift for lift in lifts]
        else:
            slopes_of, reaches = zip(*(line.slope(direction) for line in lines), strict=True)
            until = min((reach for reach in reaches if reach is not None), default=None)
            totals, slopes = self._over_one_denominator(slopes_of)
        first, top = _crossings(self.levels, totals, slopes)
        # A weight goes down to nothing and no further.
        end = ONE if direction < 0 else None
        if until is not None and (end is None or until <= end):
            first, top = (None if t is not None and t >= until else t for t in (first, top))
            return Threshold(first, top, until if first is None or top is None else None)
        first, top = (None if t is not None and end is not None and t > end else t for t in (first, top))
        return Threshold(first, top, None)


def ranks_at(result: Result, code: str, factor: Fraction) -> dict[str, int]:
    """uid -> rank, with the weight of a node times `factor`. Raises WrongCall (CH-3021) for no node.

    Raises ValueError where the node has no weight that could be changed (`why_without_weight`).
    """
    node = result.prepared_node(code)
    if why_without_weight(result.prepared, node) is not None:
        raise ValueError("the weight of this node cannot be changed")
    weighing = Weighing(result)
    ranks = weighing.ranks_at(weighing.weigh(node), factor)
    return dict(zip(weighing.uids, ranks, strict=True))


@without_collecting_cycles()
def find_sensitivity(result: Result) -> tuple[Sensitivity, ...]:
    """Every criterion and group of a result, in the order of the document."""
    weighing = Weighing(result)
    return tuple(weighing.measure(node) for node in result.prepared.nodes[1:])


def _levels(keys: Sequence[StandingKey]) -> list[list[int]]:
    """The places of the units from the top, those that are level together."""
    places: dict[StandingKey, list[int]] = {}
    for place in sorted(range(len(keys)), key=lambda n: keys[n], reverse=True):
        places.setdefault(keys[place], []).append(place)
    return list(places.values())


def _crossings(
    levels: Sequence[Sequence[int]], totals: Sequence[int], slopes: Sequence[int]
) -> tuple[Fraction | None, Fraction | None]:
    """The least change at which the order changes, and at which the first rank does."""
    lowest = [min(slopes[place] for place in level) for level in levels]
    highest = [max(slopes[place] for place in level) for level in levels]
    heights = [totals[level[0]] for level in levels]
    first = _soonest(
        (above - below, high - low)
        for above, below, low, high in zip(heights, heights[1:], lowest, highest[1:], strict=False)
    )
    if any(low != high for low, high in zip(lowest, highest, strict=True)):
        first = ZERO
    if lowest[0] != highest[0]:
        return first, ZERO
    top = _soonest(
        (heights[0] - below, high - lowest[0]) for below, high in zip(heights[1:], highest[1:], strict=True)
    )
    return first, top


def _soonest(pairs: Iterable[tuple[int, int]]) -> Fraction | None:
    """The least gap / closing, of pairs that close at all; None: none does."""
    best: tuple[int, int] | None = None
    for gap, closing in pairs:
        if closing > 0 and (best is None or gap * best[1] < best[0] * closing):
            best = gap, closing
    return None if best is None else Fraction(*best)
