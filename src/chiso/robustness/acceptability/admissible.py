"""Which weights are admissible: within bounds, perhaps keeping the order of the given ones.

lower ≤ w ≤ upper,   Σ_j w_j = 1,   and w_j ≥ w_k wherever the given weight of j is above that of k
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Admissible:
    """`lower`, `upper` (parts,); `order` (comparisons, parts): each row · w ≥ 0."""

    lower: FloatArray
    upper: FloatArray
    order: FloatArray

    @property
    def is_box(self) -> bool:
        """Whether bounds are all that there is."""
        return not len(self.order)

    def holds(self, weights: FloatArray, *, within: float = 1e-9) -> bool:
        """Whether some weights are admissible."""
        return bool(
            (weights >= self.lower - within).all()
            and (weights <= self.upper + within).all()
            and abs(weights.sum() - 1) <= within
            and (self.order @ weights >= -within).all()
        )


def any_weights(parts: int) -> Admissible:
    """Everything from 0 to 1."""
    return Admissible(np.zeros(parts), np.ones(parts), np.empty((0, parts)))


def weights_within(weights: FloatArray, share: float) -> Admissible:
    """Each weight at most this share of itself larger or smaller than given: 0.25 is a quarter."""
    lower, upper = weights * (1 - share), weights * (1 + share)
    # Sums of the bounds miss 1 by rounding where the share is 0.
    slack = _ROUNDING * weights
    return Admissible(
        np.maximum(lower - slack, 0.0), np.minimum(upper + slack, 1.0), np.empty((0, len(weights)))
    )


def keeping_order(allowed: Admissible, weights: FloatArray) -> Admissible:
    """The same, with no part weighing less than one that is given less; equal ones are free."""
    # Shares are products up the tree: equal ones may differ in their last bits.
    weights = np.round(weights, 12)
    levels = sorted(set(weights.tolist()))
    rows = []
    for low, high in pairwise(levels):
        for heavy in np.flatnonzero(weights == high):
            for light in np.flatnonzero(weights == low):
                row = np.zeros(len(weights))
                row[heavy], row[light] = 1.0, -1.0
                rows.append(row)
    return Admissible(allowed.lower, allowed.upper, np.array(rows).reshape(len(rows), len(weights)))
