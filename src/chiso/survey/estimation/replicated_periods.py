"""Two periods in replicates: how their estimates vary together.

    C = scale × Σ_r rscales_r (θ_1r − θ_1)(θ_2r − θ_2)

Where the r-th replicate of both comes from one draw, as panels publish their weights, that is the covariance.
Replicates that are made for each period by itself say nothing of it: there C comes from replicates of the
*common* PSUs alone, made by the same method, which multiply the totals of a common PSU in both periods:

    1 + a_h (f − 1) in the later, 1 + b_h (f − 1) in the earlier period,   f the factor of the method,

and 1 in all other PSUs. In a stratum of which both drew the same PSUs a = b = 1; where that is so in all
strata, f are the factors of each period itself, and the variance of the difference is that over replicates
of one sample. In others f are those of a draw with replacement and a_h b_h = φ_h (see `common_units`):
b = √|φ|, a = ±√|φ|. Half samples leave out what share of the population was drawn, here as in variances:
for them φ = 1.

A stratum with one common PSU tells none, but where it is lonely in both periods and both designs say the same
of such strata: under `adjust` `jkn` has a replicate that leaves the PSU out of the whole sample, and its
product over both periods is added; under `average` C is raised as V_1 and V_2 are, 1 + L/√(J_1 J_2), L the
strata with one and the same PSU, J_t the replicates of period t. (Other methods take no such policy.)

With the jackknife, and on average with every bootstrap, C of a total is that of the linearised estimator.
Later stages are taken to be drawn anew within a common PSU: given the PSU, the product of its two estimated
totals is on average that of the true ones, so that periods vary together through the first stage alone. So
it is with Preston's bootstrap too: of its factors the part of the first stage is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from chiso.language import Text, text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.design import Lonely
from chiso.survey.estimation.common_units import CommonUnits
from chiso.survey.estimation.linear import Linear, TermList
from chiso.survey.estimation.replicated import ReplicateErrors, Replication, statistic_of_totals
from chiso.survey.psus import Real, Whole
from chiso.survey.replicates.given import ReplicateWeights
from chiso.survey.replicates.jackknife import leave_out_of_all
from chiso.survey.replicates.methods import factors
from chiso.survey.replicates.replicate_factors import Factors, Method, name_of_stratum
from chiso.survey.replicates.totals import ReplicateTotals, totals_of_cells

# They take no notice of how much of the population was drawn.
_HALVES = ("brr", "fay")


@dataclass(frozen=True, slots=True, eq=False)
class PeriodInReplicates:
    """The statistics of one period and their terms in every replicate."""

    errors: ReplicateErrors
    linear: Linear
    listed: TermList

    def variances(self) -> Real:
        """(D, S) of the estimates; NaN where none can be told."""
        return self.errors.variances(self.linear, self.listed)

    def in_replicates_of(self, place: Whole, values: Real, made: Factors) -> PeriodInReplicates:
        """The same in replicates of common PSUs: `values` (P, R) their factors, `place` (PSUs,) of each PSU

        its row in them, −1: it keeps the factor 1.
        """
        cells, common = self.errors.cells, len(values)
        rows = np.where(place < 0, common, place)[cells.psu]
        weights = ReplicateWeights(
            np.ones(common + 1),
            np.vstack([values, np.ones(made.count)]),
            made.scale,
            made.rscales,
            made.degrees_of_freedom,
        )
        totals = totals_of_cells(cells.domain, len(cells.domains), rows, cells.weighted, weights)
        return replace(self, errors=ReplicateErrors(totals, cells))

    def deviations(self, totals: Real, at: Whole) -> Real:
        """(M, S, R) estimates from totals (D, K, R) less those of the sample, of the domains `at` (M,)."""
        found = statistic_of_totals(self.linear, self.listed)(totals)
        return np.asarray(
            found.reshape(*self.linear.estimates.shape, -1)[at] - self.linear.estimates[at][:, :, None]
        )


def covariances_of_replicates(
    later: PeriodInReplicates, earlier: PeriodInReplicates, at_later: Whole, at_earlier: Whole
) -> Real:
    """(M, S) covariances over replicates whose r-th comes from one draw for both, domain by domain."""
    scales: ReplicateTotals = later.errors.totals
    found = np.zeros((len(at_later), later.linear.estimates.shape[1]))
    both = zip(scales.blocks(), earlier.errors.totals.blocks(), strict=True)
    for (block, of_later), (_, of_earlier) in both:
        products = later.deviations(of_later, at_later) * earlier.deviations(of_earlier, at_earlier)
        found += products @ (scales.scale * scales.rscales[block])
    return found


def covariances_of_common_units(
    later: PeriodInReplicates,
    earlier: PeriodInReplicates,
    at_later: Whole,
    at_earlier: Whole,
    common: CommonUnits,
    replication: Replication,
    lonely: Lonely,
) -> Real:
    """(M, S) covariances over replicates of the common PSUs, made by the method of both periods.

    `lonely`: what the designs of both periods say of lonely PSUs. Raises WrongCall (CH-8753) where the method
    cannot tell them.
    """
    method = replication.method
    assert method is not None
    found = np.zeros((len(at_later), later.linear.estimates.shape[1]))
    if (common.frame.psu_counts > 1).any():
        _refuse_parts(common, method)
        found = _through_strata(later, earlier, at_later, at_earlier, common, replication, method)
    if method != "jkn" or not common.is_lonely.any():
        return found
    if lonely == "adjust":
        return found + _of_adjusted(later, earlier, at_later, at_earlier, common)
    if lonely == "average":
        return found * _raised(later, earlier, common)
    return found


def _through_strata(
    later: PeriodInReplicates,
    earlier: PeriodInReplicates,
    at_later: Whole,
    at_earlier: Whole,
    common: CommonUnits,
    replication: Replication,
    method: Method,
) -> Real:
    """(M, S) what strata with several common PSUs tell."""
    frame = common.with_populations_of_whole
    made = factors(
        frame, method, replication.seed, count=replication.count, rho=replication.rho, lonely="remove"
    )
    multipliers = np.ones_like(common.multipliers) if method in _HALVES else common.multipliers
    of_earlier = np.where(common.is_whole, 1.0, np.sqrt(np.abs(multipliers)))
    of_later = np.where(common.is_whole, 1.0, np.sign(multipliers) * of_earlier)
    deviations = made.values - 1
    moved = [
        one.in_replicates_of(place, 1 + stretch[frame.stratum_of_psu, None] * deviations, made)
        for one, place, stretch in (
            (later, common.of_later, of_later),
            (earlier, common.of_earlier, of_earlier),
        )
    ]
    return covariances_of_replicates(moved[0], moved[1], at_later, at_earlier)


def _of_adjusted(
    later: PeriodInReplicates,
    earlier: PeriodInReplicates,
    at_later: Whole,
    at_earlier: Whole,
    common: CommonUnits,
) -> Real:
    """(M, S) over the replicates of both periods that leave out a PSU that is lonely in both."""
    frames = later.errors.cells.frame, earlier.errors.cells.frame
    strata = [len(frame.psu_counts) for frame in frames]
    if min(strata) < 2:
        return np.zeros((len(at_later), later.linear.estimates.shape[1]))
    rscale = np.sqrt(np.prod([(count - 1) / count for count in strata]))
    moved = []
    for one, frame, place in zip((later, earlier), frames, (common.of_later, common.of_earlier), strict=True):
        psus = np.flatnonzero((place >= 0) & common.is_lonely[common.frame.stratum_of_psu[place]])
        psus = psus[np.argsort(place[psus])]
        values = leave_out_of_all(frame, psus)
        made = Factors("jkn", values, 1.0, np.full(len(psus), rscale), 0)
        moved.append(one.in_replicates_of(np.arange(len(place)), values, made))
    return covariances_of_replicates(moved[0], moved[1], at_later, at_earlier)


def _raised(later: PeriodInReplicates, earlier: PeriodInReplicates, common: CommonUnits) -> float:
    """1 + L/√(J_1 J_2): as JKn scales up what strata with several PSUs give."""
    same = int((common.is_whole & (common.frame.psu_counts == 1)).sum())
    counts = [one.errors.cells.frame.psu_counts for one in (later, earlier)]
    replicates = [int(one[one > 1].sum()) for one in counts]
    return float(1 + same / np.sqrt(replicates[0] * replicates[1]))


def _refuse_parts(common: CommonUnits, method: str) -> None:
    """Raise WrongCall (CH-8753) for strata whose common PSUs the method cannot take by themselves."""
    counts = common.frame.psu_counts
    if method in _HALVES:
        strange = (counts > 1) & (counts % 2 == 1)
        expected = text("Expected an even number of common PSUs in every stratum for half samples.")
    elif method == "successive_difference":
        strange = (counts > 1) & ~common.is_whole
        expected = text(
            "Expected all PSUs of a stratum to be common, or one at most: those between which others were "
            "drawn are no neighbours."
        )
    else:
        return
    _refuse_strata(common, np.flatnonzero(strange).tolist(), expected)


def _refuse_strata(common: CommonUnits, strata: Sequence[int], expected: Text) -> None:
    mend = text("Choose jkn or a bootstrap, or leave the replicates out.")
    problems = [
        Problem(
            "CH-8753",
            Place(field="replicates"),
            text(
                "stratum “{stratum}”: common PSUs {count}",
                stratum=name_of_stratum(common.frame, one),
                count=int(common.frame.psu_counts[one]),
            ),
            expected,
            mend,
        )
        for one in strata
    ]
    if problems:
        raise WrongCall(problems)
