"""Systematic sampling with a fractional interval, with equal chances or in proportion to size.

    cumulate the sizes: C_k = x_1 + … + x_k;  a = C_N / n;  start u a with u between 0 and 1
    unit k is drawn where C_{k−1} <= (u + j) a < C_k for one of j = 0 … n − 1        π_k = n x_k / C_N

Sizes are whole numbers and so is the arithmetic: n units come out, each at most once, since no size
reaches the interval once the certain ones are split off. With sizes of 1 this is the ordinary systematic
sample. Neighbours in the list never come together, so many joint probabilities are nought and no variance is
estimated without bias; the order of the list is what the method gains by. In random order (`shuffled`,
Hartley and Rao 1962) the list is first put in the order of the units' numbers.

Source: Madow 1949; Särndal, Swensson, Wretman 1992, 3.6.2.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chiso.survey.sampling.certainty import Sizes
from chiso.survey.sampling.random_numbers import HALVES


def select_systematic(sizes: Sizes, n: int, start_halves: int) -> NDArray[np.intp]:
    """Positions of the n units drawn, in the order of the list. `start_halves`: u times `HALVES`."""
    ends = np.cumsum(sizes)
    total = int(ends[-1])
    # Whole parts of (u + j) a; between whole ends the fraction decides nothing.
    points = [total * (start_halves + hit * HALVES) // (n * HALVES) for hit in range(n)]
    return np.searchsorted(ends, np.asarray(points, dtype=np.int64), side="right")


def select_shuffled(
    sizes: Sizes, n: int, start_halves: int, numbers: NDArray[np.float64]
) -> NDArray[np.intp]:
    """As `select_systematic`, from the list in the order of the units' own numbers."""
    order = np.argsort(numbers, kind="stable")
    return order[select_systematic(sizes[order], n, start_halves)]
