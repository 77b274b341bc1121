"""How many people to ask so that an estimate is as sure as is wanted: whole numbers, exact.

    V = deff (1 − n / N) S² / n  ≤  T     n = ⌈ deff S² / (T + deff S² / N) ⌉,  without N ⌈ deff S² / T ⌉
    margin e at a confidence: T = (e / z)²    coefficient of variation c: T = (c · mean)²
    a share p: S² = N / (N − 1) · p (1 − p), without N p (1 − p); its mean is p
    to invite: ⌈ n / expected rate of response ⌉, at most N

All steps are fractions and the ceiling is taken once; z is the double nearest to the normal quantile, used
as the exact fraction that it is. `deff` is the design effect against simple random sampling of as many.

Source: Cochran 1977, Sampling Techniques, 4.4 to 4.7; Lohr 2022, Sampling: Design and Analysis, 2.7;
Kish 1965 (design effect).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Precision:
    """What is wanted: a `margin` (half the interval) at `confidence`, or a coefficient of variation `cv`."""

    margin: Fraction | None = None
    cv: Fraction | None = None
    confidence: Fraction = Fraction(95, 100)

    @property
    def quantile(self) -> Fraction:
        """z, the exact value of the nearest double."""
        return Fraction(NormalDist().inv_cdf(float((1 + self.confidence) / 2)))

    def largest_variance(self, mean: Fraction) -> Fraction:
        """T: the variance of the estimate that is just allowed."""
        if self.margin is not None:
            return (self.margin / self.quantile) ** 2
        assert self.cv is not None
        return (self.cv * mean) ** 2


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known or guessed beforehand of one domain.

    A share, or a standard deviation and (for a coefficient of variation) a mean; `population` None: large.
    """

    share: Fraction | None = None
    deviation: Fraction | None = None
    mean: Fraction | None = None
    population: int | None = None
    deff: Fraction = Fraction(1)
    response: Fraction = Fraction(1)

    @property
    def variance(self) -> Fraction:
        """S² among the people of the domain."""
        if self.deviation is not None:
            return self.deviation**2
        assert self.share is not None
        spread = self.share * (1 - self.share)
        if self.population is None or self.population == 1:
            return spread
        return spread * self.population / (self.population - 1)

    @property
    def centre(self) -> Fraction:
        """The mean that a coefficient of variation refers to."""
        if self.deviation is None:
            assert self.share is not None
            return self.share
        return self.mean if self.mean is not None else Fraction(0)


@dataclass(frozen=True, slots=True)
class SampleSize:
    """Answers that are needed, and people to invite; `is_reachable` false: not even by inviting all."""

    answers: int
    invite: int
    is_reachable: bool


def sample_size(wanted: Precision, expected: Expected) -> SampleSize:
    """The smallest number of answers that is sure enough; 1 at least, the whole population at most."""
    spread = expected.deff * expected.variance
    limit = wanted.largest_variance(expected.centre)
    population = expected.population
    if population is None:
        answers = max(1, ceil(spread / limit))
        return SampleSize(answers, ceil(answers / expected.response), True)
    answers = min(population, max(1, ceil(spread / (limit + spread / population))))
    invite = ceil(answers / expected.response)
    return SampleSize(answers, min(population, invite), invite <= population)
