"""The variance of totals over strata and stages, for many domains and statistics at once.

    V = Σ_s Σ_h φ_h (1 − n_h/N_h) n_h/(n_h − 1) Σ_i (z_i − z̄_h)²

over the stages s of the draw, the strata h of each stage and the units i in them; z_i is the weighted
total of the linearised variable in a unit, φ_h the product of the sampling fractions of the units above
(1 at the first stage). Särndal, Swensson, Wretman (1992), 4.3 and 4.6; what R's `svyrecvar` computes.

A unit in which a domain has no rows has z_i = 0 and stands in z̄_h and in the sum: Σ runs over the units of
the design. Where units were drawn with unequal chances the fraction of each unit is its own (see
`unequal`). A first stage whose sum goes over pairs of units gives its own (`unequal`, `joint`); what later
stages add does not depend on it:

    V = V_1(ẑ) + Σ_i π_i V_i,   V_i that of ẑ_i, the estimated weighted total of the unit, given the unit

Raj (1966), Durbin (1967), Särndal, Swensson, Wretman (1992), 4.3 and 4.4: V_1 has (1 − π_i) ẑ_i² on average
over the samples, so that it holds (1 − π_i) of V_i, and π_i V_i is wanting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from chiso.survey.design import Lonely
from chiso.survey.psus import Real, SampleFrame, Stage, Whole

# A stratum drawn to the last unit adds nothing; below this the rest is rounding (as R has it).
ALL_DRAWN = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class StageLayout:
    """One stage for D domains: its U pairs (domain, unit), grouped into G pairs (domain, stratum).

    The pairs stand in the order of domain and unit. `pair_starts`: where each pair starts in the pairs of
    the stage below (or in the sorted cells). `group_starts` in the pairs; `block_starts` in the groups: a
    block is (domain, unit of the stage above), within which lonely units are treated.
    """

    pair_starts: Whole
    group_starts: Whole
    block_starts: Whole
    domain_of_block: Whole
    drawn: Real  # (G,) units drawn in the stratum
    found: Real  # (G,) units of the stratum with rows of the domain
    is_lonely: npt.NDArray[np.bool_]  # (G,) one unit drawn, more in the population
    coefficient_of_pair: Real  # (U,)
    coefficient_of_absent: Real  # (G,) the sum over the units without rows
    group_of_pair: Whole
    block_of_group: Whole
    stratum_of_group: Whole
    unit_of_pair: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """All stages for given cells; `order` sorts cells by domain and leaf."""

    order: Whole
    stages: tuple[StageLayout, ...]
    domain_count: int


# What a stage adds in each group (G, K), from the totals of its pairs, left and right (U, K).
GroupSums: TypeAlias = Callable[[StageLayout, Real, Real], Real]


def make_layout(
    frame: SampleFrame, stages: Sequence[Stage], leaf: Whole, domain: Whole, domain_count: int
) -> Layout:
    """The layout of cells (R,) that lie in leaves and domains; several cells of one pair are added up.

    `stages`: those of the frame, or the same with strata collapsed (the fractions with which units above
    were drawn stay those of the frame).
    """
    order = np.lexsort((leaf, domain))
    unit, domain = leaf[order], domain[order]
    layouts: list[StageLayout] = []
    for stage, share in reversed(tuple(zip(stages, _shares_above(frame, stages), strict=True))):
        layout, first = _lay_out(stage, share, unit, domain)
        layouts.append(layout)
        domain = domain[first]
        unit = stage.parent_of_unit[unit[first]]
    return Layout(order, tuple(reversed(layouts)), domain_count)


def covariances_of_totals(
    layout: Layout,
    left: Real,
    right: Real,
    lonely: Lonely,
    present: npt.NDArray[np.bool_] | None = None,
    *,
    of_first: GroupSums | None = None,
) -> Real:
    """(D, K) the covariance of the totals of left[:, k] and right[:, k], each (R, K), in each domain.

    `of_first`: the sums of the first stage, where they go over pairs of units. `present` (R, K): whether a
    cell has rows that count for the statistic; it matters for strata that are adjusted or averaged over, and
    where it is not given each cell has. Strata with a lonely unit must have been refused before where
    `lonely` is "fail".
    """
    same = left is right
    left = left[layout.order]
    right = left if same else right[layout.order]
    seen = None if present is None else present[layout.order]
    total = np.zeros((layout.domain_count, left.shape[1]))
    for stage in reversed(layout.stages):
        left = np.add.reduceat(left, stage.pair_starts) if len(stage.pair_starts) else left[:0]
        right = left if same else np.add.reduceat(right, stage.pair_starts)
        if seen is not None and len(stage.pair_starts):
            seen = np.logical_or.reduceat(seen, stage.pair_starts)
        if len(stage.group_starts):
            sums_of_groups = of_first if of_first and stage is layout.stages[0] else _squares_of_groups
            groups = sums_of_groups(stage, left, right)
            blocks = _sums_of_blocks(stage, groups, left, right, lonely, seen)
            np.add.at(total, stage.domain_of_block, blocks)
    return total


def _squares_of_groups(stage: StageLayout, left: Real, right: Real) -> Real:
    """(G, K) the products of deviations from the means of strata."""
    drawn = stage.drawn[:, None]
    left_means = np.add.reduceat(left, stage.group_starts) / drawn
    right_means = np.add.reduceat(right, stage.group_starts) / drawn
    deviations = (left - left_means[stage.group_of_pair]) * (right - right_means[stage.group_of_pair])
    groups = np.add.reduceat(deviations * stage.coefficient_of_pair[:, None], stage.group_starts)
    return np.asarray(groups + stage.coefficient_of_absent[:, None] * left_means * right_means)


def _sums_of_blocks(
    stage: StageLayout,
    groups: Real,
    left: Real,
    right: Real,
    lonely: Lonely,
    seen: npt.NDArray[np.bool_] | None,
) -> Real:
    """(blocks, K) what groups (G, K) add up to, lonely ones treated as the design says."""
    if lonely not in ("adjust", "average") or not stage.is_lonely.any():
        return np.asarray(np.add.reduceat(groups, stage.block_starts))
    left_sums = np.add.reduceat(left, stage.group_starts)
    right_sums = np.add.reduceat(right, stage.group_starts)
    drawn = stage.drawn[:, None]
    exists = np.ones(groups.shape, bool)
    if seen is not None:
        exists = np.logical_or.reduceat(seen, stage.group_starts)
    alone = stage.is_lonely[:, None] & exists
    if lonely == "average":
        # Strata with one unit are taken to vary as the others of the block do on average.
        strata = np.add.reduceat(exists.astype(np.float64), stage.block_starts)
        told = np.add.reduceat((exists & ~alone).astype(np.float64), stage.block_starts)
        with np.errstate(divide="ignore", invalid="ignore"):
            raised = np.where(strata > 0, strata / told, 1.0)
            return np.add.reduceat(np.where(alone, 0.0, groups), stage.block_starts) * raised
    # A lonely unit is compared with the mean of all units of the block.
    units = np.add.reduceat(np.where(exists, drawn, 0.0), stage.block_starts)
    with np.errstate(divide="ignore", invalid="ignore"):
        left_centres = (np.add.reduceat(left_sums, stage.block_starts) / units)[stage.block_of_group]
        right_centres = (np.add.reduceat(right_sums, stage.block_starts) / units)[stage.block_of_group]
        coefficients = stage.coefficient_of_pair[stage.group_starts][:, None]
        compared = coefficients * (left_sums - left_centres) * (right_sums - right_centres)
    return np.add.reduceat(np.where(alone, compared, groups), stage.block_starts)


def fractions_of_units(stage: Stage) -> Real:
    """(P,) the chance with which each unit was drawn, as the correction for finite populations takes it.

    0 where units were drawn with replacement.
    """
    if stage.probability_of_unit is not None:
        return stage.probability_of_unit
    with np.errstate(invalid="ignore"):
        fractions = stage.unit_counts / stage.population_counts
    return np.nan_to_num(fractions, nan=0.0)[stage.stratum_of_unit]


def coefficients_of_units(stage: Stage) -> Real:
    """(P,) (1 − f) n/(n − 1) of each unit; 1 − f where it is alone; 0 in a stratum drawn as a whole."""
    rest = 1.0 - fractions_of_units(stage)
    counts = stage.unit_counts.astype(np.float64)
    with np.errstate(divide="ignore"):
        factors = np.where(counts > 1, counts / (counts - 1), 1.0)
    greatest = np.zeros(len(counts))
    np.maximum.at(greatest, stage.stratum_of_unit, rest)
    rest[greatest[stage.stratum_of_unit] < ALL_DRAWN] = 0.0
    return rest * factors[stage.stratum_of_unit]


def lonely_strata(stage: Stage) -> npt.NDArray[np.bool_]:
    """(H,) strata of which one unit was drawn, and not because there is but one."""
    greatest = np.zeros(len(stage.unit_counts))
    np.maximum.at(greatest, stage.stratum_of_unit, coefficients_of_units(stage))
    return np.asarray((stage.unit_counts == 1) & (greatest > 0), bool)


def _shares_above(frame: SampleFrame, stages: Sequence[Stage]) -> list[Real]:
    """For each stage (H,) the product of the sampling fractions of the units above a stratum."""
    shares = [np.ones(len(stages[0].unit_counts))]
    share_of_unit = np.ones(1)
    for stage, below in zip(frame.stages, stages[1:], strict=False):
        share_of_unit = share_of_unit[stage.parent_of_unit] * fractions_of_units(stage)
        shares.append(share_of_unit[below.parent_of_stratum])
    return shares


def _starts(*keys: Whole) -> npt.NDArray[np.bool_]:
    """Where one of the sorted keys changes."""
    changed = np.zeros(len(keys[0]), bool)
    changed[:1] = True
    for key in keys:
        changed[1:] |= key[1:] != key[:-1]
    return changed


def _lay_out(stage: Stage, share: Real, unit: Whole, domain: Whole) -> tuple[StageLayout, Whole]:
    """The layout of a stage over sorted (unit, domain); also the first row of each pair."""
    pair_starts = np.flatnonzero(_starts(domain, unit))
    unit, domain = unit[pair_starts], domain[pair_starts]
    stratum = stage.stratum_of_unit[unit]
    starts = _starts(domain, stratum)
    group_starts = np.flatnonzero(starts)
    group_of_pair = np.cumsum(starts) - 1
    group_stratum, group_domain = stratum[group_starts], domain[group_starts]
    parent = stage.parent_of_stratum[group_stratum]
    blocks = _starts(group_domain, parent)
    block_starts = np.flatnonzero(blocks)
    coefficients = coefficients_of_units(stage)
    weighted = coefficients * share[stage.stratum_of_unit]
    found = np.bincount(group_of_pair, minlength=len(group_starts)).astype(np.float64)
    drawn = stage.unit_counts[group_stratum].astype(np.float64)
    if stage.probability_of_unit is None:
        of_stratum = np.zeros(len(stage.unit_counts))
        of_stratum[stage.stratum_of_unit] = weighted
        absent = of_stratum[group_stratum] * (drawn - found)
    else:
        sums = np.bincount(stage.stratum_of_unit, weighted, minlength=len(stage.unit_counts))
        here = np.bincount(group_of_pair, weighted[unit], minlength=len(group_starts))
        absent = np.where(found < drawn, sums[group_stratum] - here, 0.0)
    layout = StageLayout(
        pair_starts=pair_starts,
        group_starts=group_starts,
        block_starts=block_starts,
        domain_of_block=group_domain[block_starts],
        drawn=drawn,
        found=found,
        is_lonely=lonely_strata(stage)[group_stratum],
        coefficient_of_pair=weighted[unit],
        coefficient_of_absent=absent,
        group_of_pair=group_of_pair,
        block_of_group=np.cumsum(blocks) - 1,
        stratum_of_group=group_stratum,
        unit_of_pair=unit,
    )
    return layout, pair_starts
