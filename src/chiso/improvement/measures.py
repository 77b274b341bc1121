"""What can be done: for a criterion the levels that are within reach, each with what it takes.

A measure serves one criterion, or none: then it only prepares others. Each of its levels is one row, and of
the levels of one criterion at most one is done. `points` are the criterion's points once it is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

COLUMNS = (
    "measure", "code", "level", "points", "cost", "effort", "agency", "quarter", "requires", "excludes",
    "probability",
)  # fmt: skip
NEEDED = ("measure", "code", "points", "cost")
FIGURES = ("points", "cost", "effort", "probability")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A quarter; `year` is 0 where only its number is said."""

    year: int
    number: int

    @property
    def written(self) -> str:
        """The quarter as it is written in tables."""
        return f"{self.year}-Q{self.number}" if self.year else f"Q{self.number}"


@dataclass(frozen=True, slots=True)
class Measure:
    """One level of a measure, from row `row` of the table. `points` is None where it has no criterion."""

    measure: str
    code: str
    level: str
    points: Fraction | None
    cost: Fraction
    effort: Fraction
    agency: str
    quarter: Quarter | None
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    probability: Fraction
    row: int = 0

    @property
    def name(self) -> str:
        """The measure with its level, as others may refer to it."""
        return f"{self.measure}:{self.level}" if self.level else self.measure

    @property
    def cell(self) -> tuple[str, str]:
        """The agency and the quarter whose time it takes."""
        return self.agency, self.quarter.written if self.quarter else ""


@dataclass(frozen=True)
class Measures:
    """All levels, and how they depend on one another, by their places in `levels`.

    `requires`: for each level the sets of levels of which one must be done, in the same quarter or before.
    `excludes`: pairs that are not done together.
    """

    file: str
    levels: tuple[Measure, ...]
    requires: tuple[tuple[tuple[int, ...], ...], ...]
    excludes: frozenset[tuple[int, int]]

    @cached_property
    def rivals_for_a_criterion(self) -> tuple[tuple[int, ...], ...]:
        """The sets of levels of which at most one is done: of a criterion, or of a measure without one."""
        sets: dict[tuple[str, str], list[int]] = {}
        for place, level in enumerate(self.levels):
            key = (level.code, "") if level.code else ("", level.measure)
            sets.setdefault(key, []).append(place)
        return tuple(map(tuple, sets.values()))

    def in_time(self, place: int) -> tuple[tuple[int, ...], ...]:
        """What a level requires, as far as it is done no later than the level itself."""
        own = self.levels[place].quarter
        return tuple(
            tuple(one for one in wanted if _is_in_time(self.levels[one].quarter, own))
            for wanted in self.requires[place]
        )

    @cached_property
    def never(self) -> tuple[int, ...]:
        """The levels that can never be done: what they require comes later, or cannot be done itself."""
        possible: set[int] = set()
        waiting = set(range(len(self.levels)))
        while True:
            ready = {
                place
                for place in waiting
                if all(any(one in possible for one in wanted) for wanted in self.in_time(place))
            }
            if not ready:
                return tuple(sorted(waiting))
            possible |= ready
            waiting -= ready

    def points_of(self, places: frozenset[int]) -> Mapping[str, Fraction]:
        """The points of criteria once these levels are done."""
        chosen = (self.levels[place] for place in sorted(places))
        return {level.code: level.points for level in chosen if level.points is not None}


def _is_in_time(needed: Quarter | None, own: Quarter | None) -> bool:
    return needed is None or own is None or needed <= own
