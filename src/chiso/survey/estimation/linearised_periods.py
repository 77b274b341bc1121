"""Two periods by linearisation: how their estimates vary together, through PSUs that both have.

    C = Σ_h n_c/(n_c − 1) Σ_{i common} φ_i (z_1i − z̄_1)(z_2i − z̄_2)

n_c: common PSUs of the stratum, over which the means are; φ_i: see `common_units`. One common PSU tells no
covariance, but where it is lonely in both periods and both designs say the same of such strata, the stratum
adds to C what it adds to V_1 and V_2 (see `variance.lonely`), so that with the same PSUs both times
V_1 + V_2 − 2 C is the variance of z_1 − z_2 under the policy:

    remove, certainty   nothing
    adjust     φ_i (z_1i − m_1)(z_2i − m_2), m_t the mean of all PSUs of period t
    average    Σ_h C_h/√(T_1 T_2): C of the other strata on average, T_t how many tell V_t
    collapse   it is one with its neighbour, as far as both periods put the same strata together

With T_1 and T_2 under the root C is never larger than V_1 and V_2 allow.

Where both designs name the same approximation whose sum goes over pairs of units, or joint chances, strata of
which both periods drew the same PSUs have that sum for C, with the chances of the later period.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from chiso.survey.design import Design
from chiso.survey.estimation.common_units import CommonUnits, common_units
from chiso.survey.psus import Real, SampleFrame, Whole
from chiso.survey.variance.joint import JOINT
from chiso.survey.variance.stages import Layout, covariances_of_totals, lonely_strata, make_layout
from chiso.survey.variance.taylor import stages_of_variance, taylor_of
from chiso.survey.variance.unequal import PAIRS


@dataclass(frozen=True, slots=True, eq=False)
class LinearisedPeriod:
    """R parts of M domains: `unit` (R,) their PSU in the frame, `domain` (R,), `linearised` (R, S).

    `present` (R, S): whether a part has rows that count for the statistic.
    """

    design: Design
    frame: SampleFrame
    unit: Whole
    domain: Whole
    linearised: Real
    present: npt.NDArray[np.bool_]


def linearised_covariances(later: LinearisedPeriod, earlier: LinearisedPeriod, domain_count: int) -> Real:
    """(M, S) covariances of the estimates of both periods, in each of `domain_count` domains."""
    first_stages = (
        stages_of_variance(later.design, later.frame)[0],
        stages_of_variance(earlier.design, earlier.frame)[0],
    )
    common = common_units(later.frame, earlier.frame, first_stages=first_stages)
    by_pairs = _strata_by_pairs(later, earlier, common)
    found = _through_strata(later, earlier, common, ~by_pairs, domain_count)
    if by_pairs.any():
        found = found + _through_pairs(later, earlier, common, by_pairs, domain_count)
    policy = later.design.lonely
    if policy != earlier.design.lonely or not common.is_lonely.any():
        return found
    if policy == "adjust":
        return found + _of_adjusted(later, earlier, common, domain_count)
    if policy == "average":
        return found * _raised(later, earlier, common, domain_count)
    return found


def _strata_by_pairs(
    later: LinearisedPeriod, earlier: LinearisedPeriod, common: CommonUnits
) -> npt.NDArray[np.bool_]:
    """(H,) the common strata whose covariance is a sum over pairs of units."""
    kind = later.design.approximation
    if kind not in (*PAIRS, *JOINT) or kind != earlier.design.approximation:
        return np.zeros(len(common.is_whole), bool)
    # Such a sum has (1 − π) z² of a lonely unit, where no policy takes its place.
    plain = {later.design.lonely, earlier.design.lonely} <= {"remove", "certainty"}
    return np.asarray(common.is_whole & (plain | ~common.is_lonely), bool)


def _through_strata(
    later: LinearisedPeriod,
    earlier: LinearisedPeriod,
    common: CommonUnits,
    chosen: npt.NDArray[np.bool_],
    domain_count: int,
) -> Real:
    """(M, S) what the `chosen` (H,) strata with several common PSUs tell."""
    units, domains, left, right = _side_by_side(later, earlier, common, chosen)
    if not len(units):
        return np.zeros((domain_count, left.shape[1]))
    frame = common.without_populations
    layout = make_layout(frame, frame.stages, units, domains, domain_count)
    return covariances_of_totals(_with_multipliers(layout, common), left, right, "remove")


def _through_pairs(
    later: LinearisedPeriod,
    earlier: LinearisedPeriod,
    common: CommonUnits,
    chosen: npt.NDArray[np.bool_],
    domain_count: int,
) -> Real:
    """(M, S) of the `chosen` (H,) strata: as the first stage of the later period adds up."""
    units, domains, left, right = _side_by_side(later, earlier, common, chosen)
    of_later = np.empty(len(common.frame.stratum_of_psu), np.int64)
    shared = np.flatnonzero(common.of_later >= 0)
    of_later[common.of_later[shared]] = shared
    first = replace(later.frame, later=())
    return taylor_of(later.design, first, of_later[units], domains, domain_count).covariances_of(left, right)


def _side_by_side(
    later: LinearisedPeriod, earlier: LinearisedPeriod, common: CommonUnits, chosen: npt.NDArray[np.bool_]
) -> tuple[Whole, Whole, Real, Real]:
    """Common unit (R,), domain (R,), values of the later (R, S) and of the earlier period (R, S).

    Of both periods' parts in the `chosen` (H,) strata; each has zeros for the other period.
    """
    # The last is for PSUs that are not common, whose place is −1.
    is_chosen = np.append(chosen[common.frame.stratum_of_psu], False)
    units, domains, left, right = [], [], [], []
    for one, mapping, is_left in ((later, common.of_later, True), (earlier, common.of_earlier, False)):
        unit = mapping[one.unit]
        kept = is_chosen[unit]
        figures = one.linearised[kept]
        units.append(unit[kept])
        domains.append(one.domain[kept])
        left.append(figures if is_left else np.zeros_like(figures))
        right.append(np.zeros_like(figures) if is_left else figures)
    return np.concatenate(units), np.concatenate(domains), np.concatenate(left), np.concatenate(right)


def _with_multipliers(layout: Layout, common: CommonUnits) -> Layout:
    """The layout of common units with φ in it, which may be below 0: no fraction of a draw is above 1."""
    [stage] = layout.stages
    counts = common.frame.psu_counts[common.frame.stratum_of_psu].astype(np.float64)
    coefficients = common.multipliers_of_units * counts / np.maximum(counts - 1, 1)
    here = coefficients[stage.unit_of_pair]
    of_strata = np.bincount(common.frame.stratum_of_psu, coefficients)
    of_groups = np.bincount(stage.group_of_pair, here, minlength=len(stage.drawn))
    absent = np.where(stage.found < stage.drawn, of_strata[stage.stratum_of_group] - of_groups, 0.0)
    # One unit differs from no mean: with others of its domain or without, it tells nothing.
    absent = np.where(stage.drawn > 1, absent, 0.0)
    laid = replace(stage, coefficient_of_pair=here, coefficient_of_absent=absent)
    return replace(layout, stages=(laid,))


@dataclass(frozen=True, slots=True, eq=False)
class _LonelyInBoth:
    """PSUs that are lonely in both periods, once for each domain in which both have rows: G pairs.

    `unit` (G,) in the common frame, `domain` (G,), totals `later`, `earlier` (G, S), `present` (G, S):
    whether rows count for the statistic in both.
    """

    unit: Whole
    domain: Whole
    later: Real
    earlier: Real
    present: npt.NDArray[np.bool_]


def _lonely_in_both(later: LinearisedPeriod, earlier: LinearisedPeriod, common: CommonUnits) -> _LonelyInBoth:
    units = len(common.frame.stratum_of_psu)
    is_lonely = common.is_lonely[common.frame.stratum_of_psu]
    sides = []
    for one, mapping in ((later, common.of_later), (earlier, common.of_earlier)):
        unit = mapping[one.unit]
        kept = np.flatnonzero((unit >= 0) & is_lonely[unit])
        keys, place = np.unique(one.domain[kept] * units + unit[kept], return_inverse=True)
        sums = _sums(place, one.linearised[kept], len(keys))
        sides.append((keys, sums, _sums(place, one.present[kept], len(keys)) > 0))
    (keys_later, left, told_later), (keys_earlier, right, told_earlier) = sides
    keys, first, second = np.intersect1d(keys_later, keys_earlier, assume_unique=True, return_indices=True)
    domain, unit = np.divmod(keys, units)
    return _LonelyInBoth(unit, domain, left[first], right[second], told_later[first] & told_earlier[second])


def _of_adjusted(
    later: LinearisedPeriod, earlier: LinearisedPeriod, common: CommonUnits, domain_count: int
) -> Real:
    """(M, S) what PSUs that are lonely in both periods add, each compared with the mean of its period."""
    alone = _lonely_in_both(later, earlier, common)
    products = (alone.later - _means_of_units(later, domain_count)[alone.domain]) * (
        alone.earlier - _means_of_units(earlier, domain_count)[alone.domain]
    )
    products *= common.multipliers_of_units[alone.unit][:, None]
    return _sums(alone.domain, np.where(alone.present, products, 0.0), domain_count)


def _means_of_units(one: LinearisedPeriod, domain_count: int) -> Real:
    """(M, S) the mean of all PSUs of the strata in which a domain has rows; NaN: it has none."""
    stratum, domain, exists = _strata_of_domains(one)
    drawn = _sums(domain, exists * one.frame.psu_counts[stratum][:, None], domain_count)
    with np.errstate(invalid="ignore"):
        return _sums(one.domain, one.linearised, domain_count) / drawn


def _raised(
    later: LinearisedPeriod, earlier: LinearisedPeriod, common: CommonUnits, domain_count: int
) -> Real:
    """(M, S) 1 + L/√(T_1 T_2): L strata are lonely in both periods, T_t tell how units vary in period t."""
    alone = _lonely_in_both(later, earlier, common)
    root = np.sqrt(_telling_strata(later, domain_count) * _telling_strata(earlier, domain_count))
    # Where no stratum tells how units vary V_t has no value, and the difference none.
    shares = np.divide(
        _sums(alone.domain, alone.present, domain_count), root, out=np.zeros_like(root), where=root > 0
    )
    return np.asarray(1 + shares)


def _telling_strata(one: LinearisedPeriod, domain_count: int) -> Real:
    """(M, S) how many strata with rows of the domain have several PSUs, or all there are."""
    stratum, domain, exists = _strata_of_domains(one)
    tells = ~lonely_strata(one.frame.stages[0])[stratum]
    return _sums(domain[tells], exists[tells], domain_count)


def _strata_of_domains(one: LinearisedPeriod) -> tuple[Whole, Whole, npt.NDArray[np.bool_]]:
    """Strata of the frame and domains (G,), a pair once, and whether (G, S) rows there count."""
    strata = len(one.frame.psu_counts)
    keys, place = np.unique(one.domain * strata + one.frame.stratum_of_psu[one.unit], return_inverse=True)
    domain, stratum = np.divmod(keys, strata)
    return stratum, domain, _sums(place, one.present, len(keys)) > 0


def _sums(group: Whole, figures: Real | npt.NDArray[np.bool_] | Whole, count: int) -> Real:
    """(count, S) sums of figures (R, S) by group (R,)."""
    found = np.zeros((count, figures.shape[1]))
    np.add.at(found, group, figures)
    return found
