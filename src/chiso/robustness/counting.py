"""How often each unit had each rank, and how often it beat each other one.

    rank of a unit = 1 + number of units with a higher score        ties take the lowest rank

Every pair is compared, which beats sorting: the comparisons of many runs go through the processor at once.
They are made on keys in single precision first (the score less that of the first unit; rounding keeps order),
twice as many at a time, and where two keys are alike the exact scores decide: nothing hangs on the rounding.
Scores are whole numbers, in doubles or in 64 bits.

`count_ranks_plainly` is the twin in NumPy.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chiso.compiling import compiled

IntArray: TypeAlias = NDArray[np.int64]

# Runs at a time: keys and ranks of 63 units take 130 KB, scores as much; they stay in the second cache.
_TILE = 256


@compiled
def count_ranks(scores: Any, histogram: Any, wins: Any) -> None:
    """Add the runs of `scores` (units, runs) to `histogram` and `wins`, both (units, units).

    histogram[u, r]: runs in which unit u had rank r + 1; wins[a, b]: runs in which a was above b.
    """
    units, runs = scores.shape
    keys = np.empty((units, _TILE), np.float32)
    ranks = np.empty((units, _TILE), np.int32)
    for start in range(0, runs, _TILE):
        here = min(_TILE, runs - start)
        for unit in range(units):
            for run in range(here):
                keys[unit, run] = np.float32(scores[unit, start + run] - scores[0, start + run])
                ranks[unit, run] = 0
        for one in range(units):
            for other in range(one + 1, units):
                above = np.int32(0)
                below = np.int32(0)
                for run in range(here):
                    is_above = np.int32(keys[one, run] > keys[other, run])
                    is_below = np.int32(keys[other, run] > keys[one, run])
                    ranks[other, run] += is_above
                    ranks[one, run] += is_below
                    above += is_above
                    below += is_below
                if above + below < here:
                    for run in range(here):
                        if keys[one, run] == keys[other, run]:
                            first, second = scores[one, start + run], scores[other, start + run]
                            if first > second:
                                ranks[other, run] += 1
                                above += 1
                            elif second > first:
                                ranks[one, run] += 1
                                below += 1
                wins[one, other] += above
                wins[other, one] += below
        for unit in range(units):
            for run in range(here):
                histogram[unit, ranks[unit, run]] += 1


def count_ranks_plainly(scores: NDArray[Any], histogram: IntArray, wins: IntArray) -> None:
    """The twin of `count_ranks`."""
    units = scores.shape[0]
    for one in range(units):
        beaten = scores[one] > scores
        wins[one] += beaten.sum(axis=1)
        histogram[one] += np.bincount((scores > scores[one]).sum(axis=0), minlength=units)


def ranks_of(scores: NDArray[Any]) -> IntArray:
    """The rank of each unit, 1 the best, ties the lowest: (units,) or (units, runs) as `scores`."""
    return np.asarray(1 + (scores[None] > scores[:, None]).sum(axis=1), np.int64)
