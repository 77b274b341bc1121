"""The probability of a target in floating figures: for the thousands of plans that a search looks at.

The same folding up the tree as in `chances`, on arrays over all gains from 0 to the most. Products and sums
of figures that are not negative lose less than a billionth here, so a plan is decided by this where it is
clear by more than that, and by the exact figures where it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from chiso.improvement.optimising.chances import chance_of_target
from chiso.improvement.optimising.question import Choice, Question
from chiso.improvement.optimising.whole_gains import WholeGroup

FloatArray = NDArray[np.float64]
_CLEAR = 1e-9
# Beyond so many values of the gain arrays cost more than the few values that a plan can have.
_MOST_VALUES = 1 << 18


def is_sure_enough(question: Question, choice: Choice) -> bool:
    """Whether the probability of the target is what is wished, exactly."""
    if question.gains.root.most <= _MOST_VALUES:
        chance = quick_chance(question, choice)
        if abs(chance - float(question.wished)) > _CLEAR:
            return chance > float(question.wished)
    return chance_of_target(question, choice) >= question.wished


def quick_chance(question: Question, choice: Choice) -> float:
    """The probability of the target, to a billionth."""
    if question.gains.root.most > _MOST_VALUES:
        return float(chance_of_target(question, choice))
    gains = _of_group(question.gains.root, {place: question.chance_of(place) for place in choice})
    enough = np.searchsorted(np.array(question.needed), np.arange(len(gains)), side="right")
    return float(gains @ enough) / len(question.needed)


def _of_group(group: WholeGroup, chances: Mapping[int, Fraction]) -> FloatArray:
    """The probability of each gain of a group, from 0 on: (gains,)."""
    found = np.ones(1)
    for levels in group.criteria:
        for place, gain in levels.items():
            if place in chances and gain:
                found = _with(found, gain, float(chances[place]))
    for part in group.groups:
        inside = _of_group(part, chances)
        if len(inside) > 1:
            found = np.convolve(found, inside)
    if group.low is None and group.high is None:
        return found
    kept = np.array([group.limited(gain) for gain in range(len(found))])
    return np.bincount(kept, weights=found).astype(np.float64)


def _with(found: FloatArray, gain: int, chance: float) -> FloatArray:
    made = np.zeros(len(found) + gain)
    made[: len(found)] = (1 - chance) * found
    made[gain:] += chance * found
    return made
