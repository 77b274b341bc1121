"""Where every unit stands at one node of a result: points, rank, best, median, means of groups.

`chiso.scoring.position` answers for one unit; a page for each unit of a league would sort the same
figures again for each, so here they are sorted once for all.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from chiso.figures import round_figure
from chiso.frameworks.model import TOTAL
from chiso.portal.kept_results import ByUnit, column_of
from chiso.portal.model import Edition
from chiso.portal.reads import note, unnoted
from chiso.scoring.exact import exact_sum
from chiso.scoring.position import median
from chiso.scoring.ranking import StandingKey, criterion_of, keys_of, number_ties
from chiso.scoring.result import Result
from chiso.units import Unit

# No rank is nought: in the array of ranks it stands for a unit without points.
_UNRANKED = 0


@dataclass(frozen=True, slots=True)
class Middle:
    """What every unit of a league is held against at a node: `of` units have points there."""

    code: str
    of: int
    best: Fraction
    best_units: tuple[Unit, ...]
    median: Fraction


@dataclass(frozen=True, slots=True)
class Standing(Middle):
    """One node of a league. `points` and `ranks` by uid: of the units that have points there.

    At the total only ranked units count, so that ranks are those of the published ranking. `means`: of
    each group, rounded as people read them, so that a page of a unit stays where nobody sees a change.
    """

    result: Result
    ranks: Mapping[str, int]
    ties: frozenset[int]
    means: Mapping[str, Fraction]

    @property
    def points(self) -> Mapping[str, Fraction]:
        """The points, looked up again: ranks of all nodes are held, their figures are not."""
        places = {unit.uid: place for place, unit in enumerate(self.result.units)}
        return ByUnit(places, column_of(self.result, self.code).points)


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """One unit at one node: what it is held against, its rank there, the mean of its group."""

    middle: Middle
    rank: int | None
    is_tie: bool
    group_mean: Fraction | None


class Standings:
    """The standings of one edition, each worked out when it is first asked for.

    What is read is noted: a whole node by `at`; by `of_unit` only what one unit is shown of it.
    """

    def __init__(self, edition: Edition, places: int) -> None:
        self.edition, self.places = edition, places
        self._known: dict[str, Standing | None] = {}
        self._places_of_units = {unit.uid: at for at, unit in enumerate(edition.result_unnoted.units)}

    def at(self, code: str = TOTAL) -> Standing | None:
        """The standing at a node; None where no unit has points there."""
        note("standing", self.edition.place, code)
        return self.unnoted(code)

    def middle(self, code: str = TOTAL) -> Middle | None:
        """Best, median and how many at a node; None where no unit has points there."""
        note("middle", self.edition.place, "")
        standing = self.unnoted(code)
        return None if standing is None else _middle_of(standing)

    def of_unit(self, unit: Unit, code: str) -> UnitStanding | None:
        """A unit at a node, if any unit has points there."""
        note("ranks", self.edition.place, unit.uid)
        note("middle", self.edition.place, group_of(unit))
        standing = self.unnoted(code)
        if standing is None:
            return None
        rank = standing.ranks.get(unit.uid)
        return UnitStanding(
            _middle_of(standing), rank, rank in standing.ties, standing.means.get(group_of(unit))
        )

    def unnoted(self, code: str) -> Standing | None:
        """The standing at a node for whoever notes it."""
        if code not in self._known:
            with unnoted():
                self._known[code] = _standing(
                    self.edition.result_unnoted, code, self.places, self._places_of_units
                )
        return self._known[code]


def _middle_of(standing: Standing) -> Middle:
    return Middle(standing.code, standing.of, standing.best, standing.best_units, standing.median)


def _standing(result: Result, code: str, places: int, places_of_units: Mapping[str, int]) -> Standing | None:
    column = column_of(result, code).points
    present = [at for at, figure in enumerate(column) if figure is not None]
    points = [figure for figure in column if figure is not None]
    if not points:
        return None
    given = number_ties(_keys(result, code, present), result.framework.index.ties)
    ranks = array("i", bytes(4 * len(column)))
    for at, rank in zip(present, given, strict=True):
        ranks[at] = rank
    first = min(given)
    groups: dict[str, list[Fraction]] = {}
    for at, figure in zip(present, points, strict=True):
        if group := group_of(result.units[at]):
            groups.setdefault(group, []).append(figure)
    return Standing(
        code,
        len(points),
        points[given.index(first)],
        tuple(result.units[at] for at in present if ranks[at] == first),
        median(_sorted(points)),
        result,
        ByUnit(places_of_units, ranks, _UNRANKED),
        frozenset(rank for rank, holders in Counter(given).items() if holders > 1),
        {
            group: round_figure(exact_sum(figures) / len(figures), places, "half_up")
            for group, figures in groups.items()
        },
    )


def _sorted(points: Sequence[Fraction]) -> list[Fraction]:
    """The points, the least first; compared as whole numbers over one denominator, ten times as fast."""
    common = lcm(*(figure.denominator for figure in points))
    return sorted(points, key=lambda figure: figure.numerator * (common // figure.denominator))


def _keys(result: Result, code: str, present: Sequence[int]) -> list[StandingKey]:
    """What the units at these places are compared by."""
    codes = (TOTAL, *result.framework.index.tie_break) if code == TOTAL else (code,)
    columns = ((criterion_of(result, one), column_of(result, one).points) for one in codes)
    return keys_of((criterion, [points[at] for at in present]) for criterion, points in columns)


def group_of(unit: Unit) -> str:
    """The group that a unit is held against: its own, else the units of its kind."""
    return unit.group or unit.kind
