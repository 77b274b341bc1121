"""Brewer's method for any number of units: draw by draw, π_k exactly in proportion to size.

    draw i = 1 … n takes unit k, not yet taken, with a chance in proportion to
        π_k (n − a − π_k) / (n − a − π_k (n − i + 1)),      a = Σ π over the units taken before

For n = 2 the joint probabilities have a closed form, with p_k = π_k / 2:

    π_kl = 2 p_k p_l (1 − p_k − p_l) / [D (1 − 2 p_k)(1 − 2 p_l)],   D = ½ (1 + Σ_k p_k / (1 − 2 p_k))

For more, they are summed over the sets that the draws can pass (`brewer_sets`), where these are few enough.

Source: Brewer 1975, "A simple procedure for πpswor"; Brewer and Hanif 1983; Tillé 2006, Sampling
Algorithms, 6.3.2; Särndal, Swensson, Wretman 1992, 3.6.2 (n = 2).
"""

from __future__ import annotations

from collections.abc import Callable
from math import fsum

import numpy as np
from numpy.typing import NDArray

from chiso.survey.sampling.brewer_sets import brewer_pairs, brewer_sets_fit
from chiso.survey.sampling.certainty import Probabilities


def chances_of_draw(probabilities: Probabilities, taken: NDArray[np.bool_], n: int) -> Probabilities:
    """The chance of each unit in the next draw, (units,), given those that are `taken`; they add up to 1."""
    before = int(taken.sum())
    # Exact sums: the same draw on every machine.
    left = n - fsum(probabilities[taken])
    chances = np.zeros(len(probabilities))
    open_ones = probabilities[~taken]
    # The last draw has chances in proportion to π: above and below are the same.
    if before == n - 1:
        chances[~taken] = open_ones
    else:
        chances[~taken] = open_ones * (left - open_ones) / (left - open_ones * (n - before))
    chances /= fsum(chances)
    return chances


def select_brewer(probabilities: Probabilities, n: int, next_number: Callable[[], float]) -> NDArray[np.intp]:
    """Positions of the n units drawn, in the order of the draws. Σ probabilities = n, each below 1."""
    taken = np.zeros(len(probabilities), dtype=bool)
    drawn = np.empty(n, dtype=np.intp)
    for place in range(n):
        open_ones = np.flatnonzero(~taken)
        ends = np.cumsum(chances_of_draw(probabilities, taken, n)[open_ones])
        hit = min(int(np.searchsorted(ends, next_number() * ends[-1], side="right")), len(open_ones) - 1)
        drawn[place] = open_ones[hit]
        taken[drawn[place]] = True
    return drawn


def brewer_joint(probabilities: Probabilities, n: int) -> Probabilities:
    """π_kl, (units, units), on the diagonal π_k; NaN beside it where n > 2 units can be too many sets."""
    joint = np.full((len(probabilities), len(probabilities)), np.nan)
    if n == 1:
        joint[:] = 0.0
    elif n == 2:
        share = probabilities / 2
        factor = share / (1 - 2 * share)
        joint = 4 * np.outer(factor, factor) * (1 - share[:, None] - share) / (1 + factor.sum())
    elif brewer_sets_fit(len(probabilities), n):
        joint = brewer_pairs(probabilities, n)
    np.fill_diagonal(joint, probabilities)
    return joint
