"""Sets of ranks from simultaneous intervals of the estimates.

    j stands above k where the whole interval of j lies above that of k

independent    half-width t_{d}(1 − γ/2) s with 1 − γ = (1 − α)^(1/units); with joint draws c s, where c is
               the quantile of the largest |deviation| of all units
bonferroni     half-width t_{d}(1 − α/(2 units)) s: holds whatever the errors have to do with one another

Source: Klein, Wright, Wieczorek (2020), A joint confidence region for an overall ranking of populations,
Journal of the Royal Statistical Society C 69, 589–606.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from chiso.robustness.rank_sets.deviations import FEWEST_DEGREES, draw_deviations
from chiso.robustness.rank_sets.leagues import League
from chiso.robustness.rank_sets.order import RankOrder


def order_by_intervals(league: League, *, level: float, count: int, seed: int) -> RankOrder:
    """Who stands above whom by intervals of independent estimates, or by those of joint draws."""
    if league.joint is None:
        return _separate(league, _half_widths(league, level ** (1 / len(league.units))))
    varying = league.se > 0
    if not varying.any():
        return _separate(league, np.zeros_like(league.se))
    largest = np.abs(draw_deviations(league, count=count, seed=seed)[varying]).max(axis=0)
    critical = quantile(largest, level)
    return _separate(league, critical * league.se, critical)


def order_by_bonferroni(league: League, *, level: float) -> RankOrder:
    """Who stands above whom by intervals that hold under any dependence."""
    return _separate(league, _half_widths(league, 1 - (1 - level) / len(league.units)))


def quantile(drawn: NDArray[np.float64], level: float) -> float:
    """The smallest drawn value with at least the share `level` of count + 1 at or below it."""
    place = min(int(np.ceil(level * (len(drawn) + 1))), len(drawn))
    return float(np.partition(drawn, place - 1)[place - 1])


def _half_widths(league: League, level_of_one: float) -> NDArray[np.float64]:
    critical = stdtrit(np.clip(league.df, FEWEST_DEGREES, 1e10), (1 + level_of_one) / 2)
    return np.asarray(critical * league.se, dtype=np.float64)


def _separate(league: League, half: NDArray[np.float64], critical: float = float("nan")) -> RankOrder:
    low, high = league.estimate - half, league.estimate + half
    return RankOrder(low[:, None] > high[None, :], critical)
