"""Regressions with the covariance of their coefficients under the design.

    V(β) = variance of the total of z_i = A⁻¹ x_i w_i (y_i − μ_i),   A = Σ w_i μ_i' x_i x_iᵀ

by the same sums over strata and stages as for any total (`variance.taylor`): the sandwich of Fuller (1975)
and Binder (1983), without factors for small samples; μ' is 1 in a linear model, μ(1 − μ) in a logistic one.
What R's `svyglm` computes with the families gaussian and quasibinomial. By replicates V is that of the
coefficients of the model fitted anew in each (`refitting`). Tests and intervals are those of Student's
distribution with d + 1 − P degrees of freedom for P coefficients, as there; d: PSUs − strata, or those of the
replicates where these are fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from chiso.language import listing, text
from chiso.problems import Place, Problem, WrongCall, quote
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Design
from chiso.survey.engine import Engine, Source
from chiso.survey.estimation.calibration_errors import CalibrationErrors, Parts, calibration_errors
from chiso.survey.estimation.replicated import Replication, has_replicates
from chiso.survey.models.model import Model
from chiso.survey.models.refitting import refit
from chiso.survey.models.replicate_weights import row_replicates
from chiso.survey.models.rows import Missing, ModelRows, read_rows
from chiso.survey.models.solving import Solution, solve_linear, solve_logistic
from chiso.survey.psus import Real
from chiso.survey.sql import Condition
from chiso.survey.variance.taylor import taylor_of


@dataclass(frozen=True, slots=True, eq=False)
class Regression:
    """P coefficients of a model. Without a basis for errors `covariance` and `degrees` are NaN.

    `names` (P,): "(intercept)", a column, or `column=value`; `owners` (P,): the column of each. `n`: rows
    that counted.
    """

    model: Model
    names: tuple[str, ...]
    owners: tuple[str, ...]
    coefficients: Real
    covariance: Real
    degrees: float
    n: int

    def errors(self) -> Real:
        """(P,) standard errors."""
        return np.sqrt(np.diag(self.covariance))

    def p_values(self) -> Real:
        """(P,) two-sided, of each coefficient being 0; NaN without degrees of freedom."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = np.abs(self.coefficients / self.errors())
        return np.asarray(2 * stats.t.sf(ratios, _known(self.degrees)))

    def intervals(self, level: float = 0.95) -> tuple[Real, Real]:
        """(P,) lower and upper ends; of odds ratios after `exp`, where the model is logistic."""
        half = stats.t.ppf((1 + level) / 2, _known(self.degrees)) * self.errors()
        return self.coefficients - half, self.coefficients + half


@dataclass(frozen=True, slots=True)
class TermTest:
    """Wald's test that all coefficients of some columns are 0 (R's `regTermTest`)."""

    columns: tuple[str, ...]
    statistic: float  # F
    degrees_above: int
    degrees_below: float
    p_value: float


def regress(
    source: Source,
    design: Design,
    model: Model,
    *,
    where: Sequence[Condition] = (),
    missing: Missing | None = None,
    chain: Chain | None = None,
    replication: Replication | None = None,
    engine: Engine | None = None,
) -> Regression:
    """Fit the model to the rows that `where` leaves; strata and units stay those of the whole design.

    `chain`: the one that made the weights; the covariance then knows of its calibrations. `replication`:
    replicates to be made for the design; those that it brings are taken without it. Raises as `read_rows`,
    `solve_linear`, `solve_logistic`, `taylor`, `calibration_errors`, `row_replicates` and `refit`.
    """
    asked = replication or Replication()
    rows = read_rows(source, design, model, where=where, missing=missing, engine=engine)
    solution = solve_linear(rows) if model.kind == "linear" else solve_logistic(rows)
    calibrated = calibration_errors(source, design, chain, asked, engine)
    if has_replicates(design, asked):
        found = refit(model, rows, solution, row_replicates(source, design, asked, rows))
        covariance, degrees = found.covariance(), found.degrees_of_freedom + 1 - len(rows.names)
    else:
        covariance, degrees = _linearised(design, rows, solution, calibrated)
    return Regression(
        model, rows.names, rows.owners, solution.coefficients, covariance, degrees, len(rows.response)
    )


def check_terms(regression: Regression, columns: Sequence[str]) -> TermTest:
    """Whether the columns explain anything beside the others: F = βᵀ V⁻¹ β/q for their q coefficients.

    Raises WrongCall (CH-3230) where the model has no such column.
    """
    known = [one.column for one in regression.model.predictors]
    strange = [one for one in columns if one not in known]
    if strange or not columns:
        expected = text("Expected columns of the model: {columns}.", columns=listing(known))
        mend = text("Name a column that explains.")
        raise WrongCall(
            [Problem("CH-3230", Place(field=one), quote(one), expected, mend) for one in strange or [""]]
        )
    at = [position for position, owner in enumerate(regression.owners) if owner in columns]
    count, degrees = len(at), _known(regression.degrees)
    covariance = regression.covariance[np.ix_(at, at)]
    coefficients = regression.coefficients[at]
    # More coefficients than units less strata: their covariance has no inverse.
    if np.isnan(covariance).any() or np.linalg.matrix_rank(covariance, hermitian=True) < count:
        return TermTest(tuple(columns), np.nan, count, degrees, np.nan)
    statistic = float(coefficients @ np.linalg.solve(covariance, coefficients)) / count
    return TermTest(tuple(columns), statistic, count, degrees, float(stats.f.sf(statistic, count, degrees)))


def _linearised(
    design: Design, rows: ModelRows, solution: Solution, calibrated: CalibrationErrors | None
) -> tuple[Real, float]:
    """(P, P) the covariance of the coefficients, and the degrees of freedom."""
    count = len(rows.names)
    if not design.has_errors:
        return np.full((count, count), np.nan), np.nan
    influence = (rows.matrix * (rows.weight * solution.errors)[:, None]) @ solution.inverse
    order = np.argsort(rows.leaf, kind="stable")
    leaves, starts = np.unique(rows.leaf[order], return_index=True)
    folded = np.add.reduceat(influence[order], starts)
    variance = taylor_of(design, rows.frame, leaves, np.zeros(len(leaves), np.int64), 1)
    degrees = float(variance.degrees_of_freedom()[0]) + 1 - count
    if calibrated is None:
        return variance.covariances(folded)[0], degrees
    whole = np.zeros(len(rows.number), np.int64)
    plain = (rows.matrix * solution.errors[:, None]) @ solution.inverse
    profile = calibrated.profiles.of_rows()[rows.number]
    return calibrated.covariances(Parts(rows.leaf, whole, influence, profile, whole, plain, 1))[0], degrees


def _known(degrees: float) -> float:
    return degrees if degrees > 0 else np.nan
