"""From the intervals of several clauses to the steps of a rule, and to what the law leaves open.

Nothing is guessed. A part of the domain of which no clause speaks, and a part of which two clauses
speak with unequal points, become steps of their own with `open`; each is a doubt, and the choices
give the open parts the most points that are near, or the fewest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from chiso.frameworks.document import Tree
from chiso.frameworks.importers.phrasings.building import figure
from chiso.frameworks.intervals import Domain, Interval, describe_range, representative_of
from chiso.language import Listing


@dataclass(frozen=True, slots=True)
class Rung:
    """One interval with its points; None where the law leaves it open, `claimed`: by giving several."""

    interval: Interval
    points: Fraction | None
    claimed: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs from the highest to the lowest as the clauses stand, open ones among them."""

    rungs: tuple[Rung, ...]

    @property
    def holes(self) -> tuple[Rung, ...]:
        """Parts of which nothing is said."""
        return tuple(rung for rung in self.rungs if rung.points is None and not rung.claimed)

    @property
    def overlaps(self) -> tuple[Rung, ...]:
        """Parts of which several clauses speak with unequal points."""
        return tuple(rung for rung in self.rungs if rung.points is None and rung.claimed)

    def steps(self) -> list[Tree]:
        """The steps as the document writes them."""
        return [_step(rung) for rung in self.rungs]

    def points_at(self, part: Rung) -> Fraction:
        """The points that hold in a part of the domain which lies in one rung."""
        inside = part.interval.representative()
        points = next(rung.points for rung in self.rungs if rung.interval.contains(inside))
        assert points is not None
        return points

    def closed(self, *, upwards: bool) -> Ladder | None:
        """Every open part with the most points that the text or a neighbour gives it, or the fewest."""
        rungs = list(self.rungs)
        for place, rung in enumerate(self.rungs):
            if rung.points is not None:
                continue
            beside = (*self.rungs[max(place - 1, 0) : place], *self.rungs[place + 1 : place + 2])
            known = rung.claimed or [step.points for step in beside if step.points is not None]
            if not known:
                return None
            rungs[place] = Rung(rung.interval, max(known) if upwards else min(known))
        return Ladder(tuple(_join(rungs)))


def build_ladder(
    intervals: Sequence[Interval],
    points: Sequence[Fraction],
    domain: Domain,
    *,
    rest: Fraction | None = None,
    ends: Fraction | None = None,
) -> Ladder:
    """The rungs over `domain`.

    `rest` are the points of whatever the clauses do not name. `ends` are those of what lies beyond
    that end of the clauses where the fewest points are given: beyond the end with the most ("trễ 2
    ngày: trừ 2 điểm") the text leaves open what holds.

    Where the clauses meet every value once, the intervals stand as they were printed.
    """
    cells = domain.cells({end for i in intervals for end in (i.lower, i.upper) if end is not None})
    held: list[tuple[Interval, tuple[int, ...]]] = []
    for cell in cells:
        inside = representative_of(cell, whole=domain.whole)
        holders = tuple(n for n, interval in enumerate(intervals) if interval.contains(inside))
        if held and held[-1][1] == holders:
            earlier = held[-1][0]
            cell = Interval(earlier.lower, earlier.includes_lower, cell.upper, cell.includes_upper)
            held.pop()
        held.append((cell, holders))
    rungs = []
    for place, (cell, holders) in enumerate(held):
        beside = {0: 1, len(held) - 1: len(held) - 2}.get(place)
        fades = beside is not None and _gives_fewest(held[beside][1], points)
        claimed = {points[n] for n in holders}
        if len(holders) == 1 and sum(holders == other for _, other in held) == 1:
            rungs.append(Rung(intervals[holders[0]], points[holders[0]]))
        elif len(claimed) == 1:
            rungs.append(Rung(_widened(cell, domain, intervals, holders), claimed.pop()))
        elif not holders and (unnamed := ends if fades and rest is None else rest) is not None:
            rungs.append(Rung(_widened(cell, domain, intervals, holders), unnamed))
        else:
            rungs.append(Rung(cell, None, tuple(sorted(claimed))))
    cut = _cut_where_shared(held, rungs, domain, intervals)
    return Ladder(tuple(reversed(cut)))


def _gives_fewest(holders: Sequence[int], points: Sequence[Fraction]) -> bool:
    """Whether these clauses give the fewest points, and others give more."""
    return bool(holders) and max(points[n] for n in holders) == min(points) < max(points)


def _cut_where_shared(
    held: Sequence[tuple[Interval, tuple[int, ...]]],
    rungs: Sequence[Rung],
    domain: Domain,
    intervals: Sequence[Interval],
) -> list[Rung]:
    """A clause that shares a part with another keeps its own part only."""
    shared = {n for _, holders in held if len(holders) > 1 for n in holders}
    return [
        replace(rung, interval=_widened(cell, domain, intervals, holders))
        if len(holders) == 1 and holders[0] in shared
        else rung
        for (cell, holders), rung in zip(held, rungs, strict=True)
    ]


def _widened(
    cell: Interval, domain: Domain, intervals: Sequence[Interval], holders: Sequence[int]
) -> Interval:
    """A cell at the end of the domain is open there, unless every clause that holds it names the end."""
    ends = [intervals[n] for n in holders]
    opens_below = cell.lower is None or (
        cell.lower == domain.interval.lower
        and cell.includes_lower
        and (not ends or any(i.lower is None for i in ends))
    )
    opens_above = cell.upper is None or (
        cell.upper == domain.interval.upper
        and cell.includes_upper
        and (not ends or any(i.upper is None for i in ends))
    )
    if cell.lower == cell.upper and cell.lower is not None:
        return cell
    return Interval(
        None if opens_below and not opens_above else cell.lower,
        cell.includes_lower,
        None if opens_above else cell.upper,
        cell.includes_upper,
    )


def _join(rungs: Sequence[Rung]) -> list[Rung]:
    """Neighbours with equal points as one; the rungs go from the highest to the lowest."""
    joined: list[Rung] = []
    for rung in rungs:
        if joined and joined[-1].points == rung.points:
            above = joined.pop().interval
            below = rung.interval
            whole = Interval(below.lower, below.includes_lower, above.upper, above.includes_upper)
            rung = replace(rung, interval=whole)
        joined.append(rung)
    return joined


def range_in_words(rung: Rung) -> Listing:
    """ "0.85 < x < 0.9" """
    return describe_range(rung.interval, "x")


def _step(rung: Rung) -> Tree:
    interval = rung.interval
    step: dict[str, Tree] = {}
    if interval.lower is not None and interval.lower == interval.upper:
        step["equals"] = figure(interval.lower)
    else:
        if interval.lower is not None:
            step["at_least" if interval.includes_lower else "above"] = figure(interval.lower)
        if interval.upper is not None:
            step["at_most" if interval.includes_upper else "below"] = figure(interval.upper)
    if rung.points is not None:
        step["points"] = figure(rung.points)
    elif rung.claimed:
        step["open"] = {"vi": "Văn bản cho hai số điểm khác nhau.", "en": "The text gives two figures."}
    else:
        step["open"] = {"vi": "Văn bản không nói.", "en": "The text does not say."}
    return step
