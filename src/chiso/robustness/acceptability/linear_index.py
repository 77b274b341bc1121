"""An index as a sum: what is weighed, and which weights move.

    a stands above b  ⇔  Σ_j w_j (x_aj − x_bj) > 0,   w ≥ 0,  Σ_j w_j = 1

`codes` are the parts whose weights move: all indicators, or the children of one group while every other
weight stays. What does not move is in `values` too: as weights add up to 1, a constant may be added to all
parts of a unit. A geometric mean ranks as the sum of logarithms, a harmonic one as that of −1/x.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
INDICATORS = ""


@dataclass(frozen=True, slots=True, eq=False)
class LinearIndex:
    """`values` (units, parts), `weights` (parts,) as given, adding up to 1.

    `moved`: the group whose children's weights move, or INDICATORS. `share`: how much of the whole index
    these weights are, 1 for all indicators and for the children of the index itself.
    """

    units: tuple[str, ...]
    codes: tuple[str, ...]
    values: FloatArray
    weights: FloatArray
    moved: str = INDICATORS
    share: float = 1.0
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def scale(self) -> float:
        """The largest difference of any part: what is small is small beside it."""
        largest = float((self.values.max(axis=0) - self.values.min(axis=0)).max())
        return largest or 1.0

    def difference(self, one: str, other: str) -> FloatArray:
        """x of one unit less x of the other: (parts,)."""
        return np.asarray(self.values[self.units.index(one)] - self.values[self.units.index(other)])

    def ranks(self, weights: FloatArray) -> NDArray[np.int64]:
        """Ranks by some weights; differences below a billionth of the scale are ties: (units,)."""
        scores = self.values @ weights
        above = scores[None, :] - scores[:, None] > 1e-9 * self.scale
        return np.asarray(1 + above.sum(axis=1), dtype=np.int64)
