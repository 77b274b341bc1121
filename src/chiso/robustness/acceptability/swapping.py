"""The smallest change of weights after which one unit no longer stands above another.

    minimise ½ Σ_j |w_j − w⁰_j|   or   max_j |w_j − w⁰_j|
    with w admissible and Σ_j w_j (x_aj − x_bj) ≤ 0

The first counts how much weight changes hands, the second how far any one weight moves. At the weights found
both units are level; a hair further and the other stands above. Where there are none, a stands above b under
all admissible weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from chiso.robustness.acceptability.admissible import Admissible
from chiso.robustness.acceptability.extremes import conditions, least_difference
from chiso.robustness.acceptability.linear_index import LinearIndex
from chiso.robustness.acceptability.solving import NoneExists, Program, solve

FloatArray = NDArray[np.float64]
Measure: TypeAlias = Literal["moved", "largest"]
MEASURES: tuple[Measure, ...] = ("moved", "largest")
LEVEL = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Swap:
    """`above` stands above `below` as the weights are given.

    `difference` of their sums, `least` the least that it can come to. `change` of the weights that are `at`
    (parts,) makes them level; both None where no admissible weights do. `is_level`: they are level already.
    """

    index: LinearIndex
    above: str
    below: str
    measure: Measure
    difference: float
    least: float
    change: float | None
    at: FloatArray | None
    is_level: bool = False


def smallest_swap(
    index: LinearIndex, one: str, other: str, allowed: Admissible, measure: Measure = "moved"
) -> Swap:
    """What it takes to swap two units, whichever of them stands above. ValueError for one unit twice."""
    if one == other:
        raise ValueError(f"{one} stands level with itself under all weights")
    difference = index.difference(one, other)
    if float(difference @ index.weights) < 0:
        one, other, difference = other, one, -difference
    now = float(difference @ index.weights)
    least = float(least_difference(difference[None, :], allowed)[0])
    if now <= LEVEL * index.scale:
        return Swap(index, one, other, measure, now, least, 0.0, index.weights, is_level=True)
    try:
        at = _solve(index, difference / index.scale, allowed, measure)
    except NoneExists:
        return Swap(index, one, other, measure, now, least, None, None)
    step = np.abs(at - index.weights)
    change = float(step.sum() / 2 if measure == "moved" else step.max())
    return Swap(index, one, other, measure, now, least, change, at)


def _solve(index: LinearIndex, difference: FloatArray, allowed: Admissible, measure: Measure) -> FloatArray:
    """Variables: the weights, then one step for each (moved) or one for all (largest)."""
    parts = len(index.codes)
    steps = parts if measure == "moved" else 1
    rows, low, high = conditions(allowed)
    of_step = np.eye(parts) if measure == "moved" else np.ones((parts, 1))
    own = np.eye(parts)
    table = np.vstack(
        [
            np.hstack([rows, np.zeros((len(rows), steps))]),
            np.concatenate([difference, np.zeros(steps)])[None, :],
            np.hstack([own, -of_step]),
            np.hstack([own, of_step]),
        ]
    )
    nothing = np.full(parts, np.inf)
    program = Program(
        np.concatenate([np.zeros(parts), np.ones(steps)]),
        np.concatenate([allowed.lower, np.zeros(steps)]),
        np.concatenate([allowed.upper, np.full(steps, np.inf)]),
        table,
        np.concatenate([low, [-np.inf], -nothing, index.weights]),
        np.concatenate([high, [0.0], index.weights, nothing]),
    )
    return solve(program).x[:parts]
