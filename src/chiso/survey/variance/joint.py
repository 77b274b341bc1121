"""Units drawn with unequal chances without replacement, where the chance of each pair is known.

    Horvitz–Thompson     V = Σ_h Σ_i Σ_j Δ_ij z_i z_j,   Δ_ij = 1 − π_i π_j/π_ij,  Δ_ii = 1 − π_i
    Sen–Yates–Grundy     V = −½ Σ_h Σ_i Σ_j Δ_ij (z_i − z_j)²

π_i is the chance of a unit, π_ij that of a pair of a stratum (`Design.pairs`; strata are drawn apart), z_i
the weighted total of a unit, 0 where a domain has no rows in it. Sen–Yates–Grundy is for samples of a fixed
number and is 0 where totals are in proportion to chances. Horvitz and Thompson (1952); Sen (1953); Yates and
Grundy (1953); Särndal, Swensson, Wretman (1992), 2.8 and 3.6. R's `pps = ppsmat(…)` with `variance = "HT"`,
`"YG"`, which has one stage. Where units were drawn again within these, z_i is estimated, and the later
stages add the same to either sum (`stages`): over all samples of a fixed number −½ Σ_j Δ_ij has for z_i²
the mean of (1 − π_i), as Horvitz and Thompson's sum has for each sample. Both can come out below 0, and
then there is no error.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from chiso.language import text
from chiso.problems import Place, Problem, WrongCall
from chiso.survey.design import Design
from chiso.survey.psus import Real, SampleFrame
from chiso.survey.variance.stages import StageLayout

JOINT = ("joint", "horvitz_thompson")
# So many pairs are named where chances are wanting.
_NAMED = 5
# Beside a unit that is certain the chance of a pair is that of the other unit.
_ROUNDING = 1e-9


def tables_of_pairs(design: Design, frame: SampleFrame) -> tuple[Real, ...]:
    """Δ (n, n) of each stratum, its units in the order of the frame.

    Raises WrongCall (CH-8840) with the pairs that the design lacks, or whose chance is above that of a unit.
    """
    known = {frozenset((one, other)): chance for one, other, chance in design.pairs}
    chances = frame.probability_of_psu
    assert chances is not None
    ends = np.cumsum(frame.psu_counts)
    tables, wanting, too_large = [], [], []
    for begin, end in zip(ends - frame.psu_counts, ends, strict=True):
        names, own = frame.psu_names[begin:end], chances[begin:end]
        both = np.diag(own)
        for one in range(len(names)):
            for other in range(one):
                chance = known.get(frozenset((names[one], names[other])))
                if chance is None:
                    wanting.append(f"{names[other]}, {names[one]}")
                elif chance > min(own[one], own[other]) * (1 + _ROUNDING):
                    too_large.append(f"{names[other]}, {names[one]}")
                both[one, other] = both[other, one] = chance or np.nan
        tables.append(1 - np.outer(own, own) / both)
    problems = [
        _problem(pairs, is_wanting) for pairs, is_wanting in ((wanting, True), (too_large, False)) if pairs
    ]
    if problems:
        raise WrongCall(problems)
    return tuple(tables)


def sums_of_joint(
    stage: StageLayout,
    frame: SampleFrame,
    tables: Sequence[Real],
    left: Real,
    right: Real,
    *,
    fixed_size: bool,
) -> Real:
    """(G, K) what the first stage adds in each stratum; `left`, `right`: (U, K), the totals of its pairs."""
    before = np.cumsum(frame.psu_counts) - frame.psu_counts
    within = stage.unit_of_pair - before[stage.stratum_of_group][stage.group_of_pair]
    groups = np.empty((len(stage.group_starts), left.shape[1]))
    ends = np.append(stage.group_starts[1:], len(left))
    for group, (begin, end) in enumerate(zip(stage.group_starts, ends, strict=True)):
        table = tables[stage.stratum_of_group[group]]
        units, a, b = within[begin:end], left[begin:end], right[begin:end]
        groups[group] = (a * (table[np.ix_(units, units)] @ b)).sum(axis=0)
        if fixed_size:
            # Units without rows of the domain differ from the others by these.
            groups[group] -= table[units].sum(axis=1) @ (a * b)
    return groups


def _problem(pairs: Sequence[str], is_wanting: bool) -> Problem:
    shown = "; ".join(pairs[:_NAMED]) + ("; …" if len(pairs) > _NAMED else "")
    expected = text("Expected no joint chance above that of one of its two clusters.")
    mend = text("Take the chances from who drew the sample.")
    if is_wanting:
        expected = text("Expected the joint chance of every two clusters of a stratum.")
        mend = text("List {count} pairs more under “pairs”.", count=len(pairs))
    return Problem("CH-8840", Place(field="pairs"), shown, expected, mend)
