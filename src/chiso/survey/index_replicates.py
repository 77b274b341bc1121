"""Errors of an index by replicates, and joint draws of all of it.

    R_r(d, c) = Σ_q chosen_r / Σ_q asked_r  in every replicate r,   V = scale × Σ_r rscales_r (R_r − R)²

The totals of all questions in all domains are taken from `estimation.replicated`, so that the data are read
once; larger domains and factors are sums of them. Draws are joint over domains and items; a figure that is
suppressed has none, since draws lie around the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.estimates import Estimate
from chiso.survey.estimation.replicated import ReplicateErrors
from chiso.survey.psus import Real, Whole
from chiso.survey.replicates import Draws, Replicated, draw_estimates

_BLOCK = 100


@dataclass(frozen=True, slots=True, eq=False)
class LevelErrors:
    """Of one level of domains: `variance` (D, C), `df` (D,), `replicates` (D, C, R)."""

    variance: Real
    df: Real
    replicates: Real


def level_errors(
    errors: ReplicateErrors, domain_of_part: Whole, membership: Real, ratio: Real
) -> LevelErrors:
    """Errors of a level: `domain_of_part` (parts,) the domain of each domain of the cells; `ratio` (D, C)."""
    count, width = len(ratio), len(membership)
    totals = errors.totals
    size = totals.replicates.shape[2]
    gather = np.zeros((count, len(domain_of_part)))
    gather[domain_of_part, np.arange(len(domain_of_part))] = 1.0
    replicates = np.empty((*ratio.shape, size))
    for start in range(0, size, _BLOCK):
        block = slice(start, start + _BLOCK)
        sums = np.einsum("dp,pqr->dqr", gather, totals.replicates[:, : 2 * width, block], optimize=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            replicates[:, :, block] = np.einsum(
                "qc,dqr->dcr", membership, sums[:, :width], optimize=True
            ) / np.einsum("qc,dqr->dcr", membership, sums[:, width:], optimize=True)
    deviations = (replicates - ratio[:, :, None]) * np.sqrt(totals.scale * totals.rscales)
    return LevelErrors(
        np.einsum("dcr,dcr->dc", deviations, deviations),
        _degrees_of_freedom(errors, domain_of_part, count),
        replicates,
    )


def _degrees_of_freedom(errors: ReplicateErrors, domain_of_part: Whole, count: int) -> Real:
    cells = errors.cells
    here = replace(
        cells, domain=domain_of_part[cells.domain], domains=tuple((str(one),) for one in range(count))
    )
    return replace(errors, cells=here).degrees_of_freedom()


def whole_index(errors: ReplicateErrors, ratio: Real, levels: Sequence[LevelErrors]) -> Replicated:
    """All figures of all levels with their replicates, domain by domain: (D × C,)."""
    replicates = np.concatenate([level.replicates for level in levels])
    totals = errors.totals
    return Replicated(
        ratio.ravel(), replicates.reshape(ratio.size, -1), totals.scale, totals.rscales,
        totals.degrees_of_freedom,
    )  # fmt: skip


def draws_of_index(
    replicated: Replicated | None, estimates: Sequence[Estimate], *, count: int, seed: int
) -> Draws:
    """Joint draws of the figures that are told (shown or unreliable).

    Raises WrongCall (CH-3162) where the errors do not come from replicates.
    """
    if replicated is None:
        expected = text("Expected replicates: draws are made of them.")
        mend = text("Choose a method with --replicates, or make replicates with `chiso survey weights`.")
        raise WrongCall([Problem("CH-3162", Place(field="draws"), str(count), expected, mend)])
    told: NDArray[np.bool_] = np.array([row.flag != "suppressed" for row in estimates])
    shown = Replicated(
        replicated.estimates[told], replicated.replicates[told], replicated.scale, replicated.rscales,
        replicated.degrees_of_freedom,
    )  # fmt: skip
    rows = [row for row, is_told in zip(estimates, told, strict=True) if is_told]
    units, codes = tuple(row.unit for row in rows), tuple(row.code for row in rows)
    return draw_estimates(shown, units, codes, count=count, seed=seed)
