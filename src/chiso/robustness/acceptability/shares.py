"""How much of all weights gives each unit each rank, exactly, for few units and parts.

The weights that add up to 1 are a simplex. Where a difference d · w of two units changes its sign inside a
simplex, an edge from a corner above 0 to one below is cut where d · w = 0, which makes two simplices of it,
whose volumes are to the whole as the parts of the edge. Cut until no difference changes sign inside any, each
simplex has one ranking; volumes are fractions, so that shares are exact and add up to 1. Equal units tie.

The number of simplices grows fast: it is for the teaching and for tests of simulations; larger indices are
simulated by `chiso robustness`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

Corner = tuple[Fraction, ...]
MOST_SIMPLICES = 20_000


class TooMany(Exception):
    """More simplices than are cut."""


def acceptability(
    values: Sequence[Sequence[Fraction]], *, most: int = MOST_SIMPLICES
) -> list[list[Fraction]]:
    """The share of all weights that gives unit i rank r + 1: [i][r]. Raises TooMany.

    `values`: parts of each unit; the highest sum has rank 1, ties take the lowest rank.
    """
    units, parts = len(values), len(values[0])
    # At the corners of the whole simplex the scores of the units are their parts.
    whole = [tuple(one[part] for one in values) for part in range(parts)]
    shares = [[Fraction(0)] * units for _ in range(units)]
    waiting: list[tuple[list[Corner], Fraction]] = [(whole, Fraction(1))]
    done = 0
    while waiting:
        corners, volume = waiting.pop()
        halves = _cut(corners, units)
        if halves is None:
            done += 1
            for unit, rank in enumerate(_ranks(corners, units)):
                shares[unit][rank - 1] += volume
        else:
            waiting += [(half, volume * part) for half, part in halves]
        if done + len(waiting) > most:
            raise TooMany
    return shares


def _cut(corners: list[Corner], units: int) -> list[tuple[list[Corner], Fraction]] | None:
    """Two simplices with their parts of the volume; None where no two units change places inside.

    Corners hold the scores of the units there: scores are linear, so nothing else is needed.
    """
    for one, other in combinations(range(units), 2):
        leads = [corner[one] - corner[other] for corner in corners]
        high, low = (
            max(range(len(leads)), key=leads.__getitem__),
            min(range(len(leads)), key=leads.__getitem__),
        )
        if leads[high] > 0 > leads[low]:
            part = leads[high] / (leads[high] - leads[low])
            middle = tuple(a + part * (b - a) for a, b in zip(corners[high], corners[low], strict=True))
            near, far = list(corners), list(corners)
            # The half that keeps the high corner holds the part of the edge from there to the cut.
            near[low], far[high] = middle, middle
            return [(near, part), (far, 1 - part)]
    return None


def _ranks(corners: list[Corner], units: int) -> list[int]:
    """Ranks inside: no difference changes sign there, so the sum over the corners tells who is above."""
    sums = [sum(corner[unit] for corner in corners) for unit in range(units)]
    return [1 + sum(other > own for other in sums) for own in sums]
