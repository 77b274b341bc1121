"""Joint probabilities of Brewer's method for more than two units, over every set that the draws can pass.

The chances of a draw hang on which units were taken before, not on their order. With p(s) the probability
that the first |s| draws take the set s, and c(l | s) the chance of unit l in the next draw,

    p(s) = Σ_{l∈s} p(s∖l) c(l | s∖l)
    π_kl = Σ_{|s| = n−1} p(s) [k, l ∈ s]  +  p(s) ([k ∈ s] c(l | s) + [l ∈ s] c(k | s))

The sets of n − 1 units are enough: the last draw adds one unit to each. All terms are positive: none cancels.

Source: the draws are those of Brewer 1975 (Tillé 2006, 6.3.2). The sum over sets is ours, from these draws.
"""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

from chiso.survey.sampling.certainty import Probabilities

# Sets of one size times units: 40 MB of chances at the most.
LARGEST_STEP = 5_000_000
# Above so many units only sets of up to three come below that bound: their numbers fit in 63 bits otherwise.
_BITS = 62


def brewer_sets_fit(count: int, n: int) -> bool:
    """Whether the sets that n draws from `count` units can pass are few enough to go through."""
    return all(comb(count, size) * count <= LARGEST_STEP for size in range(1, n))


def brewer_pairs(probabilities: Probabilities, n: int) -> Probabilities:
    """π_kl of n draws, (units, units), on the diagonal π_k as it comes about. Σ probabilities = n ≥ 2."""
    count = len(probabilities)
    taken, chances_of_sets = np.zeros((1, count), dtype=bool), np.ones(1)
    for _ in range(n - 1):
        taken, chances_of_sets = _after_a_draw(taken, chances_of_sets, probabilities, n)
    next_one = _chances_of_next(taken, probabilities, n) * chances_of_sets[:, None]
    members = taken.astype(np.float64)
    added = members.T @ next_one
    joint = members.T @ (members * chances_of_sets[:, None]) + added + added.T
    np.fill_diagonal(joint, (members * chances_of_sets[:, None] + next_one).sum(axis=0))
    return joint


def _chances_of_next(taken: NDArray[np.bool_], probabilities: Probabilities, n: int) -> Probabilities:
    """c(l | s), (sets, units): nought for units that are taken; each row adds up to 1."""
    draws = n - int(taken[0].sum())
    left = n - taken @ probabilities
    odds = np.where(taken, 0.0, probabilities)
    # The last draw has chances in proportion to π: above and below are the same.
    if draws > 1:
        odds = odds * (left[:, None] - probabilities) / (left[:, None] - probabilities * draws)
    chances: Probabilities = odds / odds.sum(axis=1, keepdims=True)
    return chances


def _after_a_draw(
    taken: NDArray[np.bool_], chances_of_sets: Probabilities, probabilities: Probabilities, n: int
) -> tuple[NDArray[np.bool_], Probabilities]:
    """The sets of one unit more, (sets, units), and the probability of each."""
    count = len(probabilities)
    of_set, unit = np.nonzero(~taken)
    chances = (_chances_of_next(taken, probabilities, n) * chances_of_sets[:, None])[of_set, unit]
    larger = taken[of_set]
    larger[np.arange(len(unit)), unit] = True
    _, first, number = np.unique(_numbers_of(larger, count), return_index=True, return_inverse=True)
    sums = np.bincount(number, weights=chances, minlength=len(first)).astype(np.float64)
    return larger[first], sums


def _numbers_of(sets: NDArray[np.bool_], count: int) -> NDArray[np.int64]:
    """A whole number for each set, another one for another set."""
    if count <= _BITS:
        return sets @ (np.int64(1) << np.arange(count, dtype=np.int64))
    # In the order of the units: digits of a number to the base of their count.
    units = np.nonzero(sets)[1].reshape(len(sets), -1)
    return units @ (np.int64(count) ** np.arange(units.shape[1], dtype=np.int64))
