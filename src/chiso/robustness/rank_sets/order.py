"""Who stands above whom at a level of confidence, and the set of ranks that each unit may have.

    first = 1 + |units that stand above it|        last = units − |units that stand below it|

The relation is a partial order: what is neither above nor below cannot be told apart. With the probability of
the level all its statements are true at once, and then every rank lies in its set, however ties are numbered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

BoolArray: TypeAlias = NDArray[np.bool_]
IntArray: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class RankOrder:
    """`above` (units, units): [j, k] says that j stands above k.

    `critical_value`: how many standard errors a difference (or the half of an interval) had to be;
    NaN where there is none, or one for each unit. `steps`: how often it was worked out.
    """

    above: BoolArray
    critical_value: float = float("nan")
    steps: int = 1

    @property
    def first(self) -> IntArray:
        """The best rank in the set of each unit, from 1: (units,)."""
        return np.asarray(1 + self.above.sum(axis=0), dtype=np.int64)

    @property
    def last(self) -> IntArray:
        """The worst rank in the set of each unit: (units,)."""
        return np.asarray(len(self.above) - self.above.sum(axis=1), dtype=np.int64)

    @property
    def alike(self) -> BoolArray:
        """Pairs that cannot be told apart: (units, units), true on the diagonal."""
        return ~(self.above | self.above.T)

    @property
    def says_nothing(self) -> BoolArray:
        """Units of which no rank at all can be excluded: (units,)."""
        return np.asarray(self.last - self.first + 1 == len(self.above), dtype=np.bool_)


def order_exactly(estimate: NDArray[np.float64]) -> RankOrder:
    """The order of figures without error, the largest first; equal ones are not told apart."""
    return RankOrder(estimate[:, None] > estimate[None, :], 0.0)
