"""How far measured coverage may lie from what is promised, by chance alone.

Of n independent intervals at 95 % Binomial(n, 0.95) hold the truth. The squares of t = (θ̂ − θ)/s, over the
mean d/(d − 2) that Student's distribution with d degrees of freedom gives them, have the mean 1 and the
variance (2d − 2)/(d − 4); the mean of n of them is taken for a gamma distribution with its first two
moments. The second looks at the error itself: an interval twice too long holds the truth 50 times in 50,
which an honest one does in 8 of 100 runs, but its squares are a quarter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

Real = npt.NDArray[np.float64]

LEVEL = 0.95
# Each check alone calls an honest method wrong so often, both sides together.
FALSE_ALARMS = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One interval a row: estimates, errors, degrees of freedom, ends, the truth; all (n,)."""

    estimates: Real
    errors: Real
    degrees: Real
    low: Real
    high: Real
    truth: Real

    @property
    def coverage(self) -> float:
        """The share of the intervals that hold the truth; an interval without ends holds nothing."""
        return float(self.holds.mean())

    @property
    def holds(self) -> npt.NDArray[np.bool_]:
        """(n,) whether each holds the truth."""
        return np.asarray((self.low <= self.truth) & (self.truth <= self.high))

    @property
    def squares(self) -> float:
        """The mean of t² over what it should be, of those with an error; from eight degrees of freedom on."""
        expected = self.degrees / (self.degrees - 2)
        squares = ((self.estimates - self.truth) / self.errors) ** 2 / expected
        return float(squares[~np.isnan(self.errors)].mean())

    def with_errors_times(self, factor: float) -> Measured:
        """What a method would give whose errors are wrong by the factor: t intervals of such errors."""
        half = stats.t.ppf((1 + LEVEL) / 2, self.degrees) * self.errors * factor
        return Measured(
            self.estimates, self.errors * factor, self.degrees, self.estimates - half, self.estimates + half,
            self.truth,
        )  # fmt: skip


def bounds_of_hits(count: int, *, low: float = LEVEL, high: float = LEVEL) -> tuple[int, int]:
    """The fewest and most of `count` intervals that hold the truth where the coverage is from low to high."""
    return (
        int(stats.binom.ppf(FALSE_ALARMS / 2, count, low)),
        int(stats.binom.isf(FALSE_ALARMS / 2, count, high)),
    )


def bounds_of_squares(
    count: int, degrees: float, *, low: float = 1.0, high: float = 1.0
) -> tuple[float, float]:
    """The least and largest mean of squares where the variance is `low` to `high` times what is told."""
    spread = _gamma(count, degrees)
    return float(spread.ppf(FALSE_ALARMS / 2)) * low, float(spread.isf(FALSE_ALARMS / 2)) * high


def power(count: int, degrees: float, factor: float) -> float:
    """The chance that the squares of `count` rounds show errors that are wrong by the factor."""
    low, high = bounds_of_squares(count, degrees)
    spread = _gamma(count, degrees)
    return float(spread.cdf(low * factor**2) + spread.sf(high * factor**2))


def _gamma(count: int, degrees: float) -> Any:
    shape = count * (degrees - 4) / (2 * degrees - 2)
    return stats.gamma(shape, scale=1 / shape)
