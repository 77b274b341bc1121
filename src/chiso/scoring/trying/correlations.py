"""Criteria that hang together: correlation of the points of two criteria over the units.

    r = (n·Σxy − Σx·Σy) / √((n·Σx² − (Σx)²) · (n·Σy² − (Σy)²))

Pearson's r of the points, Spearman's ρ as r of their mean ranks. Everything under the root is a whole
number, so whether |r| reaches a bound is decided exactly; only the root itself is cut off, after six
places. A pair is looked at over the units that have points in both; a criterion that is the same for
all of them has no correlation and is in no pair. A correlation says that two criteria order the units
alike, not that they measure the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, groupby
from math import isqrt, lcm
from operator import mul

from chiso.scoring.result import Result
from chiso.scoring.trying.level import points_of

BOUND = Fraction(4, 5)
# Two units always lie on a line.
FEWEST_UNITS = 3
_PLACES = 10**6


@dataclass(frozen=True, slots=True)
class CorrelatedPair:
    """Two criteria; `pearson` and `spearman` to six places, over `units` (a count)."""

    one: str
    other: str
    pearson: Fraction
    spearman: Fraction
    units: int


@dataclass(frozen=True)
class Correlations:
    """The pairs of which one figure reaches the bound, the strongest first; what was left out."""

    bound: Fraction
    pairs: tuple[CorrelatedPair, ...]
    looked_at: int
    constant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """Whole numbers with Σx and n·Σx² − (Σx)²."""

    values: Sequence[int]
    total: int
    spread: int


def find_correlations(result: Result, bound: Fraction = BOUND) -> Correlations:
    """Every pair of criteria that count; `bound`: the least |r| or |ρ| of a pair that is listed."""
    points = {
        leaf.code: points_of(result, leaf.position)
        for leaf in result.prepared.leaves
        if not leaf.is_idle and leaf.role != "veto"
    }
    varying = {code: given for code, given in points.items() if len(set(given.values())) > 1}
    constant = tuple(code for code in points if code not in varying)
    whole = {code: _columns(list(given.values())) for code, given in varying.items()}
    pairs = []
    looked_at = 0
    for one, other in combinations(varying, 2):
        if varying[one].keys() == varying[other].keys():
            columns, units = (whole[one], whole[other]), len(varying[one])
        else:
            both = [uid for uid in varying[one] if uid in varying[other]]
            columns = (_columns([varying[one][u] for u in both]), _columns([varying[other][u] for u in both]))
            units = len(both)
        if units < FEWEST_UNITS or not (columns[0][0].spread and columns[1][0].spread):
            continue
        looked_at += 1
        figures = [_product(columns[0][kind], columns[1][kind]) for kind in (0, 1)]
        if any(_reaches(top, spread, bound) for top, spread in figures):
            pearson, spearman = (_quotient(top, spread) for top, spread in figures)
            pairs.append(CorrelatedPair(one, other, pearson, spearman, units))
    pairs.sort(key=lambda pair: -max(abs(pair.pearson), abs(pair.spearman)))
    return Correlations(bound, tuple(pairs), looked_at, constant)


def _columns(points: Sequence[Fraction]) -> tuple[_Column, _Column]:
    """The points as whole numbers, and their mean ranks times two."""
    scale = lcm(*(value.denominator for value in points)) if points else 1
    values = [value.numerator * (scale // value.denominator) for value in points]
    return _column(values), _column(_mean_ranks(values))


def _column(values: Sequence[int]) -> _Column:
    total = sum(values)
    return _Column(values, total, len(values) * sum(map(mul, values, values)) - total * total)


def _mean_ranks(values: Sequence[int]) -> list[int]:
    """Twice the mean rank of each value: those of equals are shared, so halves can occur."""
    ranks = {}
    smaller = 0
    for value, group in groupby(sorted(values)):
        size = sum(1 for _ in group)
        ranks[value] = 2 * smaller + size + 1
        smaller += size
    return [ranks[value] for value in values]


def _product(one: _Column, other: _Column) -> tuple[int, int]:
    """The top of the fraction, and what stands under the root below."""
    top = len(one.values) * sum(map(mul, one.values, other.values)) - one.total * other.total
    return top, one.spread * other.spread


def _reaches(top: int, spread: int, bound: Fraction) -> bool:
    return top * top * bound.denominator**2 >= bound.numerator**2 * spread


def _quotient(top: int, spread: int) -> Fraction:
    root = isqrt(top * top * _PLACES**2 // spread)
    return Fraction(root if top >= 0 else -root, _PLACES)
