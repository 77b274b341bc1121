"""Differences between domains of one survey, and between two surveys that share drawn units.

Between domains that have rows in the same units the covariance is not 0: the linearised variable of
θ_1 − θ_2 is z_1 − z_2, and its variance is that of any total (see `variance.stages`).

Between periods, where the PSUs of the second are partly those of the first:

    V = V_1 + V_2 − 2 C

C comes from the common PSUs (see `linearised_periods`): with the same PSUs both times V is the variance of
z_1 − z_2. Samples within common PSUs are taken to be drawn anew. The degrees of freedom are the smaller of
the two.

Where the calibration of the weights is known (`calibrated`), z are the residuals after it. In replicates
V_1, V_2 and C come from these (see `replicated_periods`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from chiso.survey.cells import Cells
from chiso.survey.design import Design
from chiso.survey.estimation.calibrated import CalibratedLinear
from chiso.survey.estimation.calibration_errors import Parts
from chiso.survey.estimation.common_units import common_units
from chiso.survey.estimation.linear import ROUNDING, Linear, TermList, told_variances, variances_of
from chiso.survey.estimation.linearised_periods import LinearisedPeriod, linearised_covariances
from chiso.survey.estimation.replicated import ReplicateErrors, Replication
from chiso.survey.estimation.replicated_periods import (
    PeriodInReplicates,
    covariances_of_common_units,
    covariances_of_replicates,
)
from chiso.survey.psus import Real, Whole
from chiso.survey.variance.taylor import taylor, taylor_of

# What tells how two periods vary together: None: linearised values in the common units; a replication:
# replicates of the common units; together: the r-th replicate of both comes from one draw; apart: nothing.
Sharing: TypeAlias = Replication | Literal["together", "apart"] | None


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """M differences of S statistics: `estimates`, `variances` (M, S), `degrees` (M,); NaN: there is none."""

    estimates: Real
    variances: Real
    degrees: Real


def differences_of_domains(
    cells: Cells,
    linear: Linear,
    design: Design,
    pairs: Sequence[tuple[int, int]],
    *,
    calibrated: CalibratedLinear | None = None,
) -> Differences:
    """The first less the second domain of each pair (indices in `cells.domains`)."""
    chosen = np.asarray(pairs, np.int64).reshape(-1, 2)
    estimates = linear.estimates[chosen[:, 0]] - linear.estimates[chosen[:, 1]]
    nothing = np.full(len(chosen), np.nan)
    if not design.has_errors:
        return Differences(estimates, np.full(estimates.shape, np.nan), nothing)
    rows, pair, sign = _members_of_pairs(cells.domain, len(cells.domains), chosen)
    known = taylor_of(design, cells.frame, cells.leaf[rows], pair, len(chosen))
    if calibrated is None:
        variances = known.variances(linear.linearised[rows] * sign, linear.has_rows[rows])
    else:
        variances = calibrated.errors.variances(_parts_of_pairs(calibrated.parts, chosen))
    variances = np.where(np.isnan(estimates), np.nan, variances)
    return Differences(estimates, variances, known.degrees_of_freedom())


def differences_by_replicates(
    errors: ReplicateErrors, linear: Linear, listed: TermList, pairs: Sequence[tuple[int, int]]
) -> Differences:
    """As `differences_of_domains`, with variances of the differences over the replicates."""
    chosen = np.asarray(pairs, np.int64).reshape(-1, 2)
    first, second = chosen[:, 0], chosen[:, 1]
    cells = errors.cells
    rows, pair, _ = _members_of_pairs(cells.domain, len(cells.domains), chosen)
    return Differences(
        linear.estimates[first] - linear.estimates[second],
        errors.contrasts(linear, listed, first, second),
        errors.degrees_of(pair, cells.psu[rows], len(chosen)),
    )


def _parts_of_pairs(parts: Parts, chosen: Whole) -> Parts:
    """The parts of the first less those of the second domain of each pair."""
    rows, pair, sign = _members_of_pairs(parts.domain, parts.domain_count, chosen)
    profiles, pair_of_profile, sign_of_profile = _members_of_pairs(
        parts.domain_of_profile, parts.domain_count, chosen
    )
    return Parts(
        parts.leaf[rows],
        pair,
        parts.weighted[rows] * sign,
        parts.profile[profiles],
        pair_of_profile,
        parts.plain[profiles] * sign_of_profile,
        len(chosen),
    )


def _members_of_pairs(domain: Whole, count: int, chosen: Whole) -> tuple[Whole, Whole, Real]:
    """The rows of the domains of all pairs; for each its pair, and 1 or −1 (R, 1) by its side."""
    order = np.argsort(domain, kind="stable")
    bounds = np.searchsorted(domain[order], np.arange(count + 1))
    members, pair, sign = [], [], []
    for side, factor in ((0, 1.0), (1, -1.0)):
        counts = (bounds[1:] - bounds[:-1])[chosen[:, side]]
        ends = np.cumsum(counts)
        within = np.arange(counts.sum()) - np.repeat(ends - counts, counts)
        members.append(order[np.repeat(bounds[:-1][chosen[:, side]], counts) + within])
        pair.append(np.repeat(np.arange(len(chosen)), counts))
        sign.append(np.full(counts.sum(), factor))
    return np.concatenate(members), np.concatenate(pair), np.concatenate(sign)[:, None]


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """One period: its cells, the statistics estimated from them, its design.

    `calibrated`: where the calibration of its weights is known; `replicated`: where its errors come from
    replicates; else they are linearised.
    """

    cells: Cells
    linear: Linear
    design: Design
    calibrated: CalibratedLinear | None = None
    replicated: PeriodInReplicates | None = None

    def variances(self) -> tuple[Real, Real]:
        """(D, S) of the estimates, and (D,) their degrees of freedom. Raises as `taylor`."""
        if self.replicated is not None:
            return self.replicated.variances(), self.replicated.errors.degrees_of_freedom()
        known = taylor(self.cells, self.design)
        degrees = known.degrees_of_freedom()
        if self.calibrated is None:
            return variances_of(self.linear, known), degrees
        found = self.calibrated.variances()
        return told_variances(self.linear, found, degrees, known.is_certain()), degrees

    def linearised(self, at: Whole) -> LinearisedPeriod:
        """Of the domains `at` (M,): their cells, or where calibrated all PSUs."""
        psu, domain = self.cells.psu, self.cells.domain
        values, present = self.linear.linearised, self.linear.has_rows
        if self.calibrated is not None:
            totals = self.calibrated.totals_of_psus()
            domain, psu = np.divmod(np.arange(totals.shape[0] * totals.shape[1]), totals.shape[1])
            values = totals.reshape(len(psu), -1)
            present = np.ones(values.shape, bool)
        number = np.full(len(self.cells.domains), -1, np.int64)
        number[at] = np.arange(len(at))
        kept = number[domain] >= 0
        return LinearisedPeriod(
            self.design, self.cells.frame, psu[kept], number[domain[kept]], values[kept], present[kept]
        )


def differences_of_periods(
    later: Round, earlier: Round, domains: Sequence[tuple[str, ...]], *, sharing: Sharing = None
) -> Differences:
    """The later less the earlier estimate of each domain, which both rounds must have.

    `sharing` is a replication or "together" for two rounds in replicates alone. Raises as `taylor` and
    `covariances_of_common_units`.
    """
    at_later = _positions(later.cells, domains)
    at_earlier = _positions(earlier.cells, domains)
    estimates = later.linear.estimates[at_later] - earlier.linear.estimates[at_earlier]
    if not (later.design.has_errors and earlier.design.has_errors):
        return Differences(estimates, np.full(estimates.shape, np.nan), np.full(len(domains), np.nan))
    of_later, degrees_later = later.variances()
    of_earlier, degrees_earlier = earlier.variances()
    apart = of_later[at_later] + of_earlier[at_earlier]
    variances = apart - 2 * _covariances_of_periods(later, earlier, at_later, at_earlier, sharing)
    # What two equal parts leave is rounding.
    variances = np.where(np.abs(variances) <= ROUNDING * np.abs(apart), 0.0, variances)
    # The estimate of a small variance may fall below 0, since its parts are estimated apart.
    variances = np.where(variances >= 0, variances, np.nan)
    return Differences(estimates, variances, np.minimum(degrees_later[at_later], degrees_earlier[at_earlier]))


def _positions(cells: Cells, domains: Sequence[tuple[str, ...]]) -> Whole:
    known = {domain: position for position, domain in enumerate(cells.domains)}
    return np.array([known[domain] for domain in domains], np.int64)


def _covariances_of_periods(
    later: Round, earlier: Round, at_later: Whole, at_earlier: Whole, sharing: Sharing
) -> Real:
    """(M, S) covariances of the estimates of both periods."""
    if sharing == "apart":
        return np.zeros((len(at_later), later.linear.estimates.shape[1]))
    if sharing is None:
        return linearised_covariances(
            later.linearised(at_later), earlier.linearised(at_earlier), len(at_later)
        )
    assert later.replicated is not None
    assert earlier.replicated is not None
    if sharing == "together":
        return covariances_of_replicates(later.replicated, earlier.replicated, at_later, at_earlier)
    common = common_units(later.cells.frame, earlier.cells.frame)
    # A policy of one round alone says nothing of what its lonely strata share with the other.
    lonely = later.design.lonely if later.design.lonely == earlier.design.lonely else "remove"
    return covariances_of_common_units(
        later.replicated, earlier.replicated, at_later, at_earlier, common, sharing, lonely
    )
