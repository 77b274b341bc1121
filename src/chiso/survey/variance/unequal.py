"""Units drawn with unequal chances without replacement, where joint chances are not known.

    Brewer        V = Σ_h n/(n − 1) Σ_i (1 − π_i)(z_i − z̄)²
    Overton       V = Σ_h [ Σ_i (1 − π_i) z_i² + Σ_{i≠j} ((π_i + π_j)/2 − 1) z_i z_j / (n − 1) ]
    Hartley–Rao   V = Σ_h [ Σ_i (1 − π_i) z_i² + Σ_{i≠j} (π_i + π_j − 1 − π̄) z_i z_j / (n − 1) ]

π_i is the chance of a unit, z_i its weighted total, π̄ the mean of π_i over the drawn units of the stratum
(it estimates Σ_U π²/n of the population). Brewer (2002), Combined Survey Sampling Inference, ch. 9, in the
form of R's `pps = "brewer"`, at any stage; Overton (1985) and Hartley & Rao (1962) in that of
`pps = "overton"` and `pps = HR()`, at one stage. The double sums are products of single ones, so that no
matrix of pairs is needed. In a stratum with one unit the two latter have (1 − π) z² alone.
"""

from __future__ import annotations

import numpy as np

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.design import Approximation, Design
from chiso.survey.psus import Real, SampleFrame
from chiso.survey.variance.stages import Layout

# Approximations of the chances of pairs of units.
PAIRS = ("overton", "hartley_rao")


def refuse_approximation(design: Design, frame: SampleFrame) -> None:
    """Raise WrongCall (CH-3139) where the data do not allow the approximation that the design names."""
    if not design.approximation:
        return
    if frame.probability_of_psu is None or (design.approximation != "brewer" and frame.later):
        raise WrongCall(
            [
                Problem(
                    "CH-3139",
                    Place(field="approximation"),
                    design.approximation,
                    text(
                        "Expected the chance of each unit (probability) at the first stage, and one stage "
                        "for every approximation but Brewer's."
                    ),
                    text("Name the column of the chances, or take approximation: brewer."),
                )
            ]
        )


def covariances_of_pairs(
    layout: Layout, frame: SampleFrame, left: Real, right: Real, approximation: Approximation
) -> Real:
    """(D, K) the covariances of totals by Overton's or Hartley and Rao's chances of pairs.

    `left`, `right`: (R, K), in the order of the cells that the layout was made for.
    """
    stage = layout.stages[0]
    chances = frame.probability_of_psu
    assert chances is not None
    total = np.zeros((layout.domain_count, left.shape[1]))
    if not len(stage.group_starts):
        return total
    of_pair = chances[stage.unit_of_pair][:, None]
    one = np.add.reduceat(left[layout.order], stage.pair_starts)
    other = np.add.reduceat(right[layout.order], stage.pair_starts)

    def summed(figures: Real) -> Real:
        return np.add.reduceat(figures, stage.group_starts)

    products = one * other
    sums = summed(one) * summed(other)
    mixed = (summed(of_pair * one) * summed(other) + summed(of_pair * other) * summed(one)) / 2
    if approximation == "overton":
        pairs = mixed - sums - summed((of_pair - 1) * products)
    else:
        counts = np.bincount(frame.stratum_of_psu, minlength=len(frame.psu_counts))
        means = np.bincount(frame.stratum_of_psu, chances) / counts
        mean = means[stage.stratum_of_group][:, None]
        mean_of_pair = mean[stage.group_of_pair]
        pairs = 2 * mixed - (1 + mean) * sums - summed((2 * of_pair - 1 - mean_of_pair) * products)
    drawn = stage.drawn[:, None]
    several = np.divide(pairs, drawn - 1, out=np.zeros_like(pairs), where=drawn > 1)
    blocks = np.add.reduceat(summed((1 - of_pair) * products) + several, stage.block_starts)
    np.add.at(total, stage.domain_of_block, blocks)
    return total
