"""Calibration in the linearised variance: residuals of a regression on the calibration variables.

    e = y − x B,   B = (Σ w x xᵀ)⁻ Σ w x yᵀ,     contribution of row k:  w_k g_k e_k

w are the weights before the calibration, g the ratios that it gave. Every distance has this variance to the
first order (Deville & Särndal 1992, result 5). For post-stratification it is y less the mean of its cell.
R's `calibrate` and `postStratify` do the same; R's `rake` projects without weights, ten times in turn,
which `weights` of ones give.

The variables are replaced by others that span the same and are orthonormal under |w|: the residuals are the
same, and no digits are lost (normal equations lose half of them).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg

from chiso.survey.weights.columns import FloatArray

# Of a variable that is a sum of others less than this share is left.
_DEPENDENT = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """What one calibration takes off: e = y − variables c, c = Σ gathering_k y_k over the rows k of the data.

    `variables`, `gathering` (rows, A): of independent calibration variables; 0 in rows without a weight.
    """

    variables: FloatArray
    gathering: FloatArray

    def residuals(self, values: FloatArray) -> FloatArray:
        """(rows, K) of values (rows, K)."""
        return np.asarray(values - self.variables @ (self.gathering.T @ values))


def projection(auxiliary: FloatArray, weights: FloatArray, copies: FloatArray) -> Projection:
    """Of auxiliary variables (rows, A), which may depend on one another, with the weights from before.

    `copies` (rows,): for how many rows of the data each stands.
    """
    root = np.sqrt(np.abs(weights) * copies)[:, None]
    largest = np.abs(auxiliary).max(axis=0, initial=0)
    scaled = auxiliary / np.where(largest > 0, largest, 1.0) * root
    basis, triangle, _ = scipy.linalg.qr(scaled, mode="economic", pivoting=True, check_finite=False)
    left = np.abs(np.diagonal(triangle))
    basis = basis[:, : int((left > _DEPENDENT * left.max(initial=0)).sum())]
    # Linear calibration may have made weights below 0, and a second one follows: |w| is not w then.
    signed = basis * np.sign(weights)[:, None]
    variables = np.divide(basis, root, where=root > 0, out=np.zeros_like(basis))
    gathered = (signed * root) @ np.linalg.pinv(basis.T @ signed, hermitian=True)
    return Projection(variables, gathered / copies[:, None])


def calibration_residuals(values: FloatArray, auxiliary: FloatArray, weights: FloatArray) -> FloatArray:
    """Residuals (rows, K) of values (rows, K) on auxiliary (rows, A), with weights (rows,) from before.

    Columns of the auxiliary variables may depend on one another. Multiply by the weights after it.
    """
    return projection(auxiliary, weights, np.ones(len(weights))).residuals(values)
