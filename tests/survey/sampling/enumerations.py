"""Chances of inclusion by going through every case: slow, plain, and nothing of the code under test."""

from __future__ import annotations

import itertools
from collections import defaultdict
from fractions import Fraction


def sampford_by_rejection(chances: list[Fraction], n: int) -> dict[tuple[int, ...], Fraction]:
    """The definition: one draw with π / n, n − 1 with π / (1 − π), with replacement; kept if all differ."""
    odds = [one / (1 - one) for one in chances]
    total = sum(odds)
    kept: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
    for first in range(len(chances)):
        for rest in itertools.product(range(len(chances)), repeat=n - 1):
            if len({first, *rest}) == n:
                chance = chances[first] / n
                for one in rest:
                    chance *= odds[one] / total
                kept[tuple(sorted((first, *rest)))] += chance
    everything = sum(kept.values())
    return {drawn: chance / everything for drawn, chance in kept.items()}


def brewer_by_draws(chances: list[Fraction], n: int) -> dict[tuple[int, ...], Fraction]:
    """Every order in which n units can be drawn, with the chances that Brewer gives to each draw."""
    found: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
    for order in itertools.permutations(range(len(chances)), n):
        chance = Fraction(1)
        for place in range(n):
            left = n - sum((chances[one] for one in order[:place]), Fraction(0))
            draws = n - place
            odds = {
                one: chances[one]
                if draws == 1
                else chances[one] * (left - chances[one]) / (left - chances[one] * draws)
                for one in range(len(chances))
                if one not in order[:place]
            }
            chance *= odds[order[place]] / sum(odds.values())
        found[tuple(sorted(order))] += chance
    return dict(found)


def proportional(sizes: list[int], n: int) -> list[Fraction]:
    """n x / Σ x, those above 1 set to 1, again with the others."""
    certain: set[int] = set()
    while True:
        rest = [k for k in range(len(sizes)) if k not in certain]
        total = sum(sizes[k] for k in rest)
        more = {k for k in rest if (n - len(certain)) * sizes[k] >= total}
        if not more or len(certain) == n:
            left = n - len(certain)
            return [
                Fraction(1) if k in certain else Fraction(left * sizes[k], total) for k in range(len(sizes))
            ]
        certain |= more


def chao_by_steps(sizes: list[int], n: int) -> dict[tuple[int, ...], Fraction]:
    """Every reservoir that can come about, unit after unit."""
    reservoirs = {tuple(range(n)): Fraction(1)}
    before = [Fraction(1)] * n
    for unit in range(n, len(sizes)):
        now = proportional(sizes[: unit + 1], n)
        following: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
        for reservoir, chance in reservoirs.items():
            following[reservoir] += chance * (1 - now[unit])
            for one in reservoir:
                leaving = (1 - now[one] / before[one]) / now[unit]
                kept = tuple(other for other in reservoir if other != one)
                following[(*kept, unit)] += chance * now[unit] * leaving
        reservoirs, before = dict(following), now
    return reservoirs


def joint_of(samples: dict[tuple[int, ...], Fraction], count: int) -> list[list[float]]:
    """π_kl from the chance of every sample."""
    joint = [[Fraction(0)] * count for _ in range(count)]
    for drawn, chance in samples.items():
        for one in drawn:
            for other in drawn:
                joint[one][other] += chance
    return [[float(cell) for cell in row] for row in joint]
