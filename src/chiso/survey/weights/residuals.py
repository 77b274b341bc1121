"""Calibration in the linearised variance: residuals of a regression on the calibration variables.

    e = y − x B,   B = (Σ w x xᵀ)⁻ Σ w x yᵀ,     contribution of row k:  w_k g_k e_k

w are the weights before the calibration, g the ratios that it gave. Every distance has this variance to the
first order (Deville & Särndal 1992, result 5). For post-stratification it is y less the mean of its cell.
R's `calibrate` and `postStratify` do the same; R's `rake` projects without weights, ten times in turn,
which `weights` of ones give.
"""

from __future__ import annotations

import numpy as np

from chiso.survey.weights.columns import FloatArray

_DEPENDENT = 1e-12


def calibration_residuals(values: FloatArray, auxiliary: FloatArray, weights: FloatArray) -> FloatArray:
    """Residuals (rows, K) of values (rows, K) on auxiliary (rows, A), with weights (rows,) from before.

    Columns of the auxiliary variables may depend on one another. Multiply by the weights after it.
    """
    largest = np.abs(auxiliary).max(axis=0, initial=0)
    scaled = auxiliary / np.where(largest > 0, largest, 1.0)
    weighted = scaled * weights[:, None]
    inverse = np.linalg.pinv(weighted.T @ scaled, rcond=_DEPENDENT, hermitian=True)
    coefficients = inverse @ (weighted.T @ values)
    # Once more on what is left: the normal equations lose half of the digits.
    residuals = values - scaled @ coefficients
    return np.asarray(residuals - scaled @ (inverse @ (weighted.T @ residuals)))
