"""Whether two answers are independent: Pearson's chi-square of a two-way table under the design.

    X² = n Σ_rc (p_rc − p_r p_c)²/(p_r p_c)

p: weighted shares, n: persons who answered both. Under a design X² is distributed as Σ δ_k χ²_1, where δ_k
are the eigenvalues of

    Δ = (Cᵀ D⁻¹ C/n)⁻¹ (Cᵀ D⁻¹ V D⁻¹ C),   D = diag(p), V the covariance of p under the design,

C the interaction contrasts orthogonal to rows and columns (generalised design effects). V comes by
linearisation, or from the shares in every replicate. Then

    first order     X²/mean(δ) beside χ² with (R − 1)(C − 1) degrees of freedom
    second order    F = X²/Σδ beside F with d_0 = (Σδ)²/Σδ² and d_0 d degrees of freedom

d: PSUs − strata, or those of the replicates where these are fewer.

Rao & Scott (1981, 1984); Thomas & Rao (1987). R's `svychisq` with the statistics "Chisq" and "F".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from chiso.language import text
from chiso.problems import Place, Problem, Refused, WrongCall, quote
from chiso.survey.cells import Cells, make_cells
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Design
from chiso.survey.engine import SHOWN_COLUMNS, Engine, Source
from chiso.survey.estimation.calibration_errors import (
    CalibrationErrors,
    Parts,
    calibration_errors,
)
from chiso.survey.estimation.profiles import ProfileSums
from chiso.survey.estimation.replicated import ReplicateErrors, Replication, replicate_errors
from chiso.survey.models.rows import Missing
from chiso.survey.psus import Real, Whole
from chiso.survey.replicates.replicate_factors import tell_replicates
from chiso.survey.sql import Condition, Term
from chiso.survey.variance.taylor import taylor_of


@dataclass(frozen=True, slots=True, eq=False)
class Independence:
    """The table and both tests.

    `shares` (R, C) of the values `rows` and `columns`; `counts` (R, C): persons, `n` of them in all;
    `chi_square`: X², not corrected; `effects`: the eigenvalues δ. First order: `first_degrees`, `first_p`.
    Second: `f`, `f_degrees`, `f_p`.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    shares: Real
    counts: Whole
    n: int
    chi_square: float
    effects: Real
    first_degrees: int
    first_p: float
    f: float
    f_degrees: tuple[float, float]
    f_p: float


def check_independence(
    source: Source,
    design: Design,
    row: str,
    column: str,
    *,
    where: Sequence[Condition] = (),
    missing: Missing | None = None,
    chain: Chain | None = None,
    replication: Replication | None = None,
    engine: Engine | None = None,
) -> Independence:
    """Test that two columns of answers are independent. Rows without one of them are left out.

    `chain`: the one that made the weights; the covariance then knows of its calibrations. `replication`:
    replicates to be made for the design; those that it brings are taken without it.
    Raises as `make_cells`, `taylor`, `calibration_errors` and `replicate_errors`; WrongCall: CH-3230 (one
    column twice), CH-3232 (a basis that tells no errors); Refused: CH-3235 (nobody answered both), CH-3236
    (one value, or a pair of values that nobody has), CH-8758 (nobody is left in some replicate).
    """
    _refuse_call(design, row, column)
    left_out = [
        Condition(one, "!=", (missing or {})[one]) for one in (row, column) if (missing or {}).get(one)
    ]
    term = Term("persons")
    kept = (*where, *left_out)
    cells = make_cells(source, design, by=(row, column), terms=(term,), where=kept, engine=engine)
    rows = tuple(dict.fromkeys(one for one, _ in cells.domains))
    columns = tuple(dict.fromkeys(one for _, one in cells.domains))
    _refuse_table(cells, {row: rows, column: columns})
    # Of a full table the domains are its cells, row by row.
    totals = cells.totals()[:, 0]
    shares = totals / totals.sum()
    asked = replication or Replication()
    calibrated = calibration_errors(source, design, chain, asked, engine)
    replicates = replicate_errors(source, design, asked, cells, (term,), kept, engine)
    if replicates is not None:
        covariance, degrees = _by_replicates(replicates, row, shares)
    else:
        covariance, degrees = _linearised(cells, design, shares)
    if calibrated is not None:
        found = calibrated.profiles.sums_by_domain(cells.domains, by=(row, column), terms=(term,), where=kept)
        covariance = _calibrated_covariance(calibrated, cells, found, shares)
    return _tested(cells, rows, columns, shares, covariance, degrees)


def _refuse_call(design: Design, row: str, column: str) -> None:
    problems: list[Problem] = []
    if row == column:
        expected = text("Expected two different columns.")
        problems.append(Problem("CH-3230", Place(field=row), row, expected, text("Name another column.")))
    if not design.has_errors:
        expected = text("Expected a probability sample or a census: other samples tell no errors.")
        mend = text("Report the shares alone.")
        problems.append(Problem("CH-3232", Place(field="basis"), design.basis, expected, mend))
    if problems:
        raise WrongCall(problems)


