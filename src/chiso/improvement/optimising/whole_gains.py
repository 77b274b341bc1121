"""What levels of measures do to the score, in whole numbers: gains as parts of 1/scale of a point.

    inside(g) = Σ gain of the levels done in g + Σ gain(parts of g)
    gain(g)   = min(high, max(low, inside)) − min(high, max(low, 0))

A gain of a group is already what it brings to the score, since all worths on the way up are multiplied in;
`scale` is the least number that makes every one whole. Limits that no choice can reach are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from chiso.improvement.measures import Measures
from chiso.improvement.optimising.index_model import Group, IndexModel

Gains = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class WholeGroup:
    """`criteria`: for each criterion its levels with the gain of each, by place. `most`: the most inside it.

    `low`, `high`: what limits let through of the inside; None where no choice meets the limit.
    """

    criteria: tuple[Mapping[int, int], ...]
    groups: tuple[WholeGroup, ...]
    low: int | None
    high: int | None
    most: int

    def limited(self, inside: int) -> int:
        """The gain of the group."""
        return self._within(inside) - self._within(0)

    def _within(self, inside: int) -> int:
        if self.high is not None and inside > self.high:
            inside = self.high
        return self.low if self.low is not None and inside < self.low else inside

    def walk(self) -> Iterator[WholeGroup]:
        """The group and all below it."""
        yield self
        for group in self.groups:
            yield from group.walk()


@dataclass(frozen=True)
class WholeGains:
    """The tree of gains. A gain of n is n/scale points of the score."""

    scale: int
    root: WholeGroup
    by_place: Mapping[int, int] = field(repr=False)

    @property
    def most(self) -> int:
        """The most that the score can gain, if nothing stands in the way."""
        return self.root.limited(self.root.most)

    def gain(self, choice: frozenset[int]) -> int:
        """What the score gains by a choice of levels, at most one of a criterion."""
        return self._gain(self.root, choice)

    def _gain(self, group: WholeGroup, choice: frozenset[int]) -> int:
        inside = sum(
            gain for levels in group.criteria for place, gain in levels.items() if place in choice
        ) + sum(self._gain(part, choice) for part in group.groups)
        return group.limited(inside)


def whole_gains(index: IndexModel, measures: Measures) -> WholeGains:
    """The gains of all levels of a table."""
    by_code: dict[str, list[int]] = {}
    for place, level in enumerate(measures.levels):
        if level.points is not None:
            by_code.setdefault(level.code, []).append(place)
    exact: dict[int, Fraction] = {}
    limits: list[Fraction] = []

    def collect(group: Group, worth: Fraction) -> None:
        for own, code in group.leaves:
            for place in by_code[code]:
                points = measures.levels[place].points
                assert points is not None, "a level of a criterion has points"
                exact[place] = worth * own * (points - index.today[code])
        limits.extend(
            worth * (limit - group.before) for limit in (group.lowest, group.highest) if limit is not None
        )
        for own, part in group.groups:
            collect(part, worth * own)

    collect(index.root, Fraction(1))
    scale = lcm(1, *(one.denominator for one in (*exact.values(), *limits)))

    def whole(value: Fraction) -> int:
        return value.numerator * (scale // value.denominator)

    by_place = {place: whole(gain) for place, gain in exact.items()}
    root = _whole_group(index.root, Fraction(1), by_code, by_place, whole)
    return WholeGains(scale, root, by_place)


def _whole_group(
    group: Group,
    worth: Fraction,
    by_code: Mapping[str, Sequence[int]],
    by_place: Gains,
    whole: Callable[[Fraction], int],
) -> WholeGroup:
    criteria = tuple({place: by_place[place] for place in by_code[code]} for _, code in group.leaves)
    groups = tuple(_whole_group(part, worth * own, by_code, by_place, whole) for own, part in group.groups)
    most = sum(max(levels.values()) for levels in criteria) + sum(one.limited(one.most) for one in groups)
    low = None if group.lowest is None else whole(worth * (group.lowest - group.before))
    high = None if group.highest is None else whole(worth * (group.highest - group.before))
    return WholeGroup(
        criteria,
        groups,
        low if low is not None and low > 0 else None,
        high if high is not None and high < most else None,
        most,
    )
