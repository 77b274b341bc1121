"""Units drawn with unequal chances without replacement, where joint chances are not known.

    Brewer        V = Σ_h n/(n − 1) Σ_i (1 − π_i)(z_i − z̄)²
    Overton       V = Σ_h [ Σ_i (1 − π_i) z_i² + Σ_{i≠j} ((π_i + π_j)/2 − 1) z_i z_j / (n − 1) ]
    Hartley–Rao   V = Σ_h [ Σ_i (1 − π_i) z_i² + Σ_{i≠j} (π_i + π_j − 1 − π̄) z_i z_j / (n − 1) ]

π_i is the chance of a unit, z_i its weighted total, π̄ the mean of π_i over the drawn units of the stratum
(it estimates Σ_U π²/n of the population). Brewer (2002), Combined Survey Sampling Inference, ch. 9, in the
form of R's `pps = "brewer"`, at any stage; Overton (1985) and Hartley & Rao (1962) in that of
`pps = "overton"` and `pps = HR()`, at the first stage (in R the only one; what later ones add stands in
`stages`, chances there are taken as Brewer takes them). The double sums are products of single ones, so
that no matrix of pairs is needed. In a stratum with one unit the two latter have (1 − π) z², unless the
design says `lonely: adjust` or `average`.
"""

from __future__ import annotations

import numpy as np

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.design import Approximation, Design
from chiso.survey.psus import Real, SampleFrame
from chiso.survey.variance.stages import StageLayout

# Approximations of the chances of pairs of units.
PAIRS = ("overton", "hartley_rao")


def refuse_approximation(design: Design, frame: SampleFrame) -> None:
    """Raise WrongCall (CH-3139) where the data do not allow the approximation that the design names."""
    if not design.approximation:
        return
    if frame.probability_of_psu is None:
        raise WrongCall(
            [
                Problem(
                    "CH-3139",
                    Place(field="approximation"),
                    design.approximation,
                    text("Expected the chance of each unit (probability) at the first stage."),
                    text("Name the column of the chances, or take the approximation out."),
                )
            ]
        )


def sums_of_pairs(
    stage: StageLayout, frame: SampleFrame, left: Real, right: Real, approximation: Approximation
) -> Real:
    """(G, K) what the first stage adds in each stratum by Overton's or Hartley and Rao's chances of pairs.

    `left`, `right`: (U, K), the totals of the pairs (domain, unit) of the stage.
    """
    chances = frame.probability_of_psu
    assert chances is not None
    of_pair = chances[stage.unit_of_pair][:, None]

    def summed(figures: Real) -> Real:
        return np.add.reduceat(figures, stage.group_starts)

    products = left * right
    sums = summed(left) * summed(right)
    mixed = (summed(of_pair * left) * summed(right) + summed(of_pair * right) * summed(left)) / 2
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
    return np.asarray(summed((1 - of_pair) * products) + several)
