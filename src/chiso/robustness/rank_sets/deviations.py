"""What the errors of the estimates could have been, jointly: draws in units of the standard errors.

Independent units with d degrees of freedom, each by the polar method of Bailey (1994), exact for any d > 0:

    t = √(d (u^(−2/d) − 1)) cos(2πv)        (d = ∞: √(−2 ln u) cos(2πv), Box and Muller)

With joint draws of the survey a deviation is √(d/χ²_d) R^½ z with z standard normal, R the correlation of the
draws and R^½ its symmetric root: it has the correlations of the draws, and tails of Student's distribution.
A difference of two units with errors s and s′ then has the distribution of Behrens and Fisher.

All random numbers come from the counter-based generator of the room of surveys: a seed fixes them.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from chiso.robustness.rank_sets.leagues import League
from chiso.survey.replicates.streams import normals, uniforms

FloatArray: TypeAlias = NDArray[np.float64]
# Apart from the streams of the room of surveys (strata below 2³¹, draws at 2³¹).
_STREAM = (1 << 31) + 1
# Beyond all that figures can be compared with, and still a number: with a tenth of a degree of freedom draws
# have no end, and a difference of two endless ones would be none at all.
_LARGEST = 1e100
# Of fewer degrees of freedom nearly every draw is beyond that.
FEWEST_DEGREES = 1e-6
# Draws at a time: 2,000 units then take some 16 MB of random numbers.
_BLOCK = 1_000


def draw_deviations(league: League, *, count: int, seed: int) -> FloatArray:
    """`count` draws of (estimate − truth)/standard error of every unit: (units, count)."""
    root = None if league.joint is None else _symmetric_root(correlation(league))
    drawn = np.empty((len(league.units), count))
    for block, start in enumerate(range(0, count, _BLOCK)):
        size = min(_BLOCK, count - start)
        found = (
            _independent(league.df, size, (seed, block))
            if root is None
            else root
            @ normals(seed, (_STREAM, 0, block), (len(root), size))
            * _tails(league.df, size, (seed, block))
        )
        drawn[:, start : start + size] = np.clip(found, -_LARGEST, _LARGEST)
    return drawn


def correlation(league: League) -> FloatArray:
    """Correlations of the estimates' errors: (units, units); those of the joint draws, else none."""
    if league.joint is None:
        return np.eye(len(league.units))
    found = league.joint.T @ league.joint / (len(league.joint) - 1)
    np.fill_diagonal(found, 1.0)
    return np.clip(found, -1.0, 1.0)


def _symmetric_root(matrix: FloatArray) -> FloatArray:
    """The root that does not depend on the order of the units; rounding below 0 counts as 0."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T, dtype=np.float64)


def _independent(df: FloatArray, count: int, seeds: tuple[int, int]) -> FloatArray:
    seed, block = seeds
    first, second = uniforms(seed, (_STREAM, 1, block), (2, len(df), count))
    logarithms = np.log1p(-first)
    squares = -2.0 * logarithms
    has_tails = np.isfinite(df)
    d = np.maximum(df[has_tails, None], FEWEST_DEGREES)
    # No square is endless: an endless one times a cosine of 0 would be no number.
    most = 2 * np.log(_LARGEST) - np.log(d)
    squares[has_tails] = d * np.expm1(np.minimum(-2.0 / d * logarithms[has_tails], most))
    return np.asarray(np.sqrt(squares) * np.cos(2 * np.pi * second), dtype=np.float64)


def _tails(df: FloatArray, count: int, seeds: tuple[int, int]) -> FloatArray:
    """√(d/χ²_d) of each unit and draw; 1 where d is infinite."""
    seed, block = seeds
    factors = np.ones((len(df), count))
    has_tails = np.isfinite(df)
    uniform = uniforms(seed, (_STREAM, 2, block), (len(df), count))[has_tails]
    half = np.maximum(df[has_tails, None], FEWEST_DEGREES) / 2
    smallest = half / _LARGEST**2
    factors[has_tails] = np.sqrt(half / np.maximum(gammaincinv(half, 1.0 - uniform), smallest))
    return factors
