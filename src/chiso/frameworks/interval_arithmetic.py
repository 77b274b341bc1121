"""Which numbers a sum, a product or a quotient may be, when its parts lie in intervals.

The parts are taken to vary independently. The result is never too small; it may be too large where
two parts hang together, and a proof over it then asks for more than it needs to.

    [a, b] + [c, d] = [a + c, b + d]        −[a, b] = [−b, −a]
    [a, b] × [c, d] = [least, greatest of ac, ad, bc, bd]
    [a, b] / [c, d] = [a/d, b/c]   for a ≥ 0 and c ≥ 0; else the whole line
"""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import TypeAlias

from chiso.frameworks.intervals import Interval

# An end: its value (infinite where open) and whether it is reached.
_End: TypeAlias = tuple["Fraction | float", bool]

_ZERO = Fraction(0)
NOT_NEGATIVE = Interval(_ZERO, True, None, True)


def _lower(interval: Interval) -> _End:
    return (-inf, False) if interval.lower is None else (interval.lower, interval.includes_lower)


def _upper(interval: Interval) -> _End:
    return (inf, False) if interval.upper is None else (interval.upper, interval.includes_upper)


def _between(lower: _End, upper: _End) -> Interval:
    return Interval(
        lower[0] if isinstance(lower[0], Fraction) else None,
        lower[1],
        upper[0] if isinstance(upper[0], Fraction) else None,
        upper[1],
    )


def _lowest(ends: list[_End]) -> _End:
    value = min(end[0] for end in ends)
    return value, any(reached for other, reached in ends if other == value)


def _highest(ends: list[_End]) -> _End:
    value = max(end[0] for end in ends)
    return value, any(reached for other, reached in ends if other == value)


def add(one: Interval, other: Interval) -> Interval:
    """The sums."""
    (a, has_a), (b, has_b) = _lower(one), _upper(one)
    (c, has_c), (d, has_d) = _lower(other), _upper(other)
    return _between((a + c, has_a and has_c), (b + d, has_b and has_d))


def negate(one: Interval) -> Interval:
    """The numbers with the other sign."""
    (a, has_a), (b, has_b) = _lower(one), _upper(one)
    return _between((-b, has_b), (-a, has_a))


def multiply(one: Interval, other: Interval) -> Interval:
    """The products."""
    corners = [_corner(p, q) for p in (_lower(one), _upper(one)) for q in (_lower(other), _upper(other))]
    return _between(_lowest(corners), _highest(corners))


def _corner(one: _End, other: _End) -> _End:
    if one[0] == 0 or other[0] == 0:  # nothing times anything is nothing, however large
        reached = (one[0] == 0 and one[1]) or (other[0] == 0 and other[1])
        return _ZERO, reached or (one[1] and other[1])
    return one[0] * other[0], one[1] and other[1]


def divide(one: Interval, other: Interval) -> Interval:
    """The quotients over denominators that are not 0."""
    (a, has_a), (b, has_b) = _lower(one), _upper(one)
    (c, has_c), (d, has_d) = _lower(other), _upper(other)
    if a < 0 or c < 0:
        return Interval()
    least: _End = (_ZERO, a == 0 and has_a)
    if a > 0 and d != inf:
        least = (a / d, has_a and has_d)
    greatest: _End = (inf, False)
    if b == 0:
        greatest = (_ZERO, has_b)
    elif b != inf and c > 0:
        greatest = (b / c, has_b and has_c)
    return _between(least, greatest)


def larger_of(one: Interval, other: Interval) -> Interval:
    """The larger of two numbers."""
    lower = max(_lower(one), _lower(other), key=lambda end: (end[0], not end[1]))
    return _between(lower, _highest([_upper(one), _upper(other)]))


def smaller_of(one: Interval, other: Interval) -> Interval:
    """The smaller of two numbers."""
    return negate(larger_of(negate(one), negate(other)))


def many_times(one: Interval) -> Interval:
    """Sums of none, one or more such numbers."""
    (a, _), (b, _) = _lower(one), _upper(one)
    lower: _End = (_ZERO, True) if a >= 0 else (-inf, False)
    upper: _End = (_ZERO, True) if b <= 0 else (inf, False)
    return _between(lower, upper)
