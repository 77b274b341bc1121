"""Weights in a tree of groups, and the weights of the indicators that follow from them.

    share of a child = share of its group · w / Σ w over the children of the group that count
    weight of an indicator = ⌊its share / the largest share · (2²⁰ − 1) + ½⌋

In a flat tree, one group of indicators, the drawn weights are the indicators' own, as they are.
Nodes are numbered: indicators first, then groups bottom-up, the index last; every node but the index has a
weight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from chiso.robustness.transforms import FloatArray
from chiso.robustness.whole_numbers import LARGEST_WEIGHT


@dataclass(frozen=True)
class WeightTree:
    """`groups`: the numbers of the children of each group, bottom-up; the last group is the index."""

    leaves: int
    groups: tuple[tuple[int, ...], ...]

    @property
    def weighted(self) -> int:
        """How many nodes have a weight: all but the index."""
        return self.leaves + len(self.groups) - 1

    @property
    def is_flat(self) -> bool:
        """Whether the index is made of indicators directly."""
        return len(self.groups) == 1

    def leaf_weights(self, weights: FloatArray) -> FloatArray:
        """Whole weights of all nodes (runs, weighted) → of the indicators (runs, leaves), whole numbers.

        A weight of 0 leaves its node out; a group whose children are all left out is left out too.
        """
        if self.is_flat:
            return weights
        counted = self.without_empty_groups(weights)
        shares = np.zeros((len(weights), self.leaves + len(self.groups)))
        shares[:, -1] = 1.0
        for place in range(len(self.groups) - 1, -1, -1):
            children = list(self.groups[place])
            below = counted[:, children]
            # Whole numbers: their sum is exact in any order.
            total = below.sum(axis=1)
            total[total == 0] = 1.0
            shares[:, children] = below / total[:, None] * shares[:, self.leaves + place, None]
        of_leaves = shares[:, : self.leaves]
        largest = of_leaves.max(axis=1)
        # Whatever is left may have been drawn as 0, some times in a million: then nothing counts and all tie.
        largest[largest == 0] = 1.0
        return np.asarray(np.rint(of_leaves / largest[:, None] * LARGEST_WEIGHT))

    def without_empty_groups(self, weights: FloatArray) -> FloatArray:
        """The weights with 0 for every group of which no child counts: (runs, weighted)."""
        counted = weights.copy()
        for place, children in enumerate(self.groups[:-1]):
            is_empty = ~(counted[:, list(children)] > 0).any(axis=1)
            counted[is_empty, self.leaves + place] = 0.0
        return counted


def flat_tree(leaves: int) -> WeightTree:
    """One group of so many indicators."""
    return WeightTree(leaves, (tuple(range(leaves)),))


def whole_weights(tree: WeightTree, given: Sequence[Fraction]) -> tuple[FloatArray, bool]:
    """Given weights (weighted,) as whole numbers of at most 20 bits, and whether they had to be rounded.

    Within a group only the ratios count: each is brought to a common denominator, and rounded to the largest
    that fits where its whole numbers would be too large.
    """
    whole = np.zeros(tree.weighted)
    is_rounded = False
    for children in tree.groups:
        weights = [given[child] for child in children]
        common = lcm(*(weight.denominator for weight in weights))
        scaled = [weight * common for weight in weights]
        if max(scaled) > LARGEST_WEIGHT:
            scaled = [Fraction(round(weight / max(scaled) * LARGEST_WEIGHT)) for weight in scaled]
            is_rounded = True
        whole[list(children)] = [int(weight) for weight in scaled]
    return whole, is_rounded
