"""Preston's bootstrap for several stages: half of the units of every stage are kept, all terms rescaled.

    factor = 1 + Σ_i P_i λ_i (n_i/n*_i δ_i − 1),     P_i = Π_{j<i} √(n_j/n*_j) δ_j

    n* = ⌊n/2⌋,   λ_i = √( f_1 … f_{i−1} · n*_i (1 − f_i) / (n_i − n*_i) ),   δ: whether the unit was kept

over the stages i of the design, each within its strata; f is the fraction drawn. The expectation of the
variance of a total is the usual sum over stages. Factors belong to the units of the last stage. A stage
that drew one unit alone adds nothing of its own, and what was drawn within that unit counts all the same.

Source: Preston (2009), Rescaled bootstrap for stratified multistage sampling, Survey Methodology 35.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from chiso.survey.replicates.replicate_factors import Factors, FloatArray, refuse_lonely
from chiso.survey.replicates.streams import uniforms

if TYPE_CHECKING:
    from chiso.survey.design import Lonely
    from chiso.survey.psus import SampleFrame, Stage


def preston(frame: SampleFrame, seed: int, count: int, lonely: Lonely) -> Factors:
    """Factors (units of the last stage, replicates)."""
    refuse_lonely(frame, lonely)
    factor = np.ones((1, count))
    carried = np.ones((1, count))
    fraction_above = np.ones(1)
    for number, stage in enumerate(frame.stages):
        parent = stage.parent_of_unit
        drawn = stage.unit_counts.astype(np.float64)
        kept_count = stage.unit_counts // 2
        population = stage.population_counts
        fraction = np.where(
            np.isnan(population), 0.0, drawn / np.where(np.isnan(population), 1.0, population)
        )
        above = fraction_above[stage.parent_of_stratum]
        # One unit alone: nothing to leave out; it is kept, as it is, for what was drawn within it.
        alone = kept_count == 0
        safe = np.where(alone, 1, kept_count)
        stretch = np.where(
            alone, 0.0, np.sqrt(above * safe * (1 - fraction) / np.where(alone, 1.0, drawn - safe))
        )
        inflation = np.where(alone, 1.0, drawn / safe)
        kept = _keep_some(stage, safe, uniforms(seed, (number,), (len(parent), count)))
        of_unit = stage.stratum_of_unit
        term = stretch[of_unit, None] * (inflation[of_unit, None] * kept - 1)
        factor = factor[parent] + carried[parent] * term
        carried = carried[parent] * np.sqrt(inflation)[of_unit, None] * kept
        fraction_above = (above * fraction)[of_unit]
    freedom = min(len(frame.stratum_of_psu) - len(frame.psu_counts), count - 1)
    return Factors("preston", factor, 1 / count, np.ones(count), freedom, "leaf")


def _keep_some(stage: Stage, kept_count: FloatArray, uniform: FloatArray) -> FloatArray:
    """1 for the units with the smallest numbers of their stratum, 0 for the others: (units, replicates)."""
    stratum = stage.stratum_of_unit
    by_stratum = np.argsort(stratum, kind="stable")
    sizes = np.bincount(stratum, minlength=len(kept_count))
    place = np.arange(len(stratum)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    is_kept = (place < kept_count[stratum[by_stratum]]).astype(np.float64)
    kept = np.empty_like(uniform)
    # Sorted by stratum, then by number: the whole part of the key is the stratum.
    order = np.argsort(stratum[:, None] + uniform, axis=0, kind="stable")
    np.put_along_axis(kept, order, np.broadcast_to(is_kept[:, None], uniform.shape), axis=0)
    return kept
