"""Intervals of numbers whose ends say whether they are included, and what several of them cover.

    x lies in the interval    lower < x or lower = x (if included), and likewise above

A line of numbers is cut at every bound into cells: before the first bound, the bound itself, the
gap after it, and so on. Two things follow from the cells: the proof that a list of intervals meets
each number of a domain exactly once, and a table in which a number finds its cell by bisection of
whole numbers, without comparing fractions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm

from chiso.language import Listing, Value, listing


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between two ends; None is an open end. `includes_…` is idle at an open end."""

    lower: Fraction | None = None
    includes_lower: bool = True
    upper: Fraction | None = None
    includes_upper: bool = True

    def contains(self, number: Fraction) -> bool:
        """Whether `number` lies in the interval."""
        if self.lower is not None and (
            number < self.lower or (number == self.lower and not self.includes_lower)
        ):
            return False
        return self.upper is None or (number < self.upper or (number == self.upper and self.includes_upper))

    @property
    def is_empty(self) -> bool:
        """Whether no number lies in it."""
        if self.lower is None or self.upper is None:
            return False
        if self.lower == self.upper:
            return not (self.includes_lower and self.includes_upper)
        return self.lower > self.upper

    def meet(self, other: Interval) -> Interval:
        """The numbers that lie in both."""
        lower, includes_lower = _tighter(
            self.lower, self.includes_lower, other.lower, other.includes_lower, 1
        )
        upper, includes_upper = _tighter(
            self.upper, self.includes_upper, other.upper, other.includes_upper, -1
        )
        return Interval(lower, includes_lower, upper, includes_upper)

    def representative(self) -> Fraction:
        """Some number in the interval (which must not be empty)."""
        if self.lower is None:
            return Fraction(0) if self.upper is None else self.upper - (not self.includes_upper)
        if self.upper is None:
            return self.lower + (not self.includes_lower)
        return (self.lower + self.upper) / 2


def _tighter(
    one: Fraction | None, includes_one: bool, other: Fraction | None, includes_other: bool, sign: int
) -> tuple[Fraction | None, bool]:
    if one is None:
        return other, includes_other
    if other is None:
        return one, includes_one
    if one == other:
        return one, includes_one and includes_other
    return (one, includes_one) if (one - other) * sign > 0 else (other, includes_other)


@dataclass(frozen=True, slots=True)
class Domain:
    """The numbers that a value may be: an interval, of whole numbers only if `whole`."""

    interval: Interval = Interval()
    whole: bool = False

    def contains(self, number: Fraction) -> bool:
        """Whether a value may be `number`."""
        return self.interval.contains(number) and (not self.whole or number.denominator == 1)

    def narrowed(self, interval: Interval) -> Domain:
        """The part of the domain that lies in `interval` too."""
        return Domain(self.interval.meet(interval), self.whole)

    @property
    def has_values(self) -> bool:
        """Whether there is any value at all."""
        return self._clip(Interval()) is not None

    def cells(self, cuts: Iterable[Fraction]) -> list[Interval]:
        """The domain cut at `cuts`: points and the gaps between them, none of them empty."""
        return [cell for cell in map(self._clip, line_cells(sorted(set(cuts)))) if cell is not None]

    def _clip(self, cell: Interval) -> Interval | None:
        """The part of a cell that holds values; whole numbers get the ends of their range."""
        part = cell.meet(self.interval)
        if self.whole and not part.is_empty:
            part = _whole_part(part)
        return None if part.is_empty else part


def _whole_part(interval: Interval) -> Interval:
    """The same whole numbers, with the first and the last of them as ends."""
    lower, upper = interval.lower, interval.upper
    if lower is not None:
        first = ceil(lower)
        lower = Fraction(first + (first == lower and not interval.includes_lower))
    if upper is not None:
        last = floor(upper)
        upper = Fraction(last - (last == upper and not interval.includes_upper))
    return Interval(lower, True, upper, True)


def line_cells(cuts: Sequence[Fraction]) -> Iterator[Interval]:
    """The whole line cut at `cuts` (ascending): (−∞, c₀), {c₀}, (c₀, c₁), {c₁}, … , (cₙ, ∞)."""
    before: Fraction | None = None
    for cut in cuts:
        yield Interval(before, False, cut, False)
        yield Interval(cut, True, cut, True)
        before = cut
    yield Interval(before, False, None, False)


def cell_finder(cuts: Sequence[Fraction]) -> Callable[[Fraction], int]:
    """The position in `line_cells(cuts)` of the cell in which a number lies.

    With D the common denominator of the cuts, x lies at or after the cut c when
    2·floor(x·D) + [x·D is not whole] is at least 2·c·D, and after it when that is at least
    2·c·D + 1: whole numbers throughout, hence exact, and one bisection.
    """
    scale = lcm(*(cut.denominator for cut in cuts))
    keys = [key for cut in cuts for key in (2 * int(cut * scale), 2 * int(cut * scale) + 1)]

    def find(number: Fraction) -> int:
        whole, rest = divmod(number.numerator * scale, number.denominator)
        return bisect_right(keys, 2 * whole + 1 if rest else 2 * whole)

    return find


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where a list of intervals fails its domain: parts that none covers, or that several do."""

    holes: tuple[Interval, ...]
    overlaps: tuple[tuple[Interval, tuple[int, ...]], ...]
    unmet: tuple[int, ...]


def examine_coverage(intervals: Sequence[Interval], domain: Domain) -> Coverage:
    """Holes and overlaps over `domain`, neighbouring cells joined; and intervals that no value meets."""
    cuts = {end for interval in intervals for end in (interval.lower, interval.upper) if end is not None}
    holders: list[tuple[Interval, tuple[int, ...]]] = []
    met: set[int] = set()
    for cell in domain.cells(cuts):
        inside = cell.representative() if not domain.whole else _a_whole_number(cell)
        holding = tuple(position for position, interval in enumerate(intervals) if interval.contains(inside))
        met.update(holding)
        if holders and holders[-1][1] == holding and len(holding) != 1:
            earlier = holders[-1][0]
            joined = Interval(earlier.lower, earlier.includes_lower, cell.upper, cell.includes_upper)
            holders[-1] = (joined, holding)
        else:
            holders.append((cell, holding))
    return Coverage(
        holes=tuple(cell for cell, holding in holders if not holding),
        overlaps=tuple((cell, holding) for cell, holding in holders if len(holding) > 1),
        unmet=tuple(position for position in range(len(intervals)) if position not in met),
    )


def _a_whole_number(cell: Interval) -> Fraction:
    """A whole number of a cell whose ends are whole and included."""
    if cell.lower is not None:
        return cell.lower
    return Fraction(0) if cell.upper is None else cell.upper


def representative_of(cell: Interval, *, whole: bool) -> Fraction:
    """Some value of a cell of a domain."""
    return _a_whole_number(cell) if whole else cell.representative()


def describe_range(interval: Interval, subject: Value) -> Listing:
    """The interval as an inequality, for a fault: "5 < x < 7"."""
    if interval.lower is not None and interval.lower == interval.upper:
        return listing((subject, "=", interval.lower), " ")
    parts: list[Value] = [subject]
    if interval.lower is not None:
        parts = [interval.lower, "≤" if interval.includes_lower else "<", *parts]
    if interval.upper is not None:
        parts += ["≤" if interval.includes_upper else "<", interval.upper]
    return listing(parts, " ")
