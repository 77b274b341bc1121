"""Sets of ranks from all differences of pairs at once, step by step.

    T_jk = (θ_j − θ_k)/s_jk,   s_jk² = s_j² + s_k² − 2 ρ_jk s_j s_k

The hypothesis "j is not above k" is rejected where T_jk > c. In the first step c is the quantile of the
largest (δ_j − δ_k)/s_jk over all ordered pairs, where δ are drawn deviations; in each further step over the
pairs that are not rejected yet, until no more fall. The probability of any false rejection stays below
1 − level (Romano and Wolf 2005), so that all sets of ranks hold at once. Both directions of a pair are
hypotheses of their own: a rejected one leaves, the opposite one stays.

For one unit alone only its own pairs are asked; its set is smaller, and holds for it alone.

Source: Mogstad, Romano, Shaikh, Wilhelm (2024), Inference for ranks with applications to mobility across
neighbourhoods and academic achievement across countries, Review of Economic Studies 91, 476–518.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chiso.robustness.rank_sets.deviations import correlation, draw_deviations
from chiso.robustness.rank_sets.intervals import quantile
from chiso.robustness.rank_sets.leagues import League
from chiso.robustness.rank_sets.order import BoolArray, RankOrder


def order_by_differences(
    league: League, *, level: float, count: int, seed: int, stepwise: bool = True, unit: str | None = None
) -> RankOrder:
    """Who stands above whom at the level, for all units at once or for one `unit` alone.

    `count`: draws of the deviations. `stepwise`: go on after the first critical value.
    """
    # numba takes 50 MB, which who reads a census does not need.
    from chiso.robustness.rank_sets.largest_difference import largest_differences

    errors = errors_of_differences(league)
    difference = league.estimate[:, None] - league.estimate[None, :]
    asked = ~np.eye(len(league.units), dtype=bool)
    if unit is not None:
        own = np.array([name == unit for name in league.units])
        asked &= own[:, None] | own[None, :]
    # A difference without error is what it is; it takes no part in the draws.
    above: BoolArray = (errors == 0) & asked & (difference > 0)
    asked &= errors > 0
    if not asked.any():
        return RankOrder(above, 0.0)
    inverse = np.divide(1.0, errors, out=np.zeros_like(errors), where=errors > 0)
    statistic = difference * inverse
    drawn = draw_deviations(league, count=count, seed=seed) * league.se[:, None]
    steps, critical = 0, float("nan")
    while asked.any():
        steps += 1
        critical = quantile(largest_differences(drawn, inverse, asked), level)
        rejected = asked & (statistic > critical)
        above |= rejected
        asked &= ~rejected
        if not stepwise or not rejected.any():
            break
    return RankOrder(above, critical, steps)


def errors_of_differences(league: League) -> NDArray[np.float64]:
    """s_jk: (units, units), 0 on the diagonal and where no error is left."""
    square = league.se[:, None] ** 2 + league.se[None, :] ** 2
    if league.joint is not None:
        square -= 2 * correlation(league) * league.se[:, None] * league.se[None, :]
        # Draws that move as one leave rounding and nothing else.
        square[square < 1e-12 * (league.se[:, None] ** 2 + league.se[None, :] ** 2)] = 0.0
    np.fill_diagonal(square, 0.0)
    return np.sqrt(square)
