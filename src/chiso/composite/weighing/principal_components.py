"""Weights from principal components: parts that share the variance of the group weigh by how much they hold.

    R = V Λ Vᵀ    the correlations of the parts, over the rows that are complete
    first:   w_j ∝ V_j1²        of the first component alone; the squares sum to 1
    kaiser:  loadings A = V √Λ of the components with an eigenvalue above 1 (at least the first), turned by
             varimax; each part counts in the component where its squared loading is largest, weighted by the
             share of the variance that this component explains:
             w_j ∝ (a_jk² / Σ_j a_jk²) × (Σ_j a_jk² / Σ_jk a_jk²) = a_jk² / Σ_jk a_jk²

Squares are never negative: a part that runs against the others gets a weight all the same, which the audit
flags; it is for people to turn its direction.

Source: Nicoletti, Scarpetta and Boylaud, Summary indicators of product market regulation, OECD Economics
Department Working Papers 226 (2000); OECD and JRC, Handbook on Constructing Composite Indicators (2008),
step 6. Varimax: Kaiser, Psychometrika 23 (1958).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from chiso.composite.correlations import pearson
from chiso.composite.table import FloatArray
from chiso.composite.weighing.refusals import CannotWeigh
from chiso.language import text

Kept: TypeAlias = Literal["first", "kaiser"]
_MOST_TURNS = 500
_STILL = 1e-14
# Eigenvalues of unrelated parts are 1 but for their last digits: they are not above it.
_ABOVE_ONE = 1 + 1e-9


@dataclass(frozen=True, slots=True)
class Components:
    """`variances: (components,)` sum to the number of parts; `vectors: (parts, components)` have length 1."""

    variances: FloatArray
    vectors: FloatArray

    @property
    def loadings(self) -> FloatArray:
        """(parts, components): correlation of each part with each component."""
        return self.vectors * np.sqrt(self.variances)


def complete_rows(values: FloatArray) -> FloatArray:
    """The rows of `values: (rows, parts)` in which no part is missing."""
    return values[~np.isnan(values).any(-1)]


def principal_components(values: FloatArray) -> Components:
    """Components of the correlations of `values: (rows, parts)`, the largest first.

    Raises CannotWeigh where fewer than three rows are complete, or a part does not vary in them.
    The sign of a component is that which makes the sum of its loadings positive.
    """
    rows = complete_rows(values)
    if len(rows) < 3:
        raise CannotWeigh(text("fewer than three units have a value for every child of the group"))
    correlations = pearson(rows)
    if np.isnan(correlations).any():
        raise CannotWeigh(text("a child of the group is the same for every unit that has all of them"))
    variances, vectors = np.linalg.eigh(correlations)
    variances, vectors = np.maximum(variances[::-1], 0.0), vectors[:, ::-1]
    signs = np.where(vectors.sum(0) < 0, -1.0, 1.0)
    return Components(variances, vectors * signs)


def weights_of_components(values: FloatArray, kept: Kept = "first") -> FloatArray:
    """(parts,): weights that sum to 1. Raises CannotWeigh as `principal_components`."""
    components = principal_components(values)
    if kept == "first":
        squares = components.vectors[:, 0] ** 2
        return as_shares(squares)
    count = max(int((components.variances > _ABOVE_ONE).sum()), 1)
    turned = varimax(components.loadings[:, :count]) ** 2
    held = turned.max(-1)
    return as_shares(held)


def as_shares(parts: FloatArray) -> FloatArray:
    """The same parts, made to sum to 1."""
    shares: FloatArray = parts / parts.sum()
    return shares


def varimax(loadings: FloatArray) -> FloatArray:
    """`loadings: (parts, components)` turned so that each part loads on few components.

    Rows are brought to length 1 while turning (Kaiser's normalisation), as R's `varimax` does.
    """
    if loadings.shape[1] < 2:
        return loadings
    length = np.sqrt((loadings**2).sum(-1, keepdims=True))
    rows = np.divide(loadings, length, out=np.zeros_like(loadings), where=length > 0)
    turn = np.eye(loadings.shape[1])
    reached = 0.0
    for _ in range(_MOST_TURNS):
        turned = rows @ turn
        slope = rows.T @ (turned**3 - turned * (turned**2).mean(0))
        left, sizes, right = np.linalg.svd(slope)
        turn, before, reached = left @ right, reached, float(sizes.sum())
        if reached <= before * (1 + _STILL):
            break
    return np.asarray(rows @ turn * length, dtype=np.float64)
