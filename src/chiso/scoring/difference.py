"""The difference between two results, split exactly into what made it.

    Δ(group) = Σ worth_a · Δ(part) + Σ (worth_b − worth_a) · points_b + Σ Δ(effect)
    Δ(leaf)  = [rule_b(inputs_b) − rule_a(inputs_b)] + [rule_a(inputs_b) − rule_a(inputs_a)]

worth: what one point of a part is worth in its group; effects: rescaling, ceiling, veto, bounds,
rounding. Parts that only one side has come or go with all that they bring. Nothing is left over: the
amounts add up to the difference of the totals, whatever changed. Nodes are the same if they measure
the same (`concept`, else the code). A geometric mean has no worth of its parts; its change is shared
out by Shapley's value, the mean over all orders in which the parts can change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import Literal, TypeAlias

from chiso.frameworks.aggregations import GeometricMean
from chiso.frameworks.model import TOTAL
from chiso.scoring.aggregation import EFFECTS, CountedPart, EffectKind, Workings
from chiso.scoring.exact import ZERO, exact_sum, geometric_mean
from chiso.scoring.leaf_difference import Reason, split_leaf
from chiso.scoring.prepared import PreparedInner, PreparedLeaf
from chiso.scoring.result import NodeResult
from chiso.scoring.sides import Side
from chiso.scoring.statuses import NOT_APPLICABLE

PartKind: TypeAlias = Literal[
    Reason, "weight", "added", "removed", "moved", "applicability", "structure", EffectKind
]
# All orders of so many parts are looked at; of more only the order of the document.
MOST_SHARED = 6


@dataclass(frozen=True, slots=True)
class DifferencePart:
    """One named part: how much of the difference at the top is due to it.

    `before`, `after`: code of the node on either side; None where it has no such node.
    """

    kind: PartKind
    before: str | None
    after: str | None
    amount: Fraction


def split_difference(
    before: Side, after: Side, code: str = TOTAL, *, alike: Set[str] = frozenset()
) -> tuple[DifferencePart, ...]:
    """The parts that make up points(after) − points(before) of a node that both sides have.

    `code` is that of the side before. `alike`: codes after of nodes known to have the same points on
    both sides, which need not be looked into. Both sides must have points; raises ValueError if not.
    """
    other = TOTAL if code == TOTAL else after.codes_by_identity()[before.identity(code)]
    if before.node(code).points is None or after.node(other).points is None:
        raise ValueError("a difference is split only where both sides have points")
    split = _Split(before, after, before.codes_by_identity(), after.codes_by_identity(), alike)
    return tuple(part for part in split.pair(code, other, Fraction(1)) if part.amount)


@dataclass(frozen=True, slots=True)
class _Split:
    before: Side
    after: Side
    codes_before: Mapping[str, str]
    codes_after: Mapping[str, str]
    alike: Set[str]

    def pair(self, code: str, other: str, factor: Fraction) -> Iterator[DifferencePart]:
        """The parts of a node that both sides have; `factor`: what it is worth at the top."""
        if other in self.alike:
            return
        one, two = self.before.node(code), self.after.node(other)
        prepared_one = self.before.result.prepared_node(code)
        prepared_two = self.after.result.prepared_node(other)
        difference = _points(two) - _points(one)
        if NOT_APPLICABLE in (one.status, two.status):
            yield DifferencePart("applicability", code, other, factor * difference)
        elif isinstance(prepared_one, PreparedLeaf) and isinstance(prepared_two, PreparedLeaf):
            for reason, amount in split_leaf(self.before, prepared_one, self.after, prepared_two):
                yield DifferencePart(reason, code, other, factor * amount)
        elif isinstance(prepared_one, PreparedInner) and isinstance(prepared_two, PreparedInner):
            yield from self._groups(prepared_one, prepared_two, factor)
        else:
            yield DifferencePart("structure", code, other, factor * difference)

    def _groups(self, one: PreparedInner, two: PreparedInner, factor: Fraction) -> Iterator[DifferencePart]:
        workings_one, workings_two = self.before.workings(one.code), self.after.workings(two.code)
        parts_one = _by_identity(self.before, workings_one)
        parts_two = _by_identity(self.after, workings_two)
        roots = [group for group in (one, two) if isinstance(group.aggregation, GeometricMean)]
        if roots:
            yield from self._means(one, two, parts_one, parts_two, factor)
        # Under a geometric mean regular parts have the worth 0 here; what is left are the extras.
        for identity in dict.fromkeys((*parts_two, *parts_one)):
            first, second = parts_one.get(identity), parts_two.get(identity)
            if first is not None and second is not None:
                yield from self._both(first, second, factor)
            else:
                yield self._single(identity, first, second, factor)
        for kind in EFFECTS:
            if roots and kind == "geometric_mean":
                continue
            amount = _effect(workings_two, kind) - _effect(workings_one, kind)
            yield DifferencePart(kind, one.code, two.code, factor * amount)

    def _both(self, first: CountedPart, second: CountedPart, factor: Fraction) -> Iterator[DifferencePart]:
        code, other = _code(self.before, first), _code(self.after, second)
        if first.worth and other not in self.alike:
            yield from self.pair(code, other, factor * first.worth)
        if first.worth != second.worth:
            change = (second.worth - first.worth) * second.points
            yield DifferencePart("weight", code, other, factor * change)

    def _single(
        self, identity: str, first: CountedPart | None, second: CountedPart | None, factor: Fraction
    ) -> DifferencePart:
        """A part that counts in this group on one side only."""
        here = self.codes_before.get(identity)
        there = self.codes_after.get(identity)
        amount = second.contribution if second else ZERO
        amount -= first.contribution if first else ZERO
        kind: PartKind
        if here is None:
            kind = "added"
        elif there is None:
            kind = "removed"
        elif self._is_moved(here, there):
            kind = "moved"
        else:
            kind = "applicability"
        return DifferencePart(kind, here, there, factor * amount)

    def _is_moved(self, here: str, there: str) -> bool:
        one, two = self.before.framework.parents[here], self.after.framework.parents[there]
        return (one.identity if one else TOTAL) != (two.identity if two else TOTAL)

    def _means(
        self,
        one: PreparedInner,
        two: PreparedInner,
        parts_one: Mapping[str, CountedPart],
        parts_two: Mapping[str, CountedPart],
        factor: Fraction,
    ) -> Iterator[DifferencePart]:
        """What each part brings into the change of a geometric mean."""
        mean_one = _effect(self.before.workings(one.code), "geometric_mean")
        mean_two = _effect(self.after.workings(two.code), "geometric_mean")
        names = [identity for identity, part in parts_one.items() if not part.worth]
        others = [identity for identity, part in parts_two.items() if not part.worth]
        if _recipe(self.before, one, names) != _recipe(self.after, two, others):
            yield DifferencePart("geometric_mean", one.code, two.code, factor * (mean_two - mean_one))
            return
        weights = [one.weights[parts_one[name].position] for name in names]
        before = [parts_one[name].points for name in names]
        after = [parts_two[name].points for name in names]
        for name, share in zip(names, _shares(before, after, weights, one.times), strict=True):
            code, other = _code(self.before, parts_one[name]), _code(self.after, parts_two[name])
            difference = parts_two[name].points - parts_one[name].points
            if difference:
                yield from self.pair(code, other, factor * share / difference)


def _recipe(side: Side, group: PreparedInner, names: Sequence[str]) -> object:
    """What makes two geometric means comparable part by part: parts, weights, factor."""
    codes = side.codes_by_identity()
    positions = side.result.prepared.positions
    if not isinstance(group.aggregation, GeometricMean):
        return None, side.result.period, group.code
    return {name: group.weights[positions[codes[name]]] for name in names}, group.times


def _shares(
    before: Sequence[Fraction], after: Sequence[Fraction], weights: Sequence[Fraction], times: Fraction
) -> list[Fraction]:
    """What each value brings into the change of the mean; the shares add up to it exactly."""
    count = len(before)

    def mean(changed: frozenset[int]) -> Fraction:
        values = [after[n] if n in changed else before[n] for n in range(count)]
        return times * geometric_mean(values, weights)

    if count > MOST_SHARED:
        means = [mean(frozenset(range(n))) for n in range(count + 1)]
        return [means[n + 1] - means[n] for n in range(count)]
    means_of = {
        frozenset(chosen): mean(frozenset(chosen))
        for size in range(count + 1)
        for chosen in combinations(range(count), size)
    }
    return [
        exact_sum(
            Fraction(factorial(len(chosen)) * factorial(count - len(chosen) - 1), factorial(count))
            * (means_of[chosen | {n}] - means_of[chosen])
            for chosen in means_of
            if n not in chosen
        )
        for n in range(count)
    ]


def _by_identity(side: Side, workings: Workings) -> dict[str, CountedPart]:
    return {side.identity(_code(side, part)): part for part in workings.parts}


def _code(side: Side, part: CountedPart) -> str:
    return side.result.prepared.nodes[part.position].code


def _effect(workings: Workings, kind: EffectKind) -> Fraction:
    return exact_sum(amount for own, amount in workings.effects if own == kind)


def _points(node: NodeResult) -> Fraction:
    assert node.points is not None, "only parts that count are compared"
    return node.points
