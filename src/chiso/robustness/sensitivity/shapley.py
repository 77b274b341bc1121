"""Shapley effects: a share of the variance for each input, also where inputs depend on one another.

    c(u)     = E(V(f | all inputs but u))             what is left of the variance while only u is unknown
    effect_i = Σ_{u ∌ i} |u|! (d − |u| − 1)! / d! · (c(u ∪ i) − c(u)) / V(f)

the mean over all orders of the inputs of what input i adds to those before it. Effects are never below 0 but
by their error and add up to 1, whatever the inputs have to do with one another; of independent inputs an
effect lies between the first-order and the total index.

    c(u)  ≈  ½ (f(x) − f(x_u'))²

with x drawn and x_u' the same but for the inputs u, which are drawn again given all others. Up to six inputs
every set u is looked at in every point: N · 2^d values of f. With more, each point takes one order of its own
and looks along it: N (d + 1) values. Sixteen sets of points are sixteen independent answers, as in
`indices.py`.

Sources: Owen (2014), Sobol' indices and Shapley value, SIAM/ASA Journal on Uncertainty Quantification 2;
Song, Nelson, Staum (2016), Shapley effects for global sensitivity analysis: theory and computation, the same
journal 4 (the way along random orders); Iooss and Prieur (2019), Shapley effects for sensitivity analysis
with correlated inputs, International Journal for Uncertainty Quantification 9.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Generic, Protocol, TypeVar

import numpy as np

from chiso.robustness.choices import Flags
from chiso.robustness.sensitivity.estimating import Estimated, FloatArray, PartOfSet, shares_of_sets
from chiso.robustness.streams import Numbers, RandomStream

Points = TypeVar("Points")
SETS = 16
FEWEST_POINTS = 2 * SETS
# So many inputs: every set of them is looked at, 2⁶ − 1 values for a point.
MOST_FOR_EVERY_SET = 6
_BLOCK = 1_024
# Apart from the numbers of the runs and of drawn tables.
_KEY = 2


class Inputs(Protocol[Points]):
    """What is drawn: `count` inputs, from so many numbers the first time and when some are drawn again."""

    @property
    def count(self) -> int:
        """How many inputs there are."""
        ...

    @property
    def numbers_to_draw(self) -> int:
        """Numbers of 32 bits for a point."""
        ...

    @property
    def numbers_to_redraw(self) -> int:
        """Numbers of 32 bits for drawing some inputs of a point again."""
        ...

    def draw(self, numbers: Numbers) -> Points:
        """Points from numbers (points, numbers_to_draw)."""
        ...

    def redraw(self, points: Points, again: Flags, numbers: Numbers) -> Points:
        """The same points, but for the inputs `again` (points, count): drawn anew, given all the others."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """`share` of each input (inputs, outputs); `variance` (outputs,); `evaluations` of the function."""

    share: Estimated
    variance: FloatArray
    evaluations: int
    looks_at_every_set: bool


def evaluations_needed(inputs: int, points: int) -> int:
    """How many values of the function so many points take."""
    of_point = 2**inputs if inputs <= MOST_FOR_EVERY_SET else inputs + 1
    return SETS * _points_of_set(points) * of_point


def _points_of_set(points: int) -> int:
    return 2 * -(-points // (2 * SETS))


def shapley_effects(
    function: Callable[[Points], FloatArray],
    inputs: Inputs[Points],
    *,
    points: int,
    seed: int,
    tell: Callable[[int], None] | None = None,
) -> Effects:
    """The effect of each input on each output. `points`: N, up to whole sets of even size.

    Raises ValueError for fewer than 32 points.
    """
    if points < FEWEST_POINTS:
        raise ValueError(f"expected {FEWEST_POINTS} points or more, found {points}")
    of_set = _points_of_set(points)
    every_set = inputs.count <= MOST_FOR_EVERY_SET
    work = _Work(function, inputs, seed)
    halves = []
    for number in range(SETS):
        first = number * of_set
        both = [
            work.sum_up(range(start, start + of_set // 2), every_set=every_set)
            for start in (first, first + of_set // 2)
        ]
        halves.append(both)
        if tell is not None:
            tell((number + 1) * of_set)
    whole = [
        PartOfSet((one.part + other.part) / of_set, (one.variance + other.variance) / of_set)
        for one, other in halves
    ]
    half = [PartOfSet(one.part / (of_set // 2), one.variance / (of_set // 2)) for one, _ in halves]
    return Effects(
        shares_of_sets(whole, half, largest=work.largest),
        np.mean([one.variance for one in whole], axis=0),
        evaluations_needed(inputs.count, points),
        every_set,
    )


class _Work(Generic[Points]):
    """The values of the function, point by point."""

    def __init__(self, function: Callable[[Points], FloatArray], inputs: Inputs[Points], seed: int) -> None:
        self.function, self.inputs = function, inputs
        self.parts = np.cumsum([inputs.numbers_to_draw, inputs.numbers_to_redraw, inputs.count])
        self.stream = RandomStream(seed, int(self.parts[-1]), key=_KEY)
        self.largest: FloatArray = np.zeros(1)

    def sum_up(self, places: range, *, every_set: bool) -> PartOfSet:
        """Sums over points: what each input adds (inputs, outputs), c of all inputs (outputs,)."""
        parts: list[FloatArray] = []
        variances: list[FloatArray] = []
        for start in range(places.start, places.stop, _BLOCK):
            drawn = self.stream.numbers(start, min(_BLOCK, places.stop - start))
            first, again, orders = np.split(drawn, self.parts[:2], axis=1)
            points = self.inputs.draw(first)
            values = self.function(points)
            self.largest = np.maximum(self.largest, np.abs(values).max(axis=0))
            along = self._of_every_set if every_set else self._along_orders
            part, variance = along(points, values, again, orders)
            parts.append(part)
            variances.append(variance)
        return PartOfSet(np.sum(parts, axis=0), np.sum(variances, axis=0))

    def _left(self, points: Points, values: FloatArray, again: Flags, numbers: Numbers) -> FloatArray:
        """½ (f(x) − f(x_u'))²: (points, outputs)."""
        step = values - self.function(self.inputs.redraw(points, again, numbers))
        return np.asarray(step * step / 2)

    def _of_every_set(
        self, points: Points, values: FloatArray, again: Numbers, orders: Numbers
    ) -> tuple[FloatArray, FloatArray]:
        del orders
        count = self.inputs.count
        part = np.zeros((count, values.shape[1]))
        left = np.zeros(values.shape[1])
        for members in _sets_of(count):
            flags = np.zeros((len(values), count), np.bool_)
            flags[:, list(members)] = True
            left = self._left(points, values, flags, again).sum(axis=0)
            for one in range(count):
                part[one] += _share_of_orders(count, len(members), is_in=one in members) * left
        return part, left

    def _along_orders(
        self, points: Points, values: FloatArray, again: Numbers, orders: Numbers
    ) -> tuple[FloatArray, FloatArray]:
        order = np.argsort(orders, axis=1, kind="stable")
        part = np.zeros((self.inputs.count, values.shape[1]))
        flags = np.zeros(order.shape, np.bool_)
        runs = np.arange(len(values))
        before = np.zeros_like(values)
        for place in range(order.shape[1]):
            added = order[:, place]
            flags[runs, added] = True
            left = self._left(points, values, flags, again)
            np.add.at(part, added, left - before)
            before = left
        return part, before.sum(axis=0)


def _sets_of(count: int) -> Iterator[tuple[int, ...]]:
    """All sets of inputs but the empty one; that of all of them last."""
    for size in range(1, count + 1):
        yield from combinations(range(count), size)


def _share_of_orders(count: int, size: int, *, is_in: bool) -> float:
    """How c of a set of so many inputs counts in the effect of an input that is in it, or is not."""
    if is_in:
        return factorial(size - 1) * factorial(count - size) / factorial(count)
    return -factorial(size) * factorial(count - size - 1) / factorial(count)
