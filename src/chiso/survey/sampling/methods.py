"""One method after the other on the same terms: who is drawn, who follows as the reserve, joint chances.

The reserve are the units that were not drawn: in the order of the method where it has one (simple, Pareto),
else in the order of their numbers, as a simple random sample of what is left. A reserve unit that comes in
for another one has no chance of its own; it stands for a unit like the one that it replaces.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chiso.survey.sampling.brewer import brewer_joint, select_brewer
from chiso.survey.sampling.certainty import Probabilities, Sizes, Target
from chiso.survey.sampling.chao import chao_joint, select_chao
from chiso.survey.sampling.cube import select_cube
from chiso.survey.sampling.pareto import pareto_order
from chiso.survey.sampling.plan import COORDINATED, Method
from chiso.survey.sampling.random_numbers import HALVES, Halves, Numbers, Stream
from chiso.survey.sampling.sampford import LARGEST_TABLE, sampford_joint, select_sampford
from chiso.survey.sampling.simple import order_by_number, simple_joint
from chiso.survey.sampling.systematic import select_shuffled, select_systematic

Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Draw:
    """What a method gets: the units that are not certain, and how many of them are drawn."""

    n: int
    probabilities: Probabilities
    sizes: Sizes
    numbers: Numbers
    balance: NDArray[np.float64]
    stream: Stream


def sampford_fits(method: Method, count: int, n: int) -> bool:
    """Whether the tables of Sampford's method have room."""
    return method != "sampford" or (count + 1) * (n + 1) <= LARGEST_TABLE


def draw_open(method: Method, draw: Draw) -> tuple[Positions, Positions]:
    """Positions drawn, and all others in the order in which they would be a reserve."""
    if method in COORDINATED or draw.n == 0:
        order = pareto_order(draw.numbers, draw.probabilities) if method == "pareto" and draw.n else None
        order = order_by_number(draw.numbers) if order is None else order
        return order[: draw.n], order[draw.n :]
    drawn = _select(method, draw)
    order = order_by_number(draw.numbers)
    return drawn, order[~np.isin(order, drawn)]


def _select(method: Method, draw: Draw) -> Positions:
    stream = draw.stream
    if method == "systematic":
        return select_systematic(np.ones_like(draw.sizes), draw.n, stream.next_halves())
    if method == "pps_systematic":
        return select_systematic(draw.sizes, draw.n, stream.next_halves())
    if method == "pps_shuffled":
        return select_shuffled(draw.sizes, draw.n, stream.next_halves(), draw.numbers)
    if method == "brewer":
        return select_brewer(draw.probabilities, draw.n, stream.next_number)
    if method == "sampford":
        return select_sampford(draw.probabilities, draw.n, draw.numbers)
    if method == "chao":
        return select_chao(draw.sizes, draw.n, stream.next_number)
    # The method cube is left: with "all" every unit is certain, and none comes here.
    return select_cube(draw.probabilities, draw.balance, stream.next_number)


def joint_chances(method: Method, target: Target, sizes: Sizes) -> Probabilities:
    """π_kl of a group, (units, units), on the diagonal π_k; NaN where there is no closed form here."""
    open_ones = np.flatnonzero(~target.certain)
    joint = np.outer(target.probabilities, target.probabilities)
    if target.open_count:
        chances = target.probabilities[open_ones]
        joint[np.ix_(open_ones, open_ones)] = _joint_of_open(
            method, chances, sizes[open_ones], target.open_count
        )
    np.fill_diagonal(joint, target.probabilities)
    return joint


def _joint_of_open(method: Method, chances: Probabilities, sizes: Sizes, n: int) -> Probabilities:
    if method == "simple":
        return simple_joint(len(chances), n)
    if method == "brewer":
        return brewer_joint(chances, n)
    if method == "sampford":
        return sampford_joint(chances, n)
    if method == "chao":
        return chao_joint(sizes, n)
    return np.full((len(chances), len(chances)), np.nan)


def next_start_of(
    method: Method, target: Target, halves: Halves, start: int, drawn: Positions, reserve: Positions
) -> int:
    """Where the numbers of a later draw begin that is to avoid this one's units; in HALVES, even.

    simple: just behind the last number drawn, the reserve included. With n + reserve of this draw and n of
    the next not above the number of units, no unit is in both.
    pareto: a unit comes in about where its number is below its chance, so the start moves on by the largest
    chance, or by one half: a unit whose chance is above one half cannot always be avoided.
    """
    if method not in COORDINATED or not target.open_count:
        return start
    if method == "pareto":
        step = float(target.probabilities[~target.certain].max())
        return (start + 2 * int(min(step, 0.5) * (HALVES // 2))) % HALVES
    asked = np.concatenate([drawn, reserve])
    asked = asked[~target.certain[asked]]
    return (start + int(((halves[asked] - start) % HALVES).max()) + 1) % HALVES
