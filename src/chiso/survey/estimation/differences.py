"""Differences between domains of one survey, and between two surveys that share drawn units.

Between domains that have rows in the same units the covariance is not 0: the linearised variable of
θ_1 − θ_2 is z_1 − z_2, and its variance is that of any total (see `variance.stages`).

Between periods, where the PSUs of the second are partly those of the first (known by their names, in strata
of the same name):

    V = V_1 + V_2 − 2 C,   C = Σ_h (1 − n_1 n_2 / (n_c N)) n_c/(n_c − 1) Σ_{i common} (z_1i − z̄_1)(z_2i − z̄_2)

n_1, n_2, n_c: PSUs drawn in the stratum at each time and at both, N: those that there are (without it the
bracket is 1); the means are over the common PSUs (Tam 1984; Qualité & Tillé 2008). With the same PSUs both
times it is the variance of z_1 − z_2. One common PSU in a stratum tells no covariance. Samples within
common PSUs are taken to be drawn anew. The degrees of freedom are the smaller of the two.

Where the calibration of the weights is known (`calibrated`), z are the residuals after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chiso.survey.cells import Cells
from chiso.survey.design import Design
from chiso.survey.estimation.calibrated import CalibratedLinear
from chiso.survey.estimation.linear import Linear, TermList, told_variances, variances_of
from chiso.survey.estimation.replicated import ReplicateErrors
from chiso.survey.psus import Real, SampleFrame, Whole
from chiso.survey.variance.stages import covariances_of_totals, make_layout
from chiso.survey.variance.taylor import Taylor, taylor, taylor_of


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
        rows, pair, sign = _members_of_pairs(calibrated.domain, len(cells.domains), chosen)
        variances = calibrated.errors.variances(
            calibrated.row[rows], pair, len(chosen), calibrated.linearised[rows] * sign
        )
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
    """One period: its cells, the statistics estimated from them, its design, perhaps the calibration."""

    cells: Cells
    linear: Linear
    design: Design
    calibrated: CalibratedLinear | None = None

    def variances(self, known: Taylor) -> Real:
        """(D, S) of the estimates."""
        if self.calibrated is None:
            return variances_of(self.linear, known)
        found = self.calibrated.variances()
        return told_variances(self.linear, found, known.degrees_of_freedom(), known.is_certain())

    def parts_of_psus(self) -> tuple[Whole, Whole, Real]:
        """PSU (R,), domain (R,) and linearised values (R, S): of cells, or where calibrated of all PSUs."""
        if self.calibrated is None:
            return self.cells.psu, self.cells.domain, self.linear.linearised
        totals = self.calibrated.totals_of_psus()
        domain, psu = np.divmod(np.arange(totals.shape[0] * totals.shape[1]), totals.shape[1])
        return psu, domain, totals.reshape(len(psu), -1)


def differences_of_periods(later: Round, earlier: Round, domains: Sequence[tuple[str, ...]]) -> Differences:
    """The later less the earlier estimate of each domain, which both rounds must have."""
    at_later = _positions(later.cells, domains)
    at_earlier = _positions(earlier.cells, domains)
    estimates = later.linear.estimates[at_later] - earlier.linear.estimates[at_earlier]
    if not (later.design.has_errors and earlier.design.has_errors):
        return Differences(estimates, np.full(estimates.shape, np.nan), np.full(len(domains), np.nan))
    parts = []
    for one, positions in ((later, at_later), (earlier, at_earlier)):
        known = taylor(one.cells, one.design)
        parts.append((one.variances(known)[positions], known.degrees_of_freedom()[positions]))
    covariances = _covariances_of_periods(later, earlier, at_later, at_earlier)
    variances = parts[0][0] + parts[1][0] - 2 * covariances
    # The estimate of a small variance may fall below 0, since its parts are estimated apart.
    variances = np.where(variances >= 0, variances, np.nan)
    return Differences(estimates, variances, np.minimum(parts[0][1], parts[1][1]))


def _positions(cells: Cells, domains: Sequence[tuple[str, ...]]) -> Whole:
    known = {domain: position for position, domain in enumerate(cells.domains)}
    return np.array([known[domain] for domain in domains], np.int64)


def _covariances_of_periods(later: Round, earlier: Round, at_later: Whole, at_earlier: Whole) -> Real:
    """(M, S) covariances of the estimates of both periods, through PSUs that both have."""
    frame, of_later, of_earlier = _common_frame(later.cells.frame, earlier.cells.frame)
    units, domains, left, right = [], [], [], []
    for one, positions, mapping, is_left in (
        (later, at_later, of_later, True),
        (earlier, at_earlier, of_earlier, False),
    ):
        number = np.full(len(one.cells.domains), -1, np.int64)
        number[positions] = np.arange(len(positions))
        psu, domain_of_part, linearised = one.parts_of_psus()
        unit, domain = mapping[psu], number[domain_of_part]
        kept = (unit >= 0) & (domain >= 0)
        figures = linearised[kept]
        units.append(unit[kept])
        domains.append(domain[kept])
        left.append(figures if is_left else np.zeros_like(figures))
        right.append(np.zeros_like(figures) if is_left else figures)
    if not sum(len(one) for one in units):
        return np.zeros((len(at_later), left[0].shape[1]))
    layout = make_layout(frame, frame.stages, np.concatenate(units), np.concatenate(domains), len(at_later))
    return covariances_of_totals(layout, np.concatenate(left), np.concatenate(right), "remove")


def _common_frame(later: SampleFrame, earlier: SampleFrame) -> tuple[SampleFrame, Whole, Whole]:
    """The frame of the common PSUs; for each PSU of both where it stands there, −1: nowhere.

    Its populations are such that 1 − n/N is the factor of the covariance.
    """

    def keys(frame: SampleFrame) -> list[tuple[str, str]]:
        strata = [frame.stratum_names[one] for one in frame.stratum_of_psu.tolist()]
        return list(zip(strata, frame.psu_names, strict=True)) if frame.psu_names else []

    of_later, of_earlier = keys(later), keys(earlier)
    known = {key: position for position, key in enumerate(of_earlier)}
    shared = [(position, known[key]) for position, key in enumerate(of_later) if key in known]
    first = np.array([one for one, _ in shared], np.int64)
    second = np.array([one for _, one in shared], np.int64)
    mapping_later = np.full(len(later.stratum_of_psu), -1, np.int64)
    mapping_earlier = np.full(len(earlier.stratum_of_psu), -1, np.int64)
    mapping_later[first] = np.arange(len(shared))
    mapping_earlier[second] = np.arange(len(shared))
    strata, stratum_of_unit = np.unique(later.stratum_of_psu[first], return_inverse=True)
    counts = np.bincount(stratum_of_unit, minlength=len(strata)).astype(np.int64)
    drawn_later = later.psu_counts[strata].astype(np.float64)
    _, where_earlier = np.unique(stratum_of_unit, return_index=True)
    drawn_earlier = earlier.psu_counts[earlier.stratum_of_psu[second[where_earlier]]].astype(np.float64)
    populations = counts**2 * later.population_counts[strata] / (drawn_later * drawn_earlier)
    frame = SampleFrame(stratum_of_unit.astype(np.int64), counts, populations, (), ())
    return frame, mapping_later, mapping_earlier
