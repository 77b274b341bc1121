"""The best and the worst rank that any admissible weights can give a unit, exactly.

    best    1 + min Σ_k z_k   with  d_k · w ≤ M_k z_k                   z_k = 0: k is not above the unit
    worst   1 + max Σ_k z_k   with  d_k · w ≥ ε − (ε − m_k)(1 − z_k)    z_k = 1: k is above it

d_k is x of unit k less x of the unit, M_k and m_k the most and the least that d_k · w can come to. Units
above (or not above) under all weights are settled before; the rest is a program in whole numbers. Ties take
the lowest rank. ε is a millionth of the largest difference: a unit counts as above in the worst case only if
it can be so by that much; smaller leads are passed over.

Source: Salo, Punkka (2011), Ranking intervals and dominance relations for ratio-based efficiency analysis,
Management Science 57, 200–214.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chiso.robustness.acceptability.admissible import Admissible
from chiso.robustness.acceptability.extremes import conditions, least_difference, most_difference
from chiso.robustness.acceptability.linear_index import LinearIndex
from chiso.robustness.acceptability.solving import Program, Solution, solve

FloatArray = NDArray[np.float64]
_LEAD = 1e-6
_ZERO = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class RankRange:
    """Ranks that weights can give a unit, and weights (parts,) that do.

    Where time ran out `best` and `worst` were reached, and `best_bound`, `worst_bound` cannot be passed.
    """

    unit: str
    best: int
    worst: int
    best_at: FloatArray
    worst_at: FloatArray
    best_bound: int
    worst_bound: int

    @property
    def is_proven(self) -> bool:
        """Whether nothing better or worse exists."""
        return self.best == self.best_bound and self.worst == self.worst_bound


def rank_range(
    index: LinearIndex, unit: str, allowed: Admissible, *, seconds: float = float("inf")
) -> RankRange:
    """The range of one unit. `seconds`: for each of its two programs."""
    own = index.units.index(unit)
    others = np.delete(index.values, own, axis=0)
    differences = (others - index.values[own]) / index.scale
    least = least_difference(differences, allowed)
    most = most_difference(differences, allowed)
    best, best_at, best_bound = _best(differences, least, most, index, allowed, seconds)
    worst, worst_at, worst_bound = _worst(differences, least, most, index, allowed, seconds)
    return RankRange(unit, best, worst, best_at, worst_at, best_bound, worst_bound)


def dominance(index: LinearIndex, allowed: Admissible) -> NDArray[np.bool_]:
    """[j, k]: j stands above k, or level with it, under all admissible weights, and above under some.

    (units, units). A partial order: what is in neither direction depends on the weights.
    """
    units = len(index.units)
    found = np.zeros((units, units), dtype=bool)
    for one in range(units):
        differences = (index.values[one] - index.values) / index.scale
        least = least_difference(differences, allowed)
        most = most_difference(differences, allowed)
        found[one] = (least >= -_ZERO) & (most > _ZERO)
    return found


def _best(
    differences: FloatArray,
    least: FloatArray,
    most: FloatArray,
    index: LinearIndex,
    allowed: Admissible,
    seconds: float,
) -> tuple[int, FloatArray, int]:
    always = int((least > _ZERO).sum())
    is_open = (least <= _ZERO) & (most > _ZERO)
    if not is_open.any():
        return 1 + always, index.weights, 1 + always
    count = int(is_open.sum())
    rows = np.hstack([differences[is_open], -np.diag(most[is_open])])
    none, zero = np.full(count, -np.inf), np.zeros(count)
    found = solve(_program(allowed, np.ones(count), rows, none, zero), seconds=seconds)
    at = _weights_at(found, index)
    reached = always + int((differences[is_open] @ at > _ZERO).sum())
    return 1 + reached, at, min(1 + reached, 1 + always + int(np.ceil(max(found.bound, 0.0) - 1e-6)))


def _worst(
    differences: FloatArray,
    least: FloatArray,
    most: FloatArray,
    index: LinearIndex,
    allowed: Admissible,
    seconds: float,
) -> tuple[int, FloatArray, int]:
    always = int((least > _ZERO).sum())
    is_open = (least <= _ZERO) & (most >= _LEAD)
    if not is_open.any():
        return 1 + always, index.weights, 1 + always
    count = int(is_open.sum())
    rows = np.hstack([differences[is_open], np.diag(least[is_open] - _LEAD)])
    none = np.full(count, np.inf)
    found = solve(_program(allowed, -np.ones(count), rows, least[is_open], none), seconds=seconds)
    at = _weights_at(found, index)
    reached = always + int((differences[is_open] @ at > _ZERO).sum())
    return 1 + reached, at, max(1 + reached, 1 + always + int(np.floor(min(-found.bound, count) + 1e-6)))


def _weights_at(found: Solution, index: LinearIndex) -> FloatArray:
    """The weights of a solution; the given ones, which are admissible, where time ran out before any."""
    return found.x[: len(index.codes)] if found.is_found else index.weights


def _program(
    allowed: Admissible, cost: FloatArray, rows: FloatArray, low: FloatArray, high: FloatArray
) -> Program:
    """Variables: the weights, then a choice of 0 or 1 for each of `rows`, whose choices cost `cost`."""
    of_weights, low_of_weights, high_of_weights = conditions(allowed)
    parts, count = len(allowed.lower), len(cost)
    return Program(
        np.concatenate([np.zeros(parts), cost]),
        np.concatenate([allowed.lower, np.zeros(count)]),
        np.concatenate([allowed.upper, np.ones(count)]),
        np.vstack([np.hstack([of_weights, np.zeros((len(of_weights), count))]), rows]),
        np.concatenate([low_of_weights, low]),
        np.concatenate([high_of_weights, high]),
        np.arange(parts + count) >= parts,
    )
