"""Sets of ranks of a league: the method that was asked for, the rows that tell it, and who is above whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np

from chiso.language import Text, text
from chiso.robustness.rank_sets.differences import errors_of_differences, order_by_differences
from chiso.robustness.rank_sets.intervals import order_by_bonferroni, order_by_intervals
from chiso.robustness.rank_sets.leagues import First, League
from chiso.robustness.rank_sets.letters import groups_of, letters_of
from chiso.robustness.rank_sets.order import RankOrder, order_exactly

Method: TypeAlias = Literal["differences", "intervals", "bonferroni"]
METHODS: tuple[Method, ...] = ("differences", "intervals", "bonferroni")
DRAWS = 10_000
CANNOT_SAY = text("cannot say: no rank can be excluded")


@dataclass(frozen=True, slots=True)
class Asked:
    """What sets of ranks are asked for. `draws`: how many deviations are drawn, where any are."""

    level: float = 0.95
    method: Method = "differences"
    first: First = "highest"
    draws: int = DRAWS
    seed: int = 1


@dataclass(frozen=True, slots=True)
class RankRow:
    """One unit: its rank by the estimates, the set of ranks that it may have, its groups.

    `rank`, `first`, `last` are 0 where there is none; `reason` then says why.
    """

    period: str
    code: str
    unit: str
    estimate: float
    se: float
    rank: int = 0
    first: int = 0
    last: int = 0
    letters: str = ""
    above: int = 0
    below: int = 0
    alike: int = 0
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """`above` stands above `below`; `difference` of their figures, with its error."""

    period: str
    code: str
    above: str
    below: str
    difference: float
    se: float


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """A league with its order. `groups`: positions of units that cannot be told apart, the best first."""

    league: League
    order: RankOrder
    groups: list[list[int]]
    first: First

    def rows(self) -> list[RankRow]:
        """The units by rank, then those left out by name."""
        league, order = self.league, self.order
        letters = letters_of(self.groups, len(league.units))
        best, worst, nothing = order.first, order.last, order.says_nothing
        rows = [
            RankRow(
                league.period,
                league.code,
                league.units[at],
                float(league.estimate[at]),
                float(league.se[at]),
                0 if nothing[at] else int(self.ranks[at]),
                int(best[at]),
                int(worst[at]),
                letters[at],
                int(best[at]) - 1,
                len(league.units) - int(worst[at]),
                int(worst[at] - best[at]),
                CANNOT_SAY if nothing[at] else None,
            )
            for at in self.by_rank
        ]
        nan = math.nan
        return rows + [
            RankRow(league.period, league.code, one.unit, one.estimate, nan, reason=one.reason)
            for one in league.left_out
        ]

    def pairs(self) -> list[Pair]:
        """Every statement "above stands above below", the best first."""
        league = self.league
        errors = errors_of_differences(league)
        return [
            Pair(
                league.period,
                league.code,
                league.units[one],
                league.units[other],
                float(league.estimate[one] - league.estimate[other]),
                float(errors[one, other]),
            )
            for one in self.by_rank
            for other in self.by_rank
            if self.order.above[one, other]
        ]

    @property
    def ranks(self) -> np.typing.NDArray[np.int64]:
        """Ranks by the estimates; equal ones take the lowest: (units,)."""
        figures = -self._turned().estimate
        return np.asarray(1 + np.searchsorted(np.sort(figures), figures), dtype=np.int64)

    @property
    def by_rank(self) -> list[int]:
        """Positions of the units from the best to the worst, equal ones by name."""
        return [int(at) for at in np.argsort(-self._turned().estimate, kind="stable")]

    def _turned(self) -> League:
        return _turn(self.league, self.first)


def rank_league(league: League, asked: Asked, *, unit: str | None = None) -> Ranked:
    """Sets of ranks that hold at once with probability `asked.level`; for one `unit` alone if it is named."""
    turned = _turn(league, asked.first)
    order = _order(turned, asked, unit)
    by_rank = [int(at) for at in np.argsort(-turned.estimate, kind="stable")]
    # What is asked of one unit says nothing of pairs of others.
    groups = groups_of(order.alike, by_rank) if unit is None else []
    return Ranked(league, order, groups, asked.first)


def rank_leagues(leagues: Sequence[League], asked: Asked) -> tuple[Ranked, ...]:
    """Each league for itself: the level is that of one league, not of all of them together."""
    return tuple(rank_league(league, asked) for league in leagues)


def _order(league: League, asked: Asked, unit: str | None) -> RankOrder:
    if league.is_exact:
        return order_exactly(league.estimate)
    if unit is not None:
        return order_by_differences(league, level=asked.level, count=asked.draws, seed=asked.seed, unit=unit)
    if asked.method == "bonferroni":
        return order_by_bonferroni(league, level=asked.level)
    if asked.method == "intervals":
        return order_by_intervals(league, level=asked.level, count=asked.draws, seed=asked.seed)
    return order_by_differences(league, level=asked.level, count=asked.draws, seed=asked.seed)


def _turn(league: League, first: First) -> League:
    """The league as if the highest figure were the best."""
    if first == "highest":
        return league
    joint = None if league.joint is None else -league.joint
    return replace(league, estimate=-league.estimate, joint=joint)
