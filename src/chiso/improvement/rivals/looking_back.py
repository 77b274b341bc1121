"""How draws fared against a year that came after: which share of the rivals lay within their interval.

interval at level p   from the ⌈(1−p)/2·D⌉-th to the (D+1−⌈(1−p)/2·D⌉)-th of the D draws of a rival
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from chiso.improvement.rivals.standing import Rivals

LEVELS = (Fraction(1, 2), Fraction(4, 5), Fraction(9, 10))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of so many rivals how many lay within, below and above the interval."""

    level: Fraction
    rivals: int
    within: int
    below: int
    above: int


def coverage(rivals: Rivals, happened: Mapping[str, Fraction]) -> tuple[Coverage, ...]:
    """The coverage at each level; `happened`: scores by code, of the rivals that have one."""
    places = [at for at, unit in enumerate(rivals.units) if unit in happened]
    columns = {at: sorted(row[at] for row in rivals.draws) for at in places}
    found = []
    for level in LEVELS:
        cut = ceil((1 - level) / 2 * len(rivals.draws))
        below = above = 0
        for at in places:
            value = happened[rivals.units[at]] * rivals.scale
            below += value < columns[at][max(cut, 1) - 1]
            above += value > columns[at][len(rivals.draws) - max(cut, 1)]
        found.append(Coverage(level, len(places), len(places) - below - above, below, above))
    return tuple(found)
