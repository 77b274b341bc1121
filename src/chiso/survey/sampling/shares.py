"""A whole number split in proportion, between a least and a most for each: it adds up exactly.

    t_h = clip(λ a_h, least_h, most_h)  with λ such that Σ t_h = total;  then the largest remainders go up

λ is found among its breakpoints, in fractions: whoever meets a bound keeps it, the others share what is left.
Equal remainders are served in the order of the list. Source: largest remainder (Hamilton, Hare); bounds as in
Wright 2020, for proportional allocation.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def split_whole(
    total: int, shares: Sequence[Fraction], least: Sequence[int], most: Sequence[int]
) -> list[int]:
    """Whole numbers in proportion to `shares` (not negative) that add up to `total`, within the bounds.

    Σ least <= total <= Σ most. Who has the share nought gets more than its least only where all others are
    full.
    """
    exact = _bounded_shares(total, shares, least, most)
    whole = [floor(one) for one in exact]
    by_remainder = sorted(range(len(whole)), key=lambda place: whole[place] - exact[place])
    for place in by_remainder[: total - sum(whole)]:
        whole[place] += 1
    return whole


def _bounded_shares(
    total: int, shares: Sequence[Fraction], least: Sequence[int], most: Sequence[int]
) -> list[Fraction]:
    places = range(len(shares))

    def at(scale: Fraction) -> list[Fraction]:
        return [min(max(scale * shares[h], Fraction(least[h])), Fraction(most[h])) for h in places]

    breaks = sorted({Fraction(bound[h]) / shares[h] for bound in (least, most) for h in places if shares[h]})
    # The last breakpoint at which the sum is not above the total; from there on it grows in a straight line.
    below = [Fraction(0), *breaks]
    first, last = 0, len(below) - 1
    while first < last:
        middle = (first + last + 1) // 2
        if sum(at(below[middle])) <= total:
            first = middle
        else:
            last = middle - 1
    scale = below[first]
    reached = at(scale)
    growing = sum(
        (shares[h] for h in places if shares[h] and least[h] <= scale * shares[h] < most[h]), Fraction(0)
    )
    missing = total - sum(reached)
    if growing:
        return at(scale + missing / growing)
    # All that have a share are full: what is left goes to the others alike.
    rest = [h for h in places if not shares[h]]
    if missing and rest:
        room = split_whole(
            int(missing), [Fraction(1)] * len(rest), [0] * len(rest), [most[h] - least[h] for h in rest]
        )
        for h, more in zip(rest, room, strict=True):
            reached[h] += more
    return reached
