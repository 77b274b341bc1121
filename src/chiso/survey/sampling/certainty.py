"""Units that are so large that they must come in: they are split off, the others share what is left.

    π_k = n x_k / Σ x,  and where that is 1 or more: π_k = 1; then again with the others and n less by one

Source: Särndal, Swensson, Wretman 1992, Model Assisted Survey Sampling, 3.6.2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sizes = NDArray[np.int64]
Probabilities = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Target:
    """What a draw is to reach: `probabilities` (units,), which of them are `certain`, and `n` in all."""

    probabilities: Probabilities
    certain: NDArray[np.bool_]
    n: int

    @property
    def open_count(self) -> int:
        """How many are to be drawn from those that are not certain."""
        return self.n - int(self.certain.sum())


def split_certain(sizes: Sizes, n: int, forced: NDArray[np.bool_] | None = None) -> Target:
    """Probabilities in proportion to `sizes` (units,), n in all; `forced` units come in whatever their size.

    Whole sizes are compared without rounding. Sizes are positive, and n is not above their number.
    """
    certain = np.zeros(len(sizes), dtype=bool) if forced is None else forced.copy()
    while True:
        left = n - int(certain.sum())
        total = int(sizes[~certain].sum())
        if left <= 0 or not total:
            break
        # x n >= total without a product that could overflow: x >= ceil(total / n).
        more = ~certain & (sizes >= -(-total // left))
        if not more.any():
            break
        certain |= more
    probabilities = np.where(certain, 1.0, 0.0)
    if left > 0 and total:
        # Below 1 in doubles too, however near: a chance of 1 is that of a certain unit.
        shares = sizes[~certain] * (left / total)
        probabilities[~certain] = np.minimum(shares, np.nextafter(1.0, 0.0))
    return Target(probabilities, certain, n)
