"""Curves F that turn a linear score u = xᵀλ into a ratio of weights, with their slope and integral.

    linear       F = 1 + u                                       (no bounds)
    truncated    F = 1 + u, cut at L and U
    exponential  F = eᵘ                                          (raking)
    logit        F = L + (U−L)(1−L) e^{Au} / ((U−1) + (1−L) e^{Au}),   A = (U−L) / ((1−L)(U−1))
    chance       F = 1 / (1 + e⁻ᵘ)                               (not a ratio: logistic regression)

Source: Deville & Särndal (1992), Calibration estimators in survey sampling, JASA 87; cases 1, 7, 2 and 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import expit

from chiso.survey.weights.columns import FloatArray

# The slope of a cut curve beyond its bounds, for the search alone: with 0 a class whose rows all stand at
# a bound would never be moved again.
_SLOPE_BEYOND = 1e-4


class Curve(Protocol):
    """A curve, its slope and its integral, each for an array of scores."""

    def value(self, score: FloatArray) -> FloatArray:
        """F(u)."""

    def slope(self, score: FloatArray) -> FloatArray:
        """F′(u), above 0."""

    def integral(self, score: FloatArray) -> FloatArray:
        """∫F from 0 to u, but for a constant."""


@dataclass(frozen=True)
class Linear:
    """F = 1 + u: the regression estimator (GREG); weights may become negative."""

    def value(self, score: FloatArray) -> FloatArray:
        """F(u)."""
        return 1 + score

    def slope(self, score: FloatArray) -> FloatArray:
        """F′(u)."""
        return np.ones_like(score)

    def integral(self, score: FloatArray) -> FloatArray:
        """∫F."""
        return score + score**2 / 2


@dataclass(frozen=True)
class Truncated:
    """F = 1 + u, cut at two bounds."""

    lower: float
    upper: float

    def value(self, score: FloatArray) -> FloatArray:
        """F(u)."""
        return np.clip(1 + score, self.lower, self.upper)

    def slope(self, score: FloatArray) -> FloatArray:
        """F′(u), a small one beyond the bounds."""
        inside = (1 + score > self.lower) & (1 + score < self.upper)
        return np.where(inside, 1.0, _SLOPE_BEYOND)

    def integral(self, score: FloatArray) -> FloatArray:
        """∫F."""
        cut = np.clip(score, self.lower - 1, self.upper - 1)
        return cut + cut**2 / 2 + (1 + cut) * (score - cut)


@dataclass(frozen=True)
class Exponential:
    """F = eᵘ: raking; weights stay positive."""

    def value(self, score: FloatArray) -> FloatArray:
        """F(u)."""
        return np.exp(score)

    def slope(self, score: FloatArray) -> FloatArray:
        """F′(u)."""
        return np.exp(score)

    def integral(self, score: FloatArray) -> FloatArray:
        """∫F."""
        return np.exp(score)


@dataclass(frozen=True)
class Logit:
    """The logit curve between two bounds, which it never reaches."""

    lower: float
    upper: float

    @property
    def _stretch(self) -> float:
        return (self.upper - self.lower) / ((1 - self.lower) * (self.upper - 1))

    @property
    def _shift(self) -> float:
        """The curve is L + (U−L) expit(Au − shift)."""
        return float(np.log((self.upper - 1) / (1 - self.lower)))

    def value(self, score: FloatArray) -> FloatArray:
        """F(u)."""
        return self.lower + (self.upper - self.lower) * expit(self._stretch * score - self._shift)

    def slope(self, score: FloatArray) -> FloatArray:
        """F′(u)."""
        part = expit(self._stretch * score - self._shift)
        return (self.upper - self.lower) * self._stretch * part * (1 - part)

    def integral(self, score: FloatArray) -> FloatArray:
        """∫F."""
        grown = np.logaddexp(0, self._stretch * score - self._shift)
        return self.lower * score + (self.upper - self.lower) / self._stretch * grown


@dataclass(frozen=True)
class Chance:
    """F = 1/(1 + e⁻ᵘ): with the weights of answers as totals its solution is the logistic regression."""

    def value(self, score: FloatArray) -> FloatArray:
        """F(u)."""
        return np.asarray(expit(score))

    def slope(self, score: FloatArray) -> FloatArray:
        """F′(u)."""
        part = expit(score)
        return np.asarray(part * (1 - part))

    def integral(self, score: FloatArray) -> FloatArray:
        """∫F."""
        return np.logaddexp(0, score)
