"""The cube method: a random sample whose totals agree with those of the frame.

    Σ_{k∈s} x_k / π_k ≈ Σ_k x_k  for every balancing variable, and the chance of each unit stays π_k

*Flight*: with a_k = x_k / π_k take one unit more than there are variables, find a direction v with
Σ a_k v_k = 0, and move their chances along it, forwards by λ₁ or backwards by λ₂, until one of them is 0 or
1; forwards with the chance λ₂ / (λ₁ + λ₂), so that the mean stays. Again with the next units, until no
direction is left.
*Landing*: the last variable is given up, then the one before it: variables stand in the order of their
importance. The first one is π itself, which keeps the number of units fixed to the end.

The direction is found by elimination in plain steps, not by a library: the same seed gives the same
sample on every machine.

Source: Deville and Tillé 2004, "Efficient balanced sampling: the cube method", Biometrika 91; the flight a
few units at a time is Chauvet and Tillé 2006, "A fast algorithm for balanced sampling".
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from chiso.survey.sampling.certainty import Probabilities

# Below this a chance counts as 0, above one less it as 1; a pivot below it as none.
_NOTHING = 1e-9


def select_cube(
    probabilities: Probabilities, balance: NDArray[np.float64], next_number: Callable[[], float]
) -> NDArray[np.intp]:
    """Positions of the units drawn, in the order of the list.

    `balance`: (units, variables) with the most important first; the number of units is kept before all.
    Probabilities lie between 0 and 1, both excluded, and add up to a whole number.
    """
    columns = np.column_stack([probabilities, balance]) / probabilities[:, None]
    scale = np.abs(columns).max(axis=0)
    columns = columns[:, scale > 0] / scale[scale > 0]
    chances = probabilities.copy()
    for kept in range(columns.shape[1], 0, -1):
        _fly(chances, columns[:, :kept], next_number)
    return np.flatnonzero(chances > 0.5)


def _fly(chances: Probabilities, columns: NDArray[np.float64], next_number: Callable[[], float]) -> None:
    """Move `chances` (changed in place) while there is a direction that keeps the columns' totals."""
    is_open = (chances > _NOTHING) & (chances < 1 - _NOTHING)
    waiting = np.flatnonzero(is_open)
    width = columns.shape[1] + 1
    group, waiting = waiting[:width], waiting[width:]
    while len(group):
        direction = null_direction(columns[group].T)
        if direction is None:
            return
        chances[group] = _step(chances[group], direction, next_number())
        settled = (chances[group] <= _NOTHING) | (chances[group] >= 1 - _NOTHING)
        chances[group[settled]] = np.round(chances[group[settled]])
        fresh = int(settled.sum())
        group = np.concatenate([group[~settled], waiting[:fresh]])
        waiting = waiting[fresh:]


def _step(chances: Probabilities, direction: NDArray[np.float64], number: float) -> Probabilities:
    """The chances at one end or the other of the line through them."""
    up, down = direction > 0, direction < 0
    forwards = min(
        np.min((1 - chances[up]) / direction[up], initial=np.inf),
        np.min(chances[down] / -direction[down], initial=np.inf),
    )
    backwards = min(
        np.min(chances[up] / direction[up], initial=np.inf),
        np.min((1 - chances[down]) / -direction[down], initial=np.inf),
    )
    goes_forwards = number * (forwards + backwards) < backwards
    moved = chances + (forwards if goes_forwards else -backwards) * direction
    clipped: Probabilities = np.clip(moved, 0.0, 1.0)
    return clipped


def null_direction(matrix: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """v ≠ 0 with matrix · v = 0 for a matrix (variables, units), or None if there is none.

    Gauss–Jordan with the largest pivot of each column; the first column without one is set to 1.
    """
    rows = matrix.copy()
    variables, units = rows.shape
    pivots: list[int] = []
    for unit in range(units):
        row = len(pivots)
        below = np.abs(rows[row:, unit])
        place = row + int(np.argmax(below)) if row < variables else row
        if row == variables or abs(rows[place, unit]) < _NOTHING:
            direction = np.zeros(units)
            direction[unit] = 1.0
            direction[pivots] = -rows[:row, unit]
            return direction
        rows[[row, place]] = rows[[place, row]]
        rows[row] = rows[row] / rows[row, unit]
        factors = rows[:, unit].copy()
        factors[row] = 0.0
        rows -= factors[:, None] * rows[row]
        pivots.append(unit)
    return None
