"""Sampford's method: chances of inclusion exactly in proportion to size, joint ones computable.

    p(s) ∝ Π_{k∈s} π_k Π_{k∉s} (1 − π_k) · Σ_{k∈s} (1 − π_k)        over all sets s of n units

It is defined by rejection: draw one unit with chances π_k / n and n − 1 more, with replacement, with chances
in proportion to π_k / (1 − π_k); keep the draw if all n differ. For large n hardly any draw is kept, so the
set is built here unit by unit, with the chance that the definition gives it. Over the units from i on let

    F_i[m] = Σ over their sets of m units of  Π π Π (1 − π)
    G_i[m] = the same sum, each set times the (1 − π) of its units
    F_i[m] = (1 − π_i) F_{i+1}[m] + π_i F_{i+1}[m−1]
    G_i[m] = (1 − π_i) G_{i+1}[m] + π_i (G_{i+1}[m−1] + (1 − π_i) F_{i+1}[m−1])

With m units wanted and A = Σ (1 − π) over those taken before, unit i is taken with the chance
π_i (G_{i+1}[m−1] + (A + 1 − π_i) F_{i+1}[m−1]) / (G_i[m] + A F_i[m]). All terms are positive: none cancels.
Unit i is taken if its own number lies below that chance, so one number a unit is enough.

Source: Sampford 1967, "On sampling without replacement with unequal probabilities of selection";
Tillé 2006, Sampling Algorithms, 5.5 (the form of p(s)). The recursion is ours, from that form.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chiso.survey.sampling.certainty import Probabilities

# Two tables of doubles of units × n: 800 MB at the most.
LARGEST_TABLE = 50_000_000
# Joint probabilities take units² steps over arrays of units × n.
MOST_JOINT_UNITS = 300


def select_sampford(probabilities: Probabilities, n: int, numbers: NDArray[np.float64]) -> NDArray[np.intp]:
    """Positions of the n units drawn, in the order of the list. Σ probabilities = n, each below 1."""
    plain, weighted = _tables_of_rest(probabilities, n)
    drawn = []
    wanted, before = n, 0.0
    # Each unit's chance hangs on those before it: a loop by nature, over scalars.
    for unit, (chance, number) in enumerate(zip(probabilities.tolist(), numbers.tolist(), strict=True)):
        if not wanted:
            break
        after = unit + 1
        with_it = chance * (weighted[after, wanted - 1] + (before + 1 - chance) * plain[after, wanted - 1])
        without = (1 - chance) * (weighted[after, wanted] + before * plain[after, wanted])
        if number * (with_it + without) < with_it:
            drawn.append(unit)
            wanted -= 1
            before += 1 - chance
    return np.asarray(drawn, dtype=np.intp)


def _tables_of_rest(probabilities: Probabilities, n: int) -> tuple[Probabilities, Probabilities]:
    """F and G over the units from each position on, (units + 1, n + 1)."""
    count = len(probabilities)
    plain = np.zeros((count + 1, n + 1))
    weighted = np.zeros((count + 1, n + 1))
    plain[count, 0] = 1.0
    for unit in range(count - 1, -1, -1):
        chance = float(probabilities[unit])
        plain[unit] = (1 - chance) * plain[unit + 1]
        plain[unit, 1:] += chance * plain[unit + 1, :-1]
        weighted[unit] = (1 - chance) * weighted[unit + 1]
        weighted[unit, 1:] += chance * (weighted[unit + 1, :-1] + (1 - chance) * plain[unit + 1, :-1])
    return plain, weighted


def sampford_joint(probabilities: Probabilities, n: int) -> Probabilities:
    """π_kl, (units, units), on the diagonal π_k; NaN beside it above `MOST_JOINT_UNITS` units.

    A unit is taken out of the sums by giving it the chance nought; the units before and after another one
    are then put together, so that again all terms are positive.
    """
    count = len(probabilities)
    joint = np.full((count, count), np.nan)
    if count <= MOST_JOINT_UNITS:
        _, weighted = _tables_of_rest(probabilities, n)
        for unit in range(count if n > 1 else 0):
            others = probabilities.copy()
            others[unit] = 0.0
            plain_without, weighted_without = _sums_without_each(others, n - 2)
            both = probabilities[unit] * probabilities
            both *= weighted_without + (2 - probabilities[unit] - probabilities) * plain_without
            joint[unit] = both / weighted[0, n]
        if n == 1:
            joint[:] = 0.0
    np.fill_diagonal(joint, probabilities)
    return joint


def _sums_without_each(probabilities: Probabilities, m: int) -> tuple[Probabilities, Probabilities]:
    """For each unit: F[m] and G[m] over all the others."""
    plain_after, weighted_after = _tables_of_rest(probabilities, m)
    backwards = _tables_of_rest(probabilities[::-1], m)
    plain_before, weighted_before = (table[::-1] for table in backwards)
    # before[i]: units 0 … i − 1; after[i + 1]: units i + 1 …; m of them in all.
    plain_before, weighted_before = plain_before[:-1], weighted_before[:-1]
    plain_rest, weighted_rest = plain_after[1:, ::-1], weighted_after[1:, ::-1]
    plain = (plain_before * plain_rest).sum(axis=1)
    weighted = (plain_before * weighted_rest + weighted_before * plain_rest).sum(axis=1)
    return plain, weighted
