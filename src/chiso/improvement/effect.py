"""What changed where something was done, against where it was not: difference-in-differences, exact.

    change(u) = after(u) − before(u)
    effect    = mean of change over units with it − mean of change over units without it
    variance  = s²(with)/n(with) + s²(without)/n(without)                (unequal variances, Welch)
    p         = share of all ways to choose as many units, for which |effect| is at least as large

p is Fisher's permutation test, counted in full: the sums of all choices are counted by how many units they
hold, which gives the exact share without drawing any. Figures are exact fractions throughout; only the
standard error is a root.

That two groups moved apart does not prove why: whoever was given a task may have been chosen because they
were low (and low ones rise by chance), and other things may have happened to them. The test asks only
whether a gap as large would be rare if the task had been given by lot.

Reference: J. D. Angrist, J.-S. Pischke, Mostly Harmless Econometrics, 2009, chapter 5; R. A. Fisher, The
Design of Experiments, 1935, section 21.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb, lcm

# Below two there is no spread; with fewer choices p could never fall below 5 in 100.
FEWEST_UNITS = 2
FEWEST_CHOICES = 20
# So many different sums are counted at most: some seconds, some hundred megabytes never.
MOST_SUMS = 400_000


@dataclass(frozen=True, slots=True)
class Observed:
    """A unit before and after; `has_it`: whether the thing was done there."""

    unit: str
    before: Fraction
    after: Fraction
    has_it: bool

    @property
    def change(self) -> Fraction:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Side:
    """The units with it, or those without: how many, their means; None where there are none."""

    count: int
    before: Fraction | None
    after: Fraction | None
    change: Fraction | None


@dataclass(frozen=True, slots=True)
class Effect:
    """Both sides, and what can be said of the difference.

    `difference`: None where one side is empty. `variance`: of the difference; None with fewer than two units
    on a side. `probability`: of a gap as large by lot; None with too few choices (`choices`), or too many
    different sums to count.
    """

    with_it: Side
    without_it: Side
    difference: Fraction | None
    variance: Fraction | None
    choices: int
    probability: Fraction | None

    @property
    def standard_error(self) -> Decimal | None:
        """The root of the variance, at 28 digits."""
        if self.variance is None:
            return None
        with localcontext() as context:
            context.prec = 28
            return (Decimal(self.variance.numerator) / Decimal(self.variance.denominator)).sqrt()


def effect_of(observed: Iterable[Observed]) -> Effect:
    """Compare the units with it and those without; a unit is given once."""
    rows = list(observed)
    assert len({row.unit for row in rows}) == len(rows), "a unit is given once"
    having = [row for row in rows if row.has_it]
    others = [row for row in rows if not row.has_it]
    with_it, without_it = _side(having), _side(others)
    if with_it.change is None or without_it.change is None:
        return Effect(with_it, without_it, None, None, 0, None)
    choices = comb(len(rows), len(having))
    enough = min(len(having), len(others)) >= FEWEST_UNITS
    variance = _variance(having) + _variance(others) if enough else None
    probability = _probability(having, others) if choices >= FEWEST_CHOICES else None
    return Effect(
        with_it, without_it, with_it.change - without_it.change, variance, choices, probability
    )  # fmt: skip


def _side(rows: Sequence[Observed]) -> Side:
    count = len(rows)
    if not count:
        return Side(0, None, None, None)
    before = sum((row.before for row in rows), Fraction()) / count
    after = sum((row.after for row in rows), Fraction()) / count
    return Side(count, before, after, after - before)


def _variance(rows: Sequence[Observed]) -> Fraction:
    """Of the mean change: the sum of squares over (n − 1), over n."""
    count = len(rows)
    mean = sum((row.change for row in rows), Fraction()) / count
    return sum(((row.change - mean) ** 2 for row in rows), Fraction()) / (count - 1) / count


def _probability(having: Sequence[Observed], others: Sequence[Observed]) -> Fraction | None:
    """The share of choices that give at least as large a gap; None where there are too many sums to count."""
    whole = lcm(*(row.change.denominator for row in (*having, *others)))
    chosen, rest = (
        [row.change.numerator * (whole // row.change.denominator) for row in rows]
        for rows in (having, others)
    )
    changes = chosen + rest
    # The smaller side is chosen: its complement gives the same gap with the other sign.
    size, seen = (len(chosen), sum(chosen)) if len(chosen) <= len(rest) else (len(rest), sum(rest))
    counts = _count_sums(changes, size)
    if counts is None:
        return None
    count, total = len(changes), sum(changes)

    def gap(of_chosen: int) -> int:
        # The difference of both means, times size × (count − size): whole numbers.
        return abs(of_chosen * (count - size) - (total - of_chosen) * size)

    large = sum(ways for found, ways in counts.items() if gap(found) >= gap(seen))
    return Fraction(large, comb(count, size))


def _count_sums(changes: Sequence[int], size: int) -> dict[int, int] | None:
    """In how many ways `size` of these numbers give each sum."""
    by_size: list[dict[int, int]] = [{0: 1}, *({} for _ in range(size))]
    for place, change in enumerate(changes):
        for held in range(min(place + 1, size), 0, -1):
            target = by_size[held]
            for found, ways in by_size[held - 1].items():
                target[found + change] = target.get(found + change, 0) + ways
        if sum(map(len, by_size)) > MOST_SUMS:
            return None
    return by_size[size]
