"""What is known of a place and the strictness of who went, fitted together.

    y_i ~ Bernoulli(p_i),   logit p_i = a + x_i b + u_k(i)

    minimise  - Σ [y_i log p_i + (1 - y_i) log(1 - p_i)] + λ/2 Σ b² + 1/(2 τ²) Σ u²

`a` bears no penalty. τ², the spread of inspectors, is found by the same visits: after each step of Newton

    τ² = (Σ (u_k² + V_kk) + ν s²) / (K + ν)

with V the inverse of the curvature (EM under Laplace's approximation); the stated prior, s = 0.5, weighs as
ν = 2 inspectors, so that two inspectors do not settle the spread. Because the rows of the curvature that
belong to inspectors are diagonal, a step costs what one without inspectors costs.

Sources: Breslow & Clayton 1993 (penalised quasi-likelihood); le Cessie & van Houwelingen 1992 (ridge).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve

from chiso.inspection.risk.arrays import FloatArray, IntArray, chances_of

_PRIOR_SPREAD, _PRIOR_INSPECTORS = 0.5, 2
_MOST_STEPS, _ENOUGH_OF_SPREAD, _MOST_HALVINGS = 100, 1e-4, 30


@dataclass(frozen=True, slots=True)
class JointFit:
    """`a` and `b` (coefficients: 1 + columns), `u` (effects: inspectors), the covariance of u, λ and τ."""

    coefficients: FloatArray
    effects: FloatArray
    covariance: FloatArray
    ridge: float
    spread: float

    def logits(self, design: FloatArray) -> FloatArray:
        """Of rows (rows, 1 + columns), without an inspector."""
        return np.asarray(design @ self.coefficients, dtype=np.float64)

    def strictness(self, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Each effect less the mean of all, weighed by their shares of the visits, and its error."""
        less = np.eye(len(shares)) - shares[None, :]
        spread = np.sum((less @ self.covariance) * less, axis=1)
        return less @ self.effects, np.sqrt(np.maximum(0.0, spread))


def fit_jointly(
    design: FloatArray,
    found: FloatArray,
    inspectors: IntArray,
    count: int,
    *,
    ridge: float,
    spread: float | None = None,
    start: JointFit | None = None,
    enough: float = 1e-9,
) -> JointFit:
    """Fit. `design`: (visits, 1 + columns), the first column ones; `inspectors`: (visits,), below `count`.

    `spread`: a τ that is given is kept; without one it is found. `enough`: twice the gain below which no
    further step is taken.
    """
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 0.0
    rows = np.arange(len(found))
    members = sparse.csr_matrix((np.ones(len(found)), (inspectors, rows)), shape=(count, len(found)))
    question = _Question(design, found, inspectors, members, penalty)
    prior = _PRIOR_SPREAD if start is None else start.spread
    variance = (prior if spread is None else spread) ** 2
    at = question.point(*_first_point(design.shape[1], count, found, start))
    steps = 0
    while True:
        curvature = question.curvature(at, variance)
        step_b, step_u, decrement = curvature.step()
        at = _shortened(question, at, variance, step_b, step_u)
        steps += 1
        is_settled = decrement < enough
        if spread is None:
            told = _variance(at.u, curvature.errors())
            is_settled = is_settled and abs(told / variance - 1) < _ENOUGH_OF_SPREAD
            variance = told
        if is_settled or steps == _MOST_STEPS:
            break
    return JointFit(at.b, at.u, curvature.covariance(), ridge, float(np.sqrt(variance)))


def _first_point(
    columns: int, count: int, found: FloatArray, start: JointFit | None
) -> tuple[FloatArray, FloatArray]:
    if start is not None:
        return start.coefficients, start.effects
    b = np.zeros(columns)
    b[0] = _logit_of_share(found)
    return b, np.zeros(count)


