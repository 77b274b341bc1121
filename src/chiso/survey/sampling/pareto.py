"""Pareto sampling: unequal chances, a fixed number, and permanent numbers at once.

    q_k = [u_k / (1 − u_k)] / [λ_k / (1 − λ_k)];  the sample: the n units with the smallest q_k

λ_k is the chance that is aimed at. The chance that comes about differs from it a little: the method is
exact only in the limit, and in practice the difference is far below what any estimate notices (Rosén 1997,
"On sampling with probability proportional to size"; Aires 2000). `exact_pareto` gives what comes about, by
integrating over the number of one unit while the others are a Poisson-binomial count:

    π_k = ∫ P(fewer than n of the others have a q below t(u)) du,    t(u) = [u / (1 − u)] / [λ_k / (1 − λ_k)]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chiso.survey.sampling.certainty import Probabilities

_NODES = 96


def pareto_order(numbers: NDArray[np.float64], probabilities: Probabilities) -> NDArray[np.intp]:
    """Positions of the units, the smallest q first. Probabilities lie between 0 and 1, both excluded."""
    odds = probabilities / (1 - probabilities)
    return np.argsort(numbers / (1 - numbers) / odds, kind="stable")


def select_pareto(numbers: NDArray[np.float64], probabilities: Probabilities, n: int) -> NDArray[np.intp]:
    """Positions of the n units drawn, in the order of q."""
    return pareto_order(numbers, probabilities)[:n]


def exact_pareto(probabilities: Probabilities, n: int) -> Probabilities:
    """The chance of inclusion that Pareto sampling has in fact, (units,); for lists of some hundred units."""
    odds = probabilities / (1 - probabilities)
    points, weights = np.polynomial.legendre.leggauss(_NODES)
    numbers, weights = (points + 1) / 2, weights / 2
    found = np.zeros(len(odds))
    for unit, own in enumerate(odds):
        reach = (numbers / (1 - numbers) / own)[:, None] * np.delete(odds, unit)
        count = np.zeros((_NODES, n))
        count[:, 0] = 1.0
        for below in (reach / (1 + reach)).T[:, :, None]:
            count[:, 1:] = count[:, 1:] * (1 - below) + count[:, :-1] * below
            count[:, :1] *= 1 - below
        found[unit] = weights @ count.sum(axis=1)
    return found
