"""Ranks: complete units only, ties numbered and broken as the framework states.

    lowest   1, 2, 2, 4     rank = 1 + how many are better
    highest  1, 3, 3, 4     rank = how many are at least as good
    dense    1, 2, 2, 3     rank = 1 + how many different better results there are

What is compared is the exact figure, or the published one where the framework says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Literal, TypeAlias

from chiso.frameworks.model import TOTAL
from chiso.units import Unit

if TYPE_CHECKING:
    from chiso.scoring.result import Result

Ties: TypeAlias = Literal["lowest", "highest", "dense"]
# Larger is better; what is absent is worse than anything.
StandingKey: TypeAlias = tuple[tuple[bool, Fraction], ...]


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One unit in the ranking; `rank` is None where it is not ranked."""

    unit: Unit
    score: Fraction | None
    max_score: Fraction | None
    rank: int | None
    of: int
    is_complete: bool
    league: str
    class_code: str


def rank_units(result: Result) -> tuple[RankingRow, ...]:
    """The ranked units by rank and code, then the others by code."""
    ranked = [unit for unit in result.units if is_ranked(result, unit)]
    codes = (TOTAL, *result.framework.index.tie_break)
    keys = {unit.uid: standing_key(result, unit, codes) for unit in ranked}
    order = number_ties([keys[unit.uid] for unit in ranked], result.framework.index.ties)
    ranks = {unit.uid: rank for unit, rank in zip(ranked, order, strict=True)}
    rows = [_row(result, unit, ranks.get(unit.uid), len(ranked)) for unit in result.units]
    return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.unit.code, row.unit.uid)))


def is_ranked(result: Result, unit: Unit) -> bool:
    """Whether a unit takes part in the ranking: complete, with a total, and the law allows it."""
    if result.framework.index.ranked == "none":
        return False
    return result.is_complete(unit.uid) and result.node(unit.uid).points is not None


def standing_key(result: Result, unit: Unit, codes: Iterable[str]) -> StandingKey:
    """What two units are compared by: the points of `codes`, in that order."""
    key = []
    for code in codes:
        points = result.node(unit.uid, code).points
        if points is None:
            key.append((False, Fraction(0)))
            continue
        if code == TOTAL:
            is_higher_better = result.framework.index.higher_is_better
            rounding = result.framework.published_rounding(TOTAL)
            if result.framework.index.ranked == "published" and rounding is not None:
                points = rounding.of(points)
        else:
            is_higher_better = result.framework.is_higher_better(result.framework.nodes_by_code[code])
        key.append((True, points if is_higher_better else -points))
    return tuple(key)


def number_ties(keys: Sequence[StandingKey], ties: Ties) -> list[int]:
    """The rank of each key; equal keys have equal ranks."""
    ranks: dict[StandingKey, int] = {}
    better = 0
    for different, (key, group) in enumerate(groupby(sorted(keys, reverse=True))):
        size = sum(1 for _ in group)
        ranks[key] = {"lowest": better + 1, "highest": better + size, "dense": different + 1}[ties]
        better += size
    return [ranks[key] for key in keys]


def _row(result: Result, unit: Unit, rank: int | None, ranked: int) -> RankingRow:
    total = result.node(unit.uid)
    given = result.classification.of(unit.uid, TOTAL)
    return RankingRow(
        unit,
        total.points,
        total.max_points,
        rank,
        ranked,
        result.is_complete(unit.uid),
        result.league.key,
        given.code if given else "",
    )
