"""Totals and ratios with errors from replicates, made for the design or brought by the data.

    θ_r = A_r / B_r  in every replicate r,   V = scale × Σ_r rscales_r (θ_r − θ)(θ_r − θ)ᵀ

over all domains and codes at once, so that draws (`joint_draws`) are joint. Where weights
were made by a chain in each replicate (`chiso survey weights`), what the chain does to the error is in it.

Degrees of freedom of a domain: those of the replicates, or PSUs less strata in which the domain has rows,
whichever are fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.cells import Cells
from chiso.survey.design import Design
from chiso.survey.engine import Engine, Source
from chiso.survey.estimation.brought import brought_totals, brought_values
from chiso.survey.estimation.linear import Linear, TermList, told_variances
from chiso.survey.estimation.quantiles import AtOrBelow, ShareErrors, at_or_below
from chiso.survey.estimation.statistics import Quantiles
from chiso.survey.psus import Real, SampleFrame, Whole
from chiso.survey.replicates.methods import factors
from chiso.survey.replicates.replicate_factors import Factors, Method
from chiso.survey.replicates.totals import ReplicateTotals, replicate_totals
from chiso.survey.replicates.totals import Statistic as FromTotals
from chiso.survey.replicates.variance import Replicated
from chiso.survey.sql import Condition, Term


@dataclass(frozen=True, slots=True)
class Replication:
    """How replicates are made. `method` None: those that the design names, else none (linearisation)."""

    method: Method | None = None
    count: int | None = None
    seed: int = 1
    rho: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class ReplicateErrors:
    """Errors of statistics of the cells, from the totals of their terms in every replicate."""

    totals: ReplicateTotals
    cells: Cells

    def replicated(self, linear: Linear, listed: TermList) -> Replicated:
        """All statistics in all domains, domain by domain: (D × S,) with their replicates."""
        found = self.totals.statistics(statistic_of_totals(linear, listed))
        # The estimate is the one that is told: from the cells, whatever rounding the replicates have.
        return Replicated(
            linear.estimates.ravel(), found.replicates, found.scale, found.rscales, found.degrees_of_freedom
        )

    def variances(self, linear: Linear, listed: TermList) -> Real:
        """(D, S) variances; NaN where nobody answered, in some replicate nobody did, or nothing varies."""
        summed = self.totals.variances(statistic_of_totals(linear, listed), linear.estimates.ravel())
        found: Real = summed.reshape(linear.estimates.shape)
        degrees = self.degrees_of_freedom()
        return told_variances(linear, found, degrees, np.zeros(len(degrees), bool))

    def contrasts(self, linear: Linear, listed: TermList, first: Whole, second: Whole) -> Real:
        """(M, S) variances of the first less the second domain (M,) of pairs."""
        statistic, count = statistic_of_totals(linear, listed), len(linear.statistics)

        def differences(figures: Real) -> Real:
            found = statistic(figures).reshape(-1, count, figures.shape[2])
            return np.asarray((found[first] - found[second]).reshape(-1, figures.shape[2]))

        estimates = linear.estimates[first] - linear.estimates[second]
        return self.totals.variances(differences, estimates.ravel()).reshape(estimates.shape)

    def degrees_of_freedom(self) -> Real:
        """(D,)."""
        return self.degrees_of(self.cells.domain, self.cells.psu, len(self.cells.domains))

    def degrees_of(self, domain_of_part: Whole, psu: Whole, count: int) -> Real:
        """(D,) of `count` domains that have parts (R,) in these PSUs (R,)."""
        return degrees_of_domains(
            self.cells.frame, self.totals.degrees_of_freedom, domain_of_part, psu, count
        )


def degrees_of_domains(
    frame: SampleFrame, of_replicates: float, domain_of_part: Whole, psu: Whole, count: int
) -> Real:
    """(D,) degrees of freedom of `count` domains that have parts (R,) in these PSUs (R,) of the frame."""
    psus, strata = len(frame.stratum_of_psu), len(frame.psu_counts)
    pairs = np.unique(domain_of_part * psus + psu)
    domain, stratum = pairs // psus, frame.stratum_of_psu[pairs % psus]
    strata_of_domain = np.unique(domain * strata + stratum) // strata
    own = np.bincount(domain, minlength=count) - np.bincount(strata_of_domain, minlength=count)
    return np.asarray(np.minimum(float(of_replicates), own), dtype=np.float64)


def statistic_of_totals(linear: Linear, listed: TermList) -> FromTotals:
    """From totals (D, K, R) to all statistics in all domains (D × S, R)."""
    above = listed.positions([one.numerator for one in linear.statistics])
    below = listed.positions([one.denominator for one in linear.statistics])
    has_divisor = np.array([position >= 0 for position in below], bool)

    def statistic(figures: Real) -> Real:
        divisors = np.where(has_divisor[:, None], figures[:, below], 1.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = figures[:, above] / divisors
        return np.asarray(found.reshape(-1, figures.shape[2]))

    return statistic


def replicate_errors(
    source: Source,
    design: Design,
    replication: Replication,
    cells: Cells,
    terms: Sequence[Term],
    where: Sequence[Condition],
    engine: Engine | None,
    needed: Sequence[int] | None = None,
) -> ReplicateErrors | None:
    """Errors by replicates where they are asked for or the design brings some; else None.

    `needed`: which of the terms are asked for in replicates; else all.

    Raises BadInput (CH-3161 to CH-3163), WrongCall (CH-3162: replicates asked for beside given ones).
    """
    if not has_replicates(design, replication):
        return None
    if replication.method is None:
        brought = brought_totals(source, design, cells, terms, where, engine, needed)
        return ReplicateErrors(brought, cells)
    return ReplicateErrors(replicate_totals(cells, made_factors(cells.frame, design, replication)), cells)


def has_replicates(design: Design, replication: Replication) -> bool:
    """Whether errors come from replicates: they are asked for, or the design brings some."""
    return design.has_errors and (design.replicates is not None or replication.method is not None)


def made_factors(frame: SampleFrame, design: Design, replication: Replication) -> Factors:
    """The factors of the method that is asked for.

    Raises WrongCall (CH-3162) where the design brings replicates already, and as `factors`.
    """
    assert replication.method is not None
    if design.replicates is not None:
        expected = text("Expected no method: the design brings replicate weights, and they are taken.")
        mend = text("Leave the option out, or take the replicates out of the design.")
        raise WrongCall([Problem("CH-3162", Place(field="replicates"), replication.method, expected, mend)])
    return factors(
        frame, replication.method, replication.seed, count=replication.count, rho=replication.rho,
        lonely=design.lonely,
    )  # fmt: skip


def share_errors(
    source: Source,
    design: Design,
    replication: Replication,
    asked: Quantiles,
    *,
    by: Sequence[str],
    where: Sequence[Condition],
    engine: Engine | None,
) -> ShareErrors | None:
    """Errors of the shares at or below quantiles, by replicates; None where there are none.

        F_r = Σ w_r 1{y ≤ q} / Σ w_r,   q that of the sample: its interval is carried back (Woodruff 1952)

    Raises as `replicate_errors`.
    """
    if not has_replicates(design, replication):
        return None

    def errors_of(cells: Cells, told: AtOrBelow) -> tuple[Real, Real]:
        if replication.method is not None:
            made = made_factors(cells.frame, design, replication)
            totals = replicate_totals(replace(cells, weighted=_with_all(cells, told)), made)
        else:
            brought = brought_values(
                source, design, asked.column, cells, where=where, without=asked.numbers_without, engine=engine
            )
            totals = brought.totals_below(cells, told)

        def shares(figures: Real) -> Real:
            with np.errstate(divide="ignore", invalid="ignore"):
                found = figures[:, :-1] / figures[:, -1:]
            return np.asarray(found.reshape(-1, figures.shape[2]))

        summed = totals.variances(shares, told.shares.ravel())
        return summed.reshape(told.shares.shape), ReplicateErrors(totals, cells).degrees_of_freedom()

    return errors_of


def _with_all(cells: Cells, told: AtOrBelow) -> Real:
    """(R, shares + 1) the weight of those at or below each quantile, and of all."""
    assert cells.values is not None
    weight = cells.weighted[:, :1]
    return np.hstack([weight * at_or_below(cells.values, cells.domain, told.quantiles), weight])
