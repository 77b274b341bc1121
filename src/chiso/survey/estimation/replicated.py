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
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.cells import CLOSED_WEIGHT, Cells, make_cells, make_value_cells
from chiso.survey.design import MILLIONTHS, Design, Stage
from chiso.survey.engine import Engine, Source
from chiso.survey.estimation.linear import Linear, TermList, told_variances
from chiso.survey.estimation.quantiles import AtOrBelow, ShareErrors, at_or_below
from chiso.survey.estimation.statistics import Quantiles
from chiso.survey.psus import Real, SampleFrame, Whole
from chiso.survey.replicates.given import ReplicateWeights, given_replicates
from chiso.survey.replicates.methods import factors
from chiso.survey.replicates.replicate_factors import Factors, Method
from chiso.survey.replicates.totals import ReplicateTotals, replicate_totals, totals_of_cells
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
) -> ReplicateErrors | None:
    """Errors by replicates where they are asked for or the design brings some; else None.

    Raises BadInput (CH-3161 to CH-3163), WrongCall (CH-3162: replicates asked for beside given ones).
    """
    if not has_replicates(design, replication):
        return None
    if replication.method is None:
        return ReplicateErrors(_given(source, design, cells, terms, where, engine), cells)
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
            parts = _with_all(cells, cells.domain, told)
            made = made_factors(cells.frame, design, replication)
            totals = replicate_totals(replace(cells, weighted=parts), made)
        else:
            rows = make_value_cells(
                source, design_by_row(design), asked.column, by=by, where=where,
                without=asked.numbers_without, engine=engine,
            )  # fmt: skip
            domain, kept = domains_of_rows(rows, cells)
            # A row has the weight 1 here, so that its parts are 1 or 0.
            parts = _with_all(rows, np.maximum(domain, 0), told)
            totals = totals_of_cells(
                domain[kept], len(cells.domains), rows.leaf[kept], parts[kept], given_weights(source, design)
            )

        def shares(figures: Real) -> Real:
            with np.errstate(divide="ignore", invalid="ignore"):
                found = figures[:, :-1] / figures[:, -1:]
            return np.asarray(found.reshape(-1, figures.shape[2]))

        summed = totals.variances(shares, told.shares.ravel())
        return summed.reshape(told.shares.shape), ReplicateErrors(totals, cells).degrees_of_freedom()

    return errors_of


def _with_all(cells: Cells, domain: Whole, told: AtOrBelow) -> Real:
    """(R, shares + 1) the weight of those at or below each quantile, and of all."""
    weight = cells.weighted[:, :1]
    return np.hstack([weight * at_or_below(cells, domain, told.quantiles), weight])


def _given(
    source: Source,
    design: Design,
    cells: Cells,
    terms: Sequence[Term],
    where: Sequence[Condition],
    engine: Engine | None,
) -> ReplicateTotals:
    """Totals with the replicate weights of the data: every row is a cell of its own, without its weight."""
    rows = make_cells(source, design_by_row(design), by=cells.by, terms=terms, where=where, engine=engine)
    domain, kept = domains_of_rows(rows, cells)
    return totals_of_cells(
        domain[kept], len(cells.domains), rows.leaf[kept], rows.weighted[kept],
        given_weights(source, design),
    )  # fmt: skip


def design_by_row(design: Design) -> Design:
    """The design that has each row as a cell of its own, without its weight."""
    return design.model_copy(
        update={"weight": "", "stages": (Stage(),), "replicates": None, "approximation": "", "closed": None}
    )


def domains_of_rows(rows: Cells, cells: Cells) -> tuple[Whole, npt.NDArray[np.bool_]]:
    """(R,) the domain of each row among those of the cells, and whether there is one.

    A domain in which every weight is 0 is one of the rows alone.
    """
    place = {domain: number for number, domain in enumerate(cells.domains)}
    domain = np.array([place.get(one, -1) for one in rows.domains], np.int64)[rows.domain]
    return domain, domain >= 0


def given_weights(source: Source, design: Design) -> ReplicateWeights:
    """The weights and replicate weights of every row."""
    declared = design.replicates
    assert declared is not None
    return given_replicates(columns_present(source, declared.columns), design, weight_of_rows(source, design))


def weight_of_rows(source: Source, design: Design) -> Real:
    """(rows,) the weight of every row, in units of weight 1."""
    weight = CLOSED_WEIGHT if design.closed else design.weight
    if not weight:
        rows = pq.read_metadata(source).num_rows if isinstance(source, Path) else source.num_rows
        return np.ones(rows)
    column = columns_present(source, [weight]).column(weight)
    return np.asarray(column.cast(pa.float64()).to_numpy() / (MILLIONTHS if design.closed else 1))


def columns_present(source: Source, names: Sequence[str]) -> pa.Table:
    """Those of the columns that are there; what is missing is told by who looks for it."""
    if isinstance(source, Path):
        present = set(pq.read_schema(source).names)
        return pq.read_table(source, columns=[name for name in names if name in present])
    return source.select([name for name in names if name in source.column_names])
