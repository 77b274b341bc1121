"""Between which points a criterion lies while some of its inputs move within intervals.

    least and most of points(x₁, …, xₖ)    over xᵢ in [lᵢ, hᵢ], all else as it was answered

A rule may give its most points in the middle ("from 0.4 to 0.6: 2, else 0"), so that looking at the ends is
not enough. Each rule says at which figures of its measures the answer may jump or turn (`RuleModel.turns`).
The inputs at which a measure has such a figure cut an interval into parts; within a part points only rise,
only fall or stay. Looked at are all cuts, and every part close to its ends, since a bound may be left out of
what begins there. Along a straight line the value that is approached at an end is told as if it were reached.

    m(x) = (p t + q)/(r t + 1),   t = (x − l)/(h − l)

Every measure that adds, takes off, multiplies or divides by what does not move, and a share x/(x + a), has
this form in one input; its cuts are exact. Other measures are halved until they have it, or the part in which
the figure lies is 2⁻⁴⁰ of the interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise, product
from typing import TypeAlias

# The least and the most points.
Reach: TypeAlias = tuple[Fraction, Fraction]
# Moved inputs -> points, or a measure; None: there are none.
PointsOf: TypeAlias = Callable[[Mapping[str, Fraction]], Fraction | None]
# Moved inputs -> the number that is compared, and with what. None: undefined.
Compared: TypeAlias = tuple[PointsOf, Fraction]

_HALVES = 40
# As near to a bound as one part in so many.
_NEAR = Fraction(1, 10**9)
# More inputs, or more figures in them, than this are not followed.
_MOST_CORNERS = 20_000


def reach_of(
    points: PointsOf, inputs: Mapping[str, tuple[Fraction, Fraction]], compared: Sequence[Compared]
) -> Reach | None:
    """The least and the most points; None where the rule gives none somewhere in the intervals."""
    cuts = {name: _cuts_of(name, inputs, compared) for name in inputs}
    corners = 1
    for found in cuts.values():
        corners *= 6 * len(found)
    if corners > _MOST_CORNERS:
        return None
    return _within(points, list(inputs), cuts, {})


def _within(
    points: PointsOf, names: Sequence[str], cuts: Mapping[str, Sequence[Fraction]], moved: dict[str, Fraction]
) -> Reach | None:
    """The same, for the inputs `names`; the others stand at `moved`."""
    if not names:
        found = points(moved)
        return None if found is None else (found, found)
    name, *others = names

    def at(value: Fraction) -> Reach | None:
        return _within(points, others, cuts, {**moved, name: value})

    reached = [at(cut) for cut in cuts[name]]
    for lower, upper in pairwise(cuts[name]):
        reached += _in_part(at, lower, upper)
    known = [one for one in reached if one is not None]
    if len(known) < len(reached):
        return None
    return min(one[0] for one in known), max(one[1] for one in known)


def _in_part(
    at: Callable[[Fraction], Reach | None], lower: Fraction, upper: Fraction
) -> Iterator[Reach | None]:
    """What is reached between two cuts, themselves left out."""
    width = upper - lower
    shares = (_NEAR, Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1 - _NEAR)
    reached = [at(lower + share * width) for share in shares]
    yield from reached
    known = [one for one in reached if one is not None]
    if len(known) == len(reached):
        for end in (Fraction(0), Fraction(1)):
            lowest = _on_a_line(shares, [one[0] for one in known], end)
            highest = _on_a_line(shares, [one[1] for one in known], end)
            if lowest is not None and highest is not None:
                yield lowest, highest


def _on_a_line(shares: Sequence[Fraction], figures: Sequence[Fraction], end: Fraction) -> Fraction | None:
    """The figure at an end, where all lie on one line."""
    slope = (figures[-1] - figures[0]) / (shares[-1] - shares[0])
    line = [figures[0] + slope * (share - shares[0]) for share in (*shares, end)]
    return line[-1] if line[:-1] == list(figures) else None


def _cuts_of(
    name: str, inputs: Mapping[str, tuple[Fraction, Fraction]], compared: Sequence[Compared]
) -> list[Fraction]:
    """Both ends of an input, and between them where a measure has the figure with which it is compared.

    The other inputs stand at their ends and in the middle then: whatever figure a measure has somewhere, it
    has along an edge.
    """
    lower, upper = inputs[name]
    others = [
        [(other, end) for end in (low, (low + high) / 2, high)]
        for other, (low, high) in inputs.items()
        if other != name
    ]
    found = {lower, upper}
    if lower < upper:
        for standing in product(*others):
            for measure, figure in compared:
                along = partial(_along, measure, dict(standing), name)
                found.update(_where(along, figure, lower, upper, _HALVES))
    return sorted(found)


def _along(
    measure: PointsOf, standing: Mapping[str, Fraction], name: str, value: Fraction
) -> Fraction | None:
    return measure({**standing, name: value})


def _where(
    number: Callable[[Fraction], Fraction | None],
    figure: Fraction,
    lower: Fraction,
    upper: Fraction,
    halves: int,
) -> Iterator[Fraction]:
    """Where between two inputs a number is the figure."""
    middle = (lower + upper) / 2
    known = [one for one in (number(lower), number(middle), number(upper)) if one is not None]
    if not known:
        return
    if len(known) == 3:
        if min(known) == max(known):
            return
        place = _solved(known[0], known[1], known[2], figure)
        if place is not None:
            value = lower + place * (upper - lower)
            if number(value) == figure:
                yield value
                return
        if not min(known) <= figure <= max(known):
            return
    if not halves:
        yield from (lower, upper)
        return
    yield from _where(number, figure, lower, middle, halves - 1)
    yield from _where(number, figure, middle, upper, halves - 1)


def _solved(first: Fraction, middle: Fraction, last: Fraction, figure: Fraction) -> Fraction | None:
    """The share t of the way at which (p t + q)/(r t + 1), known at 0, ½ and 1, is the figure."""
    if middle == last:
        return None
    r = (first - 2 * middle + last) / (middle - last)
    p = last * r + last - first
    if p == figure * r:
        return None
    place = (figure - first) / (p - figure * r)
    return place if 0 <= place <= 1 else None
