"""Chao's method: one pass through the list, a reservoir of n units, exact and joint probabilities.

    the first n units fill the reservoir; unit k = n + 1 … N comes in with the chance π(k; k), where π(k; ·)
    are the probabilities in proportion to size among the first k units (1 where a unit is that large);
    a unit j of the reservoir then leaves it with the chance R_j = [1 − π(k; j) / π(k−1; j)] / π(k; k)

    π(k; jl) = π(k−1; jl) [1 − π(k; k) (R_j + R_l)]        π(k; jk) = π(k; k) π(k−1; j) (1 − R_j)

Units that stay certain have R = 0, all that never were certain have the same R. The list is read as it
stands.

Source: Chao 1982, "A general purpose unequal probability sampling plan", Biometrika 69; Tillé 2006, 6.3.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from chiso.survey.sampling.certainty import Probabilities, Sizes, split_certain

MOST_JOINT_UNITS = 1_000


def _steps(sizes: Sizes, n: int) -> Iterator[tuple[int, float, Probabilities]]:
    """For each unit after the first n: its position, its chance, and R of the units before it."""
    before = np.ones(n)
    for unit in range(n, len(sizes)):
        now = split_certain(sizes[: unit + 1], n).probabilities
        chance = float(now[unit])
        leaving = np.clip((1 - now[:unit] / before) / chance, 0.0, 1.0)
        yield unit, chance, leaving
        before = now


def select_chao(sizes: Sizes, n: int, next_number: Callable[[], float]) -> NDArray[np.intp]:
    """Positions of the n units drawn, in the order of the list."""
    kept = np.arange(n)
    for unit, chance, leaving in _steps(sizes, n):
        if next_number() < chance:
            ends = np.cumsum(leaving[kept])
            place = int(np.searchsorted(ends, next_number() * ends[-1], side="right"))
            kept[min(place, n - 1)] = unit
    return np.sort(kept)


def chao_joint(sizes: Sizes, n: int) -> Probabilities:
    """π_kl, (units, units), on the diagonal π_k; NaN beside it above `MOST_JOINT_UNITS` units."""
    count = len(sizes)
    joint = np.full((count, count), np.nan)
    if count <= MOST_JOINT_UNITS:
        joint[:n, :n] = 1.0
        for unit, chance, leaving in _steps(sizes, n):
            before = np.diag(joint)[:unit].copy()
            joint[:unit, :unit] *= 1 - chance * (leaving[:, None] + leaving)
            joint[unit, :unit] = joint[:unit, unit] = chance * before * (1 - leaving)
            joint[range(unit), range(unit)] = before * (1 - chance * leaving)
            joint[unit, unit] = chance
    else:
        np.fill_diagonal(joint, split_certain(sizes, n).probabilities)
    return joint
