"""Errors of an index by linearisation, for one level of its domains.

    z_i(d, c) = Σ_q (satisfied_iq − R asked_iq) / Σ_q Σ_j w_j asked_jq      in a row of the domain

The variance of R is that of the total of w z over strata and units, so that the covariances of the questions
of an item are in it (Woodruff 1971). Where the weights were calibrated and the chain is given, it is that of
the residuals of z (`estimation.calibration_errors`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chiso.survey.cells import Cells
from chiso.survey.declared_chain import Chain
from chiso.survey.design import Design
from chiso.survey.engine import Engine, Source
from chiso.survey.estimation.calibration_errors import CalibrationErrors, Parts, calibration_errors
from chiso.survey.estimation.design_effect import design_effects
from chiso.survey.estimation.profiles import ProfileSums
from chiso.survey.estimation.replicated import Replication
from chiso.survey.index_domains import Level
from chiso.survey.psus import Real
from chiso.survey.sql import Condition, Term
from chiso.survey.variance.taylor import taylor_of

# Columns of linearised values that are held at once; more gives no more speed.
_BLOCK = 16


@dataclass(frozen=True, slots=True, eq=False)
class CalibratedSums:
    """The calibrations of the weights, and the answers by profile."""

    errors: CalibrationErrors
    of_profiles: ProfileSums


def calibrated_sums(
    source: Source,
    design: Design,
    chain: Chain | None,
    replication: Replication,
    cells: Cells,
    terms: Sequence[Term],
    where: Sequence[Condition],
    engine: Engine | None,
) -> CalibratedSums | None:
    """None without a chain, and where the design has no basis for errors. Raises as `calibration_errors`."""
    errors = calibration_errors(source, design, chain, replication, engine)
    if errors is None:
        return None
    found = errors.profiles.sums_by_domain(cells.domains, by=cells.by, terms=terms, where=where)
    return CalibratedSums(errors, found)


def linearised_errors(
    cells: Cells,
    design: Design,
    level: Level,
    membership: Real,
    chosen: Real,
    asked: Real,
    calibrated: CalibratedSums | None,
) -> tuple[Real, Real, Real]:
    """Variances (D, C), degrees of freedom (D,), and where all was asked (D,)."""
    errors = taylor_of(design, cells.frame, cells.leaf, level.domain, len(level.units))
    variance = np.empty(chosen.shape)
    for start in range(0, membership.shape[1], _BLOCK):
        block = slice(start, start + _BLOCK)
        part = membership[:, block]
        if calibrated is not None:
            parts = _parts(calibrated, cells, level, part, chosen[:, block], asked[:, block])
            variance[:, block] = calibrated.errors.variances(parts)
            continue
        linearised = _linearise(cells.weighted, level.domain, part, chosen[:, block], asked[:, block])
        variance[:, block] = errors.variances(linearised, _present(cells, design, part))
    return variance, errors.degrees_of_freedom(), errors.is_certain().astype(np.float64)


def linearised_covariances(
    cells: Cells,
    design: Design,
    level: Level,
    membership: Real,
    chosen: Real,
    asked: Real,
    calibrated: CalibratedSums | None,
) -> Real:
    """(D, C, C) covariances of the items in each domain."""
    if calibrated is not None:
        return calibrated.errors.covariances(_parts(calibrated, cells, level, membership, chosen, asked))
    errors = taylor_of(design, cells.frame, cells.leaf, level.domain, len(level.units))
    return errors.covariances(_linearise(cells.weighted, level.domain, membership, chosen, asked))


def design_effects_of_questions(
    variance: Real, chosen: Real, asked: Real, people: Real, membership: Real
) -> Real:
    """Effects of single questions. Σ w (s − R a)² = Y (1 − R)² + (X − Y) R² where s, a are 0 or 1."""
    single = membership.sum(axis=0) == 1
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = chosen / asked
        squares = (chosen * (1 - ratio) ** 2 + (asked - chosen) * ratio**2) / asked**2
    effects = design_effects(variance, squares, asked, people.astype(np.int64))
    return np.where(single, effects, np.nan)


def _parts(
    calibrated: CalibratedSums, cells: Cells, level: Level, membership: Real, chosen: Real, asked: Real
) -> Parts:
    found = calibrated.of_profiles
    domain = level.of_finest[found.domain]
    return Parts(
        cells.leaf,
        level.domain,
        _linearise(cells.weighted, level.domain, membership, chosen, asked),
        found.profile,
        domain,
        _linearise(found.sums, domain, membership, chosen, asked),
        len(level.units),
    )


def _linearise(
    weighted: Real, domain: NDArray[np.int64], membership: Real, chosen: Real, asked: Real
) -> Real:
    """(R, C) the weighted linearised variable of each cell, from the weighted sums (R, 2 Q) of its terms."""
    width = len(membership)
    with np.errstate(invalid="ignore", divide="ignore"):
        inverse = np.where(asked > 0, 1 / asked, 0.0)
        ratio = np.where(asked > 0, chosen / asked, 0.0)
    linearised: Real = weighted[:, :width] @ membership
    linearised -= ratio[domain] * (weighted[:, width:] @ membership)
    linearised *= inverse[domain]
    return linearised


def _present(cells: Cells, design: Design, membership: Real) -> NDArray[np.bool_] | None:
    """(R, C) where a cell has answers that count; asked for only where lonely units are put beside others."""
    if design.lonely not in ("adjust", "average"):
        return None
    return (cells.n[:, len(membership) :].astype(np.float64) @ membership) > 0
