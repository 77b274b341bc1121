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
from math import lcm
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from chiso.figures import Rounding
from chiso.frameworks.model import TOTAL
from chiso.language import Bilingual
from chiso.scoring.statuses import INCOMPLETE
from chiso.units import Unit

if TYPE_CHECKING:
    from chiso.scoring.result import Result

Ties: TypeAlias = Literal["lowest", "highest", "dense"]
# For each criterion: whether there are points, and they as a whole number; larger is better, and
# what is absent is worse than anything.
StandingKey: TypeAlias = tuple[int, ...]


class RankingRow(NamedTuple):
    """One unit in the ranking; `rank` is None where it is not ranked."""

    unit: Unit
    score: Fraction | None
    max_score: Fraction | None
    rank: int | None
    of: int
    is_complete: bool
    league: str
    class_code: str
    class_title: Bilingual


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that units are compared by: a node, whether more is better, how it is rounded first."""

    position: int
    is_higher_better: bool
    rounding: Rounding | None


def standing_keys(result: Result, uids: Sequence[str], codes: Iterable[str]) -> list[StandingKey]:
    """What the units are compared by: the points of `codes`, the first deciding; the greater is ahead.

    Figures of one criterion are brought to a common denominator, so that whole numbers are compared:
    as exact as fractions, and quicker.
    """
    return keys_of(
        (criterion, [result.scores[uid].points[criterion.position] for uid in uids])
        for criterion in (criterion_of(result, code) for code in codes)
    )


def keys_of(columns: Iterable[tuple[Criterion, Sequence[Fraction | None]]]) -> list[StandingKey]:
    """The key of each unit; a column: one criterion with the points of all units, the first deciding."""
    figures: list[Iterable[int]] = []
    for criterion, points in columns:
        compared = [_comparable(own, criterion) for own in points]
        common = lcm(*(figure.denominator for figure in compared if figure is not None))
        figures.append([figure is not None for figure in compared])
        figures.append(
            [
                0 if figure is None else figure.numerator * (common // figure.denominator)
                for figure in compared
            ]
        )
    return list(zip(*figures, strict=True))


def rank_units(result: Result) -> tuple[RankingRow, ...]:
    """The ranked units by rank and code, then the others by code."""
    index = result.framework.index
    ranked = ranked_units(result)
    keys = standing_keys(result, [unit.uid for unit in ranked], (TOTAL, *index.tie_break))
    ranks = {unit.uid: rank for unit, rank in zip(ranked, number_ties(keys, index.ties), strict=True)}
    classes = result.classification
    rows = []
    for unit in result.units:
        scores = result.scores[unit.uid]
        given = classes.of(unit.uid, TOTAL)
        rows.append(
            RankingRow(
                unit,
                scores.points[0],
                scores.maxima[0],
                ranks.get(unit.uid),
                len(ranked),
                scores.statuses[0] not in INCOMPLETE,
                result.league.key,
                given.code if given else "",
                given.title if given else Bilingual(),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.unit.code, row.unit.uid)))


def ranked_units(result: Result) -> list[Unit]:
    """The units that take part in the ranking: complete, with a total, where the law allows one."""
    if result.framework.index.ranked == "none":
        return []
    return [unit for unit in result.units if result.scores[unit.uid].points[0] is not None]


def number_ties(keys: Sequence[StandingKey], ties: Ties) -> list[int]:
    """The rank of each key; equal keys have equal ranks."""
    ranks: dict[StandingKey, int] = {}
    better = 0
    for different, (key, group) in enumerate(groupby(sorted(keys, reverse=True))):
        size = sum(1 for _ in group)
        ranks[key] = {"lowest": better + 1, "highest": better + size, "dense": different + 1}[ties]
        better += size
    return [ranks[key] for key in keys]


def criterion_of(result: Result, code: str) -> Criterion:
    """A node as units are compared by it."""
    framework = result.framework
    position = result.prepared.positions[code]
    if code != TOTAL:
        return Criterion(position, framework.is_higher_better(framework.nodes_by_code[code]), None)
    rounding = framework.published_rounding(TOTAL) if framework.index.ranked == "published" else None
    return Criterion(position, framework.index.higher_is_better, rounding)


def _comparable(points: Fraction | None, criterion: Criterion) -> Fraction | None:
    if points is None:
        return None
    if criterion.rounding is not None:
        points = criterion.rounding.of(points)
    return points if criterion.is_higher_better else -points
