"""Leagues made for tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chiso.robustness.rank_sets.leagues import FloatArray, League, make_leagues
from chiso.survey.estimates import Estimate
from chiso.survey.replicates.draws import Draws


def league(
    estimates: Sequence[float] | FloatArray,
    errors: Sequence[float] | FloatArray,
    *,
    df: float = float("nan"),
    draws: FloatArray | None = None,
    names: Sequence[str] = (),
) -> League:
    """Units u00, u01, … (or `names`) with these figures; an error of 0 is that of a census."""
    units = list(names) or [f"u{number:03}" for number in range(len(estimates))]
    rows = [
        Estimate(
            "2020",
            unit,
            "x",
            float(figure),
            float(se),
            df,
            sampling_basis="census" if se == 0 else "probability",
        )
        for unit, figure, se in zip(units, estimates, errors, strict=True)
    ]
    joint = None if draws is None else Draws(tuple(units), ("x",) * len(units), draws)
    (made,) = make_leagues(rows, draws=joint)
    return made


def joint_draws(estimates: FloatArray, covariance: FloatArray, count: int, seed: int) -> FloatArray:
    """Draws (count, units) around the estimates."""
    return np.random.default_rng(seed).multivariate_normal(estimates, covariance, count)
