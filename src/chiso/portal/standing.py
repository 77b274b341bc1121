"""Where every unit stands at one node of a result: points, rank, best, median, means of groups.

`chiso.scoring.position` answers for one unit; a page for each unit of a league would sort the same
figures again for each, so here they are sorted once for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from chiso.figures import round_figure
from chiso.frameworks.model import TOTAL
from chiso.portal.model import Edition
from chiso.portal.reads import note, unnoted
from chiso.scoring.exact import exact_sum
from chiso.scoring.position import median
from chiso.scoring.ranking import number_ties, standing_keys
from chiso.scoring.result import Result
from chiso.units import Unit


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

    points: Mapping[str, Fraction]
    ranks: Mapping[str, int]
    ties: frozenset[int]
    means: Mapping[str, Fraction]


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
                self._known[code] = _standing(self.edition.result, code, self.places)
        return self._known[code]


def _middle_of(standing: Standing) -> Middle:
    return Middle(standing.code, standing.of, standing.best, standing.best_units, standing.median)


def _standing(result: Result, code: str, places: int) -> Standing | None:
    position = result.prepared.positions[code]
    points = {
        unit.uid: found
        for unit in result.units
        if (found := result.scores[unit.uid].points[position]) is not None
    }
    if not points:
        return None
    uids = list(points)
    codes = (TOTAL, *result.framework.index.tie_break) if code == TOTAL else (code,)
    given = number_ties(standing_keys(result, uids, codes), result.framework.index.ties)
    ranks = dict(zip(uids, given, strict=True))
    first = min(given)
    best_units = tuple(unit for unit in result.units if ranks.get(unit.uid) == first)
    groups: dict[str, list[Fraction]] = {}
    for unit in result.units:
        if unit.uid in points and (group := group_of(unit)):
            groups.setdefault(group, []).append(points[unit.uid])
    return Standing(
        code,
        len(points),
        points[best_units[0].uid],
        best_units,
        median(sorted(points.values())),
        points,
        ranks,
        frozenset(rank for rank, holders in Counter(given).items() if holders > 1),
        {
            group: round_figure(exact_sum(figures) / len(figures), places, "half_up")
            for group, figures in groups.items()
        },
    )


def group_of(unit: Unit) -> str:
    """The group that a unit is held against: its own, else the units of its kind."""
    return unit.group or unit.kind
