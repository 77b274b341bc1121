"""Simple random sampling without replacement by permanent numbers, and joint probabilities.

    the sample: the n units with the smallest numbers     π_k = n / N     π_kl = n (n − 1) / (N (N − 1))

The numbers are independent and alike, so every set of n units is equally likely (sequential simple random
sampling: Fan, Muller, Rezucha 1962; Ohlsson 1995). The units that follow are the reserve, in their order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chiso.survey.sampling.certainty import Probabilities


def order_by_number(numbers: NDArray[np.float64]) -> NDArray[np.intp]:
    """Positions of units, the smallest number first; equal numbers stay in the order of the frame."""
    return np.argsort(numbers, kind="stable")


def select_simple(numbers: NDArray[np.float64], n: int) -> NDArray[np.intp]:
    """Positions of the n units drawn, in the order of the draw."""
    return order_by_number(numbers)[:n]


def simple_joint(population: int, n: int) -> Probabilities:
    """π_kl, (population, population); on the diagonal π_k."""
    both = n * (n - 1) / (population * (population - 1)) if population > 1 else 1.0
    joint = np.full((population, population), both)
    np.fill_diagonal(joint, n / population)
    return joint
