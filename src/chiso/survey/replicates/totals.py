"""Totals of domains in every replicate: one product of a sparse matrix with the factors, in blocks.

    T[d, k, r] = Σ_u y[u, d, k] f[u, r]

y are the weighted totals of the cells (unit, domain), so the data are read once, however many replicates
there are. Weights that were calibrated anew in each replicate (`chiso.survey.weights`) belong to rows;
`totals_of_rows` adds these up. Those that came with the data are summed by the engine
(`estimation.brought`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import sparse

from chiso.survey.replicates.given import ReplicateWeights
from chiso.survey.replicates.replicate_factors import Factors, FloatArray, IntArray, blocks_of
from chiso.survey.replicates.variance import Replicated

if TYPE_CHECKING:
    from chiso.survey.cells import Cells

# From totals (domains, terms, replicates) to statistics (S, replicates).
Statistic: TypeAlias = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class ReplicateTotals:
    """estimates (domains, terms), rscales (R,); totals of replicates are made when they are asked for.

    `made`: from some of the replicates to their totals (domains, terms, B).
    """

    estimates: FloatArray
    made: Callable[[slice], FloatArray]
    scale: float
    rscales: FloatArray
    degrees_of_freedom: float

    def blocks(self) -> Iterator[tuple[slice, FloatArray]]:
        """Totals (domains, terms, replicates of the block), a hundred replicates at a time."""
        for block in blocks_of(len(self.rscales)):
            yield block, self.made(block)

    @cached_property
    def replicates(self) -> FloatArray:
        """Totals in all replicates at once: (domains, terms, R); kept once they are made."""
        found = np.empty((*self.estimates.shape, len(self.rscales)))
        for block, totals in self.blocks():
            found[:, :, block] = totals
        return found

    def variances(self, statistic: Statistic, estimates: FloatArray) -> FloatArray:
        """The variance of each statistic (S,) around its estimate (S,), without keeping the replicates."""
        found = np.zeros(len(estimates))
        for block, totals in self.blocks():
            found += (statistic(totals) - estimates[:, None]) ** 2 @ (self.scale * self.rscales[block])
        return found

    def statistics(self, statistic: Statistic) -> Replicated:
        """What `statistic` makes of the totals, in the sample and in each replicate."""
        return Replicated(
            statistic(self.estimates[:, :, None])[:, 0],
            statistic(self.replicates),
            self.scale,
            self.rscales,
            self.degrees_of_freedom,
        )


def replicate_totals(cells: Cells, factors: Factors) -> ReplicateTotals:
    """The totals of all terms in all domains, in the sample and in each replicate."""
    values = factors.by_leaf(cells.frame)
    matrix = _matrix(
        np.asarray(cells.domain), len(cells.domains), np.asarray(cells.leaf), np.asarray(cells.weighted),
        values.shape[0],
    )  # fmt: skip
    sums = np.asarray(matrix.sum(axis=1), dtype=np.float64)
    shape = len(cells.domains), cells.weighted.shape[1]
    return ReplicateTotals(
        sums.reshape(shape),
        _products(matrix, values, shape),
        factors.scale,
        factors.rscales,
        factors.degrees_of_freedom,
    )


def totals_of_rows(
    domain: IntArray, domains: int, terms: FloatArray, weights: ReplicateWeights
) -> ReplicateTotals:
    """Totals from rows that have replicate weights of their own.

    domain (rows,) is −1 where a row belongs to none; terms (rows, K) has 0 where an answer is missing.
    """
    rows = np.flatnonzero(domain >= 0)
    return totals_of_cells(domain[rows], domains, rows, terms[rows], weights)


def totals_of_cells(
    domain: IntArray, domains: int, row: IntArray, terms: FloatArray, weights: ReplicateWeights
) -> ReplicateTotals:
    """The same from cells (domain, row) of unweighted terms; row (cells,) is that of the weights."""
    matrix = _matrix(domain, domains, row, terms, len(weights.weights))
    shape = domains, terms.shape[1]
    return ReplicateTotals(
        (matrix @ weights.weights).reshape(shape),
        _products(matrix, weights.replicates, shape),
        weights.scale,
        weights.rscales,
        weights.degrees_of_freedom,
    )


def ratio_of(numerator: int, denominator: int) -> Statistic:
    """The ratio of two terms in every domain; a mean is the ratio of a sum to the sum of weights.

    NaN where the denominator is 0.
    """

    def ratio(totals: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(totals[:, numerator] / totals[:, denominator])

    return ratio


def total_of(term: int) -> Statistic:
    """The total of a term in every domain."""
    return lambda totals: totals[:, term]


def _products(
    matrix: sparse.csr_array, values: FloatArray, shape: tuple[int, int]
) -> Callable[[slice], FloatArray]:
    """Totals from a matrix (domains × terms, units) of what each unit adds, and its factors (units, R)."""

    def totals(block: slice) -> FloatArray:
        found = matrix @ np.ascontiguousarray(values[:, block])
        return np.asarray(found.reshape(*shape, found.shape[1]))

    return totals


def _matrix(
    domain: IntArray, domains: int, units: IntArray, terms: FloatArray, columns: int
) -> sparse.csr_array:
    """(domains × terms, units): the weighted totals where they stand."""
    count = terms.shape[1]
    place = (domain[:, None] * count + np.arange(count)).ravel()
    built = sparse.coo_array(
        (terms.ravel(), (place, np.repeat(units, count))), shape=(domains * count, columns)
    )
    return built.tocsr()