def _shortened(
    question: _Question, at: _Point, variance: float, step_b: FloatArray, step_u: FloatArray
) -> _Point:
    """Where the step leads, halved until nothing gets worse; where it started if that does not help."""
    size, value = 1.0, question.value(at, variance)
    for _ in range(_MOST_HALVINGS):
        there = question.point(at.b + size * step_b, at.u + size * step_u)
        if question.value(there, variance) <= value:
            return there
        size /= 2
    return at


@dataclass(frozen=True, slots=True)
class _Point:
    """b and u, the logits of visits there, and - log of the chance of what was found."""

    b: FloatArray
    u: FloatArray
    logits: FloatArray
    loss: float


@dataclass(frozen=True, slots=True)
class _Question:
    """Visits and penalties. `members`: (inspectors, visits), 1 where one made the other."""

    design: FloatArray
    found: FloatArray
    inspectors: IntArray
    members: sparse.csr_matrix
    penalty: FloatArray

    def point(self, b: FloatArray, u: FloatArray) -> _Point:
        """What follows from b and u."""
        logits = self.design @ b + u[self.inspectors]
        loss = np.sum(np.logaddexp(0.0, logits)) - self.found @ logits
        return _Point(b, u, logits, float(loss))

    def value(self, at: _Point, variance: float) -> float:
        """What is made least."""
        return at.loss + float(self.penalty @ at.b**2 + (at.u @ at.u) / variance) / 2

    def curvature(self, at: _Point, variance: float) -> _Curvature:
        """Slopes and curvature at a point."""
        chances = chances_of(at.logits)
        weights, left = chances * (1 - chances), self.found - chances
        # The product of an array with itself costs half of one with another.
        halved = self.design * np.sqrt(weights)[:, None]
        own = np.asarray(self.members @ weights) + 1 / variance
        made = sparse.csr_matrix(
            (weights[self.members.indices], self.members.indices, self.members.indptr), self.members.shape
        )
        cross = np.asarray(made @ self.design)
        shared = cross / own[:, None]
        return _Curvature(
            slope_b=self.design.T @ left - self.penalty * at.b,
            slope_u=np.asarray(self.members @ left) - at.u / variance,
            own=own,
            cross=cross,
            shared=shared,
            factor=cho_factor(halved.T @ halved + np.diag(self.penalty) - cross.T @ shared),
        )


@dataclass(frozen=True, slots=True)
class _Curvature:
    """[[A, Cᵀ], [C, D]] with D diagonal (`own`); `shared`: D⁻¹ C; `factor`: of A - Cᵀ D⁻¹ C."""

    slope_b: FloatArray
    slope_u: FloatArray
    own: FloatArray
    cross: FloatArray
    shared: FloatArray
    factor: Any

    def step(self) -> tuple[FloatArray, FloatArray, float]:
        """Newton's step in b and in u, and twice what it is expected to gain."""
        step_b = np.asarray(cho_solve(self.factor, self.slope_b - self.shared.T @ self.slope_u))
        step_u = (self.slope_u - self.cross @ step_b) / self.own
        return step_b, step_u, float(self.slope_b @ step_b + self.slope_u @ step_u)

    def errors(self) -> FloatArray:
        """The variances of u."""
        return np.asarray(1 / self.own + np.sum(self.shared * self._solved().T, axis=1))

    def covariance(self) -> FloatArray:
        """Of u."""
        return np.asarray(np.diag(1 / self.own) + self.shared @ self._solved())

    def _solved(self) -> FloatArray:
        return np.asarray(cho_solve(self.factor, self.shared.T))


def _variance(effects: FloatArray, errors: FloatArray) -> float:
    total = float(np.sum(effects**2 + errors)) + _PRIOR_INSPECTORS * _PRIOR_SPREAD**2
    return total / (len(effects) + _PRIOR_INSPECTORS)


def _logit_of_share(found: FloatArray) -> float:
    share = (float(found.sum()) + 1) / (len(found) + 2)
    return float(np.log(share / (1 - share)))