def _refuse_table(cells: Cells, values: Mapping[str, tuple[str, ...]]) -> None:
    """Raise Refused where the table has one row or column, or a cell without persons."""
    if not cells.domains:
        expected = text("Expected rows with an answer in both columns.")
        mend = text("Look at the conditions and at which columns are often empty.")
        raise Refused([Problem("CH-3235", Place(field=one), "", expected, mend) for one in values])
    mend = text("Merge rare values, or leave them out with a condition.")
    expected = text("Expected at least two values.")
    problems = [
        Problem("CH-3236", Place(field=one), found[0], expected, mend)
        for one, found in values.items()
        if len(found) < 2
    ]
    (row, rows), (column, columns) = values.items()
    if not problems and len(cells.domains) < len(rows) * len(columns):
        known = set(cells.domains)
        empty = [(r, c) for r in rows for c in columns if (r, c) not in known]
        expected = text("Expected persons with each pair of values.")
        for of_row, of_column in empty[:SHOWN_COLUMNS]:
            found = f"{row}={of_row}, {column}={of_column}"
            problems.append(Problem("CH-3236", Place(field=column), quote(found), expected, mend))
    if problems:
        raise Refused(problems)


def _tested(
    cells: Cells,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    shares: Real,
    covariance: Real,
    degrees: float,
) -> Independence:
    shape = (len(rows), len(columns))
    counts = cells.counts()[:, 0].reshape(shape)
    n = int(counts.sum())
    table = shares.reshape(shape)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    chi_square = float(n * ((table - expected) ** 2 / expected).sum())
    delta = _generalised_effects(shares, covariance, shape, n)
    trace, squares = float(np.trace(delta)), float(np.trace(delta @ delta))
    above = trace**2 / squares if squares > 0 else np.nan
    below = above * degrees if degrees > 0 else np.nan
    first = (shape[0] - 1) * (shape[1] - 1)
    corrected = chi_square / trace if trace > 0 else np.nan
    return Independence(
        rows=rows,
        columns=columns,
        shares=table,
        counts=counts,
        n=n,
        chi_square=chi_square,
        effects=_eigenvalues(delta),
        first_degrees=first,
        first_p=float(stats.chi2.sf(corrected * first, first)),
        f=corrected,
        f_degrees=(above, below),
        f_p=float(stats.f.sf(corrected, above, below)),
    )


def _by_replicates(errors: ReplicateErrors, field: str, shares: Real) -> tuple[Real, float]:
    """As `_linearised`, from the shares in every replicate. Raises Refused (CH-8758) where one has none."""
    totals = errors.totals
    found = np.zeros((len(shares), len(shares)))
    empty = np.zeros(len(totals.rscales), bool)
    for block, figures in totals.blocks():
        persons = figures[:, 0].sum(axis=0)
        empty[block] = ~(persons > 0)
        apart = figures[:, 0] / np.where(persons > 0, persons, np.nan) - shares[:, None]
        found += (apart * (totals.scale * totals.rscales[block])) @ apart.T
    if empty.any():
        expected = text("Expected persons with an answer in both columns in every replicate.")
        mend = text("Look at more rows, or take a method in which every unit keeps some weight, such as fay.")
        raise Refused([Problem("CH-8758", Place(field=field), tell_replicates(empty), expected, mend)])
    cells = errors.cells
    whole = np.zeros(len(cells.psu), np.int64)
    return found, float(errors.degrees_of(whole, cells.psu, 1)[0])


def _linearised(cells: Cells, design: Design, shares: Real) -> tuple[Real, float]:
    """(T, T) covariances of the shares of T cells of the table, and PSUs less strata."""
    weighted = np.zeros((len(cells.leaf), len(shares)))
    weighted[np.arange(len(cells.leaf)), cells.domain] = cells.weighted[:, 0]
    # The cells of a leaf stand together.
    leaves, starts = np.unique(cells.leaf, return_index=True)
    weighted = np.add.reduceat(weighted, starts)
    persons = weighted.sum(axis=1, keepdims=True)
    linearised = (weighted - shares * persons) / cells.weighted.sum()
    variance = taylor_of(design, cells.frame, leaves, np.zeros(len(leaves), np.int64), 1)
    return variance.covariances(linearised)[0], float(variance.degrees_of_freedom()[0])


def _calibrated_covariance(
    calibrated: CalibrationErrors, cells: Cells, found: ProfileSums, shares: Real
) -> Real:
    """(T, T) covariances of the shares of the table, with the residuals after calibration."""
    total = cells.weighted.sum()

    def linearised(persons: Real, domain: Whole) -> Real:
        values = -shares * persons
        values[np.arange(len(persons)), domain] += persons[:, 0]
        return np.asarray(values / total)

    parts = Parts(
        cells.leaf,
        np.zeros(len(cells.leaf), np.int64),
        linearised(cells.weighted, cells.domain),
        found.profile,
        np.zeros(len(found.profile), np.int64),
        linearised(found.sums, found.domain),
        1,
    )
    return np.asarray(calibrated.covariances(parts)[0])


def _generalised_effects(shares: Real, covariance: Real, shape: tuple[int, int], n: int) -> Real:
    """Δ, of (R − 1)(C − 1) interaction contrasts."""
    contrasts = np.kron(_centred(shape[0]), _centred(shape[1]))
    scaled = contrasts / shares[:, None]
    return np.asarray(np.linalg.solve(contrasts.T @ scaled / n, scaled.T @ covariance @ scaled))


def _eigenvalues(delta: Real) -> Real:
    """Those of Δ, the largest first; NaN where the design tells no covariance."""
    if np.isnan(delta).any():
        return np.full(len(delta), np.nan)
    return np.asarray(np.sort(np.linalg.eigvals(delta).real)[::-1])


def _centred(count: int) -> Real:
    """(count, count − 1) contrasts of each value but the first, orthogonal to the constant."""
    return np.eye(count)[:, 1:] - 1 / count
