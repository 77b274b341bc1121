"""The covariance of statistics from their values in the replicates.

    V = scale × Σ_r rscales_r (θ_r − c)(θ_r − c)ᵀ

The centre c is the estimate itself; R takes the mean of the replicates unless it is told `mse=TRUE`, which
leaves out the square of the bias and is offered as `centre="replicates"`. A statistic that has no value in
a replicate (nobody of a domain is left in it) has no variance either: it is not passed over in silence.

Source: Wolter (2007); the two centres are those of R's `svrVar`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from chiso.survey.replicates.replicate_factors import FloatArray

Centre: TypeAlias = Literal["estimate", "replicates"]


@dataclass(frozen=True)
class Replicated:
    """Statistics and their values in all replicates. estimates (S,), replicates (S, R), rscales (R,)."""

    estimates: FloatArray
    replicates: FloatArray
    scale: float
    rscales: FloatArray
    degrees_of_freedom: float

    def deviations(self, centre: Centre = "estimate") -> FloatArray:
        """√(scale × rscales_r) (θ_r − c): their products add up to the covariance. (S, R)."""
        middle = self.estimates
        if centre == "replicates":
            middle = self.replicates[:, self.rscales > 0].mean(axis=1)
        difference = self.replicates - middle[:, None]
        difference *= np.sqrt(self.scale * self.rscales)
        return difference

    def covariance(self, centre: Centre = "estimate") -> FloatArray:
        """The covariance of all statistics with one another: (S, S)."""
        deviations = self.deviations(centre)
        return deviations @ deviations.T

    def variances(self, centre: Centre = "estimate") -> FloatArray:
        """The variance of each statistic: (S,)."""
        deviations = self.deviations(centre)
        return np.asarray(np.einsum("sr,sr->s", deviations, deviations))

    def standard_errors(self, centre: Centre = "estimate") -> FloatArray:
        """The standard error of each statistic: (S,)."""
        return np.sqrt(self.variances(centre))

    def combined(self, contrasts: FloatArray) -> Replicated:
        """Linear combinations, as differences: contrasts (C, S) → C statistics with their covariance."""
        return Replicated(
            contrasts @ self.estimates,
            contrasts @ self.replicates,
            self.scale,
            self.rscales,
            self.degrees_of_freedom,
        )
