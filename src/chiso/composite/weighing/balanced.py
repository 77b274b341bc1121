"""Correlation-balanced weights: each part goes with the whole to the same degree, and no weight is negative.

The whole of standardised parts is y = Σ u_j z_j with u_j = w_j × sd_j; part j correlates with it by
(R u)_j / √(uᵀ R u). The weights are those for which the smallest of these correlations is as large as it can
be:

    max over u ≥ 0 of min_j corr(z_j, y)    ⇔    min uᵀ R u  with  Σ u = 1, u ≥ 0

At the solution every part that has a weight correlates with the whole by the same figure, and a part
without one correlates at least as much: the others speak for it. Where R⁻¹ 1 has no negative entry it is
the solution and all correlations are equal. It is one convex problem with one answer, solved exactly by
non-negative least squares; a search without bounds, as in the R package COINr, can end at negative weights,
with which an indicator that improves makes the index fall.

Source of the aim: Paruolo, Saisana and Saltelli, Ratings and rankings: voodoo or science?, Journal of the
Royal Statistical Society A 176 (2013); Becker, Saisana, Paruolo and Vandecasteele, Weights and importance in
composite indicators, Ecological Indicators 80 (2017). Of the equivalence: the conditions of Karush, Kuhn and
Tucker; non-negative least squares: Lawson and Hanson, Solving Least Squares Problems (1974), chapter 23.
"""

from __future__ import annotations

import numpy as np

from chiso.composite.correlations import pearson
from chiso.composite.table import FloatArray
from chiso.composite.weighing.principal_components import as_shares, complete_rows
from chiso.composite.weighing.refusals import CannotWeigh
from chiso.language import text

# A whole whose variance is below this share of its parts' does not vary: the parts cancel out.
_CANCELS_OUT = 1e-9


def balanced_weights(values: FloatArray) -> FloatArray:
    """(parts,): weights ≥ 0 that sum to 1, over the complete rows of `values: (rows, parts)`.

    Raises CannotWeigh where fewer than three rows are complete, a part does not vary, or the parts cancel
    each other out (some mixture of them is the same for every unit).
    """
    rows = complete_rows(values)
    if len(rows) < 3:
        raise CannotWeigh(text("fewer than three units have a value for every child of the group"))
    correlations = pearson(rows)
    if np.isnan(correlations).any():
        raise CannotWeigh(text("a child of the group is the same for every unit that has all of them"))
    mixture = _smallest_variance(correlations)
    if not mixture @ correlations @ mixture > _CANCELS_OUT:
        raise CannotWeigh(
            text("the children cancel each other out: some mixture of them is the same for every unit")
        )
    weights = mixture / rows.std(0, ddof=1)
    return as_shares(weights)


def _smallest_variance(correlations: FloatArray) -> FloatArray:
    """The u ≥ 0 with Σ u = 1 that makes uᵀ R u smallest.

    With R = Aᵀ A the least squares of (A; 1ᵀ) u against (0; 1) have the same direction: their conditions are
    R u = (1 − Σ u) 1 on the support and ≥ elsewhere.
    """
    # The library takes longer to load than most commands to run.
    from scipy.optimize import nnls

    variances, vectors = np.linalg.eigh(correlations)
    root = np.sqrt(np.maximum(variances, 0.0))[:, None] * vectors.T
    parts = len(correlations)
    system = np.vstack([root, np.ones(parts)])
    found, _ = nnls(system, np.append(np.zeros(parts), 1.0))
    total = float(found.sum())
    return np.asarray(found / total if total > 0 else np.full(parts, 1 / parts), dtype=np.float64)
