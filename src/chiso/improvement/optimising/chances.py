"""The probability that a plan reaches its target, exactly.

Each level succeeds or fails by itself; one that fails leaves its criterion as it is today. The gain of a
group is then a sum of independent gains of its parts, within the limits of the group: distributions are
folded up the tree (`whole_gains`), value by value, in whole numbers over one denominator. In the end

    P(target) = Σ_v P(gain = v) · share of the futures of the rivals in which v is enough
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from chiso.improvement.optimising.question import Choice, Question
from chiso.improvement.optimising.whole_gains import WholeGroup

# By gain: of so many equal chances how many lead to it.
Counts: TypeAlias = dict[int, int]


def gain_counts(question: Question, choice: Choice) -> tuple[Counts, int]:
    """The gains that a plan may bring, each with its count, and the count of all."""
    chances = {place: question.chance_of(place) for place in choice}
    return _of_group(question.gains.root, chances)


def chance_of_target(question: Question, choice: Choice) -> Fraction:
    """The probability that a plan reaches the target of the question."""
    counts, of = gain_counts(question, choice)
    # Counts are large; shares of futures are whole numbers over the number of draws.
    futures = len(question.needed)
    enough = sum(count * int(question.share_of_futures(gain) * futures) for gain, count in counts.items())
    return Fraction(enough, of * futures)


def expected_score(question: Question, choice: Choice) -> Fraction:
    """The mean of the score, each level succeeding or not."""
    counts, of = gain_counts(question, choice)
    gains = sum(gain * count for gain, count in counts.items())
    return question.index.score + Fraction(gains, of * question.gains.scale)


def _of_group(group: WholeGroup, chances: Mapping[int, Fraction]) -> tuple[Counts, int]:
    found, of = {0: 1}, 1
    for levels in group.criteria:
        for place, gain in levels.items():
            if place in chances and gain:
                chance = chances[place]
                found = _with(found, gain, chance.numerator, chance.denominator)
                of *= chance.denominator
    for part in group.groups:
        inside, further = _of_group(part, chances)
        if len(inside) > 1 or 0 not in inside:
            found, of = _folded(found, inside), of * further
    if group.low is None and group.high is None:
        return found, of
    limited: Counts = {}
    for gain, count in found.items():
        kept = group.limited(gain)
        limited[kept] = limited.get(kept, 0) + count
    return limited, of


def _with(found: Counts, gain: int, succeeds: int, of: int) -> Counts:
    """The counts with one more gain, which comes in so many of so many cases."""
    if succeeds == of:
        return {value + gain: count * of for value, count in found.items()}
    made = {value: count * (of - succeeds) for value, count in found.items()}
    for value, count in found.items():
        made[value + gain] = made.get(value + gain, 0) + count * succeeds
    return made


def _folded(one: Counts, other: Counts) -> Counts:
    folded: Counts = {}
    for value, count in one.items():
        for further, own in other.items():
            folded[value + further] = folded.get(value + further, 0) + count * own
    return folded
