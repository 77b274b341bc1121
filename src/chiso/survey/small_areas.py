"""Small domains by the Fay–Herriot model: direct estimates borrow strength from what is known of domains.

    y_d = θ_d + e_d,  e_d ~ (0, ψ_d)  (sampling, ψ_d taken as known)
    θ_d = x_d'β + v_d,  v_d ~ (0, σ²)  (model)

EBLUP: θ̂_d = γ_d y_d + (1 − γ_d) x_d'β̂, γ_d = σ̂²/(σ̂² + ψ_d), β̂ by weighted least squares. σ² by REML
(Fisher scoring) or by the moment equation of Fay and Herriot, Σ (y − x'β̂)²/(σ² + ψ) = m − p.

Mean squared error (Prasad & Rao 1990; Datta & Lahiri 2000; Datta, Rao & Smith 2005), B_d = 1 − γ_d:

    mse_d = g1 + g2 + 2 g3 − B_d² bias      g1 = γ_d ψ_d
    g2 = B_d² x_d'(X'V⁻¹X)⁻¹x_d             g3 = B_d² avar(σ̂²)/(σ² + ψ_d)
    REML: avar = 2/Σ V_d⁻², bias = 0        moment: avar = 2m/(Σ V_d⁻¹)²,
                                            bias = 2 [m Σ V_d⁻² − (Σ V_d⁻¹)²]/(Σ V_d⁻¹)³

Domains without a direct estimate get x_d'β̂ with mse σ̂² + x_d' (X'V⁻¹X)⁻¹ x_d. All of this rests on the
model: whatever is shown from here says that it is *modelled*. Reference: Rao & Molina (2015), Small Area
Estimation, chapters 5 and 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chiso.language import text
from chiso.problems import BadInput, Place, Problem

Floats: TypeAlias = NDArray[np.float64]
Method: TypeAlias = Literal["reml", "moment"]
METHODS: tuple[Method, ...] = ("reml", "moment")
_MOST_STEPS = 200
# Relative to the spread of the direct estimates: far below any error that could be told.
_PRECISION = 1e-14


@dataclass(frozen=True, slots=True, eq=False)
class SmallAreas:
    """The fit: `estimate` and `mse` (m,), `gamma` (m,) the share of the direct estimate (0: all modelled),

    `synthetic` (m,) what the model alone says, `variance` σ̂², `coefficients` β̂ (p,), `used` (m,) which
    domains the model was fitted on.
    """

    method: Method
    estimate: Floats
    mse: Floats
    gamma: Floats
    synthetic: Floats
    variance: float
    coefficients: Floats
    used: NDArray[np.bool_]


def fit_small_areas(
    direct: Floats, variances: Floats, known: Floats, *, method: Method = "reml"
) -> SmallAreas:
    """Fit the model. `direct` (m,), `variances` ψ (m,), `known` x (m, p), its constant column included.

    A domain whose direct estimate or variance is NaN, or whose variance is not above 0, is predicted by
    the model alone. Raises BadInput (CH-3197 too few domains, CH-3198 columns that say the same, or that
    are not numbers).
    """
    used = np.isfinite(direct) & np.isfinite(variances) & (np.nan_to_num(variances) > 0)
    _refuse_unfit(used, known)
    y, psi, x = direct[used], variances[used], known[used]
    sigma2 = _reml(y, psi, x) if method == "reml" else _moment(y, psi, x)
    total = sigma2 + psi
    spread = np.linalg.inv((x / total[:, None]).T @ x)
    beta = spread @ (x.T @ (y / total))
    synthetic = known @ beta
    lever = np.einsum("ij,jk,ik->i", known, spread, known)
    estimate, mse, gamma = synthetic.copy(), sigma2 + lever, np.zeros(len(direct))
    gamma[used] = sigma2 / total
    rest = psi / total
    estimate[used] = gamma[used] * y + rest * synthetic[used]
    inverse, squares = (1 / total).sum(), (1 / total**2).sum()
    count = len(y)
    if method == "reml":
        avar, bias = 2 / squares, 0.0
    else:
        avar = 2 * count / inverse**2
        bias = 2 * (count * squares - inverse**2) / inverse**3
    g3 = rest**2 * avar / total
    mse[used] = gamma[used] * psi + rest**2 * lever[used] + 2 * g3 - rest**2 * bias
    return SmallAreas(method, estimate, mse, gamma, synthetic, float(sigma2), beta, used)


def smoothed_variances(estimates: Floats, variances: Floats, n: NDArray[np.int64]) -> Floats:
    """Sampling variances that do not jump from domain to domain: deff · p̄(1 − p̄)/n_d.

    p̄ is the share over all domains and deff the design effect over all of them, both weighted by n. The
    variance of a small sample is itself a guess, and 0 where all answers agree; the model takes ψ_d as
    known. The project's own choice of a generalised variance function (Wolter 2007, chapter 7). (m,), NaN
    where n = 0.
    """
    asked = (n > 0) & np.isfinite(estimates)
    overall = float(np.average(estimates[asked], weights=n[asked]))
    simple = overall * (1 - overall)
    known = asked & np.isfinite(variances) & (np.nan_to_num(variances) > 0)
    # Σ n·n·var over Σ n·simple: each domain's n·var/simple is its design effect.
    deff = float((n[known] ** 2 * variances[known]).sum() / (n[known] * simple).sum()) if known.any() else 1.0
    smoothed = np.full(len(n), np.nan)
    smoothed[asked] = deff * simple / n[asked]
    return smoothed


def _refuse_unfit(used: NDArray[np.bool_], known: Floats) -> None:
    problems = []
    count, width = int(used.sum()), known.shape[1]
    if count < width + 2:
        expected = text(
            "Expected direct estimates of at least {least} domains for a model of {width} columns.",
            least=width + 2,
            width=width,
        )
        mend = text("Take fewer columns, or leave the domains as they are.")
        problems.append(Problem("CH-3197", Place(), str(count), expected, mend))
    elif not np.isfinite(known).all():
        rows = np.flatnonzero(~np.isfinite(known).all(axis=1))
        expected = text("Expected a number in each column for every domain.")
        mend = text("Fill in what is missing, or take the column out.")
        problems.append(Problem("CH-3198", Place(row=int(rows[0]) + 1), str(len(rows)), expected, mend))
    elif np.linalg.matrix_rank(known[used]) < width:
        expected = text("Expected columns of which none follows from the others.")
        mend = text("Take out the column that repeats another; the constant is added by itself.")
        problems.append(Problem("CH-3198", Place(), "", expected, mend))
    if problems:
        raise BadInput(problems)


def _residuals(sigma2: float, y: Floats, psi: Floats, x: Floats) -> tuple[Floats, Floats, Floats]:
    """V⁻¹ (m,), V⁻¹(y − x'β̂) (m,), and the diagonal of V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹ (m,)."""
    weight = 1 / (sigma2 + psi)
    weighted = x * weight[:, None]
    spread = np.linalg.inv(weighted.T @ x)
    rest = weight * (y - x @ (spread @ (weighted.T @ y)))
    return weight, rest, np.einsum("ij,jk,ik->i", weighted, spread, weighted)


def _reml(y: Floats, psi: Floats, x: Floats) -> float:
    """σ² by Fisher scoring on the restricted likelihood; 0 where its slope at 0 is not positive.

    slope = ½ (y'PPy − tr P), information = ½ tr(PP), P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹.
    """
    precision = _PRECISION * max(float(np.var(y)), float(psi.min()))
    sigma2 = float(np.median(psi))
    for _ in range(_MOST_STEPS):
        weight, rest, hat = _residuals(sigma2, y, psi, x)
        slope = float(rest @ rest - (weight - hat).sum())
        weighted = x * weight[:, None]
        spread = np.linalg.inv(weighted.T @ x)
        inner = spread @ ((weighted * weight[:, None]).T @ x)
        information = float((weight**2).sum() - 2 * (hat * weight).sum() + np.trace(inner @ inner))
        step = slope / information
        moved = max(0.0, sigma2 + step)
        if abs(moved - sigma2) <= precision:
            return moved
        sigma2 = moved
    return sigma2


def _moment(y: Floats, psi: Floats, x: Floats) -> float:
    """σ² by the moment equation, Newton from 0 (the sum falls and is convex); 0 where it is below at 0."""
    precision = _PRECISION * max(float(np.var(y)), float(psi.min()))
    wanted = len(y) - x.shape[1]
    sigma2 = 0.0
    for _ in range(_MOST_STEPS):
        weight, rest, _ = _residuals(sigma2, y, psi, x)
        excess = float((rest**2 / weight).sum()) - wanted
        if sigma2 == 0.0 and excess <= 0:
            return 0.0
        step = excess / float(rest @ rest)
        sigma2 = max(0.0, sigma2 + step)
        if abs(step) <= precision:
            break
    return sigma2
