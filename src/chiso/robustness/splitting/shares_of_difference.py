"""Each indicator's part of the difference of two scores, exactly, whatever the means of the tree are.

    part_i = mean over orders of  f(i and those before it from a, the rest from b) − f(those before it from a)

Over all orders of the indicators this is Shapley's value; here those orders count that keep every group
together, at every level of the tree (Owen's value with the groups as unions, Winter's with levels). In a flat
tree the two are the same, in a tree of arithmetic means both are weight times difference. Parts add up to the
difference; an indicator whose figures are equal has none.

Along the path from an indicator to the index only its siblings and those of the groups above it are taken
from a or b, in all 2^(siblings) ways of each group: no order is drawn.

Sources: Shapley (1953), A value for n-person games; Owen (1977), Values of games with a priori unions; Winter
(1989), A value for cooperative games with levels structure of cooperation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
# Scores of a group: values (…, children) → (…).
Combination: TypeAlias = Callable[[FloatArray], FloatArray]
MOST_WAYS = 1 << 20


class TooManyWays(Exception):
    """The groups are so large that not every way can be looked at; `ways` of them would be."""

    def __init__(self, ways: int) -> None:
        super().__init__(ways)
        self.ways = ways


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """A group of the tree: its children, and how its score follows from theirs."""

    code: str
    children: tuple[str, ...]
    combine: Combination


def parts_of_difference(
    groups: Sequence[Group], of_a: Mapping[str, float], of_b: Mapping[str, float]
) -> dict[str, float]:
    """The part of every indicator in (score of a − score of b). `groups` bottom-up, the index last.

    `of_a`, `of_b`: the figures of all nodes. Raises TooManyWays.
    """
    parents = {child: group for group in groups for child in group.children}
    leaves = [child for group in groups for child in group.children if child not in _codes(groups)]
    parts = {}
    for leaf in leaves:
        values = np.array([of_a[leaf], of_b[leaf]])
        chances = np.ones(1)
        code, ways = leaf, 1
        values = values[:, None]
        while code in parents:
            group = parents[code]
            siblings = [child for child in group.children if child != code]
            ways *= 1 << len(siblings)
            if ways > MOST_WAYS:
                raise TooManyWays(ways)
            values, chances = _one_up(group, code, siblings, values, chances, of_a, of_b)
            code = group.code
        parts[leaf] = float((values[0] - values[1]) @ chances)
    return parts


def parts_of_groups(groups: Sequence[Group], parts: Mapping[str, float]) -> dict[str, float]:
    """The parts of the groups: the sum of those below, bottom-up."""
    found = dict(parts)
    for group in groups:
        found[group.code] = sum(found[child] for child in group.children)
    return found


def _one_up(
    group: Group,
    code: str,
    siblings: Sequence[str],
    values: FloatArray,
    chances: FloatArray,
    of_a: Mapping[str, float],
    of_b: Mapping[str, float],
) -> tuple[FloatArray, FloatArray]:
    """From values of a child (2, ways) to those of its group (2, ways · 2^siblings), with their chances."""
    count = len(siblings)
    subsets = (np.arange(1 << count)[:, None] >> np.arange(count)) & 1
    sizes = subsets.sum(axis=1)
    # A place among the children is as likely as any other, then every set of those before it.
    of_subset = np.array([1 / ((count + 1) * comb(count, size)) for size in range(count + 1)])[sizes]
    table = np.empty((2, values.shape[1], 1 << count, count + 1))
    for at, child in enumerate(group.children):
        if child == code:
            table[..., at] = values[:, :, None]
        else:
            taken = subsets[:, siblings.index(child)]
            table[..., at] = np.where(taken == 1, of_a[child], of_b[child])
    scores = group.combine(table)
    return scores.reshape(2, -1), (chances[:, None] * of_subset[None, :]).ravel()


def _codes(groups: Sequence[Group]) -> frozenset[str]:
    return frozenset(group.code for group in groups)
