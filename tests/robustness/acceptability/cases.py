"""Random small indices, and what brute force says of them.

Level pairs of units, bounds and whatever else matters are planes that cut the weights into cells. The fewest
units that are strictly above another stand at a corner of some cell, the most inside one; what is piecewise
linear is least at a corner. So all corners, and all means of three of them, are looked at: nothing is solved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from chiso.robustness.acceptability.admissible import Admissible
from chiso.robustness.acceptability.linear_index import FloatArray, LinearIndex

CASES = 200
CLOSE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """An index of 2 to 6 units and 2 or 3 parts, whole figures from 0 to 9."""

    index: LinearIndex

    def planes(
        self, allowed: Admissible, extra: list[tuple[FloatArray, float]]
    ) -> list[tuple[FloatArray, float]]:
        """(a, b) of every plane a · w = b that may bound a cell."""
        parts = np.eye(len(self.index.codes))
        bounds = [
            (part, float(end[at])) for at, part in enumerate(parts) for end in (allowed.lower, allowed.upper)
        ]
        level = [(one - other, 0.0) for one, other in combinations(self.index.values, 2)]
        return [*bounds, *level, *((row, 0.0) for row in allowed.order), *extra]

    def corners(self, allowed: Admissible, extra: list[tuple[FloatArray, float]] | None = None) -> FloatArray:
        """Every corner of a cell: (corners, parts)."""
        planes = self.planes(allowed, extra or [])
        parts = len(self.index.codes)
        ones = np.ones(parts)
        found = []
        for chosen in combinations(planes, parts - 1):
            rows = np.array([ones, *(plane for plane, _ in chosen)])
            if abs(np.linalg.det(rows)) > CLOSE:
                point = np.linalg.solve(rows, np.array([1.0, *(right for _, right in chosen)]))
                if allowed.holds(point):
                    found.append(point)
        return np.unique(np.round(found, 12), axis=0)

    def inside(self, corners: FloatArray) -> FloatArray:
        """Means of as many corners as there are parts: one of them at least inside every cell."""
        places = np.array(list(combinations(range(len(corners)), len(self.index.codes))))
        return np.asarray(corners[places].mean(axis=1)) if len(places) else corners

    def ranks(self, weights: FloatArray) -> FloatArray:
        """(points, units) by weights (points, parts); differences of rounding are ties."""
        scores = weights @ self.index.values.T
        return np.asarray(1 + (scores[:, None, :] - scores[:, :, None] > CLOSE).sum(axis=2), np.float64)


def cases() -> Iterator[Case]:
    """Two hundred of them; in a third one unit stands twice."""
    random = np.random.default_rng(20)
    for number in range(CASES):
        units, parts = int(random.integers(2, 7)), int(random.integers(2, 4))
        values = random.integers(0, 10, (units, parts)).astype(np.float64)
        if number % 3 == 0:
            values[-1] = values[0]
        weights = random.integers(1, 6, parts).astype(np.float64)
        yield Case(
            LinearIndex(
                tuple(f"u{unit}" for unit in range(units)),
                tuple(f"p{part}" for part in range(parts)),
                values,
                weights / weights.sum(),
            )
        )
