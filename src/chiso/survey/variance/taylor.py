"""Variances by Taylor linearisation: of totals, and of what is a smooth function of totals.

A statistic θ = f(T_1, …, T_K) of totals has, to first order, the variance of the total of its linearised
variable z = Σ_k ∂f/∂T_k · (weighted value k). For a ratio A/B this is (a − θ b)/B. Particular sums over
strata and stages stand in `stages`. Woodruff (1971); Särndal, Swensson, Wretman (1992), 5.5; Wolter (2007),
ch. 6. Terms of second order are left out, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chiso.survey.cells import Cells
from chiso.survey.design import Design
from chiso.survey.psus import Real, SampleFrame, Stage, Whole
from chiso.survey.variance.joint import JOINT, sums_of_joint, tables_of_pairs
from chiso.survey.variance.lonely import collapse_strata, refuse_lonely
from chiso.survey.variance.stages import GroupSums, Layout, covariances_of_totals, make_layout
from chiso.survey.variance.unequal import PAIRS, refuse_approximation, sums_of_pairs


@dataclass(frozen=True, slots=True, eq=False)
class Taylor:
    """Variances for R cells in D domains under one design. Made once, asked for many statistics."""

    design: Design
    frame: SampleFrame
    layout: Layout
    joint: tuple[Real, ...] = ()

    def variances(self, linearised: Real, present: npt.NDArray[np.bool_] | None = None) -> Real:
        """(D, K) variances of the totals of linearised variables (R, K), weighted, one for each statistic.

        `present` (R, K): whether a cell has rows that count for the statistic (else: each cell has).
        From joint chances a sum below 0 can come out; it is no variance, and there is none (NaN).
        """
        found = self._of_totals(linearised, linearised, present)
        return np.where(found < 0, np.nan, found) if self.joint else found

    def covariances(self, linearised: Real) -> Real:
        """(D, K, K) the covariance matrices of K statistics in each domain."""
        count = linearised.shape[1]
        first, second = np.triu_indices(count)
        halves = self._of_totals(linearised[:, first], linearised[:, second], None)
        found = np.empty((len(halves), count, count))
        found[:, first, second] = halves
        found[:, second, first] = halves
        return found

    def covariances_of(self, left: Real, right: Real) -> Real:
        """(D, K) the covariance of the totals of left[:, k] and right[:, k], each (R, K)."""
        return self._of_totals(left, right, None)

    def degrees_of_freedom(self) -> Real:
        """(D,) PSUs less strata, of those in which the domain has rows (R's `degf` of a subset)."""
        first = self.layout.stages[0]
        domains = first.domain_of_block[first.block_of_group]
        sums = np.bincount(domains, first.found - 1.0, minlength=self.layout.domain_count)
        return sums.astype(np.float64)

    def is_certain(self) -> npt.NDArray[np.bool_]:
        """(D,) whether every unit of the strata in which the domain has rows was drawn, at every stage."""
        uncertain = np.zeros(self.layout.domain_count, bool)
        for stage in self.layout.stages:
            spread = (
                np.add.reduceat(stage.coefficient_of_pair, stage.group_starts) + stage.coefficient_of_absent
            )
            np.logical_or.at(uncertain, stage.domain_of_block[stage.block_of_group], spread > 0)
        return ~uncertain

    def _of_totals(self, left: Real, right: Real, present: npt.NDArray[np.bool_] | None) -> Real:
        return covariances_of_totals(
            self.layout, left, right, self.design.lonely, present, of_first=self._sums_of_first()
        )

    def _sums_of_first(self) -> GroupSums | None:
        """How the first stage adds up, where it does so over pairs of units."""
        kind = self.design.approximation
        if self.joint:
            fixed = kind == "joint"
            return lambda stage, left, right: sums_of_joint(
                stage, self.frame, self.joint, left, right, fixed_size=fixed
            )
        if kind in PAIRS:
            return lambda stage, left, right: sums_of_pairs(stage, self.frame, left, right, kind)
        return None


def stages_of_variance(design: Design, frame: SampleFrame) -> tuple[Stage, ...]:
    """The stages of the frame, their lonely strata put together where the design says so."""
    if design.lonely != "collapse":
        return frame.stages
    # Chances of pairs are those of a stratum: such a stage has no strata that could be put together.
    whole = 1 if design.approximation in (*PAIRS, *JOINT) else 0
    return (*frame.stages[:whole], *(collapse_strata(stage) for stage in frame.stages[whole:]))


def taylor(cells: Cells, design: Design) -> Taylor:
    """The variances of these cells. Raises Refused (CH-3138, lonely units), WrongCall (CH-3139, CH-8840)."""
    return taylor_of(design, cells.frame, cells.leaf, cells.domain, len(cells.domains))


def taylor_of(design: Design, frame: SampleFrame, leaf: Whole, domain: Whole, domain_count: int) -> Taylor:
    """The same for rows of one's own: their leaves and domains (R,); rows of one pair are added up."""
    refuse_approximation(design, frame)
    layout = make_layout(frame, stages_of_variance(design, frame), leaf, domain, domain_count)
    if design.lonely in ("fail", "collapse"):
        refuse_lonely(layout, frame)
    tables = tables_of_pairs(design, frame) if design.approximation in JOINT else ()
    return Taylor(design, frame, layout, tables)
