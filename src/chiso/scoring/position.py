"""Where a unit stands beside the others: the best, the median, the mean of its group, a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from chiso.frameworks.model import TOTAL
from chiso.language import Text, Value, listing, text
from chiso.scoring.exact import exact_sum
from chiso.scoring.explain import title_of
from chiso.scoring.result import Result
from chiso.units import Unit


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that a unit is held against; `gap` = points of the unit − `points`."""

    name: Text
    points: Fraction
    gap: Fraction


@dataclass(frozen=True, slots=True)
class Position:
    """The points of a unit at one node, beside those of the league. `of`: units with points there."""

    unit: Unit
    code: str
    title: Value
    points: Fraction
    of: int
    best: Mark
    median: Mark
    group: Mark | None
    target: Mark | None

    def sentences(self) -> tuple[Text, ...]:
        """The position in words."""
        marks = (self.best, self.median, self.group, self.target)
        heading = text(
            "{unit}, {code} {title}: {points}",
            unit=self.unit.name,
            code=text("total") if self.code == TOTAL else self.code,
            title=self.title,
            points=self.points,
        )
        return (heading, *(_sentence(mark) for mark in marks if mark is not None))


def find_position(
    result: Result, unit: Unit, code: str = TOTAL, *, target: Fraction | None = None
) -> Position | None:
    """The position of a unit at a node; None where it has no points there.

    Best and median are those of all units that have points at the node; the group is the unit's own.
    """
    points = result.node(unit.uid, code).points
    if points is None:
        return None
    others = {
        one.uid: found for one in result.units if (found := result.node(one.uid, code).points) is not None
    }
    values = sorted(others.values())
    best = values[-1] if _is_higher_better(result, code) else values[0]
    holders = [one.name for one in result.units if others.get(one.uid) == best]
    named = listing(holders[:3]) if len(holders) <= 3 else text("{count} units", count=len(holders))
    group = [
        found
        for one in result.units
        if one.group == unit.group and (found := others.get(one.uid)) is not None
    ]

    def mark(name: Text, figure: Fraction) -> Mark:
        return Mark(name, figure, points - figure)

    return Position(
        unit,
        code,
        title_of(result, code),
        points,
        len(values),
        mark(text("the best ({units})", units=named), best),
        mark(text("the median"), median(values)),
        mark(text("the mean of the group “{group}”", group=unit.group), exact_sum(group) / len(group))
        if unit.group
        else None,
        None if target is None else mark(text("the target"), target),
    )


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle of sorted values; of an even number the mean of the two in the middle."""
    middle = len(values) // 2
    if len(values) % 2:
        return values[middle]
    return (values[middle - 1] + values[middle]) / 2


def _is_higher_better(result: Result, code: str) -> bool:
    framework = result.framework
    if code == TOTAL:
        return framework.index.higher_is_better
    return framework.is_higher_better(framework.nodes_by_code[code])


def _sentence(mark: Mark) -> Text:
    if mark.gap == 0:
        return text("  equal to {name}, {points}", name=mark.name, points=mark.points)
    if mark.gap > 0:
        return text("  {gap} above {name}, {points}", gap=mark.gap, name=mark.name, points=mark.points)
    return text("  {gap} below {name}, {points}", gap=-mark.gap, name=mark.name, points=mark.points)
