"""A total shared among strata: proportional, equal, Neyman, power; whole numbers that are exact.

    proportional  n_h ∝ N_h             equal  n_h ∝ 1
    neyman        least Σ N_h² S_h² / n_h     (n_h ∝ N_h S_h)
    power         least Σ X_h^{2q} C_h² / n_h (n_h ∝ X_h^q C_h),  C_h = S_h / mean_h, 0 ≤ q ≤ 1

each with Σ n_h = total, or Σ c_h n_h ≤ budget, and least_h ≤ n_h ≤ N_h (nobody is asked twice). The first two
split by the largest remainder. The other two are the exact optimum among whole numbers, not Neyman's
fractions rounded: one unit after another goes to the stratum where it lowers the sum most, by Wright's
priority values W_h / [k (k + 1) c_h], W_h = N_h² S_h² or X_h^{2q} C_h². With a budget each step of that way
is the best for what it costs; where the next stratum is too dear, cheaper ones that still fit are served.

X^{2q} is a fraction where 2q is whole; else it is taken to 28 digits.

Source: Neyman 1934; Bankier 1988, "Power allocations"; Wright 2012, 2017, "Exact optimal sample allocation:
more efficient than Neyman", and 2020 (bounds and costs).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import floor, isqrt
from typing import Literal, TypeAlias

from chiso.survey.sampling.shares import split_whole

AllocationMethod: TypeAlias = Literal["proportional", "equal", "neyman", "power"]
_CONTEXT = Context(prec=28)


@dataclass(frozen=True, slots=True)
class Stratum:
    """What an allocation knows of a stratum. `variance` is S², `importance` is X."""

    name: str
    population: int
    variance: Fraction = Fraction(1)
    mean: Fraction = Fraction(1)
    importance: Fraction | None = None
    cost: Fraction = Fraction(1)
    least: int = 0

    @property
    def bounds(self) -> tuple[int, int]:
        """Least and most; a stratum smaller than its least is taken whole."""
        return min(self.least, self.population), self.population


def weight_of(stratum: Stratum, method: AllocationMethod, power: Fraction) -> Fraction:
    """W_h of the priority values."""
    if method == "power":
        size = stratum.importance if stratum.importance is not None else Fraction(stratum.population)
        return _power(size, 2 * power) * stratum.variance / stratum.mean**2
    return stratum.population**2 * stratum.variance


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        return base**exponent.numerator
    if not base:
        return Fraction(0)
    exact = _CONTEXT.divide(Decimal(base.numerator), Decimal(base.denominator))
    raised = _CONTEXT.divide(Decimal(exponent.numerator), Decimal(exponent.denominator))
    return Fraction(_CONTEXT.power(exact, raised))


def allocate(
    strata: Sequence[Stratum], total: int, method: AllocationMethod, *, power: Fraction = Fraction(1, 2)
) -> list[int]:
    """n_h of each stratum. Σ least <= total <= Σ population, where least is the smaller of least and N_h."""
    bounds = [stratum.bounds for stratum in strata]
    least, most = [low for low, _ in bounds], [high for _, high in bounds]
    if method in ("proportional", "equal"):
        shares = [Fraction(one.population if method == "proportional" else 1) for one in strata]
        return split_whole(total, shares, least, most)
    weights = [weight_of(stratum, method, power) for stratum in strata]
    start = [
        max(low, min(1, high)) if weight else low
        for low, high, weight in zip(least, most, weights, strict=True)
    ]
    if sum(start) > total:
        # Fewer than one for each: the first unit of a stratum counts beyond all others, the largest W first.
        return _first_units(total, weights, least, most)
    near = _jump(total, weights, start, most)
    return _climb(total, weights, near, most)


def _first_units(
    total: int, weights: Sequence[Fraction], least: Sequence[int], most: Sequence[int]
) -> list[int]:
    found = list(least)
    by_weight = sorted(range(len(weights)), key=lambda h: -weights[h])
    for h in [h for h in by_weight if weights[h] and not found[h] and most[h]][: total - sum(least)]:
        found[h] = 1
    return found


def _jump(total: int, weights: Sequence[Fraction], start: Sequence[int], most: Sequence[int]) -> list[int]:
    """A state on the way that is not beyond `total`: all steps whose priority is above some value."""
    roots = sum(float(weight) ** 0.5 for weight in weights)
    value = Fraction((roots / total) ** 2) if roots else Fraction(1)
    while True:
        steps = [_steps_above(weight, value) for weight in weights]
        reached = [min(max(low, step), high) for low, step, high in zip(start, steps, most, strict=True)]
        if sum(reached) <= total:
            return reached
        value *= Fraction(21, 20)


def _steps_above(weight: Fraction, value: Fraction) -> int:
    """The number of units after all steps k → k + 1 with weight / [k (k + 1)] above `value`."""
    most = weight / value
    k = (isqrt(4 * floor(most) + 1) - 1) // 2
    # k (k + 1) <= most; the step from k counts only where it is strictly below.
    return k + 1 if Fraction(k * (k + 1)) < most else k


def _climb(total: int, weights: Sequence[Fraction], start: Sequence[int], most: Sequence[int]) -> list[int]:
    """Unit after unit to the largest priority value; equal ones in the order of the list."""
    found = list(start)
    queue = [(-_priority(weights[h], found[h]), h) for h in range(len(found)) if found[h] < most[h]]
    heapq.heapify(queue)
    for _ in range(total - sum(found)):
        _, h = heapq.heappop(queue)
        found[h] += 1
        if found[h] < most[h]:
            heapq.heappush(queue, (-_priority(weights[h], found[h]), h))
    return found


def _priority(weight: Fraction, units: int) -> Fraction:
    # The first unit of a stratum counts beyond all bounds; only weights of nought come here without one.
    return weight / (units * (units + 1)) if units else weight


def allocate_budget(
    strata: Sequence[Stratum], budget: Fraction, method: AllocationMethod, *, power: Fraction = Fraction(1, 2)
) -> list[int]:
    """n_h of each stratum for Σ cost n_h <= budget. One unit at least of each stratum that counts.

    Only for `neyman` and `power`. The least numbers must be within the budget.
    """
    weights = [weight_of(stratum, method, power) for stratum in strata]
    found = least_of_budget(strata, weights)
    left = budget - sum((one.cost * n for one, n in zip(strata, found, strict=True)), Fraction(0))
    queue = [
        (-_priority(weights[h], found[h]) / one.cost, h)
        for h, one in enumerate(strata)
        if weights[h] and found[h] < one.population
    ]
    heapq.heapify(queue)
    while queue:
        _, h = heapq.heappop(queue)
        if strata[h].cost > left:
            continue
        found[h] += 1
        left -= strata[h].cost
        if found[h] < strata[h].population:
            heapq.heappush(queue, (-_priority(weights[h], found[h]) / strata[h].cost, h))
    return found


def least_of_budget(strata: Sequence[Stratum], weights: Sequence[Fraction]) -> list[int]:
    """Where a budget begins: the least of each stratum, and one of each that counts."""
    return [
        max(one.bounds[0], min(1, one.population)) if weight else one.bounds[0]
        for one, weight in zip(strata, weights, strict=True)
    ]
