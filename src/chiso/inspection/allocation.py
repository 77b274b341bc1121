"""How the random share is divided among strata: in proportion, and two visits in each where there are enough.

    n_h = N_h n / N, rounded by largest remainder, but at least min(2, N_h), or min(1, N_h) where n does not
    reach for two

Every place then has a chance above nought, and where two are drawn the spread within the stratum is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction


def allocate(total: int, sizes: Mapping[str, int]) -> dict[str, int] | None:
    """Visits by stratum of the given sizes; None where one in each is more than `total`.

    `total` is at most the sum of the sizes. Ties of remainders go by the words of the stratum.
    """
    present = {stratum: size for stratum, size in sizes.items() if size}
    for least in (2, 1):
        given = {stratum: min(least, size) for stratum, size in present.items()}
        if sum(given.values()) <= total:
            return {stratum: 0 for stratum in sizes} | _in_proportion(total, present, given)
    return None


def _in_proportion(total: int, sizes: Mapping[str, int], least: Mapping[str, int]) -> dict[str, int]:
    """Proportional shares, none below `least`: who would get less gets that much, others the rest."""
    fixed: dict[str, int] = {}
    while True:
        open_ones = {stratum: size for stratum, size in sizes.items() if stratum not in fixed}
        left = total - sum(fixed.values())
        whole = sum(open_ones.values())
        shares = {stratum: Fraction(left * size, whole) for stratum, size in open_ones.items()}
        low = {stratum: least[stratum] for stratum, share in shares.items() if share < least[stratum]}
        if not low:
            break
        fixed |= low
    given = {stratum: int(share) for stratum, share in shares.items()}
    by_remainder = sorted(shares, key=lambda stratum: (given[stratum] - shares[stratum], stratum))
    for stratum in by_remainder[: left - sum(given.values())]:
        given[stratum] += 1
    return fixed | given
